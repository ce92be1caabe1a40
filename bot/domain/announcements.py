"""What is announced: a server's standing order for a kind of post, one time that it falls due, and that time in one channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.entry import CountryCode, Id
from bot.domain.initiatives import Sector
from bot.domain.pairings import Status
from bot.domain.servers import Language

Minute = Annotated[int, Field(ge=0, lt=24 * 60)]
"""A minute of the day, from midnight by the server's clock."""
About = Mapping[str, Any]
"""What an occurrence is about: ids and numbers, as JSON holds them."""


class AnnouncementKind(StrEnum):
    """What is told. Each but the correction has a file in :mod:`bot.announcements.kinds`."""

    NEW_PAIRING = "new_pairing"
    STATUS_CHANGE = "status_change"
    NEW_INITIATIVE = "new_initiative"
    INITIATIVE_ENDING = "initiative_ending"
    ON_THIS_DAY = "on_this_day"
    DIGEST = "digest"
    SPOTLIGHT = "spotlight"
    MESSAGE = "message"
    WATCHED = "watched"
    """What somebody watches: a bundle for one person. No server orders it."""


class AnnouncementState(StrEnum):
    """Whether posts go out."""

    ACTIVE = "active"
    PAUSED = "paused"


class DeliveryState(StrEnum):
    """How far a delivery is."""

    PENDING = "pending"
    SENDING = "sending"
    """Claimed: somebody may have sent it."""
    SENT = "sent"
    BUNDLED = "bundled"
    """Told in another post together with others that were late."""
    DROPPED = "dropped"
    """Its time was over before it could be sent, or nothing was left to say. The reason stands beside it."""
    UNCERTAIN = "uncertain"
    """It may have been posted, and the channel cannot be read to find out: for the moderators to look."""
    SET_ASIDE = "set_aside"
    """It failed again and again for a reason of its own."""

    @property
    def waits(self) -> bool:
        return self in (DeliveryState.PENDING, DeliveryState.SENDING)


class PublishState(StrEnum):
    """Whether a post in an announcement channel has gone to the channels that follow it."""

    NONE = "none"
    WANTED = "wanted"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Concerns:
    """Whom and what something that is told concerns: by this it is chosen."""

    cities: frozenset[int] = frozenset()
    countries: frozenset[str] = frozenset()
    sectors: frozenset[Sector] = frozenset()
    statuses: frozenset[Status] = frozenset()
    pair: tuple[int, int] | None = None
    """The two cities, lower id first, if it is about a pairing."""


class Filters(BaseModel):
    """What a server wants to hear of. An empty list lets everything pass; what is told has to pass every list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    countries: tuple[CountryCode, ...] = Field((), description="Only what concerns one of these countries")
    cities: tuple[Id, ...] = Field((), description="Only what concerns one of these cities")
    sectors: tuple[Sector, ...] = Field((), description="Of initiatives, only those of these sectors")
    statuses: tuple[Status, ...] = Field((), description="Of pairings, only those that now have one of these statuses")

    def admit(self, concerns: Concerns) -> bool:
        """Whether something passes. What has no sector, or no status, is not held back by that list."""
        return (
            (not self.countries or bool(concerns.countries & set(self.countries)))
            and (not self.cities or bool(concerns.cities & set(self.cities)))
            and (not self.sectors or not concerns.sectors or bool(concerns.sectors & set(self.sectors)))
            and (not self.statuses or not concerns.statuses or bool(concerns.statuses & set(self.statuses)))
        )


class Announcement(BaseModel):
    """A server's standing order: what is told, where, when and to whom. Each field stands in a form and has a command."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    announcement_id: int
    guild_id: Id
    channel_id: Id
    kind: AnnouncementKind
    rhythm: str = Field(
        "", max_length=200, description="When, in plain words: “every Monday 9:00”; empty for as soon as it happens"
    )
    filters: Filters = Filters()
    role_id: Id | None = Field(None, description="The role that is pinged; nobody by default")
    publish: bool = Field(False, description="Whether posts in an announcement channel go to the channels that follow it")
    quiet_from: Minute | None = Field(None, description="From when on posts wait, by the server’s clock")
    quiet_to: Minute | None = Field(None, description="Until when they wait")
    even_if_nothing: bool = Field(False, description="Whether a digest is posted when nothing changed")
    words: str = Field("", max_length=1500, description="A moderator’s own message, with fields such as {date}")
    language: Language = Language.ENGLISH
    state: AnnouncementState = AnnouncementState.ACTIVE
    paused_why: str = Field("", max_length=500)
    made_by: int = 0
    made_by_name: str = Field("", max_length=100)
    version: int = 1
    """Rises with every edit."""
    next_due: int | None = None
    """Seconds since 1970 at which a timed one falls due next; ``None`` for what is told as it happens, and for what is over."""
    zone: str = ""
    """The time zone in which :attr:`next_due` was reckoned."""

    @property
    def active(self) -> bool:
        return self.state is AnnouncementState.ACTIVE


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that something is to be told."""

    occurrence_id: int
    key: str
    """What it is, for there is one of it only."""
    kind: AnnouncementKind
    about: About
    guild_id: int | None
    """Whose own entry it is about; ``None`` for the shared catalogue."""
    due_at: dt.datetime
    revision_id: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """An occurrence in one channel, or with one person."""

    delivery_id: int
    occurrence: Occurrence
    announcement_id: int | None
    channel_id: int
    """For a direct message: the person's id."""
    to_person: bool
    state: DeliveryState
    due_at: dt.datetime
    attempts: int
    """How often it failed for a reason of its own."""
    fence: int
    """Rises with every claim: only whoever claimed it last says what became of it."""
    first_tried_at: dt.datetime | None
    message_id: int | None
    said: str
    """What was posted, as plain text."""
    error: str
    corrects: int | None = None
    """The delivery whose post it edits."""
    publish: PublishState = PublishState.NONE
    sent_at: dt.datetime | None = None
