"""Somebody who draws at once, in no process of its own, notes what is to be drawn, and holds it as the real one does."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.domain.pairings import Status
from bot.domain.servers import Theme
from bot.errors import NotDrawn
from bot.pictures.kept import Commission
from bot.pictures.studio import Studio
from bot.pictures.subjects import MapSubject, Spot, Subject, Tie

PNG = b"\x89PNG\r\n a sketch"


class Sketching(Studio):
    """Draws as a test says.

    Args:
        fails: whether it cannot.
        ready: it draws only when that is set.
    """

    def __init__(self, *, fails: bool = False, ready: asyncio.Event | None = None) -> None:
        super().__init__(Path("no outlines"), None)
        self.fails, self.ready = fails, ready
        self.asked: list[tuple[str, Theme]] = []
        """The titles of what was to be drawn, with the theme."""
        self._drawn: set[tuple[str, Theme]] = set()
        self.begun = asyncio.Event()
        self.most_at_once = self._at_once = 0

    async def draw(self, wanted: Subject | Commission, theme: Theme = Theme.DARK, language: str = "en") -> bytes:
        subject = wanted.subject if isinstance(wanted, Commission) else wanted
        wish = (subject.title, theme)
        if wish in self._drawn:
            return PNG
        self.asked.append(wish)
        self.begun.set()
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        await (self.ready.wait() if self.ready is not None else asyncio.sleep(0))
        self._at_once -= 1
        if self.fails:
            raise NotDrawn("a test wants it so")
        self._drawn.add(wish)
        return PNG

    async def warm_up(self) -> None:
        """There is nothing to start."""


def subject(title: str = "Kyiv – Tampere") -> MapSubject:
    """A map of one tie."""
    return MapSubject(title, "active", (Tie(Spot("Kyiv", 50.5, 30.5), Spot("Tampere", 61.5, 23.8), Status.ACTIVE),))
