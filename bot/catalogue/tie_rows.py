"""A tie in the cells of a table, and whole for a program: what an officer of a council asks for first, with every source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.catalogue.table_file import date_cell
from bot.domain import wording
from bot.domain.pairings import Status
from bot.domain.places import City, distance_km
from bot.domain.records import Countries, RecordedPairing
from bot.domain.sources import Source
from bot.domain.standing import RecordedEvent, Standing, card_order, in_order

COLUMNS = (
    "City", "State or region", "Country", "Partner", "Partner’s state or region", "Partner’s country", "Kind", "Status", "Since",
    "Decided by", "Condition", "Signed", "As of", "Only a list says so", "Distance in km", "Note", "Sources", "Entry",
)  # fmt: skip
OWN, SHARED = "this server’s own", "shared catalogue"


@dataclass(frozen=True, slots=True)
class TakenTie:
    """A tie as it is taken along.

    Args:
        home: the side that was asked for; it is named first.
        own: whether it is the server's own entry.
    """

    recorded: RecordedPairing
    home: City
    own: bool = False

    @property
    def partner(self) -> City:
        return self.recorded.other_than(self.home.city_id)

    def cells(self, countries: Countries, today: dt.date) -> list[object]:
        """The tie under :data:`COLUMNS`, dates in words; what no source says is empty."""
        standing = self.recorded.standing(today)
        distance = distance_km(self.home, self.partner)
        return [
            *place_cells(self.home, countries),
            *place_cells(self.partner, countries),
            wording.upper_first(wording.KIND[self.recorded.pairing.kind]),
            wording.STATUS[standing.status],
            dates_in_words(_begun_by(standing)),
            standing.decided_by,
            standing.condition,
            dates_in_words(standing.signed),
            date_cell(standing.as_of),
            "yes" if standing.listed_only else "",
            "" if distance is None else distance,
            self.recorded.pairing.note,
            " | ".join(cited(source) for source in sources_of(self.recorded)),
            OWN if self.own else SHARED,
        ]

    def whole(self, countries: Countries, today: dt.date) -> dict[str, Any]:
        """The tie with its events and sources; dates as EDTF, which says no more of them than is known."""
        standing = self.recorded.standing(today)
        sources = sources_of(self.recorded)
        numbers = {source.source_id: number for number, source in enumerate(sources, 1)}
        return {
            "city": place_whole(self.home, countries),
            "partner": place_whole(self.partner, countries),
            "kind": str(self.recorded.pairing.kind),
            "status": str(standing.status),
            "status_in_words": wording.STATUS[standing.status],
            "since": standing.since,
            "since_disputed": is_disputed(_begun_by(standing)),
            "as_of": standing.as_of,
            "only_listed": standing.listed_only,
            "decided_by": standing.decided_by,
            "condition": standing.condition,
            "signed": list(standing.signed.dates) if standing.signed else [],
            "distance_km": distance_km(self.home, self.partner),
            "note": self.recorded.pairing.note,
            "events": [_event(self.recorded, event, numbers) for event in in_order(self.recorded.events)],
            "sources": [{"number": numbers[source.source_id], **_source(source)} for source in sources],
            "own_entry": self.own,
        }


def taken_of_city(recorded: Sequence[RecordedPairing], home: City, own: frozenset[int], today: dt.date) -> list[TakenTie]:
    """The ties of a city, in the order of its card."""
    ties = [TakenTie(one, home, one.pairing.pairing_id in own) for one in recorded]
    return sorted(ties, key=lambda tie: card_order(tie.recorded.standing(today), tie.partner.name))


def taken_of_country(
    recorded: Sequence[RecordedPairing], code: str, own: frozenset[int], countries: Countries, today: dt.date
) -> list[TakenTie]:
    """The ties of a country, its own side first: by partner country, then in the order of a card."""
    ties = [TakenTie(one, one.a if one.a.country_code == code else one.b, one.pairing.pairing_id in own) for one in recorded]
    return sorted(
        ties,
        key=lambda tie: (countries.of(tie.partner), *card_order(tie.recorded.standing(today), tie.partner.name), tie.home.name),
    )


def sources_of(recorded: RecordedPairing) -> list[Source]:
    """Everything that a tie rests on, once each, best grade first."""
    found = {said.source.source_id: said.source for event in recorded.events for said in event.claims if said.source}
    return sorted(found.values(), key=lambda source: (source.grade, source.publisher, source.source_id))


def cited(source: Source) -> str:
    """``Block Club Chicago, 1 Mar 2022, grade D (press): https://…``"""
    date, _, grade = wording.source_line(source).partition(" · ")
    letter, _, what = grade.partition(", ")
    return f"{source.publisher}, {date}, {letter} ({what}): {source.url or source.citation}"


def dates_in_words(event: RecordedEvent | None) -> str:
    """``13 Aug 1990``; ``1984, 1989 or 13 Aug 1990 (disputed)``; nothing where no date is known."""
    if event is not None and is_disputed(event):
        return f"{wording.joined([date.short for date in event.dates], 'or')} (disputed)"
    return date_cell(event.date) if event else ""


def is_disputed(event: RecordedEvent | None) -> bool:
    """Whether sources disagree on its date."""
    return event is not None and len(event.dates) > 1


def _begun_by(standing: Standing) -> RecordedEvent | None:
    """The event that ``since`` is the date of; nothing where that is not known."""
    if standing.since is None:
        return None
    return standing.signed if standing.status is Status.ACTIVE else standing.deciding


def place_cells(city: City, countries: Countries) -> Iterator[str]:
    """Its name, state or region, and country."""
    yield city.name
    yield city.region
    yield countries.of(city)


def place_whole(city: City, countries: Countries) -> dict[str, Any]:
    """The same for a program, with its numbers and where it lies."""
    return {
        "id": city.city_id, "geonames_id": city.geonames_id, "name": city.name, "region": city.region,
        "country_code": city.country_code, "country": countries.of(city), "latitude": city.latitude, "longitude": city.longitude,
    }  # fmt: skip


def _event(recorded: RecordedPairing, event: RecordedEvent, numbers: dict[int, int]) -> dict[str, Any]:
    by = {recorded.a.city_id: recorded.a.name, recorded.b.city_id: recorded.b.name}
    told: dict[str, Any] = {"kind": str(event.kind), "dates": list(event.dates)}
    told |= {"by": by[event.event.by_city]} if event.event.by_city in by else {}
    told |= {field: event.value(field) for field in ("decided_by", "condition", "words", "note") if event.value(field)}
    return told | {"sources": list(dict.fromkeys(numbers[said.source.source_id] for said in event.claims if said.source))}


def _source(source: Source) -> dict[str, Any]:
    told: dict[str, Any] = {"publisher": source.publisher, "grade": str(source.grade), "grade_in_words": source.grade.words}
    told |= {"url": source.url} if source.url else {"citation": source.citation}
    told |= {"copy_of": source.copy_of} if source.copy_of else {}
    return told | {"published": source.published}
