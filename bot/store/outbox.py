"""The outbox: what is to be posted where, and how far each post is. Every function is one piece of work within a transaction.

A delivery is claimed with a lease and a fence, so that only whoever claimed it last says what became of it. What it was told as
(its nonce) follows from the occurrence and the channel alone, so that a second try is known as the same by Discord.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import sqlite3
from collections.abc import Collection, Mapping
from typing import Any

from bot.domain.announcements import About, AnnouncementKind, Delivery, DeliveryState, Occurrence, PublishState
from bot.store import setbacks

log = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=60)
"""For how long a claim holds, from its last sign of life on. Longer than a request may take with its own retries."""
_DELIVERY = (
    "delivery_id, announcement_id, channel_id, to_person, state, delivery.due_at, attempts, fence, first_tried_at, message_id, said, "
    "error, corrects, publish, sent_at, "
    "occurrence_id, occurrence_key, kind, about, occurrence.guild_id, occurrence.due_at AS occurrence_due_at, revision_id"
)
_JOINED = "delivery JOIN occurrence USING (occurrence_id)"
_WAITS = "state IN ('pending', 'sending')"
"""As the indexes say it: without these words, each look at what is due would go through all that was ever delivered."""
_ACTIVE = """NOT EXISTS (SELECT 1 FROM announcement AS its_order
    WHERE its_order.announcement_id = {}.announcement_id AND its_order.state <> 'active' AND its_order.removed_at IS NULL)"""
"""Whether the order that a delivery belongs to is not paused. A removed one's deliveries are dropped."""
_CLAIMABLE = f"""one.{_WAITS} AND ((one.state = 'pending' AND one.due_at <= :now AND one.retry_at <= :now)
        OR (one.state = 'sending' AND (one.lease_until <= :now OR one.lease_until > :far)))
    AND {_ACTIVE.format("one")}
    AND NOT EXISTS (SELECT 1 FROM delivery AS before
        WHERE before.channel_id = one.channel_id AND before.{_WAITS}
          AND (before.due_at, before.delivery_id) < (one.due_at, one.delivery_id) AND {_ACTIVE.format("before")})"""
"""A delivery that may be claimed: due, and the first of its channel."""
PUBLISHED_AN_HOUR = 10
"""https://support.discord.com/hc/en-us/articles/360032008192-Announcement-Channels and the rate limit of
https://discord.com/developers/docs/resources/message#crosspost-message"""
_PUBLISHABLE = f"""delivery.publish = 'wanted' AND delivery.state = 'sent' AND delivery.publish_at <= :now
    AND NOT EXISTS (SELECT 1 FROM delivery AS before WHERE before.channel_id = delivery.channel_id
        AND before.publish = 'wanted' AND before.state = 'sent' AND before.delivery_id < delivery.delivery_id)
    AND {PUBLISHED_AN_HOUR} > (SELECT count(*) FROM delivery AS done WHERE done.channel_id = delivery.channel_id
        AND done.publish = 'done' AND done.publish_at > :now - 3600)"""
"""A post that may be published: the first of its channel, whose budget for an hour is not spent."""


def occurrence(
    db: sqlite3.Connection,
    key: str,
    kind: AnnouncementKind,
    about: About,
    *,
    due_at: dt.datetime,
    made_at: dt.datetime,
    guild_id: int | None = None,
    revision_id: int | None = None,
) -> int:
    """The number of the occurrence of that key, which is made if there is none."""
    given = {
        "key": key,
        "kind": kind,
        "about": json.dumps(about, sort_keys=True),
        "guild": guild_id,
        "due": _seconds(due_at),
        "made": _seconds(made_at),
        "revision": revision_id,
    }
    db.execute(
        """INSERT INTO occurrence (occurrence_key, kind, about, guild_id, due_at, made_at, revision_id)
           VALUES (:key, :kind, :about, :guild, :due, :made, :revision) ON CONFLICT (occurrence_key) DO NOTHING""",
        given,
    )
    (number,) = db.execute("SELECT occurrence_id FROM occurrence WHERE occurrence_key = :key", given).fetchone()
    return int(number)


def deliver(
    db: sqlite3.Connection,
    occurrence_id: int,
    channel_id: int,
    *,
    due_at: dt.datetime,
    announcement_id: int | None = None,
    to_person: bool = False,
    corrects: int | None = None,
    publish: bool = False,
) -> bool:
    """Let an occurrence go to a channel, once. Returns whether it was not to go there already."""
    made = db.execute(
        """INSERT INTO delivery (occurrence_id, announcement_id, channel_id, to_person, state, due_at, retry_at, corrects, publish)
           VALUES (:occurrence, :announcement, :channel, :person, 'pending', :due, :due, :corrects, :publish)
           ON CONFLICT (occurrence_id, channel_id) DO NOTHING""",
        {
            "occurrence": occurrence_id,
            "announcement": announcement_id,
            "channel": channel_id,
            "person": to_person,
            "due": _seconds(due_at),
            "corrects": corrects,
            "publish": PublishState.WANTED if publish else PublishState.NONE,
        },
    )
    return bool(made.rowcount)


