"""What members watch, and what of it they have not been told yet. Every function is one piece of work within a transaction."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain.announcements import About, AnnouncementKind, AnnouncementState, Concerns
from bot.store import setbacks


class Subject(StrEnum):
    """What can be watched."""

    CITY = "city"
    COUNTRY = "country"
    PAIRING = "pairing"


@dataclass(frozen=True, slots=True)
class Watch:
    """Somebody watches something."""

    watch_id: int
    user_id: int
    subject: Subject
    key: str
    """A city's id, a country's code, or both cities' ids with a stroke between, the lower first."""
    guild_id: int | None
    """Where it was asked for; ``None`` in a direct message."""
    asked_in: int | None
    """The channel in which it was asked for: where they hear that they take no direct messages."""
    channel_id: int | None
    """Where they want to be told; ``None`` for a direct message."""
    at_once: bool
    """Whether each matter is told by itself as soon as it happens, not once a day."""
    state: AnnouncementState
    paused_why: str
    made_at: dt.datetime

    @property
    def active(self) -> bool:
        return self.state is AnnouncementState.ACTIVE


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that somebody who watches it has not been told yet."""

    watched_id: int
    user_id: int
    channel_id: int | None
    """Where they want to be told; ``None`` for a direct message."""
    at_once: bool
    key: str
    """What it is, different from everything else that may be told."""
    kind: AnnouncementKind
    about: About
    guild_id: int | None
    """Whose own entry it is about."""
    due_at: dt.datetime


_OF_PLACE = "user_id = :user AND channel_id IS :channel"
_WAITING = (
    "watched_id, watched.user_id, channel_id, at_once, matter_key, kind, about, watched.guild_id, due_at "
    "FROM watched JOIN watch USING (watch_id) WHERE occurrence_id IS NULL AND due_at IS NOT NULL"
)
_TAKEN_BACK = "revision_id IN (SELECT undoes FROM revision WHERE undoes IS NOT NULL)"


# ---- What is watched ------------------------------------------------------------------------------------------------------


def put(db: sqlite3.Connection, watch: Watch) -> Watch:
    """Begin to watch something, or watch it otherwise than before; what was paused goes on. Returns it with its number."""
    db.execute(
        """INSERT INTO watch (user_id, subject, subject_key, guild_id, asked_in, channel_id, at_once, state, paused_why, made_at)
           VALUES (:user, :subject, :key, :guild, :asked_in, :channel, :at_once, 'active', '', :at)
           ON CONFLICT (user_id, subject, subject_key) DO UPDATE SET guild_id = excluded.guild_id, asked_in = excluded.asked_in,
               channel_id = excluded.channel_id, at_once = excluded.at_once, state = 'active', paused_why = ''""",
        {
            "user": watch.user_id,
            "subject": watch.subject,
            "key": watch.key,
            "guild": watch.guild_id,
            "asked_in": watch.asked_in,
            "channel": watch.channel_id,
            "at_once": watch.at_once,
            "at": int(watch.made_at.timestamp()),
        },
    )
    kept = on(db, watch.user_id, watch.subject, watch.key)
    assert kept is not None
    return kept


def drop(db: sqlite3.Connection, watch_id: int) -> None:
    """Watch something no longer, and forget what of it was still to be told."""
    db.execute("DELETE FROM watched WHERE watch_id = :id", {"id": watch_id})
    db.execute("DELETE FROM watch WHERE watch_id = :id", {"id": watch_id})


def on(db: sqlite3.Connection, user_id: int, subject: Subject, key: str) -> Watch | None:
    """Somebody's watch of that subject."""
    where = "user_id = :user AND subject = :subject AND subject_key = :key"
    return next(iter(_found(db, where, {"user": user_id, "subject": subject, "key": key})), None)


def of_user(db: sqlite3.Connection, user_id: int) -> list[Watch]:
    """All that somebody watches, oldest first."""
    return _found(db, "user_id = :user ORDER BY watch_id", {"user": user_id})


def of_place(db: sqlite3.Connection, user_id: int, channel_id: int | None) -> list[Watch]:
    """All that somebody is told in a channel, or by direct message, oldest first."""
    return _found(db, f"{_OF_PLACE} ORDER BY watch_id", {"user": user_id, "channel": channel_id})


