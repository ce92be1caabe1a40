"""Which city of the catalogue or of the gazetteer an item of Wikidata is; an item that is none of them is left out, not invented.

The country is the one that the catalogue and the gazetteer give, so that Crimea is Ukraine whatever Wikidata's editors say
(UN General Assembly resolution 68/262, https://docs.un.org/en/A/RES/68/262).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from bot.catalogue.wikidata.statements import Item, Place
from bot.domain.places import City, CityName, distance_km
from bot.search.keys import keys_of
from bot.search.names import NameHit

NEAR_KM = 15
"""A city of the same name in the same country is the same one within so many kilometres: two sources may each mean another
quarter of a large city, and two places of one name are seldom so close."""

FAR_KM = 250
"""A GeoNames id that leads farther away than this from the item's own coordinates is a slip. Regions are large."""

AT_ONCE = 500
"""Places that are looked up with one query."""

_HELD = {"RU": "UA"}
"""Where editors may write the first, the second is meant if the place of that name lies there."""


class World(Protocol):
    """The places of the world: :class:`bot.store.gazetteer.Gazetteer`."""

    def places(self, city_ids: Iterable[int]) -> dict[int, City]:
        """The places with these ids; one that is not known is left out."""

    def with_key(self, key: str) -> Iterable[NameHit]:
        """Every place that has the name ``key``."""


@dataclass(frozen=True, slots=True)
class NotFound:
    """An item that is no city here, and why."""

    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of every item."""

    cities: dict[Item, City]
    not_found: list[NotFound]


def match(
    places: Mapping[Item, Place], cities: Iterable[City], names: Iterable[CityName], world: World, countries: Container[str]
) -> Matched:
    """Find every place: by its GeoNames id in the catalogue, then in the gazetteer, else by name, country and distance.

    Args:
        places: what to find.
        cities: those of the catalogue.
        names: their other names.
        world: the gazetteer.
        countries: the codes of the countries that the catalogue knows; places of others cannot be added to it.
    """
    catalogue = _Catalogue(cities, names)
    listed = _in_world(places.values(), world)
    found: dict[Item, City] = {}
    not_found: list[NotFound] = []
    for item, place in places.items():
        # Of several ids the smallest, so that every run finds the same.
        ids = sorted(place.geonames)
        known = [catalogue.by_geonames[each] for each in ids if each in catalogue.by_geonames] or [
            listed[each] for each in ids if each in listed
        ]
        at_hand = next((city for city in known if not _far(place, city) and city.country_code in countries), None)
        if at_hand is not None:
            found[item] = at_hand
            continue
        near = [city for city in _near(place, catalogue, world) if city.country_code in countries]
        if len(near) == 1:
            found[item] = near[0]
        else:
            not_found.append(NotFound(place, _why(place, near)))
    return Matched(found, not_found)


class _Catalogue:
    """The catalogue's cities by their GeoNames id and by every name."""

    def __init__(self, cities: Iterable[City], names: Iterable[CityName]) -> None:
        by_id = {city.city_id: city for city in cities}
        self.by_geonames = {city.geonames_id: city for city in by_id.values() if city.geonames_id is not None}
        self.by_key: dict[str, set[int]] = defaultdict(set)
        self.by_id = by_id
        for city in by_id.values():
            self._add(city.name, city.city_id)
        for name in names:
            self._add(name.name, name.city_id)

    def _add(self, name: str, city_id: int) -> None:
        for key in keys_of(name):
            self.by_key[key].add(city_id)


def _in_world(places: Iterable[Place], world: World) -> dict[int, City]:
    ids = iter(sorted({each for place in places for each in place.geonames}))
    found: dict[int, City] = {}
    while some := list(islice(ids, AT_ONCE)):
        found |= world.places(some)
    return found


def _near(place: Place, catalogue: _Catalogue, world: World) -> list[City]:
    """The cities of that name, in that country, close by, of the catalogue and of the gazetteer.

    Both are looked in always: what a run adds to the catalogue must not make the next run find more.
    """
    if not place.label or not place.coordinates or not place.countries:
        return []
    keys = keys_of(place.label)
    hits = {hit.city_id for key in keys for hit in world.with_key(key) if hit.country_code in _countries(place)}
    known = {each for key in keys for each in catalogue.by_key.get(key, ())}
    cities = world.places(hits) | {each: catalogue.by_id[each] for each in known | hits if each in catalogue.by_id}
    return [city for _, city in sorted(cities.items()) if _same(place, city)]


def _same(place: Place, city: City) -> bool:
    return city.country_code in _countries(place) and any(km <= NEAR_KM for km in _distances(place, city))


def _far(place: Place, city: City) -> bool:
    distances = list(_distances(place, city))
    return bool(distances) and min(distances) > FAR_KM


def _distances(place: Place, city: City) -> Iterator[int]:
    """From each of the place's coordinates to the city, if its own are known."""
    for north, east in sorted(place.coordinates):
        spot = City(city_id=1, name="a spot", country_code="ZZ", latitude=north, longitude=east)
        if (km := distance_km(city, spot)) is not None:
            yield km


def _countries(place: Place) -> set[str]:
    return place.countries | {_HELD[code] for code in place.countries if code in _HELD}


def _why(place: Place, near: list[City]) -> str:
    if len(near) > 1:
        return f"{len(near)} places of that name lie within {NEAR_KM} km"
    if place.geonames:
        return "its GeoNames id is not known here or leads elsewhere, and so is no place of its name near there"
    if not place.label or not place.coordinates or not place.countries:
        return "it has no GeoNames id, and its name, coordinates or country are missing"
    return "it has no GeoNames id, and no place of its name near there is known"
