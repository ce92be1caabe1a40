"""A typed name → a city or a country. Knows neither Discord nor SQL; names come from whoever fulfils :class:`~bot.search.names.Names`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from bot.domain.places import City, CityName
from bot.search.answers import Candidate, CountryAnswer, Outcome, Resolution
from bot.search.catalogue import CatalogueNames
from bot.search.complete import MOST, Completer
from bot.search.countries import Countries
from bot.search.names import Names
from bot.search.resolve import Resolver

__all__ = ["Candidate", "CountryAnswer", "Names", "Outcome", "Resolution", "Search"]

REMEMBERED = 512
"""How many answers are kept by what was typed: a community asks for the same few cities again and again. Some hundred bytes each."""


class Search:
    """Everything that is asked of names.

    Args:
        gazetteer: the names of the world's places.
        cities: the catalogue's own cities.
        names: what else they are called.
        country_names: English names by ISO code, as the catalogue spells them.
        ties: how many pairings are recorded by city.
        remembered: how many answers are kept for when the same is typed again.
    """

    def __init__(
        self, gazetteer: Names, cities: Iterable[City], names: Iterable[CityName], country_names: Mapping[str, str],
        ties: Mapping[int, int], *, remembered: int = REMEMBERED,
    ) -> None:  # fmt: skip
        catalogue = CatalogueNames(cities, names, ties)
        shown = {**gazetteer.country_names(), **country_names}
        self._resolver = Resolver(gazetteer, catalogue, shown)
        self._completer = Completer(gazetteer, catalogue, self._resolver)
        self._countries = Countries(gazetteer, country_names)
        self._resolved = lru_cache(remembered)(self._resolver.resolve)

    def resolve(self, text: str) -> Resolution:
        """What ``text`` means, whatever it is: a match, a choice, a suggestion or nothing."""
        return self._resolved(text)

    def complete(self, prefix: str, limit: int = MOST) -> list[Candidate]:
        """At most ``limit`` cities whose name begins so, likeliest first."""
        return self._completer.complete(prefix, limit)

    def city(self, city_id: int) -> City | None:
        """The city with that id, of the catalogue or of the gazetteer."""
        return next((found.city for found in self._resolver.candidates([city_id])), None)

    def country(self, text: str) -> CountryAnswer:
        """The country called ``text``, or which may be meant."""
        return self._countries.country(text)

    def countries(self, text: str) -> list[str]:
        """The codes of the countries named in ``text``, one or more; none if one of them is not known."""
        codes = [answer.code for answer in self.country_answers(text)]
        return [code for code in codes if code] if all(codes) else []

    def country_answers(self, text: str) -> list[CountryAnswer]:
        """Like :meth:`countries`, with what may be meant by a name that is not known."""
        return self._countries.two(text)
