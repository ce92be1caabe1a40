"""A card in the making: one Components V2 container, and the answer that carries it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

import discord
from discord import ui

from bot.domain.records import Countries
from bot.ui.controls import Control, control_id, told_apart
from bot.ui.inert import code, cut
from bot.ui.limits import ALT, BUTTONS


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with an answer."""

    name: str
    """With the ending that tells what it is: ``map.png``."""
    content: bytes
    alt: str = ""
    """What it shows, in words, for those who do not see it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one message holds: a card, or a sentence with perhaps some buttons."""

    content: str | None = None
    view: ui.LayoutView | ui.View | None = None
    private: bool = False
    """For the asker's eyes alone where Discord can do that: errors, refusals, what only the asker needs."""
    embed: discord.Embed | None = None
    """Beside ``content``, for what is posted unasked: a review, an announcement."""
    files: tuple[Attached, ...] = ()

    @property
    def is_card(self) -> bool:
        return isinstance(self.view, ui.LayoutView)


@dataclass(slots=True)
class Card:
    """A container that is filled from top to bottom, and counts what it holds."""

    colour: int
    items: list[ui.Item[Any]] = field(default_factory=list)
    files: list[Attached] = field(default_factory=list)
    characters: int = 0
    components: int = 1

    def say(self, *lines: str) -> None:
        """One block of text, a line each. Empty lines are left out."""
        text = "\n".join(line for line in lines if line)
        if text:
            self.characters += len(text)
            self._add(ui.TextDisplay(text))

    def rule(self) -> None:
        """A thin line, before a group and before the footer."""
        self._add(ui.Separator(spacing=discord.SeparatorSpacing.small))

    def show(self, picture: Attached | None) -> None:
        """A picture over the whole width, set off a little from what stands above; ``None`` is left out."""
        if picture is not None:
            self._add(ui.Separator(visible=False, spacing=discord.SeparatorSpacing.small))
            told = replace(picture, alt=cut(picture.alt, ALT))
            self._add(ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{told.name}", description=told.alt)))
            self.files.append(told)

    def hand(self, file: Attached) -> None:
        """A file to take along."""
        self._add(ui.File(f"attachment://{file.name}"))
        self.files.append(file)

    def entry(self, *lines: str, control: Control) -> None:
        """A block of text with a button at its right."""
        text = "\n".join(line for line in lines if line)
        self.characters += len(text)
        self.components += 2
        self._add(ui.Section(ui.TextDisplay(text), accessory=control))

    def controls(self, *controls: Control | None) -> None:
        """A row: one menu, or up to five buttons. ``None`` is left out."""
        present = [control for control in controls if control is not None]
        if present:
            self.components += len(present)
            self._add(ui.ActionRow(*told_apart(present)))

    def answer(self, *, private: bool = False) -> Answer:
        view = ui.LayoutView(timeout=None)
        view.add_item(ui.Container(*self.items, accent_colour=self.colour))
        return Answer(view=view, private=private, files=tuple(self.files))

    def _add(self, item: ui.Item[Any]) -> None:
        self.components += 1
        self.items.append(item)


def sentence(content: str, *controls: Control, private: bool = False, embed: discord.Embed | None = None) -> Answer:
    """An answer of one to three sentences, with buttons under it in rows of five, and each menu in a row of its own."""
    if not controls:
        return Answer(content=content, private=private, embed=embed)
    view = ui.View(timeout=None)
    row, room = 0, BUTTONS
    for control in told_apart(controls):
        width = control.item.width
        if width > room:
            row, room = row + 1, BUTTONS
        control.row, room = row, room - width
        view.add_item(control)
    return Answer(content=content, view=view, private=private, embed=embed)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, on which day, and what the answer needs to know of the place where it will stand."""

    asker: int
    today: dt.date
    prefix: str
    countries: Countries

    def control_id(self, card: str, action: str, *arguments: int | str) -> str:
        """The id of a control of this answer."""
        return control_id(card, action, *arguments, asker=self.asker)

    def example(self, text: str) -> str:
        """How to type a command: `` `!twin Los Angeles` ``."""
        return f"`{code(f'{self.prefix}{text}')}`"
