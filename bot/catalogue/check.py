"""Is a package folder sound? Every fault with its file, line and column, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from bot.catalogue import findings
from bot.catalogue.findings import Fault, Finding
from bot.catalogue.package import DESCRIPTION, CsvUnreadable, Row, entry_of, read_header, read_rows
from bot.domain.entry import Entry
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import City
from bot.domain.tables import TABLES, Table, table_of
from bot.errors import PackageInvalid

EntryT = TypeVar("EntryT", bound=Entry)


@dataclass(frozen=True)
class Package:
    """A package that was read whole and is sound."""

    tables: dict[str, list[Entry]]

    def of(self, model: type[EntryT]) -> list[EntryT]:
        """The rows of the table that holds ``model``."""
        return [entry for entry in self.tables[table_of(model).name] if isinstance(entry, model)]


@dataclass
class _Reading:
    """What is gathered while the files are read, one table after the other."""

    findings: list[Finding] = field(default_factory=list)
    tables: dict[str, list[Entry]] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)
    """Table to the line of each of its entries."""
    unread: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """Table to the cells of the rows that have faults of their own, so that these bring no second finding elsewhere."""

    unreadable: set[str] = field(default_factory=set)
    """Tables of which no row could be read, or not all."""

    def found(self, table: Table, row: int, fault: Fault) -> None:
        self.findings.append(fault.at(table.file_name, row))

    def rows(self, table: Table) -> Iterator[tuple[int, Entry]]:
        return zip(self.lines.get(table.name, ()), self.tables.get(table.name, ()), strict=True)

    def unread_values(self, table: str, column: str) -> set[int | str]:
        """What the rows with faults say in that column, as far as it can be told."""
        texts = {cells.get(column, "") for cells in self.unread.get(table, ())}
        return {int(text) if text.isascii() and text.isdigit() else text for text in texts}

    def rows_of(self, model: type[EntryT]) -> Iterator[tuple[int, EntryT]]:
        return ((line, entry) for line, entry in self.rows(table_of(model)) if isinstance(entry, model))


def check(folder: Path) -> list[Finding]:
    """Every fault of the package in ``folder``, by file and row; an empty list if it is sound."""
    return sorted(_read(folder).findings)


def read_package(folder: Path) -> Package:
    """The whole package as values.

    Raises:
        PackageInvalid: it has faults; they are all in the error.
    """
    reading = _read(folder)
    if reading.findings:
        raise PackageInvalid(sorted(reading.findings))
    return Package(reading.tables)


def _read(folder: Path) -> _Reading:
    reading = _Reading()
    _check_description(folder, reading)
    for table in TABLES:
        _read_table(folder / table.file_name, table, reading)
    for table in TABLES:
        _check_keys(table, reading)
        _check_references(table, reading)
    _check_pairings(reading)
    _check_events(reading)
    _check_alone(reading)
    return reading


def _check_description(folder: Path, reading: _Reading) -> None:
    path = folder / DESCRIPTION
    if not path.is_file():
        reading.findings.append(Finding(DESCRIPTION, 0, "", "the file is missing", "Restore it from the shipped package"))
        return
    try:
        described = json.loads(path.read_text(encoding="utf-8"))
        named = {each["name"]: [column["name"] for column in each["schema"]["fields"]] for each in described["resources"]}
    except (ValueError, KeyError, TypeError) as error:
        problem = f"it is not a data package description ({error})"
        reading.findings.append(Finding(DESCRIPTION, 0, "", problem, "Restore it from the shipped package"))
        return
    for table in TABLES:
        if named.get(table.name) != list(table.columns):
            problem = f"it does not describe the columns of {table.file_name}"
            reading.findings.append(Finding(DESCRIPTION, 0, "", problem, "Write it anew from the models"))


def _read_table(path: Path, table: Table, reading: _Reading) -> None:
    entries = reading.tables.setdefault(table.name, [])
    lines = reading.lines.setdefault(table.name, [])
    if not path.is_file():
        reading.unreadable.add(table.name)
        reading.found(table, 0, Fault("", "the file is missing", "Restore it, or write it with its header line alone"))
        return
    try:
        if not _header_fits(table, read_header(path), reading):
            reading.unreadable.add(table.name)
            return
        for row in read_rows(path):
            entry = _entry(table, row, reading)
            if entry is None:
                reading.unread.setdefault(table.name, []).append(row.cells)
                continue
            entries.append(entry)
            lines.append(row.line)
    except CsvUnreadable as error:
        reading.unreadable.add(table.name)
        reading.found(table, error.line, findings.unreadable(str(error)))


def _header_fits(table: Table, header: list[str], reading: _Reading) -> bool:
    faults = list(findings.of_header(table, header, needed=table.columns))
    for fault in faults:
        reading.found(table, 1, fault)
    return not faults


def _entry(table: Table, row: Row, reading: _Reading) -> Entry | None:
    if row.surplus:
        reading.found(table, row.line, findings.surplus(row.surplus))
        return None
    if len(row.cells) < len(table.columns):
        reading.found(table, row.line, findings.ends_before(table.columns[len(row.cells)]))
        return None
    try:
        return entry_of(table, row.cells)
    except ValidationError as error:
        for fault in findings.of_validation(error, row.cells):
            reading.found(table, row.line, fault)
        return None


def _check_keys(table: Table, reading: _Reading) -> None:
    seen: dict[tuple[object, ...], int] = {}
    for line, entry in reading.rows(table):
        key = tuple(getattr(entry, name) for name in table.key)
        first = seen.setdefault(key, line)
        if first != line:
            reading.found(table, line, findings.stands_already(table, key, first))


def _check_references(table: Table, reading: _Reading) -> None:
    for column, target in table.references.items():
        key = next(each.key[0] for each in TABLES if each.name == target)
        if target in reading.unreadable:
            continue
        known = {getattr(entry, key) for entry in reading.tables[target]} | reading.unread_values(target, key)
        for line, entry in reading.rows(table):
            value = getattr(entry, column)
            if value is not None and value not in known:
                reading.found(table, line, findings.unknown_reference(column, value, target))


def _check_pairings(reading: _Reading) -> None:
    table = table_of(Pairing)
    told = {event.pairing_id for _, event in reading.rows_of(Event)} | reading.unread_values("events", "pairing_id")
    seen: dict[tuple[int, int], int] = {}
    for line, pairing in reading.rows_of(Pairing):
        first = seen.setdefault((pairing.city_a, pairing.city_b), line)
        if first != line:
            reading.found(table, line, findings.paired_already(f"in row {first}"))
        if pairing.pairing_id not in told and "events" not in reading.unreadable:
            reading.found(table, line, findings.NOTHING_HAPPENED)


def _check_events(reading: _Reading) -> None:
    table = table_of(Event)
    claimed = {claim.event_id for _, claim in reading.rows_of(Claim)} | reading.unread_values("claims", "event_id")
    parties = {pairing.pairing_id: (pairing.city_a, pairing.city_b) for _, pairing in reading.rows_of(Pairing)}
    cities = {city.city_id for _, city in reading.rows_of(City)}
    for line, event in reading.rows_of(Event):
        if event.event_id not in claimed and "claims" not in reading.unreadable:
            reading.found(table, line, findings.NOBODY_SPEAKS)
        if event.pairing_id is not None and event.by_city in cities:
            if event.by_city not in parties.get(event.pairing_id, (event.by_city,)):
                reading.found(table, line, findings.no_party(event.by_city))


def _check_alone(reading: _Reading) -> None:
    for table in TABLES:
        for line, entry in reading.rows(table):
            for fault in findings.of_entry(entry):
                reading.found(table, line, fault)
