"""The partners that two cities share."""

from __future__ import annotations

from dataclasses import dataclass

from bot.network.graph import Graph
from bot.network.ties import Reach, Tie


@dataclass(frozen=True, slots=True)
class CommonPartner:
    """A city with which both have a tie."""

    city_id: int
    tie_of_one: Tie
    tie_of_other: Tie


def common(graph: Graph, one: int, other: int, reach: Reach = Reach.ACTIVE) -> list[CommonPartner]:
    """The cities with which both have a tie within ``reach``, those first whose two ties are best documented."""
    of_one, of_other = _ties_by_partner(graph, one, reach), _ties_by_partner(graph, other, reach)
    found = []
    for partner in of_one.keys() & of_other.keys():
        pair = of_one[partner], of_other[partner]
        worths = sorted((graph.worth(tie) for tie in pair), reverse=True)
        shared = CommonPartner(graph.city_id(partner), graph.tie(pair[0]), graph.tie(pair[1]))
        found.append((worths, shared.city_id, shared))
    return [shared for *_, shared in sorted(found, key=lambda each: each[:2])]


def _ties_by_partner(graph: Graph, city_id: int, reach: Reach) -> dict[int, int]:
    """The best documented tie to each neighbour, by its number: a server's own may stand beside the shared one."""
    number = graph.number(city_id)
    if number is None:
        return {}
    best: dict[int, int] = {}
    for neighbour, tie in zip(graph.neighbours(number, reach), graph.ties_of(number, reach), strict=True):
        if neighbour not in best or graph.worth(tie) < graph.worth(best[neighbour]):
            best[neighbour] = tie
    return best
