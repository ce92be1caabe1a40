"""What the store knows of links: whose domains are on record, members' reports, and what an address answered."""

from __future__ import annotations

import datetime as dt
import sqlite3

from bot.domain.initiatives import Initiative
from bot.store import entries, links
from bot.store.links import LinkCheck
from tests.factories import initiative, organisation
from tests.store.keeping import NOON, OURS, OWN, THEIRS, row

COATS = "https://example.org/coats"
HOUR = dt.timedelta(hours=1)


def coats(db: sqlite3.Connection) -> Initiative:
    found = row(db, "initiatives", 2)
    assert isinstance(found, Initiative)
    return found


def report(db: sqlite3.Connection, reporter: int, why: str = "It asks for gift cards", at: dt.datetime = NOON) -> int | None:
    return links.report(db, coats(db), reporter, OURS, at, why)


def test_reports_count_once_for_each_member(db: sqlite3.Connection) -> None:
    assert [report(db, member) for member in (1, 2, 1, 3, 3)] == [1, 2, None, 3, None]


def test_what_members_said_is_told_newest_first(db: sqlite3.Connection) -> None:
    report(db, 1, "It asks for gift cards")
    report(db, 2, "Not their site")

    assert links.reasons(db, 2) == ["Not their site", "It asks for gift cards"]
    assert links.reasons(db, 4) == []


def test_reports_of_one_initiative_say_nothing_of_another(db: sqlite3.Connection) -> None:
    report(db, 1)
    homes = row(db, "initiatives", 4)
    assert isinstance(homes, Initiative)

    assert links.report(db, homes, 2, OURS, NOON, "Gone") == 1


def test_reports_of_a_former_link_do_not_count_against_the_new_one(db: sqlite3.Connection) -> None:
    report(db, 1)
    entries.put(db, "initiatives", coats(db).model_copy(update={"link": "https://example.org/new"}))

    assert [report(db, member) for member in (1, 2)] == [1, 2]


def test_after_they_are_settled_reports_count_from_the_beginning_and_members_may_report_again(db: sqlite3.Connection) -> None:
    for _ in range(3):
        assert [report(db, member) for member in (1, 2, 1)] == [1, 2, None]

        links.settle_reports(db, 2)

        assert links.reasons(db, 2) == []


def test_settling_reports_of_one_initiative_leaves_those_of_another(db: sqlite3.Connection) -> None:
    report(db, 1)
    links.settle_reports(db, 4)

    assert links.reasons(db, 2) == ["It asks for gift cards"]


def test_how_many_reports_a_member_made_lately_is_counted_settled_or_not(db: sqlite3.Connection) -> None:
    report(db, 1, at=NOON - HOUR)
    links.settle_reports(db, 2)
    report(db, 1, at=NOON)
    links.settle_reports(db, 2)
    report(db, 2)

    assert links.reports_since(db, 1, NOON - 2 * HOUR) == 2
    assert links.reports_since(db, 1, NOON) == 1
    assert links.reports_since(db, 3, NOON - 2 * HOUR) == 0


def test_organisations_are_known_by_their_domain(db: sqlite3.Connection) -> None:
    entries.put(db, "organisations", organisation(OWN, "Without a site"))
    entries.put(db, "organisations", organisation(OWN + 1, "Aid for All", domain="aid.example"))

    assert [each.name for each in links.organisations_with_domain(db)] == ["Aid for All", "Example Relief"]


def test_links_are_seen_by_whose_they_are(db: sqlite3.Connection) -> None:
    entries.put(db, "initiatives", initiative(OWN, link="https://ours.example"), OURS)
    entries.put(db, "initiatives", initiative(OWN + 1, link="https://theirs.example"), THEIRS)

    shared = [COATS, "https://example.org/homes"]
    assert [each.link for each in links.with_link(db)] == shared
    assert [each.link for each in links.with_link(db, OURS)] == [*shared, "https://ours.example"]
    assert [each.link for each in links.with_link(db, everywhere=True)] == [
        *shared, "https://ours.example", "https://theirs.example"
    ]  # fmt: skip


def test_the_last_answer_of_an_address_is_kept(db: sqlite3.Connection) -> None:
    gone = LinkCheck(COATS, NOON, "gone", 404, "")
    slow = LinkCheck(COATS, NOON + HOUR, "unknown", None, "no answer in 10 s")

    links.put_check(db, gone)
    assert links.check_of(db, COATS) == gone
    links.put_check(db, slow)

    assert links.check_of(db, COATS) == slow
    assert links.check_of(db, "https://example.org/homes") is None
