"""Two entries that are one: everything of the one moves to the other, and nothing is lost. All of it is one list of changes.

The changes touch the rows of servers too, each as its owner's: a city is everybody's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from rapidfuzz.distance import JaroWinkler

from bot.domain.changes import Change
from bot.domain.entry import Entry
from bot.domain.initiatives import Initiative, Organisation
from bot.domain.pairings import Event, Pairing
from bot.domain.places import City, CityName, NameKind, Occupation, distance_km
from bot.domain.tables import BY_NAME, Key, table_of
from bot.domain.trust import Finding, Weight, without_backticks
from bot.errors import CannotMerge
from bot.search.keys import latin_key
from bot.store import entries, labels
from bot.store.database import Connection
from bot.store.entries import Stored

ALIKE = 0.63
"""From this Jaro-Winkler similarity on (0 to 1) two names are spellings of one: Kiew and Kyiv have 0.67, Lemberg and Lviv 0.46."""

FAR_KM = 25
"""From here on two entries of a city are looked at before they become one: the middle of a hromada lies closer than this to its town."""

LONGEST_NOTE = 2000
"""Characters of a note: see :data:`bot.domain.entry.Words`."""

EntryT = TypeVar("EntryT", bound=Entry)


def cities(db: Connection, gone: int, kept: int) -> list[Change]:
    """Make one city of two: whatever names ``gone`` names ``kept``, and ``gone`` is taken out.

    The name of ``gone`` becomes another name of ``kept``. What is recorded of ``kept`` stays, and what it lacks is filled in
    from ``gone``; notes are joined. Where both are paired with one city, the two pairings are merged as :func:`pairings` does.

    Raises:
        CannotMerge: they are no duplicates: the same entry twice, none, in two countries, or paired with each other; or the one
            that GeoNames has would go and the one listed by hand stay.
    """
    work = _Work(db)
    old, new = _cities(db, gone, kept)
    work.drop(Stored("cities", old, None))
    work.put(Stored("cities", new, None), _filled(old, new))
    for stored in entries.hanging_on(db, "cities", (gone,)):
        match stored.entry:
            case Pairing():
                _move_pairing(work, stored, gone, kept)
            case CityName() | Occupation():
                _rename(work, stored, kept)
            case Event() | Organisation() | Initiative():
                _repoint(work, stored, gone, kept)
            case _:
                raise AssertionError(stored.table_name)
    _keep_name(work, old, new)
    return work.changes()


def pairings(db: Connection, gone: int, kept: int) -> list[Change]:
    """Make one pairing of two that are of the same cities: the events of ``gone``, with their claims, become those of ``kept``.

    Raises:
        CannotMerge: they are no duplicates: the same entry twice, none, of other cities, or of another owner.
    """
    if gone == kept:
        raise CannotMerge("That is one pairing, named twice. Name the one to keep and the one to merge into it.")
    old, new = (entries.find(db, "pairings", (number,)) for number in (gone, kept))
    if old is None or new is None:
        raise CannotMerge(f"There is no pairing {gone if old is None else kept}. Nothing was changed.")
    one, other = _a(Pairing, old), _a(Pairing, new)
    if old.guild_id != new.guild_id:
        raise CannotMerge("One of them is a server’s own and the other is not, so they stay apart. Nothing was changed.")
    if (one.city_a, one.city_b) != (other.city_a, other.city_b):
        both = f"{labels.of(db, one)}, and {labels.of(db, other)}"
        raise CannotMerge(f"These tie different cities: {both}. If two of these cities are one, merge the cities.")
    work = _Work(db)
    _join(work, old, new)
    return work.changes()


def merged_cities(db: Connection, changes: Sequence[Change]) -> tuple[City, City] | None:
    """Of the changes that :func:`cities` made: the city that goes and the one that stays, as they stand; ``None`` if that cannot be told."""
    gone = next((change.before for change in changes if isinstance(change.before, City) and change.after is None), None)
    if gone is None:
        return None
    number = next((kept for change in changes for kept in _kept_by(db, change, gone.city_id)), None)
    stored = entries.find(db, "cities", (number,)) if number is not None else None
    return (gone, stored.entry) if stored is not None and isinstance(stored.entry, City) else None


def far_apart(db: Connection, changes: Sequence[Change]) -> Iterator[Finding]:
    """How far from each other two cities are that would become one, and how large each is, if that is too far for one place."""
    both = merged_cities(db, changes)
    far = distance_km(*both) if both is not None else None
    if both is None or far is None or far < FAR_KM:
        return
    gone, kept = both
    words = f"{without_backticks(gone.name)} and {without_backticks(kept.name)} are {far:,} km apart"
    if gone.population is not None and kept.population is not None:
        words += f", with populations of {gone.population:,} and {kept.population:,}"
    yield Finding(Weight.LOOK, words)


def _kept_by(db: Connection, change: Change, gone: int) -> Iterator[int]:
    """The city that a change of a merger names in the place of the one that goes, if it names any."""
    before, after = change.before, change.after
    if isinstance(after, City | CityName | Occupation):
        yield after.city_id
    elif isinstance(before, Event) and isinstance(after, Event) and before.pairing_id != after.pairing_id:
        # Both cities were paired with a third one, and the event moves to the pairing that stays.
        was, now = (entries.find(db, "pairings", (number,)) for number in (before.pairing_id or 0, after.pairing_id or 0))
        if was is not None and now is not None:
            old, new = _a(Pairing, was), _a(Pairing, now)
            yield from {new.city_a, new.city_b} - {old.city_a, old.city_b}
    elif before is not None and after is not None:
        named = [({getattr(entry, column) for column in _to_cities(change)}) for entry in (before, after)]
        if gone in named[0]:
            yield from named[1] - named[0] - {None}


def _to_cities(change: Change) -> list[str]:
    return [column for column, target in change.table.references.items() if target == "cities"]


class _Work:
    """Rows as they will be: each has one change at the end, whatever happened to it on the way."""

    def __init__(self, db: Connection) -> None:
        self.db = db
        self._stored: dict[tuple[str, Key], Stored | None] = {}
        self._now: dict[tuple[str, Key], tuple[Entry | None, int | None]] = {}

    def now(self, table_name: str, key: Key) -> Entry | None:
        """A row as it will be."""
        if (table_name, key) in self._now:
            return self._now[table_name, key][0]
        found = entries.find(self.db, table_name, key)
        return found.entry if found else None

    def put(self, stored: Stored, entry: Entry) -> None:
        """Let a row be ``entry``, whose key may be another one."""
        before = self._stored.setdefault((stored.table_name, stored.key), entries.find(self.db, stored.table_name, stored.key))
        key = BY_NAME[stored.table_name].key_of(entry)
        if key != stored.key:
            self._now[stored.table_name, stored.key] = (None, stored.guild_id)
            self._stored.setdefault((stored.table_name, key), entries.find(self.db, stored.table_name, key))
        self._now[stored.table_name, key] = (entry, before.guild_id if before else stored.guild_id)

    def drop(self, stored: Stored) -> None:
        """Take a row out."""
        self._stored.setdefault((stored.table_name, stored.key), entries.find(self.db, stored.table_name, stored.key))
        self._now[stored.table_name, stored.key] = (None, stored.guild_id)

    def changes(self) -> list[Change]:
        """One change for each row that differs. What is taken out comes first, so that undone it is put back last."""
        made = []
        for (table_name, key), (after, guild_id) in self._now.items():
            before = self._stored[table_name, key]
            entry = before.entry if before else None
            if entry != after:
                made.append(Change(table_name, entry, after, guild_id))
        return sorted(made, key=lambda change: change.after is not None)


def _cities(db: Connection, gone: int, kept: int) -> tuple[City, City]:
    """Both cities, if they may become one."""
    if gone == kept:
        raise CannotMerge("That is one city, named twice. Name the one to keep and the one to merge into it.")
    old, new = (entries.find(db, "cities", (number,)) for number in (gone, kept))
    if old is None or new is None:
        raise CannotMerge(f"There is no city {gone if old is None else kept} in the catalogue. Nothing was changed.")
    one, other = _a(City, old), _a(City, new)
    if one.country_code != other.country_code:
        raise CannotMerge(
            f"{labels.of(db, one)} and {labels.of(db, other)} are recorded in two countries. If one of these is wrong, correct "
            "that entry first."
        )
    if one.geonames_id is not None and other.geonames_id is None:
        raise CannotMerge(f"GeoNames has {one.name} and not {other.name}. Keep that one: merge the two the other way round.")
    return one, other


def _filled(old: City, new: City) -> City:
    """The kept city with what it lacked. GeoNames' number stays, for it is the city's own."""
    holes: dict[str, object] = {}
    if new.latitude is None and new.longitude is None:
        holes |= {"latitude": old.latitude, "longitude": old.longitude}
    if new.population is None:
        holes |= {"population": old.population}
    if not new.region and not new.region_code:
        holes |= {"region": old.region, "region_code": old.region_code}
    second = f"GeoNames has it a second time, as {old.geonames_id}." if old.geonames_id is not None else ""
    return new.model_copy(update={**holes, "note": _joined(new.name, new.note, old.note, second)})


def _move_pairing(work: _Work, stored: Stored, gone: int, kept: int) -> None:
    """Let a pairing be of the kept city; where that has the same one already, make one of the two."""
    pairing = _a(Pairing, stored)
    other = pairing.city_b if pairing.city_a == gone else pairing.city_a
    if other == kept:
        raise CannotMerge(
            f"Pairing {pairing.pairing_id} ties these two with each other, and a city has no tie with itself. If they are one "
            "place, retire that pairing first; if they are two, leave them."
        )
    same = _pairing_of(work.db, kept, other, stored.guild_id)
    if same is not None:
        _join(work, stored, same)
    else:
        work.put(stored, pairing.model_copy(update={"city_a": min(kept, other), "city_b": max(kept, other)}))


def _pairing_of(db: Connection, one: int, other: int, guild_id: int | None) -> Stored | None:
    """The pairing of two cities that has that owner."""
    pair = (min(one, other), max(one, other))
    for stored in entries.hanging_on(db, "cities", (one,)):
        if isinstance(stored.entry, Pairing) and stored.guild_id == guild_id:
            if (stored.entry.city_a, stored.entry.city_b) == pair:
                return stored
    return None


def _join(work: _Work, old: Stored, new: Stored) -> None:
    """Make one pairing of two of one owner."""
    gone, kept = _a(Pairing, old), _a(Pairing, new)
    kind = f"Recorded as a {gone.kind.replace('_', ' ')} too." if gone.kind is not kept.kind else ""
    work.drop(old)
    work.put(new, kept.model_copy(update={"note": _joined(labels.of(work.db, kept), kept.note, gone.note, kind)}))
    for stored in entries.hanging_on(work.db, "pairings", (gone.pairing_id,)):
        event = work.now(stored.table_name, stored.key)
        assert isinstance(event, Event)
        work.put(stored, event.model_copy(update={"pairing_id": kept.pairing_id}))


def _rename(work: _Work, stored: Stored, kept: int) -> None:
    """Give the kept city a name, or who held it. Of what both have one stays, with what either says."""
    work.drop(stored)
    moved = stored.entry.model_copy(update={"city_id": kept})
    there = work.now(stored.table_name, table_of(type(moved)).key_of(moved))
    if isinstance(there, CityName) and isinstance(moved, CityName):
        holes = {field: getattr(moved, field) for field in ("until", "decided_by", "source_id") if not getattr(there, field)}
        moved = there.model_copy(update=holes)
    work.put(Stored(stored.table_name, moved, stored.guild_id), moved)


def _repoint(work: _Work, stored: Stored, gone: int, kept: int) -> None:
    """Let a row name the kept city wherever it named the other."""
    entry = work.now(stored.table_name, stored.key)
    assert entry is not None
    columns = [column for column, target in BY_NAME[stored.table_name].references.items() if target == "cities"]
    named = {column: kept for column in columns if getattr(entry, column) == gone}
    moved = entry.model_copy(update=named)
    if isinstance(moved, Event) and moved.city_id is not None and moved.city_id == moved.other_city_id:
        moved = moved.model_copy(update={"other_city_id": None})
    work.put(stored, moved)


def _keep_name(work: _Work, old: City, new: City) -> None:
    """Let the kept city be found by the name of the other."""
    had = [stored.entry for stored in entries.hanging_on(work.db, "cities", (new.city_id,))]
    moved = [stored.entry for stored in entries.hanging_on(work.db, "cities", (old.city_id,))]
    if old.name in (new.name, *(name.name for name in (*had, *moved) if isinstance(name, CityName))):
        return
    name = CityName(city_id=new.city_id, name=old.name, kind=_kind(old.name, new.name))
    work.put(Stored("city_names", name, None), name)


def _kind(name: str, present: str) -> NameKind:
    """In what way the kept city was called by the other's name; for lack of a source judged by the two names alone.

    One that holds the present name is the fuller, official form (Lviv urban hromada), and one that is held by it the short form.
    Two spellings of one name are transliterations. What is left was another name, and so a former one.
    """
    one, other = latin_key(name), latin_key(present)
    if f" {other} " in f" {one} ":
        return NameKind.OFFICIAL
    if f" {one} " in f" {other} ":
        return NameKind.SHORT
    return NameKind.TRANSLITERATION if JaroWinkler.similarity(one, other) >= ALIKE else NameKind.FORMER


def _joined(of: str, *notes: str) -> str:
    """Notes as one; what is said twice stands there once."""
    kept: list[str] = []
    for note in notes:
        if note and not any(note in other for other in kept):
            kept.append(note)
    joined = " ".join(kept)
    if len(joined) > LONGEST_NOTE:
        raise CannotMerge(
            f"The notes on {of} would be longer than {LONGEST_NOTE:,} characters together. Shorten one of them first, so that "
            "nothing is lost."
        )
    return joined


def _a(model: type[EntryT], stored: Stored) -> EntryT:
    assert isinstance(stored.entry, model)
    return stored.entry
