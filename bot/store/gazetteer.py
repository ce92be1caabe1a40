"""The gazetteer behind the search: a second, read-only SQLite file, built from the asset that ships.

It is apart from the store so that backups stay small. Its tables are ``place``, ``name`` (every key under which a place is
found), ``region``, ``country``, ``area_name``, ``everyday_word``, ``similar_name`` and ``similar_area`` (see
:mod:`bot.search.similar`), ``place_prefix`` and ``about``.
"""

from __future__ import annotations

import hashlib
import lzma
import os
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.domain.places import City
from bot.search.keys import KEYS_VERSION
from bot.search.names import Area, NameHit, Standing
from bot.search.similar import segments

ASSET_FORMAT = 1
SCHEMA_VERSION = 1
"""Raised whenever the tables below change, so that an older file is built again."""

SIMILAR_FROM = 15_000
"""A mistyped name is looked for among all names of places of so many people (GeoNames' own cut "cities15000")."""
SIMILAR_OWN_FROM = 5_000
"""And among the own names of places of so many."""

COMPLETED_FROM = 100_000
"""Any name of a place of so many people can be completed from its beginning; of smaller ones the own name only."""

Progress = Callable[[str, int], None]
"""Told what is being done, and how many hundredths of the whole are behind."""

_SCHEMA = """
CREATE TABLE place (
    city_id INTEGER PRIMARY KEY, name TEXT NOT NULL, country_code TEXT NOT NULL, region_code TEXT NOT NULL,
    latitude REAL NOT NULL, longitude REAL NOT NULL, population INTEGER NOT NULL
) STRICT;
CREATE TABLE name (
    key TEXT NOT NULL, city_id INTEGER NOT NULL, standing INTEGER NOT NULL, PRIMARY KEY (key, city_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE place_prefix (
    key TEXT NOT NULL, population INTEGER NOT NULL, city_id INTEGER NOT NULL, PRIMARY KEY (key, city_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE similar_name (segment TEXT PRIMARY KEY, keys TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE similar_area (segment TEXT PRIMARY KEY, keys TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE region (
    country_code TEXT NOT NULL, region_code TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (country_code, region_code)
) STRICT, WITHOUT ROWID;
CREATE TABLE country (country_code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE area_name (
    key TEXT NOT NULL, country_code TEXT NOT NULL, region_code TEXT NOT NULL, PRIMARY KEY (key, country_code, region_code)
) STRICT, WITHOUT ROWID;
CREATE TABLE everyday_word (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE about (property TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""


class AssetUnreadable(ValueError):
    """The gazetteer asset is not one that this version understands."""


def build(asset: Path, path: Path, progress: Progress | None = None) -> bool:
    """Make the SQLite file at ``path`` from ``asset``, unless it is up to date. Returns whether it was made.

    The file appears whole or not at all: it is written beside ``path`` and moved there when done.

    Raises:
        AssetUnreadable: the asset has another format than this version reads.
        OSError: the asset cannot be read or the file cannot be written.
    """
    tell = progress or _say_nothing
    stamp = _stamp(asset)
    if path.exists() and _stamp_of(path) == stamp:
        return False
    tell("Reading the gazetteer", 0)
    tables, about = _tables(lzma.decompress(asset.read_bytes()).decode("utf-8"))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as database:
            # Nothing reads the unfinished file, so it needs no journal; it is flushed to disk as a whole below.
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;" + _SCHEMA)
            database.execute("BEGIN")
            _fill(database, tables, tell)
            database.executemany("INSERT INTO about VALUES (?, ?)", [*about.items(), ("stamp", stamp)])
            database.execute("COMMIT")
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    tell("The gazetteer is ready", 100)
    return True


def _say_nothing(what: str, percent: int) -> None:
    """Progress that nobody follows."""


def _stamp(asset: Path) -> str:
    return f"{SCHEMA_VERSION}.{KEYS_VERSION}.{hashlib.sha256(asset.read_bytes()).hexdigest()}"


def _stamp_of(path: Path) -> str | None:
    """The stamp of a built file, or ``None`` if it is none."""
    try:
        with closing(_open(path)) as database:
            row = database.execute("SELECT value FROM about WHERE property = 'stamp'").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


def _tables(text: str) -> tuple[dict[str, list[list[str]]], dict[str, str]]:
    """The asset's rows by table, and what its head says."""
    tables: dict[str, list[list[str]]] = {}
    about: dict[str, str] = {}
    rows: list[list[str]] = []
    for line in text.rstrip("\n").split("\n"):
        cells = line.split("\t")
        if line.startswith("#"):
            about["\t".join(cells[:-1])[1:].replace("\t", " of ")] = cells[-1]
        elif line.startswith("@"):
            rows = tables.setdefault(cells[0][1:], [])
        else:
            rows.append(cells)
    if about.get("format") != str(ASSET_FORMAT) or about.get("keys") != str(KEYS_VERSION):
        raise AssetUnreadable(
            f"the gazetteer asset has format {about.get('format')} with keys {about.get('keys')}; this version reads format "
            f"{ASSET_FORMAT} with keys {KEYS_VERSION}. Install the data that belongs to this version."
        )
    return tables, about


