"""The card of ``nearest``: which places near one already have a tie with another city, or do something for it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import wording
from bot.domain.pairings import Status
from bot.domain.places import City
from bot.domain.records import Held, RecordedInitiative, RecordedPairing
from bot.network.nearest import Nearest, NearPlace
from bot.ui import match, theme, ties
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.controls import Control, button, menu
from bot.ui.illustrated import NOT_ILLUSTRATED, NOTED, Illustrated, View, switches, turning
from bot.ui.inert import cut, inert
from bot.ui.initiative import organiser
from bot.ui.limits import NOTE, PLACE, ROW, TITLE
from bot.ui.paging import groups, page_number, pages
from bot.ui.rows import NAME, PARTY, WHERE
from bot.ui.short import NEAREST
from bot.ui.twin import occupied_line

CODE = NEAREST
NAMED = 2
"""So many initiatives of a place are named, the others counted."""
CONTACTS = 3
ORGANISER = 60
BOTH_OCCUPIED = 20
"""Each name in a sentence that says of both cities that they are occupied."""
COUNTED = {
    Status.ACTIVE: "with an active tie",
    Status.UNKNOWN: "with a tie of unknown status",
    Status.APPROVED: "with an approved tie",
    Status.PROPOSED: "with a proposed tie",
    Status.INVITED: "with an invitation",
}
"""What is counted above the list, by status; halted ties are counted for themselves."""
JOINED = {
    Status.ACTIVE: "a tie with",
    Status.UNKNOWN: "a tie of unknown status with",
    Status.APPROVED: "an approved tie with",
    Status.PROPOSED: "a proposed tie with",
    Status.INVITED: "an invitation to a tie with",
    Status.SUSPENDED: "a suspended tie with",
    Status.DORMANT: "a dormant tie with",
    Status.ENDED: "an ended tie with",
}
"""What joins a place to the city, as before its name."""
VIEWS = (View.MAP, View.TEXT)
EXAMPLE = "nearest Cincinnati to Kharkiv"
_ABOVE = 450
"""Characters above the rows for which every page has room, the note on a missing picture among them."""


class Group(StrEnum):
    """The headings, in their order."""

    STANDS = "With a tie, standing or begun, or an initiative"
    HALTED = "With a halted tie"


@dataclass(frozen=True, slots=True)
class NearestAnswer:
    """Where it was asked from, for which city, and what is recorded."""

    near: City
    to: City
    found: Nearest
    held: Held | None = None
    """Who holds the city, if that is recorded; for an occupied one no contact is shown."""
    near_held: Held | None = None
    """Who holds the place that asks."""

    @property
    def occupied(self) -> bool:
        return self.held is not None and self.held.occupied

    @property
    def may_ask(self) -> bool:
        """Whether the place could ask another one for a tie: an occupied one cannot."""
        return self.near_held is None or not self.near_held.occupied

    @property
    def occupied_lines(self) -> list[str]:
        """That one of the two is occupied, where it is."""
        return self.occupied_within(PARTY)

    def occupied_within(self, room: int) -> list[str]:
        """The same with no more than ``room`` for each name."""
        lines = (occupied_line(self.to, self.held, room), occupied_line(self.near, self.near_held, room))
        return [line for line in lines if line]

    @property
    def places(self) -> tuple[NearPlace, ...]:
        return (*self.found.places, *self.found.halted)


@dataclass(frozen=True, slots=True)
class _Row:
    """A place in the list."""

    place: NearPlace
    group: Group
    text: str


def nearest_card(asking: Asking, of: NearestAnswer, *, page: int = 1, how: Illustrated = NOT_ILLUSTRATED) -> Answer:
    """The places with a tie with ``of.to`` or an initiative for it, the nearest to ``of.near`` first."""
    if not of.places:
        return _nobody(asking, of)
    rows = _rows(asking, of)
    head = _head(asking, of)
    once = _on_first_page(asking, of)
    # Room for the note whether there is one or not, so that every page begins where the one before it ends.
    taken = max(0, len("\n".join([*head, *once])) + NOTED - _ABOVE)
    paged = pages(rows, how.first_page, taken_on_first=taken)
    page = page_number(page, len(paged))
    shown = paged[page - 1]
    before = sum(map(len, paged[: page - 1]))
    card = Card(theme.LIST)
    card.say(*head, *(once if page == 1 else []), how.note)
    card.show(how.picture)
    begun = {row.group for row in rows[:before]}
    for group, of_group in groups(shown, lambda row: row.group):
        card.rule()
        whole = sum(row.group is group for row in rows)
        note = "-# Suspended, dormant or ended, and no initiative is recorded" if group is Group.HALTED else ""
        card.say(f"### {group} · {whole}{', continued' if group in begun else ''}", note, *(row.text for row in of_group))
    card.rule()
    card.say(f"-# {_footer(of, page, len(paged), before, len(shown), len(rows))}")
    own = of.found.own if page == 1 else None
    card.controls(_pick_pairing(asking, of, own, shown))
    card.controls(_pick_initiative(asking, of, own, shown))
    ids = (of.near.city_id, of.to.city_id)
    card.controls(
        *turning(asking, how, page, len(paged), CODE, *ids),
        *(switches(asking, how, "Map", CODE, *ids, views=VIEWS) if page == 1 and ties_shown(of) else []),
        button(f"Pairings of {of.to.name}", asking.control_id("tw", "n", of.to.city_id)) if _is_tied(of) else None,
        button("Aid", asking.control_id("ad", "n", of.to.city_id)) if _is_helped(of) and not of.occupied else None,
    )
    return card.answer()


def ties_shown(of: NearestAnswer) -> list[RecordedPairing]:
    """The pairings behind the first page of the answer: what its map shows."""
    own = [of.found.own] if of.found.own else []
    # As many as stand beside a picture.
    near = of.places[: Illustrated(View.MAP).first_page]
    return [place.pairing for place in (*own, *near) if place.pairing is not None]


def same_city(asking: Asking, city: City) -> Answer:
    """Both names mean one city."""
    place = inert(wording.in_title(city, asking.countries), PLACE)
    return sentence(f"Both names mean **{place}**. Name two cities: {asking.example(EXAMPLE)}.")


def two_needed(asking: Asking) -> Answer:
    """One city was named."""
    return sentence(f"Near which city, and with ties to which? For example {asking.example(EXAMPLE)}.")


def nothing_near(asking: Asking, city: City) -> Answer:
    """Nothing with a pairing is near, because nowhere is, or because it is not known where the city lies."""
    return sentence(
        f"No city with a recorded pairing can be placed near **{inert(wording.in_full(city, asking.countries), 2 * PLACE)}**."
    )


def _nobody(asking: Asking, of: NearestAnswer) -> Answer:
    room = PARTY if len(of.occupied_lines) < len((of.to, of.near)) else BOTH_OCCUPIED
    to, near = (inert(wording.in_title(city, asking.countries), room) for city in (of.to, of.near))
    own = of.found.own
    if own is None:
        words = f"No place with a tie with **{to}**, or with an initiative for it, is recorded."
    else:
        words = f"**{near}** itself has {_own(own, f'**{to}**')}. Nothing is recorded of any other place."
    lines = [*of.occupied_within(room), words, "That does not mean that there is none.", *_left_out(of)]
    return sentence(
        " ".join(lines),
        *([button(f"Pairings of {of.to.name}", asking.control_id("tw", "n", of.to.city_id))] if _is_tied(of) else []),
        *([button("Aid", asking.control_id("ad", "n", of.to.city_id))] if _is_helped(of) and not of.occupied else []),
        *([_ask_there(asking, of)] if not of.occupied and of.may_ask and of.near.country_code != of.to.country_code else []),
    )


def _ask_there(asking: Asking, of: NearestAnswer) -> Control:
    """The way to whom the city could ask in the other's country."""
    country = match.number_of(of.to.country_code)
    return button(f"Whom {of.near.name} could ask", asking.control_id(match.CODE, "n", 1, of.near.city_id, country))


