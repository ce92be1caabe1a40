"""What can be wrong with a row of the catalogue, in words: where it stands, what is the matter, and what to do about it."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.domain import rules
from bot.domain.entry import Entry
from bot.domain.rules import Rule
from bot.domain.tables import Table


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault of a package or of a file to be imported."""

    file: str
    row: int
    """Line in a CSV file, of which 1 is the header; record in a JSON file, from 1 on; 0 is the file as a whole."""
    column: str
    """Column name, or nothing if the fault is the row's."""
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = ", ".join(
            filter(None, (self.file, f"row {self.row}" if self.row else "", self.column and f"column {self.column}"))
        )
        return f"{place}: {self.problem}. {self.remedy}."


class Fault(NamedTuple):
    """A fault of a row, before it is said where that row stands."""

    column: str
    problem: str
    remedy: str

    def at(self, file: str, row: int) -> Finding:
        """The finding that this fault is there."""
        return Finding(file, row, *self)


_PARTICULAR = re.compile(r"^.*(?= is not in | stands already )|'(?:[^'\\\\]|\\\\.)*'|\"[^\"]*\"|`[^`]*`|“[^”]*”|\d[\d.,]*")
"""What a problem quotes of its row: the rest is the reason, which many rows may share."""

Reason = tuple[str, str, str]
"""File, column, and the problem without what it quotes of the row."""


def reason_of(finding: Finding) -> Reason:
    """What a finding has in common with those of other rows that are refused for the same."""
    return finding.file, finding.column, _PARTICULAR.sub("…", finding.problem)


class SameReason:
    """Findings as they are told where thousands may say the same: the first rows of each reason, then how many more there are.

    Args:
        most: how many rows of one reason are told; 0 for all.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._seen: Counter[Reason] = Counter()
        self._first: dict[Reason, int] = {}

    def is_told(self, finding: Finding) -> bool:
        """Count a finding, and tell whether it is among the first of its reason."""
        reason = reason_of(finding)
        self._first.setdefault(reason, finding.row)
        self._seen[reason] += 1
        return not self._most or self._seen[reason] <= self._most

    def rest(self) -> Iterator[str]:
        """``cities.csv: and 24,980 more rows for the same reason as row 2``, of each reason that has more."""
        for reason, count in self._seen.items():
            left = count - self._most
            if self._most and left > 0:
                rows = "row" if left == 1 else "rows"
                column = f", column {reason[1]}" if reason[1] else ""
                yield f"{reason[0]}{column}: and {left:,} more {rows} for the same reason as row {self._first[reason]}"


NOTHING_HAPPENED = Fault(
    "pairing_id", "nothing in events.csv happened to this pairing", "Add what a source says of it to events.csv and claims.csv"
)
NOBODY_SPEAKS = Fault("event_id", "no source in claims.csv speaks for this event", "Add a row with its source to claims.csv")
CELL_EMPTY = "the cell is empty"


def of_validation(error: ValidationError, cells: Mapping[str, object]) -> Iterator[Fault]:
    """Each thing that a model has against a row's cells."""
    for detail in error.errors(include_url=False):
        column = str(detail["loc"][0]) if detail["loc"] else ""
        yield Fault(column, *_in_words(detail, shortened(cells.get(column, ""))))


_OF_RULE = {
    Rule.GEONAMES_ID: Fault("city_id", "it differs from geonames_id", "Use the GeoNames id for both"),
    Rule.REASON: Fault("note", "a place listed by hand without the reason", "Say why GeoNames does not have it"),
    Rule.COORDINATES: Fault("latitude", "one coordinate stands without the other", "Fill in both or none"),
    Rule.CITIES_OF_A_PAIRING: Fault(
        "city_id", "an event of a pairing names its cities there", "Leave city_id and other_city_id empty"
    ),
}


def of_entry(entry: Entry) -> Iterator[Fault]:
    """What is wrong with a row by itself, beyond what its model sees."""
    yield from (_OF_RULE[rule] for rule in rules.broken(entry))


