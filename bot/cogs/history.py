"""The history of an entry, of a server's entries or of the catalogue; and taking a revision back."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

import discord

from bot.cogs import naming
from bot.cogs.desk import Rooms
from bot.cogs.filling import keeper, open_form, show
from bot.cogs.open_forms import OpenForm
from bot.cogs.question import PressQuestion, Question
from bot.domain.changes import Proposal, Revision
from bot.domain.tables import BY_NAME, TABLES, Key
from bot.errors import EntryUnclear, Outdated, RevisionGone, UndoBlocked
from bot.moderation import permissions, undo
from bot.moderation.duplicates import MANY
from bot.moderation.permissions import Need, Person
from bot.store import entries, labels, revisions
from bot.store.database import Connection
from bot.ui import revisions as revision_cards
from bot.ui import short
from bot.ui.changes import changed
from bot.ui.controls import Press, row_number
from bot.ui.entry_forms import WHY, why_field
from bot.ui.revisions import REVISIONS_PAGE, SHOWN, WINDOW, Told

CATALOGUE = "catalogue"
OWN, SHARED, ENTRY = "a", "c", "e"
"""What a history is of: all that is kept here, the shared catalogue, one entry."""

Rows = list[tuple[str, Key]]


async def asked_for(rooms: Rooms, question: Question, person: Person, what: str) -> None:
    """The history that was asked for in words."""
    if not what.strip():
        await turn_to(rooms, question, person, 1, (OWN if person.guild_id is not None else SHARED,))
    elif what.strip().casefold() == CATALOGUE:
        await turn_to(rooms, question, person, 1, (SHARED,))
    else:
        await turn_to(rooms, question, person, 1, (ENTRY, *await _reference(rooms, what, person.guild_id)))


async def turn_to(
    rooms: Rooms, question: Question, person: Person, page: int, where: Sequence[str | int], *, turn: bool = False
) -> None:
    """A page of a history."""
    today = question.asking.today

    def query(db: Connection) -> tuple[str, list[Told], int, int]:
        about, rows = _about(db, where, person)
        _, count = _revisions(db, where, rows, person, limit=0, offset=0)
        shown = max(1, min(page, -(-count // REVISIONS_PAGE)))
        found, _ = _revisions(db, where, rows, person, limit=REVISIONS_PAGE, offset=(shown - 1) * REVISIONS_PAGE)
        return about, [_told(db, each, person, today, rows=rows) for each in found], count, shown

    about, told, count, shown = await rooms.store.read(query)
    may_undo = {each.revision.revision_id for each in told if person.keeps(each.revision.guild_id)}
    card = revision_cards.history_card(
        question.asking, about, told, count=count, page=shown, where=[str(part) for part in where], undo=may_undo
    )
    await question.answer(dataclasses.replace(card, private=not turn), turn=turn)


async def on_history(rooms: Rooms, question: PressQuestion, press: Press) -> None:
    """A page turned, a revision opened or to be taken back."""
    person = await keeper(rooms, question)
    match press.action:
        case "p":
            await turn_to(rooms, question, person, press.number(0), press.arguments[1:], turn=True)
        case "o":
            await _open(rooms, question, person, press.chosen, 0, 1)
        case "w":
            await _open(rooms, question, person, press.number(0), press.number(1), press.number(2), turn=True)
        case "u" | "v":
            number = press.chosen if press.action == "u" else press.number(0)
            await open_form(rooms, question.interaction, await undo_form(rooms, question.interaction, person, number))
        case _:
            await question.answer(short.no_longer("button"))


async def undo_form(rooms: Rooms, interaction: discord.Interaction[Any], person: Person, revision_id: int) -> OpenForm:
    """The form that asks why a revision is taken back.

    Raises:
        RevisionGone: there is none of that number here.
        UndoneAlready: it was taken back before.
    """
    await rooms.store.read(lambda db: undo.undoable(db, revision_id, person))

    async def done(submitted: PressQuestion, form: OpenForm) -> bool:
        who = await keeper(rooms, submitted)
        _, changes = await rooms.store.read(lambda db: revisions.changes_of(db, revision_id, person.guild_id, limit=0))
        if changes > MANY:
            await submitted.take_time()
        await show(rooms, submitted, await undone(rooms, who, revision_id, form.why, submitted.interaction.channel_id))
        return True

    return OpenForm(interaction.user.id, f"Undo revision {revision_id}", [why_field(required=True)], {WHY: ""}, done)


async def undone(rooms: Rooms, person: Person, revision_id: int, why: str, channel_id: int | None) -> Proposal:
    """A draft of taking a revision back.

    Raises:
        UndoBlocked: later revisions have to be taken back first.
        RevisionGone, UndoneAlready, NotAllowed, NothingChanged.
    """
    permissions.require(person, Need.KEEPER)
    at = rooms.clock()
    try:
        return await rooms.store.write(lambda db: undo.draft(db, revision_id, person, why, at, channel_id))
    except Outdated as outdated:
        later, added = await rooms.store.read(
            lambda db: (_later(db, revision_id, person), undo.added_by(db, revision_id, person))
        )
        raise UndoBlocked(revision_id, later, added) from outdated


def _later(db: Connection, revision_id: int, person: Person) -> list[int]:
    """The later revisions of what a revision changed and that is otherwise now, as far as the asker sees them; newest first."""
    found = revisions.one(db, revision_id)
    if found is None:
        raise RevisionGone(revision_id)
    numbers: set[int] = set()
    for change in found.changes:
        stored = entries.find(db, change.table_name, change.key)
        if (stored.entry if stored else None) != change.after:
            touched = revisions.of_entry(db, change.table_name, change.key, limit=20)
            numbers |= {
                each.revision_id
                for each in touched
                if each.revision_id > revision_id and each.guild_id in (None, person.guild_id)
            }
    return sorted(numbers, reverse=True)


async def _open(
    rooms: Rooms, question: Question, person: Person, revision_id: int, window: int, page: int, *, turn: bool = False
) -> None:
    today = question.asking.today

    def query(db: Connection) -> Told:
        return _told(db, undo.seen(db, revision_id, person), person, today, limit=WINDOW, offset=window * WINDOW)

    told = await rooms.store.read(query)
    may_undo = person.keeps(told.revision.guild_id)
    card = revision_cards.revision_card(question.asking, told, window=window, page=page, undo=may_undo)
    await question.answer(dataclasses.replace(card, private=not turn), turn=turn)


def _told(
    db: Connection,
    revision: Revision,
    person: Person,
    today: dt.date,
    *,
    rows: Sequence[tuple[str, Key]] = (),
    limit: int = SHOWN * 3,
    offset: int = 0,
) -> Told:
    changes, of_rows = revisions.changes_of(db, revision.revision_id, person.guild_id, limit=limit, offset=offset, rows=rows)
    _, count = revisions.changes_of(db, revision.revision_id, person.guild_id, limit=0) if rows else ((), of_rows)
    words = changed(changes, labels.names_in(db, changes, today))
    return Told(revision, words, count, len(changes))


def _revisions(
    db: Connection, where: Sequence[str | int], rows: Rows, person: Person, *, limit: int, offset: int
) -> tuple[list[Revision], int]:
    if rows:
        return revisions.of_entries(db, rows, limit=limit, offset=offset, everywhere=False, guild_id=person.guild_id, heads=True)
    if where[0] == SHARED:
        return revisions.newest(db, guild_id=None, shared=True, limit=limit, offset=offset, heads=True)
    return revisions.newest(db, guild_id=person.guild_id, shared=person.edits, limit=limit, offset=offset, heads=True)


def _about(db: Connection, where: Sequence[str | int], person: Person) -> tuple[str, Rows]:
    """What a history is of, in words, and its rows if it is an entry's: those too that were part of it."""
    if not where or where[0] != ENTRY:
        whose = "the shared catalogue" if where and where[0] == SHARED else "this server’s own entries"
        return f"{whose} and the shared catalogue" if person.edits and where and where[0] == OWN else whose, []
    arguments = [str(part) for part in where[1:]]
    stored = naming.referred(db, arguments, person.guild_id)
    if stored is not None:
        table_name, key = stored.table_name, stored.key
        now: Rows = [(each.table_name, each.key) for each in entries.whole(db, table_name, key)]
        return labels.of(db, stored.entry), [*dict.fromkeys([*now, *revisions.parts_ever(db, table_name, key)])]
    place, number = (row_number(part) for part in (*arguments, "0", "0")[:2])
    table = TABLES[place if place < len(TABLES) else 0]
    key = (number,)
    return f"{table.word} {number}", [(table.name, key), *revisions.parts_ever(db, table.name, key)]


async def _reference(rooms: Rooms, what: str, guild_id: int | None) -> tuple[int, ...]:
    """The entry that is meant; one that was taken out too, by its number."""
    try:
        stored = await naming.entry_named(rooms, what, guild_id)
    except EntryUnclear:
        gone = naming.numbered(what)
        if gone is None or not await rooms.store.read(lambda db: _is_told(db, gone, guild_id)):
            raise
        return naming.reference(*gone)
    return naming.reference(stored.table_name, stored.key)


def _is_told(db: Connection, row: tuple[str, Key], guild_id: int | None) -> bool:
    """Whether some revision that is seen here tells of a row that is no longer there."""
    if entries.find(db, *row) is not None:
        return False
    _, count = revisions.of_entries(db, [row], limit=0, everywhere=False, guild_id=guild_id, heads=True)
    return count > 0 and row[0] in BY_NAME
