"""Facts on which sources disagree: each keeps its word, and members see in what they differ."""

from __future__ import annotations

import sqlite3

import pytest

from bot.domain.changes import ProposalKind
from bot.domain.dates import PartialDate
from bot.domain.pairings import DateIs
from bot.errors import NothingChanged, Outdated, Unsound
from bot.moderation import disputes
from bot.store import pairings
from bot.ui.history import disagreement_lines
from bot.ui.source_lines import Marks
from tests.factories import CHICAGO, HAMBURG, LOS_ANGELES, MOSCOW, SAINT_PETERSBURG, new_tie, source
from tests.moderation.desk import EDNA, MARA, OURS, PETE, approved, as_it_was, kept, row, sent
from tests.store.keeping import carry_out, dump

WORDS = "Sources differ: 1997 or 1998."
OTHER = source(61, "C", "A directory")


def lines(db: sqlite3.Connection, one: int = CHICAGO, other: int = MOSCOW) -> list[str]:
    recorded = pairings.of_pair(db, one, other)
    assert recorded is not None
    return disagreement_lines(recorded, Marks())


def test_both_sources_keep_their_word_and_members_read_in_what_they_differ(db: sqlite3.Connection) -> None:
    changes = disputes.dispute(
        db, 1, WORDS, OTHER, PartialDate("1998"), date_is=DateIs.REPORTED, decided_by="both mayors", note="In a list."
    )
    approved(db, sent(db, PETE, *changes, kind=ProposalKind.DISPUTE), EDNA)

    recorded = pairings.of_pair(db, CHICAGO, MOSCOW)
    assert recorded is not None
    claims = recorded.events[0].claims
    assert {(said.claim.source_id, said.claim.date, said.claim.dispute) for said in claims} == {
        (1, "1997", WORDS),
        (61, "1998", WORDS),
    }
    (mine,) = [said.claim for said in claims if said.claim.source_id == 61]
    assert (mine.decided_by, mine.note, mine.date_is) == ("both mayors", "In a list.", DateIs.REPORTED)
    # One line for both, with the mark of each source before its full stop.
    (line,) = [line for line in lines(db) if WORDS[:-1] in line]
    assert line == f"- {WORDS[:-1]} [2] [1]."


def test_a_source_that_is_recorded_is_not_added_again(db: sqlite3.Connection) -> None:
    changes = disputes.dispute(db, 1, WORDS, row(db, "sources", 7), PartialDate("1998"))
    assert {change.table_name for change in changes} == {"claims"}


def test_only_claims_that_contradict_the_new_one_are_marked(db: sqlite3.Connection) -> None:
    # Los Angeles and Saint Petersburg: 1984, 1989 or 1990-08-13, of which the last is in no dispute yet.
    carry_out(db, *disputes.settle(db, 4))
    carry_out(db, *disputes.dispute(db, 4, "Not in 1990.", OTHER, PartialDate("1989")))
    said = {claim_id: row(db, "claims", claim_id).dispute for claim_id in (5, 6, 7)}
    assert said == {5: "Not in 1990.", 6: "", 7: "Not in 1990."}


def test_what_was_in_dispute_before_stays_in_it_in_one_sentence_for_all(db: sqlite3.Connection) -> None:
    carry_out(db, *disputes.dispute(db, 4, "A list has 2000.", OTHER, PartialDate("2000")))
    joined = "Sources differ: 1984, 1989 or 1990. A list has 2000."
    assert {row(db, "claims", number).dispute for number in (5, 6, 7)} == {joined}
    assert len([line for line in lines(db, LOS_ANGELES, SAINT_PETERSBURG) if joined[:-1] in line]) == 1


def test_sources_can_disagree_on_other_things_than_dates(db: sqlite3.Connection) -> None:
    carry_out(db, *disputes.dispute(db, 2, "The mayor, or the council.", OTHER, None, decided_by="the city council"))
    assert {row(db, "claims", number).dispute for number in (2, 3)} == {"The mayor, or the council."}


def test_claims_that_are_there_can_be_set_against_each_other(db: sqlite3.Connection) -> None:
    changes = disputes.dispute(db, 2, "Decided on the day before it was said.")
    assert [change.key for change in changes] == [(2,), (3,)]


def test_a_source_that_says_so_already_is_marked_and_not_added_again(db: sqlite3.Connection) -> None:
    there = row(db, "claims", 10)
    changes = disputes.dispute(db, 7, "Only one list has it.", row(db, "sources", 7), there.date)
    assert [(change.table_name, change.key) for change in changes] == [("claims", (10,))]
    carry_out(db, *changes)
    with pytest.raises(NothingChanged):
        disputes.dispute(db, 7, "Only one list has it.", row(db, "sources", 7), there.date)


def test_a_dispute_of_a_servers_own_tie_is_its_own(db: sqlite3.Connection) -> None:
    kept(db, MARA, *new_tie(70, HAMBURG, LOS_ANGELES))
    result = kept(db, MARA, *disputes.dispute(db, 70, "2024 or 2025.", OTHER, PartialDate("2024")), kind=ProposalKind.DISPUTE)
    assert {(change.table_name, change.guild_id) for change in result.revision.changes} == {("sources", None), ("claims", OURS)}


def test_a_settled_dispute_leaves_every_source_its_word(db: sqlite3.Connection) -> None:
    before = [row(db, "claims", number) for number in (5, 6, 7)]
    changes = disputes.settle(db, 4)
    assert [change.key for change in changes] == [(5,), (6,)]
    carry_out(db, *changes)
    assert [row(db, "claims", number) for number in (5, 6, 7)] == [one.model_copy(update={"dispute": ""}) for one in before]
    with pytest.raises(NothingChanged):
        disputes.settle(db, 4)


def test_disputes_are_taken_back_exactly(db: sqlite3.Connection) -> None:
    before = dump(db)
    changes = disputes.dispute(db, 4, "A list has 2000.", OTHER, PartialDate("2000"))
    carry_out(db, *changes)
    carry_out(db, *as_it_was(changes))
    assert dump(db) == before


@pytest.mark.parametrize(
    ("event_id", "words", "matter"),
    [(1, "  ", "in words"), (1, WORDS, "two sources"), (2, "x" * 2001, "fewer words")],
)
def test_a_dispute_needs_words_and_two_sources(db: sqlite3.Connection, event_id: int, words: str, matter: str) -> None:
    with pytest.raises(Unsound, match=matter):
        disputes.dispute(db, event_id, words)


def test_an_event_that_is_gone_is_not_in_dispute(db: sqlite3.Connection) -> None:
    with pytest.raises(Outdated):
        disputes.dispute(db, 999, WORDS, OTHER)
    with pytest.raises(Outdated):
        disputes.settle(db, 999)
