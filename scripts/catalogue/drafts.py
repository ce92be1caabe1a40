"""What is gathered of the ties before it gets its ids: pairs, and what each fact says happened to them."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.domain.dates import PartialDate
from bot.domain.pairings import Claim, DateIs, Event, EventKind, Pairing, PairingKind
from scripts.catalogue.facts import Origin, hand
from scripts.catalogue.telling import Teller, words
from scripts.catalogue.wording import sentences

Pair = tuple[int, int]
SAME_ACT = dt.timedelta(days=45)
"""Two dates of the same kind of act of the same pair that lie no further apart tell of one act: it was decided, announced, reported."""
_MOST = 0.6
NAMES_THE_TIE = "The source names the tie and does not say how it stands."
_WORD = re.compile(r"[\w–-]+")


def _spelt(date: PartialDate | None) -> str:
    return f"{date.short} {date.long}" if date else ""


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def pair_of(one: int, other: int) -> Pair:
    """The unordered pair, smaller id first."""
    return (min(one, other), max(one, other))


@dataclass
class Said:
    """One source's word, not yet numbered."""

    source_id: int | None
    origins: list[Origin]
    date: PartialDate | None = None
    date_is: DateIs = DateIs.REPORTED
    decided_by: str = ""
    words: str = ""
    condition: str = ""
    note: str = ""
    by_city: int | None = None
    act: str = ""
    """Tells apart two acts of the same kind that lie close together; empty for most."""

    def says_the_same_as(self, other: Said) -> bool:
        """Whether it is one source's word twice, once perhaps less exact."""
        if self.source_id is None or self.source_id != other.source_id:
            return False
        if self.decided_by and other.decided_by and self.decided_by != other.decided_by:
            return False
        return self.date is None or other.date is None or self.date.agrees_with(other.date)

    def take(self, other: Said) -> None:
        """Adds what ``other`` says beyond this, for both are one source's word."""
        self.origins += other.origins
        self.date = self.date or other.date
        self.decided_by = self.decided_by or other.decided_by
        self.words = self.words or other.words
        self.condition = self.condition or other.condition
        self.by_city = self.by_city or other.by_city
        for remark in sentences(other.note):
            if remark and not self._tells(remark):
                self.note = f"{self.note} {remark}".strip()

    def _tells(self, note: str) -> bool:
        """Whether this says already most of what ``note`` says."""
        own = _words(f"{self.note} {self.decided_by} {self.words} {self.condition} {_spelt(self.date)}")
        theirs = _words(note)
        return len(theirs & own) >= _MOST * len(theirs)


@dataclass
class Happened:
    """One act, with all that is said of it."""

    kind: EventKind
    claims: list[Said]
    act: str = ""

    @property
    def by_city(self) -> int | None:
        """Whose act it was, if all who say it say the same."""
        named = {said.by_city for said in self.claims if said.by_city}
        return named.pop() if len(named) == 1 else None

    def may_be(self, said: Said) -> bool:
        """Whether ``said`` can tell of this act."""
        if said.act != self.act:
            return False
        if said.by_city and self.by_city and said.by_city != self.by_city:
            return False
        if self.kind is EventKind.SIGNED:
            return True
        dated = [claim.date for claim in self.claims if claim.date]
        if said.date is None or not dated:
            return self.kind not in _SEEN or (said.date is None and not dated)
        return any(_close(said.date, date) for date in dated)


def _close(one: PartialDate, other: PartialDate) -> bool:
    return one.earliest - other.latest <= SAME_ACT and other.earliest - one.latest <= SAME_ACT


_SEEN = frozenset({EventKind.LISTED, EventKind.STATEMENT})
"""Observations rather than acts: without a date, nothing says that two are one."""
_SHOWS_BY_ITSELF = frozenset({EventKind.KEPT, EventKind.RENEWED})


@dataclass
class Tie:
    """A pair with what is said of it."""

    kinds: list[PairingKind] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    said: dict[EventKind, list[Said]] = field(default_factory=lambda: defaultdict(list))

    def happened(self) -> list[Happened]:
        """The acts: what is said of the same one is brought together."""
        self._fold_listings()
        return [happened for kind in EventKind for happened in _acts(kind, self.said.get(kind, []))]

    def _fold_listings(self) -> None:
        """A source that tells how the tie was kept needs no further word that it lists it."""
        shown = [said for kind in _SHOWS_BY_ITSELF for said in self.said.get(kind, [])]
        for kind in _SEEN:
            left = []
            for said in self.said.pop(kind, []):
                same = next((each for each in shown if each.says_the_same_as(said) and not (said.date and not each.date)), None)
                if same is None:
                    left.append(said)
                else:
                    same.take(said)
            if left:
                self.said[kind] = left


