"""A package with a fault is reported with file, row, column and what to do, and nothing of it is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalogue.check import check, read_package
from bot.domain.pairings import Pairing
from bot.errors import PackageInvalid
from tests.catalogue.conftest import Spoil


def test_a_sound_package_has_no_findings(package: Path) -> None:
    assert check(package) == []
    assert [pairing.pairing_id for pairing in read_package(package).of(Pairing)] == [1]


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "column", "problem"),
    [
        ("claims.csv", "2022-03-01", "2022-02-30", 3, "date", "not a day of the calendar"),
        ("claims.csv", "1997", "in 1997", 2, "date", "is not a date"),
        ("claims.csv", "announced", "proclaimed", 3, "date_is", "is not known"),
        ("claims.csv", "1,1,1,1997", "1,1,9,1997", 2, "source_id", "9 is not in sources.csv"),
        ("claims.csv", "2,2,1", "2,7,1", 3, "event_id", "7 is not in events.csv"),
        ("claims.csv", "2,2,1", "1,2,1", 3, "claim_id", "1 stands already in row 2"),
        ("events.csv", "2,1,suspended", "2,8,suspended", 3, "pairing_id", "8 is not in pairings.csv"),
        ("events.csv", "2,1,suspended", "2,1,frozen", 3, "kind", "is not known"),
        ("events.csv", "suspended,4887398", "suspended,99", 3, "by_city", "99 is not in cities.csv"),
        ("pairings.csv", "1,524901,4887398", "1,524901,524901", 2, "", "must differ"),
        ("pairings.csv", "1,524901,4887398", "1,4887398,524901", 2, "", "smaller id"),
        ("pairings.csv", "sister_city", "sisters", 2, "kind", "is not known"),
        ("cities.csv", "Chicago,US", "Chicago,USA", 3, "country_code", "not of the right form"),
        ("cities.csv", "Chicago,US", "Chicago,XX", 3, "country_code", "XX is not in countries.csv"),
        ("cities.csv", "41.85003", "141.85003", 3, "latitude", "less than or equal to 90"),
        ("cities.csv", "41.85003", "", 3, "latitude", "one coordinate stands without the other"),
        ("cities.csv", "2693976", "2.7 million", 3, "population", "is not a number"),
        ("cities.csv", "4887398,4887398,Chicago", "4887398,4887398,", 3, "name", "the cell is empty"),
        ("cities.csv", "4887398,4887398,Chicago", "4887398,,Chicago", 3, "note", "without the reason"),
        ("sources.csv", "https://blockclubchicago.org/2022/03/01/x/", "block club", 2, "url", "not of the right form"),
        ("sources.csv", "https://blockclubchicago.org/2022/03/01/x/", "", 2, "", "needs a url or a citation"),
        ("sources.csv", ",D,", ",F,", 2, "grade", "is not known"),
        ("pairings.csv", "1,524901,4887398,sister_city,", "1,524901,4887398,sister_city,a,b", 2, "", "1 cells too many"),
        ("pairings.csv", "1,524901,4887398,sister_city,", "1,524901,4887398", 2, "kind", "the row ends before this column"),
        ("pairings.csv", "kind,note", "kind", 1, "note", "the column is missing"),
        ("pairings.csv", "kind,note", "kind,note,colour", 1, "colour", "the column is not known"),
        ("pairings.csv", "kind,note", "kind,kind,note", 1, "", "stands there twice"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_by_file_row_and_column(
    package: Path, spoil: Spoil, file: str, old: str, new: str, row: int, column: str, problem: str
) -> None:
    spoil(file, old, new)

    found = [finding for finding in check(package) if (finding.file, finding.row, finding.column) == (file, row, column)]

    assert len(found) == 1
    assert problem in found[0].problem
    assert found[0].remedy


def test_two_rows_for_the_same_pair_are_one_too_many(package: Path, spoil: Spoil) -> None:
    spoil("pairings.csv", "1,524901,4887398,sister_city,\n", "1,524901,4887398,sister_city,\n2,524901,4887398,friendship,\n")

    problems = [finding.problem for finding in check(package) if finding.row == 3]

    assert "the two cities are paired already in row 2" in problems
    assert "nothing in events.csv happened to this pairing" in problems


def test_an_event_of_which_nobody_speaks_is_found(package: Path, spoil: Spoil) -> None:
    spoil("claims.csv", "1,1,1,1997,reported,,,,,\n", "")

    assert [(finding.file, finding.row) for finding in check(package)] == [("events.csv", 2)]


def test_an_act_of_a_third_city_is_found(package: Path, spoil: Spoil) -> None:
    spoil("cities.csv", "Moscow,RU", "Moscow,RU")
    with (package / "cities.csv").open("a", encoding="utf-8") as file:
        file.write("703448,703448,Kyiv,RU,,,city,,,,\n")
    spoil("events.csv", "suspended,4887398", "suspended,703448")

    assert [(finding.row, finding.column) for finding in check(package)] == [(3, "by_city")]


def test_a_missing_file_is_named(package: Path) -> None:
    (package / "occupied.csv").unlink()

    assert [str(finding) for finding in check(package)] == [
        "occupied.csv: the file is missing. Restore it, or write it with its header line alone."
    ]


def test_a_file_in_another_encoding_is_refused_with_its_row(package: Path) -> None:
    text = (package / "cities.csv").read_text(encoding="utf-8").replace("Chicago", "Málaga")
    (package / "cities.csv").write_bytes(text.encode("latin-1"))

    found = next(finding for finding in check(package) if finding.file == "cities.csv")

    assert "cannot be read" in found.problem
    assert "UTF-8" in found.remedy


def test_a_byte_order_mark_is_named(package: Path) -> None:
    path = package / "pairings.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert any("byte order mark" in finding.problem for finding in check(package))


def test_an_open_quote_is_refused(package: Path, spoil: Spoil) -> None:
    spoil("claims.csv", "suspend,until", '"suspend,until')

    assert any("cannot be read" in finding.problem for finding in check(package) if finding.file == "claims.csv")


def test_a_description_that_lacks_a_column_is_found(package: Path, spoil: Spoil) -> None:
    spoil("datapackage.json", '"name": "pairing_id"', '"name": "pair_id"')

    assert {finding.file for finding in check(package)} == {"datapackage.json"}


def test_a_faulty_package_is_not_loaded_at_all(package: Path, spoil: Spoil) -> None:
    spoil("claims.csv", "1997", "19x7")
    spoil("cities.csv", "2693976", "many")

    with pytest.raises(PackageInvalid) as caught:
        read_package(package)

    assert len(caught.value.findings) == 2
    assert "cities.csv, row 3, column population" in str(caught.value)


def test_a_row_is_named_by_its_line_even_below_a_cell_of_two_lines(package: Path, spoil: Spoil) -> None:
    spoil("claims.csv", "1,1,1,1997,reported,,,,,", '1,1,1,1997,reported,,,,"first\nsecond",')
    spoil("claims.csv", "2022-03-01", "2022-13-01")

    assert [(finding.row, finding.column) for finding in check(package)] == [(4, "date")]
