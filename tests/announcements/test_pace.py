"""The pace of requests: even, held when Discord says so, and slower when others need the room. Time here goes on by sleeping."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from bot.announcements.pace import INVALID_AT_MOST, UNASKED, Pace


class Hours:
    """A clock that goes on as far as everybody who sleeps wants, in their order."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def pace(hours: Hours) -> Pace:
    return Pace(clock=hours, sleep=hours.sleep)


async def turns(pace: Pace, hours: Hours, many: int) -> list[float]:
    """The moments of so many turns, one after another."""
    moments = []
    for _ in range(many):
        await pace.turn()
        moments.append(hours.now)
    return moments


async def test_ninety_take_two_seconds_and_go_evenly(pace: Pace, hours: Hours) -> None:
    moments = await turns(pace, hours, 91)
    assert moments[0] == 0.0
    assert moments[-1] == pytest.approx(2.0)
    assert max(later - sooner for sooner, later in pairwise(moments)) == pytest.approx(1 / 45)


async def test_one_that_comes_alone_does_not_wait(pace: Pace, hours: Hours) -> None:
    await pace.turn()
    hours.now = 100.0
    await pace.turn()
    assert hours.now == 100.0


async def test_nobody_goes_while_it_is_held_and_then_not_all_at_once(pace: Pace, hours: Hours) -> None:
    pace.hold(30)
    assert pace.rests
    moments = await turns(pace, hours, 46)
    assert moments[0] == pytest.approx(30)
    assert moments[-1] == pytest.approx(31)
    assert not pace.rests


async def test_who_waits_already_waits_longer_when_it_is_held(hours: Hours) -> None:
    pace = Pace(clock=hours, sleep=hours.sleep)
    await pace.turn()
    waiting = asyncio.create_task(pace.turn())
    await asyncio.sleep(0)
    pace.hold(10)
    await waiting
    assert hours.now >= 10


async def test_posts_give_way_to_what_else_the_bot_asks(pace: Pace, hours: Hours) -> None:
    for _ in range(47):
        await pace.leaving()
    await pace.turn()
    assert hours.now == pytest.approx(1.0)


async def test_of_posts_that_were_held_up_no_more_leave_together_than_fit_into_a_second(pace: Pace, hours: Hours) -> None:
    left = []

    async def leave(unasked: bool) -> None:
        UNASKED.set(unasked)
        await pace.leaving()
        left.append(hours.now)

    await asyncio.gather(*(leave(unasked=True) for _ in range(120)))
    assert [left.count(moment) for moment in dict.fromkeys(left)] == [47, 47, 26]
    await asyncio.gather(*(leave(unasked=False) for _ in range(60)))
    assert left[-60:] == [left[-1]] * 60, "an answer does not wait"


async def test_after_a_standstill_no_more_than_fit_into_a_second_go(pace: Pace, hours: Hours) -> None:
    moments = []

    async def one() -> None:
        await pace.turn()
        moments.append(hours.now)

    waiting = [asyncio.create_task(one()) for _ in range(200)]
    await asyncio.sleep(0)
    hours.now = 3.0
    await asyncio.gather(*waiting)
    for moment in moments:
        assert sum(moment <= other < moment + 0.999 for other in moments) <= 46


@pytest.mark.parametrize(
    ("status", "headers", "held"),
    [
        (429, {"X-RateLimit-Global": "true", "Retry-After": "7.5", "Via": "1.1 google"}, 7.5),
        (429, {"Retry-After": "900"}, 900.0),
        (429, {}, 60.0),
        (429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 60.0),
        (429, {"Retry-After": "900", "Via": "1.1 google"}, 0.0),
        (429, {"X-RateLimit-Scope": "shared", "Retry-After": "900"}, 0.0),
        (403, {}, 0.0),
        (200, {}, 0.0),
    ],
    ids=["all", "network", "network, unsaid", "network, a date", "one route", "one shared route", "refused", "fine"],
)
async def test_what_discord_says_holds_all_or_nobody(pace: Pace, status: int, headers: dict[str, str], held: float) -> None:
    pace.answered(status, headers)
    assert pace.held == held


async def test_too_many_invalid_requests_within_ten_minutes_stop_everything_until_they_are_forgotten(
    pace: Pace, hours: Hours
) -> None:
    for _ in range(INVALID_AT_MOST - 1):
        pace.answered(403, {})
    pace.answered(200, {})
    assert not pace.rests
    hours.now = 60.0
    pace.answered(401, {})
    assert pace.held == 0.0
    await pace.turn()
    assert hours.now == pytest.approx(600.0)
