"""What would go out, without letting it: everything is planned as the ticker does it, put into words, and then undone."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.announcements import orders, planning, telling
from bot.announcements.courier import mark_of
from bot.announcements.kinds import KINDS, Kind, Matter, Telling
from bot.announcements.post import Post, plain
from bot.domain.announcements import Announcement, Concerns, Delivery, Filters
from bot.domain.records import Countries
from bot.store import announcements, outbox, places, revisions, setbacks
from bot.store.database import Connection, Database

EVERYTHING = 10_000
"""How much is looked at when all that is due is told."""
LOOKED_BACK = 30
"""How many of the newest changes are looked at for an example, and for what the filters hold back."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Said:
    """A delivery, and what it says now."""

    delivery: Delivery
    order: Announcement | None
    post: Post | None
    why_not: str = ""
    """Why it would not go out though it is due."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What one announcement would post."""

    said: Sequence[Said] = ()
    """What would go out, in order."""
    waited: bool = False
    """Whether that waits already; else it is what a timed one would say if it fell due now."""
    example: Post | None = None
    """If nothing would go out: the last thing that it would have told."""


@dataclass(frozen=True, slots=True)
class Due:
    """Everything that would go out now, or be dropped instead."""

    said: Sequence[Said]
    troubles: Sequence[str]
    """What cannot be planned: ``announcement 3``, ``revision 12``."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Something that a change gave to tell, and that the filters of an announcement do not let through."""

    at: dt.datetime
    post: Post
    by: tuple[str, ...]
    """Which filters: fields of :class:`~bot.domain.announcements.Filters`."""


class _UndoneError(Exception):
    """Makes what was done within a transaction undone."""


async def undone(store: Database, work: Callable[[Connection], Result]) -> Result:
    """What ``work`` returns, within a write transaction that is rolled back: nothing that it did stays."""
    found: list[Result] = []

    def rehearsed(db: Connection) -> None:
        found.append(work(db))
        raise _UndoneError

    with contextlib.suppress(_UndoneError):
        await store.write(rehearsed)
    return found[0]


async def all_due(store: Database, now: dt.datetime) -> Due:
    """What would go out now, of everything; nothing is written."""
    return await undone(store, lambda db: everything_due(db, now))


def everything_due(db: Connection, now: dt.datetime) -> Due:
    """What would go out now, of everything. Writes what the ticker would write: see :func:`undone`."""
    while planning.tell_of_revisions(db, now):
        pass
    planning.tell_of_day(db, now)
    waits = planning.what_waits(db, now)
    for what in waits.again:
        planning.try_again(db, what, now)
    for number in announcements.in_other_zone(db, EVERYTHING):
        _attempt(db, number, planning.follow_zone, now)
    for number in announcements.due(db, now, EVERYTHING):
        _attempt(db, number, planning.tell_at_time, now)
    planning.tell_watchers(db, now)
    planning.bundle_late(db, now)
    countries = places.countries(db)
    _, troubles = setbacks.split(db, now)
    said = (_said(db, delivery, now, countries) for delivery in outbox.due(db, now, EVERYTHING))
    return Due([each for each in said if not _is_quiet(db, each, now)], sorted(troubles))


def of_order(db: Connection, order: Announcement, now: dt.datetime, countries: Countries) -> Rehearsed:
    """What one announcement would post now if it were active. Writes what the ticker would write: see :func:`undone`."""
    number, kind = order.announcement_id, KINDS[order.kind]
    orders.resume(db, number, order.guild_id)
    planning.bundle_late(db, now)
    waiting, waited = outbox.waiting(db, number), True
    if not waiting and kind.timed:
        # A digest tells what changed before its time, by whole seconds: what changed just now is to be seen.
        soon = now + dt.timedelta(seconds=1)
        announcements.set_next(db, number, soon, announcements.zone_of(db, order.guild_id))
        planning.tell_at_time(db, number, soon)
        waiting, waited = outbox.waiting(db, number), False
    said = [_said(db, delivery, now, countries) for delivery in waiting]
    if any(each.post for each in said):
        return Rehearsed([each for each in said if each.post], waited)
    return Rehearsed(example=_example(db, kind, order, now, countries))