def of(db: sqlite3.Connection, concerns: Concerns, guild_id: int | None) -> list[Watch]:
    """Who watches what something concerns. A server's own entries are seen only by who asked there."""
    keys = [("city", str(city)) for city in sorted(concerns.cities)]
    keys += [("country", code) for code in sorted(concerns.countries)]
    keys += [("pairing", f"{concerns.pair[0]}/{concerns.pair[1]}")] if concerns.pair else []
    found: dict[int, Watch] = {}
    for subject, key in keys:
        for watch in _found(
            db,
            "subject = :subject AND subject_key = :key AND (:guild IS NULL OR guild_id = :guild)",
            {"subject": subject, "key": key, "guild": guild_id},
        ):
            found[watch.watch_id] = watch
    return list(found.values())


def pause(db: sqlite3.Connection, user_id: int, channel_id: int | None, why: str) -> list[Watch]:
    """Pause all that goes to somebody in a channel, or by direct message, and return it: none if that was done already.

    What waits to be told there waits on, without a time.
    """
    active = [watch for watch in of_place(db, user_id, channel_id) if watch.active]
    db.executemany(
        "UPDATE watch SET state = 'paused', paused_why = :why WHERE watch_id = :id",
        [{"why": why, "id": watch.watch_id} for watch in active],
    )
    set_due(db, active, None)
    return active


def resume(db: sqlite3.Connection, user_id: int, channel_id: int | None) -> list[Watch]:
    """Let all that was paused for somebody in a channel, or by direct message, go on, and return it."""
    paused = [watch for watch in of_place(db, user_id, channel_id) if not watch.active]
    db.executemany(
        "UPDATE watch SET state = 'active', paused_why = '' WHERE watch_id = :id", [{"id": watch.watch_id} for watch in paused]
    )
    return paused


# ---- What is to be told ---------------------------------------------------------------------------------------------------


def note(
    db: sqlite3.Connection,
    watch: Watch,
    key: str,
    kind: AnnouncementKind,
    about: About,
    *,
    at: dt.datetime,
    due_at: dt.datetime | None,
    guild_id: int | None,
    revision_id: int | None,
) -> None:
    """Note something for somebody to be told, once.

    Args:
        due_at: when; ``None`` if the watch is paused.
    """
    db.execute(
        """INSERT INTO watched (watch_id, user_id, matter_key, kind, about, guild_id, revision_id, at, due_at)
           VALUES (:watch, :user, :key, :kind, :about, :guild, :revision, :at, :due)
           ON CONFLICT (watch_id, matter_key) DO NOTHING""",
        {
            "watch": watch.watch_id,
            "user": watch.user_id,
            "key": key,
            "kind": kind,
            "about": json.dumps(about, sort_keys=True),
            "guild": guild_id,
            "revision": revision_id,
            "at": int(at.timestamp()),
            "due": int(due_at.timestamp()) if due_at else None,
        },
    )


def any_due(db: sqlite3.Connection, now: dt.datetime) -> bool:
    """Whether anybody is to be told something now."""
    row = db.execute(
        "SELECT 1 FROM watched WHERE occurrence_id IS NULL AND due_at <= :now LIMIT 1", {"now": int(now.timestamp())}
    ).fetchone()
    return row is not None


def due(db: sqlite3.Connection, now: dt.datetime, limit: int) -> list[tuple[int, int | None]]:
    """Who is to be told something now, and in which channel; ``None`` for by direct message. The earliest first."""
    rows = db.execute(
        """SELECT watched.user_id, channel_id FROM watched JOIN watch USING (watch_id)
           WHERE occurrence_id IS NULL AND due_at <= :now
           GROUP BY watched.user_id, channel_id ORDER BY min(due_at), watched.user_id LIMIT :limit""",
        {"now": int(now.timestamp()), "limit": limit},
    )
    return [(row[0], row[1]) for row in rows]


