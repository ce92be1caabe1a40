"""A bot on a stand-in for Discord, with a clock that a test moves and a ticker that ticks when a test says so."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import random
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.announcements import orders
from bot.announcements.courier import Courier
from bot.app import TwinBot, create_bot
from bot.cogs.announcer import Announcer
from bot.domain.announcements import Announcement, AnnouncementKind, Delivery
from bot.domain.changes import Author, Change, Revision
from bot.domain.dates import PartialDate
from bot.domain.pairings import Claim, DateIs, Event, EventKind
from bot.domain.servers import ServerSettings
from bot.pictures.studio import Studio
from bot.settings import Settings
from bot.store import announcements, changes, entries, outbox, pairings, servers
from bot.store.database import Connection, Database
from tests.announcements.newsroom import newsroom
from tests.fakes.discord import Channel, FakeDiscord
from tests.small_store import db, path

__all__ = ["db", "newsroom", "path"]

TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAx.AAAAAA.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
MONA = Author(7, "Mona")
SAN_JOSE, YEKATERINBURG = 5392171, 1486209


@dataclass
class Clock:
    """Shows what a test says."""

    now: dt.datetime = NOON

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += dt.timedelta(**by)


@dataclass
class Station:
    """The bot and the stand-in, and what a test does with them."""

    discord: FakeDiscord
    bot: TwinBot
    clock: Clock
    kept: list[Any] = field(default_factory=list)
    puts: int = 0

    @property
    def announcer(self) -> Announcer:
        cog = self.bot.get_cog("Announcer")
        assert isinstance(cog, Announcer)
        return cog

    async def order(self, kind: AnnouncementKind, **fields: Any) -> Announcement:
        """A standing order in the server's first channel."""
        channel = fields.pop("channel", self.discord.channel)
        made = Announcement(
            announcement_id=0, guild_id=int(channel.guild_id), channel_id=int(channel.id), kind=kind, made_by=7, **fields
        )
        return await self.bot.store.write(lambda db: announcements.add(db, made))

    async def put(self, words: str = "Hello from Kyiv.", *, due: dt.datetime | None = None, **fields: Any) -> Announcement:
        """An order for the moderators' own words, and one delivery of it that is due now."""
        order = await self.order(AnnouncementKind.MESSAGE, words=words, **fields)
        await self.put_again(order, due=due)
        return order

    async def put_again(self, order: Announcement, *, due: dt.datetime | None = None) -> None:
        """One more delivery of an order."""
        at = due or self.clock()
        self.puts += 1

        def put(db: Connection) -> None:
            key = f"message of {order.announcement_id}, number {self.puts}"
            about = {"at": int(at.timestamp())}
            number = outbox.occurrence(db, key, order.kind, about, due_at=at, made_at=at, guild_id=order.guild_id)
            outbox.deliver(db, number, order.channel_id, due_at=at, announcement_id=order.announcement_id, publish=order.publish)

        await self.bot.store.write(put)

    async def delivery(self, order: Announcement) -> Delivery:
        """What became of the newest delivery of an order."""
        return (await self.deliveries(order.announcement_id))[0]

    async def now_of(self, order: Announcement) -> Announcement:
        """An order as it stands now."""
        found = await self.bot.store.read(lambda db: announcements.one(db, order.announcement_id))
        assert found is not None
        return found

    async def resume(self, order: Announcement) -> None:
        """Let a paused order go on, as the moderators do."""
        await self.bot.store.write(lambda db: orders.resume(db, order.announcement_id, order.guild_id))

    async def review_in(self, channel: Channel) -> None:
        """The moderators look into that channel."""
        chosen = ServerSettings(guild_id=int(channel.guild_id or 0), review_channel=int(channel.id))
        await self.bot.store.write(lambda db: servers.put(db, chosen))

    async def later(self, times: int = 1, **by: float) -> None:
        """Let time go on, and then see to what is due."""
        for _ in range(times):
            self.clock.advance(**by)
            await self.tick()

    async def hearing(self, event: str, doing: Awaitable[object]) -> None:
        """Do something on the stand-in, and wait until the bot has heard of it."""
        heard = asyncio.create_task(self.bot.wait_for(event, timeout=10))
        await asyncio.sleep(0)
        await doing
        await heard

    async def another_courier(self) -> Courier:
        """One more run of the bot on the same store, as when an old one has not ended yet."""
        return dataclasses.replace(self.announcer.courier, store=Database(self.bot.settings.store_path), name="another")

    async def change(self, *those: Change, why: str = "a test", undoes: int | None = None) -> Revision:
        """Carry changes of the shared catalogue out, as an approved proposal does."""
        at = self.clock()
        return await self.bot.store.write(
            lambda db: changes.carry_out(db, those, by=MONA, at=at, why=why, guild_id=None, undoes=undoes)
        )

    async def suspend(self, one: int = SAN_JOSE, other: int = YEKATERINBURG, date: str = "2026-11-20") -> Revision:
        """One city suspends its tie with another."""

        def new(db: Connection) -> list[Change]:
            recorded = pairings.of_pair(db, one, other)
            assert recorded is not None
            event = Event(
                event_id=entries.new_id(db, "events"),
                pairing_id=recorded.pairing.pairing_id,
                kind=EventKind.SUSPENDED,
                by_city=one,
            )
            claim = Claim(
                claim_id=entries.new_id(db, "claims"), event_id=event.event_id, source_id=1, date=PartialDate.parse(date),
                date_is=DateIs.DECIDED, decided_by="the city council, 9–1", condition="until after hostilities",
            )  # fmt: skip
            return [Change("events", None, event), Change("claims", None, claim)]

        return await self.change(*await self.bot.store.write(new))

    async def tick(self, times: int = 1) -> None:
        """Let the ticker see to what is due, and the courier finish."""
        for _ in range(times):
            await self.announcer.ticker.tick()
            await self.announcer.courier.settled()

    def posted(self, channel: Any = None) -> list[str]:
        """What stands in a channel, oldest first, as text."""
        return [message.text for message in self.discord.messages(channel or self.discord.channel)]

    async def deliveries(self, announcement_id: int) -> list[Delivery]:
        """What became of an order's deliveries, newest first."""
        return await self.bot.store.read(lambda db: outbox.newest(db, announcement_id, 100))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def station(own_store: Settings, clock: Clock) -> AsyncIterator[Station]:
    """A bot that is ready, whose ticker stands still."""
    async with stationed(own_store, clock) as made:
        yield made


@contextlib.asynccontextmanager
async def stationed(settings: Settings, clock: Clock, studio: Studio | None = None) -> AsyncIterator[Station]:
    """The same with other settings, or with somebody else who draws."""
    async with FakeDiscord(now=clock) as discord:
        with discord.pointing_here():
            bot = create_bot(settings, clock=clock, chance=random.Random(1))
            bot.studio = studio or bot.studio
            task = asyncio.create_task(bot.start(TOKEN))
            try:
                await discord.until("ready")
                await bot.complete()
                made = Station(discord, bot, clock)
                made.announcer.loop.cancel()
                yield made
            finally:
                await bot.close()
                await asyncio.gather(task, return_exceptions=True)
