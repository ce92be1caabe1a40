"""A store with standing orders and a ticker, and a carrier that keeps what it posts: the bot without Discord, by a clock that a test moves."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any

import pytest

from bot.announcements import orders, planning, telling
from bot.announcements.kinds import CatchUp, Kind, Matter, Moment, Telling
from bot.announcements.post import Post, plain
from bot.announcements.ticker import Ticker
from bot.domain.announcements import Announcement, AnnouncementKind, Delivery, DeliveryState
from bot.domain.changes import Author, Change, Revision
from bot.domain.records import Countries
from bot.domain.servers import ServerSettings
from bot.store import announcements, changes, loading, outbox, servers
from bot.store.database import Connection, Database
from tests.announcements.conftest import Clock
from tests.factories import SAN_JOSE, added, claim, countries, event, small_catalogue

HERE, ELSEWHERE = 900, 901
"""Two servers."""
NEWS, TALK = 7000, 7001
"""Two channels of the first."""
MONA = Author(7, "Mona")


class Weather(Enum):
    """What becomes of what the carrier takes out."""

    FINE = auto()
    FAILS = auto()
    """Discord answers with an error, and nothing is posted."""
    REFUSES = auto()
    """The channel cannot be written to."""
    DIES_BEFORE = auto()
    """The bot is killed when it is about to post."""
    DIES_AFTER = auto()
    """The bot is killed when it has posted and not yet noted it."""
    UNSURE = auto()
    """Whether it was posted cannot be found out."""


@dataclass
class Posted:
    """What stands in a channel."""

    key: str
    channel: int
    text: str


@dataclass
class FakeCarrier:
    """Takes out what is due, into a list, as the weather is."""

    store: Database
    clock: Clock
    countries: Countries
    weather: Weather = Weather.FINE
    name: str = "first run"
    posted: list[Posted] = field(default_factory=list)
    told_apart: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How often each occurrence was posted in each channel."""
    out_of_order: list[tuple[str, int]] = field(default_factory=list)
    """What was posted while something waited in its channel that was due before it."""

    async def deliver_due(self) -> int:
        claimed = await self.store.write(lambda db: outbox.claim(db, self.clock(), self.name, 50))
        for delivery in claimed:
            await self._take(delivery)
        return len(claimed)

    async def publish_due(self) -> int:
        return 0

    async def _take(self, delivery: Delivery) -> None:
        await self.store.write(lambda db: self._taken(db, delivery))

    def _taken(self, db: Connection, delivery: Delivery) -> None:
        now = self.clock()
        ready = telling.prepared(db, delivery, now, self.countries)
        before = next((one for one in self.posted if (one.key, one.channel) == _name(delivery)), None)
        if before is not None and delivery.corrects is None:
            # As the courier finds out by the nonce, or in the channel's history.
            outbox.sent(db, delivery, now, self.posted.index(before) + 1)
        elif isinstance(ready, str):
            outbox.end(db, delivery, DeliveryState.DROPPED, ready)
        elif self.weather is Weather.FAILS:
            outbox.again(db, delivery, now + dt.timedelta(seconds=30), "503")
        elif self.weather is Weather.REFUSES:
            outbox.again(db, delivery, now, "no permission", certain=True)
            announcements.pause_channel(db, delivery.channel_id, "no permission")
        elif self.weather is Weather.UNSURE:
            outbox.end(db, delivery, DeliveryState.UNCERTAIN, "nobody knows")
        else:
            self._post(db, delivery, ready[0], now)

    def _post(self, db: Connection, delivery: Delivery, post: Post, now: dt.datetime) -> None:
        text = plain([*post.sentence, *post.after])
        outbox.trying(db, delivery, now, text)
        if self.weather is Weather.DIES_BEFORE:
            return
        if delivery.corrects is not None:
            first = outbox.one(db, delivery.corrects)
            assert first is not None
            assert first.message_id is not None
            self.posted[first.message_id - 1].text = text
            outbox.sent(db, delivery, now, first.message_id)
            return
        self.posted.append(Posted(*_name(delivery), text))
        self.told_apart[_name(delivery)] += 1
        if any(one.channel_id == delivery.channel_id and _place(one) < _place(delivery) for one in outbox.due(db, now, 1000)):
            self.out_of_order.append(_name(delivery))
        if self.weather is not Weather.DIES_AFTER:
            outbox.sent(db, delivery, now, len(self.posted))


def _place(delivery: Delivery) -> tuple[dt.datetime, int]:
    return delivery.due_at, delivery.delivery_id


def _name(delivery: Delivery) -> tuple[str, int]:
    return delivery.occurrence.key, delivery.channel_id


