"""A draft as its writer gets it to see: what it changes, what is noticed about it, and where it can go."""

from __future__ import annotations

import dataclasses
import datetime as dt

from bot.cogs import review_posts
from bot.cogs.desk import Rooms
from bot.cogs.question import PressQuestion, Question
from bot.domain.changes import Proposal, ProposalState
from bot.domain.trust import stops
from bot.errors import AlreadyDecided, ProposalGone
from bot.moderation import findings, ownership, review
from bot.moderation.duplicates import MANY
from bot.moderation.permissions import Person
from bot.store import proposals
from bot.store.database import Connection
from bot.ui import preview as preview_card
from bot.ui.preview import Ways


async def preview(
    rooms: Rooms, question: Question, proposal: Proposal, person: Person, *, turn: bool = False, newer: bool = False
) -> None:
    """Show a draft to its writer.

    Args:
        person: who writes it, as they are now.
        turn: it takes the place of the message on which a control was pressed.
        newer: that message showed it as it was before an edit.

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
    card = preview_card.preview_card(question.asking, asked, ways, private=not turn, newer=newer)
    await question.answer(card, turn=turn)


async def as_it_is_now(
    rooms: Rooms, question: PressQuestion, number: int, person: Person, refusal: ProposalGone | AlreadyDecided
) -> None:
    """Answer a press on a draft that is one no longer, or another than was seen there: in its place comes how it is now.

    Raises:
        ProposalGone, AlreadyDecided: ``refusal``, of what is not this person's.
    """
    found = await rooms.store.read(lambda db: proposals.one(db, number))
    if found is None or found.proposer.user_id != person.user_id:
        raise refusal
    if found.state is ProposalState.DRAFT:
        await preview(rooms, question, found, person, turn=question.is_private, newer=True)
    else:
        await question.answer(preview_card.sent_already(found))


def _stopped(db: Connection, draft: Proposal, guild_id: int | None, today: dt.date) -> bool:
    """Whether something stops a draft from being kept as a server's own. A link may wait for its check."""
    own = dataclasses.replace(draft, changes=tuple(ownership.owned(draft, draft.changes, guild_id)), guild_id=guild_id)
    return bool(stops(findings.of(db, own, allowed=frozenset(), today=today, links=False)))
