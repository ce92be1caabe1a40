"""``settings`` and ``raidlock``: by command, by form, and by those who may not."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
import simcord

from bot.domain.servers import Language, ServerSettings, Theme
from bot.settings import Settings
from bot.store import servers
from tests.e2e.board import A_PAIRING, Board, board, message_of, said
from tests.e2e.conftest import Place, labels, read

ROLES, LOOKS = "Roles and channel", "Language, pictures, time zone"
UNCHANGED_LOOKS = {"language": ["en"], "theme": ["dark"], "pictures": ["on"], "time_zone": "UTC"}


@pytest.fixture
async def desk(own_store: Settings) -> AsyncIterator[Board]:
    async with board(own_store) as made:
        yield made


async def settings_of(place: Any) -> ServerSettings:
    found: ServerSettings = await place.bot.store.read(lambda db: servers.settings_of(db, place.guild.id))
    return found


def role(place: Any, name: str) -> simcord.RoleHandle:
    found: simcord.RoleHandle = place.guild.roles[name]
    return found


async def test_typed_alone_it_shows_how_the_server_has_set_me_up(own_place: Place) -> None:
    card = await own_place.type("!settings", who=own_place.mona)
    assert read(card).startswith("Settings of Sister Cities\n\nChanged by whoever may manage the server\nModerators: ")
    assert labels(card) == [ROLES, LOOKS]
    slash = await own_place.mona.slash(own_place.channel, "settings show")
    assert read(message_of(slash)) == read(card)


@pytest.mark.parametrize(
    ("typed", "field", "value", "answer"),
    [
        ("theme light", "theme", Theme.LIGHT, "Theme of pictures: light. This holds from now on."),
        ("THEME Light", "theme", Theme.LIGHT, "Theme of pictures: light. This holds from now on."),
        ("pictures off", "pictures", False, "Pictures: off. This holds from now on."),
        (
            "language english",
            "language",
            Language.ENGLISH,
            "Language: English. Kept. English is the only language that I speak so far.",
        ),
        (
            "timezone Europe/Kyiv",
            "time_zone",
            "Europe/Kyiv",
            "Time zone: Europe/Kyiv, where it is 14:00 now. This holds from now on.",
        ),
        ("timezone america/new york", "time_zone", "America/New_York", "Time zone: America/New_York, where it is 07:00 now."),
        ("timezone Kiev", "time_zone", "Europe/Kyiv", "Time zone: Europe/Kyiv, where it is 14:00 now."),
    ],
)
async def test_a_setting_is_kept_and_it_is_said_what_goes_by_it(
    own_place: Place, typed: str, field: str, value: object, answer: str
) -> None:
    assert read(await own_place.type(f"!settings {typed}", who=own_place.mona)).startswith(answer)
    assert getattr(await settings_of(own_place), field) == value


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("theme pink", "“pink” is no choice here. Write dark or light."),
        ("pictures maybe", "“maybe” is no choice here. Write on or off."),
        ("language Klingon", "“Klingon” is no choice here. I speak English."),
        ("timezone Europe/Kyev", "I know no time zone “Europe/Kyev”. Did you mean Europe/Kyiv?"),
        ("timezone ```", "I know no time zone “’’’”."),
        ("moderators everyone", "@everyone is no role to choose: it would let every member do that. Choose another role."),
        ("moderators @everyone", "@everyone is no role to choose"),
        ("contributors everyone", "@everyone is no role to choose"),
        (
            "moderators Moderator",
            "There is no role “Moderator” here. Did you mean Moderators? Mention it, or write its name, or none.",
        ),
        ("moderators <@&123456789012345678>", "There is no role “<@&123456789012345678>” here."),
        ("review #generall", "There is no text channel “#generall” here. Did you mean general?"),
        ("theem", "I know no command “settings theem”. Did you mean !settings theme?"),
        ("pizza", "I know no command “settings pizza”. There are moderators, contributors, review, language,"),
        ("theme", "Theme of pictures: dark. To change it, type for example !settings theme light."),
        ("moderators", "Moderators: whoever may manage the server; no role is chosen beside them. To change it, type"),
    ],
)
async def test_what_cannot_be_set_says_what_can_and_changes_nothing(own_place: Place, typed: str, answer: str) -> None:
    assert read(await own_place.type(f"!settings {typed}", who=own_place.mona)).startswith(answer)
    assert await settings_of(own_place) == ServerSettings(guild_id=own_place.guild.id)


async def test_a_role_may_be_mentioned_or_named_and_taken_away_again(own_place: Place) -> None:
    keepers = own_place.guild.create_role("Keepers of the list")
    for typed in (f"<@&{keepers.id}>", "keepers of THE list", "@Keepers of the list", str(keepers.id)):
        answer = await own_place.type(f"!settings moderators {typed}", who=own_place.mona)
        assert read(answer).startswith("Moderators: whoever may manage the server, and the role Keepers of the list.")
        assert answer.role_mentions == []
        assert (await settings_of(own_place)).moderator_role == keepers.id
        await own_place.type("!settings moderators none", who=own_place.mona)
        assert (await settings_of(own_place)).moderator_role is None


async def test_two_roles_of_a_name_are_asked_about(own_place: Place) -> None:
    for _ in range(2):
        own_place.guild.create_role("Keepers")
    answer = read(await own_place.type("!settings moderators Keepers", who=own_place.mona))
    assert answer == "There are 2 roles called “Keepers” here. Mention the one that you mean."


async def test_a_chosen_moderator_role_lets_its_members_in_at_once_and_out_again(own_place: Place) -> None:
    keepers = own_place.guild.create_role("Keepers")
    cleo = own_place.guild.add_member(own_place.env.create_user("cleo"), roles=[keepers])
    refused = read(await own_place.type("!settings", who=cleo))
    assert refused == (
        "You need the permission Manage Server for this. Whoever has it can choose a moderator role: settings moderators."
    )
    await own_place.type("!settings moderators Keepers", who=own_place.mona)
    assert read(await own_place.type("!settings", who=cleo)).startswith("Settings of Sister Cities")
    assert (
        read(await own_place.type("!settings", who=own_place.ana))
        == "You need the role Keepers, or the permission Manage Server for this."
    )
    await own_place.type("!settings moderators none", who=own_place.mona)
    assert read(await own_place.type("!settings", who=cleo)) == refused


async def test_the_review_channel_must_be_one_that_the_bot_can_post_in(own_place: Place) -> None:
    everyone = own_place.guild.default_role
    closed = discord.PermissionOverwrite(send_messages=False, embed_links=False)
    own_place.guild.create_text_channel("closed", overwrites={everyone: closed})
    own_place.guild.create_text_channel("bare", overwrites={everyone: discord.PermissionOverwrite(embed_links=False)})
    refused = read(await own_place.type("!settings review #closed", who=own_place.mona))
    assert refused == "In #closed I lack Send Messages and Embed Links. Give me that there, then choose the channel again."
    assert read(await own_place.type("!settings review bare", who=own_place.mona)).startswith("In #bare I lack Embed Links.")
    assert (await settings_of(own_place)).review_channel is None
    chosen = await own_place.type(f"!settings review {own_place.channel.mention}", who=own_place.mona)
    assert read(chosen) == "Review channel: #general. This holds from now on."
    assert (await settings_of(own_place)).review_channel == own_place.channel.id


async def test_what_was_deleted_is_shown_so(own_place: Place) -> None:
    gone = ServerSettings(
        guild_id=own_place.guild.id, moderator_role=700_000_000_000_000_002, review_channel=700_000_000_000_000_003
    )
    await own_place.bot.store.write(lambda db: servers.put(db, gone))
    card = await own_place.type("!settings", who=own_place.mona)
    assert "the role that was chosen was deleted" in read(card)
    assert "Review channel: the chosen one was deleted" in read(card)
    form = await own_place.mona.click(card, label=ROLES)
    await own_place.mona.submit_modal(form, {})
    assert await settings_of(own_place) == ServerSettings(guild_id=own_place.guild.id)


async def test_the_form_sets_roles_and_channel_and_the_card_turns(own_place: Place, caplog: pytest.LogCaptureFixture) -> None:
    keepers, friends = own_place.guild.create_role("Keepers"), own_place.guild.create_role("Friends")
    card = await own_place.type("!settings", who=own_place.mona)
    form = await own_place.mona.click(card, label=ROLES)
    with caplog.at_level(logging.INFO):
        await own_place.mona.submit_modal(
            form, {"moderator_role": [keepers], "contributor_role": [friends], "review_channel": [own_place.channel]}
        )
    turned = read(own_place.now(card))
    assert "and the role Keepers" in turned
    assert "the role Friends, who may suggest without a daily limit" in turned
    assert "Review channel: #general" in turned
    chosen = await settings_of(own_place)
    assert (chosen.moderator_role, chosen.contributor_role, chosen.review_channel) == (
        keepers.id,
        friends.id,
        own_place.channel.id,
    )
    assert f"server {own_place.guild.id}: moderator_role set to {keepers.id} by user {own_place.mona.id}" in caplog.text


async def test_the_form_refuses_everyone_and_a_channel_that_the_bot_cannot_post_in(own_place: Place) -> None:
    hidden = own_place.guild.create_text_channel(
        "hidden", overwrites={own_place.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    card = await own_place.type("!settings", who=own_place.mona)
    for values, answer in (
        ({"moderator_role": [own_place.guild.default_role]}, "@everyone is no role to choose"),
        ({"review_channel": [hidden]}, "In #hidden I lack Send Messages"),
    ):
        form = await own_place.mona.click(card, label=ROLES)
        assert said(await own_place.mona.submit_modal(form, values)).startswith(answer)
    assert await settings_of(own_place) == ServerSettings(guild_id=own_place.guild.id)


async def test_the_form_of_looks_sets_all_four_or_none(own_place: Place) -> None:
    card = await own_place.type("!settings", who=own_place.mona)
    form = await own_place.mona.click(card, label=LOOKS)
    wrong = await own_place.mona.submit_modal(form, {**UNCHANGED_LOOKS, "theme": ["light"], "time_zone": "Kharkeev"})
    assert said(wrong).startswith("I know no time zone “Kharkeev”.")
    assert (await settings_of(own_place)).theme is Theme.DARK
    form = await own_place.mona.click(card, label=LOOKS)
    await own_place.mona.submit_modal(form, {"language": ["en"], "theme": ["light"], "pictures": ["off"], "time_zone": "Chicago"})
    assert "Theme of pictures: light\nPictures: off\nTime zone: America/Chicago, where it is 06:00 now" in read(
        own_place.now(card)
    )


async def test_a_moderator_without_manage_server_chooses_the_channel_and_no_role(desk: Board) -> None:
    typed = await desk.place.type("!settings moderators none", who=desk.max)
    assert read(typed) == "You need the permission Manage Server for this."
    card = await desk.place.type("!settings", who=desk.max)
    assert labels(card) == ["Review channel", LOOKS]
    form = await desk.max.click(card, label="Review channel")
    assert form.modal is not None
    assert [each["component"]["custom_id"] for each in form.modal["components"]] == ["review_channel"]
    await desk.max.submit_modal(form, {"review_channel": [desk.channel]})
    chosen = await settings_of(desk)
    assert (chosen.review_channel, chosen.moderator_role) == (desk.channel.id, desk.moderators.id)


async def test_nobody_presses_or_sends_off_what_they_may_not(desk: Board) -> None:
    card = await desk.place.type("!settings", who=desk.mona)
    for label in (ROLES, LOOKS):
        pressed = await desk.ana.click(card, label=label)
        assert pressed.modal is None
        assert said(pressed) == "You need the role Keepers, or the permission Manage Server for this."
    before = await settings_of(desk)
    as_manager, as_moderator = await desk.mona.click(card, label=ROLES), await desk.max.click(card, label=LOOKS)
    desk.env.backend.remove_member_role(desk.guild.id, desk.mona.id, role(desk, "Moderators").id)
    desk.env.backend.remove_member_role(desk.guild.id, desk.max.id, desk.moderators.id)
    sent = await desk.mona.submit_modal(as_manager, {"moderator_role": [desk.guild.create_role("Mine")]})
    assert said(sent) == "You need the role Keepers, or the permission Manage Server for this."
    sent = await desk.max.submit_modal(as_moderator, {**UNCHANGED_LOOKS, "theme": ["light"]})
    assert said(sent) == "You need the role Keepers, or the permission Manage Server for this."
    assert await settings_of(desk) == before


async def test_who_lost_manage_server_while_choosing_keeps_to_what_moderators_may(desk: Board) -> None:
    card = await desk.place.type("!settings", who=desk.mona)
    form = await desk.mona.click(card, label=ROLES)
    backend = desk.env.backend
    backend.remove_member_role(desk.guild.id, desk.mona.id, role(desk, "Moderators").id)
    backend.add_member_role(desk.guild.id, desk.mona.id, desk.moderators.id)
    sent = await desk.mona.submit_modal(form, {"moderator_role": [desk.guild.create_role("Mine")]})
    assert said(sent) == "You need the permission Manage Server for this."
    assert (await settings_of(desk)).moderator_role == desk.moderators.id


async def test_offers_while_typing_are_what_there_is(own_place: Place) -> None:
    own_place.guild.create_role("Keepers")
    roles = await own_place.mona.autocomplete(own_place.channel, "settings moderators", "role", "keep")
    channels = await own_place.mona.autocomplete(own_place.channel, "settings review", "channel", "#gen")
    zones = await own_place.mona.autocomplete(own_place.channel, "settings timezone", "zone", "kyi")
    assert [offer["name"] for offer in roles] == ["none", "Keepers"]
    assert [offer["name"] for offer in channels] == ["none", "#general"]
    assert "Europe/Kyiv" in [offer["value"] for offer in zones]
    chosen = await own_place.mona.slash(own_place.channel, "settings moderators", role=roles[1]["value"])
    assert "and the role Keepers" in read(message_of(chosen))


async def test_raidlock_holds_what_members_suggest_and_lets_it_through_to_review(desk: Board) -> None:
    assert read(await desk.place.type("!raidlock", who=desk.mona)).startswith("Suggestions of members are taken.")
    on = read(await desk.place.type("!raidlock on", who=desk.mona))
    assert on.startswith("Suggestions of members are on hold.")
    drafted = await desk.fill_in(desk.ana, "pairing", **A_PAIRING)
    await desk.ana.click(message_of(drafted), label="Send to the moderators")
    assert desk.cards() == []
    assert "on hold, 1 waits" in read(await desk.place.type("!settings", who=desk.mona))
    assert read(await desk.place.type("!raidlock", who=desk.mona)).startswith("Suggestions of members are on hold, and 1 waits.")
    off = await desk.place.type("!raidlock off", who=desk.mona)
    assert read(off) == "Suggestions of members go through again. 1 was held and waits for review now."
    assert len(desk.cards()) == 1
    assert "None was held" in read(await desk.place.type("!raidlock OFF", who=desk.mona))


async def test_what_cannot_be_posted_after_a_raid_is_said_and_listed(desk: Board) -> None:
    await desk.place.type("!raidlock on", who=desk.mona)
    drafted = await desk.fill_in(desk.ana, "pairing", **A_PAIRING)
    await desk.ana.click(message_of(drafted), label="Send to the moderators")
    await desk.set_up(review_channel=None, suggestions_held=True)
    off = read(await desk.place.type("!raidlock off", who=desk.mona))
    assert off.endswith("1 could not be posted: !review lists what waits.")
    assert "Birmingham" in read(await desk.place.type("!review", who=desk.mona))


@pytest.mark.parametrize("typed", ["!raidlock maybe", "!raidlock ``"])
async def test_raidlock_knows_on_and_off(own_place: Place, typed: str) -> None:
    assert "Write on or off." in read(await own_place.type(typed, who=own_place.mona))
    assert not (await settings_of(own_place)).suggestions_held


async def test_in_a_direct_message_there_is_nothing_to_set_up(own_place: Place) -> None:
    for typed in ("!settings", "!settings theme light", "!raidlock on"):
        sent = await own_place.mona.send_dm(typed)
        answers = [message async for message in sent.channel.history() if message.author.bot]
        assert read(max(answers, key=lambda each: each.id)) == "This sets up a server. Use it in the server that you mean."
