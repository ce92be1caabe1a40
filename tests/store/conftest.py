"""A store of the small catalogue, open and closed again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.small_store import db, path

__all__ = ["db", "path", "store"]


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Database]:  # the fixture of that name
    """The store as the bot has it open."""
    opened = Database(path, busy_seconds=0.05)
    yield opened
    opened.close()
