"""How large and how old the catalogue is."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from bot.domain.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Overview:
    """The catalogue in figures."""

    pairings: int
    cities: int
    """Places with at least one pairing."""
    countries: int
    """Countries of those places."""
    initiatives: int
    sources: int
    newest: PartialDate | None
    """The newest date that any source claims for an event."""
    listed_only: int
    """Pairings for which nothing but lists is recorded."""


def of_catalogue(db: sqlite3.Connection, guild_id: int | None = None) -> Overview:
    """The catalogue as a member of that server sees it."""
    row = db.execute(
        """WITH seen AS (SELECT * FROM pairing WHERE guild_id IS NULL OR guild_id = :guild),
                party AS (SELECT city_a AS city_id FROM seen UNION SELECT city_b FROM seen)
           SELECT (SELECT count(*) FROM seen),
                  (SELECT count(*) FROM party),
                  (SELECT count(DISTINCT country_code) FROM party JOIN city USING (city_id)),
                  (SELECT count(*) FROM initiative WHERE guild_id IS NULL OR guild_id = :guild),
                  (SELECT count(*) FROM source),
                  (SELECT date FROM claim WHERE date IS NOT NULL ORDER BY rtrim(date, '?~%') DESC, date LIMIT 1),
                  (SELECT count(*) FROM seen WHERE NOT EXISTS (
                      SELECT 1 FROM event WHERE event.pairing_id = seen.pairing_id AND event.kind <> 'listed'))""",
        {"guild": guild_id},
    ).fetchone()
    newest = PartialDate(row[5]) if row[5] else None
    return Overview(row[0], row[1], row[2], row[3], row[4], newest, row[6])
