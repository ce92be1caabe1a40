"""What is exported is the shared catalogue, whole, and comes back as it was; no cell of it is a formula to a spreadsheet."""

from __future__ import annotations

import contextlib
import csv
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalogue import exporting
from bot.catalogue.check import check
from bot.catalogue.exporting import export
from bot.catalogue.formulas import STARTS, neutralised, restored
from bot.catalogue.importing import import_into
from bot.domain.changes import OPERATOR, Change
from bot.domain.counts import PublishedCount
from bot.domain.entry import Entry
from bot.domain.initiatives import Initiative, Organisation
from bot.domain.pairings import Claim, Event, EventKind, Pairing, PairingKind
from bot.domain.places import City, CityName, Country, Occupation
from bot.domain.sources import Source
from bot.errors import ExportRefused, SinceUnknown
from bot.store import changes, database, entries
from tests.catalogue.conftest import DATA
from tests.catalogue.imports import AT, content, imported, store_of, written
from tests.factories import CHICAGO, HAMBURG
from tests.ui import catalogues as any_of

Loadable = list[tuple[type[Entry], Sequence[Entry]]]
FORMULAS = st.tuples(st.sampled_from(["", "'", "''"]), st.sampled_from([*STARTS, "x", "'s"]), any_of.text(20)).map("".join)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return store_of(tmp_path / "var" / "twinbot.sqlite")


@st.composite
def whole_catalogues(draw: st.DrawFn) -> Loadable:
    """Sound catalogues of anything that the models allow."""

    def some(strategy: st.SearchStrategy[Any], key: Callable[[Any], object], most: int = 4) -> list[Any]:
        return draw(st.lists(strategy, min_size=1, max_size=most, unique_by=key))

    def fixed(entry: Entry, **fields: object) -> Any:
        return type(entry).model_validate(dict(entry) | fields)

    codes = ["UA", "US", "RU", "DE", "XX", "IL"]
    words = [draw(FORMULAS).strip() or "x" for _ in codes]
    countries = [
        Country(country_code=code, name=word, name_in_sentence=word, other_names=word)
        for code, word in zip(codes, words, strict=True)
    ]
    sources = [fixed(one) for one in some(any_of.SOURCES, lambda one: one.source_id)]
    cities = [
        fixed(one, note=words[0], longitude=None if one.latitude is None else one.longitude or -0.5)
        for one in some(any_of.CITIES, lambda one: one.city_id, 6)
    ]
    ids = sorted(city.city_id for city in cities)
    source_ids, maybe_city = st.sampled_from([one.source_id for one in sources]), st.sampled_from([None, *ids])
    pairs = [(a, b) for a in ids for b in ids if a < b]
    pairings = [
        Pairing(pairing_id=number, city_a=a, city_b=b, kind=draw(st.sampled_from(PairingKind)), note=draw(st.sampled_from(words)))
        for number, (a, b) in enumerate(pairs, 1)
    ]
    events = [
        Event(event_id=one.pairing_id, pairing_id=one.pairing_id, kind=draw(st.sampled_from(EventKind)), by_city=one.city_a)
        for one in pairings
    ] + [Event(event_id=1000, kind=EventKind.VISIT, city_id=draw(maybe_city))]
    claims = [
        fixed(draw(any_of.CLAIMS), claim_id=number, event_id=event.event_id, source_id=draw(st.one_of(st.none(), source_ids)))
        for number, event in enumerate(events, 1)
    ]
    organisations = [
        fixed(one, home_city_id=draw(maybe_city)) for one in some(any_of.ORGANISATIONS, lambda one: one.organisation_id, 2)
    ]
    initiatives = [
        fixed(one, beneficiary_id=draw(maybe_city), organiser_city_id=None, organisation_id=None, source_id=draw(source_ids))
        for one in some(any_of.INITIATIVES, lambda one: one.initiative_id, 2)
    ]
    counts = [fixed(one, source_id=draw(source_ids)) for one, _ in some(any_of.COUNTS, lambda pair: pair[0].count_id, 2)]
    names = [CityName(city_id=ids[0], name=word, kind="native", language=code) for word, code in zip(words, codes, strict=True)]
    held = [Occupation(city_id=ids[0], control="occupied", as_of="2022-03", source_id=sources[0].source_id)]
    return [
        (Country, countries), (Source, sources), (City, cities), (CityName, names), (Occupation, held), (Pairing, pairings),
        (Event, events), (Claim, claims), (Organisation, organisations), (Initiative, initiatives), (PublishedCount, counts),
    ]  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(whole_catalogues())
