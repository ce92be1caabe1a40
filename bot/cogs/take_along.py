"""``export``, ``briefing`` and ``letter``: what is recorded, to be taken along to where it is decided on."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.cogs import answers, briefings, taking, taking_answers, two_in_order
from bot.cogs.desk import Desk, Help, PressHandler, Rooms, command
from bot.cogs.question import PressQuestion, Question
from bot.domain.places import City
from bot.search import Outcome
from bot.search.pairs import split_pair
from bot.store import pairings, places
from bot.store.database import Connection
from bot.ui import briefing as briefing_card
from bot.ui import export as export_card
from bot.ui import letter as letter_card
from bot.ui import short
from bot.ui.controls import Press
from bot.ui.inert import cut
from bot.ui.letter import LetterOf

_WORD = re.compile(r"(aid|city|country)\s+(?:for\s+)?(\S.*)", re.IGNORECASE | re.DOTALL)
_ANSWER = re.compile(r"(path|common|nearest|match|stats)(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
"""The commands whose answers can be taken along."""
_STROKE = re.compile(r"[/|]")
_MOST_COUNTRIES, _NAME = 2, 40
_CODE = 2
"""Letters of a country’s code."""


class TakeAlong(Desk):
    """Files of what is shown, a page for a meeting, a draft of a letter."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {export_card.CODE: self.on_export, briefing_card.CODE: self.on_briefing}

    @command(
        "What is recorded, as files to take along",
        Help(
            "See",
            (
                export_card.EXAMPLE,
                "export Chicago / Moscow",
                "export Ukraine",
                "export Russia / United States",
                "export aid Kyiv",
                "export path Los Angeles / Kharkiv",
                "export match Tallinn for:Ukraine",
            ),
            "CSV for a spreadsheet and JSON for a program, with every source, its grade and its address; of ties a calendar of their "
            "anniversaries too, for those whose day of signing is known. Before path, common, nearest, match and stats it gives what they "
            "answer. For a city with the name of a country: export city Luxembourg.",
            "An export of what: a city, two cities, a country, or the aid for a city?",
        ),
    )
    @app_commands.describe(
        what="A city, a country, or two with a stroke; before it aid, path, common, nearest, match; or stats",
        other="Another city or country",
    )
    async def export(self, context: commands.Context[Any], *, what: str, other: str = "") -> None:
        """Files of what is recorded."""
        question = self.asked(context)
        text = f"{what} / {other}" if other.strip() else what
        if (asked := self._answer_of(text.strip())) is not None:
            await taking_answers.export_answer(self.rooms, question, *asked, self.is_city)
            return
        word, named = self._led_by_word(text.strip())
        if word == "aid":
            await self._export_one(question, named, taking.Of.AID)
        elif (codes := self._countries(named)) and word != "city":
            city = not word and self.is_city(named)
            hint = f"You mean the city? {question.asking.example(f'export city {cut(named, _NAME)}')}" if city else ""
            await taking.export_countries(self.rooms, question, codes, hint)
        elif names := self._two(named):
            if any(self.rooms.search.country(name).code and not self.is_city(name) for name in names):
                await question.answer(export_card.wants_what(question.asking))
                return
            await taking.export_pair(self.rooms, question, *map(self.rooms.search.resolve, names))
        else:
            await self._export_one(question, named, taking.Of.TIES)

    @command(
        "A city’s ties on one page, for a council meeting",
        Help(
            "See",
            (briefing_card.EXAMPLE, "briefing Kyiv"),
            "One page as PDF, to be printed on A4, and as a picture: the map, a table of the ties with how they stand and as of when, the "
            "sources with their grades, and the licence. What has no room is counted and stands in the export.",
            "A briefing on which city?",
        ),
    )
    @app_commands.describe(city="A city, in any spelling; a state or country after a comma tells namesakes apart")
    async def briefing(self, context: commands.Context[Any], *, city: str) -> None:
        """A city's page."""
        question = self.asked(context)
        found = await answers.find(self.rooms, question, city, briefing_card.CODE)
        if found is not None:
            await briefings.briefing(self.rooms, question, found.city)

    @command(
        "A draft to your own council, with sources",
        Help(
            "Take part",
            (letter_card.EXAMPLE, "letter Chicago / Moscow"),
            "Your own city comes first. By how the tie stands, the draft asks the council to propose it, to take the next step, or to "
            "review, resume, clarify or renew it: with what is recorded, numbered sources, and open questions for the officer. "
            "It is a draft: check each fact, and fill in what stands in brackets.",
            "A letter of which city about which other? Put a stroke between them, your own city first.",
        ),
    )
    @app_commands.describe(city="Your own city, or both with a stroke between", other="The city that the letter is about")
    async def letter(self, context: commands.Context[Any], *, city: str, other: str = "") -> None:
        """A draft to one's own council."""
        question = self.asked(context)
        names = (city, other) if other.strip() else split_pair(city, self.is_city)
        if names is None:
            await question.answer(short.two_cities_needed(question.asking, letter_card.EXAMPLE))
            return
        one, two = map(self.rooms.search.resolve, names)
        await two_in_order.named(self.rooms, question, letter_card.CODE, one, two, write_letter)

    async def on_export(self, question: PressQuestion, press: Press) -> None:
        """*Export* on the card of a city's sources, or under a briefing."""
        city = self.rooms.search.city(press.number(0))
        if city is None:
            await question.answer(short.no_longer("city"))
            return
        await taking.export_city(self.rooms, question, city)

    async def on_briefing(self, question: PressQuestion, press: Press) -> None:
        """*Briefing* under an export or a letter."""
        city = self.rooms.search.city(press.number(0))
        if city is None:
            await question.answer(short.no_longer("city"))
            return
        await briefings.briefing(self.rooms, question, city)

    async def _export_one(self, question: Question, name: str, what: taking.Of) -> None:
        resolution = self.rooms.search.resolve(name)
        if resolution.outcome is not Outcome.MATCH:
            await answers.ask_back(self.rooms, question, resolution, export_card.CODE, [what])
            return
        await taking.chosen_for_export(self.rooms, question, resolution.candidates[0].city, [str(int(what))])

    def _answer_of(self, text: str) -> tuple[str, str] | None:
        """``path Chicago / Moscow`` → ``path``, ``Chicago / Moscow``; nothing where a city’s own name begins so."""
        found = _ANSWER.fullmatch(text)
        if found is None:
            return None
        word = found[1].casefold()
        meant = self.rooms.search.resolve(text)
        if meant.outcome is Outcome.MATCH and f"{meant.candidates[0].city.name} ".casefold().startswith(f"{word} "):
            return None
        return word, found[2] or ""

    def _led_by_word(self, text: str) -> tuple[str, str]:
        """``aid Kyiv`` → ``aid``, ``Kyiv``. A place may be called so too, as Country Club Hills is."""
        found = _WORD.fullmatch(text)
        if found is None or (found[1].casefold() == "country" and not self._countries(found[2])):
            return "", text
        return found[1].casefold(), found[2]

    def _two(self, text: str) -> tuple[str, str] | None:
        """The two names of a text; a stroke parts them even where the whole would be understood as one city."""
        return split_pair(text, self.is_city) if _STROKE.search(text) or not self.is_city(text) else None

    def _countries(self, text: str) -> list[str]:
        """The codes of the one or two countries that a text names; none if it names anything else too."""
        if len(text) <= _CODE and self.is_city(text):
            # LA is a city to everybody but the postal services.
            return []
        known = self.rooms.countries.by_code
        codes = [each.code for each in self.rooms.search.country_answers(text)]
        if len(codes) > _MOST_COUNTRIES or any(code is None or code not in known for code in codes):
            return []
        return list(dict.fromkeys(code for code in codes if code))

    # The methods exist only now that they are defined above.
    export.autocomplete("what")(Desk.complete_city)
    export.autocomplete("other")(Desk.complete_city)
    briefing.autocomplete("city")(Desk.complete_city)
    letter.autocomplete("city")(Desk.complete_city)
    letter.autocomplete("other")(Desk.complete_city)


