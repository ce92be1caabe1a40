"""From entries of the catalogue to what is drawn of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.domain.dates import PartialDate
from bot.domain.pairings import EventKind, Status
from bot.domain.places import City
from bot.domain.records import Countries, RecordedPairing
from bot.domain.standing import Standing, in_order
from bot.domain.wording import DONE, STATUS_IN_TITLE, count, joined, sides, told_apart, whereabouts
from bot.pictures.subjects import (
    CourseSubject,
    DecadesSubject,
    Happening,
    MapSubject,
    Shape,
    Spot,
    Tie,
    TieSpan,
    TimelineSubject,
)

_HALTED = (Status.SUSPENDED, Status.DORMANT, Status.ENDED)
_STEPS = frozenset(EventKind) - {EventKind.LISTED}
"""Events that are steps of a course. A listing is shown only where nothing newer is known: until then the tie is known to have stood."""


def map_of_city(city: City, pairings: Sequence[RecordedPairing], countries: Countries, today: dt.date) -> MapSubject:
    """All pairings of a city."""
    return _map(city.name, recorded(len(pairings)), pairings, countries, today, homes=(city,))


def map_of_pair(pairing: RecordedPairing, countries: Countries, today: dt.date) -> MapSubject:
    """One pairing, as a strip."""
    acting, other = sides(pairing, pairing.standing(today).deciding)
    title = " – ".join(told_apart(acting, other, countries))
    line = how_it_stands(pairing.standing(today))
    return _map(title, line, [pairing], countries, today, homes=(acting,), shape=Shape.STRIP, counted=False)


def map_of_path(chain: Sequence[City], ties: Sequence[RecordedPairing], countries: Countries, today: dt.date) -> MapSubject:
    """How two cities are connected: ``chain`` from the one to the other, ``ties`` its steps."""
    first, last = told_apart(chain[0], chain[-1], countries)
    between = [city.name for city in chain[1:-1]]
    line = f"{count(len(ties), 'tie')}, by way of {joined(between)}" if between else how_it_stands(ties[0].standing(today))
    return _map(f"{first} – {last}", line, ties, countries, today, homes=(chain[0], chain[-1]))


def map_of_countries(
    codes: Sequence[str], pairings: Sequence[RecordedPairing], countries: Countries, today: dt.date
) -> MapSubject:
    """The pairings of one country, or those between two."""
    title = " – ".join(countries.name(code) for code in codes)
    return _map(title, recorded(len(pairings)), pairings, countries, today, chosen=tuple(codes))


def map_of_pairings(
    title: str,
    line: str,
    pairings: Sequence[RecordedPairing],
    countries: Countries,
    today: dt.date,
    shape: Shape = Shape.PAGE,
    homes: Sequence[City] = (),
) -> MapSubject:
    """Any pairings under a title of one’s own, such as those of a week; ``homes`` are places that it is about."""
    return _map(title, line, pairings, countries, today, counted=False, shape=shape, homes=homes)


def timeline_of_city(city: City, pairings: Sequence[RecordedPairing], today: dt.date) -> TimelineSubject:
    """When each of a city’s pairings was signed, and how long it held."""
    named = [(pairing.other_than(city.city_id).name, pairing) for pairing in pairings]
    spans = sorted((_span(name, pairing, today) for name, pairing in named), key=_by_beginning)
    return TimelineSubject(city.name, recorded(len(pairings)), tuple(spans), _day(today))


def timeline_of_pair(pairing: RecordedPairing, countries: Countries, today: dt.date) -> CourseSubject:
    """The course of one pairing."""
    title = " – ".join(told_apart(*sides(pairing, pairing.standing(today).deciding), countries))
    events = in_order(pairing.events)
    newest = [event for event in events if event.date][-1:]
    told = [event for event in events if event.kind in _STEPS or event in newest]
    happenings = tuple(Happening(event.date, event.kind, DONE[event.kind]) for event in told if event.date)
    undated = len(told) - len(happenings)
    span = _span("", pairing, today)
    return CourseSubject(title, how_it_stands(pairing.standing(today)), span, happenings, _day(today), undated)


def decades_of_countries(
    codes: Sequence[str], pairings: Sequence[RecordedPairing], countries: Countries, today: dt.date
) -> DecadesSubject:
    """When the pairings of one country, or those between two, were signed."""
    counted: Counter[tuple[int, Status]] = Counter()
    for pairing in pairings:
        signed = pairing.standing(today).signed
        if signed is not None and signed.date is not None:
            counted[signed.date.year // 10 * 10, pairing.standing(today).status] += 1
    order = list(Status)
    counts = sorted(
        ((decade, status, number) for (decade, status), number in counted.items()), key=lambda of: (of[0], order.index(of[1]))
    )
    title = " – ".join(countries.name(code) for code in codes)
    undated = len(pairings) - sum(counted.values())
    return DecadesSubject(title, f"{recorded(len(pairings))}, by decade of signing", tuple(counts), undated)


def recorded(number: int) -> str:
    """``26 pairings recorded``."""
    return f"{count(number, 'pairing')} recorded"


def how_it_stands(standing: Standing) -> str:
    """``suspended 28 Feb 2022``, ``active since 1990, listed Nov 2016``, ``active as of 2022``, ``status unknown``."""
    words = STATUS_IN_TITLE[standing.status]
    if standing.since is not None:
        lasting = standing.status in (Status.ACTIVE, Status.DORMANT)
        words = f"{words} since {standing.since.short}" if lasting else f"{words} {standing.since.short}"
    if standing.status is not Status.ACTIVE:
        return words
    if standing.as_of is None:
        return f"{words}, undated" if standing.since is None else words
    if standing.listed_only:
        return f"{words}, listed {standing.as_of.short}"
    return words if standing.as_of == standing.since else f"{words}{',' if standing.since else ''} as of {standing.as_of.short}"


def _map(
    title: str, line: str, pairings: Sequence[RecordedPairing], countries: Countries, today: dt.date, *,
    homes: Sequence[City] = (), chosen: tuple[str, ...] = (), counted: bool = True, shape: Shape = Shape.PAGE,
) -> MapSubject:  # fmt: skip
    cities = {city.city_id: city for pairing in pairings for city in (pairing.a, pairing.b)} | {
        city.city_id: city for city in homes
    }
    spots = _spots(cities.values(), countries)
    ties = tuple(
        Tie(spots[pairing.a.city_id], spots[pairing.b.city_id], pairing.standing(today).status)
        for pairing in pairings
        if pairing.a.city_id in spots and pairing.b.city_id in spots
    )
    at = tuple(spots[city.city_id] for city in homes if city.city_id in spots)
    return MapSubject(title, line, ties, at, chosen, len(pairings) - len(ties), counted, shape)


def _spots(cities: Iterable[City], countries: Countries) -> dict[int, Spot]:
    """The places of cities by their number; those without coordinates have none. Namesakes are named with their state or country."""
    listed = list(cities)
    names = Counter(city.name for city in listed)
    spots = {}
    for city in listed:
        if city.latitude is not None and city.longitude is not None:
            name = city.name if names[city.name] == 1 else f"{city.name}, {whereabouts(city, countries, home=city)}"
            spots[city.city_id] = Spot(name, city.latitude, city.longitude, city.population or 0)
    return spots


def _span(name: str, pairing: RecordedPairing, today: dt.date) -> TieSpan:
    standing = pairing.standing(today)
    signed = standing.signed
    dates = signed.dates if signed else ()
    known = min((event.date for event in pairing.events if event.date), key=lambda date: date.earliest, default=None)
    return TieSpan(
        name=name,
        status=standing.status,
        begun=dates[0] if dates else known,
        signed=bool(dates),
        disputed_until=dates[-1] if len(dates) > 1 else None,
        halted=standing.since if standing.status in _HALTED else None,
        last_seen=standing.as_of,
    )


def _by_beginning(span: TieSpan) -> tuple[bool, dt.date, str]:
    return not span.signed, span.begun.earliest if span.begun else dt.date.max, span.name


def _day(today: dt.date) -> PartialDate:
    return PartialDate.parse(today.isoformat())
