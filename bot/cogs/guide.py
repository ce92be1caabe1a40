"""``help`` and ``about``: what can be asked, and what the bot is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.desk import Desk, Help, PressHandler, command
from bot.cogs.question import PressQuestion
from bot.moderation.permissions import may_use
from bot.store import overview
from bot.ui import help as help_card
from bot.ui import short
from bot.ui.controls import Press
from bot.ui.help import Explained
from bot.ui.limits import OPTIONS


class Guide(Desk):
    """What can be asked, and what the bot is."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {help_card.CODE: self.on_help}

    @command(
        "All commands, or more about one",
        Help("Find your way", ("help", "help pairing"), "Shows what you may use where you ask."),
    )
    @app_commands.describe(command="A command to explain")
    async def help(self, context: commands.Context[Any], *, command: str = "") -> None:
        """What can be asked."""
        question = self.asked(context)
        known = await self._known(context.author, context.guild)
        wanted = " ".join(command.strip().lstrip(question.asking.prefix + "/").casefold().split())
        chosen = help_card.with_name(known, wanted)
        if wanted and chosen is None:
            await question.answer(short.unknown_command(question.asking, command, None))
        elif chosen is not None:
            await question.answer(help_card.command_card(question.asking, chosen, known, self.rooms.name))
        else:
            await question.answer(help_card.help_card(question.asking, known, self.rooms.name, self.rooms.catalogue_facts.date))

    @command(
        "What this bot is, how old its data is, its licence",
        Help("Find your way", ("about",), "The size and age of the catalogue, and how to read it."),
    )
    async def about(self, context: commands.Context[Any]) -> None:
        """What the bot is."""
        question = self.asked(context)
        seen = await self.rooms.store.read(lambda db: overview.of_catalogue(db, question.guild_id))
        await question.answer(help_card.about_card(question.asking, seen, self.rooms.catalogue_facts))

    async def on_help(self, question: PressQuestion, press: Press) -> None:
        """One command, chosen in the menu, or all again."""
        known = await self._known(question.interaction.user, question.interaction.guild)
        chosen = help_card.with_name(known, press.values[0]) if press.values else None
        if chosen is not None:
            answer = help_card.command_card(question.asking, chosen, known, self.rooms.name)
        else:
            answer = help_card.help_card(question.asking, known, self.rooms.name, self.rooms.catalogue_facts.date)
        await question.answer(answer, turn=True)

    async def _known(self, user: discord.abc.User, guild: discord.Guild | None) -> list[Explained]:
        """What somebody may use here, the commands of a group under their group."""
        person = await self.rooms.person(user, guild)
        usable = [each for each in self.rooms.commands_in_order() if may_use(person, each.qualified_name)]
        tops = dict.fromkeys(each.parent if isinstance(each.parent, commands.Group) else each for each in usable)
        return [explained(top, [explained(each) for each in usable if each.parent is top]) for top in tops]

    async def complete_command(self, interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        """Commands that the member may use and whose name begins as typed."""
        known = await self._known(interaction.user, interaction.guild)
        names = sorted(each.name for top in known for each in (top, *top.parts) if each.name.startswith(current.casefold()))
        return [app_commands.Choice(name=name, value=name) for name in names[:OPTIONS]]

    help.autocomplete("command")(complete_command)


def explained(command: commands.Command[Any, ..., Any], parts: Sequence[Explained] = ()) -> Explained:
    """A command as the help tells it, from what stands beside its definition; ``parts`` are the commands of a group."""
    gives = command.description[:1].lower() + command.description[1:]
    said: Help = command.extras["help"]
    return Explained(command.qualified_name, said.group, said.examples, gives, said.more, tuple(parts))
