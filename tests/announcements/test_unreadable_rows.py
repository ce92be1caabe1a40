"""A row that cannot be read, for somebody wrote into the store by hand or a newer version did: nothing else suffers from it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.announcements import Announcement, AnnouncementKind
from bot.store import fed, setbacks
from tests.announcements.conftest import clock
from tests.announcements.post_office import ELSEWHERE, HERE, NEWS, TALK, PostOffice, office

__all__ = ["clock", "office"]

ANA, BEN = 5, 6


async def by_hand(office: PostOffice, statement: str, *given: Any) -> None:
    """Somebody writes into the store."""
    await office.store.write(lambda db: db.execute(statement, given))


async def spoil(office: PostOffice, order: Announcement) -> None:
    await by_hand(office, "UPDATE announcement SET filters = '{' WHERE announcement_id = ?", order.announcement_id)


async def put(office: PostOffice, order: Announcement, kind: str, about: str) -> None:
    """Something in the outbox that is long due and cannot be read."""
    await by_hand(
        office,
        "INSERT INTO occurrence (occurrence_key, kind, about, due_at, made_at) VALUES ('by hand', ?, ?, 1, 1)",
        kind,
        about,
    )
    await by_hand(
        office,
        """INSERT INTO delivery (occurrence_id, announcement_id, channel_id, to_person, state, due_at, retry_at, publish)
           SELECT max(occurrence_id), ?, ?, 0, 'pending', 1, 1, 'none' FROM occurrence""",
        order.announcement_id,
        order.channel_id,
    )


async def test_a_timed_announcement_holds_up_no_other_and_is_set_aside(office: PostOffice) -> None:
    bad = await office.order(AnnouncementKind.MESSAGE, words="bad", rhythm="every day 13:00")
    await office.order(AnnouncementKind.MESSAGE, words="good", rhythm="every day 13:00", channel_id=TALK)
    await spoil(office, bad)
    await office.pass_time(hours=2)
    assert office.texts(TALK) == ["good"]
    aside = await office.store.read(setbacks.set_aside)
    assert [what for what, _ in aside] == [f"announcement {bad.announcement_id}"]


async def test_an_announcement_of_what_happens_keeps_nobody_elses_news_back(office: PostOffice) -> None:
    bad = await office.order()
    await office.order(channel_id=TALK)
    await spoil(office, bad)
    await office.suspend()
    await office.pass_time(minutes=1)
    assert len(office.texts(TALK)) == 1
    assert office.texts(NEWS) == []


@pytest.mark.parametrize(("kind", "about"), [("digest", "{"), ("poetry", "{}")])
async def test_a_delivery_holds_up_no_other_and_is_set_aside_and_reported(office: PostOffice, kind: str, about: str) -> None:
    order = await office.order()
    await office.order(channel_id=TALK)
    await put(office, order, kind, about)
    await office.suspend()
    await office.pass_time(minutes=1)
    assert len(office.texts(TALK)) == 1
    await office.pass_time(hours=1)
    assert "set_aside" in [
        row[0] for row in await office.store.read(lambda db: db.execute("SELECT state FROM delivery").fetchall())
    ]
    assert len(office.texts(NEWS)) == 1
    assert [said.split(":")[0] for said in office.said] == ["Delivery 1 failed again and again and is set aside"]


async def test_what_one_member_watches_holds_up_no_other(office: PostOffice) -> None:
    for member in (ANA, BEN):
        await by_hand(
            office,
            "INSERT INTO watch (user_id, subject, subject_key, at_once, state, made_at) VALUES (?, 'country', 'US', 1, 'active', 1)",
            member,
        )
    await by_hand(
        office,
        "INSERT INTO watched (watch_id, user_id, matter_key, kind, about, at, due_at) VALUES (1, ?, 'by hand', 'status_change', '{', 1, 1)",
        ANA,
    )
    await office.suspend()
    await office.pass_time(minutes=1)
    assert len(office.texts(ANA)) == 1
    assert len(office.texts(BEN)) == 1
    assert [what for what, _ in await office.store.read(setbacks.set_aside)] == ["watched 1"]


async def test_a_time_zone_that_is_none_keeps_no_other_servers_news_back(office: PostOffice) -> None:
    order = await office.order(quiet_from=0, quiet_to=60)
    elsewhere = await office.order(channel_id=TALK, guild_id=ELSEWHERE)
    await office.zone("UTC")
    await by_hand(office, "UPDATE server SET time_zone = 'Mars/Phobos' WHERE guild_id = ?", HERE)
    await office.suspend()
    assert await office.states(order) == ["pending"]
    assert await office.states(elsewhere) == ["pending"]


async def test_one_occurrence_keeps_no_other_out_of_the_feed(office: PostOffice) -> None:
    order = await office.order()
    await put(office, order, "status_change", "{")
    await by_hand(office, "UPDATE occurrence SET occurrence_key = 'status_change by hand'")
    await office.suspend()
    told = await office.store.read(lambda db: fed.newest(db, [AnnouncementKind.STATUS_CHANGE], 10))
    assert [occurrence.about["status"] for occurrence in told] == ["suspended"]
