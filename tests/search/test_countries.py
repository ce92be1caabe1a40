"""Countries as people name them."""

from __future__ import annotations

import pytest

from bot.search import Search


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Russia", "RU"), ("russian federation", "RU"), ("USA", "US"), ("U.S.", "US"), ("America", "US"), ("the United States", "US"),
        ("the Netherlands", "NL"), ("Holland", "NL"), ("Deutschland", "DE"), ("Україна", "UA"), ("Германия", "DE"), ("日本", "JP"),
        ("Türkiye", "TR"), ("Turkey", "TR"), ("UK", "GB"), ("ua", "UA"), ("Bosnia and Herzegovina", "BA"), ("South Korea", "KR"),
        ("🇫🇷", "FR"), ("Czech Republic", "CZ"), ("Kosovo", "XK"), ("Georgia", "GE"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_names(search: Search, typed: str, code: str) -> None:
    assert search.country(typed).code == code


@pytest.mark.parametrize(("typed", "code"), [("Ukrain", "UA"), ("Germny", "DE"), ("Untied States", "US"), ("Rusia", "RU")])
def test_a_mistyped_country_is_known_or_suggested(search: Search, typed: str, code: str) -> None:
    answer = search.country(typed)
    assert answer.code == code or code in answer.suggestions


def test_a_name_of_two_countries_is_asked_about(search: Search) -> None:
    answer = search.country("Congo")
    assert answer.code is None
    assert set(answer.suggestions) == {"CD", "CG"}


@pytest.mark.parametrize("typed", ["pizza", "", "Chicago", "\0", "<@1>"])
def test_what_is_no_country_is_none(search: Search, typed: str) -> None:
    assert search.country(typed).code is None


@pytest.mark.parametrize(
    "typed",
    [
        "Russia United States", "Russia / USA", "Russia | USA", "Russia, USA", "russia and usa", "Russia with the United States", "RU US",
        "Russian Federation United States of America", "🇷🇺 🇺🇸",
    ],
)  # fmt: skip
def test_two_countries_may_stand_in_one_line(search: Search, typed: str) -> None:
    assert search.countries(typed) == ["RU", "US"]


def test_a_country_with_and_in_its_name_stays_whole(search: Search) -> None:
    assert search.countries("Bosnia and Herzegovina") == ["BA"]
    assert search.countries("Ukraine and Bosnia and Herzegovina") == ["UA", "BA"]
    assert search.countries("Trinidad and Tobago / USA") == ["TT", "US"]


def test_one_unknown_country_makes_no_pair_but_says_what_may_be_meant(search: Search) -> None:
    assert search.countries("Russia / Untied States") == []
    known, unknown = search.country_answers("Russia / Untied States")
    assert known.code == "RU"
    assert "US" in unknown.suggestions
