"""Pairings as rows: how one is written in a list, in which order, and what its group says above it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain import wording
from bot.domain.pairings import EventKind, PairingKind, Status
from bot.domain.places import City
from bot.domain.records import Countries, RecordedPairing
from bot.domain.standing import Standing, card_order
from bot.ui.inert import inert
from bot.ui.limits import COUNT_LINE, ROW

NAME, WHERE = 60, 40
"""A city in a row, and what follows its name: the facts after them keep room."""
PARTY, STATE = 45, 22
"""The same where a row names both cities."""


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


def of_city(recorded: Sequence[RecordedPairing], home: City, today: dt.date, countries: Countries) -> list[PairingRow]:
    """The pairings of ``home``, each named by its other city."""

    def row(one: RecordedPairing, own_as_of: str) -> PairingRow:
        other = one.other_than(home.city_id)
        where = wording.whereabouts(other, countries, home=home)
        text = _row(f"**{inert(other.name, NAME)}**, {inert(where, WHERE)}", one, today, own_as_of)
        return PairingRow(one, one.standing(today), text, f"{other.name}, {where}", other.name)

    return _rows(recorded, today, row)


def between(recorded: Sequence[RecordedPairing], country: str, today: dt.date) -> list[PairingRow]:
    """Pairings of two countries, the city of ``country`` named second: ``**Chicago**, Illinois – **Moscow**``."""

    def row(one: RecordedPairing, own_as_of: str) -> PairingRow:
        theirs, ours = (one.a, one.b) if one.a.country_code == country else (one.b, one.a)
        text = _row(f"{_party(ours)} – {_party(theirs)}", one, today, own_as_of)
        pair = f"{ours.name} – {theirs.name}"
        return PairingRow(one, one.standing(today), text, pair, pair)

    return _rows(recorded, today, row)


def count_line(rows: Sequence[PairingRow]) -> str:
    """``24 active, 1 proposed (Kyiv) and 1 of unknown status (Saint Petersburg).``"""
    return inert(f"{wording.counts_by_status([(row.group, row.pointed) for row in rows])}.", COUNT_LINE)


def shared_standing(standings: Sequence[Standing]) -> Standing:
    """One of those standings whose as-of most of them share; of two as common the newer."""
    times = Counter((one.listed_only, one.as_of) for one in standings)

    def how_common(one: Standing) -> tuple[int, dt.date, bool]:
        newest = one.as_of.latest if one.as_of else dt.date.min
        return (times[one.listed_only, one.as_of], newest, one.listed_only)

    return max(standings, key=how_common)


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


def _rows(
    recorded: Sequence[RecordedPairing], today: dt.date, row: Callable[[RecordedPairing, str], PairingRow]
) -> list[PairingRow]:
    """The rows in their order; an active one whose as-of says another thing than its group's ends with its own."""
    active = [one.standing(today) for one in recorded if one.standing(today).status is Status.ACTIVE]
    shared = shared_standing(active) if active else None
    return _sorted([row(one, _own_as_of(one.standing(today), shared)) for one in recorded])


def _own_as_of(standing: Standing, shared: Standing | None) -> str:
    """``listed Nov 2016``; nothing where it agrees with the group's: 2016 and Nov 2016 do."""
    if shared is None or standing.status is not Status.ACTIVE:
        return ""
    mine, theirs = standing.as_of, shared.as_of
    if standing.listed_only == shared.listed_only and (mine == theirs or (mine and theirs and mine.agrees_with(theirs))):
        return ""
    return f"{'listed' if standing.listed_only else 'as of'} {mine.short}" if mine else "undated"


def _row(head: str, recorded: RecordedPairing, today: dt.date, own_as_of: str) -> str:
    """``head``, what fits of the facts in a row's length, and the row's own as-of."""
    kind, standing = recorded.pairing.kind, recorded.standing(today)
    facts = [
        wording.year_of_signing(standing.signed),
        "" if kind is PairingKind.SISTER_CITY else wording.KIND[kind],
        wording.status_in_row(standing),
    ]
    told = " · ".join(fact for fact in facts if fact)
    room = ROW - len(head) - 3 - (len(own_as_of) + 3 if own_as_of else 0)
    return " · ".join(part for part in (head, inert(told, room) if told else "", own_as_of) if part)


def _party(city: City) -> str:
    name = f"**{inert(city.name, PARTY)}**"
    return f"{name}, {inert(city.region, STATE)}" if wording.has_state(city) else name


def _sorted(rows: list[PairingRow]) -> list[PairingRow]:
    return sorted(rows, key=lambda row: (*card_order(row.standing, row.label), row.recorded.pairing.pairing_id))
