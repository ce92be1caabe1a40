"""How often one member, and one channel, may ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from discord.ext import commands

from bot.settings import Settings


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


class Cooldowns:
    """Counts questions by member and by channel.

    Args:
        settings: how many in how many seconds.
        clock: what time it is.
    """

    def __init__(self, settings: Settings, clock: Callable[[], dt.datetime]) -> None:
        self._clock = clock
        self._mappings = (
            _mapping(settings.cooldown_user_commands, settings.cooldown_user_seconds, commands.BucketType.user),
            _mapping(settings.cooldown_channel_commands, settings.cooldown_channel_seconds, commands.BucketType.channel),
        )
        self._told: dict[int, dt.datetime] = {}

    def take(self, context: commands.Context[Any]) -> None:
        """Count one question.

        Raises:
            TooMany: the member or the channel has asked too often.
        """
        now = self._clock()
        waits = [mapping.update_rate_limit(context.message, now.timestamp()) for mapping in self._mappings]
        longest = max((wait for wait in waits if wait), default=None)
        if longest is None:
            return
        asker = context.author.id
        told = self._told.get(asker, now) > now
        until = now + dt.timedelta(seconds=longest)
        self._told = {who: when for who, when in self._told.items() if when > now} | {asker: until}
        raise TooMany(until, told=told)


def _mapping(count: int, seconds: float, by: commands.BucketType) -> commands.CooldownMapping[Any]:
    return commands.CooldownMapping.from_cooldown(count, seconds, by)
