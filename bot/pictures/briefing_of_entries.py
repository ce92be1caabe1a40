"""From a city's entries to the page about it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.domain import wording
from bot.domain.dates import PartialDate
from bot.domain.pairings import PairingKind, Status
from bot.domain.places import City
from bot.domain.records import Countries, Held, RecordedPairing
from bot.domain.sources import Source
from bot.domain.standing import Standing, card_order
from bot.pictures.of_entries import map_of_city
from bot.pictures.subjects import BriefingRow, BriefingSubject, Shape

_SHORT_TABLE = 9
"""With so few ties there is room for a taller map."""
KICKER = "Briefing for a council meeting · ties with other cities"
NOT_NONE = "None recorded is not none: a tie may exist that no source here tells of."


def briefing_of_city(
    city: City,
    recorded: Sequence[RecordedPairing],
    countries: Countries,
    today: dt.date,
    *,
    held: Held | None = None,
    more: str,
    foot: Sequence[str],
) -> BriefingSubject:
    """The page about a city.

    Args:
        held: who holds the place, if that is recorded.
        more: where that stands which has no room: ``in the CSV of “export Kyiv”``.
        foot: whose the data is, and under which licence.
    """
    ties = sorted(recorded, key=lambda one: card_order(one.standing(today), one.other_than(city.city_id).name))
    sources = _by_weight(ties)
    told = list(dict.fromkeys(map(_named, sources)))
    numbers = {source.source_id: told.index(_named(source)) + 1 for source in sources}
    drawn = replace(
        map_of_city(city, recorded, countries, today),
        title="",
        line=f"Ties of {city.name}",
        shape=Shape.TALL_PRINT if len(ties) <= _SHORT_TABLE else Shape.PRINT,
    )
    return BriefingSubject(
        kicker=KICKER,
        title=wording.in_full(city, countries),
        date=PartialDate.parse(today.isoformat()).long,
        line=_counted(city, ties, today),
        remarks=tuple(_remarks(city, ties, held)),
        map=drawn,
        rows=tuple(_row(one, city, countries, today, numbers) for one in ties),
        sources=tuple(told),
        more=more,
        foot=tuple(foot),
    )


def _counted(city: City, ties: Sequence[RecordedPairing], today: dt.date) -> str:
    if not ties:
        return "No pairing is recorded."
    standings = [(one.standing(today).status, one.other_than(city.city_id).name) for one in ties]
    verb = "is" if len(ties) == 1 else "are"
    counted = wording.upper_first(wording.count(len(ties), "pairing"))
    return f"{counted} {verb} recorded: {wording.counts_by_status(standings)}."


def _remarks(city: City, ties: Sequence[RecordedPairing], held: Held | None) -> Iterator[str]:
    if held is not None and held.occupied:
        yield f"{city.name} is occupied (as of {held.as_of.short}). History only."
    kinds = {one.pairing.kind for one in ties}
    usual = "Sister cities, unless another kind is named. " if PairingKind.SISTER_CITY in kinds and len(kinds) > 1 else ""
    yield f"{usual}{NOT_NONE}"


def _row(one: RecordedPairing, city: City, countries: Countries, today: dt.date, numbers: Mapping[int, int]) -> BriefingRow:
    partner, standing = one.other_than(city.city_id), one.standing(today)
    cited = sorted({numbers[said.source.source_id] for event in one.events for said in event.claims if said.source})
    return BriefingRow(
        name=partner.name,
        where=wording.whereabouts(partner, countries),
        signed=wording.year_of_signing(standing.signed) or "not recorded",
        status=standing.status,
        told=_told(one, standing),
        as_of=_as_of(standing),
        cites=tuple(cited),
    )


def _told(one: RecordedPairing, standing: Standing) -> str:
    """``Suspended 28 Feb 2022 by the mayor, until hostilities end``; with the kind, if it is not the usual one."""
    told = wording.upper_first(wording.status_in_row(standing)) or wording.STATUS[standing.status]
    kind = one.pairing.kind
    return told if kind is PairingKind.SISTER_CITY else f"{told} · {wording.KIND[kind]}"


def _as_of(standing: Standing) -> str:
    """``Nov 2016``, ``list of Nov 2016``; for a status that nothing supports nothing."""
    if standing.status is Status.UNKNOWN and standing.as_of is None:
        return "–"
    if standing.as_of is None:
        return "undated list" if standing.listed_only else "undated"
    return f"list of {standing.as_of.short}" if standing.listed_only else standing.as_of.short


def _by_weight(ties: Sequence[RecordedPairing]) -> list[Source]:
    """The sources, those first on which most ties rest, as the sources' own card has them."""
    cited: Counter[int] = Counter()
    sources: dict[int, Source] = {}
    for one in ties:
        of_tie = {said.source.source_id: said.source for event in one.events for said in event.claims if said.source}
        sources |= of_tie
        cited.update(of_tie.keys())
    return sorted(
        sources.values(), key=lambda source: (-cited[source.source_id], source.grade, source.publisher, source.source_id)
    )


def _named(source: Source) -> str:
    """``Block Club Chicago (blockclubchicago.org), 1 Mar 2022, D``; pages of one publisher that read alike are one line."""
    where = f" ({source.domain})" if source.url and source.domain.casefold() != source.publisher.casefold() else ""
    when = f", {source.published.short}" if source.published else ""
    return f"{source.publisher}{where}{when}, {source.grade}"
