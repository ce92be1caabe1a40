"""Small values that the bot keeps for itself between starts, by name."""

from __future__ import annotations

import sqlite3


def get(db: sqlite3.Connection, name: str) -> str | None:
    """What was kept under that name."""
    row = db.execute("SELECT value FROM kept WHERE name = :name", {"name": name}).fetchone()
    return str(row[0]) if row else None


def put(db: sqlite3.Connection, name: str, value: str) -> None:
    """Keep ``value`` under that name, instead of what was there."""
    db.execute(
        "INSERT INTO kept (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        {"name": name, "value": value},
    )