def of_header(table: Table, header: Iterable[str], *, needed: Iterable[str]) -> Iterator[Fault]:
    """What is wrong with the column names of a file, of which ``needed`` have to be there."""
    names = list(header)
    for name in needed:
        if name not in names:
            yield Fault(name, "the column is missing", f"Add it; the columns are {', '.join(table.columns)}")
    for name in names:
        if name not in table.columns:
            shown = name.removeprefix("\ufeff")
            if shown != name:
                yield Fault(shown, "the file begins with a byte order mark", "Save it as UTF-8 without one")
            else:
                yield unknown_column(table, name)
    if len(set(names)) < len(names):
        yield Fault("", "a column stands there twice", "Keep one of the two")


def unknown_column(table: Table, name: str) -> Fault:
    """A column that the table does not have, with the one that may be meant."""
    near = difflib.get_close_matches(name, table.columns, n=1)
    return Fault(name[:60], "the column is not known", f"Is it {near[0]}? Remove or rename it" if near else "Remove or rename it")


def surplus(count: int) -> Fault:
    """A row with ``count`` cells beyond the header."""
    return Fault("", f"the row has {count} cells too many", "Put cells that hold a comma in quotes")


def ends_before(column: str) -> Fault:
    """A row that lacks its last cells."""
    return Fault(column, "the row ends before this column", "Write a comma for each empty cell")


def stands_already(table: Table, key: Iterable[object], first: int) -> Fault:
    """A second row with the key of row ``first``."""
    shown = ", ".join(str(part) for part in key if part not in (None, ""))
    return Fault(table.key[0], f"{shown} stands already in row {first}", "Give it another id, or remove one of the two")


def says_the_same(first: int) -> Fault:
    """A second row without a number that says what row ``first`` says."""
    return Fault("", f"the same stands already in row {first}", "Remove one of the two")


def number_to_choose(column: str, free: range) -> Fault:
    """A row without the number by which other rows of the same import have to name it."""
    remedy = f"Choose a number from {free[0]} to {free[-1]} that no row has yet, and name the row by it in the other tables"
    return Fault(column, CELL_EMPTY, remedy)


def unknown_reference(column: str, value: object, target: str) -> Fault:
    """A row that points to one that is not there."""
    return Fault(column, f"{value} is not in {target}.csv", f"Add the row to {target}.csv, or correct the value")


def no_party(value: object) -> Fault:
    """An act by a city that the pairing is not about."""
    return Fault("by_city", f"{value} is not a party to the pairing", "Name one of its two cities")


def paired_already(where: str) -> Fault:
    """A second pairing of two cities; ``where`` tells which is the first: ``in row 2``."""
    return Fault("city_a", f"the two cities are paired already {where}", "Merge the two rows")


def unreadable(reason: str, remedy: str = "Save it as CSV in UTF-8 with every quote closed") -> Fault:
    """A file that cannot be read from some row on."""
    return Fault("", f"the file cannot be read here ({reason})", remedy)


def shortened(value: object) -> object:
    """A cell as it is quoted in a sentence: its beginning, if it is long."""
    return f"{value[:60]}…" if isinstance(value, str) and len(value) > 60 else value


def _in_words(detail: ErrorDetails, text: object) -> tuple[str, str]:
    kind = detail["type"]
    if kind == "missing":
        return CELL_EMPTY, "Fill it in; it is required"
    if kind == "enum":
        return f"{text!r} is not known", f"Use one of {detail['ctx']['expected']}"
    if kind == "string_pattern_mismatch":
        return f"{text!r} is not of the right form", f"It must fit {detail['ctx']['pattern']}"
    if kind.startswith(("int_", "float_")):
        return f"{text!r} is not a number", "Write digits, without blanks or separators"
    message = detail["msg"].removeprefix("Value error, ")
    return f"{text!r}: {message}" if text else message, "Correct it"
