"""Proposals: written, edited by those who have seen them, decided once, and counted."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.changes import Change, Note, Proposal, ProposalState, Record, Role
from bot.domain.entry import LARGEST
from bot.store import database, proposals
from tests.factories import CHICAGO, KYIV, MOSCOW, edited, new_tie, pairing
from tests.store.keeping import NOON, OLENA, OURS, OWN, PETE, THEIRS, proposal

TIE = pairing(1, CHICAGO, MOSCOW)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    """Another reviewer's connection."""
    with contextlib.closing(database.connect(path)) as connection:
        yield connection


def change(note: str = "read twice") -> Change:
    return edited(TIE, note=note)


def sent(db: sqlite3.Connection, *asked: Change, **fields: object) -> Proposal:
    return proposals.add(db, proposal(*(asked or (change(),)), **fields))


def numbers(found: list[Proposal]) -> list[int]:
    return [each.proposal_id for each in found]


def test_what_was_proposed_is_read_as_it_was_written(db: sqlite3.Connection) -> None:
    asked = proposal(*new_tie(OWN, MOSCOW, KYIV, OURS), change(), guild_id=OURS, undoes=3, role=Role.CONTRIBUTOR)

    written = proposals.add(db, asked)

    assert dataclasses.replace(written, proposal_id=0) == asked
    assert proposals.one(db, written.proposal_id) == written


def test_a_number_that_no_proposal_has_finds_nothing_however_long_it_is(db: sqlite3.Connection) -> None:
    assert proposals.one(db, 1) is None
    assert proposals.one(db, LARGEST + 1) is None


def test_a_copy_of_an_edited_proposal_begins_anew(db: sqlite3.Connection) -> None:
    first = sent(db)
    again = proposals.edit(db, first)
    assert again is not None

    copied = proposals.add(db, again)

    assert (copied.proposal_id, copied.version) == (first.proposal_id + 1, 1)
    assert proposals.edit(db, copied) is not None


def test_the_number_of_a_draft_that_was_thrown_away_is_not_given_again(db: sqlite3.Connection) -> None:
    draft = sent(db, state=ProposalState.DRAFT)
    proposals.drop_draft(db, draft.proposal_id)

    assert sent(db).proposal_id == draft.proposal_id + 1


def test_of_two_who_decide_at_once_one_does(db: sqlite3.Connection, other: sqlite3.Connection) -> None:
    written = sent(db)
    seen_here, seen_there = proposals.one(db, written.proposal_id), proposals.one(other, written.proposal_id)
    assert seen_here is not None
    assert seen_there is not None

    with database.transaction(db, "BEGIN IMMEDIATE"):
        assert proposals.decide(db, seen_here, ProposalState.APPROVED, by=OLENA, at=NOON, reason="so it is", revision_id=9)
    with database.transaction(other, "BEGIN IMMEDIATE"):
        assert not proposals.decide(other, seen_there, ProposalState.REJECTED, by=PETE, at=NOON + HOUR)

    decided = proposals.one(other, written.proposal_id)
    assert decided is not None
    assert (decided.state, decided.decided_by, decided.decided_at) == (ProposalState.APPROVED, OLENA, NOON)
    assert (decided.reason, decided.revision_id) == ("so it is", 9)


def test_nobody_decides_on_what_they_have_not_seen(db: sqlite3.Connection, other: sqlite3.Connection) -> None:
    written = sent(db)
    assert proposals.edit(other, dataclasses.replace(written, changes=(change("something else"),))) is not None

    assert not proposals.decide(db, written, ProposalState.APPROVED, by=OLENA, at=NOON)

    now = proposals.one(db, written.proposal_id)
    assert now is not None
    assert (now.state, now.version, now.changes) == (ProposalState.PENDING, 2, (change("something else"),))
    assert proposals.decide(db, now, ProposalState.APPROVED, by=OLENA, at=NOON)


def test_of_two_who_edit_at_once_the_second_is_told(db: sqlite3.Connection, other: sqlite3.Connection) -> None:
    written = sent(db)

    first = proposals.edit(db, dataclasses.replace(written, why="the order says so"))
    second = proposals.edit(other, dataclasses.replace(written, changes=()))

    assert first == dataclasses.replace(written, why="the order says so", version=2)
    assert second is None
    assert proposals.one(db, written.proposal_id) == first


