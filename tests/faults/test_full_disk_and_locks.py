"""A full disk, and a store that another program holds: said in words, and nothing that was there is lost."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import StoreUnavailable
from bot.store import database, kept, loading, pairings, schema, version
from bot.store.database import Connection, Database
from tests.factories import CHICAGO, MOSCOW, small_catalogue
from tests.faults import next_version

resource = pytest.importorskip("resource", reason="limits on files are set as POSIX does it")

HAS_ROOM = "Check that the folder exists and may be written, that the disk has room"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "twinbot.sqlite"
    loading.build(made, small_catalogue(), {loading.FINGERPRINT: "old"})
    return made


@contextlib.contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file grows over ``size`` bytes: the system refuses to write on, as it does when the disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def chicago(path: Path) -> list[str]:
    """With whom Chicago is tied, from a file that SQLite finds sound."""
    with contextlib.closing(database.connect(path)) as db:
        assert [tuple(row) for row in db.execute("PRAGMA integrity_check")] == [("ok",)]
        return [one.other_than(CHICAGO).name for one in pairings.of_city(db, CHICAGO)]


def fill(db: Connection) -> None:
    for number in range(2000):
        kept.put(db, f"name {number}", "a value that takes some room on the disk " * 20)


@pytest.mark.parametrize("size", [0, 20_000, 60_000, 100_000])
def test_a_store_that_does_not_fit_on_the_disk_is_not_begun(tmp_path: Path, size: int) -> None:
    path = tmp_path / "twinbot.sqlite"

    with room_for(size), pytest.raises(StoreUnavailable, match=HAS_ROOM):
        loading.build(path, small_catalogue(), {})

    assert [file.name for file in tmp_path.iterdir()] == ["twinbot.sqlite.lock"]
    loading.build(path, small_catalogue(), {})
    assert chicago(path) == ["Moscow", "Kyiv"]


@pytest.mark.parametrize("size", [0, 20_000, 40_000])
def test_a_new_catalogue_that_does_not_fit_leaves_the_old_one(path: Path, size: int) -> None:
    with room_for(size), pytest.raises(StoreUnavailable, match=HAS_ROOM):
        loading.replace(path, [], {loading.FINGERPRINT: "new"})

    assert chicago(path) == ["Moscow", "Kyiv"]
    assert loading.fingerprint_of(path) == "old"
    loading.replace(path, [], {loading.FINGERPRINT: "new"})
    assert chicago(path) == []


async def test_a_change_that_does_not_fit_leaves_nothing_and_the_next_one_is_made(path: Path) -> None:
    store = Database(path)

    with room_for(100_000), pytest.raises(StoreUnavailable, match=HAS_ROOM):
        await store.write(fill)

    assert await store.read(lambda db: kept.get(db, "name 0")) is None
    await store.write(fill)
    assert await store.read(lambda db: kept.get(db, "name 1999")) is not None
    store.close()
    assert chicago(path) == ["Moscow", "Kyiv"]


async def test_a_disk_that_fills_within_a_change_is_named_as_full(path: Path) -> None:
    """SQLite has undone the change by itself by then: undoing it once more must not hide why."""
    store = Database(path)

    def fill_a_full_disk(db: Connection) -> None:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages}")
        fill(db)

    with pytest.raises(StoreUnavailable, match="database or disk is full"):
        await store.write(fill_a_full_disk)

    assert await store.read(lambda db: kept.get(db, "name 0")) is None
    await store.write(lambda db: db.execute("UPDATE pairing SET note = 'seen' WHERE pairing_id = 1"))
    found = await store.read(lambda db: pairings.of_pair(db, CHICAGO, MOSCOW))
    assert found is not None
    assert found.pairing.note == "seen"
    store.close()


@pytest.mark.parametrize("size", [0, 40_000])
def test_an_older_store_is_not_migrated_without_room_for_its_copy(path: Path, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS)
    monkeypatch.setattr(database, "NEWEST", version.NEWEST)
    next_version.install()

    with room_for(size), pytest.raises(StoreUnavailable, match=HAS_ROOM):
        database.migrate(path)

    assert [file.name for file in path.parent.iterdir() if "before" in file.name] == []
    with contextlib.closing(database.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == version.NEWEST
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'nickname'").fetchone()[0] == 0
    database.migrate(path)
    assert chicago(path) == ["Moscow", "Kyiv"]


async def test_a_store_that_another_program_holds_too_long_says_so_and_answers_on(path: Path) -> None:
    store = Database(path, busy_seconds=0.05)

    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match=r"database is locked.*no other program holds the file"):
            await store.write(lambda db: kept.put(db, "colour", "blue"))
        assert len(await store.read(lambda db: pairings.of_city(db, CHICAGO))) == 2

    await store.write(lambda db: kept.put(db, "colour", "red"))
    assert await store.read(lambda db: kept.get(db, "colour")) == "red"
    store.close()


def test_a_store_that_another_program_holds_whole_cannot_be_opened(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreUnavailable, match="database is locked"):
            Database(path, busy_seconds=0.05)
        other.execute("COMMIT")

    Database(path).close()


def test_a_store_that_another_process_makes_too_long_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "BUILD_SECONDS", 0.05)
    path = tmp_path / "twinbot.sqlite"

    def begun(done: int) -> None:
        with pytest.raises(StoreUnavailable, match="database is locked"):
            loading.build(path, small_catalogue(), {})

    loading.build(path, small_catalogue(), {}, begun)

    assert chicago(path) == ["Moscow", "Kyiv"]
