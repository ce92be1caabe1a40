"""A file beside the store for what is being imported: rows as they were read, what they would change, and what is wrong.

It is a SQLite file of its own, so that an import of any length takes little memory, and one that was killed goes on where it
was. Whoever has it open has it alone. The store itself is only read here.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from bot.store.database import named_errors, transaction

WAIT_SECONDS = 1
"""How long to wait for another process that has the same file open: it is importing the same."""
ROWS_AT_ONCE = 1000
_TABLES = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE part (file TEXT PRIMARY KEY, done_to INTEGER NOT NULL, whole INTEGER NOT NULL, broken TEXT)",
    """CREATE TABLE given (
        given_id INTEGER PRIMARY KEY,
        table_name TEXT NOT NULL,
        entry_key TEXT NOT NULL,
        file TEXT NOT NULL,
        file_row INTEGER NOT NULL,
        cells TEXT NOT NULL,
        fate TEXT,
        before TEXT,
        after TEXT,
        content TEXT,
        UNIQUE (table_name, entry_key))""",
    "CREATE TABLE unread (table_name TEXT, field TEXT, value TEXT, PRIMARY KEY (table_name, field, value)) WITHOUT ROWID",
    """CREATE TABLE pointer (
        table_name TEXT, value INTEGER, given_id INTEGER, PRIMARY KEY (table_name, value, given_id)) WITHOUT ROWID""",
    "CREATE TABLE pair (city_a INTEGER, city_b INTEGER, given_id INTEGER, PRIMARY KEY (city_a, city_b, given_id)) WITHOUT ROWID",
    """CREATE TABLE finding (
        file TEXT, file_row INTEGER, field TEXT, problem TEXT, remedy TEXT, compared INTEGER NOT NULL)""",
    "CREATE INDEX finding_of_row ON finding (file, file_row)",
    """CREATE TABLE following (
        table_name TEXT, entry_key TEXT, guild_id INTEGER, before TEXT NOT NULL, after TEXT NOT NULL,
        PRIMARY KEY (table_name, entry_key)) WITHOUT ROWID""",
)


class Fate(StrEnum):
    """What an import would make of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Fault(NamedTuple):
    """A fault of a row in a file; the words are the caller's."""

    file: str
    row: int
    field: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Given:
    """A row that was read, and what would become of it."""

    given_id: int
    table_name: str
    entry_key: str
    file: str
    row: int
    cells: str
    """The cells that were given, as JSON of the model's values."""
    fate: Fate | None = None
    before: str | None = None
    after: str | None = None
    content: str | None = None
    """What stood in the place of the key, if the row came without its number."""


class Following(NamedTuple):
    """A row that nobody gave, and that is changed because of those that were."""

    table_name: str
    guild_id: int | None
    before: str
    after: str


class Read(NamedTuple):
    """What reading some rows came to: those that can be compared, and of the others what they say in columns that matter."""

    rows: Sequence[tuple[str, str, int, str, str | None]]
    """Table, key, row in the file, cells, and what stands in the place of the key until the row has a number."""
    unread: Sequence[tuple[str, str, str]]
    """Table, column, text."""
    faults: Sequence[Fault]


