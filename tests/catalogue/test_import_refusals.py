"""What no file brings in, however well formed: each row is refused with its reason, and counted once."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.catalogue.findings import Finding, SameReason
from bot.catalogue.importing import Listener, import_into, proposed_changes
from bot.domain.changes import Change
from bot.domain.sources import Source
from bot.store import database
from tests.catalogue.imports import AT, content, imported, store_of, written

SOURCES = "source_id,publisher,grade,citation\n"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return store_of(tmp_path / "var" / "twinbot.sqlite")


def no_secrets(change: Change) -> Iterable[tuple[str, str, str]]:
    """A rule as it is handed in: nobody cites what is secret."""
    if isinstance(change.after, Source) and "secret" in change.after.citation and "citation" in change.fields:
        yield "citation", "it is a secret", "Cite something else"


def test_a_row_that_breaks_the_rule_about_content_is_refused_with_its_place_and_reason(store: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "in", "sources.csv", f"{SOURCES}900,A paper,D,page 1\n901,A paper,D,a secret page\n")
    before = content(store)
    found: list[Finding] = []

    done = import_into(store, path, at=AT, listener=Listener(finding=found.append), content_rule=no_secrets)

    assert [str(one) for one in found] == ["sources.csv, row 3, column citation: it is a secret. Cite something else."]
    assert str(done.counts) == "1 added, 0 changed, 0 unchanged, 1 refused"
    assert (done.revision, content(store)) == (None, before)


def test_what_stands_already_is_not_judged_anew(store: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "in", "sources.csv", f"{SOURCES}901,A paper,D,a secret page\n")
    imported(store, path)
    later = written(tmp_path / "in", "later.csv", "source_id,publisher,grade,citation\n901,Another paper,D,a secret page\n")

    done = import_into(store, later, at=AT, table="sources", content_rule=no_secrets)

    assert str(done.counts) == "0 added, 1 changed, 0 unchanged, 0 refused"


def test_an_attachment_is_held_to_the_same_rule(store: Path) -> None:
    rows = f"{SOURCES}900,A paper,D,page 1\n901,A paper,D,a secret page\n".encode()
    with contextlib.closing(database.connect(store, read_only=True)) as db:
        plan = proposed_changes(db, "sources.csv", rows, content_rule=no_secrets)
    assert [(one.row, one.problem) for one in plan.findings] == [(3, "it is a secret")]
    assert str(plan.counts) == "1 added, 0 changed, 0 unchanged, 1 refused"


def test_a_row_with_several_faults_is_one_refused_row_and_not_an_added_one(store: Path, tmp_path: Path) -> None:
    text = "event_id,pairing_id,kind,by_city\n90,77,signed,99\n91,1,signed,\n"
    said, found, _ = imported(store, written(tmp_path / "in", "events.csv", text))
    assert said == "0 added, 0 changed, 0 unchanged, 2 refused"
    assert len(found) > 2


def test_of_rows_with_the_same_reason_the_first_are_told_and_the_rest_counted() -> None:
    fault = Finding("sources.csv", 2, "grade", "'Z2' is not known", "Use one of A, B")
    reasons = SameReason(20)
    told = [reasons.is_told(dataclasses.replace(fault, row=row, problem=f"'Z{row}' is not known")) for row in range(2, 25_002)]
    assert reasons.is_told(Finding("sources.csv", 7, "url", "the column is not known", "Remove or rename it"))

    assert (told[:20], told.count(True)) == ([True] * 20, 20)
    assert list(reasons.rest()) == ["sources.csv, column grade: and 24,980 more rows for the same reason as row 2"]


def test_reasons_that_differ_in_more_than_what_they_quote_are_told_apart() -> None:
    reasons = SameReason(1)
    problems = ["5 is not in cities.csv", "6 is not in cities.csv", "7 is not in sources.csv", "a, b stands already in row 3"]
    assert [reasons.is_told(Finding("x.csv", 2, "", problem, "")) for problem in problems] == [True, False, True, True]


def test_with_no_limit_every_row_is_told() -> None:
    reasons = SameReason(0)
    assert all(reasons.is_told(Finding("x.csv", row, "", "it is wrong", "")) for row in range(100))
    assert list(reasons.rest()) == []
