"""What is recorded already and says nearly the same as something that is proposed."""

from __future__ import annotations

import sqlite3

from bot.domain.initiatives import Initiative
from bot.store import entries
from bot.store.entries import Stored
from bot.store.rows import columns, entry


def pairings_of(db: sqlite3.Connection, one: int, other: int, guild_id: int | None) -> list[Stored]:
    """The pairings of two cities that a server sees, its own before the catalogue's."""
    rows = db.execute(
        """SELECT pairing_id FROM pairing WHERE city_a = :a AND city_b = :b AND (guild_id IS NULL OR guild_id = :guild)
           ORDER BY guild_id IS NULL""",
        {"a": min(one, other), "b": max(one, other), "guild": guild_id},
    ).fetchall()
    found = (entries.find(db, "pairings", (row[0],)) for row in rows)
    return [stored for stored in found if stored is not None]


def initiatives_like(db: sqlite3.Connection, initiative: Initiative, guild_id: int | None) -> list[Initiative]:
    """The other initiatives that a server sees, for the same place or with the same link."""
    rows = db.execute(
        f"""SELECT {columns(Initiative, "initiative")} FROM initiative
            WHERE initiative_id <> :own AND (guild_id IS NULL OR guild_id = :guild)
            AND ((beneficiary_id IS :city AND country_code = :country) OR (link <> '' AND link = :link)) ORDER BY initiative_id""",
        {
            "own": initiative.initiative_id,
            "guild": guild_id,
            "city": initiative.beneficiary_id,
            "country": initiative.country_code,
            "link": initiative.link,
        },
    )
    return [entry(Initiative, row) for row in rows]


def initiatives_with_link(db: sqlite3.Connection, initiative: Initiative, guild_id: int | None) -> list[Initiative]:
    """The other initiatives that a server sees, for another place and with the same link."""
    rows = db.execute(
        f"""SELECT {columns(Initiative, "initiative")} FROM initiative
            WHERE initiative_id <> :own AND (guild_id IS NULL OR guild_id = :guild) AND link <> '' AND link = :link
            AND NOT (beneficiary_id IS :city AND country_code = :country) ORDER BY initiative_id""",
        {
            "own": initiative.initiative_id,
            "guild": guild_id,
            "city": initiative.beneficiary_id,
            "country": initiative.country_code,
            "link": initiative.link,
        },
    )
    return [entry(Initiative, row) for row in rows]
