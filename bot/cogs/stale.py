"""What should be looked at again, in its three lists: entries, links that wait for a check, pairings nobody speaks of; and checks begun."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from bot.cogs import naming, review_posts
from bot.cogs.desk import Rooms
from bot.cogs.entry_edits import choose_entry_fields
from bot.cogs.filling import keeper
from bot.cogs.question import PressQuestion, Question
from bot.domain.changes import Proposal
from bot.errors import EntryUnclear
from bot.moderation import stale, verifying
from bot.moderation.permissions import Person
from bot.store.database import Connection
from bot.ui import short
from bot.ui import stale as card
from bot.ui.card import Answer
from bot.ui.controls import Press, row_number

LISTS = {"": card.ENTRIES, "entries": card.ENTRIES, "links": card.LINKS_WAITING, "pairings": card.PAIRINGS}
"""What each list is called in the command."""


def list_named(what: str) -> str:
    """The list that somebody asks for in words. Raises :class:`EntryUnclear`."""
    found = LISTS.get(what.strip().casefold())
    if found is None:
        raise EntryUnclear(
            f"I know no list “{what.strip()[:40]}”. There are “stale” for entries, “stale links” for links that wait for a check, and "
            "“stale pairings”."
        )
    return found


async def show(rooms: Rooms, question: Question, person: Person, which: str, page: int, *, turn: bool = False) -> None:
    """A page of a list: of the server's own entries, and for editors of the catalogue too."""
    today, shared, guild_id = question.asking.today, person.edits or person.guild_id is None, person.guild_id
    size = card.SILENT_PAGE if which == card.PAIRINGS else card.STALE_PAGE

    def entries(db: Connection) -> Answer:
        found = stale.past(db, guild_id, today, shared)
        links, silent = stale.links_waiting(db, guild_id, today, shared)[1], stale.unconfirmed(db, guild_id, today, shared)[1]
        return card.stale_card(question.asking, found, links, silent, page=page)

    def links_or_pairings(db: Connection) -> Answer:
        count = (stale.links_waiting if which == card.LINKS_WAITING else stale.unconfirmed)(db, guild_id, today, shared)[1]
        shown = max(1, min(page, -(-count // size)))
        part = {"limit": size, "offset": (shown - 1) * size}
        if which == card.LINKS_WAITING:
            waiting, _ = stale.links_waiting(db, guild_id, today, shared, **part)
            return card.links_card(question.asking, waiting, count, page=shown)
        silent, _ = stale.unconfirmed(db, guild_id, today, shared, **part)
        return card.pairings_card(question.asking, silent, count, page=shown)

    answer = await rooms.store.read(entries if which == card.ENTRIES else links_or_pairings)
    await question.answer(dataclasses.replace(answer, private=not turn), turn=turn)


async def on_stale(rooms: Rooms, question: PressQuestion, press: Press) -> None:
    """A list asked for or turned, an entry chosen to be edited, links chosen to be checked."""
    person = await keeper(rooms, question)
    if press.action in LISTS.values():
        await show(rooms, question, person, press.action, press.number(0), turn=True)
    elif press.action == card.CHECK:
        await _start(rooms, question, person, [number for number in map(row_number, press.values) if number])
    else:
        await _edit(rooms, question, press)


async def _edit(rooms: Rooms, question: PressQuestion, press: Press) -> None:
    arguments = press.values[0].split("-") if press.values else []
    stored = await rooms.store.read(lambda db: naming.referred(db, arguments, question.guild_id))
    if stored is None:
        await question.answer(short.no_longer("entry"))
        return
    await choose_entry_fields(rooms, question, stored)


async def _start(rooms: Rooms, question: PressQuestion, person: Person, numbers: Sequence[int]) -> None:
    """Ask others to look at some links."""
    at, channel_id = rooms.clock(), question.interaction.channel_id

    def work(db: Connection) -> list[Proposal]:
        return verifying.start_checks(db, numbers, person, at, channel_id)

    begun = await rooms.store.write(work)
    left_out = len(numbers) - len(begun)
    await question.answer(card.started(question.asking, [each.proposal_id for each in begun], left_out))
    await review_posts.post_all(rooms, begun)
