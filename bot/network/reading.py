"""The network read from the store: anew, or what has changed since."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate

from bot.network.arrays import CLASSES, Arrays, Sized
from bot.network.graph import Graph
from bot.network.tally import Tally
from bot.network.ties import Facts, Reach, Ties
from bot.network.updating import updated

UPDATED_AT_MOST = 2000
"""After so many changed pairings the arrays are made anew: what differs from them costs memory and time of every answer."""


def up_to_date(known: Graph | None, store: Ties, day: dt.date) -> Graph:
    """The network as the store has it on ``day``: the one that is known, an update of it, or one read anew.

    It is read anew once a day, because what is known of a tie ages, and when much has changed. Takes seconds with a million pairings:
    to be called where nobody waits.
    """
    version = store.version
    if known is None or known.day != day:
        return read(store, day)
    if known.version == version:
        return known
    changes = store.changes_since(known.version)
    if changes is None or len(known.later.pairings) + len(changes.ties) > UPDATED_AT_MOST:
        return read(store, day)
    return updated(known, changes, version)


def read(store: Ties, day: dt.date) -> Graph:
    """The whole network, anew."""
    version = store.version
    city_ids, populations, countries, large = array("q"), array("q"), array("i"), bytearray()
    codes: dict[str, int] = {}
    for place in store.places():
        city_ids.append(place.city_id)
        populations.append(-1 if place.population is None else place.population)
        countries.append(codes.setdefault(place.country_code, len(codes)))
        large.append(place.large)
    pairing_ids, ones, others, facts = array("q"), array("i"), array("i"), array("i")
    numbers = {city_id: number for number, city_id in enumerate(city_ids)}
    known: list[Facts] = []
    position_of: dict[int, int] = {}
    for pairing_id, one, other, found in store.ties():
        # By identity, for hashing a million facts takes a second; `known` keeps each alive, so that no id comes twice.
        position = position_of.get(id(found))
        if position is None:
            position = position_of[id(found)] = len(known)
            known.append(found)
        pairing_ids.append(pairing_id)
        ones.append(numbers[one])
        others.append(numbers[other])
        facts.append(position)
    classes = [found.reach for found in known]
    bounds, neighbours, by = _adjacent(len(city_ids), ones, others, facts, [int(reach) for reach in classes])
    arrays = Arrays(
        city_ids, countries, list(codes), populations, large, pairing_ids, ones, others, facts, known,
        [found.worth(day) for found in known], bounds, neighbours, by,
        [_islands(len(city_ids), bounds, neighbours, reach) for reach in Reach], _sized(populations, countries, large, list(codes)),
    )  # fmt: skip
    of_ties = ((countries[one], countries[other]) for one, other in zip(ones, others, strict=True))
    tally = Tally.of(facts, known, of_ties, list(codes))
    return Graph(day, version, tally, arrays)


def _islands(places: int, bounds: array[int], neighbours: array[int], reach: Reach) -> array[int]:
    """By place, the smallest number of those that it is connected with."""
    found = array("i", [-1]) * places
    for first in range(places):
        if found[first] < 0:
            found[first] = first
            waiting = [first]
            for place in waiting:
                begin = CLASSES * place
                for neighbour in neighbours[bounds[begin] : bounds[begin + reach + 1]]:
                    if found[neighbour] < 0:
                        found[neighbour] = first
                        waiting.append(neighbour)
    return found


def _sized(
    populations: array[int], countries: array[int], large: bytearray, codes: Sequence[str]
) -> dict[tuple[str, bool], Sized]:
    """The places of each country by population, counties and regions apart. Numbers rise with ids."""
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for number, (population, country, is_large) in enumerate(zip(populations, countries, large, strict=True)):
        found[country, is_large].append((population, number))
    made = {}
    for (country, is_large), places in found.items():
        by_size = sorted(place for place in places if place[0] > 0)
        made[codes[country], bool(is_large)] = Sized(
            array("q", [population for population, _ in by_size]),
            array("i", [number for _, number in by_size]),
            array("i", [number for population, number in places if population <= 0]),
            array("i", [number for _, number in places]),
        )
    return made


def _adjacent(
    places: int, ones: array[int], others: array[int], facts: array[int], classes: Sequence[int]
) -> tuple[array[int], array[int], array[int]]:
    """The neighbours of each place by class, and the tie to each: a counting sort."""
    counts = [0] * (CLASSES * places + 1)
    for one, other, found in zip(ones, others, facts, strict=True):
        counts[CLASSES * one + classes[found] + 1] += 1
        counts[CLASSES * other + classes[found] + 1] += 1
    next_free = list(accumulate(counts))
    bounds = array("i", next_free)
    neighbours, by = array("i", bytes(8 * len(ones))), array("i", bytes(8 * len(ones)))
    for tie, (one, other, found) in enumerate(zip(ones, others, facts, strict=True)):
        at = next_free[CLASSES * one + classes[found]]
        next_free[CLASSES * one + classes[found]] = at + 1
        neighbours[at], by[at] = other, tie
        at = next_free[CLASSES * other + classes[found]]
        next_free[CLASSES * other + classes[found]] = at + 1
        neighbours[at], by[at] = one, tie
    return bounds, neighbours, by
