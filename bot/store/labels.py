"""What a row is called, in the words that a moderator knows it by: ``Kyiv, Ukraine``, ``Chicago and Moscow``."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain import wording
from bot.domain.changes import Change
from bot.domain.entry import Entry
from bot.domain.initiatives import Initiative, Organisation
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import City, CityName, Country, Occupation
from bot.domain.sources import Source
from bot.domain.tables import Key
from bot.store import entries, pairings, places


@dataclass(frozen=True, slots=True)
class Names:
    """What rows are called, for putting changes into words."""

    labels: Mapping[tuple[str, Key], str]
    """Table and key to what the row is called."""
    statuses: Mapping[int, str]
    """Recorded pairings to how they stand: ``unknown``, ``suspended 28 Feb 2022 by the mayor``."""


def names_in(db: sqlite3.Connection, changes: Iterable[Change], today: dt.date) -> Names:
    """What the rows are called that the changes are about and point to, as they are and as they will be."""
    found: dict[tuple[str, Key], str] = {}
    statuses: dict[int, str] = {}
    changes = list(changes)
    for change in changes:
        found[change.table_name, change.key] = of(db, change.entry)
    for change in changes:
        for entry in (change.before, change.after):
            if entry is None:
                continue
            for column, target in change.table.references.items():
                value = getattr(entry, column)
                if value is not None and (target, (value,)) not in found:
                    found[target, (value,)] = label(db, target, (value,))
            if isinstance(entry, Event) and entry.pairing_id is not None and entry.pairing_id not in statuses:
                status = _status(db, entry.pairing_id, today)
                if status:
                    statuses[entry.pairing_id] = status
    _name_new(changes, found)
    return Names(found, statuses)


def _name_new(changes: Iterable[Change], found: dict[tuple[str, Key], str]) -> None:
    """Call what is not in the store yet by what is added with it: the pairing of a new city, the event of a new pairing."""
    rows = [change.entry for change in changes]
    for entry in rows:
        if isinstance(entry, Pairing):
            one, other = (found["cities", (city,)].partition(",")[0] for city in (entry.city_a, entry.city_b))
            found["pairings", (entry.pairing_id,)] = f"{one} and {other}"
    for entry in rows:
        if isinstance(entry, Event) and entry.pairing_id is not None:
            found["events", (entry.event_id,)] = f"{wording.DONE[entry.kind]}, {found['pairings', (entry.pairing_id,)]}"


def _status(db: sqlite3.Connection, pairing_id: int, today: dt.date) -> str:
    """How a recorded pairing stands, in words; nothing if there is none."""
    stored = entries.find(db, "pairings", (pairing_id,))
    if stored is None or not isinstance(stored.entry, Pairing):
        return ""
    recorded = pairings.of_pair(db, stored.entry.city_a, stored.entry.city_b, stored.guild_id)
    if recorded is None or recorded.pairing.pairing_id != pairing_id:
        # The server has one of its own beside the catalogue's: rare, and then all of the city's are looked through.
        seen = pairings.of_city(db, stored.entry.city_a, stored.guild_id)
        recorded = next(each for each in seen if each.pairing.pairing_id == pairing_id)
    standing = recorded.standing(today)
    return wording.status_in_row(standing) or str(standing.status)


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
            return f"{told}, {entry.date.short if entry.date else 'no date'}"
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
