"""How two cities are connected: the shortest chains of ties, the best documented first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.network.graph import Graph
from bot.network.ties import WORTHS, Reach, Tie

MOST_CHAINS = 3
"""How many chains an answer shows."""

LONGEST = 24
"""Ties. No chain is looked for beyond: nobody is introduced over so many. Of 24,850 pairings that an encyclopedia lists, half of all pairs
of connected places are at most 8 ties apart, and of 300 places drawn at random none was more than 22 from any other."""

_COSTS = tuple((LONGEST + 1) ** worth for worth in range(WORTHS))
"""What a tie adds to the cost of its chain, by its worth: one tie that is documented worse outweighs any number of better ones.

So of two chains of one length that one is the better whose worst tie is better; if these are equal, the next worst decides.
"""

_WIDER = {Reach.ACTIVE: (Reach.UNKNOWN, Reach.HALTED), Reach.UNKNOWN: (Reach.HALTED,)}
_Known = tuple[int, tuple[int, ...], tuple[int, ...]]
"""The cost of a chain's beginning, the ids of its cities, the numbers of its ties."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Cities of which each has a tie with the next."""

    city_ids: tuple[int, ...]
    ties: tuple[Tie, ...]
    """One fewer than the cities."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How two cities are connected."""

    chains: tuple[Chain, ...]
    """The shortest, all of one length, the best documented first; none if none of the ties asked for connect the two."""
    reach: Reach
    """Which ties were asked for."""
    direct: Tie | None
    """The tie of the two themselves, of whatever status, the best documented if there are two: it is told first, even if suspended."""
    wider: Reach | None = None
    """The narrowest wider reach that would connect them, if the one asked for does not."""
    wider_chains: tuple[Chain, ...] = ()
    """The chains that it would give: to be told of, and shown only if asked for."""
    too_far: bool = False
    """Whether a chain was looked for up to :data:`LONGEST` ties and no further; a wider reach is not looked at then."""

    @property
    def wanted(self) -> tuple[Tie, ...]:
        """The ties of the first of the wider chains for which it is needed: those that the reach asked for does not hold."""
        return tuple(tie for chain in self.wider_chains[:1] for tie in chain.ties if tie.facts.reach > self.reach)


def connect(graph: Graph, one: int, other: int, reach: Reach = Reach.ACTIVE, most: int = MOST_CHAINS) -> Connection:
    """How the cities with the ids ``one`` and ``other`` are connected by ties within ``reach``.

    If they are not, it is looked whether ties of unknown status would connect them, then whether halted ones would. Ties that are
    only begun connect nobody, unless ``reach`` asks for them.
    """
    direct = tie_between(graph, one, other)
    chains = _shortest(graph, one, other, reach, most)
    if chains == ():
        for wider in _WIDER.get(reach, ()):
            found = _shortest(graph, one, other, wider, most)
            if found:
                return Connection((), reach, direct, wider, found)
    return Connection(chains or (), reach, direct, too_far=chains is None)


def tie_between(graph: Graph, one: int, other: int) -> Tie | None:
    """The tie of the two themselves, of whatever status; the best documented if there are two."""
    number = graph.number(one)
    if number is None or one == other:
        return None
    between = [tie for tie in graph.ties_of(number, Reach.ANY) if graph.tie(tie).other_than(one) == other]
    return graph.tie(min(between, key=graph.worth)) if between else None


def shortest(graph: Graph, one: int, other: int, reach: Reach, most: int = MOST_CHAINS) -> tuple[Chain, ...]:
    """At most ``most`` of the shortest chains, the best documented first; of equal ones that with the smaller ids of cities.

    A city has no chain to itself, and no chain has more than :data:`LONGEST` ties.
    """
    return _shortest(graph, one, other, reach, most) or ()


def _shortest(graph: Graph, one: int, other: int, reach: Reach, most: int) -> tuple[Chain, ...] | None:
    """The chains; ``None`` if the two are too far apart to say whether there is one."""
    start, goal = graph.number(one), graph.number(other)
    if start is None or goal is None or start == goal or not graph.may_connect(start, goal, reach):
        return ()
    layers = _layers(graph, start, goal, reach)
    if not layers:
        return None if layers is None else ()
    best: dict[int, list[_Known]] = {start: [(0, (one,), ())]}
    for layer in layers[1:]:
        best = _one_further(graph, best, layer, reach, most)
    return tuple(Chain(cities, tuple(graph.tie(tie) for tie in ties)) for _, cities, ties in best[goal])


def _one_further(
    graph: Graph, best: dict[int, list[_Known]], layer: set[int], reach: Reach, most: int
) -> dict[int, list[_Known]]:
    """The best beginnings that end in ``layer``, from those that end one tie before it."""
    further: dict[int, list[_Known]] = {number: [] for number in layer}
    for number, beginnings in best.items():
        for neighbour, tie in zip(graph.neighbours(number, reach), graph.ties_of(number, reach), strict=True):
            if neighbour in layer:
                cost, city = _COSTS[graph.worth(tie)], graph.city_id(neighbour)
                further[neighbour] += [(spent + cost, (*cities, city), (*ties, tie)) for spent, cities, ties in beginnings]
    return {number: sorted(found)[:most] for number, found in further.items()}


def _layers(graph: Graph, start: int, goal: int, reach: Reach) -> list[set[int]] | None:
    """The places on any shortest chain, by how many ties they are from ``start``; no layer if there is no chain.

    ``None`` if there is none of at most :data:`LONGEST` ties.

    Both ends are searched from, a whole level at a time, always on the side where fewer places wait: two small searches instead
    of a large one. The levels first meet where the way is shortest.
    """
    from_start, from_goal = [{start}], [{goal}]
    seen_from_start, seen_from_goal = {start}, {goal}
    while not (meeting := from_start[-1] & from_goal[-1]):
        if len(from_start) + len(from_goal) - 1 > LONGEST:
            return None
        near_start = len(from_start[-1]) <= len(from_goal[-1])
        levels, seen = (from_start, seen_from_start) if near_start else (from_goal, seen_from_goal)
        reached = graph.around(levels[-1], reach) - seen
        if not reached:
            return []
        levels.append(reached)
        seen |= reached
    before = list(_back(graph, meeting, from_start[:-1], reach))
    after = list(_back(graph, meeting, from_goal[:-1], reach))
    return [*reversed(before), meeting, *after]


def _back(graph: Graph, meeting: set[int], levels: Sequence[set[int]], reach: Reach) -> Iterator[set[int]]:
    """From where the two searches met back to where one began: the places of each of its levels that lie on the way."""
    layer = meeting
    for level in reversed(levels):
        layer = graph.around(layer, reach) & level
        yield layer
