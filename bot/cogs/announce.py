"""``announce``: what the bot posts unasked in a server, where and when; set up, changed, paused and removed by its moderators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.announcements.kinds import KINDS
from bot.announcements.refusals import AnnouncementRefused
from bot.cogs import gate, own_names
from bot.cogs.announce_forms import TypedOrder
from bot.cogs.announce_keeping import Keeping
from bot.cogs.announce_showing import Showing
from bot.cogs.desk import Desk, Help, Offers, PressHandler, Rooms, group, subcommand
from bot.cogs.question import PressQuestion
from bot.domain.announcements import AnnouncementKind
from bot.moderation.permissions import Need
from bot.ui import announcing, announcing_forms, short
from bot.ui.announcing_forms import CODE, EVERY_FIELD, Part
from bot.ui.controls import Press, row_number

GROUP = "For moderators"
NUMBER = "Its number, as “announce list” shows it"
KIND_CHOICES = [
    app_commands.Choice(name=f"{kind.title[:1].upper()}{kind.title[1:]}"[:100], value=str(kind.name))
    for kind in KINDS.values()
    if kind.for_servers
]
FIELD_CHOICES = [app_commands.Choice(name=field.label, value=field.name) for field in EVERY_FIELD]


class Announce(Desk):
    """Announcements and those who keep them."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__(rooms)
        self.showing = Showing(rooms)
        self.keeping = Keeping(rooms, self.showing)

    async def cog_unload(self) -> None:
        """Have nothing more drawn."""
        await self.showing.close()

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {CODE: self.on_announce}

    @group(
        "What I post in this server by myself",
        Help(
            GROUP,
            ("announce", "announce add digest #news every Monday 9:00", "announce why 3"),
            "Typed alone, it lists this server’s announcements with their numbers, the next time and the last result of each.",
        ),
        fallback="list",
    )
    async def announce(self, context: commands.Context[Any]) -> None:
        """All announcements of this server."""
        await self.showing.everything(self.asked(context), self._guild(context))

    @subcommand(
        announce,
        "Set up a new announcement",
        Help(
            GROUP,
            ("announce add", "announce add digest #news every Monday 9:00", "announce add status_change #news"),
            "Typed alone, it shows what I can tell. With a kind and a channel it is set up at once, else a form asks for them. I check "
            "my permissions there and say what is missing. Times are by this server’s clock: settings timezone.",
        ),
    )
    @app_commands.describe(kind="What I should tell", channel="A channel, thread or forum", when="As in: every Monday 9:00")
    @app_commands.choices(kind=KIND_CHOICES)
    async def add(self, context: commands.Context[Any], kind: str = "", channel: str = "", *, when: str = "") -> None:
        """Set up a new announcement."""
        question, guild = self.asked(context), self._guild(context)
        text = " ".join(part for part in (kind, channel, when) if part)
        if not text:
            await question.answer(announcing_forms.which_kind(question.asking))
            return
        chosen, rest = announcing_forms.kind_named(text)
        if chosen is None:
            raise AnnouncementRefused(
                f"I do not know what “{text[:40]}” should tell. Write {announcing_forms.kinds_in_words()}; “announce add” shows what "
                "each is."
            )
        where, at = (channel, when) if context.interaction is not None else self._parted(guild, rest)
        values = {name: given for name, given in (("channel", where), ("when", at)) if given}
        typed = TypedOrder(context.author.id, guild.id, chosen.name, Part.PLACE, values)
        if where and chosen.name is not AnnouncementKind.MESSAGE:
            await self.keeping.understood(question, guild, context.author, typed)
        elif context.interaction is not None:
            await self.keeping.open(context.interaction, typed)
        else:
            key = self.keeping.typed.keep(typed) if values else 0
            await question.answer(announcing_forms.one_form(question.asking, chosen, key))

    @subcommand(
        announce,
        "Change an announcement",
        Help(
            GROUP,
            ("announce edit 3", "announce edit 3 when every Friday 12:00", "announce edit 3 countries Ukraine, Poland"),
            "With its number alone, it shows all of it with a button for each form. One field is changed in one line: channel, when, "
            "words, role, publish, countries, cities, sectors, statuses, quiet, language or empty. “none” empties a field.",
            "Edit which announcement?",
        ),
    )
    @app_commands.describe(number=NUMBER, field="What to change", to="What it becomes; none to empty it")
    @app_commands.choices(field=FIELD_CHOICES)
    async def edit(self, context: commands.Context[Any], number: str, field: str = "", *, to: str = "") -> None:
        """Change an announcement."""
        question, guild = self.asked(context), self._guild(context)
        order = await self.showing.order(guild, _number(number))
        if not field:
            await self.showing.one(question, guild, order)
            return
        first, _, rest = to.partition(" ")
        named, text = announcing_forms.field_named(f"{field} {first}"), rest
        if named is None:
            named, text = announcing_forms.field_named(field), to
        if named is None:
            known = ", ".join(each.name for each in announcing_forms.all_fields(KINDS[order.kind]))
            raise AnnouncementRefused(f"An announcement of this kind has no “{field[:40]}”. Write one of {known}.")
        if not text.strip():
            raise AnnouncementRefused(f"What should “{named.label}” become? Write it behind, or “none” to empty it.")
        typed = TypedOrder(context.author.id, guild.id, order.kind, _part_of(named.name), {named.name: text}, order)
        await self.keeping.understood(question, guild, context.author, typed)

    @subcommand(
        announce,
        "Let nothing go out for an announcement",
        Help(
            GROUP,
            ("announce pause 3",),
            "Nothing is lost: changes that happen meanwhile are told when it is resumed, several of them in one post. Of digests, "
            "spotlights and own messages that fall due meanwhile only the last is, and what is for one day is not told on another.",
            "Pause which announcement?",
        ),
    )
    @app_commands.describe(number=NUMBER)
    async def pause(self, context: commands.Context[Any], number: str) -> None:
        """Pause an announcement."""
        await self.keeping.pause(self.asked(context), self._guild(context), context.author, _number(number))

    @subcommand(
        announce,
        "Let a paused announcement go out again",
        Help(
            GROUP,
            ("announce resume 3",),
            "I look first whether I may post there, and say what is missing. What waited goes out as far as it is still time.",
            "Resume which announcement?",
        ),
    )
    @app_commands.describe(number=NUMBER)
    async def resume(self, context: commands.Context[Any], number: str) -> None:
        """Resume an announcement."""
        await self.keeping.resume(self.asked(context), self._guild(context), _number(number))

    @subcommand(
        announce,
        "Take an announcement out",
        Help(
            GROUP,
            ("announce remove 3",),
            "A button asks you to confirm. What was posted stays; what waits is dropped.",
            "Remove which announcement?",
        ),
    )
    @app_commands.describe(number=NUMBER)
    async def remove(self, context: commands.Context[Any], number: str) -> None:
        """Remove an announcement, once that is confirmed."""
        await self.keeping.ask_to_remove(self.asked(context), self._guild(context), _number(number))

    @subcommand(
        announce,
        "What would go out now, for your eyes only",
        Help(
            GROUP,
            ("announce preview 3",),
            "Exactly as it would be posted, without posting it. If nothing would go out, it says why.",
            "Preview which announcement?",
        ),
    )
    @app_commands.describe(number=NUMBER)
    async def preview(self, context: commands.Context[Any], number: str) -> None:
        """What would go out now."""
        question, guild = self.asked(context), self._guild(context)
        order = await self.showing.order(guild, _number(number))
        if context.interaction is None:
            await question.answer(announcing.only_for_you(question.asking, order.announcement_id))
            return
        await self.showing.preview(question, guild, order)

    @subcommand(
        announce,
        "Post an announcement once as a test",
        Help(
            GROUP,
            ("announce test 3",),
            "What would go out now is posted in its channel, marked as a test. It pings nobody, and the real post still comes.",
            "Test which announcement?",
        ),
    )
    @app_commands.describe(number=NUMBER)
    async def test(self, context: commands.Context[Any], number: str) -> None:
        """Post it once as a test."""
        question, guild = self.asked(context), self._guild(context)
        order = await self.showing.order(guild, _number(number))
        if context.interaction is not None:
            await context.defer()
        await self.showing.test(question, guild, order)

    @subcommand(
        announce,
        "Why something did or did not go out",
        Help(
            GROUP,
            ("announce why 3", "announce why K7M-4Q2"),
            "Its last posts, what waits and until when, and what its filters hold back. With the mark in a post’s last line, that post.",
            "Why which announcement, or which post?",
        ),
    )
    @app_commands.describe(number=f"{NUMBER}; or a post’s mark, such as K7M-4Q2")
    async def why(self, context: commands.Context[Any], number: str) -> None:
        """Why something did or did not go out."""
        question, guild = self.asked(context), self._guild(context)
        if row_number(number.strip().lstrip("#")):
            await self.showing.why(question, guild, await self.showing.order(guild, _number(number)))
        else:
            await self.showing.why_post(question, guild, number)

    async def on_announce(self, question: PressQuestion, press: Press) -> None:
        """A form asked for or opened again, a page turned, an announcement opened, previewed, paused, resumed or removed."""
        interaction, guild = question.interaction, question.interaction.guild
        await gate.passed(self.rooms, interaction.user, guild, Need.MODERATOR)
        assert guild is not None
        match press.action:
            case "l":
                await self.showing.everything(question, guild, page=press.number(0), turn=True)
            case "a":
                await question.answer(announcing_forms.which_kind(question.asking))
            case "k":
                await self._open_new(question, guild, press)
            case "r" | "c":
                await self.keeping.go_on(question, guild, press)
            case _:
                number = press.number(0) or press.chosen
                await self._on_one(question, guild, press, number)

    async def _on_one(self, question: PressQuestion, guild: discord.Guild, press: Press, number: int) -> None:
        match press.action:
            case "o":
                await self.showing.one(question, guild, await self.showing.order(guild, number))
            case "w" | "t" | "h":
                await self.keeping.open_part(question, await self.showing.order(guild, number), Part(press.action))
            case "v":
                await self.showing.preview(question, guild, await self.showing.order(guild, number))
            case "p":
                await self.keeping.pause(question, guild, question.interaction.user, number)
            case "u":
                await self.keeping.resume(question, guild, number)
            case "x":
                await self.keeping.remove(question, guild, number, press.number(1))
            case _:
                await question.answer(short.no_longer("button"))

    async def _open_new(self, question: PressQuestion, guild: discord.Guild, press: Press) -> None:
        chosen, _ = announcing_forms.kind_named(next(iter((*press.values, *press.arguments)), ""))
        if chosen is None:
            await question.answer(short.no_longer("menu"))
            return
        user = question.interaction.user
        await self.keeping.open(question.interaction, TypedOrder(user.id, guild.id, chosen.name, Part.PLACE, {}))

    def _parted(self, guild: discord.Guild, rest: str) -> tuple[str, str]:
        """The channel and the time of what was typed behind a kind: ``#news every Monday 9:00``, ``every Monday 9:00 in #news``."""
        words = rest.split(" ")
        for place, word in enumerate(words):
            if word.startswith(("#", "<#")):
                others = [*words[:place], *words[place + 1 :]]
                return word, " ".join(others).removesuffix(" in").removeprefix("in ").strip()
        return words[0], " ".join(words[1:])

    def _guild(self, context: commands.Context[Any]) -> discord.Guild:
        """The server in which it was asked: nobody passes the gate in a direct message."""
        assert context.guild is not None
        return context.guild

    async def complete_place(self, interaction: discord.Interaction[Any], current: str) -> Offers:
        """Channels, threads and forums of this server whose name has what was typed."""
        return own_names.offered_places(interaction.guild, current)

    async def complete_number(self, interaction: discord.Interaction[Any], current: str) -> Offers:
        """This server's announcements, for those who may see them."""
        return await self.showing.offers(interaction, current)

    add.autocomplete("channel")(complete_place)
    for _numbered in (edit, pause, resume, remove, preview, test, why):
        _numbered.autocomplete("number")(complete_number)


def _number(text: str) -> int:
    """The number that was typed. Raises :class:`AnnouncementRefused` if it is none."""
    number = row_number(text.strip().lstrip("#"))
    if not number:
        raise AnnouncementRefused(
            f"“{text[:40]}” is no number. “announce list” shows the numbers of this server’s announcements."
        )
    return number


def _part_of(name: str) -> Part:
    """The form in which a field stands."""
    for part in Part:
        for kind in KINDS.values():
            if any(field.name == name for field in announcing_forms.fields_of(kind, part)):
                return part
    return Part.PLACE
