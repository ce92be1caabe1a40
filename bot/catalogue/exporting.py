"""The shared catalogue as a package folder: all of it, or what was changed since a day or a revision.

What is some server's own is never in it. The folder is written beside its place and moved there when it is whole.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.catalogue.description import description
from bot.catalogue.formulas import neutralised
from bot.catalogue.intake import RETIRED
from bot.catalogue.package import DESCRIPTION, write_rows, write_table
from bot.domain.entry import Entry
from bot.domain.tables import BY_NAME, TABLES, Key
from bot.errors import ExportRefused, SinceUnknown
from bot.store import database, entries, kept, loading, since
from bot.store.database import Connection

_OURS = frozenset({DESCRIPTION, RETIRED, *(table.file_name for table in TABLES)})
_RETIRED_COLUMNS = ("table", "key", "when", "why")
_POPULATION_SOURCE = "GeoNames’ figures, which carry no year"

Row = tuple[str, Key]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    folder: Path
    rows: dict[str, int]
    """Table to how many rows of it."""
    retired: int
    """How many rows were noted as taken out since."""

    def __str__(self) -> str:
        noted = f", {self.retired:,} retired since" if self.retired else ""
        return f"{sum(self.rows.values()):,} rows in {len(self.rows)} tables{noted}: {self.folder}"


def export(store: Path, folder: Path, *, at: dt.datetime, changed_since: str | None = None) -> Exported:
    """Write the shared catalogue of the store at ``store`` into ``folder``, in one consistent state.

    Args:
        folder: absent, empty, or an earlier package, in whose place it is put.
        at: the present, which the description names as the day of the edition.
        changed_since: a day such as ``2026-11-22``, from its beginning in UTC on, or the number of the last revision that is
            known already. Then only rows that were changed after it are written, with what they rest on.

    Raises:
        ExportRefused: the folder holds something else, or cannot be written. What is there was left as it is.
        SinceUnknown: ``changed_since`` is neither a day nor a revision.
        StoreError: the store cannot be read.
    """
    folder = folder.absolute()
    building = folder.with_name(f".{folder.name}.exporting")
    replaced = folder.with_name(f".{folder.name}.replaced")
    try:
        _make_room(folder, building, replaced)
        with contextlib.closing(database.connect(store, read_only=True)) as db, database.transaction(db, "BEGIN"):
            rows, retired = _write(db, building, at, changed_since)
        if folder.exists():
            folder.rename(replaced)
        building.rename(folder)
        shutil.rmtree(replaced, ignore_errors=True)
        return Exported(folder, rows, retired)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportRefused(folder, reason, "Check that its parent may be written and that the disk has room") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _make_room(folder: Path, building: Path, replaced: Path) -> None:
    """Refuse to overwrite what is no package, and clear away what an export that was killed has left."""
    if replaced.exists() and not folder.exists():
        # It was killed between two renamings.
        replaced.rename(folder)
    shutil.rmtree(replaced, ignore_errors=True)
    shutil.rmtree(building, ignore_errors=True)
    if folder.exists() and not folder.is_dir():
        raise ExportRefused(folder, "it is a file", "Name a folder")
    held = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    others = [name for name in held if name not in _OURS]
    if others or (held and DESCRIPTION not in held):
        what = f"it holds “{(others or held)[0]}”, which is no part of an exported package"
        raise ExportRefused(folder, what, "Name a folder that is new, empty, or an earlier export")
    building.mkdir(parents=True)


def _write(db: Connection, building: Path, at: dt.datetime, changed_since: str | None) -> tuple[dict[str, int], int]:
    population_source = kept.get(db, loading.POPULATION_SOURCE) or _POPULATION_SOURCE
    (building / DESCRIPTION).write_text(description(at.date().isoformat(), population_source), encoding="utf-8")
    if changed_since is None:
        chosen: dict[str, Iterable[Entry]] = {table.name: _all(db, table.name) for table in TABLES}
        gone: list[since.Retired] = []
    else:
        chosen, gone = _changed(db, _last_known(db, changed_since))
        told = (_told(row) for row in gone)
        write_rows(building / RETIRED, _RETIRED_COLUMNS, told)
    rows = {table.name: write_table(building / table.file_name, table, chosen[table.name]) for table in TABLES}
    for path in building.iterdir():
        _sync(path)
    return rows, len(gone)


def _all(db: Connection, table_name: str) -> Iterator[Entry]:
    return (stored.entry for stored in entries.every(db, table_name, shared_only=True))


def _last_known(db: Connection, changed_since: str) -> int:
    """The revision after which changes are asked for."""
    newest = since.newest(db)
    text = changed_since.strip()
    if text.isascii() and text.isdigit() and int(text) <= newest:
        return int(text)
    try:
        day = dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), dt.UTC)
    except ValueError as error:
        raise SinceUnknown(changed_since, newest) from error
    return since.revision_before(db, day)


def _changed(db: Connection, revision_id: int) -> tuple[dict[str, Iterable[Entry]], list[since.Retired]]:
    """The rows that were changed after a revision, with their parts and all that they rest on; and those that were taken out."""
    found: dict[Row, Entry] = {}
    gone: list[since.Retired] = []
    for table_name, key in since.touched(db, revision_id):
        stored = entries.find(db, table_name, key)
        if stored is None:
            gone.append(since.retired(db, table_name, key))
        elif stored.guild_id is None:
            for part in entries.whole(db, table_name, key):
                _gather(db, (part.table_name, part.key), found)
    tables: dict[str, Iterable[Entry]] = {
        table.name: [entry for (name, _), entry in sorted(found.items(), key=_by_key) if name == table.name] for table in TABLES
    }
    return tables, gone


def _gather(db: Connection, row: Row, found: dict[Row, Entry]) -> None:
    if row in found:
        return
    stored = entries.find(db, *row)
    assert stored is not None
    found[row] = stored.entry
    for column, target in BY_NAME[row[0]].references.items():
        value = getattr(stored.entry, column)
        if value is not None:
            _gather(db, (target, (value,)), found)


def _by_key(item: tuple[Row, Entry]) -> Row:
    return item[0]


def _told(row: since.Retired) -> tuple[str, str, str, str]:
    key = " ".join(str(part) for part in row.key)
    return row.table_name, neutralised(key), row.at.isoformat(timespec="seconds"), neutralised(row.why)


def _sync(path: Path) -> None:
    """Have a file on the disk before the folder takes its place."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
