"""Entries by what they are called: initiatives by their title, organisations by their name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple


class Called(NamedTuple):
    """A row and what it is called."""

    number: int
    name: str


def initiatives(db: sqlite3.Connection, words: str, guild_id: int | None, limit: int) -> list[Called]:
    """The initiatives that a server sees in whose title every word stands, those whose title begins so first."""
    rows = db.execute(
        """SELECT initiative_id, title FROM initiative WHERE guild_id IS NULL OR guild_id = :guild
           ORDER BY guild_id IS NULL, initiative_id""",
        {"guild": guild_id},
    )
    return _with_words(rows, words)[:limit]


def organisations(db: sqlite3.Connection, words: str, limit: int) -> list[Called]:
    """The organisations in whose name every word stands, those whose name begins so first."""
    return _with_words(db.execute("SELECT organisation_id, name FROM organisation ORDER BY name"), words)[:limit]


def _with_words(rows: Iterable[tuple[int, str]], words: str) -> list[Called]:
    # SQLite's own lower() knows ASCII only; titles are in any alphabet.
    asked = words.casefold().split()
    whole = " ".join(asked)
    found = [Called(row[0], row[1]) for row in rows if all(word in row[1].casefold() for word in asked)]
    return sorted(found, key=lambda each: not each.name.casefold().startswith(whole))
