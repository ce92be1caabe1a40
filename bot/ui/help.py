"""The cards of ``help`` and ``about``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import __version__
from bot.domain.records import CatalogueFacts
from bot.store.overview import Overview
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card
from bot.ui.controls import Control, button, menu
from bot.ui.inert import code, inert
from bot.ui.limits import OPTIONS

CODE = "hp"
MODERATORS = "For moderators"
GROUPS = ("Ask", "See", "Take part", MODERATORS, "Find your way")
"""The headings of the card, in their order."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A command as the help tells it."""

    name: str
    group: str
    examples: tuple[str, ...]
    gives: str
    """What it gives, in lower case: ``a city’s pairings``."""
    more: str
    """Everything else about it, in sentences."""
    parts: tuple[Explained, ...] = ()
    """The commands of a group, those that the asker may use."""

    @property
    def own_name(self) -> str:
        """Without the group's: ``add`` of ``entry add``."""
        return self.name.rpartition(" ")[2]


def with_name(commands: Sequence[Explained], name: str) -> Explained | None:
    """The command or group of that whole name; ``None`` if the asker has none of that name."""
    return next((each for command in commands for each in (command, *command.parts) if each.name == name), None)


def help_card(asking: Asking, commands: Sequence[Explained], bot_name: str, data_date: str) -> Answer:
    """All commands that the asker may use, by heading, each with an example; a group of commands in one row."""
    card = Card(theme.LIST)
    card.say("## Ask about sister cities, and who helps whom")
    for group in sorted({command.group for command in commands}, key=GROUPS.index):
        card.rule()
        card.say(f"### {group}", *(_row(asking, command) for command in commands if command.group == group))
    card.rule()
    card.say(f"-# Each also works as {_other_forms(asking, bot_name, 'twin …')} · Data of {data_date}, CC BY-SA 4.0")
    for choice in _more(asking, commands):
        card.controls(choice)
    return card.answer()


def command_card(asking: Asking, command: Explained, commands: Sequence[Explained], bot_name: str) -> Answer:
    """One command in full; of a group, its commands."""
    card = Card(theme.LIST)
    card.say(f"## {inert(asking.prefix)}{command.name}: {command.gives}", command.more)
    if command.parts:
        card.rule()
        card.say("### Commands", *(_row(asking, part) for part in command.parts))
    shown = {part.examples[0] for part in command.parts}
    examples = [example for example in command.examples if example not in shown]
    if examples:
        card.rule()
        card.say("### Examples", *(asking.example(example) for example in examples))
    card.rule()
    card.say(f"-# Also as {_other_forms(asking, bot_name, command.name)}")
    for choice in _more(asking, commands):
        card.controls(choice)
    card.controls(button("All commands", asking.control_id(CODE, "all")))
    return card.answer()


def about_card(asking: Asking, seen: Overview, facts: CatalogueFacts) -> Answer:
    """What the bot is, where its data is from and how old, and under which licence it may be used."""
    newest = f"its newest fact is of {seen.newest.short}" if seen.newest else "no fact has a date"
    share = round(100 * seen.listed_only / seen.pairings) if seen.pairings else 0
    card = Card(theme.LIST)
    card.say(
        "## Twinbot answers who is tied to whom, and who helps",
        "Sister cities and city initiatives are how ordinary people reach each other across borders, also in war. "
        "This bot says which ties are recorded, how they stand, who decided, and on what source that rests.",
    )
    card.rule()
    card.say(
        "### What is recorded",
        f"**{seen.pairings:,}** pairings of **{seen.cities:,}** places in **{seen.countries}** countries",
        f"**{seen.initiatives:,}** initiatives · **{seen.sources:,}** sources",
        f"-# Catalogue of {facts.date}; {newest}. {share}% of the pairings rest on lists alone.",
    )
    card.rule()
    card.say(
        "### How to read it",
        "A status is never typed in: it follows from dated events, each with its source and grade. "
        "Nothing recorded does not mean that there is nothing. Sanctions on a government are no judgement of a city’s people.",
    )
    card.rule()
    card.say(
        "### Data and licence",
        "Facts from city pages, networks, the press, Wikidata (CC0) and Wikipedia (CC BY-SA 4.0); places from GeoNames (CC BY 4.0). "
        "The catalogue is CC BY-SA 4.0, the software MIT.",
        "The bot keeps no messages. Of a person it keeps the Discord id and the name under what they proposed, decided or reported, "
        "and what they watch until they watch it no longer.",
        f"-# Version {__version__}",
    )
    card.controls(button("All commands", asking.control_id(CODE, "all")))
    return card.answer()


def _row(asking: Asking, command: Explained) -> str:
    """A command with an example and what it gives; of a group what it is for, and what its commands are called."""
    if not command.parts:
        return f"{asking.example(command.examples[0])} {command.gives}"
    return f"{asking.example(command.name)} {command.gives}: {', '.join(part.own_name for part in command.parts)}"


def _other_forms(asking: Asking, bot_name: str, command: str) -> str:
    """How a command is typed besides with the prefix: with a stroke and by mention; the latter alone where commands are typed as ``/twin`` anyway."""
    mention = f"`@{code(bot_name)} {command}`"
    return mention if asking.prefix == "/" else f"`/{command}` and {mention}"


def _more(asking: Asking, commands: Sequence[Explained]) -> Iterator[Control]:
    """A menu of all commands; where they are more than one takes, a second one of those for moderators."""
    ordered = sorted(commands, key=lambda each: GROUPS.index(each.group))
    if len(ordered) <= OPTIONS:
        yield _menu(asking, "More about a command", ordered, "all")
        return
    yield _menu(asking, "More about a command", [each for each in ordered if each.group != MODERATORS], "all")
    yield _menu(asking, "More about a command for moderators", [each for each in ordered if each.group == MODERATORS], "keep")


def _menu(asking: Asking, placeholder: str, commands: Sequence[Explained], which: str) -> Control:
    options = [
        (command.name, f"{asking.prefix}{command.name if command.parts else command.examples[0]}", command.gives)
        for command in commands
    ]
    return menu(placeholder, asking.control_id(CODE, "cmd", which), options)
