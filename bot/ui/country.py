"""The cards of ``country``: a country's pairings by partner country, or the pairings of two countries, with the counts of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import wording
from bot.domain.counts import PublishedCount
from bot.domain.pairings import Status
from bot.domain.places import City
from bot.domain.records import RecordedPairing
from bot.domain.sources import Source
from bot.ui import rows as pairing_rows
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.controls import button
from bot.ui.illustrated import NOT_ILLUSTRATED, Illustrated, switches, turning
from bot.ui.inert import inert
from bot.ui.limits import NOTE, PLACE, TITLE
from bot.ui.listing import Listing
from bot.ui.paging import page_number, pages

CODE = "co"
COUNTS = 6
"""Counts of others on the first page; their sources card has all."""
COUNTED, CLAIMED_BY = 120, 80
"""What was counted, and by whom, in a line."""


@dataclass(frozen=True, slots=True)
class CountryAnswer:
    """What is recorded of one country's ties, or of those of two."""

    code: str
    other: str | None
    recorded: Sequence[RecordedPairing]
    counts: Sequence[tuple[PublishedCount, Source]]
    data_date: str
    """Of what day the catalogue is, in words."""
    population_source: str
    """Whose figures the cities' populations are, and of when."""


def country_card(asking: Asking, of: CountryAnswer, *, page: int = 1, how: Illustrated = NOT_ILLUSTRATED) -> Answer:
    """The pairings of ``of.code``, or of both countries.

    Args:
        how: the picture; there is none where no pairing is recorded.
    """
    if not of.recorded and not of.counts:
        return _nothing(asking, of)
    if not of.recorded:
        how = NOT_ILLUSTRATED
    if of.other is None:
        return _one_country(asking, of, page, how)
    rows = Listing(pairing_rows.between(of.recorded, of.code, asking.today), asking.today)
    counts = _counts(asking, of)
    shown = rows.page(page, how.first_page, taken_on_first=sum(map(len, counts)))
    card = Card(theme.LIST)
    card.say(_title(asking, of), rows.count_line if rows else "", how.note)
    card.show(how.picture)
    if shown.number == 1:
        card.rule()
        card.say(*counts)
    if rows:
        shown.say(card, asking, CODE, of.code, of.other)
    else:
        card.rule()
    _controls(card, asking, of, how, shown.number, shown.of)
    return card.answer()


@dataclass(frozen=True, slots=True)
class _Partner:
    """A partner country and its counts, as a row."""

    text: str
    group: str = "partners"


def _one_country(asking: Asking, of: CountryAnswer, page: int, how: Illustrated) -> Answer:
    """One country alone: its partner countries with counts instead of rows."""
    tally: dict[str, Counter[Status]] = {}
    whole: Counter[Status] = Counter()
    for recorded in of.recorded:
        status = recorded.standing(asking.today).status
        whole[status] += 1
        partner = recorded.b if recorded.a.country_code == of.code else recorded.a
        tally.setdefault(partner.country_code, Counter())[status] += 1
    ordered = sorted(tally.items(), key=lambda item: (-item[1].total(), asking.countries.name(item[0])))
    rows = [
        _Partner(" · ".join([f"**{inert(asking.countries.name(code), PLACE)}**", *_whole_and_parts(by_status)]))
        for code, by_status in ordered
    ]
    counts = _counts(asking, of)
    paged = pages(rows, how.first_page, taken_on_first=sum(map(len, counts)))
    page = page_number(page, len(paged))
    before = sum(map(len, paged[: page - 1]))
    card = Card(theme.LIST)
    card.say(_title(asking, of), f"{_counted(whole)}." if rows else "", how.note)
    card.show(how.picture)
    if page == 1:
        card.rule()
        card.say(*counts)
    if rows:
        card.rule()
        heading = f"### By partner country · {len(rows)}{', continued' if page > 1 else ''}"
        card.say(heading, *(row.text for row in paged[page - 1]))
    card.rule()
    shown = len(paged[page - 1])
    where = (
        f"Page {page} of {len(paged)} · {before + 1} to {before + shown} of {len(rows)} countries · " if len(paged) > 1 else ""
    )
    if ordered:
        example = asking.example(f"country {asking.countries.name(of.code)} / {asking.countries.name(ordered[0][0])}")
        card.say(f"-# {where}{example} names the cities")
    _controls(card, asking, of, how, page, len(paged))
    return card.answer()