def _acts(kind: EventKind, all_said: Iterable[Said]) -> list[Happened]:
    acts: list[Happened] = []
    # The most exact dates found an act each; vaguer ones then join what they can be of.
    for said in sorted(all_said, key=lambda each: -(each.date.precision if each.date else 0)):
        act = next((each for each in acts if each.may_be(said)), None)
        if act is None:
            acts.append(Happened(kind, [said], said.act))
            continue
        same = next((each for each in act.claims if each.says_the_same_as(said)), None)
        if same is None:
            act.claims.append(said)
        else:
            same.take(said)
    return acts


@dataclass
class Ties:
    """All pairs, and the events that belong to none."""

    pairs: dict[Pair, Tie] = field(default_factory=dict)
    loose: list[tuple[EventKind, int | None, int | None, Said]] = field(default_factory=list)
    """Events without a pairing: kind, the city or cities it is about, and who says so."""

    def tie(self, one: int, other: int) -> Tie:
        return self.pairs.setdefault(pair_of(one, other), Tie())


@dataclass
class Numbered:
    """The ties as the tables' rows, and where each fact went."""

    pairings: list[Pairing] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    claims_of: dict[Origin, list[int]] = field(default_factory=lambda: defaultdict(list))


def number(ties: Ties, names: dict[int, str], teller: Teller) -> Numbered:
    """Ids for everything: pairings by the names of their cities, events by date, claims within their event."""
    done = Numbered()
    for pair in sorted(ties.pairs, key=lambda pair: (*sorted((names[pair[0]].casefold(), names[pair[1]].casefold())), pair)):
        tie = ties.pairs[pair]
        pairing_id = len(done.pairings) + 1
        kind = next((each for each in tie.kinds if each is not PairingKind.SISTER_CITY), tie.kinds[0])
        note = " ".join(dict.fromkeys(tie.notes))
        done.pairings.append(Pairing(pairing_id=pairing_id, city_a=pair[0], city_b=pair[1], kind=kind, note=note))
        acts = sorted(tie.happened(), key=_when)
        known = words(f"{names[pair[0]]} {names[pair[1]]}").union(*(_known(said) for act in acts for said in act.claims))
        for happened in acts:
            _write(done, happened, pairing_id, (None, None), teller, known)
    for what, city, other, said in ties.loose:
        _write(done, Happened(what, [said]), None, (city, other), teller, _known(said))
    return done


def _known(said: Said) -> set[str]:
    """The words of a claim's columns other than the note."""
    return words(f"{said.decided_by} {said.words} {said.condition} {_spelt(said.date)}")


def _when(happened: Happened) -> tuple[dt.date, int]:
    dates = [said.date.earliest for said in happened.claims if said.date]
    return (min(dates, default=dt.date.min), list(EventKind).index(happened.kind))


def _write(
    done: Numbered,
    happened: Happened,
    pairing_id: int | None,
    cities: tuple[int | None, int | None],
    teller: Teller,
    known: set[str],
) -> None:
    event_id = len(done.events) + 1
    done.events.append(
        Event(
            event_id=event_id, pairing_id=pairing_id, kind=happened.kind, by_city=happened.by_city, city_id=cities[0], other_city_id=cities[1]
        )
    )  # fmt: skip
    for said in sorted(happened.claims, key=lambda each: each.date.earliest if each.date else dt.date.max):
        note, dispute = teller.told(said.note, known if said.source_id else set())
        if happened.kind is EventKind.STATEMENT and not (note or dispute or said.decided_by or said.words):
            note = NAMES_THE_TIE
        claim = Claim(
            claim_id=len(done.claims) + 1, event_id=event_id, source_id=said.source_id, date=said.date, date_is=said.date_is,
            decided_by=said.decided_by, words=said.words, condition=said.condition, note=note, dispute=dispute,
        )  # fmt: skip
        done.claims.append(claim)
        for origin in said.origins:
            done.claims_of[origin].append(claim.claim_id)


def hand_written(table: str, *columns: str) -> dict[tuple[str, ...], list[dict[str, str]]]:
    """The rows of a hand table by the values of ``columns``."""
    found: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in hand(table):
        found[tuple(row[column] for column in columns)].append(row)
    return dict(found)
