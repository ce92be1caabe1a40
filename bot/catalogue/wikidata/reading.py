"""A SPARQL result as its rows, one at a time: what the network brought and what was saved to a file.

Source: https://www.w3.org/TR/sparql11-results-json/
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from bot.errors import ResultUnreadable

LARGEST_ROW = 1_000_000
"""Characters of one row. A real one has about two thousand."""

HEAD = 65_536
"""Characters within which the rows of a file must begin."""

_CHUNK = 262_144
_BEGINNING = re.compile(r'"bindings"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_GZIP = b"\x1f\x8b"

Binding = Mapping[str, str]
"""One row: the name of each variable that is bound, and its value as text."""


class NoResult(ValueError):
    """What was read is no SPARQL result, or not the whole of one."""


def rows_of(result: object) -> list[Binding]:
    """The rows of a result that was parsed already.

    Raises:
        NoResult: it is no SPARQL result.
    """
    try:
        bindings = result["results"]["bindings"]  # type: ignore[index] # anything may have come; what does not fit raises
    except (KeyError, TypeError, IndexError) as error:
        raise NoResult("it has no results") from error
    if not isinstance(bindings, list):
        raise NoResult("its results are no list")
    return [_binding(row) for row in bindings]


def read_rows(path: Path) -> Iterator[Binding]:
    """The rows of a saved result, plain or packed with gzip, without ever holding more than a part of the file.

    Raises:
        ResultUnreadable: it is missing, no SPARQL result in JSON and UTF-8, or ends in the middle.
    """
    try:
        with _opened(path) as file:
            yield from _rows(file)
    except (OSError, EOFError, zlib.error) as error:
        raise ResultUnreadable(path, str(error)) from error
    except (ValueError, RecursionError) as error:
        raise ResultUnreadable(path, str(error) or "it is nested too deeply") from error


def read_head(path: Path) -> str:
    """The beginning of a saved result, as text.

    Raises:
        ResultUnreadable: it is missing, or no text.
    """
    try:
        with _opened(path) as file:
            return file.read(HEAD)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise ResultUnreadable(path, str(error)) from error


def _opened(path: Path) -> IO[str]:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return gzip.open(path, "rt", encoding="utf-8-sig") if packed else path.open(encoding="utf-8-sig")


def _rows(file: IO[str]) -> Iterator[Binding]:
    decoder = json.JSONDecoder()
    text = file.read(HEAD)
    found = _BEGINNING.search(text)
    if found is None:
        raise NoResult("it is no SPARQL result in JSON")
    at = found.end()
    while True:
        at = _next(text, at)
        if text.startswith("]", at):
            break
        try:
            row, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            more = file.read(_CHUNK)
            text, at = text[at:] + more, 0
            if not more or len(text) > LARGEST_ROW + _CHUNK:
                raise NoResult("it ends in the middle of a row" if not more else "a row of it is too long") from None
            continue
        yield _binding(row)
        if at > _CHUNK:
            text, at = text[at:], 0
    rest = text[at:]
    while more := file.read(_CHUNK):
        rest = rest[-100:] + more
    if not rest.rstrip().endswith("}"):
        raise NoResult("it ends before its end")


def _next(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    assert found is not None
    return found.end()


def _binding(row: Any) -> Binding:
    """A row by its variables.

    Raises:
        NoResult: it is none.
    """
    if not isinstance(row, dict):
        raise NoResult("a row of it is no row of a SPARQL result")
    binding = {}
    for name, cell in row.items():
        value = cell.get("value") if isinstance(cell, dict) else None
        if not isinstance(value, str):
            raise NoResult("a row of it is no row of a SPARQL result")
        binding[name] = value
    return binding
