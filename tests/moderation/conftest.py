"""A web on this machine for the link checker, a clock that nobody has to wait for, and a store of the small catalogue."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store import database, loading
from tests.factories import small_catalogue
from tests.fakes.pages import Pages, Watch


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    async with Pages() as started:
        yield started


@pytest.fixture
def watch() -> Watch:
    return Watch()


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
