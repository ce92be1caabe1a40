"""What concerns links: the domains on record, members' reports, and what a check of an address found."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import dataclass

from bot.domain.initiatives import Initiative, Organisation
from bot.store.rows import columns, entry


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """What an address answered when it was last asked."""

    url: str
    at: dt.datetime
    state: str
    status: int | None
    note: str


def organisations_with_domain(db: sqlite3.Connection) -> list[Organisation]:
    """Every organisation of which a domain is on record."""
    rows = db.execute(f"SELECT {columns(Organisation, 'organisation')} FROM organisation WHERE domain <> '' ORDER BY name")
    return [entry(Organisation, row) for row in rows]


def with_link(db: sqlite3.Connection, guild_id: int | None = None, *, everywhere: bool = False) -> list[Initiative]:
    """The initiatives that have a link, as far as a server sees them; with ``everywhere`` those of all servers."""
    seen = "TRUE" if everywhere else "(guild_id IS NULL OR guild_id = :guild)"
    rows = db.execute(
        f"SELECT {columns(Initiative, 'initiative')} FROM initiative WHERE link <> '' AND {seen} ORDER BY initiative_id",
        {"guild": guild_id},
    )
    return [entry(Initiative, row) for row in rows]


def report(
    db: sqlite3.Connection, initiative: Initiative, reporter: int, guild_id: int | None, at: dt.datetime, why: str
) -> int | None:
    """Keep a member's report of a link, and return how many different members have reported it; ``None`` if this one had already."""
    added = db.execute(
        """INSERT INTO report (initiative_id, link, reporter_id, guild_id, at, why)
           VALUES (:initiative, :link, :reporter, :guild, :at, :why) ON CONFLICT DO NOTHING""",
        {
            "initiative": initiative.initiative_id,
            "link": initiative.link,
            "reporter": reporter,
            "guild": guild_id,
            "at": int(at.timestamp()),
            "why": why,
        },
    )
    if not added.rowcount:
        return None
    (count,) = db.execute(
        "SELECT count(*) FROM report WHERE initiative_id = :initiative AND link = :link AND settled = 0",
        {"initiative": initiative.initiative_id, "link": initiative.link},
    ).fetchone()
    return int(count)


def reports_since(db: sqlite3.Connection, reporter: int, since: dt.datetime) -> int:
    """How many reports a member has made since then."""
    (count,) = db.execute(
        "SELECT count(*) FROM report WHERE reporter_id = :reporter AND at >= :since",
        {"reporter": reporter, "since": int(since.timestamp())},
    ).fetchone()
    return int(count)


def reasons(db: sqlite3.Connection, initiative_id: int) -> list[str]:
    """What members said when they reported an initiative's link, and nobody has settled yet; newest first."""
    rows = db.execute(
        "SELECT why FROM report WHERE initiative_id = :initiative AND settled = 0 ORDER BY report_id DESC",
        {"initiative": initiative_id},
    )
    return [row[0] for row in rows]


def settle_reports(db: sqlite3.Connection, initiative_id: int) -> None:
    """Count the reports of an initiative as dealt with; the same members may report it again.

    ``settled`` is which time that was, so that a member's earlier reports stay, and count for how many they make.
    """
    db.execute(
        """UPDATE report SET settled = (SELECT max(settled) + 1 FROM report WHERE initiative_id = :initiative)
           WHERE initiative_id = :initiative AND settled = 0""",
        {"initiative": initiative_id},
    )


def put_check(db: sqlite3.Connection, check: LinkCheck) -> None:
    """Keep what an address answered, instead of its earlier answer."""
    db.execute(
        """INSERT INTO link_check (url, at, state, status, note) VALUES (:url, :at, :state, :status, :note)
           ON CONFLICT (url) DO UPDATE SET at = excluded.at, state = excluded.state, status = excluded.status, note = excluded.note""",
        {"url": check.url, "at": int(check.at.timestamp()), "state": check.state, "status": check.status, "note": check.note},
    )


def check_of(db: sqlite3.Connection, url: str) -> LinkCheck | None:
    """What an address answered when it was last asked; ``None`` if it never was."""
    row = db.execute("SELECT * FROM link_check WHERE url = :url", {"url": url}).fetchone()
    if row is None:
        return None
    return LinkCheck(row["url"], dt.datetime.fromtimestamp(row["at"], dt.UTC), row["state"], row["status"], row["note"])
