"""What was filled into a form, as changes of entries: what is added, edited, taken out, or handed to the catalogue."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain import wording
from bot.domain.changes import Change, Proposal
from bot.domain.dates import PartialDate
from bot.domain.entry import Entry
from bot.domain.initiatives import Initiative, State, Verification, open_until
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import City
from bot.domain.sources import Source
from bot.domain.tables import BY_NAME, Key, Table
from bot.errors import FieldUnclear, NotAllowed, Outdated, SuggestionUnclear, Unsound
from bot.moderation import organisations, suggestions, typed
from bot.moderation.sources_given import Given, given_source
from bot.store import duplicates, entries, labels
from bot.store.database import Connection
from bot.store.entries import Stored

Typed = str | City
"""What stands in a field: a text, or for a place the city that the text was found to mean."""

PARTS: Mapping[str, tuple[str, ...]] = {"pairings": ("pairings", "events", "claims"), "events": ("events", "claims")}
"""What is added together: a pairing needs an event, an event needs somebody's word for it."""

FOLLOWS = {"initiatives": "beneficiary_id", "organisations": "home_city_id"}
"""Where an entry has a country, the place that tells it."""

_HANGS_ON = {"events": "pairing_id", "claims": "event_id"}


def parts_of(table_name: str) -> tuple[str, ...]:
    """The tables of which rows are added together with one of ``table_name``, itself first."""
    return PARTS.get(table_name, (table_name,))


def added(
    db: Connection,
    table_name: str,
    given: Mapping[str, Typed],
    today: dt.date,
    *,
    on: Stored | None = None,
    guild_id: int | None = None,
) -> list[Change]:
    """A new entry with its parts, and the places and the source that it needs.

    Args:
        given: what stands in the fields, by the number of the part and the column: ``1.kind``.
        on: the pairing of a new event, the event of a new claim.
        guild_id: the server in which it is added, whose own pairings count as recorded.

    Raises:
        FieldUnclear: something cannot be kept; its keys are those of ``given``.
    """
    work = _Work(db, today)
    owner = on.guild_id if on is not None else None
    above = on.key[0] if on is not None else None
    rows: list[Change] = []
    for number, name in enumerate(parts_of(table_name)):
        table = BY_NAME[name]
        fixed = {_HANGS_ON[name]: above} if name in _HANGS_ON and above is not None else {}
        texts = {column: value for key, value in given.items() for part, _, column in [key.partition(".")] if part == str(number)}
        row = work.row(table, texts, fixed, number)
        if row is not None:
            above = table.key_of(row)[0]
            rows.append(Change(name, None, row, owner))
    _refuse_recorded(work, rows, guild_id)
    _refuse_third_party(work, rows, on)
    if work.errors:
        raise FieldUnclear(work.errors)
    return [*work.needed, *rows]


def edited(db: Connection, rows: Sequence[Stored], given: Mapping[str, Typed], today: dt.date) -> list[Change]:
    """The changes of some rows, and the places and the source that they need.

    Args:
        given: what stands in the fields, by the number of the row and the column: ``0.title``. Other fields stay.

    Raises:
        FieldUnclear: something cannot be kept; its keys are those of ``given``.
    """
    work = _Work(db, today)
    made: list[Change] = []
    for number, stored in enumerate(rows):
        texts = {column: value for key, value in given.items() for row, _, column in [key.partition(".")] if row == str(number)}
        if texts:
            change = work.change(stored, texts, number)
            if change is not None:
                made.append(change)
    if work.errors:
        raise FieldUnclear(work.errors)
    return [*work.needed, *made]


def within(proposal: Proposal, edits: Sequence[Change]) -> list[Change]:
    """The changes of a proposal with some of its rows edited further, and without the sources and places that no row names any more."""
    again = {(change.table_name, change.key): change for change in edits if change.before is not None}
    changes = []
    for change in proposal.changes:
        edit = again.get((change.table_name, change.key))
        changes.append(
            change
            if edit is None or change.after is None
            else Change(change.table_name, change.before, edit.after, change.guild_id)
        )
    fresh = [change for change in edits if change.before is None]
    named, before = _named(changes), _named(proposal.changes)
    left = [
        change
        for change in changes
        if change.before is not None or (change.table_name, change.key) in named or (change.table_name, change.key) not in before
    ]
    return [*fresh, *left]


