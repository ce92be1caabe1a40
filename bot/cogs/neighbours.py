"""``nearest`` and ``match``: who near a city is tied to another or helps it, and whom a city without ties might ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.cogs import answers, illustrating
from bot.cogs.desk import Desk, Help, PressHandler, Rooms, command
from bot.cogs.lookup import open_pairing
from bot.cogs.neighbours_found import look_near, look_where_to_ask
from bot.cogs.question import PressQuestion, Question
from bot.domain.places import City
from bot.search import Outcome, Resolution
from bot.search.pairs import split_pair
from bot.store import ties
from bot.ui import match as match_card
from bot.ui import nearest as nearest_card
from bot.ui import short
from bot.ui.controls import Press, row_number
from bot.ui.illustrated import View, view_of

_TO = re.compile(r"\s+(?:to|→|->)\s+", re.IGNORECASE)
_LEADING = re.compile(r"^(?:from|near|to)\s+", re.IGNORECASE)
_STROKE = re.compile(r"[/|]")
_FOR = re.compile(r"(?:^|\s)for(?:\s*:\s*|\s+|$)(?P<where>.*)$", re.IGNORECASE | re.DOTALL)


class Side(IntEnum):
    """Which of two cities a choice is of, and whether the other one was typed plainly. Even numbers are the second city."""

    NEAR = 1
    TO = 2
    NEAR_TO_GUESSED = 3
    """The first is chosen, and the second is a guess that was not confirmed yet."""
    TO_NEAR_GUESSED = 4
    """The other way round."""

    @property
    def is_second(self) -> bool:
        return self % 2 == 0

    @property
    def is_other_guessed(self) -> bool:
        return self > Side.TO


class Neighbours(Desk):
    """Places that a city could learn from, or ask."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {nearest_card.CODE: self.on_nearest, match_card.CODE: self.on_match}

    @command(
        "Who near a city is tied to another, or helps it",
        Help(
            "See",
            ("nearest Cincinnati to Kharkiv", "nearest Columbus, Ohio / Kyiv"),
            "The first city is yours, the second the one that you would like to help. The answer names the places that have a tie with it or an "
            "initiative for it, the nearest to you first: how far, how the tie stands and since when, what they do, and the "
            "organisation’s own domain where a source shows it.",
            "Near which city, and with ties to which?",
        ),
    )
    @app_commands.describe(city="Your city, or both with “to” between", to="The city that they should have a tie with")
    async def nearest(self, context: commands.Context[Any], *, city: str, to: str = "") -> None:
        """Which places near a city have a tie with another, or an initiative for it."""
        question = self.asked(context)
        split = (city, to) if to.strip() else two_cities(city, self.is_city)
        if split is None:
            await question.answer(nearest_card.two_needed(question.asking))
            return
        await named_near(self.rooms, question, *(self.rooms.search.resolve(name) for name in split))

    @command(
        "Whom a city could ask for a tie, and why",
        Help(
            "See",
            ("match Tallinn", "match Columbus, Ohio for:ukraine", "match Turku for Ukraine and Poland"),
            "Places in other countries with which no tie is recorded, ranked by similar size, shared partners and the ties that the two "
            "countries have; with for: in that country, and by need too. Each has its reasons in words and in points. None recorded does not "
            "mean that there is none.",
            "For which city?",
        ),
    )
    @app_commands.rename(country="for")
    @app_commands.describe(city="The city that would like a tie", country="Only in this country, and by need too: Ukraine")
    async def match(self, context: commands.Context[Any], *, city: str, country: str = "") -> None:
        """Whom a city could ask."""
        question = self.asked(context)
        typed, where = for_country(city) if not country.strip() else (city, country)
        if not typed.strip():
            said: Help = self.match.extras["help"]
            await question.answer(short.incomplete(question.asking, said.asks, said.examples[1]))
            return
        resolution = self.rooms.search.resolve(typed)
        codes = await codes_of(self.rooms, question, resolution, where) if where is not None else ()
        if codes is None:
            return
        if resolution.outcome is not Outcome.MATCH:
            rest = [match_card.number_of(code) for code in codes]
            await answers.ask_back(self.rooms, question, resolution, match_card.CODE, rest)
            return
        await could_ask(self.rooms, question, resolution.candidates[0].city, codes)

    async def on_nearest(self, question: PressQuestion, press: Press) -> None:
        """A page turned, an entry opened, or the nearest city with any pairing asked for."""
        if press.action == "open":
            await open_pairing(self, question, press)
        elif press.action == "aid":
            await answers.initiative(self.rooms, question, press.chosen)
        elif press.action == "w":
            await self._nearest_tied(question, press.number(0))
        else:
            near, to = (self.rooms.search.city(press.number(position)) for position in (0, 1))
            if near is None or to is None:
                await question.answer(short.no_longer("city"))
                return
            view = View.TEXT if view_of(press, 3) is View.TEXT else View.MAP
            await near_to(self.rooms, question, near, to, page=press.number(2), view=view, turn=press.action == "p")

    async def on_match(self, question: PressQuestion, press: Press) -> None:
        """A page turned, the question asked for other countries, or a candidate opened: its pairings, beside the list."""
        if press.action == "open":
            city = self.rooms.search.city(press.chosen)
            if city is None:
                await question.answer(short.no_longer("city"))
                return
            await answers.twin(self.rooms, question, city)
            return
        city = self.rooms.search.city(press.number(1))
        if city is None:
            await question.answer(short.no_longer("city"))
            return
        codes = carried_countries(self.rooms, press.arguments[2:])
        await could_ask(self.rooms, question, city, codes, page=press.number(0), turn=press.action == "p")

    nearest.autocomplete("city")(Desk.complete_city)
    nearest.autocomplete("to")(Desk.complete_city)
    match.autocomplete("city")(Desk.complete_city)
    match.autocomplete("country")(Desk.complete_country)

    async def _nearest_tied(self, question: PressQuestion, city_id: int) -> None:
        """The pairings of the nearest city that has any."""
        city = self.rooms.search.city(city_id)
        if city is None:
            await question.answer(short.no_longer("city"))
            return
        guild = question.guild_id
        found = await self.rooms.store.read(lambda db: ties.nearest_tied(db, city, guild), ("nearest tied", city_id, guild))
        if found is None:
            await question.answer(nearest_card.nothing_near(question.asking, city))
            return
        await answers.twin(self.rooms, question, found)


