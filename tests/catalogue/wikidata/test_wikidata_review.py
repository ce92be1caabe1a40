"""What Wikidata says of ties that the store has: confirmed, or put to review beside what is recorded; never over it."""

from __future__ import annotations

import datetime as dt
import sqlite3

from bot.domain.changes import OPERATOR, Proposal, ProposalKind, ProposalState, Role
from bot.domain.dates import PartialDate
from bot.domain.pairings import Status
from bot.store import changes, database, proposals
from tests import factories as make
from tests.catalogue.wikidata.conftest import (
    CHICAGO_ITEM,
    HAMBURG_ITEM,
    KYIV_ITEM,
    LEIPZIG_ITEM,
    LOS_ANGELES_ITEM,
    MOSCOW_ITEM,
    NOW,
    SAINT_PETERSBURG_ITEM,
    SAN_JOSE_ITEM,
    YEKATERINBURG_ITEM,
    BringIn,
    content,
    day,
    tie,
    told,
    waiting,
    year,
)
from tests.fakes.sparql import Stated

LEIPZIG = 2879139
SIMFEROPOL = 693805
TODAY = dt.date(2026, 11, 22)


def test_what_is_curated_stays_as_it_is_if_wikidata_agrees_or_adds_nothing(bring_in: BringIn, db: sqlite3.Connection) -> None:
    before = content(db)
    report = bring_in(
        Stated(CHICAGO_ITEM, MOSCOW_ITEM, start=day("1997-05-05")),
        Stated(LOS_ANGELES_ITEM, SAINT_PETERSBURG_ITEM, start=year(1990)),
        Stated(LOS_ANGELES_ITEM, KYIV_ITEM, start=year(2022)),
        Stated(SAN_JOSE_ITEM, YEKATERINBURG_ITEM),
    )
    assert (report.added, report.confirmed, report.to_review) == (0, 4, 0)
    assert content(db) == before


def test_another_year_is_put_to_review_beside_the_curated_one(bring_in: BringIn, db: sqlite3.Connection) -> None:
    before = tie(db, make.LOS_ANGELES, make.SAINT_PETERSBURG)
    report = bring_in(
        Stated(LOS_ANGELES_ITEM, SAINT_PETERSBURG_ITEM, start=year(1975)),
        Stated(SAINT_PETERSBURG_ITEM, LOS_ANGELES_ITEM, start=year(1984)),
    )
    assert (report.added, report.to_review) == (0, 1)
    assert tie(db, make.LOS_ANGELES, make.SAINT_PETERSBURG) == before

    (proposal,) = waiting(db)
    assert (proposal.kind, proposal.state) == (ProposalKind.CONFLICT, ProposalState.PENDING)
    assert (proposal.proposer, proposal.role, proposal.guild_id, proposal.made_at) == (OPERATOR, Role.OWNER, None, NOW)
    assert proposal.title == "Wikidata on Saint Petersburg and Los Angeles"
    assert proposal.source == "https://www.wikidata.org/wiki/Q65#P190"
    assert proposal.why == "Wikidata says signed 1975; on record is 1984 or 1989 or 13 August 1990."
    assert [change.before for change in proposal.changes] == [None]

    approve(db, proposal)
    after = tie(db, make.LOS_ANGELES, make.SAINT_PETERSBURG)
    assert told(after)["signed"] == ["1984", "1989", "1990-08-13", "1975"]


def test_an_end_of_what_is_active_here_is_put_to_review(bring_in: BringIn, db: sqlite3.Connection) -> None:
    bring_in(Stated(SAN_JOSE_ITEM, YEKATERINBURG_ITEM, end=day("2023-01-02")))
    assert tie(db, make.SAN_JOSE, make.YEKATERINBURG).standing(TODAY).status is Status.ACTIVE
    (proposal,) = waiting(db)
    assert proposal.why == "Wikidata says ended 2 January 2023; here it is active."
    approve(db, proposal)
    assert tie(db, make.SAN_JOSE, make.YEKATERINBURG).standing(TODAY).status is Status.ENDED
    assert bring_in(Stated(SAN_JOSE_ITEM, YEKATERINBURG_ITEM, end=day("2023-01-02"))).confirmed == 1


def test_an_end_and_a_year_that_disagree_are_one_proposal(bring_in: BringIn, db: sqlite3.Connection) -> None:
    report = bring_in(Stated(CHICAGO_ITEM, KYIV_ITEM, start=year(1966), end=year(1970)))
    assert report.to_review == 1
    (proposal,) = waiting(db)
    assert "signed 1966" in proposal.why
    assert "ended 1970" in proposal.why


def test_what_is_suspended_here_may_be_called_ended_there(bring_in: BringIn, db: sqlite3.Connection) -> None:
    assert bring_in(Stated(CHICAGO_ITEM, MOSCOW_ITEM, end=year(2022))).confirmed == 1
    assert bring_in(Stated(CHICAGO_ITEM, MOSCOW_ITEM, end=year(2014))).to_review == 1
    (proposal,) = waiting(db)
    assert proposal.why == "Wikidata says ended 2014; here it is suspended."


def test_a_second_run_adds_nothing_and_asks_nothing_again(bring_in: BringIn, db: sqlite3.Connection) -> None:
    statements = [
        Stated(CHICAGO_ITEM, HAMBURG_ITEM, start=year(1994)),
        Stated(HAMBURG_ITEM, CHICAGO_ITEM, start=year(1995), end=year(1990)),
        Stated(LEIPZIG_ITEM, KYIV_ITEM, ended=True),
        Stated(LEIPZIG_ITEM, CHICAGO_ITEM, start=("1980-01-01T00:00:00Z", 8), end=year(2030)),
        Stated(LOS_ANGELES_ITEM, SAINT_PETERSBURG_ITEM, start=year(1975)),
        Stated(CHICAGO_ITEM, KYIV_ITEM, end=year(2014)),
    ]
    first = bring_in(*statements)
    assert (first.added, first.confirmed, first.to_review) == (3, 0, 2)
    before = content(db)
    second = bring_in(*statements, on=PartialDate("2026-12-01"))
    assert (second.added, second.confirmed, second.to_review, second.asked) == (0, 3, 0, 2)
    assert content(db) == before


def test_what_was_decided_on_is_not_asked_again_unless_wikidata_says_something_new(
    bring_in: BringIn, db: sqlite3.Connection
) -> None:
    bring_in(Stated(CHICAGO_ITEM, KYIV_ITEM, start=year(1966)))
    (proposal,) = waiting(db)
    assert proposals.decide(db, proposal, ProposalState.REJECTED, by=OPERATOR, at=NOW, reason="a slip")
    assert bring_in(Stated(CHICAGO_ITEM, KYIV_ITEM, start=year(1966))).to_review == 0
    assert bring_in(Stated(CHICAGO_ITEM, KYIV_ITEM, start=year(1967))).to_review == 1
    # While that waits, nothing further is asked of the same pages.
    assert bring_in(Stated(CHICAGO_ITEM, KYIV_ITEM, start=year(1968))).to_review == 0


def approve(db: sqlite3.Connection, proposal: Proposal) -> None:
    with database.transaction(db, "BEGIN IMMEDIATE"):
        done = changes.carry_out(db, proposal.changes, by=OPERATOR, at=NOW, why=proposal.why, guild_id=None)
        assert proposals.decide(db, proposal, ProposalState.APPROVED, by=OPERATOR, at=NOW, revision_id=done.revision_id)
