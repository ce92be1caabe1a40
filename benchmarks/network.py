"""The pairings as a network, at 25,000 and a million: how long it takes to read, how much memory it is, how fast it answers.

networkx, where it is installed, is asked the same of the same ties. Its graph holds the active ties alone, as bare as they can be: no
kind, status or date, which ours holds; and it answers one question more cheaply than asked, with any one shortest chain.
"""

from __future__ import annotations

import asyncio
import contextlib
import csv
import datetime as dt
import gc
import importlib
import math
import os
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from string import ascii_uppercase
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import synthetic
from benchmarks.findings import Finding, at
from bot.domain.dates import PartialDate
from bot.domain.entry import Entry
from bot.domain.pairings import Claim, Event, EventKind, Pairing, PairingKind
from bot.domain.places import City, Country, Level
from bot.domain.sources import Grade, Source
from bot.network import paths, weights
from bot.network.common import common
from bot.network.graph import Graph
from bot.network.match import MOST_CANDIDATES, Needs, match
from bot.network.nearest import nearest
from bot.network.reading import read
from bot.network.stats import stats
from bot.network.ties import Changes, Reach, Tie
from bot.network.updating import updated
from bot.store import database, initiatives, loading, pairings, places
from bot.store.database import Database
from bot.store.ties import StoredTies

TODAY = dt.date(2022, 6, 1)
"""A day on which nine in ten ties of the synthetic stores are active and one in ten is suspended."""

READ_SECONDS, MEGABYTES = 60.0, 100.0
"""For a million pairings, in the background: as `data import` of 25,000 rows may take, and two thirds of what the whole bot may."""
LATE_AT_MOST, ANSWER_AT_MOST = 50.0, 100.0
"""Milliseconds: of the event loop while the network is read in a thread, and of p99 of an answer."""
SIZES = (25_000, 1_000_000)
QUESTIONS, PEERS_QUESTIONS = 500, 20
"""networkx is asked fewer, for some take it seconds each."""
PAIRS = "BENCHMARK_PAIRS"
"""The environment variable that may name a CSV file of real pairs (city_a, country_a, lat_a, lng_a, city_b, …) to measure too."""

Question = Callable[[int, int], object]
"""What is asked of two cities."""


def measure() -> Iterator[Finding]:
    """Each store in turn."""
    with TemporaryDirectory(prefix="twinbot-benchmark-") as folder:
        real = os.environ.get(PAIRS)
        if real:
            path = Path(folder) / "real.sqlite"
            count = _build_real(Path(real), path)
            yield from _measure(path, f"{count:,} real pairings")
        for size in SIZES:
            path = Path(folder) / f"{size}.sqlite"
            synthetic.build(path, size)
            _mix(path)
            yield from _measure(path, f"{size:,} pairings")


def _mix(path: Path) -> None:
    """Make a network of a synthetic store.

    Its pairings lie in a ring, where two cities are some 50 ties apart; real networks have short chains. So one party of each is drawn
    from all cities. And a directory lists all ties that were only signed, or most would be of unknown status and connect nobody.
    """
    with contextlib.closing(database.connect(path)) as db, database.transaction(db, "BEGIN IMMEDIATE"):
        db.execute("UPDATE claim SET date = '2021-06' WHERE event_id IN (SELECT event_id FROM event WHERE kind = 'signed')")
        db.execute("UPDATE event SET kind = 'listed' WHERE kind = 'signed'")
        (cities,) = db.execute("SELECT count(*) FROM city").fetchone()
        db.execute(
            """UPDATE OR IGNORE pairing SET city_a = min(city_a, drawn), city_b = max(city_a, drawn)
               FROM (SELECT pairing_id AS id, :first + pairing_id * 2654435761 % :cities AS drawn FROM pairing)
               WHERE id = pairing_id AND drawn <> city_a""",
            {"first": synthetic.FIRST_CITY, "cities": cities},
        )


