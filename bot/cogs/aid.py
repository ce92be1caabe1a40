"""``aid``: who helps a city, and how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import answers
from bot.cogs.desk import Desk, Help, PressHandler, command
from bot.cogs.question import PressQuestion
from bot.domain import wording
from bot.domain.initiatives import Ask, Sector, Standing
from bot.ui import aid as aid_card
from bot.ui import initiative as initiative_card
from bot.ui import short
from bot.ui.aid import AidFilter
from bot.ui.controls import Press
from bot.ui.forms import AidFilterForm

Word = TypeVar("Word", bound=StrEnum)
_FILTER = re.compile(r"\b(sector|ask|state|purpose)\s*:\s*([\w-]+)", re.IGNORECASE)
STATES = {
    "open": Standing.OPEN,
    "active": Standing.LAST_SEEN_ACTIVE,
    "unknown": Standing.UNKNOWN,
    "completed": Standing.COMPLETED,
}


class Aid(Desk):
    """Initiatives for a city."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {aid_card.CODE: self.on_aid, initiative_card.CODE: self.on_initiative}

    @command(
        "Who helps a city, and how",
        Help(
            "Ask",
            ("aid Kyiv", "aid Kharkiv sector:goods", "aid Lviv state:completed"),
            "What is done for the city, then what its partner cities do elsewhere in the country, then what is done for the whole "
            "country. Filters: sector:, ask:, state: and purpose:. A link is shown only when two people checked it.",
            "Which city?",
        ),
    )
    @app_commands.describe(
        city="A city, in any spelling",
        sector="Only help of this sort",
        ask="Only initiatives that ask for this",
        state="Only initiatives in this state",
        purpose="Military purpose stays out unless you ask for it",
    )
    @app_commands.choices(
        sector=[app_commands.Choice(name=wording.SECTOR[sector], value=sector.value) for sector in Sector],
        ask=[app_commands.Choice(name=ask.value, value=ask.value) for ask in Ask],
        state=[app_commands.Choice(name=wording.AID_STANDING[standing], value=name) for name, standing in STATES.items()],
        purpose=[app_commands.Choice(name="military too", value="military")],
    )
    async def aid(
        self, context: commands.Context[Any], *, city: str, sector: str = "", ask: str = "", state: str = "", purpose: str = ""
    ) -> None:
        """Who helps a city."""
        question = self.asked(context)
        typed = {name.lower(): value.lower() for name, value in _FILTER.findall(city)}
        given = typed | {
            name: value for name, value in (("sector", sector), ("ask", ask), ("state", state), ("purpose", purpose)) if value
        }
        refusal = _unknown_filter(given)
        if refusal:
            await question.answer(short.refused(refusal))
            return
        found = await answers.find(self.rooms, question, _FILTER.sub(" ", city), aid_card.CODE)
        if found is not None:
            await answers.aid(self.rooms, question, found.city, _filter(given))

    async def on_aid(self, question: PressQuestion, press: Press) -> None:
        """A page turned, a filter asked for, or aid asked for from another card."""
        if press.action == "b":
            await answers.aid_between(self.rooms, question, press.number(0), press.number(1))
            return
        city = self.rooms.search.city(press.number(0))
        if city is None:
            await question.answer(short.no_longer("city"))
        elif press.action == "f":
            chosen = AidFilter.from_code(press.arguments[1] if len(press.arguments) > 1 else "")

            async def filtered(interaction: discord.Interaction[Any], wanted: AidFilter) -> None:
                await self.rooms.guard(interaction, press, lambda form: answers.aid(self.rooms, form, city, wanted, turn=True))

            await question.interaction.response.send_modal(AidFilterForm(city, chosen, filtered))
        else:
            chosen = AidFilter.from_code(press.arguments[2] if len(press.arguments) > 2 else "")
            await answers.aid(self.rooms, question, city, chosen, page=press.number(1), turn=press.action == "p")

    async def on_initiative(self, question: PressQuestion, press: Press) -> None:
        """An initiative opened, beside the list."""
        await answers.initiative(self.rooms, question, press.number(0))

    aid.autocomplete("city")(Desk.complete_city)


def _unknown_filter(given: Mapping[str, str]) -> str:
    """What to say of a filter value that there is not; nothing if all are known."""
    known = {
        "sector": [sector.value for sector in Sector],
        "ask": [ask.value for ask in Ask],
        "state": list(STATES),
        "purpose": ["military"],
    }
    for name, value in given.items():
        if value not in known[name]:
            return f"There is no {name} “{value[:40]}”. Try one of: {', '.join(known[name])}."
    return ""


def _filter(given: Mapping[str, str]) -> AidFilter:
    return AidFilter(
        _word(Sector, given.get("sector")),
        _word(Ask, given.get("ask")),
        STATES.get(given.get("state", "")),
        given.get("purpose") == "military",
    )


def _word(words: type[Word], value: str | None) -> Word | None:
    return words(value) if value else None
