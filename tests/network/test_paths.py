"""How two cities are connected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pairings import Status
from bot.network.paths import LONGEST, connect, shortest
from bot.network.ties import Changes, Reach, Tie
from bot.network.updating import updated
from tests.network.networks import TODAY, TiesInMemory, facts, network, stores, tie


def test_two_cities_with_a_tie_are_connected_by_it() -> None:
    found = connect(network(tie(1, 2), tie(1, 3), tie(2, 3)), 1, 2)

    assert [chain.city_ids for chain in found.chains] == [(1, 2)]
    assert found.chains[0].ties == (tie(1, 2),)


def test_each_tie_of_a_chain_says_what_it_is() -> None:
    friendship = tie(1, 2, facts(kind="friendship", as_of="2019"))
    (chain,) = connect(network(friendship, tie(2, 3)), 3, 1).chains

    assert chain.city_ids == (3, 2, 1)
    assert [(each.facts.kind, each.facts.status, each.facts.as_of) for each in chain.ties] == [
        ("sister_city", "active", "2025"),
        ("friendship", "active", "2019"),
    ]


def test_the_chain_whose_worst_tie_is_best_documented_comes_first() -> None:
    signed_text, directory, press = facts(grade="A"), facts(grade="C"), facts(grade="D")
    mixed = (tie(1, 2, signed_text), tie(2, 9, press))
    even = (tie(1, 3, directory), tie(3, 9, directory))

    found = connect(network(*mixed, *even), 1, 9)

    assert [chain.city_ids for chain in found.chains] == [(1, 3, 9), (1, 2, 9)]


def test_of_equal_sources_the_newer_comes_first() -> None:
    old, new = facts(as_of="2003"), facts(as_of="2025")

    found = connect(network(tie(1, 2, old), tie(2, 9, old), tie(1, 3, new), tie(3, 9, new)), 1, 9)

    assert [chain.city_ids for chain in found.chains] == [(1, 3, 9), (1, 2, 9)]


def test_no_more_than_three_chains_are_told_and_no_longer_ones() -> None:
    through_each = [each for middle in (2, 3, 4, 5) for each in (tie(1, middle), tie(middle, 9))]
    longer = [tie(1, 6), tie(6, 7), tie(7, 9)]

    found = connect(network(*through_each, *longer), 1, 9)

    assert [chain.city_ids for chain in found.chains] == [(1, 2, 9), (1, 3, 9), (1, 4, 9)]


@pytest.mark.parametrize("status", ["suspended", "dormant", "ended"])
def test_a_halted_tie_connects_nobody_unless_asked_for(status: str) -> None:
    halted = tie(1, 2, facts(status))
    graph = network(halted, tie(2, 3))

    found = connect(graph, 1, 3)

    assert (found.chains, found.wider) == ((), Reach.HALTED)
    assert found.wanted == (halted,)
    assert connect(graph, 1, 3, Reach.HALTED).chains == found.wider_chains


def test_a_tie_of_unknown_status_is_offered_before_a_halted_one() -> None:
    unknown = tie(3, 2, facts("unknown"))
    ended = tie(1, 2, facts("ended"))

    found = connect(network(ended, tie(1, 3), unknown), 1, 2)

    assert found.wider is Reach.UNKNOWN
    assert found.wanted == (unknown,)


@pytest.mark.parametrize("status", ["active", "suspended", "ended", "proposed"])
def test_the_tie_of_the_two_themselves_is_told_whatever_its_status(status: str) -> None:
    own = tie(1, 2, facts(status))

    found = connect(network(own, tie(1, 3), tie(3, 2)), 1, 2)

    assert found.direct == own
    assert connect(network(tie(1, 3), tie(3, 2)), 1, 2).direct is None


@pytest.mark.parametrize("status", ["proposed", "invited", "approved"])
def test_what_was_only_begun_connects_nobody(status: str) -> None:
    found = connect(network(tie(1, 2, facts(status))), 1, 2)

    assert (found.chains, found.wider, found.wider_chains) == ((), None, ())


def test_a_city_that_the_catalogue_does_not_have_is_connected_to_none() -> None:
    assert connect(network(tie(1, 2)), 1, 77).chains == ()


def test_a_city_has_no_chain_to_itself() -> None:
    assert connect(network(tie(1, 2)), 1, 1).chains == ()


def test_a_chain_is_looked_for_so_far_and_no_further() -> None:
    ring = [tie(number, number + 1) for number in range(1, LONGEST + 2)]
    graph = network(*ring, tie(1, LONGEST + 2, facts("ended")))

    farthest, beyond = connect(graph, 1, LONGEST + 1), connect(graph, 1, LONGEST + 2)

    assert [len(chain.ties) for chain in farthest.chains] == [LONGEST]
    assert (beyond.chains, beyond.too_far, beyond.wider) == ((), True, None)


def test_a_tie_that_was_halted_meanwhile_is_offered() -> None:
    halted = tie(1, 2, facts("suspended"))
    graph = updated(network(tie(1, 2), tie(2, 3)), Changes((), {1002: halted}), 1)

    found = connect(graph, 1, 3)

    assert (found.chains, found.too_far, found.wanted) == ((), False, (halted,))


@given(stores(), st.sampled_from(Reach), st.integers(1, 4))
def test_the_chains_are_those_found_by_trying_all(store: TiesInMemory, reach: Reach, most: int) -> None:
    graph = store.read()
    for one in store.places_by_id:
        for other in store.places_by_id:
            expected = all_shortest(list(store.ties()), one, other, reach)[:most]
            assert [(chain.city_ids, chain.ties) for chain in shortest(graph, one, other, reach, most)] == expected


@given(stores())
def test_what_is_offered_is_wider_than_what_was_asked_and_would_connect(store: TiesInMemory) -> None:
    graph = store.read()
    for one in store.places_by_id:
        for other in store.places_by_id:
            found = connect(graph, one, other)
            if found.wider is not None:
                assert not found.chains
                assert found.wider_chains == shortest(graph, one, other, found.wider)
                assert found.wanted
                assert all(each.facts.status is not Status.ACTIVE for each in found.wanted)
            elif not found.chains:
                assert not shortest(graph, one, other, Reach.HALTED)


Found = tuple[tuple[int, ...], tuple[Tie, ...]]


def all_shortest(ties: list[Tie], one: int, other: int, reach: Reach) -> list[Found]:
    """Every shortest chain, best documented first, by going from each city to all that are nearer to the other."""
    usable = [each for each in ties if each.facts.reach <= reach]
    away = {other: 0}
    for steps in range(len(usable)):
        for each in usable:
            for here, there in ((each.one, each.other), (each.other, each.one)):
                if away.get(there) == steps:
                    away.setdefault(here, steps + 1)
    if one == other or one not in away:
        return []
    ways: list[Found] = [((one,), ())]
    for steps in reversed(range(away[one])):
        ways = [
            ((*cities, each.other_than(cities[-1])), (*way, each))
            for cities, way in ways
            for each in usable
            if cities[-1] in (each.one, each.other) and away.get(each.other_than(cities[-1])) == steps
        ]
    return sorted(ways, key=lambda way: (_from_the_worst(way[1]), way[0]))


def _from_the_worst(ties: tuple[Tie, ...]) -> list[int]:
    return sorted((each.facts.worth(TODAY) for each in ties), reverse=True)
