"""The card of a server's settings, its forms, and the sentences beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import discord
import pytest

from bot.domain.servers import ServerSettings, Theme
from bot.ui import server as server_card
from bot.ui.server import Chosen, LooksForm, Pointed, RolesForm
from tests.ui.seen import Seen, asking, faults

GUILD, ROLE, CHANNEL = 700_000_000_000_000_001, 700_000_000_000_000_002, 700_000_000_000_000_003


def chosen(**changed: Any) -> Chosen:
    named = {name: changed.pop(name, None) for name in ("moderators", "contributors", "review")}
    held = changed.pop("held", 0)
    server = changed.pop("server", "Sister Cities")
    settings = ServerSettings(guild_id=GUILD, **changed)
    return Chosen(server, settings, **named, held=held, now=dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))


async def nothing(interaction: discord.Interaction[Any], wanted: Any) -> None:
    """Takes a form and does nothing."""


def fields(form: discord.ui.Modal) -> dict[str, dict[str, Any]]:
    return {label["component"]["custom_id"]: label["component"] for label in form.to_dict()["components"]}


async def test_the_card_says_every_setting_under_who_may_change_it() -> None:
    seen = Seen(server_card.settings_card(asking(), chosen(), manages=True))
    assert (
        seen.plain
        == """\
Settings of Sister Cities

Changed by whoever may manage the server
Moderators: whoever may manage the server; no role is chosen beside them
Contributors: no role is chosen

Changed by moderators too
Review channel: none is chosen; !review lists what waits
Suggestions of members: taken
Language: English
Theme of pictures: dark
Pictures: on
Time zone: UTC, where it is 12:00 now
Kept, and nothing goes by it yet: language

Typed too: !settings theme light · !help settings names them all
[Button: Roles and channel]
[Button: Language, pictures, time zone]"""
    )
    assert not faults(seen.answer)


async def test_what_is_chosen_is_named_as_it_is_called_now() -> None:
    card = server_card.settings_card(
        asking(),
        chosen(
            moderator_role=ROLE, contributor_role=ROLE, review_channel=CHANNEL, moderators=Pointed("Keepers"), contributors=Pointed("Friends"),
            review=Pointed("review", "I lack Embed Links"), theme=Theme.LIGHT, pictures=False, time_zone="Europe/Kyiv",
            suggestions_held=True, held=2,
        ),
        manages=True,
    )  # fmt: skip
    said = Seen(card).said
    assert "whoever may manage the server, and the role Keepers" in said
    assert "the role Friends, who may suggest without a daily limit" in said
    assert "Review channel: #review, where I lack Embed Links" in said
    assert "on hold, 2 wait; !raidlock off lets them through" in said
    assert "Theme of pictures: light\nPictures: off\nTime zone: Europe/Kyiv, where it is 14:00 now" in said


async def test_what_was_deleted_is_said_to_be() -> None:
    card = server_card.settings_card(
        asking(),
        chosen(moderator_role=ROLE, review_channel=CHANNEL, moderators=Pointed(None), review=Pointed(None)),
        manages=False,
    )
    said = Seen(card).said
    assert "whoever may manage the server; the role that was chosen was deleted" in said
    assert "Review channel: the chosen one was deleted" in said


async def test_who_may_not_choose_roles_is_offered_the_channel_alone() -> None:
    assert "Review channel" in Seen(server_card.settings_card(asking(), chosen(), manages=False)).buttons
    form = RolesForm(chosen(), roles=False, submitted=nothing)
    assert list(fields(form)) == ["review_channel"]
    assert form.title == "Review channel"


async def test_the_form_shows_what_is_chosen_but_not_what_was_deleted() -> None:
    form = RolesForm(
        chosen(
            moderator_role=ROLE, contributor_role=ROLE, review_channel=CHANNEL, moderators=Pointed("Keepers"), contributors=Pointed(None),
            review=Pointed("review"),
        ),
        roles=True, submitted=nothing,
    )  # fmt: skip
    shown = {name: [each["id"] for each in field.get("default_values", ())] for name, field in fields(form).items()}
    assert {name: [int(each) for each in ids] for name, ids in shown.items()} == {
        "moderator_role": [ROLE],
        "contributor_role": [],
        "review_channel": [CHANNEL],
    }
    assert all(not field.get("required") for field in fields(form).values())


async def test_the_form_of_looks_begins_with_what_is_chosen() -> None:
    form = LooksForm(chosen(theme=Theme.LIGHT, pictures=False, time_zone="Europe/Kyiv").settings, submitted=nothing)
    options = {
        name: [each["value"] for each in field.get("options", ()) if each.get("default")] for name, field in fields(form).items()
    }
    assert options == {"language": ["en"], "theme": ["light"], "pictures": ["off"], "time_zone": []}
    assert fields(form)["time_zone"]["value"] == "Europe/Kyiv"


@pytest.mark.parametrize("name", ["@everyone **x** [a](https://x.org)", "#" * 200, "", "\u202eretsim", "`code`"])
async def test_no_name_of_a_server_a_role_or_a_channel_becomes_markup_or_breaks_a_limit(name: str) -> None:
    card = server_card.settings_card(
        asking(),
        chosen(
            server=name or "x", moderator_role=ROLE, contributor_role=ROLE, review_channel=CHANNEL, moderators=Pointed(name),
            contributors=Pointed(name), review=Pointed(name, "I lack View Channel, Send Messages and Embed Links"),
        ),
        manages=True,
    )  # fmt: skip
    seen = Seen(card)
    assert not faults(seen.answer)
    assert "@everyone" not in "".join(seen.texts)
    assert "https:" not in "".join(seen.texts)


@pytest.mark.parametrize(
    ("released", "posted", "words"),
    [
        (0, 0, "Suggestions of members go through again. None was held."),
        (1, 1, "Suggestions of members go through again. 1 was held and waits for review now."),
        (
            3,
            1,
            "Suggestions of members go through again. 3 were held and wait for review now. 2 could not be posted: !review lists what waits.",
        ),
    ],
)
def test_it_is_said_how_many_suggestions_were_on_hold(released: int, posted: int, words: str) -> None:
    assert Seen(server_card.unlocked(asking(), released, posted)).said == words
