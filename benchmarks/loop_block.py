"""How long the event loop is ever blocked, while members ask and another process writes to the same store without a pause."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from benchmarks.command_cost import ASKED, ECHO
from benchmarks.findings import Finding, at
from benchmarks.rig import Act, Process, rig
from benchmarks.stores import built_store

WARM_UP, COMMANDS, ASKERS = 200, 3000, 4
BLOCKED_AT_MOST = 50.0
"""Milliseconds."""


def measure() -> Iterator[Finding]:
    """The longest block against its bound; the echo, under the same load, tells what the machine itself adds."""
    with built_store() as path:
        peer = lateness("benchmarks.peers.echo", (), [ECHO] * COMMANDS, path)
        acts = list(islice(cycle(ASKED.values()), COMMANDS))
        late = lateness("benchmarks.peers.twinbot", (str(path),), acts, path)
    yield Finding.at_most("longest block of the loop, another process writing", max(late), "ms", BLOCKED_AT_MOST, peer=max(peer))
    yield Finding.told("p99.9 of the loop’s lateness", at(0.999, late), "ms", peer=at(0.999, peer))


def lateness(module: str, arguments: tuple[str, ...], acts: list[Act], store: Path) -> list[float]:
    """Milliseconds by which the bot's loop was late, each millisecond, while members ask and the writer writes to `store`."""
    with rig(module, *arguments) as made:
        made.ask(acts[:WARM_UP])
        writer = Process("benchmarks.peers.writer", str(store))
        try:
            writer.hear()
            made.watch_the_loop()
            made.ask(acts, askers=ASKERS)
            return made.lateness()
        finally:
            writer.end()