def refuse_outdated(db: Connection, rows: Sequence[Stored]) -> None:
    """Let nobody go on from a row that was changed meanwhile. Raises :class:`Outdated`."""
    for seen in rows:
        now = entries.find(db, seen.table_name, seen.key)
        if now != seen:
            raise Outdated(BY_NAME[seen.table_name].word, seen.key, now.entry if now is not None else None)


def retired(db: Connection, stored: Stored, guild_id: int | None) -> list[Change]:
    """An entry taken out with its parts.

    Raises:
        Unsound: something else names it, or what it is part of cannot be without it.
    """
    rows = entries.whole(db, stored.table_name, stored.key)
    if not rows:
        raise Outdated(BY_NAME[stored.table_name].word, stored.key, None)
    own = {(row.table_name, row.key) for row in rows}
    hanging = {
        (each.table_name, each.key): each
        for row in rows
        for each in entries.hanging_on(db, row.table_name, row.key)
        if (each.table_name, each.key) not in own
    }
    if hanging:
        raise Unsound([_still_named(db, stored, list(hanging.values()), guild_id)])
    _refuse_last(db, stored)
    return [Change(row.table_name, row.entry, None, row.guild_id) for row in rows]


def shared(db: Connection, stored: Stored) -> list[Change]:
    """A server's own entry handed to the catalogue: the same in new rows that all servers share, and its own rows taken out.

    What happened to a pairing that the catalogue has already becomes part of that one.

    Raises:
        NotAllowed: it is no server's own, or a part of one.
    """
    if stored.guild_id is None:
        raise NotAllowed("This is in the shared catalogue already.")
    if stored.table_name not in ("pairings", "initiatives"):
        raise NotAllowed("This is part of a pairing. Send the pairing, and all that is recorded of it goes with it.")
    rows = entries.whole(db, stored.table_name, stored.key)
    new_ids: dict[tuple[str, int], int] = {}
    made: list[Change] = []
    for row in rows:
        table = BY_NAME[row.table_name]
        there = _shared_pairing(db, row.entry) if isinstance(row.entry, Pairing) else None
        if there is not None:
            new_ids[row.table_name, int(row.key[0])] = there
            continue
        number = entries.new_id(db, row.table_name)
        new_ids[row.table_name, int(row.key[0])] = number
        moved: dict[str, object] = {table.key[0]: number}
        if isinstance(row.entry, Event | Claim):
            column = _HANGS_ON[row.table_name]
            moved[column] = new_ids[table.references[column], getattr(row.entry, column)]
        if isinstance(row.entry, Initiative):
            moved |= {"verification": Verification.UNVERIFIED} | dict.fromkeys(typed.CHECKED_ONLY - {"verification"})
        made.append(Change(row.table_name, None, row.entry.model_copy(update=moved)))
    return [*made, *(Change(row.table_name, row.entry, None, row.guild_id) for row in rows)]


def as_typed(db: Connection, entry: Entry, table_name: str, new: Sequence[Change] = ()) -> dict[str, str]:
    """What stands in the fields of an entry, by column, as it would be typed.

    Args:
        new: what is proposed with it, and is not in the store yet.
    """
    table = BY_NAME[table_name]
    added_rows = {(change.table_name, change.key): change.after for change in new if change.before is None}
    return {column: _as_typed(db, table, column, getattr(entry, column), added_rows) for column in table.columns}


def _as_typed(db: Connection, table: Table, column: str, value: object, new: Mapping[tuple[str, Key], Entry | None]) -> str:
    target = table.references.get(column)
    if value is None:
        return ""
    if target is None or not isinstance(value, int | str):
        return str(value)
    stored = entries.find(db, target, (value,))
    entry = stored.entry if stored is not None else new.get((target, (value,)))
    if entry is None:
        return str(value)
    return entry.url or entry.citation if isinstance(entry, Source) else labels.of(db, entry)


