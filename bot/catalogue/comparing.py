"""What staged rows would change in the store: each added, changed, unchanged, or refused with the reason.

The store is only read. What a row needs (a city that it names, a pairing's events) may stand in the store, in the same import,
or in a row of it that has a fault of its own and so brings no second one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from pydantic import ValidationError

from bot.catalogue import findings
from bot.catalogue.findings import Fault
from bot.domain.changes import Change
from bot.domain.entry import Entry
from bot.domain.initiatives import VOUCHED_BY, VOUCHED_FOR, Initiative, Verification
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.tables import BY_NAME, Table
from bot.store import entries, staging
from bot.store.bulk_changes import shared_pairing_of
from bot.store.database import Connection
from bot.store.entries import Stored, key_text
from bot.store.staging import Fate, Given, Staging

Progress = Callable[[str, int, int], None]
ContentRule = Callable[[Change], Iterable[tuple[str, str, str]]]
"""What a row that would be added or changed says and must not: the column, what is the matter, and what to do. It is handed in, for
whoever answers for what is kept, such as personal data, stands beside this room."""
KEPT_ANSWERS = 50_000
"""How many references are remembered as looked up: some 10 MB."""
_WHOLE = {"events": ("pairings", "pairing_id"), "claims": ("events", "event_id")}
"""Of what a row is a part, and the column that says so. What has parts needs at least one."""
_PART_OF = {whole: (part, column) for part, (whole, column) in _WHOLE.items()}


def anything(_: Change) -> Iterable[tuple[str, str, str]]:
    """The rule that finds nothing wrong with what any row says."""
    return ()


def compare(db: Connection, staged: Staging, progress: Progress, content_rule: ContentRule = anything) -> None:
    """Decide the fate of every staged row. Call it within one transaction of ``db``, so that the store stands still."""
    staged.begin_comparison()
    whole = staged.read_before()
    done = 0
    for given in staged.rows():
        _decide(db, staged, given)
        done += len(given)
        progress("Comparing", done, 2 * whole)
    _let_lapse(db, staged)
    rules = _Rules(db, staged, content_rule)
    for given in staged.rows(Fate.ADDED, Fate.CHANGED):
        staged.found(_fault(row, fault) for row in given for fault in rules.faults(row))
        done += len(given)
        progress("Comparing", done, 2 * whole)
    progress("Comparing", 2 * whole, 2 * whole)


def change_of(given: Given) -> Change:
    """What a row that is added or changed would do."""
    model = BY_NAME[given.table_name].model
    assert given.after is not None
    before = None if given.before is None else model.model_validate_json(given.before)
    return Change(given.table_name, before, model.model_validate_json(given.after))


def consequences(staged: Staging) -> Iterator[Change]:
    """What follows from the import for rows that it was not given: links that lapse. A server's own may be among them."""
    for follows in staged.following():
        model = BY_NAME[follows.table_name].model
        before, after = (model.model_validate_json(text) for text in (follows.before, follows.after))
        yield Change(follows.table_name, before, after, follows.guild_id)


def _decide(db: Connection, staged: Staging, rows: list[Given]) -> None:
    decided: list[tuple[int, Fate, str | None, str | None]] = []
    pointers: list[tuple[str, int, int]] = []
    pairs: list[tuple[int, int, int]] = []
    faults: list[staging.Fault] = []
    for given in rows:
        table = BY_NAME[given.table_name]
        cells = json.loads(given.cells)
        key = staging.key_of(given.entry_key)
        if given.content is not None:
            cells[table.key[0]] = key[0]
        stored = entries.find(db, table.name, key)
        after, wrong = _merged(table, stored, cells)
        if isinstance(after, Initiative):
            after, wrong = _vouched(db, stored, after)
        if after is None:
            fate = Fate.REFUSED
        elif stored is None:
            fate = Fate.ADDED
        else:
            fate = Fate.UNCHANGED if stored.entry == after else Fate.CHANGED
        faults += (_fault(given, fault) for fault in wrong)
        decided.append((given.given_id, fate, *_as_json(fate, stored, after)))
        if fate is not Fate.UNCHANGED and table.name in _WHOLE:
            whole, column = _WHOLE[table.name]
            value = cells.get(column) if after is None else getattr(after, column)
            if value is not None:
                pointers.append((whole, value, given.given_id))
        if isinstance(after, Pairing) and fate is not Fate.UNCHANGED:
            pairs.append((after.city_a, after.city_b, given.given_id))
    staged.decide(decided)
    staged.point(pointers, pairs)
    staged.found(faults)


