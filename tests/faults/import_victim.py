"""An import that is killed with ``kill -9`` at a chosen moment, and goes on when it is started again.

``python -m tests.faults.import_victim STORE FILE`` reads a number a line and, for each, forks a process that imports FILE and
kills itself when it calls or leaves a function for the so many-th time; 0 lets it live. It answers each line with ``killed``,
or ``done``, how many such moments there were, how many rows an earlier run had read, and how often rows were read now.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path
from types import FrameType

from bot.catalogue import reading
from bot.catalogue.importing import Listener, import_into
from bot.store import staging
from tests.catalogue.imports import AT

reading.ROWS_AT_ONCE = 10
staging.ROWS_AT_ONCE = 10


def die_at(moment: int, store: Path, source: Path) -> str:
    """Import; tells what was read when, unless it was killed."""
    calls = count(1)
    resumed: list[int] = []
    read: list[int] = []

    def called(frame: FrameType, happened: str, detail: object) -> None:
        if next(calls) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def went(what: str, done: int, whole: int) -> None:
        if what == "Reading":
            read.append(done)

    sys.setprofile(called)
    import_into(store, source, at=AT, listener=Listener(progress=went, resumed=resumed.append))
    sys.setprofile(None)
    return f"{next(calls) - 1} {sum(resumed)} {len(read)}"


def say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main(store: Path, source: Path) -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            say(f"done {die_at(int(line), store, source)}")
            os._exit(0)
        _, ended = os.waitpid(child, 0)
        if os.WIFSIGNALED(ended):
            say("killed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
