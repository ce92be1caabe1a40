"""Whatever the clocks do, what is told at set times comes once, on its day, and what was missed comes by the rule of its kind."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.announcements import orders
from bot.announcements.kinds import KINDS
from bot.domain.announcements import Announcement, AnnouncementKind
from tests.announcements.post_office import BELLS, HERE, PostOffice, Weather, office
from tests.factories import CHICAGO, HAMBURG, SAN_JOSE

__all__ = ["office"]

LATEST, SAME_DAY = AnnouncementKind.DIGEST, AnnouncementKind.ON_THIS_DAY
CHANGES = [
    ("America/New_York", "2026-03-08", "2026-11-01"),
    ("Europe/Kyiv", "2026-03-29", "2026-10-25"),
    ("Europe/London", "2026-03-29", "2026-10-25"),
    ("Australia/Lord_Howe", "2026-10-04", "2026-04-05"),
    ("Africa/Cairo", "2026-04-24", "2026-10-30"),
]
"""Zones, and the days of 2026 on which their clocks go forward and back."""


@pytest.fixture(autouse=True)
def bells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds that ring at each of their times: one of which only the latest counts, one that is told on its day."""
    for bell in BELLS:
        monkeypatch.setitem(KINDS, bell.name, bell)


async def bell(
    office: PostOffice, rhythm: str, kind: AnnouncementKind = LATEST, zone: str = "UTC", since: str = ""
) -> Announcement:
    """A bell in a server of that zone, ordered at a time of its clock."""
    if since:
        set_to(office, since, zone)
    await office.zone(zone)
    return await office.order(kind, rhythm=rhythm)


def set_to(office: PostOffice, text: str, zone: str = "UTC") -> None:
    office.clock.now = dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


@pytest.mark.parametrize(("zone", "forward", "back"), CHANGES)
@pytest.mark.parametrize("hour", ["0:30", "1:45", "2:15", "3:30", "9:00", "23:30"])
async def test_a_daily_post_comes_once_a_day_over_both_changes(
    office: PostOffice, zone: str, forward: str, back: str, hour: str
) -> None:
    for day in (forward, back):
        office.carrier.posted.clear()
        before = dt.date.fromisoformat(day) - dt.timedelta(days=1)
        order = await bell(office, f"every day {hour}", zone=zone, since=f"{before} 00:00")
        await office.pass_time(dt.timedelta(minutes=30), days=3, hours=1)
        rang = [text.split()[1] for text in office.texts()]
        days = [f"{before + dt.timedelta(number):%d}" for number in range(4)]
        assert rang in (days[:3], days[:4]), "three days, and perhaps the first minutes of the fourth"
        await office.remove(order)


async def test_nine_o_clock_stays_nine_o_clock(office: PostOffice) -> None:
    await bell(office, "every day 9:00", zone="Europe/Kyiv", since="2026-10-24 00:00")
    await office.pass_time(dt.timedelta(minutes=30), days=3)
    assert office.texts() == ["ding 24 Oct 09:00", "ding 25 Oct 09:00", "ding 26 Oct 09:00"]


async def test_a_clock_that_is_set_back_an_hour_makes_nothing_come_twice(office: PostOffice) -> None:
    order = await bell(office, "every day 9:00", since="2026-11-22 08:00")
    changed = await office.order()
    await office.pass_time(hours=1, minutes=10)
    await office.suspend()
    await office.tick()
    office.clock.advance(hours=-1)
    # Somebody edits it meanwhile, so that its time is reckoned anew.
    now = await office.now(order)
    await office.store.write(lambda db: orders.edit(db, now, {"rhythm": "every day at 9:00 "}, office.clock()))
    await office.pass_time(hours=3)
    assert [text for text in office.texts() if text.startswith("ding")] == ["ding 22 Nov 09:00"]
    assert await office.states(changed) == ["sent"]


async def test_what_waits_while_the_clock_is_set_back_is_not_dropped_for_itself(office: PostOffice) -> None:
    order = await bell(office, "every day 9:00", since="2026-11-22 08:00")
    office.carrier.weather = Weather.REFUSES
    await office.pass_time(hours=1, minutes=10)
    office.carrier.weather = Weather.FINE
    office.clock.advance(hours=-1)
    now = await office.now(order)
    await office.store.write(lambda db: orders.edit(db, now, {"rhythm": "daily at 9 am"}, office.clock()))
    await office.pass_time(hours=2)
    await office.store.write(lambda db: orders.resume(db, order.announcement_id, HERE))
    await office.tick()
    assert len(office.texts()) == 1


