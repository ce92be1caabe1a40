"""Taking back: exactly, the newest first, and only by whoever answers for the entries."""

from __future__ import annotations

import sqlite3

import pytest

from bot.domain.changes import ProposalKind
from bot.errors import NotAllowed, Outdated, RevisionGone, Stopped, UndoneAlready, Unsound
from bot.moderation import merging, review, undo
from bot.moderation.permissions import Person
from bot.store import changes as store_changes
from bot.store import database, entries, revisions
from tests.factories import (
    HAMBURG,
    KYIV,
    LOS_ANGELES,
    SAN_JOSE,
    added,
    city,
    claim,
    edited,
    event,
    initiative,
    new_tie,
    retired,
    source,
)
from tests.moderation.desk import (
    EDDY,
    EDNA,
    MARA,
    MILO,
    NOON,
    OURS,
    PETE,
    RULES,
    THEA,
    THEIRS,
    approved,
    done,
    kept,
    row,
    sent,
    taken_back,
)
from tests.store.keeping import dump

TWIN = 2_000_000_700


def test_what_was_added_edited_and_retired_is_as_it_was(db: sqlite3.Connection) -> None:
    before = dump(db)
    numbers = [
        kept(db, MARA, added(source(61)), *new_tie(70, HAMBURG, LOS_ANGELES, source_id=61)).revision.revision_id,
        approved(db, sent(db, PETE, edited(row(db, "pairings", 1), note="x")), EDNA).revision.revision_id,
    ]
    whole = [retired(stored.entry) for stored in reversed(entries.whole(db, "pairings", (2,)))]
    numbers.append(approved(db, sent(db, PETE, *whole), EDNA).revision.revision_id)
    assert dump(db) != before

    taken_back(db, numbers[2], EDNA, EDDY)
    taken_back(db, numbers[1], EDNA, EDDY)
    taken_back(db, numbers[0], MARA)

    assert dump(db) == before


def test_an_undo_names_what_it_takes_back_and_can_be_taken_back(db: sqlite3.Connection) -> None:
    number = kept(db, MARA, *new_tie(70, HAMBURG, LOS_ANGELES)).revision.revision_id
    after = dump(db)
    back = taken_back(db, number, MARA)
    found = revisions.one(db, back)
    assert found is not None
    assert (found.undoes, found.by) == (number, MARA.author)
    taken_back(db, back, MILO)
    assert dump(db) == after


def test_the_newest_is_taken_back_first(db: sqlite3.Connection) -> None:
    first = kept(db, MARA, *new_tie(70, HAMBURG, LOS_ANGELES)).revision.revision_id
    second = kept(db, MARA, edited(row(db, "pairings", 70), OURS, note="x")).revision.revision_id
    with pytest.raises(Outdated):
        done(db, undo.draft, first, MARA, "a mistake", NOON)
    taken_back(db, second, MARA)
    taken_back(db, first, MARA)
    assert row(db, "pairings", 70) is None


def test_what_others_have_built_on_stays(db: sqlite3.Connection) -> None:
    first = kept(db, MARA, *new_tie(70, HAMBURG, LOS_ANGELES)).revision.revision_id
    kept(db, MARA, added(event(71, "visit", 70), OURS), added(claim(71, 71, "2026"), OURS))
    before = dump(db)
    with pytest.raises((Unsound, Stopped)):
        taken_back(db, first, MARA)
    assert dump(db) == before


def test_nothing_is_taken_back_twice(db: sqlite3.Connection) -> None:
    number = kept(db, MARA, *new_tie(70, HAMBURG, LOS_ANGELES)).revision.revision_id
    back = taken_back(db, number, MARA)
    with pytest.raises(UndoneAlready, match=f"Revision {number} is undone already, by revision {back}"):
        done(db, undo.draft, number, MARA, "a mistake", NOON)
    taken_back(db, back, MARA)
    again = taken_back(db, number, MARA)
    with pytest.raises(UndoneAlready, match=f"by revision {again}"):
        done(db, undo.draft, number, MARA, "a mistake", NOON)


def test_between_the_draft_and_the_approval_nothing_may_change(db: sqlite3.Connection) -> None:
    number = approved(db, sent(db, PETE, edited(row(db, "pairings", 1), note="x")), EDNA).revision.revision_id
    draft = done(db, undo.draft, number, EDNA, "a mistake", NOON)
    asked = done(db, review.send, draft.proposal_id, EDNA, None, RULES, NOON)
    approved(db, sent(db, PETE, edited(row(db, "pairings", 1), note="y")), EDNA)
    with pytest.raises(Outdated):
        approved(db, asked, EDDY)
    assert row(db, "pairings", 1).note == "y"


def test_another_servers_revision_is_not_there(db: sqlite3.Connection) -> None:
    number = kept(db, MARA, *new_tie(70, HAMBURG, LOS_ANGELES)).revision.revision_id
    for who in (THEA, Person(EDNA.author, None, edits=True)):
        with pytest.raises(RevisionGone):
            done(db, undo.draft, number, who, "a mistake", NOON)
    with pytest.raises(RevisionGone):
        done(db, undo.draft, 999, MARA, "a mistake", NOON)


def test_only_whoever_answers_for_the_entries_takes_their_changes_back(db: sqlite3.Connection) -> None:
    own = kept(db, MARA, *new_tie(70, HAMBURG, LOS_ANGELES)).revision.revision_id
    shared = approved(db, sent(db, PETE, edited(row(db, "pairings", 1), note="x")), EDNA).revision.revision_id
    for number, who in ((own, PETE), (own, EDNA), (shared, MARA), (shared, PETE)):
        with pytest.raises(NotAllowed):
            done(db, undo.draft, number, who, "a mistake", NOON)


