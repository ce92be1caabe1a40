"""What a question needs in one piece: a pairing with its cities and events, an initiative with its organiser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.dates import PartialDate
from bot.domain.initiatives import Initiative, Organisation
from bot.domain.pairings import EventKind, Pairing
from bot.domain.places import City, Control, Country
from bot.domain.sources import Source
from bot.domain.standing import RecordedEvent, Standing, standing


@dataclass(frozen=True, slots=True)
class RecordedPairing:
    """A pairing whole: its two cities and all that happened to it, with claims and sources."""

    pairing: Pairing
    a: City
    b: City
    events: tuple[RecordedEvent, ...]
    _standings: dict[dt.date, Standing] = field(default_factory=dict, init=False, repr=False, compare=False)

    def other_than(self, city_id: int) -> City:
        """The party that is not ``city_id``."""
        return self.b if self.a.city_id == city_id else self.a

    def standing(self, today: dt.date) -> Standing:
        """How the pairing stands on ``today``: worked out once a day, for lists ask for it again and again."""
        if today not in self._standings:
            self._standings.clear()
            self._standings[today] = standing(self.events, today)
        return self._standings[today]

    @property
    def signing(self) -> RecordedEvent | None:
        """The first signing, if one is recorded."""
        signed = [event for event in self.events if event.kind is EventKind.SIGNED]
        return min(signed, key=lambda event: event.date.earliest if event.date else dt.date.max, default=None)


@dataclass(frozen=True, slots=True)
class RecordedInitiative:
    """An initiative with the places and the organisation that it names."""

    initiative: Initiative
    beneficiary: City | None
    organiser_city: City | None
    organisation: Organisation | None
    source: Source


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds a place in the war, as of when and who says so."""

    control: Control
    as_of: PartialDate
    source: Source

    @property
    def occupied(self) -> bool:
        return self.control is Control.OCCUPIED


class Countries:
    """The countries by their code.

    Args:
        by_code: every country of the catalogue.
    """

    def __init__(self, by_code: Mapping[str, Country]) -> None:
        self.by_code = by_code

    def name(self, code: str) -> str:
        """As in a list: ``United States``. A code without a name stays a code."""
        country = self.by_code.get(code)
        return country.name if country else code

    def in_sentence(self, code: str) -> str:
        """As within a sentence: ``the United States``."""
        country = self.by_code.get(code)
        return country.name_in_sentence if country else code

    def of(self, city: City) -> str:
        """``Kyiv`` → ``Ukraine``."""
        return self.name(city.country_code)


@dataclass(frozen=True, slots=True)
class CatalogueFacts:
    """What is said of the catalogue itself."""

    date: str
    """Of what day it is, in words: ``22 Nov 2026``."""
    population_source: str
    """Whose figures its populations are, and from when."""
