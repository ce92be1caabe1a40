"""Changes as they are written down with a proposal or a revision: each row before and after, as JSON."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.domain.changes import Change
from bot.domain.entry import Entry
from bot.domain.tables import BY_NAME
from bot.store.entries import key_text

OF_PROPOSAL = "proposal"
OF_REVISION = "revision"


def write(db: sqlite3.Connection, what: str, number: int, changes: Iterable[Change], first: int = 1) -> None:
    """Write the changes of a proposal or a revision, in their order from place ``first`` on."""
    db.executemany(
        f"""INSERT INTO {what}_change ({what}_id, position, table_name, entry_key, guild_id, before, after)
            VALUES (:number, :position, :table_name, :entry_key, :guild_id, :before, :after)""",
        (
            {
                "number": number,
                "position": position,
                "table_name": change.table_name,
                "entry_key": key_text(change.key),
                "guild_id": change.guild_id,
                "before": _text(change.before),
                "after": _text(change.after),
            }
            for position, change in enumerate(changes, first)
        ),
    )


def read(db: sqlite3.Connection, what: str, numbers: Sequence[int]) -> Mapping[int, tuple[Change, ...]]:
    """The changes of each of some proposals or revisions."""
    found: dict[int, list[Change]] = {number: [] for number in numbers}
    for number in numbers:
        rows = db.execute(f"SELECT * FROM {what}_change WHERE {what}_id = :number ORDER BY position", {"number": number})
        found[number].extend(_changes(rows))
    return {number: tuple(changes) for number, changes in found.items()}


def some(db: sqlite3.Connection, what: str, where: str, given: Mapping[str, Any], *, limit: int, offset: int) -> list[Change]:
    """Some of the changes for which ``where`` holds, in their order."""
    rows = db.execute(
        f"SELECT * FROM {what}_change WHERE {where} ORDER BY {what}_id, position LIMIT :limit OFFSET :offset",
        {**given, "limit": limit, "offset": offset},
    )
    return list(_changes(rows))


def _changes(rows: Iterable[sqlite3.Row]) -> Iterator[Change]:
    for row in rows:
        yield Change(
            row["table_name"], _entry(row["table_name"], row["before"]), _entry(row["table_name"], row["after"]), row["guild_id"]
        )


def _text(entry: Entry | None) -> str | None:
    return None if entry is None else entry.model_dump_json(exclude_defaults=True)


def _entry(table_name: str, text: Any) -> Entry | None:
    return None if text is None else BY_NAME[table_name].model.model_validate_json(text)
