"""Signings by the day of the year, and those of which no day is known."""

from __future__ import annotations

import sqlite3

_SIGNED = """SELECT DISTINCT event.pairing_id FROM claim JOIN event USING (event_id) JOIN pairing USING (pairing_id)
    WHERE event.kind = 'signed' AND (pairing.guild_id IS NULL OR pairing.guild_id = :guild)"""


def on_day(db: sqlite3.Connection, month: int, day: int, guild_id: int | None) -> list[int]:
    """The pairings of which some source says that they were signed on that day of a year, and says so for sure."""
    rows = db.execute(
        f"{_SIGNED} AND length(claim.date) = 10 AND substr(claim.date, 6, 5) = :day ORDER BY event.pairing_id",
        {"day": f"{month:02}-{day:02}", "guild": guild_id},
    )
    return [row[0] for row in rows]


def without_day(db: sqlite3.Connection, years: list[int], guild_id: int | None) -> list[int]:
    """The pairings of which some source gives the year of signing, one of ``years``, and no day."""
    named = {f"y{number}": f"{year:04}" for number, year in enumerate(years)}
    rows = db.execute(
        f"""{_SIGNED} AND length(claim.date) IN (4, 7) AND substr(claim.date, 1, 4) IN ({", ".join(f":{name}" for name in named)})
            ORDER BY event.pairing_id""",
        {**named, "guild": guild_id},
    )
    return [row[0] for row in rows]


def was_told(db: sqlite3.Connection, announcement_id: int, matter: str) -> bool:
    """Whether a standing order told of a matter of that key, or still will."""
    row = db.execute(
        """SELECT 1 FROM delivery JOIN occurrence USING (occurrence_id)
           WHERE announcement_id = :id AND occurrence_key LIKE :key AND state <> 'dropped' LIMIT 1""",
        {"id": announcement_id, "key": f"% {matter}"},
    ).fetchone()
    return row is not None