def two_cities(text: str, is_city: Callable[[str], bool]) -> tuple[str, str] | None:
    """The two names in what was typed; ``None`` if there is one only."""
    bare = _LEADING.sub("", text.strip())
    if _STROKE.search(bare) is None:
        bare = _TO.sub(" / ", bare)
    return split_pair(bare, is_city)


async def codes_of(rooms: Rooms, question: Question, resolution: Resolution, where: str) -> tuple[str, ...] | None:
    """The codes of the countries that were typed; ``None`` if one is not known, which then was answered."""
    named = rooms.search.country_answers(where)
    if len(named) > match_card.MOST_COUNTRIES:
        await question.answer(match_card.countries_at_most(question.asking))
        return None
    unknown = next((each for each in named if each.code is None), None)
    if unknown is None and named:
        return tuple(dict.fromkeys(each.code for each in named if each.code))
    city_id = resolution.candidates[0].city.city_id if resolution.outcome is Outcome.MATCH and len(named) <= 1 else 0
    suggested = unknown.suggestions[0] if unknown is not None and unknown.suggestions else ""
    typed = unknown.typed if unknown is not None else where
    await question.answer(match_card.not_a_country(question.asking, resolution.typed, typed, city_id, suggested))
    return None


async def named_near(rooms: Rooms, question: Question, near: Resolution, to: Resolution) -> None:
    """The answer for two names; one that is not plain is asked back for, and the other one is carried along."""
    for outcome in (Outcome.NONE, Outcome.SUGGEST, Outcome.CHOICE):
        for unclear, other, side in ((near, to, Side.NEAR), (to, near, Side.TO)):
            if unclear.outcome is outcome:
                rest = [_with_other(side, other), *_likely(other)]
                await answers.ask_back(rooms, question, unclear, nearest_card.CODE, rest)
                return
    await near_to(rooms, question, near.candidates[0].city, to.candidates[0].city)


