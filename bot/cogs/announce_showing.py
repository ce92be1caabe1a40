"""Announcements shown: all of a server, one, what it would post, what it did post and why not."""

from __future__ import annotations

import dataclasses
from typing import Any

import discord
from discord import app_commands

from bot.announcements import orders, rehearsing
from bot.announcements.courier import mark_of
from bot.announcements.door import PICTURE, Door, Dressed, Setback
from bot.announcements.door import Place as Posting
from bot.announcements.illustrator import Drawn, Illustrator
from bot.announcements.post import THIS_SERVER, Post, Strong
from bot.announcements.rehearsing import HeldBack, Rehearsed
from bot.cogs import announce_places
from bot.cogs.announce_forms import names_of
from bot.cogs.announce_places import Place
from bot.cogs.desk import Offers, Rooms
from bot.cogs.question import Question
from bot.domain import wording
from bot.domain.announcements import Announcement, Delivery
from bot.errors import error_id
from bot.moderation.permissions import may_use
from bot.store import announcements, outbox, setbacks
from bot.store.database import Connection
from bot.ui import announcing, announcing_why, posts
from bot.ui.announcing import Shown
from bot.ui.card import Answer, Attached, sentence
from bot.ui.limits import OPTION, OPTIONS

LOOKED_THROUGH = 2000
"""Deliveries of a server that are looked through for a post's mark."""
LAST = 12
PATIENCE = 2.0
"""Seconds that a test waits for its picture: Discord takes no answer to a slash command after three."""
PREVIEW = "Preview"
TEST = "Test"


