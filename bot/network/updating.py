"""The network after some changes: a new one that shares the arrays of the one before."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace

from bot.network.graph import Graph, Neighbours
from bot.network.ties import Changes, Place, Reach, Tie


def updated(graph: Graph, changes: Changes, version: Hashable) -> Graph:
    """The network after ``changes``; also a server's own view, with its own ties as the changes."""
    return _with_ties(_with_places(graph, changes.places, version), changes.ties)


def _with_places(graph: Graph, places: Iterable[Place], version: Hashable) -> Graph:
    later, numbers, changed = list(graph.later.places), dict(graph.later.numbers), dict(graph.later.changed_places)
    for place in places:
        known = graph.number(place.city_id)
        if known is None:
            numbers[place.city_id] = len(graph.arrays.city_ids) + len(later)
            later.append(place)
        else:
            changed[known] = place
    made = replace(graph, version=version, later=replace(graph.later, places=later, numbers=numbers, changed_places=changed))
    # A place may be in another country now, and its ties with it.
    ties = {tie.pairing_id: tie for place in places for tie in _ties_of(graph, place.city_id)}.values()
    tally = graph.tally.with_ties(ties, (), graph.country_of).with_ties((), ties, made.country_of) if ties else graph.tally
    return replace(made, tally=tally)


def _with_ties(graph: Graph, ties: Mapping[int, Tie | None]) -> Graph:
    if not ties:
        return graph
    gone = [tie for pairing_id in ties if (tie := graph.pairing(pairing_id)) is not None]
    come = [tie for tie in ties.values() if tie is not None]
    first = len(graph.arrays.pairing_ids) + len(graph.later.ties)
    numbers = {tie.pairing_id: number for number, tie in enumerate(come, first)}
    made = replace(
        graph,
        tally=graph.tally.with_ties(gone, come, graph.country_of),
        later=replace(
            graph.later,
            ties=[*graph.later.ties, *come],
            pairings={**graph.later.pairings, **{pairing_id: numbers.get(pairing_id) for pairing_id in ties}},
        ),
    )
    neighbours = dict(graph.later.neighbours)
    for city_id in {end for tie in (*gone, *come) for end in (tie.one, tie.other)}:
        kept = [tie for tie in _numbers_of(graph, city_id) if graph.tie(tie).pairing_id not in ties]
        new = [numbers[tie.pairing_id] for tie in come if city_id in (tie.one, tie.other)]
        neighbours[_number(made, city_id)] = _neighbours(made, city_id, [*kept, *new])
    return replace(made, later=replace(made.later, neighbours=neighbours))


def _neighbours(graph: Graph, city_id: int, ties: Iterable[int]) -> Neighbours:
    """The neighbours of a place that has these ties, by their numbers."""
    in_order = sorted(ties, key=lambda tie: graph.tie(tie).facts.reach)
    reaches = [graph.tie(tie).facts.reach for tie in in_order]
    return Neighbours(
        [_number(graph, graph.tie(tie).other_than(city_id)) for tie in in_order],
        in_order,
        tuple(sum(found <= reach for found in reaches) for reach in Reach),
    )


def _ties_of(graph: Graph, city_id: int) -> list[Tie]:
    return [graph.tie(tie) for tie in _numbers_of(graph, city_id)]


def _numbers_of(graph: Graph, city_id: int) -> list[int]:
    number = graph.number(city_id)
    return [] if number is None else [*graph.ties_of(number, Reach.ANY)]


def _number(graph: Graph, city_id: int) -> int:
    number = graph.number(city_id)
    if number is None:
        raise LookupError(f"a tie names city {city_id}, of which the network was not told")
    return number
