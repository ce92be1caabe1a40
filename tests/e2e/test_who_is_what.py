"""What somebody is: an editor by a role in the home server, a contributor by a role in this one, from wherever they write."""

from __future__ import annotations

import datetime as dt

import discord
import simcord

from bot.settings import Settings
from tests.e2e.board import A_PAIRING, Board, board, message_of
from tests.e2e.conftest import TODAY, read

REFUSED = "You need the role Keepers, or the permission Manage Server for this."


def home_of_editors(desk: Board, *who: simcord.MemberActor) -> None:
    """Let a role of another server be that of the editors, and let some have it there."""
    home = desk.env.create_guild("Home")
    role = home.create_role("Editors")
    for each in who:
        home.add_member(each.user, roles=[role])
    chosen = {"home_guild": home.id, "editor_role": role.id, "editor_ids": frozenset()}
    desk.bot.settings = desk.bot.settings.model_copy(update=chosen)


async def test_a_role_in_the_home_server_makes_an_editor_in_every_server_and_in_private(own_store: Settings) -> None:
    async with board(own_store) as desk:
        home_of_editors(desk, desk.ana)
        assert "Nothing waits for review" in read(await desk.place.type("!review", who=desk.ana))
        assert read(await desk.place.type("!review", who=desk.ben)) == REFUSED
        sent = await desk.ana.send_dm("!review")
        answers = [message async for message in sent.channel.history() if message.author.bot and message.id > sent.id]
        assert "Nothing waits for review" in read(answers[0])


async def test_a_role_of_that_name_in_another_server_makes_nobody_an_editor(own_store: Settings) -> None:
    async with board(own_store) as desk:
        home_of_editors(desk)
        here = desk.guild.add_member(desk.env.create_user("eli"), roles=[desk.guild.create_role("Editors")])
        assert read(await desk.place.type("!review", who=here)) == REFUSED


async def test_whoever_is_no_member_of_the_home_server_is_no_editor(own_store: Settings) -> None:
    async with board(own_store) as desk:
        desk.bot.settings = desk.bot.settings.model_copy(
            update={"home_guild": 4_000_000_000, "editor_role": 5_000_000_000, "editor_ids": frozenset()}
        )
        assert read(await desk.place.type("!review", who=desk.ed)) == REFUSED


async def test_a_contributor_suggests_more_than_a_day_allows_members(own_store: Settings) -> None:
    async with board(own_store.model_copy(update={"suggestions_per_day": 1})) as desk:
        friends = desk.guild.create_role("Friends")
        await desk.set_up(contributor_role=friends.id)
        friend = desk.guild.add_member(desk.env.create_user("fay"), roles=[friends])
        for other in ("Lviv", "Kharkiv", "Odesa"):
            await desk.suggest(friend, cities=f"Birmingham, Michigan / {other}")
        await desk.suggest(desk.ben, cities="Birmingham, Michigan / Dnipro")
        drafted = await desk.fill_in(desk.ben, "pairing", **{**A_PAIRING, "cities": "Cincinnati / Lutsk"})
        sent: discord.Message = message_of(await desk.ben.click(message_of(drafted), label="Send to the moderators"))
        assert "24 hours" in read(sent) or "a day" in read(sent)
        assert len(desk.cards()) == 4


async def test_a_role_taken_away_in_the_home_server_counts_elsewhere_for_a_minute_at_most(own_store: Settings) -> None:
    now = TODAY
    async with board(own_store, lambda: now) as desk:
        home_of_editors(desk, desk.ana)
        assert "Nothing waits for review" in read(await desk.place.type("!review", who=desk.ana))
        _take_roles_at_home(desk, desk.ana)
        now += dt.timedelta(seconds=61)
        assert read(await desk.place.type("!review", who=desk.ana)) == REFUSED


async def test_discord_is_asked_once_a_minute_what_somebody_is_elsewhere(own_store: Settings) -> None:
    now = TODAY
    async with board(own_store, lambda: now) as desk:
        home_of_editors(desk, desk.ana)
        assert "Nothing waits for review" in read(await desk.place.type("!review", who=desk.ana))
        _discord_does_not_tell(desk)
        now += dt.timedelta(seconds=59)
        assert "Nothing waits for review" in read(await desk.place.type("!review", who=desk.ana))


async def test_what_discord_did_not_tell_is_asked_again_at_once(own_store: Settings) -> None:
    async with board(own_store) as desk:
        home_of_editors(desk, desk.ana)
        _discord_does_not_tell(desk)
        assert read(await desk.place.type("!review", who=desk.ana)) == REFUSED
        assert "Nothing waits for review" in read(await desk.place.type("!review", who=desk.ana))


def _discord_does_not_tell(desk: Board) -> None:
    """Discord refuses the next question after a member of the home server."""
    home = desk.bot.settings.home_guild
    desk.env.inject_error("GET", f"/guilds/{home}/members/*", status=403, code=50001, message="Missing Access", times=1)


def _take_roles_at_home(desk: Board, who: simcord.MemberActor) -> None:
    home = desk.bot.settings.home_guild
    assert home is not None
    desk.env.backend.get_guild(home).members[who.id].role_ids.clear()