def may_claim(db: sqlite3.Connection, now: dt.datetime) -> bool:
    """Whether something may be claimed."""
    return bool(db.execute(f"SELECT EXISTS (SELECT 1 FROM delivery AS one WHERE {_CLAIMABLE})", _at(now)).fetchone()[0])


def may_publish(db: sqlite3.Connection, now: dt.datetime) -> bool:
    """Whether something may be published."""
    return bool(db.execute(f"SELECT EXISTS (SELECT 1 FROM delivery WHERE {_PUBLISHABLE})", _at(now)).fetchone()[0])


def claim(db: sqlite3.Connection, now: dt.datetime, claimer: str, limit: int, busy: Collection[int] = ()) -> list[Delivery]:
    """Claim what is due, the earliest of each channel, and return it.

    What another run of the bot had claimed is taken over when its lease is over; so is a lease that ends further ahead than any
    lease lasts, for then the clock was set back.

    Args:
        claimer: who claims, another word for every run of the bot.
        limit: how many at most.
        busy: deliveries that whoever claims has in hand still, whatever their leases say.
    """
    given = _at(now)
    in_hand = ", ".join(str(int(number)) for number in busy)
    rows = db.execute(
        f"""SELECT delivery_id FROM delivery AS one WHERE {_CLAIMABLE} AND delivery_id NOT IN ({in_hand})
            ORDER BY due_at, delivery_id LIMIT :limit""",
        {**given, "limit": limit},
    ).fetchall()
    claimed = [row[0] for row in rows]
    db.executemany(
        """UPDATE delivery SET state = 'sending', claimed_by = :by, lease_until = :until, fence = fence + 1
           WHERE delivery_id = :id""",
        [{"id": number, "by": claimer, "until": given["far"]} for number in claimed],
    )
    return [found for number in claimed if (found := _claimed(db, number, now))]


def _claimed(db: sqlite3.Connection, delivery_id: int, now: dt.datetime) -> Delivery | None:
    """A delivery that was claimed just now. One that cannot be read is put back, and set aside in the end: no other is to suffer from it."""
    try:
        return one(db, delivery_id)
    except ValueError as error:
        log.warning("delivery %d cannot be read: %s", delivery_id, error)
        failures = setbacks.failed(db, f"delivery {delivery_id}", f"its row cannot be read: {error}", now)
        aside = failures >= setbacks.MOST_ATTEMPTS
        db.execute(
            "UPDATE delivery SET state = :state, error = :error, retry_at = :retry, lease_until = NULL WHERE delivery_id = :id",
            {
                "state": DeliveryState.SET_ASIDE if aside else DeliveryState.PENDING,
                "error": "its row cannot be read",
                "retry": _seconds(now) + (0 if aside else setbacks.RESTS[failures - 1]),
                "id": delivery_id,
            },
        )
        return None


def trying(db: sqlite3.Connection, delivery: Delivery, now: dt.datetime, said: str = "") -> bool:
    """Note, before it is sent, since when it may have been posted. The claim lasts longer by that. Returns whether it still holds.

    Args:
        said: what will be posted, if that is known yet.
    """
    what = "said = :said, tries = tries + 1, first_tried_at = coalesce(first_tried_at, :now), lease_until = :far"
    return _settle(db, delivery, what, said=said, **_at(now))


def not_there(db: sqlite3.Connection, delivery: Delivery, now: dt.datetime) -> bool:
    """Note that what may have been posted was looked for and is not there: it is tried anew. Returns whether the claim still holds."""
    return _settle(db, delivery, "first_tried_at = :now, lease_until = :far", **_at(now))


def put_off(db: sqlite3.Connection, delivery: Delivery, until: dt.datetime, why: str) -> bool:
    """Note that it is not to go out before a time, nor was it. What falls due in its channel meanwhile does not wait for it."""
    what = "state = 'pending', due_at = :until, retry_at = :until, error = :why, lease_until = NULL, first_tried_at = NULL"
    return _settle(db, delivery, what, until=_seconds(until), why=why)


def sent(db: sqlite3.Connection, delivery: Delivery, now: dt.datetime, message_id: int, said: str = "") -> bool:
    """Note that it is posted. Returns whether the claim still held; if not, whoever claimed it since will find out by themselves."""
    return _settle(
        db,
        delivery,
        "state = 'sent', sent_at = :now, publish_at = :now, message_id = :message, said = coalesce(nullif(:said, ''), said), "
        "error = '', lease_until = NULL",
        now=_seconds(now),
        message=message_id,
        said=said,
    )


