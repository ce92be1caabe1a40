"""The card of ``pairing``: one pairing whole, with its decision, timeline, disagreements and sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import wording
from bot.domain.pairings import DateIs, EventKind, Status
from bot.domain.places import City, CityName, NameKind, distance_km
from bot.domain.records import Held, RecordedPairing
from bot.domain.standing import RecordedEvent, Standing, in_order
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card
from bot.ui.controls import button
from bot.ui.inert import cut, inert
from bot.ui.limits import NOTE, TITLE
from bot.ui.paging import page_number
from bot.ui.source_lines import Marks

CODE = "pr"
PAGE_CHARACTERS = 2400
"""Timeline, disagreements and sources of one page together; the rest is for title, decision and footer."""

Block = tuple[str, list[str]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is recorded around a pairing and shown with it."""

    aid: int = 0
    """How many initiatives of one city for the other."""
    held: tuple[tuple[City, Held], ...] = ()
    """Who holds a party, where that is recorded."""
    names: tuple[CityName, ...] = ()
    """Other names of both cities."""

    @property
    def occupied(self) -> bool:
        return any(held.occupied for _, held in self.held)


def pairing_card(asking: Asking, recorded: RecordedPairing, around: Surroundings, *, page: int = 1) -> Answer:
    """One pairing, over as many pages as its history takes."""
    standing = recorded.standing(asking.today)
    first, second = wording.sides(recorded, standing.deciding)
    marks = Marks()
    decision = _decision(standing, marks)
    timeline = _timeline(recorded, standing, marks)
    blocks = [("Timeline", timeline), ("Where sources disagree", _disagreements(recorded, marks)), ("Sources", marks.lines())]
    paged = _pages(blocks, room=PAGE_CHARACTERS - sum(map(len, decision)))
    page = page_number(page, len(paged))
    card = Card(theme.STATUS[standing.status])
    card.say(*_head(asking, recorded, standing, around, page))
    if page == 1 and decision:
        card.rule()
        card.say("### Decision", *decision)
    for heading, lines in paged[page - 1]:
        card.rule()
        card.say(f"### {heading}", *lines)
    if around.aid and page == 1:
        card.rule()
        card.say(f"Aid between them: {wording.count(around.aid, 'initiative')}")
    card.rule()
    card.say(f"-# {inert(_footer(recorded, page, len(paged)))}")
    a, b = recorded.a.city_id, recorded.b.city_id
    card.controls(
        button("Previous page", asking.control_id(CODE, "p", a, b, page - 1)) if page > 1 else None,
        button("Next page", asking.control_id(CODE, "p", a, b, page + 1), likely=True) if page < len(paged) else None,
        button(f"Pairings of {first.name}", asking.control_id("tw", "n", first.city_id)),
        button(f"Pairings of {second.name}", asking.control_id("tw", "n", second.city_id)),
        button("Aid", asking.control_id("ad", "b", a, b)) if around.aid and not around.occupied else None,
    )
    return card.answer()


def _head(asking: Asking, recorded: RecordedPairing, standing: Standing, around: Surroundings, page: int) -> list[str]:
    first, second = wording.sides(recorded, standing.deciding)
    title = f"{first.name} and {second.name}: {wording.STATUS_IN_TITLE[standing.status]}"
    lines = [f"## {inert(cut(title, TITLE))}", inert(wording.status_sentence(recorded, standing))]
    small = [] if standing.status is Status.UNKNOWN else [wording.as_of(standing, asking.today)]
    small += [f"{name.name} when signed, {city.name} today." for city, name in _renamed(recorded, around.names)]
    small += [f"{city.name} is occupied (as of {held.as_of.short})." for city, held in around.held if held.occupied]
    if page == 1 and recorded.pairing.note:
        small.append(cut(recorded.pairing.note, NOTE))
    return [*lines, *(f"-# {inert(line)}" for line in small)]


def _decision(standing: Standing, marks: Marks) -> list[str]:
    deciding = standing.deciding
    if deciding is None or deciding.kind is EventKind.LISTED:
        return []
    lines = []
    for label, field in (("Decided by", "decided_by"), ("Condition", "condition"), ("Exact word", "words")):
        value = deciding.value(field)
        if not value:
            continue
        same = [said for said in deciding.claims if getattr(said.claim, field) == value]
        quoted = f"“{value}”" if field == "words" else value
        lines.append(f"**{label}:** {inert(cut(quoted, NOTE))}{marks.of(same)}")
    return lines


