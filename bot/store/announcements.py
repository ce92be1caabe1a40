"""Servers' standing orders for posts."""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
from collections.abc import Mapping
from typing import Any

from bot.domain.announcements import Announcement, AnnouncementKind, AnnouncementState, Filters

log = logging.getLogger(__name__)

_COLUMNS = (
    "announcement_id, guild_id, channel_id, kind, rhythm, filters, role_id, publish, quiet_from, quiet_to, even_if_nothing, words, "
    "language, state, paused_why, made_by, made_by_name, version, next_due, zone"
)
_THERE = "removed_at IS NULL"


def add(db: sqlite3.Connection, announcement: Announcement) -> Announcement:
    """Keep a new one, and return it with its number."""
    row = _row(announcement)
    del row["announcement_id"]
    made = db.execute(f"INSERT INTO announcement ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})", row)
    assert made.lastrowid is not None
    return announcement.model_copy(update={"announcement_id": made.lastrowid})


def edit(db: sqlite3.Connection, announcement: Announcement) -> Announcement | None:
    """Keep it as it is given, if nobody edited it since its version was read; else ``None``."""
    row = _row(announcement)
    changed = ", ".join(f"{name} = :{name}" for name in row if name not in ("announcement_id", "guild_id", "version"))
    done = db.execute(
        f"""UPDATE announcement SET {changed}, version = version + 1
            WHERE announcement_id = :announcement_id AND guild_id = :guild_id AND version = :version AND {_THERE}""",
        row,
    )
    return announcement.model_copy(update={"version": announcement.version + 1}) if done.rowcount else None


def remove(db: sqlite3.Connection, announcement_id: int, guild_id: int, at: dt.datetime) -> bool:
    """Take it out of the list. What was delivered stays on record. Returns whether it was there."""
    done = db.execute(
        f"UPDATE announcement SET removed_at = :at, next_due = NULL WHERE announcement_id = :id AND guild_id = :guild AND {_THERE}",
        {"at": int(at.timestamp()), "id": announcement_id, "guild": guild_id},
    )
    return bool(done.rowcount)


def one(db: sqlite3.Connection, announcement_id: int) -> Announcement | None:
    """That of a number, if it was not removed. Raises :class:`ValueError` if its row says what none can say."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM announcement WHERE {_THERE} AND announcement_id = :id", {"id": announcement_id}
    ).fetchone()
    return _announcement(row) if row else None


def of_guild(db: sqlite3.Connection, guild_id: int) -> list[Announcement]:
    """All of a server, oldest first."""
    return _found(db, "guild_id = :guild", {"guild": guild_id})


def of_kind(
    db: sqlite3.Connection, kind: AnnouncementKind, guild_id: int | None
) -> tuple[list[Announcement], list[tuple[int, str]]]:
    """Those of a kind, of every server, or of the one whose own entry it is about. Paused ones too: what they miss waits for them.

    Returns them, and the numbers of those whose rows cannot be read, with the error: no other is to suffer from one.
    """
    return _parted(db, "kind = :kind AND (:guild IS NULL OR guild_id = :guild)", {"kind": kind, "guild": guild_id})


def due(db: sqlite3.Connection, now: dt.datetime, limit: int) -> list[int]:
    """The numbers of timed ones that fall due by ``now``, earliest first. No more is read of them: each is to fail by itself."""
    where = "next_due <= :now ORDER BY next_due LIMIT :limit"
    return _numbers(db, where, {"now": int(now.timestamp()), "limit": limit})


def in_other_zone(db: sqlite3.Connection, limit: int) -> list[int]:
    """The numbers of timed ones whose server has another time zone now than when their next time was reckoned."""
    zone = "coalesce((SELECT time_zone FROM server WHERE server.guild_id = announcement.guild_id), 'UTC')"
    return _numbers(db, f"next_due IS NOT NULL AND zone <> {zone} LIMIT :limit", {"limit": limit})


def set_next(db: sqlite3.Connection, announcement_id: int, next_due: dt.datetime | None, zone: str) -> None:
    """Note when it falls due next."""
    db.execute(
        "UPDATE announcement SET next_due = :next_due, zone = :zone WHERE announcement_id = :id",
        {"id": announcement_id, "next_due": int(next_due.timestamp()) if next_due else None, "zone": zone},
    )


def pause_channel(db: sqlite3.Connection, channel_id: int, why: str) -> list[Announcement]:
    """Pause what goes to a channel that cannot be written to, and return it: none if that was done already."""
    active = _found(db, "channel_id = :channel AND state = 'active'", {"channel": channel_id})
    db.execute(
        f"UPDATE announcement SET state = 'paused', paused_why = :why WHERE channel_id = :channel AND state = 'active' AND {_THERE}",
        {"channel": channel_id, "why": why},
    )
    return [each.model_copy(update={"state": AnnouncementState.PAUSED, "paused_why": why}) for each in active]


def _numbers(db: sqlite3.Connection, where: str, given: Mapping[str, Any]) -> list[int]:
    return [row[0] for row in db.execute(f"SELECT announcement_id FROM announcement WHERE {_THERE} AND {where}", given)]


def _found(db: sqlite3.Connection, where: str, given: Mapping[str, Any]) -> list[Announcement]:
    """Those that can be read, oldest first."""
    return _parted(db, where, given)[0]


def _parted(db: sqlite3.Connection, where: str, given: Mapping[str, Any]) -> tuple[list[Announcement], list[tuple[int, str]]]:
    """Those that can be read, oldest first, and the numbers of the others with what is wrong."""
    found, broken = [], []
    for row in db.execute(f"SELECT {_COLUMNS} FROM announcement WHERE {_THERE} AND {where} ORDER BY announcement_id", given):
        try:
            found.append(_announcement(row))
        except ValueError as error:
            log.warning("announcement %d cannot be read: %s", row["announcement_id"], error)
            broken.append((row["announcement_id"], f"its row cannot be read: {error}"))
    return found, broken


def _announcement(row: sqlite3.Row) -> Announcement:
    return Announcement(**{**dict(row), "filters": Filters.model_validate_json(row["filters"])})


def _row(announcement: Announcement) -> dict[str, Any]:
    return {**announcement.model_dump(mode="json"), "filters": announcement.filters.model_dump_json()}


def zone_of(db: sqlite3.Connection, guild_id: int) -> str:
    """The time zone by which a server's posts go."""
    row = db.execute("SELECT time_zone FROM server WHERE guild_id = :guild", {"guild": guild_id}).fetchone()
    return str(row[0]) if row else "UTC"
