"""``review``, and the controls of the review card: approve, reject, ask, edit, look back, take back. Each is looked at anew when pressed."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import editing, review_posts
from bot.cogs.desk import Desk, Help, PressHandler, command
from bot.cogs.question import PressQuestion, Question
from bot.domain.changes import Change, Proposal, ProposalState
from bot.domain.entry import Entry
from bot.errors import AlreadyDecided, NotAllowed, Outdated, ProposalGone
from bot.moderation import review, undo
from bot.moderation.permissions import Person, require_decider
from bot.moderation.rebasing import rebased
from bot.moderation.review import Approved, Kept
from bot.store import labels, proposals
from bot.store.database import Connection
from bot.ui import review as review_card
from bot.ui import short
from bot.ui.card import Answer, sentence
from bot.ui.changes import Changed, changed
from bot.ui.controls import Press, row_number
from bot.ui.forms import WordsForm

log = logging.getLogger(__name__)

Given = Callable[[PressQuestion, str], Awaitable[None]]
"""What happens with the words that were written into a form."""
LONGEST_REASON = 500
LONGEST_QUESTION = 500
NOTHING_WRITTEN = sentence("Nothing was written, so nothing was done. Press the button again.", private=True)


class Review(Desk):
    """Proposals and those who decide on them."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {review_card.CODE: self.on_review, review_card.ANSWER: self.on_answer}

    @command(
        "Proposals that wait for your decision",
        Help(
            "For moderators",
            ("review", "review 127"),
            "Lists what waits: in a server what is about its own entries, and for editors what is about the shared catalogue. "
            "With a number it opens that proposal. Nobody decides on what they proposed themselves.",
        ),
    )
    @app_commands.describe(number="The number of a proposal, to open it")
    async def review(self, context: commands.Context[Any], number: str = "") -> None:
        """What waits for review."""
        question = self.asked(context)
        person = await self.rooms.person(context.author, context.guild)
        wanted = row_number(number.strip().removeprefix("#"))
        if number and not wanted:
            raise NotAllowed(
                f"“{number[:40]}” is no number of a proposal. It stands in its title; “review” lists those that wait."
            )
        if wanted:
            await question.answer(await self._card_for(wanted, person, question))
        else:
            await self._queue(question, person, 1)

    async def on_review(self, question: PressQuestion, press: Press) -> None:
        """A press on a review card, or in the list of those that wait."""
        person = await self.rooms.person(question.interaction.user, question.interaction.guild)
        number = press.number(0)
        if press.action == "l":
            await self._queue(question, person, number, turn=True)
            return
        if press.action == "o":
            number = press.chosen
        if not number:
            await question.answer(short.no_longer("proposal"))
            return
        acts = {"a": self._approve, "r": self._reject, "q": self._ask, "e": self._edit}
        match press.action:
            case "a" | "r" | "q" | "e":
                await acts[press.action](question, press, person)
            case "o":
                await question.answer(await self._card_for(number, person, question))
            case "h":
                await self._history(question, press, person)
            case "u":
                await self._undo(question, number, person)
            case _:
                await question.answer(short.no_longer("button"))

    # ---- Looking ----------------------------------------------------------------------------------------------------

    async def _queue(self, question: Question, person: Person, page: int, *, turn: bool = False) -> None:
        """The proposals that somebody may decide on here."""
        guilds = {guild for guild in (person.guild_id, None) if person.keeps(guild)}
        if not guilds:
            raise NotAllowed("This list is for moderators of a server, there, and for editors of the shared catalogue.")
        size = review_card.QUEUE_PAGE

        def query(db: Connection) -> tuple[list[Proposal], int, int]:
            _, count = proposals.waiting(db, guilds, limit=0)
            shown = max(1, min(page, -(-count // size)))
            return *proposals.waiting(db, guilds, limit=size, offset=(shown - 1) * size), shown

        waiting, count, shown = await self.rooms.store.read(query)
        card = review_card.queue_card(question.asking, waiting, count, page=shown)
        await question.answer(dataclasses.replace(card, private=not turn), turn=turn)

    async def _card_for(self, number: int, person: Person, question: Question) -> Answer:
        asked = await review_posts.under_review(self.rooms, number)
        _require_sight(person, asked.proposal, question)
        return dataclasses.replace(review_card.review_card(asked), private=True)

    async def _history(self, question: PressQuestion, press: Press, person: Person) -> None:
        turn = press.asker != 0
        if await review_posts.is_large(self.rooms, press.number(0)):
            await question.take_time(turn=turn and question.is_asker)
        asked, paged = await review_posts.under_review_in_pages(self.rooms, press.number(0))
        _require_sight(person, asked.proposal, question)
        card = review_card.whole_card(question.asking, asked, page=press.number(1), paged=paged)
        await question.answer(dataclasses.replace(card, private=not turn), turn=turn)

    # ---- Deciding ---------------------------------------------------------------------------------------------------

    async def _approve(self, question: PressQuestion, press: Press, person: Person) -> None:
        number, version = press.number(0), press.number(1)
        at, rules = self.rooms.clock(), self.rooms.rules

        def work(db: Connection) -> Approved:
            return review.approve(db, number, version, person, rules, at)

        if await review_posts.is_large(self.rooms, number):
            await question.take_time(turn=True)
        try:
            done = await self.rooms.store.write(work)
        except AlreadyDecided as refusal:
            await self._too_late(question, number, refusal)
            return
        except Outdated as refusal:
            await self._outdated(question, number, refusal)
            return
        await self.rooms.refresh()
        await self._decided(question, done.proposal)
        await review_posts.post_all(self.rooms, done.to_check)

    async def _reject(self, question: PressQuestion, press: Press, person: Person) -> None:
        """Ask for the reason in a form, then reject."""
        proposal = await self._open_to(question, press, person)
        if proposal is None:
            return

        async def given(form: PressQuestion, reason: str) -> None:
            decider = await self.rooms.person(form.interaction.user, form.interaction.guild)
            at = self.rooms.clock()
            try:
                done = await self.rooms.store.write(
                    lambda db: review.reject(db, proposal.proposal_id, proposal.version, decider, at, reason)
                )
            except AlreadyDecided as refusal:
                await self._too_late(form, proposal.proposal_id, refusal)
                return
            await self._decided(form, done)

        await self._words_form(
            question, press, given, f"Reject proposal {proposal.proposal_id}", "Reason", "The proposer reads it", LONGEST_REASON
        )

    async def _decided(self, question: PressQuestion, proposal: Proposal) -> None:
        """Let the card say what became of the proposal, and tell whoever made it."""
        await self._show(question, proposal)
        await review_posts.tell(self.rooms, proposal)

    async def _show(self, question: PressQuestion, proposal: Proposal) -> None:
        """Let the message that was pressed, and the posted card if that is another, show the proposal as it is now."""
        asked = await review_posts.under_review(self.rooms, proposal.proposal_id)
        answer = review_card.review_card(asked)
        message = question.interaction.message
        shown = message.id if message is not None else None
        try:
            response = question.interaction.response
            edit = question.interaction.edit_original_response if response.is_done() else response.edit_message
            await edit(
                content=answer.content, embed=answer.embed, view=answer.view, allowed_mentions=discord.AllowedMentions.none()
            )
        except discord.HTTPException as error:
            # What was decided stands, and its proposer still has to hear of it.
            log.warning("a press on proposal %d could not be answered: %s", proposal.proposal_id, error)
            shown = None
        await review_posts.renew(self.rooms, proposal, but=shown)

    async def _too_late(self, question: PressQuestion, number: int, refusal: AlreadyDecided) -> None:
        """Somebody was quicker: tell the one who was not, and renew the card for all."""
        await question.answer(short.refused(str(refusal)))
        asked = await review_posts.under_review(self.rooms, number)
        await review_posts.renew(self.rooms, asked.proposal)

    async def _outdated(self, question: PressQuestion, number: int, refusal: Outdated) -> None:
        """An entry was changed meanwhile: show it as it stands now beside what is proposed, and offer to edit."""
        asked = await review_posts.under_review(self.rooms, number)
        today = self.rooms.clock().date()

        def query(db: Connection) -> tuple[list[Changed], bool]:
            newer = [change for change in rebased(db, asked.proposal.changes) if _is_it(change, refusal)]
            names = labels.names_in(db, newer, today)
            return changed(newer, names), all(isinstance(change.before, Entry) for change in newer) and bool(newer)

        newer, editable = await self.rooms.store.read(query)
        card = review_card.outdated_card(asked, str(refusal), newer, editable=editable and refusal.newer is not None)
        await question.answer(card)

    async def _open_to(self, question: PressQuestion, press: Press, person: Person) -> Proposal | None:
        """The proposal, if this person may decide on it as it was shown; else they are told, and the card is renewed.

        Raises:
            NotAllowed, ProposalGone.
        """
        number, version = press.number(0), press.number(1)
        found = await self.rooms.store.read(lambda db: proposals.one(db, number))
        if found is None or found.state is ProposalState.DRAFT:
            raise ProposalGone(number)
        require_decider(person, found)
        if found.state.decided:
            by = found.decided_by.name if found.decided_by else ""
            await self._too_late(question, number, AlreadyDecided(number, str(found.state), by))
            return None
        if found.version != version:
            await self._too_late(question, number, AlreadyDecided(number))
            return None
        return found

    # ---- Asking, editing, taking back -------------------------------------------------------------------------------

    async def _ask(self, question: PressQuestion, press: Press, person: Person) -> None:
        """A question to the proposer: in a direct message, else where it was suggested."""
        proposal = await self._open_to(question, press, person)
        if proposal is None:
            return

        async def given(form: PressQuestion, words: str) -> None:
            asker = await self.rooms.person(form.interaction.user, form.interaction.guild)
            at = self.rooms.clock()
            asked = await self.rooms.store.write(lambda db: review.say(db, proposal.proposal_id, asker, words, at))
            await self._show(form, asked)
            message = review_card.question_to_proposer(asked, asker.author, words)
            if await review_posts.in_private(self.rooms, asked.proposer.user_id, message):
                return
            there = await review_posts.where_suggested(self.rooms, asked, message)
            await form.answer(review_card.not_reached(asked, posted=there))

        await self._words_form(
            question,
            press,
            given,
            f"Ask {proposal.proposer.name}",
            "Question",
            "It is sent to them, and stands on the card",
            LONGEST_QUESTION,
        )

    async def on_answer(self, question: PressQuestion, press: Press) -> None:
        """The proposer answers what a reviewer asked."""
        number = press.chosen if press.action == "m" else press.number(0)
        found = await self.rooms.store.read(lambda db: proposals.one(db, number))
        if found is None:
            raise ProposalGone(number)
        if found.proposer.user_id != question.interaction.user.id:
            raise NotAllowed("This question is for whoever made the proposal.")
        if found.state.decided:
            raise AlreadyDecided(number, str(found.state), found.decided_by.name if found.decided_by else "")

        async def given(form: PressQuestion, words: str) -> None:
            person = await self.rooms.person(form.interaction.user, form.interaction.guild)
            at = self.rooms.clock()
            answered = await self.rooms.store.write(lambda db: review.say(db, number, person, words, at))
            await form.answer(
                sentence("Your answer stands with the proposal now. You will hear what becomes of it.", private=True)
            )
            await review_posts.renew(self.rooms, answered)

        await self._words_form(
            question, press, given, f"Proposal {number}", "Answer", "The reviewers read it on the card", LONGEST_QUESTION
        )

    async def _edit(self, question: PressQuestion, press: Press, person: Person) -> None:
        proposal = await self._open_to(question, press, person)
        if proposal is not None:
            changes = await self.rooms.store.read(lambda db: tuple(rebased(db, proposal.changes)))
            await editing.choose_fields(self.rooms, question, dataclasses.replace(proposal, changes=changes))

    async def _undo(self, question: PressQuestion, number: int, person: Person) -> None:
        """Take back what a proposal led to: at once for a server's own entries, by another proposal for the catalogue."""
        at, rules, channel_id = self.rooms.clock(), self.rooms.rules, question.interaction.channel_id

        def work(db: Connection) -> Kept | Proposal:
            found = proposals.one(db, number)
            if found is None or found.revision_id is None:
                raise ProposalGone(number)
            draft = undo.draft(db, found.revision_id, person, f"proposal {number} taken back", at, channel_id)
            if draft.guild_id is not None:
                return review.keep(db, draft.proposal_id, person, at)
            return review.send(db, draft.proposal_id, person, None, rules, at)

        done = await self.rooms.store.write(work)
        if isinstance(done, Proposal):
            await question.answer(review_card.undo_proposed(number, done))
            await review_posts.post(self.rooms, done)
            return
        await self.rooms.refresh()
        await question.interaction.response.send_message(
            review_card.undone(number, done.revision), allowed_mentions=discord.AllowedMentions.none()
        )
        await review_posts.post_all(self.rooms, done.to_check)

    async def _words_form(
        self, question: PressQuestion, press: Press, given: Given, title: str, label: str, description: str, longest: int
    ) -> None:
        async def submitted(interaction: discord.Interaction[Any], words: str) -> None:
            await self.rooms.guard(interaction, press, lambda form: given(form, words) if words else form.answer(NOTHING_WRITTEN))

        form = WordsForm(title, label, description, longest, submitted)
        await question.interaction.response.send_modal(form)


def _require_sight(person: Person, proposal: Proposal, question: Question) -> None:
    """Let those see a proposal whole who decide on it, who made it, or who see its card anyway."""
    if proposal.state is ProposalState.DRAFT:
        raise ProposalGone(proposal.proposal_id)
    posted_here = (
        isinstance(question, PressQuestion)
        and proposal.review_channel is not None
        and question.interaction.channel_id == proposal.review_channel
    )
    if not (person.keeps(proposal.guild_id) or person.user_id == proposal.proposer.user_id or posted_here):
        raise NotAllowed("This proposal is for those to see who decide on it, and who made it.")


def _is_it(change: Change, refusal: Outdated) -> bool:
    """Whether a change is of the row that was refused."""
    return change.table.word == refusal.word and change.key == refusal.key
