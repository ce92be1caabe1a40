"""Anniversaries: a day only where one is known for sure, in a calendar that any program takes."""

from __future__ import annotations

import datetime as dt

import pytest
from icalendar import Calendar

from bot.domain.anniversaries import Anniversary, anniversary_of, calendar, stamps_of
from tests.factories import TODAY, countries, happened, recorded_pairing

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        (["1997-05-17"], dt.date(1997, 5, 17)),
        (["1996-02-29"], dt.date(1996, 2, 29)),
        (["1997"], None),
        (["1997-05"], None),
        (["1984-08-13", "1989"], None),
        (["1997-05-17", "1997-05-18"], None),
        (["1997-05-17", "1997"], dt.date(1997, 5, 17)),
        ([None], None),
    ],
)
def test_a_day_is_never_made_up(dates: list[str | None], day: dt.date | None) -> None:
    found = anniversary_of(recorded_pairing([happened("signed", *dates)]), countries(), TODAY)
    assert (found.day if found else None) == day


def test_a_calendar_is_read_back_and_a_leap_day_falls_on_the_sixtieth_day() -> None:
    made = calendar("x", "Ties", [Anniversary(7, dt.date(1996, 2, 29), "A and B")], {}, NOW)
    [event] = Calendar.from_ical(made).walk("VEVENT")
    assert event["UID"] == "pairing-7@x.invalid"
    assert b"RRULE:FREQ=YEARLY;BYYEARDAY=60" in event.to_ical()
    assert event.decoded("DTSTART") == dt.date(1996, 2, 29)


def test_a_calendar_and_each_of_its_events_say_what_they_are_told_to_say_and_else_nothing() -> None:
    signed = Anniversary(7, dt.date(1996, 2, 29), "A and B", "Of a catalogue")
    told = Calendar.from_ical(calendar("x", "Ties", [signed], {}, NOW, about="Of a catalogue, with a licence"))
    assert str(told["X-WR-CALDESC"]) == str(told["DESCRIPTION"]) == "Of a catalogue, with a licence"
    assert [str(event["DESCRIPTION"]) for event in told.walk("VEVENT")] == ["Of a catalogue"]
    assert b"DESCRIPTION" not in calendar("x", "Ties", [Anniversary(7, dt.date(1996, 2, 29), "A and B")], {}, NOW)


def test_what_stood_in_it_before_keeps_its_date() -> None:
    signed = [Anniversary(7, dt.date(1996, 2, 29), "A and B")]
    before = calendar("x", "Ties", signed, {}, NOW)
    assert calendar("x", "Ties", signed, stamps_of(before), NOW + dt.timedelta(days=9)) == before


def test_a_file_that_cannot_be_read_says_nothing() -> None:
    assert stamps_of(b"no calendar") == {}