async def test_a_clock_that_is_set_back_over_midnight_tells_of_no_day_twice(office: PostOffice) -> None:
    order = await bell(office, "every day 23:50", since="2026-12-31 23:00")
    await office.pass_time(hours=1, minutes=10)
    office.clock.advance(hours=-1)
    await office.pass_time(hours=2)
    assert office.texts() == ["ding 31 Dec 23:50"]
    assert await office.next_time(order) == dt.datetime(2027, 1, 1, 23, 50, tzinfo=dt.UTC)


class TestAnotherZone:
    async def test_a_server_that_moves_east_past_the_hour_gets_the_post_late_and_not_never(self, office: PostOffice) -> None:
        await bell(office, "every day 9:00", zone="America/New_York", since="2026-11-22 08:00")
        await office.zone("Europe/Kyiv")
        await office.tick(2)
        assert office.texts() == ["ding 22 Nov 09:00 (late: due 22 Nov 2026 07:00 UTC)"]

    async def test_a_server_that_moves_west_after_the_post_does_not_get_it_again(self, office: PostOffice) -> None:
        order = await bell(office, "every day 9:00", SAME_DAY, "Europe/Kyiv", "2026-11-22 08:30")
        await office.pass_time(hours=1)
        await office.zone("America/New_York")
        await office.pass_time(dt.timedelta(minutes=20), hours=20)
        assert office.texts() == ["ding 22 Nov 09:00"]
        assert await office.next_time(order) == dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC)

    async def test_not_even_if_its_time_is_spelt_anew_afterwards(self, office: PostOffice) -> None:
        order = await bell(office, "every day 9:00", SAME_DAY, "Europe/Kyiv", "2026-11-22 08:30")
        await office.pass_time(hours=1)
        await office.zone("America/New_York")
        await office.tick()
        now = await office.now(order)
        await office.store.write(lambda db: orders.edit(db, now, {"rhythm": "daily at 9 am"}, office.clock()))
        await office.pass_time(dt.timedelta(minutes=20), hours=12)
        assert office.texts() == ["ding 22 Nov 09:00"]

    async def test_the_next_time_is_by_the_new_clock(self, office: PostOffice) -> None:
        order = await bell(office, "every Monday 9:00", zone="Europe/Kyiv", since="2026-11-22 12:00")
        await office.zone("Europe/London")
        await office.tick()
        assert await office.next_time(order) == dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)

    async def test_there_and_back_again_neither_loses_nor_doubles(self, office: PostOffice) -> None:
        await bell(office, "every day 9:00", zone="UTC", since="2026-11-22 00:00")
        for day in range(4):
            await office.zone(("Pacific/Kiritimati", "Pacific/Niue")[day % 2])
            await office.pass_time(dt.timedelta(minutes=30), days=1)
        rang = [text.split()[1] for text in office.texts()]
        assert rang == sorted(set(rang))
        assert rang[:3] == ["22", "23", "24"]


