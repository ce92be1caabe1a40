"""How a pairing stands: the one rule that derives its status from its events."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.domain.dates import PartialDate
from bot.domain.pairings import Claim, DateIs, Event, EventKind, Status
from bot.domain.sources import Grade, Source

SIGNATURE_SPEAKS_FOR_YEARS = 5
"""A signature alone shows that a tie stands for so many years; later, only a newer source does.

Five years is the usual term of municipal cooperation agreements that have one (Cincinnati and Kharkiv renewed theirs
"for five years"). A tie signed in 1990 of which nothing else is known is of unknown status, not active.
"""

_AND_HOW = re.compile(r", (?:who|which|by|on|after|at|through|in an?) ")
_BEGUN = {EventKind.PROPOSED: Status.PROPOSED, EventKind.INVITED: Status.INVITED, EventKind.APPROVED: Status.APPROVED}
_HALTED = {EventKind.SUSPENDED: Status.SUSPENDED, EventKind.DORMANT: Status.DORMANT, EventKind.ENDED: Status.ENDED}
_SIGNATURES = frozenset({EventKind.SIGNED, EventKind.RENEWED})
_AGREED = frozenset({EventKind.SIGNED, EventKind.RENEWED, EventKind.RESUMED})
_BEARING = frozenset({*_BEGUN, *_HALTED, *_AGREED, EventKind.KEPT, EventKind.LISTED})


@dataclass(frozen=True, slots=True)
class SourcedClaim:
    """A claim with the source that makes it."""

    claim: Claim
    source: Source | None

    @property
    def worth(self) -> tuple[str, int, int]:
        """Sorts the best claim first: grade, then how close the date is to the act, then precision."""
        date = self.claim.date
        return (self.source.grade if self.source else "F", self.claim.date_is.rank, -(date.precision if date else 0))


@dataclass(frozen=True)
class RecordedEvent:
    """An event with all that is claimed of it, best claim first."""

    event: Event
    claims: tuple[SourcedClaim, ...]

    @classmethod
    def of(cls, event: Event, claims: Iterable[SourcedClaim]) -> RecordedEvent:
        return cls(event, tuple(sorted(claims, key=lambda said: said.worth)))

    @property
    def kind(self) -> EventKind:
        return self.event.kind

    @property
    def best(self) -> SourcedClaim | None:
        return self.claims[0] if self.claims else None

    @cached_property
    def date(self) -> PartialDate | None:
        """The date of the best claim that has one. A decision's own date comes before that of its announcement."""
        dated = [said for said in self.claims if said.claim.date]
        decided = [said for said in dated if said.claim.date_is is DateIs.DECIDED]
        chosen = (decided or dated)[:1]
        return chosen[0].claim.date if chosen else None

    @cached_property
    def last_supported(self) -> PartialDate | None:
        """The last date on which any of its sources speaks for it."""
        dates = [said.claim.date for said in self.claims if said.claim.date]
        return max(dates, key=lambda date: date.latest, default=None)

    @cached_property
    def dates(self) -> tuple[PartialDate, ...]:
        """Every date claimed that does not agree with an earlier one in the list, in time order. More than one: disputed."""
        kept: list[PartialDate] = []
        for said in self.claims:
            date = said.claim.date
            if date is None or said.claim.date_is is DateIs.ANNOUNCED:
                continue
            if not any(date.agrees_with(other) for other in kept):
                kept.append(date)
        return tuple(sorted(kept))

    def first(self, field: str) -> SourcedClaim | None:
        """The best claim that fills ``field`` (decided_by, words, condition)."""
        return next((said for said in self.claims if getattr(said.claim, field)), None)

    def value(self, field: str) -> str:
        """What the best claim that fills ``field`` says, or nothing."""
        said = self.first(field)
        return str(getattr(said.claim, field)) if said else ""

    @property
    def grade(self) -> str:
        return min((said.source.grade for said in self.claims if said.source), default=Grade.E)


