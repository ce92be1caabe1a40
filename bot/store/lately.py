"""What changed lately, by the revisions that changed it: just enough of each row to choose and count by, for an import has thousands."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from bot.domain.initiatives import Purpose, Sector, State
from bot.domain.pairings import EventKind, Pairing

_NUMBER = "CAST(ltrim(rtrim(entry_key, ']'), '[') AS INTEGER)"
"""The number in the key of a row whose key is one number: ``[12]``."""
_OF_TABLE = "revision_id = :revision AND (revision_change.guild_id IS NULL OR revision_change.guild_id = :guild) AND table_name || '' = :table"
"""The changes of a revision in one table. ``|| ''`` keeps SQLite from going through all that was ever changed in that table."""
_ENDED = (State.CLOSED, State.COMPLETED)


class Tie(NamedTuple):
    """A pairing, as far as it is chosen by."""

    pairing_id: int
    city_a: int
    city_b: int
    country_a: str
    country_b: str


class Happened(NamedTuple):
    """An event that was recorded, of a pairing."""

    event_id: int
    kind: EventKind
    tie: Tie


class Aid(NamedTuple):
    """An initiative, as far as it is chosen by."""

    initiative_id: int
    state: State
    sector: Sector
    beneficiary_id: int | None
    country_code: str
    organiser_city_id: int | None
    organiser_country: str | None


def revisions_between(
    db: sqlite3.Connection, since: dt.datetime, until: dt.datetime, guild_id: int | None
) -> list[tuple[int, dt.datetime]]:
    """The revisions from ``since`` until before ``until`` that a server sees, newest first, each with its time."""
    rows = db.execute(
        """SELECT revision_id, at FROM revision WHERE at >= :since AND at < :until AND (guild_id IS NULL OR guild_id = :guild)
           ORDER BY at DESC, revision_id DESC""",
        {"since": int(since.timestamp()), "until": int(until.timestamp()), "guild": guild_id},
    )
    return [(row[0], dt.datetime.fromtimestamp(row[1], dt.UTC)) for row in rows]


def new_pairings(db: sqlite3.Connection, revision_id: int, guild_id: int | None) -> Iterator[Tie]:
    """The pairings that a revision added and that are still there."""
    rows = db.execute(
        f"""SELECT pairing_id, city_a, city_b, one.country_code, two.country_code
            FROM revision_change JOIN pairing ON pairing_id = {_NUMBER}
                 JOIN city AS one ON one.city_id = city_a JOIN city AS two ON two.city_id = city_b
            WHERE {_OF_TABLE} AND before IS NULL AND (pairing.guild_id IS NULL OR pairing.guild_id = :guild) ORDER BY position""",
        _given(revision_id, "pairings", guild_id),
    )
    return (Tie(*row) for row in rows)


def new_events(db: sqlite3.Connection, revision_id: int, guild_id: int | None) -> Iterator[Happened]:
    """The events of pairings that a revision added and that are still there."""
    rows = db.execute(
        f"""SELECT event_id, event.kind, pairing_id, city_a, city_b, one.country_code, two.country_code
            FROM revision_change JOIN event ON event_id = {_NUMBER} JOIN pairing USING (pairing_id)
                 JOIN city AS one ON one.city_id = city_a JOIN city AS two ON two.city_id = city_b
            WHERE {_OF_TABLE} AND before IS NULL AND (pairing.guild_id IS NULL OR pairing.guild_id = :guild) ORDER BY position""",
        _given(revision_id, "events", guild_id),
    )
    return (Happened(row[0], EventKind(row[1]), Tie(*row[2:])) for row in rows)


def taken_out(db: sqlite3.Connection, revision_id: int, guild_id: int | None) -> list[Pairing]:
    """The pairings that a revision took out and that are not there again."""
    rows = db.execute(
        f"""SELECT before FROM revision_change WHERE {_OF_TABLE} AND after IS NULL
            AND NOT EXISTS (SELECT 1 FROM pairing WHERE pairing_id = {_NUMBER}) ORDER BY position""",
        _given(revision_id, "pairings", guild_id),
    )
    return [Pairing.model_validate_json(row[0]) for row in rows]


def new_initiatives(db: sqlite3.Connection, revision_id: int, guild_id: int | None) -> Iterator[Aid]:
    """The initiatives that a revision added and that are still there; none with a military purpose."""
    return _initiatives(db, revision_id, guild_id, "before IS NULL")


def ended_initiatives(db: sqlite3.Connection, revision_id: int, guild_id: int | None) -> Iterator[Aid]:
    """The initiatives of which a revision says that they are closed or completed; none with a military purpose."""
    # A quotation mark within a text is written with a stroke before it, so no title can look like this.
    was = " OR ".join(f"""before LIKE '%"state":"{state}"%'""" for state in _ENDED)
    still = ", ".join(f"'{state}'" for state in _ENDED)
    return _initiatives(db, revision_id, guild_id, f"before IS NOT NULL AND NOT ({was}) AND state IN ({still})")


def countries_of(db: sqlite3.Connection, cities: Sequence[int]) -> dict[int, str]:
    """The country of each of some cities."""
    found: dict[int, str] = {}
    for start in range(0, len(cities), 500):
        some = {f"c{number}": city for number, city in enumerate(cities[start : start + 500])}
        listed = ", ".join(f":{name}" for name in some)
        found |= dict(db.execute(f"SELECT city_id, country_code FROM city WHERE city_id IN ({listed})", some).fetchall())
    return found


def ending_after(db: sqlite3.Connection, day: dt.date) -> list[tuple[int, int | None, str]]:
    """The initiatives for which ``day`` was the last of something: number, whose, and what ended.

    What ended is ``check`` for an open one that was to be checked again by then, ``link`` for a verified link that held until then.
    None with a military purpose.
    """
    given = {"day": day.isoformat(), **_spellings(day)}
    spelt = ", ".join(f":{name}" for name in given)
    rows = db.execute(
        f"""SELECT initiative_id, guild_id, 'check' AS what FROM initiative
            WHERE state = 'open' AND rtrim(check_by, '?~%') IN ({spelt}) AND purpose <> '{Purpose.MILITARY}'
            UNION ALL
            SELECT initiative_id, guild_id, 'link' FROM initiative
            WHERE verification = 'verified' AND rtrim(link_expires, '?~%') IN ({spelt}) AND purpose <> '{Purpose.MILITARY}'
            AND state IN ('open', 'unknown') ORDER BY initiative_id, what""",
        given,
    )
    return [tuple(row) for row in rows]


def _spellings(day: dt.date) -> dict[str, str]:
    """How a month or a year is written of which ``day`` is the last."""
    next_day = day + dt.timedelta(days=1)
    spelt = {"month": f"{day:%Y-%m}"} if next_day.day == 1 else {}
    return spelt | ({"year": f"{day:%Y}"} if next_day.day == 1 and next_day.month == 1 else {})


def _initiatives(db: sqlite3.Connection, revision_id: int, guild_id: int | None, which: str) -> Iterator[Aid]:
    rows = db.execute(
        f"""SELECT initiative_id, state, sector, beneficiary_id, initiative.country_code, organiser_city_id, organiser.country_code
            FROM revision_change JOIN initiative ON initiative_id = {_NUMBER}
                 LEFT JOIN city AS organiser ON organiser.city_id = organiser_city_id
            WHERE {_OF_TABLE} AND {which} AND (initiative.guild_id IS NULL OR initiative.guild_id = :guild)
            AND purpose <> '{Purpose.MILITARY}' ORDER BY position""",
        _given(revision_id, "initiatives", guild_id),
    )
    for row in rows:
        yield Aid(row[0], State(row[1]), Sector(row[2]), *row[3:])


def _given(revision_id: int, table: str, guild_id: int | None) -> dict[str, Any]:
    return {"revision": revision_id, "table": table, "guild": guild_id}
