"""The cards of ``aid``: what is done for a city, and one initiative whole."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.domain import wording
from bot.domain.dates import PartialDate
from bot.domain.initiatives import Ask, Initiative, Purpose, Sector, Standing, Verification
from bot.domain.places import City
from bot.domain.records import Held, RecordedInitiative
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.controls import button
from bot.ui.inert import cut, inert
from bot.ui.initiative import organiser
from bot.ui.limits import ENTRIES_PAGE, PLACE, ROW, TITLE
from bot.ui.paging import groups, page_number
from bot.ui.twin import occupied_line

CODE = "ad"
LINKS = "li"
"""The code of the card that tells what is known of a link."""
_NONE = "0"
Word = TypeVar("Word", Sector, Ask, Standing)


@dataclass(frozen=True, slots=True)
class AidFilter:
    """Which initiatives are asked for. What is ``None`` is not filtered by."""

    sector: Sector | None = None
    ask: Ask | None = None
    standing: Standing | None = None
    military: bool = False
    """Whether those with a military purpose are shown, which nobody gets unasked."""

    @property
    def code(self) -> str:
        """Four digits for a control's id; ``0`` is no filter."""
        parts = [
            _digit(Sector, self.sector),
            _digit(Ask, self.ask),
            _digit(Standing, self.standing),
            "1" if self.military else _NONE,
        ]
        return "".join(parts)

    @classmethod
    def from_code(cls, code: str) -> AidFilter:
        """The filter of a control's id; digits that mean nothing filter nothing."""
        digits = [int(digit) if digit.isdecimal() else 0 for digit in code.ljust(4, _NONE)[:4]]
        return cls(_word(Sector, digits[0]), _word(Ask, digits[1]), _word(Standing, digits[2]), digits[3] == 1)

    def takes(self, initiative: Initiative, today: dt.date) -> bool:
        return (
            (self.sector is None or initiative.sector is self.sector)
            and (self.ask is None or initiative.ask is self.ask)
            and (self.standing is None or initiative.standing(today) is self.standing)
        )

    @property
    def words(self) -> str:
        """``goods, completed``; nothing without a filter."""
        parts = [wording.SECTOR[self.sector] if self.sector else "", wording.ASK[self.ask] if self.ask else ""]
        parts += [
            wording.AID_STANDING[self.standing].lower() if self.standing else "",
            "military purpose too" if self.military else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class AidOf:
    """What is recorded around a city's aid. It is kept as long as nothing is written, and so is how it was listed."""

    city: City
    for_city: Sequence[RecordedInitiative]
    by_partners: Sequence[RecordedInitiative]
    by_city: Sequence[RecordedInitiative]
    for_country: Sequence[RecordedInitiative]
    pairings: int
    held: Held | None
    _listed: dict[tuple[str, dt.date], list[_Line]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def listed(self, asking: Asking, chosen: AidFilter) -> list[_Line]:
        """What fits a filter, in order, under its headings: worked out once a day, for each page asks again."""
        key = (chosen.code, asking.today)
        if key not in self._listed:
            if len(self._listed) == FILTERS_KEPT:
                self._listed.clear()
            self._listed[key] = _lines(asking, self, chosen)
        return self._listed[key]


@dataclass(frozen=True, slots=True)
class _Line:
    """An initiative in the list, under the heading of its group."""

    recorded: RecordedInitiative
    group: str
    text: str = ""


def aid_card(asking: Asking, aid: AidOf, chosen: AidFilter, *, page: int = 1) -> Answer:
    """What is done for a city, open first; then what its partners do elsewhere, and what is done for the whole country."""
    shown, hidden = _by_purpose(aid.for_city, military=chosen.military)
    lines = aid.listed(asking, chosen)
    if not lines and not hidden and not aid.for_city and not chosen.words:
        return _nothing(asking, aid)
    paged = [lines[start : start + ENTRIES_PAGE] for start in range(0, len(lines), ENTRIES_PAGE)] or [[]]
    page = page_number(page, len(paged))
    before = (page - 1) * ENTRIES_PAGE
    card = Card(theme.LIST)
    card.say(*_head(asking, aid, shown, hidden, chosen))
    sizes = Counter(line.group for line in lines)
    begun = {line.group for line in lines[:before]}
    number = before
    for group, of in groups(paged[page - 1], lambda line: line.group):
        card.rule()
        card.say(f"### {inert(group, TITLE)} · {sizes[group]}{', continued' if group in begun else ''}")
        for line in of:
            number += 1
            _say_entry(card, asking, number, line.recorded, aid.city)
    if not lines:
        card.rule()
        what = "Nothing recorded fits this filter" if chosen.words else "Nothing else is recorded"
        card.say(f"{what}. That does not mean that there is nothing.")
    card.rule()
    card.say(f"-# {_footer(asking, aid, lines, page, len(paged), before, len(paged[page - 1]))}")
    city = aid.city.city_id
    card.controls(
        button("Previous page", asking.control_id(CODE, "p", city, page - 1, chosen.code)) if page > 1 else None,
        button("Next page", asking.control_id(CODE, "p", city, page + 1, chosen.code), likely=True)
        if page < len(paged)
        else None,
        button("Filter", asking.control_id(CODE, "f", city, chosen.code)),
        button(f"Pairings of {aid.city.name}", asking.control_id("tw", "n", city)) if aid.pairings else None,
        button("Check a link", asking.control_id(LINKS, "v")),
    )
    return card.answer()


def aid_between_card(asking: Asking, one: City, other: City, recorded: Sequence[RecordedInitiative]) -> Answer:
    """What organisers of two cities do for the other, either way."""
    shown, hidden = _by_purpose(recorded, military=False)
    names = wording.told_apart(one, other, asking.countries)
    if not shown:
        first, second = (inert(name, PLACE) for name in names)
        not_shown = f" {hidden} with a military purpose not shown." if hidden else ""
        civilian = "civilian aid" if hidden else "aid"
        return sentence(
            f"No {civilian} between **{first}** and **{second}** is recorded. That does not mean that there is none.{not_shown}"
        )
    card = Card(theme.LIST)
    title = f"Aid between {names[0]} and {names[1]}: {wording.count(len(shown), 'initiative')} recorded"
    card.say(
        f"## {inert(title, TITLE)}",
        f"-# {_safety(shown, asking.today)}",
        f"-# {hidden} with a military purpose not shown" if hidden else "",
    )
    card.rule()
    for number, each in enumerate(shown[:BETWEEN], 1):
        _say_entry(card, asking, number, each, None)
    card.rule()
    more = f"{len(shown) - BETWEEN} more stand among all aid for each city" if len(shown) > BETWEEN else _NOT_NONE
    card.say(f"-# {more}")
    card.controls(
        button(f"All aid for {names[0]}", asking.control_id(CODE, "n", one.city_id)),
        button(f"All aid for {names[1]}", asking.control_id(CODE, "n", other.city_id)),
    )
    return card.answer()


FILTERS_KEPT = 8
"""Of how many filters of a city's aid the list is kept."""
ORGANISER = 90
"""An organiser in a row, so that what follows it keeps room."""
_NOT_NONE = "No entry means none recorded, not that there is none"
BETWEEN = 8
"""Initiatives on the card of two cities; more stand on the card of each."""


def _say_entry(card: Card, asking: Asking, number: int, recorded: RecordedInitiative, home: City | None) -> None:
    """An initiative in two lines, with a button that opens it."""
    initiative = recorded.initiative
    card.entry(
        f"**{number}. {inert(initiative.title, TITLE)}**",
        f"-# {inert(_facts(asking, recorded, home), ROW)}",
        control=button(f"Open {number}", asking.control_id("in", "o", initiative.initiative_id)),
    )


def _by_purpose(recorded: Iterable[RecordedInitiative], *, military: bool) -> tuple[list[RecordedInitiative], int]:
    """What may be shown, and how many of a military purpose are not."""
    given = list(recorded)
    shown = given if military else [one for one in given if one.initiative.purpose is not Purpose.MILITARY]
    return shown, len(given) - len(shown)


def _lines(asking: Asking, aid: AidOf, chosen: AidFilter) -> list[_Line]:
    country = asking.countries.in_sentence(aid.city.country_code)
    name = aid.city.name
    seen: set[int] = set()
    lines: list[_Line] = []

    def add(recorded: Sequence[RecordedInitiative], heading: str | None) -> None:
        shown, _ = _by_purpose(recorded, military=chosen.military)
        fitting = [
            one for one in shown if chosen.takes(one.initiative, asking.today) and one.initiative.initiative_id not in seen
        ]
        fitting.sort(key=lambda one: _order(one.initiative, asking.today))
        seen.update(one.initiative.initiative_id for one in fitting)
        lines.extend(_Line(one, heading or wording.AID_STANDING[one.initiative.standing(asking.today)]) for one in fitting)

    add(aid.for_city, None)
    add(aid.by_partners, _by_partners_of(name, country))
    add(aid.by_city, _by(name))
    add(aid.for_country, _for_all_of(country))
    return lines


_PLACE = {standing: place for place, standing in enumerate(Standing)}


def _order(initiative: Initiative, today: dt.date) -> tuple[int, int, int]:
    """Open first; within a group the last seen first, then the last begun."""
    date = initiative.last_seen or initiative.started
    return (_PLACE[initiative.standing(today)], -date.latest.toordinal() if date else 0, initiative.initiative_id)


def _head(asking: Asking, aid: AidOf, shown: Sequence[RecordedInitiative], hidden: int, chosen: AidFilter) -> list[str]:
    listed = aid.listed(asking, AidFilter(military=chosen.military))
    occupied = aid.held is not None and aid.held.occupied
    lines = [
        f"## {inert(_title(asking, aid, shown, hidden, listed), TITLE)}",
        occupied_line(aid.city, aid.held),
        _by_state([one.initiative for one in shown], asking.today) if shown else _none_for(asking, aid, hidden, listed),
        f"-# {_safety([line.recorded for line in listed], asking.today)}"
        if not occupied
        else "-# No donation link is shown for an occupied place.",
    ]
    if hidden:
        command = asking.example(f"aid {cut(aid.city.name, PLACE)} purpose:military")
        lines.append(f"-# {hidden} with a military purpose not shown: {command}")
    if chosen.words:
        lines.append(f"-# Filter: {inert(chosen.words)}")
    return lines


def _title(asking: Asking, aid: AidOf, shown: Sequence[RecordedInitiative], hidden: int, listed: Sequence[_Line]) -> str:
    """How many initiatives for the city there are; where there is none, what is listed instead."""
    lead = f"Aid for {cut(aid.city.name, PLACE // 2)}"
    if shown:
        open_today = sum(one.initiative.standing(asking.today) is Standing.OPEN for one in shown)
        known = f"{open_today} open today" if open_today else "none known to be open today"
        return f"{lead}: {wording.count(len(shown), 'initiative')} recorded, {known}"
    instead = _instead(asking, aid, listed)[:1]
    return f"{lead}: {'; '.join(['no civilian initiative recorded' if hidden else 'none recorded', *instead])}"


def _none_for(asking: Asking, aid: AidOf, hidden: int, listed: Sequence[_Line]) -> str:
    """That no initiative for the city is recorded, and what of others is."""
    kind = "civilian initiative" if hidden else "initiative"
    none = f"No {kind} for {cut(aid.city.name, PLACE)} is recorded. That does not mean that there is none."
    instead = _instead(asking, aid, listed)
    return inert(f"{none} Recorded: {wording.joined(instead)}." if instead else none, ROW)


def _instead(asking: Asking, aid: AidOf, listed: Sequence[_Line]) -> list[str]:
    """``1 by Tampere``, ``2 by its partner cities``, ``7 for all of Ukraine``: what is listed beside the aid for the city."""
    name, country = aid.city.name, asking.countries.in_sentence(aid.city.country_code)
    sizes = Counter(line.group for line in listed)
    words = {
        _by(name): f"by {cut(name, PLACE // 2)} for others",
        _by_partners_of(name, country): "by its partner cities for others",
        _for_all_of(country): f"for all of {country}",
    }
    return [f"{sizes[group]} {told}" for group, told in words.items() if sizes[group]]


def _safety(shown: Sequence[RecordedInitiative], today: dt.date) -> str:
    if any(one.initiative.checked(today) is Verification.VERIFIED for one in shown):
        return "Verified links: checked by two people, dated."
    return "No donation link is shown, because none is verified."


def _by_state(initiatives: Sequence[Initiative], today: dt.date) -> str:
    """``4 were active when last seen (2022 to 2024), 4 are of unknown state, 8 are completed.``"""
    parts = []
    for standing in Standing:
        of = [one for one in initiatives if one.standing(today) is standing]
        if not of:
            continue
        was, are = ("was", "is") if len(of) == 1 else ("were", "are")
        match standing:
            case Standing.OPEN:
                parts.append(f"{len(of)} {are} open today")
            case Standing.LAST_SEEN_ACTIVE:
                years = sorted(one.last_seen.year for one in of if one.last_seen)
                span = f" ({years[0]} to {years[-1]})" if years and years[0] != years[-1] else f" ({years[0]})" if years else ""
                parts.append(f"{len(of)} {was} active when last seen{span}")
            case Standing.UNKNOWN:
                parts.append(f"{len(of)} {are} of unknown state")
            case Standing.COMPLETED:
                parts.append(f"{len(of)} {are} completed")
    return f"{', '.join(parts)}." if parts else ""


def _facts(asking: Asking, recorded: RecordedInitiative, home: City | None) -> str:
    """``City of Hamburg · goods · last seen Apr 2024``; for another place than ``home`` its name first."""
    initiative, beneficiary = recorded.initiative, recorded.beneficiary
    parts = []
    if beneficiary is not None and (home is None or beneficiary.city_id != home.city_id):
        parts.append(f"for {cut(beneficiary.name, PLACE)}")
    elif beneficiary is None and home is not None and recorded.initiative.organiser_city_id == home.city_id:
        parts.append(f"for all of {asking.countries.in_sentence(initiative.country_code)}")
    parts.append(wording.upper_first(cut(organiser(recorded), ORGANISER)))
    parts.append(wording.SECTOR[initiative.sector])
    if initiative.purpose is Purpose.DUAL_USE:
        parts.append("dual use")
    if initiative.ask and initiative.ask is not Ask.NONE:
        parts.append(wording.ASK[initiative.ask])
    seen = _seen(initiative.last_seen, initiative.started)
    if seen:
        parts.append(seen)
    if initiative.checked(asking.today) is Verification.VERIFIED and initiative.link_expires:
        parts.append(f"link verified until {initiative.link_expires.short}")
    elif initiative.verification is Verification.LISTED:
        parts.append(f"listed on {recorded.source.domain}")
    return " · ".join(parts)


def _seen(last_seen: PartialDate | None, started: PartialDate | None) -> str:
    if last_seen:
        return f"last seen {last_seen.short}"
    return f"since {started.short}" if started else ""


def _footer(asking: Asking, aid: AidOf, lines: Sequence[_Line], page: int, pages: int, before: int, shown: int) -> str:
    whole = len(lines)
    country = asking.countries.in_sentence(aid.city.country_code)
    last = sum(line.group == _for_all_of(country) for line in lines)
    wide = f"the last {f'{last} ' if last > 1 else ''}for all of {inert(country, PLACE)}" if 0 < last < whole else ""
    if pages == 1:
        return wording.upper_first(wide) if wide else _NOT_NONE
    parts = f"Page {page} of {pages} · {before + 1} to {before + shown} of {whole}"
    return f"{parts}, {wide}" if wide else parts


def _by(name: str) -> str:
    return f"From {name}, for other places"


def _by_partners_of(name: str, country: str) -> str:
    return f"From partner cities of {name}, for other places in {country}"


def _for_all_of(country: str) -> str:
    return f"For all of {country}"


def _nothing(asking: Asking, aid: AidOf) -> Answer:
    place = inert(wording.in_full(aid.city, asking.countries), 2 * PLACE)
    controls = [button(f"Pairings of {aid.city.name}", asking.control_id("tw", "n", aid.city.city_id))] if aid.pairings else []
    occupied = occupied_line(aid.city, aid.held)
    words = f"No initiative is recorded for **{place}**. That does not mean that there is none."
    return sentence(f"{occupied} {words}".strip(), *controls)


def _digit(words: type[Sector] | type[Ask] | type[Standing], word: Sector | Ask | Standing | None) -> str:
    return _NONE if word is None else str(list(words).index(word) + 1)


def _word(words: type[Word], digit: int) -> Word | None:
    known = list(words)
    return known[digit - 1] if 0 < digit <= len(known) else None
