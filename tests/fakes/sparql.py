"""A SPARQL endpoint on this machine that answers as Wikidata's does, or fails as it does.

It understands the two queries of :mod:`bot.catalogue.wikidata.query` by their parts, and no SPARQL beyond.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import web

RESULT = "application/sparql-results+json"
Fault = Callable[[web.Request, "Answer"], Awaitable[web.StreamResponse]]
Cells = dict[str, str]


@dataclass(frozen=True)
class Item:
    """A place as Wikidata has it."""

    number: int
    label: str = ""
    geonames: int | None = None
    point: tuple[float, float] | None = None
    """Latitude and longitude."""
    country: str = ""

    def cells(self, name: str) -> Cells:
        place = f"Point({self.point[1]} {self.point[0]})" if self.point else ""
        values = {"Label": self.label, "Geonames": str(self.geonames or ""), "Coordinates": place, "Country": self.country}
        return {name: f"http://www.wikidata.org/entity/Q{self.number}"} | {
            name + key: text for key, text in values.items() if text
        }


@dataclass(frozen=True)
class Stated:
    """A statement on the page of ``a``. Dates come as value and precision: ``("1991-01-01T00:00:00Z", 9)``."""

    a: Item
    b: Item
    start: tuple[str, int] | None = None
    point: tuple[str, int] | None = None
    end: tuple[str, int] | None = None
    ended: bool = False
    rank: str = "NormalRank"
    references: tuple[Cells, ...] = ()
    also: Cells = field(default_factory=dict)
    """Cells that take the place of others."""
    name: str = ""

    @property
    def address(self) -> str:
        return f"http://www.wikidata.org/entity/statement/{self.name or f'Q{self.a.number}-{self.b.number:08}'}"

    def rows(self) -> Iterator[Cells]:
        """One row for each reference."""
        row = {
            "statement": self.address,
            "rank": f"http://wikiba.se/ontology#{self.rank}",
            **self.a.cells("a"),
            **self.b.cells("b"),
        }
        for name in ("start", "point", "end"):
            value = getattr(self, name)
            if value is not None:
                row |= {name: value[0], f"{name}Precision": str(value[1])}
        if self.ended or self.end:
            row["ended"] = self.end[0] if self.end else "http://www.wikidata.org/.well-known/genid/1"
        for reference in self.references or ({},):
            yield {**row, **reference, **self.also}


def result_of(statements: Sequence[Stated]) -> dict[str, Any]:
    """A SPARQL result that holds those statements."""
    rows = [row for one in statements for row in one.rows()]
    bindings = [{name: {"type": "literal", "value": text} for name, text in row.items()} for row in rows]
    return {"head": {"vars": sorted({name for row in rows for name in row})}, "results": {"bindings": bindings}}


@dataclass
class Answer:
    """What the endpoint would send if nothing went wrong."""

    statements: Sequence[Stated]
    result: dict[str, Any]

    @property
    def text(self) -> str:
        return json.dumps(self.result)


class Sparql:
    """The endpoint, while it runs.

    Args:
        statements: what it knows.
        faults: what goes wrong, by the number of the request; the first is 1.
    """

    def __init__(self, statements: Sequence[Stated], faults: dict[int, Fault] | None = None) -> None:
        self.statements = sorted(statements, key=lambda one: one.address)
        self.faults = faults or {}
        self.url = ""
        self.port = 0
        """Any free one, unless it is to be found where another was before."""
        self.asked: list[str] = []
        """Every query, in order."""
        self.agents: list[str] = []
        self.under_way = 0
        self.most_at_once = 0
        self.reached: dict[int, asyncio.Event] = {}
        self.leave = asyncio.Event()
        """Set to end what stalls."""

    @property
    def limits(self) -> list[int]:
        """How many statements each page was asked for."""
        return [int(found[1]) for query in self.asked if (found := re.search(r"LIMIT (\d+)", query))]

    @property
    def beginnings(self) -> list[str]:
        """After which statement each page was asked to begin."""
        return [_after(query) for query in self.asked if "LIMIT" in query]

    def when_asked(self, number: int) -> asyncio.Event:
        """Set as soon as the request of that number is there."""
        return self.reached.setdefault(number, asyncio.Event())

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        query = str(form["query"])
        self.asked.append(query)
        self.agents.append(request.headers.get("User-Agent", ""))
        number = len(self.asked)
        self.when_asked(number).set()
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            answer = self._answer(query)
            if number in self.faults:
                return await self.faults[number](request, answer)
            return web.Response(text=answer.text, content_type=RESULT)
        finally:
            self.under_way -= 1

    def _answer(self, query: str) -> Answer:
        codes = re.search(r"VALUES \?code \{ ([^}]*) \}", query)
        wanted = set(re.findall(r'"(\w+)"', codes[1])) if codes else None
        known = [one for one in self.statements if wanted is None or {one.a.country, one.b.country} & wanted]
        known = [one for one in known if one.rank != "DeprecatedRank"]
        if "COUNT" in query:
            count = {"count": {"type": "literal", "value": str(len(known))}}
            return Answer([], {"head": {"vars": ["count"]}, "results": {"bindings": [count]}})
        limit = re.search(r"LIMIT (\d+)", query)
        assert limit is not None
        page = [one for one in known if one.address > _after(query)][: int(limit[1])]
        return Answer(page, result_of(page))


def _after(query: str) -> str:
    found = re.search(r'STR\(\?statement\) > "([^"]*)"', query)
    return found[1] if found else ""


def status(code: int, text: str = "", **headers: str) -> Fault:
    """An answer with another status; ``Retry_After="7"`` is a header."""

    async def fault(request: web.Request, answer: Answer) -> web.StreamResponse:
        return web.Response(status=code, text=text, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return fault


def sends(change: Callable[[str], str], content_type: str = RESULT) -> Fault:
    """What it would send, changed, or under another type."""

    async def fault(request: web.Request, answer: Answer) -> web.StreamResponse:
        return web.Response(text=change(answer.text), content_type=content_type)

    return fault


def repeats(times: int = 2) -> Fault:
    """Every row several times over."""

    async def fault(request: web.Request, answer: Answer) -> web.StreamResponse:
        return web.Response(text=json.dumps(result_of([*answer.statements] * times)), content_type=RESULT)

    return fault


def nameless() -> Fault:
    """A page whose statements have no address."""

    async def fault(request: web.Request, answer: Answer) -> web.StreamResponse:
        page = [replace(one, also={"statement": ""}) for one in answer.statements]
        return web.Response(text=json.dumps(result_of(page)), content_type=RESULT)

    return fault


def always(statements: Sequence[Stated]) -> Fault:
    """The same page, whatever was asked."""

    async def fault(request: web.Request, answer: Answer) -> web.StreamResponse:
        return web.Response(text=json.dumps(result_of(statements)), content_type=RESULT)

    return fault


def stalls(endpoint: Sparql) -> Fault:
    """No answer until the endpoint is told to leave."""

    async def fault(request: web.Request, answer: Answer) -> web.StreamResponse:
        await endpoint.leave.wait()
        return web.Response(status=504)

    return fault


def breaks_off() -> Fault:
    """The connection ends in the middle of the answer."""

    async def fault(request: web.Request, answer: Answer) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": RESULT, "Content-Length": str(len(answer.text))})
        await response.prepare(request)
        await response.write(answer.text[: len(answer.text) // 2].encode())
        assert request.transport is not None
        request.transport.abort()
        return response

    return fault


@asynccontextmanager
async def answering(endpoint: Sparql) -> Any:
    """The endpoint runs at :attr:`Sparql.url`."""
    app = web.Application(client_max_size=2**20)
    app.router.add_post("/sparql", endpoint.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", endpoint.port, reuse_address=True)
    await site.start()
    host, endpoint.port = runner.addresses[0][:2]
    endpoint.url = f"http://{host}:{endpoint.port}/sparql"
    try:
        yield endpoint
    finally:
        endpoint.leave.set()
        await runner.cleanup()
