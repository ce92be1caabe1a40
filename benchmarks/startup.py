"""How soon the bot is of use, and how much memory it takes: start to first answer, first build of the store, resident memory."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import stores
from benchmarks.command_cost import ASKED, ECHO
from benchmarks.findings import Finding
from benchmarks.rig import Act, rig
from bot.settings import shipped_data_dir

STARTS = 5
DIFFERENT_COMMANDS = 1000
ALL_THERE: Act = {"say": "!about", "expect": "Twinbot"}
"""It is answered when every command is read."""
SURPLUS_SECONDS, BUILD_SECONDS, RESIDENT_MEGABYTES = 0.5, 20.0, 150.0


def measure() -> Iterator[Finding]:
    """Each against its bound."""
    with TemporaryDirectory(prefix="twinbot-benchmark-") as folder:
        path = Path(folder) / "twinbot.sqlite"
        yield Finding.at_most("first build of the store", stores.build(path), "s", BUILD_SECONDS)
        echo, twinbot = [], []
        for _ in range(STARTS):
            echo.append(until_first_answer("benchmarks.peers.echo", (), ECHO))
            twinbot.append(until_first_answer("benchmarks.peers.twinbot", (str(path),), ASKED["!twin Los Angeles"]))
        yield Finding.surplus_at_most("process start to first answer", median(twinbot), "s", SURPLUS_SECONDS, peer=median(echo))
        yield from memory(path)


def until_first_answer(module: str, arguments: tuple[str, ...], act: Act) -> float:
    """Seconds from the start of the bot's process to its answer to somebody who asks as soon as it is there."""
    with rig(module, *arguments) as made:
        made.ask([act])
        return time.monotonic() - made.started_at


def memory(path: Path) -> Iterator[Finding]:
    """Resident megabytes when ready, and after many different commands in turn."""
    with rig("benchmarks.peers.echo") as made:
        peer = made.usage().resident_bytes / 1e6
    with rig("benchmarks.peers.twinbot", str(path)) as made:
        made.ask([ALL_THERE])
        yield Finding.at_most("memory at ready", made.usage().resident_bytes / 1e6, "MB", RESIDENT_MEGABYTES, peer=peer)
        made.ask(list(islice(different_commands(), DIFFERENT_COMMANDS)))
        after = made.usage().resident_bytes / 1e6
    yield Finding.at_most(f"memory after {DIFFERENT_COMMANDS:,} different commands", after, "MB", RESIDENT_MEGABYTES, peer=peer)


def different_commands() -> Iterator[Act]:
    """One `!twin` or `!aid` for each city of the catalogue, by its whole name."""
    with (shipped_data_dir() / "cities.csv").open(encoding="utf-8", newline="") as file:
        cities = [row for row in csv.DictReader(file) if row["level"] == "city"]
    for command, city in zip(cycle(("twin", "aid", "twin")), cities, strict=False):
        yield {"say": f"!{command} {city['name']}, {city['region'] or city['country_code']}"}
