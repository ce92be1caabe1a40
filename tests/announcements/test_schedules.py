"""When something is told: plain words there and back, and the wall clock of a server through a year of changes."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcements import schedules
from bot.announcements.refusals import RhythmUnclear
from bot.announcements.schedules import Rhythm

TODAY = dt.date(2026, 11, 22)
ZONES = ("America/New_York", "Europe/Kyiv", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo")
"""Changes at two, three, one and midnight, on both halves of the Earth, one of half an hour."""

minutes = st.integers(0, 24 * 60 - 1)
days = st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found)))
rhythms = st.one_of(
    st.builds(Rhythm, minutes, days, weeks=st.integers(1, 4)),
    st.builds(Rhythm, minutes, days.map(lambda found: found[:1]), nth=st.sampled_from([1, 2, 3, 4, -1])),
    st.builds(Rhythm, minutes, month_day=st.integers(1, 31)),
    st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)).flatmap(
        lambda day: st.builds(Rhythm, minutes, month_day=st.just(day.day), month=st.just(day.month))
    ),
    st.builds(Rhythm, minutes, once=st.dates(TODAY, dt.date(2999, 12, 31))),
)
moments = st.integers(1_600_000_000, 2_200_000_000).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))
zones = st.sampled_from([*ZONES, "UTC", "Asia/Kathmandu", "Pacific/Kiritimati", "America/St_Johns"])


def at(text: str, zone: str = "UTC") -> dt.datetime:
    """``2026-03-08 09:00`` by that zone's clock, as an instant."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def times(rhythm: str, zone: str, since: str, count: int) -> list[str]:
    """The next times, by the clock of that zone, with how far that is from UTC."""
    found, moment = [], at(since, zone)
    for _ in range(count):
        due = schedules.parse(rhythm, dt.date.min).next_after(moment, zone)
        if due is None:
            break
        found.append(f"{due.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %z}")
        moment = due
    return found


@given(rhythms)
def test_what_a_rhythm_says_is_read_as_the_same_rhythm(rhythm: Rhythm) -> None:
    assert schedules.parse(rhythm.words, TODAY) == rhythm


