"""The card of ``pairing``: one pairing whole, with its decision, timeline, disagreements and sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.domain import wording
from bot.domain.pairings import Status
from bot.domain.places import City, CityName, NameKind, distance_km
from bot.domain.records import Countries, Held, RecordedPairing
from bot.domain.standing import Standing
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card
from bot.ui.controls import button
from bot.ui.history import decision_lines, disagreement_lines, in_pages, timeline_lines
from bot.ui.illustrated import NOT_ILLUSTRATED, NOTED, Illustrated, switches, turning
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


class ToldPairing:
    """One pairing in words, over as many pages as its history takes; put into them once, however often it is shown.

    Args:
        today: the day for which it is told.
    """

    def __init__(self, recorded: RecordedPairing, around: Surroundings, today: dt.date, countries: Countries) -> None:
        self.recorded = _told_apart(recorded, countries)
        self.around = around
        self.standing = self.recorded.standing(today)
        self._today = today

    @cached_property
    def sides(self) -> tuple[City, City]:
        """The city that decided first, where one did."""
        return wording.sides(self.recorded, self.standing.deciding)

    @cached_property
    def head(self) -> list[str]:
        """What stands above the picture, on every page."""
        return _head(self.recorded, self.standing, self.around, self._today)

    @cached_property
    def note(self) -> str:
        """What stands there on the first page alone."""
        return f"-# {inert(self.recorded.pairing.note, NOTE)}" if self.recorded.pairing.note else ""

    @cached_property
    def pages(self) -> list[list[str]]:
        """Of each page the blocks under the picture, its footer last."""
        marks = Marks()
        decision = decision_lines(self.standing, marks)
        timeline = timeline_lines(self.recorded, self.standing, marks)
        aid = f"Aid between them: {wording.count(self.around.aid, 'initiative')}" if self.around.aid else ""
        # Whether or not there is a picture: the same lines stand on a page.
        room = CHARACTERS - sum(map(len, self.head)) - LINE - NOTED
        paged = in_pages(
            timeline,
            [("Where sources disagree", disagreement_lines(self.recorded, marks)), ("Sources", marks.lines())],
            first_room=room - sum(map(len, [self.note, *decision, aid])) - LINE,
            room=room,
        )
        told = []
        for page, groups in enumerate(paged, 1):
            blocks = ["\n".join(filter(None, ["### Decision", *decision]))] if page == 1 and decision else []
            blocks += ["\n".join(filter(None, [f"### {heading}", *lines])) for heading, lines in groups]
            blocks += [aid] if aid and page == 1 else []
            told.append([*blocks, f"-# {inert(_footer(self.recorded, page, len(paged)))}"])
        return told


def pairing_card(asking: Asking, told: ToldPairing, *, page: int = 1, how: Illustrated = NOT_ILLUSTRATED) -> Answer:
    """One pairing, a page of it.

    Args:
        how: its picture.
    """
    page = page_number(page, len(told.pages))
    card = Card(theme.STATUS[told.standing.status])
    card.say(*told.head, told.note if page == 1 else "", how.note)
    card.show(how.picture)
    for block in told.pages[page - 1]:
        card.rule()
        card.say(block)
    _controls(card, asking, told, how, page)
    return card.answer()


def _controls(card: Card, asking: Asking, told: ToldPairing, how: Illustrated, page: int) -> None:
    a, b, pages = told.recorded.a.city_id, told.recorded.b.city_id, len(told.pages)
    turns = turning(asking, how, page, pages, CODE, a, b)
    aid = [button("Aid", asking.control_id("ad", "b", a, b))] if told.around.aid and not told.around.occupied else []
    watch = [button("Watch", asking.control_id("wt", "on", "pairing", f"{min(a, b)}-{max(a, b)}"))]
    report = [button("Report a mistake", asking.control_id("sg", "m", a, b))]
    views = switches(asking, how, "Timeline picture", CODE, a, b)
    # Where the first page is too full for it, a mistake is reported from the last.
    waits = pages > 1 and 1 + len(views + aid + watch + report) > BUTTONS
    present = [
        *(views if page == 1 else []),
        *aid,
        *(watch if page == 1 else []),
        *(report if page == (pages if waits else 1) else []),
    ]
    # The list of each city is a word away; where there is room for it, a press.
    room = max(0, BUTTONS - len(turns) - len(present))
    lists = [button(f"Pairings of {city.name}", asking.control_id("tw", "n", city.city_id)) for city in told.sides[:room]]
    card.controls(*turns, *lists, *present)


def _head(recorded: RecordedPairing, standing: Standing, around: Surroundings, today: dt.date) -> list[str]:
    first, second = wording.sides(recorded, standing.deciding)
    title = f"{first.name} and {second.name}: {wording.STATUS_IN_TITLE[standing.status]}"
    small = [] if standing.status is Status.UNKNOWN else [wording.as_of(standing, today)]
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
