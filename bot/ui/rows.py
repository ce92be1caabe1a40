"""Pairings as rows: how one is written in a list, in which order, and what its group says above it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain import wording
from bot.domain.pairings import EventKind, PairingKind, Status
from bot.domain.places import City
from bot.domain.records import Countries, RecordedPairing
from bot.domain.standing import Standing
from bot.ui.inert import cut, inert
from bot.ui.limits import ROW

NAME = 80


@dataclass(frozen=True, slots=True)
class PairingRow:
    """One pairing in a list."""

    recorded: RecordedPairing
    standing: Standing
    text: str
    label: str
    """What a menu calls it."""
    pointed: str
    """What the count line calls it, if it is one of few."""

    @property
    def group(self) -> Status:
        return self.standing.status

    @property
    def value(self) -> str:
        """What a menu gives back: the smaller and the larger city id."""
        return f"{self.recorded.a.city_id}-{self.recorded.b.city_id}"

    @property
    def described(self) -> str:
        """A menu's second line: ``Suspended · 28 Feb 2022 · 1997``."""
        since = self.standing.since
        parts = [wording.STATUS[self.standing.status]]
        if since and self.standing.status is not Status.ACTIVE:
            parts.append(since.short)
        parts.append(wording.year_of_signing(self.standing.signed))
        return " · ".join(part for part in parts if part)


def of_city(recorded: Iterable[RecordedPairing], home: City, today: dt.date, countries: Countries) -> list[PairingRow]:
    """The pairings of ``home``, each named by its other city."""
    rows = []
    for one in recorded:
        other = one.other_than(home.city_id)
        standing = one.standing(today)
        where = wording.whereabouts(other, countries, home=home)
        row = _joined(f"**{inert(cut(other.name, NAME))}**, {inert(cut(where, NAME))}", _facts(one, standing))
        rows.append(PairingRow(one, standing, row, f"{other.name}, {where}", other.name))
    return _sorted(rows)


def between(recorded: Iterable[RecordedPairing], country: str, today: dt.date) -> list[PairingRow]:
    """Pairings of two countries, the city of ``country`` named second: ``**Chicago**, Illinois – **Moscow**``."""
    rows = []
    for one in recorded:
        theirs, ours = (one.a, one.b) if one.a.country_code == country else (one.b, one.a)
        standing = one.standing(today)
        row = _joined(f"{_party(ours)} – {_party(theirs)}", _facts(one, standing))
        pair = f"{ours.name} – {theirs.name}"
        rows.append(PairingRow(one, standing, row, pair, pair))
    return _sorted(rows)


def count_line(rows: Sequence[PairingRow]) -> str:
    """``24 active, 1 proposed (Kyiv) and 1 of unknown status (Saint Petersburg).``"""
    return inert(cut(wording.counts_by_status([(row.group, row.pointed) for row in rows]), 400)) + "."


def shared_standing(rows: Sequence[PairingRow]) -> Standing:
    """One of those rows whose as-of most of the rows share; rows that differ end with theirs."""
    common = Counter((row.standing.listed_only, row.standing.as_of) for row in rows).most_common(1)[0][0]
    return next(row.standing for row in rows if (row.standing.listed_only, row.standing.as_of) == common)


def with_own_as_of(row: PairingRow, shared: Standing) -> str:
    """The row's text, with its own as-of at the end if that says another thing than its group's: 2016 and Nov 2016 agree."""
    mine, theirs = row.standing.as_of, shared.as_of
    if row.standing.listed_only == shared.listed_only and (mine == theirs or (mine and theirs and mine.agrees_with(theirs))):
        return row.text
    if row.standing.as_of is None:
        return f"{row.text} · undated"
    return f"{row.text} · {'listed' if row.standing.listed_only else 'as of'} {row.standing.as_of.short}"


def group_note(status: Status, rows: Sequence[PairingRow]) -> str:
    """What stands under the heading of a group whose status needs a word."""
    if status in (Status.PROPOSED, Status.INVITED) and all(_one_sided(row) for row in rows):
        return wording.ONE_SIDED
    if status is Status.UNKNOWN:
        signed = [row for row in rows if row.standing.signed]
        if len(signed) == len(rows):
            return wording.SIGNED_ONLY
        return wording.LISTED_ONLY if not signed else wording.SIGNED_OR_LISTED
    return ""


def _one_sided(row: PairingRow) -> bool:
    actors = {event.event.by_city for event in row.recorded.events if event.kind not in (EventKind.STATEMENT, EventKind.VISIT)}
    return len(actors - {None}) <= 1 and not any(event.kind is EventKind.SIGNED for event in row.recorded.events)


def _facts(recorded: RecordedPairing, standing: Standing) -> list[str]:
    kind = recorded.pairing.kind
    return [
        wording.year_of_signing(standing.signed),
        "" if kind is PairingKind.SISTER_CITY else wording.KIND[kind],
        wording.status_in_row(standing),
    ]


def _party(city: City) -> str:
    name = f"**{inert(cut(city.name, NAME))}**"
    has_state = city.country_code == "US" and city.region and city.region not in city.name
    return f"{name}, {inert(city.region)}" if has_state else name


def _joined(head: str, facts: Sequence[str]) -> str:
    """``head`` and what fits of the facts in a row's length, whole words only."""
    tail = " · ".join(fact for fact in facts if fact)
    if not tail:
        return head
    return f"{head} · {inert(cut(tail, max(20, ROW - len(head))))}"


def _sorted(rows: list[PairingRow]) -> list[PairingRow]:
    order = list(Status)

    def key(row: PairingRow) -> tuple[int, int, str, int]:
        date = row.standing.signed.date if row.standing.signed else None
        return (order.index(row.group), date.year if date else 9999, row.label.casefold(), row.recorded.pairing.pairing_id)

    return sorted(rows, key=key)
