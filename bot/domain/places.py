"""Places that can be a party: countries, cities with their names, and which of them are occupied."""

from __future__ import annotations

import math
from enum import StrEnum

from pydantic import Field

from bot.domain.dates import PartialDate
from bot.domain.entry import Amount, CountryCode, Entry, Id, Line, OptionalDate, Words


class Level(StrEnum):
    """What kind of place a party is."""

    CITY = "city"
    TOWN = "town"
    HROMADA = "hromada"
    DISTRICT = "district"
    COUNTY = "county"
    REGION = "region"


class NameKind(StrEnum):
    """In what way a city is called so."""

    FORMER = "former"
    OLD_SPELLING = "old_spelling"
    NATIVE = "native"
    EXONYM = "exonym"
    TRANSLITERATION = "transliteration"
    NICKNAME = "nickname"
    ABBREVIATION = "abbreviation"
    MISSPELLING = "misspelling"
    OFFICIAL = "official"
    SHORT = "short"
    HISTORICAL = "historical"


class Control(StrEnum):
    """Who holds a place in the war, as a source saw it on a date."""

    OCCUPIED = "occupied"
    HOSTILITIES = "hostilities"
    POSSIBLE_HOSTILITIES = "possible_hostilities"
    LIBERATED = "liberated"
    NOT_OCCUPIED = "not_occupied"


class Country(Entry):
    """A country under the name that this catalogue uses."""

    country_code: CountryCode
    name: Line = Field(description="English name, as in a list: United States")
    name_in_sentence: Line = Field(description="English name within a sentence: the United States")
    other_names: Words = Field("", description="Further names that are understood, separated by |")


class City(Entry):
    """A place that can be a party: city, town, hromada, district, county or region."""

    city_id: Id = Field(description="The GeoNames id; for a place listed by hand, a number from 1000000001 on")
    geonames_id: Id | None = Field(None, description="GeoNames id; empty for a place listed by hand")
    name: Line = Field(description="Present English name")
    country_code: CountryCode
    region: str = Field("", max_length=200, description="First-level region (state, oblast, province), English name")
    region_code: str = Field("", max_length=20, description="GeoNames code of the first-level region")
    level: Level = Level.CITY
    latitude: float | None = Field(None, ge=-90, le=90, description="Degrees north, WGS 84")
    longitude: float | None = Field(None, ge=-180, le=180, description="Degrees east, WGS 84")
    population: Amount | None = Field(None, description="GeoNames' figure; it carries no year. Empty if GeoNames has none")
    note: Words = Field("", description="Why it is listed by hand, or what to know of it")


class CityName(Entry):
    """Another name of a city."""

    city_id: Id
    name: Line
    kind: NameKind
    language: str = Field("", max_length=20, description="BCP 47 tag, where known")
    until: OptionalDate = Field(None, description="When a former name was given up")
    decided_by: str = Field("", max_length=300, description="Who decided the renaming")
    source_id: Id | None = Field(None, description="Empty for general knowledge")


class Occupation(Entry):
    """Who holds a place on a date. Several rows for one place are a history; the newest counts."""

    city_id: Id
    control: Control
    as_of: PartialDate
    source_id: Id


def distance_km(one: City, other: City) -> int | None:
    """Great-circle distance in kilometres (haversine, mean Earth radius 6,371 km), or ``None`` without coordinates."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    north, north_other = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    half = math.sin((north_other - north) / 2) ** 2 + math.cos(north) * math.cos(north_other) * math.sin(east / 2) ** 2
    return round(2 * 6371 * math.asin(math.sqrt(half)))
