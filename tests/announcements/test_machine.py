"""Whatever moderators, members, Discord and the clock do in whatever order: nothing is lost, nothing comes twice, order is kept."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Coroutine
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, precondition, rule

from bot.announcements import orders
from bot.announcements.kinds import KINDS
from bot.announcements.refusals import AnnouncementRefused
from bot.domain.announcements import Announcement, AnnouncementKind, DeliveryState
from bot.domain.changes import Revision
from bot.domain.pairings import Status
from bot.store import announcements, loading, outbox, pairings
from tests.announcements.conftest import Clock
from tests.announcements.post_office import BELLS, HERE, NEWS, TALK, PostOffice, Weather, suspension
from tests.factories import CHICAGO, HAMBURG, LOS_ANGELES, SAN_JOSE, TODAY, small_catalogue

STATUS, DIGEST, SAME_DAY = AnnouncementKind.STATUS_CHANGE, AnnouncementKind.DIGEST, AnnouncementKind.ON_THIS_DAY
TIES = ((1, CHICAGO), (2, LOS_ANGELES), (4, SAN_JOSE), (5, CHICAGO), (6, HAMBURG))
"""Pairings of the small catalogue, each with the city that suspends it."""
RHYTHMS = ("every day 9:00", "every day 1:30", "every Monday 9:00", "the last day of every month 23:30", "25 November 2026 18:00")
ZONES = ("UTC", "Europe/Kyiv", "America/New_York", "Pacific/Kiritimati")
ENDED = {DeliveryState.SENT, DeliveryState.BUNDLED, DeliveryState.DROPPED, DeliveryState.UNCERTAIN, DeliveryState.SET_ASIDE}


class Announcing(RuleBasedStateMachine):
    """A server’s moderators at work, on a real store; the posts go into a list."""

    placed = Bundle("placed")
    done = Bundle("done")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp())
        path = self.folder / "twinbot.sqlite"
        shutil.copyfile(_small_store(), path)
        self.office = PostOffice.at(path, Clock())
        self.patch = pytest.MonkeyPatch()
        for bell in BELLS:
            self.patch.setitem(KINDS, bell.name, bell)
        self.number = 1000
        self.runs = 1
        self.told: dict[int, set[int]] = {}
        """Which orders were there, and not removed, when a revision was made that they tell of."""

    def teardown(self) -> None:
        try:
            self.everything_goes_out_in_fine_weather()
        finally:
            self.patch.undo()
            self.office.store.close()
            self.runner.close()
            shutil.rmtree(self.folder)

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def write(self, work: Any) -> Any:
        return self.do(self.office.store.write(work))

    def read(self, work: Any) -> Any:
        return self.do(self.office.store.read(work))

    def standing(self) -> list[Announcement]:
        found: list[Announcement] = self.read(lambda db: announcements.of_guild(db, HERE))
        return found

    # ---- What moderators do -------------------------------------------------------------------------------------------

    @initialize(target=placed)
    def begin(self) -> Any:
        return multiple(*(self.do(self.office.order(STATUS, channel_id=channel)).announcement_id for channel in (NEWS, TALK)))

    @rule(
        target=placed,
        kind=st.sampled_from([DIGEST, SAME_DAY]),
        rhythm=st.sampled_from(RHYTHMS),
        channel=st.sampled_from([NEWS, TALK]),
    )
    def add(self, kind: AnnouncementKind, rhythm: str, channel: int) -> Any:
        fields: dict[str, Any] = {"even_if_nothing": True, "rhythm": rhythm, "channel_id": channel}
        try:
            return self.do(self.office.order(kind, **fields)).announcement_id
        except AnnouncementRefused:
            return multiple()

    @rule(number=placed, rhythm=st.sampled_from(RHYTHMS), quiet=st.sampled_from([(None, None), (22 * 60, 7 * 60)]))
    def edit(self, number: int, rhythm: str, quiet: tuple[int | None, int | None]) -> None:
        order = self.read(lambda db: announcements.one(db, number))
        if order is None:
            return
        update: dict[str, Any] = {"quiet_from": quiet[0], "quiet_to": quiet[1]}
        update |= {"rhythm": rhythm} if order.rhythm else {}
        try:
            self.write(lambda db: orders.edit(db, order, update, self.office.clock()))
        except AnnouncementRefused:
            return

    @rule(number=placed)
    def pause(self, number: int) -> None:
        if any(order.announcement_id == number for order in self.standing()):
            self.write(lambda db: orders.pause(db, number, HERE, "a pause"))

    @rule(number=placed)
    def resume(self, number: int) -> None:
        if any(order.announcement_id == number for order in self.standing()):
            self.write(lambda db: orders.resume(db, number, HERE))

    @rule(number=consumes(placed))
    def remove(self, number: int) -> None:
        for order in self.standing():
            if order.announcement_id == number:
                self.write(lambda db, order=order: orders.remove(db, number, HERE, order.version, self.office.clock()))

    @rule(zone=st.sampled_from(ZONES))
    def move_to(self, zone: str) -> None:
        self.do(self.office.zone(zone))

    # ---- What editors do ----------------------------------------------------------------------------------------------

    @rule(target=done, tie=st.sampled_from(TIES))
    def change(self, tie: tuple[int, int]) -> Revision:
        self.number += 1
        # A later day each time, so that each is a new decision.
        day = dt.date(2023, 1, 1) + dt.timedelta(days=self.number - 1000)
        recorded = self.read(lambda db: pairings.by_id(db, tie[0]))
        kind = "resumed" if recorded.standing(TODAY).status is Status.SUSPENDED else "suspended"
        there = {order.announcement_id for order in self.standing() if order.kind is STATUS}
        revision: Revision = self.do(self.office.change(*suspension(self.number, *tie, day.isoformat(), kind)))
        self.told[revision.revision_id] = there
        return revision

    @rule(revision=consumes(done))
    def undo(self, revision: Revision) -> None:
        self.do(self.office.undo(revision))

    # ---- What happens -------------------------------------------------------------------------------------------------

    @rule(weather=st.sampled_from(Weather))
    def turn(self, weather: Weather) -> None:
        self.office.carrier.weather = weather

    @rule()
    def tick(self) -> None:
        self.do(self.office.tick())

    @rule(
        by=st.sampled_from([{"seconds": 20}, {"minutes": 3}, {"hours": 1}, {"hours": 9}, {"days": 1}, {"days": 3}, {"weeks": 3}])
    )
    def advance(self, by: dict[str, float]) -> None:
        self.office.clock.advance(**by)
        self.do(self.office.tick())

    @precondition(lambda self: self.office.clock.now > dt.datetime(2026, 11, 22, 14, tzinfo=dt.UTC))
    @rule()
    def set_back(self) -> None:
        self.office.clock.advance(hours=-1)
        self.do(self.office.tick())

    @rule()
    def restart(self) -> None:
        """The bot is killed; another run of it finds claims that nobody settles."""
        self.runs += 1
        before = self.office
        before.store.close()
        self.office = PostOffice.at(before.store.path, before.clock)
        self.office.carrier.posted, self.office.carrier.told_apart = before.carrier.posted, before.carrier.told_apart
        self.office.carrier.out_of_order = before.carrier.out_of_order
        self.office.carrier.name = f"run {self.runs}"
        self.office.carrier.weather = Weather.FINE

    # ---- What holds ---------------------------------------------------------------------------------------------------

    @invariant()
    def nothing_comes_twice(self) -> None:
        assert [what for what, times in self.office.carrier.told_apart.items() if times > 1] == []

    @invariant()
    def a_day_s_post_is_one(self) -> None:
        rang = defaultdict(list)
        for one in self.office.carrier.posted:
            if " at " in one.key and " of " in one.key:
                rang[one.key.partition(" at ")[0], one.channel].append(one.key)
        assert all(len(set(keys)) == len(keys) for keys in rang.values())

    @invariant()
    def nothing_is_lost(self) -> None:
        """Each revision has a delivery for each order that was there, which ended or waits, with the reason if it was dropped."""
        for revision_id, there in self.told.items():
            rows = self.read(
                lambda db, number=revision_id: [
                    (DeliveryState(row[0]), row[1], row[2])
                    for row in db.execute(
                        "SELECT state, announcement_id, error FROM delivery JOIN occurrence USING (occurrence_id) WHERE revision_id = ?",
                        (number,),
                    )
                ]
            )
            assert {row[1] for row in rows} == there
            assert all(state in ENDED or state.waits for state, _, _ in rows)
            assert all(error for state, _, error in rows if state is DeliveryState.DROPPED)

    @invariant()
    def order_is_kept(self) -> None:
        assert self.office.carrier.out_of_order == []

    def everything_goes_out_in_fine_weather(self) -> None:
        """Once moderators let it and Discord works, nothing waits any more."""
        self.office.carrier.weather = Weather.FINE
        for order in self.standing():
            self.write(lambda db, order=order: orders.resume(db, order.announcement_id, HERE))
        for _ in range(4):
            self.office.clock.advance(hours=8)
            self.do(self.office.tick(60))
        now = self.office.clock()
        assert self.read(lambda db: outbox.due(db, now, 10)) == []
        self.nothing_comes_twice()
        self.nothing_is_lost()
        self.order_is_kept()


@cache
def _small_store() -> Path:
    """A store of the small catalogue, made once."""
    path = Path(tempfile.mkdtemp()) / "twinbot.sqlite"
    loading.build(path, small_catalogue(), {loading.FINGERPRINT: "small"})
    return path


Announcing.TestCase.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestWhateverHappens = Announcing.TestCase
