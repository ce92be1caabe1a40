"""Taking a revision back, by a new one that restores what was before it."""

from __future__ import annotations

import dataclasses
import datetime as dt

from bot.domain.changes import Change, Proposal, ProposalKind, Revision
from bot.errors import NotAllowed, Outdated, RevisionGone, UndoneAlready
from bot.moderation import review
from bot.moderation.permissions import Person
from bot.store import entries, labels, proposals, revisions
from bot.store.database import Connection

_NUMBERED = ("pairings", "initiatives", "organisations")
"""What is added as a whole, and known by a number."""
_FIRST = {
    name: place
    for place, name in enumerate(
        ("pairings", "initiatives", "organisations", "city_names", "events", "claims", "cities", "sources")
    )
}
"""What names a revision before what came with it."""


def draft(db: Connection, revision_id: int, person: Person, why: str, at: dt.datetime, channel_id: int | None = None) -> Proposal:
    """A draft of taking a revision back. What a later revision changed again must be taken back first, newest first.

    A link that was verified before does not become so again by this: somebody else checks it anew.

    Raises:
        RevisionGone: there is none of that number that they may see.
        UndoneAlready: it was taken back before.
        NotAllowed: they do not answer for those entries.
        Outdated: something was changed again since.
    """
    undoable(db, revision_id, person)
    found = revisions.one(db, revision_id)
    assert found is not None
    if not person.keeps(found.guild_id):
        raise NotAllowed("You do not answer for these entries, so you cannot take their changes back.")
    for change in found.changes:
        stored = entries.find(db, change.table_name, change.key)
        if (stored.entry if stored else None) != change.after:
            raise Outdated(change.table.word, change.key, stored.entry if stored else None)
    changes = [change.reverse for change in reversed(found.changes) if not _is_needed(db, change, found)]
    title = f"undo of revision {revision_id} ({_about(db, found)})"
    return review.draft(
        db, person, ProposalKind.UNDO, title, changes, at=at, channel_id=channel_id, why=why or title, undoes=revision_id
    )


def seen(db: Connection, revision_id: int, person: Person) -> Revision:
    """A revision of the catalogue, or of the server that somebody is in, as they may see it. Raises :class:`RevisionGone`."""
    found = revisions.one(db, revision_id)
    if found is None or found.guild_id not in (None, person.guild_id):
        raise RevisionGone(revision_id)
    return visible(found, person.guild_id)


def undoable(db: Connection, revision_id: int, person: Person) -> Revision:
    """A revision as somebody may see it who would take it back. Raises :class:`RevisionGone`, :class:`UndoneAlready`."""
    found = seen(db, revision_id, person)
    by = revisions.taken_back_by(db, revision_id)
    if by is not None:
        raise UndoneAlready(revision_id, by)
    return found


def added_by(db: Connection, revision_id: int, person: Person) -> str:
    """How the entry is named in a command that a revision added and that can be taken out whole: ``initiative 12``; else nothing."""
    for change in seen(db, revision_id, person).changes:
        if change.before is None and change.table_name in _NUMBERED:
            stored = entries.find(db, change.table_name, change.key)
            return f"{change.table.word} {change.key[0]}" if stored is not None and stored.guild_id == change.guild_id else ""
    return ""


def visible(revision: Revision, guild_id: int | None) -> Revision:
    """A revision without what it did to other servers' own entries: merging two cities moves these too."""
    changes = tuple(change for change in revision.changes if change.guild_id in (None, guild_id))
    return dataclasses.replace(revision, changes=changes)


def _about(db: Connection, revision: Revision) -> str:
    """What a revision did, if it merged two entries; else the entry that it was about, the first of those that are part of none."""
    if merger := _merger(db, revision):
        return merger
    rows = sorted(revision.changes, key=lambda change: _FIRST.get(change.table_name, len(_FIRST)))
    if not rows:
        return "nothing"
    first = labels.of(db, rows[0].entry)
    others = sum(change.table_name == rows[0].table_name for change in rows) - 1
    return f"{first} and {others:,} more" if others else first


def _merger(db: Connection, revision: Revision) -> str:
    """Which entry became part of which other, ``Kiew, Ukraine merged into Kyiv, Ukraine``, if that is what a revision did or took back."""
    asked = proposals.one(db, revision.proposal_id) if revision.proposal_id is not None else None
    if asked is None:
        return ""
    if asked.kind is ProposalKind.UNDO and revision.undoes is not None:
        undone = revisions.head(db, revision.undoes)
        merger = _merger(db, undone) if undone is not None else ""
        return f"undo of revision {revision.undoes}: {merger}" if merger else ""
    # How much moved along stands in brackets behind it.
    return asked.title.rpartition(" (")[0] or asked.title if asked.kind is ProposalKind.MERGE else ""


def _is_needed(db: Connection, change: Change, revision: Revision) -> bool:
    """Whether a place or a source that came with a server's own entry has been named by others since, so that it stays."""
    if revision.guild_id is None or change.guild_id is not None or change.before is not None:
        return False
    own = {(each.table_name, each.key) for each in revision.changes if each.before is None}
    return any((stored.table_name, stored.key) not in own for stored in entries.hanging_on(db, change.table_name, change.key))
