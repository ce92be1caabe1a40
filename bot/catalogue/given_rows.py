"""Rows as somebody gives them: CSV or JSON of any origin, streamed, with a limit on everything that could be endless."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import json
from collections.abc import Iterator
from itertools import count
from typing import BinaryIO, NamedTuple, NoReturn, TextIO

LONGEST_LINE = 262_144
"""Characters of a line, or of a JSON record. The longest row that the tables allow has some 10,000."""
MOST_COLUMNS = 100
"""The widest table has 24 columns."""
_DELIMITERS = ",;\t"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
"""Byte order marks and the encoding that each stands for; UTF-32's little-endian mark begins with UTF-16's."""
_AT_ONCE = 65_536
_BLANK = " \t\r\n"


class GivenRow(NamedTuple):
    """One row as it was given."""

    row: int
    """Line in a CSV file, of which the header is 1; record in a JSON file, from 1 on."""
    cells: dict[str, object]
    """Column to text; in JSON also to numbers and whatever else stands there."""
    surplus: int = 0
    """How many cells the row has beyond the header."""
    lacks: str = ""
    """The column before which the row ends."""


AS_UTF8 = (
    "Save it anew in UTF-8: in Excel as “CSV UTF-8”, in LibreOffice with the character set “Unicode (UTF-8)”, in an editor with the "
    "encoding UTF-8"
)
"""What to do about another encoding. None is guessed: “Málaga” would become another place."""
AS_CSV = "Correct that row, with every quote closed, or save the file anew as CSV in UTF-8"
AS_JSON = "Correct it to an array of objects, one for each row, or save the rows as CSV"


class RowsUnreadable(ValueError):
    """A file cannot be read from row ``row`` on; ``str()`` says why, and ``remedy`` what to do."""

    def __init__(self, row: int, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.row = row
        self.remedy = remedy


class _NotUtf8(RowsUnreadable):
    def __init__(self, row: int) -> None:
        super().__init__(row, "it is not in UTF-8", AS_UTF8)


def csv_header(file: BinaryIO) -> list[str]:
    """The column names; an empty list if there are none.

    Raises:
        RowsUnreadable: it is no text in UTF-8 (or UTF-16 with its mark), or the line is endless.
    """
    for _, values in _csv_values(file):
        return [name.strip() for name in values]
    return []


def csv_rows(file: BinaryIO) -> Iterator[GivenRow]:
    """The rows below the header, one at a time; blank lines are passed over.

    Raises:
        RowsUnreadable: as of :func:`csv_header`, or a quote is not closed.
    """
    header: list[str] | None = None
    for line, values in _csv_values(file):
        if header is None:
            header = [name.strip() for name in values]
            continue
        lacks = header[len(values)] if len(values) < len(header) else ""
        yield GivenRow(line, dict(zip(header, values, strict=False)), max(0, len(values) - len(header)), lacks)


def json_rows(file: BinaryIO) -> Iterator[GivenRow]:
    """The records of a JSON array of objects, one at a time.

    Raises:
        RowsUnreadable: it is no such array, a record is endless or nested too deep, names a column twice, or has a NaN.
    """
    with _text(file) as text:
        yield from _json_rows(_Records(text))


def _json_rows(records: _Records) -> Iterator[GivenRow]:
    for number in count(1):
        try:
            record = records.next()
        except RecursionError as error:
            raise RowsUnreadable(number, "it is nested too deep", AS_JSON) from error
        except UnicodeError as error:
            raise _NotUtf8(number) from error
        except ValueError as error:
            raise RowsUnreadable(number, str(error), AS_JSON) from error
        if record is None:
            return
        yield GivenRow(number, record)


def _csv_values(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not blank, by its number."""
    line = 1
    try:
        with _text(file) as text:
            first = _line(text, line)
            delimiter = max(_DELIMITERS, key=first.count)
            # What csv itself refuses above 131,072 characters is a cell; a whole line is bounded here.
            reader = csv.reader(_lines(text, first), strict=True, delimiter=delimiter)
            for values in reader:
                if values:
                    yield line, values
                line = reader.line_num + 1
    except UnicodeError as error:
        raise _NotUtf8(_first_line_not_utf8(file) or line) from error
    except (csv.Error, ValueError) as error:
        raise RowsUnreadable(line, str(error), AS_CSV) from error


def _first_line_not_utf8(file: BinaryIO) -> int:
    """The line at which a file stops being UTF-8: text is decoded many lines ahead of the row that is read. 0 if there is none."""
    file.seek(0)
    if _encoding(file) != "utf-8":
        return 0
    for number, line in enumerate(iter(lambda: file.readline(4 * LONGEST_LINE), b""), start=1):
        try:
            line.decode()
        except UnicodeError:
            return number
    return 0


def _lines(text: TextIO, first: str) -> Iterator[str]:
    line, number = first, 1
    while line:
        if "\0" in line:
            raise ValueError("it has a NUL byte, which no text has")
        yield line
        number += 1
        line = _line(text, number)


def _line(text: TextIO, number: int) -> str:
    line = text.readline(LONGEST_LINE + 1)
    if len(line) > LONGEST_LINE:
        raise ValueError(f"line {number} has more than {LONGEST_LINE:,} characters")
    return line


def _encoding(file: BinaryIO) -> str:
    """What the byte order mark at the beginning of a file says; without one UTF-8."""
    start = file.read(4)
    file.seek(0)
    return next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")


@contextlib.contextmanager
def _text(file: BinaryIO) -> Iterator[TextIO]:
    """``file`` as text: UTF-8, or what its byte order mark says. Closing the file is left to whoever opened it."""
    text = io.TextIOWrapper(file, encoding=_encoding(file), newline="")
    try:
        yield text
    finally:
        text.detach()


class _Records:
    """The objects of a JSON array, of which never more than one and what was read ahead is in memory."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._ahead = ""
        self._at = 0
        self._begun = False
        self._decoder = json.JSONDecoder(object_pairs_hook=_once_each, parse_constant=_no_constant)

    def next(self) -> dict[str, object] | None:
        """The next record; ``None`` after the last."""
        if not self._begun:
            if self._sign() != "[":
                raise ValueError("it is no JSON array of objects: it must begin with [")
            self._at += 1
            self._begun = True
            if self._sign() == "]":
                self._end()
                return None
        elif self._sign() == "]":
            self._end()
            return None
        elif self._sign() != ",":
            raise ValueError("a comma or the closing ] is missing")
        else:
            self._at += 1
        if self._sign() != "{":
            raise ValueError("a record is no object, which begins with {")
        return self._record()

    def _record(self) -> dict[str, object]:
        while True:
            try:
                record, end = self._decoder.raw_decode(self._ahead, self._at)
            except json.JSONDecodeError:
                # Perhaps it only goes on beyond what was read.
                if len(self._ahead) - self._at > LONGEST_LINE:
                    raise ValueError(f"the record is no JSON, or has more than {LONGEST_LINE:,} characters") from None
                if not self._more():
                    raise
            else:
                self._at = end
                assert isinstance(record, dict)
                return record

    def _end(self) -> None:
        self._at += 1
        if self._sign():
            raise ValueError("something follows the closing ]")

    def _sign(self) -> str:
        """The next character that is not blank; nothing at the end."""
        while True:
            while self._at < len(self._ahead):
                if self._ahead[self._at] not in _BLANK:
                    return self._ahead[self._at]
                self._at += 1
            if not self._more():
                return ""

    def _more(self) -> bool:
        read = self._text.read(_AT_ONCE)
        self._ahead = self._ahead[self._at :] + read
        self._at = 0
        return bool(read)


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("a record names a column twice")
    return record


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
