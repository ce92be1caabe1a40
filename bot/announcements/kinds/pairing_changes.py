"""Pairings before and after a revision: what a tie was, and what it is now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain.announcements import Concerns
from bot.domain.changes import Change, Revision
from bot.domain.pairings import Claim, Event, Pairing, Status
from bot.domain.places import City
from bot.domain.records import RecordedPairing
from bot.domain.sources import Source
from bot.domain.standing import RecordedEvent, SourcedClaim, Standing, standing
from bot.store import entries, pairings
from bot.store.database import Connection


@dataclass(frozen=True, slots=True)
class Changed:
    """A pairing that a revision touched."""

    now: RecordedPairing
    is_new: bool
    before: Standing
    """How it stood, as far as was recorded, on the same day."""
    after: Standing

    @property
    def key(self) -> str:
        return f"pairing {self.now.pairing.pairing_id}"


def changed_by(db: Connection, revision: Revision, today: dt.date) -> Iterator[Changed]:
    """The pairings that stand after a revision and were touched by it, with how each stood before.

    The store is read as it is now; what the revision did is taken back in thought.
    """
    touched = pairings_of(db, revision.changes)
    for pairing_id in touched:
        now = pairings.by_id(db, pairing_id, revision.guild_id)
        if now is None:
            continue
        is_new = any(
            change.before is None and isinstance(change.after, Pairing) and change.after.pairing_id == pairing_id
            for change in revision.changes
        )
        earlier = tuple(_taken_back(now.events, revision.changes, pairing_id))
        yield Changed(now, is_new, standing(earlier, today), now.standing(today))


def concerns(pairing: RecordedPairing, status: Status) -> Concerns:
    """Whom a pairing concerns."""
    a, b = pairing.a, pairing.b
    return Concerns(
        cities=frozenset({a.city_id, b.city_id}),
        countries=frozenset({a.country_code, b.country_code}),
        statuses=frozenset({status}),
        pair=(min(a.city_id, b.city_id), max(a.city_id, b.city_id)),
    )


def pair_of(one: City, other: City) -> tuple[int, int]:
    """Two cities as a pair: the lower id first."""
    return min(one.city_id, other.city_id), max(one.city_id, other.city_id)


def pairings_of(db: Connection, changes: Sequence[Change]) -> list[int]:
    """The numbers of the pairings that are touched, by themselves, an event or a claim, in the order of the changes."""
    found: dict[int, None] = {}
    events: dict[int, int | None] = {}
    for change in changes:
        for entry in (change.before, change.after):
            if isinstance(entry, Pairing):
                found[entry.pairing_id] = None
            elif isinstance(entry, Event):
                events[entry.event_id] = entry.pairing_id
                if entry.pairing_id is not None:
                    found[entry.pairing_id] = None
    for change in changes:
        if isinstance(change.entry, Claim):
            event_id = change.entry.event_id
            if event_id not in events:
                stored = entries.find(db, "events", (event_id,))
                event = stored.entry if stored else None
                events[event_id] = event.pairing_id if isinstance(event, Event) else None
            pairing_id = events[event_id]
            if pairing_id is not None:
                found[pairing_id] = None
    return list(found)


def _taken_back(now: Iterable[RecordedEvent], changes: Sequence[Change], pairing_id: int) -> Iterator[RecordedEvent]:
    """The events as they were before ``changes``."""
    events = {event.event.event_id: event for event in now}
    sources = {said.source.source_id: said.source for event in events.values() for said in event.claims if said.source}
    sources |= {change.before.source_id: change.before for change in changes if isinstance(change.before, Source)}
    for change in changes:
        before, after = change.before, change.after
        if isinstance(after, Event) and before is None:
            events.pop(after.event_id, None)
        elif isinstance(before, Event) and before.pairing_id == pairing_id:
            known = events.get(before.event_id)
            events[before.event_id] = RecordedEvent(before, known.claims if known else ())
    for change in changes:
        before, after = change.before, change.after
        if isinstance(after, Claim) and before is None and after.event_id in events:
            events[after.event_id] = _without(events[after.event_id], after.claim_id)
        elif isinstance(before, Claim) and before.event_id in events:
            event = _without(events[before.event_id], before.claim_id)
            said = SourcedClaim(before, sources.get(before.source_id) if before.source_id else None)
            events[before.event_id] = RecordedEvent.of(event.event, [*event.claims, said])
    yield from events.values()


def _without(event: RecordedEvent, claim_id: int) -> RecordedEvent:
    return replace(event, claims=tuple(said for said in event.claims if said.claim.claim_id != claim_id))
