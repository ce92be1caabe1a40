"""What is to be told is put into the outbox: when a revision is written, when a day begins, when a time comes.

Every function is one piece of work within a write transaction, so that an occurrence and its deliveries are there with the change
that gave rise to them, or not at all. Each has a key of which there is one only: whatever runs twice puts nothing in twice. What
cannot be planned holds nothing else up: it is undone alone, tried again a few times, and then set aside
(:mod:`bot.store.setbacks`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.announcements import correcting, schedules, watching
from bot.announcements.kinds import KINDS, CatchUp, Kind, Matter, Moment
from bot.domain.announcements import Announcement, AnnouncementKind, Delivery
from bot.store import announcements, kept, outbox, revisions, setbacks, since, told
from bot.store.database import Connection

TOLD_UP_TO = "announced revision"
"""Under this name the store keeps the number of the last revision that was looked at for something to tell."""
DAY_LOOKED_AT = "announced day"
MANY = 200
"""A revision of more rows, an import, is told in one piece."""
FLOOD_FROM = 10
"""So many matters of one kind in one revision, or on one day, are told in one piece, too: nobody reads sixty posts in a row."""
LATE = dt.timedelta(hours=1)
"""What is later than this is bundled with what else is."""
BUNDLED_FROM = 3
"""So many late posts of one kind in a channel become one."""
BUNDLED_AT_MOST = 200
PLANNED_AT_ONCE = 50
"""How many timed announcements are looked at in one tick."""
AT_ONCE = 20
"""How many rows are planned in one transaction, so that nobody waits long for the writer."""


@dataclass(frozen=True, slots=True)
class Waits:
    """What there is to see to."""

    revisions: bool
    """Whether a revision was not looked at yet."""
    day: bool
    """Whether today was not looked at yet."""
    again: Sequence[str]
    """Revisions and days that could not be planned, and are to be tried again now."""
    in_other_zone: Sequence[int]
    """Announcements whose server has another time zone now."""
    due: Sequence[int]
    """Announcements whose time has come."""
    watchers: bool
    late: bool
    """Whether so much is late that some of it may be bundled."""
    to_report: Sequence[tuple[str, str]]
    """What was set aside and not reported yet, with its last error."""


def what_waits(db: Connection, now: dt.datetime) -> Waits:
    """What there is to see to now."""
    again, rests = setbacks.split(db, now)
    room = PLANNED_AT_ONCE + len(rests)
    return Waits(
        revisions=int(kept.get(db, TOLD_UP_TO) or 0) < since.newest(db),
        day=kept.get(db, DAY_LOOKED_AT) != now.date().isoformat(),
        again=[what for what in again if what.split()[0] in _AGAIN],
        in_other_zone=[one for one in announcements.in_other_zone(db, room) if setback_of(one) not in rests],
        due=[one for one in announcements.due(db, now, room) if setback_of(one) not in rests],
        watchers=watching.any_due(db, now),
        late=len(outbox.due(db, now - LATE, BUNDLED_FROM)) >= BUNDLED_FROM,
        to_report=setbacks.to_report(db),
    )


def tell_of_revisions(db: Connection, now: dt.datetime) -> bool:
    """Put what the revisions give to tell into the outbox, up to :data:`AT_ONCE` of them. Returns whether there are more."""
    done, newest = int(kept.get(db, TOLD_UP_TO) or 0), since.newest(db)
    upto = min(newest, done + AT_ONCE)
    for number in range(done + 1, upto + 1):
        try_again(db, f"revision {number}", now)
    if upto > done:
        kept.put(db, TOLD_UP_TO, str(upto))
    return upto < newest


def tell_of_revision(db: Connection, number: int, now: dt.datetime) -> None:
    """Put what one revision gives to tell into the outbox, and the corrections of what was told and is no longer so."""
    head = revisions.head(db, number)
    if head is None:
        return
    _, size = revisions.changes_of(db, number, head.guild_id, limit=0)
    if size > MANY:
        for kind in KINDS.values():
            for matter in kind.told_in_bulk(db, number):
                _tell(db, kind, matter, now, due_at=min(head.at, now), guild_id=head.guild_id, revision_id=number)
        return
    revision = revisions.one(db, number)
    assert revision is not None
    taken_back = correcting.told_and_taken_back(db, revision)
    # What another process wrote while the bot did not run was due then, and is late.
    due_at, anew = min(revision.at, now), set()
    for kind in KINDS.values():
        news = []
        for matter in kind.told_by(db, revision, now.date()):
            what = (kind.name, correcting.subject_of(matter.key))
            if what in taken_back or (kind.name, f"revision {revision.undoes}") in taken_back:
                # Where it was told the post is edited; who watches is told by itself.
                watching.note(db, kind, matter, now, guild_id=revision.guild_id, revision_id=number)
                continue
            news.append(matter)
            anew.add(what)
        together = list(kind.told_in_bulk(db, number)) if len(news) >= FLOOD_FROM else []
        for matter in together or news:
            _tell_servers(db, kind, matter, now, due_at=due_at, guild_id=revision.guild_id, revision_id=number)
        for matter in news:
            watching.note(db, kind, matter, now, guild_id=revision.guild_id, revision_id=number)
    correcting.correct(db, revision, anew, now)


def tell_of_day(db: Connection, now: dt.datetime) -> None:
    """Put what the days since the last look give to tell by themselves into the outbox: what ended on them."""
    today = now.date()
    looked_at = kept.get(db, DAY_LOOKED_AT)
    # A day that lies ahead was looked at before the clock was set back.
    day = min(dt.date.fromisoformat(looked_at) + dt.timedelta(days=1), today) if looked_at else today
    while day <= today:
        for kind in KINDS:
            try_again(db, f"day {day} {kind}", now)
        day += dt.timedelta(days=1)
    kept.put(db, DAY_LOOKED_AT, today.isoformat())


def try_again(db: Connection, what: str, now: dt.datetime) -> bool:
    """Plan what is named so, by itself. Returns whether that succeeded; if not, it is noted."""
    word, *rest = what.split()
    return setbacks.attempt(db, what, lambda: _AGAIN[word](db, rest, now), now)


def tell_at_time(db: Connection, announcement_id: int, now: dt.datetime) -> None:
    """Put what a timed announcement tells into the outbox, if it is due, and reckon its next time.

    Of several times that were missed the last alone counts. What falls due while it is paused waits for it, as what falls due while
    the bot does not run: whether it is told later the rule of its kind says.
    """
    order = _followed(db, announcement_id)
    if order is None or order.next_due is None or order.next_due > now.timestamp():
        # Somebody edited it since it was read.
        return
    kind, rhythm = KINDS[order.kind], schedules.parse(order.rhythm, dt.date.min)
    here = ZoneInfo(order.zone)
    planned = dt.datetime.fromtimestamp(order.next_due, dt.UTC)
    due = rhythm.last_until(planned, now, order.zone) or planned
    moment = Moment(due, due.astimezone(here), outbox.last_due(db, order.announcement_id, due))
    if kind.catch_up is not CatchUp.SAME_DAY or moment.local.date() == now.astimezone(here).date():
        _tell_at(db, kind, order, moment, now)
    announcements.set_next(db, order.announcement_id, rhythm.next_after(now, order.zone), order.zone)


def reckon(db: Connection, announcement: Announcement, now: dt.datetime) -> None:
    """Reckon the next time of a timed announcement anew: it is new, or was edited."""
    if not announcement.rhythm:
        announcements.set_next(db, announcement.announcement_id, None, "")
        return
    zone = announcements.zone_of(db, announcement.guild_id)
    rhythm = schedules.parse(announcement.rhythm, dt.date.min)
    announcements.set_next(db, announcement.announcement_id, rhythm.next_after(now, zone), zone)


def follow_zone(db: Connection, announcement_id: int, now: dt.datetime) -> None:  # noqa: ARG001 - as the others are called
    """Let a timed announcement fall due on the day on which it would have, by the clock that its server has now.

    So no time is passed over and none comes twice, however far the clock was moved: what lies behind already is told as late.
    """
    _followed(db, announcement_id)


def _followed(db: Connection, announcement_id: int) -> Announcement | None:
    """An announcement as it is now, its next time reckoned by its server's clock."""
    order = announcements.one(db, announcement_id)
    if order is None or order.next_due is None:
        return order
    zone = announcements.zone_of(db, order.guild_id)
    if order.zone == zone:
        return order
    day = dt.datetime.fromtimestamp(order.next_due, ZoneInfo(order.zone or "UTC")).date()
    midnight = dt.datetime.combine(day, dt.time(), ZoneInfo(zone)).astimezone(dt.UTC)
    due = schedules.parse(order.rhythm, dt.date.min).next_after(midnight - dt.timedelta(seconds=1), zone)
    announcements.set_next(db, announcement_id, due, zone)
    return announcements.one(db, announcement_id)


