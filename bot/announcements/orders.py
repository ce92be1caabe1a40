"""Standing orders as moderators keep them: added, edited, paused, resumed and removed, each within one write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from bot.announcements import planning
from bot.announcements.kinds import KINDS
from bot.announcements.refusals import AnnouncementEdited, AnnouncementGone, AnnouncementRefused
from bot.domain import wording
from bot.domain.announcements import Announcement, AnnouncementState
from bot.store import announcements, outbox, setbacks
from bot.store.database import Connection

MOST = 25
"""Announcements of one server."""
REMOVED = "its announcement was removed"
_ORDERED = ("kind", "channel_id", "rhythm", "filters", "words")
"""What tells one announcement from another. Two that have all of it in common would post everything twice."""


def own(db: Connection, number: int, guild_id: int) -> Announcement:
    """A server's announcement of that number.

    Raises:
        AnnouncementGone: the server has none of it: it was removed, or it is another server's.
    """
    found = announcements.one(db, number)
    if found is None or found.guild_id != guild_id:
        raise AnnouncementGone(number)
    return found


def add(db: Connection, order: Announcement, now: dt.datetime) -> Announcement:
    """Keep a new announcement and reckon when it falls due. Returns it with its number.

    Raises:
        AnnouncementRefused: the server has too many, or one like it.
    """
    theirs = announcements.of_guild(db, order.guild_id)
    if len(theirs) >= MOST:
        raise AnnouncementRefused(
            f"This server has {len(theirs)} announcements, and {MOST} is the most. Remove one first: announce remove."
        )
    _refuse_second(order, theirs)
    made = announcements.add(db, order)
    planning.reckon(db, made, now)
    return own(db, made.announcement_id, made.guild_id)


def edit(db: Connection, order: Announcement, update: Mapping[str, Any], now: dt.datetime) -> Announcement:
    """Change some fields of an announcement, as it stood at its version.

    What waits to go out goes where it goes from now on.

    Raises:
        AnnouncementGone: it was removed meanwhile.
        AnnouncementEdited: somebody else edited it meanwhile.
        AnnouncementRefused: there is one like it.
    """
    before = own(db, order.announcement_id, order.guild_id)
    if before.version != order.version:
        raise AnnouncementEdited(order.announcement_id)
    changed = before.model_copy(update=dict(update))
    if changed == before:
        return before
    _refuse_second(changed, announcements.of_guild(db, before.guild_id))
    _write(db, changed)
    if changed.rhythm != before.rhythm:
        planning.reckon(db, changed, now)
    if changed.channel_id != before.channel_id:
        outbox.move(db, changed.announcement_id, changed.channel_id, "it went there by another announcement already")
    return own(db, before.announcement_id, before.guild_id)


def pause(db: Connection, number: int, guild_id: int, why: str) -> bool:
    """Let nothing go out for an announcement. Returns whether it was active. What it misses is kept or passed over by its kind's rule."""
    before = own(db, number, guild_id)
    if not before.active:
        return False
    _write(db, before.model_copy(update={"state": AnnouncementState.PAUSED, "paused_why": why}))
    return True


def resume(db: Connection, number: int, guild_id: int) -> bool:
    """Let posts go out again; the ticker sees to what waited. Returns whether it was paused, or was set aside."""
    before = own(db, number, guild_id)
    was_set_aside = setbacks.is_set_aside(db, planning.setback_of(before.announcement_id))
    if before.active and not was_set_aside:
        return False
    _write(db, before.model_copy(update={"state": AnnouncementState.ACTIVE, "paused_why": ""}))
    return True


def remove(db: Connection, number: int, guild_id: int, version: int, now: dt.datetime) -> int:
    """Take an announcement out of the list, and drop what waits for it. Returns how many posts that were.

    Raises:
        AnnouncementGone: it is removed already.
        AnnouncementEdited: somebody edited it since the version that was shown.
    """
    if own(db, number, guild_id).version != version:
        raise AnnouncementEdited(number)
    announcements.remove(db, number, guild_id, now)
    return outbox.drop_waiting(db, number, REMOVED)


def _write(db: Connection, order: Announcement) -> None:
    """Keep an order as it is given, which was read in the same transaction. What had gone wrong with it is tried anew."""
    kept = announcements.edit(db, order)
    assert kept is not None, "nobody else writes meanwhile"
    setbacks.over(db, planning.setback_of(order.announcement_id))


def _refuse_second(order: Announcement, theirs: list[Announcement]) -> None:
    for other in theirs:
        if other.announcement_id != order.announcement_id and all(
            getattr(other, name) == getattr(order, name) for name in _ORDERED
        ):
            title = wording.upper_first(KINDS[order.kind].title)
            raise AnnouncementRefused(
                f"Announcement {other.announcement_id} is the same already: {title}, in that channel, at that time. Everything would "
                "come twice."
            )
