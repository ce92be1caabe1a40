"""Small builders of the values that stories are about, and a small catalogue that holds one of each kind of tie.

Every builder fills what a story does not care for, and takes any field of the model by its name: ``city(name="Kyiv")``.
A misspelt field is refused. The small catalogue is close to the facts and not a source of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from bot.domain.changes import Change
from bot.domain.counts import PublishedCount
from bot.domain.entry import Entry
from bot.domain.initiatives import Initiative, Organisation
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import City, CityName, Country, Occupation
from bot.domain.records import Countries, RecordedInitiative, RecordedPairing
from bot.domain.sources import Source
from bot.domain.standing import RecordedEvent, SourcedClaim
from bot.domain.tables import table_of

TODAY = dt.date(2026, 11, 22)
"""The day on which every story is told."""

Loadable = list[tuple[type[Entry], list[Entry]]]
"""What :func:`bot.store.loading.build` takes."""

CHICAGO = 4887398
HAMBURG = 2911298
KYIV = 703448
LOS_ANGELES = 5368361
MARIUPOL = 701822
MOSCOW = 524901
SAINT_PETERSBURG = 498817
SAN_JOSE = 5392171
YEKATERINBURG = 1486209


def country(code: str = "UA", name: str = "Ukraine", **fields: Any) -> Country:
    return Country.model_validate({"country_code": code, "name": name, "name_in_sentence": name, **fields})


def city(city_id: int = 1, name: str = "", country_code: str = "UA", **fields: Any) -> City:
    """A city that GeoNames has; without a name it is called ``City 1`` by its number."""
    defaults = {"city_id": city_id, "geonames_id": city_id, "name": name or f"City {city_id}", "country_code": country_code}
    return City.model_validate({**defaults, **fields})


def city_name(city_id: int, name: str, kind: str = "former", **fields: Any) -> CityName:
    return CityName.model_validate({"city_id": city_id, "name": name, "kind": kind, **fields})


def occupation(city_id: int, control: str = "occupied", as_of: str = "2026-08-22", source_id: int = 1) -> Occupation:
    return Occupation.model_validate({"city_id": city_id, "control": control, "as_of": as_of, "source_id": source_id})


def source(source_id: int = 1, grade: str = "D", publisher: str = "The Daily Example", **fields: Any) -> Source:
    defaults = {"source_id": source_id, "url": f"https://example.org/{source_id}", "publisher": publisher, "grade": grade}
    return Source.model_validate({**defaults, **fields})


def pairing(pairing_id: int = 1, one: int = 1, other: int = 2, kind: str = "sister_city", **fields: Any) -> Pairing:
    """A pairing of two cities, in whichever order they are given."""
    defaults = {"pairing_id": pairing_id, "city_a": min(one, other), "city_b": max(one, other), "kind": kind}
    return Pairing.model_validate({**defaults, **fields})


def event(event_id: int = 1, kind: str = "signed", pairing_id: int | None = 1, **fields: Any) -> Event:
    return Event.model_validate({"event_id": event_id, "pairing_id": pairing_id, "kind": kind, **fields})


def claim(
    claim_id: int = 1,
    event_id: int = 1,
    date: str | None = None,
    date_is: str = "reported",
    source_id: int | None = 1,
    **fields: Any,
) -> Claim:
    defaults = {"claim_id": claim_id, "event_id": event_id, "date": date, "date_is": date_is, "source_id": source_id}
    return Claim.model_validate({**defaults, **fields})


def said(date: str | None = None, grade: str | None = "D", date_is: str = "reported", **fields: Any) -> SourcedClaim:
    """What a source of that grade says of an event; ``None`` for a claim without a source."""
    return SourcedClaim(
        claim(date=date, date_is=date_is, source_id=1 if grade else None, **fields), source(grade=grade) if grade else None
    )


def happened(
    kind: str, *dates: str | None, event_id: int = 1, by: int | None = None, grade: str | None = "D", **claim_fields: Any
) -> RecordedEvent:
    """An event of which one source a date speaks: ``happened("signed", "1990", "1984")`` is a disputed signing.

    Args:
        kind: an :class:`~bot.domain.pairings.EventKind` by its word.
        dates: what the sources claim; none for an event without a date.
        event_id: orders events of one day.
        by: the city whose act it was.
        grade: of every source.
        claim_fields: of every claim: ``decided_by``, ``condition``, ``date_is``…
    """
    claims = [
        said(date, grade, claim_id=number, event_id=event_id, **claim_fields) for number, date in enumerate(dates or (None,), 1)
    ]
    return RecordedEvent.of(event(event_id, kind, by_city=by), claims)


def recorded_pairing(
    events: Iterable[RecordedEvent] = (), a: City | None = None, b: City | None = None, kind: str = "sister_city"
) -> RecordedPairing:
    """A pairing of ``a`` and ``b`` (Chicago and Moscow if they do not matter) with ``events``, numbered as they come."""
    a = a or city(CHICAGO, "Chicago", "US", region="Illinois")
    b = b or city(MOSCOW, "Moscow", "RU")
    first, second = sorted((a, b), key=lambda party: party.city_id)
    numbered = (
        RecordedEvent(one.event.model_copy(update={"event_id": number}), one.claims) for number, one in enumerate(events, 1)
    )
    return RecordedPairing(pairing(1, first.city_id, second.city_id, kind), first, second, tuple(numbered))


def organisation(organisation_id: int = 1, name: str = "Example Relief", **fields: Any) -> Organisation:
    return Organisation.model_validate({"organisation_id": organisation_id, "name": name, **fields})


def initiative(initiative_id: int = 1, beneficiary_id: int | None = KYIV, title: str = "", **fields: Any) -> Initiative:
    """An initiative for Kyiv, of whose state nothing is known. A verified one was given and checked by two, and holds for a while."""
    checked = {
        "link_added_by": 501, "link_added": "2026-11-03", "link_approved_by": 502, "link_approved": "2026-11-05", "link_expires": "2026-12-05",
    } if fields.get("verification") == "verified" else {}  # fmt: skip
    defaults = {
        "initiative_id": initiative_id, "beneficiary_id": beneficiary_id, "country_code": "UA", "title": title or f"Initiative {initiative_id}",
        "sector": "goods", "state": "unknown", "organiser": "City of Example", "source_id": 1, **checked,
    }  # fmt: skip
    return Initiative.model_validate({**defaults, **fields})


def recorded_initiative(
    of: Initiative | None = None,
    beneficiary: City | None = None,
    organiser_city: City | None = None,
    by: Organisation | None = None,
    told_by: Source | None = None,
) -> RecordedInitiative:
    return RecordedInitiative(of or initiative(), beneficiary, organiser_city, by, told_by or source())


def published_count(count_id: int = 1, country_code: str | None = "US", count: int = 50, **fields: Any) -> PublishedCount:
    defaults = {
        "count_id": count_id, "country_code": country_code, "what": "Ties", "count": count, "unit": "cities",
        "claimed_by": "An example", "words": f"{count} cities", "source_id": 1,
    }  # fmt: skip
    return PublishedCount.model_validate({**defaults, **fields})


def added(entry: Entry, guild_id: int | None = None) -> Change:
    """The change that adds a row."""
    return Change(table_of(type(entry)).name, None, entry, guild_id)


def edited(entry: Entry, guild_id: int | None = None, **fields: Any) -> Change:
    """The change that gives a row other words in some fields."""
    return Change(table_of(type(entry)).name, entry, type(entry).model_validate({**entry.model_dump(), **fields}), guild_id)


def retired(entry: Entry, guild_id: int | None = None) -> Change:
    """The change that takes a row out."""
    return Change(table_of(type(entry)).name, entry, None, guild_id)


def new_tie(number: int, one: int, other: int, guild_id: int | None = None, source_id: int | None = 6) -> list[Change]:
    """The changes that add a pairing with a signing, of which one source speaks; all three rows have that number."""
    rows = [pairing(number, one, other), event(number, "signed", number), claim(number, number, "2025", source_id=source_id)]
    return [added(row, guild_id) for row in rows]


def countries() -> Countries:
    """The countries of the small catalogue."""
    return Countries({one.country_code: one for one in _countries()})


def small_catalogue() -> Loadable:
    """Nine cities and six pairings: suspended, proposed by one side, disputed, kept, listed, and signed in a pact.

    Chicago–Moscow is suspended, Los Angeles–Kyiv proposed, Los Angeles–Saint Petersburg of unknown status with three
    disputed years, San Jose–Yekaterinburg kept, Chicago–Kyiv active by a listing, Hamburg–Kyiv a pact. Initiatives:
    three for Kyiv (one open until 2027, one military), one for occupied Mariupol, one for all of Ukraine, one by Kyiv.
    """
    pairings, events, claims = _ties()
    names = [
        city_name(KYIV, "Kiev", "old_spelling", language="en"),
        city_name(SAINT_PETERSBURG, "Leningrad", until="1991-09-06", decided_by="by a referendum"),
    ]
    counts = [published_count(1, "US", 50, other_country_code="RU", as_of="2022-04-22", source_id=3)]
    held = [occupation(MARIUPOL, "hostilities", "2022-03", 6), occupation(MARIUPOL, "occupied", "2026-08-22", 6)]
    return [
        (Country, [*_countries()]), (Source, [*_sources()]), (City, [*_cities()]), (CityName, [*names]), (Occupation, [*held]),
        (Pairing, [*pairings]), (Event, [*events]), (Claim, [*claims]), (Organisation, [*_organisations()]),
        (Initiative, [*_initiatives()]), (PublishedCount, [*counts]),
    ]  # fmt: skip


def _countries() -> list[Country]:
    return [
        country("DE", "Germany"),
        country("RU", "Russia", other_names="Russian Federation"),
        country("UA", "Ukraine"),
        country("US", "United States", name_in_sentence="the United States", other_names="USA|U.S."),
    ]


def _sources() -> list[Source]:
    return [
        source(1, "D", "Block Club Chicago", published="2022-03-01"),
        source(2, "D", "FOX5 Vegas", published="2022-03-25"),
        source(3, "D", "CPD Blog", published="2022-04-22"),
        source(4, "B", "City of San José", url="https://www.sanjoseca.gov/news", published="2022-03-08"),
        source(5, "A", "City of Hamburg", url="", citation="Pact for Solidarity and the Future. Hamburg, 24 April 2022.", published="2022-04-24"),
        source(6, "E", "An encyclopedia", copy_of="an encyclopedia"),
        source(7, "C", "Sister Cities International"),
    ]  # fmt: skip


def _cities() -> list[City]:
    return [
        city(CHICAGO, "Chicago", "US", region="Illinois", region_code="IL", latitude=41.85, longitude=-87.65, population=2664452),
        city(HAMBURG, "Hamburg", "DE", region="Hamburg", latitude=53.57, longitude=10.01, population=1845229),
        city(KYIV, "Kyiv", "UA", latitude=50.45466, longitude=30.5238, population=2952301),
        city(LOS_ANGELES, "Los Angeles", "US", region="California", region_code="CA", latitude=34.05, longitude=-118.24, population=3820914),
        city(MARIUPOL, "Mariupol", "UA", region="Donetsk Oblast", latitude=47.1, longitude=37.54),
        city(MOSCOW, "Moscow", "RU", region="Moscow", latitude=55.75, longitude=37.62, population=10381222),
        city(SAINT_PETERSBURG, "Saint Petersburg", "RU", region="Saint Petersburg", latitude=59.94, longitude=30.31, population=5351935),
        city(SAN_JOSE, "San Jose", "US", region="California", region_code="CA", latitude=37.34, longitude=-121.89, population=997368),
        city(YEKATERINBURG, "Yekaterinburg", "RU", region="Sverdlovsk Oblast", latitude=56.86, longitude=60.62, population=1495066),
    ]  # fmt: skip


def _ties() -> tuple[list[Pairing], list[Event], list[Claim]]:
    until: dict[str, Any] = {"words": "suspend", "condition": "until hostilities end"}
    pairings = [
        pairing(1, CHICAGO, MOSCOW),
        pairing(2, LOS_ANGELES, KYIV),
        pairing(3, LOS_ANGELES, SAINT_PETERSBURG),
        pairing(4, SAN_JOSE, YEKATERINBURG),
        pairing(5, CHICAGO, KYIV),
        pairing(6, HAMBURG, KYIV, "solidarity_pact"),
    ]
    events = [
        event(1, "signed", 1), event(2, "suspended", 1, by_city=CHICAGO),
        event(3, "proposed", 2, by_city=LOS_ANGELES),
        event(4, "signed", 3),
        event(5, "kept", 4, by_city=SAN_JOSE),
        event(6, "signed", 5), event(7, "listed", 5),
        event(8, "signed", 6), event(9, "aid", 6, by_city=HAMBURG),
        event(10, "statement", None, city_id=KYIV),
    ]  # fmt: skip
    claims = [
        claim(1, 1, "1997", source_id=1),
        claim(2, 2, "2022-02-28", "decided", 1, decided_by="the mayor, who directed the association", **until),
        claim(3, 2, "2022-03-01", "announced", 1, decided_by="the mayor", **until),
        claim(4, 3, "2022-03-25", source_id=2, decided_by="the city council, 14–0", words="begin the process"),
        claim(5, 4, "1984", "claimed", 3, dispute="Sources differ: 1984, 1989 or 1990."),
        claim(6, 4, "1989", "claimed", None, dispute="Sources differ: 1984, 1989 or 1990."),
        claim(7, 4, "1990-08-13", "claimed", 6, decided_by="both mayors, when the city was called Leningrad"),
        claim(8, 5, "2022-03-08", "decided", 4, decided_by="the city council, unanimously"),
        claim(9, 6, "1991", source_id=7), claim(10, 7, "2022", source_id=7),
        claim(11, 8, "2022-04-24", "decided", 5, decided_by="both mayors", words="Pact for Solidarity and the Future"),
        claim(12, 9, "2024-04-22", source_id=5, note="Three buses and three ambulances."),
        claim(13, 10, "2022-06", source_id=4, note="An open letter to all partner cities."),
    ]  # fmt: skip
    return pairings, events, claims


def _organisations() -> list[Organisation]:
    return [
        organisation(
            1, "Example Relief", domain="example.org", country_code="US", home_city="Chicago", home_city_id=CHICAGO, source_id=7
        )
    ]


def _initiatives() -> list[Initiative]:
    by_hamburg = {"organiser": "City of Hamburg", "organiser_city": "Hamburg", "organiser_city_id": HAMBURG}
    by_relief = {"organiser": "Example Relief", "organiser_city": "Chicago", "organiser_city_id": CHICAGO, "organisation_id": 1}
    return [
        initiative(1, KYIV, "Buses and ambulances", state="open", started="2022", last_seen="2024-04", source_id=5, **by_hamburg),
        initiative(
            2, KYIV, "Winter coats", state="open", ask="money", last_seen="2026-10", check_by="2027-01-31",
            link="https://example.org/coats", verification="listed", source_id=7, **by_relief,
        ),
        initiative(3, KYIV, "Drones", purpose="military", state="open", ask="money", last_seen="2025-01", source_id=6, **by_relief),
        initiative(
            4, MARIUPOL, "Homes for those who fled", sector="other", ask="hosting", state="closed", last_seen="2023",
            link="https://example.org/homes", source_id=7, **by_relief,
        ),
        initiative(5, None, "Generators for schools", sector="education", last_seen="2023-11", source_id=7, **by_relief),
        initiative(6, HAMBURG, "A concert of thanks", sector="culture", country_code="DE", state="completed", organiser="City of Kyiv",
                   organiser_city="Kyiv", organiser_city_id=KYIV, source_id=5),
    ]  # fmt: skip
