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
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from bot.domain.places import City
from bot.errors import PackageError, StoreUnavailable
from bot.search.keys import KEYS_VERSION
from bot.search.names import Area, NameHit, Standing
from bot.search.similar import segments
from bot.store.database import named_errors

ASSET_FORMAT = 1
SCHEMA_VERSION = 2
"""Raised whenever the tables below change, so that an older file is built again."""

SIMILAR_FROM = 15_000
"""A mistyped name is looked for among all names of places of so many people (GeoNames' own cut "cities15000")."""
SIMILAR_OWN_FROM = 5_000
"""And among the own names of places of so many."""

COMPLETED_FROM = 100_000
"""Any name of a place of so many people can be completed from its beginning; of smaller ones the own name only."""

ABANDONED_AFTER_SECONDS = 3600
_BATCH = 5_000

Rows = Sequence[Sequence[str]]
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
    key TEXT NOT NULL, population INTEGER NOT NULL, city_id INTEGER NOT NULL, standing INTEGER NOT NULL, PRIMARY KEY (key, city_id)
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
CREATE TEMP TABLE unsorted_name (key TEXT, city_id INTEGER, standing INTEGER);
CREATE TEMP TABLE unsorted_prefix (key TEXT, population INTEGER, city_id INTEGER, standing INTEGER);
CREATE TEMP TABLE unsorted_segment (segment TEXT, key TEXT);
CREATE TEMP TABLE mistypable (key TEXT);
"""


class AssetUnreadable(PackageError):
    """The gazetteer asset is not one that this version understands."""

    def __init__(self, asset: Path, reason: str) -> None:
        self.asset = asset
        super().__init__(f"The gazetteer {asset} cannot be read: {reason}. Install the data that belongs to this version.")


def build(asset: Path, path: Path, progress: Progress | None = None) -> bool:
    """Make the SQLite file at ``path`` from ``asset``, unless it is up to date. Returns whether it was made.

    The file appears whole or not at all: it is written beside ``path`` and moved there when done.

    Raises:
        AssetUnreadable: the asset is missing, damaged or of another format than this version reads.
        StoreUnavailable: the file cannot be written.
    """
    tell = progress or _say_nothing
    try:
        stamp = f"{SCHEMA_VERSION}.{KEYS_VERSION}.{hashlib.sha256(asset.read_bytes()).hexdigest()}"
    except OSError as error:
        raise AssetUnreadable(asset, str(error)) from error
    if path.exists() and _stamp_of(path) == stamp:
        return False
    tell("Reading the gazetteer", 0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(path)
        _build_beside(asset, path, stamp, tell)
    except (OSError, sqlite3.Error) as error:
        raise StoreUnavailable(path, str(error)) from error
    tell("The gazetteer is ready", 100)
    return True


def _say_nothing(what: str, percent: int) -> None:
    """Progress that nobody follows."""


def _stamp_of(path: Path) -> str | None:
    """The stamp of a built file, or ``None`` if it is none."""
    try:
        with closing(_open(path)) as database:
            row = database.execute("SELECT value FROM about WHERE property = 'stamp'").fetchone()
    except sqlite3.Error:
        return None
    return str(row[0]) if row else None


def _clear_abandoned(path: Path) -> None:
    """Remove what builds that were killed have left beside ``path``. A build that is under way is younger."""
    for part in path.parent.glob(f"{path.name}.*.part"):
        if time.time() - part.stat().st_mtime > ABANDONED_AFTER_SECONDS:
            part.unlink(missing_ok=True)


def _build_beside(asset: Path, path: Path, stamp: str, tell: Progress) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as database:
            # Nothing reads the unfinished file, so it needs no journal; it is flushed to disk as a whole below.
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;" + _SCHEMA)
            database.execute("BEGIN")
            about = _fill(database, asset, tell)
            _sort_in(database, tell)
            database.executemany("INSERT INTO about VALUES (?, ?)", [*about.items(), ("stamp", stamp)])
            database.execute("COMMIT")
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _fill(database: sqlite3.Connection, asset: Path, tell: Progress) -> dict[str, str]:
    """Write the asset's rows as they come, so that they never are in memory together. Returns what its head says."""
    about: dict[str, str] = {}
    try:
        with lzma.open(asset, "rt", encoding="utf-8", newline="\n") as lines:
            for is_head, part in groupby(lines, key=lambda line: line.startswith("#")):
                if is_head:
                    about |= _head(asset, part)
                else:
                    _write_tables(database, part, int(about.get("rows of place", "1")), tell)
    except (lzma.LZMAError, EOFError, UnicodeDecodeError, IndexError, KeyError, ValueError) as error:
        raise AssetUnreadable(asset, f"it is damaged ({error})") from error
    return about


def _head(asset: Path, lines: Iterable[str]) -> dict[str, str]:
    """``#rows⇥place⇥170394`` as ``rows of place``: ``170394``."""
    cells = (line.rstrip("\n").removeprefix("#").split("\t") for line in lines)
    head = {" of ".join(names): value for *names, value in cells}
    if head.get("format") != str(ASSET_FORMAT) or head.get("keys") != str(KEYS_VERSION):
        found = f"it has format {head.get('format')} with keys {head.get('keys')}"
        raise AssetUnreadable(asset, f"{found}, and this version reads format {ASSET_FORMAT} with keys {KEYS_VERSION}")
    return head


