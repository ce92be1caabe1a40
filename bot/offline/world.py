"""A server with a member and a moderator, for trying the bot out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import discord
import simcord
from discord.ext import commands

from bot.app import TwinBot

SERVER = "Sister Cities"
CHANNEL = "city-diplomacy"
BOT_NAME = "Twinbot"
SETTLE_SECONDS = 20.0
"""How long an answer may take before it counts as missing. It ends as soon as the bot is quiet."""


@dataclass(frozen=True)
class World:
    """Who and what there is."""

    bot: TwinBot
    env: simcord.Env
    channel: simcord.ChannelHandle
    member: simcord.MemberActor
    moderator: simcord.MemberActor


async def open_world(bot: TwinBot) -> World:
    """Start ``bot`` in a server of its own. The clock there shows the present."""
    # There is no app here that turns what is typed into a mention or a slash command.
    bot.command_prefix = commands.when_mentioned_or(bot.settings.prefix, "/", f"@{BOT_NAME} ")
    env = simcord.Env(bot, check_errors=False, settle_timeout=SETTLE_SECONDS)
    await env.start()
    await env.advance_time((dt.datetime.now(dt.UTC) - env.now()).total_seconds())
    server = env.create_guild(SERVER)
    channel = server.create_text_channel(CHANNEL, topic="Which cities is mine tied to? Who helps, and how?")
    moderators = server.create_role("Moderators", permissions=discord.Permissions(manage_guild=True, manage_messages=True))
    member = server.add_member(env.create_user("ana", global_name="Ana"))
    moderator = server.add_member(env.create_user("mona", global_name="Mona (moderator)"), roles=[moderators])
    assert bot.user is not None
    await bot.user.edit(username=BOT_NAME)
    return World(bot, env, channel, member, moderator)
