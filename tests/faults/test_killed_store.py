"""``kill -9`` while the store is made, changed, reloaded or migrated: it is whole or absent, old or new, never half."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store import database, kept, loading, version
from tests.factories import Loadable, city_name, small_catalogue
from tests.faults import next_version
from tests.faults.killing import HOME, Kill, copied, victim

VICTIM = "tests.faults.victim"
MOMENTS = 20
"""How often each work is killed, at moments drawn evenly over its whole length."""

Content = dict[str, list[tuple[object, ...]]]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed as POSIX does it")


def moments(kill: Kill) -> list[int]:
    """Moments to die at: the first and the last ones, where files are made and moved, and others by lot, the same each time."""
    length = int(kill(0).removeprefix("done "))
    drawn = random.Random(1).sample(range(1, length), MOMENTS - 10)
    return sorted({*range(1, 6), *drawn, *range(length - 5, length)})


def content(path: Path) -> Content:
    """All that is in the store, with SQLite's own check of the file."""
    with contextlib.closing(database.connect(path)) as db:
        assert [tuple(row) for row in db.execute("PRAGMA integrity_check")] == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = [
            row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'")
        ]
        whole = {table: sorted((tuple(row) for row in db.execute(f"SELECT * FROM {table}")), key=repr) for table in tables}
        return {**whole, "schema": [tuple(db.execute("PRAGMA user_version").fetchone())]}


def older() -> Loadable:
    """The catalogue as it was: with fewer rows here and more there."""
    catalogue = dict(small_catalogue())
    names = next(model for model in catalogue if model.__name__ == "CityName")
    counts = next(model for model in catalogue if model.__name__ == "PublishedCount")
    catalogue[names] = [city_name(703448, f"Name {number}") for number in range(200)]
    catalogue[counts] = []
    return [*catalogue.items()]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store with the older catalogue, to be copied and spoilt."""
    path = tmp_path / "old.sqlite"
    loading.build(path, older(), {loading.FINGERPRINT: "old"})
    return path


def files_beside(path: Path) -> list[str]:
    """What lies beside the store that is neither its own nor its lock."""
    own = {path.name + ending for ending in ("", "-wal", "-shm", ".lock")}
    return sorted(file.name for file in path.parent.iterdir() if file.name not in own and file.name != "old.sqlite")


def test_a_store_that_was_being_made_is_whole_or_absent(tmp_path: Path) -> None:
    path = tmp_path / "var" / "twinbot.sqlite"
    died: list[bool] = []

    with victim(VICTIM, "build", path) as kill:
        at = moments(kill)
        whole = content(path)
        for moment in at:
            shutil.rmtree(path.parent)
            died.append(kill(moment) == "killed")
            if path.exists():
                assert content(path) == whole
            # What was left does not disturb the next start.
            loading.build(path, small_catalogue(), {loading.FINGERPRINT: "new"})
            assert content(path) == whole
            assert files_beside(path) == []

    assert len(died) >= MOMENTS - 2
    assert all(died)


def test_a_store_that_was_being_reloaded_is_old_or_new(tmp_path: Path, old: Path) -> None:
    path = tmp_path / "twinbot.sqlite"
    shutil.copy(old, path)
    before = content(path)
    seen: list[str | None] = []

    with victim(VICTIM, "replace", path) as kill:
        at = moments(kill)
        after = content(path)
        for moment in at:
            copied(old, path)
            assert kill(moment) == "killed"
            assert content(path) in (before, after)
            seen.append(loading.fingerprint_of(path))

    assert before != after
    assert set(seen) == {"old", "new"}


def test_a_store_that_is_reloaded_without_end_is_whole_wherever_the_blow_falls(tmp_path: Path, old: Path) -> None:
    """The other stories kill between two steps of Python; here the blow comes from outside and may fall within SQLite."""
    path = tmp_path / "twinbot.sqlite"
    shutil.copy(old, path)
    before = content(path)
    loading.replace(path, small_catalogue(), {loading.FINGERPRINT: "new"})
    after = content(path)

    for blow in range(1, 7):
        loading.replace(path, older(), {loading.FINGERPRINT: "old"})
        command = [sys.executable, "-m", VICTIM, "forever", str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HOME) as process:
            assert process.stdout is not None
            for _ in range(blow):
                assert process.stdout.readline() == "replaced\n"
            process.kill()
        assert process.returncode == -signal.SIGKILL
        assert content(path) == after != before


def test_a_store_that_was_being_migrated_is_of_the_old_version_or_of_the_new(tmp_path: Path, old: Path) -> None:
    path = tmp_path / "twinbot.sqlite"
    shutil.copy(old, path)
    before = content(path)
    copy = path.with_name(f"twinbot.sqlite.before-{next_version.NEWEST}")
    seen: set[object] = set()

    with victim(VICTIM, "migrate", path) as kill:
        at = moments(kill)
        after = content(path)
        for moment in at:
            for file in tmp_path.iterdir():
                if file != old:
                    file.unlink()
            shutil.copy(old, path)
            assert kill(moment) == "killed"
            found = content(path)
            if copy.exists():
                assert content(copy) == before
            seen.add(found["schema"][0][0])
            assert found in (before, after)
            # And the next start goes on from there.
            assert kill(0).startswith("done")
            assert content(path) == after

    assert seen == {version.NEWEST, next_version.NEWEST}


def test_what_belongs_together_is_written_together(tmp_path: Path, old: Path) -> None:
    path = tmp_path / "twinbot.sqlite"
    shutil.copy(old, path)
    seen: set[tuple[str | None, str | None]] = set()

    with victim(VICTIM, "change", path) as kill:
        for moment in moments(kill):
            with contextlib.closing(database.connect(path)) as db:
                db.execute("DELETE FROM kept WHERE name LIKE '%half'")
            assert kill(moment) == "killed"
            with contextlib.closing(database.connect(path)) as db:
                seen.add((kept.get(db, "first half"), kept.get(db, "second half")))

    assert seen == {(None, None), ("written", "written")}
