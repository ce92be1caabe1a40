"""What stories about importing and exporting begin with: a store of the small catalogue, files, and what is in a store."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.catalogue.findings import Finding
from bot.catalogue.importing import Imported, Listener, import_into
from bot.domain.entry import Entry
from bot.domain.tables import TABLES
from bot.store import database, entries, loading
from tests.factories import small_catalogue

AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)

Catalogue = dict[str, list[tuple[Entry, int | None]]]


def store_of(path: Path, catalogue: Iterable[tuple[type[Entry], Sequence[Entry]]] | None = None) -> Path:
    """A store of the small catalogue, or of another one."""
    loading.build(path, small_catalogue() if catalogue is None else catalogue, {loading.FINGERPRINT: "small"})
    return path


def content(store: Path) -> Catalogue:
    """Every row of every table with whose it is, from a file that SQLite finds sound."""
    with contextlib.closing(database.connect(store, read_only=True)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        return {table.name: [(row.entry, row.guild_id) for row in entries.every(db, table.name)] for table in TABLES}


def revisions(store: Path) -> int:
    with contextlib.closing(database.connect(store, read_only=True)) as db:
        (count,) = db.execute("SELECT count(*) FROM revision").fetchone()
        return int(count)


def written(folder: Path, name: str, text: str) -> Path:
    """A file of that name and content."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def as_json(folder: Path, name: str, *records: object) -> Path:
    return written(folder, name, json.dumps(records))


def imported(
    store: Path, source: Path, *, table: str | None = None, dry_run: bool = False
) -> tuple[str, list[Finding], Imported]:
    """What an import says in its last line, what it finds wrong, and what it did."""
    found: list[Finding] = []
    done = import_into(store, source, at=AT, table=table, dry_run=dry_run, listener=Listener(finding=found.append))
    return str(done.counts), found, done


def files_beside(store: Path) -> list[str]:
    """What lies beside the store that is not its own."""
    own = {store.name + ending for ending in ("", "-wal", "-shm", ".lock")}
    return sorted(path.name for path in store.parent.iterdir() if path.is_file() and path.name not in own)
