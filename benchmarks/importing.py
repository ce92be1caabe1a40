"""Taking in a file of 25,000 rows, and one of four times as many: how long it takes, and whether memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import stores
from benchmarks.command_line import run
from benchmarks.findings import Finding

ROWS = 25_000
TIMES = 4
SECONDS = 60.0
FLAT = 1.5
"""How much more memory four times as many rows may take."""


def measure() -> Iterator[Finding]:
    """Both against their bounds; each file is new to the store."""
    with TemporaryDirectory(prefix="twinbot-benchmark-") as folder, stores.built_store() as store:
        small, large = Path(folder) / "some" / "cities.csv", Path(folder) / "many" / "cities.csv"
        write(small, ROWS, first=3_000_000_001)
        write(large, ROWS * TIMES, first=4_000_000_001)
        seconds, resident = run(store, "data", "import", str(small))
        _, more = run(store, "data", "import", str(large))
    yield Finding.at_most(f"data import of {ROWS:,} rows", seconds, "s", SECONDS)
    what = f"data import of {ROWS * TIMES:,} rows, memory against {ROWS:,}"
    yield Finding.ratio_at_most(what, more / 1e6, "MB", FLAT, peer=resident / 1e6)


def write(path: Path, rows: int, first: int) -> None:
    """A table of so many places that are listed by hand."""
    path.parent.mkdir()
    with path.open("w", encoding="utf-8") as file:
        file.write("city_id,name,country_code,latitude,longitude,note\n")
        file.writelines(f"{first + row},Place {row},UA,50.4,30.5,{'Listed by hand. ' * 4}\n" for row in range(rows))