@dataclass(slots=True)
class _Work:
    """A form while it is read: what was understood, and what was not."""

    db: Connection
    today: dt.date
    needed: list[Change] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Given] = field(default_factory=dict)

    def row(self, table: Table, texts: Mapping[str, Typed], fixed: Mapping[str, object], number: int) -> Entry | None:
        """A new row; ``None`` if something in it is not understood."""
        errors = len(self.errors)
        own = typed.own_number(table)
        values = dict(fixed)
        for column, value in texts.items():
            if column not in table.columns or column in typed.CHECKED_ONLY or column == own or column in fixed:
                self.errors[f"{number}.{column}"] = f"A {table.word} has no such field."
                continue
            understood = self._value(table, column, value, number)
            if understood is not None:
                values[column] = understood
        self._follow(table, texts, values, number)
        _keep_open(table, texts, values, self.today)
        for column, info in table.model.model_fields.items():
            if info.is_required() and column != own and column not in values:
                self.errors.setdefault(f"{number}.{column}", "This is needed.")
        if len(self.errors) > errors:
            return None
        return self._made(table, values | ({own: entries.new_id(self.db, table.name)} if own else {}), number)

    def change(self, stored: Stored, texts: Mapping[str, Typed], number: int) -> Change | None:
        """The change of a row; ``None`` if something in it is not understood."""
        table = BY_NAME[stored.table_name]
        errors = len(self.errors)
        values: dict[str, object] = {}
        plain: dict[str, str] = {}
        for column, value in texts.items():
            if column in table.references and column in table.columns and column not in table.key:
                values[column] = self._value(table, column, value, number)
            elif isinstance(value, str):
                plain[column] = value
        self._follow(table, texts, values, number)
        try:
            change = typed.edited(self.db, stored, plain, self.today)
        except FieldUnclear as unclear:
            self.errors.update({f"{number}.{column}" if column else "": words for column, words in unclear.errors.items()})
            return None
        if len(self.errors) > errors:
            return None
        assert change.after is not None
        stands = change.after.model_dump() | values
        _keep_open(table, texts, stands, self.today, stored.entry)
        after = self._made(table, stands, number)
        return Change(table.name, stored.entry, after, stored.guild_id) if after is not None else None

    def _value(self, table: Table, column: str, value: Typed, number: int) -> object:
        """What stands in a field, understood; ``None`` if it is empty or not understood."""
        target = table.references.get(column)
        required = table.model.model_fields[column].is_required()
        try:
            if isinstance(value, City):
                self._need(Change("cities", None, value), there=entries.find(self.db, "cities", (value.city_id,)) is not None)
                return value.city_id
            if target is None or not value.strip():
                if target is not None and required and not (column == "country_code" and table.name in FOLLOWS):
                    raise ValueError("This is needed.")
                return typed.value_of(table.model, column, value, self.today) if target is None else None
            if target == "sources":
                return self._source(value)
            if target == "organisations":
                known = suggestions.organisation_named(self.db, value)
                if known is None:
                    raise ValueError(organisations.unknown(self.db, value))
                return known.organisation_id
            return self._recorded(target, value.strip())
        except (ValueError, SuggestionUnclear) as error:
            self.errors[f"{number}.{column}"] = str(error)
            return None

    def _recorded(self, target: str, value: str) -> str | int:
        key: Key = (value,) if target == "countries" else (int(value) if value.isdecimal() and len(value) < 19 else 0,)
        if entries.find(self.db, target, key) is None:
            raise ValueError(f"There is no {BY_NAME[target].word} “{value[:40]}” here.")
        return key[0]

    def _source(self, text: str) -> int:
        given = self.sources.get(text.strip())
        if given is None:
            given = self.sources[text.strip()] = given_source(self.db, text, self.today)
            if given.change is not None:
                self.needed.append(given.change)
        return given.source.source_id

    def _need(self, change: Change, *, there: bool) -> None:
        if not there and change not in self.needed:
            self.needed.append(change)

    def _follow(self, table: Table, texts: Mapping[str, Typed], values: dict[str, object], number: int) -> None:
        """A place brings its country, and its name where the entry has that beside."""
        for column, value in texts.items():
            twin = column.removesuffix("_id")
            if isinstance(value, City) and twin != column and twin in table.columns and not texts.get(twin):
                values[twin] = value.name
        place = texts.get(FOLLOWS.get(table.name, ""))
        if not isinstance(place, City):
            return
        said = values.get("country_code")
        if said not in (None, place.country_code):
            self.errors[f"{number}.country_code"] = (
                f"{place.name} is in another country. Leave this empty, and the country follows."
            )
        values["country_code"] = place.country_code

    def _made(self, table: Table, values: Mapping[str, object], number: int) -> Entry | None:
        try:
            return typed.model_of(table, values)
        except FieldUnclear as unclear:
            self.errors.update({f"{number}.{column}" if column else "": words for column, words in unclear.errors.items()})
            return None


