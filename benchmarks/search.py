"""How often a typed name finds its city, how fast, and what that costs: `python -m benchmarks.search`."""

from __future__ import annotations

import csv
import gc
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from benchmarks.findings import Finding, at, table
from bot.catalogue.check import Package, read_package
from bot.catalogue.shelf import GAZETTEER_ASSET
from bot.domain.pairings import Pairing
from bot.domain.places import City, CityName, Country
from bot.search import Outcome, Search
from bot.search.names import Names
from bot.settings import shipped_data_dir
from bot.store import gazetteer

TUNED_ON = Path(__file__).with_name("data") / "city_queries.csv"
HELD_OUT = Path(__file__).parents[1] / "tests" / "search" / "data" / "held_out.csv"
"""Names of other cities than those tuned on: slips made at random on a keyboard's neighbours, alternates and areas drawn at random
from GeoNames, and nicknames, native names and chat phrases written by hand. Some nicknames and the weights of near names were
revised after it was first asked, so judge a change by names of your own as well."""
MEDIAN_MICROS, SLOWEST_MICROS, COMPLETION_MICROS = 200.0, 10_000.0, 5_000.0
RIGHT_PERCENT, BUILD_SECONDS, ASSET_MEGABYTES, RESIDENT_MEGABYTES = 96.0, 8.0, 15.0, 15.0


@dataclass(frozen=True)
class Query:
    """A typed name, the GeoNames id meant (none: it is no city), and what kind of question it is."""

    typed: str
    meant: int | None
    kind: str


@dataclass(frozen=True)
class Answered:
    """How one query was answered."""

    query: Query
    outcome: Outcome
    first: int | None
    micros: float

    @property
    def is_right(self) -> bool:
        """The right city first, whether as match, choice or suggestion; for what is no city, no city."""
        return self.first == self.query.meant


def queries(path: Path) -> list[Query]:
    """The queries of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Query(query, int(meant) if meant else None, kind) for query, meant, kind in list(csv.reader(file))[1:]]


def search_over(names: Names, package: Package) -> Search:
    """The search as the bot makes it, over the catalogue in `package`, but that it finds every answer anew."""
    ties = Counter(city for pairing in package.of(Pairing) for city in (pairing.city_a, pairing.city_b))
    shown = {country.country_code: country.name for country in package.of(Country)}
    return Search(names, package.of(City), package.of(CityName), shown, ties, remembered=0)


def answered(search: Search, asked: Iterable[Query]) -> Iterator[Answered]:
    """Each query with its answer."""
    for query in asked:
        began = time.perf_counter_ns()
        resolution = search.resolve(query.typed)
        micros = (time.perf_counter_ns() - began) / 1000
        yield Answered(query, resolution.outcome, resolution.best.city.city_id if resolution.best else None, micros)


def measure() -> Iterator[Finding]:
    """Accuracy by kind, time, memory, and what the gazetteer costs."""
    package = read_package(shipped_data_dir())
    asset = shipped_data_dir() / GAZETTEER_ASSET
    with TemporaryDirectory(prefix="twinbot-benchmark-") as folder:
        path = Path(folder) / "gazetteer.sqlite"
        began = time.monotonic()
        gazetteer.build(asset, path)
        yield Finding.at_most("gazetteer: build", time.monotonic() - began, "s", BUILD_SECONDS)
        yield Finding.at_most("gazetteer: the asset that ships", asset.stat().st_size / 1e6, "MB", ASSET_MEGABYTES)
        yield Finding.told("gazetteer: the file built from it", path.stat().st_size / 1e6, "MB")
        yield from _searching(path, package)


def _searching(path: Path, package: Package) -> Iterator[Finding]:
    gc.collect()
    before = _resident_megabytes()
    names = gazetteer.Gazetteer(path)
    search = search_over(names, package)
    everything: list[Answered] = []
    for label, file in (("tuned on", TUNED_ON), ("held out", HELD_OUT)):
        asked = queries(file)
        for _ in answered(search, asked):  # Once for the operating system's cache, as in a bot that has run for a minute.
            pass
        done = list(answered(search, asked))
        yield from _accuracy(label, done)
        yield from _times(f"resolve, {label}", [one.micros for one in done], MEDIAN_MICROS, SLOWEST_MICROS)
        everything += done
    typed = [one.query.typed[:length] for one in everything for length in range(1, min(7, len(one.query.typed)))]
    yield from _times("complete, every beginning of those", list(_completions(search, typed)), None, COMPLETION_MICROS)
    gc.collect()
    yield Finding.at_most("memory of the search, after all that", _resident_megabytes() - before, "MB", RESIDENT_MEGABYTES)
    names.close()


def _accuracy(label: str, done: Sequence[Answered]) -> Iterator[Finding]:
    kinds: dict[str, list[Answered]] = defaultdict(list)
    for one in done:
        kinds[one.query.kind].append(one)
    for kind, ones in kinds.items():
        yield Finding.told(f"{label}: {kind}, {len(ones)}", _percent(one.is_right for one in ones), "%")
    right = _percent(one.is_right for one in done)
    yield Finding(f"{label}: right, of {len(done)}", right, "%", None, f"≥ {RIGHT_PERCENT:g} %", right >= RIGHT_PERCENT)
    wrong = sum(one.outcome is Outcome.MATCH and not one.is_right for one in done)
    yield Finding.told(f"{label}: answered wrongly without asking", wrong, "of them")


def _times(what: str, micros: Sequence[float], median: float | None, slowest: float) -> Iterator[Finding]:
    middle = at(0.5, micros)
    yield Finding.told(f"{what}: p50", middle, "µs") if median is None else Finding.at_most(f"{what}: p50", middle, "µs", median)
    yield Finding.at_most(f"{what}: p99", at(0.99, micros), "µs", slowest)


def _completions(search: Search, typed: Iterable[str]) -> Iterator[float]:
    for prefix in typed:
        began = time.perf_counter_ns()
        search.complete(prefix)
        yield (time.perf_counter_ns() - began) / 1000


def _percent(right: Iterable[bool]) -> float:
    values = list(right)
    return 100 * sum(values) / len(values)


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    Console().print(table(list(measure())))
