"""What members type, and the city that they get."""

from __future__ import annotations

import pytest

from bot.search import Outcome, Resolution, Search
from tests.search.conftest import (
    BIRMINGHAM,
    BIRMINGHAM_ALABAMA,
    CHICAGO,
    DNIPRO,
    KYIV,
    LOS_ANGELES,
    MOSCOW,
    NORMAL,
    ODESA,
    OKHTYRKA_HROMADA,
    SAINT_PETERSBURG,
    SIMFEROPOL,
)  # fmt: skip


def where(resolution: Resolution) -> str:
    """``Paris, Texas, United States``: the first candidate."""
    assert resolution.best is not None, resolution
    city = resolution.best.city
    return ", ".join(filter(None, (city.name, city.region, resolution.best.country)))


@pytest.mark.parametrize(
    ("typed", "city_id"),
    [
        ("Los Angeles", LOS_ANGELES), ("CHICAGO", CHICAGO), ("Moscow", MOSCOW), ("Saint Petersburg", SAINT_PETERSBURG),
        ("St. Petersburg", SAINT_PETERSBURG), ("kyiv", KYIV), ("Normal", NORMAL), ("normal", NORMAL), ("LA", LOS_ANGELES),
        ("Paris", 2988507), ("London", 2643743), ("Tokyo", 1850147), ("Nice", 2990440),
    ],
)  # fmt: skip
def test_a_well_known_name_answers_at_once(search: Search, typed: str, city_id: int) -> None:
    found = search.resolve(typed)
    assert (found.outcome, found.candidates[0].city.city_id) == (Outcome.MATCH, city_id)


@pytest.mark.parametrize(
    ("typed", "city_id"),
    [
        ("Київ", KYIV),
        ("КИЇВ", KYIV),
        ("Москва", MOSCOW),
        ("東京", 1850147),
        ("東京都", 1850147),
        ("القاهرة", 360630),
        ("서울시", 1835848),
    ],
)
def test_a_city_is_known_in_its_own_script(search: Search, typed: str, city_id: int) -> None:
    found = search.resolve(typed)
    assert (found.outcome, found.candidates[0].city.city_id) == (Outcome.MATCH, city_id)


def test_a_former_name_is_answered_with_the_present_one_and_named(search: Search) -> None:
    found = search.resolve("Dnipropetrovsk")
    assert found.outcome is Outcome.MATCH
    best = found.candidates[0]
    assert (best.city.city_id, best.former_name, best.until) == (DNIPRO, "Dnipropetrovsk", "2016-05-19")


@pytest.mark.parametrize(("typed", "city_id"), [("Kiev", KYIV), ("Odessa", ODESA)])
def test_an_old_spelling_is_understood_without_a_word_about_it(search: Search, typed: str, city_id: int) -> None:
    found = search.resolve(typed)
    assert (found.outcome, found.candidates[0].city.city_id) == (Outcome.MATCH, city_id)
    assert found.candidates[0].former_name is None


def test_several_cities_of_a_name_are_a_choice_the_likeliest_first(search: Search) -> None:
    found = search.resolve("Birmingham")
    assert found.outcome is Outcome.CHOICE
    assert [each.city.city_id for each in found.candidates[:2]] == [BIRMINGHAM, BIRMINGHAM_ALABAMA]
    assert found.candidates[0].ties == 6
    springfields = search.resolve("Springfield")
    assert springfields.outcome is Outcome.CHOICE
    assert 5 < len(springfields.candidates) <= 25


def test_a_nickname_that_is_also_a_city_is_a_choice(search: Search) -> None:
    found = search.resolve("Frisco")
    assert found.outcome is Outcome.CHOICE
    assert [each.city.name for each in found.candidates] == ["San Francisco", "Frisco"]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Paris, Texas", "Paris, Texas, United States"),
        ("paris tx", "Paris, Texas, United States"),
        ("Paris (Texas)", "Paris, Texas, United States"),
        ("Birmingham UK", "Birmingham, England, United Kingdom"),
        ("Birmingham, Alabama, USA", "Birmingham, Alabama, United States"),
        ("Vladimir Russia", "Vladimir, Vladimir Oblast, Russia"),
        ("Springfield IL", "Springfield, Illinois, United States"),
        ("Springfield, Illinois, United States", "Springfield, Illinois, United States"),
        ("Portland, OR", "Portland, Oregon, United States"),
        ("Kyiv Ukraine", "Kyiv, Kyiv, Ukraine"),
        ("München Deutschland", "Munich, Bavaria, Germany"),
        ("Москва, Россия", "Moscow, Moscow, Russia"),
        ("Chicago 🇺🇸", "Chicago, Illinois, United States"),
        ("Lviv in Ukraine", "Lviv, Lviv Oblast, Ukraine"),
    ],
)
def test_an_area_behind_the_name_decides(search: Search, typed: str, answer: str) -> None:
    found = search.resolve(typed)
    assert found.outcome is Outcome.MATCH
    assert where(found) == answer


