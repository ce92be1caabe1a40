"""The shipped package, and a small sound one that a test may spoil."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.catalogue.check import Package, read_package
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import City
from bot.domain.sources import Source
from bot.domain.standing import RecordedEvent, SourcedClaim, Standing, standing

DATA = Path(__file__).resolve().parents[2] / "data"
TODAY = dt.date(2026, 11, 22)

SMALL = {
    "countries.csv": "country_code,name,name_in_sentence,other_names\nUS,United States,the United States,USA\nRU,Russia,Russia,\n",
    "sources.csv": (
        "source_id,url,citation,publisher,grade,copy_of,published\n"
        "1,https://blockclubchicago.org/2022/03/01/x/,,Block Club Chicago,D,,2022-03-01\n"
    ),
    "cities.csv": (
        "city_id,geonames_id,name,country_code,region,region_code,level,latitude,longitude,population,note\n"
        "524901,524901,Moscow,RU,Moscow,48,city,55.75204,37.61781,10381222,\n"
        "4887398,4887398,Chicago,US,Illinois,IL,city,41.85003,-87.65005,2693976,\n"
    ),
    "city_names.csv": "city_id,name,kind,language,until,decided_by,source_id\n524901,Москва,native,ru,,,\n",
    "occupied.csv": "city_id,control,as_of,source_id\n",
    "pairings.csv": "pairing_id,city_a,city_b,kind,note\n1,524901,4887398,sister_city,\n",
    "events.csv": "event_id,pairing_id,kind,by_city,city_id,other_city_id\n1,1,signed,,,\n2,1,suspended,4887398,,\n",
    "claims.csv": (
        "claim_id,event_id,source_id,date,date_is,decided_by,words,condition,note,dispute\n"
        "1,1,1,1997,reported,,,,,\n"
        "2,2,1,2022-03-01,announced,the mayor,suspend,until hostilities end,,\n"
    ),
    "organisations.csv": "organisation_id,name,domain,country_code,home_city,home_city_id,register_name,register_number,what,source_id\n",
    "initiatives.csv": (
        "initiative_id,beneficiary_id,country_code,title,sector,ask,purpose,state,started,last_seen,check_by,organiser,organiser_city,"
        "organiser_city_id,organisation_id,link,verification,link_added_by,link_added,link_approved_by,link_approved,link_expires,"
        "note,source_id\n"
    ),
    "published_counts.csv": "count_id,country_code,other_country_code,as_of,what,count,unit,claimed_by,words,source_id\n",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder with a sound package of one pairing."""
    for name, text in SMALL.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "datapackage.json").write_bytes((DATA / "datapackage.json").read_bytes())
    return tmp_path


Spoil = Callable[[str, str, str], None]


@pytest.fixture
def spoil(package: Path) -> Spoil:
    """Replaces text in one file of the small package."""

    def replace(name: str, old: str, new: str) -> None:
        path = package / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture(scope="session")
def shipped() -> Package:
    return read_package(DATA)


class Catalogue:
    """The shipped package, asked in the words of the domain."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.cities = {city.city_id: city for city in package.of(City)}
        self.pairings = {pairing.pairing_id: pairing for pairing in package.of(Pairing)}
        sources = {source.source_id: source for source in package.of(Source)}
        claims: dict[int, list[SourcedClaim]] = defaultdict(list)
        for claim in package.of(Claim):
            claims[claim.event_id].append(SourcedClaim(claim, sources[claim.source_id] if claim.source_id else None))
        self._events: dict[int | None, list[RecordedEvent]] = defaultdict(list)
        for event in package.of(Event):
            self._events[event.pairing_id].append(RecordedEvent.of(event, claims[event.event_id]))

    def city(self, name: str, country_code: str = "") -> City:
        found = [city for city in self.cities.values() if city.name == name and country_code in ("", city.country_code)]
        assert len(found) == 1, f"{name}: {found}"
        return found[0]

    def pairing(self, one: str, other: str) -> Pairing:
        names = {one, other}
        found = [
            pairing
            for pairing in self.pairings.values()
            if {self.cities[pairing.city_a].name, self.cities[pairing.city_b].name} == names
        ]
        assert len(found) == 1, f"{names}: {found}"
        return found[0]

    def events(self, one: str, other: str) -> list[RecordedEvent]:
        return self._events[self.pairing(one, other).pairing_id]

    def standing(self, one: str, other: str) -> Standing:
        return standing(self.events(one, other), TODAY)

    def events_of(self, pairing_id: int) -> list[RecordedEvent]:
        return self._events[pairing_id]


@pytest.fixture(scope="session")
def catalogue(shipped: Package) -> Catalogue:
    return Catalogue(shipped)


def rows_of(name: str) -> list[dict[str, str]]:
    """A shipped table as text."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
