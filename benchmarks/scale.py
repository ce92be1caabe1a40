"""Whether a lookup takes longer in a larger store: a city's pairings, and one pairing, at a thousand to a million pairings."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import synthetic
from benchmarks.findings import Finding, at
from bot.store import pairings
from bot.store.database import Database

SIZES = (1000, 25_000, 1_000_000)
WARM_UP, LOOKUPS, TURNS = 300, 1000, 5
GROWTH_AT_MOST = 2.0
"""Of p99, from the smallest to each larger store."""


def measure() -> Iterator[Finding]:
    """p99 at each size beside p99 at the smallest. All stores are open at once, and are asked in turn."""
    with TemporaryDirectory(prefix="twinbot-benchmark-") as folder:
        for size in SIZES:
            synthetic.build(_path(folder, size), size)
        found = asyncio.run(_measure({size: Database(_path(folder, size)) for size in SIZES}))
    for what, by_size in found.items():
        smallest = at(0.99, by_size[SIZES[0]])
        for size, took in by_size.items():
            yield Finding.told(f"{what}, {size:,} pairings: p50", at(0.5, took), "ms", peer=at(0.5, by_size[SIZES[0]]))
            yield Finding.ratio_at_most(f"{what}, {size:,} pairings: p99", at(0.99, took), "ms", GROWTH_AT_MOST, peer=smallest)


def _path(folder: str, size: int) -> Path:
    return Path(folder) / f"{size}.sqlite"


async def _measure(stores: dict[int, Database]) -> dict[str, dict[int, list[float]]]:
    """Milliseconds of every lookup, by what is looked up and size."""
    found: dict[str, dict[int, list[float]]] = {"a city’s pairings": {}, "one pairing": {}}
    chance = random.Random(1)
    for turn in range(TURNS + 1):
        for size, store in stores.items():
            for what, look_up in (("a city’s pairings", _of_city), ("one pairing", _of_pair)):
                took = []
                for _ in range(LOOKUPS if turn else WARM_UP):
                    city = synthetic.FIRST_CITY + chance.randrange(synthetic.city_count(size) - 1)
                    began = time.perf_counter()
                    there = await look_up(store, city)
                    took.append(1000 * (time.perf_counter() - began))
                    if not there:
                        raise LookupError(f"{what}: nothing of {city} among {size}")
                if turn:
                    found[what].setdefault(size, []).extend(took)
    for store in stores.values():
        store.close()
    return found


async def _of_city(store: Database, city: int) -> bool:
    return bool(await store.read(lambda db: pairings.of_city(db, city)))


async def _of_pair(store: Database, city: int) -> bool:
    """Every city has begun a pairing with the next one."""
    return await store.read(lambda db: pairings.of_pair(db, city, city + 1)) is not None