def _with_other(side: Side, other: Resolution) -> Side:
    return Side(side + Side.TO) if other.outcome is Outcome.SUGGEST else side


def _likely(name: Resolution) -> list[int]:
    """The ids of the cities that a name may mean; a match means its first alone."""
    meant = name.candidates[:1] if name.outcome is Outcome.MATCH else name.candidates[: answers.CARRIED]
    return [candidate.city.city_id for candidate in meant]


async def chosen_near(rooms: Rooms, question: Question, city: City, carried: Sequence[str]) -> None:
    """Go on once one of the two cities was chosen: with the other one, or with the question which that is."""
    number, *ids = (row_number(each) for each in (*carried, "1")[: max(1, len(carried))])
    side = Side(number) if number in {*Side} else Side.NEAR
    others = [other for other in map(rooms.search.city, ids) if other is not None]
    if not others:
        await question.answer(nearest_card.two_needed(question.asking), turn=True)
    elif len(others) > 1 or side.is_other_guessed:
        rest = [Side.NEAR if side.is_second else Side.TO, city.city_id]
        answer = short.choice(question.asking, nearest_card.CODE, others[0].name, others, rooms.ties, rest)
        await question.answer(answer, turn=True)
    else:
        near, to = (others[0], city) if side.is_second else (city, others[0])
        await near_to(rooms, question, near, to, turn=True)


async def chosen_match(rooms: Rooms, question: Question, city: City, carried: Sequence[str]) -> None:
    """Go on once the city was chosen, in the countries that were named."""
    await could_ask(rooms, question, city, carried_countries(rooms, carried), turn=True)


def carried_countries(rooms: Rooms, arguments: Sequence[str]) -> tuple[str, ...]:
    """The countries in a control's id, as far as they are known: an id can be forged."""
    codes = [match_card.code_of(row_number(argument)) for argument in arguments[: match_card.MOST_COUNTRIES]]
    return tuple(code for code in codes if code in rooms.countries.by_code)


async def near_to(
    rooms: Rooms, question: Question, near: City, to: City, *, page: int = 1, view: View = View.MAP, turn: bool = False
) -> None:
    """The card of the places near one city that have a tie with another."""
    if near.city_id == to.city_id:
        await question.answer(nearest_card.same_city(question.asking, near), turn=turn)
        return
    found = await look_near(rooms, question, near, to)
    wanted = found.picture if page <= 1 and nearest_card.ties_shown(found.answer) else None
    await illustrating.answer(
        rooms,
        question,
        found.look,
        view,
        wanted,
        lambda how: nearest_card.nearest_card(question.asking, found.answer, page=page, how=how),
        turn=turn,
    )


async def could_ask(
    rooms: Rooms, question: Question, city: City, codes: Sequence[str], *, page: int = 1, turn: bool = False
) -> None:
    """The card of those whom a city could ask."""
    found = await look_where_to_ask(rooms, question, city, tuple(codes))
    if found.held is not None and found.held.occupied:
        await question.answer(match_card.occupied(question.asking, city, found.held, tied=found.answer.tied), turn=turn)
        return
    await question.answer(match_card.match_card(question.asking, found.answer, page=page), turn=turn)


def for_country(text: str) -> tuple[str, str | None]:
    """The city and the country in ``Columbus, Ohio for:ukraine``; no country where none was asked for."""
    found = _FOR.search(text)
    if found is None:
        return text, None
    return text[: found.start()], found["where"]
