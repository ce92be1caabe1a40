"""Putting what is new into the store, and what is in conflict before those who decide: one transaction, one revision."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.catalogue.wikidata.comparing import Compared, Outcome, compared, kind_of
from bot.catalogue.wikidata.statements import Item, statements_of
from bot.catalogue.wikidata.ties import Tie, Word
from bot.domain.changes import OPERATOR, Change, Proposal, ProposalKind, ProposalState, Role
from bot.domain.pairings import Claim, DateIs, Event, Pairing
from bot.domain.places import City
from bot.domain.sources import Grade, Source
from bot.store import changes, database, entries, pairings, proposals, revisions

PUBLISHER = "Wikidata"
WHY = "Added from Wikidata’s statements on twinned administrative bodies (P190)."

PART = 2000
"""Changes that are written at once, so that memory does not grow with the harvest."""

Progress = Callable[[int], None]
Counts = Mapping[Outcome, int]


@dataclass
class _Writing:
    """One transaction under way."""

    db: database.Connection
    at: dt.datetime
    revision_id: int | None = None
    written: int = 0
    waiting: list[Change] = field(default_factory=list)
    sources: dict[str, int] = field(default_factory=dict)
    """Address to source, of what the store has and what is being added."""
    cities: set[int] = field(default_factory=set)

    def add(self, table: str, entry: Any) -> None:
        self.waiting.append(Change(table, None, entry))

    def flush(self) -> None:
        """Carry out what waits, and record it in the one revision."""
        if not self.waiting:
            return
        if self.revision_id is None:
            self.revision_id = revisions.add(self.db, by=OPERATOR, at=self.at, why=WHY, guild_id=None)
        changes.write(self.db, self.waiting)
        revisions.add_changes(self.db, self.revision_id, self.waiting, self.written + 1)
        self.written += len(self.waiting)
        self.waiting.clear()


def write(store: Path, ties: Iterable[Tie], at: dt.datetime, *, dry_run: bool, progress: Progress | None = None) -> Counts:
    """Compare every tie with the store at ``store``, and write what is new and what is in conflict. All of it or nothing.

    What is new is added, with one revision by the operator. What contradicts an entry becomes a proposal beside it, once:
    not again while it waits, nor after it was decided on. A pairing that was retired here stays away.

    Args:
        at: now.
        dry_run: only count.
        progress: hears how many ties are behind.

    Returns:
        How many ties had which outcome; of the conflicts those that are to be reviewed now.

    Raises:
        StoreError: the store cannot be used; it holds what it held.
        ChangeRefused: what is to be written does not fit together.
    """
    count: Counter[Outcome] = Counter()
    connection = contextlib.closing(database.connect(store, read_only=dry_run))
    begin = "BEGIN" if dry_run else "BEGIN IMMEDIATE"
    with connection as db, database.named_errors(store), database.transaction(db, begin):
        writing = None if dry_run else _begun(db, at)
        retired = _retired(db)
        asked = _asked(db)
        for number, tie in enumerate(ties, 1):
            found = _compared(db, tie, retired, asked, at.date())
            count[found.outcome] += 1
            if writing is not None:
                _put(writing, found)
            if progress is not None and number % 100 == 0:
                progress(number)
        if writing is not None:
            writing.flush()
    return count


def _begun(db: database.Connection, at: dt.datetime) -> _Writing:
    sources = {
        stored.entry.url: stored.entry.source_id
        for stored in entries.every(db, "sources")
        if isinstance(stored.entry, Source) and stored.entry.publisher == PUBLISHER
    }
    cities = {stored.entry.city_id for stored in entries.every(db, "cities") if isinstance(stored.entry, City)}
    return _Writing(db, at, sources=sources, cities=cities)


def _retired(db: database.Connection) -> set[tuple[int, int]]:
    """The pairs of cities whose pairing somebody here has taken out."""
    found = set()
    for table, text in revisions.touched_here(db):
        if table != "pairings" or entries.find(db, table, tuple(json.loads(text))) is not None:
            continue
        for revision in revisions.of_entry(db, table, tuple(json.loads(text)), limit=1):
            for change in revision.changes:
                if isinstance(change.before, Pairing) and change.after is None:
                    found.add((change.before.city_a, change.before.city_b))
    return found


Asked = dict[str, list[tuple[bool, frozenset[str]]]]
"""By the title and source of a proposal: whether each such one still waits, and the dates that it claims."""


def _asked(db: database.Connection) -> Asked:
    """The conflicts that were put to review before."""
    found: Asked = {}
    for proposal in proposals.of_proposer(db, OPERATOR.user_id, limit=2**31):
        if proposal.kind is ProposalKind.CONFLICT:
            dates = frozenset(str(change.after.date or "") for change in proposal.changes if isinstance(change.after, Claim))
            found.setdefault(_key(proposal.title, proposal.source), []).append((proposal.state in proposals.OPEN, dates))
    return found


def _compared(db: database.Connection, tie: Tie, retired: set[tuple[int, int]], asked: Asked, today: dt.date) -> Compared:
    cities = (tie.a.city_id, tie.b.city_id)
    found = compared(tie, pairings.of_pair(db, *cities), today)
    if found.outcome is Outcome.NEW and cities in retired:
        return Compared(Outcome.RETIRED, tie)
    if found.outcome is Outcome.CONFLICT:
        before = asked.get(_key(_title(tie), _source(found)), ())
        if any(waits or dates == found.dates for waits, dates in before):
            return Compared(Outcome.ASKED, tie)
    return found


def _put(writing: _Writing, found: Compared) -> None:
    if found.outcome is Outcome.NEW:
        _add(writing, found)
    elif found.outcome is Outcome.CONFLICT:
        _propose(writing, found)
    if len(writing.waiting) >= PART:
        writing.flush()


def _add(writing: _Writing, found: Compared) -> None:
    tie = found.tie
    for city in (tie.a, tie.b):
        if city.city_id not in writing.cities:
            writing.cities.add(city.city_id)
            writing.add("cities", city)
    pairing = Pairing(
        pairing_id=entries.new_id(writing.db, "pairings"), city_a=tie.a.city_id, city_b=tie.b.city_id, kind=kind_of(tie)
    )
    writing.add("pairings", pairing)
    for change in _tellings(writing, found, pairing):
        writing.add(change.table_name, change.after)


def _propose(writing: _Writing, found: Compared) -> None:
    """Ask whether what Wikidata says shall stand beside what is recorded."""
    assert found.pairing is not None
    asked = tuple(_tellings(writing, found, found.pairing))
    # Sources go in at once: two proposals may cite one page, and whichever is approved first would else keep the other back.
    writing.flush()
    proposals.add(
        writing.db,
        Proposal(
            proposal_id=0,
            kind=ProposalKind.CONFLICT,
            state=ProposalState.PENDING,
            title=_title(found.tie),
            guild_id=None,
            made_in=None,
            channel_id=None,
            proposer=OPERATOR,
            role=Role.OWNER,
            made_at=writing.at,
            source=_source(found),
            why=found.why,
            changes=asked,
        ),
    )


def _tellings(writing: _Writing, found: Compared, pairing: Pairing) -> list[Change]:
    """The events and claims of what is told, and no source: those are added on the way."""
    made: list[Change] = []
    for telling in found.tellings:
        event_id = telling.event_id
        if event_id is None:
            event_id = entries.new_id(writing.db, "events")
            made.append(Change("events", None, Event(event_id=event_id, pairing_id=pairing.pairing_id, kind=telling.kind)))
        made += [Change("claims", None, _claim(writing, word, event_id, telling.dispute)) for word in telling.words]
    return made


def _claim(writing: _Writing, word: Word, event_id: int, dispute: str) -> Claim:
    return Claim(
        claim_id=entries.new_id(writing.db, "claims"),
        event_id=event_id,
        source_id=_source_of(writing, word.item),
        date=word.date,
        date_is=DateIs.CLAIMED,
        note=word.note,
        dispute=dispute,
    )


def _source_of(writing: _Writing, item: Item) -> int:
    url = statements_of(item)
    if url not in writing.sources:
        writing.sources[url] = entries.new_id(writing.db, "sources")
        writing.add("sources", Source(source_id=writing.sources[url], url=url, publisher=PUBLISHER, grade=Grade.E))
    return writing.sources[url]


def _title(tie: Tie) -> str:
    return f"Wikidata on {tie.a.name} and {tie.b.name}"


def _source(found: Compared) -> str:
    return " ".join(found.pages)


def _key(title: str, source: str) -> str:
    return f"{title}\n{source}"
