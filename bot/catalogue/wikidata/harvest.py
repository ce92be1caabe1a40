"""Fetching every page from a SPARQL endpoint: one request at a time, with pauses, and leaving it alone when it asks for that.

What Wikidata's service allows one client: 60 seconds of work a minute, 30 failed queries a minute; one that goes on after
429 is shut out for a day. Sources: https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual#Query_limits,
https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp

from bot import __version__
from bot.catalogue.wikidata.pages import Pages
from bot.catalogue.wikidata.query import PAGE, SMALLEST_PAGE, count_query, page_query
from bot.catalogue.wikidata.reading import Binding, NoResult, rows_of
from bot.domain.waiting import Clock, Sleep, seconds_asked_for
from bot.errors import EndpointInvalid, HarvestFailed, HarvestRefused

Answer = TypeVar("Answer")
Progress = Callable[[str, int, int], None]

CONTACT = "https://www.wikidata.org/wiki/Property_talk:P190"
"""Where those who run the service can say that they are asked too much."""

AGENT = f"Twinbot/{__version__} ({CONTACT}; pairings of cities, a run by hand) aiohttp/{aiohttp.__version__}"
"""Who asks, what for, and with which library."""

RESULT = "application/sparql-results+json"
_RESULT_TYPES = (RESULT, "application/json")
_OVERLOADED = (500, 502, 503, 504)
_BUSY = 429
_LATER = (408, 425)
TOO_FEW = 50
"""A harvest that ends may lack a fiftieth of what was counted, and up to five: people edit meanwhile. More is no end."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How long and how often is asked. Times are in seconds.

    Args:
        answer: for one request to its end; the service itself stops after 60.
        connect: for the connection.
        silence: between two pieces of an answer.
        largest: bytes of one answer, unpacked. A page has about two million.
        page: statements asked for at once.
        pause: between two requests.
        tries: how often one page is asked for.
        first_wait: after the first failure; it doubles with every further one.
        longest_wait: what it grows to.
        busy: how long to wait after 429 if the endpoint does not say. Source: the service's operators ask for a minute.
        longest_asked: up to so long a ``Retry-After`` is waited for; if it is longer, the run ends and can go on another time.
    """

    answer: float = 90
    connect: float = 20
    silence: float = 75
    largest: int = 64 * 2**20
    page: int = PAGE
    pause: float = 1
    tries: int = 6
    first_wait: float = 5
    longest_wait: float = 300
    busy: float = 60
    longest_asked: float = 900


class _Unusable(Exception):
    """An answer that may be better the next time."""

    def __init__(self, reason: str, *, heavy: bool = False, wait: float | None = None) -> None:
        super().__init__(reason)
        self.heavy = heavy
        """Whether it may have been too much work for the endpoint."""
        self.wait = wait
        """How long to leave it alone, if it said so."""


def session_for(manners: Manners) -> aiohttp.ClientSession:
    """A session as a harvest wants it: no cookies, and no proxy or password that the environment may name."""
    timeout = aiohttp.ClientTimeout(total=manners.answer, connect=manners.connect, sock_read=manners.silence)
    return aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)


def checked_endpoint(text: str) -> str:
    """``text`` if it is the address of a web server.

    Raises:
        EndpointInvalid: it is none.
    """
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc and (parts.port or 1) > 0
    except ValueError as error:
        raise EndpointInvalid(text) from error
    if not sound or any(sign.isspace() for sign in text):
        raise EndpointInvalid(text)
    return text


class Harvest:
    """Fetches what is missing of a question's pages.

    Args:
        session: what asks; see :func:`session_for`.
        endpoint: who is asked.
        clock: what time it is, aware of its zone.
        sleep: what waits so many seconds.
        chance: spreads the waits, so that clients which failed together do not return together.
        progress: hears what is being done, how much of it is done, and how much there is.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        endpoint: str,
        *,
        clock: Clock,
        sleep: Sleep,
        chance: random.Random,
        manners: Manners | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._session = session
        self._endpoint = endpoint
        self._clock = clock
        self._sleep = sleep
        self._chance = chance
        self._manners = manners or Manners()
        self._progress = progress or _say_nothing
        self._asked = False

    async def fetch(self, pages: Pages, countries: Sequence[str]) -> None:
        """Fetch the pages that ``pages`` lacks; each is kept as soon as it is there.

        Raises:
            HarvestFailed: a page did not come in any of the tries, or the endpoint wants to be left alone for long.
            HarvestRefused: the endpoint will not answer, however often it is asked.
        """
        if pages.count is None:
            pages.begin(await self._ask(lambda _: count_query(countries), _count_of))
        count = pages.count or 0
        limit = self._manners.page
        while not pages.complete:
            self._progress("Wikidata", min(pages.statements, count), count)
            limit = await self._fetch_page(pages, countries, count, limit)
        self._progress("Wikidata", count, count)

    async def _fetch_page(self, pages: Pages, countries: Sequence[str], count: int, limit: int) -> int:
        """Fetch the next page, with fewer statements at each try if it is too much; returns how many to ask for next."""
        after = pages.after
        asked_for = limit

        def query(heavy: int) -> str:
            nonlocal asked_for
            asked_for = max(min(limit, SMALLEST_PAGE), limit >> heavy)
            return page_query(countries, after, asked_for)

        def read(result: dict[str, Any]) -> tuple[dict[str, Any], str, int]:
            last, statements = _extent(rows_of(result), after)
            missing = count - pages.statements
            if not last and missing > max(5, count // TOO_FEW):
                raise _Unusable(f"it sent an empty page, though {missing} of {count} statements are still to come")
            return result, last, statements

        result, last, statements = await self._ask(query, read)
        pages.add(result, last, statements, self._clock())
        return min(self._manners.page, asked_for * 2)

    async def _ask(self, query: Callable[[int], str], read: Callable[[dict[str, Any]], Answer]) -> Answer:
        """What ``read`` makes of the answer. ``query`` is told how often the question was too much."""
        heavy = 0
        for number in range(1, self._manners.tries + 1):
            if self._asked:
                await self._sleep(self._manners.pause)
            self._asked = True
            try:
                return read(await self._result(query(heavy)))
            except _Unusable as error:
                failure = error
            except (TimeoutError, aiohttp.ServerTimeoutError):
                failure = _Unusable("it did not answer in time", heavy=True)
            except (aiohttp.ClientError, OSError) as error:
                failure = _Unusable(f"no connection, or it broke off ({type(error).__name__})", heavy=True)
            except (ValueError, RecursionError):
                failure = _Unusable("what it sent is no whole SPARQL result", heavy=True)
            heavy += failure.heavy
            if number == self._manners.tries or (failure.wait or 0) > self._manners.longest_asked:
                raise HarvestFailed(self._endpoint, str(failure), number) from failure
            await self._sleep(self._wait(number, failure))
        raise AssertionError("there is at least one try")

    def _wait(self, failures: int, failure: _Unusable) -> float:
        """How long to wait now: as long as was asked for, else twice as long each time; and up to a quarter more, by lot."""
        manners = self._manners
        wait = failure.wait if failure.wait is not None else min(manners.longest_wait, manners.first_wait * 2 ** (failures - 1))
        return wait * (1 + self._chance.random() / 4)

    async def _result(self, query: str) -> dict[str, Any]:
        headers = {"User-Agent": AGENT, "Accept": RESULT}
        async with self._session.post(self._endpoint, data={"query": query}, headers=headers, allow_redirects=False) as response:
            self._check(response)
            body = bytearray()
            async for piece in response.content.iter_chunked(65_536):
                body += piece
                if len(body) > self._manners.largest:
                    raise _Unusable(f"it sent more than {self._manners.largest} bytes", heavy=True)
        result = json.loads(body)
        if not isinstance(result, dict):
            raise NoResult("it is no object")
        return result

    def _check(self, response: aiohttp.ClientResponse) -> None:
        """Whether an answer can be what was asked for, before it is read."""
        status = response.status
        if status == _BUSY:
            wait = self._retry_after(response)
            asked = self._manners.busy if wait is None else wait
            raise _Unusable(f"it asks to be left alone for {round(asked)} seconds (429)", wait=asked)
        if status in _OVERLOADED:
            raise _Unusable(f"it is overloaded or out of order ({status})", heavy=True, wait=self._retry_after(response))
        if status in _LATER:
            raise _Unusable(f"it asks to come again ({status})")
        if status != 200:
            hint = {400: ", the query is not one that it understands", 403: ", it has shut this machine out"}.get(status, "")
            raise HarvestRefused(self._endpoint, f"it answered with status {status}{hint}")
        if response.content_type not in _RESULT_TYPES:
            raise _Unusable(f"it answered with {response.content_type[:80]!r} and not with a SPARQL result")

    def _retry_after(self, response: aiohttp.ClientResponse) -> float | None:
        return seconds_asked_for(response.headers.get("Retry-After", ""), self._clock())


def _say_nothing(what: str, done: int, whole: int) -> None:
    """Progress that nobody follows."""


def _count_of(result: dict[str, Any]) -> int:
    rows = rows_of(result)
    return int(rows[0]["count"] if rows and "count" in rows[0] else "no number")


def _extent(rows: Sequence[Binding], after: str) -> tuple[str, int]:
    """The address of the last statement of a page, and how many statements it has."""
    addresses = {row.get("statement", "") for row in rows}
    last = max(addresses, default="")
    if rows and min(addresses) <= after:
        raise _Unusable("it sent a page again, or rows without a statement")
    return last, len(addresses)