@given(st.text(max_size=60) | st.text("every montudwhfiyas1293:0 ,-&", max_size=60))
def test_whatever_is_typed_is_understood_and_said_back_or_refused_with_examples(typed: str) -> None:
    try:
        rhythm, refused = schedules.parse(typed, TODAY), ""
    except RhythmUnclear as refusal:
        rhythm, refused = None, str(refusal)
    if rhythm is None:
        assert "every Monday 9:00" in refused
    else:
        assert schedules.parse(rhythm.words, TODAY) == rhythm


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("every Monday 9:00", "every Monday 9:00"),
        ("Mondays at 9", "every Monday 9:00"),
        ("every monday 9", "every Monday 9:00"),
        ("each mon, 9am", "every Monday 9:00"),
        ("9:00 every Monday", "every Monday 9:00"),
        ("at 9 on mondays", "every Monday 9:00"),
        ("weekly on Monday at 9.30", "every Monday 9:30"),
        ("every week on monday 21h15", "every Monday 21:15"),
        ("every Monday at 12 am", "every Monday 0:00"),
        ("every Monday at 12pm", "every Monday 12:00"),
        ("every Monday at midnight", "every Monday 0:00"),
        ("every Tue, Thu and Sat at noon", "every Tuesday, Thursday and Saturday 12:00"),
        ("every tuesday, thursday, and saturday 12:00", "every Tuesday, Thursday and Saturday 12:00"),
        ("Mon–Fri 8:00", "every weekday 8:00"),
        ("friday to monday 8:00", "every Monday, Friday, Saturday and Sunday 8:00"),
        ("weekdays 8:00", "every weekday 8:00"),
        ("every weekend", "every Saturday and Sunday 9:00"),
        ("daily", "every day 9:00"),
        ("every day at 18:30", "every day 18:30"),
        ("every other Friday 12:00", "every second Friday 12:00"),
        ("every two weeks on Friday 12:00", "every second Friday 12:00"),
        ("fortnightly on Friday 12:00", "every second Friday 12:00"),
        ("the first Monday of every month", "the first Monday of every month 9:00"),
        ("every last friday of the month 17:00", "the last Friday of every month 17:00"),
        ("every month on the second Tuesday", "the second Tuesday of every month 9:00"),
        ("the 1st of every month 9:00", "the 1st of every month 9:00"),
        ("monthly", "the 1st of every month 9:00"),
        ("every month on the 15th at 7 pm", "the 15th of every month 19:00"),
        ("the 31st of each month", "the last day of every month 9:00"),
        ("on the last day of the month", "the last day of every month 9:00"),
        ("every year on 1 March 9:00", "every year on 1 March 9:00"),
        ("every year on Feb 29th", "every year on 29 February 9:00"),
        ("24 August every year at 10:00", "every year on 24 August 10:00"),
        ("every 24 August", "every year on 24 August 9:00"),
        ("annually on the 1st of May", "every year on 1 May 9:00"),
        ("5 December 2026 9:00", "5 December 2026 9:00"),
        ("once on Dec 5th, 2026 at 6pm", "5 December 2026 18:00"),
        ("25.12.2026 18:00", "25 December 2026 18:00"),
        ("2026-12-05", "5 December 2026 9:00"),
        ("2026.12.05", "5 December 2026 9:00"),
        ("tomorrow 8:15", "23 November 2026 8:15"),
        ("today at 20:00", "22 November 2026 20:00"),
    ],
)
def test_many_spellings_are_understood(typed: str, read: str) -> None:
    assert schedules.parse(typed, TODAY).words == read


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "is no time that I understand"),
        ("9:00", "is no time that I understand"),
        ("soon", "is no time that I understand"),
        ("every second", "is no time that I understand"),
        ("every second day 9:00", "is no time that I understand"),
        ("every T 9:00", "is no time that I understand"),
        ("every moonday 9:00", "is no time that I understand"),
        ("the 32nd of every month", "is no time that I understand"),
        ("every year on 31 June", "is no time that I understand"),
        ("every year on March", "is no time that I understand"),
        ("December 2026 9:00", "is no time that I understand"),
        ("about 5 December 2026", "is no time that I understand"),
        ("every day 25:00", "“25:00” is no time of the day."),
        ("every day 9:75", "“9:75” is no time of the day."),
        ("every day at 13 pm", "“13 pm” is no time of the day."),
        ("31 February 2027 9:00", "is no day of the calendar."),
        ("05/12/2026 9:00", "“05/12/2026” can mean two days."),
        ("05.12.2026 at 18:00", "“05.12.2026” can mean two days."),
        ("21 November 2026 9:00", "That day is over."),
        ("31 December 9999 23:00", "That is too far off."),
        ("every Monday " * 50, "is no time that I understand"),
    ],
)
def test_what_says_no_time_is_refused_with_the_reason(typed: str, why: str) -> None:
    with pytest.raises(RhythmUnclear) as refusal:
        schedules.parse(typed, TODAY)
    assert why in str(refusal.value)


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("9", 540),
        ("9:05", 545),
        ("21h30", 1290),
        ("9 pm", 1260),
        ("12 am", 0),
        ("noon", 720),
        ("midnight", 0),
        ("24:00", None),
        ("x", None),
    ],
)
def test_a_time_of_the_day_is_read_alone(typed: str, minute: int | None) -> None:
    assert schedules.minute_of(typed) == minute


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("minute", [0, 30, 75, 105, 135, 150, 195, 540, 1410, 1439])
def test_every_day_of_a_year_has_exactly_one_time_whatever_the_clocks_do(zone: str, minute: int) -> None:
    here, rhythm = ZoneInfo(zone), Rhythm(minute, tuple(range(7)))
    moment, found = at("2026-01-01 00:00", zone) - dt.timedelta(seconds=1), []
    for _ in range(366):
        due = rhythm.next_after(moment, zone)
        assert due is not None
        assert due > moment
        found.append(due)
        moment = due
    days = [due.astimezone(here).date() for due in found]
    assert days == [dt.date(2026, 1, 1) + dt.timedelta(number) for number in range(366)]
    strange = [due for due in found if (local := due.astimezone(here)).hour * 60 + local.minute != minute]
    assert len(strange) <= 1, "at most the one day whose clock skips the time"
    assert all(due.astimezone(here).fold == 0 for due in found), "of a repeated hour the first"


@pytest.mark.parametrize("zone", ZONES)
def test_nine_o_clock_stays_nine_o_clock_over_both_changes(zone: str) -> None:
    here, rhythm = ZoneInfo(zone), schedules.parse("every day 9:00", TODAY)
    moment, offsets = at("2026-01-01 10:00", zone), set()
    for _ in range(365):
        due = rhythm.next_after(moment, zone)
        assert due is not None
        assert due.astimezone(here).time() == dt.time(9)
        offsets.add(due.astimezone(here).utcoffset())
        moment = due
    assert len(offsets) == 2, "the clocks did change"


def test_an_hour_that_the_clocks_skip_falls_as_far_after_the_gap() -> None:
    assert times("every day 2:30", "America/New_York", "2026-03-07 00:00", 3) == [
        "2026-03-07 02:30 -0500", "2026-03-08 03:30 -0400", "2026-03-09 02:30 -0400",
    ]  # fmt: skip
    assert times("every day 3:30", "Europe/Kyiv", "2026-03-28 04:00", 2) == ["2026-03-29 04:30 +0300", "2026-03-30 03:30 +0300"]
    assert times("every day 2:15", "Australia/Lord_Howe", "2026-10-04 00:00", 1) == ["2026-10-04 02:45 +1100"]
    assert times("every day 0:30", "Africa/Cairo", "2026-04-23 12:00", 1) == ["2026-04-24 01:30 +0300"]


