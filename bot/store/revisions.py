"""Revisions: what was done, by whom, when and why. They are only ever added; the store itself refuses anything else."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.changes import Author, Change, Revision
from bot.domain.entry import LARGEST
from bot.domain.tables import Key
from bot.store import written_changes
from bot.store.entries import key_text

_HEAD = "revision_id, at, by_id, by_name, why, guild_id, proposal_id, proposer_id, proposer_name, undoes"


def add(
    db: sqlite3.Connection,
    *,
    by: Author,
    at: dt.datetime,
    why: str,
    guild_id: int | None,
    proposal_id: int | None = None,
    proposer: Author | None = None,
    undoes: int | None = None,
) -> int:
    """Write the head of a revision and return its number; its changes follow with :func:`add_changes`."""
    made = db.execute(
        """INSERT INTO revision (at, by_id, by_name, why, guild_id, proposal_id, proposer_id, proposer_name, undoes)
           VALUES (:at, :by_id, :by_name, :why, :guild_id, :proposal_id, :proposer_id, :proposer_name, :undoes)""",
        {
            "at": int(at.timestamp()),
            "by_id": by.user_id,
            "by_name": by.name,
            "why": why,
            "guild_id": guild_id,
            "proposal_id": proposal_id,
            "proposer_id": proposer.user_id if proposer else None,
            "proposer_name": proposer.name if proposer else None,
            "undoes": undoes,
        },
    )
    assert made.lastrowid is not None
    return made.lastrowid


def add_changes(db: sqlite3.Connection, revision_id: int, changes: Sequence[Change], first: int = 1) -> None:
    """Write what a revision changed, from place ``first`` on: an import writes them in parts."""
    written_changes.write(db, written_changes.OF_REVISION, revision_id, changes, first)


def one(db: sqlite3.Connection, revision_id: int) -> Revision | None:
    """The revision of that number with all its changes."""
    if revision_id > LARGEST:
        return None
    found = _whole(db, f"SELECT {_HEAD} FROM revision WHERE revision_id = :number", {"number": revision_id})
    return found[0] if found else None


def head(db: sqlite3.Connection, revision_id: int) -> Revision | None:
    """The revision of that number without its changes, of which an import has thousands."""
    if revision_id > LARGEST:
        return None
    found = _whole(db, f"SELECT {_HEAD} FROM revision WHERE revision_id = :number", {"number": revision_id}, heads=True)
    return found[0] if found else None


def taken_back_by(db: sqlite3.Connection, revision_id: int) -> int | None:
    """The revision that took that one back and was not taken back itself; ``None`` if there is none."""
    query = "SELECT revision_id FROM revision WHERE undoes = :number ORDER BY revision_id DESC"
    for (number,) in db.execute(query, {"number": revision_id}).fetchall():
        if taken_back_by(db, number) is None:
            return int(number)
    return None


def of_entry(db: sqlite3.Connection, table_name: str, key: Key, *, limit: int, offset: int = 0) -> list[Revision]:
    """The revisions that touched a row, newest first."""
    return _whole(
        db,
        f"""SELECT {_HEAD} FROM revision WHERE revision_id IN (
                SELECT revision_id FROM revision_change WHERE table_name = :table AND entry_key = :key)
            ORDER BY revision_id DESC LIMIT :limit OFFSET :offset""",
        {"table": table_name, "key": key_text(key), "limit": limit, "offset": offset},
    )


def of_entries(
    db: sqlite3.Connection,
    rows: Sequence[tuple[str, Key]],
    *,
    limit: int,
    offset: int = 0,
    everywhere: bool = True,
    guild_id: int | None = None,
    heads: bool = False,
) -> tuple[list[Revision], int]:
    """The revisions that touched any of some rows, newest first, and how many there are: a pairing with its events and claims.

    Args:
        everywhere: whoever's revisions they are; else those of the catalogue and of the server ``guild_id``.
        heads: without their changes, of which an import has thousands: see :func:`changes_of`.
    """
    if not rows:
        return [], 0
    given: dict[str, Any] = {f"t{number}": table for number, (table, _) in enumerate(rows)}
    given |= {f"k{number}": key_text(key) for number, (_, key) in enumerate(rows)}
    # A table and not a chain of OR, which SQLite refuses beyond a thousand links.
    listed = ", ".join(f"(:t{number}, :k{number})" for number in range(len(rows)))
    where = f"""revision_id IN (WITH asked (table_name, entry_key) AS (VALUES {listed})
                  SELECT revision_id FROM asked JOIN revision_change USING (table_name, entry_key))"""
    if not everywhere:
        where += " AND (guild_id IS NULL OR guild_id = :guild)"
        given["guild"] = guild_id
    (count,) = db.execute(f"SELECT count(*) FROM revision WHERE {where}", given).fetchone()
    found = _whole(
        db,
        f"SELECT {_HEAD} FROM revision WHERE {where} ORDER BY revision_id DESC LIMIT :limit OFFSET :offset",
        {**given, "limit": limit, "offset": offset},
        heads=heads,
    )
    return found, int(count)


def changes_of(
    db: sqlite3.Connection,
    revision_id: int,
    guild_id: int | None,
    *,
    limit: int,
    offset: int = 0,
    rows: Sequence[tuple[str, Key]] = (),
) -> tuple[list[Change], int]:
    """A part of what a revision changed of the catalogue and of one server's entries, and how much that is in all.

    Args:
        rows: those of some rows only.
    """
    given: dict[str, Any] = {"number": revision_id, "guild": guild_id}
    where = "revision_id = :number AND (guild_id IS NULL OR guild_id = :guild)"
    if rows:
        given |= {f"t{number}": table for number, (table, _) in enumerate(rows)}
        given |= {f"k{number}": key_text(key) for number, (_, key) in enumerate(rows)}
        where += (
            f" AND (table_name, entry_key) IN (VALUES {', '.join(f'(:t{number}, :k{number})' for number in range(len(rows)))})"
        )
    (count,) = db.execute(f"SELECT count(*) FROM revision_change WHERE {where}", given).fetchone()
    return written_changes.some(db, written_changes.OF_REVISION, where, given, limit=limit, offset=offset), int(count)


def parts_ever(db: sqlite3.Connection, table_name: str, key: Key) -> list[tuple[str, Key]]:
    """The rows that were part of a row at some time, as revisions tell: a pairing's events with their claims, an event's claims."""
    part, column = {"pairings": ("events", "pairing_id"), "events": ("claims", "event_id")}.get(table_name, ("", ""))
    if not part:
        return []
    found = db.execute(
        """SELECT DISTINCT entry_key FROM revision_change WHERE table_name = :part
           AND (before LIKE :within OR before LIKE :last OR after LIKE :within OR after LIKE :last)""",
        {"part": part, "within": f'%"{column}":{key[0]},%', "last": f'%"{column}":{key[0]}}}%'},
    )
    rows: list[tuple[str, Key]] = [(part, tuple(json.loads(row[0]))) for row in found]
    return [each for row in rows for each in (row, *parts_ever(db, *row))]


def newest(
    db: sqlite3.Connection, *, guild_id: int | None, shared: bool, limit: int, offset: int = 0, heads: bool = False
) -> tuple[list[Revision], int]:
    """The newest revisions of one server's entries, with ``shared`` those of the catalogue too, and how many there are.

    Args:
        heads: without their changes.
    """
    where = "(guild_id IS NOT NULL AND guild_id = :guild)" + (" OR guild_id IS NULL" if shared else "")
    (count,) = db.execute(f"SELECT count(*) FROM revision WHERE {where}", {"guild": guild_id}).fetchone()
    found = _whole(
        db,
        f"SELECT {_HEAD} FROM revision WHERE {where} ORDER BY revision_id DESC LIMIT :limit OFFSET :offset",
        {"guild": guild_id, "limit": limit, "offset": offset},
        heads=heads,
    )
    return found, int(count)


def touched_here(db: sqlite3.Connection) -> set[tuple[str, str]]:
    """Every row of the shared catalogue that was changed here, as its table and its key's text."""
    rows = db.execute("SELECT DISTINCT table_name, entry_key FROM revision_change WHERE guild_id IS NULL")
    return {(row[0], row[1]) for row in rows}


def _whole(db: sqlite3.Connection, query: str, given: Mapping[str, Any], *, heads: bool = False) -> list[Revision]:
    rows = db.execute(query, given).fetchall()
    changes = {} if heads else written_changes.read(db, written_changes.OF_REVISION, [row["revision_id"] for row in rows])
    return [
        Revision(
            revision_id=row["revision_id"],
            at=dt.datetime.fromtimestamp(row["at"], dt.UTC),
            by=Author(row["by_id"], row["by_name"]),
            why=row["why"],
            guild_id=row["guild_id"],
            changes=changes.get(row["revision_id"], ()),
            proposal_id=row["proposal_id"],
            proposer=Author(row["proposer_id"], row["proposer_name"]) if row["proposer_id"] is not None else None,
            undoes=row["undoes"],
        )
        for row in rows
    ]