def again(
    db: sqlite3.Connection,
    delivery: Delivery,
    retry_at: dt.datetime,
    error: str,
    *,
    own_fault: bool = False,
    certain: bool = False,
) -> bool:
    """Note that it could not be posted, and when to try it again.

    Args:
        own_fault: the reason lies in the delivery itself: after a few of those it is set aside.
        certain: it is known that nothing was posted.
    """
    what = "state = 'pending', retry_at = :retry, error = :error, lease_until = NULL, attempts = attempts + :own"
    if certain:
        what += ", first_tried_at = NULL"
    return _settle(db, delivery, what, retry=_seconds(retry_at), error=error, own=own_fault)


def end(db: sqlite3.Connection, delivery: Delivery, state: DeliveryState, why: str) -> bool:
    """Note that it will not be tried any more: dropped, uncertain, or set aside."""
    return _settle(db, delivery, "state = :state, error = :error, lease_until = NULL", state=state, error=why)


def occurrence_of(db: sqlite3.Connection, occurrence_id: int) -> Occurrence | None:
    """An occurrence by its number."""
    row = db.execute(
        """SELECT occurrence_id, occurrence_key, kind, about, guild_id, due_at AS occurrence_due_at, revision_id
           FROM occurrence WHERE occurrence_id = :id""",
        {"id": occurrence_id},
    ).fetchone()
    return _occurrence(row) if row else None


def one(db: sqlite3.Connection, delivery_id: int) -> Delivery | None:
    """A delivery by its number. Raises :class:`ValueError` if its row says what none can say."""
    row = db.execute(f"SELECT {_DELIVERY} FROM {_JOINED} WHERE delivery_id = :id", {"id": delivery_id}).fetchone()
    return _delivery(row) if row else None


def announcement_of(db: sqlite3.Connection, delivery_id: int) -> int | None:
    """The number of the standing order that a delivery belongs to."""
    row = db.execute("SELECT announcement_id FROM delivery WHERE delivery_id = :id", {"id": delivery_id}).fetchone()
    return row[0] if row else None


def waiting(db: sqlite3.Connection, announcement_id: int) -> list[Delivery]:
    """What still waits to go out for a standing order, in the order in which it will."""
    return _found(
        db, "announcement_id = :id AND state = 'pending' ORDER BY delivery.due_at, delivery_id", {"id": announcement_id}
    )


def newest(db: sqlite3.Connection, announcement_id: int, limit: int) -> list[Delivery]:
    """What became of a standing order's last deliveries, newest first."""
    return _found(db, "announcement_id = :id ORDER BY delivery_id DESC LIMIT :limit", {"id": announcement_id, "limit": limit})


def due(db: sqlite3.Connection, now: dt.datetime, limit: int) -> list[Delivery]:
    """What would go out now, without claiming it."""
    where = f"{_WAITS} AND state = 'pending' AND delivery.due_at <= :now AND {_ACTIVE.format('delivery')}"
    return _found(db, f"{where} ORDER BY delivery.due_at, delivery_id LIMIT :limit", {"now": _seconds(now), "limit": limit})


def last_due(db: sqlite3.Connection, announcement_id: int, before: dt.datetime) -> dt.datetime | None:
    """When a standing order was last due before a time, of what went out or may have."""
    (found,) = db.execute(
        f"SELECT max(occurrence.due_at) FROM {_JOINED} WHERE announcement_id = :id AND occurrence.due_at < :before"
        " AND state IN ('sending', 'sent', 'uncertain')",
        {"id": announcement_id, "before": _seconds(before)},
    ).fetchone()
    return _instant(found) if found is not None else None


def drop_waiting(db: sqlite3.Connection, announcement_id: int, why: str) -> int:
    """Drop what still waits for a standing order: it was removed. Returns how many that were."""
    done = db.execute(
        "UPDATE delivery SET state = 'dropped', error = :why WHERE announcement_id = :id AND state = 'pending'",
        {"id": announcement_id, "why": why},
    )
    return done.rowcount


def move(db: sqlite3.Connection, announcement_id: int, channel_id: int, why: str) -> None:
    """Let what waits for a standing order, and was never tried, go to another channel; drop what goes there by itself."""
    given = {"id": announcement_id, "channel": channel_id, "why": why}
    waits = (
        "announcement_id = :id AND state = 'pending' AND corrects IS NULL AND first_tried_at IS NULL AND channel_id <> :channel"
    )
    there = "EXISTS (SELECT 1 FROM delivery AS other WHERE other.occurrence_id = delivery.occurrence_id AND other.channel_id = :channel)"
    db.execute(f"UPDATE delivery SET state = 'dropped', error = :why WHERE {waits} AND {there}", given)
    db.execute(f"UPDATE delivery SET channel_id = :channel, retry_at = due_at WHERE {waits}", given)


