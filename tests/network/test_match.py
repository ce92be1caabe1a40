"""Whom a city could ask, and why."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import PartialDate
from bot.domain.places import Control
from bot.domain.records import Countries, Held
from bot.network import weights
from bot.network.match import Candidate, Needs, match
from bot.network.reasons import CAVEAT, at_the_front, how, in_words, named, with_points
from bot.network.ties import Changes, Place, Reach, Tie
from bot.network.updating import updated
from tests.factories import city, country, source
from tests.network.networks import TiesInMemory, facts, network, place, stores, tie

FIGHTING = Held(Control.HOSTILITIES, PartialDate("2025-12-19"), source(publisher="Example Times"))
HOME = place(1, "US", 1_000_000)


def ids(candidates: tuple[Candidate, ...]) -> list[int]:
    return [candidate.city_id for candidate in candidates]


def test_the_nearest_size_comes_first() -> None:
    sizes = [
        place(2, population=90_000),
        place(3, population=1_100_000),
        place(4, population=5_000_000),
        place(5, population=None),
    ]

    assert ids(match(network(places=[HOME, *sizes]), HOME, Needs()).candidates) == [3, 4, 2, 5]


def test_a_shared_partner_outweighs_twice_the_size() -> None:
    shared = tie(1, 9), tie(9, 2)
    graph = network(*shared, places=[HOME, place(9, "DE"), place(2, population=2_000_000), place(3)])

    assert ids(match(graph, HOME, Needs()).candidates) == [2, 3]


def test_ties_of_the_two_countries_speak_for_a_candidate() -> None:
    graph = network(tie(7, 8), places=[HOME, place(7, "US"), place(8, "PL", None), place(2, "PL"), place(3, "UA")])

    assert ids(match(graph, HOME, Needs()).candidates) == [2, 3, 8]


def test_of_places_of_one_size_that_with_the_smaller_id_comes_first() -> None:
    graph = network(places=[HOME, place(4, population=500_000), place(2, population=500_000), place(3, population=500_000)])

    assert ids(match(graph, HOME, Needs(), most=1).candidates) == [2]


def test_a_place_whose_size_was_corrected_does_not_stand_in_the_way_of_others() -> None:
    before = network(places=[HOME, place(2, population=1_000_000), place(3, population=900_000)])
    after = updated(before, Changes((place(2, population=10_000),), {}), 1)

    assert ids(match(before, HOME, Needs(), most=1).candidates) == [2]
    assert ids(match(after, HOME, Needs(), most=1).candidates) == [3]


def test_a_partner_is_shared_once_even_if_a_server_has_entered_the_tie_again() -> None:
    shared = network(tie(1, 9), tie(9, 2), places=[HOME, place(9, "DE"), place(2)])
    own = updated(shared, Changes((), {5: tie(9, 2, pairing_id=5), 6: tie(1, 9, pairing_id=6)}), 1)

    assert match(own, HOME, Needs()) == match(shared, HOME, Needs())


def test_need_counts_only_where_it_is_asked_for() -> None:
    graph = network(places=[HOME, place(2), place(3, population=900_000), place(4, "PL")])
    needs = Needs(asks={3: 1}, hostilities={3: FIGHTING})

    assert ids(match(graph, HOME, needs).candidates) == [2, 4, 3]
    assert ids(match(graph, HOME, needs, ["UA"]).candidates) == [3, 2]


def test_hostilities_are_known_of_a_candidate_whether_they_count_or_not() -> None:
    graph = network(places=[HOME, place(2), place(3, "PL")])
    needs = Needs(hostilities={2: FIGHTING})

    assert [each.hostilities for each in match(graph, HOME, needs).candidates] == [FIGHTING, None]
    assert [each.hostilities for each in match(graph, HOME, needs, ["UA"]).candidates] == [FIGHTING]


def test_hostilities_that_are_only_possible_are_not_called_recorded() -> None:
    possible = Held(Control.POSSIBLE_HOSTILITIES, PartialDate("2024-04-19"), source(publisher="Example Times"))

    assert at_the_front(possible) == "hostilities possible as of 19 Apr 2024, by Example Times"


@pytest.mark.parametrize("status", ["active", "proposed", "suspended", "ended", "unknown"])
def test_a_city_with_any_tie_is_no_candidate_and_is_counted(status: str) -> None:
    graph = network(tie(1, 2, facts(status)), places=[HOME, place(3)])

    found = match(graph, HOME, Needs())

    assert (ids(found.candidates), found.left_out) == ([3], 1)


def test_only_those_in_the_countries_asked_for_are_counted_as_left_out() -> None:
    graph = network(tie(1, 2), tie(1, 3), places=[HOME, place(2, "UA"), place(3, "DE")])

    assert match(graph, HOME, Needs(), ["DE"]).left_out == 1


def test_an_occupied_place_its_own_country_and_another_sort_of_place_are_left_out() -> None:
    graph = network(places=[HOME, place(2), place(3, "US"), place(4, large=True), place(5)])

    assert ids(match(graph, HOME, Needs(occupied=[2])).candidates) == [5]


def test_a_region_is_matched_with_regions() -> None:
    oregon = place(1, "US", None, large=True)

    assert ids(match(network(places=[oregon, place(2), place(3, large=True)]), oregon, Needs()).candidates) == [3]


def test_a_city_that_the_catalogue_does_not_have_can_ask_too() -> None:
    assert ids(match(network(places=[place(2)]), place(77, "CA", 500_000), Needs()).candidates) == [2]


def test_the_reasons_say_in_words_what_gave_the_points() -> None:
    graph = network(
        tie(1, 8), tie(8, 2), tie(1, 9), tie(9, 2), tie(3, 4),
        places=[HOME, place(2, population=1_200_000), place(8, "PL"), place(9, "DE"), place(3, "US"), place(4, "UA")],
    )  # fmt: skip
    (kharkiv, *_) = match(graph, HOME, Needs(asks={2: 2}, hostilities={2: FIGHTING}), ["UA"]).candidates
    cities = {8: city(8, "Poznań", "PL"), 9: city(9, "Nuremberg", "DE")}
    names = Countries({"US": country("US", "United States", name_in_sentence="the United States"), "UA": country()})

    assert named(kharkiv) == {8, 9}
    assert [with_points(reason, cities, names) for reason in kharkiv.reasons] == [
        "size: 1,200,000 people, and 1,000,000 here (28 of 30)",
        "need: 2 initiatives open today and hostilities recorded as of 19 Dec 2025, by Example Times (25 of 25)",
        "2 shared partners: Poznań and Nuremberg (20 of 30)",
        "1 active tie between the United States and Ukraine recorded (2 of 15)",
    ]


def test_many_shared_partners_are_counted_where_they_are_not_named() -> None:
    partners = [place(number, "DE") for number in range(10, 15)]
    both = [each for partner in partners for each in (tie(1, partner.city_id), tie(2, partner.city_id))]
    (candidate,) = match(network(*both, places=[HOME, place(2), *partners]), HOME, Needs(), ["UA"]).candidates
    cities = {number: city(number, f"City {number}") for number in named(candidate)}

    words = [in_words(reason, cities, Countries({})) for reason in candidate.reasons]

    assert "5 shared partners: City 10, City 11, City 12 and 2 more" in words


def test_the_answer_says_how_it_was_made_and_what_it_does_not_know() -> None:
    assert how(with_need=True) == (
        "Points: up to 30 for a similar size, 30 for shared partners (3 give all), 15 for ties of the two countries, 25 for need."
    )
    assert "need" not in how(with_need=False)
    assert "does not mean that there is none" in CAVEAT


def test_every_weight_has_its_reasoning_beside_it() -> None:
    source = inspect.getsource(weights)
    for name in re.findall(r"^([A-Z_]+) = ", source, re.MULTILINE):
        assert re.search(rf'^{name} = [^\n]+\n"""', source, re.MULTILINE), name


