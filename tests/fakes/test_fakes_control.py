"""The stand-in in a process of its own, as the benchmarks use it: people's doings over HTTP."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import pytest
from discord.ext import commands

from tests.fakes.pointing import pointing_at


class Repeater(commands.Bot):
    """Says again what comes after `!say`, and stays silent when that is nothing."""

    def __init__(self) -> None:
        super().__init__("!", intents=discord.Intents(guilds=True, messages=True, message_content=True), help_command=None)

    async def on_message(self, message: discord.Message, /) -> None:
        word = message.content.removeprefix("!say").strip()
        if not message.author.bot and word:
            await message.channel.send(f"{message.author.name} in {message.channel} said {word}")


@asynccontextmanager
async def stand_in_process() -> AsyncIterator[str]:
    """Its address."""
    arguments = ("-m", "tests.fakes.discord", "--guilds", "2", "--channels", "2")
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()


@pytest.fixture
async def address() -> AsyncIterator[str]:
    """Of a stand-in on which the repeater lives."""
    async with stand_in_process() as address:
        with pointing_at(address):
            bot = Repeater()
            running = asyncio.create_task(bot.start("token"))
            await control(address, "until", counted="ready")
            yield address
            await bot.close()
            await running


async def control(address: str, verb: str, **what: object) -> Any:
    async with aiohttp.ClientSession() as session, session.post(f"{address}/control/{verb}", json=what) as answer:
        assert answer.status == 200
        return await answer.json()


async def test_each_asks_as_another_person_and_is_told_how_long_the_answer_took(address: str) -> None:
    acts = [
        {"say": f"!say {number}", "expect": f"member{50 + number} in room-{number // 2} said {number}"} for number in range(4)
    ]
    took = await control(address, "ask", acts=acts, first_person=50, askers=2)
    assert len(took) == 4
    assert all(milliseconds > 0 for milliseconds in took)


async def test_silence_and_an_unexpected_answer_count_as_none(address: str) -> None:
    acts = [{"say": "!say"}, {"say": "!say this", "expect": "that"}, {"say": "!say this", "expect": "this"}]
    nothing, other, expected = await control(address, "ask", acts=acts, patience=0.2)
    assert (nothing, other) == (None, None)
    assert expected > 0


async def test_what_happened_can_be_counted(address: str) -> None:
    await control(address, "ask", acts=[{"say": "!say a"}, {"say": "!say b"}])
    counts = await control(address, "counts")
    assert counts["POST /channels/{channel_id}/messages"] == 2
