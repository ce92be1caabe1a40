"""More changes at once than fit into memory: carried out in one transaction with one revision, or not at all."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.domain.changes import Author, Change
from bot.domain.pairings import Pairing
from bot.errors import EntryTaken, Unsound
from bot.store import changes as single
from bot.store import database, entries, kept, loading, revisions, soundness

Batches = Callable[[], Iterator[Sequence[Change]]]
"""The changes in batches, from the first one on each time it is called."""
State = tuple[int, str | None]
"""What tells one state of the entries from any other: the newest revision, and which catalogue was loaded."""


def state_of(db: sqlite3.Connection) -> State:
    """The state of the entries: whatever changes them writes a revision, or loads another catalogue."""
    (newest,) = db.execute("SELECT coalesce(max(revision_id), 0) FROM revision").fetchone()
    return int(newest), kept.get(db, loading.FINGERPRINT)


def shared_pairing_of(db: sqlite3.Connection, city_a: int, city_b: int) -> int | None:
    """The id of the pairing of two cities in the shared catalogue."""
    found = db.execute(
        "SELECT pairing_id FROM pairing WHERE city_a = :a AND city_b = :b AND guild_id IS NULL", {"a": city_a, "b": city_b}
    ).fetchone()
    return int(found[0]) if found else None


def carry_out(
    store: Path,
    batches: Batches,
    *,
    seen: State,
    by: Author,
    at: dt.datetime,
    why: str,
    progress: Callable[[int], None] | None = None,
) -> int | None:
    """Carry out changes of the shared catalogue, and what follows from them for servers' own entries, as worked out while the store was ``seen``.

    Args:
        progress: called with how many changes are written.

    Returns:
        The number of the revision; ``None`` if somebody changed the store meanwhile, and then nothing was done.

    Raises:
        EntryTaken: two cities would be paired twice.
        Unsound: something would point nowhere, or be without what it needs.
        StoreUnavailable: it is locked, or the disk is full. Nothing was changed.
    """
    begun = "BEGIN IMMEDIATE"
    with contextlib.closing(database.connect(store)) as db, database.named_errors(store), database.transaction(db, begun):
        if state_of(db) != seen:
            return None
        db.execute("PRAGMA defer_foreign_keys = ON")
        number = revisions.add(db, by=by, at=at, why=why, guild_id=None)
        _write(db, batches, number, progress)
        for some in batches():
            if faults := soundness.faults(db, some):
                raise Unsound(faults)
        return number


def _write(db: sqlite3.Connection, batches: Batches, number: int, progress: Callable[[int], None] | None) -> None:
    # Pairings that change their cities are taken out first, so that two of them can swap theirs.
    for some in batches():
        for change in some:
            if isinstance(change.before, Pairing) and {"city_a", "city_b"} & set(change.fields):
                entries.remove(db, change.table_name, change.key)
    done = 0
    tables: dict[str, Change] = {}
    for some in batches():
        for change in some:
            assert change.after is not None
            try:
                entries.put(db, change.table_name, change.after, change.guild_id)
            except sqlite3.IntegrityError as error:
                raise EntryTaken(change.table.word, change.key) from error
            tables[change.table_name] = change
        revisions.add_changes(db, number, some, first=done + 1)
        done += len(some)
        if progress is not None:
            progress(done)
    single.note_places(db, list(tables.values()))
