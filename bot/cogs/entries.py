"""``entry``: adding, editing, retiring and sending entries; their history, and taking a change back."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import history, naming, new_places, previews, which_entry
from bot.cogs.desk import Desk, Help, Offers, PressHandler, group, subcommand
from bot.cogs.entry_edits import choose_entry_fields
from bot.cogs.filling import keeper, open_form, show, understood
from bot.cogs.open_forms import OpenForm
from bot.cogs.question import CommandQuestion, PressQuestion, Question
from bot.domain import wording
from bot.domain.changes import Change, Proposal, ProposalKind
from bot.domain.tables import BY_NAME, TABLES
from bot.errors import EntryUnclear, NotAllowed
from bot.moderation import filled, review
from bot.moderation import undo as undo_rules
from bot.moderation.permissions import Person
from bot.search.pairs import split_pair
from bot.store import labels
from bot.store.database import Connection
from bot.store.entries import Stored
from bot.ui import entry_cards, short
from bot.ui.controls import Press, row_number
from bot.ui.entry_cards import ENTRY
from bot.ui.entry_forms import ADDABLE, WHY, Asks, fields_to_add, offered, why_field
from bot.ui.revisions import CODE as HISTORY

ON = {"events": "pairings", "claims": "events"}
"""What is added to another entry, and to which."""
OF_WHAT = {
    "events": "Of which pairing? Write for example “entry add event Chicago / Moscow”.",
    "claims": "Of which event? Write for example “entry add claim event 17”. “entry edit” of a pairing shows its events with their numbers.",
}
NAMED = frozenset({"cities", "organisations"})
"""What is added under a name of its own."""
GROUP = "For moderators"


class Entries(Desk):
    """Entries and those who keep them."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {ENTRY: self.on_entry, HISTORY: self.on_history}

    @group(
        "Add, edit and retire entries, and see their history",
        Help(
            GROUP,
            ("entry add initiative", "entry edit Chicago / Moscow", "entry history"),
            "A server’s own entries are kept by its moderators and seen there alone. The shared catalogue changes through its editors.",
        ),
    )
    async def entry(self, context: commands.Context[Any]) -> None:
        """What can be done with entries."""
        question = self.asked(context)
        ways = "entry add, entry edit, entry retire, entry history, entry undo or entry send"
        await question.answer(short.incomplete(question.asking, f"What do you want to do? {ways}.", "entry add initiative"))

    @subcommand(
        entry,
        "A new entry, in a form",
        Help(
            GROUP,
            ("entry add initiative", "entry add pairing Boise / Lviv", "entry add event Chicago / Moscow", "entry add name Kyiv"),
            "Opens a form with what is needed. Dates may be in plain words, places as you would ask for them. Before anything is "
            "kept you see it, and can fill in the rest.",
            "Add what: pairing, event, claim, initiative, organisation, name or city?",
        ),
    )
    @app_commands.describe(kind="What to add", of="What it belongs to: a city, the two cities of a pairing, an event")
    @app_commands.choices(kind=[app_commands.Choice(name=BY_NAME[name].word, value=BY_NAME[name].word) for name in ADDABLE])
    async def add(self, context: commands.Context[Any], kind: str, *, of: str = "") -> None:
        """A form for a new entry."""
        question = self.asked(context)
        first, _, more = kind.partition(" ")
        table_name = naming.WORDS.get(first.casefold(), "")
        if kind.casefold() == "city name":
            table_name = "city_names"
        elif more:
            of = f"{more} {of}"
        if table_name not in ADDABLE:
            raise EntryUnclear(
                f"I cannot add “{kind[:40]}”. Write pairing, event, claim, initiative, organisation, name or city."
            )
        numbers = await self._belongs_to(table_name, of.removeprefix("of ").strip(), question.guild_id)
        if context.interaction is not None:
            name = of if table_name in NAMED and not numbers else ""
            form = await self._form_to_add(context.author, question.guild_id, table_name, numbers, name)
            await open_form(self.rooms, context.interaction, form)
            return
        word = BY_NAME[table_name].word
        said = (
            f"A form for {wording.with_article(word)} opens when you press the button. Nothing is kept before you have seen it."
        )
        place = next(number for number, table in enumerate(TABLES) if table.name == table_name)
        await question.answer(entry_cards.invitation(question.asking, said, "Open the form", "a", place, *numbers))

    @subcommand(
        entry,
        "Change an entry",
        Help(
            GROUP,
            ("entry edit Chicago / Moscow", "entry edit initiative 12", "entry edit city Kyiv", "entry edit name Kiev of Kyiv"),
            "Choose up to five fields, and change what stands in them. A pairing also shows its events, to change one of these. "
            "If somebody else changes the entry meanwhile, you see that, and nothing is overwritten.",
            "Edit which entry?",
        ),
    )
    @app_commands.describe(what="As in: pairing Chicago / Moscow, initiative 12, city Kyiv, name Kiev of Kyiv, event 17")
    async def edit(self, context: commands.Context[Any], *, what: str) -> None:
        """The fields of an entry."""
        question = self.asked(context)
        if not await which_entry.asked_back(self.rooms, question, "e", what):
            await self._edit(question, await naming.entry_named(self.rooms, what, question.guild_id))

    @subcommand(
        entry,
        "Take an entry out",
        Help(
            GROUP,
            ("entry retire initiative 12", "entry retire event 17"),
            "Shows what goes with it: a pairing’s events, an event’s claims. What other entries still name stays until they do not. "
            "You are asked why. It can be undone.",
            "Retire which entry?",
        ),
    )
    @app_commands.describe(what="As in: pairing Chicago / Moscow, initiative 12, event 17")
    async def retire(self, context: commands.Context[Any], *, what: str) -> None:
        """What goes with an entry, and the way on."""
        question = self.asked(context)
        if not await which_entry.asked_back(self.rooms, question, "r", what):
            await self._retire(question, await naming.entry_named(self.rooms, what, question.guild_id))

    @subcommand(
        entry,
        "Who changed what, when and why",
        Help(
            GROUP,
            ("entry history", "entry history Chicago / Moscow", "entry history catalogue"),
            "Of an entry with its parts, of this server’s entries, or of the shared catalogue. Each change has its number, which "
            "“entry undo” takes.",
        ),
    )
    @app_commands.describe(what="An entry, or “catalogue”; empty for all of this server’s own")
    async def history(self, context: commands.Context[Any], *, what: str = "") -> None:
        """A history."""
        question, person = self.asked(context), await self.rooms.person(context.author, context.guild)
        if not await which_entry.asked_back(self.rooms, question, "h", what):
            await history.asked_for(self.rooms, question, person, what)

    @subcommand(
        entry,
        "Take a change back",
        Help(
            GROUP,
            ("entry undo 12", "entry undo 12 the date was that of another city"),
            "By the number of its revision, see “entry history”. What it changed becomes what it was before. An undo can be undone "
            "too. If something was changed again since, you are told what to undo first.",
            "Undo which revision?",
        ),
    )
    @app_commands.describe(revision="The number of the revision, see entry history", why="Why it is taken back")
    async def undo(self, context: commands.Context[Any], revision: str, *, why: str = "") -> None:
        """A draft of taking a revision back."""
        question = self.asked(context)
        number = row_number(revision.strip().removeprefix("#"))
        if not number:
            raise EntryUnclear(f"“{revision[:40]}” is no number of a revision. “entry history” shows them.")
        person = await self.rooms.person(context.author, context.guild)
        await self.rooms.store.read(lambda db: undo_rules.undoable(db, number, person))
        if why.strip():
            if context.interaction is not None:
                # What an import changed takes longer to look through than Discord waits for an answer.
                await context.defer(ephemeral=True)
            draft = await history.undone(self.rooms, person, number, why.strip()[:500], context.channel.id)
            await show_draft(self, question, draft, person)
        elif context.interaction is not None:
            form = await history.undo_form(self.rooms, context.interaction, person, number)
            await open_form(self.rooms, context.interaction, form)
        else:
            said = f"Take revision {number} back? You give a reason, and see what that changes before it is done."
            await question.answer(entry_cards.invitation(question.asking, said, "Say why, and look at it", "u", number))

    @subcommand(
        entry,
        "Send one of this server’s entries to the shared catalogue",
        Help(
            GROUP,
            ("entry send initiative 2000000001", "entry send Boise / Lviv"),
            "The editors of the catalogue decide. When they approve, all servers see it, and it is no longer this server’s own.",
            "Send which entry?",
        ),
    )
    @app_commands.describe(what="As in: pairing Boise / Lviv, initiative 2000000001")
    async def send(self, context: commands.Context[Any], *, what: str) -> None:
        """A draft of handing an entry over."""
        question = self.asked(context)
        if not await which_entry.asked_back(self.rooms, question, "s", what):
            person = await self.rooms.person(context.author, context.guild)
            stored = await naming.entry_named(self.rooms, what, question.guild_id)
            await self._send(question, stored, person, context.channel.id)

    async def on_entry(self, question: PressQuestion, press: Press) -> None:
        """A form asked for with a button; a part of an entry chosen, or the list of its parts turned."""
        person = await keeper(self.rooms, question)
        match press.action:
            case "a":
                table = TABLES[min(press.number(0), len(TABLES) - 1)]
                if table.name not in ADDABLE:
                    await question.answer(short.no_longer("button"))
                    return
                numbers = [press.number(1), press.number(2)]
                form = await self._form_to_add(question.interaction.user, question.guild_id, table.name, numbers)
                await open_form(self.rooms, question.interaction, form)
            case "r":
                await self._ask_why(question, press)
            case "u":
                form = await history.undo_form(self.rooms, question.interaction, person, press.number(0))
                await open_form(self.rooms, question.interaction, form)
            case "p" | "o":
                await self._part(question, press)
            case which_entry.ACTION:
                ways = {"e": self._edit, "r": self._retire, "h": self._history_of, "s": self._send_chosen}
                await which_entry.chosen(self.rooms, question, press, ways)
            case _:
                await question.answer(short.no_longer("button"))

    async def on_history(self, question: PressQuestion, press: Press) -> None:
        """What is pressed in a history."""
        await history.on_history(self.rooms, question, press)

    async def complete_what(self, interaction: discord.Interaction[Any], current: str) -> Offers:
        """Entries that what is typed may become."""
        return await naming.offers(self.rooms, current, interaction.guild_id)

    edit.autocomplete("what")(complete_what)
    retire.autocomplete("what")(complete_what)
    history.autocomplete("what")(complete_what)
    send.autocomplete("what")(complete_what)
    add.autocomplete("of")(complete_what)

    async def _edit(self, question: Question, stored: Stored) -> None:
        await choose_entry_fields(self.rooms, question, stored)

    async def _retire(self, question: Question, stored: Stored) -> None:
        """What goes with an entry, and the way on."""

        def query(db: Connection) -> tuple[str, list[Change]]:
            return labels.of(db, stored.entry), filled.retired(db, stored, question.guild_id)

        label, changes = await self.rooms.store.read(query)
        said = entry_cards.goes_with(label, _counted(changes[1:]))
        reference = naming.reference(stored.table_name, stored.key)
        answer = entry_cards.invitation(question.asking, said, "Say why, and look at it", "r", *reference)
        await question.answer(dataclasses.replace(answer, private=True))

    async def _history_of(self, question: PressQuestion, stored: Stored) -> None:
        person = await keeper(self.rooms, question)
        where: tuple[str | int, ...] = (history.ENTRY, *naming.reference(stored.table_name, stored.key))
        await history.turn_to(self.rooms, question, person, 1, where)

    async def _send_chosen(self, question: PressQuestion, stored: Stored) -> None:
        await self._send(question, stored, await keeper(self.rooms, question), question.interaction.channel_id)

    async def _send(self, question: Question, stored: Stored, person: Person, channel_id: int | None) -> None:
        """A draft of handing an entry over to the catalogue."""
        at = self.rooms.clock()

        def work(db: Connection) -> Proposal:
            changes = filled.shared(db, stored)
            title = f"{labels.of(db, stored.entry)}, from one server to all"
            return review.draft(db, person, ProposalKind.SHARE, title, changes, at=at, channel_id=channel_id)

        if stored.guild_id is not None and not person.keeps(stored.guild_id):
            raise NotAllowed("Only a moderator of this server sends its own entries to the catalogue.")
        await show_draft(self, question, await self.rooms.store.write(work), person)

    async def _part(self, question: PressQuestion, press: Press) -> None:
        """The fields of a part that was chosen in a menu, or of an entry with another page of its parts."""
        if press.action == "p":
            arguments, page = [str(press.number(0)), str(press.chosen)], 1
        else:
            arguments, page = [*press.arguments[1:]], press.number(0)
        stored = await self.rooms.store.read(lambda db: naming.referred(db, arguments, question.guild_id))
        if stored is None:
            await question.answer(short.no_longer("entry"))
            return
        await choose_entry_fields(self.rooms, question, stored, page=page, turn=press.action == "o")

    async def _ask_why(self, question: PressQuestion, press: Press) -> None:
        """The form that asks why an entry is taken out."""
        stored = await self.rooms.store.read(lambda db: naming.referred(db, press.arguments, question.guild_id))
        if stored is None:
            await question.answer(short.no_longer("entry"))
            return
        label = await self.rooms.store.read(lambda db: labels.of(db, stored.entry))

        async def done(submitted: PressQuestion, form: OpenForm) -> bool:
            person, at = await keeper(self.rooms, submitted), self.rooms.clock()

            def work(db: Connection) -> Proposal:
                filled.refuse_outdated(db, [stored])
                changes = filled.retired(db, stored, submitted.guild_id)
                channel_id = submitted.interaction.channel_id
                title = f"{label} taken out"
                return review.draft(db, person, ProposalKind.RETIRE, title, changes, at=at, channel_id=channel_id, why=form.why)

            await show(self.rooms, submitted, await self.rooms.store.write(work))
            return True

        form = OpenForm(question.interaction.user.id, f"Retire {label}", [why_field(required=True)], {WHY: ""}, done)
        await open_form(self.rooms, question.interaction, form)

    async def _belongs_to(self, table_name: str, of: str, guild_id: int | None) -> list[int]:
        """The numbers of what a new entry belongs to: a pairing, an event, or up to two cities.

        Raises:
            EntryUnclear: it is not plain.
        """
        if table_name in ON:
            if not of:
                raise EntryUnclear(OF_WHAT[table_name])
            named = of if naming.parted(of)[0] or not row_number(of) else f"{BY_NAME[ON[table_name]].word} {of}"
            stored = await naming.entry_named(self.rooms, named, guild_id)
            if stored.table_name != ON[table_name]:
                raise EntryUnclear(OF_WHAT[table_name])
            return [int(stored.key[0])]
        if not of or (table_name in NAMED and not (table_name == "organisations" and self.is_city(of))):
            return []
        of = of if naming.parted(of)[0] not in ("cities", "pairings") else naming.parted(of)[1]
        names = (split_pair(of, self.is_city) if table_name == "pairings" and not self.is_city(of) else None) or (of,)
        return [(await naming.city_named(self.rooms, name)).city_id for name in names]

    async def _form_to_add(
        self, user: discord.abc.User, guild_id: int | None, table_name: str, numbers: Sequence[int], name: str = ""
    ) -> OpenForm:
        """The form for a new entry, with what it belongs to, or what it is called.

        Raises:
            EntryUnclear: what it belongs to is gone.
        """
        on: Stored | None = None
        shown = {"0.name": name} if name else {}
        about = ""
        fields = fields_to_add(table_name)
        if table_name in ON:
            reference = [str(part) for part in naming.reference(ON[table_name], (numbers[0] if numbers else 0,))]
            on = await self.rooms.store.read(lambda db: naming.referred(db, reference, guild_id))
            if on is None:
                raise EntryUnclear(OF_WHAT[table_name])
            above = on
            about = await self.rooms.store.read(lambda db: f": {labels.of(db, above.entry)}")
        else:
            cities = [city for number in numbers if number and (city := self.rooms.search.city(number)) is not None]
            places = [field.key for field in fields if field.asks is Asks.PLACE and field.row == 0]
            shown |= {key: wording.in_full(city, self.rooms.countries) for key, city in zip(places, cities, strict=False)}

        async def done(submitted: PressQuestion, form: OpenForm) -> bool:
            await show(self.rooms, submitted, await self._added(submitted, form, table_name, on))
            return True

        word = BY_NAME[table_name].word
        today = self.rooms.clock().date()
        offers = partial(offered, table_name, today=today)
        return OpenForm(user.id, f"New {word}{about}", fields, shown, done, offers=offers)

    async def _added(self, question: PressQuestion, form: OpenForm, table_name: str, on: Stored | None) -> Proposal:
        """A draft of what was filled in."""
        person, at, today = await keeper(self.rooms, question), self.rooms.clock(), question.asking.today
        texts = {key: text.strip() for key, text in form.texts.items() if key != WHY and text.strip()}
        given = understood(self.rooms, form, texts)
        if table_name == "cities":
            given = new_places.with_reason(self.rooms, given)

        def work(db: Connection) -> Proposal:
            changes = filled.added(db, table_name, given, today, on=on, guild_id=person.guild_id)
            names = labels.names_in(db, changes, today)
            main = next(change for change in changes if change.table_name == table_name)
            title = f"new {main.table.word} “{names.labels[main.table_name, main.key]}”"
            source = next((text for key, text in texts.items() if key.endswith(".source_id")), "")
            channel_id = question.interaction.channel_id
            return review.draft(
                db, person, ProposalKind.ENTRY, title, changes, at=at, channel_id=channel_id, source=source, why=form.why
            )

        return await self.rooms.store.write(work)


async def show_draft(desk: Desk, question: Question, draft: Proposal, person: Person) -> None:
    """A draft that came of a command alone: to its writer's eyes where Discord can do that, else behind a button."""
    if isinstance(question, CommandQuestion) and question.context.interaction is None:
        await question.answer(entry_cards.ready(question.asking, draft))
    else:
        await previews.preview(desk.rooms, question, draft, person)


def _counted(changes: Sequence[Change]) -> list[str]:
    counts = Counter(change.table.word for change in changes)
    return [wording.count(number, word) for word, number in counts.items()]
