"""The raw facts as rows, each with its file and line, so that every one of them can be followed into the tables."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

FILES = (
    "pairings", "decisions", "events", "initiatives", "organisations", "occupied", "aliases", "renames", "published_counts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a raw fact stands: ``decisions.csv`` row 2 is the first below the header."""

    file: str
    row: int

    def __str__(self) -> str:
        return f"{self.file}:{self.row}"


@dataclass(frozen=True)
class Fact:
    """One row of a facts file."""

    origin: Origin
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column].strip()


def read(folder: Path) -> dict[str, list[Fact]]:
    """Every row of every facts file."""
    return {name: read_file(folder / f"{name}.csv", name) for name in FILES}


def read_file(path: Path, name: str) -> list[Fact]:
    """The rows of one CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Fact(Origin(name, number), row) for number, row in enumerate(csv.DictReader(file), start=2)]


def hand(name: str) -> list[dict[str, str]]:
    """A table written by hand, from the folder beside this file."""
    with (Path(__file__).with_name("hand") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
