"""``source``: where facts are from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.cogs import answers
from bot.cogs.desk import Desk, Help, PressHandler, command
from bot.cogs.question import PressQuestion
from bot.domain.counts import PublishedCount
from bot.domain.sources import Source
from bot.search.pairs import split_pair
from bot.store import initiatives
from bot.store.database import Connection
from bot.ui import short
from bot.ui import sources as sources_card
from bot.ui.controls import Press

_NUMBER = re.compile(r"^(?:initiative|aid|entry)?\s*#?\s*(\d{1,18})$", re.IGNORECASE)


class Sources(Desk):
    """Sources of a city's pairings, of one pairing, of an initiative."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {sources_card.CODE: self.on_sources}

    @command(
        "Where a fact is from",
        Help(
            "Ask",
            ("source Los Angeles", "source Chicago / Moscow", "source initiative 12"),
            "A city gives all sources of its pairings; two cities give one pairing with what each source says; a number gives an initiative.",
            "The sources of what: a city, a pairing or an initiative?",
        ),
    )
    @app_commands.describe(entry="A city, two cities with a stroke between, or “initiative” and its number")
    async def source(self, context: commands.Context[Any], *, entry: str) -> None:
        """The sources of an entry."""
        question = self.asked(context)
        numbered = _NUMBER.match(entry.strip())
        if numbered:
            await answers.initiative(self.rooms, question, int(numbered[1]))
            return
        pair = None if self.is_city(entry) else split_pair(entry, self.is_city)
        if pair is not None:
            await answers.named_pair(self.rooms, question, *(self.rooms.search.resolve(name) for name in pair))
            return
        found = await answers.find(self.rooms, question, entry, sources_card.CODE)
        if found is not None:
            await answers.sources(self.rooms, question, found.city)

    async def on_sources(self, question: PressQuestion, press: Press) -> None:
        """The sources of a city, or of published counts; or a page of them turned."""
        if press.action == "k":
            await self._answer_counts(question, press)
            return
        city = self.rooms.search.city(press.number(0))
        if city is None:
            await question.answer(short.no_longer("city"))
            return
        await answers.sources(self.rooms, question, city, page=press.number(1), turn=len(press.arguments) > 1)

    async def _answer_counts(self, question: PressQuestion, press: Press) -> None:
        code, other, *_ = (*press.arguments, "-", "-")
        countries = self.rooms.countries
        if code not in countries.by_code:
            await question.answer(short.no_longer("country"))
            return
        second = other if other in countries.by_code else None

        def query(db: Connection) -> list[tuple[PublishedCount, Source]]:
            return initiatives.counts(db, code, second)

        counts = await self.rooms.store.read(query)
        names = countries.in_sentence(code) + (f" and {countries.in_sentence(second)}" if second else "")
        card = sources_card.count_sources_card(question.asking, names, counts, (code, other), page=press.number(2))
        await question.answer(card, turn=len(press.arguments) > 2)

    source.autocomplete("entry")(Desk.complete_city)
