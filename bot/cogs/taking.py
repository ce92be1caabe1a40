"""The way from what was asked for to its files: one read of the store, off the event loop, and one answer."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from enum import IntEnum

import discord

from bot.catalogue.aid_rows import TakenAid
from bot.catalogue.taken_along import Edition, TakenAlong, aid_taken, ties_taken
from bot.catalogue.tie_rows import TakenTie, taken_of_city, taken_of_country
from bot.cogs import answers, two_in_order
from bot.cogs.desk import Rooms
from bot.cogs.illustrating import UNTAKEN
from bot.cogs.question import CommandQuestion, PressQuestion, Question
from bot.domain import wording
from bot.domain.initiatives import Purpose
from bot.domain.places import City
from bot.domain.records import RecordedInitiative, RecordedPairing
from bot.search import Outcome, Resolution
from bot.store import entries, fed, pairings, places
from bot.store.database import Connection
from bot.ui import briefing as briefing_card
from bot.ui import export as export_card
from bot.ui import short
from bot.ui.aid import CODE as AID
from bot.ui.aid import AidFilter, AidOf
from bot.ui.card import Answer
from bot.ui.controls import Control, button, row_number
from bot.ui.initiative import source_name
from bot.ui.twin import CODE as TWIN

log = logging.getLogger(__name__)


class Of(IntEnum):
    """What a city that is chosen among namesakes is asked for; it leads the ids that the choice carries along.

    The first two are those of :class:`bot.cogs.two_in_order.Side`: a tie, of which the chosen city is one side.
    """

    FIRST = 1
    SECOND = 2
    TIES = 3
    AID = 4


async def chosen_for_export(rooms: Rooms, question: Question, city: City, rest: Sequence[str]) -> None:
    """Go on once a city was chosen."""
    what = row_number(rest[0]) if rest else Of.TIES
    if what == Of.AID:
        await export_aid(rooms, question, city, turn=True)
    elif what in (Of.FIRST, Of.SECOND):
        await two_in_order.chosen(rooms, question, export_card.CODE, city, rest, _export_tie)
    else:
        await export_city(rooms, question, city, turn=True)


async def export_city(rooms: Rooms, question: Question, city: City, *, turn: bool = False) -> None:
    """A city's ties as files."""
    title = f"Pairings of {wording.in_full(city, rooms.countries)}"

    def work(db: Connection, edition: Edition) -> TakenAlong:
        recorded = pairings.of_city(db, city.city_id, question.guild_id)
        own = own_of(recorded, pairings.of_city(db, city.city_id) if question.guild_id else recorded)
        return ties_taken(title, [city.name], taken_of_city(recorded, city, own, edition.today), edition)

    taken = await made(rooms, question, work, turn=turn)
    if taken is not None:
        related = [_briefing_of(question, city), _pairings_of(question, city)] if taken.rows else []
        await send(question, export_card.ties_exported(question.asking, title, taken, date_of(rooms), *related), turn=turn)


async def export_pair(rooms: Rooms, question: Question, one: Resolution, other: Resolution) -> None:
    """The tie of two names as files. Of namesakes the only pair that is recorded is meant; else it is asked."""
    ones, others = ([candidate.city for candidate in name.candidates] for name in (one, other))
    plain = all(name.outcome in (Outcome.MATCH, Outcome.CHOICE) for name in (one, other))

    def query(db: Connection) -> list[tuple[City, City]]:
        pairs = ((a, b) for a in ones for b in others if a.city_id != b.city_id)
        return [(a, b) for a, b in pairs if pairings.exists(db, a.city_id, b.city_id, question.guild_id)]

    recorded = await rooms.store.read(query) if plain else []
    if len(recorded) == 1:
        await _export_tie(rooms, question, *recorded[0])
    else:
        await two_in_order.named(rooms, question, export_card.CODE, one, other, _export_tie)


async def export_countries(rooms: Rooms, question: Question, codes: Sequence[str], hint: str = "") -> None:
    """The ties of one country, or those between two, as files.

    Args:
        hint: what else may have been meant.
    """
    code, other = codes[0], codes[1] if len(codes) > 1 else None
    names = [rooms.countries.name(each) for each in codes]
    title = f"Pairings of {wording.joined([rooms.countries.in_sentence(each) for each in codes])}"

    def recorded_in(db: Connection, guild_id: int | None) -> list[RecordedPairing]:
        return pairings.between(db, code, other, guild_id) if other else pairings.of_country(db, code, guild_id)

    def work(db: Connection, edition: Edition) -> TakenAlong:
        recorded = recorded_in(db, question.guild_id)
        own = own_of(recorded, recorded_in(db, None) if question.guild_id else recorded)
        return ties_taken(title, names, taken_of_country(recorded, code, own, rooms.countries, edition.today), edition)

    taken = await made(rooms, question, work)
    if taken is not None:
        await send(question, export_card.ties_exported(question.asking, title, taken, date_of(rooms), hint=hint))


