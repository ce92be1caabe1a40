"""What was changed here of the shared catalogue, carried over when a new edition takes the place of the old one.

A row that was changed here stays as it was left here, and one that was retired stays away: moderators answered for it, and
a new edition has not seen their reasons. What such a row rests on stays with it, and so does what is told of a pairing or
an event that only stands here any more.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.tables import BY_NAME, TABLES, Key
from bot.store import entries, revisions
from bot.store.entries import Stored

Row = tuple[str, Key]
"""A row by its table and key."""

_PLACES = {table.name: number for number, table in enumerate(TABLES)}
"""The tables in the order in which they are written: what is pointed to first."""


@dataclass(frozen=True, slots=True)
class OwnChanges:
    """What must be there again, and what must not."""

    kept: tuple[Stored, ...]
    parts: tuple[Stored, ...]
    """What is told of the kept pairings and events: put back only where they would stand bare."""
    rested_on: Mapping[Row, Stored]
    """What all these point to: put back only where the new edition lacks it."""
    retired: tuple[Row, ...]


def gathered(db: sqlite3.Connection) -> OwnChanges:
    """What was changed here, as it stands now."""
    kept: dict[Row, Stored] = {}
    retired: list[Row] = []
    for table_name, text in sorted(revisions.touched_here(db)):
        key: Key = tuple(json.loads(text))
        stored = entries.find(db, table_name, key)
        if stored is None:
            retired.append((table_name, key))
        elif stored.guild_id is None:
            kept[table_name, key] = stored
    parts: dict[Row, Stored] = {}
    for table_name, key in kept:
        if table_name in ("pairings", "events"):
            whole = entries.whole(db, table_name, key)
            parts |= {_row(part): part for part in whole if _row(part) not in kept}
    rested_on: dict[Row, Stored] = {}
    for stored in (*kept.values(), *parts.values()):
        _gather(db, stored, rested_on)
    return OwnChanges(tuple(kept.values()), tuple(parts.values()), rested_on, tuple(retired))


def put_back(db: sqlite3.Connection, ours: OwnChanges) -> None:
    """Write what was changed here over the new edition, which is in the store and sound."""
    _Edition(db, ours).amend()


@dataclass
class _Edition:
    """A new edition while what was changed here is written over it."""

    db: sqlite3.Connection
    ours: OwnChanges
    moved: dict[int, int] = field(default_factory=dict)
    """Pairings that the edition has under another number, and that number."""
    bare: dict[Row, None] = field(default_factory=dict)
    """Pairings and events from which something was taken, or of which nothing may be told."""

    def __post_init__(self) -> None:
        self.parts_of: dict[Row, list[Stored]] = defaultdict(list)
        for part in self.ours.parts:
            parent = _parent(part)
            if parent is not None:
                self.parts_of[parent].append(part)

    def amend(self) -> None:
        self._take_away()
        lacking: list[Row] = []
        for stored in _in_order(self.ours.kept):
            known = self._has(_row(stored))
            self._put(stored)
            if not known and not self._is_moved(_row(stored)) and stored.table_name in ("pairings", "events"):
                lacking.append(_row(stored))
        for row in lacking:
            self._fill(row)
        self._fill_or_drop("events")
        self._fill_or_drop("pairings")
        self._let_none_but_parties_act()

    def _take_away(self) -> None:
        """What was retired here goes again, but for what somebody else rests on now. What points to others goes first."""
        kept = {_row(stored) for stored in self.ours.kept}
        for table_name, key in sorted(self.ours.retired, key=lambda row: -_PLACES[row[0]]):
            if table_name in ("pairings", "events", "claims"):
                for part in reversed(entries.whole(self.db, table_name, key)):
                    # An event that was moved to another pairing here stays, with what is claimed of it.
                    if _row(part) in kept or (_row(part) != (table_name, key) and _parent(part) in kept):
                        continue
                    self._suspect(part)
                    entries.remove(self.db, part.table_name, part.key)
            elif not entries.hanging_on(self.db, table_name, key):
                entries.remove(self.db, table_name, key)

    def _put(self, stored: Stored) -> None:
        """Put a row back, with what it rests on; a pairing that the edition has under another number gives its events to that."""
        entry = stored.entry
        if isinstance(entry, Pairing):
            same = self.db.execute(
                "SELECT pairing_id FROM pairing WHERE city_a = :a AND city_b = :b AND guild_id IS NULL AND pairing_id <> :own",
                {"a": entry.city_a, "b": entry.city_b, "own": entry.pairing_id},
            ).fetchone()
            if same is not None:
                self.moved[entry.pairing_id] = same[0]
                return
        for column, target in BY_NAME[stored.table_name].references.items():
            needed = self.ours.rested_on.get((target, (getattr(entry, column),)))
            if needed is not None and not self._has(_row(needed)) and not self._is_moved(_row(needed)):
                self._put(needed)
        if isinstance(entry, Event) and entry.pairing_id in self.moved:
            entry = entry.model_copy(update={"pairing_id": self.moved[entry.pairing_id]})
        if stored.table_name in ("events", "claims"):
            was = entries.find(self.db, stored.table_name, stored.key)
            if was is not None:
                self._suspect(was)
        if stored.table_name in ("pairings", "events"):
            self.bare[_row(stored)] = None
        entries.put(self.db, stored.table_name, entry, stored.guild_id)

    def _fill_or_drop(self, table_name: str) -> None:
        """Of what stands here, at least what was told before is told; what the edition tells by retired rows alone goes with them."""
        for row in [row for row in self.bare if row[0] == table_name]:
            if not self._has(row) or entries.hanging_on(self.db, *row):
                continue
            self._fill(row)
            if not entries.hanging_on(self.db, *row):
                stored = entries.find(self.db, *row)
                assert stored is not None
                self._suspect(stored)
                entries.remove(self.db, *row)

    def _fill(self, row: Row) -> None:
        for part in self.parts_of.get(row, ()):
            if not self._has(_row(part)):
                self._put(part)
                self._fill(_row(part))

    def _let_none_but_parties_act(self) -> None:
        """Where a pairing was given other cities here, the edition may still tell of acts of the former ones."""
        for stored in self.ours.kept:
            if isinstance(stored.entry, Pairing):
                self.db.execute(
                    "UPDATE event SET by_city = NULL WHERE pairing_id = :pairing_id AND by_city NOT IN (:city_a, :city_b)",
                    {name: getattr(stored.entry, name) for name in ("pairing_id", "city_a", "city_b")},
                )

    def _suspect(self, part: Stored) -> None:
        parent = _parent(part)
        if parent is not None:
            self.bare[parent] = None

    def _is_moved(self, row: Row) -> bool:
        return row[0] == "pairings" and row[1][0] in self.moved

    def _has(self, row: Row) -> bool:
        return entries.find(self.db, *row) is not None


def _row(stored: Stored) -> Row:
    return stored.table_name, stored.key


def _parent(part: Stored) -> Row | None:
    """What an event or a claim is a part of."""
    if isinstance(part.entry, Claim):
        return "events", (part.entry.event_id,)
    if isinstance(part.entry, Event) and part.entry.pairing_id is not None:
        return "pairings", (part.entry.pairing_id,)
    return None


def _gather(db: sqlite3.Connection, stored: Stored, found: dict[Row, Stored]) -> None:
    for column, target in BY_NAME[stored.table_name].references.items():
        value = getattr(stored.entry, column)
        pointed = entries.find(db, target, (value,)) if value is not None and (target, (value,)) not in found else None
        if pointed is not None:
            found[target, pointed.key] = pointed
            _gather(db, pointed, found)


def _in_order(rows: Iterable[Stored]) -> list[Stored]:
    return sorted(rows, key=lambda stored: _PLACES[stored.table_name])
