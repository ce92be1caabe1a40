"""The real bot in a simulated server, with people who type, choose and press."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from collections.abc import AsyncIterator, Callable
from typing import Any

import discord
import pytest
import simcord

from bot.app import TwinBot, create_bot
from bot.settings import Settings
from bot.ui.plain import plain_text

SETTLE_SECONDS = 5.0
"""How long an answer may take on a busy machine. It ends as soon as the bot is quiet."""

TODAY = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


class Place:
    """A server with a channel, a member, a second member and a moderator, and the bot in it."""

    def __init__(self, env: simcord.Env, bot: TwinBot) -> None:
        self.env = env
        self.bot = bot
        self.guild = env.create_guild("Sister Cities")
        self.channel = self.guild.create_text_channel("general")
        self.ana = self.guild.add_member(env.create_user("ana"))
        self.ben = self.guild.add_member(env.create_user("ben"))
        role = self.guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
        self.mona = self.guild.add_member(env.create_user("mona"), roles=[role])

    async def type(self, text: str, who: simcord.MemberActor | None = None) -> discord.Message:
        """Send a message and return the bot's answer to it."""
        before = {message.id for message in self.said()}
        await (who or self.ana).send(self.channel, text)
        answers = [message for message in self.said() if message.id not in before]
        assert len(answers) == 1, f"{len(answers)} answers to {text!r}"
        return answers[0]

    def said(self) -> list[discord.Message]:
        """Everything that the bot has written in the channel, oldest first."""
        written = [message for message in self.channel.history() if message.author.bot]
        return sorted(written, key=lambda message: message.id)

    def now(self, message: discord.Message) -> discord.Message:
        """The message as it stands now, after edits."""
        return next(each for each in self.said() if each.id == message.id)


def read(message: Any) -> str:
    """A message as a screen reader has it."""
    components = [dict(component.to_dict()) for component in message.components]
    return plain_text(message.content or "", [dict(embed.to_dict()) for embed in message.embeds], components)


def labels(message: Any) -> list[str]:
    """The labels of a message's buttons."""
    return [
        line.removeprefix("[Button: ").removesuffix("]") for line in read(message).splitlines() if line.startswith("[Button: ")
    ]


def control(message: Any, *, label: str = "", menu: str = "") -> str:
    """The id of a button or menu of a message."""

    def walk(component: dict[str, Any]) -> list[dict[str, Any]]:
        inner = [*component.get("components", ()), *([component["accessory"]] if component.get("accessory") else [])]
        return [component, *(each for child in inner for each in walk(child))]

    every = [each for top in message.components for each in walk(dict(top.to_dict()))]
    found = next(each for each in every if (label and each.get("label") == label) or (menu and each.get("placeholder") == menu))
    return str(found["custom_id"])


async def press_with_id(place: Place, custom_id: str) -> simcord.InteractionResult:
    """Press a button of the bot's whose id is made up: a message of an earlier version, or a forger's."""
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Press", custom_id=custom_id))
    channel = place.bot.get_channel(place.channel.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("x", view=view)
    view.stop()
    return await place.ana.click(message, label="Press")


@contextlib.asynccontextmanager
async def placed(settings: Settings, clock: Callable[[], dt.datetime] = lambda: TODAY) -> AsyncIterator[Place]:
    """A server with a bot that is set up so."""
    bot = create_bot(settings, clock=clock, chance=random.Random(1))
    env = simcord.Env(bot, check_errors=False, settle_timeout=SETTLE_SECONDS)
    await env.start()
    await bot.all_open()
    try:
        yield Place(env, bot)
    finally:
        await env.shutdown()
        # It takes the bot from its simulated server, and leaves what draws running and the bot's files open.
        if bot.studio is not None:
            await bot.studio.close()
        bot.store.close()
        bot.gazetteer.close()


@pytest.fixture
async def place(shipped: Settings) -> AsyncIterator[Place]:
    """A server with the bot over the catalogue that ships."""
    async with placed(shipped) as made:
        yield made


@pytest.fixture
async def own_place(own_store: Settings) -> AsyncIterator[Place]:
    """The same over a store that the test may change."""
    async with placed(own_store) as made:
        yield made
