"""What is put in the place of what was proposed: which source it gives, and whose word its link is."""

from __future__ import annotations

import datetime as dt
import sqlite3

import pytest

from bot.domain.changes import ProposalKind
from bot.moderation import review, verifying
from bot.store import proposals
from tests.factories import HAMBURG, KYIV, added, new_tie, source
from tests.moderation.desk import BAD_LINK, MARA, NOON, OURS, PETE, done, drafted, help_with, sent


@pytest.mark.parametrize(
    ("url", "citation", "stays"),
    [
        ("https://example.org/1", "", True),
        ("https://example.org/", "", False),
        ("https://example.org/12", "", False),
        ("", "Doe, Sister cities, Bristol 1999", False),
    ],
)
def test_the_source_that_was_given_stays_only_if_it_is_the_one_that_the_draft_has(
    db: sqlite3.Connection, url: str, citation: str, stays: bool
) -> None:
    number = drafted(db, PETE, *new_tie(60, HAMBURG, KYIV), added(source(61, url="https://example.org/1")))
    draft = proposals.one(db, number)
    assert draft is not None
    assert draft.source == "https://example.org/1"
    other = [change for change in draft.changes if change.table_name != "sources"]
    other.append(added(source(61, url=url, citation=citation)))
    if stays:
        other.append(added(help_with("")))
    edited_draft = done(db, review.rewrite, number, draft.version, PETE, other, NOON)
    assert edited_draft.source == ("https://example.org/1" if stays else url or citation)


def test_a_reviewers_other_link_is_noted_as_such_and_survives_the_store(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, added(help_with()), to=OURS, kind=ProposalKind.INITIATIVE)
    mine = done(db, review.rewrite, asked.proposal_id, asked.version, MARA, [added(help_with(BAD_LINK), OURS)], NOON)
    assert [(note.by, note.gives_link, note.answers) for note in mine.notes] == [(MARA.author, True, False)]
    asked_back = done(db, review.say, asked.proposal_id, PETE, "gave another link", NOON + dt.timedelta(hours=1))
    assert [note.gives_link for note in asked_back.notes] == [True, False]
    assert verifying.giver(asked_back) == MARA.author


def test_a_note_of_an_earlier_version_that_a_reviewer_gave_another_link_still_counts(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, added(help_with()), to=OURS, kind=ProposalKind.INITIATIVE)
    db.execute(
        """INSERT INTO proposal_note (proposal_id, at, by_id, by_name, words, answers)
           VALUES (:number, 0, 504, 'Mara', 'gave another link', 0)""",
        {"number": asked.proposal_id},
    )
    now = proposals.one(db, asked.proposal_id)
    assert now is not None
    assert verifying.giver(now) == MARA.author
