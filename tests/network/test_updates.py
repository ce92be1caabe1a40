"""A network that is kept up to date answers as one that was read anew."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from bot.network.common import common
from bot.network.graph import Graph
from bot.network.match import Needs, match
from bot.network.paths import connect, shortest
from bot.network.reading import UPDATED_AT_MOST, up_to_date
from bot.network.stats import stats
from bot.network.ties import Changes, Reach
from bot.network.updating import updated
from tests.network.networks import TODAY, TiesInMemory, changes, facts, place, store_of, stores, tie


@given(st.data(), stores())
def test_after_any_changes_every_answer_is_that_of_a_network_read_anew(data: st.DataObject, store: TiesInMemory) -> None:
    graph = store.read()
    for version in (1, 2):
        changed = data.draw(changes(store))
        store.put(changed)
        graph = updated(graph, changed, version)

    anew = store.read()

    assert stats(graph) == stats(anew)
    for one in store.places_by_id:
        asking = store.places_by_id[one]
        assert match(graph, asking, Needs(), most=3) == match(anew, asking, Needs(), most=3)
        for other in store.places_by_id:
            for reach in Reach:
                assert shortest(graph, one, other, reach) == shortest(anew, one, other, reach)
                assert common(graph, one, other, reach) == common(anew, one, other, reach)


def test_a_network_is_left_alone_while_nothing_changes() -> None:
    store = store_of(tie(1, 2))
    known = up_to_date(None, store, TODAY)

    assert up_to_date(known, store, TODAY) is known


def test_a_change_is_taken_over_and_the_network_before_stays_as_it_was() -> None:
    store = store_of(tie(1, 2), tie(2, 3))
    before = up_to_date(None, store, TODAY)
    _happen(store, Changes((), {1002: tie(1, 2, facts("suspended"))}))

    after = up_to_date(before, store, TODAY)

    assert (after.version, len(after.later.pairings)) == (1, 1)
    assert (_connected(before), _connected(after)) == (True, False)


def test_a_new_day_is_read_anew_because_what_is_known_ages() -> None:
    store = store_of(tie(1, 2), tie(2, 3))
    before = up_to_date(None, store, TODAY)
    store.put(Changes((), {1002: tie(1, 2, facts("unknown"))}))

    tomorrow = up_to_date(before, store, TODAY + dt.timedelta(days=1))

    assert (tomorrow.day, _connected(tomorrow)) == (TODAY + dt.timedelta(days=1), False)


def test_after_many_changes_the_network_is_read_anew() -> None:
    store = store_of(tie(1, 2))
    known = up_to_date(None, store, TODAY)
    many = {each.pairing_id: each for each in (tie(1, other) for other in range(3, UPDATED_AT_MOST + 4))}
    _happen(store, Changes(tuple(place(each.other) for each in many.values()), many))

    assert up_to_date(known, store, TODAY).later.pairings == {}
    assert _neighbours(up_to_date(known, store, TODAY), 1) == UPDATED_AT_MOST + 2


def test_what_the_store_cannot_tell_apart_is_read_anew() -> None:
    store = store_of(tie(1, 2))
    known = up_to_date(None, store, TODAY)
    store.put(Changes((place(3),), {1003: tie(1, 3)}))
    store.version, store.changes = 1, None

    assert _neighbours(up_to_date(known, store, TODAY), 1) == 2


def test_a_servers_own_tie_is_in_its_own_view_only() -> None:
    graph = store_of(tie(1, 2), places=[place(3)]).read()
    own = updated(graph, Changes((), {5: tie(2, 3, pairing_id=5)}), graph.version)

    assert (_connected(graph), _connected(own)) == (False, True)


def test_of_two_ties_of_one_pair_the_better_documented_is_named() -> None:
    graph = store_of(tie(1, 2, facts(grade="E"))).read()
    own = updated(graph, Changes((), {5: tie(1, 2, facts(grade="A"), pairing_id=5)}), graph.version)

    (best, _) = connect(own, 1, 2).chains

    assert best.ties[0].pairing_id == 5


def _happen(store: TiesInMemory, changed: Changes) -> None:
    """Let changes happen in a store that can tell which."""
    store.put(changed)
    store.version, store.changes = 1, changed


def _connected(graph: Graph) -> bool:
    return bool(connect(graph, 1, 3).chains)


def _neighbours(graph: Graph, city_id: int) -> int:
    number = graph.number(city_id)
    assert number is not None
    return len(graph.neighbours(number, Reach.ANY))
