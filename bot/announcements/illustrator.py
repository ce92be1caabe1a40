"""Has the pictures of posts drawn: each once, however many channels it goes to, and no post waits long for its own or fails for it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.servers import Look
from bot.pictures.kept import Commission
from bot.pictures.studio import HELD, Studio
from bot.pictures.subjects import MapSubject
from bot.store import servers
from bot.store.database import Database

log = logging.getLogger(__name__)

PATIENCE = 8.0
"""Seconds that a post waits for its picture. With what a request may take it is less than a claim lasts."""
AT_ONCE = 30
"""So many different pictures are waited for at most: at 0.1 to 0.3 s each they are drawn in that time. Whatever comes then goes out without."""
NOT_AGAIN_FOR = 600.0
"""Seconds in which a picture that could not be drawn is not tried again: 10,000 channels may wait for the same."""
FAILURES_KNOWN = 1000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that goes with a post."""

    content: bytes
    alt: str
    """What it shows, in words."""


class Illustrator:
    """Draws what posts show, as each server wants it.

    Args:
        studio: ``None`` where the operator wants no pictures.
    """

    def __init__(self, store: Database, studio: Studio | None) -> None:
        self._store, self._studio = store, studio
        self._commissioned = lru_cache(maxsize=HELD)(Commission)
        self._under_way: dict[str, asyncio.Task[bytes | None]] = {}
        self._failed: dict[str, float] = {}
        self._closed = False
        # One after the other, so that a member who asks for a picture meanwhile waits for one of these at most.
        self._turn = asyncio.Lock()

    async def drawn(self, subject: MapSubject | None, guild_id: int | None, *, patience: float | None = None) -> Drawn | None:
        """The picture; ``None`` where none is wanted, or where it could not be drawn in time, which is logged.

        Args:
            subject: what a post shows, if anything.
            guild_id: where it goes; ``None`` for a person.
            patience: how many seconds to wait for it; :data:`PATIENCE` by default.
        """
        if subject is None or self._studio is None:
            return None
        look = await self._store.read(lambda db: servers.look_of(db, guild_id))
        if not look.pictures:
            return None
        wanted = self._commissioned(subject)
        content = await self._in_time(self._studio, wanted, look, PATIENCE if patience is None else patience)
        return Drawn(content, wanted.alt_text) if content is not None else None

    async def close(self) -> None:
        """Draw nothing more."""
        self._closed = True
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _in_time(self, studio: Studio, wanted: Commission, look: Look, patience: float) -> bytes | None:
        key = wanted.key(look.theme, look.language)
        task = self._under_way.get(key)
        if task is None:
            if self._closed or self._has_failed(key):
                return None
            if len(self._under_way) >= AT_ONCE:
                log.warning("%d pictures are waited for, so a post goes out without", AT_ONCE)
                return None
            task = asyncio.create_task(self._in_turn(studio, wanted, look, key, _now() + patience))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        try:
            async with asyncio.timeout(patience):
                # Whoever gives up waiting leaves the others their picture.
                return await asyncio.shield(task)
        except TimeoutError:
            log.warning("a picture took more than %g seconds, so a post goes out without", patience)
            return None

    async def _in_turn(self, studio: Studio, wanted: Commission, look: Look, key: str, until: float) -> bytes | None:
        async with self._turn:
            if _now() > until:
                return None  # who asked has given up, and others are in time still
            try:
                return await studio.draw(wanted, look.theme, look.language)
            except Exception:
                # Whatever it is: no post may be lost for its picture.
                log.exception("a picture could not be drawn, so posts go out without")
                if len(self._failed) >= FAILURES_KNOWN:
                    self._failed.clear()
                self._failed[key] = _now()
                return None

    def _has_failed(self, key: str) -> bool:
        failed = self._failed.get(key)
        return failed is not None and _now() - failed < NOT_AGAIN_FOR


def _now() -> float:
    return asyncio.get_running_loop().time()
