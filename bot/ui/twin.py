"""The card of ``twin``: all pairings of a city, by status."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain import wording
from bot.domain.dates import PartialDate
from bot.domain.places import City
from bot.domain.records import Held
from bot.search.answers import Candidate
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card
from bot.ui.controls import button
from bot.ui.illustrated import NOT_ILLUSTRATED, Illustrated, switches, turning
from bot.ui.inert import inert
from bot.ui.limits import LINE, TITLE
from bot.ui.listing import Listing

CODE = "tw"


@dataclass(frozen=True, slots=True)
class Former:
    """The former name under which a city was asked for."""

    name: str
    until: PartialDate | None

    @classmethod
    def of(cls, found: Candidate) -> Former | None:
        """The former name that was typed, if it was one."""
        return cls(found.former_name, found.until) if found.former_name else None


def twin_card(
    asking: Asking,
    city: City,
    rows: Listing,
    *,
    page: int = 1,
    has_aid: bool = False,
    held: Held | None = None,
    former: Former | None = None,
    how: Illustrated = NOT_ILLUSTRATED,
) -> Answer:
    """The pairings of ``city``; there must be one at least.

    Args:
        rows: all of them, as :func:`bot.ui.rows.of_city` gives them, listed.
        has_aid: whether any initiative for or by the city is recorded.
        held: who holds the place, if that is recorded; an occupied one has no way to aid.
        former: the former name under which it was asked for.
        how: its picture.
    """
    shown = rows.page(page, how.first_page)
    occupied = held is not None and held.occupied
    card = Card(theme.LIST)
    title = f"{wording.in_title(city, asking.countries)}: {wording.count(len(rows), 'pairing')} recorded"
    card.say(
        f"## {inert(title, TITLE)}",
        former_line(city, former),
        occupied_line(city, held),
        rows.count_line,
        how.note,
    )
    card.show(how.picture)
    shown.say(card, asking, CODE, city.city_id)
    card.controls(
        *turning(asking, how, shown.number, shown.of, CODE, city.city_id),
        *(switches(asking, how, "Timeline picture", CODE, city.city_id) if shown.number == 1 else []),
        button("Sources", asking.control_id("sr", "c", city.city_id)),
        button("Aid", asking.control_id("ad", "n", city.city_id)) if has_aid and not occupied else None,
    )
    return card.answer()


def former_line(city: City, former: Former | None) -> str:
    """``Dnipropetrovsk is called Dnipro since 2016.`` Nothing if the city was asked for by another name."""
    if former is None:
        return ""
    since = f" since {former.until.year}" if former.until else " today"
    return inert(f"{former.name} is called {city.name}{since}.", LINE)


def occupied_line(city: City, held: Held | None, room: int = LINE - 60) -> str:
    """``Mariupol is occupied (as of 22 Aug 2026). History only.`` Nothing for a place that is not.

    Args:
        room: how many characters its name may take.
    """
    if held is None or not held.occupied:
        return ""
    return f"{inert(city.name, room)} is occupied (as of {held.as_of.short}). History only."
