"""What is recorded already and says nearly the same as something that is proposed."""

from __future__ import annotations

import sqlite3

from bot.domain.initiatives import Initiative
from bot.store import entries
from bot.store.entries import Stored
from bot.store.rows import columns, entry

_SAME_PLACE = "(beneficiary_id IS :city AND country_code = :country)"
_SAME_LINK = "(link <> '' AND link = :link)"


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
    return _others(db, initiative, guild_id, f"({_SAME_PLACE} OR {_SAME_LINK})")


def initiatives_with_link(db: sqlite3.Connection, initiative: Initiative, guild_id: int | None) -> list[Initiative]:
    """The other initiatives that a server sees, for another place and with the same link."""
    return _others(db, initiative, guild_id, f"{_SAME_LINK} AND NOT {_SAME_PLACE}")


def _others(db: sqlite3.Connection, initiative: Initiative, guild_id: int | None, chosen: str) -> list[Initiative]:
    rows = db.execute(
        f"""SELECT {columns(Initiative, "initiative")} FROM initiative
            WHERE initiative_id <> :own AND (guild_id IS NULL OR guild_id = :guild) AND {chosen} ORDER BY initiative_id""",
        {
            "own": initiative.initiative_id,
            "guild": guild_id,
            "city": initiative.beneficiary_id,
            "country": initiative.country_code,
            "link": initiative.link,
        },
    )
    return [entry(Initiative, row) for row in rows]