def test_an_edit_can_ask_for_fewer_changes(db: sqlite3.Connection) -> None:
    written = sent(db, *new_tie(OWN, MOSCOW, KYIV))

    fewer = proposals.edit(db, dataclasses.replace(written, changes=(change(),)))

    assert fewer is not None
    assert fewer.changes == (change(),)


@pytest.mark.parametrize("state", [state for state in ProposalState if state.decided])
def test_what_was_decided_is_neither_edited_nor_decided_again(db: sqlite3.Connection, state: ProposalState) -> None:
    written = sent(db)
    assert proposals.decide(db, written, state, by=OLENA, at=NOON)

    assert proposals.edit(db, dataclasses.replace(written, why="another reason")) is None
    assert not proposals.decide(db, written, ProposalState.APPROVED, by=PETE, at=NOON)

    now = proposals.one(db, written.proposal_id)
    assert now is not None
    assert (now.state, now.why, now.decided_by) == (state, written.why, OLENA)


def test_a_draft_is_sent_off_by_an_edit_and_is_seen_by_nobody_before(db: sqlite3.Connection) -> None:
    draft = sent(db, state=ProposalState.DRAFT)
    assert proposals.waiting(db, [None], limit=5) == ([], 0)
    assert proposals.of_proposer(db, PETE.user_id, limit=5) == []
    assert proposals.on_entry(db, "pairings", (1,)) == []

    off = proposals.edit(db, dataclasses.replace(draft, state=ProposalState.PENDING, made_at=NOON + HOUR))

    assert off is not None
    assert proposals.waiting(db, [None], limit=5) == ([off], 1)
    assert off.made_at == NOON + HOUR


def test_only_a_draft_is_thrown_away_and_with_all_that_is_its_own(db: sqlite3.Connection) -> None:
    draft, pending = sent(db, state=ProposalState.DRAFT), sent(db)
    proposals.say(db, draft.proposal_id, Note(NOON, OLENA, "Which year?"))

    proposals.drop_draft(db, draft.proposal_id)
    proposals.drop_draft(db, pending.proposal_id)

    assert proposals.one(db, draft.proposal_id) is None
    assert proposals.one(db, pending.proposal_id) == pending
    for table in ("proposal_change", "proposal_note"):
        assert {each[0] for each in db.execute(f"SELECT proposal_id FROM {table}")} <= {pending.proposal_id}


def test_drafts_that_nobody_sent_off_go_after_a_while(db: sqlite3.Connection) -> None:
    old = sent(db, state=ProposalState.DRAFT, made_at=NOON - 30 * HOUR)
    young = sent(db, state=ProposalState.DRAFT, made_at=NOON)
    waiting = sent(db, made_at=NOON - 30 * HOUR)

    assert proposals.drop_drafts_before(db, NOON - 24 * HOUR) == 1

    assert [proposals.one(db, each.proposal_id) for each in (old, young, waiting)] == [None, young, waiting]


def test_what_was_held_waits_for_review_once_its_server_takes_suggestions_again(db: sqlite3.Connection) -> None:
    held, theirs = sent(db, state=ProposalState.HELD), sent(db, state=ProposalState.HELD, made_in=THEIRS)
    assert proposals.waiting(db, [None, OURS], limit=5) == ([], 0)

    released = proposals.release(db, OURS)

    assert released == [proposals.one(db, held.proposal_id)]
    assert proposals.waiting(db, [None, OURS], limit=5) == (released, 1)
    assert proposals.one(db, theirs.proposal_id) == theirs
    assert proposals.release(db, OURS) == []
    assert proposals.decide(db, released[0], ProposalState.APPROVED, by=OLENA, at=NOON)


def test_an_edit_that_was_begun_before_does_not_put_a_released_one_on_hold_again(db: sqlite3.Connection) -> None:
    held = sent(db, state=ProposalState.HELD)
    proposals.release(db, OURS)

    assert proposals.edit(db, dataclasses.replace(held, why="the order says so")) is None

    now = proposals.one(db, held.proposal_id)
    assert now is not None
    assert now.state is ProposalState.PENDING


