"""Partial dates: what is known of a date, never more."""

from __future__ import annotations

import datetime as dt

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import PartialDate, age, is_recent, years_before
from tests.factories import TODAY


def written() -> st.SearchStrategy[str]:
    """Every shape of date that may be written."""
    day = st.dates(min_value=dt.date(1000, 1, 1)).map(dt.date.isoformat)
    shape = st.sampled_from([4, 7, 10])
    return st.builds(lambda whole, length, mark: whole[:length] + mark, day, shape, st.sampled_from(["", "?", "~", "%"]))


@pytest.mark.parametrize(
    "text", ["1991", "1991-03", "1991-03-01", "1984?", "1984~", "1984%", "1991-03~", "2004-02-29?", "9999-12"]
)
def test_a_date_may_lack_its_day_or_its_month_and_may_be_uncertain(text: str) -> None:
    assert PartialDate.parse(f" {text}\n") == text


@pytest.mark.parametrize(
    "text",
    [
        "", "91", "1991-3", "1991-13", "1991-00", "1991-02-29", "1991-02-30", "1991-03-01-04", "03/01/1991", "March 1991", "1991/1992",
        "1984??", "?1984", "0000", "-0044", "19xx", "1991-03-01T00:00", "१९९१", "1991\n1992",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a (date: write 1991|day of the calendar)"):
        PartialDate.parse(text)


@given(written())
def test_every_date_that_is_accepted_is_one_of_the_standard_and_spans_the_same_days(text: str) -> None:
    date = PartialDate.parse(text)
    standard = parse_edtf(text)

    assert date.earliest.timetuple()[:3] == tuple(standard.lower_strict()[:3])
    assert date.latest.timetuple()[:3] == tuple(standard.upper_strict()[:3])


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("2022-02-28", "28 Feb 2022", "28 February 2022"),
        ("2022-03", "Mar 2022", "March 2022"),
        ("2022-05", "May 2022", "May 2022"),
        ("2022", "2022", "2022"),
        ("1984~", "about 1984", "about 1984"),
        ("1984?", "perhaps 1984", "perhaps 1984"),
        ("1984%", "perhaps about 1984", "perhaps about 1984"),
        ("1991-03-01~", "about 1 Mar 1991", "about 1 March 1991"),
    ],
)
def test_a_date_is_spelt_as_far_as_it_is_known(text: str, short: str, long: str) -> None:
    date = PartialDate.parse(text)

    assert (date.short, date.long) == (short, long)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-11-22", "this month"),
        ("2026-11-01", "this month"),
        ("2026-11", "this month"),
        ("2026-10-28", "less than a month ago"),
        ("2026-10-22", "1 month ago"),
        ("2026-10", "1 month ago"),
        ("2026-08-22", "3 months ago"),
        ("2026-08-23", "2 months ago"),
        ("2025-11-23", "11 months ago"),
        ("2025-11-22", "1 year ago"),
        ("2022-11-23", "3 years ago"),
        ("2022-11-22", "4 years ago"),
        ("2022-12", "3 years ago"),
        ("2026", "this year"),
        ("2025", "1 year ago"),
        ("1984~", "42 years ago"),
        ("2026-11-23", "still to come"),
        ("2026-12", "still to come"),
        ("2027", "still to come"),
    ],
)
def test_an_age_is_in_whole_months_and_years_rounded_down(text: str, words: str) -> None:
    assert age(PartialDate.parse(text), TODAY) == words


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (dt.date(2024, 2, 29), "this month"),
        (dt.date(2025, 2, 28), "11 months ago"),
        (dt.date(2025, 3, 1), "1 year ago"),
        (dt.date(2028, 2, 28), "3 years ago"),
        (dt.date(2028, 2, 29), "4 years ago"),
    ],
)
def test_a_leap_day_has_its_anniversary_on_the_next_day_that_there_is(today: dt.date, words: str) -> None:
    assert age(PartialDate("2024-02-29"), today) == words


def test_so_many_years_before_a_leap_day_is_one_too_where_there_is_one() -> None:
    assert years_before(dt.date(2028, 2, 29), 4) == dt.date(2024, 2, 29)
    assert years_before(dt.date(2028, 2, 29), 5) == dt.date(2023, 2, 28)
    assert years_before(dt.date(2028, 3, 1), 5) == dt.date(2023, 3, 1)


@given(written(), st.dates(min_value=dt.date(1000, 1, 1)))
def test_every_date_has_an_age_in_words(text: str, today: dt.date) -> None:
    date = PartialDate.parse(text)
    words = age(date, today)

    assert (words == "still to come") == (date.earliest > today)
    assert not words.startswith(("0 ", "-"))
    assert is_recent(date, today) == (" year" not in words or words == "this year")


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("1990", "1990-08-13", True),
        ("1990-08", "1990-08-13", True),
        ("1990?", "1990-08-13", True),
        ("1990-08-13", "1990-08-13", True),
        ("1989", "1990", False),
        ("1990-08", "1990-09", False),
        ("1990-08-13", "1990-08-14", False),
    ],
)
def test_two_dates_agree_if_both_can_mean_one_day(one: str, other: str, agree: bool) -> None:
    assert PartialDate(one).agrees_with(PartialDate(other)) is agree
    assert PartialDate(other).agrees_with(PartialDate(one)) is agree
