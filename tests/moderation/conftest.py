"""A web on this machine for the link checker, and a clock that nobody has to wait for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.pages import Pages, Watch


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    async with Pages() as started:
        yield started


@pytest.fixture
def watch() -> Watch:
    return Watch()
