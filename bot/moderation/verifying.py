"""A link is shown when two people stand for it: one who gave it and another who checked it, both with the day, until it expires."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from bot.domain.changes import THE_BOT, Author, Change, Proposal, ProposalKind, ProposalState
from bot.domain.dates import PartialDate
from bot.domain.initiatives import Initiative, Organisation, Verification
from bot.moderation import links
from bot.moderation.permissions import Person
from bot.store import entries, proposals
from bot.store import links as store_links
from bot.store.database import Connection

GAVE_THE_LINK = "gave another link"
"""What is noted when a reviewer puts another link into a proposal: from then on it is the reviewer's word, and not the proposer's."""

VOUCHED_FOR = ("link", "organisation_id", "organiser", "title", "beneficiary_id", "country_code", "ask", "purpose")
"""What whoever checks a link has looked at. A change of any of these sends the link back to be checked."""


def links_in(changes: Iterable[Change]) -> set[str]:
    """The links that the changes would give to initiatives."""
    return {after.link for after in _initiatives(changes) if after.link}


def giver(proposal: Proposal) -> Author:
    """Whose word the link of a proposal is."""
    given = [note.by for note in proposal.notes if note.words == GAVE_THE_LINK]
    if given:
        return given[-1]
    if proposal.proposer == THE_BOT:
        first = next((after.link_added_by for after in _initiatives(proposal.changes) if after.link_added_by), THE_BOT.user_id)
        return Author(first, "")
    return proposal.proposer


def unverified(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes as one person alone may make them: no link becomes verified by them, and none that they touch stays so."""
    for change in changes:
        before, after = change.before, change.after
        if isinstance(after, Initiative) and after.verification is Verification.VERIFIED and not _still_holds(before, after):
            yield Change(
                change.table_name, before, after.model_copy(update={"verification": Verification.LAPSED}), change.guild_id
            )
        else:
            yield change


def approved(db: Connection, proposal: Proposal, by: Author, day: dt.date) -> Iterator[Change]:
    """The changes as they are carried out when ``by`` approves: a link that is part of them is verified, if another gave it.

    A link that the changes do not speak of stays what it was, unless they change what it was vouched for. If an
    organisation's domain changes, the links that were checked against the old one lapse.
    """
    given_by = giver(proposal)
    for change in unverified(proposal.changes):
        after = change.after
        if isinstance(after, Initiative) and _asks_for_check(proposal, change) and given_by.user_id != by.user_id:
            own = _own_domain(db, after, proposal.changes)
            checked = {
                "verification": Verification.VERIFIED,
                "link_added_by": given_by.user_id,
                "link_added": PartialDate.parse(proposal.made_at.date().isoformat()),
                "link_approved_by": by.user_id,
                "link_approved": PartialDate.parse(day.isoformat()),
                "link_expires": PartialDate.parse((day + dt.timedelta(days=links.holds_for(after.link, own))).isoformat()),
            }
            yield Change(
                change.table_name, change.before, Initiative.model_validate(after.model_dump() | checked), change.guild_id
            )
        else:
            yield change
    yield from _lapsed_with_domain(db, proposal.changes)


def to_check(
    db: Connection, changes: Iterable[Change], person: Person, at: dt.datetime, channel_id: int | None
) -> Iterator[Proposal]:
    """Proposals to check the links that ``person`` has just given and that nobody else has looked at yet."""
    for change in changes:
        after = change.after
        if not isinstance(after, Initiative) or not after.link or after.verification is Verification.VERIFIED:
            continue
        if isinstance(change.before, Initiative) and change.before.link == after.link:
            continue
        yield proposals.add(db, check_of(after, change.guild_id, person, at, channel_id))


def check_of(initiative: Initiative, guild_id: int | None, person: Person, at: dt.datetime, channel_id: int | None) -> Proposal:
    """The proposal that somebody else may check an initiative's link, which ``person`` stands for."""
    given = {
        "link_added_by": person.user_id,
        "link_added": PartialDate.parse(at.date().isoformat()),
        "link_approved_by": None,
        "link_approved": None,
        "link_expires": None,
        "verification": Verification.UNVERIFIED,
    }
    return Proposal(
        proposal_id=0,
        kind=ProposalKind.LINK,
        state=ProposalState.PENDING,
        title=f"link of “{initiative.title}”",
        guild_id=guild_id,
        made_in=person.guild_id,
        channel_id=channel_id,
        proposer=person.author,
        role=person.role,
        made_at=at,
        source="",
        why="",
        changes=(Change("initiatives", initiative, initiative.model_copy(update=given), guild_id),),
    )


def _initiatives(changes: Iterable[Change]) -> list[Initiative]:
    return [change.after for change in changes if isinstance(change.after, Initiative)]


def _still_holds(before: object, after: Initiative) -> bool:
    """Whether a verified link is the one that was verified, and for the same."""
    return (
        isinstance(before, Initiative)
        and before.verification is Verification.VERIFIED
        and all(getattr(before, field) == getattr(after, field) for field in VOUCHED_FOR)
    )


def _asks_for_check(proposal: Proposal, change: Change) -> bool:
    """Whether the link is what the proposal is about, so that whoever approves has looked at it."""
    after, before = change.after, change.before
    if not isinstance(after, Initiative) or not after.link:
        return False
    if proposal.kind in (ProposalKind.LINK, ProposalKind.REPORT):
        return True
    if proposal.kind in (ProposalKind.UNDO, ProposalKind.MERGE, ProposalKind.IMPORT):
        return False
    return not isinstance(before, Initiative) or before.link != after.link


def _own_domain(db: Connection, initiative: Initiative, changes: Sequence[Change]) -> str:
    """The domain on record of the organisation that an initiative names."""
    for change in changes:
        if isinstance(change.after, Organisation) and change.after.organisation_id == initiative.organisation_id:
            return change.after.domain
    found = entries.find(db, "organisations", (initiative.organisation_id,)) if initiative.organisation_id else None
    return found.entry.domain if found is not None and isinstance(found.entry, Organisation) else ""


def _lapsed_with_domain(db: Connection, changes: Sequence[Change]) -> Iterator[Change]:
    moved = {
        change.before.organisation_id
        for change in changes
        if isinstance(change.before, Organisation)
        and (not isinstance(change.after, Organisation) or change.after.domain != change.before.domain)
    }
    touched = {change.key for change in changes if change.table_name == "initiatives"}
    for organisation_id in moved:
        for stored in entries.hanging_on(db, "organisations", (organisation_id,)):
            entry = stored.entry
            if isinstance(entry, Initiative) and entry.verification is Verification.VERIFIED and stored.key not in touched:
                lapsed = entry.model_copy(update={"verification": Verification.LAPSED})
                yield Change("initiatives", entry, lapsed, stored.guild_id)


def recorded(db: Connection) -> list[links.Listing]:
    """Every domain that is on an organisation's record."""
    return [links.Listing(each.domain, each.name) for each in store_links.organisations_with_domain(db)]
