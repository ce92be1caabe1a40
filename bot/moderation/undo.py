"""Taking a revision back, by a new one that restores what was before it."""

from __future__ import annotations

import datetime as dt

from bot.domain.changes import Proposal, ProposalKind, Revision
from bot.errors import NotAllowed, Outdated, RevisionGone
from bot.moderation import review
from bot.moderation.permissions import Person
from bot.store import entries, revisions
from bot.store.database import Connection


def draft(db: Connection, revision_id: int, person: Person, why: str, at: dt.datetime, channel_id: int | None = None) -> Proposal:
    """A draft of taking a revision back. What a later revision changed again must be taken back first, newest first.

    A link that was verified before does not become so again by this: somebody else checks it anew.

    Raises:
        RevisionGone: there is none of that number that they may see.
        NotAllowed: they do not answer for those entries.
        Outdated: something was changed again since.
    """
    found = seen(db, revision_id, person)
    if not person.keeps(found.guild_id):
        raise NotAllowed("You do not answer for these entries, so you cannot take their changes back.")
    for change in found.changes:
        stored = entries.find(db, change.table_name, change.key)
        if (stored.entry if stored else None) != change.after:
            raise Outdated(change.table.word, change.key, stored.entry if stored else None)
    changes = [change.reverse for change in reversed(found.changes)]
    title = f"revision {revision_id} taken back"
    return review.draft(
        db, person, ProposalKind.UNDO, title, changes, at=at, channel_id=channel_id, why=why or title, undoes=revision_id
    )


def seen(db: Connection, revision_id: int, person: Person) -> Revision:
    """A revision of the catalogue, or of the server that somebody is in. Raises :class:`RevisionGone`."""
    found = revisions.one(db, revision_id)
    if found is None or found.guild_id not in (None, person.guild_id):
        raise RevisionGone(revision_id)
    return found
