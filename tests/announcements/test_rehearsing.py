"""What would go out, found by planning everything and undoing it: exactly that goes out then, and nothing stays of the rehearsal."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.announcements import orders, rehearsing
from bot.announcements.post import Post, plain
from bot.announcements.rehearsing import Due, Rehearsed
from bot.domain.announcements import Announcement, AnnouncementKind, Concerns, Filters
from bot.domain.initiatives import Sector
from bot.domain.pairings import Status
from bot.store.database import Connection
from tests.announcements.post_office import HERE, TALK, PostOffice, office
from tests.factories import CHICAGO, HAMBURG, SAN_JOSE, countries

__all__ = ["office"]


async def all_due(office: PostOffice) -> Due:
    return await rehearsing.all_due(office.store, office.clock())


async def rehearsed(office: PostOffice, order: Announcement) -> Rehearsed:
    return await rehearsing.undone(office.store, lambda db: rehearsing.of_order(db, order, office.clock(), countries()))


def dump(db: Connection) -> Sequence[str]:
    return list(db.iterdump())


def texts(posts: Sequence[Post | None]) -> list[str]:
    return [plain([*post.sentence, *post.after]) for post in posts if post is not None]


async def test_what_is_rehearsed_is_what_then_goes_out_and_nothing_of_it_stays(office: PostOffice) -> None:
    await office.order()
    await office.order(AnnouncementKind.MESSAGE, words="Hello on {weekday}.", rhythm="every day 9:00", channel_id=TALK)
    await office.suspend()
    office.clock.advance(days=1)
    before = await office.store.read(dump)
    due = await all_due(office)
    assert await office.store.read(dump) == before
    await office.tick()
    posted = [one.text for one in office.carrier.posted]
    assert sorted(texts([each.post for each in due.said])) == sorted(posted)
    assert len(posted) == 2


async def test_what_is_paused_or_waits_for_the_end_of_quiet_hours_would_not_go_out(office: PostOffice) -> None:
    quiet = await office.order(quiet_from=10 * 60, quiet_to=15 * 60)
    paused = await office.order(channel_id=TALK)
    await office.store.write(lambda db: orders.pause(db, paused.announcement_id, HERE, "a pause"))
    await office.suspend()
    assert (await all_due(office)).said == []
    office.clock.advance(hours=3, minutes=1)
    [one] = (await all_due(office)).said
    assert one.delivery.announcement_id == quiet.announcement_id


async def test_many_late_ones_are_rehearsed_as_the_one_post_that_they_become(office: PostOffice) -> None:
    order = await office.order()
    await office.store.write(lambda db: orders.pause(db, order.announcement_id, HERE, "a pause"))
    for number, pairing, by in ((100, 4, SAN_JOSE), (101, 5, CHICAGO), (102, 6, HAMBURG)):
        await office.suspend(number, pairing, by)
    office.clock.advance(hours=5)
    found = await rehearsed(office, await office.now(order))
    assert found.waited
    assert not (await office.now(order)).active
    await office.store.write(lambda db: orders.resume(db, order.announcement_id, HERE))
    await office.tick()
    assert texts([each.post for each in found.said]) == office.texts()
    assert len(office.texts()) == 1


async def test_with_nothing_to_tell_the_last_that_it_would_have_told_is_the_example(office: PostOffice) -> None:
    await office.suspend()
    order = await office.order()
    found = await rehearsed(office, order)
    assert found.said == ()
    assert found.example is not None
    assert "San Jose suspended its tie with Yekaterinburg" in texts([found.example])[0]
    elsewhere = await office.order(filters=Filters(countries=("DE",)), channel_id=TALK)
    assert (await rehearsed(office, elsewhere)).example is None


async def test_held_back_is_what_one_of_the_filters_does_not_let_through(office: PostOffice) -> None:
    await office.suspend()
    order = await office.order(filters=Filters(countries=("US",), statuses=(Status.ENDED,)))
    [held] = await office.store.read(lambda db: rehearsing.held_back(db, order, office.clock(), countries()))
    assert held.by == ("statuses",)
    passing = await office.order(filters=Filters(countries=("US",)))
    assert await office.store.read(lambda db: rehearsing.held_back(db, passing, office.clock(), countries())) == []


@pytest.mark.parametrize(
    ("filters", "by"),
    [
        (Filters(), ()),
        (Filters(countries=("DE",)), ("countries",)),
        (Filters(countries=("US",), cities=(99,)), ("cities",)),
        (Filters(sectors=(Sector.MEDICAL,)), ()),
        (Filters(countries=("DE",), statuses=(Status.ACTIVE,)), ("countries", "statuses")),
    ],
)
def test_which_filters_hold_something_back(filters: Filters, by: tuple[str, ...]) -> None:
    concerns = Concerns(cities=frozenset({4, 5}), countries=frozenset({"US", "RU"}), statuses=frozenset({Status.SUSPENDED}))
    assert rehearsing.holding(filters, concerns) == by
    assert filters.admit(concerns) == (by == ())


async def test_a_rehearsal_that_fails_leaves_nothing_either(office: PostOffice) -> None:
    await office.order()
    before = await office.store.read(dump)

    def fails(db: Connection) -> None:
        db.execute("DELETE FROM announcement")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await rehearsing.undone(office.store, fails)
    assert await office.store.read(dump) == before
