"""A delivery in words: one matter, several that are late in one post, or the correction of what was posted before."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.announcements.kinds import KINDS, CatchUp, Telling
from bot.announcements.planning import out_of_quiet
from bot.announcements.post import Command, Line, Post, Strong, record, words_of
from bot.domain.announcements import Announcement, Delivery, Occurrence
from bot.domain.dates import MONTHS
from bot.domain.records import Countries
from bot.store import announcements, outbox, told
from bot.store.database import Connection

LATE = dt.timedelta(minutes=10)
"""What goes out later than this says when it was due."""
MENU = 25
"""So many a menu holds."""
LINES = 10
"""So many lines a post has; then it says how many more there are."""


def prepared(
    db: Connection, delivery: Delivery, now: dt.datetime, countries: Countries
) -> tuple[Post, Announcement | None] | str:
    """The post that a delivery is now, with the order that it belongs to; or why there is none."""
    order = announcements.one(db, delivery.announcement_id) if delivery.announcement_id is not None else None
    if delivery.announcement_id is not None and order is None:
        return "its announcement was removed"
    zone = announcements.zone_of(db, order.guild_id) if order else "UTC"
    kind = KINDS[delivery.occurrence.kind]
    tried = delivery.first_tried_at is not None
    if kind.catch_up is CatchUp.SAME_DAY and not tried and not same_day(delivery.occurrence.due_at, now, zone):
        return "its day was over"
    if delivery.corrects is not None and not _is_posted(db, delivery.corrects):
        return "what it corrects was not posted"
    telling = Telling(delivery.occurrence.about, now.date(), countries, order.guild_id if order else None, order, zone)
    post = into_words(db, delivery, telling, now)
    if post is None:
        return "there is nothing left to say of it"
    # Not since it was put off: what was late before its quiet hours began is late.
    due_at = out_of_quiet(order, delivery.occurrence.due_at, zone) if order else delivery.due_at
    late = now - due_at > LATE and delivery.corrects is None
    return (post.late(due_at) if late else post), order


def into_words(db: Connection, delivery: Delivery, telling: Telling, now: dt.datetime) -> Post | None:
    """What a delivery says now; ``None`` if nothing is left to say."""
    occurrence = delivery.occurrence
    if "together" in occurrence.about:
        post = _together(db, occurrence, telling)
    else:
        post = KINDS[occurrence.kind].post(db, telling)
    if delivery.corrects is None:
        return post
    local = now.astimezone(ZoneInfo(telling.zone))
    day = f"{local.day} {MONTHS[local.month - 1]} {local.year}"
    first = outbox.one(db, delivery.corrects)
    if post is not None:
        says_so = first is not None and words_of(first.said) == record(post)
        return None if says_so and not told.was_corrected(db, delivery.corrects) else post.corrected(day)
    said = first.said.splitlines()[0] if first and first.said else ""
    return Post(
        sentence=(
            Strong(f"Corrected {day}."),
            f" This no longer holds: “{said}”" if said else " What stood here no longer holds.",
        )
    )


def same_day(due_at: dt.datetime, now: dt.datetime, zone: str) -> bool:
    """Whether it is still the day by that zone's clock on which something was due."""
    here = ZoneInfo(zone)
    return due_at.astimezone(here).date() == now.astimezone(here).date()


def _is_posted(db: Connection, delivery_id: int) -> bool:
    found = outbox.one(db, delivery_id)
    return found is not None and found.message_id is not None


def _together(db: Connection, occurrence: Occurrence, telling: Telling) -> Post | None:
    """Several matters of a kind in one post, a line each: what each says in its sentence. Of one that is left, its own post."""
    kind = KINDS[occurrence.kind]
    posts = []
    for number in occurrence.about["together"]:
        of = outbox.occurrence_of(db, number)
        post = kind.post(db, replace(telling, about=of.about)) if of else None
        if post is not None:
            posts.append(post)
    if len(posts) < 2:
        return posts[0] if posts else None
    lines: list[Line] = [post.sentence for post in posts[:LINES]]
    if len(posts) > LINES:
        lines.append((f"{len(posts) - LINES} more: ", Command("changes")))
    why = "could not be posted when they were due" if occurrence.about.get("late", True) else "fall on one day"
    return Post(
        sentence=(Strong(f"{len(posts)} {kind.title}"), f" {why}, and stand here together."),
        lines=tuple(lines),
        choices=tuple(post.choice for post in posts if post.choice is not None)[:MENU],
    )
