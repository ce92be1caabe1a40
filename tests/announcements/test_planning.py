"""What a change gives to tell is in the outbox with the change itself, once, for everybody who ordered it and nobody else."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest

from bot.announcements import orders, planning, watching
from bot.announcements.kinds import KINDS
from bot.domain.announcements import AnnouncementKind, AnnouncementState
from bot.domain.changes import Change
from bot.store import changes, setbacks, since
from bot.store.database import Connection, Database
from bot.store.watches import Subject, Watch
from tests.announcements.post_office import (
    ELSEWHERE,
    HERE,
    MONA,
    NEWS,
    Poisonous,
    PostOffice,
    Weather,
    office,
    suspension,
)  # fmt: skip
from tests.factories import CHICAGO, HAMBURG, KYIV, SAN_JOSE, added, city, initiative, new_tie

__all__ = ["office"]

NEW_PAIRING, STATUS_CHANGE = AnnouncementKind.NEW_PAIRING, AnnouncementKind.STATUS_CHANGE


class TestWithTheChange:
    async def test_what_is_to_be_told_is_in_the_outbox_as_soon_as_the_change_is_written(self, office: PostOffice) -> None:
        order = await office.order()
        await office.suspend()
        assert await office.states(order) == ["pending"]

    async def test_a_change_that_is_not_written_after_all_is_not_told(self, office: PostOffice) -> None:
        order = await office.order()

        def fails(db: Connection) -> None:
            changes.carry_out(db, suspension(100, 4, SAN_JOSE), by=MONA, at=office.clock(), why="a test", guild_id=None)
            planning.tell_of_revisions(db, office.clock())
            raise RuntimeError("the power went")

        with pytest.raises(RuntimeError):
            await office.store.write(fails)
        assert await office.states(order) == []

    async def test_what_is_looked_at_again_is_told_once(self, office: PostOffice) -> None:
        order = await office.order()
        done = await office.suspend()
        for _ in range(3):
            await office.store.write(lambda db: planning.tell_of_revision(db, done.revision_id, office.clock()))
        await office.tick(3)
        assert await office.states(order) == ["sent"]
        assert len(office.texts()) == 1

    async def test_what_another_process_wrote_is_told_by_the_ticker(self, office: PostOffice) -> None:
        order = await office.order()
        other = Database(office.store.path)
        await other.write(
            lambda db: changes.carry_out(
                db, suspension(100, 4, SAN_JOSE), by=MONA, at=office.clock(), why="an import", guild_id=None
            )
        )
        other.close()
        assert await office.states(order) == []
        await office.tick()
        assert await office.states(order) == ["sent"]

    async def test_what_was_done_before_an_announcement_was_ordered_is_not_told(self, office: PostOffice) -> None:
        await office.suspend()
        await office.order()
        await office.tick(2)
        assert office.texts() == []

    async def test_what_another_process_wrote_while_the_bot_did_not_run_is_told_together_and_as_late(
        self, office: PostOffice
    ) -> None:
        order = await office.order()
        other, at = Database(office.store.path), office.clock()
        for number, pairing, by in ((100, 4, SAN_JOSE), (101, 5, CHICAGO), (102, 6, HAMBURG)):
            rows = suspension(number, pairing, by)
            await other.write(partial(changes.carry_out, changes=rows, by=MONA, at=at, why="an import", guild_id=None))
        other.close()
        office.clock.advance(days=3)
        await office.tick(2)
        assert await office.states(order) == ["bundled", "bundled", "bundled", "sent"]
        [post] = office.texts()
        assert "3 " in post
        assert post.endswith("(late: due 22 Nov 2026 12:00 UTC)")


class TestWhatFails:
    @pytest.fixture
    def poison(self, monkeypatch: pytest.MonkeyPatch) -> Poisonous:
        made = Poisonous()
        monkeypatch.setitem(KINDS, made.name, made)
        return made

    async def test_a_revision_that_cannot_be_told_stands_and_holds_up_none_after_it(
        self, office: PostOffice, poison: Poisonous
    ) -> None:
        order = await office.order()
        poison.revisions = {1}
        await office.suspend()
        assert await office.store.read(since.newest) == 1, "the change stands"
        await office.suspend(101, 5, CHICAGO)
        await office.tick()
        assert office.texts() == [
            "Chicago suspended its tie with Kyiv on 20 November 2026 (the city council), until hostilities end."
        ]
        assert await office.states(order) == ["sent"]

    async def test_it_is_told_when_it_can_be(self, office: PostOffice, poison: Poisonous) -> None:
        order = await office.order()
        poison.revisions = {1}
        await office.suspend()
        await office.tick()
        poison.cured = True
        await office.pass_time(minutes=2)
        assert await office.states(order) == ["sent"]
        assert await office.store.read(lambda db: setbacks.split(db, office.clock())) == ([], frozenset())

    async def test_after_five_attempts_it_is_set_aside_and_left_alone(self, office: PostOffice, poison: Poisonous) -> None:
        order = await office.order()
        poison.revisions = {1}
        await office.suspend()
        await office.pass_time(hours=1)
        poison.cured = True
        await office.pass_time(hours=1)
        assert await office.store.read(setbacks.set_aside) == [("revision 1", "ValueError: poison")]
        assert await office.states(order) == []

    async def test_a_day_that_cannot_be_told_holds_up_no_other(self, office: PostOffice, poison: Poisonous) -> None:
        await office.tick()
        poison.on_days = True
        await office.pass_time(dt.timedelta(hours=6), days=3)
        aside = await office.store.read(setbacks.set_aside)
        assert ("day 2026-11-23 new_initiative", "ValueError: poison") in aside
        poison.on_days = False
        office.clock.advance(days=1)
        await office.tick()
        assert not any(day.startswith("day 2026-11-26") for day, _ in await office.store.read(setbacks.set_aside))

    async def test_an_announcement_that_cannot_be_planned_is_set_aside_and_its_moderators_hear_of_it_once(
        self, office: PostOffice, poison: Poisonous
    ) -> None:
        bad = await office.order(poison.name, rhythm="every day 13:00")
        await office.pass_time(hours=3)
        [words] = office.said
        assert words.startswith(
            f"Announcement {bad.announcement_id} failed again and again and is set aside: ValueError: poison."
        )
        poison.cured = True
        await office.store.write(lambda db: orders.resume(db, bad.announcement_id, HERE))
        await office.tick()
        assert office.texts() == ["cured (late: due 22 Nov 2026 13:00 UTC)"]

    async def test_very_many_that_are_set_aside_leave_room_for_those_that_work(
        self, office: PostOffice, poison: Poisonous, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(orders, "MOST", 1000)
        for channel in range(60):
            await office.order(poison.name, rhythm="every day 12:30", channel_id=channel + 1)
        good = await office.order(AnnouncementKind.MESSAGE, rhythm="every day 13:00", words="Good day.")
        await office.pass_time(hours=1, minutes=5)
        assert await office.states(good) == ["sent"]


class TestWhoIsTold:
    @pytest.mark.parametrize(
        ("filters", "told"),
        [
            ({}, True),
            ({"countries": ["US"]}, True),
            ({"countries": ["DE", "RU"]}, True),
            ({"countries": ["UA"]}, False),
            ({"cities": [SAN_JOSE]}, True),
            ({"cities": [KYIV]}, False),
            ({"statuses": ["suspended"]}, True),
            ({"statuses": ["ended"]}, False),
            ({"countries": ["US"], "statuses": ["ended"]}, False),
            ({"sectors": ["goods"]}, True),
        ],
    )
    async def test_filters_choose_among_pairings(self, office: PostOffice, filters: dict[str, Any], told: bool) -> None:
        await office.order(filters=filters)
        await office.suspend()
        await office.tick()
        assert bool(office.texts()) is told

    @pytest.mark.parametrize(
        ("filters", "told"),
        [
            ({"sectors": ["goods", "medical"]}, True),
            ({"sectors": ["education"]}, False),
            ({"countries": ["UA"]}, True),
            ({"cities": [CHICAGO]}, False),
        ],
    )
    async def test_filters_choose_among_initiatives(self, office: PostOffice, filters: dict[str, Any], told: bool) -> None:
        await office.order(AnnouncementKind.NEW_INITIATIVE, filters=filters)
        await office.change(added(initiative(50, KYIV, "Blankets", state="open", sector="goods", source_id=1)))
        await office.tick()
        assert bool(office.texts()) is told

    async def test_a_servers_own_entry_is_told_in_that_server_only(self, office: PostOffice) -> None:
        await office.order(NEW_PAIRING)
        await office.order(NEW_PAIRING, guild_id=ELSEWHERE, channel_id=8000)
        await office.change(*new_tie(200, CHICAGO, HAMBURG, HERE), guild_id=HERE)
        await office.tick()
        assert len(office.texts(NEWS)) == 1
        assert office.texts(8000) == []

    async def test_an_import_is_told_in_one_piece(self, office: PostOffice) -> None:
        order = await office.order(NEW_PAIRING)
        cities = [added(city(number)) for number in range(1, 72)]
        await office.change(*cities, *(one for number in range(1, 71) for one in new_tie(200 + number, number, number + 1)))
        await office.tick()
        assert len(await office.deliveries(order)) <= 1

    async def test_a_channel_with_two_orders_gets_it_once_and_from_the_one_that_is_at_work(self, office: PostOffice) -> None:
        resting = await office.order()
        working = await office.order(filters={"countries": ["US"]})
        await office.store.write(lambda db: orders.pause(db, resting.announcement_id, HERE, "summer"))
        await office.suspend()
        await office.tick()
        assert len(office.texts()) == 1
        assert await office.states(working) == ["sent"]


class TestPausedAndRemoved:
    async def test_what_a_paused_announcement_misses_waits_for_it(self, office: PostOffice) -> None:
        order = await office.order()
        await office.store.write(lambda db: orders.pause(db, order.announcement_id, HERE, "summer"))
        await office.suspend()
        await office.pass_time(dt.timedelta(hours=1), hours=5)
        assert await office.states(order) == ["pending"]
        await office.store.write(lambda db: orders.resume(db, order.announcement_id, HERE))
        await office.tick()
        assert await office.states(order) == ["sent"]
        assert "(late: due 22 Nov 2026 12:00 UTC)" in office.texts()[0]

    async def test_what_waits_for_a_removed_announcement_is_dropped_with_the_reason(self, office: PostOffice) -> None:
        order = await office.order()
        await office.suspend()
        await office.remove(order)
        await office.tick()
        [delivery] = await office.deliveries(order)
        assert (str(delivery.state), delivery.error) == ("dropped", "its announcement was removed")

    async def test_what_was_under_way_for_one_that_was_paused_and_removed_does_not_stay_so_for_ever(
        self, office: PostOffice
    ) -> None:
        order = await office.order()
        office.carrier.weather = Weather.DIES_BEFORE
        await office.suspend()
        await office.tick()
        await office.store.write(lambda db: orders.pause(db, order.announcement_id, HERE, "summer"))
        await office.remove(order)
        office.carrier.weather = Weather.FINE
        office.clock.advance(minutes=5)
        await office.tick()
        assert await office.states(order) == ["dropped"]

    async def test_another_announcements_posts_go_out_past_one_that_is_paused(self, office: PostOffice) -> None:
        resting = await office.order()
        await office.suspend()
        await office.store.write(lambda db: orders.pause(db, resting.announcement_id, HERE, "summer"))
        working = await office.order(NEW_PAIRING)
        await office.change(*new_tie(200, CHICAGO, HAMBURG))
        await office.tick()
        assert await office.states(working) == ["sent"]


class TestQuietHours:
    @pytest.mark.parametrize(
        ("quiet", "happens", "goes_out", "zone"),
        [
            ((22, 7), "2026-11-22 21:59", "2026-11-22 21:59", "UTC"),
            ((22, 7), "2026-11-22 22:00", "2026-11-23 07:00", "UTC"),
            ((22, 7), "2026-11-23 03:00", "2026-11-23 07:00", "UTC"),
            ((22, 7), "2026-11-23 07:00", "2026-11-23 07:00", "UTC"),
            ((12, 14), "2026-11-22 13:00", "2026-11-22 14:00", "UTC"),
            ((22, 7), "2026-11-22 21:00", "2026-11-23 05:00", "Europe/Kyiv"),
            ((22, 7), "2026-10-24 22:30", "2026-10-25 05:00", "Europe/Kyiv"),
            ((22, 7), "2026-03-28 22:30", "2026-03-29 04:00", "Europe/Kyiv"),
            # Quiet until 2:30, which the clock skips: half past three.
            ((22, 2.5), "2026-03-08 05:00", "2026-03-08 07:30", "America/New_York"),
            # Quiet until 1:30, which comes twice: the second time.
            ((22, 1.5), "2026-11-01 05:15", "2026-11-01 06:30", "America/New_York"),
            ((22, 1.5), "2026-11-01 06:15", "2026-11-01 06:30", "America/New_York"),
        ],
    )
    async def test_a_post_waits_for_their_end(
        self, office: PostOffice, quiet: tuple[float, float], happens: str, goes_out: str, zone: str
    ) -> None:
        office.clock.now = dt.datetime.fromisoformat(happens).replace(tzinfo=dt.UTC)
        await office.zone(zone)
        order = await office.order(quiet_from=int(quiet[0] * 60), quiet_to=int(quiet[1] * 60))
        await office.suspend(date="2026-01-01")
        [delivery] = await office.deliveries(order)
        assert delivery.due_at == dt.datetime.fromisoformat(goes_out).replace(tzinfo=dt.UTC)


class TestManyAtOnce:
    """A revision that changes very much at once, as an import does."""

    def enough(self, count: int = planning.FLOOD_FROM) -> list[Change]:
        """So many new ties."""
        return [change for number in range(count) for change in new_tie(300 + number, SAN_JOSE, 9000 + number)]

    async def places(self, office: PostOffice) -> None:
        """Towns that nobody is paired with yet."""
        await office.change(*(added(city(9000 + number, f"Town {number}", "US")) for number in range(planning.FLOOD_FROM)))

    async def test_a_channel_gets_one_post_of_it_and_who_watches_hears_of_their_own(self, office: PostOffice) -> None:
        await self.places(office)
        order = await office.order(AnnouncementKind.NEW_PAIRING)
        watch = Watch(0, 5, Subject.CITY, "9003", HERE, NEWS, None, True, AnnouncementState.ACTIVE, "", office.clock())
        await office.store.write(lambda db: watching.begin(db, watch, office.clock()))
        await office.change(*self.enough())
        await office.tick(2)
        assert len(await office.deliveries(order)) == 1
        assert office.texts()[0].startswith("New on the list: 10 pairings of 11 places in 1 country, recorded together")
        [told] = office.texts(5)
        assert "Town 3" in told

    async def test_less_is_told_one_by_one(self, office: PostOffice) -> None:
        await self.places(office)
        order = await office.order(AnnouncementKind.NEW_PAIRING)
        await office.change(*self.enough(planning.FLOOD_FROM - 1))
        assert len(await office.deliveries(order)) == planning.FLOOD_FROM - 1

    async def test_when_it_is_taken_back_the_one_post_says_so_and_nothing_is_told_anew(self, office: PostOffice) -> None:
        await self.places(office)
        order = await office.order(AnnouncementKind.NEW_PAIRING)
        revision = await office.change(*self.enough())
        await office.tick()
        await office.undo(revision)
        await office.tick()
        assert len(await office.deliveries(order)) == 2
        [text] = office.texts()
        assert text.startswith("Corrected 22 November 2026. This no longer holds: “New on the list: 10 pairings")

    async def test_what_ends_on_one_day_in_great_number_is_one_post_with_a_line_each(self, office: PostOffice) -> None:
        order = await office.order(AnnouncementKind.INITIATIVE_ENDING)
        await office.tick()
        numbers = range(50, 50 + planning.FLOOD_FROM + 1)
        await office.change(
            *(
                added(initiative(number, KYIV, f"Parcel {number}", state="open", source_id=1, check_by="2026-11-22"))
                for number in numbers
            )
        )
        await office.pass_time(dt.timedelta(hours=1), hours=13)
        [post] = office.texts()
        assert post == "11 endings of aid entries fall on one day, and stand here together."
        assert sorted(await office.states(order)) == [*["bundled"] * len(numbers), "sent"]
