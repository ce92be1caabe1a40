"""A question and its way back: a typed command, a slash command or a pressed control, answered alike."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from typing import Any

import discord
from discord.ext import commands

from bot.ui.card import Answer, Asking
from bot.ui.controls import Control, Press

CANNOT_REPLY = 160002
"""Discord's code for a reply where the bot may not read the history."""


class Question(ABC):
    """What somebody asked, by whichever way.

    Args:
        asking: who asks and when, for the card.
        guild_id: the server it was asked in; ``None`` in a direct message.
    """

    def __init__(self, asking: Asking, guild_id: int | None) -> None:
        self.asking = asking
        self.guild_id = guild_id
        self.again: Control | None = None
        """What stands beside any refusal or error: a button by which what was typed can be mended and sent again."""

    @property
    @abstractmethod
    def may_attach(self) -> bool:
        """Whether files may go with the answer."""

    @abstractmethod
    async def answer(self, answer: Answer, *, turn: bool = False) -> None:
        """Send the answer.

        Args:
            turn: the answer takes the place of the message on which a control was pressed: a page turned, a choice made.
        """


class CommandQuestion(Question):
    """A command, typed or slash."""

    def __init__(self, context: commands.Context[Any], asking: Asking) -> None:
        super().__init__(asking, context.guild.id if context.guild else None)
        self.context = context

    @property
    def may_attach(self) -> bool:
        """Whether the bot has *Attach Files* here; it needs none in a direct message."""
        return self.context.bot_permissions.attach_files

    async def answer(self, answer: Answer, *, turn: bool = False) -> None:
        """Reply to the question without a ping; a slash command gets the answer itself. There is no message to turn yet."""
        given = sent(answer)
        if self.context.interaction is not None:
            await self.context.send(**given, ephemeral=answer.private)
            return
        reference = self.context.message.to_reference(fail_if_not_exists=False)
        try:
            await self.context.send(**given, reference=reference, mention_author=False)
        except discord.HTTPException as error:
            if error.code != CANNOT_REPLY:
                raise
            await self.context.send(**given)


class PressQuestion(Question):
    """A press of a button, a choice in a menu, or a form sent off."""

    def __init__(self, interaction: discord.Interaction[Any], press: Press, asking: Asking) -> None:
        super().__init__(asking, interaction.guild_id)
        self.interaction = interaction
        self.press = press
        self._turns_later = False

    @property
    def is_asker(self) -> bool:
        """Whether the message was made for the one who presses. Others get their own copy."""
        return self.interaction.user.id == self.press.asker

    @property
    def is_private(self) -> bool:
        """Whether the message on which a control was pressed is seen by the asker alone, and may become another sentence."""
        message = self.interaction.message
        return message is not None and message.flags.ephemeral and not message.flags.components_v2

    @property
    def may_attach(self) -> bool:
        """Whether the bot has *Attach Files* where the control stands; it needs none in a direct message."""
        return self.guild_id is None or self.interaction.app_permissions.attach_files

    async def take_time(self, *, turn: bool = False) -> None:
        """Tell Discord, which waits for three seconds, that the answer comes later, as where thousands of entries are looked through.

        Args:
            turn: the answer will take the place of the message.
        """
        self._turns_later = turn
        if turn:
            await self.interaction.response.defer()
        else:
            await self.interaction.response.defer(ephemeral=True, thinking=True)

    async def answer(self, answer: Answer, *, turn: bool = False) -> None:
        """Turn the message into the answer, or answer beside it; for anyone but the asker always in private."""
        message = self.interaction.message
        private = answer.private or not self.is_asker or (message is not None and message.flags.ephemeral)
        turns = turn and self.is_asker and not answer.private and message is not None and _can_become(message, answer)
        if turns and self._turns_later:
            embeds = [answer.embed] if answer.embed else []
            nobody = discord.AllowedMentions.none()
            await self.interaction.edit_original_response(
                content=answer.content, embeds=embeds, view=answer.view, attachments=files(answer), allowed_mentions=nobody
            )
            return
        if turns and not self.interaction.response.is_done():
            if answer.is_card:
                await self.interaction.response.edit_message(content=None, embeds=[], view=answer.view, attachments=files(answer))
            else:
                embeds = [answer.embed] if answer.embed else []
                await self.interaction.response.edit_message(
                    content=answer.content, embeds=embeds, view=answer.view, attachments=files(answer), suppress_embeds=not embeds
                )
            return
        if self.interaction.response.is_done():
            await self.interaction.followup.send(**sent(answer), ephemeral=private)
        else:
            await self.interaction.response.send_message(**sent(answer), ephemeral=private)


def sent(answer: Answer) -> dict[str, Any]:
    """An answer as what ``send`` takes."""
    given: dict[str, Any] = {"allowed_mentions": discord.AllowedMentions.none()}
    if answer.content is not None:
        given |= {"content": answer.content, "suppress_embeds": answer.embed is None}
    if answer.embed is not None:
        given["embed"] = answer.embed
    if answer.view is not None:
        given["view"] = answer.view
    if answer.files:
        given["files"] = files(answer)
    return given


def files(answer: Answer) -> list[discord.File]:
    """What goes with an answer, as Discord takes it. Each time anew, for what was sent is read to its end."""
    return [discord.File(io.BytesIO(each.content), each.name, description=each.alt or None) for each in answer.files]


def _can_become(message: discord.Message, answer: Answer) -> bool:
    """A sentence may become a card, a card never a sentence: Discord's flag for cards cannot be taken back."""
    return answer.is_card or not message.flags.components_v2
