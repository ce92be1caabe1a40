"""Rows as files that people open: CSV for a spreadsheet, JSON for a program."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii

from bot.catalogue.formulas import neutralised
from bot.domain.dates import PartialDate

_BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of its country."""
_NAME = 60


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file in the making, with the ending that tells what it is."""

    name: str
    content: bytes


def date_cell(date: PartialDate | None) -> str:
    """A date in words, of which a spreadsheet makes no more than is known: ``Apr 2024`` alone would become the first of April.

    A year stays a number and a day that day; a month gets words behind it, with which it stays text.
    """
    if date is None:
        return ""
    return date.short if date.month is None or date.day is not None else f"{date.short} (day not known)"


def csv_file(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV that Excel opens as what it is: UTF-8 with a mark that says so, and no cell of text that it would compute.

    Numbers stay numbers. Source for the form: https://www.rfc-editor.org/rfc/rfc4180
    """
    made = io.StringIO(newline="")
    made.write(_BOM)
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([neutralised(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return made.getvalue().encode()


def json_file(head: Mapping[str, Any], name: str, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """What is said of all rows, then the rows under ``name``, a line each.

    Row by row, for one large call would hold up every other thread until it is done.
    """
    made = io.StringIO()
    made.write("{\n")
    for key, value in head.items():
        made.write(f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},\n")
    made.write(f"  {json.dumps(name)}: [")
    separator = "\n"
    for row in rows:
        made.write(f"{separator}    {json.dumps(row, ensure_ascii=False)}")
        separator = ",\n"
    made.write("\n  ]\n}\n")
    return made.getvalue().encode()


def packed(name: str, files: Iterable[MadeFile]) -> MadeFile:
    """Files in one archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name, (1980, 1, 1, 0, 0, 0)), file.content, zipfile.ZIP_DEFLATED)
    return MadeFile(name, made.getvalue())


def file_stem(*names: str) -> str:
    """Names as what a file may be called anywhere: ``São Paulo`` → ``sao-paulo``."""
    plain = "-".join(anyascii(unicodedata.normalize("NFC", name)) for name in names).lower()
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in plain).split()
    return "-".join(words)[:_NAME].strip("-") or "export"