async def export_aid(rooms: Rooms, question: Question, city: City, *, turn: bool = False) -> None:
    """What is done for a city, and by it, as files; what has a military purpose is left out and counted."""
    title = f"Aid for {wording.in_full(city, rooms.countries)}"
    today, asking = question.asking.today, question.asking
    hidden: list[int] = []

    def work(db: Connection, edition: Edition) -> TakenAlong:
        aid = answers.aid_of(db, city, question.guild_id, today)
        hidden.append(_military(aid))
        given = [taken_aid(db, line.recorded, today) for line in aid.listed(asking, AidFilter())]
        return aid_taken(title, [city.name], given, edition)

    taken = await made(rooms, question, work, turn=turn)
    if taken is not None:
        related = [button("Aid", asking.control_id(AID, "n", city.city_id)), _pairings_of(question, city)]
        answer = export_card.aid_exported(title, taken, date_of(rooms), hidden[0], *(related if taken.rows else []))
        await send(question, answer, turn=turn)


async def _export_tie(rooms: Rooms, question: Question, home: City, other: City) -> None:
    if home.city_id == other.city_id:
        await question.answer(short.same_city(question.asking, home))
        return
    one, two = wording.told_apart(home, other, rooms.countries)
    title = f"Pairing of {one} and {two}"

    def work(db: Connection, edition: Edition) -> TakenAlong:
        recorded = pairings.of_pair(db, home.city_id, other.city_id, question.guild_id)
        shared = pairings.of_pair(db, home.city_id, other.city_id)
        ties = [TakenTie(recorded, home, own=shared is None)] if recorded else []
        return ties_taken(title, [home.name, other.name], ties, edition)

    taken = await made(rooms, question, work, turn=True)
    if taken is None:
        return
    if not taken.rows:
        await question.answer(short.no_pairing_between(question.asking, home, other, rooms.ties), turn=True)
        return
    await send(question, export_card.ties_exported(question.asking, title, taken, date_of(rooms)), turn=True)


async def made(
    rooms: Rooms, question: Question, work: Callable[[Connection, Edition], TakenAlong], *, turn: bool = False
) -> TakenAlong | None:
    """The files, made by the reader that nobody else waits for; ``None`` where none may be sent, which is said."""
    if not question.may_attach:
        await question.answer(export_card.may_not_attach("An export"))
        return None
    await take_time(question, turn=turn)
    name = await rooms.store.read(fed.known_name)
    if name is None:
        name = await rooms.store.write(fed.name_of)
    edition = Edition(rooms.clock(), date_of(rooms), name, rooms.countries)
    return await rooms.store.read(lambda db: work(db, edition), slow=True)


async def take_time(question: Question, *, turn: bool = False) -> None:
    """Tell Discord, which waits for three seconds, that the answer comes later."""
    if isinstance(question, PressQuestion):
        await question.take_time(turn=turn and question.is_asker)
    elif isinstance(question, CommandQuestion) and question.context.interaction is not None:
        await question.context.defer()


async def send(question: Question, answer: Answer, what: str = "An export", *, turn: bool = False) -> None:
    """Answer with files; where Discord does not take them, say so."""
    try:
        await question.answer(answer, turn=turn)
    except discord.HTTPException as error:
        if error.code not in UNTAKEN:
            raise
        log.warning("files were not taken: %s", error)
        await question.answer(export_card.may_not_attach(what))


def own_of(seen: Sequence[RecordedPairing], shared: Sequence[RecordedPairing]) -> frozenset[int]:
    """Which of the ties that are seen here are the server's own."""
    return frozenset({one.pairing.pairing_id for one in seen} - {one.pairing.pairing_id for one in shared})


def taken_aid(db: Connection, recorded: RecordedInitiative, today: dt.date) -> TakenAid:
    """An initiative as it is taken along."""
    held = places.held(db, recorded.beneficiary.city_id) if recorded.beneficiary else None
    occupied = held is not None and held.occupied
    stored = entries.find(db, "initiatives", (recorded.initiative.initiative_id,))
    own = stored is not None and stored.guild_id is not None
    return TakenAid(recorded, source_name(recorded, today, occupied=occupied), occupied, own)


def _military(aid: AidOf) -> int:
    every = [*aid.for_city, *aid.by_partners, *aid.by_city, *aid.for_country]
    return len({one.initiative.initiative_id for one in every if one.initiative.purpose is Purpose.MILITARY})


def date_of(rooms: Rooms) -> str:
    """Of what day the catalogue is, in words."""
    return rooms.catalogue_facts.date


def _briefing_of(question: Question, city: City) -> Control:
    return button("Briefing", question.asking.control_id(briefing_card.CODE, "n", city.city_id))


def _pairings_of(question: Question, city: City) -> Control:
    return button(f"Pairings of {city.name}", question.asking.control_id(TWIN, "n", city.city_id))