def test_a_change_of_the_catalogue_is_not_taken_back_by_one_alone(db: sqlite3.Connection) -> None:
    both = Person(EDNA.author, OURS, moderates=True, edits=True)
    whole = [retired(stored.entry) for stored in reversed(entries.whole(db, "pairings", (2,)))]
    number = approved(db, sent(db, PETE, *whole), both).revision.revision_id
    with pytest.raises(NotAllowed, match="touches the shared catalogue"):
        taken_back(db, number, both)
    taken_back(db, number, both, EDDY)
    stored = entries.find(db, "pairings", (2,))
    assert stored is not None
    assert stored.guild_id is None


def test_a_source_that_others_cite_by_now_stays_when_its_entry_goes(db: sqlite3.Connection) -> None:
    number = kept(
        db, MARA, added(source(61)), added(city(702550, "Lviv")), *new_tie(70, 702550, LOS_ANGELES, source_id=61)
    ).revision.revision_id
    approved(db, sent(db, PETE, *new_tie(90, HAMBURG, SAN_JOSE, source_id=61)), EDNA)
    taken_back(db, number, MARA)
    assert row(db, "pairings", 70) is None
    assert row(db, "cities", 702550) is None
    assert row(db, "sources", 61) is not None


def test_a_servers_undo_is_the_servers_even_if_a_source_goes_with_it(db: sqlite3.Connection) -> None:
    number = kept(db, MARA, added(source(61)), *new_tie(70, HAMBURG, LOS_ANGELES, source_id=61)).revision.revision_id
    draft = done(db, undo.draft, number, MARA, "a mistake", NOON)
    assert draft.guild_id == OURS
    with pytest.raises(NotAllowed, match="decided on in that server"):
        done(db, review.send, draft.proposal_id, MARA, None, RULES, NOON)
    asked = done(db, review.send, draft.proposal_id, MARA, OURS, RULES, NOON)
    approved(db, asked, MILO)
    assert (row(db, "pairings", 70), row(db, "sources", 61)) == (None, None)


def merged(db: sqlite3.Connection) -> int:
    """The revision of a merge that moved along what two servers have of their own."""
    approved(db, sent(db, EDNA, added(city(TWIN, "Kiew", geonames_id=None, note="by hand"))), EDDY)
    kept(db, MARA, *new_tie(70, TWIN, LOS_ANGELES))
    kept(db, MARA, *new_tie(71, KYIV, LOS_ANGELES))
    kept(db, THEA, *new_tie(72, TWIN, HAMBURG))
    asked = sent(db, EDNA, *merging.cities(db, TWIN, KYIV), kind=ProposalKind.MERGE)
    return approved(db, asked, EDDY).revision.revision_id


def test_taking_a_merge_back_gives_every_server_its_own_again(db: sqlite3.Connection) -> None:
    number = merged(db)
    assert row(db, "pairings", 70) is None
    taken_back(db, number, EDNA, EDDY)
    owners = {}
    for pairing_id in (70, 71, 72):
        stored = entries.find(db, "pairings", (pairing_id,))
        assert stored is not None
        owners[pairing_id] = stored.guild_id
    assert owners == {70: OURS, 71: OURS, 72: THEIRS}


def test_an_undo_of_a_merge_is_named_by_the_merge_and_so_is_its_own(db: sqlite3.Connection) -> None:
    approved(db, sent(db, EDNA, added(city(TWIN, "Kiew", geonames_id=None, note="by hand")), added(initiative(80, TWIN))), EDDY)
    title = "Kiew, Ukraine merged into Kyiv, Ukraine (1 initiative moves along)"
    draft = done(db, review.draft, EDNA, ProposalKind.MERGE, title, merging.cities(db, TWIN, KYIV), at=NOON)
    number = approved(db, done(db, review.send, draft.proposal_id, EDNA, None, RULES, NOON), EDDY).revision.revision_id

    undo_of_it = done(db, undo.draft, number, EDNA, "two towns", NOON)
    assert undo_of_it.title == f"undo of revision {number} (Kiew, Ukraine merged into Kyiv, Ukraine)"
    back = taken_back(db, number, EDNA, EDDY)
    undo_of_that = done(db, undo.draft, back, EDNA, "one town", NOON)
    assert undo_of_that.title == f"undo of revision {back} (undo of revision {number}: Kiew, Ukraine merged into Kyiv, Ukraine)"


def test_a_server_does_not_see_what_a_merge_did_to_anothers_own(db: sqlite3.Connection) -> None:
    number = merged(db)
    assert {change.guild_id for change in undo.seen(db, number, MARA).changes} == {None, OURS}
    assert {change.guild_id for change in undo.seen(db, number, THEA).changes} == {None, THEIRS}
    assert {change.guild_id for change in undo.seen(db, number, Person(EDNA.author, None, edits=True)).changes} == {None}


def test_a_servers_undo_leaves_no_trace_in_the_catalogue(db: sqlite3.Connection) -> None:
    with database.transaction(db, "BEGIN IMMEDIATE"):
        store_changes.carry_out(db, new_tie(70, HAMBURG, SAN_JOSE, OURS), by=MARA.author, at=NOON, why="x", guild_id=OURS)
    (newest,), _ = revisions.newest(db, guild_id=OURS, shared=False, limit=1)
    back = revisions.one(db, taken_back(db, newest.revision_id, MARA))
    assert back is not None
    assert {change.guild_id for change in back.changes} == {OURS}
