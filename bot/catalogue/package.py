"""A package folder as rows: streaming its CSV files, and writing them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from bot.catalogue.formulas import neutralised, restored, text_columns
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
    return table.model.model_validate({name: text for name, text in meant(table, cells).items() if text})


def meant(table: Table, cells: dict[str, str]) -> dict[str, str]:
    """The cells without the apostrophe that keeps spreadsheets from computing them: see :mod:`bot.catalogue.formulas`."""
    texts = text_columns(table.model)
    return {name: restored(text) if name in texts else text for name, text in cells.items()}


def write_table(path: Path, table: Table, entries: Iterable[Entry]) -> int:
    r"""Writes ``entries`` as CSV (UTF-8, ``\n``) and returns how many there were. No cell of it is a formula to a spreadsheet."""
    texts = text_columns(table.model)

    def cell(name: str, value: object) -> object:
        if value is None:
            return ""
        return neutralised(value) if name in texts and isinstance(value, str) else value

    def rows() -> Iterator[list[object]]:
        for entry in entries:
            values = entry.model_dump(mode="json")
            yield [cell(name, values[name]) for name in table.columns]

    return write_rows(path, table.columns, rows())


def write_rows(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> int:
    r"""Writes CSV (UTF-8, ``\n``) and returns how many rows there were below the header."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(_Lines(file), lineterminator="\r\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


class _Lines:
    r"""Lines that end in ``\n``, from a writer that ends them in ``\r\n`` because it puts in quotes only what ends its lines."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, line: str) -> None:
        self._file.write(line.removesuffix("\r\n") + "\n")
