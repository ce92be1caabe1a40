"""What was changed in the shared catalogue since a day or a revision."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.tables import Key
from bot.store import entries


@dataclass(frozen=True, slots=True)
class Retired:
    """A row that is no longer there."""

    table_name: str
    key: Key
    at: dt.datetime
    why: str


def newest(db: sqlite3.Connection) -> int:
    """The number of the newest revision; 0 if there is none."""
    (number,) = db.execute("SELECT coalesce(max(revision_id), 0) FROM revision").fetchone()
    return int(number)


def revision_before(db: sqlite3.Connection, day: dt.datetime) -> int:
    """The number of the newest revision that was made before ``day``; 0 if there is none."""
    (number,) = db.execute(
        "SELECT coalesce(max(revision_id), 0) FROM revision WHERE at < :at", {"at": int(day.timestamp())}
    ).fetchone()
    return int(number)


def touched(db: sqlite3.Connection, revision_id: int) -> Iterator[tuple[str, Key]]:
    """The rows of the shared catalogue that were changed after that revision, by table and key; retired ones too."""
    rows = db.execute(
        """SELECT DISTINCT table_name, entry_key FROM revision_change
           WHERE revision_id > :number AND guild_id IS NULL ORDER BY table_name, entry_key""",
        {"number": revision_id},
    )
    return ((row[0], tuple(json.loads(row[1]))) for row in rows)


def retired(db: sqlite3.Connection, table_name: str, key: Key) -> Retired:
    """When and why a row was last taken out, of one that was."""
    at, why = db.execute(
        """SELECT at, why FROM revision_change JOIN revision USING (revision_id)
           WHERE table_name = :table AND entry_key = :key ORDER BY revision_id DESC LIMIT 1""",
        {"table": table_name, "key": entries.key_text(key)},
    ).fetchone()
    return Retired(table_name, key, dt.datetime.fromtimestamp(at, dt.UTC), why)