def _whole_and_parts(by_status: Counter[Status]) -> list[str]:
    """``24``, ``20 active and 4 ended``; of one status alone only ``2 active``."""
    return [_counted(by_status)] if len(by_status) == 1 else [f"{by_status.total():,}", _counted(by_status)]


def _counted(by_status: Counter[Status]) -> str:
    parts = [f"{by_status[status]:,} {wording.COUNTED.get(status, str(status))}" for status in Status if by_status[status]]
    return wording.joined(parts)


def _title(asking: Asking, of: CountryAnswer) -> str:
    names = asking.countries.in_sentence(of.code)
    if of.other:
        names = f"{names} and {asking.countries.in_sentence(of.other)}"
    counted = wording.count(len(of.recorded), "pairing")
    return f"## {inert(wording.upper_first(f'{names}: {counted} recorded'), TITLE)}"


def _counts(asking: Asking, of: CountryAnswer) -> list[str]:
    """Our own dated count beside those of others, each with who and when."""
    ours = f"**{wording.count(len(of.recorded), 'pairing')}** · this catalogue, {of.data_date}"
    theirs = []
    for counted, _ in of.counts[:COUNTS]:
        when = counted.as_of.short if counted.as_of else "undated"
        what = inert(wording.upper_first(counted.words), COUNTED)
        theirs.append(f"**{what}** · {inert(counted.claimed_by, CLAIMED_BY)}, {when}")
    more = len(of.counts) - COUNTS
    notes = "They count different things, so they differ. " if of.counts else ""
    return [
        "### Counts, ours and others’" if of.counts else "### Our count",
        ours,
        *theirs,
        f"-# {more} more under Sources" if more > 0 else "",
        f"-# {notes}{inert(_people(asking, of), NOTE)}",
    ]


def _people(asking: Asking, of: CountryAnswer) -> str:
    """How many people live in the cities, by GeoNames' figures, and how many cities have none."""
    cities = {city.city_id: city for recorded in of.recorded for city in (recorded.a, recorded.b)}
    codes = [of.code] if of.other is None else [of.code, of.other]
    parts = []
    for code in codes:
        of_country = [city for city in cities.values() if city.country_code == code]
        if of_country:
            parts.append(_people_of(of_country, asking.countries.name(code)))
    if not any(city.population for city in cities.values()):
        return "People are not counted: no city with a population is recorded."
    return f"People in the places that are or were so tied, by {of.population_source}: {'; '.join(parts)}."


def _people_of(cities: Sequence[City], country: str) -> str:
    known = [city.population for city in cities if city.population]
    missing = len(cities) - len(known)
    if not known:
        return f"{country} without a figure for {wording.count(missing, 'place')}"
    words = f"{country} {sum(known):,} in {wording.count(len(known), 'place')}"
    return f"{words} ({missing} more without a figure)" if missing else words


def _controls(card: Card, asking: Asking, of: CountryAnswer, how: Illustrated, page: int, pages_count: int) -> None:
    codes = [of.code, of.other or "-"]
    card.controls(
        *turning(asking, how, page, pages_count, CODE, *codes),
        *(switches(asking, how, "By decade", CODE, *codes) if page == 1 else []),
        button("Sources", asking.control_id("sr", "k", *codes)) if of.counts else None,
    )


def _nothing(asking: Asking, of: CountryAnswer) -> Answer:
    names = [inert(asking.countries.in_sentence(code), PLACE) for code in (of.code, of.other) if code]
    between = f"between **{names[0]}** and **{names[1]}**" if len(names) > 1 else f"for **{names[0]}**"
    return sentence(f"No pairing is recorded {between}. That does not mean that there is none.")
