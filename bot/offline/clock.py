"""Time in the try-it page: the bot posts by the page’s clock, and a command of the page alone, ``clock``, sets that forward."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from discord.ext import commands

from bot.announcements import schedules
from bot.announcements.refusals import RhythmUnclear
from bot.app import TwinBot
from bot.cogs.announcer import Announcer
from bot.cogs.desk import Help, Rooms
from bot.store import announcements

_UNITS = {"minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}
_BY = re.compile(r"\+?\s*(\d{1,4})\s*(minute|hour|day|week)s?", re.IGNORECASE)
MOST = dt.timedelta(days=800)
"""How far the clock may be set forward at once."""
ROUNDS = 3
"""How often the ticker ticks afterwards: what one tick plans may give rise to more."""
EXAMPLES = "`!clock +7 days`, `!clock +2 hours`, `!clock Monday 9:00` or `!clock 1 March 2027`"


class PageAnnouncer(Announcer, name="Announcer"):
    """The announcer of the page. In there nothing sleeps by the clock of this machine, so the page says when it ticks."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__(rooms)
        # The heartbeat beside the store is that of the bot that runs on Discord.
        self.ticker.heartbeat = None

    async def cog_load(self) -> None:
        """Plan with every change that is written."""
        self.rooms.store.with_each_write = self._plan

    async def catch_up(self, rounds: int = ROUNDS) -> None:
        """Let everything that is due be posted."""
        for _ in range(rounds):
            await self.ticker.tick()
            await self.courier.settled()


class PageClock(commands.Cog, name="Clock"):
    """The clock of the page.

    Args:
        announcer: who posts what falls due until then.
        advance: sets it forward by so many seconds, in one step.
    """

    def __init__(self, bot: TwinBot, announcer: PageAnnouncer, advance: Callable[[float], None]) -> None:
        self._bot = bot
        self._announcer = announcer
        self._advance = advance

    @commands.command(
        description="Set this page’s clock forward",
        extras={
            "help": Help(
                "Find your way",
                ("clock +7 days", "clock Monday 9:00"),
                "In this page alone. What falls due until then is posted: of several times of a digest the last.",
            )
        },
    )
    async def clock(self, context: commands.Context[Any], *, when: str = "") -> None:
        """Say what time it is, or set the clock forward."""
        now = self._bot.clock()
        zone = await self._zone(context)
        if not when.strip():
            await _answer(context, f"It is {_said(now, zone)} here. To set the clock forward: {EXAMPLES}.")
            return
        until = moment(when, now, zone)
        if until is None or not now < until <= now + MOST:
            await _answer(context, f"The clock can be set forward, by two years at most. Write {EXAMPLES}.")
            return
        self._advance((until - now).total_seconds())
        await _answer(context, f"It is {_said(self._bot.clock(), zone)} now.")
        await self._announcer.catch_up()

    async def _zone(self, context: commands.Context[Any]) -> str:
        guild = context.guild
        return await self._bot.store.read(lambda db: announcements.zone_of(db, guild.id)) if guild else "UTC"


def moment(when: str, now: dt.datetime, zone: str) -> dt.datetime | None:
    """The instant that ``+7 days`` or ``Monday 9:00`` means; ``None`` if it means none.

    Args:
        zone: by whose clock days and hours are meant.
    """
    by = _BY.fullmatch(when.strip())
    if by is not None:
        return now + dt.timedelta(seconds=int(by[1]) * _UNITS[by[2].casefold()])
    try:
        return schedules.parse(when, now.date()).next_after(now, zone)
    except RhythmUnclear:
        return None


def _said(instant: dt.datetime, zone: str) -> str:
    """In words, not as Discord’s own instants: those would be shown by the clock of the reader’s machine."""
    return f"{instant.astimezone(ZoneInfo(zone)):%A, %-d %B %Y, %-H:%M} ({zone})"


async def _answer(context: commands.Context[Any], words: str) -> None:
    await context.send(words, reference=context.message.to_reference(fail_if_not_exists=False), mention_author=False)
