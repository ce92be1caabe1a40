"""What is recorded around a city, for ``nearest`` and ``match``: read and ranked in the threads that read the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from bot.cogs.desk import Rooms
from bot.cogs.question import Question
from bot.domain.pairings import Status
from bot.domain.places import City
from bot.domain.records import Countries, Held
from bot.domain.servers import Look
from bot.network.graph import Graph
from bot.network.match import Match, match
from bot.network.nearest import nearest
from bot.network.reasons import named
from bot.network.ties import Place, Reach, is_large
from bot.pictures import of_entries
from bot.pictures.kept import Commission
from bot.store import initiatives, pairings, places, servers, ties
from bot.store.database import Connection
from bot.ui.illustrated import View
from bot.ui.match import HALTS, MatchAnswer
from bot.ui.nearest import NearestAnswer, ties_shown


@dataclass(frozen=True)
class FoundNear:
    """The places near one city that have a tie with another, with their map."""

    answer: NearestAnswer
    look: Look
    countries: Countries
    today: dt.date

    def picture(self, view: View) -> Commission | None:
        """The map of the nearest ties; there is no other picture, and none where nobody knows where they lie."""
        return self._map

    @cached_property
    def _map(self) -> Commission | None:
        near, to = self.answer.near, self.answer.to
        shown = ties_shown(self.answer)
        line = "the ties nearest to it" if len(shown) > 1 else "the tie nearest to it"
        title = f"Ties with {to.name}, seen from {near.name}"
        subject = of_entries.map_of_pairings(title, line, shown, self.countries, self.today, homes=(near, to))
        return Commission(subject) if subject.ties else None


@dataclass(frozen=True, slots=True)
class FoundToAsk:
    """The candidates of a city, and who holds it."""

    answer: MatchAnswer
    held: Held | None


async def look_near(rooms: Rooms, question: Question, near: City, to: City) -> FoundNear:
    """Who has a tie with ``to`` or an initiative for it, by distance from ``near``."""
    guild, today, countries = question.guild_id, question.asking.today, rooms.countries

    def query(db: Connection) -> FoundNear:
        done = initiatives.for_city(db, to.city_id, guild)
        homes = initiatives.homes(db, to.city_id)
        found = nearest(near, to, pairings.of_city(db, to.city_id, guild), done, today, homes=homes)
        answer = NearestAnswer(near, to, found, places.held(db, to.city_id), places.held(db, near.city_id))
        return FoundNear(answer, servers.look_of(db, guild), countries, today)

    return await rooms.store.read(query, ("nearest", near.city_id, to.city_id, guild, today))


async def look_where_to_ask(rooms: Rooms, question: Question, city: City, codes: tuple[str, ...]) -> FoundToAsk:
    """Whom ``city`` could ask, in the countries of those codes or everywhere."""
    guild, today = question.guild_id, question.asking.today
    graph = await rooms.network.seen_by(guild)

    def query(db: Connection) -> FoundToAsk:
        needs = ties.needs(db, today, guild)
        asking = Place(city.city_id, city.country_code, city.population, is_large(city.level))
        found = match(graph, asking, needs, codes)
        known = _cities(db, found)
        # The network may be a moment older than the store, and name a place that has just been taken out.
        there = tuple(each for each in found.candidates if {each.city_id, *named(each)} <= known.keys())
        own = graph.number(city.city_id)

        def there_of(city_ids: Iterable[int]) -> int:
            return sum(_is_sought_in(graph.country_of(city_id), city, codes) for city_id in city_ids)

        answer = MatchAnswer(
            city=city,
            countries=codes,
            found=replace(found, candidates=there),
            cities=known,
            halted=_halted(graph, city.country_code, codes),
            occupied=there_of(needs.occupied),
            asking=there_of(set(needs.asks) - set(needs.occupied)),
            at_the_front=there_of(needs.hostilities),
            population_source=rooms.catalogue_facts.population_source,
            tied=own is not None and bool(graph.neighbours(own, Reach.ANY)),
        )
        return FoundToAsk(answer, places.held(db, city.city_id))

    return await rooms.store.read(query, ("match", city.city_id, codes, guild, today, graph.version))


def _cities(db: Connection, found: Match) -> dict[int, City]:
    """The candidates, and the partners that are named in their reasons."""
    ids = {candidate.city_id for candidate in found.candidates}.union(*map(named, found.candidates))
    return {city.city_id: city for city in (places.city(db, city_id) for city_id in sorted(ids)) if city is not None}


def _is_sought_in(country: str, city: City, codes: tuple[str, ...]) -> bool:
    """Whether candidates for ``city`` are looked for in that country."""
    return country != city.country_code and (not codes or country in codes)


def _halted(graph: Graph, own: str, codes: Iterable[str]) -> dict[tuple[str, Status], int]:
    """How many ties of two countries are halted, by the other country and the status."""
    return {(code, status): graph.tally.of_status(own, code, status) for code in codes for status in HALTS}
