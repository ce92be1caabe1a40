"""How long a picture takes, how large it is, what its process takes, and whether the loop is held up meanwhile."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.findings import Finding, at
from bot.domain.servers import Theme
from bot.pictures.kept import KeptPictures
from bot.pictures.studio import Studio
from bot.pictures.subjects import MapSubject
from bot.settings import shipped_data_dir
from tests.pictures.views import EVERYWHERE, HUBS, LOS_ANGELES, NASTY, crowd, star

COLD_MILLISECONDS, BLOCKED_MILLISECONDS, LARGEST_KILOBYTES = 250.0, 50.0, 200.0
ROUNDS = 12


def measure() -> Iterator[Finding]:
    """Each against its bound."""
    with TemporaryDirectory(prefix="twinbot-benchmark-") as folder:
        yield from asyncio.run(_measured(Path(folder)))


async def _measured(folder: Path) -> list[Finding]:
    studio = Studio(shipped_data_dir() / "world.npz", KeptPictures(folder))
    late: list[float] = []
    watch = asyncio.create_task(_watch(late))
    begun = time.perf_counter()
    await studio.warm_up()
    started = _milliseconds(begun)
    usual = [star(LOS_ANGELES, *EVERYWHERE[number : number + 26]) for number in range(ROUNDS)]
    first, *cold = [await _timed(studio, subject) for subject in usual]
    kept = [await _timed(studio, subject) for subject in usual]
    hard = [await _timed(studio, subject) for subject in (*NASTY.values(), _crowded())]
    largest = max(sizes(folder))
    watch.cancel()
    await studio.close()
    return [
        Finding.told("start of the process that draws", started, "ms"),
        Finding.at_most("map of 26 ties, the first after the start", first, "ms", COLD_MILLISECONDS),
        Finding.at_most("map of 26 ties, not drawn before: median", median(cold), "ms", COLD_MILLISECONDS),
        Finding.told("map of 26 ties, kept: median", median(kept), "ms"),
        Finding.told("hard maps, not drawn before: median", median(hard), "ms"),
        Finding.told("hard maps, not drawn before: p95", at(0.95, hard), "ms"),
        Finding.at_most("largest picture", largest / 1e3, "kB", LARGEST_KILOBYTES),
        Finding.at_most("longest block of the loop while drawing", max(late), "ms", BLOCKED_MILLISECONDS),
        Finding.told(
            "most memory of the process that draws", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6, "MB"
        ),
    ]


def sizes(folder: Path) -> list[int]:
    """The bytes of every picture kept in a folder."""
    return [path.stat().st_size for path in folder.iterdir()]


def _crowded() -> MapSubject:
    return star(LOS_ANGELES, *(place for hub in HUBS for place in crowd(hub, 100, 30.0, seed=3)))


async def _timed(studio: Studio, subject: MapSubject) -> float:
    begun = time.perf_counter()
    await studio.draw(subject, Theme.DARK)
    return _milliseconds(begun)


async def _watch(late: list[float]) -> None:
    """Note by how much the loop comes too late to what is due each millisecond."""
    while True:
        due = time.perf_counter() + 0.001
        await asyncio.sleep(0.001)
        late.append((time.perf_counter() - due) * 1000)


def _milliseconds(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000
