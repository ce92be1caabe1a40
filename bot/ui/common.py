"""The card of ``common``: the cities with which two cities both have a tie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import wording
from bot.domain.pairings import Status
from bot.domain.places import City
from bot.domain.records import Held, RecordedPairing
from bot.ui import theme, ties
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.controls import Control, button
from bot.ui.illustrated import NOT_ILLUSTRATED, Illustrated, View, switches, turning
from bot.ui.inert import inert
from bot.ui.limits import BUTTONS, PLACE, ROW, TITLE
from bot.ui.paging import groups, page_number, pages
from bot.ui.twin import occupied_line

CODE = "cm"
EXAMPLE = "common Chicago / Kyiv"
VIEWS = (View.MAP, View.TEXT)
NAME, WHERE, OCCUPIED = 40, 30, 25
OWN = 20
"""Each of the two cities, before how its tie stands."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A city with which both have a tie."""

    city: City
    of_one: RecordedPairing
    of_other: RecordedPairing


@dataclass(frozen=True, slots=True)
class InCommon:
    """What two cities share."""

    one: City
    other: City
    shared: Sequence[Shared]
    """The best documented first."""
    direct: RecordedPairing | None = None
    """The tie of the two themselves."""
    held: Sequence[tuple[City, Held]] = ()
    """Who holds one of the two, where that is recorded."""

    @property
    def occupied_lines(self) -> list[str]:
        """That one of the two is occupied, where it is."""
        return [line for city, held in self.held if (line := occupied_line(city, held, OCCUPIED))]


@dataclass(frozen=True, slots=True)
class _Row:
    shared: Shared
    text: str
    group: bool
    """Whether both ties are active."""


def common_card(asking: Asking, found: InCommon, *, page: int = 1, how: Illustrated = NOT_ILLUSTRATED) -> Answer:
    """The partners that two cities share, those with two active ties first; a sentence if there are none."""
    if not found.shared:
        return _nothing(asking, found)
    rows = sorted((_row(asking, found, shared) for shared in found.shared), key=lambda row: not row.group)
    occupied = [f"-# {line}" for line in found.occupied_lines]
    paged = pages(rows, how.first_page, taken_on_first=sum(map(len, occupied)))
    page = page_number(page, len(paged))
    shown, before = paged[page - 1], sum(map(len, paged[: page - 1]))
    active = sum(row.group for row in rows)
    card = Card(theme.LIST)
    card.say(_title(asking, found, active), _counts(active, len(rows) - active), *(occupied if page == 1 else []), how.note)
    card.show(how.picture)
    for both, of in groups(shown, lambda row: row.group):
        number = active if both else len(rows) - active
        continued = ", continued" if any(row.group == both for row in rows[:before]) else ""
        card.rule()
        heading = "Both ties are active" if both else "One tie or both are not active"
        card.say(f"### {heading} · {number}{continued}", *(row.text for row in of))
    card.rule()
    where = f"Page {page} of {len(paged)} · {before + 1} to {before + len(shown)} of {len(rows)} · " if len(paged) > 1 else ""
    card.say(f"-# {wording.upper_first(f'{where}the best documented first · the year is that of signing')}")
    card.controls(ties.pick(asking.control_id(CODE, "open"), _pairings(found, shown), asking.today))
    card.controls(*_buttons(asking, found, page, len(paged), how))
    return card.answer()


def _row(asking: Asking, found: InCommon, shared: Shared) -> _Row:
    one, other = (inert(city.name, OWN) for city in (found.one, found.other))
    if one == other:
        one, other = "the first", "the second"
    head = f"**{inert(shared.city.name, NAME)}**, {inert(wording.whereabouts(shared.city, asking.countries), WHERE)}"
    room = (ROW - len(head) - len(one) - len(other) - 10) // 2
    told = (inert(ties.in_short(recorded, asking.today), room) for recorded in (shared.of_one, shared.of_other))
    of_one, of_other = told
    both = all(recorded.standing(asking.today).status is Status.ACTIVE for recorded in (shared.of_one, shared.of_other))
    return _Row(shared, f"{head} · {one}: {of_one} · {other}: {of_other}", both)


def _title(asking: Asking, found: InCommon, active: int) -> str:
    one, other = wording.told_apart(found.one, found.other, asking.countries)
    words = f"{wording.count(active, 'partner')} in common" if active else "no active partner in common"
    return f"## {inert(f'{one} and {other}: {words}', TITLE)}"


def _counts(active: int, halted: int) -> str:
    if not halted:
        return "Both have an active tie with each of these." if active > 1 else "Both have an active tie with it."
    cities = wording.count(halted, "more city" if active else "city", "more cities" if active else "cities")
    return f"Both are or were tied to {cities}, where one tie or both are not active."


def _pairings(found: InCommon, shown: Sequence[_Row]) -> list[tuple[City, City, RecordedPairing]]:
    """The two ties to each partner of a page."""
    return [
        pair
        for row in shown
        for pair in ((found.one, row.shared.city, row.shared.of_one), (found.other, row.shared.city, row.shared.of_other))
    ]


def _buttons(asking: Asking, found: InCommon, page: int, pages_count: int, how: Illustrated) -> list[Control]:
    ids = (found.one.city_id, found.other.city_id)
    made = turning(asking, how, page, pages_count, CODE, *ids)
    made += switches(asking, how, "", CODE, *ids, views=VIEWS) if page == 1 else []
    return [*made, *_further(asking, found)][:BUTTONS]


def _further(asking: Asking, found: InCommon) -> list[Control]:
    """What else may be asked of the two."""
    ids = (found.one.city_id, found.other.city_id)
    own = [button("Their own tie", asking.control_id("pr", "n", *ids))] if found.direct is not None else []
    lists = [button(f"Pairings of {city.name}", asking.control_id("tw", "n", city.city_id)) for city in (found.one, found.other)]
    return [*own, button("Path between them", asking.control_id("pa", "n", *ids)), *lists]


def _nothing(asking: Asking, found: InCommon) -> Answer:
    first, second = (inert(wording.in_title(city, asking.countries), PLACE) for city in (found.one, found.other))
    words = f"No partner that **{first}** and **{second}** have in common is recorded. None recorded is not none."
    return sentence(" ".join([*found.occupied_lines, words]), *_further(asking, found))
