"""Filling the store with the catalogue: a first build that is whole or absent, and a later one in one transaction."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.domain.entry import Entry
from bot.domain.initiatives import Initiative, Organisation
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import City, Country
from bot.domain.sources import Source
from bot.domain.tables import TABLES as DECLARED
from bot.store import database, kept, own_changes
from bot.store.rows import values

TABLES: dict[type[Entry], str] = {table.model: table.word.replace(" ", "_") for table in DECLARED}
"""Each kind of entry and its table, those that are referred to first."""

_RESTED_ON: dict[type[Entry], str] = {
    Country: "SELECT country_code FROM city UNION SELECT country_code FROM organisation UNION SELECT country_code FROM initiative",
    Source: "SELECT source_id FROM claim UNION SELECT source_id FROM organisation UNION SELECT source_id FROM initiative",
    City: """SELECT city_a FROM pairing UNION SELECT city_b FROM pairing
             UNION SELECT by_city FROM event UNION SELECT city_id FROM event UNION SELECT other_city_id FROM event
             UNION SELECT home_city_id FROM organisation
             UNION SELECT beneficiary_id FROM initiative UNION SELECT organiser_city_id FROM initiative""",
    Organisation: "SELECT organisation_id FROM initiative",
}
"""What is shared by all and may still be named by a server's own entries, and who names it."""

_SHARED: dict[type[Entry], str] = {
    Pairing: "guild_id IS NULL",
    Event: "pairing_id IS NULL OR pairing_id IN (SELECT pairing_id FROM pairing WHERE guild_id IS NULL)",
    Claim: "event_id NOT IN (SELECT event_id FROM event JOIN pairing USING (pairing_id) WHERE guild_id IS NOT NULL)",
    Initiative: "guild_id IS NULL",
    **{model: f"{next(iter(model.model_fields))} NOT IN ({named} EXCEPT SELECT NULL)" for model, named in _RESTED_ON.items()},
}
"""Which rows of a table a new catalogue takes the place of; all of the others."""

Entries = Iterable[tuple[type[Entry], Sequence[Entry]]]
Progress = Callable[[int], None]
"""Called with how many rows are in."""

FINGERPRINT = "catalogue fingerprint"
CATALOGUE_DATE = "catalogue date"
POPULATION_SOURCE = "population source"
ROWS_AT_ONCE = 5000
BUILD_SECONDS = 60
"""How long to wait for another process that is making the same store."""


def build(path: Path, entries: Entries, notes: Mapping[str, str], progress: Progress | None = None) -> None:
    """Make a store at ``path`` that holds ``entries``, and ``notes`` on them by name; one that is there by then stays.

    It is made beside its place and moved there when it is whole and on the disk, so a process killed on the way leaves
    either no store or the whole one.

    Raises:
        StoreUnavailable: it cannot be written; nothing is left of it.
    """
    building = path.with_name(path.name + ".building")
    with database.named_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            if path.exists():
                return
            try:
                _remove(building)
                _build(building, path, entries, notes, progress)
                building.replace(path)
            finally:
                _remove(building)
            _sync(path.parent)


def _build(building: Path, path: Path, entries: Entries, notes: Mapping[str, str], progress: Progress | None) -> None:
    building.touch()
    with contextlib.closing(database.connect(building)) as db, database.named_errors(path):
        db.execute("PRAGMA journal_mode = DELETE")
        database.create(db)
        _replace(db, entries, notes, progress)
        db.execute("ANALYZE")
        # Nothing is in the log yet, so the file alone is the store; and nobody who opens it has to change its mode.
        db.execute("PRAGMA journal_mode = WAL")


def replace(path: Path, entries: Entries, notes: Mapping[str, str], progress: Progress | None = None) -> None:
    """Put ``entries`` in the place of the shared catalogue that the store at ``path`` holds, in one transaction.

    What servers have entered for themselves stays, and with it the cities and sources that it rests on. So does what was
    changed here of the shared catalogue: see :mod:`bot.store.own_changes`.

    Raises:
        StoreUnavailable: the store cannot be written; it holds what it held.
    """
    with contextlib.closing(database.connect(path)) as db, database.named_errors(path):
        _replace(db, entries, notes, progress)


def _replace(db: sqlite3.Connection, entries: Entries, notes: Mapping[str, str], progress: Progress | None) -> None:
    given = dict(entries)
    with database.transaction(db, "BEGIN IMMEDIATE"):
        db.execute("PRAGMA defer_foreign_keys = ON")
        ours = own_changes.gathered(db)
        for model in reversed(TABLES):
            db.execute(f"DELETE FROM {TABLES[model]} WHERE {_SHARED.get(model, 'TRUE')}")
        done = 0
        for model, table in TABLES.items():
            for some in _batches(given.get(model, ())):
                _insert(db, model, table, some)
                done += len(some)
                if progress:
                    progress(done)
        own_changes.put_back(db, ours)
        for name, value in notes.items():
            kept.put(db, name, value)


def fingerprint_of(path: Path) -> str | None:
    """Which catalogue the store at ``path`` holds; ``None`` if there is no store."""
    if not path.exists():
        return None
    with contextlib.closing(database.connect(path, read_only=True)) as db, database.named_errors(path):
        return kept.get(db, FINGERPRINT)


def _insert(db: sqlite3.Connection, model: type[Entry], table: str, rows: Sequence[Entry]) -> None:
    names = list(model.model_fields)
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"
    if model in _RESTED_ON:
        changed = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        statement += f" ON CONFLICT ({names[0]}) DO UPDATE SET {changed}"
    db.executemany(statement, [values(row) for row in rows])


def _batches(rows: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        yield rows[start : start + ROWS_AT_ONCE]


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time makes the store at ``path``. The lock is SQLite's own: a process that is killed lets go of it."""
    lock = sqlite3.connect(path.with_name(path.name + ".lock"), timeout=BUILD_SECONDS, isolation_level=None)
    with contextlib.closing(lock):
        lock.execute("BEGIN EXCLUSIVE")
        yield


def _remove(building: Path) -> None:
    """A store that is not whole, and what SQLite has put beside it."""
    for ending in ("", "-journal", "-wal", "-shm"):
        Path(f"{building}{ending}").unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Make the renaming itself durable, where the system lets a folder be synced."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