def _write_tables(database: sqlite3.Connection, lines: Iterable[str], places: int, tell: Progress) -> None:
    write: dict[str, Callable[[sqlite3.Connection, Rows], None]] = {
        "place": _write_places, "region": _write_regions, "country": _write_countries, "everyday_word": _write_words,
    }  # fmt: skip
    table, done = "", 0
    for is_title, part in groupby(lines, key=lambda line: line.startswith("@")):
        if is_title:
            table = list(part)[-1].removeprefix("@").split("\t")[0].strip()
            continue
        rows = (line.rstrip("\n").split("\t") for line in part)
        while batch := list(islice(rows, _BATCH)):
            write[table](database, batch)
            done += len(batch)
            tell("Reading the gazetteer", min(40, 40 * done // places))


def _write_places(database: sqlite3.Connection, rows: Rows) -> None:
    database.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?)", (row[:7] for row in rows))
    database.executemany("INSERT INTO temp.unsorted_name VALUES (?, ?, ?)", _names(rows))
    database.executemany("INSERT INTO temp.unsorted_prefix VALUES (?, ?, ?, ?)", _prefixes(rows))
    database.executemany("INSERT INTO temp.mistypable VALUES (?)", ((key,) for row in rows for key in _mistypable(row)))


def _write_regions(database: sqlite3.Connection, rows: Rows) -> None:
    database.executemany("INSERT INTO region VALUES (?, ?, ?)", (row[:3] for row in rows))
    named = ((key, row[0], row[1]) for row in rows for key in row[3].split("|"))
    database.executemany("INSERT OR IGNORE INTO area_name VALUES (?, ?, ?)", named)


def _write_countries(database: sqlite3.Connection, rows: Rows) -> None:
    database.executemany("INSERT INTO country VALUES (?, ?)", (row[:2] for row in rows))
    named = ((key, row[0], "") for row in rows for key in row[2].split("|"))
    database.executemany("INSERT OR IGNORE INTO area_name VALUES (?, ?, ?)", named)


def _write_words(database: sqlite3.Connection, rows: Rows) -> None:
    database.executemany("INSERT INTO everyday_word VALUES (?)", (row[:1] for row in rows))


def _names(rows: Rows) -> Iterator[tuple[str, int, int]]:
    for row in rows:
        city_id = int(row[0])
        for cell, standing in zip(row[7:], (Standing.OWN, Standing.ALIAS, Standing.TRANSLITERATED, Standing.CODE), strict=True):
            if cell:
                for key in cell.split("|"):
                    yield key, city_id, int(standing)


def _prefixes(rows: Rows) -> Iterator[tuple[str, int, int, int]]:
    for row in rows:
        population = int(row[6])
        for key in row[7].split("|"):
            yield key, population, int(row[0]), int(Standing.OWN)
        if population >= COMPLETED_FROM and row[8]:
            for key in row[8].split("|"):
                yield key, population, int(row[0]), int(Standing.ALIAS)


def _mistypable(row: Sequence[str]) -> list[str]:
    """The keys of a place that are looked for when nothing is called what was typed."""
    population = int(row[6])
    own = row[7].split("|") if population >= SIMILAR_OWN_FROM else []
    others = row[8].split("|") if population >= SIMILAR_FROM else []
    return own + [key for key in others if key.isascii() or population >= COMPLETED_FROM]


def _sort_in(database: sqlite3.Connection, tell: Progress) -> None:
    """Bring the rows that were set aside into their tables, in the order of these: SQLite sorts without holding them in memory."""
    tell("Sorting names", 45)
    database.execute("INSERT INTO name SELECT key, city_id, standing FROM temp.unsorted_name ORDER BY key, city_id")
    database.execute(
        "INSERT INTO place_prefix SELECT key, population, city_id, standing FROM temp.unsorted_prefix ORDER BY key, city_id"
    )
    tell("Filing names for typing mistakes", 70)
    _file(database, "similar_name", "SELECT DISTINCT key FROM temp.mistypable")
    _file(database, "similar_area", "SELECT DISTINCT key FROM area_name")


def _file(database: sqlite3.Connection, table: str, keys: str) -> None:
    """File the keys that the query ``keys`` gives under their pieces."""
    filed = ((segment, key) for (key,) in database.cursor().execute(keys) for segment in segments(key))
    database.executemany("INSERT INTO temp.unsorted_segment VALUES (?, ?)", filed)
    database.execute(
        f"INSERT INTO {table} SELECT segment, group_concat(key, '|') "
        "FROM (SELECT segment, key FROM temp.unsorted_segment ORDER BY segment, key) GROUP BY segment"
    )
    database.execute("DELETE FROM temp.unsorted_segment")


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
        with named_errors(self._path):
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
        """Places of at least ``population`` people with a name that begins with ``prefix``, the largest first.

        A place's own name counts tenfold against another's alias, as in :mod:`bot.search.rank`.
        """
        rows = self._read(
            "SELECT city_id, found.standing, place.population, country_code, region_code, latitude, longitude "
            "FROM (SELECT city_id, max(standing) AS standing, population * (CASE max(standing) WHEN ? THEN 10 ELSE 1 END) AS weight "
            "FROM place_prefix WHERE key >= ? AND key < ? AND population >= ? GROUP BY city_id ORDER BY weight DESC, city_id LIMIT ?) "
            "AS found JOIN place USING (city_id) ORDER BY weight DESC, city_id",
            int(Standing.OWN), prefix, prefix + _AFTER_ALL, population, limit,
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
