"""A store of the small catalogue, open and closed again."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store import database, loading
from bot.store.database import Database
from tests.factories import small_catalogue


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store that holds the small catalogue."""
    made = tmp_path / "twinbot.sqlite"
    loading.build(made, small_catalogue(), {loading.FINGERPRINT: "small"})
    return made


@pytest.fixture
def db(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that may write, outside of any transaction."""
    with contextlib.closing(database.connect(path)) as connection:
        yield connection


@pytest.fixture
async def store(path: Path) -> AsyncIterator[Database]:
    """The store as the bot has it open."""
    opened = Database(path, busy_seconds=0.05)
    yield opened
    opened.close()
