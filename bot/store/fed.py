"""What feeds are made of: what was lately told of the shared catalogue, and the ties whose day of signing is known."""

from __future__ import annotations

import contextlib
import sqlite3
import uuid
from collections.abc import Collection

from bot.domain.announcements import AnnouncementKind, Occurrence
from bot.store import kept, outbox

_NAME = "name in feeds"


def newest(db: sqlite3.Connection, kinds: Collection[AnnouncementKind], limit: int) -> list[Occurrence]:
    """The newest occurrences of some kinds in the shared catalogue, newest first; neither corrections nor bundles."""
    listed = ", ".join(f":kind{number}" for number, _ in enumerate(kinds))
    rows = db.execute(
        f"""SELECT occurrence_id FROM occurrence
            WHERE kind IN ({listed}) AND guild_id IS NULL AND substr(occurrence_key, 1, length(kind) + 1) = kind || ' '
            ORDER BY occurrence_id DESC LIMIT :limit""",
        {**{f"kind{number}": kind for number, kind in enumerate(kinds)}, "limit": limit},
    ).fetchall()
    found = []
    for row in rows:
        # One that cannot be read keeps no other out of the feed.
        with contextlib.suppress(ValueError):
            found.append(outbox.occurrence_of(db, row[0]))
    return [occurrence for occurrence in found if occurrence is not None]


def state(db: sqlite3.Connection) -> tuple[int, int]:
    """Two numbers, of which one rises whenever there may be something new."""
    (revision, occurrence) = db.execute(
        "SELECT (SELECT coalesce(max(revision_id), 0) FROM revision), (SELECT coalesce(max(occurrence_id), 0) FROM occurrence)"
    ).fetchone()
    return int(revision), int(occurrence)


def signed_on_a_day(db: sqlite3.Connection) -> list[int]:
    """The pairings of the shared catalogue of which some source names the day of signing for sure."""
    rows = db.execute(
        """SELECT DISTINCT pairing_id FROM claim JOIN event USING (event_id) JOIN pairing USING (pairing_id)
           WHERE event.kind = 'signed' AND pairing.guild_id IS NULL AND length(claim.date) = 10 ORDER BY pairing_id"""
    )
    return [row[0] for row in rows]


def known_name(db: sqlite3.Connection) -> str | None:
    """The same as :func:`name_of` for whoever only reads; ``None`` if it was not made yet."""
    return kept.get(db, _NAME)


def name_of(db: sqlite3.Connection) -> str:
    """By what this store's entries are told from those of any other bot's feeds. Made once, and kept."""
    found = known_name(db)
    if found is None:
        found = f"twinbot-{uuid.uuid4().hex[:12]}"
        kept.put(db, _NAME, found)
    return found
