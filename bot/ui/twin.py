"""The card of ``twin``: all pairings of a city, by status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import wording
from bot.domain.dates import PartialDate
from bot.domain.pairings import Status
from bot.domain.places import City
from bot.domain.records import Held
from bot.search.answers import Candidate
from bot.ui import rows as pairing_rows
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card
from bot.ui.controls import Control, button, menu
from bot.ui.illustrated import NOT_ILLUSTRATED, Illustrated, switches, turning
from bot.ui.inert import inert
from bot.ui.limits import LINE, OPTIONS, TITLE
from bot.ui.paging import groups, page_number, pages
from bot.ui.rows import PairingRow

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
    rows: Sequence[PairingRow],
    *,
    page: int = 1,
    has_aid: bool = False,
    held: Held | None = None,
    former: Former | None = None,
    how: Illustrated = NOT_ILLUSTRATED,
) -> Answer:
    """The pairings of ``city``; there must be one at least.

    Args:
        rows: all of them, as :func:`bot.ui.rows.of_city` gives them.
        has_aid: whether any initiative for or by the city is recorded.
        held: who holds the place, if that is recorded; an occupied one has no way to aid.
        former: the former name under which it was asked for.
        how: its picture.
    """
    paged = pages(rows, how.first_page)
    page = page_number(page, len(paged))
    shown = paged[page - 1]
    occupied = held is not None and held.occupied
    card = Card(theme.LIST)
    title = f"{wording.in_title(city, asking.countries)}: {wording.count(len(rows), 'pairing')} recorded"
    card.say(
        f"## {inert(title, TITLE)}",
        former_line(city, former),
        occupied_line(city, held),
        pairing_rows.count_line(rows),
        how.note,
    )
    card.show(how.picture)
    before = sum(len(other) for other in paged[: page - 1])
    say_groups(card, asking, rows, shown, before)
    card.rule()
    card.say(f"-# {footer(page, len(paged), before, len(shown), len(rows))}")
    card.controls(pick_pairing(asking, rows, shown, CODE, city.city_id))
    card.controls(
        *turning(asking, how, page, len(paged), CODE, city.city_id),
        *(switches(asking, how, "Timeline picture", CODE, city.city_id) if page == 1 else []),
        button("Sources", asking.control_id("sr", "c", city.city_id)),
        button("Aid", asking.control_id("ad", "n", city.city_id)) if has_aid and not occupied else None,
    )
    return card.answer()


def say_groups(card: Card, asking: Asking, rows: Sequence[PairingRow], shown: Sequence[PairingRow], before: int) -> None:
    """The rows of a page under the headings of their groups; a group that began earlier says so."""
    begun = {row.group for row in rows[:before]}
    for status, of in groups(shown, lambda row: row.group):
        whole = [row for row in rows if row.group is status]
        card.rule()
        heading = f"### {wording.STATUS[status]} · {len(whole)}{', continued' if status in begun else ''}"
        if status is Status.ACTIVE:
            note = wording.as_of(pairing_rows.shared_standing([row.standing for row in whole]), asking.today)
        else:
            note = pairing_rows.group_note(status, whole)
        card.say(heading, f"-# {note}" if note else "", *(row.text for row in of))


def pick_pairing(
    asking: Asking, rows: Sequence[PairingRow], shown: Sequence[PairingRow], code: str, *arguments: int | str
) -> Control:
    """The menu that opens a pairing: this page's rows, then all that are not active, to 25."""
    here = {row.value for row in shown}
    offered = [*shown, *(row for row in rows if row.group is not Status.ACTIVE and row.value not in here)][:OPTIONS]
    return menu(
        "Open a pairing", asking.control_id(code, "open", *arguments), [(row.value, row.label, row.described) for row in offered]
    )


def footer(page: int, pages_count: int, before: int, shown: int, whole: int) -> str:
    """``Page 1 of 2 · 1 to 10 of 26 · the year is that of signing``; on an only page just what the year is."""
    if pages_count == 1:
        return "The year is that of signing"
    return f"Page {page} of {pages_count} · {before + 1} to {before + shown} of {whole} · the year is that of signing"


def former_line(city: City, former: Former | None) -> str:
    """``Dnipropetrovsk is called Dnipro since 2016.`` Nothing if the city was asked for by another name."""
    if former is None:
        return ""
    since = f" since {former.until.year}" if former.until else " today"
    return inert(f"{former.name} is called {city.name}{since}.", LINE)


def occupied_line(city: City, held: Held | None) -> str:
    """``Mariupol is occupied (as of 22 Aug 2026). History only.`` Nothing for a place that is not."""
    if held is None or not held.occupied:
        return ""
    return f"{inert(city.name, LINE - 60)} is occupied (as of {held.as_of.short}). History only."
