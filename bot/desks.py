"""The desks at which the bot answers: every cog, in the order in which the help shows their commands.

They are named, not imported: reading all of them takes a third of a second, which somebody who asks right after the start need not wait.
"""

from __future__ import annotations

import asyncio
import logging
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from importlib import import_module
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs.desk import Desk, PressHandler, Rooms
from bot.cogs.mishaps import Mishaps
from bot.cogs.question import PressQuestion
from bot.ui import short
from bot.ui.card import Asking
from bot.ui.controls import Control, Press

log = logging.getLogger(__name__)

DESKS = (
    "bot.cogs.lookup:Lookup",
    "bot.cogs.aid:Aid",
    "bot.cogs.countries:Countries",
    "bot.cogs.network:Network",
    "bot.cogs.neighbours:Neighbours",
    "bot.cogs.stats:Statistics",
    "bot.cogs.sources:Sources",
    "bot.cogs.take_along:TakeAlong",
    "bot.cogs.changes:Changes",
    "bot.cogs.suggest:Suggest",
    "bot.cogs.watch:WatchDesk",
    "bot.cogs.links:Links",
    "bot.cogs.guide:Guide",
    "bot.cogs.review:Review",
    "bot.cogs.entries:Entries",
    "bot.cogs.upkeep:Upkeep",
    "bot.cogs.exchange:Exchange",
    "bot.cogs.announce:Announce",
    "bot.cogs.server:Server",
    "bot.cogs.drafts:Drafts",
    "bot.cogs.editing:Editing",
    "bot.cogs.chooser:Chooser",
    "bot.cogs.mishaps:Mishaps",
    "bot.cogs.gate:Gate",
)
AT_ONCE = (
    "bot.cogs.lookup:Lookup",
    "bot.cogs.aid:Aid",
    "bot.cogs.countries:Countries",
    "bot.cogs.mishaps:Mishaps",
    "bot.cogs.gate:Gate",
)
"""What is open from the start: what members ask most, and what every answer needs."""


def desk_at(path: str) -> type[Desk]:
    """The cog of that module and name. Reads files the first time, so it belongs in a thread."""
    module, _, name = path.partition(":")
    found: type[Desk] = getattr(import_module(module), name)
    return found


class DeskBot(commands.Bot):
    """A bot of desks. Those that answer what members ask most are open at once, the others a moment later; who asks there waits for it."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options, tree_cls=_Tree)
        self._press_handlers: dict[str, PressHandler] = {}
        self._at_work: set[asyncio.Task[None]] = set()
        self._asked_for_more = asyncio.Event()
        self._all_open, self._complete = asyncio.Event(), asyncio.Event()
        self.failure: BaseException | None = None
        """Why the bot closed by itself."""

    @abstractmethod
    def asking(self, asker: int) -> Asking:
        """Who asks, and how answers are made for them."""

    @abstractmethod
    def wished(self) -> Iterable[str]:
        """Further cogs, by module and name."""

    @abstractmethod
    async def when_all_open(self) -> None:
        """What is done once, when every command is there."""

    async def setup_hook(self) -> None:
        """Open the desks that answer members’ questions, and answer controls of earlier runs; the rest follows."""
        for path in AT_ONCE:
            await self._open(path)
        self.add_dynamic_items(Control)
        self.begin(self._open_the_rest())

    async def all_open(self) -> None:
        """Wait until every command is there: those that are seldom asked for first are read a moment after the start."""
        self._asked_for_more.set()
        await self._all_open.wait()

    async def complete(self) -> None:
        """Wait until everything is done that follows a start."""
        self._asked_for_more.set()
        await self._complete.wait()

    async def _open_the_rest(self) -> None:
        """Put the other cogs in, as soon as Discord has told of the servers or somebody wants them; then tell it of the commands."""
        try:
            # Whoever asks as soon as the bot listens has the machine for themselves.
            await _either(self.wait_until_ready(), self._asked_for_more.wait())
            for path in (*DESKS, *self.wished()):
                if path not in AT_ONCE:
                    await self._open(path)
            self._all_open.set()
            await self.when_all_open()
            self._complete.set()
        except Exception as error:
            # A bot with half of its commands would be worse than none.
            log.exception("the bot cannot start")
            self.failure = error
            self._all_open.set()
            await self.close()

    async def _open(self, path: str) -> None:
        desk = (await asyncio.to_thread(desk_at, path))(cast("Rooms", self))
        await self.add_cog(desk)
        self._press_handlers.update(desk.presses)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do some work beside the answers."""
        task = asyncio.create_task(work)
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def process_commands(self, message: discord.Message, /) -> None:
        """Answer a typed command; one that is not known yet waits until all are."""
        if message.author.bot:
            return
        context = await self.get_context(message)
        if context.prefix is not None and context.command is None and not self._all_open.is_set():
            await self.all_open()
            context = await self.get_context(message)
        await self.invoke(context)

    async def answer_press(self, interaction: discord.Interaction[Any], press: Press) -> None:
        """Answer a pressed control, or say what went wrong: discord.py itself would only log it."""
        if press.card not in self._press_handlers:
            await self.all_open()
        handler = self._press_handlers.get(press.card)
        until = self._mishaps.cooldowns.press(interaction.user.id)
        if until is not None:
            await self.guard(interaction, press, lambda question: question.answer(short.wait(until)))
        elif handler is None:
            await self.guard(interaction, press, lambda question: question.answer(short.no_longer("button")))
        else:
            await self.guard(interaction, press, lambda question: handler(question, press))

    async def guard(
        self, interaction: discord.Interaction[Any], press: Press, work: Callable[[PressQuestion], Awaitable[None]]
    ) -> None:
        """Do the work for a press, or for a form sent off after one, and tell the member if it fails."""
        question = PressQuestion(interaction, press, self.asking(interaction.user.id))
        try:
            await work(question)
        except Exception as error:  # noqa: BLE001 - whatever it is, the member must hear of it
            await self._mishaps.tell(question, error)

    def commands_in_order(self) -> list[commands.Command[Any, ..., Any]]:
        """Every command, in the order of the cogs and of their definition."""
        cogs = {f"{type(cog).__module__}:{type(cog).__name__}": cog for cog in self.cogs.values()}
        in_order = [cogs[path] for path in DESKS if path in cogs]
        return [
            one
            for cog in in_order
            for command in cog.get_commands()
            for one in ([command] if not isinstance(command, commands.Group) else _of_group(command))
        ]

    @property
    def _mishaps(self) -> Mishaps:
        cog = self.get_cog("Mishaps")
        assert isinstance(cog, Mishaps)
        return cog

    async def close(self) -> None:
        """Leave Discord, and end what is under way beside the answers."""
        await super().close()
        others = self._at_work - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


class _Tree(app_commands.CommandTree[DeskBot]):
    """The slash commands: one that Discord knows from an earlier run waits until it is there."""

    async def interaction_check(self, _: discord.Interaction[DeskBot], /) -> bool:
        await self.client.all_open()
        return True


def _of_group(group: commands.Group[Any, ..., Any]) -> list[commands.Command[Any, ..., Any]]:
    """What a group can do: its own method only if that is a command for itself."""
    alone = [group] if isinstance(group, commands.HybridGroup) and group.fallback else []
    return [*alone, *sorted(group.commands, key=lambda each: each.callback.__code__.co_firstlineno)]


async def _either(*waits: Coroutine[Any, Any, Any]) -> None:
    """Wait for whichever is over first."""
    waiting = {asyncio.ensure_future(each) for each in waits}
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
