"""Stores of other versions of the bot: one that an older version made, and the schema of the version to come."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import sqlite_utils
from sqlite_utils import Database, Migrations

from bot.store import database, kept, loading, schema
from bot.store.rows import values
from tests.factories import Loadable

OLDEST = "m002_moderation"
"""The migration that a store of version 1 lacks, and every one after it."""


def build_version_1(path: Path, catalogue: Loadable) -> None:
    """Make the store that the bot's first version made of ``catalogue``: its tables, and of each entry what these hold."""
    path.touch()
    with contextlib.closing(database.connect(path)) as db:
        schema.MIGRATIONS.apply(sqlite_utils.Database(db), stop_before=OLDEST)
        for model, rows in catalogue:
            table = loading.TABLES[model]
            known = columns_of(db, table)
            for row in rows:
                cells = {name: value for name, value in values(row).items() if name in known}
                names = ", ".join(cells)
                db.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in cells)})", cells)
        kept.put(db, loading.FINGERPRINT, "old")
        db.execute("PRAGMA user_version = 1")


def columns_of(db: sqlite3.Connection, table: str) -> list[str]:
    """The columns that a table of this store has."""
    return [row["name"] for row in db.execute("SELECT name FROM pragma_table_info(:table)", {"table": table})]


def longer() -> Migrations:
    """The migrations of this version, to which a test adds those of the version to come."""
    copied = Migrations("twinbot")
    with contextlib.closing(sqlite3.connect(":memory:")) as nothing:
        for migration in schema.MIGRATIONS.pending(Database(nothing)):
            copied(name=migration.name)(migration.fn)
    return copied
