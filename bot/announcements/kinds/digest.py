"""The digest: what changed since the last one, counted in a sentence and told in lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from bot.announcements.kinds import what_changed
from bot.announcements.kinds.drawn import map_of_several
from bot.announcements.kinds.kind import CatchUp, Kind, Matter, Moment, Telling
from bot.announcements.kinds.what_changed import Item
from bot.announcements.post import Command, Line, Post, Strong
from bot.domain import wording
from bot.domain.announcements import Announcement, AnnouncementKind, Filters
from bot.pictures.subjects import MapSubject
from bot.store.database import Connection

FIRST_LOOKS_BACK = dt.timedelta(days=7)
"""What the first one tells of: nobody knows how long its readers have not looked."""
LINES = 10
"""So many lines it has; then it says how many more there are."""


class Digest(Kind):
    """What changed, now and then. Where nothing did, nothing is posted, unless that is wanted."""

    name = AnnouncementKind.DIGEST
    title = "digest"
    what = "Tells at set times what changed since the last digest. When nothing did, nothing is posted, unless you want that."
    catch_up = CatchUp.LATEST
    filtered_by = frozenset({"countries", "cities", "sectors", "statuses"})
    default_rhythm = "every Monday 9:00"

    def told_at(self, db: Connection, announcement: Announcement, moment: Moment) -> Iterable[Matter]:
        """One matter, if anything changed that the server wants to hear of."""
        since = moment.before or moment.due_at - FIRST_LOOKS_BACK
        wanted = announcement.even_if_nothing or what_changed.anything(
            db, since, moment.due_at, announcement.guild_id, announcement.filters, moment.local.date()
        )
        if not wanted:
            return
        yield Matter("", {"since": int(since.timestamp()), "until": int(moment.due_at.timestamp())})

    def post(self, db: Connection, telling: Telling) -> Post | None:
        """``**Week of 16–22 November 2026:** 3 decisions on pairings, 2 new pairings and 1 new aid entry.``"""
        since, until = (dt.datetime.fromtimestamp(telling.about[name], dt.UTC) for name in ("since", "until"))
        order = telling.announcement
        filters = order.filters if order else Filters()
        items = what_changed.between(db, since, until, telling.guild_id, filters, telling.today)
        here = ZoneInfo(telling.zone)
        days = what_changed.days(since.astimezone(here), until.astimezone(here))
        head = Strong(f"{days}:")
        if not items:
            return Post(sentence=(head, " nothing changed in what is recorded.")) if order and order.even_if_nothing else None
        told = [what_changed.line(db, item, telling.guild_id, telling.countries, telling.today) for item in items[:LINES]]
        lines: list[Line] = [line for line, _ in told]
        if len(items) > LINES:
            lines.append((f"{len(items) - LINES:,} more: ", Command(_changes(since, telling.today))))
        return Post(
            sentence=(head, f" {what_changed.counted(items)}."),
            lines=tuple(lines),
            choices=tuple(choice for _, choice in told if choice is not None),
            picture=_map(db, days, items, telling),
        )


def _map(db: Connection, days: str, items: Sequence[Item], telling: Telling) -> MapSubject | None:
    """The pairings of the lines that are told, for whatever a map names the text names too."""
    shown = what_changed.pairings_in(db, items[:LINES], telling.guild_id)
    among = f" among the first {LINES} changes" if len(items) > LINES else ""
    return map_of_several(days, f"{wording.count(len(shown), 'pairing')}{among}", shown, telling)


def _changes(since: dt.datetime, today: dt.date) -> str:
    """The command that tells of all since then: ``changes 14``; of a week it is ``changes`` alone."""
    days = (today - since.date()).days
    return f"changes {days}" if days > FIRST_LOOKS_BACK.days else "changes"
