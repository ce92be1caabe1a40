"""The version of the bot to come: its store has a table more, and another that is filled from an older one."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from bot.store import database, schema


def install() -> None:
    """Have the store of this process be of the version to come."""
    longer = Migrations("twinbot")
    longer(name="m001_catalogue")(schema.m001_catalogue)
    longer()(m002_nickname)
    longer()(m003_nicknames_of_cities)
    vars(database).update(MIGRATIONS=longer, NEWEST=3)


def m002_nickname(db: Database) -> None:
    """A table more."""
    db.execute("CREATE TABLE nickname (city_id INTEGER PRIMARY KEY REFERENCES city(city_id), name TEXT NOT NULL)")


def m003_nicknames_of_cities(db: Database) -> None:
    """What it is filled with."""
    db.execute("INSERT INTO nickname SELECT city_id, 'Dear ' || name FROM city")
