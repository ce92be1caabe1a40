"""What is drawn of entries."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.dates import PartialDate
from bot.domain.pairings import EventKind, Status
from bot.domain.places import City
from bot.domain.records import Countries
from bot.domain.standing import RecordedEvent
from bot.pictures.of_entries import (
    decades_of_countries,
    map_of_city,
    map_of_countries,
    map_of_pair,
    map_of_pairings,
    map_of_path,
    timeline_of_city,
    timeline_of_pair,
)
from bot.pictures.subjects import Shape
from tests.factories import TODAY, city, country, happened, recorded_pairing

COUNTRIES = Countries(
    {code: country(code, name) for code, name in {"UA": "Ukraine", "US": "United States", "RU": "Russia"}.items()}
)


def place(number: int, name: str, code: str = "UA", at: tuple[float, float] = (50.0, 30.0), **fields: Any) -> City:
    return city(number, name, code, latitude=at[0], longitude=at[1], **fields)


CHICAGO = place(1, "Chicago", "US", (41.85, -87.65), region="Illinois", population=2_700_000)
MOSCOW = place(2, "Moscow", "RU", (55.75, 37.62))
KYIV = place(3, "Kyiv")
SIGNED, SUSPENDED = happened("signed", "1997"), happened("suspended", "2022-02-28", by=1)
HALTED = recorded_pairing([SIGNED, SUSPENDED], CHICAGO, MOSCOW)
LISTED = recorded_pairing([happened("listed", "2025-01")], CHICAGO, KYIV)


def test_a_citys_map_shows_each_tie_with_its_status() -> None:
    subject = map_of_city(CHICAGO, [HALTED, LISTED], COUNTRIES, TODAY)
    assert (subject.title, subject.line) == ("Chicago", "2 pairings recorded")
    assert [(tie.other.name, tie.status) for tie in subject.ties] == [("Moscow", Status.SUSPENDED), ("Kyiv", Status.ACTIVE)]
    assert [(home.name, home.weight) for home in subject.homes] == [("Chicago", 2_700_000)]


def test_a_city_without_coordinates_is_counted() -> None:
    nowhere = recorded_pairing([SIGNED], CHICAGO, city(9, "Rostov", "RU"))
    assert map_of_city(CHICAGO, [nowhere, LISTED], COUNTRIES, TODAY).unplaced == 1


def test_namesakes_on_a_map_are_told_apart() -> None:
    other = place(8, "Kyiv", "US", region="Ohio")
    subject = map_of_city(KYIV, [recorded_pairing([SIGNED], KYIV, other)], COUNTRIES, TODAY)
    assert {spot.name for tie in subject.ties for spot in (tie.one, tie.other)} == {"Kyiv, Ukraine", "Kyiv, Ohio"}


def test_the_strip_of_a_pair_begins_with_who_acted_and_says_how_it_stands() -> None:
    subject = map_of_pair(HALTED, COUNTRIES, TODAY)
    assert (subject.title, subject.line, subject.shape) == ("Chicago – Moscow", "suspended 28 Feb 2022", Shape.STRIP)
    assert not subject.counted


def test_a_path_names_what_it_passes() -> None:
    subject = map_of_path([MOSCOW, CHICAGO, KYIV], [HALTED, LISTED], COUNTRIES, TODAY)
    assert (subject.title, subject.line) == ("Moscow – Kyiv", "2 ties, by way of Chicago")
    assert [home.name for home in subject.homes] == ["Moscow", "Kyiv"]


def test_a_map_of_two_countries_sets_both_off() -> None:
    subject = map_of_countries(["RU", "US"], [HALTED], COUNTRIES, TODAY)
    assert (subject.title, subject.countries, subject.homes) == ("Russia – United States", ("RU", "US"), ())


def test_a_map_of_a_week_has_its_own_words() -> None:
    subject = map_of_pairings("21–27 March 2022", "1 decision on a pairing", [HALTED], COUNTRIES, TODAY)
    assert (subject.title, subject.line, subject.counted) == ("21–27 March 2022", "1 decision on a pairing", False)


def test_a_timeline_has_the_signed_first_and_then_those_of_unknown_beginning() -> None:
    spans = timeline_of_city(CHICAGO, [LISTED, HALTED], TODAY).spans
    assert [(span.name, span.begun, span.signed, span.halted) for span in spans] == [
        ("Moscow", "1997", True, "2022-02-28"), ("Kyiv", "2025-01", False, None),
    ]  # fmt: skip


def test_a_disputed_signing_spans_all_that_is_said() -> None:
    disputed = recorded_pairing([happened("signed", "1990-08-13", "1984"), happened("listed", "2016")], CHICAGO, MOSCOW)
    (span,) = timeline_of_city(CHICAGO, [disputed], TODAY).spans
    assert (span.begun, span.disputed_until, span.last_seen) == ("1984", "1990-08-13", "2016")


def test_the_course_of_a_pair_tells_a_listing_only_where_nothing_is_newer() -> None:
    pair = recorded_pairing([happened("listed", "2009"), SIGNED, happened("listed", "2016")], CHICAGO, MOSCOW)
    happenings = timeline_of_pair(pair, COUNTRIES, TODAY).happenings
    assert [(told.date.short, told.what) for told in happenings] == [("1997", "signed"), ("2016", "listed")]


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([happened("listed", "2016-11")], "active, listed Nov 2016"),
        ([SIGNED, happened("listed", "2016-11")], "active since 1997, listed Nov 2016"),
        ([happened("signed", "2022")], "active since 2022"),
        ([happened("visit", "2022")], "status unknown"),
        ([happened("listed")], "active, undated"),
        ([SIGNED, SUSPENDED], "suspended 28 Feb 2022"),
    ],
)
def test_a_strip_says_of_what_date_the_status_is(events: list[RecordedEvent], words: str) -> None:
    assert map_of_pair(recorded_pairing(events, CHICAGO, MOSCOW), COUNTRIES, TODAY).line == words


def test_the_course_of_a_pair_tells_its_events_but_no_older_listing() -> None:
    pair = recorded_pairing([SIGNED, happened("listed", "2016"), happened("visit"), SUSPENDED], CHICAGO, MOSCOW)
    subject = timeline_of_pair(pair, COUNTRIES, TODAY)
    assert [(told.date, told.kind) for told in subject.happenings] == [
        (PartialDate("1997"), EventKind.SIGNED), (PartialDate("2022-02-28"), EventKind.SUSPENDED),
    ]  # fmt: skip
    assert subject.undated == 1


def test_decades_count_signings_and_what_has_no_year() -> None:
    subject = decades_of_countries(["US"], [HALTED, LISTED], COUNTRIES, TODAY)
    assert subject.counts == ((1990, Status.SUSPENDED, 1),)
    assert subject.undated == 1
