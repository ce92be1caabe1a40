"""What a command costs: CPU time of the bot's process, and how long the asker waits, beside a hard-coded echo.

All bots run on one harness in one go, and take turns, so that whatever else the machine does falls on each alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from benchmarks.findings import Finding, at
from benchmarks.peers.echo import ANSWER
from benchmarks.rig import Act, Rig, rig
from benchmarks.stores import built_store

WARM_UP, COMMANDS, TURNS = 300, 400, 7
CPU_AT_MOST = 3.0
"""Times the echo's CPU for one command."""

ECHO: Act = {"say": "!twin Los Angeles", "expect": ANSWER}
ASKED: dict[str, Act] = {
    "!twin Los Angeles": {"say": "!twin Los Angeles", "expect": "Los Angeles, California"},
    "!twin Chicago": {"say": "!twin Chicago", "expect": "Chicago, Illinois"},
    "!aid Kyiv": {"say": "!aid Kyiv", "expect": "Aid for Kyiv"},
    "!pairing Chicago / Moscow": {"say": "!pairing Chicago / Moscow", "expect": "Chicago"},
    "!twin pizza": {"say": "!twin pizza", "expect": "pizza"},
}


@dataclass(frozen=True)
class Cost:
    """Of one command: milliseconds of CPU in the bot's process, and until the asker has the answer (p50, p99)."""

    cpu: float
    p50: float
    p99: float


def measure() -> Iterator[Finding]:
    """CPU within the bound for each question; latency is told beside it."""
    with ExitStack() as stack:
        echo = stack.enter_context(rig("benchmarks.peers.echo"))
        twinbot = stack.enter_context(rig("benchmarks.peers.twinbot", str(stack.enter_context(built_store()))))
        found: defaultdict[str, list[Cost]] = defaultdict(list)
        for act, bot in [(ECHO, echo), *((act, twinbot) for act in ASKED.values())]:
            bot.ask([act] * WARM_UP)
        for _ in range(TURNS):
            found["echo"].append(cost(echo, ECHO))
            for name, act in ASKED.items():
                found[name].append(cost(twinbot, act))
    peer = middle(found.pop("echo"))
    yield Finding.told("hard-coded echo: CPU", peer.cpu, "ms")
    for name, costs in found.items():
        own = middle(costs)
        yield Finding.ratio_at_most(f"{name}: CPU", own.cpu, "ms", CPU_AT_MOST, peer=peer.cpu)
        yield Finding.told(f"{name}: answer, p50", own.p50, "ms", peer=peer.p50)
        yield Finding.told(f"{name}: answer, p99", own.p99, "ms", peer=peer.p99)


def cost(asked: Rig, act: Act) -> Cost:
    """What `COMMANDS` of them cost on average."""
    before = asked.usage().cpu_seconds
    took = asked.ask([act] * COMMANDS)
    return Cost(1000 * (asked.usage().cpu_seconds - before) / COMMANDS, median(took), at(0.99, took))


def middle(costs: list[Cost]) -> Cost:
    """The median of each figure over all turns."""
    return Cost(*(median(getattr(each, name) for each in costs) for name in ("cpu", "p50", "p99")))
