"""What was changed here of the shared catalogue, carried over when a new edition takes the place of the old one.

A row that was changed here stays as it was left here, and one that was retired stays away: moderators answered for it, and
a new edition has not seen their reasons. What such a row rests on stays with it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.pairings import Event, Pairing
from bot.domain.tables import BY_NAME, TABLES, Key
from bot.store import entries, revisions
from bot.store.entries import Stored

_WHOLE = frozenset({"pairings", "events"})
"""Of these, what is part of a row goes away with it."""


@dataclass(frozen=True, slots=True)
class OwnChanges:
    """What must be there again, and what must not."""

    kept: tuple[Stored, ...]
    rested_on: tuple[Stored, ...]
    """What the kept rows point to: put back only where the new edition lacks it."""
    retired: tuple[tuple[str, Key], ...]


def gathered(db: sqlite3.Connection) -> OwnChanges:
    """What was changed here, as it stands now."""
    kept: dict[tuple[str, Key], Stored] = {}
    retired: list[tuple[str, Key]] = []
    for table_name, text in sorted(revisions.touched_here(db)):
        key: Key = tuple(json.loads(text))
        stored = entries.find(db, table_name, key)
        if stored is None:
            retired.append((table_name, key))
        elif stored.guild_id is None:
            kept[table_name, key] = stored
    rested_on: dict[tuple[str, Key], Stored] = {}
    for stored in kept.values():
        _gather(db, stored, rested_on)
    return OwnChanges(tuple(kept.values()), tuple(rested_on.values()), tuple(retired))


def put_back(db: sqlite3.Connection, ours: OwnChanges) -> None:
    """Write what was changed here over the new edition."""
    for table_name, key in ours.retired:
        parts = entries.whole(db, table_name, key) if table_name in _WHOLE else ()
        for stored in reversed(parts):
            entries.remove(db, stored.table_name, stored.key)
        if not parts and not entries.hanging_on(db, table_name, key):
            entries.remove(db, table_name, key)
    moved: dict[int, int] = {}
    for stored in _in_order(ours.rested_on):
        if entries.find(db, stored.table_name, stored.key) is None:
            _put(db, stored, moved)
    for stored in _in_order(ours.kept):
        _put(db, stored, moved)


def _gather(db: sqlite3.Connection, stored: Stored, found: dict[tuple[str, Key], Stored]) -> None:
    for column, target in BY_NAME[stored.table_name].references.items():
        value = getattr(stored.entry, column)
        pointed = entries.find(db, target, (value,)) if value is not None and (target, (value,)) not in found else None
        if pointed is not None:
            found[target, pointed.key] = pointed
            _gather(db, pointed, found)


def _in_order(rows: Iterable[Stored]) -> list[Stored]:
    """What is pointed to first."""
    place = {table.name: number for number, table in enumerate(TABLES)}
    return sorted(rows, key=lambda stored: place[stored.table_name])


def _put(db: sqlite3.Connection, stored: Stored, moved: dict[int, int]) -> None:
    """Put a row back; a pairing that the new edition has under another number gives its events to that."""
    entry = stored.entry
    if isinstance(entry, Pairing):
        same = db.execute(
            "SELECT pairing_id FROM pairing WHERE city_a = :a AND city_b = :b AND guild_id IS NULL AND pairing_id <> :own",
            {"a": entry.city_a, "b": entry.city_b, "own": entry.pairing_id},
        ).fetchone()
        if same is not None:
            moved[entry.pairing_id] = same[0]
            return
    if isinstance(entry, Event) and entry.pairing_id in moved:
        entry = entry.model_copy(update={"pairing_id": moved[entry.pairing_id]})
    entries.put(db, stored.table_name, entry, stored.guild_id)
