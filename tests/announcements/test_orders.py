"""Standing orders as moderators keep them: what an edit does to what waits, and that nobody overwrites anybody."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.announcements import orders
from bot.announcements.refusals import AnnouncementEdited, AnnouncementGone, AnnouncementRefused
from bot.domain.announcements import Announcement, AnnouncementKind, Filters
from bot.store import announcements
from tests.announcements.post_office import ELSEWHERE, HERE, NEWS, TALK, PostOffice, Weather, office

__all__ = ["office"]


async def edit(office: PostOffice, order: Announcement, **update: object) -> Announcement:
    return await office.store.write(lambda db: orders.edit(db, order, update, office.clock()))


async def pause(office: PostOffice, order: Announcement) -> None:
    await office.store.write(lambda db: orders.pause(db, order.announcement_id, HERE, "a pause"))


async def test_what_waits_goes_to_the_channel_that_was_chosen_since(office: PostOffice) -> None:
    order = await office.order()
    await pause(office, order)
    await office.suspend()
    await edit(office, await office.now(order), channel_id=TALK)
    await office.store.write(lambda db: orders.resume(db, order.announcement_id, HERE))
    await office.tick(2)
    assert office.texts(NEWS) == []
    assert len(office.texts(TALK)) == 1


async def test_what_is_in_that_channel_already_is_not_told_there_twice(office: PostOffice) -> None:
    await office.order(channel_id=TALK)
    paused = await office.order(filters=Filters(countries=("US",)))
    await pause(office, paused)
    await office.suspend()
    await office.tick()
    await edit(office, await office.now(paused), channel_id=TALK)
    await office.store.write(lambda db: orders.resume(db, paused.announcement_id, HERE))
    await office.tick(2)
    assert len(office.texts(TALK)) == 1
    [dropped] = await office.deliveries(paused)
    assert (dropped.state, dropped.error) == ("dropped", "it went there by another announcement already")


async def test_a_channel_that_was_lost_and_replaced_gets_what_waited(office: PostOffice) -> None:
    order = await office.order()
    office.carrier.weather = Weather.REFUSES
    await office.suspend()
    await office.tick()
    assert not (await office.now(order)).active
    office.carrier.weather = Weather.FINE
    await edit(office, await office.now(order), channel_id=TALK)
    assert not (await office.now(order)).active, "an edit alone resumes nothing"
    await office.store.write(lambda db: orders.resume(db, order.announcement_id, HERE))
    await office.tick(2)
    assert len(office.texts(TALK)) == 1


async def test_an_edit_of_something_else_keeps_the_time_that_is_due(office: PostOffice) -> None:
    order = await office.order(AnnouncementKind.MESSAGE, words="Hello.", rhythm="every day 9:00")
    due = await office.next_time(order)
    office.clock.advance(days=1)
    changed = await edit(office, await office.now(order), words="Good morning.")
    assert await office.next_time(order) == due
    await office.tick()
    assert [text.split(" (late")[0] for text in office.texts()] == ["Good morning."]
    await edit(office, changed.model_copy(update={"version": (await office.now(order)).version}), rhythm="every day 13:00")
    assert await office.next_time(order) == dt.datetime(2026, 11, 23, 13, 0, tzinfo=dt.UTC)


async def test_an_edit_that_was_begun_before_another_is_refused_whole(office: PostOffice) -> None:
    order = await office.order()
    await edit(office, order, channel_id=TALK)
    with pytest.raises(AnnouncementEdited):
        await edit(office, order, quiet_from=0, quiet_to=60)
    now = await office.now(order)
    assert (now.channel_id, now.quiet_from, now.version) == (TALK, None, 2)


async def test_an_edit_that_changes_nothing_makes_no_new_version(office: PostOffice) -> None:
    order = await office.order()
    assert (await edit(office, order, channel_id=NEWS)).version == 1


async def test_another_servers_order_is_out_of_reach(office: PostOffice) -> None:
    order = await office.order()
    number, now = order.announcement_id, office.clock()
    with pytest.raises(AnnouncementGone):
        await office.store.write(lambda db: orders.pause(db, number, ELSEWHERE, "a raid"))
    with pytest.raises(AnnouncementGone):
        await office.store.write(lambda db: orders.remove(db, number, ELSEWHERE, order.version, now))
    with pytest.raises(AnnouncementGone):
        await edit(office, order.model_copy(update={"guild_id": ELSEWHERE}), channel_id=TALK)
    assert (await office.now(order)).active


async def test_an_edit_does_not_make_two_alike(office: PostOffice) -> None:
    await office.order()
    other = await office.order(channel_id=TALK)
    with pytest.raises(AnnouncementRefused, match="Announcement 1 is the same already"):
        await edit(office, other, channel_id=NEWS)
    assert len(await office.store.read(lambda db: announcements.of_guild(db, HERE))) == 2