def of_guild(db: sqlite3.Connection, guild_id: int, limit: int) -> list[Delivery]:
    """What became of the last deliveries of a server's standing orders, removed ones too, newest first."""
    where = "announcement_id IN (SELECT announcement_id FROM announcement WHERE guild_id = :guild)"
    return _found(db, f"{where} ORDER BY delivery_id DESC LIMIT :limit", {"guild": guild_id, "limit": limit})


def claim_to_publish(db: sqlite3.Connection, now: dt.datetime, limit: int) -> list[Delivery]:
    """Posts that are to go to the channels that follow theirs, as many as a channel's budget for an hour has room for.

    Each is put off by a lease at once, so that nobody else takes it meanwhile.
    """
    found = _found(db, f"{_PUBLISHABLE} ORDER BY delivery_id LIMIT :limit", {**_at(now), "limit": limit})
    for each in found:
        _publish(db, each, PublishState.WANTED, now + LEASE)
    return found


def published(db: sqlite3.Connection, delivery: Delivery, now: dt.datetime) -> None:
    """Note that a post has gone to the channels that follow its channel."""
    _publish(db, delivery, PublishState.DONE, now)


def publish_again(db: sqlite3.Connection, delivery: Delivery, at: dt.datetime) -> None:
    """Note when to try again to publish a post."""
    _publish(db, delivery, PublishState.WANTED, at)


def not_published(db: sqlite3.Connection, delivery: Delivery, now: dt.datetime, why: str) -> None:
    """Note that a post cannot be published."""
    _publish(db, delivery, PublishState.FAILED, now)
    db.execute("UPDATE delivery SET error = :why WHERE delivery_id = :id", {"why": why, "id": delivery.delivery_id})


def counts(db: sqlite3.Connection) -> Mapping[DeliveryState, int]:
    """How many deliveries are in each state."""
    rows = db.execute("SELECT state, count(*) FROM delivery GROUP BY state")
    return {DeliveryState(row[0]): int(row[1]) for row in rows}


def _publish(db: sqlite3.Connection, delivery: Delivery, state: PublishState, at: dt.datetime) -> None:
    db.execute(
        "UPDATE delivery SET publish = :state, publish_at = :at, publish_tries = publish_tries + 1 WHERE delivery_id = :id",
        {"state": state, "at": _seconds(at), "id": delivery.delivery_id},
    )


def _at(now: dt.datetime) -> dict[str, int]:
    seconds = _seconds(now)
    return {"now": seconds, "far": seconds + int(LEASE.total_seconds())}


def _settle(db: sqlite3.Connection, delivery: Delivery, what: str, **given: Any) -> bool:
    done = db.execute(
        f"UPDATE delivery SET {what} WHERE delivery_id = :id AND fence = :fence AND state = 'sending'",
        {"id": delivery.delivery_id, "fence": delivery.fence, **given},
    )
    return bool(done.rowcount)


def _found(db: sqlite3.Connection, where: str, given: Mapping[str, Any]) -> list[Delivery]:
    """Those that can be read: the others are set aside when they are claimed."""
    found = []
    for row in db.execute(f"SELECT {_DELIVERY} FROM {_JOINED} WHERE {where}", given):
        with contextlib.suppress(ValueError):
            found.append(_delivery(row))
    return found


def _delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(
        delivery_id=row["delivery_id"],
        occurrence=_occurrence(row),
        announcement_id=row["announcement_id"],
        channel_id=row["channel_id"],
        to_person=bool(row["to_person"]),
        state=DeliveryState(row["state"]),
        due_at=_instant(row["due_at"]),
        attempts=row["attempts"],
        fence=row["fence"],
        first_tried_at=_instant(row["first_tried_at"]) if row["first_tried_at"] is not None else None,
        message_id=row["message_id"],
        said=row["said"],
        error=row["error"],
        corrects=row["corrects"],
        publish=PublishState(row["publish"]),
        sent_at=_instant(row["sent_at"]) if row["sent_at"] is not None else None,
    )


def _occurrence(row: sqlite3.Row) -> Occurrence:
    return Occurrence(
        occurrence_id=row["occurrence_id"],
        key=row["occurrence_key"],
        kind=AnnouncementKind(row["kind"]),
        about=json.loads(row["about"]),
        guild_id=row["guild_id"],
        due_at=_instant(row["occurrence_due_at"]),
        revision_id=row["revision_id"],
    )


def _seconds(instant: dt.datetime) -> int:
    return int(instant.timestamp())


def _instant(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
