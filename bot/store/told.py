"""What was put into the outbox, as whoever plans looks back on it: what told of a revision or an entry, what is dropped."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.announcements import AnnouncementKind, Delivery
from bot.store import outbox

_SAYS = """corrects IS NULL AND (state IN ('pending', 'sending', 'bundled') OR (state = 'sent' AND message_id IS NOT NULL))"""
"""Whether something is posted, may be, or will be."""


def keys_of(db: sqlite3.Connection, revision_id: int) -> list[tuple[AnnouncementKind, str]]:
    """The kinds and keys of what a revision gave to tell, in channels and to those who watch."""
    rows = db.execute(
        """SELECT kind, occurrence_key FROM occurrence WHERE revision_id = :number
           UNION SELECT kind, matter_key FROM watched WHERE revision_id = :number""",
        {"number": revision_id},
    )
    return [(AnnouncementKind(row[0]), row[1]) for row in rows]


def by_revision(db: sqlite3.Connection, revision_id: int) -> list[Delivery]:
    """What says, or will say, what a revision gave to tell."""
    return _found(db, f"{_SAYS} AND revision_id = :number", {"number": revision_id})


def of_occurrences(db: sqlite3.Connection, numbers: Iterable[int]) -> list[Delivery]:
    """What says some occurrences, and still waits, in the order in which it was put into the outbox."""
    listed = ", ".join(str(int(number)) for number in numbers)
    return _found(db, f"state = 'pending' AND occurrence_id IN ({listed})", {})


def on(db: sqlite3.Connection, subject: str, since: dt.datetime) -> list[Delivery]:
    """What was told since a time about a subject, whatever of it, or will be: ``pairing 12``."""
    given: dict[str, Any] = {}
    ranges = []
    for number, kind in enumerate(AnnouncementKind):
        # As a range, which the index of the keys serves: "pairing 12 " and whatever follows; "!" is the sign after the blank.
        given |= {f"from{number}": f"{kind} {subject} ", f"to{number}": f"{kind} {subject}!"}
        ranges.append(f"(occurrence_key >= :from{number} AND occurrence_key < :to{number})")
    where = f"{_SAYS} AND made_at >= :since AND ({' OR '.join(ranges)})"
    return _found(db, where, {**given, "since": int(since.timestamp())})


def bundle_of(db: sqlite3.Connection, delivery: Delivery) -> Delivery | None:
    """The post in which something was told together with others."""
    row = db.execute("SELECT bundled_in FROM delivery WHERE delivery_id = :id", {"id": delivery.delivery_id}).fetchone()
    return outbox.one(db, row[0]) if row and row[0] is not None else None


def bundle(db: sqlite3.Connection, deliveries: Iterable[Delivery], occurrence_id: int, channel_id: int) -> None:
    """Note that these are told together in that occurrence's post in their channel."""
    (post,) = db.execute(
        "SELECT delivery_id FROM delivery WHERE occurrence_id = :occurrence AND channel_id = :channel",
        {"occurrence": occurrence_id, "channel": channel_id},
    ).fetchone()
    db.executemany(
        "UPDATE delivery SET state = 'bundled', bundled_in = :post WHERE delivery_id = :id AND state = 'pending'",
        [{"post": post, "id": delivery.delivery_id} for delivery in deliveries],
    )


def drop(db: sqlite3.Connection, delivery: Delivery, why: str) -> None:
    """Drop something that waits and was never tried."""
    db.execute(
        "UPDATE delivery SET state = 'dropped', error = :why WHERE delivery_id = :id AND state = 'pending' AND first_tried_at IS NULL",
        {"id": delivery.delivery_id, "why": why},
    )


def drop_older(db: sqlite3.Connection, announcement_id: int, due_at: dt.datetime, why: str) -> None:
    """Drop what waits for a standing order, was never tried and fell due before a time: only the latest counts."""
    db.execute(
        """UPDATE delivery SET state = 'dropped', error = :why
           WHERE announcement_id = :id AND state = 'pending' AND first_tried_at IS NULL AND corrects IS NULL
             AND (SELECT due_at FROM occurrence WHERE occurrence.occurrence_id = delivery.occurrence_id) < :due""",
        {"id": announcement_id, "due": int(due_at.timestamp()), "why": why},
    )


def _found(db: sqlite3.Connection, where: str, given: Mapping[str, Any]) -> list[Delivery]:
    rows = db.execute(
        f"SELECT delivery_id FROM delivery JOIN occurrence USING (occurrence_id) WHERE {where} ORDER BY delivery_id", given
    ).fetchall()
    return [found for row in rows if (found := outbox.one(db, row[0]))]


def was_corrected(db: sqlite3.Connection, delivery_id: int) -> bool:
    """Whether a post says something else by now than it did at first."""
    found = db.execute("SELECT 1 FROM delivery WHERE corrects = :id AND state = 'sent' LIMIT 1", {"id": delivery_id}).fetchone()
    return found is not None
