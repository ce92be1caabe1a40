"""Editing what is proposed, a draft or before it is approved: its fields chosen, and a form filled in. And all presses around forms."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from bot.cogs import previews
from bot.cogs.desk import Desk, PressHandler, Rooms
from bot.cogs.entry_edits import Rows, edit_stored, fields_in, row_names, rows_of
from bot.cogs.filling import finish, open_form, quietly, show, understood
from bot.cogs.naming import HOW, entry_named, reference, referred
from bot.cogs.open_forms import OpenForm
from bot.cogs.question import PressQuestion
from bot.domain import wording
from bot.domain.changes import Change, Proposal, ProposalState
from bot.domain.places import City
from bot.errors import AlreadyDecided, NotAllowed, ProposalGone
from bot.moderation import filled, permissions, review
from bot.moderation.ownership import KEEPS_OWNERS
from bot.moderation.rebasing import rebased
from bot.store import entries, labels, proposals
from bot.store.database import Connection
from bot.store.entries import Stored
from bot.ui import entry_cards, short
from bot.ui.changes import changed
from bot.ui.controls import Press
from bot.ui.entry_cards import FIELDS
from bot.ui.entry_forms import Asks, FormField, changed_texts, fields_of
from bot.ui.inert import inert
from bot.ui.limits import OPTIONS, TITLE

SECOND = frozenset({"sources", "cities"})
"""What comes in with something else, and is offered after it."""
WHAT = FormField("0.what", "Entry", HOW, True, 100, Asks.WORDS)


class Editing(Desk):
    """What is pressed around forms."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {FIELDS: self.on_fields}

    async def on_fields(self, question: PressQuestion, press: Press) -> None:
        """A form opened, gone on with or begun anew; fields or an entry chosen."""
        match press.action:
            case "a" | "n" | "k" | "b":
                await self._on_form(question, press)
            case "e":
                await edit_stored(self.rooms, question, press)
            case "d" | "r" | "rp" | "w" | "x" | "y" | "l":
                await self._on_proposal(question, press)
            case _:
                await question.answer(short.no_longer("button"))

    async def _on_proposal(self, question: PressQuestion, press: Press) -> None:
        """Something that would change what is proposed, or shows it; of a draft that is another by now, that one."""
        try:
            proposal = await _proposal(self.rooms, question, press)
        except AlreadyDecided as refusal:
            person = await self.rooms.person(question.interaction.user, question.interaction.guild)
            await previews.as_it_is_now(self.rooms, question, press.number(0), person, refusal)
            return
        match press.action:
            case "d":
                await _edit_proposal(self.rooms, question, press, proposal)
            case "r" if press.values:
                await _fields_of_row(self.rooms, question, proposal, press.chosen)
            case "r" | "rp":
                await _choose_row(self.rooms, question, proposal, press.number(2))
            case "w":
                await _name_entry(self.rooms, question, proposal)
            case "x":
                await _edit_named(self.rooms, question, press, proposal)
            case "y":
                await _rewrite(self.rooms, question, proposal, lambda db: rebased(db, proposal.changes))
            case _:
                await show(self.rooms, question, proposal)

    async def _on_form(self, question: PressQuestion, press: Press) -> None:
        form = self.rooms.forms.of(press.number(0), question.interaction.user)
        if form is None:
            await question.answer(entry_cards.no_longer_kept())
        elif press.action == "k" and form.may_finish:
            await finish(self.rooms, question, form)
        elif press.action == "b" and form.renew is not None:
            await form.renew(question, form)
        else:
            page = form.wrong_page if press.action == "a" else form.next_page or 0
            await open_form(self.rooms, question.interaction, form, page)


# ---- A proposal -----------------------------------------------------------------------------------------------------------


async def choose_fields(rooms: Rooms, question: PressQuestion, proposal: Proposal) -> None:
    """A menu of what a proposal would change, to change that further: one's own draft, or before it is approved.

    What others changed meanwhile is seen there as it stands now.

    Raises:
        NotAllowed: it is whole or nothing.
    """
    _refuse_whole(proposal)
    if not proposal.changes:
        name = [("Name the entry", "w", (proposal.proposal_id, proposal.version))]
        head = f"**{inert(wording.upper_first(proposal.title), TITLE)}** says in words what should change: {inert(proposal.why, 200)}"
        await quietly(
            question, entry_cards.which_fields(question.asking, head, (), {}, ("d",), further=[*name, *_look(proposal)])
        )
        return
    rows = _open_rows(proposal)
    if not rows:
        raise NotAllowed(
            "All that this does is to take entries out, so there is no field to change. Reject it, or throw it away."
        )
    fields, shown = await rooms.store.read(lambda db: fields_in(db, rows, [row.entry for row in rows], proposal.changes))
    if len(fields) > OPTIONS:
        await _choose_row(rooms, question, proposal, 1)
        return
    await _offer(question, proposal, fields, shown)


