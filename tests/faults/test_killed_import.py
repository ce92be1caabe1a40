"""``kill -9`` while rows are read, compared and written: the store is old or new, and the next run goes on where that one was."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.catalogue.imports import content, files_beside, revisions, store_of, written
from tests.factories import CHICAGO, MOSCOW
from tests.faults.killing import victim

VICTIM = "tests.faults.import_victim"
ROWS = 100
BATCHES = ROWS // 10
MOMENTS = 24

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed as POSIX does it")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return store_of(tmp_path / "old.sqlite")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A package of a hundred new sources and one changed pairing."""
    lines = "".join(f"{number},https://example.org/{number},A paper,D\n" for number in range(1000, 1000 + ROWS - 10))
    written(tmp_path / "given", "sources.csv", "source_id,url,publisher,grade\n" + lines)
    written(tmp_path / "given", "pairings.csv", f"pairing_id,city_a,city_b,note\n1,{MOSCOW},{CHICAGO},seen\n")
    return tmp_path / "given"


def begin_anew(old: Path, store: Path) -> None:
    shutil.rmtree(store.parent, ignore_errors=True)
    store.parent.mkdir()
    shutil.copy(old, store)


def test_an_import_that_was_killed_has_done_all_or_nothing_and_goes_on(tmp_path: Path, old: Path, source: Path) -> None:
    store = tmp_path / "var" / "twinbot.sqlite"
    before = content(old)
    begin_anew(old, store)
    outcomes: set[bool] = set()
    resumed: list[int] = []

    with victim(VICTIM, store, source) as kill:
        _, whole, none, batches = kill(0).split()
        after = content(store)
        assert (none, batches) == ("0", str(BATCHES))
        length = int(whole)
        moments = sorted({*(length * step // MOMENTS for step in range(1, MOMENTS)), *range(length - 5, length)})
        for moment in moments:
            begin_anew(old, store)
            assert kill(moment) == "killed"
            found = content(store)
            assert found in (before, after)
            assert revisions(store) == (found == after)
            outcomes.add(found == after)

            _, _, rows_before, batches = kill(0).split()

            # What was read before is not read again: ten rows to a batch, and the one pairing is a batch by itself.
            assert int(batches) == BATCHES - -(-int(rows_before) // 10)
            resumed.append(int(rows_before))
            assert content(store) == after
            assert revisions(store) == 1
            assert files_beside(store) == []

    assert before != after
    assert outcomes == {True, False}
    assert {0, ROWS - 9} < set(resumed)


def test_an_import_may_be_killed_again_and_again(tmp_path: Path, old: Path, source: Path) -> None:
    store = tmp_path / "var" / "twinbot.sqlite"
    begin_anew(old, store)

    with victim(VICTIM, store, source) as kill:
        length = int(kill(0).split()[1])
        after = content(store)
        begin_anew(old, store)
        for step in range(2, 8):
            assert kill(length * step // 16) == "killed"
        kill(0)

    assert content(store) == after
    assert files_beside(store) == []
