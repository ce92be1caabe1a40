"""Rows as they were given, made into cells that a table's model takes, and staged in batches. A run that was killed goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import islice
from typing import Any

from pydantic import ValidationError, create_model

from bot.catalogue import findings, numbering
from bot.catalogue.findings import Fault
from bot.catalogue.given_rows import GivenRow, RowsUnreadable
from bot.catalogue.intake import Intake, Limits, Part
from bot.catalogue.package import meant
from bot.domain.entry import Entry
from bot.domain.tables import BY_NAME, Table
from bot.errors import ImportUnreadable
from bot.store import staging
from bot.store.entries import key_text
from bot.store.staging import Staging

ROWS_AT_ONCE = 1000
"""Rows that are read between two times of writing down how far the reading is."""

Progress = Callable[[str, int, int], None]
"""Called with what is under way, how much of it is done, and about how much there is."""


def read(intake: Intake, staged: Staging, limits: Limits, progress: Progress) -> None:
    """Stage the rows of ``intake``, from where an earlier run was.

    Raises:
        ImportUnreadable: it has more rows than ``limits`` allow.
        StoreUnavailable: the disk is full. What was read before stays.
    """
    passed = 0

    def heard(count: int) -> None:
        if limits.rows is not None and count > limits.rows:
            reason = f"it has more than {limits.rows:,} rows"
            raise ImportUnreadable(intake.name, reason, "Split it, or ask whoever runs the bot to import it")
        progress("Reading", count, intake.rows)

    for part in intake.parts:
        if part.findings:
            staged.finish(part.name, broken=part.table.name)
        else:
            passed = _read_part(part, staged, passed, heard)


def _read_part(part: Part, staged: Staging, passed: int, heard: Callable[[int], None]) -> int:
    """Stage the rows of one file that are not staged yet. ``passed`` counts the rows behind, before and after."""
    done_to, was_whole = staged.done_to(part.name), staged.is_whole(part.name)
    broken: list[RowsUnreadable] = []
    rows = _readable(part, broken)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        passed += len(batch)
        new = [row for row in batch if row.row > done_to]
        if new and not was_whole:
            heard(passed)
            staged.keep(part.name, _validated(part, new), new[-1].row, partial(_twice, part))
    if not was_whole:
        faults = [_fault(part, error.row, findings.unreadable(str(error), error.remedy)) for error in broken]
        staged.finish(part.name, part.table.name if broken else None, faults)
    return passed


def _readable(part: Part, broken: list[RowsUnreadable]) -> Iterator[GivenRow]:
    """The rows up to where the file cannot be read on; why not is put into ``broken``."""
    try:
        yield from part.rows()
    except RowsUnreadable as error:
        broken.append(error)


def _validated(part: Part, rows: list[GivenRow]) -> staging.Read:
    good: list[tuple[str, str, int, str, str | None]] = []
    unread: list[tuple[str, str, str]] = []
    faults: list[staging.Fault] = []
    for row in rows:
        cells = _cells(part, row)
        filled = _filled(cells)
        numberless = numbering.comes_without(part.table, filled)
        wrong = list(_shape_faults(part.table, row)) or list(_cell_faults(cells))
        made: Entry | None = None
        if not wrong:
            try:
                made = _given_model(part.table.name, frozenset(row.cells)).model_validate(
                    numbering.with_any(part.table, filled) if numberless else filled
                )
            except ValidationError as error:
                wrong = [_with_choice(part.table, fault) for fault in findings.of_validation(error, cells)]
        if made is None:
            faults += (_fault(part, row.row, fault) for fault in wrong)
            unread += ((part.table.name, name, str(cells[name])) for name in _TELLING[part.table.name] if cells.get(name))
        elif numberless:
            content = _content(part.table, made, filled)
            good.append((part.table.name, content, row.row, numbering.without_number(part.table, made), content))
        else:
            good.append((part.table.name, key_text(part.table.key_of(made)), row.row, made.model_dump_json(), None))
    return staging.Read(good, unread, faults)


def _cells(part: Part, row: GivenRow) -> Mapping[str, object]:
    if part.is_json:
        return row.cells
    return meant(part.table, {name: text for name, text in row.cells.items() if isinstance(text, str)})


def _content(table: Table, made: Entry, filled: Mapping[str, object]) -> str:
    """What stands in the place of a row's key: of the whole row as it would be, so that it is found where it stands already."""
    try:
        return numbering.content_of(table, table.model.model_validate(numbering.with_any(table, filled)))
    except ValidationError:
        # Something else is missing, of which the comparison tells.
        return numbering.content_of(table, made)


def _with_choice(table: Table, fault: Fault) -> Fault:
    """Where a number is missing that other rows have to name: which ones are free for that."""
    if fault.problem != findings.CELL_EMPTY or fault.column != numbering.own_number(table):
        return fault
    return findings.number_to_choose(fault.column, numbering.CHOSEN)


def _shape_faults(table: Table, row: GivenRow) -> Iterator[Fault]:
    if row.surplus:
        yield findings.surplus(row.surplus)
    elif row.lacks:
        yield findings.ends_before(row.lacks)
    for name in row.cells:
        if name not in table.columns:
            yield findings.unknown_column(table, name)


def _cell_faults(cells: Mapping[str, object]) -> Iterator[Fault]:
    """What JSON allows and no cell can be; a model would take ``true`` for 1."""
    for name, value in cells.items():
        if isinstance(value, bool | list | dict):
            yield Fault(name, "it is no text and no number", "Write text, a number, or null")
        elif isinstance(value, str) and "\0" in value:
            yield Fault(name, "it has a NUL character, which no text has", "Take it out")


def _filled(cells: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in cells.items() if value not in (None, "")}


@lru_cache(maxsize=256)
def _given_model(table_name: str, names: frozenset[str]) -> type[Entry]:
    """A table's model with its key and the columns that were given alone, and without the rules that need the others."""
    table = BY_NAME[table_name]
    fields: dict[str, Any] = {
        name: (info.annotation, info) for name, info in table.model.model_fields.items() if name in names or name in table.key
    }
    return create_model(f"Given{table.model.__name__}", __base__=Entry, **fields)


def _fault(part: Part, row: int, fault: Fault) -> staging.Fault:
    return staging.Fault(part.name, row, *fault)


def _twice(part: Part, table_name: str, key: str, row: int, first: int) -> staging.Fault:
    if numbering.is_content(key):
        return _fault(part, row, findings.says_the_same(first))
    return _fault(part, row, findings.stands_already(BY_NAME[table_name], staging.key_of(key), first))


_TELLING = {table.name: tuple(dict.fromkeys((*table.key, *table.references))) for table in BY_NAME.values()}
"""The columns of a row with faults by which other rows may still be found to fit."""
