"""``kill -9`` in the middle of deliveries: each is posted exactly once, as Discord's stand-in counts it, in the order of its channel.

``python -m benchmarks killed_deliveries`` does the same at every step and 200 times at random, and prints what came of it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults import ordeal
from tests.faults.ordeal import Result

KILLS, STRIDE = 20, 23

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed as POSIX does it")


def assert_each_arrived_once(result: Result) -> None:
    assert (result.lost, result.doubled, result.in_order) == (0, 0, True)
    assert dict(result.states) == {"sent": result.deliveries}


def test_a_courier_that_is_killed_at_any_step_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    result = ordeal.at_every_step(tmp_path, stride=STRIDE)
    assert result.kills > 15
    assert_each_arrived_once(result)


def test_couriers_that_are_killed_at_random_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    result = ordeal.at_random(tmp_path, kills=KILLS)
    assert result.kills == KILLS
    assert_each_arrived_once(result)
