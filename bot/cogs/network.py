"""``path`` and ``common``: how two cities are connected, and which partners they share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.cogs import connecting
from bot.cogs.desk import Desk, Help, PressHandler, command
from bot.cogs.lookup import open_pairing
from bot.cogs.question import PressQuestion
from bot.domain.places import City
from bot.network.ties import Reach
from bot.search.pairs import split_pair
from bot.ui import common as common_card
from bot.ui import path as path_card
from bot.ui import short
from bot.ui.controls import Press
from bot.ui.illustrated import View, view_of

ASKS = "Which two cities? Put a stroke between them."
_CITY = "One city, or both with a stroke between"


class Network(Desk):
    """The pairings as a network."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {path_card.CODE: self.on_path, common_card.CODE: self.on_common}

    @command(
        "Over which ties two cities are connected",
        Help(
            "See",
            (path_card.EXAMPLE, "path Cincinnati / Tampere"),
            "Up to three of the shortest chains of active ties, the best documented first, each tie with its kind, its year and how it "
            "stands, on a map. A tie of the two themselves is told first, whatever its status. If only a suspended tie, or one of which "
            "nobody says how it stands, connects them, the answer says so, and a button includes it.",
            ASKS,
        ),
    )
    @app_commands.describe(city=_CITY, other="The other city")
    async def path(self, context: commands.Context[Any], *, city: str, other: str = "") -> None:
        """How two cities are connected."""
        await self._answer_two(context, path_card.CODE, city, other)

    @command(
        "The partners that two cities share",
        Help(
            "See",
            (common_card.EXAMPLE,),
            "Every city with which both have or had a tie, with how each of the two ties stands; those with two active ties come first.",
            ASKS,
        ),
    )
    @app_commands.describe(city=_CITY, other="The other city")
    async def common(self, context: commands.Context[Any], *, city: str, other: str = "") -> None:
        """Which partners two cities share."""
        await self._answer_two(context, common_card.CODE, city, other)

    async def _answer_two(self, context: commands.Context[Any], card: str, city: str, other: str) -> None:
        question = self.asked(context)
        split = (city, other) if other.strip() else split_pair(city, self.is_city)
        if split is None:
            await question.answer(short.two_cities_needed(question.asking, connecting.EXAMPLES[card]))
            return
        await connecting.named_two(self.rooms, question, card, *(self.rooms.search.resolve(name) for name in split))

    async def on_path(self, question: PressQuestion, press: Press) -> None:
        """A page turned, another chain shown, a wider reach taken in, a pairing opened, or a path asked for from elsewhere."""
        if press.action == "open":
            await open_pairing(self, question, press)
        elif (two := await self._two(question, press)) is not None:
            await connecting.path(
                self.rooms, question, *two, reach=_reach(press.number(2)), chain=press.number(3) or 1, page=press.number(4) or 1,
                view=_view(press, 5), turn=press.action == "p",
            )  # fmt: skip

    async def on_common(self, question: PressQuestion, press: Press) -> None:
        """A page turned, a pairing opened, or what two share asked for from elsewhere."""
        if press.action == "open":
            await open_pairing(self, question, press)
        elif (two := await self._two(question, press)) is not None:
            await connecting.in_common(
                self.rooms, question, *two, page=press.number(2) or 1, view=_view(press, 3), turn=press.action == "p"
            )

    async def _two(self, question: PressQuestion, press: Press) -> tuple[City, City] | None:
        """The two cities of a control's id; if one of them is gone, the question is answered so."""
        one, other = self.rooms.search.city(press.number(0)), self.rooms.search.city(press.number(1))
        if one is None or other is None:
            await question.answer(short.no_longer("city"))
            return None
        return one, other

    # The methods exist only now that they are defined above.
    path.autocomplete("city")(Desk.complete_city)
    path.autocomplete("other")(Desk.complete_city)
    common.autocomplete("city")(Desk.complete_city)
    common.autocomplete("other")(Desk.complete_city)


def _view(press: Press, position: int) -> View:
    """A map or the text alone: these cards have no chart."""
    return View.TEXT if view_of(press, position) is View.TEXT else View.MAP


def _reach(number: int) -> Reach:
    """The reach of that number; for any other active ties alone, for an id can be forged."""
    return Reach(number) if number in {*Reach} else Reach.ACTIVE
