"""The stand-in in a process of its own, as the benchmarks use it: people's doings and mishaps over HTTP."""

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

POST = "POST /channels/{channel_id}/messages"


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
    async with module("tests.fakes.discord", "--guilds", "2", "--channels", "2") as process:
        assert process.stdout is not None
        yield (await process.stdout.readline()).decode().strip()


@asynccontextmanager
async def module(name: str, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """That module in a process of its own, which is ended afterwards if it has not ended by itself."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", name, *arguments, stdout=asyncio.subprocess.PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
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


class TestMishapsFromOutside:
    async def test_a_bot_that_is_killed_between_message_and_answer_has_posted_once(self) -> None:
        async with stand_in_process() as address:
            [where, *_] = await control(address, "channels")
            await control(address, "fail", route=POST, channel=where, after=True, delay=3600)
            async with module("tests.fakes.pinger", address) as bot:
                await control(address, "until", counted="ready")
                await control(address, "ask", acts=[{"say": "!ping"}])
                await control(address, "until", counted="messages")
                bot.kill()
                await bot.wait()
            [made] = await control(address, "made", channel=where)
            assert (made["content"], made["channel_id"]) == ("pong", where)
            assert await control(address, "made_counts") == {where: 1}
            async with module("tests.fakes.pinger", address):
                await control(address, "until", counted="ready", times=2)
                await control(address, "ask", acts=[{"say": "!ping"}])
            assert await control(address, "made_counts") == {where: 2}

    async def test_a_permission_is_taken_and_given(self, address: str) -> None:
        [where, *_] = await control(address, "channels")
        await control(address, "revoke", channel=where, permissions=["send_messages"])
        assert await control(address, "ask", acts=[{"say": "!say a"}], patience=0.2) == [None]
        await control(address, "grant", channel=where, permissions=["send_messages"])
        [took] = await control(address, "ask", acts=[{"say": "!say b"}], patience=5.0)
        assert took > 0
        assert (await control(address, "counts"))["invalid requests"] == 1

    async def test_a_person_closes_their_door_and_opens_it(self, address: str) -> None:
        where = await control(address, "direct", person=7)
        path = f"{address}/api/v10/channels/{where}/messages"
        await control(address, "close_direct", person=7)
        assert await posted(path) == (403, 50007)
        await control(address, "open_direct", person=7)
        assert await posted(path) == (200, None)

    async def test_a_channel_vanishes_and_a_thread_is_closed(self, address: str) -> None:
        gone, other, *_ = await control(address, "channels")
        await control(address, "remove", channel=gone, told=False)
        assert await posted(f"{address}/api/v10/channels/{gone}/messages") == (404, 10003)
        thread = await control(address, "open_thread", channel=other, name="pairings")
        await control(address, "archive", channel=thread, locked=True)
        assert await posted(f"{address}/api/v10/channels/{thread}/messages") == (403, 50083)

    async def test_the_gateway_is_dropped_shut_and_opened(self, address: str) -> None:
        await control(address, "drop_gateway")
        await control(address, "until", counted="resumes")
        await control(address, "shut_gateway")
        assert await control(address, "ask", acts=[{"say": "!say a"}], patience=0.2) == [None]
        await control(address, "reopen_gateway")
        await control(address, "until", counted="messages")
        assert [made["content"] for made in await control(address, "made")] == ["member0 in room-0 said a"]

    async def test_the_clock_and_the_limits_are_set(self, address: str) -> None:
        [where, *_] = await control(address, "channels")
        path = f"{address}/api/v10/channels/{where}/messages"
        await control(address, "rate_limits", kept=True)
        assert [(await posted(path))[0] for _ in range(6)] == [200] * 5 + [429]
        await control(address, "advance", seconds=5)
        assert (await posted(path))[0] == 200
        await control(address, "rate_limits", kept=False)
        assert [(await posted(path))[0] for _ in range(6)] == [200] * 6

    async def test_a_mishap_that_cannot_be_is_told(self, address: str) -> None:
        async with aiohttp.ClientSession() as session:
            for verb, what in (("fail", {"route": "GET /nothing"}), ("fail", {"route": "*", "loud": True}), ("revoke", {})):
                async with session.post(f"{address}/control/{verb}", json=what) as answer:
                    assert answer.status == 400


async def posted(path: str) -> tuple[int, int | None]:
    """What Discord says to a message there: the status, and its own code if it refuses."""
    async with (
        aiohttp.ClientSession(headers={"Authorization": "Bot token"}) as session,
        session.post(path, json={"content": "x"}) as answer,
    ):
        return answer.status, (await answer.json()).get("code")
