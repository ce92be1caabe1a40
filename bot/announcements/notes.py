"""What becomes of posts is noted several in one transaction.

Each transaction costs a wait for the disk, and after each everybody's reads begin anew: while posts go out to thousands of channels
there would be dozens of them a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.store.database import Connection, Database

AT_MOST_EVERY = 0.2
"""Seconds between two transactions. One that comes alone does not wait."""

Work = Callable[[Connection], object]


class Notes:
    """Writes to the store, seldom."""

    def __init__(self, store: Database) -> None:
        self._store = store
        self._waiting: list[tuple[Work, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, work: Work) -> None:
        """Have ``work`` done with others in one transaction, and return when that is committed. Raises what the store raises."""
        noted = asyncio.get_running_loop().create_future()
        self._waiting.append((work, noted))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await noted

    async def _write(self) -> None:
        while self._waiting:
            those, self._waiting = self._waiting, []
            try:
                await self._store.write(_all(those))
            except Exception as error:  # noqa: BLE001 - whoever waits for it hears of it
                _tell(those, error)
            else:
                _tell(those, None)
            await asyncio.sleep(AT_MOST_EVERY)
        self._writing = None


def _all(those: list[tuple[Work, asyncio.Future[None]]]) -> Work:
    return lambda db: [work(db) for work, _ in those]


def _tell(those: list[tuple[Work, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, noted in those:
        if noted.done():
            continue  # whoever waited was cancelled
        if error is None:
            noted.set_result(None)
        else:
            noted.set_exception(error)
