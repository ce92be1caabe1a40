"""A server with a member, a moderator, and a moderator who edits the catalogue too, for trying the bot out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import discord
import simcord
from discord.ext import commands

from bot.app import TwinBot

SERVER = "Sister Cities"
CHANNEL = "city-diplomacy"
REVIEW = "review"
BOT_NAME = "Twinbot"
SETTLE_SECONDS = 20.0
"""How long an answer may take before it counts as missing. It ends as soon as the bot is quiet."""


class As(StrEnum):
    """As who a command can be asked."""

    MEMBER = "member"
    MODERATOR = "moderator"
    EDITOR = "editor"


@dataclass(frozen=True)
class World:
    """Who and what there is."""

    bot: TwinBot
    env: simcord.Env
    channel: simcord.ChannelHandle
    review: simcord.ChannelHandle
    member: simcord.MemberActor
    moderator: simcord.MemberActor
    """Mona. She manages the server."""
    editor: simcord.MemberActor
    """Max. He manages the server, and is an editor of the shared catalogue."""

    @property
    def guild_id(self) -> int:
        return self.member.guild.id

    def who(self, role: As) -> simcord.MemberActor:
        """Somebody who is that."""
        return {As.MEMBER: self.member, As.MODERATOR: self.moderator, As.EDITOR: self.editor}[role]


async def open_world(bot: TwinBot) -> World:
    """Start ``bot`` in a server of its own, which is the catalogue's home too. The clock there shows the present.

    Nothing is written to the store by that.
    """
    # There is no app here that turns what is typed into a mention or a slash command.
    bot.command_prefix = commands.when_mentioned_or(bot.settings.prefix, "/", f"@{BOT_NAME} ")
    env = simcord.Env(bot, check_errors=False, settle_timeout=SETTLE_SECONDS)
    # In one step: what the bot does every second would be done for every second on the way.
    env.backend.clock.advance((dt.datetime.now(dt.UTC) - env.now()).total_seconds())
    await env.start()
    await bot.all_open()
    server = env.create_guild(SERVER)
    channel = server.create_text_channel(CHANNEL, topic="Which cities is mine tied to? Who helps, and how?")
    review = server.create_text_channel(REVIEW, topic="What members suggest, for those who decide")
    moderators = server.create_role("Moderators", permissions=discord.Permissions(manage_guild=True, manage_messages=True))
    member = server.add_member(env.create_user("ana", global_name="Ana"))
    moderator = server.add_member(env.create_user("mona", global_name="Mona (moderator)"), roles=[moderators])
    editor = server.add_member(env.create_user("max", global_name="Max (moderator)"), roles=[moderators])
    assert bot.user is not None
    await bot.user.edit(username=BOT_NAME)
    here = {"home_guild": server.id, "editor_ids": frozenset({editor.id}), "editor_role": None, "owner_ids": frozenset()}
    bot.settings = bot.settings.model_copy(update=here)
    return World(bot, env, channel, review, member, moderator, editor)
