"""Which entry somebody means: ``pairing Chicago / Moscow``, ``initiative 12``, ``name Kiev of Kyiv``; and what they may go on to type."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from discord import app_commands

from bot.cogs.desk import Offers, Rooms
from bot.domain import wording
from bot.domain.pairings import Event
from bot.domain.places import City, CityName
from bot.domain.tables import BY_NAME, TABLES, Key
from bot.errors import EntryUnclear
from bot.search import Outcome, Resolution
from bot.search.pairs import split_pair
from bot.store import duplicates, entries, finding, labels, pairings, places
from bot.store.database import Connection
from bot.store.entries import Stored
from bot.ui.controls import row_number
from bot.ui.limits import OPTION, OPTIONS

WORDS = {
    "pairing": "pairings", "pairings": "pairings", "initiative": "initiatives", "initiatives": "initiatives", "aid": "initiatives",
    "organisation": "organisations", "organization": "organisations", "organisations": "organisations", "city": "cities", "place": "cities",
    "name": "city_names", "event": "events", "claim": "claims", "source": "sources",
}  # fmt: skip
"""What an entry is called in a command, and its table."""
HOW = (
    "Write for example “pairing Chicago / Moscow”, “initiative 12”, “organisation Tulsa Global Alliance”, “city Kyiv”, "
    "“name Kiev of Kyiv” or “event 17”."
)
NAMED = 8
"""How many are named where several may be meant."""
PER_KIND = 8
_FIRST = re.compile(r"\s*([^\W\d_]+)\b[\s:]*(.*)", re.DOTALL)
LONGEST = 400


async def entry_named(rooms: Rooms, what: str, guild_id: int | None) -> Stored:
    """The entry that is meant, of the catalogue or of the server's own.

    Raises:
        EntryUnclear: none, or one of several; the message says how to name it.
    """
    table_name, rest = parted(what)
    if not rest:
        raise EntryUnclear(f"Which entry? {HOW}")
    match table_name:
        case "pairings":
            return await _pairing(rooms, rest, guild_id)
        case "cities":
            return await _city(rooms, rest, guild_id)
        case "city_names":
            return await _name(rooms, rest)
        case "organisations":
            return await _organisation(rooms, rest, guild_id)
        case "initiatives":
            return await _initiative(rooms, rest, guild_id)
        case "events":
            return await _event(rooms, rest, guild_id)
        case "claims" | "sources":
            return await _numbered(rooms, table_name, rest, guild_id)
    return await _anything(rooms, rest, guild_id)


def parted(what: str) -> tuple[str, str]:
    """The table that the first word names, if it names one, and the rest."""
    text = " ".join(what[:LONGEST].split())
    found = _FIRST.fullmatch(text)
    if found is not None and found[1].casefold() in WORDS and (found[2] or found[1].casefold() != "aid"):
        return WORDS[found[1].casefold()], found[2]
    return "", text


def numbered(what: str) -> tuple[str, Key] | None:
    """The row that a word and a number name, whether it is there or not: ``initiative 12``."""
    table_name, rest = parted(what)
    number = row_number(rest.removeprefix("#"))
    return (table_name, (number,)) if number and table_name and len(BY_NAME[table_name].key) == 1 else None


# ---- An entry in a control's id -------------------------------------------------------------------------------------------


def reference(table_name: str, key: Key) -> tuple[int, ...]:
    """A row in a control's id, in numbers alone: its table, its number, and where it has none a mark of its key."""
    place = next(number for number, table in enumerate(TABLES) if table.name == table_name)
    if len(key) == 1 and isinstance(key[0], int):
        return place, key[0]
    return place, int(key[0]), _mark(key)


def referred(db: Connection, arguments: Sequence[str], guild_id: int | None) -> Stored | None:
    """The row that a control's id names, if it is there and may be seen."""
    place, number, mark = (row_number(part) for part in (*arguments[:3], *("0",) * (3 - len(arguments[:3]))))
    if not arguments or place >= len(TABLES):
        return None
    table = TABLES[place]
    if len(table.key) == 1:
        return visible(entries.find(db, table.name, (number,)), guild_id)
    hanging = entries.hanging_on(db, "cities", (number,))
    found = next((each for each in hanging if each.table_name == table.name and _mark(each.key) == mark), None)
    return visible(found, guild_id)


