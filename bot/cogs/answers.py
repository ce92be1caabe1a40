"""The way from a city, a pairing or an initiative to its card: one read of the store, one card. Commands and presses share it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from bot.cogs import illustrating
from bot.cogs.desk import Rooms
from bot.cogs.pictured import PicturedCity, PicturedPairing
from bot.cogs.question import Question
from bot.domain.initiatives import Purpose
from bot.domain.pairings import Status
from bot.domain.places import City
from bot.domain.records import Held, RecordedInitiative, RecordedPairing
from bot.search import Candidate, Outcome, Resolution
from bot.store import initiatives, pairings, places, servers
from bot.store.database import Connection
from bot.ui import initiative as initiative_card
from bot.ui import pairing as pairing_card
from bot.ui import rows, short
from bot.ui import sources as sources_card
from bot.ui import twin as twin_card
from bot.ui.aid import AidFilter, AidOf, aid_between_card, aid_card
from bot.ui.card import Answer
from bot.ui.illustrated import Illustrated, View
from bot.ui.listing import Listing

CARRIED = 5
"""How many candidates of the second city a choice of the first carries along in its control's id."""


async def twin(
    rooms: Rooms,
    question: Question,
    city: City,
    *,
    page: int = 1,
    view: View = View.MAP,
    former: twin_card.Former | None = None,
    turn: bool = False,
) -> None:
    """The card of a city's pairings, or that none is recorded."""
    today, countries, guild = question.asking.today, rooms.countries, question.guild_id

    def query(db: Connection) -> PicturedCity:
        recorded = pairings.of_city(db, city.city_id, guild)
        return PicturedCity(
            city,
            recorded,
            Listing(rows.of_city(recorded, city, today, countries), today),
            initiatives.any_for(db, city.city_id, guild),
            places.held(db, city.city_id),
            servers.look_of(db, guild),
            countries,
            today,
        )

    found = await rooms.store.read(query, ("twin", city.city_id, guild, today))
    if not found.rows:
        nothing = short.nothing_recorded(question.asking, city, aid=found.has_aid, held=found.held)
        await question.answer(nothing, turn=turn)
        return

    def card(how: Illustrated) -> Answer:
        return twin_card.twin_card(
            question.asking, city, found.rows, page=page, has_aid=found.has_aid, held=found.held, former=former, how=how
        )

    await illustrating.answer(rooms, question, found.look, view, found.picture if page <= 1 else None, card, turn=turn)


async def pairing(
    rooms: Rooms, question: Question, one: int, other: int, *, page: int = 1, view: View = View.MAP, turn: bool = False
) -> None:
    """The card of the pairing of two cities, or that it is gone."""
    found = await _only_pairing(rooms, question, [({one}, {other})])
    if found is None:
        await question.answer(short.no_longer("pairing"))
        return
    await _show(rooms, question, found, page=page, view=view, turn=turn)


async def named_pair(rooms: Rooms, question: Question, one: Resolution, other: Resolution) -> None:
    """The pairing of two names. Of namesakes the only pair that is recorded is meant; else it is asked."""
    for unclear, plain in ((one, other), (other, one)):
        if unclear.outcome in (Outcome.NONE, Outcome.SUGGEST):
            await ask_back(rooms, question, unclear, pairing_card.CODE, [city.city_id for city in _meant(plain)[:CARRIED]])
            return
    await pair_of(rooms, question, (one.typed, _meant(one)), (other.typed, _meant(other)), passed_over=(one, other))


async def pair_of(
    rooms: Rooms,
    question: Question,
    one: tuple[str, Sequence[City]],
    other: tuple[str, Sequence[City]],
    passed_over: tuple[Resolution, Resolution] | None = None,
) -> None:
    """The pairing of one of some cities with one of others, each list with the name that was typed for it.

    Args:
        passed_over: what was typed, if a less likely city of the name is meant where no likelier one has such a pairing.
    """
    ones, others = one[1], other[1]
    tries = [(_ids(ones), _ids(others))]
    if passed_over is not None:
        tries.append((_ids(_possible(passed_over[0])), _ids(_possible(passed_over[1]))))
    found = await _only_pairing(rooms, question, tries)
    if found is not None:
        await _show(rooms, question, found, turn=True)
    elif len(ones) == len(others) == 1 and ones[0].city_id == others[0].city_id:
        await question.answer(short.same_city(question.asking, ones[0]))
    elif len(ones) > 1:
        carried = [city.city_id for city in others[:CARRIED]]
        await question.answer(short.choice(question.asking, pairing_card.CODE, one[0], ones, rooms.ties, carried), turn=True)
    elif len(others) > 1:
        answer = short.choice(question.asking, pairing_card.CODE, other[0], others, rooms.ties, [ones[0].city_id])
        await question.answer(answer, turn=True)
    else:
        await question.answer(short.no_pairing_between(question.asking, ones[0], others[0], rooms.ties), turn=True)


async def aid(rooms: Rooms, question: Question, city: City, chosen: AidFilter, *, page: int = 1, turn: bool = False) -> None:
    """The card of what is done for a city."""
    guild, today = question.guild_id, question.asking.today
    recorded = await rooms.store.read(lambda db: aid_of(db, city, guild, today), ("aid", city.city_id, guild, today))
    await question.answer(aid_card(question.asking, recorded, chosen, page=page), turn=turn)


