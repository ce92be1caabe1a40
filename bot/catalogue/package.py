"""A package folder as rows: streaming its CSV files, and writing them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bot.domain.entry import Entry
from bot.domain.tables import Table

DESCRIPTION = "datapackage.json"


class Row(NamedTuple):
    """One row of a CSV file as text."""

    line: int
    """The line in the file on which the row begins; the header is line 1."""
    cells: dict[str, str]
    """Column to text; without the columns that the row lacks."""
    surplus: int
    """How many cells the row has beyond the header."""


class CsvUnreadable(ValueError):
    """A file is not CSV in UTF-8. ``line`` is where reading stopped."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def read_header(path: Path) -> list[str]:
    """The column names of the file, or an empty list if it is empty.

    Raises:
        CsvUnreadable: it is not UTF-8.
    """
    with path.open(encoding="utf-8", newline="") as file:
        try:
            return next(csv.reader(file, strict=True), [])
        except (UnicodeDecodeError, csv.Error) as error:
            raise CsvUnreadable(1, str(error)) from error


def read_rows(path: Path) -> Iterator[Row]:
    """The rows below the header, one at a time. Blank lines are passed over.

    Raises:
        CsvUnreadable: it is not UTF-8, or a quote is not closed.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        line = 1
        try:
            header = next(reader, [])
            line = reader.line_num + 1
            for values in reader:
                if values:
                    yield Row(line, dict(zip(header, values, strict=False)), max(0, len(values) - len(header)))
                line = reader.line_num + 1
        except (UnicodeDecodeError, csv.Error) as error:
            raise CsvUnreadable(line, str(error)) from error


def entry_of(table: Table, cells: dict[str, str]) -> Entry:
    """The row as a value of the table's model; empty cells are left to the field's default.

    Raises:
        pydantic.ValidationError: a cell is not what the field asks for.
    """
    return table.model.model_validate({name: text for name, text in cells.items() if text})


def write_table(path: Path, table: Table, entries: Iterable[Entry]) -> int:
    r"""Writes ``entries`` as CSV (UTF-8, ``\n``) and returns how many there were."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        for entry in entries:
            values = entry.model_dump(mode="json")
            writer.writerow(["" if values[name] is None else values[name] for name in table.columns])
            count += 1
    return count