def test_a_queue_shows_those_of_its_servers_oldest_first_and_in_pages(db: sqlite3.Connection) -> None:
    shared, ours, theirs, later = sent(db), sent(db, guild_id=OURS), sent(db, guild_id=THEIRS), sent(db)

    assert proposals.waiting(db, [None], limit=1) == ([shared], 2)
    assert proposals.waiting(db, [None], limit=1, offset=1) == ([later], 2)
    assert proposals.waiting(db, [OURS], limit=5) == ([ours], 1)
    assert proposals.waiting(db, {None, THEIRS}, limit=5) == ([shared, theirs, later], 3)
    assert proposals.waiting(db, [], limit=5) == ([], 0)


def test_what_waits_on_a_row_is_found_by_the_row(db: sqlite3.Connection) -> None:
    first, second = sent(db), sent(db, state=ProposalState.HELD)
    sent(db, edited(pairing(2, CHICAGO, KYIV), note="another"))
    proposals.decide(db, sent(db), ProposalState.REJECTED, by=OLENA, at=NOON)

    assert proposals.on_entry(db, "pairings", (1,)) == [first, second]
    assert proposals.on_entry(db, "pairings", (3,)) == []


def test_what_would_add_a_row_is_found_for_the_catalogue_and_for_the_own_server(db: sqlite3.Connection) -> None:
    sent(db)
    shared = sent(db, *new_tie(OWN, MOSCOW, KYIV))
    ours = sent(db, *new_tie(OWN + 1, MOSCOW, KYIV, OURS), guild_id=OURS)
    sent(db, *new_tie(OWN + 2, MOSCOW, KYIV, THEIRS), guild_id=THEIRS)

    assert proposals.adding(db, "pairings", OURS) == [shared, ours]
    assert proposals.adding(db, "pairings", None) == [shared]
    assert proposals.adding(db, "cities", OURS) == []


def test_questions_and_answers_stand_in_their_order(db: sqlite3.Connection) -> None:
    written = sent(db)
    notes = [Note(NOON, OLENA, "Which year?"), Note(NOON, PETE, "1997. See page 3.", answers=True)]

    for note in notes:
        proposals.say(db, written.proposal_id, note)

    found = proposals.one(db, written.proposal_id)
    assert found is not None
    assert list(found.notes) == notes
    edited_since = proposals.edit(db, found)
    assert edited_since is not None
    assert list(edited_since.notes) == notes


def test_where_it_stands_for_review_is_kept_through_edits(db: sqlite3.Connection) -> None:
    written = sent(db)
    proposals.posted(db, written.proposal_id, 70, 71)

    now = proposals.edit(db, written)

    assert now is not None
    assert (now.review_channel, now.review_message) == (70, 71)


def test_how_many_somebody_sent_off_today_counts_no_drafts_and_nobody_elses(db: sqlite3.Connection) -> None:
    sent(db, made_at=NOON - 25 * HOUR)
    sent(db, made_at=NOON - 24 * HOUR)
    sent(db, state=ProposalState.HELD)
    sent(db, state=ProposalState.DRAFT)
    sent(db, proposer=OLENA)
    proposals.decide(db, sent(db), ProposalState.WITHDRAWN, by=PETE, at=NOON)

    assert proposals.made_since(db, PETE.user_id, NOON - 24 * HOUR) == 3


def test_a_record_counts_what_was_accepted_refused_and_waits(db: sqlite3.Connection) -> None:
    for state in (ProposalState.APPROVED, ProposalState.APPROVED, ProposalState.REJECTED, ProposalState.WITHDRAWN):
        proposals.decide(db, sent(db), state, by=OLENA, at=NOON)
    sent(db, state=ProposalState.HELD)
    sent(db, state=ProposalState.DRAFT)
    this_one = sent(db)

    assert proposals.record(db, PETE.user_id) == Record(accepted=2, refused=1, waiting=2)
    assert proposals.record(db, PETE.user_id, but=this_one.proposal_id) == Record(2, 1, 1)
    assert proposals.record(db, OLENA.user_id).is_first


def test_what_somebody_proposed_is_told_newest_first(db: sqlite3.Connection) -> None:
    made = [sent(db) for _ in range(3)]
    sent(db, proposer=OLENA)

    assert numbers(proposals.of_proposer(db, PETE.user_id, limit=2)) == numbers(made)[:0:-1]
