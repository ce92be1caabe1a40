"""``twin`` and ``pairing``: which ties a city has, and one of them whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.cogs import answers
from bot.cogs.desk import Desk, Help, PressHandler, command
from bot.cogs.question import PressQuestion
from bot.search.pairs import split_pair
from bot.ui import pairing as pairing_card
from bot.ui import short
from bot.ui import twin as twin_card
from bot.ui.controls import Press, row_number
from bot.ui.illustrated import view_of


class Lookup(Desk):
    """Pairings of a city, and one pairing."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {twin_card.CODE: self.on_twin, pairing_card.CODE: self.on_pairing}

    @command(
        "A city’s pairings",
        Help(
            "Ask",
            ("twin Los Angeles", "twin Birmingham, Alabama", "twin Київ"),
            "Counts by status come first, then every pairing with its year, its status and who decided it. "
            "Any spelling will do, in any script; a state or country after the name tells namesakes apart.",
            "Which city?",
        ),
    )
    @app_commands.describe(city="A city, in any spelling; a state or country after a comma tells namesakes apart")
    async def twin(self, context: commands.Context[Any], *, city: str) -> None:
        """A city's pairings by status."""
        question = self.asked(context)
        found = await answers.find(self.rooms, question, city, twin_card.CODE)
        if found is not None:
            await answers.twin(self.rooms, question, found.city, former=twin_card.Former.of(found))

    @command(
        "One pairing: dates, decisions, sources",
        Help(
            "Ask",
            ("pairing Chicago / Moscow", "pairing San Jose / Yekaterinburg"),
            "Put a stroke between the cities. The answer has the status, who decided it and under what condition, "
            "the timeline, where sources disagree, and every source with its grade.",
            "Which two cities? Put a stroke between them.",
        ),
    )
    @app_commands.describe(city="One city, or both with a stroke between", other="The other city")
    async def pairing(self, context: commands.Context[Any], *, city: str, other: str = "") -> None:
        """One pairing whole."""
        question = self.asked(context)
        split = (city, other) if other.strip() else split_pair(city, self.is_city)
        if split is None:
            await question.answer(short.two_cities_needed(question.asking))
            return
        await answers.named_pair(self.rooms, question, *(self.rooms.search.resolve(name) for name in split))

    async def on_twin(self, question: PressQuestion, press: Press) -> None:
        """A page turned, a pairing opened, or the list asked for from elsewhere."""
        if press.action == "open":
            await open_pairing(self, question, press)
            return
        city = self.rooms.search.city(press.number(0))
        if city is None:
            await question.answer(short.no_longer("city"))
            return
        await answers.twin(self.rooms, question, city, page=press.number(1), view=view_of(press, 2), turn=press.action == "p")

    async def on_pairing(self, question: PressQuestion, press: Press) -> None:
        """A page of a pairing turned, or another picture of it asked for."""
        one, other, page = press.number(0), press.number(1), press.number(2)
        turn = press.action == "p"
        await answers.pairing(self.rooms, question, one, other, page=page, view=view_of(press, 3), turn=turn)

    # The methods exist only now that they are defined above.
    twin.autocomplete("city")(Desk.complete_city)
    pairing.autocomplete("city")(Desk.complete_city)
    pairing.autocomplete("other")(Desk.complete_city)


async def open_pairing(desk: Desk, question: PressQuestion, press: Press) -> None:
    """The pairing that was chosen in a menu, beside the list."""
    one, _, other = (press.values[0] if press.values else "").partition("-")
    await answers.pairing(desk.rooms, question, row_number(one), row_number(other))
