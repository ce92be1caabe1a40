"""Bringing in 20,000 ties from an endpoint on this machine: how long it takes, and how much memory; then once more, with nothing new."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks import stores
from benchmarks.command_line import run
from benchmarks.findings import Finding
from bot.catalogue.shelf import GAZETTEER
from tests.fakes.sparql import Item, Sparql, Stated, answering

TIES = 20_000
PLACES = 9_000
"""About as many as Wikidata's ties name."""
BOTH_DIRECTIONS = 0.9
"""How many of the ties stand on the pages of both parties."""
DATED = 0.3
ENDED = 0.02


def measure() -> Iterator[Finding]:
    """Without bounds: it runs beside the bot, and seldom."""
    with stores.built_store() as store:
        yield from asyncio.run(measured(store, statements(store.with_name(GAZETTEER))))


async def measured(store: Path, said: list[Stated]) -> list[Finding]:
    """The figures of a first run with its pages to fetch, and of a second one that fetches them anew and finds all there."""
    found = []
    async with answering(Sparql(said)) as endpoint:
        for name in ("first run", "run with nothing new"):
            seconds, resident = await asyncio.to_thread(run, store, "data", "wikidata", "--fresh", "--endpoint", endpoint.url)
            found.append(Finding.told(f"data wikidata, {TIES:,} ties, {name}", seconds, "s"))
            found.append(Finding.told(f"data wikidata, {TIES:,} ties, memory of the {name}", resident / 1e6, "MB"))
    return found


def statements(gazetteer: Path) -> list[Stated]:
    """So many ties of places drawn by lot from the gazetteer, the same each time."""
    drawn = random.Random(1)
    with closing(sqlite3.connect(gazetteer)) as world:
        rows = world.execute(
            "SELECT city_id, name, latitude, longitude, country_code FROM place WHERE population > 15000"
        ).fetchall()
    items = [Item(number, row[1], row[0], (row[2], row[3]), row[4]) for number, row in enumerate(drawn.sample(rows, PLACES), 1)]
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < TIES:
        a, b = sorted(drawn.sample(range(PLACES), 2))
        pairs.add((a, b))
    found = []
    for a, b in sorted(pairs):
        start = (f"{drawn.randint(1950, 2025)}-01-01T00:00:00Z", 9) if drawn.random() < DATED else None
        end = ("2022-03-01T00:00:00Z", 10) if drawn.random() < ENDED else None
        references = ({"referenceUrl": f"https://example.org/{a}/{b}", "statedIn": "A list of twin towns"},)
        found.append(Stated(items[a], items[b], start=start, end=end, references=references))
        if drawn.random() < BOTH_DIRECTIONS:
            found.append(Stated(items[b], items[a], start=start, end=end))
    return found
