"""What a kind of announcement is: what it tells of, when that falls due, whom it concerns, and how it is put.

A kind is one file beside this one. To add one: write it, name it in :class:`~bot.domain.announcements.AnnouncementKind`, and put it
into :data:`bot.announcements.kinds.KINDS`.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import ClassVar

from bot.announcements.post import Post
from bot.domain.announcements import About, Announcement, AnnouncementKind, Concerns
from bot.domain.changes import Revision
from bot.domain.records import Countries
from bot.store.database import Connection


class CatchUp(Enum):
    """What becomes of what the bot missed while it was not running."""

    ALL = auto()
    """All of it is told; what is many comes bundled in one post."""
    LATEST = auto()
    """Only the last time counts."""
    SAME_DAY = auto()
    """It is told only as long as it is that day by the server's clock."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to be told once."""

    key: str
    """What it is, different from every other matter of its kind."""
    about: About
    """Ids and numbers, by which it is looked up when it is put into words."""
    concerns: Concerns = field(default_factory=Concerns)
    guild_id: int | None = None
    """Whose own entry it is about, for what a day gives to tell; what a revision gives to tell is whose the revision is."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time at which a timed announcement falls due."""

    due_at: dt.datetime
    local: dt.datetime
    """The same by the server's clock."""
    before: dt.datetime | None
    """When it fell due last."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What a matter is put into words for."""

    about: About
    today: dt.date
    countries: Countries
    guild_id: int | None
    """In which server: its own entries may be named there. ``None`` for a person's own."""
    announcement: Announcement | None
    """The standing order; ``None`` for what goes to a person."""
    zone: str = "UTC"


class Kind(ABC):
    """A kind of announcement."""

    name: ClassVar[AnnouncementKind]
    title: ClassVar[str]
    """What it is called in a list: ``new pairings``."""
    what: ClassVar[str]
    """What it tells, in a sentence for moderators."""
    catch_up: ClassVar[CatchUp]
    filtered_by: ClassVar[frozenset[str]] = frozenset({"countries", "cities"})
    """Which fields of :class:`~bot.domain.announcements.Filters` choose among its matters."""
    for_servers: ClassVar[bool] = True
    """Whether a server can order it; else it goes to persons alone."""
    default_rhythm: ClassVar[str] = ""
    """When a timed one is told unless it is said; empty for what is told as it happens."""

    @property
    def timed(self) -> bool:
        """Whether it is told at set times, not as something happens."""
        return bool(self.default_rhythm)

    def told_by(self, db: Connection, revision: Revision, today: dt.date) -> Iterable[Matter]:
        """What a revision gives to tell, in the order in which it is told."""
        return ()

    def told_on(self, db: Connection, day: dt.date) -> Iterable[Matter]:
        """What a day by itself gives to tell: that something ends on it."""
        return ()

    def told_at(self, db: Connection, announcement: Announcement, moment: Moment) -> Iterable[Matter]:
        """What a timed announcement tells at one of its times; nothing if there is nothing to tell."""
        return ()

    @abstractmethod
    def post(self, db: Connection, telling: Telling) -> Post | None:
        """A matter in words, from what the store holds now. ``None`` if nothing is left to say."""

    def told_in_bulk(self, db: Connection, revision_id: int) -> Iterable[Matter]:
        """What a revision of very many rows, an import, gives to tell: one matter for all of them."""
        return ()
