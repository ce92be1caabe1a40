"""Whom a city could ask: candidates with which it has no tie, ranked by what speaks for each (:mod:`bot.network.weights`)."""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from bot.domain.records import Held
from bot.network import weights
from bot.network.arrays import Sized
from bot.network.graph import Graph
from bot.network.ties import Place, Reach

MOST_CANDIDATES = 10
"""How many an answer shows."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What the store knows of places in need."""

    asks: Mapping[int, int] = field(default_factory=dict)
    """By city, how many initiatives for it are open today, civilian, and ask for something."""
    hostilities: Mapping[int, Held] = field(default_factory=dict)
    """By city, the newest word on the place, where that is of hostilities or that there may be."""
    occupied: Collection[int] = frozenset()
    """Places held by the occupier: they are no candidates, for no free council is there to be asked."""


@dataclass(frozen=True, slots=True)
class SimilarSize:
    """Both have about as many people."""

    points: float
    population: int
    own_population: int


@dataclass(frozen=True, slots=True)
class SharedPartners:
    """Both have an active tie with these cities."""

    points: float
    city_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CountryInterest:
    """The two countries have so many active ties already."""

    points: float
    country_code: str
    own_country_code: str
    ties: int


@dataclass(frozen=True, slots=True)
class Need:
    """Help is asked for, or hostilities are recorded."""

    points: float
    asks: int
    hostilities: Held | None
    """What is recorded of them, as of when and by whom."""


Reason = SimilarSize | SharedPartners | CountryInterest | Need


