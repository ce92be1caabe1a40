"""Revisions: what was done, by whom, when and why. They only grow."""

from __future__ import annotations

import sqlite3

import pytest

from bot.domain.changes import Author, Change
from bot.domain.entry import LARGEST
from bot.domain.tables import Key
from bot.errors import Unsound
from bot.store import database, entries, revisions
from bot.store.database import Database
from tests.factories import KYIV, LOS_ANGELES, MOSCOW, added, city_name, claim, edited, new_tie, retired, source
from tests.store.keeping import NOON, OLENA, OURS, OWN, PETE, THEIRS, carry_out, row, undo


def renote(db: sqlite3.Connection, note: str) -> Change:
    """A change of the words about Chicago and Moscow."""
    return edited(row(db, "pairings", 1), note=note)


def test_a_revision_tells_who_when_why_and_each_row_before_and_after(db: sqlite3.Connection) -> None:
    change = renote(db, "read twice")

    done = carry_out(db, change, why="the order says so")

    assert revisions.one(db, done.revision_id) == done
    assert (done.by, done.at, done.why, done.guild_id) == (OLENA, NOON, "the order says so", None)
    assert done.changes == (change,)
    assert (done.changes[0].before, done.changes[0].after) == (change.before, change.after)
    assert (done.proposal_id, done.proposer, done.undoes) == (None, None, None)


def test_a_revision_of_a_proposal_names_who_proposed_it(db: sqlite3.Connection) -> None:
    with database.transaction(db, "BEGIN IMMEDIATE"):
        number = revisions.add(db, by=OLENA, at=NOON, why="", guild_id=OURS, proposal_id=4, proposer=PETE, undoes=None)

    done = revisions.one(db, number)
    assert done is not None
    assert (done.proposal_id, done.proposer, done.guild_id) == (4, PETE, OURS)


def test_what_whoever_runs_the_bot_did_is_told_too(db: sqlite3.Connection) -> None:
    """Their id is 0, which is not nobody."""
    nobody = Author(0, "the operator")
    number = revisions.add(db, by=nobody, at=NOON, why="", guild_id=None, proposer=nobody)

    done = revisions.one(db, number)
    assert done is not None
    assert (done.by, done.proposer) == (nobody, nobody)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revision SET why = 'another reason'",
        "UPDATE revision SET by_id = 1 WHERE revision_id = 1",
        "DELETE FROM revision",
        "UPDATE revision_change SET after = NULL",
        "UPDATE revision_change SET position = position + 1",
        "DELETE FROM revision_change",
        "REPLACE INTO revision SELECT * FROM revision",
        "REPLACE INTO revision_change SELECT * FROM revision_change",
    ],
)
def test_the_store_itself_refuses_to_alter_what_was_done(db: sqlite3.Connection, statement: str) -> None:
    done = carry_out(db, renote(db, "read twice"))

    with pytest.raises(sqlite3.IntegrityError, match="a revision is for good"):
        db.execute(statement)

    assert revisions.one(db, done.revision_id) == done


async def test_nobody_alters_a_revision_through_the_bots_own_door(store: Database) -> None:
    done = await store.write(lambda db: revisions.add(db, by=OLENA, at=NOON, why="said", guild_id=None))

    with pytest.raises(sqlite3.IntegrityError, match="a revision is for good"):
        await store.write(lambda db: db.execute("DELETE FROM revision"))

    assert await store.read(lambda db: revisions.one(db, done)) is not None


def test_a_number_that_no_revision_has_finds_nothing_however_long_it_is(db: sqlite3.Connection) -> None:
    assert revisions.one(db, 1) is None
    assert revisions.one(db, LARGEST + 1) is None


def test_the_history_of_a_row_is_newest_first_and_in_pages(db: sqlite3.Connection) -> None:
    done = [carry_out(db, renote(db, f"reading {number}")).revision_id for number in range(5)]
    carry_out(db, edited(row(db, "pairings", 2), note="another pairing"))

    first = revisions.of_entry(db, "pairings", (1,), limit=2)
    second = revisions.of_entry(db, "pairings", (1,), limit=2, offset=2)

    assert [each.revision_id for each in (*first, *second)] == done[:0:-1]
    assert revisions.of_entry(db, "pairings", (3,), limit=2) == []


