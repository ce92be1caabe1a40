"""Which entry is meant by a city's name alone: a menu of those of its entries to which a command applies, and the way on from there."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence

from bot.cogs import naming
from bot.cogs.desk import Rooms
from bot.cogs.question import PressQuestion, Question
from bot.domain.initiatives import Initiative
from bot.domain.pairings import Pairing
from bot.domain.tables import BY_NAME
from bot.errors import EntryUnclear
from bot.search import Outcome
from bot.store import entries, finding, labels, pairings
from bot.store.database import Connection
from bot.store.entries import Stored
from bot.ui import short
from bot.ui import which_entry as card
from bot.ui.controls import Press, row_number
from bot.ui.entry_cards import ENTRY
from bot.ui.upkeep_cards import CODE as UPKEEP
from bot.ui.which_entry import ACTION, Offered

__all__ = ["ACTION", "asked_back", "chosen"]

GoOn = Callable[[PressQuestion, Stored], Awaitable[None]]
"""What a command does with the entry that was chosen."""
ORDER = ("cities", "initiatives", "pairings", "organisations", "city_names")
"""Which kind comes first: the city itself, then what changes most."""
KINDS = ("", "pairings", "initiatives")
"""The kinds that may be named before a city, as in “pairing Kyiv”; their places stand in a control's id."""
MOST_CITIES = 6
"""Namesakes whose entries are offered together: as many as a control's id holds."""


@dataclasses.dataclass(frozen=True, slots=True)
class Way:
    """A command that wants an entry."""

    command: str
    asks: str
    tables: Sequence[str]
    """To what kinds of entry it applies."""
    code: str = ENTRY
    own: bool = False
    """Whether it applies to a server's own entries alone."""
    none: str = ""
    """What to say if it applies to none; else the command says for itself what it lacks."""


WAYS: Mapping[str, Way] = {
    "e": Way("entry edit", "Which one do you want to change?", ORDER),
    "r": Way("entry retire", "Which one do you want to take out?", ORDER[1:]),
    "h": Way("entry history", "Of which one do you want to see the history?", ORDER),
    "s": Way(
        "entry send", "Which one do you want to send to the shared catalogue?", ("initiatives", "pairings"), own=True,
        none="None of this server’s own entries is about {place}, so there is nothing to send. “entry add” makes one.",
    ),
    "d": Way(
        "dispute", "About which pairing do sources disagree?", ("pairings",), code=UPKEEP,
        none="No source is recorded for any pairing of {place}, so there is nothing to dispute. “entry add pairing” records one with its source.",
    ),
}  # fmt: skip
"""The commands, by what stands for them in a control's id."""


async def asked_back(rooms: Rooms, question: Question, way: str, what: str) -> bool:
    """Ask which entry is meant, if all that was typed is a city's name. Returns whether that was asked.

    Raises:
        EntryUnclear: none of the city's entries is one that the command applies to.
    """
    table_name, text = naming.parted(what)
    if table_name not in KINDS or row_number(text.removeprefix("#")):
        return False
    resolved = rooms.search.resolve(text)
    if resolved.outcome not in (Outcome.MATCH, Outcome.CHOICE):
        return False
    cities = [candidate.city.city_id for candidate in resolved.candidates]
    if resolved.outcome is Outcome.MATCH:
        cities = cities[:1]

    def query(db: Connection) -> list[int] | None:
        return None if _is_a_name(db, text, question.guild_id) else _with_entries(db, cities, way, question.guild_id)

    found = await rooms.store.read(query)
    if found is None:
        return False
    if not found and WAYS[way].none:
        raise EntryUnclear(WAYS[way].none.format(place=resolved.typed[:60]))
    return bool(found) and await _ask(rooms, question, way, KINDS.index(table_name), 1, found)


async def chosen(rooms: Rooms, question: PressQuestion, press: Press, go_on: Mapping[str, GoOn]) -> None:
    """An entry was chosen, or the menu turned.

    Args:
        go_on: the ways on, by what stands for them in the control's id.
    """
    way = press.arguments[0] if press.arguments else ""
    if way not in go_on:
        await question.answer(short.no_longer("button"))
        return
    if not press.values:
        cities = [number for number in map(row_number, press.arguments[3:]) if number]
        if not await _ask(rooms, question, way, press.number(1), press.number(2), cities, turn=True):
            await question.answer(short.no_longer("entry"))
        return
    reference = press.values[0].split("-")
    stored = await rooms.store.read(lambda db: naming.referred(db, reference, question.guild_id))
    if stored is None:
        await question.answer(short.no_longer("entry"))
        return
    await go_on[way](question, stored)


