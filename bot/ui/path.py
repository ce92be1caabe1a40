"""The card of ``path``: over which ties two cities are connected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.domain import wording
from bot.domain.pairings import Status
from bot.domain.places import City
from bot.domain.records import Held, RecordedPairing
from bot.network.paths import LONGEST, MOST_CHAINS
from bot.network.ties import Reach
from bot.ui import theme, ties
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.controls import Control, button
from bot.ui.illustrated import NOT_ILLUSTRATED, Illustrated, View, switches, turning
from bot.ui.inert import cut, inert
from bot.ui.limits import BUTTONS, LINE, PLACE, ROW, TITLE
from bot.ui.paging import groups, page_number, pages
from bot.ui.twin import occupied_line

CODE = "pa"
EXAMPLE = "path Los Angeles / Kharkiv"
VIEWS = (View.MAP, View.TEXT)
NAME, WHERE, OCCUPIED = 40, 30, 25
"""A city in a row that names two, what follows the second, and a city that is said to be occupied."""
STATUS_SENTENCE = 500
BETWEEN = 100
"""The places between, in a heading."""
NAMED_BETWEEN = 3
WANTED = 3
"""How many of the ties that only a wider reach holds are named one by one."""

_OWN_TIE = {
    Status.ACTIVE: "tied directly",
    Status.APPROVED: "a tie is approved, not yet signed",
    Status.PROPOSED: "a tie is proposed",
    Status.INVITED: "a tie is proposed by an invitation",
    Status.SUSPENDED: "a direct tie, suspended",
    Status.DORMANT: "a direct tie, dormant",
    Status.ENDED: "a direct tie, ended",
    Status.UNKNOWN: "a direct tie of unknown status",
}
_INCLUDED = {
    Reach.UNKNOWN: "Ties of unknown status are included.",
    Reach.HALTED: "Ties that are suspended, dormant, ended or of unknown status are included.",
    Reach.ANY: "Ties of every status are included.",
}
_NUMBERS = {2: "Two", MOST_CHAINS: "Three"}


@dataclass(frozen=True, slots=True)
class Route:
    """A chain of ties from one city to the other."""

    cities: tuple[City, ...]
    ties: tuple[RecordedPairing, ...]
    """One fewer than the cities."""


@dataclass(frozen=True, slots=True)
class Connected:
    """How two cities are connected."""

    one: City
    other: City
    reach: Reach
    """Which ties were looked at."""
    routes: Sequence[Route] = ()
    """The shortest chains, the best documented first."""
    direct: RecordedPairing | None = None
    """The tie of the two themselves, of whatever status."""
    wider: Reach | None = None
    """The reach that would connect them, if this one does not."""
    wider_route: Route | None = None
    """The best chain that it would give."""
    wanted: Sequence[RecordedPairing] = ()
    """The ties of that chain for which it is needed."""
    too_far: bool = False
    unknown: Sequence[City] = ()
    """Those of the two that have no tie at all."""
    held: Sequence[tuple[City, Held]] = ()
    """Who holds one of the two, where that is recorded."""

    @property
    def occupied_lines(self) -> list[str]:
        """That one of the two is occupied, where it is."""
        return [line for city, held in self.held if (line := occupied_line(city, held, OCCUPIED))]

    @property
    def may_be_asked_for(self) -> list[City]:
        """Those without a tie for which one could be looked for: not an occupied one, of which only the history is shown."""
        occupied = {city.city_id for city, held in self.held if held.occupied}
        return [city for city in self.unknown if city.city_id not in occupied]

    @property
    def is_told(self) -> bool:
        """Whether there is any tie to be shown."""
        return bool(self.routes or self.direct or self.wider_route)

    def route(self, number: int) -> Route | None:
        """The chain of that number, from 1; the first if there is none of it."""
        return self.routes[number - 1 if 1 <= number <= len(self.routes) else 0] if self.routes else None


@dataclass(frozen=True, slots=True)
class _Step:
    """A tie of a chain, as a row."""

    text: str
    group: int
    one: City
    other: City
    recorded: RecordedPairing


def path_card(asking: Asking, found: Connected, *, chain: int = 1, page: int = 1, how: Illustrated = NOT_ILLUSTRATED) -> Answer:
    """How two cities are connected, over as many pages as the chains take; a sentence if nothing connects them.

    Args:
        chain: which of the chains the map shows.
        how: the picture.
    """
    if not found.is_told:
        return _nothing(asking, found)
    steps = [step for number, route in enumerate(found.routes, 1) for step in _steps(asking, number, route)]
    title, told = _title(asking, found), [*_own_tie(asking, found), *_why(asking, found)]
    paged = pages(steps, how.first_page, taken_on_first=sum(map(len, told)) + len(how.note))
    page = page_number(page, len(paged))
    chain = chain if 1 <= chain <= len(found.routes) else 1
    card = Card(theme.LIST)
    card.say(title, *(told if page == 1 else []), how.note)
    card.show(how.picture)
    before = sum(map(len, paged[: page - 1]))
    for number, shown in groups(paged[page - 1], lambda step: step.group):
        continued = any(step.group == number for step in steps[:before])
        card.rule()
        card.say(_heading(found, number, chain if how.picture else 0, continued=continued), *(step.text for step in shown))
    if steps:
        card.rule()
        where = f"Page {page} of {len(paged)} · the" if len(paged) > 1 else "The"
        card.say(f"-# {where} year is that of signing")
    card.controls(_menu(asking, found, [*paged[page - 1], *steps]))
    card.controls(*_buttons(asking, found, chain, page, len(paged), how))
    return card.answer()


def _title(asking: Asking, found: Connected) -> str:
    one, other = wording.told_apart(found.one, found.other, asking.countries)
    return f"## {inert(f'{one} and {other}: {_answer(asking, found)}', TITLE)}"


def _own_tie(asking: Asking, found: Connected) -> list[str]:
    """How the tie of the two themselves stands, which is told first even if it is suspended."""
    if found.direct is None:
        return []
    standing = found.direct.standing(asking.today)
    age = f"-# {inert(wording.as_of(standing, asking.today), LINE)}" if standing.status is not Status.UNKNOWN else ""
    return [inert(wording.status_sentence(found.direct, standing), STATUS_SENTENCE), age]


def _answer(asking: Asking, found: Connected) -> str:
    """What the title says of the two."""
    length = len(found.routes[0].ties) if found.routes else 0
    if found.direct is not None and (length == 1 or not found.routes):
        return _OWN_TIE[found.direct.standing(asking.today).status]
    if found.routes:
        return f"connected over {wording.count(length, 'tie')}"
    return "no chain of active ties"


def _why(asking: Asking, found: Connected) -> list[str]:
    """How many chains there are, of what, and what would connect the two if these do not; then who holds them."""
    lines = [_chains_line(found)] if found.routes else [_no_chain(asking, found)]
    lines += [f"-# {_INCLUDED[found.reach]}"] if found.reach in _INCLUDED else []
    lines += [f"-# {oldest}"] if (oldest := _oldest(asking, found)) else []
    return [*lines, *(f"-# {line}" for line in found.occupied_lines)]


def _no_chain(asking: Asking, found: Connected) -> str:
    """That the ties looked at connect nobody, and what would."""
    if found.too_far:
        return f"Otherwise they are more than {LONGEST} ties apart; no chain is looked for beyond that."
    if _offers_wider(found):
        none = "No chain of active ties connects them. " if found.direct is not None else ""
        return f"{none}{_only_over(asking, found)}"
    return "Nothing else that is recorded connects them. That does not mean that there is nothing."


def _chains_line(found: Connected) -> str:
    """``Two chains of 3 active ties, the best documented first; none is shorter.`` Nothing of a tie of the two themselves."""
    length = len(found.routes[0].ties)
    if length == 1:
        return ""
    lead = "Apart from that, " if found.direct is not None else ""
    active = "active tie" if found.reach is Reach.ACTIVE else "tie"
    ties_ = wording.count(length, active)
    if len(found.routes) == 1:
        return wording.upper_first(f"{lead}one chain of {ties_} connects them; no other is as short.")
    number = _NUMBERS.get(len(found.routes), f"{len(found.routes)}")
    more = " Others may be as short." if len(found.routes) == MOST_CHAINS else ""
    number = number.lower() if lead else number
    return f"{lead}{number} chains of {ties_} connect them, the best documented first; none is shorter.{more}"


def _only_over(asking: Asking, found: Connected) -> str:
    """``Only over a suspended tie: Chicago – Moscow, 1997, suspended 28 Feb 2022.``, with how long the chain would be."""
    assert found.wider_route is not None
    ties_ = wording.count(len(found.wider_route.ties), "tie")
    # Of an only tie of unknown status that has just been said, and there is no date to add.
    said = len(found.wanted) == 1 and found.wanted[0].standing(asking.today).status is Status.UNKNOWN
    named = "; ".join(
        ", ".join(
            part
            for part in (
                f"**{inert(one.name, NAME)}** – **{inert(other.name, NAME)}**",
                inert(ties.in_short(recorded, asking.today, with_status=not said), LINE - 60),
            )
            if part
        )
        for one, other, recorded in _between(found.wider_route)
        if recorded.pairing.pairing_id in {tie.pairing.pairing_id for tie in found.wanted[:WANTED]}
    )
    more = f"; and {len(found.wanted) - WANTED} more" if len(found.wanted) > WANTED else ""
    if len(found.wanted) == 1:
        words = _sort_of(found.wanted[0], asking)
    else:
        words = f"{len(found.wanted)} ties that are not active"
    with_them = f" With {'it' if len(found.wanted) == 1 else 'them'}, {ties_} connect the two, {_by_way_of(found.wider_route)}."
    chain = "" if len(found.wider_route.ties) == 1 else with_them
    return f"Only over {words}: {named}{more}.{chain}"


def _sort_of(recorded: RecordedPairing, asking: Asking) -> str:
    """``a suspended tie``, ``a tie of unknown status``."""
    status = recorded.standing(asking.today).status
    return "a tie of unknown status" if status is Status.UNKNOWN else wording.with_article(f"{status} tie")


def _oldest(asking: Asking, found: Connected) -> str:
    """How old the oldest word on a tie of the first chain is: a chain is as sure as that."""
    route = found.route(1)
    if route is None or len(route.ties) == 1:
        return ""
    standings = [recorded.standing(asking.today) for recorded in route.ties]
    dated = [standing for standing in standings if standing.status is Status.ACTIVE]
    if not dated:
        return ""
    oldest = min(
        dated, key=lambda standing: (standing.as_of is not None, standing.as_of.earliest if standing.as_of else asking.today)
    )
    words = wording.as_of(oldest, asking.today)
    which = "The oldest word on the first chain" if len(found.routes) > 1 else "The oldest word on these ties"
    return f"{which}: {words[:1].lower()}{words[1:]}"


def _heading(found: Connected, number: int, pictured: int, *, continued: bool) -> str:
    """``### 1. By way of Munich and Kyiv · on the map``."""
    words = wording.upper_first(_by_way_of(found.routes[number - 1])) or "Their own tie"
    several = len(found.routes) > 1
    lead = f"{number}. " if several else ""
    where = " · on the map" if several and number == pictured else ""
    return f"### {lead}{words}{', continued' if continued else ''}{where}"