async def write_letter(rooms: Rooms, question: Question, own: City, other: City) -> None:
    """The draft of ``own``'s citizen to its council about ``other``."""
    if own.city_id == other.city_id:
        await question.answer(short.same_city(question.asking, own, "A letter", letter_card.EXAMPLE))
        return

    def query(db: Connection) -> LetterOf:
        held = tuple((city, who) for city in (own, other) if (who := places.held(db, city.city_id)) is not None)
        recorded = pairings.of_pair(db, own.city_id, other.city_id, question.guild_id)
        tied = recorded is not None or bool(pairings.of_city(db, own.city_id, question.guild_id))
        return LetterOf(own, other, recorded, held, rooms.catalogue_facts.date, rooms.name, tied)

    found = await rooms.store.read(query)
    if found.own_held is None and not question.may_attach:
        await question.answer(export_card.may_not_attach("A letter"))
        return
    await taking.send(question, letter_card.letter_answer(question.asking, found), "A letter", turn=True)


async def _chosen_for_letter(rooms: Rooms, question: Question, city: City, rest: Sequence[str]) -> None:
    await two_in_order.chosen(rooms, question, letter_card.CODE, city, rest, write_letter)


CHOSEN: Mapping[str, Callable[[Rooms, Question, City, Sequence[str]], Awaitable[None]]] = {
    export_card.CODE: taking.chosen_for_export,
    briefing_card.CODE: briefings.chosen_for_briefing,
    letter_card.CODE: _chosen_for_letter,
    short.EXPORT_MATCH: taking_answers.chosen_for_match,
    **{card: taking_answers.chosen_of_two(card) for card in taking_answers.OF_TWO},
}
"""By the code of its card, how it goes on once a city was chosen among namesakes."""
