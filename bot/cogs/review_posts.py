"""Proposals where they are posted for review: posting the card, keeping it true, and telling the proposer what became of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

import discord

from bot.cogs.desk import Rooms
from bot.cogs.question import sent
from bot.domain.changes import Proposal, ProposalState
from bot.errors import ProposalGone
from bot.moderation import review, sources_given
from bot.moderation.duplicates import MANY
from bot.moderation.review import Rules
from bot.store import labels, proposals, servers
from bot.store.database import Connection
from bot.ui import review as review_card
from bot.ui.card import Answer
from bot.ui.changes import changed
from bot.ui.review import MADE_BY_NOBODY, UnderReview

log = logging.getLogger(__name__)

MOST_CARDS = 5
"""How many cards are posted in a channel for one thing that somebody did."""
ROUNDS = 3
"""How often a card is written again because somebody decided while it was being written."""


async def is_large(rooms: Rooms, proposal_id: int) -> bool:
    """Whether a proposal asks for so much that looking through it takes longer than Discord waits for an answer."""
    return await rooms.store.read(lambda db: proposals.changes_in(db, proposal_id)) > MANY


async def under_review(rooms: Rooms, proposal_id: int) -> UnderReview:
    """A proposal with all that its card says of it, as it is now.

    Raises:
        ProposalGone: there is none of that number.
    """
    today, rules = rooms.clock().date(), rooms.rules

    def query(db: Connection) -> UnderReview:
        return _read(db, proposal_id, rules, today)

    return await rooms.store.read(query, slow=await is_large(rooms, proposal_id))


async def under_review_in_pages(rooms: Rooms, proposal_id: int) -> tuple[UnderReview, list[list[str]]]:
    """The same, but with the pages that tell its changes in their place: for an import's rows they are made off the event loop.

    Raises:
        ProposalGone: there is none of that number.
    """
    today, rules = rooms.clock().date(), rooms.rules

    def query(db: Connection) -> tuple[UnderReview, list[list[str]]]:
        asked = _read(db, proposal_id, rules, today)
        without = dataclasses.replace(asked.proposal, changes=())
        return dataclasses.replace(asked, proposal=without, changed=()), review_card.in_pages(asked)

    return await rooms.store.read(query, slow=await is_large(rooms, proposal_id))


async def post(rooms: Rooms, proposal: Proposal) -> bool:
    """Post a waiting proposal where those look who decide on it. Returns whether that could be done.

    It goes to the review channel of the server whose entries it is about; about the shared catalogue, to that of the home
    server. If there is none, or the bot may not write there, nothing is lost: ``review`` shows it.
    """
    if proposal.state is not ProposalState.PENDING:
        return False
    channel = await _review_channel(rooms, proposal)
    if channel is None:
        return False
    asked = await under_review(rooms, proposal.proposal_id)
    answer = review_card.review_card(asked)
    try:
        message = await channel.send(**sent(_allowed(channel, answer)))
    except discord.HTTPException as error:
        log.warning("proposal %d could not be posted for review in channel %d: %s", proposal.proposal_id, channel.id, error)
        return False
    await rooms.store.write(lambda db: proposals.posted(db, proposal.proposal_id, channel.id, message.id))
    now = await rooms.store.read(lambda db: proposals.one(db, proposal.proposal_id), slow=len(proposal.changes) > MANY)
    if now is not None and (now.version, now.state) != (asked.proposal.version, asked.proposal.state):
        await renew(rooms, now)
    return True


async def post_all(rooms: Rooms, waiting: Iterable[Proposal]) -> int:
    """Post several proposals: of those that one channel gets the first few as cards, and of the others in one line how many there are.

    Returns how many are posted or counted there.
    """
    by_server: dict[int | None, list[Proposal]] = {}
    for proposal in waiting:
        by_server.setdefault(proposal.guild_id, []).append(proposal)
    told = 0
    for given in by_server.values():
        told += sum([await post(rooms, proposal) for proposal in given[:MOST_CARDS]])
        left = len(given) - MOST_CARDS
        if left > 0 and await _more_wait(rooms, given[-1], left):
            told += left
    return told


async def _more_wait(rooms: Rooms, proposal: Proposal, left: int) -> bool:
    """Say, where ``proposal`` would be posted, how many more wait. Returns whether that could be done."""
    channel = await _review_channel(rooms, proposal)
    if channel is None:
        return False
    line = Answer(content=f"and {left:,} more {'waits' if left == 1 else 'wait'}: {rooms.asking(0).example('review')}")
    try:
        await channel.send(**sent(line))
    except discord.HTTPException as error:
        log.warning("that %d more proposals wait could not be said in channel %d: %s", left, channel.id, error)
        return False
    return True


async def renew(rooms: Rooms, proposal: Proposal, *, but: int | None = None) -> None:
    """Let the posted card of a proposal say what became of it.

    Args:
        but: a message that says so already.
    """
    seen: tuple[int, ProposalState, int] | None = None
    for _ in range(ROUNDS):
        try:
            asked = await under_review(rooms, proposal.proposal_id)
        except ProposalGone:
            return
        now = asked.proposal
        if seen == (now.version, now.state, len(now.notes)):
            return
        seen = (now.version, now.state, len(now.notes))
        if now.review_channel is None or now.review_message is None or now.review_message == but:
            return
        channel = rooms.get_channel(now.review_channel)
        if channel is None:
            return
        given = sent(_allowed(channel, review_card.review_card(asked)))
        given.pop("suppress_embeds", None)
        try:
            await channel.get_partial_message(now.review_message).edit(**{"embed": None, "view": None} | given)
        except discord.HTTPException as error:
            log.warning("the card of proposal %d could not be brought up to date: %s", now.proposal_id, error)
            return


async def tell(rooms: Rooms, proposal: Proposal) -> bool:
    """Tell the proposer what became of a proposal: in a direct message, else where it was suggested. Returns whether that could be done."""
    decided_by = proposal.decided_by.user_id if proposal.decided_by else None
    if proposal.proposer.user_id in (*MADE_BY_NOBODY, decided_by):
        return False
    answer = Answer(content=review_card.told(proposal))
    return await in_private(rooms, proposal.proposer.user_id, answer) or await where_suggested(rooms, proposal, answer)


async def in_private(rooms: Rooms, user_id: int, answer: Answer) -> bool:
    """Send somebody a direct message. Returns whether it arrived: many take none."""
    try:
        user = rooms.get_user(user_id) or await rooms.fetch_user(user_id)
        await user.send(**sent(answer))
    except discord.HTTPException as error:
        log.info("user %d could not be written to: %s", user_id, error)
        return False
    return True


async def where_suggested(rooms: Rooms, proposal: Proposal, answer: Answer) -> bool:
    """Write in the channel in which a proposal was made, to its proposer by name and without a ping."""
    channel = rooms.get_channel(proposal.channel_id) if proposal.channel_id is not None else None
    if channel is None:
        return False
    addressed = Answer(content=f"{review_card.name_of(proposal.proposer)}: {answer.content}", view=answer.view)
    try:
        await channel.send(**sent(addressed))
    except discord.HTTPException as error:
        log.info("the proposer of proposal %d could not be told in channel %d: %s", proposal.proposal_id, channel.id, error)
        return False
    return True


def _read(db: Connection, proposal_id: int, rules: Rules, today: dt.date) -> UnderReview:
    read = review.read(db, proposal_id, rules, today)
    proposal = read.proposal
    names = labels.names_in(db, proposal.changes, today)
    if proposal.state is ProposalState.APPROVED:
        # How the pairings stand now is what it led to, and no longer what it was to change.
        names = dataclasses.replace(names, statuses={})
    given = sources_given.said_by(db, proposal.changes, proposal.source)
    record = proposals.record(db, proposal.proposer.user_id, but=proposal_id)
    return UnderReview(proposal, read.findings, changed(proposal.changes, names, given=given), record)


async def _review_channel(rooms: Rooms, proposal: Proposal) -> Any | None:
    """The channel where those look who decide on a proposal; ``None`` if there is none that the bot sees."""
    guild_id = proposal.guild_id if proposal.guild_id is not None else rooms.settings.home_guild
    if guild_id is None:
        return None
    chosen = await rooms.store.read(lambda db: servers.settings_of(db, guild_id), ("server", guild_id))
    channel = rooms.get_channel(chosen.review_channel) if chosen.review_channel is not None else None
    if channel is None and chosen.review_channel is not None:
        log.warning("the review channel %d of server %d is gone or hidden from the bot", chosen.review_channel, guild_id)
    if channel is not None and channel.guild.id != guild_id:
        return None
    return channel


def _allowed(channel: Any, answer: Answer) -> Answer:
    """The card as the bot may show it there: without *Embed Links* Discord drops what is proposed, and so it is said where that is."""
    if answer.embed is None or channel.permissions_for(channel.guild.me).embed_links:
        return answer
    hint = "-# The details are under History: I lack the permission Embed Links here."
    return Answer(content=f"{answer.content}\n{hint}", view=answer.view)