def test_an_hour_that_the_clocks_repeat_counts_once() -> None:
    assert times("every day 1:30", "America/New_York", "2026-10-31 12:00", 2) == [
        "2026-11-01 01:30 -0400",
        "2026-11-02 01:30 -0500",
    ]
    assert times("every day 3:30", "Europe/Kyiv", "2026-10-24 12:00", 2) == ["2026-10-25 03:30 +0300", "2026-10-26 03:30 +0200"]
    assert times("every day 1:45", "Australia/Lord_Howe", "2026-04-04 12:00", 2) == [
        "2026-04-05 01:45 +1100",
        "2026-04-06 01:45 +1030",
    ]


def test_a_shorter_month_has_its_last_day() -> None:
    assert [one[:10] for one in times("the 31st of every month", "UTC", "2027-12-30 00:00", 4)] == [
        "2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31",
    ]  # fmt: skip
    assert [one[:10] for one in times("the 30th of every month", "UTC", "2027-01-31 00:00", 2)] == ["2027-02-28", "2027-03-30"]


def test_a_leap_day_is_kept_on_the_last_of_february_in_other_years() -> None:
    assert [one[:10] for one in times("every year on 29 February", "UTC", "2026-11-22 00:00", 3)] == [
        "2027-02-28", "2028-02-29", "2029-02-28",
    ]  # fmt: skip


def test_a_year_ends_without_a_day_too_many_or_too_few() -> None:
    assert times("every day 0:00", "Pacific/Kiritimati", "2026-12-30 12:00", 3) == [
        "2026-12-31 00:00 +1400", "2027-01-01 00:00 +1400", "2027-01-02 00:00 +1400",
    ]  # fmt: skip
    assert [one[:10] for one in times("every second Friday", "UTC", "2026-12-20 00:00", 3)] == [
        "2027-01-01",
        "2027-01-15",
        "2027-01-29",
    ]
    assert [one[:10] for one in times("the last Thursday of every month", "UTC", "2026-12-01 00:00", 2)] == [
        "2026-12-31",
        "2027-01-28",
    ]


def test_what_is_told_once_has_no_next_time() -> None:
    assert times("5 December 2026 9:00", "Europe/Kyiv", "2026-11-22 00:00", 2) == ["2026-12-05 09:00 +0200"]


@given(rhythms, moments, zones)
def test_asking_from_any_moment_between_two_times_finds_the_same_next_one(rhythm: Rhythm, moment: dt.datetime, zone: str) -> None:
    due = rhythm.next_after(moment, zone)
    if due is not None:
        assert due > moment
        assert rhythm.next_after(moment + (due - moment) / 2, zone) == due
        assert rhythm.last_until(moment, due, zone) == due


def test_of_what_was_missed_the_last_time_is_found() -> None:
    rhythm = schedules.parse("every day 9:00", TODAY)
    assert rhythm.last_until(at("2026-11-19 09:00"), at("2026-11-22 08:59"), "UTC") == at("2026-11-21 09:00")
    assert rhythm.last_until(at("2026-11-22 10:00"), at("2026-11-22 11:00"), "UTC") is None


def test_every_second_week_is_counted_alike_whenever_one_asks() -> None:
    found = {tuple(times("every third Wednesday 9:00", "UTC", f"2026-12-{day:02} 10:00", 2)) for day in range(10, 23)}
    assert len(found) <= 2
    for one, two in found:
        gap = dt.datetime.fromisoformat(f"{two[:10]}") - dt.datetime.fromisoformat(f"{one[:10]}")
        assert gap == dt.timedelta(weeks=3)


def test_several_days_of_a_week_come_in_order() -> None:
    found = times("every Monday, Wednesday and Sunday 7:00", "Europe/London", "2026-11-22 12:00", 6)
    assert all(one < two for one, two in pairwise(found))
    assert [one[:10] for one in found[:3]] == ["2026-11-23", "2026-11-25", "2026-11-29"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("5 December 9:00", "5 December 2026 9:00"),
        ("on 1 March at 6pm", "1 March 2027 18:00"),
        ("22 November", "22 November 2026 9:00"),
        ("29 February 9:00", "29 February 2028 9:00"),
    ],
)
def test_a_day_without_a_year_is_the_next_one(typed: str, read: str) -> None:
    assert schedules.parse(typed, dt.date(2026, 11, 22)).words == read