def test_what_is_exported_and_imported_is_what_it_was(catalogue: Loadable) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one, other, out = Path(folder, "one.sqlite"), Path(folder, "other.sqlite"), Path(folder, "out")
        store_of(one, catalogue)
        store_of(other, [])

        export(one, out, at=AT)

        assert check(out) == []
        said, found, _ = imported(other, out)
        assert found == []
        assert said.endswith(" added, 0 changed, 0 unchanged, 0 refused")
        assert content(other) == content(one)
        assert imported(one, out)[0].startswith("0 added, 0 changed, ")


@given(st.one_of(FORMULAS, st.text()))
def test_no_text_is_written_as_a_formula_and_every_text_comes_back(text: str) -> None:
    shown = neutralised(text)
    assert not shown.startswith(tuple(STARTS))
    assert restored(shown) == text


def test_a_formula_is_written_with_an_apostrophe_and_a_negative_number_is_not(store: Path, tmp_path: Path) -> None:
    with contextlib.closing(database.connect(store)) as db:
        for key, note in ((1, '=HYPERLINK("x")'), (2, "'=x"), (3, "'s-Hertogenbosch"), (4, "a\rb")):
            stored = entries.find(db, "pairings", (key,))
            assert stored is not None
            entries.put(db, "pairings", stored.entry.model_copy(update={"note": note}))

    export(store, tmp_path / "out", at=AT)

    with (tmp_path / "out" / "pairings.csv").open(encoding="utf-8", newline="") as file:
        notes = [row["note"] for row in csv.DictReader(file)]
    assert notes[:4] == ['\'=HYPERLINK("x")', "''=x", "'s-Hertogenbosch", "a\rb"]
    assert ",-87.65," in (tmp_path / "out" / "cities.csv").read_text(encoding="utf-8")
    assert imported(store, tmp_path / "out")[0].startswith("0 added, 0 changed, ")


def test_the_package_that_ships_is_exported_as_it_is(tmp_path: Path) -> None:
    store = store_of(tmp_path / "twinbot.sqlite", [])
    imported(store, DATA)

    done = export(store, tmp_path / "out", at=AT)

    assert check(done.folder) == []
    for path in done.folder.glob("*.csv"):
        assert sorted(path.read_text(encoding="utf-8").splitlines()) == sorted(
            (DATA / path.name).read_text(encoding="utf-8").splitlines()
        )
    described = json.loads((done.folder / "datapackage.json").read_text(encoding="utf-8"))
    assert described["created"] == "2026-11-22"
    assert described["resources"] == json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]


def test_what_servers_have_of_their_own_is_not_exported(store: Path, tmp_path: Path) -> None:
    with contextlib.closing(database.connect(store)) as db:
        entries.put(db, "pairings", Pairing(pairing_id=50, city_a=HAMBURG, city_b=CHICAGO, kind=PairingKind.PROJECT), 9)
        entries.put(db, "events", Event(event_id=50, pairing_id=50, kind=EventKind.SIGNED))
        entries.put(db, "claims", Claim(claim_id=50, event_id=50))

    done = export(store, tmp_path / "out", at=AT)

    assert (done.rows["pairings"], done.rows["events"], done.rows["claims"]) == (6, 10, 13)
    assert check(done.folder) == []


