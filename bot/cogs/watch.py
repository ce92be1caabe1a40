"""``watch``, ``unwatch`` and ``watching``: what a member wants to be told of, where and how soon."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.announcements import watching
from bot.cogs import answers, watch_named
from bot.cogs.desk import Desk, Help, PressHandler, command
from bot.cogs.question import PressQuestion, Question
from bot.cogs.watch_named import AT_ONCE, HERE
from bot.search import Outcome
from bot.search.pairs import split_pair
from bot.store import watches
from bot.store.database import Connection
from bot.store.watches import Subject, Watch
from bot.ui import short
from bot.ui import watching as watching_card
from bot.ui.controls import Press, row_number
from bot.ui.inert import typed
from bot.ui.watching import CODE, Watched

_MANNER = re.compile(r"(.*\S)\s+(here|at once|immediately|by dm|daily|once a day)\s*", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"(city|country|pairing)\s+(\S.*)", re.IGNORECASE | re.DOTALL)
_EVERYTHING = ("all", "everything")
MOST_SIGNS = 400


class WatchDesk(Desk, name="Watch"):
    """What members watch."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {CODE: self.on_watch}

    @command(
        "Be told when a city, a country or a pairing changes",
        Help(
            "Take part",
            ("watch Kyiv", "watch Ukraine", "watch Chicago / Moscow", "watch Lviv here at once"),
            "By direct message, at most once a day at 9:00. Write “here” after it to be told in this channel with a mention, and "
            "“at once” to be told as soon as it happens.",
            "Which city, country or pairing?",
        ),
    )
    @app_commands.describe(
        what="A city, a country, or two cities with a stroke between",
        here="Tell me in this channel, with a mention, not by direct message",
        at_once="Tell me as soon as it happens, not once a day",
    )
    async def watch(self, context: commands.Context[Any], *, what: str, here: bool = False, at_once: bool = False) -> None:
        """Begin to watch something."""
        manner = (HERE if here else 0) | (AT_ONCE if at_once else 0)
        text, said = _manner(what)
        await self._watch(self.asked(context), text, manner | said)

    @command(
        "Be told no longer",
        Help("Take part", ("unwatch Kyiv", "unwatch all"), "Without a name it lists what you watch, with a menu to end it."),
    )
    @app_commands.describe(what="What you watch: a city, a country, or two cities with a stroke between")
    async def unwatch(self, context: commands.Context[Any], *, what: str = "") -> None:
        """Watch something no longer."""
        question = self.asked(context)
        if not what.strip():
            await self._list(question)
            return
        mine = await self._mine(question)
        meant = mine if what.strip().casefold() in _EVERYTHING else [each for each in mine if self._is_meant(each.watch, what)]
        if not meant:
            await question.answer(watching_card.not_watched(question.asking, f"“{typed(what)}”"))
        elif len(meant) > 1 and meant is not mine:
            await question.answer(watching_card.which(question.asking, meant))
        else:
            await self._end(question, meant)

    @command(
        "What you watch",
        Help("Take part", ("watching",), "How you are told of it, what is paused and why, and a menu to end it."),
    )
    async def watching(self, context: commands.Context[Any]) -> None:
        """All that one watches."""
        await self._list(self.asked(context))

    async def on_watch(self, question: PressQuestion, press: Press) -> None:
        """A button under what is watched, in the list, or on the card of a pairing."""
        match press.action:
            case "on":
                await self._on(question, press)
            case "set":
                await self._set(question, press)
            case "stop":
                wanted = {row_number(value) for value in press.values} or {press.number(0)}
                those = [each for each in await self._mine(question) if each.watch.watch_id in wanted]
                if those:
                    await self._end(question, those)
                else:
                    await question.answer(watching_card.not_watched(question.asking, "that any more"))
            case "end":
                wanted = {row_number(value) for value in press.values}
                those = [each for each in await self._mine(question) if each.watch.watch_id in wanted]
                await self.rooms.store.write(lambda db: watching.end(db, [each.watch for each in those]))
                await self._list(question, page=press.number(0), turn=True)
            case "go":
                await self._go_on(question, press.number(0) or None)
            case _:
                await self._list(question, page=press.number(0), turn=True)

    # ---- Beginning --------------------------------------------------------------------------------------------------------

    async def _watch(self, question: Question, what: str, manner: int) -> None:
        """Watch what a text names: a country, a city, or two cities."""
        word, text = _word(what)
        country = self.rooms.search.country(text) if word in ("", "country") and "/" not in text else None
        if country is not None and country.code and country.code in self.rooms.countries.by_code:
            city = f"city {country.typed}"
            is_city = not word and self.is_city(text)
            hint = f"You mean the city? {question.asking.example(f'watch {city}')}" if is_city else ""
            await watch_named.begin(self.rooms, question, Subject.COUNTRY, country.code, manner, hint=hint)
            return
        if word == "country":
            suggested = self.rooms.countries.name(country.suggestions[0]) if country and country.suggestions else None
            await question.answer(short.not_a_country(question.asking, text, suggested))
            return
        names = None if word == "city" or self.is_city(text) else split_pair(text, self.is_city)
        if names is not None:
            await watch_named.named_pair(
                self.rooms, question, self.rooms.search.resolve(names[0]), self.rooms.search.resolve(names[1]), manner
            )
            return
        resolution = self.rooms.search.resolve(text)
        if resolution.outcome is Outcome.MATCH:
            await watch_named.begin(self.rooms, question, Subject.CITY, str(resolution.candidates[0].city.city_id), manner)
        else:
            await answers.ask_back(self.rooms, question, resolution, CODE, [manner + 1])

    async def _on(self, question: PressQuestion, press: Press) -> None:
        """*Watch* on the card of a pairing, or *Watch it again*."""
        subject, key, *_ = (*press.arguments, "", "")
        one, _, other = key.partition("-")
        if subject == Subject.COUNTRY and key in self.rooms.countries.by_code:
            await watch_named.begin(self.rooms, question, Subject.COUNTRY, key, 0)
        elif subject == Subject.CITY and self.rooms.search.city(row_number(key)):
            await watch_named.begin(self.rooms, question, Subject.CITY, key, 0)
        elif subject == Subject.PAIRING and self.rooms.search.city(row_number(one)) and self.rooms.search.city(row_number(other)):
            a, b = watch_named.pair_key(row_number(one), row_number(other))
            await watch_named.begin(self.rooms, question, Subject.PAIRING, f"{a}/{b}", 0)
        else:
            await question.answer(short.no_longer("entry"))

    async def _set(self, question: PressQuestion, press: Press) -> None:
        """Be told elsewhere, or at another time."""
        number = press.number(0)
        known = next((each.watch for each in await self._mine(question) if each.watch.watch_id == number), None)
        if known is None:
            await question.answer(watching_card.not_watched(question.asking, "that any more"))
            return
        manner = (HERE if press.number(1) else 0) | (AT_ONCE if press.number(2) else 0)
        await watch_named.begin(self.rooms, question, known.subject, known.key, manner)

    # ---- Ending, and all of it --------------------------------------------------------------------------------------------

    async def _end(self, question: Question, those: Sequence[Watched]) -> None:
        await self.rooms.store.write(lambda db: watching.end(db, [each.watch for each in those]))
        await watch_named.say(question, watching_card.ended(question.asking, those))

    async def _go_on(self, question: PressQuestion, channel_id: int | None) -> None:
        user_id, now = question.asking.asker, self.rooms.clock()
        paused = await self.rooms.store.write(lambda db: watching.go_on(db, user_id, channel_id, now))
        await question.answer(watching_card.gone_on(anything=paused))

    async def _list(self, question: Question, *, page: int = 1, turn: bool = False) -> None:
        answer = watching_card.watching_card(question.asking, await self._mine(question), page=page)
        await (watch_named.say(question, answer) if turn else question.answer(answer))

    async def _mine(self, question: Question) -> list[Watched]:
        user_id = question.asking.asker

        def query(db: Connection) -> list[tuple[Watch, str]]:
            return [(watch, watching.zone(db, watch)) for watch in watches.of_user(db, user_id)]

        return [
            Watched(watch, watch_named.name_of(self.rooms, watch), zone) for watch, zone in await self.rooms.store.read(query)
        ]

    def _is_meant(self, watch: Watch, what: str) -> bool:
        """Whether a text names what is watched."""
        word, text = _word(_manner(what)[0])
        if word and word != watch.subject:
            return False
        match watch.subject:
            case Subject.COUNTRY:
                return "/" not in text and self.rooms.search.country(text).code == watch.key
            case Subject.CITY:
                return row_number(watch.key) in watch_named.ids_of(self.rooms.search.resolve(text))
        names = split_pair(text, self.is_city)
        if names is None:
            return False
        ones, others = (watch_named.ids_of(self.rooms.search.resolve(name)) for name in names)
        one, other = map(row_number, watch.key.split("/"))
        return (one in ones and other in others) or (other in ones and one in others)


def _manner(what: str) -> tuple[str, int]:
    """``Lviv here at once`` → ``Lviv``, told there and at once."""
    text, manner = what[:MOST_SIGNS].strip(), 0
    while found := _MANNER.fullmatch(text):
        text, said = found[1], found[2].casefold()
        manner |= {"here": HERE, "at once": AT_ONCE, "immediately": AT_ONCE}.get(said, 0)
    return text, manner


def _word(what: str) -> tuple[str, str]:
    """``city Luxembourg`` → ``city``, ``Luxembourg``."""
    found = _WORD.fullmatch(what.strip())
    return (found[1].casefold(), found[2]) if found else ("", what.strip())
