"""Timed kinds from the clock to the channel."""

from __future__ import annotations

import datetime as dt

from bot.announcements import planning
from bot.domain.announcements import Announcement, AnnouncementKind
from bot.store import announcements
from tests.announcements.conftest import Station


async def ordered(station: Station, kind: AnnouncementKind, rhythm: str, **fields: object) -> Announcement:
    """A timed standing order whose next time is reckoned."""
    order = await station.order(kind, rhythm=rhythm, **fields)
    now = station.clock()
    await station.bot.store.write(lambda db: planning.reckon(db, order, now))
    return order


async def test_a_digest_arrives_on_monday_with_what_changed_and_not_again(station: Station) -> None:
    await ordered(station, AnnouncementKind.DIGEST, "every Monday 9:00")
    await station.suspend()
    await station.tick()
    assert station.posted() == []
    station.clock.now = dt.datetime(2026, 11, 23, 9, 0, 5, tzinfo=dt.UTC)
    await station.tick(3)
    [post] = station.posted()
    assert "**Week of 16–22 November 2026:** 1 decision on a pairing." in post
    assert (
        "**Suspended** · San Jose and Yekaterinburg: by San Jose (the city council, 9–1), until after hostilities (20 Nov 2026)"
        in post
    )
    station.clock.advance(days=7)
    await station.tick(3)
    assert station.posted() == [post]


async def test_a_message_names_the_server_in_which_it_stands(station: Station) -> None:
    await ordered(station, AnnouncementKind.MESSAGE, "every day 18:00", words="Hello {server}, it is {weekday}.")
    station.clock.advance(hours=6, seconds=5)
    await station.tick(2)
    name = next(guild.name for guild in station.bot.guilds)
    assert [f"Hello {name}, it is Sunday." in post for post in station.posted()] == [True]


async def test_the_spotlight_shows_another_each_week(station: Station) -> None:
    order = await ordered(station, AnnouncementKind.SPOTLIGHT, "every Wednesday 9:00")
    for _ in range(4):
        station.clock.advance(days=7)
        await station.tick(2)
    assert len(set(station.posted())) == 4
    assert await station.bot.store.read(lambda db: announcements.one(db, order.announcement_id)) is not None


async def test_an_anniversary_arrives_on_its_day(station: Station) -> None:
    await ordered(station, AnnouncementKind.ON_THIS_DAY, "every day 9:00")
    station.clock.now = dt.datetime(2026, 12, 30, 9, 0, 5, tzinfo=dt.UTC)
    await station.tick(2)
    assert any(
        "**On this day in 1954,** Kyiv and Tampere became sister cities, 72 years ago." in post for post in station.posted()
    )
