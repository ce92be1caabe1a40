"""The card of ``match``: whom a city could ask, with all that speaks for each candidate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain import wording
from bot.domain.pairings import Status
from bot.domain.places import City
from bot.domain.records import Held
from bot.network.match import Candidate, Match, Need
from bot.network.reasons import CAVEAT, at_the_front, how, with_points
from bot.network.weights import most
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.controls import base36, button, from_base36, menu
from bot.ui.inert import cut, inert, typed
from bot.ui.limits import ENTRIES_PAGE, LINE, NOTE, PLACE, TITLE
from bot.ui.paging import page_number, pages
from bot.ui.short import MATCH
from bot.ui.twin import occupied_line

CODE = MATCH
MOST_COUNTRIES = 5
REASONS = 420
"""All reasons of a candidate together."""
POPULATIONS = 90
"""Whose figures the populations are."""
COUNTRY = 40
"""A country’s name, of which there may be several in a line."""
HALTS = {Status.SUSPENDED: "suspended", Status.DORMANT: "dormant", Status.ENDED: "ended"}


@dataclass(frozen=True, slots=True)
class MatchAnswer:
    """Who asks, where it looks, and what was found."""

    city: City
    countries: tuple[str, ...]
    """Codes of the countries it looks in; none: everywhere."""
    found: Match
    cities: Mapping[int, City]
    """The candidates, and the partners that are named in their reasons, by id."""
    halted: Mapping[tuple[str, Status], int] = field(default_factory=dict)
    """How many ties of its country with each of ``countries`` are halted, by country and status."""
    occupied: int = 0
    """How many places there are occupied, and for that no candidates."""
    tied: bool = False
    """Whether the city has any pairing."""
    asking: int = 0
    """For how many places there an initiative is open today and asks for something."""
    at_the_front: int = 0
    """Of how many places there hostilities are recorded, or that there may be."""
    population_source: str = ""
    """Whose figures the populations are, and from when."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A candidate in the list."""

    candidate: Candidate
    city: City
    text: str
    group: str = "candidates"


def number_of(code: str) -> int:
    """A country's code as a number, for a control's id that carries only numbers."""
    return from_base36(code.lower())


def code_of(number: int) -> str:
    """The country's code that was made that number."""
    return base36(number).upper()


def match_card(asking: Asking, of: MatchAnswer, *, page: int = 1) -> Answer:
    """The candidates, the best first."""
    if not of.found.candidates:
        return _nobody(asking, of)
    rows = [_row(asking, of, place, candidate) for place, candidate in enumerate(of.found.candidates, 1)]
    paged = pages(rows, ENTRIES_PAGE, ENTRIES_PAGE)
    page = page_number(page, len(paged))
    shown = paged[page - 1]
    before = sum(map(len, paged[: page - 1]))
    card = Card(theme.LIST)
    name = cut(wording.in_title(of.city, asking.countries), PLACE)
    whom = wording.count(len(rows), "place")
    title = f"{name} could ask: {whom}{_where(asking, of.countries)}, the best fit first"
    card.say(f"## {inert(title, TITLE)}", CAVEAT, _halted_line(asking, of), _no_size(of.city))
    card.rule()
    card.say(*(row.text for row in shown))
    card.rule()
    card.say(*(f"-# {line}" for line in _foot(asking, of, page, len(paged), before, len(shown))))
    options = [(str(row.city.city_id), wording.in_full(row.city, asking.countries), _total(of, row.candidate)) for row in shown]
    ids = (of.city.city_id, *map(number_of, of.countries))
    card.controls(menu("Open a candidate’s pairings", asking.control_id(CODE, "open", *ids), options))
    card.controls(
        button("Previous page", asking.control_id(CODE, "p", page - 1, *ids)) if page > 1 else None,
        button("Next page", asking.control_id(CODE, "p", page + 1, *ids), likely=True) if page < len(paged) else None,
        button("Look everywhere", asking.control_id(CODE, "n", 1, of.city.city_id)) if of.countries else None,
        button(f"Pairings of {of.city.name}", asking.control_id("tw", "n", of.city.city_id)) if of.tied else None,
    )
    return card.answer()


def occupied(asking: Asking, city: City, held: Held, *, tied: bool) -> Answer:
    """A place of which only the history is shown."""
    return sentence(
        f"{occupied_line(city, held)} No candidates are listed for it.",
        *([button(f"Pairings of {city.name}", asking.control_id("tw", "n", city.city_id))] if tied else []),
    )


def not_a_country(asking: Asking, city: str, text: str, city_id: int = 0, suggested: str = "") -> Answer:
    """What was typed after ``for`` is no country.

    Args:
        city: as it was typed.
        city_id: which city that is, if it is plain.
        suggested: the code of the country that may be meant.
    """
    what = f"I know no country called “{typed(text)}”." if typed(text) else "I see no country’s name after “for”."
    country = asking.countries.name(suggested) if suggested else "Ukraine"
    example = asking.example(f"match {cut(city, PLACE)} for:{country}")
    if not suggested:
        return sentence(f"{what} Try {example}.")
    yes = button(f"Yes, {country}", asking.control_id(CODE, "p", 1, city_id, number_of(suggested)), likely=True)
    return sentence(f"{what} Did you mean {example}?", *([yes] if city_id else []))


