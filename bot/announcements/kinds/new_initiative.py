"""New initiatives: what somebody does for a place, of which the catalogue had not told before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.announcements.kinds import bulk
from bot.announcements.kinds.initiative_words import (
    concerns,
    facts_line,
    for_whom,
    link_line,
    note_line,
    occupied_line,
    organiser_line,
    source_line,
    ways,
)
from bot.announcements.kinds.kind import CatchUp, Kind, Matter, Telling
from bot.announcements.kinds.what_changed import Group
from bot.announcements.post import Post, Strong
from bot.domain.announcements import AnnouncementKind
from bot.domain.changes import Revision
from bot.domain.initiatives import Initiative, Purpose
from bot.store import initiatives, places
from bot.store.database import Connection


class NewInitiative(Kind):
    """An initiative that is new in the catalogue. One with a military purpose is never told."""

    name = AnnouncementKind.NEW_INITIATIVE
    title = "new aid entries"
    what = "Tells of each initiative that is added, with who runs it and its source. None with a military purpose, and no link to give."
    catch_up = CatchUp.ALL
    filtered_by = frozenset({"countries", "cities", "sectors"})

    def told_by(self, db: Connection, revision: Revision, today: dt.date) -> Iterable[Matter]:  # noqa: ARG002 - other kinds need it
        """The initiatives that the revision added."""
        for change in revision.changes:
            if change.before is not None or not isinstance(change.after, Initiative):
                continue
            recorded = initiatives.one(db, change.after.initiative_id, revision.guild_id)
            if recorded is None or recorded.initiative.purpose is Purpose.MILITARY:
                continue
            number = recorded.initiative.initiative_id
            yield Matter(f"initiative {number} revision {revision.revision_id}", {"initiative": number}, concerns(recorded))

    def told_in_bulk(self, db: Connection, revision_id: int) -> Iterable[Matter]:
        """All initiatives of an import in one matter."""
        return bulk.matters(db, revision_id, frozenset({Group.NEW_AID}))

    def post(self, db: Connection, telling: Telling) -> Post | None:
        """``**New aid entry for Kharkiv:** generators and repair equipment from Nuremberg.``"""
        if "revision" in telling.about:
            return bulk.new_initiatives(db, telling)
        recorded = initiatives.one(db, telling.about["initiative"], telling.guild_id)
        if recorded is None or recorded.initiative.purpose is Purpose.MILITARY:
            return None
        initiative, today = recorded.initiative, telling.today
        held = places.held(db, initiative.beneficiary_id) if initiative.beneficiary_id is not None else None
        occupied = held is not None and held.occupied
        return Post(
            sentence=(
                Strong(f"New aid entry for {for_whom(recorded, telling.countries)}:"),
                f" {initiative.title.rstrip('.')}.",
            ),
            lines=(
                organiser_line(recorded, telling.countries),
                *note_line(initiative),
                facts_line(initiative, today),
                source_line(recorded, today, occupied=occupied),
                occupied_line(recorded, held) if held is not None and occupied else link_line(initiative, today),
            ),
            ways=ways(recorded, held),
        )
