"""The card of ``pairing``: one pairing whole, with its decision, timeline, disagreements and sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import wording
from bot.domain.pairings import Status
from bot.domain.places import City, CityName, NameKind, distance_km
from bot.domain.records import Countries, Held, RecordedPairing
from bot.domain.standing import Standing
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card
from bot.ui.controls import button
from bot.ui.history import decision_lines, disagreement_lines, in_pages, timeline_lines
from bot.ui.inert import inert
from bot.ui.limits import BUTTONS, CHARACTERS, LINE, NOTE, TITLE
from bot.ui.paging import page_number
from bot.ui.source_lines import Marks

CODE = "pr"
SENTENCE = 500
"""The status sentence. It names both cities, who decided and on what condition."""


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
    recorded = _told_apart(recorded, asking.countries)
    standing = recorded.standing(asking.today)
    first, second = wording.sides(recorded, standing.deciding)
    marks = Marks()
    head, note = _head(asking, recorded, standing, around), _note(recorded)
    decision = decision_lines(standing, marks)
    timeline = timeline_lines(recorded, standing, marks)
    aid = f"Aid between them: {wording.count(around.aid, 'initiative')}" if around.aid else ""
    room = CHARACTERS - sum(map(len, head)) - LINE
    paged = in_pages(
        timeline,
        [("Where sources disagree", disagreement_lines(recorded, marks)), ("Sources", marks.lines())],
        first_room=room - sum(map(len, [note, *decision, aid])) - LINE,
        room=room,
    )
    page = page_number(page, len(paged))
    card = Card(theme.STATUS[standing.status])
    card.say(*head, note if page == 1 else "")
    if page == 1 and decision:
        card.rule()
        card.say("### Decision", *decision)
    for heading, lines in paged[page - 1]:
        card.rule()
        card.say(f"### {heading}", *lines)
    if aid and page == 1:
        card.rule()
        card.say(aid)
    card.rule()
    card.say(f"-# {inert(_footer(recorded, page, len(paged)))}")
    a, b = recorded.a.city_id, recorded.b.city_id
    present = [
        control
        for control in (
            button("Previous page", asking.control_id(CODE, "p", a, b, page - 1)) if page > 1 else None,
            button("Next page", asking.control_id(CODE, "p", a, b, page + 1), likely=True) if page < len(paged) else None,
            button("Aid", asking.control_id("ad", "b", a, b)) if around.aid and not around.occupied else None,
            button("Watch", asking.control_id("wt", "on", "pairing", f"{min(a, b)}-{max(a, b)}")) if page == 1 else None,
            button("Report a mistake", asking.control_id("sg", "m", a, b)) if page == 1 else None,
        )
        if control is not None
    ]
    # The list of each city is a word away; where there is room for it, a press.
    lists = [button(f"Pairings of {city.name}", asking.control_id("tw", "n", city.city_id)) for city in (first, second)]
    turning = [control for control in present if control.press.action == "p" and control.press.card == CODE]
    card.controls(*turning, *lists[: BUTTONS - len(present)], *(control for control in present if control not in turning))
    return card.answer()


def _head(asking: Asking, recorded: RecordedPairing, standing: Standing, around: Surroundings) -> list[str]:
    first, second = wording.sides(recorded, standing.deciding)
    title = f"{first.name} and {second.name}: {wording.STATUS_IN_TITLE[standing.status]}"
    small = [] if standing.status is Status.UNKNOWN else [wording.as_of(standing, asking.today)]
    small += [f"{name.name} when signed, {city.name} today." for city, name in _renamed(recorded, around.names)]
    occupied = [
        f"-# {inert(city.name, LINE - 60)} is occupied (as of {held.as_of.short})." for city, held in around.held if held.occupied
    ]
    return [
        f"## {inert(title, TITLE)}",
        inert(wording.status_sentence(recorded, standing), SENTENCE),
        *(f"-# {inert(line, LINE)}" for line in small),
        *occupied,
    ]


def _note(recorded: RecordedPairing) -> str:
    return f"-# {inert(recorded.pairing.note, NOTE)}" if recorded.pairing.note else ""


def _told_apart(recorded: RecordedPairing, countries: Countries) -> RecordedPairing:
    """The same with namesakes named by their states or countries: Toledo, Ohio and Toledo, Spain."""
    if recorded.a.name != recorded.b.name:
        return recorded
    a, b = wording.told_apart(recorded.a, recorded.b, countries)
    return replace(recorded, a=recorded.a.model_copy(update={"name": a}), b=recorded.b.model_copy(update={"name": b}))


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
