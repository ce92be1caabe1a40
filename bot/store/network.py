"""The network as the store has it, held in memory and brought up to date where nobody waits."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable

from bot.errors import StoreError
from bot.network.graph import Graph
from bot.network.reading import up_to_date
from bot.network.updating import updated
from bot.store.database import Connection, Database
from bot.store.ties import StoredTies

log = logging.getLogger(__name__)

PATIENCE = 0.3
"""Seconds that an answer waits for the newest state. An approved change takes milliseconds; a whole catalogue read anew takes longer,
and meanwhile the answer comes from the state before."""


class KnownNetwork:
    """The pairings as a network, for whoever asks.

    Args:
        clock: what time it is; a status ages with the day.
    """

    def __init__(self, store: Database, clock: Callable[[], dt.datetime]) -> None:
        self._store, self._clock = store, clock
        self._graph: Graph | None = None
        self._refreshing: asyncio.Task[Graph] | None = None

    async def seen_by(self, guild_id: int | None) -> Graph:
        """The network as a member of that server sees it: with the server's own pairings; ``None`` for what everybody shares.

        Raises:
            StoreError: the store cannot be read; what everybody shares is answered all the same from the state before, if one is known.
        """
        shared = await self._shared()
        if guild_id is None:
            return shared

        def with_own(db: Connection) -> Graph:
            return updated(shared, StoredTies(db, shared.day).own(guild_id), shared.version)

        return await self._store.read(with_own, ("network", guild_id, shared.version, shared.day))

    async def warm_up(self) -> None:
        """Read it before it is needed. What goes wrong is logged, and shows again when somebody asks."""
        try:
            await self._shared()
        except StoreError as error:
            log.warning("the network could not be read: %s", error)

    async def _shared(self) -> Graph:
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh())
        known = self._graph
        if known is None:
            # Whoever gives up waiting leaves the others their network.
            return await asyncio.shield(self._refreshing)
        await asyncio.wait({self._refreshing}, timeout=PATIENCE)
        if not self._refreshing.done() or self._refreshing.cancelled():
            return known
        if error := self._refreshing.exception():
            log.warning("the network could not be read anew, so what was known before is answered from: %s", error)
            return known
        return self._refreshing.result()

    async def _refresh(self) -> Graph:
        known, today = self._graph, self._clock().date()
        self._graph = await self._store.read(lambda db: up_to_date(known, StoredTies(db, today), today), slow=True)
        return self._graph