def test_an_area_that_leaves_several_cities_leaves_a_choice(search: Search) -> None:
    found = search.resolve("Springfield, USA")
    assert found.outcome is Outcome.CHOICE
    assert {each.city.country_code for each in found.candidates} == {"US"}


@pytest.mark.parametrize("typed", ["Simferopol", "Sevastopol", "Yalta", "Kerch"])
def test_crimea_is_ukraines(search: Search, typed: str) -> None:
    found = search.resolve(typed)
    assert found.outcome is Outcome.MATCH
    assert found.candidates[0].city.country_code == "UA"
    assert found.candidates[0].city.region in ("Crimea", "Sevastopol")


def test_an_area_that_does_not_fit_is_asked_about_not_refused(search: Search) -> None:
    found = search.resolve("Simferopol, Russia")
    assert (found.outcome, found.candidates[0].city.city_id) == (Outcome.SUGGEST, SIMFEROPOL)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Los Angelos", "Los Angeles"), ("Los Angelas", "Los Angeles"), ("Kharkeev", "Kharkiv"), ("Philidelphia", "Philadelphia"),
        ("Chigaco", "Chicago"), ("Москвва", "Moscow"), ("Birmigham, UK", "Birmingham"), ("Birmingham, Alabma", "Birmingham"),
        ("newyork", "New York City"),
    ],
)  # fmt: skip
def test_a_slip_of_the_finger_is_asked_about_never_guessed(search: Search, typed: str, name: str) -> None:
    found = search.resolve(typed)
    assert found.outcome is Outcome.SUGGEST
    assert found.candidates[0].city.name == name


@pytest.mark.parametrize(
    "typed",
    [
        "pizza", "hamburger", "hello", "good evening", "same", "what do you do", "asdfgh", "aaaaa", "12345", "...", "", " ", "x",
        "пожалуйста", "ありがとう", "Ukraine", "Georgia", "middle earth",
    ],
)  # fmt: skip
def test_what_is_no_city_is_none(search: Search, typed: str) -> None:
    assert search.resolve(typed) == Resolution(Outcome.NONE, typed.strip())


@pytest.mark.parametrize(
    "typed",
    [
        "**Chicago**", "what about Chicago?", "`chicago`", "<@123456789012345678> Chicago", ":flag_us: chicago", "the city of Chicago",
        "||Chicago||", "\u200bChi\u200bcago\u200b", "\u202eChicago\u202c", "Chicago\0", "Chicago\ud83c", "the Windy City",
    ],
)  # fmt: skip
def test_what_stands_around_a_name_does_not_hide_it(search: Search, typed: str) -> None:
    found = search.resolve(typed)
    assert (found.outcome, found.candidates[0].city.city_id) == (Outcome.MATCH, CHICAGO)


def test_a_place_listed_by_hand_is_found(search: Search) -> None:
    found = search.resolve("okhtyrka hromada")
    assert (found.outcome, found.candidates[0].city.city_id) == (Outcome.MATCH, OKHTYRKA_HROMADA)
    assert search.resolve("Okhtyrka hromda").candidates[0].city.city_id == OKHTYRKA_HROMADA


def test_a_city_is_known_by_its_id_whether_in_the_catalogue_or_not(search: Search) -> None:
    chicago, tampere = search.city(CHICAGO), search.city(634963)
    assert chicago is not None
    assert tampere is not None
    assert (chicago.name, tampere.name, tampere.country_code, tampere.geonames_id) == ("Chicago", "Tampere", "FI", 634963)
    assert search.city(1) is None


def test_the_same_question_gets_the_same_answer(search: Search) -> None:
    for typed in ("Birmingham", "Kharkeev", "San", "Victoria", "pizza", "Springfield", "libeprolis"):
        assert search.resolve(typed) == search.resolve(typed)
