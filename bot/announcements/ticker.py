"""The ticker: what is done every second. It plans what is due and lets the courier take it, and nothing that goes wrong in it ends it."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.announcements import health, planning
from bot.announcements.planning import Waits
from bot.domain import wording
from bot.domain.announcements import Announcement
from bot.store import announcements, outbox, setbacks
from bot.store.database import Connection, Database

log = logging.getLogger(__name__)

BEAT_SECONDS = 15
"""How often the heartbeat is written."""
TELLING_SECONDS = 30
"""How long telling the moderators may take: a tick must not wait for them."""

Plan = Callable[[Connection, int, dt.datetime], None]
"""Sees to an announcement by its number."""


class Carrier(Protocol):
    """What takes posts out: the courier."""

    async def deliver_due(self) -> int: ...
    async def publish_due(self) -> int: ...


@dataclass(slots=True)
class Ticker:
    """Sees to what is due.

    Args:
        heartbeat: a file that is written again and again as long as it ticks; ``None`` for none.
        tell: tells the moderators of an announcement's server something about it.
        also: what else is done with every tick, by its name.
    """

    store: Database
    carrier: Carrier
    clock: Callable[[], dt.datetime]
    tell: Callable[[Announcement, str], Awaitable[None]]
    heartbeat: Path | None = None
    also: Sequence[tuple[str, Callable[[], Awaitable[object]]]] = ()
    _beat_at: dt.datetime | None = None

    async def tick(self) -> None:
        """Plan and deliver once, each step by itself. Most ticks find nothing to do, with one read of the store."""
        try:
            now = self.clock()
            waits = await self.store.read(lambda db: planning.what_waits(db, now))
        except Exception:
            log.exception("announcements: the store could not be read; it is tried again")
            return
        for name, step in self._steps(waits, now):
            try:
                await step()
            except Exception:
                log.exception("announcements: %s could not be seen to; they are tried again", name)
        await self._beat(now)

    def _steps(self, waits: Waits, now: dt.datetime) -> Iterator[tuple[str, Callable[[], Awaitable[object]]]]:
        if waits.revisions:
            yield "revisions", lambda: self._revisions(now)
        if waits.day:
            yield "what ends today", lambda: self.store.write(lambda db: planning.tell_of_day(db, now))
        if waits.again:
            yield "what failed before", lambda: self._again(waits.again, now)
        if waits.in_other_zone:
            yield "time zones", lambda: self._each(waits.in_other_zone, planning.follow_zone, now)
        if waits.due:
            yield "times", lambda: self._each(waits.due, planning.tell_at_time, now)
        if waits.watchers:
            yield "watchers", lambda: self.store.write(lambda db: planning.tell_watchers(db, now))
        if waits.late or waits.revisions or waits.day or waits.due:
            # What was planned just now may be late already.
            yield "what is late", lambda: self.store.write(lambda db: planning.bundle_late(db, now))
        if waits.to_report:
            yield "what was set aside", lambda: self._report(waits.to_report)
        # What was planned just now goes out in the same tick.
        yield "deliveries", self.carrier.deliver_due
        yield "publishing", self.carrier.publish_due
        yield from self.also

    async def _revisions(self, now: dt.datetime) -> None:
        """Mostly done with the change itself; this is for what another process wrote."""
        while await self.store.write(lambda db: planning.tell_of_revisions(db, now)):
            pass

    async def _again(self, those: Sequence[str], now: dt.datetime) -> None:
        for what in those:
            await self._again_one(what, now)

    async def _again_one(self, what: str, now: dt.datetime) -> None:
        await self.store.write(lambda db: planning.try_again(db, what, now))

    async def _each(self, those: Sequence[int], work: Plan, now: dt.datetime) -> None:
        for one in those:
            await self._alone(one, work, now)

    async def _alone(self, one: int, work: Plan, now: dt.datetime) -> None:
        """Work for one announcement; if it fails, no other suffers, and after a few times it is set aside and reported."""
        await self.store.write(lambda db: setbacks.attempt(db, planning.setback_of(one), lambda: work(db, one, now), now))

    async def _report(self, those: Sequence[tuple[str, str]]) -> None:
        for what, error in those:
            await self._report_one(what, error)

    async def _report_one(self, what: str, error: str) -> None:
        """Say that something was set aside: to its server's moderators, or in the log what is nobody's own."""
        order = await self.store.read(lambda db: _order_of(db, what))
        log.error("%s failed %d times and is set aside: %s", what, setbacks.MOST_ATTEMPTS, error)
        if order is not None:
            again = " Resume it when that is mended." if what == planning.setback_of(order.announcement_id) else ""
            words = f"{wording.upper_first(what)} failed again and again and is set aside: {error[:200]}.{again}"
            async with asyncio.timeout(TELLING_SECONDS):
                await self.tell(order, words)
        await self.store.write(lambda db: setbacks.reported(db, what))

    async def _beat(self, now: dt.datetime) -> None:
        if self.heartbeat is None or (self._beat_at is not None and 0 <= (now - self._beat_at).total_seconds() < BEAT_SECONDS):
            return
        self._beat_at = now
        try:
            await asyncio.to_thread(health.beat, self.heartbeat, now)
        except OSError as error:
            log.warning("the heartbeat could not be written: %s", error)


def _order_of(db: Connection, what: str) -> Announcement | None:
    """The announcement that something which was set aside belongs to; ``None`` if to none that can be read."""
    word, number = what.split()[:2]
    try:
        if word == "delivery":
            of = outbox.announcement_of(db, int(number))
            return announcements.one(db, of) if of is not None else None
        return announcements.one(db, int(number)) if word == "announcement" else None
    except ValueError:
        return None
