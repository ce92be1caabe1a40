"""How fast requests may go out, so that Discord never has to say no; and when nothing may go out because it did."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar

A_SECOND = 45.0
"""Posts a second, of the 50 requests that Discord takes from a bot: the rest is for those who ask something meanwhile.

Source: https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
"""
ALL_A_SECOND = 47
"""With whatever else the bot asks of Discord: where members ask more than usual, posts wait for them. Three fewer than Discord takes,
because requests that leave evenly do not arrive so."""
INVALID = (401, 403, 429)
INVALID_WITHIN = 600.0
INVALID_AT_MOST = 2000
"""Within ten minutes. Discord shuts a bot out after 10,000; so many are a sign that something is wrong, and leave room for others.

Source: https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
"""
UNSAID = 60.0
"""Seconds without a request where Discord, or what stands in front of it, says no without saying for how long."""


UNASKED: ContextVar[bool] = ContextVar("UNASKED", default=False)
"""Whether what is under way is a post that nobody waits for, not an answer."""


class Pace:
    """Lets so many through a second, evenly, however many ask at once.

    Args:
        a_second: how many.
        clock: seconds that never run backwards.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        a_second: float = A_SECOND,
        *,
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gap = 1 / a_second
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0
        self._until = 0.0
        self._holds = 0
        self.waiting = 0
        """How many wait for their turn."""
        self._turns: deque[float] = deque(maxlen=int(a_second) + 1)
        self._asked: deque[float] = deque(maxlen=ALL_A_SECOND)
        self._invalid: deque[float] = deque(maxlen=INVALID_AT_MOST)

    async def turn(self) -> None:
        """Wait until it is this one's turn."""
        self.waiting += 1
        try:
            await self._turn()
        finally:
            self.waiting -= 1

    async def _turn(self) -> None:
        while True:
            holds, mine = self._holds, max(self._next, self._now(), self._free_from())
            self._next = mine + self._gap
            await self._wait_until(mine)
            # Whoever waits while Discord says no queues up anew: otherwise all would go out at once when that is over.
            if holds == self._holds and self._free_from() <= self._now():
                break
        while (free := self._room_from()) > self._now():
            await self._wait_until(free)
        self._turns.append(self._now())

    async def leaving(self) -> None:
        """Note a request, of whatever kind, as it leaves. One that nobody asked for waits until it stays within what Discord takes a second.

        A turn alone is not enough: between it and the request a post is made, and where the machine is held up meanwhile, the requests
        of more than one second leave together. Answers never wait here.
        """
        while UNASKED.get() and (free := _free_from(self._asked)) > self._now():
            await self._wait_until(free)
        self._asked.append(self._now())

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """Note how Discord answered a request: whether that is invalid, and whether nothing more may be asked for a while."""
        if status not in INVALID or headers.get("X-RateLimit-Scope") == "shared":
            return
        self._invalid.append(self._now())
        # What stands in front of Discord, and shuts a bot out, answers without "Via".
        if status == 429 and ("X-RateLimit-Global" in headers or "Via" not in headers):
            self.hold(_seconds(headers.get("Retry-After")))

    def hold(self, seconds: float) -> None:
        """Let nobody through for so long: Discord said that it is too much."""
        self._until = max(self._until, self._now() + seconds)
        self._next = self._until
        self._holds += 1

    @property
    def held(self) -> float:
        """For how many more seconds nobody is let through because Discord said so."""
        return max(0.0, self._until - self._now())

    @property
    def rests(self) -> bool:
        """Whether nobody is let through now: Discord said so, or it had to say no too often."""
        return self._free_from() > self._now()

    def _free_from(self) -> float:
        spent = len(self._invalid) == INVALID_AT_MOST
        return max(self._until, self._invalid[0] + INVALID_WITHIN) if spent else self._until

    def _room_from(self) -> float:
        """From when on there are fewer requests within a second than the bot allows itself.

        They go out evenly, unless the machine was held up: then those who waited do not all go at once.
        """
        return max(_free_from(self._turns), _free_from(self._asked))

    async def _wait_until(self, moment: float) -> None:
        if moment > (now := self._now()):
            await self._sleep(moment - now)

    def _now(self) -> float:
        return self._clock() if self._clock else asyncio.get_running_loop().time()


def _free_from(moments: deque[float]) -> float:
    """When the oldest of as many as there may be in a second is a second ago."""
    return moments[0] + 1 if len(moments) == moments.maxlen else 0.0


def _seconds(retry_after: str | None) -> float:
    try:
        return float(retry_after) if retry_after else UNSAID
    except ValueError:
        return UNSAID