def _timeline(recorded: RecordedPairing, standing: Standing, marks: Marks) -> list[str]:
    lines: list[tuple[dt.date, str]] = []
    for event in in_order(recorded.events):
        lines += _event_lines(recorded, event, event is standing.deciding, marks)
    lines.sort(key=lambda line: line[0])
    return [line for _, line in lines]


def _event_lines(recorded: RecordedPairing, event: RecordedEvent, decides: bool, marks: Marks) -> list[tuple[dt.date, str]]:
    """An event's own line, and one for each later day on which it was announced."""
    date = event.date
    announced = [
        said for said in event.claims if said.claim.date_is is DateIs.ANNOUNCED and said.claim.date and said.claim.date != date
    ]
    of_the_act = [said for said in event.claims if said not in announced]
    what = _what_happened(recorded, event, decides)
    notes = [said.claim.note for said in of_the_act if said.claim.note]
    if notes:
        what = f"{what}: {'; '.join(dict.fromkeys(notes))}"
    at = date.earliest if date else dt.date.min
    lines = [(at, f"- **{date.short if date else 'No date'}** {inert(cut(what, NOTE))}{marks.of(of_the_act)}")]
    for said in announced:
        assert said.claim.date is not None
        note = f": {said.claim.note}" if said.claim.note else ""
        lines.append(
            (said.claim.date.earliest, f"- **{said.claim.date.short}** {inert(cut(f'announced{note}', NOTE))}{marks.of([said])}")
        )
    return lines


def _what_happened(recorded: RecordedPairing, event: RecordedEvent, decides: bool) -> str:
    """``suspended (the mayor), until hostilities end``. What the decision block says already is not said again."""
    what = wording.DONE[event.kind]
    if event.kind is EventKind.SIGNED:
        what = f"signed as {wording.PARTNERS[recorded.pairing.kind]}"
    if decides and event.kind is not EventKind.LISTED:
        return what
    who, condition, words = (event.value(field) for field in ("decided_by", "condition", "words"))
    what += f" ({who})" if who else ""
    what += f", “{words}”" if words else ""
    return f"{what}, {condition}" if condition else what


def _disagreements(recorded: RecordedPairing, marks: Marks) -> list[str]:
    lines = []
    for event in in_order(recorded.events):
        if len(event.dates) > 1:
            said = [
                f"{one.claim.date.short}{marks.of([one])}"
                for one in event.claims
                if one.claim.date in event.dates and one.claim.date
            ]
            what = wording.upper_first(wording.DONE[event.kind])
            lines.append(f"- {what}: {wording.joined(list(dict.fromkeys(said)), 'or')}. No source settles it.")
        lines += [f"- {inert(cut(one.claim.dispute, NOTE))}{marks.of([one])}" for one in event.claims if one.claim.dispute]
    return lines


def _pages(blocks: Sequence[Block], room: int) -> list[list[Block]]:
    """The blocks over pages, in order; a block that goes on says so."""
    made: list[list[Block]] = [[]]
    for heading, lines in blocks:
        begun = False
        for line in lines:
            if len(line) + 1 > room and made[-1]:
                made.append([])
                room = PAGE_CHARACTERS
            if not made[-1] or made[-1][-1][0].removesuffix(", continued") != heading:
                made[-1].append((f"{heading}, continued" if begun else heading, []))
            made[-1][-1][1].append(line)
            begun = True
            room -= len(line) + 1
    return made


def _renamed(recorded: RecordedPairing, names: Sequence[CityName]) -> list[tuple[City, CityName]]:
    """The parties that had another name when they signed."""
    signed = recorded.signing.date if recorded.signing else None
    if signed is None:
        return []
    found = []
    for city in (recorded.a, recorded.b):
        then = [
            name
            for name in names
            if name.city_id == city.city_id
            and name.kind is NameKind.FORMER
            and name.until
            and name.until.earliest > signed.earliest
        ]
        if then:
            found.append((city, min(then, key=lambda name: name.until.earliest if name.until else dt.date.max)))
    return found


def _footer(recorded: RecordedPairing, page: int, pages: int) -> str:
    distance = distance_km(recorded.a, recorded.b)
    parts = [f"Page {page} of {pages}"] if pages > 1 else []
    parts.append(wording.upper_first(wording.PARTNERS[recorded.pairing.kind]))
    if distance is not None:
        parts.append(f"{distance if distance < 100 else round(distance, -1):,} km apart")
    parts.append("no population with a year is recorded")
    return " · ".join(parts)
