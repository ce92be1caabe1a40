"""Stores with any number of pairings that nobody made: the same shape at every size, so that only the size differs.

A city has as many pairings in a store of a thousand as in one of a million: most have a handful, and one in ten is a hub of some
fifty, as in real directories.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar, overload

from bot.domain.dates import PartialDate
from bot.domain.entry import Entry
from bot.domain.pairings import Claim, DateIs, Event, EventKind, Pairing, PairingKind
from bot.domain.places import City, Country, Level
from bot.domain.sources import Grade, Source
from bot.store import loading

FIRST_CITY = 20_000_000
"""Above the ids that GeoNames gives, below those of places listed by hand."""

BEGUN_BY = (1, 1, 1, 1, 2, 2, 2, 3, 5, 42)
"""How many pairings each of ten cities begins; as many again, on average, are begun by others with it."""

COUNTRIES = ("US", "UA", "DE", "FR", "PL", "JP", "GB", "IT", "SE", "CA")
SOURCES = 1000
SUSPENDED_EVERY = 10

AnEntry = TypeVar("AnEntry", bound=Entry)


class Made(Sequence[AnEntry], Generic[AnEntry]):
    """Entries that are made when they are asked for, so that a million of them take no memory."""

    def __init__(self, length: int, make: Callable[[int], AnEntry]) -> None:
        self._length, self._make = length, make

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> AnEntry: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[AnEntry]: ...

    def __getitem__(self, index: int | slice) -> AnEntry | Sequence[AnEntry]:
        if isinstance(index, slice):
            return [self._make(number) for number in range(*index.indices(self._length))]
        if index >= self._length:
            raise IndexError(index)
        return self._make(index)


def city_count(pairings: int) -> int:
    """How many cities a store of so many pairings has."""
    return max(150, pairings * len(BEGUN_BY) // sum(BEGUN_BY))


def build(path: Path, pairings: int) -> None:
    """Make a store with about so many pairings at `path`; each was signed, and every tenth was suspended later."""
    cities = city_count(pairings)
    pairs = list(_pairs(cities))[:pairings]
    entries: loading.Entries = [
        (Country, [Country(country_code=code, name=code, name_in_sentence=code) for code in COUNTRIES]),
        (Source, Made(SOURCES, _source)),
        (City, Made(cities, _city)),
        (Pairing, Made(len(pairs), lambda number: _pairing(number, *pairs[number]))),
        (Event, Made(_events(len(pairs)), lambda number: _event(number, len(pairs)))),
        (Claim, Made(_events(len(pairs)), lambda number: _claim(number, len(pairs)))),
    ]
    loading.build(path, entries, {loading.FINGERPRINT: f"{pairings} synthetic pairings"})


def _pairs(cities: int) -> list[tuple[int, int]]:
    """Each city begins pairings with cities a growing distance on, so that no pair comes twice and each lies on other pages."""
    turns = len(BEGUN_BY)
    # Not a multiple of the cycle of `BEGUN_BY`, or hubs would be paired with hubs only.
    step = cities // (2 * max(BEGUN_BY) * turns) * turns + 3
    found = []
    for one in range(cities):
        for turn in range(BEGUN_BY[one % len(BEGUN_BY)]):
            other = (one + 1 + turn * step) % cities
            found.append((min(one, other), max(one, other)))
    return list(dict.fromkeys(found))


def _events(pairs: int) -> int:
    return pairs + pairs // SUSPENDED_EVERY


def _source(number: int) -> Source:
    return Source(source_id=number + 1, url=f"https://example.org/{number}", publisher=f"Publisher {number}", grade=Grade.C)


def _city(number: int) -> City:
    return City.model_construct(
        city_id=FIRST_CITY + number, geonames_id=None, name=f"Town {number}", country_code=COUNTRIES[number % len(COUNTRIES)],
        region="Region", region_code="01", level=Level.CITY, latitude=number % 170 - 85.0, longitude=number % 350 - 175.0,
        population=1000 + number, note="",
    )  # fmt: skip


def _pairing(number: int, one: int, other: int) -> Pairing:
    kind = PairingKind.FRIENDSHIP if number % 5 == 0 else PairingKind.SISTER_CITY
    return Pairing.model_construct(pairing_id=number + 1, city_a=FIRST_CITY + one, city_b=FIRST_CITY + other, kind=kind, note="")


def _event(number: int, pairs: int) -> Event:
    suspended = number >= pairs
    pairing = (number - pairs) * SUSPENDED_EVERY if suspended else number
    kind = EventKind.SUSPENDED if suspended else EventKind.SIGNED
    return Event.model_construct(
        event_id=number + 1, pairing_id=pairing + 1, kind=kind, by_city=None, city_id=None, other_city_id=None
    )


def _claim(number: int, pairs: int) -> Claim:
    date = PartialDate("2022-03-01") if number >= pairs else PartialDate(str(1950 + number % 70))
    return Claim.model_construct(
        claim_id=number + 1, event_id=number + 1, source_id=number % SOURCES + 1, date=date, date_is=DateIs.REPORTED,
        decided_by="city council", words="", condition="", note="", dispute="",
    )  # fmt: skip