async def begin_anew(rooms: Rooms, question: PressQuestion, proposal_id: int) -> None:
    """Say what others changed of the entries that a draft is about since it was written, and offer to begin from that."""
    today = question.asking.today

    def query(db: Connection) -> tuple[Proposal, list[Change], labels.Names]:
        draft = proposals.one(db, proposal_id)
        if draft is None:
            raise ProposalGone(proposal_id)
        # A merge moves every server's own rows along, which only these see.
        seen = [change for change in draft.changes if change.guild_id in (None, draft.guild_id, draft.made_in)]
        stand = [(change, entries.find(db, change.table_name, change.key)) for change in seen]
        newer = [
            Change(change.table_name, change.before, now.entry if now else None, change.guild_id)
            for change, now in stand
            if change.before is not None and (now.entry if now else None) != change.before
        ]
        return draft, newer, labels.names_in(db, newer, today)

    draft, newer, names = await rooms.store.read(query)
    if not newer or any(change.after is None for change in newer):
        await quietly(question, entry_cards.gone(draft.title))
        return
    label = names.labels[newer[0].table_name, newer[0].key]
    control = ("y", draft.proposal_id, draft.version)
    await quietly(question, entry_cards.changed_meanwhile(question.asking, label, changed(newer, names), *control))


async def _offer(question: PressQuestion, proposal: Proposal, fields: Sequence[FormField], shown: Mapping[str, str]) -> None:
    head = f"**{inert(wording.upper_first(proposal.title), TITLE)}**: choose what to change."
    control = ("d", proposal.proposal_id, proposal.version)
    await quietly(question, entry_cards.which_fields(question.asking, head, fields, shown, control, further=_look(proposal)))


def _look(proposal: Proposal) -> list[tuple[str, str, tuple[int, int]]]:
    """The button back to the whole of a proposal."""
    return [("Look at it", "l", (proposal.proposal_id, proposal.version))]


def _refuse_whole(proposal: Proposal) -> None:
    """Let nobody edit a merge or an undo, whose rows may be other servers' own."""
    if proposal.kind in KEEPS_OWNERS:
        raise NotAllowed("A merge or an undo is whole or nothing, so it is not edited. Discard it, and begin anew.")


def _open_rows(proposal: Proposal) -> list[Stored]:
    """The rows that stay, as they would be; those that come in with others last. A place as GeoNames has it is not edited."""
    stay = [
        Stored(change.table_name, change.after, change.guild_id)
        for change in proposal.changes
        if change.after is not None
        and not (isinstance(change.after, City) and change.before is None and change.after.geonames_id is not None)
    ]
    return sorted(stay, key=lambda row: row.table_name in SECOND)


async def _proposal(rooms: Rooms, question: PressQuestion, press: Press) -> Proposal:
    """The proposal that a control is about, if this person may edit it and it is as they saw it, over the entries as they stand now.

    Raises:
        ProposalGone, NotAllowed, AlreadyDecided.
    """
    person = await rooms.person(question.interaction.user, question.interaction.guild)
    number, version = press.number(0), press.number(1)

    def query(db: Connection) -> Proposal:
        found = proposals.one(db, number)
        if found is None:
            raise ProposalGone(number)
        if found.state is ProposalState.DRAFT:
            review.own_draft(db, number, person)
        elif found.proposer.user_id == person.user_id:
            # What led here was shown while it was a draft.
            raise AlreadyDecided(number)
        else:
            permissions.require_decider(person, found)
        _refuse_whole(found)
        if found.state.decided or found.version != version:
            by = found.decided_by.name if found.decided_by else ""
            raise AlreadyDecided(number, str(found.state) if found.state.decided else "", by)
        return dataclasses.replace(found, changes=tuple(rebased(db, found.changes)))

    return await rooms.store.read(query)


