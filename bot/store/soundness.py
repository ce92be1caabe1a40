"""Whether the rows that were just changed fit together: the rules of a sound catalogue, looked at around a change only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from bot.domain import rules
from bot.domain.changes import Change
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.tables import BY_NAME
from bot.store import entries


def faults(db: sqlite3.Connection, changes: Sequence[Change]) -> list[str]:
    """What is wrong now around the changed rows, in sentences; an empty list if all is well."""
    found: dict[str, None] = {}
    for change in changes:
        for fault in (*_dangling(db, change), *_abandoned(db, change), *_alone(change)):
            found[fault] = None
    for fault in _incomplete(db, changes):
        found[fault] = None
    return list(found)


def _dangling(db: sqlite3.Connection, change: Change) -> Iterator[str]:
    """What a new row points to and is not there, or is another server's."""
    if change.after is None:
        return
    for column, target in change.table.references.items():
        value = getattr(change.after, column)
        if value is None:
            if column == "pairing_id" and change.guild_id is not None:
                yield "A server’s own event is of one of its own pairings."
            continue
        pointed = entries.find(db, target, (value,))
        if pointed is None:
            yield f"The {change.table.word} names {BY_NAME[target].word} {value}, which is not recorded."
        elif pointed.guild_id is not None and pointed.guild_id != change.guild_id:
            yield f"The {change.table.word} names {BY_NAME[target].word} {value}, which is another server’s own."
        elif pointed.guild_id is None and change.guild_id is not None and target in ("pairings", "events"):
            yield f"A server’s own {change.table.word} cannot be part of {BY_NAME[target].word} {value}, which all servers share."


def _abandoned(db: sqlite3.Connection, change: Change) -> Iterator[str]:
    """What still points to a row that was taken out."""
    if change.after is not None:
        return
    left = entries.hanging_on(db, change.table_name, change.key)
    if left:
        first = BY_NAME[left[0].table_name].word
        rest = f" and {len(left) - 1} more" if len(left) > 1 else ""
        shown = ", ".join(str(part) for part in left[0].key)
        yield f"The {change.table.word} is still named by {first} {shown}{rest}. Retire or merge these first."


def _incomplete(db: sqlite3.Connection, changes: Sequence[Change]) -> Iterator[str]:
    """A pairing of which nothing is told, an event of which nobody speaks, an act of a city that is no party."""
    pairings: dict[int, None] = {}
    events: dict[int, None] = {}
    for change in changes:
        for row in (change.before, change.after):
            if isinstance(row, Pairing):
                pairings[row.pairing_id] = None
            elif isinstance(row, Event):
                events[row.event_id] = None
                if row.pairing_id is not None:
                    pairings[row.pairing_id] = None
            elif isinstance(row, Claim):
                events[row.event_id] = None
    for pairing_id in pairings:
        yield from _of_pairing(db, pairing_id)
    for event_id in events:
        yield from _of_event(db, event_id)


def _alone(change: Change) -> Iterator[str]:
    """The rules that a package's rows are checked by too, so that what is exported can be imported."""
    if change.after is not None:
        for rule in rules.broken(change.after):
            yield rule.value


def _of_pairing(db: sqlite3.Connection, pairing_id: int) -> Iterator[str]:
    stored = entries.find(db, "pairings", (pairing_id,))
    if stored is None:
        return
    assert isinstance(stored.entry, Pairing)
    told = [row.entry for row in entries.hanging_on(db, "pairings", (pairing_id,))]
    if not told:
        yield "A pairing needs at least one event: what happened, when, and who says so. To take the last one away, retire the pairing."
    if any(isinstance(event, Event) and not stored.entry.admits(event) for event in told):
        yield "An act of a pairing is by one of its two cities, or by neither."


def _of_event(db: sqlite3.Connection, event_id: int) -> Iterator[str]:
    stored = entries.find(db, "events", (event_id,))
    if stored is None:
        return
    assert isinstance(stored.entry, Event)
    if not entries.hanging_on(db, "events", (event_id,)):
        yield "An event needs at least one claim with its source. To take the last one away, retire the event."
