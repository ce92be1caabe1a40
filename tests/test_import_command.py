"""``data import`` and ``data export`` as they are typed: the last line, and the exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.settings import Settings
from tests.catalogue.imports import content, written


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
