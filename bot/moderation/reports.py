"""Members' reports of a link. Enough of them hide it at once, until somebody has looked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.domain.changes import THE_BOT, Change, Proposal, ProposalKind, ProposalState, Role
from bot.domain.initiatives import Initiative, Verification
from bot.errors import NotAllowed
from bot.moderation.permissions import Person
from bot.store import changes as store_changes
from bot.store import entries, proposals
from bot.store import links as store_links
from bot.store.database import Connection

REPORTS_A_DAY = 10
"""How many links one member may report in 24 hours: more is no help to those who look."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report led to."""

    count: int | None
    """How many members have reported the link by now; ``None`` if this one had done so before."""
    hidden: bool
    """Whether the link is hidden because of it."""
    review: Proposal | None
    """What now waits for a reviewer."""


def report(db: Connection, initiative_id: int, person: Person, why: str, at: dt.datetime, threshold: int) -> Reported:
    """Keep a member's report of an initiative's link; at ``threshold`` different members, hide the link.

    Raises:
        NotAllowed: there is no such initiative here, it shows no link, or the member has reported too much today.
    """
    stored = entries.find(db, "initiatives", (initiative_id,))
    if stored is None or stored.guild_id not in (None, person.guild_id):
        raise NotAllowed(f"There is no initiative {initiative_id} here. Its number stands at the foot of its card.")
    initiative = stored.entry
    assert isinstance(initiative, Initiative)
    if not initiative.link:
        raise NotAllowed("That entry has no link to report. Whatever else is wrong with it, tell us by “suggest correction”.")
    if store_links.reports_since(db, person.user_id, at - dt.timedelta(days=1)) >= REPORTS_A_DAY:
        raise NotAllowed(f"You have reported {REPORTS_A_DAY} links within a day, as many as are read. Please tell a moderator.")
    count = store_links.report(db, initiative, person.user_id, person.guild_id, at, why)
    if count is None or count < threshold or initiative.checked(at.date()) is not Verification.VERIFIED:
        return Reported(count, False, None)
    hidden = initiative.model_copy(update={"verification": Verification.WITHDRAWN})
    said = f"{count} members reported the link"
    store_changes.carry_out(
        db, [Change("initiatives", initiative, hidden, stored.guild_id)], by=THE_BOT, at=at, why=said, guild_id=stored.guild_id
    )
    again = hidden.model_copy(update={"verification": Verification.UNVERIFIED})
    review = proposals.add(
        db,
        Proposal(
            proposal_id=0,
            kind=ProposalKind.REPORT,
            state=ProposalState.PENDING,
            title=f"reported link of “{initiative.title}”",
            guild_id=stored.guild_id,
            made_in=person.guild_id,
            channel_id=None,
            proposer=THE_BOT,
            role=Role.OWNER,
            made_at=at,
            source="",
            why="; ".join(dict.fromkeys(filter(None, store_links.reasons(db, initiative_id))))[:500] or said,
            changes=(Change("initiatives", hidden, again, stored.guild_id),),
        ),
    )
    return Reported(count, True, review)
