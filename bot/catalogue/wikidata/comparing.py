"""A tie of Wikidata beside what the store holds of those two cities: new, confirmed, or in conflict with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.catalogue.wikidata.statements import statements_of
from bot.catalogue.wikidata.ties import Tie, Word
from bot.domain.dates import PartialDate
from bot.domain.pairings import EventKind, Pairing, PairingKind, Status
from bot.domain.places import Level
from bot.domain.records import RecordedPairing
from bot.domain.standing import RecordedEvent

_HALTS = (EventKind.ENDED, EventKind.SUSPENDED, EventKind.DORMANT)
_BEGINNINGS = (EventKind.SIGNED, EventKind.RENEWED, EventKind.RESUMED, EventKind.APPROVED)


class Outcome(Enum):
    """What a tie is to the store."""

    NEW = "new"
    CONFIRMED = "confirmed"
    CONFLICT = "conflict"
    ASKED = "asked"
    """A conflict that was put to review before."""
    RETIRED = "retired"
    """A pairing that was taken out here, and stays away."""


@dataclass(frozen=True, slots=True)
class Telling:
    """An event to be, with what each page says of it."""

    kind: EventKind
    words: tuple[Word, ...]
    event_id: int | None = None
    """The event of the store beside whose claims these are put; ``None`` for one that it has not."""
    dispute: str = ""
    """Where it disagrees with what is recorded."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What is to be done about a tie."""

    outcome: Outcome
    tie: Tie
    tellings: tuple[Telling, ...] = ()
    pairing: Pairing | None = None
    """The recorded one, of a conflict."""
    why: str = ""
    """Of a conflict: what Wikidata says and what the catalogue says, in sentences."""

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages that say so."""
        items = {word.item for telling in self.tellings for word in telling.words}
        return tuple(statements_of(item) for item in sorted(items, key=lambda item: int(item[1:])))

    @property
    def dates(self) -> frozenset[str]:
        """What is claimed, to tell whether the same was asked before."""
        return frozenset(f"{word.date or ''}" for telling in self.tellings for word in telling.words)


def compared(tie: Tie, recorded: RecordedPairing | None, today: dt.date) -> Compared:
    """What is to be done about ``tie``, whose pairing the store holds as ``recorded``, if it does."""
    if recorded is None:
        return Compared(Outcome.NEW, tie, _tellings(tie, today))
    conflicts = [
        conflict for conflict in (_other_signing(tie, recorded, today), _other_end(tie, recorded, today)) if conflict is not None
    ]
    if not conflicts:
        return Compared(Outcome.CONFIRMED, tie)
    why = " ".join(conflict.dispute for conflict in conflicts)
    return Compared(Outcome.CONFLICT, tie, tuple(conflicts), recorded.pairing, why)


def kind_of(tie: Tie) -> PairingKind:
    """What sort of tie it is: Wikidata has one word for all; two regions make a tie of regions."""
    regions = tie.a.level is Level.REGION and tie.b.level is Level.REGION
    return PairingKind.REGION if regions else PairingKind.SISTER_CITY


def _tellings(tie: Tie, today: dt.date) -> tuple[Telling, ...]:
    """The events of a new tie: its signing if it has a date, and that it stood when it was read, or that it ended."""
    found = []
    if signed := tie.signed(today):
        found.append(Telling(EventKind.SIGNED, tuple(signed)))
    if ended := tie.ended(today):
        open_pages = {word.item for word in tie.listed(today)} - {word.item for word in ended}
        dispute = f"Wikidata’s page on the other city ({min(open_pages)}) gives no end." if open_pages else ""
        found.append(Telling(EventKind.ENDED, tuple(ended), dispute=dispute))
    else:
        found.append(Telling(EventKind.LISTED, tuple(tie.listed(today))))
    return tuple(found)


def _other_signing(tie: Tie, recorded: RecordedPairing, today: dt.date) -> Telling | None:
    """The signings of Wikidata that agree with no date on record; none if no date is on record."""
    known = [date for event in recorded.events if event.kind in _BEGINNINGS for date in _dates(event)]
    signing = recorded.signing
    if signing is None or not any(_dates(signing)):
        return None
    others = [word for word in tie.signed(today) if word.date and not any(word.date.agrees_with(date) for date in known)]
    if not others:
        return None
    dispute = f"Wikidata says signed {_spelt(others)}; on record is {_listed(signing.dates)}."
    return Telling(EventKind.SIGNED, tuple(others), signing.event.event_id, dispute)


def _other_end(tie: Tie, recorded: RecordedPairing, today: dt.date) -> Telling | None:
    """An end on Wikidata of what is not halted here at that time. What is suspended may be called ended there."""
    ended = tie.ended(today)
    halts = [event for event in recorded.events if event.kind in _HALTS]
    standing = recorded.standing(today)
    others = [word for word in ended if not any(_agrees(word, halt) for halt in halts)]
    if not others:
        return None
    said = f"Wikidata says ended {_spelt(others)}" if any(word.date for word in others) else "Wikidata says that it has ended"
    over = [halt for halt in halts if halt.kind is EventKind.ENDED]
    here = f"on record is {_listed(over[0].dates)}" if over and over[0].dates else f"here it is {_standing(standing.status)}"
    return Telling(EventKind.ENDED, tuple(others), over[0].event.event_id if over else None, f"{said}; {here}.")


def _agrees(word: Word, halt: RecordedEvent) -> bool:
    dates = _dates(halt)
    return word.date is None or not dates or any(word.date.agrees_with(date) for date in dates)


def _dates(event: RecordedEvent) -> list[PartialDate]:
    return [said.claim.date for said in event.claims if said.claim.date]


def _spelt(words: Sequence[Word]) -> str:
    return _listed(sorted({word.date for word in words if word.date}))


def _listed(dates: Sequence[PartialDate]) -> str:
    return " or ".join(date.long for date in dates)


def _standing(status: Status) -> str:
    return "of unknown status" if status is Status.UNKNOWN else str(status)
