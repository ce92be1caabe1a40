"""The network as it was read, in arrays of numbers: a million pairings take some 60 MB."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.network.ties import Facts, Reach

CLASSES = len(Reach)


@dataclass(frozen=True, slots=True)
class Sized:
    """Some places in two orders. A population of nobody counts as not known."""

    populations: array[int]
    """Rising, of the places that have one."""
    numbers: array[int]
    """The place of each of ``populations``."""
    without: array[int]
    """The places without a population, by rising id."""
    by_id: array[int]
    """All of them by rising id."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """Places and ties have numbers: their positions here."""

    city_ids: array[int]
    countries: array[int]
    """By place, the position of its country in ``country_codes``."""
    country_codes: Sequence[str]
    populations: array[int]
    """By place; -1 if it is not known."""
    large: bytearray
    pairing_ids: array[int]
    ones: array[int]
    others: array[int]
    facts: array[int]
    """By tie, the position in ``known``."""
    known: Sequence[Facts]
    worths: Sequence[int]
    """By position in ``known``, for the day of the graph."""
    bounds: array[int]
    """Where the neighbours of place *p* by ties of class *c* begin: at ``bounds[CLASSES * p + c]``."""
    neighbours: array[int]
    by: array[int]
    """The tie to each of ``neighbours``."""
    islands: Sequence[array[int]]
    """By reach and place, the number of the island on which the place lies: no tie within the reach leads from one to another."""
    sized: Mapping[tuple[str, bool], Sized]
    """The places of each country, counties and regions apart."""


def position(sorted_ids: array[int], wanted: int) -> int | None:
    """Where ``wanted`` stands in rising ids, if it does."""
    found = bisect_left(sorted_ids, wanted)
    return found if found < len(sorted_ids) and sorted_ids[found] == wanted else None
