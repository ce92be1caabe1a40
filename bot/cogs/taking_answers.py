"""``export path``, ``common``, ``nearest``, ``match`` and ``stats``: what such an answer shows, as files.

Where it shows nothing, the answer itself is given, for it says why.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.catalogue.answer_rows import (
    CANDIDATE_COLUMNS,
    FIGURE_COLUMNS,
    NEAR_COLUMNS,
    TIE_COLUMNS,
    PartTie,
    TakenCandidate,
    TakenNear,
    figures_of,
)
from bot.catalogue.taken_along import Edition, Table, TakenAlong, rows_taken
from bot.catalogue.tie_rows import TakenTie
from bot.cogs import answers, connecting, neighbours, stats, taking, two_in_order
from bot.cogs.desk import Rooms
from bot.cogs.neighbours_found import look_near, look_where_to_ask
from bot.cogs.question import Question
from bot.domain import wording
from bot.domain.places import City
from bot.domain.records import RecordedPairing
from bot.network.common import common
from bot.network.nearest import Nearest, NearPlace
from bot.network.paths import Connection as Connected
from bot.network.paths import connect, tie_between
from bot.network.reasons import CAVEAT, how
from bot.network.ties import Reach
from bot.network.weights import most
from bot.search import Outcome
from bot.search.pairs import split_pair
from bot.store import pairings
from bot.store.database import Connection
from bot.ui import export as export_card
from bot.ui import match as match_card
from bot.ui import short
from bot.ui.export import AnswerTaken


@dataclass(frozen=True, slots=True)
class _Part:
    """A tie that an answer names.

    Args:
        part: which part of the answer it is.
        home: the id of the side that is named first.
    """

    part: str
    pairing_id: int
    home: int


async def export_answer(rooms: Rooms, question: Question, word: str, text: str, is_city: Callable[[str], bool]) -> None:
    """The answer of the command ``word`` to ``text`` as files."""
    if word == "stats":
        await export_stats(rooms, question)
    elif word == "match":
        await _export_match_named(rooms, question, text)
    else:
        split = neighbours.two_cities(text, is_city) if word == "nearest" else split_pair(text, is_city)
        if split is None:
            await question.answer(short.two_cities_needed(question.asking, f"export {word} Cincinnati / Kharkiv"))
            return
        card = {"path": short.EXPORT_PATH, "common": short.EXPORT_COMMON, "nearest": short.EXPORT_NEAREST}[word]
        one, other = map(rooms.search.resolve, split)
        await two_in_order.named(rooms, question, card, one, other, OF_TWO[card])


async def export_path(rooms: Rooms, question: Question, one: City, other: City) -> None:
    """The ties of the chains that connect two cities, one row a tie."""
    graph = await rooms.network.seen_by(question.guild_id)
    found = connect(graph, one.city_id, other.city_id, Reach.ACTIVE) if one.city_id != other.city_id else None
    parts = list(_of_path(found, one)) if found else []
    if not parts:
        await connecting.path(rooms, question, one, other, turn=True)
        return
    title = f"Ties that connect {_two(rooms, one, other)}"
    await _send_ties(rooms, question, title, ["path", one.name, other.name], parts)


async def export_common(rooms: Rooms, question: Question, one: City, other: City) -> None:
    """The ties of two cities with the partners that they share, two rows a partner."""
    graph = await rooms.network.seen_by(question.guild_id)
    same = one.city_id == other.city_id
    shared = [] if same else common(graph, one.city_id, other.city_id, Reach.ANY)
    if not shared:
        await connecting.in_common(rooms, question, one, other, turn=True)
        return
    direct = tie_between(graph, one.city_id, other.city_id)
    parts = [_Part("their own tie", direct.pairing_id, one.city_id)] if direct else []
    for number, partner in enumerate(shared, 1):
        parts.append(_Part(f"shared partner {number}", partner.tie_of_one.pairing_id, one.city_id))
        parts.append(_Part(f"shared partner {number}", partner.tie_of_other.pairing_id, other.city_id))
    await _send_ties(rooms, question, f"Partners that {_two(rooms, one, other)} share", ["common", one.name, other.name], parts)


async def export_nearest(rooms: Rooms, question: Question, near: City, to: City) -> None:
    """The places with a tie with ``to`` or an initiative for it, the nearest to ``near`` first."""
    found = (await look_near(rooms, question, near, to)).answer.found if near.city_id != to.city_id else None
    places = list(_places(found)) if found else []
    if found is None or not places:
        await neighbours.near_to(rooms, question, near, to, turn=True)
        return
    title, guild, today = (
        f"Who is tied to {to.name} or helps it, by distance from {near.name}",
        question.guild_id,
        question.asking.today,
    )

    def work(db: Connection, edition: Edition) -> TakenAlong:
        shared = pairings.with_ids(db, [place.pairing.pairing.pairing_id for _, place in places if place.pairing])

        def row(part: str, place: NearPlace) -> TakenNear:
            tie = TakenTie(place.pairing, place.city, own=_is_own(place.pairing, shared, guild)) if place.pairing else None
            return TakenNear(part, place, tie, tuple(taking.taken_aid(db, one, today) for one in place.initiatives))

        rows = [row(part, place) for part, place in places]
        ties = [one.tie for one in rows if one.tie]
        return rows_taken(title, ["nearest", near.name, to.name], Table("places", NEAR_COLUMNS, rows), edition, ties)

    hidden = export_card.left_out(found.military)
    of_no_place = f"{wording.count(found.placeless, 'initiative')} of no known place left out." if found.placeless else ""
    said = AnswerTaken(title, wording.count(len(places), "place"), (hidden, of_no_place), calendar=True)
    await _send(rooms, question, said, work)


async def export_match(rooms: Rooms, question: Question, city: City, codes: Sequence[str]) -> None:
    """Whom a city could ask, with points and reasons."""
    found = await look_where_to_ask(rooms, question, city, tuple(codes))
    if not found.answer.found.candidates or (found.held is not None and found.held.occupied):
        await neighbours.could_ask(rooms, question, city, codes, turn=True)
        return
    where = f" in {wording.joined([rooms.countries.in_sentence(code) for code in codes], 'or')}" if codes else ""
    title = f"Whom {wording.in_title(city, rooms.countries)} could ask{where}"
    whole, known = most(with_need=bool(codes)), found.answer.cities
    rows = [TakenCandidate(rank, each, known, whole) for rank, each in enumerate(found.answer.found.candidates, 1)]
    names = ["match", city.name, *map(rooms.countries.name, codes)]
    table = Table("candidates", CANDIDATE_COLUMNS, rows, {"how": how(with_need=bool(codes)), "caveat": CAVEAT})
    said = AnswerTaken(title, wording.count(len(rows), "candidate"), (CAVEAT,))
    await _send(rooms, question, said, lambda _, edition: rows_taken(title, names, table, edition))


async def export_stats(rooms: Rooms, question: Question) -> None:
    """The catalogue in figures, all countries among them."""
    figures, _ = await stats.count(rooms, question.guild_id)
    beside = {
        "initiatives": figures.initiatives,
        "sources": figures.sources,
        "pairings of which only lists tell": figures.only_listed,
    }
    rows = list(figures_of(figures.stats, beside, rooms.countries))
    title = "The catalogue in figures"
    said = AnswerTaken(title, wording.count(len(rows), "figure"), ())
    table = Table("figures", FIGURE_COLUMNS, rows)
    await _send(rooms, question, said, lambda _, edition: rows_taken(title, ["stats"], table, edition))


async def _export_match_named(rooms: Rooms, question: Question, text: str) -> None:
    typed, where = neighbours.for_country(text)
    if not typed.strip():
        await question.answer(export_card.wants_what(question.asking))
        return
    resolution = rooms.search.resolve(typed)
    codes = await neighbours.codes_of(rooms, question, resolution, where) if where is not None else ()
    if codes is None:
        return
    if resolution.outcome is not Outcome.MATCH:
        rest = [match_card.number_of(code) for code in codes]
        await answers.ask_back(rooms, question, resolution, short.EXPORT_MATCH, rest)
        return
    await export_match(rooms, question, resolution.candidates[0].city, codes)


def _of_path(found: Connected, one: City) -> Iterator[_Part]:
    """The tie of the two themselves, then the chains; where none is of active ties, the one that others would give."""
    if found.direct:
        yield _Part("their own tie", found.direct.pairing_id, one.city_id)
    chains = [(f"chain {number}", chain) for number, chain in enumerate(found.chains, 1)]
    for name, chain in chains or [("chain with ties that are not active", chain) for chain in found.wider_chains[:1]]:
        for step, (home, tie) in enumerate(zip(chain.city_ids, chain.ties, strict=False), 1):
            if tie != found.direct:
                yield _Part(f"{name}, tie {step}", tie.pairing_id, home)


def _places(found: Nearest) -> Iterator[tuple[str, NearPlace]]:
    """The places in the order of the answer, each with what part of it it is."""
    if found.own:
        yield "the first city itself", found.own
    yield from (("a tie, standing or begun, or an initiative", place) for place in found.places)
    yield from (("a halted tie", place) for place in found.halted)


async def _send_ties(rooms: Rooms, question: Question, title: str, names: Sequence[str], parts: Sequence[_Part]) -> None:
    ids, guild = [part.pairing_id for part in parts], question.guild_id

    def work(db: Connection, edition: Edition) -> TakenAlong:
        seen, shared = pairings.with_ids(db, ids, guild), pairings.with_ids(db, ids)
        # The network may be a moment older than the store, and name a tie that has just been taken out.
        there = [(part, seen[part.pairing_id]) for part in parts if part.pairing_id in seen]
        rows = [PartTie(part.part, TakenTie(one, _home(one, part.home), own=_is_own(one, shared, guild))) for part, one in there]
        return rows_taken(title, names, Table("ties", TIE_COLUMNS, rows), edition, [row.tie for row in rows])

    await _send(rooms, question, AnswerTaken(title, wording.count(len(parts), "row"), ("One row a tie.",), calendar=True), work)


async def _send(rooms: Rooms, question: Question, said: AnswerTaken, work: Callable[[Connection, Edition], TakenAlong]) -> None:
    taken = await taking.made(rooms, question, work, turn=True)
    if taken is not None:
        answer = export_card.answer_exported(said, taken, taking.date_of(rooms))
        await taking.send(question, answer, turn=True)


def _home(recorded: RecordedPairing, city_id: int) -> City:
    return recorded.a if recorded.a.city_id == city_id else recorded.b


def _is_own(recorded: RecordedPairing, shared: Mapping[int, RecordedPairing], guild: int | None) -> bool:
    return guild is not None and recorded.pairing.pairing_id not in shared


def _two(rooms: Rooms, one: City, other: City) -> str:
    return wording.joined(wording.told_apart(one, other, rooms.countries))


OF_TWO: Mapping[str, two_in_order.Opens] = {
    short.EXPORT_PATH: export_path,
    short.EXPORT_COMMON: export_common,
    short.EXPORT_NEAREST: export_nearest,
}
"""By the code of a choice between namesakes, which export two cities open."""


def chosen_of_two(card: str) -> Callable[[Rooms, Question, City, Sequence[str]], Awaitable[None]]:
    """How the export of that code goes on once one of the two cities was chosen."""

    async def go_on(rooms: Rooms, question: Question, city: City, rest: Sequence[str]) -> None:
        await two_in_order.chosen(rooms, question, card, city, rest, OF_TWO[card])

    return go_on


async def chosen_for_match(rooms: Rooms, question: Question, city: City, rest: Sequence[str]) -> None:
    """Go on once the city was chosen, in the countries that were named."""
    await export_match(rooms, question, city, neighbours.carried_countries(rooms, rest))