def _by_way_of(route: Route) -> str:
    """``by way of Munich and Kyiv``; nothing where the two are tied directly."""
    names = [city.name for city in route.cities[1:-1]]
    if len(names) > NAMED_BETWEEN + 1:
        names = [*names[:NAMED_BETWEEN], f"{len(names) - NAMED_BETWEEN} more places"]
    return inert(f"by way of {wording.joined(names)}", BETWEEN) if names else ""


def _steps(asking: Asking, number: int, route: Route) -> list[_Step]:
    steps = []
    for one, other, recorded in _between(route):
        where = wording.whereabouts(other, asking.countries, home=one)
        head = f"**{inert(one.name, NAME)}** – **{inert(other.name, NAME)}**, {inert(where, WHERE)}"
        facts = inert(ties.whole(recorded, asking.today), ROW - len(head) - 3)
        steps.append(_Step(f"{head} · {facts}", number, one, other, recorded))
    return steps


def _between(route: Route) -> list[tuple[City, City, RecordedPairing]]:
    return [(one, other, recorded) for (one, other), recorded in zip(pairwise(route.cities), route.ties, strict=True)]


def _offers_wider(found: Connected) -> bool:
    """Whether a wider reach would show more than the tie of the two themselves, which is told in any case."""
    if found.wider is None or found.wider_route is None or not found.wanted:
        return False
    return len(found.wider_route.ties) > 1 or found.direct is None