def _keep_open(
    table: Table, texts: Mapping[str, Typed], values: dict[str, object], today: dt.date, was: Entry | None = None
) -> None:
    """Let an initiative that is said to be open, and when it was seen so, be shown as open for a while, unless something else is said."""
    seen, until = values.get("last_seen"), values.get("check_by")
    is_open = table.name == "initiatives" and values.get("state") == State.OPEN and {"state", "last_seen"} & {*texts}
    if not is_open or "check_by" in texts:
        return
    if isinstance(was, Initiative) and was.last_seen and was.check_by == open_until(was.last_seen):
        # Nobody gave that day: it came of when it was last seen, and goes with that.
        until = values["check_by"] = None
    if not isinstance(seen, PartialDate) or seen.earliest > today:
        return
    follows = open_until(seen)
    if follows.latest >= today and (not isinstance(until, PartialDate) or until.latest < follows.latest):
        values["check_by"] = follows


def _refuse_recorded(work: _Work, rows: Sequence[Change], guild_id: int | None) -> None:
    """Two cities are paired once: what happened to a recorded pairing is an event of it."""
    pair = next((change.after for change in rows if isinstance(change.after, Pairing)), None)
    if pair is not None and duplicates.pairings_of(work.db, pair.city_a, pair.city_b, guild_id):
        work.errors["0.city_b"] = "This pairing is recorded already. Add what happened to it: entry add event, of the two cities."


def _refuse_third_party(work: _Work, rows: Sequence[Change], on: Stored | None) -> None:
    """What happened to a pairing was done by one of its two cities, or by neither."""
    pair = next(
        (entry for entry in (*(change.after for change in rows), on.entry if on else None) if isinstance(entry, Pairing)), None
    )
    for number, change in enumerate(rows):
        if isinstance(change.after, Event) and pair is not None and not pair.admits(change.after):
            work.errors[f"{number}.by_city"] = "This city is no party to the pairing. Name one of its two, or leave this empty."


def _named(changes: Sequence[Change]) -> set[tuple[str, Key]]:
    """The rows that the changed rows point to."""
    return {
        (target, (value,))
        for change in changes
        if change.after is not None
        for column, target in change.table.references.items()
        if (value := getattr(change.after, column)) is not None
    }


def _still_named(db: Connection, stored: Stored, hanging: Sequence[Stored], guild_id: int | None) -> str:
    """What hangs on an entry, in a sentence; what is another server's is counted and not named."""
    seen = [each for each in hanging if each.guild_id in (None, guild_id)]
    counts = Counter(BY_NAME[each.table_name].word for each in seen)
    parts = [wording.count(number, word) for word, number in counts.items()]
    if len(seen) < len(hanging):
        parts.append(wording.count(len(hanging) - len(seen), "entry", "entries") + " of other servers")
    first = f" One of them: {labels.of(db, seen[0].entry)}." if seen else ""
    return f"{labels.of(db, stored.entry)} is still named by {wording.joined(parts)}.{first} Retire, edit or merge these first."


def _refuse_last(db: Connection, stored: Stored) -> None:
    """A pairing keeps an event, and an event somebody's word for it."""
    entry = stored.entry
    if isinstance(entry, Event) and entry.pairing_id and len(entries.hanging_on(db, "pairings", (entry.pairing_id,))) == 1:
        raise Unsound(["This is all that is recorded of the pairing. Retire the pairing, or add another event first."])
    if isinstance(entry, Claim) and len(entries.hanging_on(db, "events", (entry.event_id,))) == 1:
        raise Unsound(["Nobody else speaks of that event. Retire the event, or add another claim first."])


def _shared_pairing(db: Connection, pairing: Pairing) -> int | None:
    found = duplicates.pairings_of(db, pairing.city_a, pairing.city_b, None)
    return int(found[0].key[0]) if found else None