def _merged(table: Table, stored: Stored | None, cells: dict[str, object]) -> tuple[Entry | None, list[Fault]]:
    """The row as it would be: what was given over what the store has; ``None`` with the reasons if it cannot be so."""
    if stored is not None and stored.guild_id is not None:
        problem = f"this {table.word} is a server’s own, and only the shared catalogue is imported into"
        return None, [Fault(table.key[0], problem, "Give the row an id that is free")]
    whole = ({} if stored is None else dict(stored.entry)) | cells
    try:
        after = table.model.model_validate(whole)
    except ValidationError as error:
        return None, [_in_context(fault, cells) for fault in findings.of_validation(error, whole)]
    if stored is not None and stored.entry == after:
        return after, []
    wrong = list(findings.of_entry(after))
    return (None if wrong else after), wrong


def _vouched(db: Connection, stored: Stored | None, after: Initiative) -> tuple[Initiative | None, list[Fault]]:
    """The initiative with its link as verified as two people here have made it: a file is nobody's word for that, nor for who they were.

    Only a store without any initiative takes a file's word, for that is how a whole catalogue moves to another machine.
    """
    if stored is None and next(entries.every(db, "initiatives"), None) is None:
        return after, []
    was = stored.entry if stored is not None and isinstance(stored.entry, Initiative) else None
    stood = {field: getattr(was, field) if was is not None and was.link == after.link else None for field in VOUCHED_BY}
    if was is not None and was.verification is Verification.VERIFIED:
        if all(getattr(was, field) == getattr(after, field) for field in VOUCHED_FOR):
            return after.model_copy(update=stood), []
        lapsed = Verification.LAPSED if after.verification is Verification.VERIFIED else after.verification
        return after.model_copy(update={"verification": lapsed, **stood}), []
    if after.verification is Verification.VERIFIED:
        problem = "a link is verified by two people here, and by no file"
        return None, [Fault("verification", problem, "Write unverified or listed; the link is checked here then")]
    return after.model_copy(update=stood), []


def _let_lapse(db: Connection, staged: Staging) -> None:
    """Let the links lapse that were checked against a domain which the import changes, as they do where such a change is approved."""
    for some in staged.rows(Fate.CHANGED):
        for given in some:
            if given.table_name != "organisations":
                continue
            change = change_of(given)
            if "domain" in change.fields:
                for stored in entries.hanging_on(db, "organisations", change.key):
                    _lapse(staged, stored)


def _lapse(staged: Staging, stored: Stored) -> None:
    """Let the link of an initiative lapse, in the row that was given for it or, if there is none, beside the rows."""
    was = stored.entry
    if not isinstance(was, Initiative) or was.verification is not Verification.VERIFIED:
        return
    given = staged.row(stored.table_name, key_text(stored.key))
    if given is None:
        lapsed = was.model_copy(update={"verification": Verification.LAPSED})
        staged.follow(stored.table_name, key_text(stored.key), stored.guild_id, was.model_dump_json(), lapsed.model_dump_json())
    elif given.fate in (Fate.CHANGED, Fate.UNCHANGED):
        after = was if given.after is None else Initiative.model_validate_json(given.after)
        if after.verification is Verification.VERIFIED:
            lapsed = after.model_copy(update={"verification": Verification.LAPSED})
            staged.decide([(given.given_id, Fate.CHANGED, *_as_json(Fate.CHANGED, stored, lapsed))])


def _in_context(fault: Fault, cells: dict[str, object]) -> Fault:
    if fault.problem == findings.CELL_EMPTY and fault.column not in cells:
        return Fault(fault.column, "the row is new, and the column is missing", "Add the column")
    return fault


def _as_json(fate: Fate, stored: Stored | None, after: Entry | None) -> tuple[str | None, str | None]:
    if fate not in (Fate.ADDED, Fate.CHANGED) or after is None:
        return None, None
    return (None if stored is None else stored.entry.model_dump_json()), after.model_dump_json()


def _fault(given: Given, fault: Fault) -> staging.Fault:
    return staging.Fault(given.file, given.row, *fault)


