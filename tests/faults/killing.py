"""A process that dies with ``kill -9`` at a chosen moment, seen from inside and from the test that asks for it.

Inside, :func:`main` reads a number a line and, for each, forks a process that does the work and kills itself when it calls or leaves
a function for the so many-th time; 0 lets it live. It answers each line with ``killed``, or ``done`` and what the work has to say.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import FrameType

HOME = Path(__file__).parents[2]
Kill = Callable[[int], str]


def say(what: str) -> None:
    """Tell the test, at once."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def die_at(moment: int, work: Callable[[], object]) -> int:
    """Do the work; returns how many moments it had, unless it was killed at one."""
    calls = count(1)

    def called(frame: FrameType, happened: str, detail: object) -> None:
        if next(calls) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(called)
    work()
    sys.setprofile(None)
    return next(calls) - 1


def main(work: Callable[[int], str]) -> None:
    """Do the work, in a process of its own, once for each moment that is asked for."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            say(f"done {work(int(line))}")
            os._exit(0)
        _, ended = os.waitpid(child, 0)
        if os.WIFSIGNALED(ended):
            say("killed")


@contextlib.contextmanager
def victim(module: str, *arguments: str | Path) -> Iterator[Kill]:
    """Such a process; it is asked to die at a moment, and answers with a line."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HOME) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, answered = process.stdin, process.stdout

        def kill(moment: int) -> str:
            asked.write(f"{moment}\n")
            asked.flush()
            return answered.readline().strip()

        yield kill
        asked.close()


def copied(store: Path, to: Path) -> None:
    """Put a store in the place of what a killed process left there."""
    for ending in ("-wal", "-shm"):
        to.with_name(to.name + ending).unlink(missing_ok=True)
    shutil.copy(store, to)
