"""The store's one file: opening it, who may write, and how long reads wait.

One writer thread owns the write connection; a few reader threads own one each, and so does one for reads that take long. A caller
hands over a function of a connection and awaits its result, so no transaction ever spans an ``await`` and no query of the data runs
on the event loop; only whether somebody has written is asked there.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import StoreBroken, StoreTooNew, StoreUnavailable
from bot.store.version import MIGRATIONS_TABLE, NEWEST

log = logging.getLogger(__name__)

Result = TypeVar("Result")
Connection = sqlite3.Connection
"""What a query is handed. Rows come as :class:`sqlite3.Row`, which is a sequence and knows its columns by name."""

READERS = 2
KEPT_RESULTS = 256
"""How many results are kept: those of the questions that are asked again and again."""
BUSY_SECONDS = 10
"""How long a connection waits for another process's write before it gives up."""


class Database:
    """An open store.

    Args:
        path: the SQLite file. It must exist: :func:`bot.store.loading.build` makes it.
        busy_seconds: how long to wait for another process's write.

    Raises:
        StoreTooNew: a newer version of the bot wrote it.
        StoreUnavailable: it is missing, locked, or cannot be written.
        StoreBroken: it is no SQLite file, or damaged.
    """

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self.busy_seconds = busy_seconds
        migrate(path, busy_seconds)
        self._local = threading.local()
        self._readers = ThreadPoolExecutor(READERS, "store-read")
        self._slow_reader = ThreadPoolExecutor(1, "store-read-slow")
        self._writer = ThreadPoolExecutor(1, "store-write")
        self._connections: list[Connection] = []
        self._uncollected = _Uncollected()
        self._watching = self._opened(read_only=True, busy_seconds=0)
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._version = self._version_now()
        self.generation = 0
        """Rises when a read sees that somebody has written: what was read before and kept elsewhere may be out of date."""
        self.with_each_write: Callable[[Connection], object] | None = None
        """What is done within every write's own transaction, after it. Should it fail, the write stands and it is undone alone."""

    async def read(self, query: Callable[[Connection], Result], key: Hashable = None, *, slow: bool = False) -> Result:
        """What ``query`` makes of a read-only connection, from one consistent state of the store.

        Args:
            key: what the query is and of what, if its result may be kept: as long as nobody writes to the store, the same
                key gets the same result, which must therefore not be changed.
            slow: whether it may take seconds, as with all rows of a file. Such reads wait for each other, and no other read for them.
        """
        readers, run = (self._slow_reader, self._run_slow_read) if slow else (self._readers, self._run_read)
        if key is None:
            return await asyncio.get_running_loop().run_in_executor(readers, run, query)
        version = self._version_now()
        if version != self._version:
            self._results.clear()
            self._version = version
            self.generation += 1
        if key in self._results:
            self._results.move_to_end(key)
            kept: Result = self._results[key]
            return kept
        result = await asyncio.get_running_loop().run_in_executor(readers, run, query)
        # A write meanwhile makes the result newer than its version: it is thrown away once too often.
        if version is not None and version == self._version:
            self._results[key] = result
            if len(self._results) > KEPT_RESULTS:
                self._results.popitem(last=False)
        return result

    async def write(self, change: Callable[[Connection], Result]) -> Result:
        """What ``change`` returns, after its whole work is committed; if it raises, nothing is."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._run_write, change)

    def read_now(self, query: Callable[[Connection], Result]) -> Result:
        """The same as :meth:`read` for callers without an event loop: start-up and the command line."""
        return self._readers.submit(self._run_read, query).result()

    def close(self) -> None:
        """Finish what is under way and close every connection."""
        self._readers.shutdown()
        self._slow_reader.shutdown()
        self._writer.shutdown()
        for connection in self._connections:
            connection.close()

    def _run_read(self, query: Callable[[Connection], Result]) -> Result:
        with named_errors(self.path):
            connection = self._own_reader()
            with transaction(connection, "BEGIN"):
                return query(connection)

    def _run_slow_read(self, query: Callable[[Connection], Result]) -> Result:
        with self._uncollected:
            return self._run_read(query)

    def _version_now(self) -> int | None:
        """A number that changes whenever somebody has written; ``None`` if it cannot be told at once, and then nothing is kept.

        It is asked on the event loop, in microseconds, so that what is kept costs no way to a thread and back.
        Source: https://www.sqlite.org/pragma.html#pragma_data_version
        """
        try:
            (version,) = self._watching.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error:
            return None
        return int(version)

    def _run_write(self, change: Callable[[Connection], Result]) -> Result:
        connection = self._write_connection()
        # A deferred transaction that reads first and writes later fails at once under another writer: begin as a writer.
        with named_errors(self.path), transaction(connection, "BEGIN IMMEDIATE"):
            result = change(connection)
            if self.with_each_write is not None:
                _beside(connection, self.with_each_write)
            return result

    def _own_reader(self) -> Connection:
        existing: Connection | None = getattr(self._local, "reader", None)
        if existing is None:
            existing = self._local.reader = self._opened(read_only=True, busy_seconds=self.busy_seconds)
        return existing

    def _write_connection(self) -> Connection:
        existing: Connection | None = getattr(self._local, "connection", None)
        if existing is None:
            existing = self._local.connection = self._opened(read_only=False, busy_seconds=self.busy_seconds)
        return existing

    def _opened(self, *, read_only: bool, busy_seconds: float) -> Connection:
        connection = connect(self.path, read_only=read_only, busy_seconds=busy_seconds)
        self._connections.append(connection)
        return connection


class _Uncollected:
    """While any thread is within it, Python does not look for cycles of garbage.

    It does so ever again while rows become objects, holds up all threads meanwhile, the event loop among them, and finds nothing:
    an import's 25,000 rows have no cycles, and go as soon as nobody needs them. Source: https://docs.python.org/3/library/gc.html
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._within = 0

    def __enter__(self) -> None:
        with self._lock:
            self._within += 1
            gc.disable()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._within -= 1
            if not self._within:
                gc.enable()


