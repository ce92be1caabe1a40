"""What every cog shares: the bot's rooms at hand, the controls it answers, and finding out which city a member means."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.question import CommandQuestion, PressQuestion, Question
from bot.domain import wording
from bot.search import Outcome, Search
from bot.store.database import Database
from bot.ui.card import Asking
from bot.ui.controls import Press
from bot.ui.limits import OPTION, OPTIONS

if TYPE_CHECKING:
    # What the rooms are is not needed to open a desk, and takes time to read.
    from bot.announcements.pace import Pace
    from bot.cogs.open_forms import OpenForms
    from bot.domain.records import CatalogueFacts, Countries
    from bot.moderation.permissions import Person
    from bot.moderation.review import Rules
    from bot.pictures.studio import Studio
    from bot.settings import Settings
    from bot.store.network import KnownNetwork

PressHandler = Callable[[PressQuestion, Press], Awaitable[None]]
Command = commands.HybridCommand[Any, ..., None]
Group = commands.HybridGroup[Any, ..., None]
Callback = Callable[..., Coroutine[Any, Any, None]]
Offers = list[app_commands.Choice[str]]


class Rooms(Protocol):
    """What a cog may call: the bot fulfils it."""

    store: Database
    search: Search
    countries: Countries
    ties: Mapping[int, int]
    """How many pairings of the shared catalogue each city has."""
    catalogue_facts: CatalogueFacts
    settings: Settings
    clock: Callable[[], dt.datetime]
    chance: random.Random

    async def guard(
        self, interaction: discord.Interaction[Any], press: Press, work: Callable[[PressQuestion], Awaitable[None]]
    ) -> None:
        """Do the work for a press, or for a form sent off after one, and tell the member if it fails."""

    @property
    def forms(self) -> OpenForms:
        """The forms that somebody is filling in."""

    @property
    def network(self) -> KnownNetwork:
        """The pairings as a network."""

    @property
    def name(self) -> str:
        """What members call the bot."""

    def asking(self, asker: int) -> Asking:
        """Who asks, now."""

    async def person(self, user: discord.abc.User, guild: discord.Guild | None) -> Person:
        """What somebody is here, looked at anew."""

    @property
    def rules(self) -> Rules:
        """What the operator has set for proposals."""

    async def refresh(self) -> None:
        """Take what is held in memory of the catalogue anew, if it changed: after a change of places, names or pairings."""

    def get_channel(self, id: int, /) -> Any:
        """A channel that the bot sees, by its id."""

    def get_user(self, id: int, /) -> discord.User | None:
        """Somebody whom the bot has met since it started."""

    async def fetch_user(self, user_id: int, /) -> discord.User:
        """Somebody, asked of Discord."""

    studio: Studio | None
    """Who draws; ``None`` where the operator wants no pictures."""
    pace: Pace
    """How fast the bot may ask Discord."""

    async def fetch_channel(self, channel_id: int, /) -> Any:
        """A channel, asked of Discord."""

    @property
    def user(self) -> discord.ClientUser | None:
        """Who the bot is."""

    async def wait_until_ready(self) -> None:
        """Until the bot knows its servers."""

    def commands_in_order(self) -> list[commands.Command[Any, ..., Any]]:
        """Every command, those of groups one by one, in the order in which the help shows them."""


@dataclass(frozen=True, slots=True)
class Help:
    """What the help says of a command; it stands beside the command's definition."""

    group: str
    examples: tuple[str, ...]
    """How to type it, without the prefix; the first stands in the list of all commands."""
    more: str
    """Everything else about it, in sentences."""
    asks: str = ""
    """What to say if it is typed without what it asks about."""


def command(description: str, help: Help, *, name: str = "") -> Callable[[Callback], Command]:
    """A command as ``!name``, ``@bot name`` and ``/name``: in servers, in direct messages, and where only the member installed the bot.

    Who may use it stands in :data:`bot.moderation.permissions.NEEDS`, under its whole name.

    Args:
        description: what it gives, for Discord's own list of commands.
        name: what it is called, if that is not what the method is called.
    """

    def made(callback: Callback) -> Command:
        _everywhere(callback)
        given = {"name": name} if name else {}
        return commands.HybridCommand(callback, description=description, extras={"help": help}, **given)

    return made


def group(description: str, help: Help, *, fallback: str | None = None) -> Callable[[Callback], Group]:
    """A group of commands: ``!settings theme light``, ``/settings theme``. Typed alone, it does what its own method does.

    Args:
        fallback: under which name the slash form of that stands, for Discord has no command that is a group too.
    """

    def made(callback: Callback) -> Group:
        _everywhere(callback)
        return commands.HybridGroup(
            callback, description=description, extras={"help": help}, fallback=fallback, case_insensitive=True
        )

    return made


def subcommand(parent: Group, description: str, help: Help, *, name: str = "") -> Callable[[Callback], Command]:
    """A command of a group."""

    def made(callback: Callback) -> Command:
        return parent.command(name or discord.utils.MISSING, description=description, extras={"help": help})(callback)

    return made


def _everywhere(callback: Callback) -> None:
    app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(callback)
    app_commands.allowed_installs(guilds=True, users=True)(callback)


class UnknownSubcommand(commands.UserInputError):
    """A group was typed with a word that is no command of it. ``group`` and ``word`` tell which."""

    def __init__(self, group: str, word: str) -> None:
        super().__init__()
        self.group = group
        self.word = word


class Desk(commands.Cog):
    """A cog with the bot's rooms at hand."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms

    async def cog_before_invoke(self, context: commands.Context[Any]) -> None:
        """Let nobody who mistyped a command of a group get what the group does when it is typed alone.

        Raises:
            UnknownSubcommand: for :class:`bot.cogs.mishaps.Mishaps`, which suggests the command that was meant.
        """
        command, word = context.command, context.subcommand_passed
        if not isinstance(command, commands.HybridGroup) or context.interaction is not None or not word or command.clean_params:
            return
        if word.casefold() != command.fallback:
            raise UnknownSubcommand(command.qualified_name, word)

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        """Card code to what answers the controls of that card."""
        return {}

    def asked(self, context: commands.Context[Any]) -> Question:
        """The question that a command is."""
        return CommandQuestion(context, self.rooms.asking(context.author.id))

    def is_city(self, text: str) -> bool:
        """Whether ``text`` names a city, or several, without a typo."""
        return self.rooms.search.resolve(text).outcome in (Outcome.MATCH, Outcome.CHOICE)

    async def complete_city(self, interaction: discord.Interaction[Any], current: str) -> Offers:
        """Cities whose name begins as typed. What a member sends may still be any text."""
        found = self.rooms.search.complete(current)
        names = dict.fromkeys(wording.in_full(candidate.city, self.rooms.countries)[:OPTION] for candidate in found)
        return [app_commands.Choice(name=name, value=name) for name in names]

    async def complete_country(self, interaction: discord.Interaction[Any], current: str) -> Offers:
        """Countries whose name begins as typed."""
        begun = current.strip().casefold()
        names = sorted(country.name for country in self.rooms.countries.by_code.values())
        return [app_commands.Choice(name=name, value=name) for name in names if name.casefold().startswith(begun)][:OPTIONS]
