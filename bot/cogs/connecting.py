"""The way from two cities to how they are connected: which two are meant, one look at the network, one read of the store, one card."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.cogs import answers, illustrating
from bot.cogs.desk import Rooms
from bot.cogs.pictured import map_with_lines
from bot.cogs.question import Question
from bot.domain import wording
from bot.domain.places import City
from bot.domain.records import Held, RecordedPairing
from bot.domain.servers import Look
from bot.network.common import CommonPartner, common
from bot.network.graph import Graph
from bot.network.paths import Chain, Connection, connect, tie_between
from bot.network.ties import Reach
from bot.pictures import of_entries
from bot.pictures.kept import Commission
from bot.search import Outcome, Resolution
from bot.store import pairings, places, servers
from bot.store.database import Connection as Stored
from bot.ui import common as common_card
from bot.ui import path as path_card
from bot.ui import short
from bot.ui.card import Answer
from bot.ui.common import InCommon, Shared
from bot.ui.illustrated import Illustrated, View
from bot.ui.path import Connected, Route

_ASKED_FIRST = (Outcome.NONE, Outcome.SUGGEST, Outcome.CHOICE, Outcome.MATCH)


@dataclass(frozen=True, slots=True)
class Entries:
    """What the store has of some ties of the network."""

    ties: Mapping[int, RecordedPairing]
    held: tuple[tuple[City, Held], ...]
    look: Look


async def named_two(rooms: Rooms, question: Question, card: str, one: Resolution, other: Resolution) -> None:
    """The card of two names; a name that is not plain is asked back first.

    Args:
        card: the code of the card that the two open.
    """
    unclear = min((one, other), key=lambda name: _ASKED_FIRST.index(name.outcome))
    if unclear.outcome is not Outcome.MATCH:
        await answers.ask_back(rooms, question, unclear, card, carried(other if unclear is one else one))
        return
    await OPENED[card](rooms, question, one.candidates[0].city, other.candidates[0].city)


async def chosen_two(rooms: Rooms, question: Question, card: str, city: City, others: Sequence[City]) -> None:
    """The card of a city that was chosen and of another; which of several that is, is asked next.

    Args:
        others: as :func:`carried` gives them.
    """
    if not others:
        await question.answer(short.two_cities_needed(question.asking, EXAMPLES[card]), turn=True)
    elif len(others) > 1:
        different = [*{other.city_id: other for other in others}.values()]
        answer = short.choice(question.asking, card, others[0].name, different, rooms.ties, [city.city_id])
        await question.answer(answer, turn=True)
    else:
        await OPENED[card](rooms, question, city, others[0], turn=True)


async def path(
    rooms: Rooms, question: Question, one: City, other: City, *,
    reach: Reach = Reach.ACTIVE, chain: int = 1, page: int = 1, view: View = View.MAP, turn: bool = False,
) -> None:  # fmt: skip
    """How two cities are connected by ties within ``reach``.

    Args:
        chain: which of the chains the map shows, from 1.
    """
    if one.city_id == other.city_id:
        await question.answer(short.same_city(question.asking, one, "A chain", path_card.EXAMPLE), turn=turn)
        return
    graph = await rooms.network.seen_by(question.guild_id)
    connection = connect(graph, one.city_id, other.city_id, reach)
    wanted = [tie for each in (*connection.chains, *connection.wider_chains[:1]) for tie in each.ties]
    wanted += [connection.direct] if connection.direct else []
    entries = await _entries(rooms, question, [tie.pairing_id for tie in wanted], (one, other))
    found = _connected(connection, entries, (one, other), tuple(city for city in (one, other) if not _has_ties(graph, city)))

    def picture(_: View) -> Commission | None:
        route = found.route(chain)
        if route is not None:
            return map_with_lines(of_entries.map_of_path(route.cities, route.ties, rooms.countries, question.asking.today))
        return (
            map_with_lines(of_entries.map_of_pair(found.direct, rooms.countries, question.asking.today)) if found.direct else None
        )

    def card(how: Illustrated) -> Answer:
        return path_card.path_card(question.asking, found, chain=chain, page=page, how=how)

    is_pictured = page <= 1 and bool(found.routes or found.direct)
    await illustrating.answer(rooms, question, entries.look, view, picture if is_pictured else None, card, turn=turn)


async def in_common(
    rooms: Rooms, question: Question, one: City, other: City, *, page: int = 1, view: View = View.MAP, turn: bool = False
) -> None:
    """The partners that two cities share, however each of the ties stands."""
    if one.city_id == other.city_id:
        await question.answer(short.same_city(question.asking, one, "A comparison", common_card.EXAMPLE), turn=turn)
        return
    graph = await rooms.network.seen_by(question.guild_id)
    partners = common(graph, one.city_id, other.city_id, Reach.ANY)
    direct = tie_between(graph, one.city_id, other.city_id)
    wanted = [tie.pairing_id for partner in partners for tie in (partner.tie_of_one, partner.tie_of_other)]
    entries = await _entries(rooms, question, [*wanted, *([direct.pairing_id] if direct else [])], (one, other))
    shared = [each for partner in partners if (each := _shared(partner, entries.ties)) is not None]
    found = InCommon(one, other, shared, entries.ties.get(direct.pairing_id) if direct else None, entries.held)

    def picture(_: View) -> Commission | None:
        ties = [tie for each in shared for tie in (each.of_one, each.of_other)]
        title = " – ".join(wording.told_apart(one, other, rooms.countries))
        line = f"{wording.count(len(shared), 'city', 'cities')} to which both are or were tied"
        return map_with_lines(
            of_entries.map_of_pairings(title, line, ties, rooms.countries, question.asking.today, homes=(one, other))
        )

    def card(how: Illustrated) -> Answer:
        return common_card.common_card(question.asking, found, page=page, how=how)

    await illustrating.answer(rooms, question, entries.look, view, picture if page <= 1 and shared else None, card, turn=turn)


OPENED: Mapping[str, Callable[..., Awaitable[None]]] = {path_card.CODE: path, common_card.CODE: in_common}
"""By the code of its card, what two cities open."""
EXAMPLES = {path_card.CODE: path_card.EXAMPLE, common_card.CODE: common_card.EXAMPLE}


async def _entries(rooms: Rooms, question: Question, pairing_ids: Sequence[int], cities: Iterable[City]) -> Entries:
    guild = question.guild_id

    def query(db: Stored) -> Entries:
        held = [(city, who) for city in cities if (who := places.held(db, city.city_id)) is not None]
        return Entries(pairings.with_ids(db, pairing_ids, guild), tuple(held), servers.look_of(db, guild))

    return await rooms.store.read(query, ("ties", tuple(pairing_ids), tuple(city.city_id for city in cities), guild))


def _connected(connection: Connection, entries: Entries, two: tuple[City, City], unknown: Sequence[City]) -> Connected:
    """What the network found, with the entries of its ties. A tie that was taken out meanwhile takes its chain with it."""
    cities = {city.city_id: city for tie in entries.ties.values() for city in (tie.a, tie.b)}

    def route(chain: Chain) -> Route | None:
        if any(tie.pairing_id not in entries.ties for tie in chain.ties):
            return None
        return Route(
            tuple(cities[city_id] for city_id in chain.city_ids), tuple(entries.ties[tie.pairing_id] for tie in chain.ties)
        )

    one, other = two
    wider = [found for chain in connection.wider_chains[:1] if (found := route(chain)) is not None]
    return Connected(
        one=one,
        other=other,
        reach=connection.reach,
        routes=[found for chain in connection.chains if (found := route(chain)) is not None],
        direct=entries.ties.get(connection.direct.pairing_id) if connection.direct else None,
        wider=connection.wider if wider else None,
        wider_route=wider[0] if wider else None,
        wanted=[entries.ties[tie.pairing_id] for tie in connection.wanted] if wider else [],
        too_far=connection.too_far,
        unknown=unknown,
        held=entries.held,
    )


def _shared(partner: CommonPartner, ties: Mapping[int, RecordedPairing]) -> Shared | None:
    of_one, of_other = ties.get(partner.tie_of_one.pairing_id), ties.get(partner.tie_of_other.pairing_id)
    if of_one is None or of_other is None:
        return None
    city = of_one.a if of_one.a.city_id == partner.city_id else of_one.b
    return Shared(city, of_one, of_other)


def _has_ties(graph: Graph, city: City) -> bool:
    number = graph.number(city.city_id)
    return number is not None and len(graph.neighbours(number, Reach.ANY)) > 0


def carried(name: Resolution) -> list[int]:
    """The cities that a name may mean, by their ids; a match means its first alone. An only guess is named twice, so that it is asked."""
    city_ids = [candidate.city.city_id for candidate in name.candidates][: answers.CARRIED]
    if name.outcome is Outcome.MATCH:
        return city_ids[:1]
    return city_ids * 2 if len(city_ids) == 1 else city_ids
