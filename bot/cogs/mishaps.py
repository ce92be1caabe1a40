"""What a member hears when something does not work: an unknown command, a cooldown, a missing right, an error with its id."""

from __future__ import annotations

import contextlib
import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.cogs.cooldowns import Cooldowns, TooMany
from bot.cogs.desk import Desk, Help, Rooms, UnknownSubcommand
from bot.cogs.question import CommandQuestion, Question
from bot.errors import ChangeRefused, TwinbotError, error_id
from bot.moderation.permissions import may_use
from bot.ui import short
from bot.ui.card import Answer, sentence
from bot.ui.inert import tidy

log = logging.getLogger(__name__)

ALIKE = 0.6
"""How alike (0 to 1) a mistyped command must be to one of ours. Other bots share the prefix; their commands are no business of ours."""
NOBODY_THERE = frozenset({10003, 10008, 10062, 40060})
"""Discord's codes for a channel, a message or an interaction that is gone, and for one that has its answer already."""


class Mishaps(Desk):
    """Answers what goes wrong."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__(rooms)
        self.cooldowns = Cooldowns(rooms.settings, rooms.clock)

    async def bot_check(self, context: commands.Context[Any]) -> bool:
        """Lets nobody ask more often than the settings say."""
        self.cooldowns.take(context)
        return True

    @commands.Cog.listener()
    async def on_command_error(self, context: commands.Context[Any], error: commands.CommandError) -> None:
        """Answer a command that could not be carried out."""
        question = self.asked(context)
        match error:
            case commands.CommandNotFound():
                answer = self._unknown(context, question)
            case UnknownSubcommand():
                answer = await self._unknown_in_group(context, question, error)
            case TooMany():
                # A slash command must be answered, or Discord says that the bot does not respond.
                answer = None if error.told and context.interaction is None else short.wait(error.until)
            case commands.MissingRequiredArgument() | commands.MissingRequiredAttachment():
                answer = self._incomplete(context, question)
            case commands.CheckFailure() | commands.UserInputError() if str(error):
                answer = short.refused(str(error))
            case _:
                await self.tell(question, error)
                return
        if answer is not None:
            await self._send(question, answer)

    async def tell(self, question: Question, error: BaseException) -> None:
        """Log an error under an id, and say that id to the member with what to do. A refusal says for itself what is the matter."""
        cause = _cause(error)
        if isinstance(cause, discord.HTTPException) and cause.code in NOBODY_THERE:
            log.warning("nobody is left to answer: %s", cause)
            return
        if isinstance(cause, ChangeRefused):
            await self._send(question, short.refused(str(cause)))
            return
        number = error_id(self.rooms.chance)
        log.error("error %s: a question was not answered", number, exc_info=cause)
        if isinstance(cause, discord.Forbidden) and _was_typed(question):
            await self._tell_in_private(question, number)
        elif isinstance(cause, TwinbotError):
            await self._send(question, short.unavailable(number))
        else:
            await self._send(question, short.error(number))

    async def _send(self, question: Question, answer: Answer) -> None:
        """Send what must be said; if even that fails, the log is all that is left."""
        if question.again is not None and answer.view is None and answer.content is not None:
            answer = sentence(answer.content, question.again, private=answer.private)
        try:
            await question.answer(answer)
        except discord.HTTPException as error:
            if isinstance(error, discord.Forbidden) and _was_typed(question):
                await self._tell_in_private(question, error_id(self.rooms.chance))
                return
            log.warning("could not be told to the member: %s", error)

    async def _tell_in_private(self, question: Question, number: str) -> None:
        """The bot may not write where it was asked: say so to the asker alone."""
        assert isinstance(question, CommandQuestion)
        channel = question.context.channel
        where = f"#{channel.name}" if isinstance(channel, discord.abc.GuildChannel | discord.Thread) else "that channel"
        log.warning("error %s: the bot may not write in %s", number, where)
        with contextlib.suppress(discord.HTTPException):
            await question.context.author.send(short.may_not_write(where, number).content)

    def _unknown(self, context: commands.Context[Any], question: Question) -> Answer | None:
        """A suggestion for a mistyped command; nothing for one that is none of ours, unless the bot was addressed by name."""
        try:
            self.cooldowns.take(context)
        except TooMany:
            return None
        typed = tidy(context.invoked_with or "").lstrip(question.asking.prefix).casefold()
        every = self.rooms.commands_in_order()
        known = sorted(
            {each.qualified_name.partition(" ")[0] for each in every} | {name for each in every for name in each.aliases}
        )
        likely = process.extractOne(typed, known, scorer=OSA.normalized_similarity, score_cutoff=ALIKE)
        by_name = (context.prefix or "").startswith("<@")
        if likely is None and not by_name:
            return None
        return short.unknown_command(question.asking, typed, likely[0] if likely else None)

    async def _unknown_in_group(self, context: commands.Context[Any], question: Question, error: UnknownSubcommand) -> Answer:
        """A suggestion for a mistyped command of a group, of those that the member may use; else all of them."""
        person = await self.rooms.person(context.author, context.guild)
        every = [each.qualified_name for each in self.rooms.commands_in_order()]
        names = [name.rpartition(" ")[2] for name in every if name.startswith(f"{error.group} ") and may_use(person, name)]
        word = tidy(error.word).casefold()
        likely = process.extractOne(word, names, scorer=OSA.normalized_similarity, score_cutoff=ALIKE)
        typed = f"{error.group} {word}"
        if likely is not None:
            return short.unknown_command(question.asking, typed, f"{error.group} {likely[0]}")
        return short.unknown_in_group(question.asking, typed, error.group, names)

    def _incomplete(self, context: commands.Context[Any], question: Question) -> Answer:
        """What to type after a command that was typed alone."""
        assert context.command is not None
        said: Help = context.command.extras["help"]
        return short.incomplete(question.asking, said.asks, said.examples[0])


def _was_typed(question: Question) -> bool:
    """Whether it was a message in a channel, rather than a slash command or a press."""
    return isinstance(question, CommandQuestion) and question.context.interaction is None


def _cause(error: BaseException) -> BaseException:
    """The error that a command's error wraps."""
    while isinstance(error, commands.CommandInvokeError | commands.HybridCommandError | app_commands.CommandInvokeError):
        error = error.original
    return error