def aid_of(db: Connection, city: City, guild_id: int | None, today: dt.date) -> AidOf:
    """What is recorded around a city's aid, as a member of that server sees it."""
    ties = pairings.of_city(db, city.city_id, guild_id)
    partners = {one.other_than(city.city_id).city_id for one in ties if one.standing(today).status is Status.ACTIVE}
    return AidOf(
        city=city,
        for_city=initiatives.for_city(db, city.city_id, guild_id),
        by_partners=initiatives.by_partners(db, city.city_id, partners, guild_id),
        by_city=initiatives.by_city(db, city.city_id, guild_id),
        for_country=initiatives.for_country(db, city.country_code, guild_id),
        pairings=len(ties),
        held=places.held(db, city.city_id),
    )


async def aid_between(rooms: Rooms, question: Question, one: int, other: int) -> None:
    """What organisers of two cities do for the other."""
    first, second = rooms.search.city(one), rooms.search.city(other)
    if first is None or second is None:
        await question.answer(short.no_longer("pairing"))
        return
    recorded = await rooms.store.read(lambda db: initiatives.between(db, one, other, question.guild_id))
    await question.answer(aid_between_card(question.asking, first, second, recorded))


async def initiative(rooms: Rooms, question: Question, initiative_id: int) -> None:
    """One initiative whole."""

    def query(db: Connection) -> tuple[RecordedInitiative, Held | None] | None:
        recorded = initiatives.one(db, initiative_id, question.guild_id)
        if recorded is None:
            return None
        return recorded, places.held(db, recorded.beneficiary.city_id) if recorded.beneficiary else None

    found = await rooms.store.read(query)
    if found is None:
        await question.answer(short.no_initiative(question.asking, initiative_id))
        return
    recorded, held = found
    occupied = held is not None and held.occupied
    await question.answer(initiative_card.initiative_card(question.asking, recorded, occupied=occupied))


async def sources(rooms: Rooms, question: Question, city: City, *, page: int = 1, turn: bool = False) -> None:
    """The sources of all pairings of a city."""
    recorded = await rooms.store.read(lambda db: pairings.of_city(db, city.city_id, question.guild_id))
    if not recorded:
        await question.answer(short.nothing_recorded(question.asking, city), turn=turn)
        return
    await question.answer(sources_card.city_sources_card(question.asking, city, recorded, page=page), turn=turn)


async def find(rooms: Rooms, question: Question, text: str, card: str) -> Candidate | None:
    """The city that ``text`` names; if that is not plain, the question is answered with a choice, a guess or a no.

    Args:
        card: the code of the card that the chosen city opens.
    """
    resolution = rooms.search.resolve(text)
    if resolution.outcome is Outcome.MATCH:
        return resolution.candidates[0]
    await ask_back(rooms, question, resolution, card)
    return None


async def ask_back(rooms: Rooms, question: Question, resolution: Resolution, card: str, rest: Sequence[int] = ()) -> None:
    """Answer a name that is not plain: which of several, did you mean, or not a city.

    Args:
        card: the code of the card that the chosen city opens.
        rest: ids that this card needs beside the city.
    """
    cities = [candidate.city for candidate in resolution.candidates]
    match resolution.outcome:
        case Outcome.CHOICE:
            answer = short.choice(question.asking, card, resolution.typed, cities, rooms.ties, rest)
        case Outcome.SUGGEST:
            answer = short.did_you_mean(question.asking, card, resolution.typed, cities[0], rest)
        case _:
            answer = short.not_a_city(question.asking, resolution.typed)
    await question.answer(answer, turn=True)


async def _show(
    rooms: Rooms, question: Question, found: PicturedPairing, *, page: int = 1, view: View = View.MAP, turn: bool = False
) -> None:
    def card(how: Illustrated) -> Answer:
        return pairing_card.pairing_card(question.asking, found.told, page=page, how=how)

    await illustrating.answer(rooms, question, found.look, view, found.picture if page <= 1 else None, card, turn=turn)


async def _only_pairing(
    rooms: Rooms, question: Question, tries: Sequence[tuple[AbstractSet[int], AbstractSet[int]]]
) -> PicturedPairing | None:
    """Of the first pair of lists between which any pairing is recorded, the only one; ``None`` if there is none or several."""
    guild, today, countries = question.guild_id, question.asking.today, rooms.countries

    def query(db: Connection) -> PicturedPairing | None:
        for ones, others in tries:
            pairs = {(min(a, b), max(a, b)) for a in ones for b in others if a != b}
            recorded = [pair for pair in pairs if pairings.exists(db, *pair, guild)]
            if len(recorded) == 1:
                whole = pairings.of_pair(db, *recorded[0], guild)
                if whole is None:
                    return None
                return PicturedPairing(whole, _surroundings(db, whole, guild), servers.look_of(db, guild), countries, today)
            if recorded:
                return None
        return None

    key = ("pairing", tuple((frozenset(ones), frozenset(others)) for ones, others in tries), guild, today)
    return await rooms.store.read(query, key)


def _ids(cities: Sequence[City]) -> set[int]:
    return {city.city_id for city in cities}


def _possible(resolution: Resolution) -> list[City]:
    """All cities of a name, those too that a match passed over."""
    return [candidate.city for candidate in resolution.candidates]


def _meant(resolution: Resolution) -> list[City]:
    """The cities that a name may mean; a match means its first alone."""
    cities = _possible(resolution)
    return cities[:1] if resolution.outcome is Outcome.MATCH else cities


def _surroundings(db: Connection, recorded: RecordedPairing, guild_id: int | None) -> pairing_card.Surroundings:
    cities = (recorded.a, recorded.b)
    held = [(city, places.held(db, city.city_id)) for city in cities]
    return pairing_card.Surroundings(
        aid=sum(
            one.initiative.purpose is not Purpose.MILITARY
            for one in initiatives.between(db, recorded.a.city_id, recorded.b.city_id, guild_id)
        ),
        held=tuple((city, who) for city, who in held if who is not None),
        names=tuple(name for city in cities for name in places.names_of(db, city.city_id)),
    )
