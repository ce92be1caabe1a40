"""Drafts: what somebody is about to propose or do, shown to them alone, and then kept, sent off, edited or thrown away."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from bot.cogs import editing, review_posts
from bot.cogs.desk import Desk, PressHandler, Rooms
from bot.cogs.question import PressQuestion, Question
from bot.domain.changes import Proposal, ProposalState
from bot.domain.trust import stops
from bot.errors import AlreadyDecided, Outdated, ProposalGone
from bot.moderation import findings, ownership, review
from bot.moderation.duplicates import MANY
from bot.moderation.permissions import Person
from bot.moderation.review import Kept
from bot.store import proposals
from bot.store.database import Connection
from bot.ui import preview as preview_card
from bot.ui import short
from bot.ui.controls import Press
from bot.ui.preview import Ways


async def preview(rooms: Rooms, question: Question, proposal: Proposal, person: Person, *, turn: bool = False) -> None:
    """Show a draft to its writer: what it changes, what is noticed about it, and where it can go.

    Args:
        person: who writes it, as they are now.
        turn: it takes the place of the message on which a control was pressed.

    Raises:
        ProposalGone: it is a draft no longer.
    """
    guild_id, today = person.guild_id, rooms.clock().date()

    def query(db: Connection) -> Ways:
        written = review.own_draft(db, proposal.proposal_id, person)
        own = guild_id is not None and ownership.suits(db, written, guild_id)
        keeps = person.keeps(guild_id) and guild_id is not None
        return Ways(
            keep=own and keeps and bool(written.changes) and not _stopped(db, written, guild_id, today),
            moderators=own and not keeps,
            catalogue=ownership.suits(db, written, None),
            send=not stops(findings.of(db, written, allowed=rooms.rules.allowed_domains, today=today, links=False)),
        )

    ways = await rooms.store.read(query, slow=len(proposal.changes) > MANY)
    asked = await review_posts.under_review(rooms, proposal.proposal_id)
    await question.answer(preview_card.preview_card(question.asking, asked, ways, private=not turn), turn=turn)


class Drafts(Desk):
    """What is pressed under a draft."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {preview_card.CODE: self.on_draft}

    async def on_draft(self, question: PressQuestion, press: Press) -> None:
        """Keep it, send it, edit it or throw it away: once, however often that is pressed."""
        number, version = press.number(0), press.number(1)
        if not number:
            await question.answer(short.no_longer("draft"))
            return
        person = await self.rooms.person(question.interaction.user, question.interaction.guild)
        try:
            match press.action:
                case "k":
                    await self._keep(question, number, version, person)
                case "m" | "c":
                    await self._send(question, number, version, person, None if press.action == "c" else question.guild_id)
                case "e":
                    draft = await self.rooms.store.read(lambda db: _seen(db, number, version, person))
                    await editing.choose_fields(self.rooms, question, draft)
                case "d":
                    await self._discard(question, number, person)
                case _:
                    await question.answer(short.no_longer("button"))
        except (ProposalGone, AlreadyDecided) as refusal:
            await self._too_late(question, number, person, refusal)
        except Outdated:
            await editing.begin_anew(self.rooms, question, number)

    async def _keep(self, question: PressQuestion, number: int, version: int, person: Person) -> None:
        at = self.rooms.clock()

        def work(db: Connection) -> tuple[Kept, str]:
            title = _seen(db, number, version, person).title
            return review.keep(db, number, person, at), title

        done, title = await self.rooms.store.write(work)
        await self.rooms.refresh()
        await question.answer(preview_card.kept(title, done.revision.revision_id, len(done.to_check)), turn=True)
        await review_posts.post_all(self.rooms, done.to_check)

    async def _send(self, question: PressQuestion, number: int, version: int, person: Person, guild_id: int | None) -> None:
        at, rules = self.rooms.clock(), self.rooms.rules

        def work(db: Connection) -> Proposal:
            _seen(db, number, version, person)
            return review.send(db, number, person, guild_id, rules, at)

        sent = await self.rooms.store.write(work)
        await question.answer(preview_card.sent(sent, held=sent.state is ProposalState.HELD), turn=True)
        await review_posts.post(self.rooms, sent)

    async def _discard(self, question: PressQuestion, number: int, person: Person) -> None:
        def work(db: Connection) -> str:
            title = review.own_draft(db, number, person).title
            proposals.drop_draft(db, number)
            return title

        await question.answer(preview_card.discarded(await self.rooms.store.write(work)), turn=True)

    async def _too_late(
        self, question: PressQuestion, number: int, person: Person, refusal: ProposalGone | AlreadyDecided
    ) -> None:
        """The draft is one no longer, or another than was seen: say what it is now."""
        found = await self.rooms.store.read(lambda db: proposals.one(db, number))
        if found is None or found.proposer.user_id != person.user_id:
            raise refusal
        if found.state is ProposalState.DRAFT:
            await preview(self.rooms, question, found, person)
        else:
            await question.answer(preview_card.sent_already(found))


def _stopped(db: Connection, draft: Proposal, guild_id: int | None, today: dt.date) -> bool:
    """Whether something stops a draft from being kept as a server's own. A link may wait for its check."""
    own = dataclasses.replace(draft, changes=tuple(ownership.owned(draft, draft.changes, guild_id)), guild_id=guild_id)
    return bool(stops(findings.of(db, own, allowed=frozenset(), today=today, links=False)))


def _seen(db: Connection, number: int, version: int, person: Person) -> Proposal:
    """Somebody's own draft, if it is still what they saw. Raises :class:`ProposalGone`, :class:`AlreadyDecided`."""
    draft = review.own_draft(db, number, person)
    if draft.version != version:
        raise AlreadyDecided(number)
    return draft
