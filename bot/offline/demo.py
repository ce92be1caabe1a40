"""``demo``: the real bot in a page of the local browser, with a member and two moderators to write as."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import webbrowser
from collections.abc import Callable
from importlib.util import find_spec

import discord
import simcord
from discord import app_commands
from discord.ext import commands

from bot.app import TwinBot
from bot.domain.servers import ServerSettings
from bot.errors import ExtraMissing
from bot.offline.clock import PageAnnouncer, PageClock
from bot.offline.world import World, open_world
from bot.store import servers

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
QUIET_TICKS = 6
"""How long nothing may have happened before the page is drawn anew: what is pressed in that moment the page gives up."""
BY_PEOPLE = (discord.InteractionType.application_command, discord.InteractionType.component, discord.InteractionType.modal_submit)
"""What somebody does in the page. It draws itself anew when the bot has answered that, and is quiet."""
WELCOME = (
    "**Welcome. This is the real bot, talking to you without Discord.** Type one of these below, with `!` or with `/`:\n"
    "`!twin Los Angeles` which cities is it tied to?\n"
    "`!pairing Chicago / Moscow` how does one tie stand, and who decided?\n"
    "`!aid Kyiv` who helps, and how?\n"
    "`!country Russia / United States` two countries, counted\n"
    "`!path Los Angeles / Kharkiv` how are two cities connected?\n"
    "`!match Columbus, Ohio for:ukraine` whom could a city ask?\n"
    "`!suggest` as a member, `!entry add` and `!review` as a moderator: how entries come about\n"
    "`!announce` as a moderator, `!watch Kyiv here` as anybody: what is told unasked\n"
    "`!clock Monday 9:00` or `!clock +7 days` sets this page’s clock forward: what falls due comes\n"
    "`!help` everything else\n"
    "-# At the top you choose as who you write: Ana, a member, or Mona or Max, who moderate and edit the catalogue. What the one "
    "proposes the other decides on. Whatever you change here is thrown away at the end."
)


async def show(bot: TwinBot, *, port: int | None, open_browser: bool, announce: Callable[[str], None]) -> None:
    """Serve the page until it is stopped.

    Raises:
        ExtraMissing: what draws the page is not installed.

    Args:
        port: on which port of this machine; any free one by default.
        announce: hears the page's address.
    """
    if find_spec("linkify_it") is None or find_spec("PIL") is None:
        raise ExtraMissing("demo", "demo")
    bot.settings = bot.settings.model_copy(update={"announcements": False})
    world = await open_world(bot)
    _let_refuse(world.env)
    await _let_review(world)
    announcer = PageAnnouncer(bot)
    await bot.add_cog(announcer)
    await bot.add_cog(PageClock(bot, announcer, world.env.backend.clock.advance))
    channel = bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    welcome = await channel.send(WELCOME)
    await welcome.pin()
    try:
        preview = world.env.preview(
            world.channel, viewers=(world.member, world.moderator, world.editor), layout="channel", port=port, timezone=_zone()
        )
        async with preview:
            announce(preview.url)
            if open_browser:
                await asyncio.to_thread(_open, preview.url)
            ticking = asyncio.create_task(_tick(world, preview, announcer))
            try:
                await preview.wait_closed()
            finally:
                ticking.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await ticking
    finally:
        await world.env.shutdown()


async def _let_review(world: World) -> None:
    """Post what is proposed where it is seen, for the page shows one channel; and let both moderators decide on the catalogue."""
    editors = frozenset({world.moderator.id, world.editor.id})
    world.bot.settings = world.bot.settings.model_copy(update={"editor_ids": editors})
    chosen = ServerSettings(guild_id=world.guild_id, review_channel=world.channel.id)
    await world.bot.store.write(lambda db: servers.put(db, chosen))


def _let_refuse(env: simcord.Env) -> None:
    """Let the page take a refused command for what it is: answered.

    It would call that a failure of the bot, and keep what was typed, to which the next command would then be added.
    """
    every = env.errors_since

    def unanswered(cursor: int) -> tuple[BaseException, ...]:
        return tuple(
            error for error in every(cursor) if not isinstance(error, commands.CommandError | app_commands.AppCommandError)
        )

    env.errors_since = unanswered  # type: ignore[method-assign]


async def _tick(world: World, preview: simcord.Preview, announcer: PageAnnouncer) -> None:
    """Let the clock in there go on, and show what the bot posted by itself.

    The page does one thing at a time and gives up what comes while another is under way. So the clock is set forward in one
    step that nothing can come between, and the page is drawn anew only when the bot has done something that is no answer to
    what somebody did in the page, and is quiet again.
    """
    acted = asyncio.Event()

    async def on_message(message: discord.Message) -> None:
        if not message.author.bot:
            acted.set()

    async def on_interaction(interaction: discord.Interaction) -> None:
        if interaction.type in BY_PEOPLE:
            acted.set()

    world.bot.add_listener(on_message)
    world.bot.add_listener(on_interaction)
    last, shown, before, quiet = time.monotonic(), len(world.env.http_requests), len(world.env.http_requests), 0
    while True:
        await asyncio.sleep(TICK_SECONDS)
        now = time.monotonic()
        world.env.backend.clock.advance(now - last)
        last = now
        await announcer.catch_up(1)
        # "3 minutes ago" is counted from here.
        preview.capture_time = world.env.now()
        done = len(world.env.http_requests)
        quiet, before = quiet + 1 if done == before else 0, done
        if quiet and acted.is_set():
            acted.clear()
            shown = done
        if done == shown or quiet < QUIET_TICKS:
            continue
        try:
            await preview.refresh()
        except simcord.SetupError:
            # Somebody is just doing something in the page; it is drawn at the next tick.
            continue
        except Exception:
            log.exception("the page could not be drawn anew")
        shown = done


def _open(address: str) -> None:
    with contextlib.suppress(webbrowser.Error):
        webbrowser.open(address)


def _zone() -> str:
    """The name of this machine's time zone, if it has one that the page understands."""
    name = time.tzname[0]
    return name if name in ("UTC", "GMT") else "UTC"
