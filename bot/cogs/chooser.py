"""Presses on a question that the bot asked back: a city chosen, a guess confirmed, another name given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import discord

from bot.cogs import answers, connecting, neighbours, take_along, watch_named
from bot.cogs.desk import Desk, PressHandler
from bot.cogs.question import PressQuestion, Question
from bot.domain.places import City
from bot.search import Outcome
from bot.ui import aid as aid_card
from bot.ui import match as match_card
from bot.ui import nearest as nearest_card
from bot.ui import pairing as pairing_card
from bot.ui import short
from bot.ui import sources as sources_card
from bot.ui import twin as twin_card
from bot.ui import watching as watching_card
from bot.ui.aid import AidFilter
from bot.ui.controls import Press, row_number
from bot.ui.forms import NameForm


class Chooser(Desk):
    """Goes on with a command once its city is plain."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {short.CHOICE: self.on_choice, short.GUESS: self.on_other}

    async def on_choice(self, question: PressQuestion, press: Press) -> None:
        """A city chosen by a button, whose id is the first argument, or in a menu. Further arguments are other cities."""
        from_menu = bool(press.values)
        city = self.rooms.search.city(press.chosen if from_menu else press.number(0))
        carried = press.arguments if from_menu else press.arguments[1:]
        if city is None:
            await question.answer(short.no_longer("city"))
            return
        await self._go_on(question, press.action, city, carried)

    async def on_other(self, question: PressQuestion, press: Press) -> None:
        """None of what was offered: ask for the name in a form, and go on with it."""
        card, *carried = press.arguments or (twin_card.CODE,)
        if card not in short.COMMANDS:
            card = twin_card.CODE

        async def named(interaction: discord.Interaction[Any], name: str) -> None:
            await self.rooms.guard(interaction, press, lambda form: self._named(form, name, card, carried))

        await question.interaction.response.send_modal(NameForm(named))

    async def _named(self, question: Question, name: str, card: str, carried: Sequence[str]) -> None:
        resolution = self.rooms.search.resolve(name)
        if resolution.outcome is Outcome.MATCH:
            await self._go_on(question, card, resolution.candidates[0].city, carried)
            return
        rest = [row_number(number) for number in carried if row_number(number)]
        await answers.ask_back(self.rooms, question, resolution, card, rest)

    async def _go_on(self, question: Question, card: str, city: City, carried: Sequence[str]) -> None:
        if card == aid_card.CODE:
            await answers.aid(self.rooms, question, city, AidFilter(), turn=True)
        elif card == sources_card.CODE:
            await answers.sources(self.rooms, question, city, turn=True)
        elif card == pairing_card.CODE:
            others = [other for other in (self.rooms.search.city(row_number(number)) for number in carried) if other]
            if others:
                await answers.pair_of(self.rooms, question, (city.name, [city]), (others[0].name, others))
            else:
                await question.answer(short.two_cities_needed(question.asking), turn=True)
        elif card in connecting.OPENED:
            others = [other for other in (self.rooms.search.city(row_number(number)) for number in carried) if other]
            await connecting.chosen_two(self.rooms, question, card, city, others)
        elif card == nearest_card.CODE:
            await neighbours.chosen_near(self.rooms, question, city, carried)
        elif card == match_card.CODE:
            await neighbours.chosen_match(self.rooms, question, city, carried)
        elif card in take_along.CHOSEN:
            await take_along.CHOSEN[card](self.rooms, question, city, carried)
        elif card == watching_card.CODE:
            await watch_named.chosen(self.rooms, question, city, carried)
        else:
            await answers.twin(self.rooms, question, city, turn=True)
