"""The version of the bot to come: its store has a table more, and another that is filled from an older one."""

from __future__ import annotations

from sqlite_utils import Database

from bot.store import database, schema, version
from tests.store.versions import longer

NEWEST = version.NEWEST + 2
"""The number of its schema."""


def install() -> None:
    """Have the store of this process be of the version to come."""
    migrations = longer()
    migrations()(nickname)
    migrations()(nicknames_of_cities)
    vars(schema).update(MIGRATIONS=migrations)
    vars(database).update(NEWEST=NEWEST)


def nickname(db: Database) -> None:
    """A table more."""
    db.execute("CREATE TABLE nickname (city_id INTEGER PRIMARY KEY REFERENCES city(city_id), name TEXT NOT NULL)")


def nicknames_of_cities(db: Database) -> None:
    """What it is filled with."""
    db.execute("INSERT INTO nickname SELECT city_id, 'Dear ' || name FROM city")