def _fill(database: sqlite3.Connection, tables: dict[str, list[list[str]]], tell: Progress) -> None:
    places = sorted(tables["place"], key=lambda row: int(row[0]))
    database.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?)", (row[:7] for row in places))
    tell("Sorting names", 20)
    names = sorted(_names(places))
    tell("Writing names", 40)
    database.executemany("INSERT INTO name VALUES (?, ?, ?)", names)
    database.executemany("INSERT INTO place_prefix VALUES (?, ?, ?)", sorted(_prefixes(places)))
    tell("Filing names for typing mistakes", 70)
    database.executemany("INSERT INTO similar_name VALUES (?, ?)", _filed(_mistypable(places)))
    database.executemany("INSERT INTO region VALUES (?, ?, ?)", sorted(row[:3] for row in tables["region"]))
    database.executemany("INSERT INTO country VALUES (?, ?)", sorted(row[:2] for row in tables["country"]))
    areas = {(key, row[0], row[1]) for row in tables["region"] for key in row[3].split("|")}
    areas |= {(key, row[0], "") for row in tables["country"] for key in row[2].split("|")}
    database.executemany("INSERT INTO area_name VALUES (?, ?, ?)", sorted(areas))
    database.executemany("INSERT INTO similar_area VALUES (?, ?)", _filed({key for key, _, _ in areas}))
    database.executemany("INSERT INTO everyday_word VALUES (?)", sorted(tables["everyday_word"]))


def _names(places: Iterable[list[str]]) -> Iterator[tuple[str, int, int]]:
    for row in places:
        city_id = int(row[0])
        for cell, standing in zip(row[7:], (Standing.OWN, Standing.ALIAS, Standing.TRANSLITERATED, Standing.CODE), strict=True):
            if cell:
                for key in cell.split("|"):
                    yield key, city_id, int(standing)


def _prefixes(places: Iterable[list[str]]) -> Iterator[tuple[str, int, int]]:
    for row in places:
        population = int(row[6])
        names = f"{row[7]}|{row[8]}" if population >= COMPLETED_FROM and row[8] else row[7]
        for key in names.split("|"):
            yield key, population, int(row[0])


def _mistypable(places: Iterable[list[str]]) -> set[str]:
    """The keys that are looked for when nothing is called what was typed."""
    keys: set[str] = set()
    for row in places:
        population = int(row[6])
        if population >= SIMILAR_OWN_FROM:
            keys.update(row[7].split("|"))
        if population >= SIMILAR_FROM and row[8]:
            keys.update(key for key in row[8].split("|") if key.isascii() or population >= COMPLETED_FROM)
    return keys


def _filed(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    filed: dict[str, list[str]] = defaultdict(list)
    for key in sorted(keys):
        for segment in segments(key):
            filed[segment].append(key)
    for segment in sorted(filed):
        yield segment, "|".join(filed[segment])


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False, isolation_level=None
    )


