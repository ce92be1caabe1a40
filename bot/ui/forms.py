"""Forms that a member fills in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, TypeVar

import discord
from discord import ui

from bot.domain import wording
from bot.domain.initiatives import Ask, Sector, Standing
from bot.domain.places import City
from bot.ui.aid import AidFilter
from bot.ui.inert import cut, tidy

Word = TypeVar("Word", bound=StrEnum)
TITLE = 45
"""Discord's limit for a form's title."""
_ANY = "any"
_MILITARY = "military"


class AidFilterForm(ui.Modal):
    """Sector, ask, state and purpose of the initiatives that are to be shown.

    Args:
        chosen: what is filtered by already.
        submitted: what happens with the filter that was chosen.
    """

    def __init__(
        self, city: City, chosen: AidFilter, submitted: Callable[[discord.Interaction[Any], AidFilter], Awaitable[None]]
    ) -> None:
        super().__init__(title=cut(tidy(f"Filter the aid for {city.name}"), TITLE), timeout=None)
        self._submitted = submitted
        self.sector = _select("sector", {sector: wording.SECTOR[sector] for sector in Sector}, chosen.sector)
        self.ask = _select("ask", {ask: wording.ASK[ask] for ask in Ask}, chosen.ask)
        self.standing = _select("state", {standing: wording.AID_STANDING[standing] for standing in Standing}, chosen.standing)
        self.purpose: ui.Select[Any] = ui.Select(
            custom_id="purpose",
            options=[
                discord.SelectOption(label="Civilian and dual use", value=_ANY, default=not chosen.military),
                discord.SelectOption(label="Military too", value=_MILITARY, default=chosen.military),
            ],
        )
        for text, select in (
            ("Sector", self.sector),
            ("Asks for", self.ask),
            ("State", self.standing),
            ("Purpose", self.purpose),
        ):
            self.add_item(ui.Label(text=text, component=select))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the chosen filter on."""
        chosen = AidFilter(
            _word(Sector, self.sector), _word(Ask, self.ask), _word(Standing, self.standing), _MILITARY in self.purpose.values
        )
        await self._submitted(interaction, chosen)


class NameForm(ui.Modal):
    """Another name for a city that was not understood."""

    def __init__(self, submitted: Callable[[discord.Interaction[Any], str], Awaitable[None]]) -> None:
        super().__init__(title="Which city do you mean?", timeout=None)
        self._submitted = submitted
        self.name: ui.TextInput[Any] = ui.TextInput(
            custom_id="name", placeholder="Kharkiv, or Birmingham, Alabama", min_length=1, max_length=100
        )
        self.add_item(
            ui.Label(text="City", description="A state or country after a comma tells namesakes apart", component=self.name)
        )

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the name on."""
        await self._submitted(interaction, self.name.value)


class WordsForm(ui.Modal):
    """A few sentences: a reason, a question, an answer.

    Args:
        longest: how many characters they may have.
    """

    def __init__(
        self,
        title: str,
        label: str,
        description: str,
        longest: int,
        submitted: Callable[[discord.Interaction[Any], str], Awaitable[None]],
    ) -> None:
        super().__init__(title=cut(tidy(title), TITLE) or label, timeout=None)
        self._submitted = submitted
        self.words: ui.TextInput[Any] = ui.TextInput(
            custom_id="words", style=discord.TextStyle.paragraph, min_length=1, max_length=longest
        )
        self.add_item(ui.Label(text=label, description=description, component=self.words))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the words on."""
        await self._submitted(interaction, self.words.value.strip())


def _select(custom_id: str, words: dict[Any, str], chosen: StrEnum | None) -> ui.Select[Any]:
    options = [discord.SelectOption(label="Any", value=_ANY, default=chosen is None)]
    options += [
        discord.SelectOption(label=wording.upper_first(label), value=str(word), default=word is chosen)
        for word, label in words.items()
    ]
    return ui.Select(custom_id=custom_id, options=options)


def _word(words: type[Word], select: ui.Select[Any]) -> Word | None:
    value = select.values[0] if select.values else _ANY
    return None if value == _ANY else words(value)
