"""What the search wants to know of names, and from whom: the protocol that the store's gazetteer fulfils."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple, Protocol

from bot.domain.places import City


class Standing(IntEnum):
    """How good a name of a place is. A higher one outweighs a lower one."""

    CODE = 1
    """An airport code or another abbreviation in capitals. ``THE`` is Teresina's."""
    TRANSLITERATED = 2
    """Made here from a name in another alphabet, letter by letter."""
    ALIAS = 3
    """A name that people wrote: an exonym, an older spelling, a native name."""
    RECORDED = 4
    """One that the catalogue records for its city: Kiev and Odessa are as good as their own names."""
    OWN = 5
    """The name under which the place is listed."""


class NameHit(NamedTuple):
    """A place that has the name that was looked up, with what ranking needs."""

    city_id: int
    standing: int
    population: int
    country_code: str
    region_code: str
    latitude: float
    longitude: float


class Area(NamedTuple):
    """A country, or with a ``region_code`` one of its first-level regions."""

    country_code: str
    region_code: str


class Names(Protocol):
    """Names of the places of the world. Every key is one of :mod:`bot.search.keys`."""

    def with_key(self, key: str) -> Sequence[NameHit]:
        """Every place that has the name ``key``."""

    def with_prefix(self, prefix: str, population: int, limit: int) -> Sequence[NameHit]:
        """Places of at least ``population`` people with a name that begins with ``prefix``, the largest first."""

    def sharing(self, segments: Iterable[str]) -> set[str]:
        """The keys of larger places that have one of ``segments`` (see :mod:`bot.search.similar`)."""

    def places(self, city_ids: Iterable[int]) -> dict[int, City]:
        """The places with these ids; one that is not known is left out."""

    def areas(self, key: str) -> frozenset[Area]:
        """The countries and first-level regions called ``key``."""

    def areas_sharing(self, segments: Iterable[str]) -> set[str]:
        """The keys of countries and regions that have one of ``segments``."""

    def country_names(self) -> dict[str, str]:
        """English names by code."""

    def everyday(self, words: Iterable[str]) -> set[str]:
        """Those of ``words`` that are common words of a language rather than names."""
