"""A process that is killed with ``kill -9`` at a chosen moment of its work.

``python -m tests.faults.victim build|replace|migrate|change STORE`` reads a number a line and, for each, forks a process
that does the work and kills itself when it calls or leaves a function for the so many-th time; 0 lets it live. It answers
each line with ``killed``, or ``done`` and how many such moments the work had. ``forever STORE`` puts a new catalogue in
the place of the old one again and again, and says so each time.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path
from types import FrameType

from bot.store import database, loading
from bot.store.database import Connection
from tests.factories import small_catalogue
from tests.faults import next_version

NEW = {loading.FINGERPRINT: "new"}


def build(path: Path) -> None:
    """Make a store."""
    loading.build(path, small_catalogue(), NEW)


def replace(path: Path) -> None:
    """Put a new catalogue in the place of the old one."""
    loading.replace(path, small_catalogue(), NEW)


def migrate(path: Path) -> None:
    """Start as the version to come, which has a longer schema."""
    next_version.install()
    database.migrate(path)


def change(path: Path) -> None:
    """Write in one transaction what belongs together."""
    connection: Connection = database.connect(path)
    with database.transaction(connection, "BEGIN IMMEDIATE"):
        for name in ("first half", "second half"):
            connection.execute("INSERT INTO kept VALUES (?, 'written')", [name])
    connection.close()


WORK = {work.__name__: work for work in (build, replace, migrate, change)}


def die_at(moment: int, work: str, path: Path) -> int:
    """Do the work; returns how many moments it had, unless it was killed at one."""
    calls = count(1)

    def called(frame: FrameType, happened: str, detail: object) -> None:
        if next(calls) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(called)
    WORK[work](path)
    sys.setprofile(None)
    return next(calls) - 1


def say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main(work: str, path: Path) -> None:
    while work == "forever":
        replace(path)
        say("replaced")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            say(f"done {die_at(int(line), work, path)}")
            os._exit(0)
        _, ended = os.waitpid(child, 0)
        if os.WIFSIGNALED(ended):
            say("killed")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
