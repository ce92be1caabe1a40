"""What somebody is, here and now: from Discord's word on their roles, the server's settings and the operator's."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Protocol

import discord

from bot.domain.changes import Author
from bot.domain.servers import ServerSettings
from bot.moderation.permissions import Person
from bot.settings import Settings
from bot.store import servers
from bot.store.database import Database

KEPT = dt.timedelta(minutes=1)
"""For how long it is taken as known whether somebody elsewhere is an editor by a role in the home server."""
MOST = 1000
"""Of how many people at once. Then the one asked about longest ago is forgotten."""


class Acquainted(Protocol):
    """What knows people: the bot."""

    store: Database
    settings: Settings
    clock: Callable[[], dt.datetime]

    async def is_owner(self, user: Any, /) -> bool: ...

    def get_guild(self, id: int, /) -> discord.Guild | None: ...


class People:
    """Tells what somebody is.

    A role that was taken away a moment ago counts no more where somebody writes. Only their role in another server, the home server,
    is remembered for :data:`KEPT`: each look at it is a request to Discord.
    """

    def __init__(self, bot: Acquainted) -> None:
        self._bot = bot
        self._at_home: OrderedDict[tuple[int, int, int], tuple[dt.datetime, bool]] = OrderedDict()
        """Home server, role and user to when Discord was asked, and whether they have the role."""

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
        if guild is not None and guild.id == settings.home_guild:
            return isinstance(user, discord.Member) and _has(user, settings.editor_role)
        home = self._bot.get_guild(settings.home_guild)
        return home is not None and await self._has_at_home(home, settings.editor_role, user.id)

    async def _has_at_home(self, home: discord.Guild, role_id: int, user_id: int) -> bool:
        """Whether somebody has a role in another server than this, asked of Discord: the bot keeps no list of members."""
        known, now = (home.id, role_id, user_id), self._bot.clock()
        asked, has = self._at_home.get(known, (None, False))
        if asked is not None and now < asked + KEPT:
            return has
        try:
            has = _has(await home.fetch_member(user_id), role_id)
        except discord.NotFound:
            has = False
        except discord.HTTPException:
            # Discord does not tell: then they are no editor for now, and the next question asks again.
            return False
        self._at_home[known] = now, has
        self._at_home.move_to_end(known)
        if len(self._at_home) > MOST:
            self._at_home.popitem(last=False)
        return has


def _has(member: discord.Member, role_id: int) -> bool:
    return any(role.id == role_id for role in member.roles)