def bundle_late(db: Connection, now: dt.datetime) -> None:
    """Of what is late and catches up on all, put several posts of one standing order into one."""
    for those in _by_order(outbox.due(db, now - LATE, BUNDLED_AT_MOST)):
        if len(those) >= BUNDLED_FROM:
            _bundle(db, those, now, late=True)


def tell_watchers(db: Connection, now: dt.datetime) -> None:
    """Let those who watch something be told what waits for them, if it is time."""
    watching.tell(db, now)


def out_of_quiet(announcement: Announcement, instant: dt.datetime, zone: str) -> dt.datetime:
    """``instant``, or the end of an announcement's quiet hours in which it lies."""
    start, end = announcement.quiet_from, announcement.quiet_to
    return instant if start is None or end is None else schedules.out_of_quiet(start, end, instant, zone)


def setback_of(announcement_id: int) -> str:
    """Under which name the failures of an announcement are noted."""
    return f"announcement {announcement_id}"


def _tell_of_revision(db: Connection, named: Sequence[str], now: dt.datetime) -> None:
    tell_of_revision(db, int(named[0]), now)


def _tell_of_day(db: Connection, named: Sequence[str], now: dt.datetime) -> None:
    kind, day = KINDS[AnnouncementKind(named[1])], dt.date.fromisoformat(named[0])
    first_look = kept.get(db, DAY_LOOKED_AT) is None
    due_at = now if first_look else min(dt.datetime.combine(day, dt.time(), dt.UTC), now)
    matters = list(kind.told_on(db, day))
    numbers = [_tell(db, kind, matter, now, due_at=due_at) for matter in matters]
    if len(matters) >= FLOOD_FROM:
        for those in _by_order(told.of_occurrences(db, numbers)):
            if len(those) >= FLOOD_FROM:
                _bundle(db, those, now, late=False)


