"""Initiatives with their organisers, and the counts that others published."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.counts import PublishedCount
from bot.domain.initiatives import Initiative, Organisation
from bot.domain.places import City
from bot.domain.records import RecordedInitiative
from bot.domain.sources import Source
from bot.store.rows import columns, entry, width

_SEEN_IN = "(initiative.guild_id IS NULL OR initiative.guild_id = :guild)"


def for_city(db: sqlite3.Connection, city_id: int, guild_id: int | None = None) -> list[RecordedInitiative]:
    """What organisers do for a city."""
    return _recorded(db, "beneficiary_id = :city", {"city": city_id, "guild": guild_id})


def for_country(db: sqlite3.Connection, country_code: str, guild_id: int | None = None) -> list[RecordedInitiative]:
    """What organisers do for a whole country, no one city."""
    return _recorded(
        db, "beneficiary_id IS NULL AND initiative.country_code = :country", {"country": country_code, "guild": guild_id}
    )


def by_city(db: sqlite3.Connection, city_id: int, guild_id: int | None = None) -> list[RecordedInitiative]:
    """What organisers of a city do for others."""
    chosen = "organiser_city_id = :city AND beneficiary_id IS NOT :city"
    return _recorded(db, chosen, {"city": city_id, "guild": guild_id})


def by_partners(
    db: sqlite3.Connection, city_id: int, partners: Iterable[int], guild_id: int | None = None
) -> list[RecordedInitiative]:
    """What organisers in some of a city's partner cities do for other cities in its country.

    Args:
        partners: the partner cities; which of a city's ties stand is for the domain to say.
    """
    named = {f"partner_{number}": partner for number, partner in enumerate(sorted(partners))}
    if not named:
        return []
    chosen = f"""organiser_city_id IN ({", ".join(f":{name}" for name in named)})
                 AND beneficiary_id IS NOT NULL AND beneficiary_id <> :city
                 AND initiative.country_code = (SELECT country_code FROM city WHERE city_id = :city)"""
    return _recorded(db, chosen, {"city": city_id, "guild": guild_id, **named})


def between(db: sqlite3.Connection, one: int, other: int, guild_id: int | None = None) -> list[RecordedInitiative]:
    """What organisers of one city do for the other, either way."""
    chosen = "(organiser_city_id = :one AND beneficiary_id = :other) OR (organiser_city_id = :other AND beneficiary_id = :one)"
    return _recorded(db, f"({chosen})", {"one": one, "other": other, "guild": guild_id})


def one(db: sqlite3.Connection, initiative_id: int, guild_id: int | None = None) -> RecordedInitiative | None:
    """The initiative of that number, if a member of that server may see it."""
    found = _recorded(db, "initiative_id = :initiative", {"initiative": initiative_id, "guild": guild_id})
    return found[0] if found else None


def homes(db: sqlite3.Connection, city_id: int) -> dict[int, City]:
    """The home cities of the organisations behind what is done for a city, by their id."""
    rows = db.execute(
        f"""SELECT DISTINCT {columns(City, "city")} FROM initiative
            JOIN organisation USING (organisation_id) JOIN city ON city.city_id = home_city_id WHERE beneficiary_id = :city""",
        {"city": city_id},
    )
    return {city.city_id: city for city in (entry(City, row) for row in rows)}


def any_for(db: sqlite3.Connection, city_id: int, guild_id: int | None = None) -> bool:
    """Whether anything is recorded that is done for a city or by it."""
    row = db.execute(
        f"SELECT 1 FROM initiative WHERE (beneficiary_id = :city OR organiser_city_id = :city) AND {_SEEN_IN} LIMIT 1",
        {"city": city_id, "guild": guild_id},
    ).fetchone()
    return row is not None


def counts(db: sqlite3.Connection, country: str, other: str | None) -> list[tuple[PublishedCount, Source]]:
    """What others counted of a country's ties, or of those between two countries."""
    rows = db.execute(
        f"""SELECT {columns(PublishedCount, "published_count")}, {columns(Source, "source")}
            FROM published_count JOIN source USING (source_id)
            WHERE (country_code IS :country AND other_country_code IS :other) OR (country_code IS :other AND other_country_code IS :country)
            ORDER BY as_of IS NULL, as_of DESC, count_id""",
        {"country": country, "other": other},
    )
    return [(entry(PublishedCount, row), entry(Source, row, width(PublishedCount))) for row in rows]


def _recorded(db: sqlite3.Connection, chosen: str, values: Mapping[str, Any]) -> list[RecordedInitiative]:
    at_beneficiary = width(Initiative)
    at_organiser = at_beneficiary + width(City)
    at_organisation = at_organiser + width(City)
    at_source = at_organisation + width(Organisation)
    rows = db.execute(
        f"""SELECT {columns(Initiative, "initiative")}, {columns(City, "beneficiary")}, {columns(City, "organiser")},
                   {columns(Organisation, "organisation")}, {columns(Source, "source")}
            FROM initiative
            LEFT JOIN city AS beneficiary ON beneficiary.city_id = beneficiary_id
            LEFT JOIN city AS organiser ON organiser.city_id = organiser_city_id
            LEFT JOIN organisation ON organisation.organisation_id = initiative.organisation_id
            JOIN source ON source.source_id = initiative.source_id
            WHERE {chosen} AND {_SEEN_IN} ORDER BY initiative_id""",
        values,
    )
    return [
        RecordedInitiative(
            entry(Initiative, row),
            entry(City, row, at_beneficiary) if row[at_beneficiary] is not None else None,
            entry(City, row, at_organiser) if row[at_organiser] is not None else None,
            entry(Organisation, row, at_organisation) if row[at_organisation] is not None else None,
            entry(Source, row, at_source),
        )
        for row in rows
    ]