class _Rules:
    """What has to hold between rows, looked at around those that would be added or changed."""

    def __init__(self, db: Connection, staged: Staging, content_rule: ContentRule) -> None:
        self._db = db
        self._staged = staged
        self._content_rule = content_rule
        self._answers: dict[tuple[str, str | int], str] = {}

    def faults(self, given: Given) -> Iterator[Fault]:
        change = change_of(given)
        yield from (Fault(*said) for said in self._content_rule(change))
        yield from self._references(change)
        match change.after:
            case Pairing():
                yield from self._pairing(given, change.before, change.after)
            case Event():
                yield from self._event(change.before, change.after)
            case Claim():
                yield from self._left_alone("events", change.before, change.after)

    def _references(self, change: Change) -> Iterator[Fault]:
        for column, target in change.table.references.items():
            value = getattr(change.after, column)
            if value is None:
                continue
            standing = self._standing(target, value)
            if standing == "absent":
                yield findings.unknown_reference(column, value, target)
            elif standing == "owned":
                yield Fault(column, f"{value} is a server’s own {BY_NAME[target].word}", "Name one of the shared catalogue")

    def _standing(self, target: str, value: str | int) -> str:
        """Whether what is pointed to will be there: ``there``, ``absent``, or ``owned`` by a server."""
        if (target, value) not in self._answers:
            if len(self._answers) >= KEPT_ANSWERS:
                self._answers.clear()
            self._answers[target, value] = self._looked_up(target, value)
        return self._answers[target, value]

    def _looked_up(self, target: str, value: str | int) -> str:
        given = self._staged.row(target, key_text((value,)))
        # A number that a row gets here was not known to whoever wrote the file: naming it is a slip.
        if given is not None and given.content is None:
            return "there"
        stored = entries.find(self._db, target, (value,))
        if stored is not None:
            return "there" if stored.guild_id is None else "owned"
        return "there" if self._staged.is_unread(target, BY_NAME[target].key[0], value) else "absent"

    def _pairing(self, given: Given, before: Entry | None, after: Pairing) -> Iterator[Fault]:
        first = self._staged.first_to_pair(after.city_a, after.city_b)
        if first.given_id != given.given_id:
            yield findings.paired_already(f"in row {first.row}")
        other = shared_pairing_of(self._db, after.city_a, after.city_b)
        if other not in (None, after.pairing_id) and not self._pairs_others(other, after):
            yield findings.paired_already(f"under the id {other}")
        if not self._has_part("pairings", after.pairing_id):
            yield findings.NOTHING_HAPPENED
        if isinstance(before, Pairing) and (before.city_a, before.city_b) != (after.city_a, after.city_b):
            yield from self._acts(after)

    def _pairs_others(self, pairing_id: int | None, than: Pairing) -> bool:
        """Whether that pairing is given to other cities by the same import."""
        given = self._staged.row("pairings", key_text((pairing_id or 0,)))
        if given is None or given.fate is not Fate.CHANGED:
            return False
        after = change_of(given).after
        return isinstance(after, Pairing) and (after.city_a, after.city_b) != (than.city_a, than.city_b)

    def _acts(self, pairing: Pairing) -> Iterator[Fault]:
        """Acts of the pairing in the store by a city that would be no party to it any more."""
        for stored in entries.hanging_on(self._db, "pairings", (pairing.pairing_id,)):
            act = stored.entry
            if isinstance(act, Event) and not pairing.admits(act) and not self._is_moved(stored):
                problem = f"event {act.event_id} is an act of {act.by_city}, which would be no party to the pairing"
                yield Fault("city_a", problem, "Correct the event with it")

    def _event(self, before: Entry | None, after: Event) -> Iterator[Fault]:
        if not self._has_part("events", after.event_id):
            yield findings.NOBODY_SPEAKS
        yield from self._left_alone("pairings", before, after)
        if after.pairing_id is None or after.by_city is None:
            return
        given = self._staged.row("pairings", key_text((after.pairing_id,)))
        if given is not None and given.fate in (Fate.ADDED, Fate.CHANGED):
            pairing: Entry | None = change_of(given).after
        else:
            stored = entries.find(self._db, "pairings", (after.pairing_id,))
            pairing = stored.entry if stored is not None else None
        if isinstance(pairing, Pairing) and not pairing.admits(after):
            if self._standing("cities", after.by_city) == "there":
                yield findings.no_party(after.by_city)

    def _left_alone(self, whole: str, before: Entry | None, after: Entry) -> Iterator[Fault]:
        """What the row was a part of, and would have no part any more."""
        _, column = _PART_OF[whole]
        was = getattr(before, column, None)
        if was is not None and was != getattr(after, column) and not self._has_part(whole, was):
            yield Fault(
                column, f"it is the only one of {BY_NAME[whole].word} {was}, which needs one", "Leave it there, or add another"
            )

    def _has_part(self, whole: str, value: int) -> bool:
        part, column = _PART_OF[whole]
        return (
            self._staged.has_part(whole, value)
            or any(
                not self._is_moved(stored)
                for stored in entries.hanging_on(self._db, whole, (value,))
                if stored.table_name == part
            )
            or self._staged.is_unread(part, column, value)
        )

    def _is_moved(self, stored: Stored) -> bool:
        """Whether a row of the store is written anew by the import, and so is judged as it will be."""
        given = self._staged.row(stored.table_name, key_text(stored.key))
        return given is not None and given.fate is Fate.CHANGED