def _menu(asking: Asking, found: Connected, steps: Sequence[_Step]) -> Control | None:
    """The pairings of this page, then all others, to 25; the tie of the two themselves first."""
    offered = [(found.one, found.other, found.direct)] if found.direct is not None else []
    offered += [(step.one, step.other, step.recorded) for step in steps]
    if not found.routes and found.wider_route is not None:
        offered += _between(found.wider_route)
    return ties.pick(asking.control_id(CODE, "open"), offered, asking.today) if offered else None


def _buttons(asking: Asking, found: Connected, chain: int, page: int, pages_count: int, how: Illustrated) -> list[Control]:
    one, other = found.one.city_id, found.other.city_id
    ids = (one, other, int(found.reach), chain)
    made: list[Control] = []
    if _offers_wider(found) and found.wider is not None:
        label = "Include it" if len(found.wanted) == 1 else "Include them"
        wider = asking.control_id(CODE, "p", one, other, int(found.wider), 1, 1, View.MAP)
        made.append(button(label, wider, likely=True))
    made += turning(asking, how, page, pages_count, CODE, *ids)
    if page == 1 and (found.routes or found.direct):
        made += [
            button(f"Chain {number} on the map", asking.control_id(CODE, "p", *ids[:3], number, 1, View.MAP))
            for number in range(1, len(found.routes) + 1)
            if how.picture is not None and number != chain
        ]
        made += switches(asking, how, "", CODE, *ids, views=VIEWS)
    if found.reach is not Reach.ACTIVE:
        made.append(button("Active ties only", asking.control_id(CODE, "p", one, other, int(Reach.ACTIVE), 1, 1, View.MAP)))
    further = [button("Partners in common", asking.control_id("cm", "n", one, other))]
    further += [
        button(f"Pairings of {city.name}", asking.control_id("tw", "n", city.city_id)) for city in (found.one, found.other)
    ]
    return [*made, *further][:BUTTONS]


