"""Whether each delivery arrives exactly once though couriers are killed with ``kill -9``: at every step, and at random.

A courier here is what delivers in the running bot (ticker, courier, store, discord.py over real sockets), in a process of its own
without commands and search, with a clock that runs ahead so that the next one finds claims run out; what arrived is what the stand-in
counts, and time goes on there as well. See `tests.faults.ordeal`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.findings import Finding
from tests.faults import ordeal
from tests.faults.ordeal import Result

KILLS = 200


def measure() -> Iterator[Finding]:
    """Lost and doubled deliveries, of which there must be none."""
    yield from _found("killed at every step", ordeal.at_every_step)
    yield from _found("killed at random", lambda folder: ordeal.at_random(folder, kills=KILLS))


def _found(how: str, run: Callable[[Path], Result]) -> Iterator[Finding]:
    with TemporaryDirectory(prefix="twinbot-benchmark-") as folder:
        result = run(Path(folder))
    yield Finding.told(f"{how}: couriers killed", result.kills, "")
    yield Finding.told(f"{how}: deliveries", result.deliveries, "")
    yield Finding.at_most(f"{how}: lost", result.lost, "", 0)
    yield Finding.at_most(f"{how}: doubled", result.doubled, "", 0)
    yield Finding.at_most(f"{how}: out of their channel’s order", 0 if result.in_order else 1, "", 0)
    yield Finding.at_most(f"{how}: not noted as sent", result.deliveries - result.states["sent"], "", 0)
    yield Finding.told(f"{how}: second tries that Discord knew by their nonce", result.known, "")
    yield Finding.told(f"{how}: times that a channel was looked through", result.looked, "")
