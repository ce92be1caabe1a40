"""Pairings with their cities, events, claims and sources."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import City
from bot.domain.records import RecordedPairing
from bot.domain.sources import Source
from bot.domain.standing import RecordedEvent, SourcedClaim
from bot.store.rows import columns, entry, width

_OF_CITY = "pairing_id IN (SELECT pairing_id FROM pairing WHERE city_a = :city UNION SELECT pairing_id FROM pairing WHERE city_b = :city)"
_OF_PAIR = "pairing_id IN (SELECT pairing_id FROM pairing WHERE city_a = :a AND city_b = :b)"
_BETWEEN = """pairing_id IN (
    SELECT pairing_id FROM pairing JOIN city AS one ON one.city_id = city_a JOIN city AS two ON two.city_id = city_b
    WHERE (one.country_code = :country AND two.country_code = :other) OR (one.country_code = :other AND two.country_code = :country))"""
_OF_COUNTRY = """pairing_id IN (
    SELECT pairing_id FROM city JOIN pairing ON city_a = city_id WHERE country_code = :country
    UNION SELECT pairing_id FROM city JOIN pairing ON city_b = city_id WHERE country_code = :country)"""
_SEEN_IN = "(pairing.guild_id IS NULL OR pairing.guild_id = :guild)"


def of_city(db: sqlite3.Connection, city_id: int, guild_id: int | None = None) -> list[RecordedPairing]:
    """Every pairing of a city that a member of that server may see."""
    return _recorded(db, _OF_CITY, {"city": city_id, "guild": guild_id})


def of_pair(db: sqlite3.Connection, one: int, other: int, guild_id: int | None = None) -> RecordedPairing | None:
    """The pairing of two cities, in whichever order they are named."""
    found = _recorded(db, _OF_PAIR, {"a": min(one, other), "b": max(one, other), "guild": guild_id})
    return found[0] if found else None


def exists(db: sqlite3.Connection, one: int, other: int, guild_id: int | None = None) -> bool:
    """Whether a pairing of two cities is recorded."""
    row = db.execute(
        f"SELECT 1 FROM pairing WHERE city_a = :a AND city_b = :b AND {_SEEN_IN}",
        {"a": min(one, other), "b": max(one, other), "guild": guild_id},
    ).fetchone()
    return row is not None


def by_id(db: sqlite3.Connection, pairing_id: int, guild_id: int | None = None) -> RecordedPairing | None:
    """The pairing of that number, if a member of that server may see it."""
    found = _recorded(db, "pairing_id = :pairing", {"pairing": pairing_id, "guild": guild_id})
    return found[0] if found else None


def with_ids(db: sqlite3.Connection, pairing_ids: Iterable[int], guild_id: int | None = None) -> dict[int, RecordedPairing]:
    """The pairings of those numbers that a member of that server may see, by their number."""
    named = {f"pairing_{number}": pairing_id for number, pairing_id in enumerate(sorted(set(pairing_ids)))}
    if not named:
        return {}
    found = _recorded(db, f"pairing_id IN ({', '.join(f':{name}' for name in named)})", {**named, "guild": guild_id})
    return {one.pairing.pairing_id: one for one in found}


def between(db: sqlite3.Connection, country: str, other: str, guild_id: int | None = None) -> list[RecordedPairing]:
    """Every pairing of a city in one country with a city in the other."""
    return _recorded(db, _BETWEEN, {"country": country, "other": other, "guild": guild_id})


def of_country(db: sqlite3.Connection, country: str, guild_id: int | None = None) -> list[RecordedPairing]:
    """Every pairing with a city in that country."""
    return _recorded(db, _OF_COUNTRY, {"country": country, "guild": guild_id})


def _recorded(db: sqlite3.Connection, chosen: str, values: Mapping[str, Any]) -> list[RecordedPairing]:
    events = _events(db, chosen, values)
    at_a = width(Pairing)
    at_b = at_a + width(City)
    rows = db.execute(
        f"""SELECT {columns(Pairing, "pairing")}, {columns(City, "a")}, {columns(City, "b")}
            FROM pairing JOIN city AS a ON a.city_id = city_a JOIN city AS b ON b.city_id = city_b
            WHERE {chosen} AND {_SEEN_IN} ORDER BY pairing_id""",
        values,
    )
    cities: dict[int, City] = {}
    found = []
    for row in rows:
        for at in (at_a, at_b):
            # A city's list names the city itself in every row.
            if row[at] not in cities:
                cities[row[at]] = entry(City, row, at)
        found.append(RecordedPairing(entry(Pairing, row), cities[row[at_a]], cities[row[at_b]], tuple(events[row[0]])))
    return found


def _events(db: sqlite3.Connection, chosen: str, values: Mapping[str, Any]) -> Mapping[int, Sequence[RecordedEvent]]:
    """The events of the chosen pairings, by pairing; an event without any claim is not possible by import, yet shown."""
    at_claim = width(Event)
    at_source = at_claim + width(Claim)
    events: dict[int, Event] = {}
    claims: dict[int, list[SourcedClaim]] = defaultdict(list)
    sources: dict[int, Source] = {}
    for row in db.execute(
        f"""SELECT {columns(Event, "event")}, {columns(Claim, "claim")}, {columns(Source, "source")}
            FROM event LEFT JOIN claim USING (event_id) LEFT JOIN source USING (source_id)
            WHERE event.{chosen} ORDER BY event.event_id, claim_id""",
        values,
    ):
        event_id: int = row[0]
        if event_id not in events:
            events[event_id] = entry(Event, row)
        if row[at_claim] is None:
            continue
        source_id: int | None = row[at_source]
        if source_id is not None and source_id not in sources:
            sources[source_id] = entry(Source, row, at_source)
        claims[event_id].append(SourcedClaim(entry(Claim, row, at_claim), sources[source_id] if source_id else None))
    by_pairing: dict[int, list[RecordedEvent]] = defaultdict(list)
    for event in events.values():
        if event.pairing_id is not None:
            by_pairing[event.pairing_id].append(RecordedEvent.of(event, claims[event.event_id]))
    return by_pairing