@dataclass
class PostOffice:
    """What a test does, and what it sees."""

    store: Database
    clock: Clock
    carrier: FakeCarrier
    ticker: Ticker
    said: list[str]
    """What the moderators were told."""

    @classmethod
    def at(cls, path: Path, clock: Clock) -> PostOffice:
        store = Database(path)
        store.with_each_write = lambda db: planning.tell_of_revisions(db, clock())
        carrier, said = FakeCarrier(store, clock, countries()), list[str]()

        async def tell(order: Announcement, words: str) -> None:
            said.append(words)

        return cls(store, clock, carrier, Ticker(store, carrier, clock, tell), said)

    async def order(self, kind: AnnouncementKind = AnnouncementKind.STATUS_CHANGE, **fields: Any) -> Announcement:
        given = {"announcement_id": 0, "guild_id": HERE, "channel_id": NEWS, "kind": kind, **fields}
        return await self.store.write(lambda db: orders.add(db, Announcement.model_validate(given), self.clock()))

    async def remove(self, order: Announcement) -> None:
        version = (await self.now(order)).version
        await self.store.write(lambda db: orders.remove(db, order.announcement_id, order.guild_id, version, self.clock()))

    async def zone(self, name: str, guild_id: int = HERE) -> None:
        chosen = ServerSettings(guild_id=guild_id, time_zone=name)
        await self.store.write(lambda db: servers.put(db, chosen))

    async def change(self, *those: Change, guild_id: int | None = None, undoes: int | None = None) -> Revision:
        return await self.store.write(
            lambda db: changes.carry_out(db, those, by=MONA, at=self.clock(), why="a test", guild_id=guild_id, undoes=undoes)
        )

    async def undo(self, revision: Revision) -> Revision:
        return await self.change(*(one.reverse for one in reversed(revision.changes)), undoes=revision.revision_id)

    async def suspend(self, number: int = 100, pairing: int = 4, by: int = SAN_JOSE, date: str = "2026-11-20") -> Revision:
        """A city suspends its tie; without more: San Jose the one with Yekaterinburg."""
        return await self.change(*suspension(number, pairing, by, date))

    async def tick(self, times: int = 1) -> None:
        for _ in range(times):
            await self.ticker.tick()

    async def pass_time(self, step: dt.timedelta = dt.timedelta(minutes=1), **by: float) -> None:
        """Let time pass with the bot at work."""
        end = self.clock.now + dt.timedelta(**by)
        while self.clock.now < end:
            self.clock.now = min(self.clock.now + step, end)
            await self.tick()

    async def deliveries(self, order: Announcement) -> list[Delivery]:
        """What became of an order's deliveries, oldest first."""
        return (await self.store.read(lambda db: outbox.newest(db, order.announcement_id, 1000)))[::-1]

    async def states(self, order: Announcement) -> list[str]:
        return [str(one.state) for one in await self.deliveries(order)]

    async def now(self, order: Announcement) -> Announcement:
        """An order as it is now."""
        found = await self.store.read(lambda db: announcements.one(db, order.announcement_id))
        assert found is not None
        return found

    async def next_time(self, order: Announcement) -> dt.datetime | None:
        due = (await self.now(order)).next_due
        return None if due is None else dt.datetime.fromtimestamp(due, dt.UTC)

    def texts(self, channel: int = NEWS) -> list[str]:
        return [one.text for one in self.carrier.posted if one.channel == channel]


def suspension(number: int, pairing: int, by: int, date: str = "2026-11-20", kind: str = "suspended") -> list[Change]:
    """The changes by which a city suspends its tie, or resumes it."""
    rows = [
        event(number, kind, pairing, by_city=by),
        claim(number, number, date, "decided", 1, decided_by="the city council", condition="until hostilities end"),
    ]
    return [added(row) for row in rows]


class Bell(Kind):
    """Rings at each of its times, and says which that was."""

    title = "bells"
    what = "Rings."
    default_rhythm = "every day 9:00"

    def __init__(self, name: AnnouncementKind, catch_up: CatchUp) -> None:
        # Each instance is a kind of its own.
        self.name = name  # type: ignore[misc] # a real kind has it in its class
        self.catch_up = catch_up  # type: ignore[misc] # a real kind has it in its class

    def told_at(self, db: Connection, announcement: Announcement, moment: Moment) -> Iterable[Matter]:
        yield Matter("", {"rang": f"{moment.local:%d %b %H:%M}", "before": f"{moment.before:%d %b}" if moment.before else ""})

    def post(self, db: Connection, telling: Telling) -> Post | None:
        return Post(sentence=(f"ding {telling.about['rang']}",))


BELLS: Sequence[Bell] = (
    Bell(AnnouncementKind.DIGEST, CatchUp.LATEST),
    Bell(AnnouncementKind.ON_THIS_DAY, CatchUp.SAME_DAY),
)


class Poisonous(Kind):
    """Cannot tell of some revisions, or not at its times."""

    name = AnnouncementKind.NEW_INITIATIVE
    title = "poison"
    what = "Fails."
    catch_up = CatchUp.ALL
    default_rhythm = "every day 9:00"

    def __init__(self, *revisions: int) -> None:
        self.revisions = set(revisions)
        self.on_days = False
        self.cured = False

    def told_by(self, db: Connection, revision: Revision, today: dt.date) -> Iterable[Matter]:
        if revision.revision_id in self.revisions and not self.cured:
            raise ValueError("poison")
        return ()

    def told_on(self, db: Connection, day: dt.date) -> Iterable[Matter]:
        if self.on_days:
            raise ValueError("poison")
        return ()

    def told_at(self, db: Connection, announcement: Announcement, moment: Moment) -> Iterable[Matter]:
        if not self.cured:
            raise ValueError("poison")
        return (Matter("", {}),)

    def post(self, db: Connection, telling: Telling) -> Post | None:
        return Post(sentence=("cured",))


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[PostOffice]:
    """A post office over the small catalogue."""
    path = tmp_path / "twinbot.sqlite"
    loading.build(path, small_catalogue(), {loading.FINGERPRINT: "small"})
    opened = PostOffice.at(path, clock)
    yield opened
    opened.store.close()
