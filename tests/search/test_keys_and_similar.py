"""The forms under which names are kept, and finding those that are nearly so."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from bot.search.keys import keys_of, latin_key
from bot.search.similar import SHORTEST, SimilarKeys, edits_allowed, probes

LETTERS = st.text(alphabet="abcde ", min_size=SHORTEST, max_size=16).filter(lambda key: key == " ".join(key.split()))


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Łódź", ("lodz",)), ("LODZ", ("lodz",)), ("St. John’s", ("saint johns",)), ("Sankt-Peterburg", ("saint peterburg",)),
        ("Straße", ("strasse",)), ("København", ("kobenhavn",)), ("Київ", ("киів", "kiiv")), ("Ivano–Frankivsk", ("ivano frankivsk",)),
        ("  A  B ", ("a b",)), ("...", ()), ("\u200bKy\u200biv", ("kyiv",)),
    ],
)  # fmt: skip
def test_a_name_has_one_key_in_latin_letters_and_one_in_its_own(name: str, keys: tuple[str, ...]) -> None:
    assert keys_of(name) == keys


def test_saint_is_spelt_out_within_a_name_only() -> None:
    assert (latin_key("St. Petersburg"), latin_key("St")) == ("saint petersburg", "st")


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A key, and what somebody types for it with at most three letters lost, gained or changed."""
    key = draw(LETTERS)
    typed = list(key)
    for _ in range(draw(st.integers(min_value=1, max_value=3))):
        at = draw(st.integers(min_value=0, max_value=len(typed) - 1))
        typed[at : at + draw(st.integers(min_value=0, max_value=1))] = draw(st.text(alphabet="abcxyz", max_size=1))
        assume(typed)
    return key, "".join(typed)


@given(slips())
def test_every_key_within_the_allowed_edits_shares_a_piece(pair: tuple[str, str]) -> None:
    key, typed = pair
    pieces = 3 if len(key) < 10 else 4
    assume(Levenshtein.distance(key, typed) <= min(edits_allowed(len(typed)), pieces - 1))
    assert SimilarKeys([key]).sharing(probes(typed)) == {key}


@given(key=LETTERS, at=st.integers(min_value=0, max_value=14))
def test_two_swapped_letters_still_share_a_piece(key: str, at: int) -> None:
    assume(at + 1 < len(key))
    typed = key[:at] + key[at + 1] + key[at] + key[at + 2 :]
    assume(edits_allowed(len(key)) > 1)
    assert SimilarKeys([key]).sharing(probes(typed)) == {key}