@dataclass(frozen=True, slots=True)
class Candidate:
    """A city that could be asked, with all that speaks for it, the weightiest first."""

    city_id: int
    country_code: str
    reasons: tuple[Reason, ...]
    hostilities: Held | None = None
    """What is recorded of hostilities there, whether it gives points or not."""

    @property
    def points(self) -> float:
        return sum(reason.points for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Match:
    """The answer. None recorded is not none: :data:`bot.network.reasons.CAVEAT` belongs to every one."""

    candidates: tuple[Candidate, ...]
    left_out: int
    """How many places of the countries asked for were left out because they already have a tie, of whatever status."""


def match(graph: Graph, asking: Place, needs: Needs, countries: Collection[str] = (), most: int = MOST_CANDIDATES) -> Match:
    """The candidates for a place, the best first; of equal ones that of the nearer size, then that with the smaller id.

    A candidate is in another country, of the same sort (cities, towns and districts; or counties and regions), not occupied, and has no
    recorded tie with the place: one that was suspended or ended is to be resumed, which is another question.

    Args:
        asking: the place; the network need not know it.
        countries: codes of the countries to look in, from ``for:``; then need counts too. None: everywhere, and it does not.
    """
    question = _Question(graph, asking, needs, frozenset(countries))
    found = (question.candidate(number) for number in question.numbers(most))
    best = heapq.nsmallest(most, (each for each in found if each is not None))
    return Match(tuple(question.explained(number) for *_, number in best), len(question.tied_in_countries()))


class _Question:
    """One question, with what of the network bears on it."""

    def __init__(self, graph: Graph, asking: Place, needs: Needs, countries: frozenset[str]) -> None:
        self.graph, self.asking, self.needs, self.countries = graph, asking, needs, countries
        own = graph.number(asking.city_id)
        self.tied = frozenset() if own is None else frozenset(graph.neighbours(own, Reach.ANY))
        self.shared: dict[int, list[int]] = defaultdict(list)
        # As sets, for a server's own tie may stand beside the shared one of the same two.
        for partner in frozenset() if own is None else frozenset(graph.neighbours(own, Reach.ACTIVE)):
            for number in frozenset(graph.neighbours(partner, Reach.ACTIVE)):
                self.shared[number].append(partner)
        self._later = graph.later_places()
        self._interest: dict[str, float] = {}

    def tied_in_countries(self) -> list[int]:
        """The places with a tie that lie where candidates are looked for."""
        return [number for number in self.tied if not self.countries or self.graph.place(number).country_code in self.countries]

    def numbers(self, most: int) -> set[int]:
        """The places among which the best are: all with a reason of their own, and in each country those of the nearest size.

        Size and country are all that tells the others of one country apart, so no other place can be among the first ``most``.
        """
        found = {*self.shared, *self._later}
        if self.countries:
            named = (self.graph.number(city_id) for city_id in {*self.needs.asks, *self.needs.hostilities})
            found.update(number for number in named if number is not None)
        for (country, large), places in self.graph.sized().items():
            if large == self.asking.large and self._is_wanted(country):
                found.update(self._nearest_in_size(places, most))
        return found

    def _nearest_in_size(self, places: Sized, most: int) -> list[int]:
        """The first ``most`` that may be candidates, with all that are as near as the last of them.

        Those of which nothing is known come by id, which is also what decides between equals.
        """
        taken: list[int] = []
        last = 0.0
        for apart, number in _by_nearness(places, self.asking.population):
            if len(taken) >= most and (apart > last or math.isinf(apart)):
                break
            if number not in self._later and self._may_be_asked(number):
                taken.append(number)
                last = apart
        return taken

    def _may_be_asked(self, number: int) -> bool:
        return number not in self.tied and self.graph.city_id(number) not in self.needs.occupied

    def _is_wanted(self, country: str) -> bool:
        return country != self.asking.country_code and (not self.countries or country in self.countries)

    def candidate(self, number: int) -> tuple[float, float, int, int] | None:
        """What ranks the place (smallest first) and its number; ``None`` if it is no candidate."""
        place = self.graph.place(number)
        if place.large != self.asking.large or place.city_id == self.asking.city_id:
            return None
        if not self._is_wanted(place.country_code) or not self._may_be_asked(number):
            return None
        points = (
            weights.size(self.asking.population, place.population)
            + weights.shared(len(self.shared.get(number, ())))
            + self._interest_in(place.country_code)
            + self._need_of(place.city_id)
        )
        # Sums of fractions differ in their last digit by the order of their parts.
        return -round(points, 6), weights.orders_apart(self.asking.population, place.population), place.city_id, number

    def _interest_in(self, country: str) -> float:
        if country not in self._interest:
            self._interest[country] = weights.interest(self.graph.tally.active_of(self.asking.country_code, country))
        return self._interest[country]

    def _need_of(self, city_id: int) -> float:
        if not self.countries:
            return 0.0
        return weights.need(self.needs.asks.get(city_id, 0), hostilities=city_id in self.needs.hostilities)

    def explained(self, number: int) -> Candidate:
        """The candidate with every reason that gives points."""
        place, own = self.graph.place(number), self.asking
        partners = self.shared.get(number, [])
        hostilities = self.needs.hostilities.get(place.city_id)
        reasons: list[Reason] = [
            SharedPartners(weights.shared(len(partners)), tuple(sorted(self.graph.city_id(partner) for partner in partners))),
            CountryInterest(
                self._interest_in(place.country_code), place.country_code, own.country_code,
                self.graph.tally.active_of(own.country_code, place.country_code),
            ),
            Need(self._need_of(place.city_id), self.needs.asks.get(place.city_id, 0), hostilities),
        ]  # fmt: skip
        if place.population is not None and own.population is not None:
            reasons.append(SimilarSize(weights.size(own.population, place.population), place.population, own.population))
        telling = sorted((reason for reason in reasons if reason.points), key=lambda reason: -reason.points)
        return Candidate(place.city_id, place.country_code, tuple(telling), hostilities)


def _by_nearness(places: Sized, population: int | None) -> Iterator[tuple[float, int]]:
    """The places of a country from the nearest size outwards, with how far apart they are; then those of unknown size by id."""
    if not population:
        yield from ((math.inf, number) for number in places.by_id)
        return
    above = bisect_left(places.populations, population)
    larger = _apart(places, population, range(above, len(places.numbers)))
    smaller = _apart(places, population, range(above - 1, -1, -1))
    yield from heapq.merge(larger, smaller)
    yield from ((math.inf, number) for number in places.without)


def _apart(places: Sized, population: int, positions: range) -> Iterator[tuple[float, int]]:
    for position in positions:
        yield weights.orders_apart(population, places.populations[position]), places.numbers[position]
