"""What members watch: who begins and ends, what is noted for whom, and the bundles in which they are told.

A bundle goes to one person in one place, a channel or their direct messages, once a day at nine by the clock of the server in which
they first asked for that place; what they want at once goes by itself. Every function is one piece of work within a transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import count

from bot.announcements.kinds.kind import Kind, Matter
from bot.announcements.refusals import TooManyWatches
from bot.announcements.schedules import Rhythm, known
from bot.domain.announcements import AnnouncementKind, Delivery, DeliveryState
from bot.store import announcements, outbox, watches
from bot.store.database import Connection
from bot.store.watches import Waiting, Watch

MOST = 50
"""So much may one person watch."""
DAILY = Rhythm(9 * 60, tuple(range(7)))
"""When a day's bundle is told: at nine."""
BUNDLES_AT_ONCE = 50
"""How many are put into the outbox in one transaction, so that nobody waits long for the writer."""
FLOOD_FROM = 10
"""So many that are to be told at once come in one message, too."""
MOST_TOLD = 200
"""So many matters one bundle holds; what is more comes the next day."""


def begin(db: Connection, watch: Watch, now: dt.datetime) -> tuple[Watch, bool]:
    """Watch something, or watch it otherwise than before. All that was paused for the same place goes on.

    Returns the watch, and whether it is new.

    Raises:
        TooManyWatches: they watch as much as one may.
    """
    known = watches.on(db, watch.user_id, watch.subject, watch.key)
    if known is None and len(watches.of_user(db, watch.user_id)) >= MOST:
        raise TooManyWatches(MOST)
    kept = watches.put(db, watch)
    if known is not None:
        watches.forget_foreign(db, kept)
        watches.set_due(db, [kept], now if kept.at_once or not known.active else _next_bundle(db, kept, now))
    go_on(db, kept.user_id, kept.channel_id, now)
    return kept, known is None


def end(db: Connection, those: Sequence[Watch]) -> None:
    """Watch something no longer. What was already put into the outbox goes out still."""
    for watch in those:
        watches.drop(db, watch.watch_id)


def go_on(db: Connection, user_id: int, channel_id: int | None, now: dt.datetime) -> bool:
    """Let what was paused for somebody in a place go on; what waited meanwhile is told now. Returns whether anything was paused."""
    resumed = watches.resume(db, user_id, channel_id)
    watches.set_due(db, resumed, now, undated_only=True)
    return bool(resumed)


def note(
    db: Connection, kind: Kind, matter: Matter, now: dt.datetime, *, guild_id: int | None = None, revision_id: int | None = None
) -> None:
    """Note a matter for everybody who watches what it concerns, with the time at which they are told."""
    for watch in watches.of(db, matter.concerns, guild_id):
        due = None if not watch.active else now if watch.at_once else _next_bundle(db, watch, now)
        watches.note(
            db, watch, f"{kind.name} {matter.key}", kind.name, matter.about, at=now, due_at=due, guild_id=guild_id,
            revision_id=revision_id,
        )  # fmt: skip


def zone(db: Connection, watch: Watch) -> str:
    """By whose clock somebody is told once a day: that of the server in which they first asked to be told in that place."""
    first = next((each for each in watches.of_place(db, watch.user_id, watch.channel_id) if each.guild_id), watch)
    return known(announcements.zone_of(db, first.guild_id)) if first.guild_id is not None else "UTC"


def any_due(db: Connection, now: dt.datetime) -> bool:
    """Whether anybody is to be told something now."""
    return watches.any_due(db, now)


def tell(db: Connection, now: dt.datetime) -> None:
    """Put what is due for those who watch into the outbox, and note that they are told."""
    for user_id, channel_id in watches.due(db, now, BUNDLES_AT_ONCE):
        watches.forget_taken_back(db, user_id)
        those = watches.waiting(db, user_id, channel_id, now)
        urgent = [one for one in those if one.at_once and one.due_at <= now][:MOST_TOLD]
        for told in [urgent] if len(urgent) >= FLOOD_FROM else [[one] for one in urgent]:
            _put(db, told, now)
        daily = [one for one in those if not one.at_once]
        if any(one.due_at <= now for one in daily):
            _put(db, daily[:MOST_TOLD], now)
            _postpone(db, daily[MOST_TOLD:], now)


