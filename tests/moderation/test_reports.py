"""Members report a link; enough of them hide it at once, until somebody has looked."""

from __future__ import annotations

import datetime as dt
import sqlite3

import pytest

from bot.domain.changes import THE_BOT, ProposalKind, ProposalState
from bot.domain.initiatives import Verification
from bot.errors import NotAllowed
from bot.moderation import reports, review
from bot.moderation.permissions import Person
from bot.store import links, revisions
from tests.factories import added, edited
from tests.moderation.desk import (
    BAD_LINK,
    CORA,
    MARA,
    MILO,
    NOON,
    OURS,
    PETE,
    THEA,
    approved,
    done,
    help_with,
    kept,
    link_of,
    person,
    sent,
)

THRESHOLD = 3
MONA = person(509, "Mona", moderates=True)


@pytest.fixture
def shown(db: sqlite3.Connection) -> sqlite3.Connection:
    """A store in which a link of our server is verified: Mara gave it and Milo checked it."""
    (check,) = kept(db, MARA, added(help_with())).to_check
    approved(db, check, MILO)
    return db


def report(db: sqlite3.Connection, who: Person, why: str = "asks for a card number", at: dt.datetime = NOON) -> reports.Reported:
    return done(db, reports.report, 50, who, why, at, THRESHOLD)


def hidden(db: sqlite3.Connection) -> reports.Reported:
    """The link after three members reported it."""
    return [report(db, who, why) for who, why in ((PETE, "a fake page"), (CORA, "a fake page"), (MONA, "asks for a card"))][-1]


def test_a_few_reports_hide_nothing(shown: sqlite3.Connection) -> None:
    for count, who in enumerate((PETE, CORA), 1):
        assert report(shown, who) == reports.Reported(count, False, None)
    assert link_of(shown).verification is Verification.VERIFIED


def test_enough_members_hide_a_link_at_once_and_a_reviewer_is_asked(shown: sqlite3.Connection) -> None:
    reported = hidden(shown)
    assert (reported.count, reported.hidden) == (3, True)
    assert link_of(shown).verification is Verification.WITHDRAWN
    (newest,) = revisions.of_entry(shown, "initiatives", (50,), limit=1)
    assert (newest.by, newest.guild_id, newest.why) == (THE_BOT, OURS, "3 members reported the link")
    asked = reported.review
    assert asked is not None
    assert (asked.kind, asked.state, asked.guild_id) == (ProposalKind.REPORT, ProposalState.PENDING, OURS)
    assert asked.why == "asks for a card; a fake page"


def test_a_member_counts_once_however_often_they_report(shown: sqlite3.Connection) -> None:
    assert report(shown, PETE).count == 1
    for _ in range(THRESHOLD):
        assert report(shown, PETE) == reports.Reported(None, False, None)
    assert report(shown, CORA).count == 2
    assert link_of(shown).verification is Verification.VERIFIED


def test_a_reviewer_brings_a_reported_link_back_and_its_reports_are_settled(shown: sqlite3.Connection) -> None:
    asked = hidden(shown).review
    assert asked is not None
    approved(shown, asked, MILO)
    assert link_of(shown).verification is Verification.VERIFIED
    assert link_of(shown).link_added == "2026-11-22"
    assert links.reasons(shown, 50) == []
    # Whoever reported it may do so again, and it takes as many as before.
    assert [report(shown, who).count for who in (PETE, CORA)] == [1, 2]


def test_who_gave_the_link_does_not_bring_it_back_alone(shown: sqlite3.Connection) -> None:
    asked = hidden(shown).review
    assert asked is not None
    (check,) = approved(shown, asked, MARA).to_check
    assert link_of(shown).verification is not Verification.VERIFIED
    with pytest.raises(NotAllowed):
        approved(shown, check, MARA)


def test_a_reviewer_who_agrees_leaves_it_hidden_and_settles_the_reports(shown: sqlite3.Connection) -> None:
    asked = hidden(shown).review
    assert asked is not None
    done(shown, review.reject, asked.proposal_id, asked.version, MILO, NOON, "It is a fake.")
    assert link_of(shown).verification is Verification.WITHDRAWN
    assert links.reasons(shown, 50) == []


@pytest.mark.parametrize("rejected", [True, False])
def test_a_decision_on_something_else_settles_no_reports(shown: sqlite3.Connection, rejected: bool) -> None:
    """Otherwise whoever runs a fraud would have reports dropped by proposing trifles."""
    report(shown, PETE)
    report(shown, CORA)
    trifle = sent(shown, PETE, edited(link_of(shown), OURS, note="weekly"), to=OURS, kind=ProposalKind.CORRECTION)
    if rejected:
        done(shown, review.reject, trifle.proposal_id, trifle.version, MILO, NOON, "a trifle")
    else:
        approved(shown, trifle, MILO)
    assert report(shown, MONA).hidden


def test_another_link_begins_without_reports(shown: sqlite3.Connection) -> None:
    report(shown, PETE)
    report(shown, CORA)
    (check,) = kept(shown, MARA, edited(link_of(shown), OURS, link=BAD_LINK)).to_check
    approved(shown, check, MILO)
    assert report(shown, PETE).count == 1


def test_reports_of_a_link_that_is_not_shown_are_kept_and_hide_nothing(db: sqlite3.Connection) -> None:
    kept(db, MARA, added(help_with()))
    before = link_of(db)
    assert hidden(db) == reports.Reported(3, False, None)
    assert link_of(db) == before


def test_nobody_reports_what_they_do_not_see(shown: sqlite3.Connection) -> None:
    for who in (THEA, Person(PETE.author, None)):
        with pytest.raises(NotAllowed, match="There is no initiative 50 here"):
            report(shown, who)


def test_an_entry_without_a_link_is_no_matter_for_a_report(db: sqlite3.Connection) -> None:
    with pytest.raises(NotAllowed, match="suggest correction"):
        done(db, reports.report, 1, PETE, "wrong", NOON, THRESHOLD)


def test_a_member_reports_so_many_links_a_day(db: sqlite3.Connection) -> None:
    for number in range(50, 50 + reports.REPORTS_A_DAY + 1):
        kept(db, MARA, added(help_with(number=number)))
    for number in range(50, 50 + reports.REPORTS_A_DAY):
        done(db, reports.report, number, PETE, "", NOON, THRESHOLD)
    with pytest.raises(NotAllowed, match=f"{reports.REPORTS_A_DAY} links within a day"):
        done(db, reports.report, 50 + reports.REPORTS_A_DAY, PETE, "", NOON, THRESHOLD)
    tomorrow = NOON + dt.timedelta(days=1, seconds=1)
    assert done(db, reports.report, 50 + reports.REPORTS_A_DAY, PETE, "", tomorrow, THRESHOLD).count == 1
