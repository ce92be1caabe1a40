"""What a row is called, in the words that a moderator knows it by: ``Kyiv, Ukraine``, ``Chicago and Moscow``."""

from __future__ import annotations

import sqlite3

from bot.domain import wording
from bot.domain.entry import Entry
from bot.domain.initiatives import Initiative, Organisation
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import City, CityName, Country, Occupation
from bot.domain.sources import Source
from bot.domain.tables import Key
from bot.store import entries, places


def label(db: sqlite3.Connection, table_name: str, key: Key) -> str:
    """What the row of that key is called; its number if there is no such row."""
    stored = entries.find(db, table_name, key)
    return of(db, stored.entry) if stored else " ".join(str(part) for part in key)


def of(db: sqlite3.Connection, entry: Entry) -> str:
    """What ``entry`` is called, whether it is in the store or not yet."""
    match entry:
        case Country(name=name) | Organisation(name=name):
            return name
        case City():
            return wording.in_full(entry, places.countries(db))
        case CityName(name=name, city_id=city_id) | Occupation(control=name, city_id=city_id):
            return f"{name} ({_city(db, city_id)})"
        case Pairing(city_a=one, city_b=other):
            return f"{_city(db, one)} and {_city(db, other)}"
        case Event():
            about = label(db, "pairings", (entry.pairing_id,)) if entry.pairing_id else _cities(db, entry)
            return f"{entry.kind}, {about}"
        case Claim():
            told = label(db, "events", (entry.event_id,))
            return f"{told}: {entry.date.short if entry.date else 'no date'}"
        case Source(publisher=publisher, published=published):
            return f"{publisher}, {published.short}" if published else publisher
        case Initiative(title=title):
            return title
        case _:
            return type(entry).__name__


def _city(db: sqlite3.Connection, city_id: int) -> str:
    city = places.city(db, city_id)
    return city.name if city else str(city_id)


def _cities(db: sqlite3.Connection, event: Event) -> str:
    return " and ".join(_city(db, city_id) for city_id in (event.city_id, event.other_city_id) if city_id)
