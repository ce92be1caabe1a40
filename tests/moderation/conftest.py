"""A web on this machine for the link checker, a clock that nobody has to wait for, and a store of the small catalogue."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.pages import Pages, Watch
from tests.small_store import db, path

__all__ = ["db", "pages", "path", "watch"]


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    async with Pages() as started:
        yield started


@pytest.fixture
def watch() -> Watch:
    return Watch()