def test_members_are_told_every_weight_as_it_is() -> None:
    page = (Path(__file__).parents[2] / "docs" / "members.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \| ([^|]+) \|$", page, re.MULTILINE)

    assert [int(points) for _, points, _ in rows] == [weights.SIZE, weights.SHARED, weights.INTEREST, weights.NEED]
    whens = [[int(figure) for figure in re.findall(r"\d+", when)] for *_, when in rows]
    assert whens == [
        [],
        [weights.SHARED_ENOUGH],
        [weights.INTEREST_FULL_AT],
        [weights.NEED_FOR_ASKING, weights.NEED_FOR_HOSTILITIES],
    ]
    assert weights.SIZE_GONE_AT == 10, "the page says that ten times as many people give nothing"


@given(stores(), st.data(), st.sampled_from([(), ("UA",), ("UA", "DE")]), st.integers(1, 4))
def test_the_candidates_are_those_found_by_weighing_every_place(
    store: TiesInMemory, data: st.DataObject, countries: tuple[str, ...], most: int
) -> None:
    some = st.sets(st.sampled_from(sorted(store.places_by_id)))
    needs = Needs(dict.fromkeys(data.draw(some), 1), dict.fromkeys(data.draw(some), FIGHTING), data.draw(some))
    graph = store.read()
    for asking in store.places():
        expected = weighed(store, asking, needs, countries)[:most]
        found = match(graph, asking, needs, countries, most).candidates

        assert ids(found) == [city_id for *_, city_id in expected]
        assert [round(candidate.points, 6) for candidate in found] == [points for points, *_ in expected]


def weighed(store: TiesInMemory, asking: Place, needs: Needs, countries: tuple[str, ...]) -> list[tuple[float, float, int]]:
    """Every candidate, best first, by looking at every place and every tie."""
    ties = list(store.ties())
    found = []
    for one in store.places():
        same_sort = one.large == asking.large and one.country_code != asking.country_code
        wanted = not countries or one.country_code in countries
        if same_sort and wanted and one.city_id not in needs.occupied and one.city_id not in _partners(ties, asking, Reach.ANY):
            shared = _partners(ties, asking, Reach.ACTIVE) & _partners(ties, one, Reach.ACTIVE)
            pair = {asking.country_code, one.country_code}
            between = [
                each for each in ties
                if each.facts.reach is Reach.ACTIVE
                and {store.places_by_id[each.one].country_code, store.places_by_id[each.other].country_code} == pair
            ]  # fmt: skip
            need = (
                weights.need(needs.asks.get(one.city_id, 0), hostilities=one.city_id in needs.hostilities) if countries else 0.0
            )
            size = weights.size(asking.population, one.population)
            points = size + weights.shared(len(shared)) + weights.interest(len(between)) + need
            found.append((round(points, 6), weights.orders_apart(asking.population, one.population), one.city_id))
    return sorted(found, key=lambda each: (-each[0], *each[1:]))


def _partners(ties: list[Tie], of: Place, reach: Reach) -> set[int]:
    return {each.other_than(of.city_id) for each in ties if of.city_id in (each.one, each.other) and each.facts.reach <= reach}