def refused(db: Connection, delivery: Delivery, why: str, now: dt.datetime, *, certain: bool) -> None:
    """Discord does not let the bot tell somebody there: what they are told there rests, and they hear of it elsewhere, once.

    What the delivery held waits on with everything else, unless it may have arrived.

    Args:
        certain: it is known that nothing arrived.
    """
    state = DeliveryState.DROPPED if certain else DeliveryState.UNCERTAIN
    if not outbox.end(db, delivery, state, why) or "matters" not in delivery.occurrence.about:
        return
    user_id = int(delivery.occurrence.about["user"])
    channel_id = None if delivery.to_person else delivery.channel_id
    if certain:
        watches.not_told(db, delivery.occurrence.occurrence_id)
    paused = watches.pause(db, user_id, channel_id, why if channel_id else "I cannot send you direct messages")
    if paused:
        _say_that_paused(db, delivery, user_id, channel_id, paused, now)


def _put(db: Connection, those: Sequence[Waiting], now: dt.datetime) -> None:
    """Put one bundle into the outbox."""
    first = those[0]
    by_mention = first.channel_id is not None
    due = min(one.due_at for one in those)
    place = f"channel {first.channel_id}" if by_mention else "private"
    what = f"at once {first.key}" if first.at_once else "by day"
    about = {
        "user": first.user_id,
        "mention": first.user_id if by_mention else None,
        "matters": [{"kind": one.kind, "about": dict(one.about), "guild": one.guild_id} for one in those],
    }
    for time in count(1):
        key = f"{AnnouncementKind.WATCHED} by {first.user_id} in {place} {due:%Y-%m-%dT%H:%M:%SZ} {what} {time}"
        number = outbox.occurrence(db, key, AnnouncementKind.WATCHED, about, due_at=due, made_at=now)
        # What still waits was not told: an occurrence of that time that is there already was refused.
        if outbox.deliver(db, number, first.channel_id or first.user_id, due_at=due, to_person=not by_mention):
            watches.told(db, those, number)
            return


def _postpone(db: Connection, those: Sequence[Waiting], now: dt.datetime) -> None:
    """Let what one bundle has no room for come with the next."""
    if those:
        of_place = watches.of_place(db, those[0].user_id, those[0].channel_id)
        daily = [watch for watch in of_place if watch.active and not watch.at_once]
        watches.set_due(db, daily, _next_bundle(db, daily[0], now))


def _say_that_paused(
    db: Connection, delivery: Delivery, user_id: int, channel_id: int | None, paused: Sequence[Watch], now: dt.datetime
) -> None:
    """Say once that somebody is not told any more: of closed direct messages where they asked, of a closed channel in private."""
    asked_in = max((watch for watch in paused if watch.asked_in), key=lambda watch: watch.watch_id, default=None)
    if channel_id is None and asked_in is None:
        return
    to = asked_in.asked_in if asked_in is not None and channel_id is None else user_id
    assert to is not None
    number = outbox.occurrence(
        db,
        f"{AnnouncementKind.WATCHED} paused by {delivery.occurrence.key}",
        AnnouncementKind.WATCHED,
        {"user": user_id, "mention": user_id if channel_id is None else None, "paused": len(paused), "channel": channel_id},
        due_at=now,
        made_at=now,
    )
    outbox.deliver(db, number, to, due_at=now, to_person=channel_id is not None)


def _next_bundle(db: Connection, watch: Watch, now: dt.datetime) -> dt.datetime:
    """When a person is next told in that place."""
    due = DAILY.next_after(now, zone(db, watch))
    assert due is not None
    return due
