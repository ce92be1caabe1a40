"""``ask``: put commands to the real bot and read what the channel would show, as a screen reader reads it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import discord
import simcord
from discord import ComponentType

from bot.app import TwinBot
from bot.offline.world import As, World, open_world
from bot.ui.plain import plain_text

NEXT = "Next page"
MOST_PAGES = 500
"""An answer that had more pages would be a mistake of ours."""


class Attachment(TypedDict):
    """A file of a message."""

    name: str
    size: int
    """Bytes."""
    alt_text: str | None


class Sent(TypedDict):
    """A message of the bot, as Discord has it."""

    content: str
    embeds: list[dict[str, Any]]
    components: list[dict[str, Any]]
    attachments: list[Attachment]


class Asked(TypedDict):
    """A command and all that the bot said to it."""

    command: str
    messages: list[Sent]
    """As they first came: of a paged answer the first page."""
    form: str
    """The form that opened instead, in words; it can be filled in only in Discord."""
    text: str
    """Everything as plain text, all pages."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who puts commands to the bot."""

    world: World
    actor: simcord.MemberActor

    async def ask(self, command: str) -> Asked:
        """Send ``command`` as a message, or as a slash command if it begins with a stroke, and gather the answer."""
        before = {message.id for message in await self._history()}
        try:
            private, form = await self._slash(command) if command.startswith("/") else await self._type(command)
        except (simcord.BackendError, simcord.OptionError) as error:
            return {"command": command, "messages": [], "form": "", "text": f"Discord would not take this: {error}"}
        messages = [message for message in await self._history() if message.id not in before and message.author.bot]
        messages += [message for message in private if message.id not in {each.id for each in messages}]
        sent = [_sent(message) for message in messages]
        texts = [text for message in messages for text in await self._pages(message)]
        return {"command": command, "messages": sent, "form": form, "text": "\n\n".join([*texts, *filter(None, [form])])}

    async def _type(self, command: str) -> tuple[list[discord.Message], str]:
        await self.actor.send(self.world.channel, command)
        return [], ""

    async def _slash(self, command: str) -> tuple[list[discord.Message], str]:
        """``/pairing city:Chicago other:Moscow``, ``/settings theme light``; what names no field goes into the command's first.

        Returns the answers, and in words the form that opened instead, which nobody can fill in here.
        """
        known, rest = self._named(command[1:].strip())
        if known is None:
            return [], ""
        names = [parameter.name for parameter in known.parameters]
        first, *named = re.split(rf"\b({'|'.join(names)}):", rest) if names else [""]
        fields = {field: value.strip() for field, value in zip(named[::2], named[1::2], strict=True)}
        if first.strip():
            fields[names[0]] = first.strip()
        result = await self.actor.slash(self.world.channel, known.qualified_name, **fields)
        answers = [result.response, *result.followups]
        return [answer.message for answer in answers if answer is not None], _form(result.modal)

    def _named(self, typed: str) -> tuple[discord.app_commands.Command[Any, ..., Any] | None, str]:
        """The command that what was typed begins with, and what follows it."""
        name, _, rest = typed.partition(" ")
        known = self.world.bot.tree.get_command(name.casefold())
        while isinstance(known, discord.app_commands.Group):
            name, _, rest = rest.strip().partition(" ")
            known = known.get_command(name.casefold())
        return known if isinstance(known, discord.app_commands.Command) else None, rest

    async def _pages(self, message: discord.Message) -> list[str]:
        texts = [_text(message)]
        while _has_next(message) and len(texts) < MOST_PAGES:
            await self.actor.click(message, label=NEXT)
            message = next(each for each in await self._history() if each.id == message.id)
            texts.append(_text(message))
        return texts

    async def _history(self) -> list[discord.Message]:
        return list(self.world.channel.history(viewer=self.actor))


async def ask_all(bot: TwinBot, commands: Sequence[str], *, role: As = As.MEMBER) -> AsyncIterator[Asked]:
    """Put ``commands`` to ``bot`` one after the other, in a server of its own, as somebody who is ``role``."""
    world = await open_world(bot)
    asker = Asker(world, world.who(role))
    try:
        for command in commands:
            yield await asker.ask(command)
    finally:
        await world.env.shutdown()


def _sent(message: discord.Message) -> Sent:
    return {
        "content": message.content,
        "embeds": [dict(embed.to_dict()) for embed in message.embeds],
        "components": [dict(component.to_dict()) for component in message.components],
        "attachments": [{"name": file.filename, "size": file.size, "alt_text": file.description} for file in message.attachments],
    }


def _text(message: discord.Message) -> str:
    sent = _sent(message)
    text = plain_text(sent["content"], sent["embeds"], sent["components"])
    # The picture of an embed has its words on the file.
    pictures = [f"[Picture: {file['alt_text']}]" for file in sent["attachments"] if sent["embeds"] and file["alt_text"]]
    return "\n".join([text, *pictures])


def _form(modal: dict[str, Any] | None) -> str:
    """A form in words: ``[Form: Suggest a pairing: Cities, Kind]``. It opens in Discord only."""
    if modal is None:
        return ""
    labels = [str(each.get("label") or each.get("content") or "") for each in modal.get("components", ())]
    return f"[Form: {modal.get('title')}: {', '.join(filter(None, labels))}]"


def _has_next(message: discord.Message) -> bool:
    return any(_is_next(component) for top in message.components for component in _walk(dict(top.to_dict())))


def _walk(component: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [each for child in component.get("components", ()) for each in _walk(child)]
    return [component, *inner]


def _is_next(component: dict[str, Any]) -> bool:
    return component["type"] == ComponentType.button.value and component.get("label") == NEXT
