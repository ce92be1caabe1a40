"""A date that a member writes in words is the date that the store keeps, or a question; never a guess."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.date_words import spelt
from bot.domain.dates import PartialDate
from tests.factories import TODAY


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2022-03-25", "2022-03-25"),
        ("1984~", "1984~"),
        ("March 2022", "2022-03"),
        ("24 Feb 2023", "2023-02-24"),
        ("Feb 24, 2023", "2023-02-24"),
        ("the 24th of February, 2023", "2023-02-24"),
        ("Sept. 5, 2022", "2022-09-05"),
        ("24-Feb-2023", "2023-02-24"),
        ("24.02.2023", "2023-02-24"),
        ("24/02/2023", "2023-02-24"),
        ("02/24/2023", "2023-02-24"),
        ("02/02/2022", "2022-02-02"),
        ("2023/02/24", "2023-02-24"),
        ("2023.2.4", "2023-02-04"),
        ("03/2022", "2022-03"),
        (" 2022 ", "2022"),
        ("about 1984", "1984~"),
        ("c. 1984", "1984~"),
        ("circa May 1984", "1984-05~"),
        ("~1984", "1984~"),
        ("1984?", "1984?"),
        ("perhaps 1984", "1984?"),
        ("maybe about 1984", "1984%"),
        ("May 2022", "2022-05"),
        ("Today", "2026-11-22"),
        ("24 лютого 2023 року", "2023-02-24"),
        ("березень 2022", "2022-03"),
        ("24 февраля 2023 г.", "2023-02-24"),
        ("24. März 2023", "2023-03-24"),
        ("etwa 1984", "1984~"),
        ("\uff12\uff10\uff12\uff12", "2022"),
    ],
)
def test_what_is_written_is_what_is_kept(typed: str, kept: str) -> None:
    assert spelt(typed, TODAY) == PartialDate(kept)


def test_a_date_that_can_mean_two_days_is_asked_about() -> None:
    with pytest.raises(ValueError, match="2 March 2022, or 3 February 2022"):
        spelt("02/03/2022", TODAY)
    with pytest.raises(ValueError, match="2 March 2022, or 3 February 2022"):
        spelt("02.03.2022", TODAY)


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("", "No date is given"),
        ("spring 2022", "Write the month, or the year alone"),
        ("Friday, 24 Feb 2023", "Leave that out"),
        ("last year", "means another date tomorrow"),
        ("yesterday", "means another date tomorrow"),
        ("2022-2023", "more than one date"),
        ("2022-23", "more than one date"),
        ("between 2020 and 2021", "more than one date"),
        ("before 2022", "more than one date"),
        ("early 2022", "more than one date"),
        ("1990 or 1991", "more than one date"),
        ("the 1980s", "as in about 1984"),
        ("24/02/23", "Write all four"),
        ("Feb '22", "Write all four"),
        ("29 Feb 2023", "no day of the calendar"),
        ("31.04.2022", "no day of the calendar"),
        ("00/00/2022", "no day of the calendar"),
        ("24 February", "not understood"),
        ("March", "is no date"),
        ("soon", "is no date"),
        ("2022??", "not understood"),
        ("it was signed in the town hall on the day of the city, in 1991 or so", "too long"),
    ],
)
def test_what_is_no_one_date_says_what_to_write(typed: str, advice: str) -> None:
    with pytest.raises(ValueError, match=advice):
        spelt(typed, TODAY)


@given(st.text(max_size=80) | st.text("0123456789-/.,? ~thsmarcfebдолют", max_size=30))
@example("9999-99-99")
@example("٢٠٢٢")
@example("２４.０２.２０２３")
def test_any_text_is_a_date_or_a_sentence_that_helps(typed: str) -> None:
    said = ""
    try:
        said = f"Write {PartialDate.parse(spelt(typed, TODAY))}"
    except ValueError as refusal:
        said = str(refusal)
    assert "Write" in said or "Leave" in said


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(st.dates(dt.date(1000, 1, 1)))
    text = draw(st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]]))
    return PartialDate.parse(text + draw(st.sampled_from(["", "?", "~", "%"])))


@given(partial_dates())
def test_what_the_bot_writes_it_reads(date: PartialDate) -> None:
    assert spelt(date, TODAY) == date
    assert spelt(date.long, TODAY) == date
    assert spelt(date.short, TODAY) == date