def _build_real(pairs: Path, path: Path) -> int:
    """A store of the pairs of a file, each listed by one directory. Populations are drawn, for the file has none."""
    chance = random.Random(1)
    cities: dict[tuple[str, str], City] = {}
    codes: dict[str, str] = {}
    tied: set[tuple[int, int]] = set()
    with pairs.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ends = []
            for side in "ab":
                name, country = row[f"city_{side}"], row[f"country_{side}"]
                code = codes.setdefault(country, "".join(_letters(len(codes))))
                if (name, country) not in cities:
                    cities[name, country] = City.model_construct(
                        city_id=synthetic.FIRST_CITY + len(cities), geonames_id=None, name=name, country_code=code, region="",
                        region_code="", level=Level.CITY, latitude=_degrees(row[f"lat_{side}"]), longitude=_degrees(row[f"lng_{side}"]),
                        population=int(10 ** chance.uniform(3, 6.5)), note="",
                    )  # fmt: skip
                ends.append(cities[name, country].city_id)
            tied.add((min(ends), max(ends)))
    ties_found = sorted(pair for pair in tied if pair[0] != pair[1])
    tables: dict[type[Entry], list[Entry]] = {
        Country: [Country(country_code=code, name=code, name_in_sentence=code) for code in codes.values()],
        Source: [Source(source_id=1, url="https://example.org", publisher="A directory", grade=Grade.C)],
        City: list(cities.values()),
        Pairing: [
            Pairing(pairing_id=number, city_a=one, city_b=other, kind=PairingKind.SISTER_CITY)
            for number, (one, other) in enumerate(ties_found, 1)
        ],
        Event: [
            Event(event_id=number, pairing_id=number, kind=EventKind.LISTED) for number in range(1, len(ties_found) + 1)
        ],
        Claim: [
            Claim(claim_id=number, event_id=number, source_id=1, date=PartialDate("2021-06"))
            for number in range(1, len(ties_found) + 1)
        ],
    }  # fmt: skip
    loading.build(path, tables.items(), {})
    return len(ties_found)


def _degrees(text: str) -> float | None:
    return float(text) if text else None


def _letters(number: int) -> tuple[str, str]:
    """A code of two letters for each number."""
    first, second = divmod(number, len(ascii_uppercase))
    return ascii_uppercase[first], ascii_uppercase[second]


def _measure(path: Path, size: str) -> Iterator[Finding]:
    """The network of one store, read as the bot would: in a thread, while its loop goes on."""
    gc.collect()
    before = _resident_megabytes()
    graph, seconds, late = asyncio.run(_read_beside_a_loop(path))
    gc.collect()
    megabytes = _resident_megabytes() - before
    with contextlib.closing(database.connect(path, read_only=True)) as db:
        peer = _Peer(db) if find_spec("networkx") else None
        yield Finding.at_most(f"{size}: read", seconds, "s", READ_SECONDS, peer=peer.seconds if peer else None)
        yield Finding.at_most(f"{size}: memory", megabytes, "MB", MEGABYTES, peer=peer.megabytes if peer else None)
        yield Finding.at_most(f"{size}: the loop late meanwhile, at most", late, "ms", LATE_AT_MOST)
        yield from _updates(size, graph)
        yield from _answers(size, graph, db, peer)


async def _read_beside_a_loop(path: Path) -> tuple[Graph, float, float]:
    """The network, in how many seconds, and by how many milliseconds the loop was late at most."""
    store = Database(path)
    late, began = 0.0, time.perf_counter()
    reading = asyncio.ensure_future(store.read(lambda db: read(StoredTies(db, TODAY), TODAY), slow=True))
    while not reading.done():
        due = time.perf_counter() + 0.001
        await asyncio.sleep(0.001)
        late = max(late, 1000 * (time.perf_counter() - due))
    graph = await reading
    took = time.perf_counter() - began
    store.close()
    return graph, took, late


def _updates(size: str, graph: Graph) -> Iterator[Finding]:
    """One pairing is told anew."""
    known = graph.tie(0)
    took = [_milliseconds(lambda: updated(graph, Changes((), {known.pairing_id: known}), 1)) for _ in range(20)]
    yield Finding.told(f"{size}: an update by one pairing, p50", at(0.5, took), "ms")


