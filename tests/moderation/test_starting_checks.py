"""Links about which nobody was asked: found, and their checks started by whoever answers for the entry."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Any

import pytest

from bot.domain.changes import Proposal, ProposalState
from bot.domain.initiatives import Verification
from bot.errors import NotAllowed
from bot.moderation import review, stale, verifying
from bot.moderation.permissions import Person
from tests.factories import TODAY, added
from tests.moderation.desk import (
    EDDY,
    EDNA,
    MARA,
    MILO,
    NOON,
    OURS,
    PETE,
    THEIRS,
    approved,
    done,
    help_with,
    link_of,
)
from tests.store.keeping import carry_out

CHECKED: dict[str, Any] = {
    "verification": "verified", "link_added_by": 5, "link_added": "2026-10-20", "link_approved_by": 6, "link_approved": "2026-10-21",
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_other_links(db: sqlite3.Connection) -> None:
    """What the small catalogue has of links."""
    db.execute("UPDATE initiative SET link = '', verification = 'unverified'")


def put(db: sqlite3.Connection, number: int = 50, guild_id: int | None = None, **fields: Any) -> None:
    """An initiative with a link, in the store as an import leaves the 26th of its own."""
    carry_out(db, added(help_with(number=number, **fields), guild_id))


def waiting(db: sqlite3.Connection, guild_id: int | None = None, *, shared: bool = True) -> list[int]:
    found, count = stale.links_waiting(db, guild_id, TODAY, shared, limit=100)
    assert len(found) == count
    return [each.initiative.initiative_id for each in found]


def start(db: sqlite3.Connection, who: Person, *numbers: int, at: dt.datetime = NOON) -> list[Proposal]:
    return done(db, verifying.start_checks, numbers, who, at, None)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "not checked by two people yet"),
        ({"verification": "listed"}, "named on a source that we cite, and not checked by two people yet"),
        ({"verification": "lapsed"}, "its link is no longer verified"),
        ({**CHECKED, "link_expires": "2026-11-21"}, "its link is no longer verified after 21 Nov 2026"),
        ({**CHECKED, "link_expires": "2026-12-06"}, "its link is verified until 6 Dec 2026"),
    ],
)
def test_a_link_that_no_two_people_stand_for_waits_for_its_check(
    db: sqlite3.Connection, fields: dict[str, Any], why: str
) -> None:
    put(db, **fields)
    assert waiting(db) == [50]
    assert [each.why for each in stale.links_waiting(db, None, TODAY, shared=True, limit=9)[0]] == [why]


@pytest.mark.parametrize(
    "fields", [{**CHECKED, "link_expires": "2026-12-07"}, {"verification": "withdrawn"}, {"link": ""}], ids=str
)
def test_what_is_verified_withheld_or_without_a_link_waits_for_none(db: sqlite3.Connection, fields: dict[str, Any]) -> None:
    carry_out(db, added(help_with(**{"link": "https://example.org/help", **fields})))
    assert waiting(db) == []


def test_open_ones_come_first_page_by_page(db: sqlite3.Connection) -> None:
    put(db, 50)
    put(db, 51, state="open")
    first, count = stale.links_waiting(db, None, TODAY, shared=True, limit=1)
    second, _ = stale.links_waiting(db, None, TODAY, shared=True, limit=1, offset=1)
    assert (count, [each.initiative.initiative_id for each in (*first, *second)]) == (2, [51, 50])


def test_each_server_sees_its_own_and_the_catalogue_when_it_asks_for_it(db: sqlite3.Connection) -> None:
    for number, guild_id in ((50, None), (51, OURS), (52, THEIRS)):
        put(db, number, guild_id)
    assert waiting(db, OURS, shared=False) == [51]
    assert waiting(db, OURS) == [50, 51]
    assert waiting(db) == [50]


def test_a_started_check_verifies_the_link_when_another_approves(db: sqlite3.Connection) -> None:
    put(db)
    (asked,) = start(db, EDNA, 50)
    assert asked.state is ProposalState.PENDING
    assert waiting(db) == []
    with pytest.raises(NotAllowed, match="You proposed this yourself"):
        approved(db, asked, EDNA)
    approved(db, asked, EDDY)
    checked = link_of(db)
    assert checked.verification is Verification.VERIFIED
    assert (checked.link_added_by, checked.link_approved_by) == (EDNA.user_id, EDDY.user_id)
    assert waiting(db) == []


def test_a_check_is_started_once_and_again_when_it_was_rejected(db: sqlite3.Connection) -> None:
    put(db, 50, OURS)
    (asked,) = start(db, MARA, 50, 50)
    assert start(db, MILO, 50) == []
    done(db, review.reject, asked.proposal_id, asked.version, MILO, NOON, "it leads elsewhere")
    assert waiting(db, OURS, shared=False) == [50]
    assert len(start(db, MILO, 50)) == 1


def test_nobody_starts_a_check_for_entries_they_do_not_answer_for(db: sqlite3.Connection) -> None:
    put(db, 50)
    put(db, 51, OURS)
    put(db, 52, THEIRS)
    assert start(db, PETE, 50, 51, 52, 99) == []
    assert [each.changes[0].key for each in start(db, MARA, 50, 51, 52, 99)] == [(51,)]
    assert [each.changes[0].key for each in start(db, EDNA, 50, 51, 52, 99)] == [(50,)]