def countries_at_most(asking: Asking) -> Answer:
    """More countries than one question takes."""
    return sentence(
        f"At most {MOST_COUNTRIES} countries, please: for example {asking.example('match Tallinn for:Ukraine and Poland')}."
    )


def _nobody(asking: Asking, of: MatchAnswer) -> Answer:
    name = inert(wording.in_title(of.city, asking.countries), PLACE)
    if of.countries == (of.city.country_code,):
        words = f"**{name}** lies in {inert(asking.countries.in_sentence(of.city.country_code), PLACE)} itself, and candidates are looked for abroad."
    else:
        where = _where(asking, of.countries)
        left = f" With {wording.count(of.found.left_out, 'place')} there a tie is recorded." if of.found.left_out else ""
        words = f"The catalogue holds no candidate{where} for **{name}**.{left} That does not mean that there is none."
    return sentence(
        words,
        *([button("Look everywhere", asking.control_id(CODE, "n", 1, of.city.city_id))] if of.countries else []),
        *([button(f"Pairings of {of.city.name}", asking.control_id("tw", "n", of.city.city_id))] if of.tied else []),
    )


def _where(asking: Asking, countries: Sequence[str]) -> str:
    """`` in Ukraine``, with a blank before; nothing for everywhere."""
    names = [inert(asking.countries.in_sentence(code), COUNTRY) for code in countries]
    return f" in {wording.joined(names)}" if countries else ""


def _row(asking: Asking, of: MatchAnswer, place: int, candidate: Candidate) -> _Row:
    city = of.cities[candidate.city_id]
    where = wording.whereabouts(city, asking.countries, home=of.city)
    head = f"**{place}. {inert(city.name, PLACE)}**, {inert(where, PLACE)} · {_total(of, candidate)}"
    reasons = [with_points(reason, of.cities, asking.countries) for reason in candidate.reasons]
    if city.population is None:
        reasons.append("population not recorded")
    if candidate.hostilities is not None and not any(isinstance(reason, Need) for reason in candidate.reasons):
        reasons.append(f"{at_the_front(candidate.hostilities)} (not counted)")
    return _Row(
        candidate,
        city,
        f"{head}\n-# {inert(wording.upper_first(' · '.join(reasons)) or 'Nothing recorded speaks for it', REASONS)}",
    )


def _total(of: MatchAnswer, candidate: Candidate) -> str:
    """``62 of 75 points``."""
    return f"{candidate.points:.0f} of {most(with_need=bool(of.countries)):.0f} points"


def _halted_line(asking: Asking, of: MatchAnswer) -> str:
    """``Of the ties between the United States and Russia, 20 are suspended.`` Nothing where none is halted."""
    own = asking.countries.in_sentence(of.city.country_code)
    lines = []
    for code in of.countries:
        halted = [(of.halted.get((code, status), 0), words) for status, words in HALTS.items()]
        parts = [f"{number:,} {'is' if number == 1 else 'are'} {words}" for number, words in halted if number]
        if parts:
            lines.append(f"Of the ties between {own} and {asking.countries.in_sentence(code)}, {wording.joined(parts)}.")
    return inert(" ".join(lines), NOTE)


def _no_size(city: City) -> str:
    return (
        ""
        if city.population is not None
        else inert(f"No population of {cut(city.name, PLACE)} is recorded, so size gives no points.", LINE)
    )


def _foot(asking: Asking, of: MatchAnswer, page: int, pages_count: int, before: int, shown: int) -> list[str]:
    """Where in the list this is, who was left out, and how the points come."""
    whole = len(of.found.candidates)
    lines = [f"Page {page} of {pages_count} · {before + 1} to {before + shown} of {whole}"] if pages_count > 1 else []
    left = [f"{wording.count(of.found.left_out, 'place')} with a recorded tie of whatever status"] if of.found.left_out else []
    left += [wording.count(of.occupied, "occupied place")] if of.occupied else []
    if left:
        lines.append(f"Left out{_where(asking, of.countries)}: {wording.joined(left)}")
    lines.append(f"{how(with_need=bool(of.countries))} Nothing else counts.")
    lines += [_need_line(of)] if of.countries else []
    lines += [f"People by {inert(of.population_source, POPULATIONS)}"] if of.population_source else []
    if not of.countries:
        country = "Poland" if of.city.country_code == "UA" else "Ukraine"
        example = asking.example(f"match {cut(of.city.name, PLACE)} for:{country}")
        lines.append(f"{example} looks in one country, and counts need")
    likeliest = of.cities[of.found.candidates[0].city_id].name
    letter = asking.example(f"letter {cut(of.city.name, PLACE)} / {cut(likeliest, PLACE)}")
    lines.append(f"{letter} drafts a letter to one’s own council")
    return lines


def _need_line(of: MatchAnswer) -> str:
    """What need rests on, of how many places it is recorded, and what that does not say."""
    appeals = f"for {wording.count(of.asking, 'place')}" if of.asking else "none recorded"
    front = f"recorded of {wording.count(of.at_the_front, 'place')}, each as of its date" if of.at_the_front else "none recorded"
    return (
        f"Need rests on appeals open today ({appeals}; each counts until its check date) and on hostilities or their possibility "
        f"({front}). Few are recorded: a place without these points may need as much, and one with them may "
        "be unable to answer."
    )