def waiting(db: sqlite3.Connection, user_id: int, channel_id: int | None, now: dt.datetime) -> list[Waiting]:
    """What somebody is still to be told in a channel, or by direct message, now or later, oldest first: each matter once.

    What cannot be read is set aside: nobody is to wait for it.
    """
    where = "watched.user_id = :user AND channel_id IS :channel"
    rows = db.execute(
        f"SELECT {_WAITING} AND {where} ORDER BY at_once DESC, watched_id", {"user": user_id, "channel": channel_id}
    ).fetchall()
    found: dict[str, Waiting] = {}
    for row in rows:
        try:
            found.setdefault(row["matter_key"], _waiting(row))
        except ValueError as error:
            setbacks.give_up(db, f"watched {row['watched_id']}", f"its row cannot be read: {error}", now)
            db.execute("UPDATE watched SET due_at = NULL WHERE watched_id = :id", {"id": row["watched_id"]})
    return sorted(found.values(), key=lambda each: each.watched_id)


def told(db: sqlite3.Connection, those: Iterable[Waiting], occurrence_id: int) -> None:
    """Note in which occurrence somebody is told what waited, whatever else they watch that it concerns and are told of there."""
    db.executemany(
        """UPDATE watched SET occurrence_id = :occurrence
           WHERE user_id = :user AND matter_key = :key AND occurrence_id IS NULL
             AND watch_id IN (SELECT watch_id FROM watch WHERE user_id = :user AND channel_id IS :channel)""",
        [{"occurrence": occurrence_id, "user": each.user_id, "key": each.key, "channel": each.channel_id} for each in those],
    )


def not_told(db: sqlite3.Connection, occurrence_id: int) -> None:
    """Note that what was to be told in an occurrence was not, and waits on, without a time."""
    db.execute("UPDATE watched SET occurrence_id = NULL, due_at = NULL WHERE occurrence_id = :id", {"id": occurrence_id})


def set_due(db: sqlite3.Connection, those: Iterable[Watch], due_at: dt.datetime | None, *, undated_only: bool = False) -> None:
    """Let what waits for some watches be told then; with ``None`` it waits on without a time.

    Args:
        undated_only: only what waits without a time so far.
    """
    those_only = " AND due_at IS NULL" if undated_only else ""
    db.executemany(
        f"UPDATE watched SET due_at = :due WHERE watch_id = :id AND occurrence_id IS NULL{those_only}",
        [{"due": int(due_at.timestamp()) if due_at else None, "id": watch.watch_id} for watch in those],
    )


def forget_foreign(db: sqlite3.Connection, watch: Watch) -> None:
    """Forget what waits for a watch of the own entries of a server in which it is not asked for any more."""
    db.execute(
        """DELETE FROM watched WHERE watch_id = :id AND occurrence_id IS NULL AND guild_id IS NOT NULL AND guild_id IS NOT :guild""",
        {"id": watch.watch_id, "guild": watch.guild_id},
    )


def forget_taken_back(db: sqlite3.Connection, user_id: int) -> None:
    """Forget what somebody is still to be told of revisions that were undone meanwhile."""
    db.execute(f"DELETE FROM watched WHERE user_id = :user AND occurrence_id IS NULL AND {_TAKEN_BACK}", {"user": user_id})


def _waiting(row: sqlite3.Row) -> Waiting:
    return Waiting(
        watched_id=row["watched_id"],
        user_id=row["user_id"],
        channel_id=row["channel_id"],
        at_once=bool(row["at_once"]),
        key=row["matter_key"],
        kind=AnnouncementKind(row["kind"]),
        about=json.loads(row["about"]),
        guild_id=row["guild_id"],
        due_at=dt.datetime.fromtimestamp(row["due_at"], dt.UTC),
    )


def _found(db: sqlite3.Connection, where: str, given: Mapping[str, Any]) -> list[Watch]:
    rows = db.execute(f"SELECT * FROM watch WHERE {where}", given)
    return [
        Watch(
            watch_id=row["watch_id"],
            user_id=row["user_id"],
            subject=Subject(row["subject"]),
            key=row["subject_key"],
            guild_id=row["guild_id"],
            asked_in=row["asked_in"],
            channel_id=row["channel_id"],
            at_once=bool(row["at_once"]),
            state=AnnouncementState(row["state"]),
            paused_why=row["paused_why"],
            made_at=dt.datetime.fromtimestamp(row["made_at"], dt.UTC),
        )
        for row in rows
    ]
