"""The bot over real sockets against a stand-in for Discord: what SimCord does not do."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import app, desks
from bot.settings import Settings
from tests.fakes.discord import FakeDiscord

ROOT = Path(__file__).parents[2]
TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAx.AAAAAA.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

COMMANDS_TOLD = "PUT /applications/{application_id}/commands"


@contextlib.asynccontextmanager
async def running(bot: app.TwinBot) -> AsyncIterator[None]:
    task = asyncio.create_task(bot.start(TOKEN))
    try:
        yield
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)


async def test_it_answers_typed_and_slash_over_real_sockets(own_store: Settings) -> None:
    async with FakeDiscord() as discord:
        with discord.pointing_here():
            async with running(bot := app.create_bot(own_store)):
                await discord.until("ready")
                await bot.complete()
                [typed] = await discord.say(discord.channel, discord.member, "!twin Los Angeles")
                slash = await discord.slash("twin", {"city": "Los Angeles"})
    assert "Los Angeles, California: 26 pairings recorded" in typed.text
    assert typed.pings == []
    assert "Los Angeles, California: 26 pairings recorded" in slash.message.text


async def test_commands_are_sent_once_and_again_only_when_they_changed(own_store: Settings) -> None:
    async with FakeDiscord() as discord:
        with discord.pointing_here():
            for _ in range(2):
                async with running(bot := app.create_bot(own_store)):
                    await discord.until("ready")
                    await bot.complete()
            sent = [request for request in discord.requests if request["route"] == COMMANDS_TOLD]
    assert len(sent) == 1


@pytest.fixture
def environment(own_store: Settings, tmp_path: Path) -> dict[str, str]:
    """Where a bot in a process of its own finds its settings."""
    ours = {"DISCORD_TOKEN": TOKEN, "TWINBOT_STORE_PATH": str(own_store.store_path), "PYTHONPATH": str(ROOT)}
    return {name: value for name, value in os.environ.items() if not name.startswith("TWINBOT_")} | ours


async def test_without_the_message_content_intent_it_starts_says_so_and_answers_by_name_and_slash(
    environment: dict[str, str], tmp_path: Path
) -> None:
    async with FakeDiscord(granted=0) as discord:
        process = await _run(discord, environment, tmp_path)
        await discord.until("ready")
        await discord.until(COMMANDS_TOLD)
        [named] = await discord.say(discord.channel, discord.member, f"{discord.bot_mention} twin Kyiv")
        slash = await discord.slash("twin", {"city": "Kyiv"})
        await discord.say(discord.channel, discord.member, "!twin Kyiv", answers=0)
        process.terminate()
        _, log = await process.communicate()
    assert "Kyiv, Ukraine: " in named.text
    assert "Kyiv, Ukraine: " in slash.message.text
    assert b"has not granted the message-content intent" in log
    assert TOKEN.encode() not in log
    assert process.returncode == 0


async def test_a_token_that_discord_refuses_is_named_and_never_shown(environment: dict[str, str], tmp_path: Path) -> None:
    async with FakeDiscord(token="another") as discord:
        process = await _run(discord, environment, tmp_path)
        _, log = await process.communicate()
    assert process.returncode == 2
    assert b"Discord refused the token in DISCORD_TOKEN." in log
    assert b"Traceback" not in log
    assert TOKEN.encode() not in log


async def _run(discord: FakeDiscord, environment: dict[str, str], folder: Path) -> asyncio.subprocess.Process:
    """``python -m bot run`` in a process of its own, which takes the stand-in for Discord."""
    program = f"""
from tests.fakes.pointing import pointing_at
from bot.__main__ import main
with pointing_at({discord.address!r}):
    main(["run"])
"""
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, env=environment, cwd=folder, stdout=pipe, stderr=pipe
    )


async def test_who_asks_before_all_commands_are_there_is_answered_when_they_are(own_store: Settings) -> None:
    async with FakeDiscord() as discord:
        with discord.pointing_here():
            async with running(bot := app.create_bot(own_store)):
                await discord.until("ready")
                early = {command.name for command in bot.commands}
                [answer] = await discord.say(discord.channel, discord.member, "!about")
                late = {command.name for command in bot.commands}
    assert "twin" in early
    assert "about" not in early
    assert "about" in late
    assert "Twinbot" in answer.text


async def test_a_bot_that_cannot_open_all_its_desks_ends_and_says_why(
    own_store: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(desks, "DESKS", (*desks.DESKS, "bot.cogs.nowhere:Nothing"))
    async with FakeDiscord() as discord:
        with discord.pointing_here():
            async with running(bot := app.create_bot(own_store)):
                await discord.until("ready")
                [answer] = await discord.say(discord.channel, discord.member, "!twin Kyiv")
                await bot.all_open()
    assert "Kyiv, Ukraine: " in answer.text
    assert isinstance(bot.failure, ModuleNotFoundError)
    assert "the bot cannot start" in caplog.text


async def test_a_bot_whose_slash_commands_are_not_taken_answers_typed_ones_and_says_so(
    own_store: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    async with FakeDiscord() as discord:
        with discord.pointing_here():
            async with running(bot := app.create_bot(own_store)):
                discord.fail(COMMANDS_TOLD, 400, times=1)
                await discord.until("ready")
                await bot.complete()
                [answer] = await discord.say(discord.channel, discord.member, "!about")
    assert "Twinbot" in answer.text
    assert bot.failure is None
    assert "Discord did not take the slash commands" in caplog.text


async def test_a_server_error_of_discord_is_overcome(own_store: Settings) -> None:
    async with FakeDiscord() as discord:
        with discord.pointing_here():
            async with running(app.create_bot(own_store)):
                await discord.until("ready")
                discord.fail("POST /channels/{channel_id}/messages", 500, times=1)
                [answer] = await discord.say(discord.channel, discord.member, "!twin Kyiv")
    assert "Kyiv, Ukraine: " in answer.text


async def test_a_dropped_connection_is_taken_up_again(own_store: Settings) -> None:
    async with FakeDiscord() as discord:
        with discord.pointing_here():
            async with running(app.create_bot(own_store)):
                await discord.until("ready")
                await discord.drop_gateway()
                await discord.until("resumes")
                [answer] = await discord.say(discord.channel, discord.member, "!twin Kyiv")
    assert "Kyiv, Ukraine: " in answer.text
