"""What an import does to links that two people checked: what they vouched for changes, and the check lapses."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

from bot.domain.initiatives import VOUCHED_BY, VOUCHED_FOR, Initiative
from bot.store import database, entries
from bot.store import revisions as history
from tests.catalogue.imports import imported, store_of, written
from tests.factories import HAMBURG, initiative

CHECKED = 2
"""The initiative of the small catalogue whose link is verified here. It is by organisation 1, of example.org."""
OWN = 60
"""A server's own initiative by the same organisation, its link verified too."""
MOVED = "organisation_id,domain\n1,relief.example\n"
OTHERWISE = {
    "link": "https://example.org/other", "organisation_id": "", "organiser": "Somebody Else", "title": "Summer coats",
    "beneficiary_id": str(HAMBURG), "country_code": "DE", "ask": "goods", "purpose": "dual_use",
}  # fmt: skip
"""Another value for each thing that is vouched for."""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    made = store_of(tmp_path / "var" / "twinbot.sqlite")
    checked: dict[str, Any] = {"verification": "verified", "organisation_id": 1, "ask": "money", "organiser": "Example Relief"}
    with contextlib.closing(database.connect(made)) as db:
        coats = initiative(CHECKED, title="Winter coats", link="https://example.org/coats", **checked)
        entries.put(db, "initiatives", coats)
        entries.put(db, "initiatives", initiative(OWN, title="Blankets", link="https://example.org/blankets", **checked), 9)
    return made


def stands(store: Path, number: int) -> Initiative:
    with contextlib.closing(database.connect(store, read_only=True)) as db:
        stored = entries.find(db, "initiatives", (number,))
    assert stored is not None
    assert isinstance(stored.entry, Initiative)
    assert stored.guild_id == (9 if number == OWN else None)
    return stored.entry


def test_links_that_were_checked_against_an_organisation_s_domain_lapse_with_it(store: Path, tmp_path: Path) -> None:
    before = stands(store, CHECKED), stands(store, OWN)

    said, _, done = imported(store, written(tmp_path / "in", "organisations.csv", MOVED))

    assert (said, done.lapsed) == ("0 added, 1 changed, 0 unchanged, 0 refused", 2)
    assert [stands(store, number) for number in (CHECKED, OWN)] == [
        was.model_copy(update={"verification": "lapsed"}) for was in before
    ]
    with contextlib.closing(database.connect(store, read_only=True)) as db:
        assert done.revision is not None
        revision = history.one(db, done.revision)
    assert revision is not None
    assert [(each.key, each.guild_id) for each in revision.changes] == [((1,), None), ((CHECKED,), None), ((OWN,), 9)]


def test_a_dry_run_tells_how_many_links_would_lapse_and_lets_none(store: Path, tmp_path: Path) -> None:
    _, _, done = imported(store, written(tmp_path / "in", "organisations.csv", MOVED), dry_run=True)
    assert done.lapsed == 2
    assert stands(store, CHECKED).verification == "verified"


def test_an_initiative_in_the_same_file_lapses_too_and_is_counted_as_changed(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    written(folder, "organisations.csv", MOVED)
    written(folder, "initiatives.csv", f"initiative_id,verification\n{CHECKED},verified\n")

    said, found, done = imported(store, folder)

    assert (said, found, done.lapsed) == ("0 added, 2 changed, 0 unchanged, 0 refused", [], 1)
    assert stands(store, CHECKED).verification == "lapsed"


def test_an_organisation_that_keeps_its_domain_leaves_the_links_as_they_are(store: Path, tmp_path: Path) -> None:
    _, _, done = imported(store, written(tmp_path / "in", "organisations.csv", "organisation_id,what\n1,A charity\n"))
    assert done.lapsed == 0
    assert stands(store, CHECKED).verification == "verified"


@pytest.mark.parametrize("field", VOUCHED_FOR)
def test_a_link_lapses_when_a_file_changes_what_it_was_vouched_for(store: Path, tmp_path: Path, field: str) -> None:
    text = f"initiative_id,{field}\n{CHECKED},{OTHERWISE[field]}\n"
    said, found, _ = imported(store, written(tmp_path / "in", "initiatives.csv", text))
    assert (said, found) == ("0 added, 1 changed, 0 unchanged, 0 refused", [])
    assert stands(store, CHECKED).verification == "lapsed"


def test_no_file_says_who_gave_or_checked_a_link(store: Path, tmp_path: Path) -> None:
    before = stands(store, CHECKED)
    columns = ",".join(("initiative_id", "title", *VOUCHED_BY))
    said, _, _ = imported(
        store,
        written(
            tmp_path / "in", "initiatives.csv",
            f"{columns}\n{CHECKED},Coats,11,2026-01-01,12,2026-01-02,2099-01-01\n1,Buses,11,2026-01-01,12,2026-01-02,2099-01-01\n",
        ),
    )  # fmt: skip
    assert said == "0 added, 2 changed, 0 unchanged, 0 refused"
    assert [getattr(stands(store, CHECKED), field) for field in VOUCHED_BY] == [getattr(before, field) for field in VOUCHED_BY]
    assert [getattr(stands(store, 1), field) for field in VOUCHED_BY] == [None] * len(VOUCHED_BY)
