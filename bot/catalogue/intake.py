"""What somebody wants to import: a file of one table, a package folder, or a zip of either; opened within limits, nothing unpacked."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import BinaryIO, Self

from bot.catalogue import findings
from bot.catalogue.findings import Fault, Finding
from bot.catalogue.given_rows import MOST_COLUMNS, GivenRow, RowsUnreadable, csv_header, csv_rows, json_rows
from bot.catalogue.package import DESCRIPTION
from bot.domain.tables import BY_NAME, TABLES, Table
from bot.errors import ImportUnreadable

RETIRED = "retired.csv"
"""What an export of changes notes beside the tables. It is for people to read, and importing passes it over."""
_PASSED_OVER = (DESCRIPTION, RETIRED)
_ENDINGS = (".csv", ".json")
_PACKED = (".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz")
_AT_ONCE = 1 << 20
_SMALL = 1_000_000
"""Bytes up to which a file in a zip may be packed as tightly as it likes: a table of one repeated row is."""

Open = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an import may hold."""

    file_bytes: int | None
    """Of the file itself; ``None`` for any size."""
    rows: int | None
    unpacked_bytes: int
    """Of all that a zip holds."""
    ratio: int = 100
    """How many times larger than packed a file in a zip may be. The tables that ship are packed 3 to 8 times smaller; a zip
    bomb reaches deflate's 1,032. Source: https://www.bamsoftware.com/hacks/zipbomb/"""
    files: int = 64
    """In a zip. A package has a dozen."""


OPERATOR = Limits(file_bytes=None, rows=None, unpacked_bytes=4 * 1024**3)
"""For who runs the bot: anything that fits on a disk."""
ATTACHMENT = Limits(file_bytes=1_000_000, rows=5_000, unpacked_bytes=20_000_000)
"""For a file that came through Discord. Its changes are one proposal, which a moderator has to read and which is held in
memory: 5,000 rows are more than any table that ships has, and 1 MB holds them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file with rows of one table."""

    name: str
    table: Table
    open: Open
    findings: tuple[Finding, ...] = ()
    """What is wrong with it as a whole; then its rows are not read."""

    @property
    def is_json(self) -> bool:
        return self.name.lower().endswith(".json")

    def rows(self) -> Iterator[GivenRow]:
        """Its rows, one at a time. Raises :class:`~bot.catalogue.given_rows.RowsUnreadable` where it cannot be read on."""
        with self.open() as file:
            yield from (json_rows if self.is_json else csv_rows)(file)


