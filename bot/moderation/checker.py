"""Asks links whether they are alive, dead or moved: politely (robots.txt, pauses) and only on the public web.

What may be asked is decided by :mod:`bot.moderation.addresses`. Nothing of a page is read but its status line and headers; no
cookie, no password and no proxy of the environment takes part.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

import bot
from bot.domain.waiting import Clock, Sleep
from bot.errors import TwinbotError
from bot.moderation.addresses import AddressRefused, PublicResolver, askable, dns_name, is_public, redirected, shown, site_of
from bot.moderation.robots import AGENT, LARGEST_ROBOTS, AskedToWait, Hosts, Limits, Robots, RobotsShelf

REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Statuses that name another address. Source: RFC 9110, section 15.4."""

GONE = frozenset({404, 410})
"""Statuses that say that there is no such page. Source: RFC 9110, sections 15.5.5 and 15.5.11."""

TOO_MANY = 429
COME_BACK = frozenset({TOO_MANY, 503})
"""Statuses that ask to come back later. Source: RFC 6585, section 4; RFC 9110, section 15.6.4."""

LOCKED = frozenset({401, 403})
"""Statuses that let in only whom the site knows or trusts. Source: RFC 9110, sections 15.5.2 and 15.5.4."""


class LinkState(StrEnum):
    """What came of asking a link."""

    ALIVE = "alive"
    MOVED = "moved"
    DEAD = "dead"
    UNREACHABLE = "unreachable"
    FORBIDDEN_BY_ROBOTS = "forbidden_by_robots"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a link after it was asked.

    Args:
        url: the link as it was given.
        state: alive; moved (to where somebody should look); dead (there is no such page); unreachable (nobody can say, ask
            again); forbidden by robots.txt; or refused: we did not ask, because it is no public https address.
        status: the last HTTP status; ``None`` if there was none.
        note: the rest of a sentence about the link, for a moderator: "answers 404". Addresses in it stand in backticks.
    """

    url: str
    state: LinkState
    status: int | None
    note: str


Progress = Callable[[Checked], object]


class _Stopped(TwinbotError):
    """There is no answer to judge. ``note`` goes on after the address that it is about."""

    def __init__(self, state: LinkState, status: int | None, note: str) -> None:
        super().__init__(note)
        self.state = state
        self.status = status
        self.note = note


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    location: str | None
    body: bytes


class LinkChecker:
    """Asks links. Open it with ``async with``; what it learns of the hosts is kept until then.

        async with LinkChecker("https://example.org/contact", clock=clock) as checker:
            checked = await checker.check("https://example.org/help")

    Args:
        contact: how a site's owner reaches whoever runs the bot (an address); it goes out with each request.
        clock: what time it is, in UTC.
        resolver: looks names up; by default the system's.
        is_allowed: whether a numeric address may be connected to; by default the public ones.
        tls: whose certificates are trusted; by default the system's.
        limits: how long and how often is asked.
        sleep: waits that many seconds.

    Raises:
        ValueError: ``contact`` cannot stand in a header.
    """

    def __init__(
        self, contact: str, *, clock: Clock, resolver: AbstractResolver | None = None,
        is_allowed: Callable[[str], bool] = is_public, tls: ssl.SSLContext | None = None,
        limits: Limits | None = None, sleep: Sleep = asyncio.sleep,
    ) -> None:  # fmt: skip
        if not contact or not contact.isascii() or not contact.isprintable():
            raise ValueError("the contact must be printable ASCII, such as an address")
        self.agent = f"{AGENT}/{bot.__version__} (+{contact})"
        self._clock = clock
        self._resolver = resolver
        self._is_allowed = is_allowed
        self._tls = tls
        self._limits = limits or Limits()
        self._hosts = Hosts(self._limits, clock, sleep)
        self._rules = RobotsShelf(self._limits, clock, self._fetch_robots)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        resolver = PublicResolver(self._resolver or aiohttp.ThreadedResolver(), self._is_allowed)
        connector = aiohttp.TCPConnector(ssl=self._tls or True, resolver=resolver, use_dns_cache=False, force_close=True)
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.agent, "Accept": "*/*", "Accept-Encoding": "identity"},
            timeout=aiohttp.ClientTimeout(total=self._limits.answer, connect=self._limits.connect),
            auto_decompress=False,
            trust_env=False,
            max_line_size=self._limits.header,
            max_field_size=self._limits.header,
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._session is not None
        await self._session.close()

    async def check(self, url: str) -> Checked:
        """Ask one link. Whatever it is and whatever comes back, the answer is a :class:`Checked`."""
        try:
            start = askable(url)
        except AddressRefused as refusal:
            return Checked(url, LinkState.REFUSED, None, str(refusal))
        visited = [start]
        try:
            return await self._follow(url, visited)
        except _Stopped as stopped:
            here = visited[-1]
            if here == start:
                return Checked(url, stopped.state, stopped.status, stopped.note)
            return Checked(url, stopped.state, stopped.status, f"leads to {shown(here)}, which {stopped.note}")

    async def check_all(self, urls: Iterable[str], progress: Progress | None = None) -> list[Checked]:
        """Ask many links: those of one host one after another, in order and with pauses; several hosts at once.

        A link that is given twice is asked once.

        Args:
            progress: hears of each link as soon as it is checked.

        Returns:
            One for each of ``urls``, in their order.
        """
        self._hosts.forget()
        self._rules.forget()
        asked = list(urls)
        found: dict[str, Checked] = {}

        async def check_in_turn(together: list[str]) -> None:
            for url in together:
                found[url] = await self.check(url)
                if progress:
                    progress(found[url])

        by_host: dict[str, list[str]] = {}
        for url in dict.fromkeys(asked):
            by_host.setdefault(_together(url), []).append(url)
        async with asyncio.TaskGroup() as group:
            for together in by_host.values():
                group.create_task(check_in_turn(together))
        return [found[url] for url in asked]

    async def _follow(self, asked: str, visited: list[URL]) -> Checked:
        """Ask, and go where the answers point to, noting each address in ``visited``. Raises `_Stopped`."""
        first = visited[0]
        while True:
            here = visited[-1]
            answer = await self._ask(here)
            if answer.status not in REDIRECTS:
                break
            target = _target(here, answer)
            if site_of(first) != site_of(target):
                note = f"leads to another domain `{site_of(target)}`: not followed"
                return Checked(asked, LinkState.MOVED, answer.status, note)
            if target in visited:
                raise _Stopped(LinkState.UNREACHABLE, answer.status, "leads in a circle")
            if len(visited) > self._limits.redirects:
                raise _Stopped(LinkState.UNREACHABLE, answer.status, f"leads on after {self._limits.redirects} redirects")
            visited.append(target)
        state, note = _verdict(answer.status)
        if state is not LinkState.ALIVE:
            raise _Stopped(state, answer.status, note)
        if here == first:
            return Checked(asked, state, answer.status, note)
        if here.path == "/" != first.path:
            note = f"moved to the start page {shown(here)}: what it showed may be gone"
        else:
            note = f"moved to {shown(here)}, on the same domain"
        return Checked(asked, LinkState.MOVED, answer.status, note)

    async def _ask(self, url: URL) -> _Answer:
        """The answer to HEAD or, where that brings no good one, to GET: many a site has no true answer to HEAD."""
        robots = await self._rules.of(url)
        self._hosts.slow_down(dns_name(url), robots.pause)
        if not robots.allow(str(url)):
            note = "may not be asked by programs: robots.txt of the site says so"
            raise _Stopped(LinkState.FORBIDDEN_BY_ROBOTS, None, note)
        answer = await self._request("HEAD", url)
        if answer.status >= 400 and answer.status not in COME_BACK:
            answer = await self._request("GET", url)
        return answer

    async def _fetch_robots(self, url: URL) -> Robots:
        """What the robots.txt at ``url`` says. Raises `_Stopped` if it cannot be had now.

        One that is missing, or moved to where we do not follow, allows all. Source: RFC 9309, section 2.3.1.
        """
        here = url
        for _ in range(self._limits.redirects + 1):
            answer = await self._request("GET", here, read=LARGEST_ROBOTS)
            if answer.status in range(200, 300):
                return await asyncio.to_thread(Robots, answer.body)
            if answer.status >= 500:
                note = f"is not asked for now: robots.txt of the site answers {answer.status}"
                raise _Stopped(LinkState.FORBIDDEN_BY_ROBOTS, answer.status, note)
            if answer.status not in REDIRECTS:
                break
            try:
                here = _target(here, answer)
            except _Stopped:
                break
            if site_of(url) != site_of(here):
                break
        return Robots(b"")

    async def _request(self, method: str, url: URL, *, read: int = 0) -> _Answer:
        """One request, when it is the host's turn. Raises `_Stopped` for whatever is no answer in HTTP."""
        assert self._session is not None, "open the checker with async with"
        host = dns_name(url)
        try:
            async with self._hosts.turn(host), self._session.request(method, url, allow_redirects=False) as response:
                body = await _at_most(read, response)
                response.close()
        except (AddressRefused, AskedToWait) as refusal:
            state = LinkState.REFUSED if isinstance(refusal, AddressRefused) else LinkState.UNREACHABLE
            raise _Stopped(state, None, str(refusal)) from refusal
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _Stopped(LinkState.UNREACHABLE, None, self._words(error)) from error
        if response.status == TOO_MANY or (response.status in COME_BACK and "Retry-After" in response.headers):
            self._hosts.leave_alone(host, response.headers.get("Retry-After"))
            raise _Stopped(LinkState.UNREACHABLE, response.status, _verdict(response.status)[1])
        return _Answer(response.status, response.headers.get("Location"), body)

    def _words(self, error: Exception) -> str:
        """What went wrong, of an address."""
        if isinstance(error, TimeoutError):
            return f"does not answer within {self._limits.answer:g} seconds"
        return next((words for kinds, words in _WORDS if isinstance(error, kinds)), "cannot be asked")