class Staging:
    """An open staging file.

    Args:
        path: where it is or shall be; ``None`` to hold it in memory.
        mark: what it has to agree in with an earlier run to go on there; otherwise it begins anew.

    Raises:
        StoreUnavailable: it cannot be written, or another process has it open.
    """

    def __init__(self, path: Path | None, mark: str) -> None:
        self._path = path
        with named_errors(self._told):
            self._db = sqlite3.connect(path or ":memory:", timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
            try:
                self._begin(mark)
            except sqlite3.DatabaseError as error:
                self._db.close()
                if path is None or isinstance(error, sqlite3.OperationalError):
                    raise
                # Damaged, as by a power cut: nothing is in it that cannot be read again.
                remove(path)
                self._db = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
                self._begin(mark)

    def close(self) -> None:
        """Let go of the file; it stays."""
        self._db.close()

    def remove(self) -> None:
        """Close the file and remove it."""
        self._db.close()
        if self._path is not None:
            remove(self._path)

    def done_to(self, file: str) -> int:
        """The last row of a file that was read in this or an earlier run; 0 for none."""
        found = self._db.execute("SELECT done_to FROM part WHERE file = :file", {"file": file}).fetchone()
        return int(found[0]) if found else 0

    def is_whole(self, file: str) -> bool:
        """Whether a file was read to its end."""
        found = self._db.execute("SELECT whole FROM part WHERE file = :file", {"file": file}).fetchone()
        return bool(found and found[0])

    def read_before(self) -> int:
        """How many rows are in it."""
        (count,) = self._db.execute("SELECT count(*) FROM given").fetchone()
        return int(count)

    def keep(self, file: str, read: Read, done_to: int, twice: Callable[[str, str, int, int], Fault]) -> None:
        """Keep what was read of ``file`` up to row ``done_to``, whole or not at all.

        Args:
            twice: words the fault of a row whose key was given before: of its table, key, row, and the row that was first.
        """
        with self._writing():
            for table_name, key, row, cells, content in read.rows:
                done = self._db.execute(
                    """INSERT INTO given (table_name, entry_key, file, file_row, cells, content)
                       VALUES (:table, :key, :file, :row, :cells, :content) ON CONFLICT DO NOTHING""",
                    {"table": table_name, "key": key, "file": file, "row": row, "cells": cells, "content": content},
                )
                if not done.rowcount:
                    self._add([twice(table_name, key, row, self._row_of(table_name, key))], compared=False)
            self._db.executemany("INSERT INTO unread VALUES (?, ?, ?) ON CONFLICT DO NOTHING", read.unread)
            self._add(read.faults, compared=False)
            self._db.execute(
                """INSERT INTO part (file, done_to, whole) VALUES (:file, :row, 0)
                   ON CONFLICT (file) DO UPDATE SET done_to = excluded.done_to""",
                {"file": file, "row": done_to},
            )

    def finish(self, file: str, broken: str | None = None, faults: Sequence[Fault] = ()) -> None:
        """Note that a file was read as far as it can be; ``broken`` is its table if not all of it could, and ``faults`` why."""
        with self._writing():
            self._add(faults, compared=False)
            self._db.execute(
                """INSERT INTO part (file, done_to, whole, broken) VALUES (:file, 0, 1, :broken)
                   ON CONFLICT (file) DO UPDATE SET whole = 1, broken = excluded.broken""",
                {"file": file, "broken": broken},
            )

    def found(self, faults: Iterable[Fault], *, compared: bool = True) -> None:
        """Keep what is wrong; with ``compared`` until the next comparison."""
        with self._writing():
            self._add(faults, compared=compared)

    def forget_numbers(self) -> None:
        """Let the rows that came without a number be without one again."""
        with self._writing():
            self._db.execute("UPDATE given SET entry_key = content WHERE content IS NOT NULL")

    def tables_without_numbers(self) -> list[str]:
        """The tables of the rows that have no number yet."""
        found = self._db.execute("SELECT DISTINCT table_name FROM given WHERE entry_key = content ORDER BY table_name")
        return [str(row[0]) for row in found.fetchall()]

    def without_numbers(self, table_name: str) -> Iterator[list[str]]:
        """What stands in the place of the keys of a table's rows that have no number yet, in batches and in their order."""
        last = 0
        while True:
            found = self._db.execute(
                """SELECT given_id, content FROM given WHERE table_name = :table AND entry_key = content AND given_id > :last
                   ORDER BY given_id LIMIT :most""",
                {"table": table_name, "last": last, "most": ROWS_AT_ONCE},
            ).fetchall()
            if not found:
                return
            last = found[-1][0]
            yield [str(content) for _, content in found]

    def number(self, table_name: str, numbered: Iterable[tuple[str, str]]) -> None:
        """Give rows of a table keys instead of what stands in their place. A key that another row has is not given."""
        with self._writing():
            self._db.executemany(
                "UPDATE OR IGNORE given SET entry_key = ?3 WHERE table_name = ?1 AND entry_key = ?2",
                ((table_name, content, key) for content, key in numbered),
            )

    def begin_comparison(self) -> None:
        """Forget what an earlier comparison came to."""
        with self._writing():
            for statement in (
                "UPDATE given SET fate = NULL, before = NULL, after = NULL WHERE fate IS NOT NULL",
                "DELETE FROM pointer", "DELETE FROM pair", "DELETE FROM following", "DELETE FROM finding WHERE compared = 1",
            ):  # fmt: skip
                self._db.execute(statement)

    def decide(self, decided: Sequence[tuple[int, Fate, str | None, str | None]]) -> None:
        """Note what would become of rows: each by its id, with the row before and after as JSON."""
        with self._writing():
            self._db.executemany("UPDATE given SET fate = ?2, before = ?3, after = ?4 WHERE given_id = ?1", decided)

    def point(self, pointers: Sequence[tuple[str, int, int]], pairs: Sequence[tuple[int, int, int]]) -> None:
        """Note what changed rows are part of (table, its key, id of the row), and which cities they pair."""
        with self._writing():
            self._db.executemany("INSERT INTO pointer VALUES (?, ?, ?)", pointers)
            self._db.executemany("INSERT INTO pair VALUES (?, ?, ?)", pairs)

    def follow(self, table_name: str, key: str, guild_id: int | None, before: str, after: str) -> None:
        """Note that a row that was not given has to be changed too: whose it is, and how it is before and after as JSON."""
        with self._writing():
            self._db.execute(
                "INSERT INTO following VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", (table_name, key, guild_id, before, after)
            )

    def following(self) -> Iterator[Following]:
        """The rows that were not given and are changed too."""
        rows = self._db.execute("SELECT table_name, guild_id, before, after FROM following ORDER BY table_name, entry_key")
        return (Following(*row) for row in rows)

    def rows(self, *fates: Fate) -> Iterator[list[Given]]:
        """The rows in the order in which they were read, in batches; with ``fates`` only those. They may be written meanwhile."""
        last = 0
        chosen = f"AND fate IN ({', '.join(repr(str(fate)) for fate in fates)})" if fates else ""
        while True:
            found = self._db.execute(
                f"SELECT {_GIVEN} FROM given WHERE given_id > :last {chosen} ORDER BY given_id LIMIT :most",
                {"last": last, "most": ROWS_AT_ONCE},
            ).fetchall()
            if not found:
                return
            last = found[-1][0]
            yield [_given(row) for row in found]

    def row(self, table_name: str, key: str) -> Given | None:
        """The row that was given for that key."""
        found = self._db.execute(
            f"SELECT {_GIVEN} FROM given WHERE table_name = :table AND entry_key = :key", {"table": table_name, "key": key}
        ).fetchone()
        return _given(found) if found else None

    def is_unread(self, table_name: str, field: str, value: object) -> bool:
        """Whether a row that has faults of its own says ``value`` there, or may: its table could not be read whole."""
        found = self._db.execute(
            """SELECT 1 FROM unread WHERE table_name = :table AND field = :field AND value = :value
               UNION ALL SELECT 1 FROM part WHERE broken = :table""",
            {"table": table_name, "field": field, "value": str(value)},
        ).fetchone()
        return found is not None

    def has_part(self, table_name: str, value: int) -> bool:
        """Whether a row that would be added or changed is part of that row."""
        found = self._db.execute(
            "SELECT 1 FROM pointer WHERE table_name = :table AND value = :value", {"table": table_name, "value": value}
        ).fetchone()
        return found is not None

    def first_to_pair(self, city_a: int, city_b: int) -> Given:
        """The first of the rows that would pair two cities, of which there is one."""
        found = self._db.execute(
            f"""SELECT {_GIVEN} FROM given WHERE given_id = (
                    SELECT min(given_id) FROM pair WHERE city_a = :a AND city_b = :b)""",
            {"a": city_a, "b": city_b},
        ).fetchone()
        return _given(found)

    def count(self, fate: Fate) -> int:
        """How many rows have that fate, each counted once: a row of which there is any finding is refused, whatever else it would be."""
        if fate is Fate.REFUSED:
            query = "SELECT count(*) FROM (SELECT DISTINCT file, file_row FROM finding)"
        else:
            query = """SELECT count(*) FROM given WHERE fate = :fate AND NOT EXISTS (
                           SELECT 1 FROM finding WHERE finding.file = given.file AND finding.file_row = given.file_row)"""
        (count,) = self._db.execute(query, {"fate": str(fate)}).fetchone()
        return int(count)

    def faults(self) -> Iterator[Fault]:
        """Everything that is wrong, by file and row."""
        query = "SELECT DISTINCT file, file_row, field, problem, remedy FROM finding ORDER BY file, file_row, field"
        return (Fault(*row) for row in self._db.execute(query))

    @property
    def _told(self) -> Path:
        """What is named in errors."""
        return self._path or Path("memory")

    def _begin(self, mark: str) -> None:
        for statement in ("PRAGMA locking_mode = EXCLUSIVE", "PRAGMA synchronous = NORMAL"):
            self._db.execute(statement)
        with transaction(self._db, "BEGIN EXCLUSIVE"):
            tables = [row[0] for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            if "about" in tables and self._db.execute("SELECT value FROM about WHERE name = 'mark'").fetchone() == (mark,):
                return
            for table in tables:
                self._db.execute(f"DROP TABLE {table}")
            for statement in _TABLES:
                self._db.execute(statement)
            self._db.execute("INSERT INTO about VALUES ('mark', :mark)", {"mark": mark})

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        with named_errors(self._told), transaction(self._db, "BEGIN"):
            yield

    def _add(self, faults: Iterable[Fault], *, compared: bool) -> None:
        self._db.executemany("INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?)", [(*fault, int(compared)) for fault in faults])

    def _row_of(self, table_name: str, key: str) -> int:
        (row,) = self._db.execute(
            "SELECT file_row FROM given WHERE table_name = :table AND entry_key = :key", {"table": table_name, "key": key}
        ).fetchone()
        return int(row)


_GIVEN = "given_id, table_name, entry_key, file, file_row, cells, fate, before, after, content"


def _given(row: Sequence[object]) -> Given:
    given_id, table_name, entry_key, file, file_row, cells, fate, before, after, content = row
    return Given(
        int(str(given_id)), str(table_name), str(entry_key), str(file), int(str(file_row)), str(cells),
        Fate(str(fate)) if fate else None, None if before is None else str(before), None if after is None else str(after),
        None if content is None else str(content),
    )  # fmt: skip


def key_of(text: str) -> tuple[str | int, ...]:
    """The key that :func:`bot.store.entries.key_text` wrote down."""
    return tuple(json.loads(text))


def place(store: Path, digest: str) -> Path:
    """Where what is imported into ``store`` is staged; ``digest`` tells its content from any other."""
    return store.with_name(f"{store.name}.import-{digest}")


def remove(path: Path) -> None:
    """Remove a staging file, and what SQLite has put beside it."""
    for ending in ("", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def remove_older(store: Path, than: float) -> None:
    """Remove the staging files of ``store`` that nobody has written to since ``than``, in seconds of the epoch."""
    for path in store.parent.glob(f"{store.name}.import-*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < than:
                path.unlink()
