"""Runs a bot on the stand-in, and tells what its process uses to whoever started it.

It reads words from its standard input and answers each with one line of JSON: "usage" → `cpu_seconds`, `resident_bytes`;
"watch" → nothing, but from then on the lateness of the event loop is noted; "unwatch" → `late`, in milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from discord.ext import commands

from tests.fakes.pointing import pointing_at

TICK = 0.001
TOKEN = "a.stand-in.token"  # noqa: S105  # let in by the stand-in only


class Watch:
    """A task that wakes every millisecond and notes by how much it was late: what blocks the loop makes it late."""

    def __init__(self) -> None:
        self._late: list[float] = []
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._task = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        while True:
            due = time.perf_counter() + TICK
            await asyncio.sleep(TICK)
            self._late.append(1000 * (time.perf_counter() - due))

    def end(self) -> list[float]:
        if self._task:
            self._task.cancel()
        return self._late


def run(make: Callable[[], commands.Bot]) -> None:
    """Run the bot that `make` gives, on the stand-in whose address is the first argument, until the process is ended."""
    with pointing_at(sys.argv[1]):
        asyncio.run(_run(make()))


async def _run(bot: commands.Bot) -> None:
    Thread(target=_report, args=(asyncio.get_running_loop(),), daemon=True).start()
    async with bot:
        await bot.start(TOKEN)


def _report(loop: asyncio.AbstractEventLoop) -> None:
    watch = Watch()
    for line in sys.stdin:
        print(json.dumps(_answer(line.strip(), watch, loop)), flush=True)


def _answer(word: str, watch: Watch, loop: asyncio.AbstractEventLoop) -> dict[str, Any]:
    if word == "watch":
        loop.call_soon_threadsafe(watch.begin)
        return {}
    if word == "unwatch":
        return {"late": watch.end()}
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu_seconds": used.ru_utime + used.ru_stime, "resident_bytes": _resident_bytes(used.ru_maxrss)}


def _resident_bytes(most_ever: int) -> int:
    """What is resident now; where the system does not tell (only Linux has /proc), the most that ever was."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return most_ever * (1 if sys.platform == "darwin" else 1024)
