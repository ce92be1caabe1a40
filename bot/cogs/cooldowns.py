"""How often one member, and one channel, may ask."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any

from discord.ext import commands

from bot.settings import Settings

PRESSES = 3
"""How many times as many presses as commands a member may make: turning pages goes quickly."""


class TooMany(commands.CheckFailure):
    """A question too soon after others.

    Args:
        until: when the next one will be answered.
        told: whether the member has heard so already, and is not told again until then.
    """

    def __init__(self, until: dt.datetime, *, told: bool) -> None:
        super().__init__()
        self.until = until
        self.told = told


class Window:
    """Counts what each of many did within the last seconds.

    discord.py's own mapping looks through everybody's counts at every command; this one only through those that are over.

    Args:
        count: how many are allowed.
        seconds: in what time.
    """

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._span = dt.timedelta(seconds=seconds)
        self._times: OrderedDict[int, deque[dt.datetime]] = OrderedDict()

    def take(self, who: int, now: dt.datetime) -> dt.datetime | None:
        """Count one more for ``who``; if that is too many, it is not counted, and when it will be allowed is returned."""
        self._forget(now)
        times = self._times.setdefault(who, deque())
        while times and times[0] + self._span <= now:
            times.popleft()
        if len(times) >= self._count:
            return times[0] + self._span
        times.append(now)
        self._times.move_to_end(who)
        return None

    def _forget(self, now: dt.datetime) -> None:
        """Drop those whose last one is over; they stand at the front."""
        while self._times:
            who, times = next(iter(self._times.items()))
            if times and times[-1] + self._span > now:
                return
            del self._times[who]


class Cooldowns:
    """Counts questions by member and by channel.

    Args:
        settings: how many in how many seconds.
        clock: what time it is.
    """

    def __init__(self, settings: Settings, clock: Callable[[], dt.datetime]) -> None:
        self._clock = clock
        self._members = Window(settings.cooldown_user_commands, settings.cooldown_user_seconds)
        self._channels = Window(settings.cooldown_channel_commands, settings.cooldown_channel_seconds)
        self._presses = Window(PRESSES * settings.cooldown_user_commands, settings.cooldown_user_seconds)
        self._told: dict[int, dt.datetime] = {}

    def take(self, context: commands.Context[Any]) -> None:
        """Count one question.

        Raises:
            TooMany: the member or the channel has asked too often.
        """
        now = self._clock()
        asker = context.author.id
        until = self._members.take(asker, now) or self._channels.take(context.channel.id, now)
        if until is None:
            return
        told = self._told.get(asker, now) > now
        self._told = {who: when for who, when in self._told.items() if when > now} | {asker: until}
        raise TooMany(until, told=told)

    def press(self, member: int) -> dt.datetime | None:
        """Count one press of a control; if that is too many, when the next one will be answered."""
        return self._presses.take(member, self._clock())
