"""The least that a discord.py bot can do: `!twin X` is answered with a text that never changes."""

from __future__ import annotations

import discord
from discord.ext import commands

from benchmarks.peers.measured import run

ANSWER = "Los Angeles, California: 26 pairings recorded. 24 active, 1 proposed (Kyiv) and 1 of unknown status (Saint Petersburg)."


class Echo(commands.Bot):
    """Looks nothing up."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, messages=True, message_content=True)
        super().__init__("!", intents=intents, help_command=None, allowed_mentions=discord.AllowedMentions.none())
        self.add_command(_twin)


@commands.command(name="twin")
async def _twin(ctx: commands.Context[Echo], *, _city: str) -> None:
    await ctx.send(ANSWER)


if __name__ == "__main__":
    run(Echo)
