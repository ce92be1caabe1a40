"""``merge``, ``dispute`` and ``stale``: two entries that are one, sources that disagree, and what should be looked at again."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import naming, stale, which_entry
from bot.cogs.desk import Desk, Help, Offers, PressHandler, command
from bot.cogs.entry_edits import rows_of
from bot.cogs.filling import keeper, open_form, show
from bot.cogs.open_forms import OpenForm
from bot.cogs.question import PressQuestion, Question
from bot.domain import date_words, wording
from bot.domain.changes import Change, Proposal, ProposalKind
from bot.domain.pairings import Claim
from bot.errors import CannotMerge, EntryUnclear, FieldUnclear, SuggestionUnclear
from bot.moderation import disputes, merging, review
from bot.moderation.sources_given import given_source
from bot.store import entries, labels
from bot.store.database import Connection
from bot.store.entries import Stored
from bot.ui import short, upkeep_cards
from bot.ui.controls import Press
from bot.ui.entry_cards import Part
from bot.ui.entry_forms import WHY, why_field
from bot.ui.stale import CODE as STALE
from bot.ui.upkeep_cards import CODE as UPKEEP
from bot.ui.upkeep_cards import DATE, DECIDED_BY, DISPUTE_FIELDS, SOURCE, WORDS

MERGED = {"city": "cities", "cities": "cities", "place": "cities", "pairing": "pairings", "pairings": "pairings"}
GROUP = "For moderators"


class Upkeep(Desk):
    """Keeping the catalogue sound and fresh."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {UPKEEP: self.on_upkeep, STALE: self.on_stale}

    @command(
        "Make one entry of two that are the same",
        Help(
            GROUP,
            ("merge city Okhtyrka hromada / Okhtyrka", "merge pairing 12 / 34"),
            "First the one that goes, then the one that stays. All that is recorded of the first moves to the second, and nothing is "
            "lost. Pairings are merged when they are of the same two cities. Before it is done you see what moves.",
            "Which two entries are the same? Write “city” or “pairing”, the one that goes, a stroke, and the one that stays.",
        ),
    )
    @app_commands.describe(
        kind="Cities or pairings", gone="The one that goes, or both with a stroke between", kept="The one that stays"
    )
    @app_commands.choices(kind=[app_commands.Choice(name=name, value=name) for name in ("city", "pairing")])
    async def merge(self, context: commands.Context[Any], kind: str, *, gone: str, kept: str = "") -> None:
        """What moves when two entries become one, and the way on."""
        question = self.asked(context)
        table_name = MERGED.get(kind.casefold(), "")
        if not table_name:
            raise EntryUnclear(
                "Only cities and pairings are merged: “merge city Okhtyrka hromada / Okhtyrka”, “merge pairing 12 / 34”."
            )
        one, _, other = gone.partition("/") if not kept.strip() else (gone, "", kept)
        if not one.strip() or not other.strip():
            raise EntryUnclear(
                "Name the one that goes, a stroke, and the one that stays: “merge city Okhtyrka hromada / Okhtyrka”."
            )
        pair = [await self._to_merge(table_name, name, question.guild_id) for name in (one, other)]
        numbers = [int(stored.key[0]) for stored in pair]
        changes, names = await self.rooms.store.read(
            lambda db: (_merged(db, table_name, *numbers), [labels.of(db, stored.entry) for stored in pair])
        )
        answer = upkeep_cards.merge_invitation(question.asking, table_name, names, numbers, _moves(changes))
        await question.answer(dataclasses.replace(answer, private=True))

    @command(
        "Sources that disagree about a pairing",
        Help(
            GROUP,
            ("dispute Chicago / Moscow", "dispute Kyiv", "dispute event 17"),
            "Sets a second source beside what is recorded of an event, and says in what they differ. Both stay; members see both. "
            "With one city it shows that city’s pairings, to choose from. "
            "What is settled can be marked so.",
            "About which pairing do sources disagree? Name its cities, one of them, or an event by its number.",
        ),
    )
    @app_commands.describe(what="A pairing or an event: Chicago / Moscow, event 17")
    async def dispute(self, context: commands.Context[Any], *, what: str) -> None:
        """The events of a pairing, or what is said of one."""
        question = self.asked(context)
        if await which_entry.asked_back(self.rooms, question, "d", what):
            return
        stored = await naming.entry_named(self.rooms, what, question.guild_id)
        if stored.table_name not in ("pairings", "events"):
            raise EntryUnclear(
                "Sources disagree about an event of a pairing. Name the pairing, as in “dispute Chicago / Moscow”, or one of its two "
                "cities, as in “dispute Moscow”."
            )
        await (self._pairing if stored.table_name == "pairings" else self._event)(question, stored)

    @command(
        "What should be looked at again",
        Help(
            GROUP,
            ("stale", "stale links", "stale pairings"),
            "Open initiatives past their check date, links that lapsed or soon will, pages that are gone or moved; the most urgent "
            "first, each with what to do about it. “stale links” lists the links that wait for a check, and starts it; “stale "
            "pairings” those of which no source has spoken for ten years.",
        ),
    )
    @app_commands.describe(what="Links that wait for a check, or pairings; left out, the entries")
    @app_commands.choices(what=[app_commands.Choice(name=each, value=each) for each in ("entries", "links", "pairings")])
    async def stale(self, context: commands.Context[Any], *, what: str = "") -> None:
        """What should be looked at again."""
        person = await self.rooms.person(context.author, context.guild)
        await stale.show(self.rooms, self.asked(context), person, stale.list_named(what), 1)

    async def on_stale(self, question: PressQuestion, press: Press) -> None:
        """What is pressed in the lists of ``stale``."""
        await stale.on_stale(self.rooms, question, press)

    async def on_upkeep(self, question: PressQuestion, press: Press) -> None:
        """An event chosen, a dispute begun or settled, a merger asked for."""
        await keeper(self.rooms, question)
        if press.action == "m":
            await self._ask_why_merge(question, press)
            return
        if press.action == "t":
            await self._turn_events(question, press)
            return
        if press.action == which_entry.ACTION:
            await which_entry.chosen(self.rooms, question, press, {"d": self._pairing})
            return
        number = press.chosen if press.action == "e" else press.number(0)
        stored = await self.rooms.store.read(lambda db: naming.visible(entries.find(db, "events", (number,)), question.guild_id))
        if stored is None:
            await question.answer(short.no_longer("event"))
        elif press.action == "e":
            await self._event(question, stored)
        elif press.action == "d":
            await self._dispute_form(question, stored)
        elif press.action == "s":
            await self._settle_form(question, stored)
        else:
            await question.answer(short.no_longer("button"))

    async def complete_event(self, interaction: discord.Interaction[Any], current: str) -> Offers:
        """Pairings, and events where that is typed."""
        return await naming.offers(self.rooms, current, interaction.guild_id, only=("pairings",))

    async def complete_merged(self, interaction: discord.Interaction[Any], current: str) -> Offers:
        """Cities or pairings, whichever are to be merged."""
        kind = MERGED.get(str(interaction.namespace.kind or "").casefold(), "cities")
        return await naming.offers(self.rooms, current, interaction.guild_id, only=(kind,))

    dispute.autocomplete("what")(complete_event)
    merge.autocomplete("gone")(complete_merged)
    merge.autocomplete("kept")(complete_merged)

    # ---- Merging ----------------------------------------------------------------------------------------------------

    async def _to_merge(self, table_name: str, name: str, guild_id: int | None) -> Stored:
        said, rest = naming.parted(name)
        word = "city" if table_name == "cities" else "pairing"
        stored = await naming.entry_named(self.rooms, f"{word} {rest if said == table_name else name.strip()}", guild_id)
        if stored.table_name != table_name:
            raise EntryUnclear(f"“{name.strip()[:40]}” is no {word}.")
        return stored

    async def _ask_why_merge(self, question: PressQuestion, press: Press) -> None:
        table_name = "pairings" if press.number(0) else "cities"
        gone, kept = press.number(1), press.number(2)

        async def done(submitted: PressQuestion, form: OpenForm) -> bool:
            person, at = await keeper(self.rooms, submitted), self.rooms.clock()

            def work(db: Connection) -> Proposal:
                for number in (gone, kept):
                    if naming.visible(entries.find(db, table_name, (number,)), submitted.guild_id) is None:
                        raise CannotMerge("One of the two is gone meanwhile. Nothing was changed.")
                one, other = (labels.label(db, table_name, (number,)) for number in (gone, kept))
                changes = _merged(db, table_name, gone, kept)
                title = f"{one} merged into {other} ({wording.joined(_moves(changes)) or 'nothing else'} moves along)"
                channel_id = submitted.interaction.channel_id
                return review.draft(db, person, ProposalKind.MERGE, title, changes, at=at, channel_id=channel_id, why=form.why)

            await show(self.rooms, submitted, await self.rooms.store.write(work))
            return True

        form = OpenForm(question.interaction.user.id, "Merge two entries", [why_field(required=True)], {WHY: ""}, done)
        await open_form(self.rooms, question.interaction, form)

    # ---- Disputes ---------------------------------------------------------------------------------------------------

    async def _pairing(self, question: Question, stored: Stored) -> None:
        """The events of a pairing of which sources speak, or the only one."""
        label, told = await self.rooms.store.read(lambda db: _told_events(db, stored))
        if not told:
            raise EntryUnclear(
                f"No source is recorded for anything about {label}, so there is nothing to dispute. “entry edit pairing "
                f"{stored.key[0]}” shows what is recorded."
            )
        if len(told) > 1:
            await question.answer(upkeep_cards.which_event(question.asking, label, told, int(stored.key[0])))
            return
        only = await self.rooms.store.read(lambda db: entries.find(db, "events", (told[0].number,)))
        if only is None:
            raise EntryUnclear("That pairing was changed just now. Ask again.")
        await self._event(question, only)

    async def _turn_events(self, question: PressQuestion, press: Press) -> None:
        number = press.number(0)
        stored = await self.rooms.store.read(
            lambda db: naming.visible(entries.find(db, "pairings", (number,)), question.guild_id)
        )
        if stored is None:
            await question.answer(short.no_longer("pairing"))
            return
        pairing = stored
        label, told = await self.rooms.store.read(lambda db: _told_events(db, pairing))
        await question.answer(upkeep_cards.which_event(question.asking, label, told, number, press.number(1)), turn=True)

    async def _event(self, question: Question, stored: Stored) -> None:
        def query(db: Connection) -> tuple[str, list[tuple[str, str]], bool]:
            claims = [each.entry for each in entries.hanging_on(db, "events", stored.key) if isinstance(each.entry, Claim)]
            said = [
                (
                    labels.label(db, "sources", (claim.source_id,)) if claim.source_id else "no recorded source",
                    claim.date.short if claim.date else "no date",
                )
                for claim in claims
            ]
            return labels.of(db, stored.entry), said, any(claim.dispute for claim in claims)

        label, said, disputed = await self.rooms.store.read(query)
        answer = upkeep_cards.event_card(question.asking, label, int(stored.key[0]), said, disputed=disputed)
        await question.answer(answer)

    async def _dispute_form(self, question: PressQuestion, stored: Stored) -> None:
        label = await self.rooms.store.read(lambda db: labels.of(db, stored.entry))

        async def done(submitted: PressQuestion, form: OpenForm) -> bool:
            today = submitted.asking.today
            said = {key: form.texts.get(key, "").strip() for key in (WORDS, SOURCE, DATE, DECIDED_BY)}
            try:
                date = date_words.spelt(said[DATE], today) if said[DATE] else None
            except ValueError as error:
                raise FieldUnclear({DATE: str(error)}) from error

            def changes(db: Connection) -> list[Change]:
                try:
                    source = given_source(db, said[SOURCE], today).source if said[SOURCE] else None
                except SuggestionUnclear as error:
                    raise FieldUnclear({SOURCE: str(error)}) from error
                return disputes.dispute(db, int(stored.key[0]), said[WORDS], source, date, decided_by=said[DECIDED_BY])

            await self._show_dispute(submitted, f"dispute about {label}", changes, said[SOURCE], form.why)
            return True

        form = OpenForm(question.interaction.user.id, f"Dispute: {label}", DISPUTE_FIELDS, {}, done)
        await open_form(self.rooms, question.interaction, form)

    async def _settle_form(self, question: PressQuestion, stored: Stored) -> None:
        label = await self.rooms.store.read(lambda db: labels.of(db, stored.entry))

        async def done(submitted: PressQuestion, form: OpenForm) -> bool:
            def changes(db: Connection) -> list[Change]:
                return disputes.settle(db, int(stored.key[0]))

            await self._show_dispute(submitted, f"dispute settled: {label}", changes, "", form.why)
            return True

        form = OpenForm(question.interaction.user.id, f"Settle: {label}", [why_field(required=True)], {WHY: ""}, done)
        await open_form(self.rooms, question.interaction, form)

    async def _show_dispute(self, question: PressQuestion, title: str, changes: Any, source: str, why: str) -> None:
        person, at = await keeper(self.rooms, question), self.rooms.clock()
        channel_id = question.interaction.channel_id

        def work(db: Connection) -> Proposal:
            made = changes(db)
            return review.draft(
                db, person, ProposalKind.DISPUTE, title, made, at=at, channel_id=channel_id, source=source, why=why
            )

        await show(self.rooms, question, await self.rooms.store.write(work))


def _told_events(db: Connection, pairing: Stored) -> tuple[str, list[Part]]:
    """What a pairing is called, and those of its events of which a source says something."""
    found = rows_of(db, pairing)
    return found.label, [part for part in found.parts if entries.hanging_on(db, "events", (part.number,))]


def _merged(db: Connection, table_name: str, gone: int, kept: int) -> list[Change]:
    return merging.cities(db, gone, kept) if table_name == "cities" else merging.pairings(db, gone, kept)


def _moves(changes: Sequence[Change]) -> list[str]:
    """What moves with a merger, counted: ``3 pairings``, ``2 city names``."""
    counts = Counter(change.table.word for change in changes if change.before is not None and change.after is not None)
    counts.pop("city", None)
    return [wording.count(number, word) for word, number in counts.items()]
