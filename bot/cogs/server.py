"""``settings`` and ``raidlock``: how a server has set the bot up, and whether it takes suggestions just now."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import gate, own_names, review_posts
from bot.cogs.desk import Desk, Help, Offers, PressHandler, command, group, subcommand
from bot.cogs.question import PressQuestion, Question
from bot.domain.changes import Proposal
from bot.domain.servers import ServerSettings, Theme
from bot.errors import SettingRefused
from bot.moderation import permissions
from bot.moderation.permissions import Need, Person
from bot.store import proposals, servers
from bot.store.database import Connection
from bot.ui import server as server_card
from bot.ui import short
from bot.ui.controls import Press
from bot.ui.server import LANGUAGE, LOOKS, NOT_YET, ON_OFF, Chosen, LooksForm, Pointed, RolesForm

log = logging.getLogger(__name__)

GROUP = "For moderators"
ROLES = frozenset({"moderator_role", "contributor_role"})


class Server(Desk):
    """How a server has set the bot up."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {server_card.CODE: self.on_settings}

    @group(
        "How this server has set me up",
        Help(
            GROUP,
            ("settings", "settings review #review", "settings timezone Europe/Kyiv"),
            "Typed alone, it shows every setting and who may change it, with buttons that open a form.",
        ),
        fallback="show",
    )
    async def settings(self, context: commands.Context[Any]) -> None:
        """How this server has set the bot up."""
        assert context.guild is not None
        await self._show(self.asked(context), await self._person(context), context.guild)

    @subcommand(
        settings,
        "Which role keeps this server’s entries",
        Help(
            GROUP,
            ("settings moderators @Keepers", "settings moderators none"),
            "Whoever has the role may add, edit and retire this server’s own entries and decide on suggestions, as may whoever "
            "manages the server. To choose the role you need the permission Manage Server.",
        ),
    )
    @app_commands.describe(role="A role of this server, or none")
    async def moderators(self, context: commands.Context[Any], *, role: str = "") -> None:
        """Choose the moderator role."""
        await self._choose(context, "moderator_role", role, own_names.role)

    @subcommand(
        settings,
        "Which role may suggest without a daily limit",
        Help(
            GROUP,
            ("settings contributors @Friends", "settings contributors none"),
            "To choose the role you need the permission Manage Server.",
        ),
    )
    @app_commands.describe(role="A role of this server, or none")
    async def contributors(self, context: commands.Context[Any], *, role: str = "") -> None:
        """Choose the contributor role."""
        await self._choose(context, "contributor_role", role, own_names.role)

    @subcommand(
        settings,
        "In which channel suggestions are posted for review",
        Help(
            GROUP,
            ("settings review #review", "settings review none"),
            "I need the permissions View Channel, Send Messages and Embed Links there, and say so if one is missing. "
            "Without a channel nothing is lost: “review” lists what waits.",
        ),
    )
    @app_commands.describe(channel="A text channel of this server, or none")
    async def review(self, context: commands.Context[Any], *, channel: str = "") -> None:
        """Choose the review channel."""
        await self._choose(context, "review_channel", channel, own_names.channel)

    @subcommand(
        settings,
        "In which language I speak here",
        Help(GROUP, ("settings language English",), NOT_YET["language"]),
    )
    @app_commands.describe(language="One of those I speak")
    @app_commands.choices(language=[app_commands.Choice(name=name, value=tag.value) for tag, name in LANGUAGE.items()])
    async def language(self, context: commands.Context[Any], *, language: str = "") -> None:
        """Choose the language."""
        known = {word.casefold(): tag.value for tag, name in LANGUAGE.items() for word in (tag.value, name)}
        await self._set(context, "language", language, known, f"I speak {', '.join(LANGUAGE.values())}.")

    @subcommand(
        settings,
        "Whether pictures are dark or light",
        Help(
            GROUP,
            ("settings theme light", "settings theme dark"),
            "A map or a timeline is one file for all, so it cannot follow what each member has chosen. Most see Discord dark. "
            "What was sent before stays as it is.",
        ),
    )
    @app_commands.describe(theme="Dark or light")
    @app_commands.choices(theme=[app_commands.Choice(name=each.value, value=each.value) for each in Theme])
    async def theme(self, context: commands.Context[Any], *, theme: str = "") -> None:
        """Choose the theme of pictures."""
        await self._set(context, "theme", theme, {each.value: each.value for each in Theme}, "Write dark or light.")

    @subcommand(
        settings,
        "Whether answers come with pictures",
        Help(
            GROUP,
            ("settings pictures off", "settings pictures on"),
            "Off, answers are text alone, with 16 rows on the first page instead of 10. What a picture shows stands in the text too.",
        ),
    )
    @app_commands.describe(pictures="On or off")
    @app_commands.choices(pictures=[app_commands.Choice(name=each, value=each) for each in ON_OFF])
    async def pictures(self, context: commands.Context[Any], *, pictures: str = "") -> None:
        """Switch pictures on or off."""
        await self._set(context, "pictures", pictures, ON_OFF, "Write on or off.")

    @subcommand(
        settings,
        "Whose midnight and noon count here",
        Help(
            GROUP,
            ("settings timezone Europe/Kyiv", "settings timezone America/Chicago"),
            "A region and a city, as in the IANA list. Announcements go by it: nine o’clock is nine o’clock there, in summer and in winter.",
        ),
    )
    @app_commands.describe(zone="A region and a city, as Europe/Kyiv")
    async def timezone(self, context: commands.Context[Any], *, zone: str = "") -> None:
        """Choose the time zone."""
        person = await self._person(context)
        if not zone.strip():
            await self._tell(context, "time_zone")
            return
        await self._change(self.asked(context), person, context.guild, {"time_zone": own_names.zone(zone)}, "time_zone")

    @command(
        "Put members’ suggestions on hold, or let them through",
        Help(
            GROUP,
            ("raidlock on", "raidlock off"),
            "For when many strangers write at once. What members suggest meanwhile is kept and goes to review when you switch it off; "
            "what moderators do goes on.",
        ),
    )
    @app_commands.describe(state="On or off; left out, it tells which it is")
    @app_commands.choices(state=[app_commands.Choice(name=each, value=each) for each in ON_OFF])
    async def raidlock(self, context: commands.Context[Any], *, state: str = "") -> None:
        """Put members' suggestions on hold, or let them through."""
        assert context.guild is not None
        question, guild_id, home = self.asked(context), context.guild.id, self.rooms.settings.home_guild
        wanted = ON_OFF.get(state.strip().casefold())
        if wanted is None and state.strip():
            await question.answer(server_card.unknown_value(state, "Write on or off."))
            return

        def work(db: Connection) -> tuple[list[Proposal], bool, int]:
            before = servers.settings_of(db, guild_id)
            released: list[Proposal] = []
            if wanted is not None:
                servers.put(db, before.model_copy(update={"suggestions_held": wanted}))
                released = [] if wanted else proposals.release(db, guild_id, home)
            return released, before.suggestions_held, proposals.held_in(db, guild_id, home)

        released, was_on, held = await (self.rooms.store.write(work) if wanted is not None else self.rooms.store.read(work))
        if wanted is None:
            await question.answer(server_card.lock_stands(question.asking, on=was_on, held=held))
            return
        log.info("server %d: suggestions %s by user %d", guild_id, "held" if wanted else "released", context.author.id)
        if wanted:
            await question.answer(server_card.locked(question.asking, held))
            return
        if context.interaction is not None:
            # Discord waits three seconds for an answer, and posting many takes longer.
            await context.defer()
        posted = await review_posts.post_all(self.rooms, released)
        await question.answer(server_card.unlocked(question.asking, len(released), posted))

    async def on_settings(self, question: PressQuestion, press: Press) -> None:
        """A form asked for; when it comes back, what the member may do is looked at anew."""
        guild, user = question.interaction.guild, question.interaction.user
        person = await gate.passed(self.rooms, user, guild, Need.MODERATOR)
        if guild is None or press.action not in (server_card.ROLES, LOOKS):
            await question.answer(short.no_longer("button"))
            return
        chosen = await self._chosen(guild)

        async def submitted(interaction: discord.Interaction[Any], wanted: Mapping[str, Any]) -> None:
            await self.rooms.guard(interaction, press, lambda form: self._submitted(form, guild, wanted))

        roles = person.manages or person.owns
        form = RolesForm(chosen, roles=roles, submitted=submitted)
        await question.interaction.response.send_modal(
            form if press.action == server_card.ROLES else LooksForm(chosen.settings, submitted=submitted)
        )

    async def _submitted(self, question: PressQuestion, guild: discord.Guild, wanted: Mapping[str, Any]) -> None:
        person = await gate.passed(self.rooms, question.interaction.user, guild, Need.MODERATOR)
        update = dict(wanted)
        if "time_zone" in update:
            update["time_zone"] = own_names.zone(update["time_zone"])
        await self._write(person, guild, update)
        await self._show(question, person, guild, turn=True)

    async def _choose(
        self, context: commands.Context[Any], field: str, typed: str, meant: Callable[[discord.Guild, str], int | None]
    ) -> None:
        """Have a role or channel chosen, or none."""
        assert context.guild is not None
        if not typed.strip():
            await self._tell(context, field)
            return
        chosen = None if typed.strip().casefold() in own_names.NONE else meant(context.guild, typed)
        await self._change(self.asked(context), await self._person(context), context.guild, {field: chosen}, field)

    async def _set(
        self, context: commands.Context[Any], field: str, typed: str, known: Mapping[str, Any], there_are: str
    ) -> None:
        """Have one of a few values."""
        word = typed.strip().casefold()
        if not word:
            await self._tell(context, field)
        elif word not in known:
            await self.asked(context).answer(server_card.unknown_value(typed, there_are))
        else:
            await self._change(self.asked(context), await self._person(context), context.guild, {field: known[word]}, field)

    async def _tell(self, context: commands.Context[Any], field: str) -> None:
        """How a setting stands, for whoever did not say what to make it."""
        assert context.guild is not None
        assert context.command is not None
        question = self.asked(context)
        said: Help = context.command.extras["help"]
        words = _words(question, await self._chosen(context.guild), field)
        await question.answer(server_card.stands(question.asking, field, words, said.examples[0]))

    async def _change(
        self, question: Question, person: Person, guild: discord.Guild | None, update: Mapping[str, Any], field: str
    ) -> None:
        assert guild is not None
        await self._write(person, guild, update)
        await question.answer(server_card.changed(field, _words(question, await self._chosen(guild), field)))

    async def _write(self, person: Person, guild: discord.Guild, update: Mapping[str, Any]) -> None:
        """Keep what was chosen.

        Raises:
            SettingRefused: it cannot be chosen.
            NotAllowed: the roles are chosen only by whoever may manage the server.
        """

        def work(db: Connection) -> list[str]:
            before = servers.settings_of(db, guild.id)
            wanted = ServerSettings.model_validate(before.model_dump() | dict(update))
            different = [name for name in update if getattr(wanted, name) != getattr(before, name)]
            if ROLES & set(different):
                permissions.require(person, Need.MANAGER)
            if wanted.moderator_role == guild.id or wanted.contributor_role == guild.id:
                raise SettingRefused("@everyone is no role to choose: it would let every member do that. Choose another role.")
            if "review_channel" in different and wanted.review_channel is not None:
                own_names.refuse_silent(guild, wanted.review_channel)
            servers.put(db, wanted)
            return different

        different = await self.rooms.store.write(work)
        for name in different:
            log.info("server %d: %s set to %s by user %d", guild.id, name, update[name], person.user_id)

    async def _show(self, question: Question, person: Person, guild: discord.Guild, *, turn: bool = False) -> None:
        manages = person.manages or person.owns
        card = server_card.settings_card(question.asking, await self._chosen(guild), manages=manages)
        await question.answer(card, turn=turn)

    async def _chosen(self, guild: discord.Guild) -> Chosen:
        def query(db: Connection) -> tuple[ServerSettings, int]:
            return servers.settings_of(db, guild.id), proposals.held_in(db, guild.id, self.rooms.settings.home_guild)

        settings, held = await self.rooms.store.read(query)
        return Chosen(
            guild.name,
            settings,
            _pointed_role(guild, settings.moderator_role),
            _pointed_role(guild, settings.contributor_role),
            _pointed_channel(guild, settings.review_channel),
            held,
            self.rooms.clock(),
        )

    async def _person(self, context: commands.Context[Any]) -> Person:
        return await self.rooms.person(context.author, context.guild)

    async def complete_role(self, interaction: discord.Interaction[Any], current: str) -> Offers:
        """Roles of this server whose name has what was typed."""
        return own_names.offered_roles(interaction.guild, current)

    async def complete_channel(self, interaction: discord.Interaction[Any], current: str) -> Offers:
        """Text channels of this server whose name has what was typed."""
        return own_names.offered_channels(interaction.guild, current)

    async def complete_zone(self, interaction: discord.Interaction[Any], current: str) -> Offers:
        """Time zones like what was typed."""
        return own_names.offered_zones(current)

    moderators.autocomplete("role")(complete_role)
    contributors.autocomplete("role")(complete_role)
    review.autocomplete("channel")(complete_channel)
    timezone.autocomplete("zone")(complete_zone)


def _pointed_role(guild: discord.Guild, role_id: int | None) -> Pointed | None:
    if role_id is None:
        return None
    role = guild.get_role(role_id)
    return Pointed(role.name if role else None)


def _pointed_channel(guild: discord.Guild, channel_id: int | None) -> Pointed | None:
    if channel_id is None:
        return None
    channel = guild.get_channel(channel_id)
    if not isinstance(channel, discord.TextChannel):
        return Pointed(None)
    return Pointed(channel.name, own_names.lacking(channel))


def _words(question: Question, chosen: Chosen, field: str) -> str:
    """How a setting stands."""
    match field:
        case "moderator_role":
            return server_card.moderators(chosen.moderators)
        case "contributor_role":
            return server_card.contributors(chosen.contributors)
        case "review_channel":
            return server_card.review_channel(question.asking, chosen.review)
        case _:
            return server_card.looks(chosen.settings, chosen.now)[field]
