"""Opening the store, who may write, and what happens to a file that is not as it should be."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlite_utils
from sqlite_utils import Migrations

from bot.errors import StoreBroken, StoreTooNew, StoreUnavailable
from bot.store import database, kept, loading, pairings, schema, version
from bot.store.database import Connection, Database
from tests.factories import CHICAGO, small_catalogue
from tests.store import versions

NEWER = rf"newer version of the bot \(schema 99; this version knows up to {version.NEWEST}\)"
INDEXES = "SELECT name FROM sqlite_master WHERE type IN ('index', 'trigger') ORDER BY name"
VERSION_1 = "a15e3816f8526adf8c9a95214620f83ab8fd6688c9a362baf097e1324a0dfd8a"
"""The SHA-256 of all statements of the first schema."""
HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
connection.execute("INSERT INTO kept VALUES ('theirs', 'written')")
print("holding", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
connection.close()
"""
"""Another program that has begun to write, says so, and ends when it is told to."""


@contextlib.contextmanager
def another_process_writes(path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "holding\n"
        yield other
        other.communicate("\n")


@pytest.fixture
def next_schema(monkeypatch: pytest.MonkeyPatch) -> Migrations:
    """The schema of the version to come: one migration more."""
    longer = versions.longer()
    longer(name="colours")(lambda db: db.execute("CREATE TABLE colour (name TEXT)"))
    monkeypatch.setattr(schema, "MIGRATIONS", longer)
    monkeypatch.setattr(database, "NEWEST", version.NEWEST + 1)
    return longer


def colours(path: Path) -> set[str]:
    with contextlib.closing(database.connect(path, read_only=True)) as db:
        return {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE name = 'colour'")}


def tables(path: Path) -> dict[str, list[str]]:
    """The columns of each table."""
    with contextlib.closing(database.connect(path)) as db:
        names = [row["name"] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: versions.columns_of(db, name) for name in names if "sqlite" not in name}


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of each table, whatever the order of its columns."""
    with contextlib.closing(database.connect(path)) as db:
        return {
            name: sorted((tuple(row) for row in db.execute(f"SELECT {', '.join(sorted(columns))} FROM {name}")), key=repr)
            for name, columns in tables(path).items()
        }


async def test_what_was_written_is_read(store: Database) -> None:
    await store.write(lambda db: kept.put(db, "colour", "blue"))

    assert await store.read(lambda db: kept.get(db, "colour")) == "blue"
    assert store.read_now(lambda db: kept.get(db, "colour")) == "blue"


async def test_a_change_that_fails_leaves_nothing(store: Database) -> None:
    def fail(db: Connection) -> None:
        kept.put(db, "colour", "blue")
        raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        await store.write(fail)

    assert await store.read(lambda db: kept.get(db, "colour")) is None
    await store.write(lambda db: kept.put(db, "colour", "red"))
    assert await store.read(lambda db: kept.get(db, "colour")) == "red"


async def test_a_reader_cannot_write(store: Database) -> None:
    with pytest.raises(StoreUnavailable, match="readonly"):
        await store.read(lambda db: kept.put(db, "colour", "blue"))

    assert await store.read(lambda db: kept.get(db, "colour")) is None


async def test_a_kept_result_is_the_same_until_somebody_writes(store: Database, path: Path) -> None:
    asked: list[int] = []

    def colour(db: Connection) -> str | None:
        asked.append(1)
        return kept.get(db, "colour")

    async def ask() -> set[str | None]:
        return {await store.read(colour, "colour") for _ in range(4 * database.READERS)}

    assert await ask() == {None}
    assert len(asked) <= database.READERS
    await store.write(lambda db: kept.put(db, "colour", "blue"))
    assert await ask() == {"blue"}
    with contextlib.closing(database.connect(path)) as another_program:
        kept.put(another_program, "colour", "red")
    assert await ask() == {"red"}


async def test_lookups_do_not_wait_for_reads_that_take_long(store: Database) -> None:
    looked_up = threading.Event()

    def compare(_: Connection) -> bool:
        return looked_up.wait(30)

    comparing = [asyncio.create_task(store.read(compare, slow=True)) for _ in range(database.READERS + 1)]
    await asyncio.sleep(0)
    assert [await store.read(lambda db: kept.get(db, "colour")) for _ in range(4)] == [None] * 4
    looked_up.set()
    assert all(await asyncio.gather(*comparing))


async def test_readers_go_on_while_another_process_writes(store: Database, path: Path) -> None:
    with another_process_writes(path):
        found = await asyncio.gather(*(store.read(lambda db: pairings.of_city(db, CHICAGO)) for _ in range(8)))
        assert [len(one) for one in found] == [2] * 8
        assert await store.read(lambda db: kept.get(db, "theirs")) is None

    assert await store.read(lambda db: kept.get(db, "theirs")) == "written"


async def test_a_write_waits_for_another_process_and_then_succeeds(path: Path) -> None:
    store = Database(path)
    begun = threading.Event()

    def read_then_write(db: Connection) -> str | None:
        begun.set()
        kept.put(db, "ours", "written")
        return kept.get(db, "theirs")

    with another_process_writes(path):
        waiting = asyncio.create_task(store.write(read_then_write))
        # Readers answer meanwhile, and the change has not begun: it waits at its door.
        for _ in range(20):
            assert await store.read(lambda db: kept.get(db, "ours")) is None
        assert not begun.is_set()

    assert await waiting == "written"
    assert await store.read(lambda db: kept.get(db, "ours")) == "written"
    store.close()


async def test_many_changes_at_once_are_made_one_after_the_other(store: Database) -> None:
    def count(db: Connection) -> None:
        kept.put(db, "count", str(int(kept.get(db, "count") or 0) + 1))

    await asyncio.gather(*(store.write(count) for _ in range(50)))

    assert await store.read(lambda db: kept.get(db, "count")) == "50"


def test_closing_leaves_one_file_that_holds_everything(path: Path) -> None:
    store = Database(path)
    asyncio.run(store.write(lambda db: kept.put(db, "colour", "blue")))
    store.close()

    assert not path.with_name(path.name + "-wal").exists()
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as anybody:
        assert anybody.execute("SELECT value FROM kept WHERE name = 'colour'").fetchone() == ("blue",)


def test_a_committed_change_survives_a_power_cut_and_readers_do_not_stop(db: Connection) -> None:
    """https://www.sqlite.org/pragma.html: synchronous 2 is FULL."""
    settings = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")]

    assert settings == ["wal", 2, 1]


def test_anybody_can_open_the_file_and_read_its_names(path: Path) -> None:
    anybody = sqlite_utils.Database(path)

    assert set(anybody.table_names()) >= set(loading.TABLES.values()) | {"kept"}
    assert [row["name"] for row in anybody.query("SELECT name FROM city ORDER BY name LIMIT 2")] == ["Chicago", "Hamburg"]
    assert {key.other_table for key in anybody.table("claim").foreign_keys} == {"event", "source"}
    anybody.close()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO event (event_id, pairing_id, kind) VALUES (99, 12345, 'signed')",
        "INSERT INTO city_name (city_id, name, kind) VALUES (12345, 'Nowhere', 'former')",
        "UPDATE initiative SET source_id = 12345",
        "DELETE FROM city WHERE name = 'Chicago'",
        "DELETE FROM source WHERE source_id = 1",
    ],
)
def test_nothing_may_name_what_is_not_there(db: Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        db.execute(statement)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("pairing", "kind"), ("event", "kind"), ("claim", "date_is"), ("source", "grade"), ("city", "level"), ("city_name", "kind"),
        ("occupation", "control"), ("initiative", "sector"), ("initiative", "ask"), ("initiative", "purpose"), ("initiative", "state"),
        ("initiative", "verification"),
    ],
)  # fmt: skip
def test_a_word_that_the_vocabulary_lacks_is_refused(db: Connection, table: str, column: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        db.execute(f"UPDATE {table} SET {column} = 'married'")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE pairing SET city_a = city_b, city_b = city_a",
        "UPDATE city SET latitude = 90.5",
        "UPDATE city SET population = -1",
        "UPDATE source SET url = '', citation = ''",
        "UPDATE published_count SET count = -1",
        "INSERT INTO pairing (pairing_id, city_a, city_b, kind) SELECT 99, city_a, city_b, 'friendship' FROM pairing LIMIT 1",
    ],
)
def test_what_cannot_be_is_refused(db: Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)


