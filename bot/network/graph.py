"""The network in memory: who has a tie with whom, in arrays of numbers, so that a million pairings take some 60 MB.

Why no library: over a million random pairings, a search from both ends, level by level, took under a millisecond in plain arrays. Of those
tried, rustworkx (Apache 2.0), scipy (BSD) and igraph (GPL) go through the whole network from one end for all shortest chains: 400, 14
(the search alone) and 130 ms. networkx (BSD) finds any one chain as fast, all of them in 2.5 s, and takes many times the memory.
``python -m benchmarks network`` asks networkx, where it is installed, the same questions again.

A :class:`Graph` never changes. An update (:mod:`bot.network.updating`) makes a new one that shares the arrays and names only what
differs, so it is made in a thread while the one before answers.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.network.arrays import CLASSES, Arrays, Sized, position
from bot.network.tally import Tally
from bot.network.ties import Place, Reach, Tie


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A changed place's neighbours, those of the narrowest reach first; ``ends`` tells where each reach ends."""

    numbers: Sequence[int]
    ties: Sequence[int]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Later:
    """What differs from the arrays. Numbers of new places and ties follow on theirs."""

    places: Sequence[Place] = ()
    numbers: Mapping[int, int] = field(default_factory=dict)
    """Of the new places, by id."""
    changed_places: Mapping[int, Place] = field(default_factory=dict)
    ties: Sequence[Tie] = ()
    """Those that are new, or were told anew."""
    pairings: Mapping[int, int | None] = field(default_factory=dict)
    """By pairing, the number of the tie that took its place; ``None`` if it is gone."""
    neighbours: Mapping[int, Neighbours] = field(default_factory=dict)
    """Of the places that had or have one of the changed ties."""


@dataclass(frozen=True, slots=True)
class Graph:
    """All ties of the catalogue as they stand on ``day``, when the store was at ``version``."""

    day: dt.date
    version: Hashable
    tally: Tally
    arrays: Arrays
    later: Later = Later()

    def __len__(self) -> int:
        """How many places it has."""
        return len(self.arrays.city_ids) + len(self.later.places)

    def number(self, city_id: int) -> int | None:
        """The number of a place, by which it is asked for here; ``None`` if the catalogue does not have it."""
        found = position(self.arrays.city_ids, city_id)
        return self.later.numbers.get(city_id) if found is None else found

    def city_id(self, number: int) -> int:
        arrays = self.arrays
        return (
            arrays.city_ids[number] if number < len(arrays.city_ids) else self.later.places[number - len(arrays.city_ids)].city_id
        )

    def place(self, number: int) -> Place:
        """The place of that number."""
        changed = self.later.changed_places.get(number)
        if changed is not None:
            return changed
        arrays = self.arrays
        if number >= len(arrays.city_ids):
            return self.later.places[number - len(arrays.city_ids)]
        population = arrays.populations[number]
        return Place(
            arrays.city_ids[number], arrays.country_codes[arrays.countries[number]],
            None if population < 0 else population, bool(arrays.large[number]),
        )  # fmt: skip

    def later_places(self) -> set[int]:
        """The numbers of the places that are new or were changed since the arrays were made: :meth:`sized` has them as they were."""
        return {*self.later.changed_places, *range(len(self.arrays.city_ids), len(self))}

    def sized(self) -> Mapping[tuple[str, bool], Sized]:
        """The places by country and by whether they are large, as they were when the arrays were made."""
        return self.arrays.sized

    def neighbours(self, number: int, reach: Reach) -> Sequence[int]:
        """The numbers of the places with which a place has a tie within ``reach``."""
        patched = self.later.neighbours.get(number)
        if patched is not None:
            return patched.numbers[: patched.ends[reach]]
        arrays = self.arrays
        if number >= len(arrays.city_ids):
            return ()
        first = CLASSES * number
        return arrays.neighbours[arrays.bounds[first] : arrays.bounds[first + reach + 1]]

    def around(self, numbers: Iterable[int], reach: Reach) -> set[int]:
        """The neighbours of all these places: what a search does most, so without a call for each."""
        bounds, neighbours, later = self.arrays.bounds, self.arrays.neighbours, self.later.neighbours
        known, end = len(self.arrays.city_ids), reach + 1
        found: set[int] = set()
        for number in numbers:
            if number in later or number >= known:
                found.update(self.neighbours(number, reach))
            else:
                first = CLASSES * number
                found.update(neighbours[bounds[first] : bounds[first + end]])
        return found

    def ties_of(self, number: int, reach: Reach) -> Sequence[int]:
        """The numbers of the ties to its :meth:`neighbours`, in the same order."""
        patched = self.later.neighbours.get(number)
        if patched is not None:
            return patched.ties[: patched.ends[reach]]
        arrays = self.arrays
        if number >= len(arrays.city_ids):
            return ()
        first = CLASSES * number
        return arrays.by[arrays.bounds[first] : arrays.bounds[first + reach + 1]]

    def tie(self, number: int) -> Tie:
        """The tie of that number."""
        arrays = self.arrays
        if number >= len(arrays.pairing_ids):
            return self.later.ties[number - len(arrays.pairing_ids)]
        one, other = arrays.city_ids[arrays.ones[number]], arrays.city_ids[arrays.others[number]]
        return Tie(arrays.pairing_ids[number], one, other, arrays.known[arrays.facts[number]])

    def worth(self, tie: int) -> int:
        """How well the tie of that number is documented: see :meth:`~bot.network.ties.Facts.worth`."""
        arrays = self.arrays
        if tie >= len(arrays.pairing_ids):
            return self.later.ties[tie - len(arrays.pairing_ids)].facts.worth(self.day)
        return arrays.worths[arrays.facts[tie]]

    def pairing(self, pairing_id: int) -> Tie | None:
        """The tie that is that pairing."""
        if pairing_id in self.later.pairings:
            changed = self.later.pairings[pairing_id]
            return None if changed is None else self.tie(changed)
        found = position(self.arrays.pairing_ids, pairing_id)
        return None if found is None else self.tie(found)

    def may_connect(self, one: int, other: int, reach: Reach) -> bool:
        """Whether there may be a chain between two places, by their numbers. If not there is none, and no need to search all ties for it.

        What has gone since the arrays were made is not looked at, so there may be none even so.
        """
        start, goal = self._island(one, reach), self._island(other, reach)
        if start == goal or not self.later.ties:
            return start == goal
        joined: dict[int, set[int]] = defaultdict(set)
        for tie in self.later.ties:
            if tie.facts.reach <= reach:
                ends = [self._island(number, reach) for end in (tie.one, tie.other) if (number := self.number(end)) is not None]
                joined[ends[0]].add(ends[-1])
                joined[ends[-1]].add(ends[0])
        reached, waiting = {start}, [start]
        for island in waiting:
            waiting.extend(joined[island] - reached)
            reached |= joined[island]
        return goal in reached

    def _island(self, number: int, reach: Reach) -> int:
        """Places that came later are islands of their own."""
        return self.arrays.islands[reach][number] if number < len(self.arrays.city_ids) else number

    def country_of(self, city_id: int) -> str:
        """The code of the country of a place that the network has."""
        number = self.number(city_id)
        return "" if number is None else self.place(number).country_code
