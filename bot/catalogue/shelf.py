"""The store and the gazetteer, made from the files that ship if they are missing or older than these."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from bot.catalogue.package import DESCRIPTION, read_rows
from bot.domain.dates import PartialDate
from bot.domain.tables import BY_NAME, TABLES
from bot.errors import PackageMissing
from bot.store import database, gazetteer, loading

GAZETTEER_ASSET = "gazetteer.tsv.xz"
GAZETTEER = "gazetteer.sqlite"

Progress = Callable[[str, int, int], None]
"""Called with what is being made, how much of it is done, and how much there is."""


def stocked(store: Path, data: Path, progress: Progress | None = None) -> tuple[Path, Path]:
    """The paths of the store and of the gazetteer, both made or brought up to date if need be.

    Args:
        store: where the store is or shall be; the gazetteer lies beside it.
        data: the folder of the catalogue that ships.

    Raises:
        PackageError: the catalogue is missing or has mistakes; nothing was loaded.
        StoreError: the store cannot be used.
    """

    def tell(what: str, done: int, whole: int) -> None:
        if progress is not None:
            progress(what, done, whole)

    if not (data / DESCRIPTION).is_file():
        raise PackageMissing(data)
    world = store.with_name(GAZETTEER)
    gazetteer.build(data / GAZETTEER_ASSET, world, lambda _, percent: tell("Cities of the world", percent, 100))
    shipped = fingerprint(data)
    if store.exists():
        database.migrate(store)
    if loading.fingerprint_of(store) == shipped:
        return store, world
    from bot.catalogue.check import read_package  # noqa: PLC0415  # most starts find the store as it should be

    package = read_package(data)
    entries = [(table.model, package.tables[table.name]) for table in TABLES]
    whole = sum(len(rows) for _, rows in entries)
    tell("Catalogue", 0, whole)
    notes = {loading.FINGERPRINT: shipped, **_described(data)}

    def loaded(done: int) -> None:
        tell("Catalogue", done, whole)

    if not store.exists():
        loading.build(store, entries, notes, loaded)
        return store, world
    loading.replace(store, entries, notes, loaded)
    return store, world


def country_codes(data: Path) -> frozenset[str]:
    """The codes of all countries that the catalogue in ``data`` knows. Raises :class:`PackageMissing` if there is none."""
    path = data / BY_NAME["countries"].file_name
    if not path.is_file():
        raise PackageMissing(data)
    return frozenset(row.cells.get("country_code", "") for row in read_rows(path))


def fingerprint(data: Path) -> str:
    """Changes whenever any file of the catalogue does."""
    whole = hashlib.sha256()
    for name in [DESCRIPTION, *(table.file_name for table in TABLES)]:
        with contextlib.suppress(FileNotFoundError):
            whole.update(hashlib.sha256((data / name).read_bytes()).digest())
        whole.update(name.encode())
    return whole.hexdigest()


def _described(data: Path) -> dict[str, str]:
    """What the package says of itself that cards repeat."""
    described = json.loads((data / DESCRIPTION).read_text(encoding="utf-8"))
    try:
        day = PartialDate.parse(str(described.get("created"))[:10]).short
    except ValueError:
        day = "an unknown day"
    return {
        loading.CATALOGUE_DATE: day,
        loading.POPULATION_SOURCE: str(described.get("population_source", "GeoNames’ figures, which carry no year")),
    }
