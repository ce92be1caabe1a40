"""A store of the small catalogue, for the tests of every room that writes into one."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store import database, loading
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
