"""New pairings: a tie that the catalogue had not recorded before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.announcements.kinds import bulk
from bot.announcements.kinds.drawn import strip_map
from bot.announcements.kinds.kind import CatchUp, Kind, Matter, Telling
from bot.announcements.kinds.pairing_changes import changed_by, concerns
from bot.announcements.kinds.pairing_words import as_of_line, named, pairing_way, source_lines, status_choice
from bot.announcements.kinds.what_changed import Group
from bot.announcements.post import Post, Strong
from bot.domain import wording
from bot.domain.announcements import AnnouncementKind
from bot.domain.changes import Revision
from bot.store import pairings
from bot.store.database import Connection


class NewPairing(Kind):
    """A tie that is new in the catalogue, which need not be new in the world."""

    name = AnnouncementKind.NEW_PAIRING
    title = "new pairings"
    what = "Tells of each pairing that is added to the list, with its status and its source."
    catch_up = CatchUp.ALL
    filtered_by = frozenset({"countries", "cities", "statuses"})

    def told_by(self, db: Connection, revision: Revision, today: dt.date) -> Iterable[Matter]:
        """The pairings that the revision added."""
        for changed in changed_by(db, revision, today):
            if changed.is_new:
                yield Matter(
                    f"{changed.key} revision {revision.revision_id}",
                    {"pairing": changed.now.pairing.pairing_id},
                    concerns(changed.now, changed.after.status),
                )

    def told_in_bulk(self, db: Connection, revision_id: int) -> Iterable[Matter]:
        """All pairings of an import in one matter."""
        return bulk.matters(db, revision_id, frozenset({Group.NEW_PAIRING}))

    def post(self, db: Connection, telling: Telling) -> Post | None:
        """``**New on the list:** Kyiv and Tampere have been sister cities since 1954.``"""
        if "revision" in telling.about:
            return bulk.new_pairings(db, telling)
        found = pairings.by_id(db, telling.about["pairing"], telling.guild_id)
        if found is None:
            return None
        recorded = named(found, telling.countries)
        standing = recorded.standing(telling.today)
        return Post(
            sentence=(Strong("New on the list:"), f" {wording.status_sentence(recorded, standing)}"),
            lines=(*as_of_line(standing, telling.today), *source_lines(standing)),
            status=standing.status,
            ways=(pairing_way(recorded),),
            choice=status_choice(recorded, standing),
            picture=strip_map(found, telling),
        )