_WORDS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (aiohttp.ClientConnectorCertificateError, "shows a certificate that is not trusted: it has expired or is another site’s"),
    ((aiohttp.ClientSSLError, ssl.SSLError), "cannot be reached over an encrypted connection"),
    (aiohttp.ClientConnectorDNSError, "has a name that leads nowhere: no address is found for it"),
    (aiohttp.ClientConnectorError, "cannot be connected to"),
    (aiohttp.ClientResponseError, "answers, but with nothing that can be read as HTTP"),
    (aiohttp.ClientPayloadError, "breaks its answer off"),
    ((aiohttp.ClientConnectionError, OSError), "closes the connection without an answer"),
)
"""What each error says of an address; the first that fits."""


def _verdict(status: int) -> tuple[LinkState, str]:
    """What an answer that leads nowhere else says of an address."""
    says = f"answers {status}"
    if status in range(200, 300):
        return LinkState.ALIVE, says
    if status in GONE:
        return LinkState.DEAD, says
    if status in COME_BACK:
        return LinkState.UNREACHABLE, f"{says}: asks to come back later"
    if status in LOCKED:
        return LinkState.UNREACHABLE, f"{says}: lets no program in, open it by hand"
    if status >= 500:
        return LinkState.UNREACHABLE, f"{says}: the site has a fault, check it again later"
    return LinkState.UNREACHABLE, f"{says}: open it by hand"


def _target(here: URL, answer: _Answer) -> URL:
    """Where a redirect leads to. Raises `_Stopped` if that may not be asked."""
    try:
        return redirected(here, answer.location or "")
    except ValueError as error:
        raise _Stopped(LinkState.UNREACHABLE, answer.status, "leads to what is no web address") from error
    except AddressRefused as refusal:
        raise _Stopped(LinkState.REFUSED, answer.status, str(refusal)) from refusal


async def _at_most(size: int, response: aiohttp.ClientResponse) -> bytes:
    """The first ``size`` bytes of the body."""
    body = bytearray()
    while len(body) < size:
        read = await response.content.read(size - len(body))
        if not read:
            break
        body += read
    return bytes(body)


def _together(text: str) -> str:
    """By what links are put together: their host; nothing for those that are not asked."""
    try:
        return dns_name(askable(text))
    except AddressRefused:
        return ""
