"""The kinds of announcements, one file each: what falls due, whom it concerns, how it is put."""

from __future__ import annotations

from collections.abc import Mapping

from bot.announcements.kinds.digest import Digest
from bot.announcements.kinds.initiative_ending import InitiativeEnding
from bot.announcements.kinds.kind import CatchUp, Kind, Matter, Moment, Telling
from bot.announcements.kinds.message import Message
from bot.announcements.kinds.new_initiative import NewInitiative
from bot.announcements.kinds.new_pairing import NewPairing
from bot.announcements.kinds.on_this_day import OnThisDay
from bot.announcements.kinds.spotlight import Spotlight
from bot.announcements.kinds.status_change import StatusChange
from bot.announcements.kinds.watched import Watched
from bot.domain.announcements import AnnouncementKind

__all__ = ["KINDS", "CatchUp", "Kind", "Matter", "Moment", "Telling"]

_TOLD: Mapping[AnnouncementKind, Kind] = {
    kind.name: kind
    for kind in (
        NewPairing(),
        StatusChange(),
        NewInitiative(),
        InitiativeEnding(),
        OnThisDay(),
        Digest(),
        Spotlight(),
        Message(),
    )
}
KINDS: Mapping[AnnouncementKind, Kind] = {**_TOLD, AnnouncementKind.WATCHED: Watched(_TOLD)}
"""Every kind by its name, in the order in which they are offered."""
