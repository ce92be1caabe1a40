"""Once a day, if the operator wants it, the bot asks the recorded links whether they still answer. Nobody sees it; ``stale`` tells what it found."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging

from bot.cogs.desk import Desk, Rooms
from bot.moderation import rounds
from bot.moderation.checker import LinkChecker
from bot.store import kept

log = logging.getLogger(__name__)

EVERY = dt.timedelta(days=1)
TICK_SECONDS = 60.0
"""How often it is looked whether a day has passed."""
LAST = "links asked last"
"""Under this name the store keeps when that was."""


class LinkChecks(Desk):
    """Asks the recorded links, day by day."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__(rooms)
        self._ticking: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        """Begin."""
        self._ticking = asyncio.create_task(self._tick_on())

    async def cog_unload(self) -> None:
        """Stop."""
        if self._ticking is not None:
            self._ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticking

    def checker(self) -> LinkChecker:
        """What asks."""
        return LinkChecker(self.rooms.settings.check_links_contact, clock=self.rooms.clock)

    async def tick(self) -> None:
        """Ask every link if a day has passed since they were asked last; else nothing."""
        now = self.rooms.clock()
        last = await self.rooms.store.read(lambda db: kept.get(db, LAST))
        if last is not None and dt.datetime.fromisoformat(last) + EVERY > now:
            return
        # Written first, so that what breaks off is not begun again every minute.
        await self.rooms.store.write(lambda db: kept.put(db, LAST, now.isoformat()))
        async with self.checker() as checker:
            troubled = await rounds.go_round(self.rooms.store, checker, self.rooms.clock)
        log.info("asked the recorded links: %d are dead or have moved", troubled)

    async def _tick_on(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            try:
                await self.tick()
            except Exception:
                log.exception("the recorded links could not be asked")
