"""Whatever the catalogue holds, every page of ``path`` and ``common`` is one that Discord takes and the house allows."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import PartialDate
from bot.domain.pairings import Pairing
from bot.domain.places import City, Control
from bot.domain.records import Held, RecordedPairing
from bot.network.ties import Reach
from bot.ui.card import Answer
from bot.ui.common import InCommon, Shared, common_card
from bot.ui.illustrated import NOT_ILLUSTRATED, Illustrated
from bot.ui.path import Connected, Route, path_card
from tests.factories import source
from tests.ui import catalogues as any_
from tests.ui.seen import asking, faults
from tests.ui.test_limits import FILLERS, FULLEST, full_city, full_pairing, illustrations, walk, widely


def between(one: City, other: City, like: RecordedPairing, number: int) -> RecordedPairing:
    """A pairing of two cities of which the same is recorded as of another."""
    a, b = sorted((one, other), key=lambda city: city.city_id)
    pairing = Pairing(pairing_id=number, city_a=a.city_id, city_b=b.city_id, kind=like.pairing.kind)
    return RecordedPairing(pairing, a, b, like.events)


@st.composite
def routes(draw: st.DrawFn, one: City, other: City, ties: int, start: int) -> Route:
    """A chain of so many ties, like a few others."""
    kinds = draw(st.lists(any_.pairings(events=3, claims=3), min_size=1, max_size=3))
    places = draw(st.lists(any_.CITIES, min_size=1, max_size=3))
    on_the_way = [places[each % len(places)].model_copy(update={"city_id": start + each}) for each in range(ties - 1)]
    cities = (one, *on_the_way, other)
    steps = enumerate(pairwise(cities), start)
    return Route(cities, tuple(between(*pair, kinds[number % len(kinds)], number) for number, pair in steps))


@widely
@given(st.data())
def test_path(data: st.DataObject) -> None:
    one, other = (data.draw(any_.CITIES).model_copy(update={"city_id": number}) for number in (7, 8))
    ties = data.draw(st.integers(1, 24))
    found = [data.draw(routes(one, other, ties, 10**6 * (1 + each))) for each in range(data.draw(st.integers(0, 3)))]
    wider = data.draw(st.one_of(st.none(), routes(one, other, ties, 10**7))) if not found else None
    connected = Connected(
        one, other, data.draw(st.sampled_from(Reach)), found,
        direct=data.draw(st.one_of(st.none(), st.just(between(one, other, data.draw(any_.pairings()), 5)))),
        wider=Reach.HALTED if wider else None, wider_route=wider, wanted=wider.ties[: data.draw(st.integers(1, 24))] if wider else (),
        too_far=data.draw(st.booleans()), unknown=data.draw(st.sampled_from([(), (one,), (one, other)])),
        held=[(city, data.draw(any_.HELD)) for city in (one, other)],
    )  # fmt: skip
    how, chain = data.draw(illustrations()), data.draw(st.integers(0, 4))

    def card(page: int) -> Answer:
        return path_card(asking(), connected, chain=chain, page=page, how=how(page))

    shown = [line for seen in walk(card) for text in seen.texts if text.startswith("### ") for line in text.split("\n")[1:]]
    assert len(shown) == sum(len(route.ties) for route in found)
    assert all(len(line) <= 180 for line in shown)


@widely
@given(st.data())
def test_common(data: st.DataObject) -> None:
    one, other = (data.draw(any_.CITIES).model_copy(update={"city_id": number}) for number in (7, 8))
    like = data.draw(st.lists(any_.pairings(events=3, claims=3), min_size=1, max_size=5))
    partner = data.draw(any_.CITIES)
    shared = []
    for number in range(data.draw(st.integers(0, 60))):
        city = partner.model_copy(update={"city_id": 100 + number})
        ties = (
            between(each, city, like[(number + at) % len(like)], 1000 + 2 * number + at) for at, each in enumerate((one, other))
        )
        shared.append(Shared(city, *ties))
    direct = data.draw(st.one_of(st.none(), st.just(between(one, other, like[0], 5))))
    how = data.draw(illustrations())

    def card(page: int) -> Answer:
        return common_card(asking(), InCommon(one, other, shared, direct), page=page, how=how(page))

    rows = [line for seen in walk(card) for text in seen.texts if text.startswith("### ") for line in text.split("\n")[1:]]
    assert len(rows) == len(shared)
    assert all(len(row) <= 180 for row in rows)


@pytest.mark.parametrize("how", [FULLEST, NOT_ILLUSTRATED], ids=["illustrated", "text"])
@pytest.mark.parametrize("filler", FILLERS)
def test_the_fullest_path_and_the_fullest_list_of_partners(filler: str, how: Illustrated) -> None:
    like = full_pairing(filler, full_city(filler, 1), full_city(filler, 2), 6, 4)
    one, other = full_city(filler, 7), full_city(filler, 8)
    cities = [one, *(full_city(filler, number) for number in range(10, 33)), other]
    ties = tuple(between(*pair, like, number) for number, pair in enumerate(pairwise(cities), 1))
    chain, direct = Route(tuple(cities), ties), between(one, other, like, 99)
    held = [(city, Held(Control.OCCUPIED, PartialDate("2026-08-22"), source())) for city in (one, other)]
    found = Connected(one, other, Reach.HALTED, [chain] * 3, direct, held=held)
    walk(lambda page: path_card(asking(), found, page=page, how=how))
    none = Connected(one, other, Reach.ACTIVE, direct=direct, wider=Reach.HALTED, wider_route=chain, wanted=ties, held=held)
    walk(lambda page: path_card(asking(), none, page=page, how=how))
    shared = [Shared(city, between(one, city, like, 200), between(other, city, like, 201)) for city in cities[1:-1]]
    walk(lambda page: common_card(asking(), InCommon(one, other, shared, direct, held), page=page, how=how))
    for unknown in ((), (one,), (one, other)):
        assert not faults(path_card(asking(), Connected(one, other, Reach.ACTIVE, unknown=unknown, held=held)))
        assert not faults(path_card(asking(), Connected(one, other, Reach.ACTIVE, unknown=unknown)))
    assert not faults(common_card(asking(), InCommon(one, other, [], direct, held)))
