"""``country``: a country's pairings by partner country, or those of two countries, beside the counts of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.cogs import illustrating
from bot.cogs.desk import Desk, Help, PressHandler, command
from bot.cogs.lookup import open_pairing
from bot.cogs.pictured import PicturedCountries
from bot.cogs.question import PressQuestion, Question
from bot.store import initiatives, pairings, servers
from bot.store.database import Connection
from bot.ui import country as country_card
from bot.ui import short
from bot.ui.card import Answer
from bot.ui.controls import Press
from bot.ui.country import CountryAnswer
from bot.ui.illustrated import Illustrated, View, view_of

MOST = 2


class Countries(Desk):
    """Countries, counted."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {country_card.CODE: self.on_country}

    @command(
        "One country’s pairings, or those of two, counted",
        Help(
            "Ask",
            ("country Russia / United States", "country Ukraine"),
            "With two countries: the pairings between them, and what others counted, with who and when. With one: its partner countries.",
            "Which country, or which two?",
        ),
    )
    @app_commands.describe(country="A country, or two with a stroke between", other="Another country: only the pairings of both")
    async def country(self, context: commands.Context[Any], *, country: str, other: str = "") -> None:
        """The pairings of one country or of two."""
        question = self.asked(context)
        names = [country, other] if other.strip() else [country]
        found = [answer for name in names for answer in self.rooms.search.country_answers(name)]
        if not found:
            await question.answer(short.not_a_country(question.asking, country))
            return
        if len(found) > MOST:
            await question.answer(short.two_countries_at_most(question.asking))
            return
        for answer in found:
            if answer.code is None:
                suggested = self.rooms.countries.name(answer.suggestions[0]) if answer.suggestions else None
                await question.answer(short.not_a_country(question.asking, answer.typed, suggested))
                return
        codes = list(dict.fromkeys(answer.code for answer in found if answer.code))
        await self.answer_country(question, codes[0], codes[1] if len(codes) > 1 else None)

    async def answer_country(
        self, question: Question, code: str, other: str | None, *, page: int = 1, view: View = View.MAP, turn: bool = False
    ) -> None:
        """The card of one country or of two."""
        guild, today, countries = question.guild_id, question.asking.today, self.rooms.countries

        def query(db: Connection) -> PicturedCountries:
            recorded = pairings.between(db, code, other, guild) if other else pairings.of_country(db, code, guild)
            facts = self.rooms.catalogue_facts
            answer = CountryAnswer(
                code, other, recorded, initiatives.counts(db, code, other), facts.date, facts.population_source
            )
            return PicturedCountries(answer, servers.look_of(db, guild), countries, today)

        found = await self.rooms.store.read(query, ("country", code, other, guild, today))

        def card(how: Illustrated) -> Answer:
            return country_card.country_card(question.asking, found.answer, page=page, how=how)

        wanted = found.picture if page <= 1 and found.answer.recorded else None
        await illustrating.answer(self.rooms, question, found.look, view, wanted, card, turn=turn)

    async def on_country(self, question: PressQuestion, press: Press) -> None:
        """A page turned, another picture asked for, or a pairing opened."""
        if press.action == "open":
            await open_pairing(self, question, press)
            return
        code, other, *_ = (*press.arguments, "-", "-")
        if code not in self.rooms.countries.by_code:
            await question.answer(short.no_longer("country"))
            return
        known = other if other in self.rooms.countries.by_code else None
        page, view = press.number(2), view_of(press, 3)
        await self.answer_country(question, code, known, page=page, view=view, turn=press.action == "p")

    country.autocomplete("country")(Desk.complete_country)
    country.autocomplete("other")(Desk.complete_country)