def _head(asking: Asking, of: NearestAnswer) -> list[str]:
    """Which is the nearest, and how many there are."""
    to, near = cut(of.to.name, PLACE // 2), cut(of.near.name, PLACE // 2)
    if of.found.places:
        first = of.found.places[0]
        name = cut(wording.in_title(first.city, asking.countries), PLACE)
        title = f"Nearest to {near} with {_what(first)} {to}: {name}{_away(first.distance_km)}"
    else:
        title = f"Near {near}, only halted ties with {to} are recorded"
    return [f"## {inert(title, TITLE)}", inert(_counted(of), NOTE)]


def _counted(of: NearestAnswer) -> str:
    """How many there are, each place counted once by its tie; then how many of those with a tie have an initiative as well."""
    counts = Counter(place.standing.status for place in of.places if place.standing and not place.is_tie_halted)
    parts = [f"{count:,} {words}" for status, words in COUNTED.items() if (count := counts[status])]
    halted = sum(place.is_tie_halted for place in of.places)
    parts += [f"{halted:,} with a halted tie"] if halted else []
    tied = sum(place.pairing is not None for place in of.places)
    untied = len(of.places) - tied
    parts += [f"{untied:,} with an initiative for it and no recorded tie"] if untied else []
    both = sum(place.pairing is not None and bool(place.initiatives) for place in of.places)
    if not both:
        too = ""
    elif tied == 1:
        too = "; the one with a tie has an initiative for it too"
    else:
        too = f"; {both:,} of those with a tie {'has' if both == 1 else 'have'} an initiative for it too"
    whole, name = wording.count(len(of.places), "place"), cut(of.to.name, PLACE)
    return f"{whole} recorded for {name}: {wording.joined(parts)}{too}."


def _on_first_page(asking: Asking, of: NearestAnswer) -> list[str]:
    lines = [*of.occupied_lines, _own_line(of, asking.today), *(f"-# {line}" for line in _left_out(of))]
    return [line for line in lines if line]


def _own_line(of: NearestAnswer, today: dt.date) -> str:
    """What the place that asks has itself: it need ask nobody."""
    own = of.found.own
    if own is None:
        return ""
    told = f" ({ties.in_short(own.pairing, today)})" if own.pairing else ""
    return inert(f"{cut(of.near.name, PLACE)} itself has {_own(own, cut(of.to.name, PLACE), told)}.", NOTE)


def _own(own: NearPlace, to: str, told: str = "") -> str:
    """``a proposed tie with Kyiv and 1 initiative for it``: by its status, for a tie that was only proposed is none yet.

    Args:
        told: how the tie stands, after the name of the city.
    """
    parts = [f"{JOINED[own.standing.status]} {to}{told}"] if own.standing else []
    whom = "it" if parts else to
    parts += [f"{wording.count(len(own.initiatives), 'initiative')} for {whom}"] if own.initiatives else []
    return wording.joined(parts)


def _left_out(of: NearestAnswer) -> list[str]:
    """What is recorded and not shown."""
    found = of.found
    lines = [f"{wording.count(found.military, 'initiative')} with a military purpose not shown."] if found.military else []
    if found.placeless:
        are, its = ("is", "its") if found.placeless == 1 else ("are", "their")
        lines.append(
            f"{wording.count(found.placeless, 'initiative')} {are} not listed here, because no city of {its} organiser is recorded."
        )
    return lines


def _rows(asking: Asking, of: NearestAnswer) -> list[_Row]:
    found = [(place, Group.STANDS) for place in of.found.places] + [(place, Group.HALTED) for place in of.found.halted]
    return [_Row(place, group, _text(asking, of, place)) for place, group in found]


def _text(asking: Asking, of: NearestAnswer, place: NearPlace) -> str:
    """A place with its distance and its tie; under it what it does, and whom to write to."""
    where = wording.whereabouts(place.city, asking.countries, home=of.near)
    head = f"**{inert(place.city.name, NAME)}**, {inert(where, WHERE)}"
    facts = [_distance(place.distance_km)]
    facts += [ties.whole(place.pairing, asking.today)] if place.pairing else ["no tie recorded"]
    lines = [f"{head} · {inert(' · '.join(facts), max(PLACE, ROW - len(head) - 3))}"]
    lines += [f"-# {inert(_initiative(one, asking.today), ROW - 3)}" for one in place.initiatives[:NAMED]]
    last = []
    if len(place.initiatives) > NAMED:
        last.append(f"{wording.count(len(place.initiatives) - NAMED, 'more initiative')}")
    if place.contacts and not of.occupied:
        more = f" and {len(place.contacts) - CONTACTS} more" if len(place.contacts) > CONTACTS else ""
        last.append(f"contact: {', '.join(place.contacts[:CONTACTS])}{more}")
    lines += [f"-# {inert(wording.upper_first(' · '.join(last)), ROW - 3)}"] if last else []
    return "\n".join(lines)


def _initiative(recorded: RecordedInitiative, today: dt.date) -> str:
    """``“Buses and ambulances” · City of Hamburg · active when last seen Apr 2024``."""
    initiative = recorded.initiative
    standing = wording.AID_STANDING[initiative.standing(today)].lower()
    seen = f", last seen {initiative.last_seen.short}" if initiative.last_seen and "last seen" not in standing else ""
    when = f" {initiative.last_seen.short}" if initiative.last_seen and not seen else ""
    by = wording.upper_first(cut(organiser(recorded), ORGANISER))
    return f"“{cut(initiative.title, PLACE)}” · {by} · {wording.SECTOR[initiative.sector]} · {standing}{when}{seen}"


def _what(place: NearPlace) -> str:
    """What joins a place to the city, as before its name."""
    if place.standing is None or place.is_tie_halted:
        return "an initiative for"
    return JOINED[place.standing.status]


def _distance(kilometres: int | None) -> str:
    return "distance not known" if kilometres is None else f"{kilometres:,} km"


def _away(kilometres: int | None) -> str:
    return "" if kilometres is None else f", {kilometres:,} km"


def _is_tied(of: NearestAnswer) -> bool:
    own = [of.found.own] if of.found.own else []
    return any(place.pairing is not None for place in (*of.places, *own))


def _is_helped(of: NearestAnswer) -> bool:
    own = [of.found.own] if of.found.own else []
    return bool(of.found.placeless or of.found.military) or any(place.initiatives for place in (*of.places, *own))


def _pick_pairing(asking: Asking, of: NearestAnswer, own: NearPlace | None, shown: Sequence[_Row]) -> Control | None:
    """The menu of the pairings on this page, that of the place that asks first."""
    places = [*([own] if own else []), *(row.place for row in shown)]
    offered = [place.pairing for place in places if place.pairing is not None]
    if not offered:
        return None
    named = [(one.other_than(of.to.city_id), of.to, one) for one in offered]
    return ties.pick(asking.control_id(CODE, "open", of.near.city_id, of.to.city_id), named, asking.today)


def _pick_initiative(asking: Asking, of: NearestAnswer, own: NearPlace | None, shown: Sequence[_Row]) -> Control | None:
    """The menu of the initiatives on this page, those of the place that asks first."""
    places = [*([own] if own else []), *(row.place for row in shown)]
    offered = [
        (str(one.initiative.initiative_id), one.initiative.title, wording.upper_first(organiser(one)))
        for place in places
        for one in place.initiatives
    ]
    if not offered:
        return None
    return menu("Open an initiative", asking.control_id(CODE, "aid", of.near.city_id, of.to.city_id), offered)


def _footer(of: NearestAnswer, page: int, pages_count: int, before: int, shown: int, whole: int) -> str:
    """Where in the list this is, how distances are meant, and what a contact is."""
    parts = [f"Page {page} of {pages_count} · {before + 1} to {before + shown} of {whole}"] if pages_count > 1 else []
    parts.append(f"{'distances' if parts else 'Distances'} are from {inert(of.near.name, PLACE)}, as the crow flies")
    if any(place.contacts for place in of.places):
        told = "No donation link or contact is shown for an occupied place" if of.occupied else _CONTACT
        return f"{' · '.join(parts)}. {told}"
    return " · ".join(parts)


_CONTACT = "A contact is the organisation’s own domain, where a source shows it; it is no checked link"
