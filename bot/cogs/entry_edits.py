"""Editing an entry: its fields offered with what stands in them, and a draft made of what was typed, unless it was changed meanwhile."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from bot.cogs import naming
from bot.cogs.desk import Rooms
from bot.cogs.filling import keeper, open_form, quietly, show, understood
from bot.cogs.open_forms import OpenForm
from bot.cogs.question import PressQuestion, Question
from bot.domain import wording
from bot.domain.changes import Change, Proposal, ProposalKind
from bot.domain.entry import Entry
from bot.domain.pairings import Claim, Event
from bot.domain.tables import BY_NAME, TABLES
from bot.errors import NothingChanged, Outdated
from bot.moderation import filled, review
from bot.moderation.filled import Typed
from bot.store import entries, labels
from bot.store.database import Connection
from bot.store.entries import Stored
from bot.ui import entry_cards, entry_forms, short
from bot.ui.changes import changed
from bot.ui.controls import Press
from bot.ui.entry_cards import Part
from bot.ui.entry_forms import WHY_FIELD, FormField, changed_texts, fields_of, with_rows_named
from bot.ui.inert import inert
from bot.ui.limits import TITLE


@dataclasses.dataclass(slots=True)
class Rows:
    """Some rows that are edited together, as they stand, and what stands in their fields."""

    rows: list[Stored]
    label: str
    fields: list[FormField]
    shown: dict[str, str]
    parts: list[Part]


async def choose_entry_fields(rooms: Rooms, question: Question, stored: Stored, *, page: int = 1, turn: bool = False) -> None:
    """A menu of the fields of an entry, with what stands in them, and of its parts."""
    made = await rooms.store.read(lambda db: rows_of(db, stored))
    reference = naming.reference(stored.table_name, stored.key)
    parts_table = "events" if stored.table_name == "pairings" else "claims"
    head = f"**{inert(made.label, TITLE)}**, {_whose(stored)}. Choose what to change."
    answer = entry_cards.which_fields(
        question.asking,
        head,
        made.fields,
        made.shown,
        ("e", *reference),
        parts=made.parts,
        parts_table=next(number for number, table in enumerate(TABLES) if table.name == parts_table),
        parts_page=page,
        more_parts=("o", *reference),
    )
    await question.answer(dataclasses.replace(answer, private=not turn), turn=turn)


def rows_of(db: Connection, stored: Stored) -> Rows:
    """An entry with what is edited with it: an event with its claim, if it has but one."""
    hanging = entries.hanging_on(db, stored.table_name, stored.key) if stored.table_name in ("pairings", "events") else []
    parts = [each for each in hanging if each.table_name in ("events", "claims") and each.table_name != stored.table_name]
    together = [stored, *parts] if stored.table_name == "events" and len(parts) == 1 else [stored]
    fields, shown = fields_in(db, together, [row.entry for row in together])
    offered = [] if len(together) > 1 else [_part(db, part) for part in parts]
    return Rows(together, labels.of(db, stored.entry), fields, shown, offered)


def fields_in(
    db: Connection, rows: Sequence[Stored], stand: Sequence[Entry], new: Sequence[Change] = ()
) -> tuple[list[FormField], dict[str, str]]:
    """The fields of some rows with what stands in them."""
    fields: list[FormField] = []
    shown: dict[str, str] = {}
    for number, row in enumerate(rows):
        fields += fields_of(row.table_name, number)
        values = filled.as_typed(db, stand[number], row.table_name, new)
        shown |= {f"{number}.{column}": value for column, value in values.items()}
    return (with_rows_named(fields, row_names(rows)) if len(rows) > 1 else fields), shown


def row_names(rows: Sequence[Stored]) -> list[str]:
    """What the rows are called in a form: ``Event``, ``Claim 2``."""
    names: list[str] = []
    for number, row in enumerate(rows):
        word = wording.upper_first(BY_NAME[row.table_name].word)
        same = [place for place, other in enumerate(rows) if other.table_name == row.table_name]
        names.append(f"{word} {same.index(number) + 1}" if len(same) > 1 else word)
    return names


def _part(db: Connection, part: Stored) -> Part:
    entry = part.entry
    claims = [entry] if isinstance(entry, Claim) else [each.entry for each in entries.hanging_on(db, part.table_name, part.key)]
    dates = [claim.date.short for claim in claims if isinstance(claim, Claim) and claim.date is not None]
    when = dates[0] if dates else "no date"
    if isinstance(entry, Event):
        return Part(entry.event_id, f"{wording.upper_first(wording.DONE[entry.kind])}, {when}", f"event {entry.event_id}")
    assert isinstance(entry, Claim)
    source = labels.label(db, "sources", (entry.source_id,)) if entry.source_id else "no source"
    return Part(entry.claim_id, f"{source}: {when}", f"claim {entry.claim_id}")


def _whose(stored: Stored) -> str:
    return "in the shared catalogue" if stored.guild_id is None else "this server’s own"


async def edit_stored(rooms: Rooms, question: PressQuestion, press: Press) -> None:
    """Fields of an entry were chosen: open the form."""
    await keeper(rooms, question)

    def query(db: Connection) -> Rows | None:
        stored = naming.referred(db, press.arguments, question.guild_id)
        return rows_of(db, stored) if stored is not None else None

    found = await rooms.store.read(query)
    fields = [field for field in found.fields if field.key in press.values] if found is not None else []
    if found is None or not fields:
        await question.answer(short.no_longer("entry" if found is None else "field"))
        return
    edit = _Edit(rooms, found.rows, found.label)
    form = OpenForm(
        question.interaction.user.id, f"Edit {found.label}", [*fields, WHY_FIELD], found.shown, edit.finish, edit.renew
    )
    await open_form(rooms, question.interaction, form)


@dataclasses.dataclass(slots=True)
class _Edit:
    """An edit of an entry that is under way, with the entry as it was when it began."""

    rooms: Rooms
    base: list[Stored]
    label: str

    async def finish(self, question: PressQuestion, form: OpenForm) -> bool:
        """Make a draft of what was typed. If somebody changed the entry meanwhile, the form stays, to be begun anew from that."""
        person = await keeper(self.rooms, question)
        given = understood(self.rooms, form, changed_texts(form.fields, form.texts, form.shown))
        if not given:
            raise NothingChanged
        at, today = self.rooms.clock(), question.asking.today
        title = _title(form.fields, given, self.label)

        def work(db: Connection) -> Proposal:
            filled.refuse_outdated(db, self.base)
            changes = filled.edited(db, self.base, given, today)
            source = next((str(text) for key, text in given.items() if key.endswith(".source_id")), "")
            return review.draft(
                db,
                person,
                ProposalKind.ENTRY,
                title,
                changes,
                at=at,
                channel_id=question.interaction.channel_id,
                source=source,
                why=form.why,
            )

        try:
            draft = await self.rooms.store.write(work)
        except Outdated:
            form.filled.clear()
            question.again = None
            await self._say_newer(question, form)
            return False
        await show(self.rooms, question, draft)
        return True

    async def renew(self, question: PressQuestion, form: OpenForm) -> None:
        """Begin from the entry as it stands now; what was typed stays."""
        typed = changed_texts(form.fields, form.texts, form.shown)
        now, shown = await self.rooms.store.read(self._now)
        if len(now) < len(self.base):
            self.rooms.forms.drop(form)
            await quietly(question, entry_cards.gone(self.label))
            return
        self.base, form.shown = now, shown
        form.texts = {**shown, **typed, entry_forms.WHY: form.why}
        form.filled.clear()
        await open_form(self.rooms, question.interaction, form)

    async def _say_newer(self, question: PressQuestion, form: OpenForm) -> None:
        def query(db: Connection) -> list[Change]:
            rows = [(seen, entries.find(db, seen.table_name, seen.key)) for seen in self.base]
            return [Change(seen.table_name, seen.entry, now.entry if now else None, seen.guild_id) for seen, now in rows]

        changes = [change for change in await self.rooms.store.read(query) if change.before != change.after]
        if any(change.after is None for change in changes):
            await quietly(question, entry_cards.gone(self.label))
            return
        names = await self.rooms.store.read(lambda db: labels.names_in(db, changes, question.asking.today))
        said = changed(changes, names)
        await quietly(question, entry_cards.changed_meanwhile(question.asking, self.label, said, "b", form.token))

    def _now(self, db: Connection) -> tuple[list[Stored], dict[str, str]]:
        found = (entries.find(db, seen.table_name, seen.key) for seen in self.base)
        now = [each for each, seen in zip(found, self.base, strict=True) if each is not None and each.guild_id == seen.guild_id]
        return now, fields_in(db, now, [row.entry for row in now])[1]


def _title(fields: Sequence[FormField], given: Mapping[str, Typed], label: str) -> str:
    """``title and sector of “Generators”``"""
    names = [field.label[:1].lower() + field.label[1:] for field in fields if field.key in given]
    shown = names if len(names) <= 2 else [*names[:2], f"{len(names) - 2} more"]
    return f"{wording.joined(shown)} of {label}"
