"""A small real discord.py bot, to try the stand-in with.

`python -m tests.fakes.pinger <address>` runs it in a process of its own, on the stand-in there.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import discord
from discord import app_commands, ui
from discord.ext import commands

from tests.fakes.discord import FakeDiscord
from tests.fakes.pointing import pointing_at


class AskName(ui.Modal, title="Another name"):
    name: ui.TextInput[AskName] = ui.TextInput(label="Name", custom_id="name")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"Hello, {self.name.value}.")


class Controls(ui.View):
    @ui.button(label="Count", custom_id="count")
    async def count(self, interaction: discord.Interaction, _: ui.Button[Controls]) -> None:
        await interaction.response.edit_message(content="counted")

    @ui.button(label="Name", custom_id="name")
    async def name(self, interaction: discord.Interaction, _: ui.Button[Controls]) -> None:
        await interaction.response.send_modal(AskName())

    @ui.button(label="Card", custom_id="card")
    async def card(self, interaction: discord.Interaction, _: ui.Button[Controls]) -> None:
        await interaction.response.edit_message(content=None, view=ui.LayoutView().add_item(ui.TextDisplay("card")))

    @ui.select(placeholder="A city", custom_id="city", options=[discord.SelectOption(label="Kyiv", value="703448")])
    async def city(self, interaction: discord.Interaction, select: ui.Select[Controls]) -> None:
        await interaction.response.defer()
        await interaction.followup.send(f"chosen: {select.values[0]}", ephemeral=True)


class Pinger(commands.Bot):
    """Answers `!ping` and `/ping`. `reply` decides what an answer to `!ping` is."""

    def __init__(self, *, intents: discord.Intents | None = None) -> None:
        wanted = intents or discord.Intents(guilds=True, messages=True, message_content=True)
        super().__init__("!", intents=wanted, help_command=None)
        self.failures: asyncio.Queue[Exception] = asyncio.Queue()
        self.reply: Callable[[commands.Context[Pinger]], Awaitable[object]] = lambda ctx: ctx.send("pong")

    async def setup_hook(self) -> None:
        @self.command()
        async def ping(ctx: commands.Context[Pinger]) -> None:
            await self.reply(ctx)

        @self.tree.command(description="Answers.")
        @app_commands.allowed_installs(guilds=True, users=True)
        async def slash(interaction: discord.Interaction, city: str, slow: bool = False) -> None:
            if slow:
                await interaction.response.defer(ephemeral=True)
                await interaction.edit_original_response(content=f"{city}, after a while")
                return
            await interaction.response.send_message(f"{city}!", view=Controls())

        @slash.autocomplete("city")
        async def offer(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=name, value=name) for name in ("Kyiv", "Kharkiv") if name.startswith(typed)]

        await self.tree.sync()

    async def on_command_error(self, ctx: commands.Context[commands.Bot], error: Exception) -> None:  # type: ignore[override]  # wider
        self.failures.put_nowait(error.__cause__ if isinstance(error.__cause__, Exception) else error)


@asynccontextmanager
async def connected(fake: FakeDiscord, bot: commands.Bot) -> AsyncIterator[None]:
    """The bot runs on that Discord, and has heard of its servers."""
    with fake.pointing_here():
        running = asyncio.create_task(bot.start("token"))
        try:
            await fake.until("ready")
            yield
        finally:
            await bot.close()
            await running


if __name__ == "__main__":
    with pointing_at(sys.argv[1]):
        Pinger().run("token", log_handler=None)