@dataclass(frozen=True, slots=True)
class Standing:
    """A pairing's status, and on what it rests."""

    status: Status
    since: PartialDate | None
    """When that status began; for an active tie the signing."""
    as_of: PartialDate | None
    """The last date on which a source supports it."""
    listed_only: bool
    """Whether nothing but lists supports it."""
    deciding: RecordedEvent | None
    """The event that made the status."""
    signed: RecordedEvent | None
    """The first signing, if one is recorded."""

    @property
    def decided_by(self) -> str:
        return self.deciding.value("decided_by") if self.deciding else ""

    @property
    def decided_briefly(self) -> str:
        """``the mayor, who directed the association`` → ``the mayor``."""
        return _AND_HOW.split(self.decided_by, maxsplit=1)[0]

    @property
    def condition(self) -> str:
        return self.deciding.value("condition") if self.deciding else ""


def in_order(events: Iterable[RecordedEvent]) -> list[RecordedEvent]:
    """Oldest first. An event without a date comes first, for nothing says that it is new; a halt comes last, for there was a tie to halt."""

    def when(event: RecordedEvent) -> tuple[dt.date, int]:
        undated = dt.date.max if event.kind in _HALTED else dt.date.min
        return (event.date.earliest if event.date else undated, event.event.event_id)

    return sorted(events, key=when)


def standing(events: Sequence[RecordedEvent], today: dt.date) -> Standing:
    """The status of the pairing to which ``events`` happened, on ``today``.

    The rules, in order of time:

    * proposed, invited and approved begin a tie; they do not undo a signed one;
    * signed, renewed and resumed make it active; so does kept, unless the tie is dormant (keeping a dormant tie does not wake it);
    * suspended, dormant and ended halt it;
    * listed supports a tie that is active or of which nothing else is known; from a source of grade A to C it also
      confirms a tie that was only begun; it never outweighs a halt;
    * discussed, visit, statement and aid say nothing of the status;
    * a tie that rests on its signature or renewal alone is of unknown status once that is older than
      :data:`SIGNATURE_SPEAKS_FOR_YEARS`.
    """
    status: Status = Status.UNKNOWN
    deciding: RecordedEvent | None = None
    support: list[RecordedEvent] = []
    signed: RecordedEvent | None = None
    for event in in_order(event for event in events if event.kind in _BEARING):
        kind = event.kind
        if kind is EventKind.SIGNED and signed is None:
            signed = event
        if kind in _BEGUN:
            if status in (Status.ACTIVE, Status.SUSPENDED, Status.DORMANT):
                continue
            status, deciding, support = _BEGUN[kind], event, [event]
        elif kind in _HALTED:
            same = status is _HALTED[kind]
            status, deciding, support = _HALTED[kind], deciding if same else event, [*support, event] if same else [event]
        elif kind in _AGREED or (kind is EventKind.KEPT and status is not Status.DORMANT):
            support = [*support, event] if status is Status.ACTIVE else [event]
            status, deciding = Status.ACTIVE, event
        elif kind is EventKind.LISTED and _confirms(event, status):
            support = [*support, event] if status is Status.ACTIVE else [event]
            status, deciding = Status.ACTIVE, deciding if status is Status.ACTIVE else event
    return _on_that_ground(status, deciding, support, signed, today)


def _confirms(listing: RecordedEvent, status: Status) -> bool:
    if status in _BEGUN.values():
        return listing.grade <= Grade.C
    return status in (Status.ACTIVE, Status.UNKNOWN)


def _on_that_ground(
    status: Status, deciding: RecordedEvent | None, support: list[RecordedEvent], signed: RecordedEvent | None, today: dt.date
) -> Standing:
    dates = [event.last_supported for event in support if event.last_supported]
    as_of = max(dates, key=lambda date: date.latest, default=None)
    newest = [event for event in support if event.last_supported == as_of]
    listed_only = bool(newest) and all(event.kind is EventKind.LISTED for event in newest)
    if status is Status.ACTIVE and all(event.kind in _SIGNATURES for event in support):
        if as_of is None or today.year - as_of.year > SIGNATURE_SPEAKS_FOR_YEARS:
            return Standing(Status.UNKNOWN, None, None, False, None, signed)
    if status is Status.ACTIVE:
        since = signed.date if signed else None
    else:
        since = deciding.date if deciding else None
    return Standing(status, since, as_of, listed_only, deciding, signed)
