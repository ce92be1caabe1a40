"""Buttons and menus that survive a restart: all that a press needs to know stands in the control's id.

An id reads ``card:action:arguments:asker``: ``tw:p:4887398:2:k3f9x`` is page 2 of Chicago's pairings, asked for by the
user whose id is ``k3f9x`` in base 36. It holds ids and numbers only; what they point to is looked up, and rights are
checked, when the control is pressed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, Self, cast

import discord
from discord import ui

from bot.ui.inert import ELLIPSIS, cut, tidy
from bot.ui.limits import BUTTON, CUSTOM_ID, OPTION, OPTIONS

TEMPLATE = r"(?P<card>[a-z]{2}):(?P<action>[a-z]+)(?P<arguments>(?::[0-9A-Za-z_-]+)*):(?P<asker>[0-9a-z]+)"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SHAPE = re.compile(TEMPLATE)


@dataclass(frozen=True, slots=True)
class Press:
    """A control's meaning."""

    card: str
    action: str
    arguments: tuple[str, ...]
    asker: int
    values: tuple[str, ...] = ()
    """What was chosen, for a menu."""

    def number(self, position: int) -> int:
        """The argument at ``position`` as a number; 0 if it is missing or no number, for an id can be forged."""
        return row_number(self.arguments[position]) if position < len(self.arguments) else 0

    @property
    def chosen(self) -> int:
        """The chosen value as a number; 0 if there is none."""
        return row_number(self.values[0]) if self.values else 0


class Presser(Protocol):
    """What answers a press: the bot."""

    async def answer_press(self, interaction: discord.Interaction[Any], press: Press) -> None: ...


class Control(ui.DynamicItem[ui.Item[Any]], template=TEMPLATE):
    """A button or menu of a card, found again by its id alone."""

    def __init__(self, item: ui.Item[Any], press: Press) -> None:
        super().__init__(item)
        self.press = press

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /) -> Self:
        data = cast("dict[str, Any]", interaction.data or {})
        arguments = tuple(part for part in match["arguments"].split(":") if part)
        values = tuple(str(value) for value in data.get("values", ()))
        return cls(item, Press(match["card"], match["action"], arguments, from_base36(match["asker"]), values))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await cast("Presser", interaction.client).answer_press(interaction, self.press)


def control_id(card: str, action: str, *arguments: int | str, asker: int) -> str:
    """The id of a control.

    Raises:
        ValueError: it does not fit Discord's 100 characters or holds more than ids and numbers.
    """
    made = ":".join([card, action, *(str(argument) for argument in arguments), base36(asker)])
    if len(made) > CUSTOM_ID or not _SHAPE.fullmatch(made):
        raise ValueError(f"not a control's id: {made}")
    return made


def button(label: str, custom_id: str, *, likely: bool = False, style: discord.ButtonStyle | None = None) -> Control:
    """A button: grey, or blurple for *Next page* and the one likely answer.

    Args:
        style: green (``success``) for *Approve* alone, red (``danger``) for *Reject* and deletions alone.
    """
    style = style or (discord.ButtonStyle.primary if likely else discord.ButtonStyle.secondary)
    return _control(ui.Button(label=cut(tidy(label), BUTTON) or ELLIPSIS, custom_id=custom_id, style=style), custom_id)


def menu(placeholder: str, custom_id: str, choices: Sequence[tuple[str, str, str]], *, most: int = 1) -> Control:
    """A menu of at most 25 options, each a value, a label and a description (which may be empty). A value stands in it once.

    Args:
        most: how many may be chosen at once.
    """
    return menu_of(placeholder, custom_id, options(choices), most=most)


def menu_of(placeholder: str, custom_id: str, made: Sequence[discord.SelectOption], *, most: int = 1) -> Control:
    """A menu of options that :func:`options` made, perhaps long before."""
    select: ui.Select[Any] = ui.Select(
        custom_id=custom_id, placeholder=placeholder, max_values=max(1, min(most, len(made), OPTIONS)), options=[*made]
    )
    return _control(select, custom_id)


def options(choices: Sequence[tuple[str, str, str]]) -> list[discord.SelectOption]:
    """At most 25 options, each of a value, a label and a description (which may be empty). A value stands there once."""
    different = {value: (value, label, description) for value, label, description in reversed(choices)}
    return [
        discord.SelectOption(
            label=cut(tidy(label), OPTION) or ELLIPSIS, value=value, description=cut(tidy(description), OPTION) or None
        )
        for value, label, description in [*reversed(different.values())][:OPTIONS]
    ]


def told_apart(controls: Sequence[Control]) -> Sequence[Control]:
    """The buttons of one message, where one would read like an earlier one with its place among them: ``Ohio (3)``."""
    seen: set[str] = set()
    for place, control in enumerate(controls, 1):
        if isinstance(control.item, ui.Button) and control.item.label:
            if control.item.label in seen:
                control.item.label = f"{cut(control.item.label, BUTTON - 5)} ({place})"
            seen.add(control.item.label)
    return controls


def _control(item: ui.Item[Any], custom_id: str) -> Control:
    card, action, *rest = custom_id.split(":")
    return Control(item, Press(card, action, tuple(rest[:-1]), from_base36(rest[-1])))


def row_number(text: str) -> int:
    """What is written in digits and fits a row id of the store; else 0."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@lru_cache(maxsize=1024)
def base36(number: int) -> str:
    """``1190`` → ``x2``."""
    if number == 0:
        return "0"
    digits = []
    while number:
        number, digit = divmod(number, 36)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def from_base36(text: str) -> int:
    """``x2`` → ``1190``."""
    return int(text, 36)