def visible(stored: Stored | None, guild_id: int | None) -> Stored | None:
    """A row if it is the catalogue's, or that server's own."""
    return stored if stored is not None and stored.guild_id in (None, guild_id) else None


def _mark(key: Key) -> int:
    return zlib.crc32(entries.key_text(key).encode())


# ---- Each kind of entry ---------------------------------------------------------------------------------------------------


async def city_named(rooms: Rooms, text: str) -> City:
    """The one city that a text names, of the catalogue or of the gazetteer. Raises :class:`EntryUnclear`."""
    found = rooms.search.resolve(text)
    if found.outcome is Outcome.MATCH:
        return found.candidates[0].city
    raise EntryUnclear(_city_unclear(rooms, found))


def understood_place(rooms: Rooms, text: str) -> City | str:
    """The city that a text means; if that is not plain, what to write instead."""
    found = rooms.search.resolve(text)
    return found.candidates[0].city if found.outcome is Outcome.MATCH else _city_unclear(rooms, found)


def _city_unclear(rooms: Rooms, found: Resolution) -> str:
    names = [wording.in_full(candidate.city, rooms.countries) for candidate in found.candidates[:NAMED]]
    match found.outcome:
        case Outcome.CHOICE:
            more = f", and {len(found.candidates) - NAMED} more" if len(found.candidates) > NAMED else ""
            return f"Several places are called “{found.typed[:60]}”. Write one of them whole: {'; '.join(names)}{more}."
        case Outcome.SUGGEST:
            return f"I know no city called “{found.typed[:60]}”. Did you mean {names[0]}? Write it so."
    return f"I know no city called “{found.typed[:60]}”. A state or country after a comma tells namesakes apart."


async def _pairing(rooms: Rooms, rest: str, guild_id: int | None) -> Stored:
    if row_number(rest):
        return await _numbered(rooms, "pairings", rest, guild_id)
    return await _pairing_of(rooms, split_pair(rest, lambda text: _is_city(rooms, text)), guild_id)


async def _pairing_of(rooms: Rooms, names: tuple[str, str] | None, guild_id: int | None) -> Stored:
    if names is None:
        raise EntryUnclear("Which two cities? Put a stroke between them: “pairing Chicago / Moscow”.")
    ones, others = ([candidate.city for candidate in _likely(rooms, name)] for name in names)

    def query(db: Connection) -> list[tuple[Stored, str]]:
        pairs = {(min(a.city_id, b.city_id), max(a.city_id, b.city_id)) for a in ones for b in others if a.city_id != b.city_id}
        found = (duplicates.pairings_of(db, *pair, guild_id)[:1] for pair in sorted(pairs))
        return [(stored, labels.of(db, stored.entry)) for some in found for stored in some]

    recorded = await rooms.store.read(query)
    if len(recorded) == 1:
        return recorded[0][0]
    if recorded:
        named = "; ".join(f"{label}: pairing {stored.key[0]}" for stored, label in recorded[:NAMED])
        raise EntryUnclear(f"Several pairings may be meant. {named}.")
    for name in names:
        await city_named(rooms, name)
    raise EntryUnclear(f"No pairing of {names[0][:60]} and {names[1][:60]} is recorded here. “entry add pairing” records one.")


def _likely(rooms: Rooms, name: str) -> Sequence[Any]:
    found = rooms.search.resolve(name)
    if found.outcome is Outcome.MATCH:
        return found.candidates[:1]
    return found.candidates[:OPTIONS] if found.outcome is Outcome.CHOICE else ()


async def _city(rooms: Rooms, rest: str, guild_id: int | None) -> Stored:
    if row_number(rest):
        return await _numbered(rooms, "cities", rest, guild_id)
    city = await city_named(rooms, rest)
    found = await rooms.store.read(lambda db: entries.find(db, "cities", (city.city_id,)))
    if found is None:
        raise EntryUnclear(
            f"{wording.in_full(city, rooms.countries)} is not in the catalogue yet. It comes in with the first pairing or initiative "
            "that names it."
        )
    return found


