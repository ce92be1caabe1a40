"""The partners that two cities share, and the catalogue in figures."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import PartialDate
from bot.network.common import common
from bot.network.stats import Age, age_of, stats
from bot.network.ties import Changes, Reach
from bot.network.updating import updated
from tests.network.networks import ACTIVE, TODAY, TiesInMemory, facts, network, place, stores, tie


def test_shared_partners_come_with_both_ties() -> None:
    (shared,) = common(network(tie(1, 9), tie(2, 9), tie(1, 8)), 1, 2)

    assert (shared.city_id, shared.tie_of_one, shared.tie_of_other) == (9, tie(1, 9), tie(2, 9))


def test_a_partner_lost_by_one_is_shared_only_if_halted_ties_are_asked_for() -> None:
    graph = network(tie(1, 9), tie(2, 9, facts("ended")))

    assert common(graph, 1, 2) == []
    assert [shared.city_id for shared in common(graph, 1, 2, Reach.HALTED)] == [9]


def test_of_two_ties_with_the_shared_partner_the_better_documented_is_told() -> None:
    graph = network(tie(1, 9, facts(grade="A")), tie(2, 9))
    own = updated(graph, Changes((), {5: tie(1, 9, facts(grade="E"), pairing_id=5)}), 1)

    (shared,) = common(own, 1, 2)

    assert shared.tie_of_one.facts.grade == "A"


@given(stores(), st.sampled_from(Reach))
def test_the_shared_partners_are_those_found_by_looking_at_all_ties(store: TiesInMemory, reach: Reach) -> None:
    graph = store.read()

    def partners(city_id: int) -> set[int]:
        usable = [each for each in store.ties() if each.facts.reach <= reach]
        return {each.other_than(city_id) for each in usable if city_id in (each.one, each.other)}

    for one in store.places_by_id:
        for other in store.places_by_id:
            assert {shared.city_id for shared in common(graph, one, other, reach)} == partners(one) & partners(other)


def test_the_figures_say_how_large_how_old_and_how_well_sourced_the_catalogue_is() -> None:
    listed = facts(grade="E", as_of="2016")._replace(signed=None, listed_only=True)
    ended = facts("ended", grade="A", as_of="2026-11")._replace(signed=PartialDate("1988-05"))
    found = stats(network(tie(1, 2), tie(1, 3, listed), tie(2, 3, ended), places=[place(1, "US"), place(4, "FR")]))

    assert (found.as_of, found.pairings, found.cities, found.listed_only) == (TODAY, 3, 3, 1)
    assert found.by_status == {"active": 2, "ended": 1}
    assert found.by_country == {"UA": 3, "US": 2}
    assert found.by_decade == {1980: 1, 1990: 1, None: 1}
    assert found.by_decade_and_status == {(1980, "ended"): 1, (1990, "active"): 1, (None, "active"): 1}
    assert found.by_age == {Age.WITHIN_A_YEAR: 2, Age.WITHIN_TEN: 1}
    assert found.by_grade == {"A": 1, "C": 1, "E": 1}


@pytest.mark.parametrize(
    ("as_of", "age"),
    [
        ("2026-11-22", Age.WITHIN_A_YEAR),
        ("2025-11-23", Age.WITHIN_A_YEAR),
        ("2025-11-22", Age.WITHIN_FIVE),
        ("2025-11", Age.WITHIN_A_YEAR),
        ("2021", Age.WITHIN_FIVE),
        ("2020", Age.WITHIN_TEN),
        ("2016", Age.WITHIN_TEN),
        ("2015", Age.LONGER),
        (None, Age.UNDATED),
    ],
)
def test_how_long_ago_a_source_spoke(as_of: str | None, age: Age) -> None:
    assert age_of(PartialDate(as_of) if as_of else None, TODAY) is age


@given(stores())
def test_every_tie_is_counted_once_in_each_way(store: TiesInMemory) -> None:
    found = stats(store.read())
    ties = list(store.ties())

    assert found.by_status == Counter(each.facts.status for each in ties)
    assert found.by_grade == Counter(each.facts.grade for each in ties)
    assert found.by_decade == Counter({1990: len(ties)} if ties else {})
    assert sum(found.by_age.values()) == found.pairings == len(ties)
    assert found.cities == len({city_id for each in ties for city_id in (each.one, each.other)})
    countries = [{store.places_by_id[each.one].country_code, store.places_by_id[each.other].country_code} for each in ties]
    assert found.by_country == Counter(code for pair in countries for code in pair)


def test_an_empty_catalogue_has_figures_too() -> None:
    found = stats(network())

    assert (found.pairings, found.cities, found.by_decade) == (0, 0, {})


def test_the_worth_of_a_tie_is_by_status_then_source_then_age() -> None:
    told = [
        facts(grade="A", as_of="2025"), facts(grade="A", as_of="2003"), facts(grade="A", as_of=None), facts(grade="B", as_of="2025"),
        facts(grade=None), facts("unknown", grade="A"), facts("suspended", grade="A"), facts("proposed", grade="A"),
    ]  # fmt: skip

    assert sorted(told, key=lambda each: each.worth(TODAY)) == told
    assert len({each.worth(TODAY) for each in (*told, ACTIVE)}) == len(told) + 1