_AGAIN = {"revision": _tell_of_revision, "day": _tell_of_day}
"""How what is noted under such a name is planned."""


def _tell(
    db: Connection,
    kind: Kind,
    matter: Matter,
    now: dt.datetime,
    *,
    due_at: dt.datetime,
    guild_id: int | None = None,
    revision_id: int | None = None,
) -> int:
    """Let a matter go to every server that ordered its kind and to everybody who watches what it concerns. Returns the occurrence's number."""
    number = _tell_servers(db, kind, matter, now, due_at=due_at, guild_id=guild_id, revision_id=revision_id)
    watching.note(db, kind, matter, now, guild_id=guild_id, revision_id=revision_id)
    return number


def _tell_servers(
    db: Connection,
    kind: Kind,
    matter: Matter,
    now: dt.datetime,
    *,
    due_at: dt.datetime,
    guild_id: int | None = None,
    revision_id: int | None = None,
) -> int:
    """Let a matter go to every server that ordered its kind. Returns the occurrence's number."""
    # It is kept whoever ordered it: the feed tells of it too.
    number = outbox.occurrence(
        db,
        f"{kind.name} {matter.key}",
        kind.name,
        matter.about,
        due_at=due_at,
        made_at=now,
        guild_id=guild_id,
        revision_id=revision_id,
    )
    orders, broken = announcements.of_kind(db, kind.name, guild_id)
    for broken_id, error in broken:
        setbacks.failed(db, setback_of(broken_id), error, now)
    # A channel gets it once, so an order that is at work goes before one that is paused.
    for announcement in sorted(orders, key=lambda order: not order.active):
        if announcement.filters.admit(matter.concerns):
            _deliver(db, number, announcement, due_at)
    return number


def _tell_at(db: Connection, kind: Kind, announcement: Announcement, moment: Moment, now: dt.datetime) -> None:
    matters = list(kind.told_at(db, announcement, moment))
    if matters and kind.catch_up is not CatchUp.ALL:
        told.drop_older(db, announcement.announcement_id, moment.due_at, "a newer one was due before it could be posted")
    for matter in matters:
        # By the wall clock: neither a clock that is set back nor another time zone makes it fall due a second time.
        number = outbox.occurrence(
            db,
            f"{kind.name} of {announcement.announcement_id} at {moment.local:%Y-%m-%dT%H:%M} {matter.key}".rstrip(),
            kind.name,
            matter.about,
            due_at=moment.due_at,
            made_at=now,
            guild_id=announcement.guild_id,
        )
        _deliver(db, number, announcement, moment.due_at)


def _by_order(deliveries: Iterable[Delivery]) -> Iterable[list[Delivery]]:
    """Deliveries that may be told together, by the standing order that they belong to."""
    found: dict[int, list[Delivery]] = {}
    for delivery in deliveries:
        bundles = KINDS[delivery.occurrence.kind].catch_up is CatchUp.ALL and "together" not in delivery.occurrence.about
        if delivery.announcement_id is not None and delivery.corrects is None and delivery.first_tried_at is None and bundles:
            found.setdefault(delivery.announcement_id, []).append(delivery)
    return found.values()


def _bundle(db: Connection, those: Sequence[Delivery], now: dt.datetime, *, late: bool) -> None:
    """Put several posts of one standing order into one."""
    first, last = those[0], those[-1]
    assert first.announcement_id is not None
    number = outbox.occurrence(
        db,
        f"together {first.announcement_id}: {first.delivery_id} to {last.delivery_id}",
        first.occurrence.kind,
        {"together": [each.occurrence.occurrence_id for each in those], "late": late},
        due_at=first.due_at,
        made_at=now,
        guild_id=first.occurrence.guild_id,
    )
    order = announcements.one(db, first.announcement_id)
    outbox.deliver(
        db, number, first.channel_id, due_at=first.due_at, announcement_id=first.announcement_id,
        publish=order is not None and order.publish,
    )  # fmt: skip
    told.bundle(db, those, number, first.channel_id)


def _deliver(db: Connection, occurrence_id: int, announcement: Announcement, instant: dt.datetime) -> None:
    # A zone that nobody knows any more holds up that server alone: its post is set aside when it is to go out.
    zone = schedules.known(announcements.zone_of(db, announcement.guild_id))
    outbox.deliver(
        db,
        occurrence_id,
        announcement.channel_id,
        due_at=out_of_quiet(announcement, instant, zone),
        announcement_id=announcement.announcement_id,
        publish=announcement.publish,
    )