class TestAsleep:
    """The machine sleeps for three days, from Friday noon to Monday noon."""

    FRIDAY, ASLEEP = "2026-11-20 12:00", {"days": 3}

    async def test_of_a_daily_digest_the_latest_alone_comes_and_says_that_it_is_late(self, office: PostOffice) -> None:
        order = await bell(office, "every day 9:00", since=self.FRIDAY)
        office.clock.advance(**self.ASLEEP)
        await office.tick(3)
        assert office.texts() == ["ding 23 Nov 09:00 (late: due 23 Nov 2026 09:00 UTC)"]
        assert await office.next_time(order) == dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)

    async def test_a_weekly_digest_that_was_missed_comes_late(self, office: PostOffice) -> None:
        await bell(office, "every Saturday 9:00", since=self.FRIDAY)
        office.clock.advance(**self.ASLEEP)
        await office.tick(3)
        assert office.texts() == ["ding 21 Nov 09:00 (late: due 21 Nov 2026 09:00 UTC)"]

    async def test_what_belongs_to_a_day_comes_on_that_day_only(self, office: PostOffice) -> None:
        await bell(office, "every day 9:00", SAME_DAY, since=self.FRIDAY)
        office.clock.advance(**self.ASLEEP)
        await office.tick(3)
        assert office.texts() == ["ding 23 Nov 09:00 (late: due 23 Nov 2026 09:00 UTC)"]

    async def test_what_belongs_to_a_day_that_is_over_by_the_servers_clock_does_not_come(self, office: PostOffice) -> None:
        await bell(office, "every Sunday 9:00", SAME_DAY, since=self.FRIDAY)
        office.clock.advance(**self.ASLEEP)
        await office.tick(3)
        assert office.texts() == []

    async def test_the_day_is_that_of_the_server_and_not_that_of_greenwich(self, office: PostOffice) -> None:
        # At 23:30 in New York it is the next day in Greenwich already.
        await bell(office, "every day 9:00", SAME_DAY, "America/New_York", "2026-11-22 08:00")
        set_to(office, "2026-11-22 23:30", "America/New_York")
        await office.tick(2)
        assert office.texts() == ["ding 22 Nov 09:00 (late: due 22 Nov 2026 14:00 UTC)"]

    async def test_changes_of_status_that_waited_come_all_and_together(self, office: PostOffice) -> None:
        set_to(office, self.FRIDAY)
        order = await office.order()
        office.carrier.weather = Weather.FAILS
        for number, pairing, by in ((100, 4, SAN_JOSE), (101, 5, CHICAGO), (102, 6, HAMBURG)):
            await office.suspend(number, pairing, by, "2026-11-19")
        office.clock.advance(**self.ASLEEP)
        office.carrier.weather = Weather.FINE
        await office.tick(3)
        assert await office.states(order) == ["bundled", "bundled", "bundled", "sent"]
        [post] = office.texts()
        assert post.endswith("(late: due 20 Nov 2026 12:00 UTC)")

    async def test_two_that_waited_come_one_after_the_other(self, office: PostOffice) -> None:
        set_to(office, self.FRIDAY)
        await office.order()
        await office.suspend(100, 4, SAN_JOSE, "2026-11-19")
        await office.suspend(101, 5, CHICAGO, "2026-11-19")
        office.clock.advance(**self.ASLEEP)
        await office.tick(3)
        first, second = office.texts()
        assert first.startswith("San Jose")
        assert second.startswith("Chicago")
        assert all(text.endswith("(late: due 20 Nov 2026 12:00 UTC)") for text in (first, second))

    async def test_what_is_a_few_minutes_late_does_not_say_so(self, office: PostOffice) -> None:
        await bell(office, "every day 9:00", since="2026-11-22 08:00")
        set_to(office, "2026-11-22 09:05")
        await office.tick()
        assert office.texts() == ["ding 22 Nov 09:00"]

    async def test_a_message_for_one_time_that_was_missed_comes_late_and_once(self, office: PostOffice) -> None:
        set_to(office, self.FRIDAY)
        order = await office.order(AnnouncementKind.MESSAGE, rhythm="21 November 2026 9:00", words="Good morning.")
        office.clock.advance(**self.ASLEEP)
        await office.tick(3)
        assert len(office.texts()) == 1
        assert await office.next_time(order) is None


class TestPaused:
    async def test_of_a_digest_that_was_paused_the_latest_alone_comes_when_it_goes_on(self, office: PostOffice) -> None:
        order = await bell(office, "every day 9:00", since="2026-11-20 12:00")
        await office.store.write(lambda db: orders.pause(db, order.announcement_id, HERE, "summer"))
        await office.pass_time(dt.timedelta(hours=1), days=3)
        await office.store.write(lambda db: orders.resume(db, order.announcement_id, HERE))
        await office.tick()
        assert office.texts() == ["ding 23 Nov 09:00 (late: due 23 Nov 2026 09:00 UTC)"]
        assert await office.states(order) == ["dropped", "dropped", "sent"]

    async def test_what_belongs_to_a_day_on_which_it_was_paused_does_not_come_later(self, office: PostOffice) -> None:
        order = await bell(office, "every Sunday 9:00", SAME_DAY, since="2026-11-22 08:00")
        await office.store.write(lambda db: orders.pause(db, order.announcement_id, HERE, "summer"))
        await office.pass_time(dt.timedelta(hours=1), days=2)
        await office.store.write(lambda db: orders.resume(db, order.announcement_id, HERE))
        await office.tick()
        [delivery] = await office.deliveries(order)
        assert (str(delivery.state), delivery.error) == ("dropped", "its day was over")

    async def test_a_channel_that_cannot_be_reached_for_a_minute_costs_nothing(self, office: PostOffice) -> None:
        order = await bell(office, "every Monday 9:00", since="2026-11-23 08:59")
        office.carrier.weather = Weather.REFUSES
        await office.pass_time(minutes=3)
        assert (await office.now(order)).paused_why == "no permission"
        office.carrier.weather = Weather.FINE
        await office.store.write(lambda db: orders.resume(db, order.announcement_id, HERE))
        await office.tick()
        assert office.texts() == ["ding 23 Nov 09:00"]