def test_the_history_of_a_name_is_found_by_its_whole_key(db: sqlite3.Connection) -> None:
    name = city_name(KYIV, "Київ “столиця”", "native", language="uk")
    done = carry_out(db, added(name))

    assert [each.revision_id for each in revisions.of_entry(db, "city_names", (KYIV, name.name, "native", "uk"), limit=5)] == [
        done.revision_id
    ]
    assert revisions.of_entry(db, "city_names", (KYIV, name.name, "native", "ru"), limit=5) == []


def test_the_history_of_a_pairing_has_that_of_its_events_and_claims(db: sqlite3.Connection) -> None:
    done = [
        carry_out(db, renote(db, "read twice")),
        carry_out(db, edited(row(db, "claims", 2), note="on page 3")),
        carry_out(db, edited(row(db, "events", 2), by_city=None), edited(row(db, "claims", 3), note="on page 4")),
    ]
    carry_out(db, edited(row(db, "claims", 5), note="another pairing"))
    whole = [(stored.table_name, stored.key) for stored in entries.whole(db, "pairings", (1,))]

    found, count = revisions.of_entries(db, whole, limit=2)

    assert count == 3
    assert found == [done[2], done[1]]
    assert revisions.of_entries(db, whole, limit=2, offset=2) == ([done[0]], 3)
    assert revisions.of_entries(db, [], limit=2) == ([], 0)


def test_the_history_of_a_pairing_of_which_very_many_speak_is_found(db: sqlite3.Connection) -> None:
    done = carry_out(db, *(added(claim(OWN + number, 1, "1997")) for number in range(1500)))
    whole: list[tuple[str, Key]] = [("claims", (OWN + number,)) for number in range(1500)]

    assert revisions.of_entries(db, whole, limit=5) == ([done], 1)


def test_a_server_sees_its_own_revisions_and_no_others(db: sqlite3.Connection) -> None:
    shared = carry_out(db, renote(db, "read twice"))
    ours = carry_out(db, *new_tie(OWN, MOSCOW, KYIV, OURS), guild_id=OURS)
    theirs = carry_out(db, *new_tie(OWN + 1, MOSCOW, KYIV, THEIRS), guild_id=THEIRS)

    assert revisions.newest(db, guild_id=OURS, shared=False, limit=5) == ([ours], 1)
    assert revisions.newest(db, guild_id=THEIRS, shared=True, limit=5) == ([theirs, shared], 2)
    assert revisions.newest(db, guild_id=None, shared=True, limit=5) == ([shared], 1)
    assert revisions.newest(db, guild_id=None, shared=False, limit=5) == ([], 0)
    assert revisions.newest(db, guild_id=THEIRS, shared=True, limit=1, offset=1) == ([shared], 2)


def test_what_was_changed_here_of_the_catalogue_is_known_row_by_row(db: sqlite3.Connection) -> None:
    carry_out(db, renote(db, "read twice"))
    carry_out(db, renote(db, "read thrice"))
    carry_out(db, added(source(OWN)), *new_tie(OWN, MOSCOW, KYIV, OURS, source_id=OWN), guild_id=OURS)

    assert revisions.touched_here(db) == {("pairings", "[1]"), ("sources", f"[{OWN}]")}


def test_taking_a_revision_back_is_a_revision_that_names_it(db: sqlite3.Connection) -> None:
    done = carry_out(db, *new_tie(OWN, LOS_ANGELES, MOSCOW))

    back = undo(db, done)

    assert back.undoes == done.revision_id
    assert [(change.table_name, change.after) for change in back.changes] == [
        ("claims", None), ("events", None), ("pairings", None)
    ]  # fmt: skip
    assert revisions.one(db, done.revision_id) == done


def test_the_changes_of_an_import_are_written_in_parts_and_read_whole(db: sqlite3.Connection) -> None:
    asked = [added(claim(OWN + number, 1, "1997", note="“quoted” – a\nline")) for number in range(5)]
    number = revisions.add(db, by=OLENA, at=NOON, why="an import", guild_id=None)

    revisions.add_changes(db, number, asked[:3])
    revisions.add_changes(db, number, asked[3:], first=4)

    done = revisions.one(db, number)
    assert done is not None
    assert list(done.changes) == asked


def test_what_was_refused_takes_no_number(db: sqlite3.Connection) -> None:
    first = carry_out(db, renote(db, "read twice"))
    with pytest.raises(Unsound):
        carry_out(db, retired(row(db, "cities", KYIV)))

    assert carry_out(db, renote(db, "read thrice")).revision_id == first.revision_id + 1