class Intake:
    """What is to be imported, open for reading. Close it, or use it in ``with``.

    Args:
        source: a file or a folder; or, with ``content``, a file's name.
        content: the file's bytes, if it lies nowhere.
        table: the name of the table, if neither the file's name nor its header tells.
        limits: how much it may hold.

    Raises:
        ImportUnreadable: it cannot be taken: too large, no table, a zip that is damaged or a trap.
    """

    def __init__(
        self, source: Path, content: bytes | None = None, *, table: str | None = None, limits: Limits = OPERATOR
    ) -> None:
        self.name = source.name or str(source)
        self._limits = limits
        self._zip: zipfile.ZipFile | None = None
        self.findings: list[Finding] = []
        """What is wrong with files as a whole."""
        if table is not None and table not in BY_NAME:
            raise self._refusal(f"no table is called “{shown(table)}”", f"Use one of {', '.join(BY_NAME)}")
        try:
            files = self._files(source, content)
            self.parts: Sequence[Part] = self._parts(
                files, BY_NAME[table] if table else None, folder=source.is_dir() and content is None
            )
            self.digest, self.rows = self._measured()
        except OSError as error:
            self.close()
            raise self._refusal(error.strerror or str(error), "Check the name, and that you may read it") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            # What zipfile raises for a damaged, an encrypted, and an unusually packed file.
            self.close()
            raise self._refusal(f"the zip cannot be read ({error})", "Pack it anew, without a password") from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the zip."""
        if self._zip is not None:
            self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _refusal(self, reason: str, remedy: str) -> ImportUnreadable:
        return ImportUnreadable(self.name, reason, remedy)

    def _files(self, source: Path, content: bytes | None) -> list[tuple[str, Open]]:
        if content is None and source.is_dir():
            found = [path for path in sorted(source.iterdir()) if path.is_file() and path.suffix.lower() in _ENDINGS]
            return [(path.name, _opener(path)) for path in found]
        size = source.stat().st_size if content is None else len(content)
        most = self._limits.file_bytes
        if most is not None and size > most:
            raise self._refusal(f"it has {size:,} bytes, and {most:,} are the most", "Split it, or ask whoever runs the bot")
        opened: Open = _opener(source) if content is None else lambda: io.BytesIO(content)
        with opened() as file:
            packed = file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
        if not packed:
            return [(self.name, opened)]
        self._zip = zipfile.ZipFile(source if content is None else io.BytesIO(content))
        return list(self._packed(self._zip))

    def _packed(self, archive: zipfile.ZipFile) -> Iterator[tuple[str, Open]]:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if any(member.filename == "[Content_Types].xml" for member in members):
            raise self._refusal("it is a spreadsheet, not a CSV file", "Save the sheet as “CSV UTF-8” and import that")
        if len(members) > self._limits.files:
            raise self._refusal(
                f"the zip holds {len(members):,} files", f"Pack the tables alone; {self._limits.files} files are the most"
            )
        whole = sum(member.file_size for member in members)
        if whole > self._limits.unpacked_bytes:
            most = self._limits.unpacked_bytes
            raise self._refusal(f"unpacked it would have {whole:,} bytes, and {most:,} are the most", "Split it")
        for member in members:
            path = PurePosixPath(member.filename)
            name = shown(member.filename)
            if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in member.filename:
                raise self._refusal(f"the zip has a file that leads out of it, “{name}”", "Pack the tables alone")
            if member.file_size > max(_SMALL, self._limits.ratio * member.compress_size):
                raise self._refusal(
                    f"“{name}” in the zip unpacks to more than {self._limits.ratio} times its size", "Import it unpacked"
                )
            if path.suffix.lower() in _PACKED:
                raise self._refusal(f"the zip holds another packed file, “{name}”", "Pack the tables themselves")
            if path.suffix.lower() in _ENDINGS and path.parts[0] != "__MACOSX" and not path.name.startswith("."):
                yield path.name, _member_opener(archive, member)

    def _parts(self, files: list[tuple[str, Open]], table: Table | None, *, folder: bool) -> list[Part]:
        found = [(name, opened) for name, opened in files if name.lower() not in _PASSED_OVER]
        alone = len(found) == 1 and not folder
        parts: dict[str, Part] = {}
        for name, opened in found:
            of = (table if alone else None) or named(name) or (self._by_header(name, opened) if alone else None)
            if of is None:
                remedy = f"Name it after its table, or take it out; the tables are {', '.join(BY_NAME)}"
                self.findings.append(Finding(shown(name), 0, "", "no table is called so", remedy))
            elif of.name in parts:
                raise self._refusal(f"it has the table {of.name} twice", "Take one of the two out")
            else:
                faults = tuple(fault.at(shown(name), row) for row, fault in _header_faults(name, of, opened))
                parts[of.name] = Part(shown(name), of, opened, faults)
                self.findings.extend(faults)
        if not found:
            raise self._refusal(
                "it holds no table", f"It should hold CSV or JSON files named after their tables: {', '.join(BY_NAME)}"
            )
        return [parts[each.name] for each in TABLES if each.name in parts]

    def _by_header(self, name: str, opened: Open) -> Table:
        try:
            columns = {column for column in _columns(name, opened) if column}
        except RowsUnreadable as error:
            raise self._refusal(f"it cannot be read as {'JSON' if _is_json(name) else 'CSV'} ({error})", error.remedy) from error
        fitting = [table for table in TABLES if set(table.key) <= columns <= set(table.columns)]
        if len(fitting) == 1:
            return fitting[0]
        could = f"it could be {' or '.join(table.name for table in fitting)}" if fitting else "no table has such columns"
        raise self._refusal(f"nothing tells which table it is: {could}", f"Name the table; the tables are {', '.join(BY_NAME)}")

    def _measured(self) -> tuple[str, int]:
        """What tells this content from any other, and about how many rows it has. Reads all, so a zip is known to be whole."""
        whole = hashlib.sha256()
        rows = 0
        for part in self.parts:
            whole.update(f"{part.name}\n{part.table.name}\n".encode())
            with part.open() as file:
                while some := file.read(_AT_ONCE):
                    whole.update(some)
                    rows += some.count(b"{" if part.is_json else b"\n")
        return whole.hexdigest()[:16], rows


def named(name: str) -> Table | None:
    """The table that a file's name tells: ``pairings.csv``, and ``Pairings (1).csv`` as browsers save it again."""
    stem = re.sub(r" ?\(\d+\)$", "", PurePosixPath(name).stem.lower())
    return BY_NAME.get(stem)


def shown(name: str) -> str:
    """A name from outside as it is safe to print: short, without control characters."""
    return "".join(sign if sign.isprintable() else "?" for sign in name[:80])


def _is_json(name: str) -> bool:
    return name.lower().endswith(".json")


def _columns(name: str, opened: Open) -> list[str]:
    with opened() as file:
        if not _is_json(name):
            return csv_header(file)
        first = next(json_rows(file), None)
        return list(first.cells) if first else []


def _header_faults(name: str, table: Table, opened: Open) -> Iterator[tuple[int, Fault]]:
    if _is_json(name):
        # Each record has columns of its own.
        return
    try:
        header = _columns(name, opened)
    except RowsUnreadable as error:
        yield error.row, findings.unreadable(str(error), error.remedy)
        return
    if not header:
        yield 0, Fault("", "the file is empty", f"Begin with a line of column names: {', '.join(table.columns)}")
    elif len(header) > MOST_COLUMNS:
        yield 1, Fault("", f"it has {len(header):,} columns", f"The columns are {', '.join(table.columns)}")
    else:
        for fault in findings.of_header(table, header, needed=table.key):
            yield 1, fault


def _opener(path: Path) -> Open:
    return lambda: path.open("rb")


def _member_opener(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Open:
    def opened() -> BinaryIO:
        file = archive.open(member)
        assert isinstance(file, io.BufferedIOBase)
        return file  # type: ignore[return-value] # a BufferedIOBase that reads bytes, which the stubs do not call a BinaryIO

    return opened
