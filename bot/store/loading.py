"""Filling the store with the catalogue: a first build that is whole or absent, and a later one in one transaction."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.domain.counts import PublishedCount
from bot.domain.entry import Entry
from bot.domain.initiatives import Initiative, Organisation
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import City, CityName, Country, Occupation
from bot.domain.sources import Source
from bot.store import database, kept
from bot.store.rows import values

TABLES: dict[type[Entry], str] = {
    Country: "country",
    Source: "source",
    City: "city",
    CityName: "city_name",
    Occupation: "occupation",
    Pairing: "pairing",
    Event: "event",
    Claim: "claim",
    Organisation: "organisation",
    Initiative: "initiative",
    PublishedCount: "published_count",
}
"""Each kind of entry and its table, those that are referred to first."""

Entries = Iterable[tuple[type[Entry], Sequence[Entry]]]
Progress = Callable[[int], None]
"""Called with how many rows are in."""

FINGERPRINT = "catalogue fingerprint"
CATALOGUE_DATE = "catalogue date"
POPULATION_SOURCE = "population source"
ROWS_AT_ONCE = 5000


def build(path: Path, entries: Entries, notes: Mapping[str, str], progress: Progress | None = None) -> None:
    """Make a store at ``path`` that holds ``entries``, and ``notes`` on them by name.

    It is made beside its place and moved there when it is whole and on the disk, so a process killed on the way leaves
    either no store or the whole one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    building = path.with_name(path.name + ".building")
    for leftover in (building, Path(f"{building}-journal"), Path(f"{building}-wal"), Path(f"{building}-shm")):
        leftover.unlink(missing_ok=True)
    building.touch()
    with contextlib.closing(database.connect(building)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        database.create(db)
        replace(db, entries, notes, progress)
        db.execute("ANALYZE")
    building.replace(path)
    _sync(path.parent)


def replace(db: sqlite3.Connection, entries: Entries, notes: Mapping[str, str], progress: Progress | None = None) -> None:
    """Put ``entries`` in the place of the shared catalogue that ``db`` holds, in one transaction."""
    given = dict(entries)
    db.execute("BEGIN IMMEDIATE")
    try:
        db.execute("PRAGMA defer_foreign_keys = ON")
        for model in reversed(TABLES):
            db.execute(f"DELETE FROM {TABLES[model]}")
        done = 0
        for model, table in TABLES.items():
            for some in _batches(given.get(model, ())):
                _insert(db, model, table, some)
                done += len(some)
                if progress:
                    progress(done)
        for name, value in notes.items():
            kept.put(db, name, value)
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def fingerprint_of(path: Path) -> str | None:
    """Which catalogue the store at ``path`` holds; ``None`` if there is no store."""
    if not path.exists():
        return None
    with contextlib.closing(database.connect(path, read_only=True)) as db:
        return kept.get(db, FINGERPRINT)


def _insert(db: sqlite3.Connection, model: type[Entry], table: str, rows: Sequence[Entry]) -> None:
    names = list(model.model_fields)
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"
    db.executemany(statement, [values(row) for row in rows])


def _batches(rows: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        yield rows[start : start + ROWS_AT_ONCE]


def _sync(folder: Path) -> None:
    """Make the renaming itself durable, where the system lets a folder be synced."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
