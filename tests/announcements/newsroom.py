"""What is told, straight from a small store: changes carried out, matters found, posts as plain text. Nothing is sent."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from bot.announcements.kinds import KINDS, Matter, Moment, Telling
from bot.announcements.post import Post, plain
from bot.domain.announcements import Announcement, AnnouncementKind, Filters
from bot.domain.changes import Author, Change, Revision
from bot.store import changes, places
from tests import factories

HERE, ELSEWHERE = 41, 42
MONA = Author(7, "Mona")
NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@dataclass
class Newsroom:
    """A store, and a server that orders one kind of post at a time."""

    db: sqlite3.Connection

    def change(self, *those: Change, at: dt.datetime = NOON, guild_id: int | None = None) -> Revision:
        """Carry changes out, as an approved proposal does."""
        return changes.carry_out(self.db, those, by=MONA, at=at, why="a test", guild_id=guild_id)

    def order(self, kind: AnnouncementKind, **fields: Any) -> Announcement:
        """A server's standing order."""
        given = {"announcement_id": 3, "guild_id": HERE, "channel_id": 5, "rhythm": KINDS[kind].default_rhythm, **fields}
        return Announcement(kind=kind, **given)

    def told_by(self, kind: AnnouncementKind, revision: Revision) -> list[Matter]:
        """What a revision gives to tell."""
        return list(KINDS[kind].told_by(self.db, revision, revision.at.date()))

    def told_in_bulk(self, kind: AnnouncementKind, revision: Revision) -> list[Matter]:
        """What a revision of very many rows gives to tell."""
        return list(KINDS[kind].told_in_bulk(self.db, revision.revision_id))

    def told_on(self, kind: AnnouncementKind, day: str) -> list[Matter]:
        """What a day gives to tell."""
        return list(KINDS[kind].told_on(self.db, dt.date.fromisoformat(day)))

    def told_at(
        self, order: Announcement, due: dt.datetime, *, before: dt.datetime | None = None, zone: dt.tzinfo = dt.UTC
    ) -> list[Matter]:
        """What a standing order tells at one of its times."""
        moment = Moment(due.astimezone(dt.UTC), due.astimezone(zone), before)
        return list(KINDS[order.kind].told_at(self.db, order, moment))

    def post(
        self,
        order: Announcement,
        matter: Matter,
        *,
        today: dt.date = factories.TODAY,
        zone: str = "UTC",
        guild_id: int | None = HERE,
    ) -> Post | None:
        """A matter in words."""
        telling = Telling(matter.about, today, places.countries(self.db), guild_id, order, zone)
        return KINDS[order.kind].post(self.db, telling)

    def said(self, order: Announcement, matter: Matter, **how: Any) -> list[str]:
        """A matter as plain text: the sentence, then the lines."""
        post = self.post(order, matter, **how)
        assert post is not None
        return said(post)


def said(post: Post) -> list[str]:
    """A post as plain text: the sentence, then the lines."""
    return [plain([*post.sentence, *post.after]), *map(plain, post.lines)]


def only(
    countries: Iterable[str] = (), cities: Iterable[int] = (), statuses: Sequence[Any] = (), sectors: Sequence[Any] = ()
) -> Filters:
    """Filters that let only these pass."""
    return Filters(countries=tuple(countries), cities=tuple(cities), statuses=tuple(statuses), sectors=tuple(sectors))


@pytest.fixture
def newsroom(db: sqlite3.Connection) -> Newsroom:
    """A newsroom over the small catalogue."""
    return Newsroom(db)
