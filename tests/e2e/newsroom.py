"""A server with a channel for announcements, and a moderator who sets them up by either form of a command."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Any

import discord
import simcord

from bot.domain.announcements import Announcement, Delivery
from bot.domain.changes import Author, Change, Revision
from bot.domain.dates import PartialDate
from bot.domain.pairings import Claim, DateIs, Event, EventKind
from bot.settings import Settings
from bot.store import announcements, changes, entries, outbox, pairings
from bot.store.database import Connection
from tests.e2e.board import Board, board, message_of
from tests.e2e.conftest import TODAY, read

SAN_JOSE, YEKATERINBURG = 5392171, 1486209
EVERY_MONDAY = "every Monday 9:00"


class Clock:
    """Shows what a test says."""

    def __init__(self) -> None:
        self.now = TODAY

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += dt.timedelta(**by)


class Newsroom:
    """The people around announcements, and what they see."""

    def __init__(self, made: Board, clock: Clock) -> None:
        self.board, self.clock = made, clock
        self.env, self.bot, self.guild, self.channel = made.env, made.bot, made.guild, made.channel
        self.ana, self.max, self.mona = made.ana, made.max, made.mona
        self.news = self.guild.create_text_channel("news")

    async def type(self, text: str, who: simcord.MemberActor | None = None) -> discord.Message:
        """A command typed by a moderator; the answer."""
        return await self.board.place.type(f"!announce {text}".rstrip(), who=who or self.mona)

    async def slash(self, command: str, who: simcord.MemberActor | None = None, **given: str) -> simcord.InteractionResult:
        """The same as a slash command."""
        return await (who or self.mona).slash(self.channel, f"announce {command}", **given)

    async def orders(self) -> list[Announcement]:
        """What the server has."""
        return await self.bot.store.read(lambda db: announcements.of_guild(db, self.guild.id))

    async def order(self, number: int = 1) -> Announcement:
        found = await self.bot.store.read(lambda db: announcements.one(db, number))
        assert found is not None
        return found

    async def deliveries(self, number: int = 1) -> list[Delivery]:
        """What became of an announcement's deliveries, newest first."""
        return await self.bot.store.read(lambda db: outbox.newest(db, number, 100))

    async def suspend(self, one: int = SAN_JOSE, other: int = YEKATERINBURG) -> Revision:
        """One city suspends its tie with another, as an approved proposal has it."""

        def work(db: Connection) -> Revision:
            recorded = pairings.of_pair(db, one, other)
            assert recorded is not None
            event = Event(
                event_id=entries.new_id(db, "events"),
                pairing_id=recorded.pairing.pairing_id,
                kind=EventKind.SUSPENDED,
                by_city=one,
            )
            claim = Claim(
                claim_id=entries.new_id(db, "claims"), event_id=event.event_id, source_id=1, date=PartialDate.parse("2026-11-20"),
                date_is=DateIs.DECIDED, decided_by="the city council, 9–1", condition="until after hostilities",
            )  # fmt: skip
            those = [Change("events", None, event), Change("claims", None, claim)]
            return changes.carry_out(db, those, by=Author(7, "Mona"), at=self.clock(), why="a test", guild_id=None)

        return await self.bot.store.write(work)

    def posted(self, channel: Any = None) -> Sequence[discord.Message]:
        """What the bot has posted in the channel of the announcements, oldest first."""
        return sorted((channel or self.news).history(), key=lambda message: message.id)

    async def click(self, message: Any, label: str, who: simcord.MemberActor | None = None) -> simcord.InteractionResult:
        return await (who or self.mona).click(message, label=label)

    async def submit(self, form: simcord.InteractionResult, **values: Any) -> str:
        """Send a form off; the answer."""
        return read(message_of(await self.mona.submit_modal(form, values)))


@contextlib.asynccontextmanager
async def newsroom(settings: Settings) -> AsyncIterator[Newsroom]:
    """A server set up so, whose store the test may change."""
    clock = Clock()
    async with board(settings, clock) as made:
        yield Newsroom(made, clock)
