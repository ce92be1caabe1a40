"""Changes of status: a tie is suspended, resumed, ended, approved …, in the words of the neutral template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.announcements.kinds import bulk
from bot.announcements.kinds.drawn import strip_map
from bot.announcements.kinds.kind import CatchUp, Kind, Matter, Telling
from bot.announcements.kinds.pairing_changes import changed_by, concerns
from bot.announcements.kinds.pairing_words import (
    named,
    not_ended,
    pairing_way,
    position_line,
    since_line,
    source_lines,
    status_choice,
    status_line,
)
from bot.announcements.kinds.what_changed import Group
from bot.announcements.post import Post
from bot.domain.announcements import AnnouncementKind
from bot.domain.changes import Revision
from bot.domain.pairings import Status
from bot.store import pairings
from bot.store.database import Connection


class StatusChange(Kind):
    """A tie that stands otherwise than was recorded before."""

    name = AnnouncementKind.STATUS_CHANGE
    title = "changes of status"
    what = "Tells when a pairing is suspended, kept, resumed, ended or takes another step, with who decided and under what condition."
    catch_up = CatchUp.ALL
    filtered_by = frozenset({"countries", "cities", "statuses"})

    def told_by(self, db: Connection, revision: Revision, today: dt.date) -> Iterable[Matter]:
        """The pairings, not new ones, that stand otherwise after the revision; keeping a tie is told too."""
        for changed in changed_by(db, revision, today):
            before, after = changed.before, changed.after
            decided_anew = after.deciding is not None and (
                before.deciding is None or before.deciding.event.event_id != after.deciding.event.event_id
            )
            if changed.is_new or after.status is Status.UNKNOWN or not (before.status is not after.status or decided_anew):
                continue
            yield Matter(
                f"{changed.key} revision {revision.revision_id}",
                {"pairing": changed.now.pairing.pairing_id, "status": str(after.status)},
                concerns(changed.now, after.status),
            )

    def told_in_bulk(self, db: Connection, revision_id: int) -> Iterable[Matter]:
        """All decisions of an import on pairings that were there before, in one matter."""
        return bulk.matters(db, revision_id, frozenset({Group.DECISION}))

    def post(self, db: Connection, telling: Telling) -> Post | None:
        """``**Anchorage suspended its tie with Magadan** on 7 April 2023 (the assembly, 10–0), until after hostilities.``"""
        if "revision" in telling.about:
            return bulk.decisions(db, telling)
        found = pairings.by_id(db, telling.about["pairing"], telling.guild_id)
        if found is None:
            return None
        recorded = named(found, telling.countries)
        standing = recorded.standing(telling.today)
        return Post(
            sentence=status_line(recorded, standing),
            lines=(
                *not_ended(standing),
                *position_line(recorded, standing),
                *since_line(recorded, standing),
                *source_lines(standing),
            ),
            status=standing.status,
            ways=(pairing_way(recorded),),
            choice=status_choice(recorded, standing),
            picture=strip_map(found, telling),
        )