async def _name(rooms: Rooms, rest: str) -> Stored:
    """``Kiev of Kyiv``; of several kinds of one name, ``Kiev (old spelling) of Kyiv``."""
    parts = rest.split(" of ")
    for cut in range(len(parts) - 1, 0, -1):
        name, place = " of ".join(parts[:cut]), " of ".join(parts[cut:])
        found = rooms.search.resolve(place)
        if found.outcome is not Outcome.MATCH:
            continue
        city = found.candidates[0].city
        known = await _names_of(rooms, city.city_id)
        meant = [each for each in known if name.casefold() in (each.name.casefold(), _with_kind(each).casefold())]
        if len(meant) == 1:
            table = BY_NAME["city_names"]
            return Stored(table.name, meant[0], None)
        if meant:
            raise EntryUnclear(
                f"There are several. Write one of: {'; '.join(f'name {_with_kind(each)} of {city.name}' for each in meant[:NAMED])}."
            )
        listed = "; ".join(each.name for each in known[:NAMED]) or "none"
        raise EntryUnclear(f"{city.name} has no other name “{name[:60]}” on record. It has: {listed}.")
    raise EntryUnclear("Which name of which city? Write it as in “name Kiev of Kyiv”.")


async def _names_of(rooms: Rooms, city_id: int) -> list[CityName]:
    return await rooms.store.read(lambda db: places.names_of(db, city_id))


def _with_kind(name: CityName) -> str:
    said = [name.kind.replace("_", " "), *([name.language] if name.language else [])]
    return f"{name.name} ({', '.join(said)})"


async def _organisation(rooms: Rooms, rest: str, guild_id: int | None) -> Stored:
    if row_number(rest):
        return await _numbered(rooms, "organisations", rest, guild_id)
    found = await rooms.store.read(lambda db: finding.organisations(db, rest, NAMED + 1))
    return await _one_called(rooms, "organisations", rest, found, guild_id)


async def _initiative(rooms: Rooms, rest: str, guild_id: int | None) -> Stored:
    if row_number(rest.removeprefix("#")):
        return await _numbered(rooms, "initiatives", rest.removeprefix("#"), guild_id)
    found = await rooms.store.read(lambda db: finding.initiatives(db, rest, guild_id, NAMED + 1))
    return await _one_called(rooms, "initiatives", rest, found, guild_id)


async def _one_called(rooms: Rooms, table_name: str, typed: str, found: Sequence[finding.Called], guild_id: int | None) -> Stored:
    word = BY_NAME[table_name].word
    exact = [each for each in found if each.name.casefold() == typed.casefold()]
    if len(exact or found) == 1:
        return await _numbered(rooms, table_name, str((exact or found)[0].number), guild_id)
    if found:
        listed = "; ".join(f"{each.name[:60]}: {word} {each.number}" for each in (exact or found)[:NAMED])
        raise EntryUnclear(f"Several may be meant. {listed}.")
    raise EntryUnclear(f"No {word} called “{typed[:60]}” is recorded here.")


async def _event(rooms: Rooms, rest: str, guild_id: int | None) -> Stored:
    if row_number(rest):
        return await _numbered(rooms, "events", rest, guild_id)
    pairing = await _pairing(rooms, rest, guild_id)
    told = await rooms.store.read(lambda db: entries.hanging_on(db, "pairings", pairing.key))
    if len(told) == 1:
        return told[0]
    listed = "; ".join(f"event {each.key[0]}: {getattr(each.entry, 'kind', '')}" for each in told[:NAMED])
    raise EntryUnclear(f"Which event of that pairing? {listed}. “entry edit” of the pairing lists them all.")


async def _numbered(rooms: Rooms, table_name: str, rest: str, guild_id: int | None) -> Stored:
    word, number = BY_NAME[table_name].word, row_number(rest)
    found = await rooms.store.read(lambda db: visible(entries.find(db, table_name, (number,)), guild_id)) if number else None
    if found is None:
        raise EntryUnclear(f"There is no {word} {rest[:40]} here. {HOW}")
    return found


