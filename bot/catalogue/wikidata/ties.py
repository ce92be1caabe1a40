"""Statements of Wikidata -> ties of two cities, and what is said of each: signed, listed, ended, and on what it rests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.catalogue.wikidata.statements import Gathered, Item, Moment, Reference, Said
from bot.domain.dates import PartialDate
from bot.domain.places import City

LONGEST_NOTE = 1500
"""Characters. A claim's note may have 2000."""


@dataclass(frozen=True, slots=True)
class Word:
    """What one page of Wikidata says of an event: a claim to be."""

    item: Item
    date: PartialDate | None
    note: str


@dataclass(slots=True)
class Tie:
    """Two cities that Wikidata ties, with every statement of either's page."""

    a: City
    b: City
    said: list[Said] = field(default_factory=list)

    def signed(self, today: dt.date) -> list[Word]:
        """When it began, by each page; the statements that editors prefer first. What is still to come is left out."""
        return _words((said, moment) for said in self._in_rank() for moment in said.begun if not _to_come(moment, today))

    def ended(self, today: dt.date) -> list[Word]:
        """When it ended, by each page. An end that is still to come is none yet."""
        return _words((said, moment) for said in self._in_rank() for moment in said.over if not _to_come(moment, today))

    def listed(self, today: dt.date) -> list[Word]:
        """That it stands, by each page that gives no end, on the day on which it was read."""
        return _words(
            (said, Moment(said.on, _until(said))) for said in self._in_rank() if all(_to_come(end, today) for end in said.over)
        )

    def _in_rank(self) -> list[Said]:
        return sorted(self.said, key=lambda said: (not said.preferred, int(said.subject[1:]), int(said.other[1:])))


def ties_of(gathered: Gathered, cities: Mapping[Item, City]) -> Iterator[Tie]:
    """The ties of which both parties are known, each pair of cities once, in the order of the cities' ids.

    Two items may be one city here, as a town and its municipality are; their statements come together.
    """
    found: dict[tuple[int, int], Tie] = {}
    for (one, other), said in gathered.ties.items():
        if one not in cities or other not in cities:
            continue
        a, b = sorted((cities[one], cities[other]), key=lambda city: city.city_id)
        if a.city_id != b.city_id:
            found.setdefault((a.city_id, b.city_id), Tie(a, b)).said.extend(said.values())
    for _, tie in sorted(found.items()):
        yield tie


def _words(found: Iterable[tuple[Said, Moment]]) -> list[Word]:
    """One word of a page for each date, with everything that it rests on."""
    notes: dict[tuple[Item, PartialDate | None], dict[str, None]] = {}
    for said, moment in found:
        parts = notes.setdefault((said.subject, moment.date), {})
        if moment.words:
            parts[f"Wikidata says: {moment.words}."] = None
        for reference in sorted(said.references):
            parts[f"Its reference: {_cited(reference)}."] = None
    return [Word(item, date, _note(parts)) for (item, date), parts in notes.items()]


def _note(parts: Iterable[str]) -> str:
    """As many whole sentences as fit."""
    note = ""
    for part in parts:
        longer = f"{note} {part}".lstrip()
        if len(longer) <= LONGEST_NOTE:
            note = longer
    return note


def _cited(reference: Reference) -> str:
    words = ", ".join(part for part in (reference.stated_in, reference.url) if part)
    return f"{words} (read {reference.read.long})" if reference.read else words


def _until(said: Said) -> str:
    """An end that is still to come, in words."""
    return ", ".join(f"until {end.date.long}" for end in said.over if end.date)


def _to_come(moment: Moment, today: dt.date) -> bool:
    return moment.date is not None and moment.date.earliest > today
