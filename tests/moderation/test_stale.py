"""What should be looked at again: why, and what first."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Any

import pytest

from bot.domain.initiatives import Initiative
from bot.moderation import stale
from bot.moderation.stale import StaleEntry, Urgency
from bot.store.links import LinkCheck, put_check
from tests.factories import (
    HAMBURG,
    KYIV,
    LOS_ANGELES,
    TODAY,
    added,
    claim,
    edited,
    event,
    initiative,
    new_tie,
    organisation,
    pairing,
)
from tests.moderation.desk import NOON, OURS, THEIRS, row
from tests.store.keeping import carry_out

CHECKED: dict[str, Any] = {
    "link": "https://example.org/help", "organisation_id": 1, "verification": "verified", "link_added_by": 5, "link_added": "2026-10-20",
    "link_approved_by": 6, "link_approved": "2026-10-21", "link_expires": "2027-06-01",
}  # fmt: skip
FINE: dict[str, Any] = {"state": "open", "check_by": "2027-01", "last_seen": "2026-10"}


@pytest.fixture
def nothing(db: sqlite3.Connection) -> sqlite3.Connection:
    """A store in which nothing is past its day."""
    for number in (1, 3):
        carry_out(db, edited(row(db, "initiatives", number), state="completed"))
    assert stale.past(db, None, TODAY, shared=True) == []
    return db


def add(db: sqlite3.Connection, number: int = 50, guild_id: int | None = None, **fields: Any) -> Initiative:
    made = initiative(number, KYIV, **{**FINE, **fields})
    carry_out(db, added(made, guild_id))
    return made


def only(db: sqlite3.Connection) -> StaleEntry:
    (found,) = stale.past(db, None, TODAY, shared=True)
    return found


@pytest.mark.parametrize(
    ("fields", "urgency", "why"),
    [
        ({"check_by": "2026-11-21"}, Urgency.PAST_CHECK, "was to be checked by 21 Nov 2026"),
        ({"check_by": "2026-10"}, Urgency.PAST_CHECK, "was to be checked by Oct 2026"),
        ({"check_by": None, "last_seen": "2025-11-21"}, Urgency.NOT_SEEN, "no check date; last seen at work: 21 Nov 2025"),
        ({"check_by": None, "last_seen": "2024~"}, Urgency.NOT_SEEN, "no check date; last seen at work: about 2024"),
        ({"check_by": None, "last_seen": None}, Urgency.NOT_SEEN, "no check date; never seen at work"),
        ({**CHECKED, "link_expires": "2026-12-06"}, Urgency.LAPSES_SOON, "its link is verified until 6 Dec 2026"),
        ({**CHECKED, "link_expires": "2026-11-22"}, Urgency.LAPSES_SOON, "its link is verified until 22 Nov 2026"),
        ({**CHECKED, "link_expires": "2026-11-21"}, Urgency.LAPSED, "its link is no longer verified after 21 Nov 2026"),
        ({**CHECKED, "verification": "lapsed"}, Urgency.LAPSED, "its link is no longer verified"),
    ],
)
def test_an_initiative_past_its_day_is_told_with_the_reason(
    nothing: sqlite3.Connection, fields: dict[str, Any], urgency: Urgency, why: str
) -> None:
    add(nothing, title="Winter boots", **fields)
    found = only(nothing)
    assert (found.table_name, found.key, found.label, found.guild_id) == ("initiatives", (50,), "Winter boots", None)
    assert (found.urgency, found.why) == (urgency, why)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"check_by": "2026-11-22"},
        {"check_by": "2026-11"},
        {"check_by": "2026"},
        {"check_by": None, "last_seen": "2025-11-22"},
        {"check_by": None, "last_seen": "2025-11"},
        {"check_by": None, "last_seen": "2025?"},
        {"state": "closed", "check_by": "2020"},
        {"state": "unknown", "check_by": None, "last_seen": None},
        {**CHECKED, "link_expires": "2026-12-07"},
        {**CHECKED, "link_expires": "2026-12"},
        {"link": "https://example.org/help", "verification": "unverified"},
    ],
)
def test_what_may_still_be_within_its_day_is_left_alone(nothing: sqlite3.Connection, fields: dict[str, Any]) -> None:
    add(nothing, **fields)
    assert stale.past(nothing, None, TODAY, shared=True) == []


def test_every_reason_is_told_the_most_urgent_first(nothing: sqlite3.Connection) -> None:
    add(nothing, **{**CHECKED, "link_expires": "2026-11-01", "check_by": "2026-10-01"})
    put_check(nothing, LinkCheck("https://example.org/help", NOON, "dead", 404, "answers 404"))
    assert only(nothing).why == (
        "its link answers 404; its link is no longer verified after 1 Nov 2026; was to be checked by 1 Oct 2026"
    )
    assert only(nothing).urgency is Urgency.DEAD


@pytest.mark.parametrize(
    ("state", "note", "told"),
    [
        ("dead", "answers 410", "its link answers 410"),
        (
            "moved",
            "leads to another domain `example.net`: not followed",
            "its link leads to another domain `example.net`: not followed",
        ),
        ("alive", "answers 200", None),
        ("unreachable", "answers 503", None),
        ("forbidden_by_robots", "may not be asked by programs", None),
    ],
)
def test_a_link_that_was_found_dead_or_moved_is_told(
    nothing: sqlite3.Connection, state: str, note: str, told: str | None
) -> None:
    add(nothing, link="https://example.org/help")
    put_check(nothing, LinkCheck("https://example.org/help", NOON, state, None, note))
    assert [found.why for found in stale.past(nothing, None, TODAY, shared=True)] == ([told] if told else [])


@pytest.mark.parametrize("address", ["https://winteraid.example.net", "https://winteraid.example.net/"])
def test_an_organisation_whose_site_is_dead_is_told_with_the_catalogue_only(nothing: sqlite3.Connection, address: str) -> None:
    carry_out(nothing, added(organisation(30, "Winter Aid", domain="winteraid.example.net")))
    put_check(nothing, LinkCheck(address, NOON, "dead", 404, "answers 404"))
    found = only(nothing)
    assert (found.table_name, found.label, found.why, found.since) == (
        "organisations",
        "Winter Aid",
        "its site answers 404",
        NOON.date(),
    )
    assert stale.past(nothing, OURS, TODAY, shared=False) == []


def test_what_leads_members_astray_comes_before_what_is_only_old(nothing: sqlite3.Connection) -> None:
    add(nothing, 50, check_by=None, last_seen="2020")
    add(nothing, 51, check_by="2026-10")
    add(nothing, 52, check_by="2026-09")
    add(nothing, 53, link="https://example.org/moved")
    add(nothing, 54, **{**CHECKED, "link_expires": "2026-12-01"})
    add(nothing, 55, **{**CHECKED, "link_expires": "2026-11-01"})
    add(nothing, 56, link="https://example.org/dead")
    put_check(nothing, LinkCheck("https://example.org/moved", NOON, "moved", 301, "moved"))
    put_check(nothing, LinkCheck("https://example.org/dead", NOON, "dead", 404, "answers 404"))
    assert [found.key for found in stale.past(nothing, None, TODAY, shared=True)] == [
        (56,),
        (55,),
        (54,),
        (53,),
        (52,),
        (51,),
        (50,),
    ]


def test_each_server_sees_its_own_and_the_catalogue_when_it_asks_for_it(nothing: sqlite3.Connection) -> None:
    for number, guild_id in ((50, None), (51, OURS), (52, THEIRS)):
        add(nothing, number, guild_id, check_by="2026-10")

    def numbers(guild_id: int | None, *, shared: bool) -> list[object]:
        return [found.key[0] for found in stale.past(nothing, guild_id, TODAY, shared)]

    assert numbers(OURS, shared=False) == [51]
    assert numbers(OURS, shared=True) == [50, 51]
    assert numbers(THEIRS, shared=False) == [52]
    assert numbers(None, shared=True) == [50]
    assert numbers(None, shared=False) == []


def test_pairings_of_which_nobody_has_spoken_for_ten_years_are_counted(db: sqlite3.Connection) -> None:
    before = stale.unconfirmed(db, None, TODAY, shared=True)[1]
    for number, (date, kind) in enumerate(
        [("2016-11-21", "signed"), ("2016-10", "listed"), ("2016", "signed"), ("2016-11", "signed"), ("2016-11-22", "kept"), ("2026", "visit")], 70
    ):  # fmt: skip
        place = added(initiative(number, KYIV)).after
        assert place is not None
        cities = (number, KYIV)
        db.execute(
            f"INSERT INTO city (city_id, geonames_id, name, country_code, level) VALUES ({number}, {number}, 'Town', 'UA', 'city')"
        )
        carry_out(db, added(pairing(number, *cities)), added(event(number, kind, number)), added(claim(number, number, date)))
    # Of 2016 and November 2016 it may have been within the ten years; a visit says nothing of the tie.
    assert stale.unconfirmed(db, None, TODAY, shared=True)[1] == before + 3


def test_the_pairings_that_are_longest_without_a_word_come_first_page_by_page(db: sqlite3.Connection) -> None:
    before, _ = stale.unconfirmed(db, None, TODAY, shared=True, limit=100)
    for number, dates in ((70, ("2012-05", "2001")), (71, ()), (72, ("2010~",))):
        db.execute(
            f"INSERT INTO city (city_id, geonames_id, name, country_code, level) VALUES ({number}, {number}, 'Town', 'UA', 'city')"
        )
        rows = [added(pairing(number, number, KYIV)), added(event(number, "listed", number))]
        told = [added(claim(10 * number + place, number, date)) for place, date in enumerate(dates)]
        carry_out(db, *rows, *(told or [added(claim(10 * number, number, None))]))
    listed, count = stale.unconfirmed(db, None, TODAY, shared=True, limit=100)
    new = [each for each in listed if each not in before]
    assert [(each.key[0], each.why) for each in new] == [
        (71, "no source gives a date"),
        (72, "last spoken of in a source: about 2010"),
        (70, "last spoken of in a source: May 2012"),
    ]
    assert count == len(listed)
    assert stale.unconfirmed(db, None, TODAY, shared=True, limit=1, offset=1)[0] == listed[1:2]


def test_a_leap_day_has_its_day_a_year_ago(db: sqlite3.Connection) -> None:
    assert stale.unconfirmed(db, None, dt.date(2028, 2, 29), shared=True)[1] >= 0
    assert isinstance(stale.past(db, None, dt.date(2028, 2, 29), shared=True), list)


def test_own_pairings_are_counted_apart(db: sqlite3.Connection) -> None:
    rows = new_tie(70, HAMBURG, LOS_ANGELES, OURS)
    carry_out(db, *rows[:2], added(claim(70, 70, "2001"), OURS), guild_id=OURS)
    assert stale.unconfirmed(db, OURS, TODAY, shared=False)[1] == 1
    assert stale.unconfirmed(db, THEIRS, TODAY, shared=False)[1] == 0


def test_a_hundred_thousand_entries_are_looked_through_in_the_store(nothing: sqlite3.Connection) -> None:
    """What is not past its day never leaves the store: the few that are come out of many, in one query."""
    columns = "beneficiary_id, country_code, title, sector, purpose, state, check_by, organiser, verification, source_id"
    nothing.execute(
        f"""WITH RECURSIVE numbers (n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100999)
            INSERT INTO initiative (initiative_id, {columns})
            SELECT n, {KYIV}, 'UA', 'Initiative ' || n, 'goods', 'civilian', 'open',
                   CASE WHEN n % 20000 = 0 THEN '2026-10' ELSE '2027-10' END, 'Somebody', 'unverified', 1 FROM numbers"""
    )
    asked: list[str] = []
    nothing.set_trace_callback(asked.append)
    found = stale.past(nothing, None, TODAY, shared=True)
    nothing.set_trace_callback(None)
    assert [entry.key[0] for entry in found] == [20000, 40000, 60000, 80000, 100000]
    assert len(asked) <= 3
