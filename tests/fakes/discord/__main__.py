"""The stand-in in a process of its own. It prints its address as the first line, and serves until it is ended."""

from __future__ import annotations

import asyncio
import gc
import sys

import click

from .server import FakeDiscord


@click.command(help=__doc__)
@click.option("--port", default=0, show_default="any free one")
@click.option("--guilds", default=2, show_default=True, help="Servers that the bot is in.")
@click.option("--channels", default=50, show_default=True, help="Text channels of each.")
@click.option("--rate-limits", is_flag=True, help="Keep Discord's rate limits.")
@click.option("--seed", default=0, show_default=True, help="Decides which requests meet a fault of some probability.")
def main(port: int, guilds: int, channels: int, rate_limits: bool, seed: int) -> None:
    async def serve() -> None:
        async with FakeDiscord(port=port, guilds=guilds, channels=channels, rate_limits=rate_limits, seed=seed) as discord:
            click.echo(discord.address)
            sys.stdout.flush()
            await asyncio.Event().wait()

    # While it looked for garbage, what a bot sends evenly would pile up and be counted as sent at once.
    gc.disable()
    try:
        asyncio.run(serve())
    except KeyboardInterrupt:
        return


main()
