"""What failed while it was planned, how often, and whether it was set aside: one bad row must not hold up the others."""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
from collections.abc import Callable

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
"""After so many failures something is set aside and reported."""
RESTS = (10, 60, 300, 900)
"""Seconds until it is tried again after the first failure, the second …: what fails for a moment's reason is not given up in a moment."""
_SAID = 500


def attempt(db: sqlite3.Connection, what: str, work: Callable[[], object], at: dt.datetime) -> bool:
    """Do ``work`` within the transaction under way; if it fails, undo what it did, and nothing else, and note the failure.

    Args:
        what: its name, by which it is known the next time: ``revision 12``.

    Returns:
        Whether it succeeded.
    """
    db.execute("SAVEPOINT attempt")
    try:
        work()
    except Exception as error:
        if not db.in_transaction:
            # A full disk has undone the whole transaction: that is no fault of this row.
            raise
        db.execute("ROLLBACK TO attempt")
        db.execute("RELEASE attempt")
        log.exception("%s could not be planned", what)
        failed(db, what, f"{type(error).__name__}: {error}", at)
        return False
    db.execute("RELEASE attempt")
    over(db, what)
    return True


def failed(db: sqlite3.Connection, what: str, error: str, at: dt.datetime) -> int:
    """Note a failure, and return how many there were."""
    db.execute(
        """INSERT INTO setback (what, attempts, error, at) VALUES (:what, 1, :error, :at)
           ON CONFLICT (what) DO UPDATE SET attempts = attempts + 1, error = excluded.error, at = excluded.at""",
        {"what": what, "error": error[:_SAID], "at": int(at.timestamp())},
    )
    (attempts,) = db.execute("SELECT attempts FROM setback WHERE what = :what", {"what": what}).fetchone()
    return int(attempts)


def give_up(db: sqlite3.Connection, what: str, error: str, at: dt.datetime) -> None:
    """Set something aside at once, for trying it again is of no use."""
    while failed(db, what, error, at) < MOST_ATTEMPTS:
        pass


def is_set_aside(db: sqlite3.Connection, what: str) -> bool:
    """Whether it failed too often to be tried again."""
    row = db.execute("SELECT attempts FROM setback WHERE what = :what", {"what": what}).fetchone()
    return row is not None and int(row[0]) >= MOST_ATTEMPTS


def over(db: sqlite3.Connection, what: str) -> None:
    """Forget the failures of what succeeded after all."""
    db.execute("DELETE FROM setback WHERE what = :what", {"what": what})


def split(db: sqlite3.Connection, now: dt.datetime) -> tuple[list[str], frozenset[str]]:
    """What failed and is to be tried again now, oldest first; and what is not, for it rests or is set aside."""
    again: list[str] = []
    rests: set[str] = set()
    for what, attempts, at in db.execute("SELECT what, attempts, at FROM setback ORDER BY at, what"):
        rested = attempts < MOST_ATTEMPTS and not 0 <= now.timestamp() - at < RESTS[attempts - 1]
        if rested:
            again.append(what)
        else:
            rests.add(what)
    return again, frozenset(rests)


def set_aside(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Everything that was set aside, with its last error."""
    rows = db.execute("SELECT what, error FROM setback WHERE attempts >= :most ORDER BY what", {"most": MOST_ATTEMPTS})
    return [(row[0], row[1]) for row in rows]


def to_report(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """What was set aside and not reported yet, with its last error."""
    rows = db.execute(
        "SELECT what, error FROM setback WHERE attempts >= :most AND told = 0 ORDER BY what", {"most": MOST_ATTEMPTS}
    )
    return [(row[0], row[1]) for row in rows]


def reported(db: sqlite3.Connection, what: str) -> None:
    """Note that those who can mend it were told."""
    db.execute("UPDATE setback SET told = 1 WHERE what = :what", {"what": what})
