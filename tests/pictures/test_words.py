"""Pictures in words, for those who do not see them."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.dates import PartialDate
from bot.domain.pairings import EventKind, Status
from bot.pictures.subjects import CourseSubject, DecadesSubject, Happening, TieSpan, TimelineSubject
from bot.pictures.words import alt_text
from tests.pictures.views import CHICAGO, EVERYWHERE, KYIV, star

TODAY = PartialDate("2026-11-22")


def test_a_map_says_what_its_lines_show_by_status() -> None:
    subject = star(KYIV, *EVERYWHERE[:4], statuses=(Status.ACTIVE, Status.ACTIVE, Status.PROPOSED, Status.UNKNOWN))
    assert alt_text(subject) == (
        "Map: Kyiv. Lines for 4 ties: 2 active, 1 proposed and 1 of unknown status. All names are in the text."
    )
    assert alt_text(star(KYIV, EVERYWHERE[0])) == "Map: Kyiv. One line: 1 active. All names are in the text."
    assert alt_text(star(CHICAGO)) == "Map: Chicago. No line: no tie is recorded. All names are in the text."


def test_a_map_says_what_has_no_place_on_it() -> None:
    some = replace(star(KYIV, *EVERYWHERE[:2]), unplaced=1)
    assert alt_text(some) == "Map: Kyiv. Lines for 2 ties: 2 active; 1 tie of unknown place not shown. All names are in the text."
    assert alt_text(replace(star(KYIV), unplaced=2)) == "Map: Kyiv. No line: 2 ties of unknown place. All names are in the text."


def test_a_map_of_one_country_leaves_its_cities_to_the_picture() -> None:
    assert alt_text(replace(star(KYIV, EVERYWHERE[0]), countries=("UA",))).endswith(" All partner countries are in the text.")
    assert alt_text(replace(star(KYIV, EVERYWHERE[0]), countries=("UA", "US"))).endswith(" All names are in the text.")


def test_a_timeline_says_since_when() -> None:
    spans = (
        TieSpan("Eilat", Status.ACTIVE, PartialDate("1959"), True),
        TieSpan("Giza", Status.ACTIVE, PartialDate("1900"), False),
    )
    assert alt_text(TimelineSubject("Los Angeles", "", spans, TODAY)) == (
        "Timeline: Los Angeles. Bars for 2 ties since 1959: 2 active. All names are in the text."
    )


def test_a_course_tells_its_events() -> None:
    happenings = (
        Happening(PartialDate("1997"), EventKind.SIGNED, "signed"),
        Happening(PartialDate("2022-02-28"), EventKind.SUSPENDED, "suspended"),
    )
    subject = CourseSubject("Chicago – Moscow", "", TieSpan("", Status.SUSPENDED, None, False), happenings, TODAY)
    assert alt_text(subject) == "Timeline: Chicago – Moscow. signed 1997 and suspended 28 Feb 2022. All of it is in the text."


def test_decades_say_their_numbers() -> None:
    subject = DecadesSubject(
        "Ukraine", "", ((1950, Status.ACTIVE, 1), (1950, Status.ENDED, 4), (2020, Status.ACTIVE, 74)), undated=199
    )
    assert alt_text(subject) == (
        "Bars by decade: Ukraine. Signed: 5 in the 1950s and 74 in the 2020s. 199 more without a known year."
    )
