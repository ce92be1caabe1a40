"""Rows that come without a number: they get the next free one, once, and are found again where they stand already."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from bot.catalogue.importing import Listener, import_into, proposed_changes, with_own_numbers
from bot.catalogue.numbering import CHOSEN
from bot.domain.changes import Change
from bot.store import bulk_changes, database, entries
from tests.catalogue.imports import AT, as_json, content, imported, store_of, written
from tests.factories import CHICAGO, HAMBURG, KYIV

FIRST = entries.OWN_IDS
SOURCES = "source_id,url,publisher,grade\n,https://example.org/new1,One paper,D\n,https://example.org/new2,Two paper,D\n"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return store_of(tmp_path / "var" / "twinbot.sqlite")


def numbers(store: Path, table_name: str) -> list[object]:
    """The numbers that rows have got here."""
    return [key for row, _ in content(store)[table_name] if (key := getattr(row, f"{table_name[:-1]}_id")) >= FIRST]


def test_rows_without_a_number_are_new_and_get_the_next_free_ones(store: Path, tmp_path: Path) -> None:
    said, found, _ = imported(store, written(tmp_path / "in", "sources.csv", SOURCES))
    assert (said, found) == ("2 added, 0 changed, 0 unchanged, 0 refused", [])
    assert numbers(store, "sources") == [FIRST, FIRST + 1]
    with contextlib.closing(database.connect(store)) as db:
        assert entries.new_id(db, "sources") == FIRST + 2


def test_the_same_file_again_finds_them_where_they_stand(store: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "in", "sources.csv", SOURCES)
    imported(store, path)
    said, _, done = imported(store, path)
    assert (said, done.revision) == ("0 added, 0 changed, 2 unchanged, 0 refused", None)
    more = written(tmp_path / "in", "sources.csv", SOURCES + ",https://example.org/new3,Three,D\n")
    assert imported(store, more)[0] == "1 added, 0 changed, 2 unchanged, 0 refused"
    assert len(numbers(store, "sources")) == 3


def test_two_rows_of_a_file_that_say_the_same_are_pointed_out(store: Path, tmp_path: Path) -> None:
    _, found, _ = imported(store, written(tmp_path / "in", "sources.csv", SOURCES + SOURCES.splitlines(keepends=True)[1]))
    assert [str(one) for one in found] == ["sources.csv, row 4: the same stands already in row 2. Remove one of the two."]


def test_a_dry_run_tells_the_numbers_and_takes_none(store: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "in", "sources.csv", SOURCES)
    told: list[Change] = []
    import_into(store, path, at=AT, dry_run=True, listener=Listener(change=lambda file, row, change: told.append(change)))
    assert [change.key for change in told] == [(FIRST,), (FIRST + 1,)]
    assert numbers(store, "sources") == []
    with contextlib.closing(database.connect(store)) as db:
        assert entries.new_id(db, "sources") == FIRST


def test_a_number_that_somebody_has_got_meanwhile_is_not_given_again(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out, got = bulk_changes.carry_out, []

    def meddle(*given: object, **named: object) -> int | None:
        with contextlib.closing(database.connect(store)) as db:
            got.append(entries.new_id(db, "sources"))
        return carry_out(*given, **named)  # type: ignore[arg-type] # handed on as they came

    monkeypatch.setattr(bulk_changes, "carry_out", meddle)
    imported(store, written(tmp_path / "in", "sources.csv", SOURCES))
    assert numbers(store, "sources") == [FIRST, FIRST + 1]
    assert got == [FIRST + 2]


def test_a_number_that_the_file_itself_gives_to_another_row_is_passed_over(store: Path, tmp_path: Path) -> None:
    text = f"{SOURCES}{FIRST},https://example.org/own,Own paper,D\n"
    assert imported(store, written(tmp_path / "in", "sources.csv", text))[0] == "3 added, 0 changed, 0 unchanged, 0 refused"
    assert numbers(store, "sources") == [FIRST, FIRST + 1, FIRST + 2]


def test_nothing_can_name_a_row_by_the_number_that_it_will_get(store: Path, tmp_path: Path) -> None:
    organisations = "organisation_id,name,domain,country_code\n,New Relief,new.example,DE\n"
    written(tmp_path / "in", "organisations.csv", organisations)
    written(tmp_path / "in", "initiatives.csv", f"initiative_id,organisation_id\n2,{FIRST}\n")
    _, found, _ = imported(store, tmp_path / "in")
    assert [one.problem for one in found] == [f"{FIRST} is not in organisations.csv"]


def test_a_pairing_is_told_which_numbers_are_free_to_choose_and_takes_one(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    pairings, events = "pairing_id,city_a,city_b,kind\n", "event_id,pairing_id,kind\n"
    claims = "claim_id,event_id,source_id,date,date_is\n"
    written(folder, "pairings.csv", f"{pairings},{HAMBURG},{CHICAGO},sister_city\n")
    _, found, _ = imported(store, folder)
    (said,) = [str(one) for one in found]
    assert "the cell is empty. Choose a number from 1500000001 to 1999999999 that no row has yet" in said

    number = CHOSEN[0]
    written(folder, "pairings.csv", f"{pairings}{number},{HAMBURG},{CHICAGO},sister_city\n")
    written(folder, "events.csv", f"{events}{number},{number},signed\n")
    written(folder, "claims.csv", f"{claims},{number},7,1994,reported\n")
    assert imported(store, folder)[::2][0] == "3 added, 0 changed, 0 unchanged, 0 refused"
    assert numbers(store, "claims") == [FIRST]
    assert imported(store, folder)[0] == "0 added, 0 changed, 3 unchanged, 0 refused"


def test_a_place_listed_by_hand_gets_a_number_too(store: Path, tmp_path: Path) -> None:
    path = as_json(tmp_path / "in", "cities.json", {"name": "Nowhere", "country_code": "DE", "note": "GeoNames lacks it."})
    assert imported(store, path, table="cities")[0] == "1 added, 0 changed, 0 unchanged, 0 refused"
    assert [getattr(city, "name", "") for city, _ in content(store)["cities"] if getattr(city, "city_id", 0) == FIRST] == [
        "Nowhere"
    ]


def test_a_refused_row_without_a_number_says_what_it_lacks(store: Path, tmp_path: Path) -> None:
    said, found, _ = imported(store, written(tmp_path / "in", "initiatives.csv", f"initiative_id,beneficiary_id\n,{KYIV}\n"))
    assert said == "0 added, 0 changed, 0 unchanged, 1 refused"
    assert "the row is new, and the column is missing" in {one.problem for one in found}


def test_a_run_that_was_killed_after_numbering_gives_each_row_one_number(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*given: object, **named: object) -> None:
        raise Killed

    path = written(tmp_path / "in", "sources.csv", SOURCES)
    with monkeypatch.context() as patched:
        patched.setattr(bulk_changes, "carry_out", die)
        with pytest.raises(Killed):
            imported(store, path)
    resumed: list[int] = []
    done = import_into(store, path, at=AT, listener=Listener(resumed=resumed.append))
    assert (done.counts.added, resumed) == (2, [2])
    assert len(numbers(store, "sources")) == 2


def test_each_draft_of_an_attachment_has_numbers_of_its_own(store: Path) -> None:
    with contextlib.closing(database.connect(store)) as db:
        plans = [proposed_changes(db, "sources.csv", SOURCES.encode()) for _ in range(2)]
        taken = [[change.key[0] for change in with_own_numbers(db, plan)] for plan in plans]
    assert taken == [[FIRST, FIRST + 1], [FIRST + 2, FIRST + 3]]
