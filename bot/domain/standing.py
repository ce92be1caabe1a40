"""How a pairing stands: the one rule that derives its status from its events."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.domain.dates import PartialDate, years_before
from bot.domain.pairings import Claim, DateIs, Event, EventKind, Status
from bot.domain.sources import Grade, Source

SIGNATURE_SPEAKS_FOR_YEARS = 5
"""A signature alone shows that a tie stands for so many years; later, only a newer source does.

Five years is the usual term of municipal cooperation agreements that have one (Cincinnati and Kharkiv renewed theirs
"for five years"). A tie signed in 1990 of which nothing else is known is of unknown status, not active.
"""

_AND_HOW = re.compile(
    r"; |, (?:(?:who|whose|which|of which|by|on|after|at|through|in|to|when|with|days) |unanimously|one-sidedly|online|\d)"
)
"""Where the name of who decided ends and the manner begins. "As a proposal" stays: without it more is said than was done."""

_VOTE = re.compile(r", (\d+–\d+(?:–\d+)?)\b")

_BEGUN = {EventKind.PROPOSED: Status.PROPOSED, EventKind.INVITED: Status.INVITED, EventKind.APPROVED: Status.APPROVED}
_HALTED = {EventKind.SUSPENDED: Status.SUSPENDED, EventKind.DORMANT: Status.DORMANT, EventKind.ENDED: Status.ENDED}
_SIGNATURES = frozenset({EventKind.SIGNED, EventKind.RENEWED})
_AGREED = frozenset({EventKind.SIGNED, EventKind.RENEWED, EventKind.RESUMED})
_PLACE = {status: place for place, status in enumerate(Status)}
_COURSE = {kind: place for place, kind in enumerate(EventKind)}
_BEARING = frozenset({*_BEGUN, *_HALTED, *_AGREED, EventKind.KEPT, EventKind.LISTED})


@dataclass(frozen=True, slots=True)
class SourcedClaim:
    """A claim with the source that makes it."""

    claim: Claim
    source: Source | None

    @property
    def worth(self) -> tuple[str, int, int, int]:
        """Sorts the best claim first: grade, then how close the date is to the act, then precision, then the older entry."""
        date = self.claim.date
        precision = date.precision if date else 0
        return (self.source.grade if self.source else "F", self.claim.date_is.rank, -precision, self.claim.claim_id)


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
        return _newest(said.claim.date for said in self.claims)

    @cached_property
    def dates(self) -> tuple[PartialDate, ...]:
        """Every date claimed that does not agree with an earlier one in the list, in time order. More than one: disputed."""
        kept: list[PartialDate] = []
        of_the_act = [said for said in self.claims if said.claim.date and said.claim.date_is is not DateIs.ANNOUNCED]
        for said in of_the_act or self.claims:
            date = said.claim.date
            if date is not None and not any(date.agrees_with(other) for other in kept):
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
    def decided_briefly(self) -> str:
        """``the mayor, who directed the association`` → ``the mayor``."""
        return _AND_HOW.split(self.value("decided_by"), maxsplit=1)[0]

    @property
    def vote(self) -> str:
        """``the city council, 14–0`` → ``14–0``."""
        found = _VOTE.search(self.value("decided_by"))
        return found[1] if found else ""

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
        return self.deciding.decided_briefly if self.deciding else ""

    @property
    def decided_with_vote(self) -> str:
        """``the city council, 14–0``: who decided, and by how many votes if that is recorded."""
        if self.deciding is None:
            return ""
        return ", ".join(part for part in (self.deciding.decided_briefly, self.deciding.vote) if part)

    @property
    def condition(self) -> str:
        return self.deciding.value("condition") if self.deciding else ""


def card_order(standing: Standing, name: str) -> tuple[int, int, str]:
    """Sorts ties as lists show them: by status, then the year of signing, those without one last, then the name."""
    signed = standing.signed.date if standing.signed else None
    return (_PLACE[standing.status], signed.year if signed else 9999, name.casefold())


def in_order(events: Iterable[RecordedEvent]) -> list[RecordedEvent]:
    """Oldest first; those that begin on one day in the usual course of a tie, which is the order of :class:`EventKind`.

    An event without a date comes first, for nothing says that it is new; a halt comes last, for there was a tie to halt.
    """

    def when(event: RecordedEvent) -> tuple[dt.date, int, int]:
        undated = dt.date.max if event.kind in _HALTED else dt.date.min
        return (event.date.earliest if event.date else undated, _COURSE[event.kind], event.event.event_id)

    return sorted(events, key=when)


def standing(events: Sequence[RecordedEvent], today: dt.date) -> Standing:
    """The status of the pairing to which ``events`` happened, on ``today``.

    The rules, in order of time:

    * what is still to come on ``today`` has not happened;
    * proposed, invited and approved begin a tie, and the furthest of them counts; they do not undo a signed one, nor one that
      a source of grade A to C lists;
    * signed, renewed and resumed make it active; so does kept, unless the tie is dormant (keeping a dormant tie does not wake
      it) or the other side has halted it;
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
    for event in in_order(event for event in events if event.kind in _BEARING and not _to_come(event, today)):
        kind = event.kind
        if kind is EventKind.SIGNED and (signed is None or signed.date is None or status is Status.ENDED):
            signed = event
        if kind in _BEGUN:
            if _begins(event, status, support):
                status, deciding, support = _BEGUN[kind], event, [event]
        elif kind in _HALTED:
            same = status is _HALTED[kind]
            status, deciding, support = _HALTED[kind], deciding if same else event, [*support, event] if same else [event]
        elif kind in _AGREED or (kind is EventKind.KEPT and _keeps(event, status, deciding)):
            support = [*support, event] if status is Status.ACTIVE else [event]
            status, deciding = Status.ACTIVE, event
        elif kind is EventKind.LISTED and _confirms(event, status):
            support = [*support, event] if status is Status.ACTIVE else [event]
            status, deciding = Status.ACTIVE, deciding if status is Status.ACTIVE else event
    return _on_that_ground(status, deciding, support, signed, today)


