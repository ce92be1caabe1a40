"""What is imported is compared row by row: what differs is written with one revision, and one bad row keeps all out."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from pathlib import Path

import pytest

from bot.catalogue import reading
from bot.catalogue.importing import Listener, import_into, proposed_changes
from bot.domain.changes import OPERATOR, Change
from bot.domain.pairings import Pairing
from bot.errors import ImportDisturbed, ImportUnreadable, StoreUnavailable
from bot.store import bulk_changes, changes, database, entries, kept
from bot.store import revisions as history
from bot.store.changes import PLACES_CHANGED
from tests.catalogue.conftest import DATA
from tests.catalogue.imports import AT, as_json, content, files_beside, imported, revisions, store_of, written
from tests.factories import CHICAGO, HAMBURG, KYIV, LOS_ANGELES, MOSCOW, SAN_JOSE

PAIRINGS = "pairing_id,city_a,city_b,kind,note\n"
NEW_TIE = {
    "pairings.csv": f"{PAIRINGS}7,{HAMBURG},{CHICAGO},sister_city,\n",
    "events.csv": "event_id,pairing_id,kind,by_city,city_id,other_city_id\n70,7,signed,,,\n",
    "claims.csv": "claim_id,event_id,source_id,date,date_is,decided_by,words,condition,note,dispute\n700,70,7,1994,reported,,,,,\n",
}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return store_of(tmp_path / "var" / "twinbot.sqlite")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "given"
    made.mkdir()
    return made


@pytest.fixture
def new_tie(folder: Path) -> Path:
    """A package with a pairing that the small catalogue does not have, its event and its claim."""
    for name, text in NEW_TIE.items():
        written(folder, name, text)
    return folder


def test_a_package_is_imported_with_one_revision(store: Path, new_tie: Path) -> None:
    said, found, done = imported(store, new_tie)

    assert (said, found) == ("3 added, 0 changed, 0 unchanged, 0 refused", [])
    with contextlib.closing(database.connect(store)) as db:
        assert done.revision is not None
        revision = history.one(db, done.revision)
        assert revision is not None
        assert (revision.by, revision.at, revision.why) == (OPERATOR, AT, "Import of given")
        assert [change.table_name for change in revision.changes] == ["pairings", "events", "claims"]
        assert kept.get(db, PLACES_CHANGED) == "1"
    assert files_beside(store) == []


def test_importing_the_same_again_changes_nothing(store: Path, new_tie: Path) -> None:
    imported(store, new_tie)
    before = content(store)

    said, _, done = imported(store, new_tie)

    assert said == "0 added, 0 changed, 3 unchanged, 0 refused"
    assert done.revision is None
    assert (content(store), revisions(store)) == (before, 1)


def test_the_package_that_ships_is_imported_whole_and_only_once(tmp_path: Path) -> None:
    store = store_of(tmp_path / "twinbot.sqlite", [])

    first, _, _ = imported(store, DATA)
    second, _, _ = imported(store, DATA)

    assert first.endswith(" added, 0 changed, 0 unchanged, 0 refused")
    assert second == f"0 added, 0 changed, {first.split()[0]} unchanged, 0 refused"


def test_columns_that_a_file_lacks_stay_as_they_are(store: Path, folder: Path) -> None:
    said, found, _ = imported(store, written(folder, "cities.csv", f"city_id,population\n{CHICAGO},5\n{KYIV},2952301\n"))

    assert (said, found) == ("0 added, 1 changed, 1 unchanged, 0 refused", [])
    chicago = next(city for city, _ in content(store)["cities"] if getattr(city, "city_id", 0) == CHICAGO)
    assert (getattr(chicago, "population", 0), getattr(chicago, "region", "")) == (5, "Illinois")


def test_an_empty_cell_empties_the_field_and_other_rows_stay(store: Path, folder: Path) -> None:
    before = content(store)
    said, _, _ = imported(store, written(folder, "cities.csv", f"city_id,region\n{CHICAGO},\n"))

    assert said == "0 added, 1 changed, 0 unchanged, 0 refused"
    assert len(content(store)["cities"]) == len(before["cities"])
    assert [getattr(city, "region", "?") for city, _ in content(store)["cities"] if getattr(city, "city_id", 0) == CHICAGO] == [
        ""
    ]


def test_a_new_row_takes_defaults_for_what_the_file_lacks_and_is_refused_without_what_it_needs(store: Path, folder: Path) -> None:
    said, found, _ = imported(store, written(folder, "countries.csv", "country_code,name,name_in_sentence\nFR,France,France\n"))
    assert (said, found) == ("1 added, 0 changed, 0 unchanged, 0 refused", [])

    said, found, _ = imported(store, written(folder, "countries.csv", "country_code,name\nIT,Italy\n"))
    assert said == "0 added, 0 changed, 0 unchanged, 1 refused"
    assert [str(one) for one in found] == [
        "countries.csv, row 2, column name_in_sentence: the row is new, and the column is missing. Add the column."
    ]


def test_one_refused_row_keeps_all_the_others_out(store: Path, new_tie: Path) -> None:
    written(new_tie, "claims.csv", NEW_TIE["claims.csv"] + "701,70,7,in 1994,reported,,,,,\n")
    before = content(store)

    said, found, done = imported(store, new_tie)

    assert said == "3 added, 0 changed, 0 unchanged, 1 refused"
    assert done.revision is None
    assert [(one.file, one.row, one.column) for one in found] == [("claims.csv", 3, "date")]
    assert (content(store), revisions(store)) == (before, 0)
    assert files_beside(store) == []


@pytest.mark.parametrize(
    ("name", "text", "place", "problem"),
    [
        ("pairings.csv", f"{PAIRINGS}7,{KYIV},{CHICAGO},sister_city,\n", (2, "city_a"), "paired already under the id 5"),
        ("pairings.csv", f"{PAIRINGS}7,{HAMBURG},{CHICAGO},sister_city,\n", (2, "pairing_id"), "nothing in events.csv"),
        ("pairings.csv", f"{PAIRINGS}1,{MOSCOW},99,sister_city,\n", (2, ""), "smaller id"),
        ("pairings.csv", f"{PAIRINGS}1,99,{CHICAGO},sister_city,\n", (2, "city_a"), "99 is not in cities.csv"),
        ("pairings.csv", f"{PAIRINGS}1,{HAMBURG},{MOSCOW},sister_city,\n", (2, ""), "smaller id"),
        ("pairings.csv", f"{PAIRINGS}1,{MOSCOW},{HAMBURG},sister_city,\n", (2, "city_a"), f"event 2 is an act of {CHICAGO}"),
        ("pairings.csv", f"{PAIRINGS}1,{MOSCOW},{CHICAGO},sisters,\n", (2, "kind"), "is not known"),
        ("pairings.csv", f"{PAIRINGS}1,{MOSCOW},{CHICAGO},region,\n1,{MOSCOW},{CHICAGO},region,\n", (3, "pairing_id"), "already in row 2"),
        ("events.csv", "event_id,pairing_id\n3,1\n", (2, "pairing_id"), "the only one of pairing 2"),
        ("events.csv", f"event_id,by_city\n2,{HAMBURG}\n", (2, "by_city"), "not a party"),
        ("events.csv", f"event_id,city_id\n2,{HAMBURG}\n", (2, "city_id"), "names its cities there"),
        ("events.csv", "event_id,pairing_id,kind\n90,1,signed\n", (2, "event_id"), "no source in claims.csv"),
        ("events.csv", "event_id,pairing_id\n2,77\n", (2, "pairing_id"), "77 is not in pairings.csv"),
        ("claims.csv", "claim_id,event_id\n1,2\n", (2, "event_id"), "the only one of event 1"),
        ("cities.csv", f"city_id,latitude\n{CHICAGO},\n", (2, "latitude"), "one coordinate"),
        ("cities.csv", f"city_id,geonames_id\n{CHICAGO},5\n", (2, "city_id"), "differs from geonames_id"),
        ("initiatives.csv", "initiative_id,verification\n2,verified\n", (2, ""), "a verified link is https"),
        ("cities.csv", f"city_id,populaton\n{CHICAGO},5\n", (1, "populaton"), "the column is not known"),
        ("cities.csv", "population\n5\n", (1, "city_id"), "the column is missing"),
        ("cities.csv", f"city_id,note,note\n{CHICAGO},a,b\n", (1, ""), "stands there twice"),
        ("cities.csv", f"city_id,note\n{CHICAGO},a,b\n", (2, ""), "1 cells too many"),
        ("cities.csv", f"city_id,note\n{CHICAGO}\n", (2, "note"), "the row ends before"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_place(
    store: Path, folder: Path, name: str, text: str, place: tuple[int, str], problem: str
) -> None:
    before = content(store)

    said, found, _ = imported(store, written(folder, name, text))

    assert not said.endswith(" 0 refused")
    assert [(one.file, one.row, one.column) for one in found if problem in one.problem] == [(name, *place)]
    assert all(one.remedy for one in found)
    assert content(store) == before


def test_a_misspelt_column_is_told_its_nearest(store: Path, folder: Path) -> None:
    _, found, _ = imported(store, written(folder, "cities.csv", f"city_id,populaton\n{CHICAGO},5\n"))
    assert found[0].remedy == "Is it population? Remove or rename it"


def test_a_row_with_a_fault_brings_no_second_finding_elsewhere(store: Path, new_tie: Path) -> None:
    written(new_tie, "events.csv", NEW_TIE["events.csv"].replace("signed", "sealed"))

    _, found, _ = imported(store, new_tie)

    assert [(one.file, one.row, one.column) for one in found] == [("events.csv", 2, "kind")]


def test_two_pairings_may_swap_their_cities(store: Path, folder: Path) -> None:
    text = f"pairing_id,city_a,city_b\n5,{KYIV},{LOS_ANGELES}\n2,{KYIV},{CHICAGO}\n"
    written(folder, "events.csv", "event_id,by_city\n3,\n")

    written(folder, "pairings.csv", text)
    said, found, _ = imported(store, folder)

    assert (said, found) == ("0 added, 3 changed, 0 unchanged, 0 refused", [])
    pairs = {pairing.pairing_id: pairing.city_b for pairing, _ in content(store)["pairings"] if isinstance(pairing, Pairing)}
    assert (pairs[2], pairs[5]) == (CHICAGO, LOS_ANGELES)


def test_a_server_s_own_row_is_never_imported_into_nor_named(store: Path, folder: Path) -> None:
    with contextlib.closing(database.connect(store)) as db:
        entries.put(
            db,
            "pairings",
            Pairing.model_validate({"pairing_id": 50, "city_a": HAMBURG, "city_b": SAN_JOSE, "kind": "project"}),
            9,
        )
    before = content(store)

    _, found, _ = imported(store, written(folder, "pairings.csv", f"{PAIRINGS}50,{HAMBURG},{SAN_JOSE},region,\n"))
    _, named, _ = imported(store, written(folder, "events.csv", "event_id,pairing_id\n2,50\n"))

    assert all(any("server’s own" in one.problem for one in some) for some in (found, named))
    assert content(store) == before


CHECKED = "initiative_id,verification,link_added_by,link_added,link_approved_by,link_approved,link_expires\n"


def test_no_file_makes_a_link_verified(store: Path, folder: Path) -> None:
    path = written(folder, "initiatives.csv", f"{CHECKED}2,verified,11,2026-11-01,12,2026-11-02,2027-05-01\n")
    said, *findings = imported(store, path)
    assert said == "0 added, 0 changed, 0 unchanged, 1 refused"
    assert "a link is verified by two people here, and by no file" in str(findings)


def test_a_link_that_was_verified_here_lapses_when_a_file_gives_another(store: Path, folder: Path) -> None:
    with contextlib.closing(database.connect(store)) as db:
        db.execute(
            """UPDATE initiative SET verification = 'verified', link_added_by = 11, link_added = '2026-11-01', link_approved_by = 12,
               link_approved = '2026-11-02', link_expires = '2027-05-01' WHERE initiative_id = 2"""
        )
    later = written(folder, "initiatives.csv", "initiative_id,link_expires\n2,2099-01-01\n")
    assert imported(store, later)[0] == "0 added, 0 changed, 1 unchanged, 0 refused"
    other = written(folder, "initiatives.csv", "initiative_id,link\n2,https://other.example/x\n")
    assert imported(store, other)[0] == "0 added, 1 changed, 0 unchanged, 0 refused"
    with contextlib.closing(database.connect(store)) as db:
        (found,) = db.execute("SELECT verification FROM initiative WHERE initiative_id = 2").fetchone()
    assert found == "lapsed"


@pytest.mark.parametrize("name", ["pairings.csv", "Pairings (1).csv", "sheet.csv"])
def test_the_table_is_known_by_the_name_or_by_the_header(store: Path, folder: Path, name: str) -> None:
    path = written(folder, name, f"{PAIRINGS}1,{MOSCOW},{CHICAGO},friendship,\n")
    assert imported(store, path)[0] == "0 added, 1 changed, 0 unchanged, 0 refused"


def test_a_file_of_which_nothing_tells_the_table_has_to_be_named(store: Path, folder: Path) -> None:
    path = written(folder, "sheet.csv", f"city_id,name\n{CHICAGO},Chicago\n")
    with pytest.raises(ImportUnreadable, match=r"no table is called"):
        imported(store, path, table="towns")
    assert imported(store, path, table="cities")[0] == "0 added, 0 changed, 1 unchanged, 0 refused"


def test_json_is_imported_like_csv_each_record_with_the_columns_that_it_has(store: Path, folder: Path) -> None:
    path = as_json(
        folder, "cities.json", {"city_id": CHICAGO, "population": "7"}, {"city_id": KYIV, "note": "The capital", "region": None}
    )

    said, found, _ = imported(store, path)

    assert (said, found) == ("0 added, 2 changed, 0 unchanged, 0 refused", [])


def test_a_dry_run_tells_every_change_and_leaves_the_store_byte_for_byte(store: Path, new_tie: Path) -> None:
    before = store.read_bytes()
    told: list[tuple[str, int, Change]] = []

    listener = Listener(change=lambda file, row, change: told.append((file, row, change)))
    done = import_into(store, new_tie, at=AT, dry_run=True, listener=listener)

    assert [(file, row) for file, row, _ in told] == [("pairings.csv", 2), ("events.csv", 2), ("claims.csv", 2)]
    assert str(done.counts) == "3 added, 0 changed, 0 unchanged, 0 refused"
    assert store.read_bytes() == before
    assert files_beside(store) == []


def test_what_is_proposed_from_an_attachment_is_counted_and_changes_nothing(store: Path) -> None:
    text = f"{PAIRINGS}1,{MOSCOW},{CHICAGO},friendship,\n2,{KYIV},{LOS_ANGELES},sister_city,\n"
    with contextlib.closing(database.connect(store, read_only=True)) as db:
        plan = proposed_changes(db, "pairings.csv", text.encode())
        bad = proposed_changes(db, "pairings.csv", f"{PAIRINGS}1,1,2,frozen,\n".encode())

    assert str(plan.counts) == "0 added, 1 changed, 1 unchanged, 0 refused"
    assert [(change.key, change.fields) for change in plan.changes] == [((1,), ["kind"])]
    assert [one.column for one in bad.findings] == ["kind"]


def test_a_proposal_from_an_attachment_can_be_carried_out(store: Path) -> None:
    text = f"{PAIRINGS}1,{MOSCOW},{CHICAGO},friendship,\n"
    with contextlib.closing(database.connect(store)) as db:
        plan = proposed_changes(db, "pairings.csv", text.encode())
        with database.transaction(db, "BEGIN IMMEDIATE"):
            changes.carry_out(db, plan.changes, by=OPERATOR, at=AT, why="as proposed", guild_id=None)
        assert str(proposed_changes(db, "pairings.csv", text.encode()).counts) == "0 added, 0 changed, 1 unchanged, 0 refused"


def test_somebody_who_changes_the_catalogue_meanwhile_is_not_overwritten(
    store: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(folder, "pairings.csv", "pairing_id,kind\n1,friendship\n")
    carried_out = bulk_changes.carry_out
    meddled: list[int] = []

    def meddle(*given: object, **named: object) -> int | None:
        if len(meddled) < 1:
            meddled.append(1)
            old = Pairing.model_validate({"pairing_id": 1, "city_a": MOSCOW, "city_b": CHICAGO, "kind": "sister_city"})
            new = old.model_copy(update={"note": "seen"})
            with contextlib.closing(database.connect(store)) as db, database.transaction(db, "BEGIN IMMEDIATE"):
                changes.carry_out(db, [Change("pairings", old, new)], by=OPERATOR, at=AT, why="", guild_id=None)
        return carried_out(*given, **named)  # type: ignore[arg-type] # handed on as they came

    monkeypatch.setattr(bulk_changes, "carry_out", meddle)
    imported(store, path)

    pairing = content(store)["pairings"][0][0]
    assert isinstance(pairing, Pairing)
    assert (pairing.kind, pairing.note) == ("friendship", "seen")

    monkeypatch.setattr(bulk_changes, "carry_out", lambda *given, **named: None)
    with pytest.raises(ImportDisturbed):
        imported(store, written(folder, "pairings.csv", "pairing_id,kind\n1,project\n"))


def test_a_store_that_another_program_holds_says_so_and_loses_nothing(
    store: Path, new_tie: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = database.connect
    monkeypatch.setattr(database, "connect", lambda path, **named: connect(path, **{**named, "busy_seconds": 0.05}))
    with contextlib.closing(connect(store)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="database is locked"):
            imported(store, new_tie)

    resumed: list[int] = []
    done = import_into(store, new_tie, at=AT, listener=Listener(resumed=resumed.append))
    assert (done.counts.added, resumed) == (3, [3])
    assert files_beside(store) == []


def test_a_full_disk_says_so_and_the_next_run_does_it(store: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource", reason="limits on files are set as POSIX does it")
    before = content(store)
    lines = "".join(f"{number},https://example.org/{number},{'words ' * 100},A paper,D\n" for number in range(1000, 2000))
    path = written(folder, "sources.csv", "source_id,url,citation,publisher,grade\n" + lines)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(StoreUnavailable, match="that the disk has room"):
            imported(store, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert content(store) == before
    assert imported(store, path)[0] == "1,000 added, 0 changed, 0 unchanged, 0 refused"


def test_what_earlier_imports_left_is_cleared_after_some_days(store: Path, new_tie: Path) -> None:
    left = [store.with_name(f"{store.name}.import-{name}") for name in ("old", "young")]
    for path, days in zip(left, (8, 1), strict=True):
        path.touch()
        then = (AT - dt.timedelta(days=days)).timestamp()
        os.utime(path, (then, then))

    imported(store, new_tie)

    assert files_beside(store) == ["twinbot.sqlite.import-young"]


def test_rows_that_were_read_before_are_not_read_again(store: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ROWS_AT_ONCE", 10)
    lines = "".join(f"{number},https://example.org/{number},A paper,D\n" for number in range(1000, 1100))
    path = written(folder, "sources.csv", "source_id,url,publisher,grade\n" + lines)

    class Killed(BaseException):
        pass

    def die(what: str, done: int, whole: int) -> None:
        if done == 60:
            raise Killed

    with pytest.raises(Killed):
        import_into(store, path, at=AT, listener=Listener(progress=die))
    resumed: list[int] = []
    steps: list[int] = []
    listener = Listener(
        resumed=resumed.append, progress=lambda what, done, whole: steps.append(done) if what == "Reading" else None
    )
    done = import_into(store, path, at=AT, listener=listener)

    assert resumed == [50]
    assert steps == [60, 70, 80, 90, 100]
    assert done.counts.added == 100
