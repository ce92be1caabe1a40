"""Announcements kept: forms opened and sent off, fields changed, announcements paused, resumed and removed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from typing import Any

import discord

from bot.announcements import orders, schedules
from bot.announcements.kinds import KINDS
from bot.announcements.refusals import AnnouncementEdited
from bot.cogs import announce_places, gate
from bot.cogs.announce_forms import Surroundings, TypedOrder, WhichCityError, names_of, understood
from bot.cogs.announce_showing import Showing
from bot.cogs.desk import Rooms
from bot.cogs.question import PressQuestion, Question
from bot.cogs.typed_forms import TypedForms
from bot.domain.announcements import Announcement
from bot.domain.changes import Author
from bot.errors import ChangeRefused, FieldUnclear
from bot.moderation.permissions import Need
from bot.search import Outcome
from bot.store import announcements
from bot.ui import announcing, announcing_forms, short
from bot.ui.announcing import Shown
from bot.ui.announcing_forms import CODE, AnnouncementForm, Part, in_fields
from bot.ui.card import Answer
from bot.ui.controls import Press
from bot.ui.inert import cut, tidy

log = logging.getLogger(__name__)

NEXT_TIMES = 3


class Keeping:
    """Keeps announcements."""

    def __init__(self, rooms: Rooms, showing: Showing) -> None:
        self.rooms = rooms
        self.showing = showing
        self.typed: TypedForms[TypedOrder] = TypedForms(rooms.chance)

    # ---- Forms ------------------------------------------------------------------------------------------------------

    async def open(self, interaction: discord.Interaction[Any], typed: TypedOrder) -> None:
        """Show a form with what was typed into it so far; what may be done is looked at anew when it comes back."""
        press = Press(CODE, typed.part.value, (), interaction.user.id)

        async def submitted(sent: discord.Interaction[Any], values: dict[str, str]) -> None:
            filled = dataclasses.replace(typed, values=values)
            await self.rooms.guard(sent, press, lambda question: self._submitted(question, filled))

        form = AnnouncementForm(KINDS[typed.kind], typed.part, self._offered(interaction.guild, typed), submitted)
        await interaction.response.send_modal(form)

    async def open_part(self, question: PressQuestion, order: Announcement, part: Part) -> None:
        """Open a form about an announcement as it stands now."""
        cities, _ = names_of(self.rooms, order)
        values = in_fields(order, *_named(self.rooms, order))
        user = question.interaction.user
        await self.open(question.interaction, TypedOrder(user.id, order.guild_id, order.kind, part, values, order, cities))

    async def go_on(self, question: PressQuestion, guild: discord.Guild, press: Press) -> None:
        """A form is opened again, or the city of a name in it was chosen."""
        user = question.interaction.user
        typed = self.typed.of(press.number(0), user.id)
        if typed is None or typed.guild_id != guild.id:
            await question.answer(announcing_forms.forgotten(question.asking))
        elif press.action == "r":
            await self.open(question.interaction, await self._as_it_stands(typed))
        elif self.rooms.search.city(press.chosen) is None or not typed.asked:
            await question.answer(short.no_longer("city"))
        else:
            typed.known[typed.asked] = press.chosen
            await self.understood(question, guild, user, typed, turn=True)

    async def understood(
        self, question: Question, guild: discord.Guild, user: discord.abc.User, typed: TypedOrder, *, turn: bool = False
    ) -> None:
        """Keep what was typed, if it is plain; else ask back or say what is wrong, and keep the form."""
        key = self.typed.keep(typed)
        question.again = announcing_forms.again_button(question.asking, key)
        now, zone = self.rooms.clock(), await self.rooms.store.read(lambda db: announcements.zone_of(db, guild.id))
        try:
            update = understood(Surroundings(self.rooms, guild, user, now, zone), typed)
            order = await self._written(guild, user, typed, update, now)
        except FieldUnclear as error:
            await question.answer(announcing_forms.unclear(question.asking, key, error.errors))
        except WhichCityError as which:
            cities = [candidate.city for candidate in which.found.candidates]
            sure = which.found.outcome is Outcome.CHOICE
            asked = announcing_forms.which_city(question.asking, key, which.found.typed, cities, sure=sure, private=not turn)
            await question.answer(asked, turn=turn)
        except ChangeRefused as refusal:
            await question.answer(announcing_forms.unclear(question.asking, key, {"": str(refusal)}))
        else:
            log.info("server %d: announcement %d kept by user %d", guild.id, order.announcement_id, user.id)
            await self._tell_kept(question, guild, order, now, new=typed.order is None, turn=turn)

    async def _submitted(self, question: PressQuestion, typed: TypedOrder) -> None:
        user, guild = question.interaction.user, question.interaction.guild
        await gate.passed(self.rooms, user, guild, Need.MODERATOR)
        assert guild is not None
        if guild.id != typed.guild_id:
            await question.answer(announcing_forms.forgotten(question.asking))
            return
        await self.understood(question, guild, user, typed)

    async def _written(
        self, guild: discord.Guild, user: discord.abc.User, typed: TypedOrder, update: dict[str, Any], now: dt.datetime
    ) -> Announcement:
        before = typed.order
        if before is not None:
            return await self.rooms.store.write(lambda db: orders.edit(db, before, update, now))
        kind, author = KINDS[typed.kind], Author(user.id, cut(tidy(user.display_name), 100))
        if "channel_id" not in update:
            raise FieldUnclear({"channel": "In which channel? Mention it, or write its name."})
        if kind.timed and "rhythm" not in update:
            update["rhythm"] = kind.default_rhythm
        made = Announcement(
            announcement_id=0, guild_id=guild.id, kind=typed.kind, made_by=author.user_id, made_by_name=author.name, **update
        )
        return await self.rooms.store.write(lambda db: orders.add(db, made, now))

    async def _as_it_stands(self, typed: TypedOrder) -> TypedOrder:
        """A form that is opened again is about the announcement as it stands now: who opens it has seen that it changed."""
        order = typed.order
        if order is None:
            return typed
        number, guild_id = order.announcement_id, order.guild_id
        now = await self.rooms.store.read(lambda db: orders.own(db, number, guild_id))
        cities, countries = names_of(self.rooms, now)
        # What somebody else changed meanwhile stands there, but for what was typed anew.
        before = in_fields(order, *_named(self.rooms, order))
        values = in_fields(now, tuple(cities), countries) | {
            name: text for name, text in typed.values.items() if text != before[name]
        }
        return dataclasses.replace(typed, order=now, values=values, known={**cities, **typed.known})

    def _offered(self, guild: discord.Guild | None, typed: TypedOrder) -> dict[str, str]:
        """What stands in a form: of channel and role only what is there, for Discord refuses what was deleted."""
        values = dict(typed.values)
        if typed.order is None:
            kind = KINDS[typed.kind]
            values = {"when": kind.default_rhythm, "publish": "off", "language": "en", "empty": "off", **values}
        for name, meant in (("channel", announce_places.meant), ("role", announce_places.role_meant)):
            values[name] = meant(guild, values.get(name, ""))
        return values

    async def _tell_kept(
        self, question: Question, guild: discord.Guild, order: Announcement, now: dt.datetime, *, new: bool, turn: bool
    ) -> None:
        shown = await self.showing.shown(guild, order)
        place = announce_places.place_of(guild, order.channel_id)
        notes = [shown.trouble] if shown.trouble else announce_places.notes(place, order) if place is not None else []
        times = _times(order, now, shown.zone)
        await question.answer(announcing.kept(question.asking, shown, times, notes, new=new), turn=turn)

    # ---- Pausing, resuming, removing --------------------------------------------------------------------------------

    async def pause(self, question: Question, guild: discord.Guild, user: discord.abc.User, number: int) -> None:
        """Let nothing go out for it."""
        why = f"{cut(tidy(user.display_name), 100)} paused it"
        was_active = await self.rooms.store.write(lambda db: orders.pause(db, number, guild.id, why))
        if was_active:
            log.info("server %d: announcement %d paused by user %d", guild.id, number, user.id)
        shown = await self.showing.shown(guild, await self.showing.order(guild, number))
        await _answer(question, shown, announcing.paused(shown, was_active=was_active))

    async def resume(self, question: Question, guild: discord.Guild, number: int) -> None:
        """Let it go out again, if the bot may post there."""
        before = await self.showing.order(guild, number)
        trouble = announce_places.trouble(await announce_places.found(self.rooms, guild, before.channel_id))
        if trouble:
            raise ChangeRefused(f"Announcement {number} stays as it is. {trouble}")
        # What waits is counted before: the ticker may be quicker than the answer.
        waits = (await self.showing.shown(guild, before)).waits
        was_paused = await self.rooms.store.write(lambda db: orders.resume(db, number, guild.id))
        if was_paused:
            log.info("server %d: announcement %d resumed", guild.id, number)
        shown = await self.showing.shown(guild, await self.showing.order(guild, number))
        await _answer(question, shown, announcing.resumed(shown, waits, was_paused=was_paused))

    async def ask_to_remove(self, question: Question, guild: discord.Guild, number: int) -> None:
        """Ask whether it is really to be removed."""
        shown = await self.showing.shown(guild, await self.showing.order(guild, number))
        await question.answer(announcing.ask_to_remove(question.asking, shown))

    async def remove(self, question: PressQuestion, guild: discord.Guild, number: int, version: int) -> None:
        """Remove it, as it stood when that was asked."""
        now = self.rooms.clock()
        try:
            dropped = await self.rooms.store.write(lambda db: orders.remove(db, number, guild.id, version, now))
        except AnnouncementEdited as edited:
            question.again = None
            raise ChangeRefused(f"{edited} “announce remove {number}” asks you again.") from edited
        log.info("server %d: announcement %d removed by user %d", guild.id, number, question.interaction.user.id)
        await question.answer(announcing.removed(number, dropped), turn=True)


async def _answer(question: Question, shown: Shown, said: Answer) -> None:
    """Answer a command; under a card that shows the announcement, let it show it as it is now."""
    if isinstance(question, PressQuestion) and not said.private:
        await question.answer(announcing.order_card(question.asking, shown, said.content or ""), turn=True)
    else:
        await question.answer(said)


def _named(rooms: Rooms, order: Announcement) -> tuple[tuple[str, ...], tuple[str, ...]]:
    cities, countries = names_of(rooms, order)
    return tuple(cities), countries


def _times(order: Announcement, now: dt.datetime, zone: str) -> list[dt.datetime]:
    """The next three times of a timed announcement."""
    times: list[dt.datetime] = []
    if order.rhythm:
        rhythm, at = schedules.parse(order.rhythm, dt.date.min), now
        while len(times) < NEXT_TIMES:
            following = rhythm.next_after(at, zone)
            if following is None:
                break
            times.append(following)
            at = following
    return times
