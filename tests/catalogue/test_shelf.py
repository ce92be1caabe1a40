"""The store is made from the files that ship: if it is missing, and again whenever these have changed."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from bot.catalogue import shelf
from bot.errors import PackageInvalid, PackageMissing, StoreBroken
from bot.store import database, gazetteer, kept, loading, pairings
from tests.catalogue.conftest import Spoil

CHICAGO = 4887398


@pytest.fixture(autouse=True)
def _without_the_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gazetteer has its own stories and takes long to build."""
    monkeypatch.setattr(gazetteer, "build", lambda *_: False)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "var" / "twinbot.sqlite"


def condition(store: Path) -> str:
    """Until when Chicago has suspended its tie, as the store says."""
    with contextlib.closing(database.connect(store, read_only=True)) as db:
        (only,) = pairings.of_city(db, CHICAGO)
    return only.events[1].value("condition")


def test_a_missing_store_is_made_with_progress(store: Path, package: Path) -> None:
    told: list[tuple[str, int, int]] = []

    assert shelf.stocked(store, package, lambda *step: told.append(step)) == (store, store.with_name("gazetteer.sqlite"))

    assert condition(store) == "until hostilities end"
    assert told[0] == ("Catalogue", 0, 11)
    assert told[-1] == ("Catalogue", 11, 11)


def test_a_store_that_is_up_to_date_is_left_alone(store: Path, package: Path) -> None:
    shelf.stocked(store, package)
    with contextlib.closing(database.connect(store)) as db:
        kept.put(db, "ours", "kept")
    before = store.read_bytes()
    told: list[str] = []

    shelf.stocked(store, package, lambda what, *_: told.append(what))

    assert store.read_bytes() == before
    assert told == []


def test_a_store_follows_the_files_that_ship(store: Path, package: Path, spoil: Spoil) -> None:
    shelf.stocked(store, package)
    with contextlib.closing(database.connect(store)) as db:
        kept.put(db, "ours", "kept")

    spoil("claims.csv", "until hostilities end", "for the time being")
    shelf.stocked(store, package)

    assert condition(store) == "for the time being"
    assert loading.fingerprint_of(store) == shelf.fingerprint(package)
    with contextlib.closing(database.connect(store, read_only=True)) as db:
        assert kept.get(db, "ours") == "kept"


def test_files_with_a_mistake_make_no_store(store: Path, package: Path, spoil: Spoil) -> None:
    spoil("events.csv", "suspended", "divorced")

    with pytest.raises(PackageInvalid, match=r"events.csv, row 3, column kind: 'divorced' is not known"):
        shelf.stocked(store, package)

    assert not store.exists()


def test_files_with_a_mistake_leave_the_older_store_as_it_was(store: Path, package: Path, spoil: Spoil) -> None:
    shelf.stocked(store, package)
    before = loading.fingerprint_of(store)

    spoil("claims.csv", "until hostilities end", "for the time being")
    spoil("events.csv", "suspended", "divorced")
    with pytest.raises(PackageInvalid):
        shelf.stocked(store, package)

    assert condition(store) == "until hostilities end"
    assert loading.fingerprint_of(store) == before


def test_a_folder_without_a_catalogue_is_named(store: Path, tmp_path: Path) -> None:
    with pytest.raises(PackageMissing, match=r"should hold datapackage\.json"):
        shelf.stocked(store, tmp_path / "elsewhere")


def test_a_broken_store_is_not_written_over(store: Path, package: Path) -> None:
    store.parent.mkdir()
    store.write_bytes(b"a diary, not a store" * 500)

    with pytest.raises(StoreBroken):
        shelf.stocked(store, package)

    assert store.read_bytes() == b"a diary, not a store" * 500


@pytest.mark.parametrize("created", ['"2026-11-22T00:00:00Z"', '"some day"', "null", "20261122"])
def test_a_description_without_a_proper_day_does_not_stop_the_bot(store: Path, package: Path, created: str) -> None:
    described = package / "datapackage.json"
    text = described.read_text(encoding="utf-8")
    before, _, after = text.partition('"created":')
    described.write_text(f'{before}"created": {created}{after[after.index(",") :]}', encoding="utf-8")

    shelf.stocked(store, package)

    with contextlib.closing(database.connect(store, read_only=True)) as db:
        assert kept.get(db, loading.CATALOGUE_DATE) == ("22 Nov 2026" if "T" in created else "an unknown day")
