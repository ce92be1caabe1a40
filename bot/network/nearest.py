"""Which places near one already have a tie with another city, or do something for it: neighbours to ask."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.initiatives import Purpose
from bot.domain.places import City, distance_km
from bot.domain.records import RecordedInitiative, RecordedPairing
from bot.domain.standing import Standing
from bot.network.ties import REACH_OF, Reach

MOST_PLACES = 10
"""How many an answer shows."""


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
        """The listed domains of the organisations behind its initiatives, each once."""
        domains = (done.organisation.domain for done in self.initiatives if done.organisation is not None)
        return tuple(dict.fromkeys(domain for domain in domains if domain))

    @property
    def is_halted(self) -> bool:
        """Whether all that joins it to the city is a tie that is suspended, dormant or ended."""
        return not self.initiatives and self.standing is not None and REACH_OF[self.standing.status] is Reach.HALTED


@dataclass(frozen=True, slots=True)
class Nearest:
    """The answer, the nearest first."""

    places: tuple[NearPlace, ...]
    halted: tuple[NearPlace, ...]
    """Those whose only tie is suspended, dormant or ended: told apart, for they are no help to a newcomer."""
    more: int
    """How many there are of both beyond those shown."""


def nearest(
    near: City,
    to: City,
    pairings: Iterable[RecordedPairing],
    initiatives: Iterable[RecordedInitiative],
    today: dt.date,
    *,
    military: bool = False,
    most: int = MOST_PLACES,
) -> Nearest:
    """The places with a tie with ``to`` or an initiative for it, by their distance from ``near``, which is not among them.

    Args:
        pairings: those of ``to``.
        initiatives: those for ``to``.
        military: whether initiatives with a military purpose are wanted.
    """
    ties = {pairing.other_than(to.city_id).city_id: pairing for pairing in pairings}
    cities = {city_id: pairing.other_than(to.city_id) for city_id, pairing in ties.items()}
    done: dict[int, list[RecordedInitiative]] = defaultdict(list)
    for initiative in initiatives:
        organiser = initiative.organiser_city
        if organiser is not None and (military or initiative.initiative.purpose is not Purpose.MILITARY):
            cities[organiser.city_id] = organiser
            done[organiser.city_id].append(initiative)
    found = []
    for city_id, city in cities.items():
        if city_id not in (near.city_id, to.city_id):
            tie = ties.get(city_id)
            standing = tie.standing(today) if tie else None
            found.append(NearPlace(city, distance_km(near, city), tie, standing, tuple(done[city_id])))
    found.sort(key=_by_distance)
    places = [place for place in found if not place.is_halted]
    halted = [place for place in found if place.is_halted]
    more = max(0, len(places) - most) + max(0, len(halted) - most)
    return Nearest(tuple(places[:most]), tuple(halted[:most]), more)


def _by_distance(place: NearPlace) -> tuple[bool, int, str, int]:
    """The nearest first; those of which no distance is known last, by name."""
    return place.distance_km is None, place.distance_km or 0, place.city.name, place.city.city_id
