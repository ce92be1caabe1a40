"""Countries, cities, their names, and who holds them."""

from __future__ import annotations

import sqlite3

from bot.domain.places import City, CityName, Country, Occupation
from bot.domain.records import Countries, Held
from bot.domain.sources import Source
from bot.store.rows import columns, entry, width


def countries(db: sqlite3.Connection) -> Countries:
    """Every country of the catalogue."""
    rows = db.execute(f"SELECT {columns(Country, 'country')} FROM country")
    return Countries({row["country_code"]: entry(Country, row) for row in rows})


def cities(db: sqlite3.Connection) -> list[City]:
    """Every city of the catalogue."""
    return [entry(City, row) for row in db.execute(f"SELECT {columns(City, 'city')} FROM city")]


def city(db: sqlite3.Connection, city_id: int) -> City | None:
    """The city of that id, if the catalogue has it."""
    row = db.execute(f"SELECT {columns(City, 'city')} FROM city WHERE city_id = :city", {"city": city_id}).fetchone()
    return entry(City, row) if row else None


def names(db: sqlite3.Connection) -> list[CityName]:
    """Every other name of a city."""
    return [entry(CityName, row) for row in db.execute(f"SELECT {columns(CityName, 'city_name')} FROM city_name")]


def names_of(db: sqlite3.Connection, city_id: int) -> list[CityName]:
    """The other names of one city."""
    rows = db.execute(f"SELECT {columns(CityName, 'city_name')} FROM city_name WHERE city_id = :city", {"city": city_id})
    return [entry(CityName, row) for row in rows]


def held(db: sqlite3.Connection, city_id: int) -> Held | None:
    """Who holds the place, from its newest row; ``None`` if nothing is recorded."""
    row = db.execute(
        f"""SELECT {columns(Occupation, "occupation")}, {columns(Source, "source")}
            FROM occupation JOIN source USING (source_id) WHERE city_id = :city ORDER BY rtrim(as_of, '?~%') DESC, source_id LIMIT 1""",
        {"city": city_id},
    ).fetchone()
    if row is None:
        return None
    newest = entry(Occupation, row)
    return Held(newest.control, newest.as_of, entry(Source, row, width(Occupation)))


def pairings_per_city(db: sqlite3.Connection) -> dict[int, int]:
    """How many pairings of the shared catalogue each city has."""
    rows = db.execute(
        """SELECT city_id, count(*) FROM (
               SELECT city_a AS city_id FROM pairing WHERE guild_id IS NULL
               UNION ALL SELECT city_b FROM pairing WHERE guild_id IS NULL) GROUP BY city_id"""
    )
    return dict(rows.fetchall())