def test_the_newest_schema_is_the_number_of_migrations(db: Connection) -> None:
    applied = schema.MIGRATIONS.applied(sqlite_utils.Database(db))

    assert len(applied) == version.NEWEST
    assert schema.MIGRATIONS.migrations_table == version.MIGRATIONS_TABLE
    assert schema.MIGRATIONS.pending(sqlite_utils.Database(db)) == []
    assert db.execute("PRAGMA user_version").fetchone()[0] == version.NEWEST


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_store_of_a_newer_version_is_refused_and_not_touched(path: Path, mode: str) -> None:
    with contextlib.closing(database.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 99")
        newer.execute(f"PRAGMA journal_mode = {mode}")
    before = path.read_bytes()

    with pytest.raises(StoreTooNew, match=NEWER) as refused:
        Database(path)

    assert (refused.value.found, refused.value.known) == (99, version.NEWEST)
    assert path.read_bytes() == before


def test_an_older_store_is_migrated_after_a_copy_of_it(path: Path, next_schema: Migrations) -> None:
    Database(path).close()

    assert colours(path) == {"colour"}
    copy = path.with_name(f"twinbot.sqlite.before-{version.NEWEST + 1}")
    assert colours(copy) == set()
    with contextlib.closing(database.connect(copy, read_only=True)) as db:
        assert len(pairings.of_city(db, CHICAGO)) == 2
        assert db.execute("PRAGMA user_version").fetchone()[0] == version.NEWEST
    assert sorted(file.name for file in path.parent.iterdir() if ".part" in file.name) == []


def test_a_migration_that_fails_leaves_the_older_store_as_it_was(path: Path, next_schema: Migrations) -> None:
    next_schema(name="wrong")(lambda db: db.execute("CREATE TABLE colour (name TEXT)"))

    with pytest.raises(StoreUnavailable, match="already exists"):
        Database(path)

    assert colours(path) == set()
    with contextlib.closing(database.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == version.NEWEST


def test_a_store_is_migrated_once_however_many_start_at_the_same_time(path: Path, next_schema: Migrations) -> None:
    failed: list[Exception] = []
    together = threading.Barrier(6)

    def start() -> None:
        together.wait()
        try:
            database.migrate(path)
        except Exception as error:  # noqa: BLE001  # whatever it is, the test names it
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert colours(path) == {"colour"}
    assert colours(path.with_name(f"twinbot.sqlite.before-{version.NEWEST + 1}")) == set()


def test_a_store_of_version_1_keeps_every_row_and_can_do_all_that_a_new_one_can(tmp_path: Path) -> None:
    old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    versions.build_version_1(old, small_catalogue())
    loading.build(new, small_catalogue(), {loading.FINGERPRINT: "old"})
    assert "revision" not in tables(old)
    assert "link_expires" not in tables(old)["initiative"]

    Database(old).close()

    assert content(old) == content(new)
    assert {name: sorted(columns) for name, columns in tables(old).items()} == {
        name: sorted(columns) for name, columns in tables(new).items()
    }
    assert "revision" not in tables(old.with_name(f"old.sqlite.before-{version.NEWEST}"))
    with contextlib.closing(database.connect(old)) as db, contextlib.closing(database.connect(new)) as made:
        assert db.execute("PRAGMA user_version").fetchone()[0] == version.NEWEST
        assert [row["name"] for row in db.execute(INDEXES)] == [row["name"] for row in made.execute(INDEXES)]


def test_a_schema_that_was_released_is_never_changed(tmp_path: Path) -> None:
    """A store that was made by version 1 must be the one that version 2 expects, word for word: new words need a new migration."""
    path = tmp_path / "old.sqlite"
    versions.build_version_1(path, [])

    with contextlib.closing(database.connect(path)) as db:
        said = [row["sql"] for row in db.execute("SELECT sql FROM sqlite_master WHERE name NOT LIKE '%sqlite%' ORDER BY name")]

    assert hashlib.sha256("\n".join(filter(None, said)).encode()).hexdigest() == VERSION_1


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    path.touch()

    Database(path).close()

    assert loading.fingerprint_of(path) is None
    assert [file.name for file in tmp_path.iterdir() if "before" in file.name] == []


@pytest.mark.parametrize("content", [b"city,country\nKyiv,Ukraine\n" * 400, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cities.csv"
    path.write_bytes(content)

    with pytest.raises(StoreBroken, match="is damaged or not a store"):
        Database(path)

    assert path.read_bytes() == content


def test_a_damaged_page_is_named(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 4096] = b"\xee" * 4096
    path.write_bytes(content)

    with pytest.raises(StoreBroken, match="malformed"):
        loading.fingerprint_of(path)


def test_a_database_of_another_program_is_not_made_into_a_store(tmp_path: Path) -> None:
    path = tmp_path / "diary.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as diary, diary:
        diary.execute("CREATE TABLE city (visited TEXT)")
    before = path.read_bytes()

    with pytest.raises(StoreBroken, match="a database of another program"):
        Database(path)

    assert path.read_bytes() == before


@pytest.mark.parametrize("read_only", [True, False])
def test_a_missing_store_says_what_to_look_at(tmp_path: Path, read_only: bool) -> None:
    path = tmp_path / "nowhere" / "twinbot.sqlite"

    with pytest.raises(StoreUnavailable, match=r"unable to open database file\. Check that the folder exists") as missing:
        database.connect(path, read_only=read_only)

    assert missing.value.path == path
    with pytest.raises(StoreUnavailable):
        Database(path)
    assert not path.exists()


@pytest.fixture
def forbidden() -> Iterator[Path]:
    """A store in a folder in which nobody but its owner may write; the test goes on as somebody else."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        loading.build(folder / "twinbot.sqlite", small_catalogue(), {})
        folder.chmod(0o555)
        was = os.geteuid()
        if was == 0:
            os.seteuid(65534)
        yield folder
        os.seteuid(was)
        folder.chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="rights on folders are different there")
def test_a_store_that_may_not_be_written_says_so(forbidden: Path) -> None:
    with pytest.raises(StoreUnavailable, match="Check that the folder exists and may be written"):
        database.connect(forbidden / "twinbot.sqlite", read_only=True)
    with pytest.raises(StoreUnavailable, match="Check that the folder exists and may be written"):
        Database(forbidden / "twinbot.sqlite")
    with pytest.raises(StoreUnavailable, match="Check that the folder exists and may be written"):
        loading.build(forbidden / "other.sqlite", small_catalogue(), {})
    with pytest.raises(StoreUnavailable, match="Permission denied"):
        loading.build(forbidden / "deeper" / "other.sqlite", small_catalogue(), {})
