"""Manners towards a site: what its robots.txt asks of programs, one request at a time, pauses, and leaving it alone when asked to.

Source: RFC 9309, https://www.rfc-editor.org/rfc/rfc9309
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from urllib.robotparser import RobotFileParser

from yarl import URL

from bot.domain.waiting import Clock, Sleep, seconds_asked_for
from bot.errors import TwinbotError

AGENT = "TwinbotLinkChecker"
"""The name by which a site can address the link checker in its robots.txt."""

LARGEST_ROBOTS = 500 * 1024
"""Bytes of a robots.txt that are read. Source: RFC 9309, section 2.5: at least 500 KiB."""

_NUMBER_FIELDS = ("crawl-delay", "request-rate")
_NUMBERS = re.compile(r"\s*\d{1,6}\s*(?:/\s*\d{1,6}\s*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often is asked. Times are in seconds.

    Args:
        connect: for one connection with its encryption.
        answer: for one request from the lookup of the name to the headers (of robots.txt: to its end).
        header: bytes of one line of the headers; there may be 128 of them.
        redirects: how many are followed. Source: RFC 9309, section 2.3.1.2, asks for at least 5 for robots.txt.
        at_once: requests under way at any time.
        pause: between two requests to one host. Source: the usual courtesy of crawlers, one request a second.
        longest_pause: how much of a ``Crawl-delay`` is honoured.
        come_back: how long a host that asks to come back later is left alone, if it does not say.
        robots_kept: how long robots.txt is kept. Source: RFC 9309, section 2.4, at most a day.
        robots_retried: after how long one that could not be had is asked for again.
    """

    connect: float = 10
    answer: float = 20
    header: int = 8190
    redirects: int = 5
    at_once: int = 4
    pause: float = 1
    longest_pause: float = 30
    come_back: float = 3600
    robots_kept: float = 86_400
    robots_retried: float = 600


class Robots:
    """The rules of one host.

    They are read by :mod:`urllib.robotparser`. That of Python 3.11 knows no wildcards within a path, and takes the first rule
    that fits where RFC 9309 would take the longest.

    Args:
        body: robots.txt as it came, of any content. What is no rule is passed over.
    """

    def __init__(self, body: bytes) -> None:
        self._rules = RobotFileParser()
        text = body.decode("utf-8-sig", errors="replace")
        self._rules.parse([line for line in text.splitlines() if _is_sound(line)])

    def allow(self, url: str) -> bool:
        """Whether the link checker may ask for ``url``, which is on this host."""
        return self._rules.can_fetch(AGENT, url)

    @property
    def pause(self) -> float:
        """How many seconds to leave between two requests; 0 if nothing is said."""
        return float(self._rules.crawl_delay(AGENT) or 0)


def _is_sound(line: str) -> bool:
    """Whether the parser can read ``line``: on some it would raise `ValueError` and so lose all the others."""
    field, _, value = line.partition("#")[0].partition(":")
    if field.strip().lower() in _NUMBER_FIELDS:
        return _NUMBERS.fullmatch(value) is not None
    try:
        urlsplit(unquote(value.strip()))
    except ValueError:
        return False
    return True


@dataclass(slots=True)
class _Kept:
    """The rules of a host, or why they cannot be had, and until when that holds."""

    until: dt.datetime
    outcome: Robots | TwinbotError
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class RobotsShelf:
    """Has each host's robots.txt fetched once, and keeps it.

    Args:
        limits: for how long it is kept.
        clock: what time it is, in UTC.
        fetch: reads the robots.txt at an address; raises `TwinbotError` if it cannot be had now.
    """

    def __init__(self, limits: Limits, clock: Clock, fetch: Callable[[URL], Awaitable[Robots]]) -> None:
        self._limits = limits
        self._clock = clock
        self._fetch = fetch
        self._kept: dict[str, _Kept] = {}

    async def of(self, url: URL) -> Robots:
        """The rules for ``url``.

        Raises:
            TwinbotError: what ``fetch`` raised, now or a short while ago.
        """
        kept = self._kept.setdefault(str(url.origin()), _Kept(self._clock(), Robots(b"")))
        async with kept.turn:
            if self._clock() >= kept.until:
                holds = self._limits.robots_kept
                try:
                    kept.outcome = await self._fetch(url.origin().with_path("/robots.txt"))
                except TwinbotError as error:
                    kept.outcome = error
                    holds = self._limits.robots_retried
                kept.until = self._clock() + dt.timedelta(seconds=holds)
            if isinstance(kept.outcome, TwinbotError):
                raise kept.outcome.with_traceback(None)
            return kept.outcome

    def forget(self) -> None:
        """Drop what holds no more."""
        now = self._clock()
        for name, kept in list(self._kept.items()):
            if kept.until <= now and not kept.turn.locked():
                del self._kept[name]


class AskedToWait(TwinbotError):
    """A host has asked to be left alone for a while. ``str()`` of it goes on after an address on that host."""

    def __init__(self) -> None:
        super().__init__("is not asked now: its site has just asked to come back later")


@dataclass(slots=True)
class Host:
    """What is remembered of one host: the pause in seconds that it wants, when it may be asked again, and whose turn it is."""

    pause: float
    ready_at: dt.datetime
    silent_until: dt.datetime
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Hosts:
    """Whose turn it is.

    Args:
        limits: the pauses, and how many requests go out at once.
        clock: what time it is, in UTC.
        sleep: waits that many seconds.
    """

    def __init__(self, limits: Limits, clock: Clock, sleep: Sleep) -> None:
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._slots = asyncio.Semaphore(limits.at_once)
        self._hosts: dict[str, Host] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """While inside, nobody else asks the host of that name, and no more than a few others ask at all.

        Raises:
            AskedToWait: the host wants to be left alone.
        """
        host = self._host(name)
        async with host.turn:
            if self._clock() < host.silent_until:
                raise AskedToWait
            left = (host.ready_at - self._clock()).total_seconds()
            if left > 0:
                await self._sleep(min(left, host.pause))
            async with self._slots:
                try:
                    yield
                finally:
                    host.ready_at = self._clock() + dt.timedelta(seconds=host.pause)

    def slow_down(self, name: str, pause: float) -> None:
        """Leave that many seconds between requests, within the limits."""
        self._host(name).pause = max(self._limits.pause, min(pause, self._limits.longest_pause))

    def leave_alone(self, name: str, retry_after: str | None) -> None:
        """Ask nothing for as long as ``Retry-After`` says, at most a day."""
        now = self._clock()
        asked = seconds_asked_for(retry_after or "", now)
        seconds = self._limits.come_back if asked is None else min(asked, self._limits.robots_kept)
        self._host(name).silent_until = now + dt.timedelta(seconds=seconds)

    def forget(self) -> None:
        """Drop hosts that may be asked at any time."""
        now = self._clock()
        for name, host in list(self._hosts.items()):
            if max(host.ready_at, host.silent_until) <= now and not host.turn.locked():
                del self._hosts[name]

    def _host(self, name: str) -> Host:
        now = self._clock()
        return self._hosts.setdefault(name, Host(self._limits.pause, now, now))