async def _ask(
    rooms: Rooms, question: Question, way: str, kind: int, page: int, cities: Sequence[int], *, turn: bool = False
) -> bool:
    """Show a page of the menu. Returns whether there is anything in it."""
    only = KINDS[kind] if kind < len(KINDS) else ""

    def query(db: Connection) -> tuple[str, list[Offered]]:
        place = labels.label(db, "cities", (cities[0],)).partition(",")[0] if cities else ""
        return place, [
            each for each in _offered(db, cities, way, question.guild_id) if not only or each.word == BY_NAME[only].word
        ]

    place, offered = await rooms.store.read(query)
    if not offered:
        return False
    control = (WAYS[way].code, (way, kind), tuple(cities))
    answer = card.which_entry(question.asking, place, WAYS[way].asks, WAYS[way].command, offered, control, page=page)
    await question.answer(dataclasses.replace(answer, private=not turn), turn=turn)
    return True


def _is_a_name(db: Connection, text: str, guild_id: int | None) -> bool:
    """Whether an organisation or an initiative is called just so."""
    called = (*finding.organisations(db, text, 1), *finding.initiatives(db, text, guild_id, 1))
    return any(each.name.casefold() == text.casefold() for each in called)


def _with_entries(db: Connection, cities: Iterable[int], way: str, guild_id: int | None) -> list[int]:
    """Those of the cities that have an entry to which a command applies."""
    return [city_id for city_id in cities if _offered(db, [city_id], way, guild_id)][:MOST_CITIES]


def _offered(db: Connection, cities: Sequence[int], way: str, guild_id: int | None) -> list[Offered]:
    """The entries of some cities to which a command applies: a server's own first, those in dispute first of all."""
    wanted = WAYS[way]
    rows = {(each.table_name, each.key): each for city_id in cities for each in _about(db, city_id)}
    seen = [each for each in rows.values() if each.table_name in wanted.tables and naming.visible(each, guild_id)]
    told = _told_of(db, cities, guild_id) if way == "d" else {}
    applies = [each for each in seen if (not wanted.own or each.guild_id is not None) and (way != "d" or each.key[0] in told)]
    labelled = [(each, _called(db, each, cities)) for each in applies]
    labelled.sort(
        key=lambda one: (
            told.get(one[0].key[0], 0), one[0].guild_id is None, ORDER.index(one[0].table_name), one[1].casefold(), one[0].key
        )
    )  # fmt: skip
    return [_option(each, label) for each, label in labelled]


def _about(db: Connection, city_id: int) -> Iterator[Stored]:
    """A city that is recorded, and what names it."""
    city = entries.find(db, "cities", (city_id,))
    if city is not None:
        yield city
        yield from entries.hanging_on(db, "cities", (city_id,))


def _told_of(db: Connection, cities: Iterable[int], guild_id: int | None) -> Mapping[str | int, int]:
    """The pairings of which a source says anything; 0 for those that are in dispute, 1 where several speak of one event, else 2."""
    told: dict[str | int, int] = {}
    for city_id in cities:
        for recorded in pairings.of_city(db, city_id, guild_id):
            claims = [[said.claim for said in event.claims] for event in recorded.events if event.claims]
            if claims:
                disputed = any(claim.dispute for some in claims for claim in some)
                several = any(len(some) > 1 for some in claims)
                told[recorded.pairing.pairing_id] = 0 if disputed else 1 if several else 2
    return told


def _called(db: Connection, stored: Stored, cities: Iterable[int]) -> str:
    """What an entry is called; a pairing with the city that was typed first."""
    entry = stored.entry
    if isinstance(entry, Pairing) and entry.city_b in cities and entry.city_a not in cities:
        one, other = (labels.label(db, "cities", (city,)).partition(",")[0] for city in (entry.city_b, entry.city_a))
        return f"{one} and {other}"
    return labels.of(db, entry)


def _option(stored: Stored, label: str) -> Offered:
    number = int(stored.key[0]) if stored.table_name in ("initiatives", "pairings", "organisations") else 0
    state = (str(stored.entry.state),) if isinstance(stored.entry, Initiative) else ()
    own = ("this server’s own",) if stored.guild_id is not None else ()
    value = "-".join(str(part) for part in naming.reference(stored.table_name, stored.key))
    return Offered(value, label, BY_NAME[stored.table_name].word, number, (*state, *own))
