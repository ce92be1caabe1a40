"""Two cities in one text."""

from __future__ import annotations

import pytest

from bot.search.pairs import split_pair

CITIES = {"chicago", "moscow", "los angeles", "saint petersburg", "brighton and hove", "kyiv", "los", "angeles", "london"}


def is_city(text: str) -> bool:
    return text.casefold() in CITIES


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Chicago / Moscow", ("Chicago", "Moscow")),
        ("Nowhere / Neverland", ("Nowhere", "Neverland")),
        ("Brighton and Hove and Kyiv", ("Brighton and Hove", "Kyiv")),
        ("Los Angeles Saint Petersburg", ("Los Angeles", "Saint Petersburg")),
        ("Chicago, Moscow", ("Chicago", "Moscow")),
        ("Los Angeles / Kyiv", ("Los Angeles", "Kyiv")),
        ("Los / Angeles", ("Los", "Angeles")),
        ("Los – Angeles", ("Los", "Angeles")),
        ("Chicago – Moscow", ("Chicago", "Moscow")),
        ("Los and Angeles", ("Los", "Angeles")),
        ("Los Angeles to Kyiv", ("Los Angeles", "Kyiv")),
        ("Chicago Moscow", ("Chicago", "Moscow")),
        ("Chicago // Moscow", ("Chicago", "Moscow")),
        ("Chicago", None),
        ("Los Angeles", None),
        ("Brighton and Hove", None),
        ("Los Angeles / London / Kyiv", None),
        ("Los Angeles to London to Kyiv", None),
        ("Nowhere / Neverland / Kyiv", None),
        ("Kharkeev||||||||", None),
        ("/ Moscow", None),
        ("", None),
    ],
)
def test_two_names_are_parted_where_both_are_named(text: str, pair: tuple[str, str] | None) -> None:
    assert split_pair(text, is_city) == pair


@pytest.mark.parametrize("text", ["Kharkeev" + "|" * 5000, "x|" * 3000, "a and " * 900, "word " * 1000])
def test_however_long_the_text_few_names_are_looked_up(text: str) -> None:
    asked: list[str] = []

    def never(name: str) -> bool:
        asked.append(name)
        return False

    split_pair(text, never)
    assert len(asked) <= 40