def _answers(size: str, graph: Graph, db: sqlite3.Connection, peer: _Peer | None) -> Iterator[Finding]:
    chance = random.Random(2)
    pairs = [(graph.city_id(chance.randrange(len(graph))), graph.city_id(chance.randrange(len(graph)))) for _ in range(QUESTIONS)]
    lost = [pair for pair in pairs if pair[0] != pair[1] and not paths.shortest(graph, *pair, Reach.ACTIVE)]
    yield Finding.told(f"{size}: pairs without a chain, of {QUESTIONS}", len(lost), "pairs")
    ours: dict[str, Question] = {
        "path (there: any one chain)": lambda one, other: paths.connect(graph, one, other),
        "path (there: any three chains)": lambda one, other: paths.connect(graph, one, other),
        "common": lambda one, other: common(graph, one, other),
        "match": lambda one, _: match(graph, graph.place(graph.number(one) or 0), Needs()),
        "nearest (here: with its read)": lambda one, other: _nearest(db, one, other),
    }
    theirs = peer.questions() if peer else [None] * len(ours)
    for (what, question), peers in zip(ours.items(), theirs, strict=True):
        took = _times(question, pairs)
        other = _times(peers, pairs[:PEERS_QUESTIONS]) if peers else None
        yield Finding.told(f"{size}: {what}: p50", at(0.5, took), "ms", peer=at(0.5, other) if other else None)
        yield Finding.at_most(
            f"{size}: {what}: p99", at(0.99, took), "ms", ANSWER_AT_MOST, peer=at(0.99, other) if other else None
        )
    yield Finding.told(f"{size}: stats", _milliseconds(lambda: stats(graph)), "ms")


def _nearest(db: sqlite3.Connection, near: int, to: int) -> object:
    one, other = places.city(db, near), places.city(db, to)
    assert one is not None
    assert other is not None
    return nearest(one, other, pairings.of_city(db, to), initiatives.for_city(db, to), TODAY)


class _Peer:
    """The same ties in networkx, those that are active alone, with the places' figures beside it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._networkx: Any = importlib.import_module("networkx")
        gc.collect()
        before, began = _resident_megabytes(), time.perf_counter()
        self._graph: Any = self._networkx.Graph()
        self._graph.add_edges_from((tie.one, tie.other) for tie in StoredTies(db, TODAY).ties() if _is_active(tie))
        self.seconds = time.perf_counter() - began
        gc.collect()
        self.megabytes = _resident_megabytes() - before
        self._cities = {city.city_id: city for city in places.cities(db)}
        self._graph.add_nodes_from(self._cities)
        country = {city_id: city.country_code for city_id, city in self._cities.items()}
        self._between = Counter(frozenset((country[one], country[other])) for one, other in self._graph.edges)

    def questions(self) -> list[Question]:
        """In the order of ours."""
        return [self.path, self.paths, self.common, self.match, self.nearest]

    def path(self, one: int, other: int) -> object:
        """Any shortest chain, whatever is known of its ties."""
        with contextlib.suppress(self._networkx.NetworkXNoPath):
            return self._networkx.bidirectional_shortest_path(self._graph, one, other)
        return None

    def paths(self, one: int, other: int) -> object:
        """Any three of the shortest."""
        with contextlib.suppress(self._networkx.NetworkXNoPath):
            return list(islice(self._networkx.all_shortest_paths(self._graph, one, other), paths.MOST_CHAINS))
        return None

    def common(self, one: int, other: int) -> object:
        return list(self._networkx.common_neighbors(self._graph, one, other)) if one != other else []

    def match(self, one: int, _: int) -> object:
        """Every place weighed, the best ten."""
        asking = self._cities[one]
        shared = Counter(second for partner in self._graph[one] for second in self._graph[partner])
        found = []
        for city_id, city in self._cities.items():
            if city.country_code != asking.country_code and city_id not in self._graph[one]:
                between = self._between[frozenset((asking.country_code, city.country_code))]
                size = weights.size(asking.population, city.population)
                found.append((size + weights.shared(shared[city_id]) + weights.interest(between), city_id))
        return sorted(found, reverse=True)[:MOST_CANDIDATES]

    def nearest(self, near: int, to: int) -> object:
        """The partners of a city by their distance from another, with nothing read of what they are."""
        return sorted(self._graph[to], key=lambda city_id: _apart(self._cities[near], self._cities[city_id]))[:MOST_CANDIDATES]


def _is_active(tie: Tie) -> bool:
    return tie.facts.reach is Reach.ACTIVE


def _apart(one: City, other: City) -> float:
    """Roughly, in degrees."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return math.inf
    return math.dist((one.latitude, one.longitude), (other.latitude, other.longitude))


def _times(ask: Question, pairs: Sequence[tuple[int, int]]) -> list[float]:
    return [_milliseconds(partial(ask, *pair)) for pair in pairs]


def _milliseconds(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - began)


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
