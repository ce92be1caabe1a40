"""A stand-in for Discord, and the small bot on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.discord import FakeDiscord
from tests.fakes.pinger import Pinger, connected


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as started:
        yield started


@pytest.fixture
async def bot(fake: FakeDiscord) -> AsyncIterator[Pinger]:
    pinger = Pinger()
    async with connected(fake, pinger):
        yield pinger
