"""What was told and is no longer so: posts that were sent are edited and say so, what still waits is not posted at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bot.announcements.kinds.pairing_changes import pairings_of
from bot.domain.announcements import AnnouncementKind, Delivery, DeliveryState
from bot.domain.changes import Change, Revision
from bot.domain.initiatives import Initiative, Verification
from bot.store import outbox, told
from bot.store.database import Connection

CORRECTED_FOR = dt.timedelta(days=90)
"""For so long the first post is edited when what it told is corrected."""
_UPKEEP = frozenset(
    {"last_seen", "check_by", "verification", *(name for name in Initiative.model_fields if name.startswith("link"))}
)
"""Fields of an initiative that are brought up to date again and again: what was told before was right then."""
TAKEN_BACK = "it was taken back before it was posted"

Told = tuple[AnnouncementKind, str]
"""A kind, and the subject of which it told: ``pairing 12``."""


def subject_of(key: str) -> str:
    """``pairing 12 revision 5`` → ``pairing 12``."""
    return " ".join(key.split()[:2])


def told_and_taken_back(db: Connection, revision: Revision) -> set[Told]:
    """What the revision that is undone by this one gave to tell: that is corrected, and not told anew as if it were news."""
    if revision.undoes is None:
        return set()
    return {(kind, subject_of(key.removeprefix(f"{kind} "))) for kind, key in told.keys_of(db, revision.undoes)}


def correct(db: Connection, revision: Revision, anew: set[Told], now: dt.datetime) -> None:
    """Let the posts that told what a revision changes or takes back be edited; not those of which it tells something new.

    That a tie is suspended, or an initiative completed, makes nothing wrong that was told of it before.
    """
    done, news = set(), {subject for _, subject in anew}
    for delivery, undone in _told(db, revision, now):
        occurrence = delivery.occurrence
        subject = subject_of(occurrence.key.removeprefix(f"{occurrence.kind} "))
        if occurrence.revision_id == revision.revision_id or (subject in news and not undone):
            continue
        if delivery.state is DeliveryState.PENDING and delivery.first_tried_at is None:
            if undone:
                told.drop(db, delivery, TAKEN_BACK)
            # What is told otherwise now is put into words when it goes out.
            continue
        posted = told.bundle_of(db, delivery) if delivery.state is DeliveryState.BUNDLED else delivery
        if posted is not None and posted.delivery_id not in done:
            done.add(posted.delivery_id)
            _edit(db, posted, revision, now)


def _edit(db: Connection, posted: Delivery, revision: Revision, now: dt.datetime) -> None:
    occurrence = posted.occurrence
    number = outbox.occurrence(
        db,
        f"correction of {posted.delivery_id} by revision {revision.revision_id}",
        occurrence.kind,
        occurrence.about,
        due_at=now,
        made_at=now,
        guild_id=occurrence.guild_id,
    )
    outbox.deliver(
        db, number, posted.channel_id, due_at=now, announcement_id=posted.announcement_id, to_person=posted.to_person,
        corrects=posted.delivery_id,
    )  # fmt: skip


def _told(db: Connection, revision: Revision, now: dt.datetime) -> Iterator[tuple[Delivery, bool]]:
    """What was told of what a revision takes back, and lately of what it edits or takes out; with whether it is the former."""
    if revision.undoes is not None:
        for delivery in told.by_revision(db, revision.undoes):
            yield delivery, True
    if all(change.before is None for change in revision.changes):
        return
    for subject in _subjects(db, revision):
        for delivery in told.on(db, subject, now - CORRECTED_FOR):
            yield delivery, False


def _subjects(db: Connection, revision: Revision) -> Iterator[str]:
    """The subjects of matters that a revision is about: ``pairing 12``, ``initiative 5``."""
    yield from (f"pairing {number}" for number in pairings_of(db, revision.changes))
    for change in revision.changes:
        if change.table_name == "initiatives" and not _is_upkeep(change):
            yield f"initiative {change.key[0]}"


def _is_upkeep(change: Change) -> bool:
    """Whether an initiative was only found to be open still, or its link was checked."""
    before, after = change.before, change.after
    if not isinstance(before, Initiative) or not isinstance(after, Initiative) or after.verification is Verification.WITHDRAWN:
        return False
    return all(getattr(before, name) == getattr(after, name) for name in Initiative.model_fields if name not in _UPKEEP)
