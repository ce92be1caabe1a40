"""What somebody is, here and now: from Discord's word on their roles, the server's settings and the operator's."""

from __future__ import annotations

from typing import Any, Protocol

import discord

from bot.domain.changes import Author
from bot.domain.servers import ServerSettings
from bot.moderation.permissions import Person
from bot.settings import Settings
from bot.store import servers
from bot.store.database import Database


class Acquainted(Protocol):
    """What knows people: the bot."""

    store: Database
    settings: Settings

    async def is_owner(self, user: Any, /) -> bool: ...

    def get_guild(self, id: int, /) -> discord.Guild | None: ...


class People:
    """Tells what somebody is. Nothing is remembered: a role that was taken away a moment ago counts no more."""

    def __init__(self, bot: Acquainted) -> None:
        self._bot = bot

    async def person(self, user: discord.abc.User, guild: discord.Guild | None) -> Person:
        """What ``user`` is in ``guild``, or in a direct message."""
        author = Author(user.id, user.display_name)
        edits, owns = await self._edits(user, guild), await self._bot.is_owner(user)
        if guild is None or not isinstance(user, discord.Member):
            return Person(author, guild.id if guild else None, edits=edits, owns=owns)
        chosen = await self.server(guild.id)
        roles = {role.id for role in user.roles}
        manages = user.guild_permissions.manage_guild
        return Person(
            author,
            guild.id,
            manages=manages,
            moderates=manages or chosen.moderator_role in roles,
            contributes=chosen.contributor_role in roles,
            edits=edits,
            owns=owns,
        )

    async def server(self, guild_id: int) -> ServerSettings:
        """How a server has set the bot up."""
        return await self._bot.store.read(lambda db: servers.settings_of(db, guild_id), ("server", guild_id))

    async def _edits(self, user: discord.abc.User, guild: discord.Guild | None) -> bool:
        settings = self._bot.settings
        if user.id in settings.editor_ids:
            return True
        if settings.editor_role is None or settings.home_guild is None:
            return False
        member: discord.Member | None = user if isinstance(user, discord.Member) else None
        if guild is None or guild.id != settings.home_guild:
            home = self._bot.get_guild(settings.home_guild)
            member = await _member(home, user.id) if home else None
        return member is not None and any(role.id == settings.editor_role for role in member.roles)


async def _member(guild: discord.Guild, user_id: int) -> discord.Member | None:
    """Somebody as a member of another server than this, asked of Discord: the bot keeps no list of members."""
    try:
        return await guild.fetch_member(user_id)
    except discord.HTTPException:
        # Not a member there, or Discord does not tell: then they are no editor for now.
        return None
