"""The gate: who may use a command is looked at in code, before each, in every form. Discord's own settings are only a hint."""

from __future__ import annotations

from typing import Any

import discord
from discord.ext import commands

from bot.cogs.desk import Desk, Rooms
from bot.errors import NotAllowed
from bot.moderation import permissions
from bot.moderation.permissions import Need, Person
from bot.store import servers


class Gate(Desk):
    """Lets those pass who may."""

    async def bot_check(self, context: commands.Context[Any]) -> bool:
        """Refuse whoever lacks what the command asks for, and say what that is.

        Raises:
            commands.CheckFailure: with the words for the member.
        """
        assert context.command is not None
        need = permissions.NEEDS.get(context.command.qualified_name, Need.NOTHING)
        if need is Need.NOTHING:
            return True
        try:
            await passed(self.rooms, context.author, context.guild, need)
        except NotAllowed as refusal:
            raise commands.CheckFailure(str(refusal)) from refusal
        return True


async def passed(rooms: Rooms, user: discord.abc.User, guild: discord.Guild | None, need: Need) -> Person:
    """Somebody, as they are here and now, if they have what is needed: before a command, and at each press and form again.

    Raises:
        NotAllowed: they lack it.
    """
    person = await rooms.person(user, guild)
    permissions.require(person, need, await _role_name(rooms, guild))
    return person


async def _role_name(rooms: Rooms, guild: discord.Guild | None) -> str:
    """What this server's moderator role is called, if it has chosen one."""
    if guild is None:
        return ""
    chosen = await rooms.store.read(lambda db: servers.settings_of(db, guild.id), ("server", guild.id))
    role = guild.get_role(chosen.moderator_role) if chosen.moderator_role else None
    return role.name if role else ""