class Gazetteer:
    """The built file, open for reading. It fulfils :class:`bot.search.names.Names`.

    Each thread that asks gets a connection of its own. The file is opened as immutable: a newer one takes its place by being
    moved there, so whoever has this one open keeps reading it.
    """

    def __init__(self, path: Path) -> None:
        """Open the file at ``path``.

        Raises:
            sqlite3.OperationalError: there is no such file.
        """
        self._path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._read("SELECT 1")

    def close(self) -> None:
        for connection in self._opened:
            connection.close()

    def _read(self, query: str, *values: object) -> list[Any]:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = _open(self._path)
            # A small cache of its own; the rest is the operating system's, which does not count as this process's memory.
            connection.execute("PRAGMA cache_size = -2000")
            self._local.connection = connection
            self._opened.append(connection)
        return connection.execute(query, values).fetchall()

    def _sharing(self, table: str, segments: Iterable[str]) -> set[str]:
        wanted = list(segments)
        rows = self._read(f"SELECT keys FROM {table} WHERE segment IN ({_marks(wanted)})", *wanted)
        return {key for (keys,) in rows for key in keys.split("|")}

    def with_key(self, key: str) -> Sequence[NameHit]:
        """Every place that has the name ``key``."""
        rows = self._read(
            "SELECT city_id, standing, population, country_code, region_code, latitude, longitude "
            "FROM name JOIN place USING (city_id) WHERE key = ?",
            key,
        )
        return [NameHit(*row) for row in rows]

    def with_prefix(self, prefix: str, population: int, limit: int) -> Sequence[NameHit]:
        """Places of at least ``population`` people with a name that begins with ``prefix``, the largest first."""
        rows = self._read(
            "SELECT city_id, 3, place.population, country_code, region_code, latitude, longitude FROM "
            "(SELECT DISTINCT city_id, population FROM place_prefix "
            "WHERE key >= ? AND key < ? AND population >= ? ORDER BY population DESC, city_id LIMIT ?) "
            "JOIN place USING (city_id) ORDER BY place.population DESC, city_id",
            prefix, prefix + _AFTER_ALL, population, limit,
        )  # fmt: skip
        return [NameHit(*row) for row in rows]

    def sharing(self, segments: Iterable[str]) -> set[str]:
        """The keys of larger places that have one of ``segments`` (see :mod:`bot.search.similar`)."""
        return self._sharing("similar_name", segments)

    def places(self, city_ids: Iterable[int]) -> dict[int, City]:
        """The places with these ids; one that is not known is left out."""
        wanted = list(city_ids)
        rows = self._read(
            "SELECT city_id, place.name, country_code, coalesce(region.name, ''), region_code, latitude, longitude, population "
            f"FROM place LEFT JOIN region USING (country_code, region_code) WHERE city_id IN ({_marks(wanted)})",
            *wanted,
        )
        return {row[0]: _city(*row) for row in rows}

    def areas(self, key: str) -> frozenset[Area]:
        """The countries and first-level regions called ``key``."""
        return frozenset(Area(*row) for row in self._read("SELECT country_code, region_code FROM area_name WHERE key = ?", key))

    def areas_sharing(self, segments: Iterable[str]) -> set[str]:
        """The keys of countries and regions that have one of ``segments``."""
        return self._sharing("similar_area", segments)

    def country_names(self) -> dict[str, str]:
        """English names by code."""
        return dict(self._read("SELECT country_code, name FROM country ORDER BY country_code"))

    def everyday(self, words: Iterable[str]) -> set[str]:
        """Those of ``words`` that are common words of a language rather than names."""
        wanted = list(words)
        return {word for (word,) in self._read(f"SELECT word FROM everyday_word WHERE word IN ({_marks(wanted)})", *wanted)}


_AFTER_ALL = "\U0010ffff"


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _city(
    city_id: int, name: str, country_code: str, region: str, region_code: str, latitude: float, longitude: float, population: int
) -> City:
    """The place as a value. GeoNames says 0 where it knows no population."""
    return City(
        city_id=city_id, geonames_id=city_id, name=name, country_code=country_code, region=region, region_code=region_code,
        latitude=latitude, longitude=longitude, population=population or None,
    )  # fmt: skip
