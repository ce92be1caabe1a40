"""Whatever is typed, an outcome comes, and soon."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.search import Outcome, Search
from bot.search.keys import keys_of, latin_key

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=200)
NAME_LIKE = st.text(alphabet="abcdeiou stnrl,.-'éßłКиївабв東京\u200b\u202e", max_size=40)
pytestmark = pytest.mark.usefixtures("search")
PATIENT = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(text=st.one_of(ANY_TEXT, NAME_LIKE))
@PATIENT
def test_any_text_gets_an_outcome_that_holds_together(search: Search, text: str) -> None:
    found = search.resolve(text)
    count = len(found.candidates)
    assert {Outcome.NONE: count == 0, Outcome.CHOICE: 2 <= count <= 25}.get(found.outcome, 1 <= count <= 25)
    ids = [each.city.city_id for each in found.candidates]
    assert len(ids) == len(set(ids))
    assert search.resolve(text) == found


@given(text=st.one_of(ANY_TEXT, NAME_LIKE))
@PATIENT
def test_any_text_can_be_completed_and_may_name_countries(search: Search, text: str) -> None:
    assert len(search.complete(text)) <= 25
    assert len(search.complete(text, 3)) <= 3
    assert isinstance(search.countries(text), list)
    search.country(text)


@given(text=ANY_TEXT)
@settings(deadline=None)
def test_a_key_is_its_own_key(text: str) -> None:
    assert latin_key(text).isascii()
    for key in keys_of(text):
        assert keys_of(key)[-1] == keys_of(text)[-1]


@pytest.mark.parametrize(
    "text", ["a" * 4000, "ab " * 1333, "Kyiv, " * 700, "й" * 4000, "\u200b" * 4000, "<@" * 2000, "(((" * 1300, ":a" * 2000]
)
def test_of_four_thousand_signs_only_the_first_are_read(search: Search, text: str) -> None:
    assert search.resolve(text).outcome is Outcome.NONE
    assert len(search.resolve(text).typed) <= 200
    assert search.complete(text) == search.complete(text[:400])
    assert search.countries(text) == search.countries(text[:400])
