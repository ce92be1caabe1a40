"""Initiatives that end: closed, completed, past the day of their next check, or with a link whose check no longer holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.announcements.kinds import bulk
from bot.announcements.kinds.initiative_words import (
    concerns,
    facts_line,
    for_whom,
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
from bot.domain.initiatives import Initiative, Purpose, State, Verification
from bot.domain.records import RecordedInitiative
from bot.store import initiatives, lately, places
from bot.store.database import Connection

CHECK, LINK = "check", "link"
_ENDED = {State.CLOSED: "closed", State.COMPLETED: "completed"}


class InitiativeEnding(Kind):
    """An initiative of which a revision says that it is over, or of which a day passed that it was known to hold until."""

    name = AnnouncementKind.INITIATIVE_ENDING
    title = "endings of aid entries"
    what = (
        "Tells when an initiative is closed or completed, when nobody has confirmed in time that it is still open, and when the check of "
        "its link no longer holds."
    )
    catch_up = CatchUp.ALL
    filtered_by = frozenset({"countries", "cities", "sectors"})

    def told_by(self, db: Connection, revision: Revision, today: dt.date) -> Iterable[Matter]:  # noqa: ARG002 - other kinds need it
        """The initiatives that the revision closes, or calls completed."""
        for change in revision.changes:
            before, after = change.before, change.after
            if not isinstance(before, Initiative) or not isinstance(after, Initiative):
                continue
            if after.state not in _ENDED or before.state in _ENDED:
                continue
            recorded = initiatives.one(db, after.initiative_id, revision.guild_id)
            if recorded is not None and recorded.initiative.purpose is not Purpose.MILITARY:
                number = after.initiative_id
                about = {"initiative": number, "what": _ENDED[after.state]}
                yield Matter(f"initiative {number} revision {revision.revision_id}", about, concerns(recorded))

    def told_in_bulk(self, db: Connection, revision_id: int) -> Iterable[Matter]:
        """All initiatives that an import closes, or calls completed, in one matter."""
        return bulk.matters(db, revision_id, frozenset({Group.ENDED_AID}))

    def told_on(self, db: Connection, day: dt.date) -> Iterable[Matter]:
        """The initiatives for which yesterday was the last day: to be checked again, or with a link that was shown."""
        eve = day - dt.timedelta(days=1)
        for number, guild_id, what in lately.ending_after(db, eve):
            recorded = initiatives.one(db, number, guild_id)
            if recorded is None or (what == LINK and _occupied(db, recorded)):
                continue
            about = {"initiative": number, "what": what, "until": eve.isoformat()}
            yield Matter(f"initiative {number} {what} until {eve}", about, concerns(recorded), guild_id)

    def post(self, db: Connection, telling: Telling) -> Post | None:
        """``**Aid for Kharkiv completed:** Generators from Nuremberg.``"""
        if "revision" in telling.about:
            return bulk.ended_initiatives(db, telling)
        recorded = initiatives.one(db, telling.about["initiative"], telling.guild_id)
        if recorded is None or recorded.initiative.purpose is Purpose.MILITARY:
            return None
        initiative, today = recorded.initiative, telling.today
        said = _said(initiative, telling.about["what"], today)
        held = places.held(db, initiative.beneficiary_id) if initiative.beneficiary_id is not None else None
        occupied = held is not None and held.occupied
        if said is None or (telling.about["what"] == LINK and occupied):
            return None
        begins, ends, then = said
        return Post(
            sentence=(
                Strong(f"{begins}{for_whom(recorded, telling.countries)}{ends}:"),
                f" {initiative.title.rstrip('.')}.{then}",
            ),
            lines=(
                organiser_line(recorded, telling.countries),
                facts_line(initiative, today),
                source_line(recorded, today, occupied=occupied),
                *([occupied_line(recorded, held)] if held is not None and occupied else []),
            ),
            ways=ways(recorded, held),
        )


def _said(initiative: Initiative, what: str, today: dt.date) -> tuple[str, str, str] | None:
    """What stands before and after the name of whom it is for, and after the title; ``None`` if that no longer holds."""
    if what == CHECK:
        until = initiative.check_by
        if initiative.state is not State.OPEN or until is None or until.latest >= today:
            return None
        return (
            "Aid for ",
            " no longer known to be open",
            f" It was to be looked at again by {until.long}, and nobody has confirmed it since.",
        )
    if what == LINK:
        until = initiative.link_expires
        if initiative.checked(today) is not Verification.LAPSED or until is None or until.latest >= today:
            return None
        return "Link of aid for ", " no longer shown", f" Its check held until {until.long}; two people have to look at it anew."
    if _ENDED.get(initiative.state) != what:
        return None
    return "Aid for ", f" {what}", ""


def _occupied(db: Connection, recorded: RecordedInitiative) -> bool:
    number = recorded.initiative.beneficiary_id
    held = places.held(db, number) if number is not None else None
    return held is not None and held.occupied