async def _choose_row(rooms: Rooms, question: PressQuestion, proposal: Proposal, page: int) -> None:
    rows = _open_rows(proposal)
    names = await rooms.store.read(lambda db: labels.names_in(db, proposal.changes, question.asking.today))
    listed = []
    for word, row in zip(row_names(rows), rows, strict=True):
        count = len(fields_of(row.table_name))
        listed.append((f"{word}: {names.labels.get((row.table_name, row.key), '')}", wording.count(count, "field")))
    head = f"**{inert(wording.upper_first(proposal.title), TITLE)}** changes {wording.count(len(rows), 'entry', 'entries')}."
    await quietly(question, entry_cards.which_row(question.asking, head, listed, proposal.proposal_id, proposal.version, page))


async def _fields_of_row(rooms: Rooms, question: PressQuestion, proposal: Proposal, number: int) -> None:
    rows = _open_rows(proposal)
    if number >= len(rows):
        await question.answer(short.no_longer("entry"))
        return
    fields, shown = await rooms.store.read(lambda db: fields_in(db, rows, [row.entry for row in rows], proposal.changes))
    await _offer(question, proposal, [field for field in fields if field.row == number], shown)


async def _edit_proposal(rooms: Rooms, question: PressQuestion, press: Press, proposal: Proposal) -> None:
    """Fields of a proposal were chosen: open the form."""
    rows = _open_rows(proposal)
    fields, shown = await rooms.store.read(lambda db: fields_in(db, rows, [row.entry for row in rows], proposal.changes))
    chosen = [field for field in fields if field.key in press.values]
    if not chosen:
        await question.answer(short.no_longer("field"))
        return

    async def done(submitted: PressQuestion, form: OpenForm) -> bool:
        given = understood(rooms, form, changed_texts(form.fields, form.texts, form.shown))

        def changes(db: Connection) -> list[Change]:
            return filled.within(proposal, filled.edited(db, rows, given, submitted.asking.today))

        await _rewrite(rooms, submitted, proposal, changes)
        return True

    form = OpenForm(question.interaction.user.id, f"Edit {proposal.title}", chosen, shown, done)
    await open_form(rooms, question.interaction, form)


async def _rewrite(
    rooms: Rooms, question: PressQuestion, proposal: Proposal, changes: Callable[[Connection], list[Change]]
) -> None:
    """Put other changes in the place of those that a proposal asks for, and show it."""
    person = await rooms.person(question.interaction.user, question.interaction.guild)
    at = rooms.clock()

    def work(db: Connection) -> Proposal:
        return review.rewrite(db, proposal.proposal_id, proposal.version, person, changes(db), at)

    await show(rooms, question, await rooms.store.write(work))


# ---- A proposal in words alone --------------------------------------------------------------------------------------------


async def _name_entry(rooms: Rooms, question: PressQuestion, proposal: Proposal) -> None:
    """Ask which entry a proposal in words means."""

    async def named(submitted: PressQuestion, form: OpenForm) -> bool:
        stored = await entry_named(rooms, form.texts.get(WHAT.key, ""), submitted.guild_id)
        made = await rooms.store.read(lambda db: rows_of(db, stored))
        control: Sequence[int | str] = ("x", proposal.proposal_id, proposal.version, *reference(stored.table_name, stored.key))
        head = f"**{inert(made.label, TITLE)}**: choose what to change. It was asked for: {inert(proposal.why, 200)}"
        await quietly(submitted, entry_cards.which_fields(submitted.asking, head, made.fields, made.shown, control))
        return True

    await open_form(rooms, question.interaction, OpenForm(question.interaction.user.id, "Which entry?", [WHAT], {}, named))


async def _edit_named(rooms: Rooms, question: PressQuestion, press: Press, proposal: Proposal) -> None:
    """Fields of the entry that a proposal in words means were chosen."""

    def query(db: Connection) -> Rows | None:
        stored = referred(db, press.arguments[2:], proposal.guild_id)
        return rows_of(db, stored) if stored is not None else None

    found = await rooms.store.read(query)
    chosen = [field for field in found.fields if field.key in press.values] if found is not None else []
    if found is None or not chosen:
        await question.answer(short.no_longer("entry"))
        return
    rows = found.rows

    async def done(submitted: PressQuestion, form: OpenForm) -> bool:
        given = understood(rooms, form, changed_texts(form.fields, form.texts, form.shown))

        def changes(db: Connection) -> list[Change]:
            filled.refuse_outdated(db, rows)
            return filled.edited(db, rows, given, submitted.asking.today)

        await _rewrite(rooms, submitted, proposal, changes)
        return True

    form = OpenForm(question.interaction.user.id, f"Edit {found.label}", chosen, found.shown, done)
    await open_form(rooms, question.interaction, form)
