"""Which places near one already have a tie with another city, or do something for it: neighbours to ask."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain.initiatives import Purpose, Verification
from bot.domain.places import City, distance_km
from bot.domain.records import RecordedInitiative, RecordedPairing
from bot.domain.standing import Standing
from bot.network.ties import REACH_OF, Reach

NO_HOMES: Mapping[int, City] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A place with a tie with the city, an initiative for it, or both."""

    city: City
    distance_km: int | None
    """From the place that asks; ``None`` if the coordinates of one are not known."""
    pairing: RecordedPairing | None
    standing: Standing | None
    """How that pairing stands."""
    initiatives: tuple[RecordedInitiative, ...]

    @property
    def contacts(self) -> tuple[str, ...]:
        """The listed domains of the organisations behind its initiatives, each once; none to which a link was withdrawn."""
        withdrawn = {_domain(done) for done in self.initiatives if done.initiative.verification is Verification.WITHDRAWN}
        domains = dict.fromkeys(_domain(done) for done in self.initiatives)
        return tuple(domain for domain in domains if domain and domain not in withdrawn)

    @property
    def is_halted(self) -> bool:
        """Whether all that joins it to the city is a tie that is suspended, dormant or ended."""
        return not self.initiatives and self.is_tie_halted

    @property
    def is_tie_halted(self) -> bool:
        """Whether its tie is suspended, dormant or ended."""
        return self.standing is not None and REACH_OF[self.standing.status] is Reach.HALTED


@dataclass(frozen=True, slots=True)
class Nearest:
    """The answer, the nearest first."""

    places: tuple[NearPlace, ...]
    halted: tuple[NearPlace, ...]
    """Those whose only tie is suspended, dormant or ended: told apart, for they are no help to a newcomer."""
    own: NearPlace | None = None
    """What the place that asks has with the city itself."""
    military: int = 0
    """How many initiatives with a military purpose were left out."""
    placeless: int = 0
    """How many initiatives were left out because no place of their organiser is known."""


def nearest(
    near: City,
    to: City,
    pairings: Iterable[RecordedPairing],
    initiatives: Iterable[RecordedInitiative],
    today: dt.date,
    *,
    homes: Mapping[int, City] = NO_HOMES,
) -> Nearest:
    """The places with a tie with ``to`` or an initiative for it, by their distance from ``near``, which is told apart.

    Args:
        pairings: those of ``to``.
        initiatives: those for ``to``. Those with a military purpose are counted, not named.
        homes: the home cities of organisations, by the id of the city: an organiser of which no city is named is at home there.
    """
    ties = {pairing.other_than(to.city_id).city_id: pairing for pairing in pairings}
    cities = {city_id: pairing.other_than(to.city_id) for city_id, pairing in ties.items()}
    done: dict[int, list[RecordedInitiative]] = defaultdict(list)
    military = placeless = 0
    for initiative in initiatives:
        at = _organiser_city(initiative, homes)
        if initiative.initiative.purpose is Purpose.MILITARY:
            military += 1
        elif at is None:
            placeless += 1
        else:
            cities[at.city_id] = at
            done[at.city_id].append(initiative)
    found = []
    for city_id, city in cities.items():
        if city_id != to.city_id:
            tie = ties.get(city_id)
            standing = tie.standing(today) if tie else None
            found.append(NearPlace(city, distance_km(near, city), tie, standing, tuple(done[city_id])))
    others = sorted((place for place in found if place.city.city_id != near.city_id), key=_by_distance)
    return Nearest(
        places=tuple(place for place in others if not place.is_halted),
        halted=tuple(place for place in others if place.is_halted),
        own=next((place for place in found if place.city.city_id == near.city_id), None),
        military=military,
        placeless=placeless,
    )


def _organiser_city(recorded: RecordedInitiative, homes: Mapping[int, City]) -> City | None:
    if recorded.organiser_city is not None or recorded.organisation is None:
        return recorded.organiser_city
    return homes.get(recorded.organisation.home_city_id or 0)


def _domain(recorded: RecordedInitiative) -> str:
    return recorded.organisation.domain if recorded.organisation is not None else ""


def _by_distance(place: NearPlace) -> tuple[bool, int, str, int]:
    """The nearest first; those of which no distance is known last, by name."""
    return place.distance_km is None, place.distance_km or 0, place.city.name, place.city.city_id