def connect(path: Path, *, read_only: bool = False, busy_seconds: float = BUSY_SECONDS) -> Connection:
    """A connection with the settings that the store relies on. Rows come as :class:`sqlite3.Row`.

    WAL lets readers go on beside one writer; ``synchronous=FULL`` makes a committed change survive a power cut.
    Source: https://www.sqlite.org/pragma.html

    Raises:
        StoreUnavailable: it is missing, locked, or cannot be read.
        StoreBroken: it is no SQLite file, or damaged.
    """
    with named_errors(path):
        connection = _opened(path, "ro" if read_only else "rw", busy_seconds)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            if not read_only:
                connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            connection.close()
            raise
        return connection


def _opened(path: Path, mode: str, busy_seconds: float) -> Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False
    )
    connection.row_factory = sqlite3.Row
    return connection


def migrate(path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
    """Bring an existing store to the newest schema, after a copy of an older one beside it.

    Raises:
        StoreTooNew: a newer version of the bot wrote it; nothing was changed.
        StoreUnavailable: it is missing, locked, or cannot be written.
        StoreBroken: it is no SQLite file, damaged, or somebody else's database; nothing was changed.
    """
    # What is no store of ours must not be changed, so no journal mode is set before that is known.
    with named_errors(path), contextlib.closing(_opened(path, "rw", busy_seconds)) as found:
        if _schema_of(found, path) == NEWEST:
            return
    connection = connect(path, busy_seconds=busy_seconds)
    # Whoever starts at the same time waits here, and then finds the work done.
    with named_errors(path), contextlib.closing(connection), transaction(connection, "BEGIN IMMEDIATE"):
        schema = _schema_of(connection, path)
        if schema == NEWEST:
            return
        if schema:
            copy(path, path.with_name(f"{path.name}.before-{NEWEST}"))
        create(connection)


def create(connection: Connection) -> None:
    """Apply every migration that ``connection`` still lacks."""
    import sqlite_utils  # noqa: PLC0415  # 0.1 s and more, which a start with a store that is up to date can do without

    from bot.store import schema  # noqa: PLC0415

    schema.MIGRATIONS.apply(sqlite_utils.Database(connection))
    connection.execute(f"PRAGMA user_version = {NEWEST}")


def _schema_of(connection: Connection, path: Path) -> int:
    """The number of its schema; 0 for an empty file."""
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if schema > NEWEST:
        raise StoreTooNew(path, found=schema, known=NEWEST)
    tables = {row["name"] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and MIGRATIONS_TABLE not in tables:
        raise StoreBroken(path, "it is a database of another program")
    return int(schema)


def copy(path: Path, target: Path) -> None:
    """Make ``target`` a copy of what is committed in the store at ``path``; it appears whole or not at all."""
    building = target.with_name(target.name + ".part")
    try:
        building.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(building)) as made, contextlib.closing(connect(path, read_only=True)) as store:
            store.backup(made)
        building.replace(target)
    finally:
        building.unlink(missing_ok=True)


def _beside(connection: Connection, work: Callable[[Connection], object]) -> None:
    """Do ``work`` within the transaction under way; if it fails, only what it did is undone."""
    connection.execute("SAVEPOINT beside")
    try:
        work(connection)
    except Exception:
        connection.execute("ROLLBACK TO beside")
        log.exception("what belongs to each write failed; the write itself stands")
    connection.execute("RELEASE beside")


@contextlib.contextmanager
def transaction(connection: Connection, begin: str) -> Iterator[None]:
    """What is done within is committed whole; if it raises, nothing is."""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After a full disk SQLite has rolled back by itself, and would answer a second time with an error that hides the first.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def named_errors(path: Path) -> Iterator[None]:
    """Errors about the file itself (missing, locked, forbidden, full disk, no database) under a name that tells what to do."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(path, error.strerror or str(error)) from error
    except sqlite3.OperationalError as error:
        raise StoreUnavailable(path, str(error)) from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise StoreBroken(path, str(error)) from error
