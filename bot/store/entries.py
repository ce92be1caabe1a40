"""Any row of the catalogue by its table and key: read, put, taken out, and what hangs on it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.domain.entry import LARGEST, Entry
from bot.domain.tables import BY_NAME, TABLES, Key, Table
from bot.store.rows import columns, entry, values, width

OWN_IDS = 2_000_000_001
"""The first id of rows that are entered here. Those that ship stay below, so the two never meet."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A row as it stands in the store."""

    table_name: str
    entry: Entry
    guild_id: int | None
    """Whose it is; ``None`` for the shared catalogue. An event or claim is whose its pairing is."""

    @property
    def key(self) -> Key:
        return BY_NAME[self.table_name].key_of(self.entry)


def sql_name(table: Table) -> str:
    """The table's name in the store."""
    return table.word.replace(" ", "_")


def key_text(key: Key) -> str:
    """A key as it is written down in proposals and revisions: ``[1]``."""
    return json.dumps(list(key), ensure_ascii=False, separators=(",", ":"))


def find(db: sqlite3.Connection, table_name: str, key: Key) -> Stored | None:
    """The row of that key, whoever's it is."""
    table = BY_NAME[table_name]
    if any(isinstance(part, int) and part > LARGEST for part in key):
        return None
    where = " AND ".join(f"{sql_name(table)}.{name} = :{name}" for name in table.key)
    found = list(_stored(db, table, where, dict(zip(table.key, key, strict=True))))
    return found[0] if found else None


def every(db: sqlite3.Connection, table_name: str, *, shared_only: bool = False) -> Iterator[Stored]:
    """Every row of a table in the order of its key; with ``shared_only``, without what is some server's own."""
    table = BY_NAME[table_name]
    for stored in _stored(db, table, "TRUE", {}):
        if stored.guild_id is None or not shared_only:
            yield stored


def put(db: sqlite3.Connection, table_name: str, item: Entry, guild_id: int | None = None) -> None:
    """Write a row, instead of the one that has its key."""
    table = BY_NAME[table_name]
    row = values(item) | ({"guild_id": guild_id} if table.owned else {})
    changed = ", ".join(f"{name} = excluded.{name}" for name in row if name not in table.key)
    db.execute(
        f"""INSERT INTO {sql_name(table)} ({", ".join(row)}) VALUES ({", ".join(f":{name}" for name in row)})
            ON CONFLICT ({", ".join(table.key)}) {f"DO UPDATE SET {changed}" if changed else "DO NOTHING"}""",
        row,
    )


def remove(db: sqlite3.Connection, table_name: str, key: Key) -> None:
    """Take a row out. What points to it is the caller's care: see :func:`hanging_on`."""
    table = BY_NAME[table_name]
    where = " AND ".join(f"{name} = :{name}" for name in table.key)
    db.execute(f"DELETE FROM {sql_name(table)} WHERE {where}", dict(zip(table.key, key, strict=True)))


def hanging_on(db: sqlite3.Connection, table_name: str, key: Key) -> list[Stored]:
    """The rows that point to a row: a pairing's events, an event's claims, whatever names a city."""
    (value,) = key if len(BY_NAME[table_name].key) == 1 else (None,)
    if value is None:
        return []
    found: dict[tuple[str, Key], Stored] = {}
    for table in TABLES:
        pointing = [column for column, target in table.references.items() if target == table_name]
        if pointing:
            where = " OR ".join(f"{sql_name(table)}.{column} = :value" for column in pointing)
            for stored in _stored(db, table, f"({where})", {"value": value}):
                found[table.name, stored.key] = stored
    return list(found.values())


def whole(db: sqlite3.Connection, table_name: str, key: Key) -> list[Stored]:
    """A row and what is part of it: a pairing with its events and their claims, an event with its claims."""
    first = find(db, table_name, key)
    if first is None:
        return []
    parts = {"pairings": ("events",), "events": ("claims",)}.get(table_name, ())
    return [
        first,
        *(
            part
            for stored in hanging_on(db, table_name, key)
            if stored.table_name in parts
            for part in whole(db, stored.table_name, stored.key)
        ),
    ]


def new_id(db: sqlite3.Connection, table_name: str) -> int:
    """An id that no row has or ever had, from :data:`OWN_IDS` on."""
    given = next(free_ids(db, table_name))
    db.execute(
        """INSERT INTO next_id (table_name, value) VALUES (:table, :next)
           ON CONFLICT (table_name) DO UPDATE SET value = excluded.value""",
        {"table": table_name, "next": given + 1},
    )
    return given


def free_ids(db: sqlite3.Connection, table_name: str) -> Iterator[int]:
    """The ids that :func:`new_id` would give one after the other, without giving them."""
    row = db.execute("SELECT value FROM next_id WHERE table_name = :table", {"table": table_name}).fetchone()
    for number in count(int(row[0]) if row else OWN_IDS):
        # An import may have brought rows of another store's own, which may be retired by now.
        if not _was_given(db, table_name, number):
            yield number


def _was_given(db: sqlite3.Connection, table_name: str, number: int) -> bool:
    """Whether a row has that id, or any that a revision tells of had it."""
    table = BY_NAME[table_name]
    found = db.execute(
        f"""SELECT 1 WHERE EXISTS (SELECT 1 FROM {sql_name(table)} WHERE {table.key[0]} = :number)
            OR EXISTS (SELECT 1 FROM revision_change WHERE table_name = :table AND entry_key = :key)""",
        {"number": number, "table": table_name, "key": key_text((number,))},
    )
    return found.fetchone() is not None


def _stored(db: sqlite3.Connection, table: Table, where: str, given: Mapping[str, Any]) -> Iterator[Stored]:
    name = sql_name(table)
    owner, joined = _OWNERS.get(table.name, ("guild_id" if table.owned else "NULL", ""))
    order = ", ".join(f"{name}.{column}" for column in table.key)
    rows = db.execute(f"SELECT {columns(table.model, name)}, {owner} FROM {name} {joined} WHERE {where} ORDER BY {order}", given)
    at_owner = width(table.model)
    for row in rows:
        yield Stored(table.name, entry(table.model, row), row[at_owner])


_OWNERS = {
    "events": ("owner.guild_id", "LEFT JOIN pairing AS owner ON owner.pairing_id = event.pairing_id"),
    "claims": (
        "owner.guild_id",
        "LEFT JOIN event AS told ON told.event_id = claim.event_id LEFT JOIN pairing AS owner ON owner.pairing_id = told.pairing_id",
    ),
}
"""Whose an event or a claim is: where to look, and the tables to look in."""
