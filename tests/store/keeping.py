"""What moderators do with entries, in one line each, and what the store holds afterwards."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence

from bot.domain.changes import Author, Change, Proposal, ProposalKind, ProposalState, Revision, Role
from bot.domain.entry import Entry
from bot.domain.tables import TABLES
from bot.store import changes, database, entries

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
OLENA = Author(501, "Olena")
PETE = Author(502, "Pete")
OURS, THEIRS = 100, 200
"""Two servers."""
OWN = entries.OWN_IDS

Dump = dict[str, list[tuple[object, ...]]]


def carry_out(
    db: sqlite3.Connection, *asked: Change, guild_id: int | None = None, why: str = "as the city says", undoes: int | None = None
) -> Revision:
    """Carry changes out in a transaction of their own."""
    with database.transaction(db, "BEGIN IMMEDIATE"):
        return changes.carry_out(db, asked, by=OLENA, at=NOON, why=why, guild_id=guild_id, undoes=undoes)


def undo(db: sqlite3.Connection, revision: Revision) -> Revision:
    """Take a revision back by a new one."""
    back = reverse_of(revision.changes)
    return carry_out(db, *back, guild_id=revision.guild_id, why="a mistake", undoes=revision.revision_id)


def reverse_of(done: Sequence[Change]) -> list[Change]:
    """The changes that take others back, in the order in which that is done."""
    return [change.reverse for change in reversed(done)]


def row(db: sqlite3.Connection, table_name: str, *key: str | int) -> Entry:
    """The row of that key, which must be there."""
    stored = entries.find(db, table_name, key)
    assert stored is not None
    return stored.entry


def dump(db: sqlite3.Connection) -> Dump:
    """Every row of every table of the catalogue."""
    return {
        table.name: sorted((tuple(cells) for cells in db.execute(f"SELECT * FROM {entries.sql_name(table)}")), key=repr)
        for table in TABLES
    }


def dangling(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    """What points nowhere, by SQLite's own check."""
    return [tuple(cells) for cells in db.execute("PRAGMA foreign_key_check")]


def unsound(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    """What points nowhere, pairings without events, events without claims, and acts of those who are no party."""
    found = db.execute(
        """SELECT 'pairing', pairing_id FROM pairing WHERE pairing_id NOT IN (SELECT pairing_id FROM event WHERE pairing_id IS NOT NULL)
           UNION ALL SELECT 'event', event_id FROM event WHERE event_id NOT IN (SELECT event_id FROM claim)
           UNION ALL SELECT 'act', event_id FROM event JOIN pairing USING (pairing_id) WHERE by_city NOT IN (city_a, city_b)"""
    )
    return [*dangling(db), *(tuple(cells) for cells in found)]


def proposal(*asked: Change, **fields: object) -> Proposal:
    """A suggestion of a member that waits for review."""
    made = Proposal(
        proposal_id=0, kind=ProposalKind.STATUS, state=ProposalState.PENDING, title="status of Chicago and Moscow", guild_id=None,
        made_in=OURS, channel_id=7, proposer=PETE, role=Role.MEMBER, made_at=NOON, source="https://example.org/1", why="it ended", changes=asked,
    )  # fmt: skip
    for name, value in fields.items():
        object.__setattr__(made, name, value)
    return made