class Showing:
    """Shows announcements."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self._illustrator = Illustrator(rooms.store, rooms.studio)

    async def close(self) -> None:
        """Have nothing more drawn."""
        await self._illustrator.close()

    async def order(self, guild: discord.Guild, number: int) -> Announcement:
        """A server's announcement. Raises :class:`~bot.announcements.refusals.AnnouncementGone`."""
        return await self.rooms.store.read(lambda db: orders.own(db, number, guild.id))

    async def everything(self, question: Question, guild: discord.Guild, *, page: int = 1, turn: bool = False) -> None:
        """The list."""

        def query(db: Connection) -> tuple[str, list[Shown]]:
            zone = announcements.zone_of(db, guild.id)
            return zone, [self._shown(db, order, guild, zone) for order in announcements.of_guild(db, guild.id)]

        zone, shown = await self.rooms.store.read(query)
        await question.answer(announcing.list_card(question.asking, shown, zone, page=page), turn=turn)

    async def one(self, question: Question, guild: discord.Guild, order: Announcement) -> None:
        """One with all its facts."""
        await question.answer(announcing.order_card(question.asking, await self.shown(guild, order)))

    async def shown(self, guild: discord.Guild, order: Announcement) -> Shown:
        """An announcement with what its choices are called now."""
        return await self.rooms.store.read(lambda db: self._shown(db, order, guild, announcements.zone_of(db, guild.id)))

    async def why(self, question: Question, guild: discord.Guild, order: Announcement) -> None:
        """What became of its posts, and why."""
        now, countries = self.rooms.clock(), self.rooms.countries

        def query(db: Connection) -> tuple[Shown, list[Delivery], list[Delivery], list[HeldBack]]:
            number = order.announcement_id
            return (
                self._shown(db, order, guild, announcements.zone_of(db, guild.id)),
                outbox.newest(db, number, LAST),
                outbox.waiting(db, number),
                rehearsing.held_back(db, order, now, countries),
            )

        shown, last, waiting, held = await self.rooms.store.read(query, slow=True)
        await question.answer(announcing_why.why_card(question.asking, shown, last, waiting, held, now))

    async def why_post(self, question: Question, guild: discord.Guild, mark: str) -> None:
        """One post by its mark."""
        wanted = mark.strip().upper().replace(" ", "-")

        def query(db: Connection) -> tuple[Delivery, bool] | None:
            for delivery in outbox.of_guild(db, guild.id, LOOKED_THROUGH):
                if mark_of(delivery) == wanted:
                    number = delivery.announcement_id
                    return delivery, number is not None and announcements.one(db, number) is not None
            return None

        found = await self.rooms.store.read(query, slow=True)
        if found is None:
            await question.answer(announcing_why.unknown_mark(mark))
            return
        delivery, is_there = found
        place = announce_places.name_of(guild, delivery.channel_id)
        await question.answer(announcing_why.delivery_card(question.asking, delivery, place, is_there=is_there))

    async def preview(self, question: Question, guild: discord.Guild, order: Announcement) -> None:
        """What would go out now, for the asker's eyes only, dressed as the real post."""
        shown, found = await self.shown(guild, order), await self._rehearsed(order)
        now = self.rooms.clock()
        if not found.said:
            note = announcing_why.nothing_now(shown, now, example=found.example is not None)
        else:
            note = announcing_why.preview_note(shown, waited=found.waited, count=len(found.said), now=now)
        await question.answer(sentence(note, private=True))
        post = found.said[0].post if found.said else found.example
        if post is not None:
            mark = mark_of(found.said[0].delivery) if found.said and found.waited else PREVIEW
            place = announce_places.place_of(guild, order.channel_id)
            dressed = self._dressed(post, mark, order, place)
            await _then(question, dressed.illustrated(await self._drawn(post, dressed, guild, place)))

    async def test(self, question: Question, guild: discord.Guild, order: Announcement) -> None:
        """Post it once, marked as a test; nobody is pinged, and nothing of it is kept."""
        shown, found = await self.shown(guild, order), await self._rehearsed(order)
        place = await announce_places.found(self.rooms, guild, order.channel_id)
        trouble = announce_places.trouble(place)
        if trouble or place is None:
            await question.answer(announcing.not_posted(shown, trouble))
            return
        post = found.said[0].post if found.said else found.example
        nothing = Post(sentence=(Strong(f"{wording.upper_first(shown.kind.title)}."), " There is nothing to tell now."))
        dressed = self._dressed(post or nothing, TEST, order.model_copy(update={"role_id": None}), place)
        marked = dataclasses.replace(dressed, content=f"Test: {dressed.content}", said=f"Test: {dressed.said}")
        door = Door(self.rooms, self.rooms.pace)
        try:
            drawn = await self._drawn(post or nothing, marked, guild, place, patience=PATIENCE)
            await door.pace.turn()
            await door.post(Posting(place), marked, error_id(self.rooms.chance), drawn=drawn)
        except Setback as setback:
            await question.answer(announcing.not_posted(shown, str(setback)))
        else:
            await question.answer(announcing.tested(shown, example=not found.said, nothing=post is None))

    async def offers(self, interaction: discord.Interaction[Any], current: str) -> Offers:
        """A server's announcements that fit what was typed; none to who may not keep them."""
        guild = interaction.guild
        if guild is None or not may_use(await self.rooms.person(interaction.user, guild), "announce"):
            return []
        those = await self.rooms.store.read(lambda db: announcements.of_guild(db, guild.id))
        named = {
            str(order.announcement_id): (
                f"{order.announcement_id}: {order.kind.replace('_', ' ')} in {announce_places.name_of(guild, order.channel_id)}"
            )
            for order in those
        }
        fitting = [(name, number) for number, name in named.items() if current.casefold() in name.casefold()]
        return [app_commands.Choice(name=name[:OPTION], value=number) for name, number in fitting[:OPTIONS]]

    async def _rehearsed(self, order: Announcement) -> Rehearsed:
        now, countries = self.rooms.clock(), self.rooms.countries
        return await rehearsing.undone(self.rooms.store, lambda db: rehearsing.of_order(db, order, now, countries))

    def _dressed(self, post: Post, mark: str, order: Announcement, place: Place | None) -> Dressed:
        prefix, embeds = self.rooms.asking(0).prefix, place is None or Posting(place).shows_embeds
        return posts.dress(post, mark, order, prefix, embeds=embeds, server=place.guild.name if place else THIS_SERVER)

    async def _drawn(
        self, post: Post, dressed: Dressed, guild: discord.Guild, place: Place | None, *, patience: float | None = None
    ) -> Drawn | None:
        """The picture that would go with it there."""
        if dressed.embed is None or (place is not None and not Posting(place).takes_files):
            return None
        return await self._illustrator.drawn(post.picture, guild.id, patience=patience)

    def _shown(self, db: Connection, order: Announcement, guild: discord.Guild, zone: str) -> Shown:
        cities, countries = names_of(self.rooms, order)
        place = announce_places.place_of(guild, order.channel_id)
        role = guild.get_role(order.role_id) if order.role_id is not None else None
        last = outbox.newest(db, order.announcement_id, LAST)
        what = f"announcement {order.announcement_id}"
        return Shown(
            order=order,
            place=announce_places.name_of(guild, order.channel_id),
            zone=zone,
            role="" if order.role_id is None else role.name if role else "that was chosen, which is gone",
            cities=tuple(cities),
            countries=countries,
            last=next((delivery for delivery in last if not delivery.state.waits), None),
            waits=len(outbox.waiting(db, order.announcement_id)),
            trouble=announce_places.trouble(place) if place is not None else "",
            set_aside=dict(setbacks.set_aside(db)).get(what, ""),
        )


async def _then(question: Question, dressed: Dressed) -> None:
    """Show the post itself under what was said of it, with nobody pinged."""
    drawn = dressed.drawn
    files = (Attached(PICTURE, drawn.content, drawn.alt),) if drawn is not None else ()
    await question.answer(Answer(content=dressed.content, view=dressed.view, embed=dressed.embed, private=True, files=files))