def _nothing(asking: Asking, found: Connected) -> Answer:
    """No tie to be shown: one of the two has none, they are too far apart, or nothing connects them."""
    first, second = (f"**{inert(wording.in_title(city, asking.countries), PLACE)}**" for city in (found.one, found.other))
    known = [city for city in (found.one, found.other) if city not in found.unknown]
    lists = [button(f"Pairings of {city.name}", asking.control_id("tw", "n", city.city_id)) for city in known]
    suggest = [button("Suggest one", asking.control_id("sg", "o", city.city_id)) for city in found.may_be_asked_for[:1]]
    if found.unknown:
        without = {city.city_id for city in found.unknown}
        named = [name for name, city in ((first, found.one), (second, found.other)) if city.city_id in without]
        words = f"No pairing is recorded for {wording.joined(named, 'or')}, so no chain leads there. That does not mean that there is none."
        if found.may_be_asked_for:
            words += f" {asking.example(f'match {cut(found.may_be_asked_for[0].name, NAME)}')} names cities that could be asked."
    elif found.too_far:
        words = f"{first} and {second} are more than {LONGEST} ties apart; no chain is looked for beyond that."
    elif found.reach is Reach.ACTIVE:
        words = (
            f"No chain of recorded ties connects {first} and {second}, not even with those suspended, ended or of unknown status. "
            "That does not mean that there is none: a tie that is not recorded may connect them."
        )
    else:
        words = f"No such chain connects {first} and {second} any longer. Ask again to see what does."
    return sentence(" ".join([*found.occupied_lines, words]), *suggest, *lists)