async def _anything(rooms: Rooms, text: str, guild_id: int | None) -> Stored:
    """An entry named without a word for what it is."""
    if row_number(text):
        raise EntryUnclear(
            f"What is {text}? Write “initiative {text}”, “event {text}”, “pairing {text}” or “organisation {text}”."
        )
    if not _is_city(rooms, text):
        names = split_pair(text, lambda part: _is_city(rooms, part))
        if names is not None:
            return await _pairing_of(rooms, names, guild_id)
    for named in (_organisation, _initiative):
        try:
            return await named(rooms, text, guild_id)
        except EntryUnclear as unclear:
            if "Several" in str(unclear):
                raise
    return await _city(rooms, text, guild_id)


def _is_city(rooms: Rooms, text: str) -> bool:
    return rooms.search.resolve(text).outcome in (Outcome.MATCH, Outcome.CHOICE)


# ---- Offers while somebody types ------------------------------------------------------------------------------------------


async def offers(rooms: Rooms, typed: str, guild_id: int | None, *, only: Iterable[str] = ()) -> Offers:
    """Entries that what was typed may become.

    Args:
        only: the tables of which entries are offered; all, if none is named.
    """
    table_name, rest = parted(typed)
    kinds = [table_name] if table_name else [*only] or ["pairings", "cities", "initiatives", "organisations"]
    made: list[tuple[str, str]] = []
    for kind in kinds:
        made += await _offers_of(rooms, kind, rest, guild_id, OPTIONS if len(kinds) == 1 else PER_KIND)
    different = dict.fromkeys((name[:OPTION], value) for name, value in made if len(value) <= OPTION)
    return [app_commands.Choice(name=name, value=value) for name, value in [*different][:OPTIONS]]


async def _offers_of(rooms: Rooms, kind: str, rest: str, guild_id: int | None, most: int) -> list[tuple[str, str]]:
    match kind:
        case "cities":
            found = [wording.in_full(each.city, rooms.countries) for each in rooms.search.complete(rest, most)]
            return [(f"city {name}", f"city {name}") for name in found][:most]
        case "initiatives":
            called = await rooms.store.read(lambda db: finding.initiatives(db, rest, guild_id, most))
            return [(f"initiative {each.number}: {each.name}", f"initiative {each.number}") for each in called]
        case "organisations":
            called = await rooms.store.read(lambda db: finding.organisations(db, rest, most))
            return [(f"organisation {each.name}", f"organisation {each.number}") for each in called]
        case "city_names":
            return await _offered_names(rooms, rest, most)
        case "pairings" | "events":
            return await _offered_pairings(rooms, kind, rest, guild_id, most)
    return []


async def _offered_names(rooms: Rooms, rest: str, most: int) -> list[tuple[str, str]]:
    place = rest.rpartition(" of ")[2]
    cities = [each.city for each in rooms.search.complete(place, 3)]
    named = await rooms.store.read(lambda db: [(city, places.names_of(db, city.city_id)) for city in cities])
    texts = [f"name {_with_kind(name)} of {city.name}" for city, names in named for name in names]
    return [(text, text) for text in texts][:most]


async def _offered_pairings(rooms: Rooms, kind: str, rest: str, guild_id: int | None, most: int) -> list[tuple[str, str]]:
    left, stroke, right = rest.partition("/")
    first = next((each.city for each in rooms.search.complete(left.strip(), 1)), None)
    if first is None or not left.strip():
        return []

    def query(db: Connection) -> list[tuple[str, str]]:
        texts = []
        for recorded in pairings.of_city(db, first.city_id, guild_id):
            other = recorded.other_than(first.city_id)
            if stroke and not other.name.casefold().startswith(right.strip().casefold()):
                continue
            label = f"{first.name} / {other.name}"
            number = recorded.pairing.pairing_id
            if kind == "pairings":
                texts.append((f"pairing {label}", f"pairing {number}"))
            else:
                texts += [
                    (f"event {each.event.event_id}: {_dated(each.event, each.date)}, {label}", f"event {each.event.event_id}")
                    for each in recorded.events
                ]
            if len(texts) >= most:
                break
        return texts[:most]

    return await rooms.store.read(query)


def _dated(event: Event, date: Any) -> str:
    return f"{wording.DONE[event.kind]} {date.short}" if date is not None else wording.DONE[event.kind]