def held_back(db: Connection, order: Announcement, now: dt.datetime, countries: Countries) -> list[HeldBack]:
    """What the newest changes gave to tell and the filters do not let through, newest first."""
    kind = KINDS[order.kind]
    found = []
    for at, matter in _told_lately(db, kind, order, now):
        by = holding(order.filters, matter.concerns)
        post = kind.post(db, _telling(db, order, matter, now, countries)) if by else None
        if post is not None:
            found.append(HeldBack(at, post, by))
    return found


def holding(filters: Filters, concerns: Concerns) -> tuple[str, ...]:
    """Which filters do not let something through."""
    return tuple(
        name
        for name in Filters.model_fields
        if getattr(filters, name) and not Filters.model_validate({name: getattr(filters, name)}).admit(concerns)
    )


def _is_quiet(db: Connection, said: Said, now: dt.datetime) -> bool:
    """Whether it waits for the end of the quiet hours. What may be out already does not, nor does a correction."""
    if said.order is None or said.delivery.corrects is not None or said.delivery.first_tried_at is not None:
        return False
    return planning.out_of_quiet(said.order, now, announcements.zone_of(db, said.order.guild_id)) > now


def _attempt(
    db: Connection, announcement_id: int, work: Callable[[Connection, int, dt.datetime], None], now: dt.datetime
) -> None:
    """As the ticker does it: one bad row hides no other."""
    setbacks.attempt(db, planning.setback_of(announcement_id), lambda: work(db, announcement_id, now), now)


def _example(db: Connection, kind: Kind, order: Announcement, now: dt.datetime, countries: Countries) -> Post | None:
    for _, matter in _told_lately(db, kind, order, now):
        if order.filters.admit(matter.concerns):
            post = kind.post(db, _telling(db, order, matter, now, countries))
            if post is not None:
                return post
    return None


def _told_lately(db: Connection, kind: Kind, order: Announcement, now: dt.datetime) -> Iterator[tuple[dt.datetime, Matter]]:
    """What the newest changes of the catalogue and of the server's own entries gave to tell. Imports are left out."""
    heads, _ = revisions.newest(db, guild_id=order.guild_id, shared=True, limit=LOOKED_BACK, heads=True)
    for head in heads:
        _, size = revisions.changes_of(db, head.revision_id, head.guild_id, limit=0)
        revision = revisions.one(db, head.revision_id) if size <= planning.MANY else None
        if revision is not None:
            for matter in kind.told_by(db, revision, now.date()):
                yield revision.at, matter


def _telling(db: Connection, order: Announcement, matter: Matter, now: dt.datetime, countries: Countries) -> Telling:
    zone = announcements.zone_of(db, order.guild_id)
    return Telling(matter.about, now.date(), countries, order.guild_id, order, zone)


def _said(db: Connection, delivery: Delivery, now: dt.datetime, countries: Countries) -> Said:
    ready = telling.prepared(db, delivery, now, countries)
    if isinstance(ready, str):
        order = announcements.one(db, delivery.announcement_id) if delivery.announcement_id is not None else None
        return Said(delivery, order, None, ready)
    post, order = ready
    return Said(delivery, order, post)


def in_lines(due: Due) -> Iterator[str]:
    """What would go out now and where, as text."""
    for each in due.said:
        delivery, order = each.delivery, each.order
        where = (
            f"to person {delivery.channel_id}"
            if delivery.to_person
            else f"in channel {delivery.channel_id}{f' of server {order.guild_id}' if order else ''}"
        )
        whose = f", announcement {order.announcement_id}" if order else ""
        kind = KINDS[delivery.occurrence.kind].title
        head = f"{mark_of(delivery)} · {where}{whose} ({kind}), due {delivery.due_at:%Y-%m-%d %H:%M} UTC"
        if each.post is None:
            yield f"{head}\n  would not go out: {each.why_not}\n"
            continue
        corrects = "  edits an earlier post:\n" if delivery.corrects is not None else ""
        post = each.post
        lines = [plain([*post.sentence, *post.after]), *(plain(line) for line in post.lines)]
        yield f"{head}\n{corrects}" + "".join(f"  {line}\n" for line in lines)
    going = sum(each.post is not None for each in due.said)
    yield f"{going:,} {'post' if going == 1 else 'posts'} would go out now."
