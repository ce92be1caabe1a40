"""The announcer: the courier and the ticker at work in the running bot, and telling moderators what they have to mend."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import discord
from discord.ext import tasks

from bot.announcements import health, planning
from bot.announcements.courier import Courier
from bot.announcements.door import Door, Dressed
from bot.announcements.illustrator import Illustrator
from bot.announcements.post import THIS_SERVER, Post
from bot.announcements.ticker import Ticker
from bot.cogs import review_posts
from bot.cogs.desk import Desk, Rooms
from bot.domain.announcements import Announcement
from bot.store import servers
from bot.store.database import Connection
from bot.ui import posts
from bot.ui.card import sentence
from bot.ui.inert import inert

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
WORDS = 500


class Announcer(Desk):
    """Posts what is due, as long as the bot runs."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__(rooms)
        self._illustrator = Illustrator(rooms.store, rooms.studio)
        self.courier = Courier(
            store=rooms.store,
            door=Door(rooms, rooms.pace),
            clock=rooms.clock,
            dress=self._dress,
            tell=self.tell,
            countries=lambda: rooms.countries,
            name=secrets.token_hex(8),
            chance=rooms.chance,
            illustrator=self._illustrator,
        )
        heartbeat = health.heartbeat_of(rooms.settings.store_path)
        self.ticker = Ticker(rooms.store, self.courier, rooms.clock, self.tell, heartbeat, tuple(self._feeds()))

    async def cog_load(self) -> None:
        """Begin to tick, and to plan with every change that is written."""
        self.rooms.store.with_each_write = self._plan
        self.loop.start()

    async def cog_unload(self) -> None:
        """Stop ticking, and let what is under way arrive."""
        self.loop.cancel()
        await self.courier.leave()
        await self._illustrator.close()
        self.rooms.store.with_each_write = None

    @tasks.loop(seconds=TICK_SECONDS)
    async def loop(self) -> None:
        """See to what is due. Whatever goes wrong in it is caught in it, so nothing ends this loop."""
        await self.ticker.tick()

    @loop.before_loop
    async def _ready(self) -> None:
        await self.rooms.wait_until_ready()

    async def tell(self, order: Announcement, words: str) -> None:
        """Tell the moderators of a server: in its review channel, else whoever made the announcement."""
        answer = sentence(inert(words, WORDS))
        chosen = await self.rooms.store.read(lambda db: servers.settings_of(db, order.guild_id))
        channel = self.rooms.get_channel(chosen.review_channel) if chosen.review_channel is not None else None
        if channel is not None and channel.guild.id == order.guild_id and channel.id != order.channel_id:
            try:
                await channel.send(answer.content, allowed_mentions=discord.AllowedMentions.none())
            except discord.HTTPException as error:
                log.warning("the moderators of server %d could not be told: %s", order.guild_id, error)
            else:
                return
        if order.made_by:
            await review_posts.in_private(self.rooms, order.made_by, answer)

    def _feeds(self) -> Iterator[tuple[str, Callable[[], Awaitable[None]]]]:
        """The files for others, where the operator wants them."""
        folder = self.rooms.settings.feeds_dir
        if folder is not None:
            from bot.announcements.feeds import Feeds  # noqa: PLC0415  # read only where feeds are wanted

            feeds = Feeds(self.rooms.store, folder, self.rooms.clock, lambda: self.rooms.countries)
            yield "the feeds", feeds.write_if_due

    def _plan(self, db: Connection) -> Any:
        return planning.tell_of_revisions(db, self.rooms.clock())

    def _dress(self, post: Post, mark: str, order: Announcement | None, embeds: bool) -> Dressed:
        channel = self.rooms.get_channel(order.channel_id) if order is not None else None
        server = channel.guild.name if channel is not None else THIS_SERVER
        if order is not None and order.role_id and channel is not None and channel.guild.get_role(order.role_id) is None:
            # A role that was deleted would stand there as “@unknown-role”.
            order = order.model_copy(update={"role_id": None})
        return posts.dress(post, mark, order, self.rooms.asking(0).prefix, embeds=embeds, server=server)
