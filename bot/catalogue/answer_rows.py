"""Rows of what the network answers, to be taken along: a place near by, a candidate with its reasons, a figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.catalogue import tie_rows
from bot.catalogue.aid_rows import TakenAid
from bot.catalogue.tie_rows import TakenTie, place_cells, place_whole
from bot.domain import wording
from bot.domain.places import City
from bot.domain.records import Countries
from bot.network.match import Candidate
from bot.network.nearest import NearPlace
from bot.network.reasons import in_words, with_points
from bot.network.stats import Stats

PART = "Part of the answer"
TIE_COLUMNS = (PART, *tie_rows.COLUMNS)
NEAR_COLUMNS = (PART, "Distance from the first city in km", *tie_rows.COLUMNS, "Initiatives", "Organisations’ domains")
CANDIDATE_COLUMNS = ("Rank", "City", "State or region", "Country", "Population", "Points", "Of", "Reasons")
FIGURE_COLUMNS = ("Group", "What", "Number")


@dataclass(frozen=True, slots=True)
class PartTie:
    """A tie that an answer names, led by which part of it the tie is: ``chain 1, tie 2``."""

    part: str
    tie: TakenTie

    @property
    def own(self) -> bool:
        """Whether it is the server's own entry."""
        return self.tie.own

    def cells(self, countries: Countries, today: dt.date) -> list[object]:
        """The tie under :data:`TIE_COLUMNS`."""
        return [self.part, *self.tie.cells(countries, today)]

    def whole(self, countries: Countries, today: dt.date) -> dict[str, Any]:
        """The same for a program."""
        return {"part": self.part, **self.tie.whole(countries, today)}


@dataclass(frozen=True, slots=True)
class TakenNear:
    """A place with a tie with the city asked for, with initiatives for it, or both.

    Args:
        part: how the answer groups it: ``halted tie``.
        tie: its tie, if it has one.
        aid: what is done there for the city.
    """

    part: str
    place: NearPlace
    tie: TakenTie | None
    aid: tuple[TakenAid, ...]

    @property
    def own(self) -> bool:
        """Whether anything of it is the server's own entry."""
        return (self.tie is not None and self.tie.own) or any(one.own for one in self.aid)

    def cells(self, countries: Countries, today: dt.date) -> list[object]:
        """The place under :data:`NEAR_COLUMNS`; without a tie, what belongs to one is empty."""
        place = list(place_cells(self.place.city, countries))
        tie = self.tie.cells(countries, today) if self.tie else [*place, *[""] * (len(tie_rows.COLUMNS) - len(place))]
        distance = "" if self.place.distance_km is None else self.place.distance_km
        done = " | ".join(_initiative(one, today) for one in self.aid)
        return [self.part, distance, *tie, done, ", ".join(self.place.contacts)]

    def whole(self, countries: Countries, today: dt.date) -> dict[str, Any]:
        """The same for a program."""
        return {
            "part": self.part,
            "place": place_whole(self.place.city, countries),
            "distance_km": self.place.distance_km,
            "tie": self.tie.whole(countries, today) if self.tie else None,
            "initiatives": [one.whole(countries, today) for one in self.aid],
            "domains": list(self.place.contacts),
            "own_entry": self.own,
        }


@dataclass(frozen=True, slots=True)
class TakenCandidate:
    """A city that could be asked.

    Args:
        cities: the candidate and the partners that its reasons name, by id.
        most: all points that there are.
    """

    rank: int
    candidate: Candidate
    cities: Mapping[int, City]
    most: float
    own: bool = False

    def cells(self, countries: Countries, today: dt.date) -> list[object]:  # noqa: ARG002  # the same in every table
        """The candidate under :data:`CANDIDATE_COLUMNS`."""
        city = self.cities[self.candidate.city_id]
        reasons = " | ".join(with_points(reason, self.cities, countries) for reason in self.candidate.reasons)
        population = "" if city.population is None else city.population
        return [self.rank, *place_cells(city, countries), population, round(self.candidate.points), round(self.most), reasons]

    def whole(self, countries: Countries, today: dt.date) -> dict[str, Any]:  # noqa: ARG002  # the same in every table
        """The same for a program."""
        city = self.cities[self.candidate.city_id]
        reasons = [
            {"points": round(reason.points, 1), "words": in_words(reason, self.cities, countries)}
            for reason in self.candidate.reasons
        ]
        return {
            "rank": self.rank, "city": place_whole(city, countries), "population": city.population,
            "points": round(self.candidate.points, 1), "of": self.most, "reasons": reasons,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the catalogue."""

    group: str
    what: str
    number: int
    own: bool = False

    def cells(self, countries: Countries, today: dt.date) -> list[object]:  # noqa: ARG002  # the same in every table
        """The figure under :data:`FIGURE_COLUMNS`."""
        return [self.group, self.what, self.number]

    def whole(self, countries: Countries, today: dt.date) -> dict[str, Any]:  # noqa: ARG002  # the same in every table
        """The same for a program."""
        return {"group": self.group, "what": self.what, "number": self.number}


def figures_of(stats: Stats, others: Mapping[str, int], countries: Countries) -> Iterator[Figure]:
    """Every figure of the answer, all countries among them.

    Args:
        others: what is counted beside the ties, by its name.
    """
    yield Figure("All", "pairings", stats.pairings)
    yield Figure("All", "places with a pairing", stats.cities)
    yield from (Figure("All", what, number) for what, number in others.items())
    yield from (Figure("Status", str(status), number) for status, number in stats.by_status.items())
    yield from (Figure("A source last spoke for them", str(age), number) for age, number in stats.by_age.items())
    for grade, number in stats.by_grade.items():
        yield Figure("Best source", f"grade {grade}, {grade.words}" if grade else "no source named", number)
    yield Figure("Best source", "a list has the last word", stats.listed_only)
    yield from (Figure("Country", countries.name(code), number) for code, number in stats.by_country.items())
    yield from (Figure("Decade of signing", _decade(decade), number) for decade, number in stats.by_decade.items())
    for (decade, status), number in stats.by_decade_and_status.items():
        yield Figure("Decade of signing and status", f"{_decade(decade)}, {status}", number)


def _decade(decade: int | None) -> str:
    return f"{decade}s" if decade is not None else "no date of signing"


def _initiative(one: TakenAid, today: dt.date) -> str:
    """``Winter coats (open; example.org, 5 Nov 2026 · grade D, press)``"""
    initiative = one.recorded.initiative
    state = wording.AID_STANDING[initiative.standing(today)]
    return f"{initiative.title} ({state}; {one.source}, {wording.source_line(one.recorded.source)})"