def _to_come(event: RecordedEvent, today: dt.date) -> bool:
    return event.date is not None and event.date.earliest > today


def _begins(event: RecordedEvent, status: Status, support: Sequence[RecordedEvent]) -> bool:
    if status is Status.ACTIVE:
        return not any(_well_said(ground) or ground.kind is not EventKind.LISTED for ground in support)
    if status in _BEGUN.values():
        return list(_BEGUN).index(event.kind) > list(_BEGUN.values()).index(status)
    return status in (Status.UNKNOWN, Status.ENDED)


def _keeps(event: RecordedEvent, status: Status, deciding: RecordedEvent | None) -> bool:
    if status is Status.DORMANT:
        return False
    halted_by = deciding.event.by_city if deciding and status in _HALTED.values() else None
    return halted_by is None or event.event.by_city in (None, halted_by)


def _confirms(listing: RecordedEvent, status: Status) -> bool:
    if status in _BEGUN.values():
        return _well_said(listing)
    return status in (Status.ACTIVE, Status.UNKNOWN)


def _well_said(event: RecordedEvent) -> bool:
    return event.grade <= Grade.C


def _on_that_ground(
    status: Status, deciding: RecordedEvent | None, support: list[RecordedEvent], signed: RecordedEvent | None, today: dt.date
) -> Standing:
    as_of = _newest(event.last_supported for event in support)
    signature_speaks_from = years_before(today, SIGNATURE_SPEAKS_FOR_YEARS)
    newest = [event for event in support if event.last_supported == as_of]
    listed_only = bool(newest) and all(event.kind is EventKind.LISTED for event in newest)
    if status is Status.ACTIVE and all(event.kind in _SIGNATURES for event in support):
        if as_of is None or signature_speaks_from > as_of.latest:
            return Standing(Status.UNKNOWN, None, None, False, None, signed)
    if status is Status.ACTIVE and as_of is not None and all(event.kind in _SIGNATURES for event in newest):
        undated = any(event.last_supported is None for event in support)
        if undated and signature_speaks_from > as_of.latest:
            # What shows that the tie stands has no date; the signature shows only that it once began.
            as_of, listed_only = None, True
    if status is Status.ACTIVE:
        since = signed.date if signed else None
    else:
        since = deciding.date if deciding else None
    return Standing(status, since, as_of, listed_only, deciding, signed)


def _newest(dates: Iterable[PartialDate | None]) -> PartialDate | None:
    """The last of ``dates``. A year alone is not newer than a day in it: it may mean that day or an earlier one."""
    return max((date for date in dates if date), key=lambda date: (date.earliest, date.precision), default=None)
