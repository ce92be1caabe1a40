"""Carrying changes out: each on the row that its maker saw, all or none, with a revision that records them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence

from bot.domain.changes import Author, Change, Revision
from bot.domain.entry import Entry
from bot.domain.pairings import Pairing
from bot.domain.tables import Key
from bot.errors import EntryTaken, Outdated, Unsound
from bot.store import entries, kept, revisions, soundness

PLACES_CHANGED = "changes of places"
"""Under this name the store keeps how often something changed that the bot holds in memory: cities, names, countries, pairings."""
_IN_MEMORY = frozenset({"countries", "cities", "city_names", "pairings"})


def carry_out(
    db: sqlite3.Connection,
    changes: Sequence[Change],
    *,
    by: Author,
    at: dt.datetime,
    why: str,
    guild_id: int | None,
    proposal_id: int | None = None,
    proposer: Author | None = None,
    undoes: int | None = None,
) -> Revision:
    """Carry out ``changes`` and write the revision. To be called within one transaction, which it leaves open.

    Args:
        by: who answers for it.
        guild_id: whose entries it is about; ``None`` for the shared catalogue.
        undoes: the revision that is taken back by it.

    Raises:
        Outdated: a row is no longer as ``before`` has it, or is changed twice.
        EntryTaken: two cities would be paired twice.
        Unsound: something would point nowhere, or be without what it needs.
    """
    write(db, changes)
    number = revisions.add(
        db, by=by, at=at, why=why, guild_id=guild_id, proposal_id=proposal_id, proposer=proposer, undoes=undoes
    )
    revisions.add_changes(db, number, changes)
    done = revisions.one(db, number)
    assert done is not None
    return done


def write(db: sqlite3.Connection, changes: Sequence[Change]) -> None:
    """Carry out ``changes`` without recording them: for what records them in parts. Raises what :func:`carry_out` does."""
    # Rows may point to each other in any order; whether all do is looked at when all are written.
    db.execute("PRAGMA defer_foreign_keys = ON")
    _refuse_outdated(db, changes)
    # What is taken out goes first, and so do pairings that get other cities: two cities can be paired anew in the same breath.
    for change in changes:
        if change.after is None or _pairs_others(change):
            entries.remove(db, change.table_name, change.key)
    for change in changes:
        if change.after is not None:
            try:
                entries.put(db, change.table_name, change.after, change.guild_id)
            except sqlite3.IntegrityError as error:
                raise EntryTaken(change.table.word, change.key) from error
    faults = soundness.faults(db, changes)
    if faults:
        raise Unsound(faults)
    note_places(db, changes)


def note_places(db: sqlite3.Connection, changes: Sequence[Change]) -> None:
    """Let those who hold places in memory see that they changed."""
    if any(change.table_name in _IN_MEMORY for change in changes):
        kept.put(db, PLACES_CHANGED, str(int(kept.get(db, PLACES_CHANGED) or 0) + 1))


def _refuse_outdated(db: sqlite3.Connection, changes: Sequence[Change]) -> None:
    """Each row has to be as its change saw it. So a row cannot be changed twice in one go: the second saw it before the first."""
    changed: dict[tuple[str, Key], Entry | None] = {}
    for change in changes:
        row = change.table_name, change.key
        if row in changed:
            raise Outdated(change.table.word, change.key, changed[row])
        changed[row] = change.after
        stored = entries.find(db, change.table_name, change.key)
        if stored is not None and stored.guild_id != _owner(change):
            # Somebody else's row is nothing to show.
            raise Outdated(change.table.word, change.key, None)
        if (stored.entry if stored else None) != change.before:
            raise Outdated(change.table.word, change.key, stored.entry if stored else None)


def _pairs_others(change: Change) -> bool:
    before, after = change.before, change.after
    if not isinstance(before, Pairing) or not isinstance(after, Pairing):
        return False
    return (before.city_a, before.city_b) != (after.city_a, after.city_b)


def _owner(change: Change) -> int | None:
    """Whose the changed row has to be: only what can be owned, or hangs on it, has an owner."""
    return change.guild_id if change.table.owned or change.table_name in ("events", "claims") else None
