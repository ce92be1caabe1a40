"""A process that is killed with ``kill -9`` at a chosen moment of its work.

``python -m tests.faults.victim build|replace|migrate|change STORE`` is killed as :mod:`tests.faults.killing` says, and answers
``done`` with how many moments the work had. ``forever STORE`` puts a new catalogue in the place of the old one again and again,
and says so each time.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.store import database, loading
from bot.store.database import Connection
from tests.factories import small_catalogue
from tests.faults import killing, next_version

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


def main(work: str, path: Path) -> None:
    while work == "forever":
        replace(path)
        killing.say("replaced")
    killing.main(lambda moment: f"{killing.die_at(moment, lambda: WORK[work](path))}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