def test_an_earlier_export_is_overwritten_and_anything_else_is_left_alone(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(store, out, at=AT)
    (out / "cities.csv").write_text("old", encoding="utf-8")
    export(store, out, at=AT)
    assert check(out) == []

    (out / "gazetteer.tsv.xz").write_text("precious", encoding="utf-8")
    held = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(ExportRefused, match=r"gazetteer\.tsv\.xz"):
        export(store, out, at=AT)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == held

    strange = tmp_path / "strange"
    written(strange, "cities.csv", "mine")
    with pytest.raises(ExportRefused, match="no part of an exported package"):
        export(store, strange, at=AT)
    with pytest.raises(ExportRefused, match="it is a file"):
        export(store, strange / "cities.csv", at=AT)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "strange", "var"]


def test_an_export_that_fails_half_way_leaves_the_earlier_one(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    export(store, out, at=AT)
    held = {path.name: path.read_bytes() for path in out.iterdir()}

    def full(*given: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "write_table", full)
    with pytest.raises(ExportRefused, match="No space left"):
        export(store, out, at=AT)

    assert {path.name: path.read_bytes() for path in out.iterdir()} == held
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "var"]


def test_an_export_that_was_killed_between_two_renamings_is_put_back(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(store, out, at=AT)
    out.rename(tmp_path / ".out.replaced")

    export(store, out, at=AT)

    assert check(out) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "var"]


def test_only_what_changed_since_is_exported_with_what_it_rests_on_and_what_was_retired(store: Path, tmp_path: Path) -> None:
    import_into(store, written(tmp_path / "in", "cities.csv", f"city_id,note\n{HAMBURG},seen\n"), at=AT)
    import_into(store, written(tmp_path / "in", "pairings.csv", "pairing_id,note\n1,seen\n"), at=AT)
    with contextlib.closing(database.connect(store)) as db, database.transaction(db, "BEGIN IMMEDIATE"):
        claim = entries.find(db, "claims", (4,))
        gone = [entries.find(db, name, key) for name, key in (("claims", (4,)), ("events", (3,)), ("pairings", (2,)))]
        assert claim is not None
        retired = [Change(one.table_name, one.entry, None) for one in gone if one is not None]
        changes.carry_out(db, retired, by=OPERATOR, at=AT, why="=never agreed", guild_id=None)

    done = export(store, tmp_path / "out", at=AT, changed_since="1")

    assert {name: count for name, count in done.rows.items() if count} == {
        "countries": 2, "sources": 1, "cities": 2, "pairings": 1, "events": 2, "claims": 3,
    }  # fmt: skip
    assert check(done.folder) == []
    assert imported(store, done.folder)[0].startswith("0 added, 0 changed, ")
    empty = store_of(tmp_path / "empty.sqlite", [])
    assert imported(empty, done.folder)[0] == "11 added, 0 changed, 0 unchanged, 0 refused"
    with (done.folder / "retired.csv").open(encoding="utf-8", newline="") as file:
        assert [tuple(row.values()) for row in csv.DictReader(file)] == [
            ("claims", "4", "2026-11-22T12:00:00+00:00", "'=never agreed"),
            ("events", "3", "2026-11-22T12:00:00+00:00", "'=never agreed"),
            ("pairings", "2", "2026-11-22T12:00:00+00:00", "'=never agreed"),
        ]
    assert sum(export(store, tmp_path / "day", at=AT, changed_since="2026-11-22").rows.values()) > 11
    assert sum(export(store, tmp_path / "later", at=AT, changed_since="2026-11-23").rows.values()) == 0


@pytest.mark.parametrize("since", ["yesterday", "7", "2026-13-01", ""])
def test_a_since_that_is_neither_a_day_nor_a_revision_is_refused(store: Path, tmp_path: Path, since: str) -> None:
    with pytest.raises(SinceUnknown):
        export(store, tmp_path / "out", at=AT, changed_since=since)
    assert not (tmp_path / "out").exists()
