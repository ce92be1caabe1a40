"""What is offered while a name is being typed."""

from __future__ import annotations

from bot.search import Search
from tests.search.conftest import BIRMINGHAM, BIRMINGHAM_ALABAMA, KYIV, LOS_ANGELES, MOSCOW, SAINT_PETERSBURG


def test_the_catalogues_cities_come_first(search: Search) -> None:
    assert search.complete("k")[0].city.city_id == KYIV
    assert search.complete("los a")[0].city.city_id == LOS_ANGELES


def test_others_fill_the_list_by_size(search: Search) -> None:
    offers = search.complete("tamp")
    assert [offer.city.name for offer in offers[:2]] == ["Tampa", "Tampico"]
    assert "Tampere" in [offer.city.name for offer in offers]
    assert len(search.complete("san")) == 25


def test_the_area_may_be_begun_too(search: Search) -> None:
    assert [offer.city.city_id for offer in search.complete("Birmingham, Al")] == [BIRMINGHAM_ALABAMA]
    assert search.complete("birmingham, uni")[0].city.city_id == BIRMINGHAM


def test_it_works_in_other_scripts(search: Search) -> None:
    assert search.complete("киї")[0].city.city_id == KYIV
    assert search.complete("大阪")[0].city.name == "Osaka"


def test_a_mistyped_beginning_is_offered_what_is_meant(search: Search) -> None:
    assert search.complete("Los Angelos")[0].city.city_id == LOS_ANGELES


def test_with_nothing_typed_the_likeliest_are_offered(search: Search) -> None:
    offers = search.complete("")
    assert len(offers) <= 25
    assert [offer.city.city_id for offer in offers[:3]] == [MOSCOW, SAINT_PETERSBURG, LOS_ANGELES]


def test_what_is_no_name_gets_no_offer(search: Search) -> None:
    assert search.complete("qqqqqqqq") == []
