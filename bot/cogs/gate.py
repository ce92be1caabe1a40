"""The gate: who may use a command is looked at in code, before each, in every form. Discord's own settings are only a hint."""

from __future__ import annotations

from typing import Any

from discord.ext import commands

from bot.cogs.desk import Desk
from bot.errors import NotAllowed
from bot.moderation import permissions
from bot.moderation.permissions import Need
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
        person = await self.rooms.person(context.author, context.guild)
        try:
            permissions.require(person, need, await self._role_name(context))
        except NotAllowed as refusal:
            raise commands.CheckFailure(str(refusal)) from refusal
        return True

    async def _role_name(self, context: commands.Context[Any]) -> str:
        """What this server's moderator role is called, if it has chosen one."""
        guild = context.guild
        if guild is None:
            return ""
        chosen = await self.rooms.store.read(lambda db: servers.settings_of(db, guild.id), ("server", guild.id))
        role = guild.get_role(chosen.moderator_role) if chosen.moderator_role else None
        return role.name if role else ""
