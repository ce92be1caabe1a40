"""``data import`` and ``data export`` as they are typed: the last line, and the exit code."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.settings import Settings
from bot.store import database, entries
from tests.catalogue.imports import content, written
from tests.factories import initiative


@pytest.fixture
def typed(own_store: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Typed:
    """Types a command that is about a store of its own, with the catalogue that ships."""
    monkeypatch.setenv("TWINBOT_STORE_PATH", str(own_store.store_path))
    monkeypatch.chdir(tmp_path)
    return Typed(own_store.store_path)


class Typed:
    def __init__(self, store: Path) -> None:
        self.store = store

    def __call__(self, *arguments: object) -> Result:
        return CliRunner().invoke(main, ["data", *map(str, arguments)])


def test_an_import_ends_with_its_counts(typed: Typed, tmp_path: Path) -> None:
    path = written(tmp_path / "in", "pairings.csv", "pairing_id,note\n1,seen\n2,\n")
    before = content(typed.store)

    dry = typed("import", path, "--dry-run")
    assert (dry.exit_code, dry.stdout) == (
        0, "pairings.csv, row 2: pairing 1 changed: note\n0 added, 1 changed, 1 unchanged, 0 refused\n",
    )  # fmt: skip
    assert content(typed.store) == before

    done = typed("import", path)
    assert (done.exit_code, done.stdout) == (0, "0 added, 1 changed, 1 unchanged, 0 refused\n")
    assert "Recorded as revision 1." in done.stderr


def test_an_import_with_a_refused_row_names_it_and_fails(typed: Typed, tmp_path: Path) -> None:
    before = content(typed.store)

    done = typed("import", written(tmp_path / "in", "pairings.csv", "pairing_id,note,kind\n1,seen,sisters\n"))

    assert done.exit_code == 1
    assert done.stdout.startswith("pairings.csv, row 2, column kind: 'sisters' is not known. Use one of")
    assert done.stdout.endswith("0 added, 0 changed, 0 unchanged, 1 refused\n")
    assert content(typed.store) == before


def test_an_import_of_nothing_says_so_in_words(typed: Typed) -> None:
    done = typed("import", "absent.csv")
    assert done.exit_code == 1
    assert done.stderr.startswith("absent.csv cannot be imported: No such file")


def test_an_export_is_a_package_that_has_nothing_to_correct(typed: Typed, tmp_path: Path) -> None:
    assert typed("export", tmp_path / "out").exit_code == 0
    assert typed("check", tmp_path / "out").exit_code == 0
    assert typed("import", tmp_path / "out").stdout.startswith("0 added, 0 changed, ")
    assert typed("export", tmp_path / "late", "--changed-since", "soon").exit_code == 2


def test_a_row_with_personal_data_is_refused_as_in_a_review(typed: Typed, tmp_path: Path) -> None:
    before = content(typed.store)
    rows = "990001,A paper,D,page 1\n990002,A paper,D,Call +1 707 555 0123\n990003,A paper,D,DE89 3704 0044 0532 0130 00\n"

    done = typed("import", written(tmp_path / "in", "sources.csv", f"source_id,publisher,grade,citation\n{rows}"))

    lines = done.stdout.splitlines()
    assert done.exit_code == 1
    assert lines[0].startswith("sources.csv, row 3, column citation: a telephone number (“+1 …23”). Personal data is not kept")
    assert lines[1].startswith("sources.csv, row 4, column citation: an account number (IBAN)")
    assert lines[2].startswith("Nothing was written: a file is imported whole or not at all.")
    assert lines[3:] == ["1 added, 0 changed, 0 unchanged, 2 refused"]
    assert content(typed.store) == before


def test_many_rows_with_one_reason_are_named_in_part_and_on_demand_in_full(typed: Typed, tmp_path: Path) -> None:
    rows = "".join(f"{990_000 + number},A paper,Z{number}\n" for number in range(30))
    path = written(tmp_path / "in", "sources.csv", f"source_id,publisher,grade\n{rows}")

    some = typed("import", path).stdout.splitlines()
    every = typed("import", path, "--max-same", "0").stdout.splitlines()

    assert [line.partition(":")[0] for line in some[:20]] == [f"sources.csv, row {row}, column grade" for row in range(2, 22)]
    assert some[20] == (
        "sources.csv, column grade: and 10 more rows for the same reason as row 2. All are named with --max-same 0."
    )
    assert some[22:] == ["0 added, 0 changed, 0 unchanged, 30 refused"]
    assert (len(every), every[29].partition(":")[0]) == (32, "sources.csv, row 31, column grade")


def test_links_that_lapse_with_an_organisation_s_domain_are_told(typed: Typed, tmp_path: Path) -> None:
    with contextlib.closing(database.connect(typed.store)) as db:
        checked = initiative(
            990_001, title="Coats", link="https://relief.example/coats", verification="verified", organisation_id=1
        )
        entries.put(db, "initiatives", checked)

    done = typed("import", written(tmp_path / "in", "organisations.csv", "organisation_id,domain\n1,relief.org\n"))

    assert done.stdout == "0 added, 1 changed, 0 unchanged, 0 refused\n"
    assert "1 verified link lapsed: the domain of the organisation changes.\nRecorded as revision 1." in done.stderr


@pytest.mark.parametrize("asked", [["--country", "XX"], ["--country", "UA", "--country", "xx", "--show-query"]])
def test_wikidata_is_not_asked_about_a_country_that_does_not_exist(typed: Typed, asked: list[str]) -> None:
    # Nothing listens there: whoever asks it gets no answer, which is another exit code.
    done = typed("wikidata", *asked, "--endpoint", "http://127.0.0.1:9/sparql")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("XX: this is the code of no country. Write two letters as in ISO 3166")
