"""What is past the day on which it should have been looked at again. The store chooses the rows, so a large catalogue costs one pass."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import dataclass

from bot.domain.initiatives import Initiative, Organisation
from bot.domain.pairings import Pairing
from bot.store.links import LinkCheck
from bot.store.rows import columns, entry, width

DEAD_OR_MOVED = ("dead", "moved")
"""What a check found of a link that somebody should look at."""

_CHECK = "found.url, found.at, found.state, found.status, found.note"
_KEPT_BY = "((:shared AND {table}.guild_id IS NULL) OR {table}.guild_id = :guild)"
_BEARING = (
    "('proposed', 'invited', 'approved', 'signed', 'renewed', 'suspended', 'kept', 'resumed', 'dormant', 'ended', 'listed')"
)
"""Events that speak of how a tie stands."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An initiative of which something is past its day, with what its link answered if that was bad."""

    initiative: Initiative
    guild_id: int | None
    check: LinkCheck | None


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A pairing of which no source has spoken for long."""

    pairing: Pairing
    guild_id: int | None
    last: str | None
    """The latest date that any source gives, as it is written; ``None`` if none gives one."""


def _before(column: str, day: str) -> str:
    """Whether all that a partial date can mean lies before a day: 2025 does before 1 January 2026, and before no day of 2025."""
    return f"(rtrim({column}, '?~%') < substr({day}, 1, length(rtrim({column}, '?~%'))))"


def initiatives(
    db: sqlite3.Connection, guild_id: int | None, *, shared: bool, today: dt.date, expiring: dt.date, seen_since: dt.date
) -> list[Doubtful]:
    """The initiatives of a server, with ``shared`` those of the catalogue too, of which something is past its day.

    Args:
        expiring: verified links that end before that day count already.
        seen_since: an open one without a day to check it by counts if it was last seen before that day, or never.
    """
    rows = db.execute(
        f"""SELECT {columns(Initiative, "initiative")}, initiative.guild_id, {_CHECK}
            FROM initiative LEFT JOIN link_check AS found
                 ON found.url = initiative.link AND initiative.link <> '' AND found.state IN {DEAD_OR_MOVED}
            WHERE {_KEPT_BY.format(table="initiative")} AND (
                (initiative.state = 'open' AND initiative.check_by IS NOT NULL AND {_before("initiative.check_by", ":today")})
                OR (initiative.state = 'open' AND initiative.check_by IS NULL
                    AND (initiative.last_seen IS NULL OR {_before("initiative.last_seen", ":seen_since")}))
                OR initiative.verification = 'lapsed'
                OR (initiative.verification = 'verified'
                    AND (initiative.link_expires IS NULL OR {_before("initiative.link_expires", ":expiring")}))
                OR found.url IS NOT NULL)
            ORDER BY initiative.initiative_id""",
        {
            "guild": guild_id,
            "shared": int(shared),
            "today": today.isoformat(),
            "expiring": expiring.isoformat(),
            "seen_since": seen_since.isoformat(),
        },
    )
    at = width(Initiative)
    return [Doubtful(entry(Initiative, row), row[at], _check(row, at + 1)) for row in rows]


def organisations(db: sqlite3.Connection) -> list[tuple[Organisation, LinkCheck]]:
    """The organisations whose site was dead or had moved when it was last asked."""
    rows = db.execute(
        f"""SELECT {columns(Organisation, "organisation")}, {_CHECK} FROM link_check AS found
            JOIN organisation ON organisation.domain <> ''
                 AND found.url IN ('https://' || organisation.domain, 'https://' || organisation.domain || '/')
            WHERE found.state IN {DEAD_OR_MOVED} ORDER BY organisation.organisation_id"""
    )
    at = width(Organisation)
    read = [(entry(Organisation, row), _check(row, at)) for row in rows]
    return [(organisation, check) for organisation, check in read if check is not None]


def unchecked_links(
    db: sqlite3.Connection, guild_id: int | None, *, shared: bool, expiring: dt.date, limit: int, offset: int = 0
) -> tuple[list[tuple[Initiative, int | None]], int]:
    """The initiatives whose link no two people stand for, or not for long any more, and about which nobody has been asked; and how many.

    Those that are open come first.

    Args:
        expiring: verified links that end before that day count already.
    """
    where = f"""{_KEPT_BY.format(table="initiative")} AND initiative.link LIKE 'https://%' AND (
            initiative.verification IN ('unverified', 'listed', 'lapsed')
            OR (initiative.verification = 'verified'
                AND (initiative.link_expires IS NULL OR {_before("initiative.link_expires", ":expiring")})))
        AND NOT EXISTS (
            SELECT 1 FROM proposal_change JOIN proposal USING (proposal_id)
            WHERE table_name = 'initiatives' AND entry_key = '[' || initiative.initiative_id || ']'
            AND state IN ('held', 'pending') AND kind IN ('link', 'report'))"""
    given = {"guild": guild_id, "shared": int(shared), "expiring": expiring.isoformat()}
    (count,) = db.execute(f"SELECT count(*) FROM initiative WHERE {where}", given).fetchone()
    rows = db.execute(
        f"""SELECT {columns(Initiative, "initiative")}, initiative.guild_id FROM initiative WHERE {where}
            ORDER BY initiative.state <> 'open', initiative.initiative_id LIMIT :limit OFFSET :offset""",
        {**given, "limit": limit, "offset": offset},
    )
    at = width(Initiative)
    return [(entry(Initiative, row), row[at]) for row in rows], int(count)


def unconfirmed_pairings(
    db: sqlite3.Connection, guild_id: int | None, *, shared: bool, since: dt.date, limit: int = 0, offset: int = 0
) -> tuple[list[Unconfirmed], int]:
    """The pairings no source speaks of since a day, and how many there are: those first of which none gives a date, then the oldest."""
    bearing = f"""SELECT {{what}} FROM event JOIN claim USING (event_id)
        WHERE event.pairing_id = pairing.pairing_id AND event.kind IN {_BEARING} AND claim.date IS NOT NULL"""
    where = f"""{_KEPT_BY.format(table="pairing")}
        AND NOT EXISTS ({bearing.format(what="1")} AND NOT {_before("claim.date", ":since")})"""
    given = {"guild": guild_id, "shared": int(shared), "since": since.isoformat()}
    (count,) = db.execute(f"SELECT count(*) FROM pairing WHERE {where}", given).fetchone()
    if not limit:
        return [], int(count)
    rows = db.execute(
        f"""SELECT {columns(Pairing, "pairing")}, pairing.guild_id, ({bearing.format(what="max(claim.date)")}) AS last
            FROM pairing WHERE {where} ORDER BY last IS NOT NULL, last, pairing_id LIMIT :limit OFFSET :offset""",
        {**given, "limit": limit, "offset": offset},
    )
    at = width(Pairing)
    return [Unconfirmed(entry(Pairing, row), row[at], row[at + 1]) for row in rows], int(count)


def _check(row: sqlite3.Row, at: int) -> LinkCheck | None:
    url, when, state, status, note = row[at : at + 5]
    return LinkCheck(url, dt.datetime.fromtimestamp(when, dt.UTC), state, status, note) if url is not None else None
