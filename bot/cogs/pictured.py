"""What is recorded of a city, a pairing or countries, with the pictures of it, which are made up when they are first wanted.

The store keeps what it was asked for until somebody writes, so each of these is made once for many answers, and so are its pictures. A
picture is ``None`` where it would show nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.domain.places import City
from bot.domain.records import Countries, Held, RecordedPairing
from bot.domain.servers import Look
from bot.pictures import of_entries
from bot.pictures.kept import Commission
from bot.pictures.subjects import MapSubject
from bot.ui.country import CountryAnswer
from bot.ui.illustrated import View
from bot.ui.listing import Listing
from bot.ui.pairing import Surroundings, ToldPairing


@dataclass(frozen=True)
class PicturedCity:
    """A city's pairings."""

    city: City
    recorded: Sequence[RecordedPairing]
    rows: Listing
    has_aid: bool
    held: Held | None
    look: Look
    countries: Countries
    today: dt.date

    def picture(self, view: View) -> Commission | None:
        """The map or the timeline of all of them."""
        return self._timeline if view is View.CHART else self._map

    @cached_property
    def _map(self) -> Commission | None:
        return map_with_lines(of_entries.map_of_city(self.city, self.recorded, self.countries, self.today))

    @cached_property
    def _timeline(self) -> Commission:
        return Commission(of_entries.timeline_of_city(self.city, self.recorded, self.today))


@dataclass(frozen=True)
class PicturedPairing:
    """One pairing whole."""

    recorded: RecordedPairing
    around: Surroundings
    look: Look
    countries: Countries
    today: dt.date

    @cached_property
    def told(self) -> ToldPairing:
        """It in words."""
        return ToldPairing(self.recorded, self.around, self.today, self.countries)

    def picture(self, view: View) -> Commission | None:
        """The map of the two cities, or the course of their tie."""
        return self._course if view is View.CHART else self._map

    @cached_property
    def _map(self) -> Commission | None:
        return map_with_lines(of_entries.map_of_pair(self.recorded, self.countries, self.today))

    @cached_property
    def _course(self) -> Commission | None:
        subject = of_entries.timeline_of_pair(self.recorded, self.countries, self.today)
        return Commission(subject) if subject.happenings or subject.span.begun else None


@dataclass(frozen=True)
class PicturedCountries:
    """The pairings of a country, or those between two."""

    answer: CountryAnswer
    look: Look
    countries: Countries
    today: dt.date

    def picture(self, view: View) -> Commission | None:
        """The map of all of them, or when they were signed."""
        return self._decades if view is View.CHART else self._map

    @property
    def _codes(self) -> list[str]:
        return [code for code in (self.answer.code, self.answer.other) if code]

    @cached_property
    def _map(self) -> Commission | None:
        return map_with_lines(of_entries.map_of_countries(self._codes, self.answer.recorded, self.countries, self.today))

    @cached_property
    def _decades(self) -> Commission | None:
        subject = of_entries.decades_of_countries(self._codes, self.answer.recorded, self.countries, self.today)
        return Commission(subject) if subject.counts else None


def map_with_lines(subject: MapSubject) -> Commission | None:
    """The map, unless it has no line to show."""
    return Commission(subject) if subject.ties else None
