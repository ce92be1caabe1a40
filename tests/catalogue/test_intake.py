"""Files from outside: read whatever their encoding, and refused in words whatever their trap, without filling the memory."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.catalogue import given_rows
from bot.catalogue.importing import ImportPlan, proposed_changes
from bot.catalogue.intake import ATTACHMENT, Limits
from bot.errors import ImportUnreadable
from bot.store import database
from tests.catalogue.imports import content, files_beside, imported, store_of
from tests.factories import CHICAGO, KYIV

ROW = f"city_id,name,note\n{CHICAGO},Chicago,Málaga’s friend\n"
Propose = Callable[..., ImportPlan]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return store_of(tmp_path / "var" / "twinbot.sqlite")


@pytest.fixture
def propose(store: Path) -> Propose:
    """What an attachment of that name and content would change."""

    def proposed(data: bytes | str, name: str = "cities.csv", limits: Limits = ATTACHMENT) -> ImportPlan:
        with contextlib.closing(database.connect(store, read_only=True)) as db:
            return proposed_changes(db, name, data.encode() if isinstance(data, str) else data, limits=limits)

    return proposed


def zipped(files: dict[str, bytes | str], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_whatever_its_form_if_it_says_which(propose: Propose, encoding: str) -> None:
    plan = propose(ROW.encode(encoding))
    assert plan.findings == ()
    assert [getattr(change.after, "note", "") for change in plan.changes] == ["Málaga’s friend"]


@pytest.mark.parametrize("text", [ROW.replace(",", ";"), ROW.replace(",", "\t"), ROW.replace("\n", "\r\n")])
def test_what_spreadsheets_save_as_csv_is_read(propose: Propose, text: str) -> None:
    assert str(propose(text).counts) == "0 added, 1 changed, 0 unchanged, 0 refused"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (ROW.encode("cp1252"), "it is not in UTF-8"),
        (ROW.replace("á", "a").replace("’", "").encode("utf-16-le"), "NUL byte"),
        (f"city_id,note\n{CHICAGO},a\0b\n".encode(), "NUL byte"),
        (f'city_id,note\n{CHICAGO},"open\n'.encode(), "unexpected end of data"),
        (b"city_id,note\n1," + b"x" * 200_000 + b"\n", "field larger than field limit"),
        (b"city_id,note\n1," + b"x" * 300_000 + b"\n", "more than 262,144 characters"),
        (",".join(f"c{number}" for number in range(100_000)).encode(), "more than 262,144 characters"),
        (",".join(f"c{number}" for number in range(10_000)).encode(), "it has 10,000 columns"),
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
    ],
)
def test_a_csv_file_that_cannot_be_read_says_why(propose: Propose, data: bytes, problem: str) -> None:
    plan = propose(data)
    assert [problem in one.problem for one in plan.findings] == [True]
    assert plan.counts.refused == 1


def test_a_file_in_another_encoding_is_told_the_first_line_that_is_not_utf_8_and_how_to_save_it() -> None:
    lines = ["city_id,name,note", *(f"{number},Chicago,{'as it is ' * 5}" for number in range(2, 400))]
    lines[300] = "301,Chicago,Málaga"
    with pytest.raises(given_rows.RowsUnreadable, match="it is not in UTF-8") as refused:
        list(given_rows.csv_rows(io.BytesIO("\n".join(lines).encode("cp1252"))))
    assert refused.value.row == 301
    assert "in Excel as “CSV UTF-8”" in refused.value.remedy


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{}", "it must begin with ["),
        ("", "it must begin with ["),
        ("[1]", "a record is no object"),
        ('[{"city_id": 1}, 2]', "a record is no object"),
        ('[{"city_id": 1} {"city_id": 2}]', "a comma or the closing ]"),
        ('[{"city_id": 1}', "a comma or the closing ]"),
        ('[{"city_id": 1}] x', "something follows"),
        ('[{"city_id": 1, "city_id": 2}]', "names a column twice"),
        ('[{"city_id": 1, "latitude": NaN}]', "NaN is no number of JSON"),
        ('[{"city_id": ' + "[" * 200_000 + "]", "nested too deep"),
        ('[{"city_id": 1, "note": "' + "x" * 400_000 + '"}]', "more than 262,144 characters"),
        ('[{"city_id": ' + "9" * 5_000 + "}]", "Exceeds the limit"),
    ],
)  # fmt: skip
def test_a_json_file_that_cannot_be_read_says_where_and_why(propose: Propose, text: str, problem: str) -> None:
    plan = propose(text, "cities.json")
    assert [problem in one.problem for one in plan.findings].count(True) == 1


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("true", "it is no text and no number"), ("[1]", "it is no text and no number"), ('{"a": 1}', "it is no text and no number"),
        ('"a\\u0000b"', "NUL character"), ('"\\ud800"', "unicode"), ("5", "valid string"), (f'"{"x" * 2001}"', "at most 2000"),
    ],
)  # fmt: skip
def test_a_json_cell_that_is_no_cell_is_refused(propose: Propose, cell: str, problem: str) -> None:
    plan = propose(f'[{{"city_id": {CHICAGO}, "note": {cell}}}]', "cities.json")
    assert [(problem in one.problem, one.row, one.column) for one in plan.findings] == [(True, 1, "note")]


@pytest.mark.parametrize("number", ["1e999", "-91", '"nan"', '"1e999"'])
def test_a_number_beyond_all_bounds_is_refused(propose: Propose, number: str) -> None:
    plan = propose(f'[{{"city_id": {CHICAGO}, "latitude": {number}}}]', "cities.json")
    assert [one.column for one in plan.findings] == ["latitude"]


def test_numbers_written_as_text_are_numbers(propose: Propose) -> None:
    plan = propose(f'[{{"city_id": "{CHICAGO}", "latitude": "41.85", "population": null}}]', "cities.json")
    assert [change.fields for change in plan.changes] == [["population"]]


def test_a_json_record_that_is_longer_than_what_is_read_at_once_is_whole(propose: Propose) -> None:
    records = ",".join(f'{{"city_id": {city}, "note": "{"x" * 1900}"}}' for city in (CHICAGO, KYIV))
    assert given_rows.LONGEST_LINE > 100_000
    plan = propose("[" + " " * 65_500 + records + "]", "cities.json")
    assert str(plan.counts) == "0 added, 2 changed, 0 unchanged, 0 refused"


def test_a_zip_of_a_csv_file_is_read(propose: Propose) -> None:
    assert propose(zipped({"cities.csv": ROW}), "upload.zip").counts.changed == 1
    by_header = ROW.replace("name,note", "level,note").replace("Chicago", "city")
    assert propose(zipped({"sheet.csv": by_header}), "upload.zip").counts.changed == 1


def test_a_zip_of_a_package_is_read_and_what_else_lies_there_is_passed_over(propose: Propose) -> None:
    files: dict[str, bytes | str] = {
        "data/cities.csv": ROW, "data/README.md": "x", "data/datapackage.json": "{}", "data/retired.csv": "table\n",
        "__MACOSX/data/._cities.csv": b"\0", "data/pairings.csv": "pairing_id,note\n1,seen\n",
    }  # fmt: skip
    assert str(propose(zipped(files), "p.zip").counts) == "0 added, 2 changed, 0 unchanged, 0 refused"


def test_a_file_of_a_package_that_is_no_table_is_named(propose: Propose) -> None:
    plan = propose(zipped({"cities.csv": ROW, "towns.csv": "a\n"}), "p.zip")
    assert [(one.file, one.problem) for one in plan.findings] == [("towns.csv", "no table is called so")]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"cities.csv": "city_id\n" + "1\n" * 5_000_000}, "unpacks to more than 100 times its size"),
        ({"cities.csv": "x" * 21_000_000}, "20,000,000 are the most"),
        ({f"{number}.csv": "" for number in range(65)}, "the zip holds 65 files"),
        ({"../cities.csv": ROW}, "leads out of it"),
        ({"/etc/cities.csv": ROW}, "leads out of it"),
        ({"C:\\cities.csv": ROW}, "leads out of it"),
        ({"cities.csv": ROW, "inner.zip": b"PK"}, "another packed file"),
        ({"a/cities.csv": ROW, "b/cities.csv": ROW}, "the table cities twice"),
        ({"[Content_Types].xml": "x"}, "it is a spreadsheet"),
        ({"README.md": "x"}, "it holds no table"),
        ({}, "it holds no table"),
    ],
)
def test_a_zip_that_is_a_trap_is_refused(propose: Propose, files: dict[str, bytes | str], reason: str) -> None:
    with pytest.raises(ImportUnreadable, match=reason):
        propose(zipped(files), "p.zip")


def test_a_zip_that_is_damaged_or_has_a_password_is_refused(propose: Propose) -> None:
    whole = zipped({"cities.csv": ROW}, zipfile.ZIP_STORED)
    locked = bytearray(whole)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", locked, whole.index(mark) + at, 1)
    for data in (whole[:-30], whole.replace(b"laga", b"lago"), bytes(locked)):
        with pytest.raises(ImportUnreadable, match="the zip cannot be read"):
            propose(data, "p.zip")


def test_an_attachment_has_a_size_and_a_number_of_rows_that_it_may_not_exceed(propose: Propose) -> None:
    with pytest.raises(ImportUnreadable, match="1,000,000 are the most"):
        propose(b"x" * 50_000_000)
    with pytest.raises(ImportUnreadable, match="more than 5,000 rows"):
        propose("city_id\n" + "".join(f"{number}\n" for number in range(1, 6_002)))


def test_a_file_that_is_not_there_or_is_no_table_changes_nothing(store: Path, tmp_path: Path) -> None:
    before = content(store)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "empty").mkdir()
    for name in ("absent.csv", "picture.png", "empty"):
        with pytest.raises(ImportUnreadable, match="Nothing was changed"):
            imported(store, tmp_path / name)
    assert content(store) == before
    assert files_beside(store) == []
