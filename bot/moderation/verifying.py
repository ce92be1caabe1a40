"""A link is shown when two people stand for it: one who gave it and another who checked it, both with the day, until it expires."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from bot.domain.changes import THE_BOT, Author, Change, Proposal, ProposalKind, ProposalState
from bot.domain.dates import PartialDate
from bot.domain.initiatives import VOUCHED_BY, VOUCHED_FOR, Initiative, Organisation, Verification
from bot.domain.tables import Key
from bot.moderation import links
from bot.moderation.permissions import Person
from bot.store import entries, proposals
from bot.store import links as store_links
from bot.store.database import Connection

MOST_TO_CHECK = 25
"""For how many links at most one decision asks for a check: an import may bring 1,500, and nobody works through as many cards."""


def giver(proposal: Proposal) -> Author:
    """Whose word the link of a proposal is."""
    given = _rewriters(proposal)
    if given:
        return given[-1]
    if proposal.proposer == THE_BOT:
        # What stands in the store tells it, not what the proposal would make of it: a reviewer may have edited that.
        stored = (change.before for change in proposal.changes)
        first = next((row.link_added_by for row in stored if isinstance(row, Initiative) and row.link_added_by), THE_BOT.user_id)
        return Author(first, "")
    return proposal.proposer


def gives_links(changes: Iterable[Change], instead_of: Iterable[Change]) -> bool:
    """Whether an edit lets an initiative have a link, or be of an organisation, that it was not given before."""

    def given(some: Iterable[Change]) -> set[tuple[int, str, int | None]]:
        return {(after.initiative_id, after.link, after.organisation_id) for after in _initiatives(some) if after.link}

    return bool(given(changes) - given(instead_of))


def unverified(changes: Iterable[Change], *, undo: bool = False) -> Iterator[Change]:
    """The changes as one person alone may make them: no link becomes verified by them, and none that they touch stays so.

    Where a verified link is still the one that was checked, for the same, it stays verified by whom and until when it was. Who
    stands for a link is never taken from a form or a file.

    Args:
        undo: whether they put back what was recorded, so that who stood for a link then may stand there again.
    """
    for change in changes:
        after = change.after
        yield dataclasses.replace(change, after=_alone(change.before, after, undo)) if isinstance(after, Initiative) else change


def approved(db: Connection, proposal: Proposal, by: Author, day: dt.date) -> Iterator[Change]:
    """The changes as they are carried out when ``by`` approves: a link that is part of them is verified, if another gave it.

    A link that the changes do not speak of stays what it was, unless they change what it was vouched for. If an
    organisation's domain changes, the links that were checked against the old one lapse.
    """
    checked: set[Key] = set()
    moved = _moved(proposal.changes)
    for change in unverified(proposal.changes, undo=proposal.kind is ProposalKind.UNDO):
        after = change.after
        if isinstance(after, Initiative) and _asks_for_check(proposal, change) and _is_another(proposal, by):
            checked.add(change.key)
            yield dataclasses.replace(change, after=_verified(db, proposal, change.before, after, by, day))
        elif isinstance(after, Initiative) and after.verification is Verification.VERIFIED and after.organisation_id in moved:
            checked.add(change.key)
            yield dataclasses.replace(change, after=after.model_copy(update={"verification": Verification.LAPSED}))
        else:
            yield change
    touched = checked | {change.key for change in proposal.changes if change.table_name == "initiatives"}
    yield from _lapsed_with_domain(db, moved, touched)


def to_check(
    db: Connection, changes: Iterable[Change], person: Person, at: dt.datetime, channel_id: int | None, *, asked: bool = False
) -> Iterator[Proposal]:
    """Proposals to check the links that ``person`` has just given, or let lapse, and that nobody else has looked at yet.

    They are for the first :data:`MOST_TO_CHECK` links. The others stay as hidden as these without being asked about: ``stale``
    lists them, and their checks are started there (:func:`start_checks`).

    Args:
        asked: whether ``person`` was asked to check the links. Those that are not verified by it were the person's own, or nobody's.
    """
    for after, guild_id in islice(_unchecked(changes, asked=asked), MOST_TO_CHECK):
        yield proposals.add(db, check_of(after, guild_id, person, at, channel_id))


def start_checks(
    db: Connection, numbers: Iterable[int], person: Person, at: dt.datetime, channel_id: int | None
) -> list[Proposal]:
    """Proposals to check the links of initiatives, which ``person`` stands for from now on, so that somebody else looks at them.

    Left out are those of which a check waits already, whose link is gone, and for whose entries ``person`` does not answer.
    """
    started = []
    for number in dict.fromkeys(numbers):
        stored = entries.find(db, "initiatives", (number,))
        if stored is None or not person.keeps(stored.guild_id) or _is_asked_about(db, stored.key):
            continue
        initiative = stored.entry
        assert isinstance(initiative, Initiative)
        if initiative.link:
            started.append(proposals.add(db, check_of(initiative, stored.guild_id, person, at, channel_id)))
    return started


def _is_asked_about(db: Connection, key: Key) -> bool:
    """Whether somebody is asked already to look at an initiative's link."""
    return any(each.kind in (ProposalKind.LINK, ProposalKind.REPORT) for each in proposals.on_entry(db, "initiatives", key))


def is_newly_verified(change: Change) -> bool:
    """Whether the change verifies a link."""
    after, before = change.after, change.before
    if not isinstance(after, Initiative) or after.verification is not Verification.VERIFIED:
        return False
    return not isinstance(before, Initiative) or any(
        getattr(before, field) != getattr(after, field) for field in ("verification", *VOUCHED_BY)
    )


def check_of(initiative: Initiative, guild_id: int | None, person: Person, at: dt.datetime, channel_id: int | None) -> Proposal:
    """The proposal that somebody else may check an initiative's link, which ``person`` stands for."""
    given = {
        "link_added_by": person.user_id if _is_a_member(person.author) else None,
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


def _unchecked(changes: Iterable[Change], *, asked: bool) -> Iterator[tuple[Initiative, int | None]]:
    """The initiatives of :func:`to_check`, and whose they are."""
    for change in changes:
        after = change.after
        if isinstance(after, Initiative) and after.link and after.verification is not Verification.VERIFIED:
            if asked or _is_new_or_lapsed(change.before, after):
                yield after, change.guild_id


def _initiatives(changes: Iterable[Change]) -> list[Initiative]:
    return [change.after for change in changes if isinstance(change.after, Initiative)]


def _rewriters(proposal: Proposal) -> list[Author]:
    """The reviewers who put another link into a proposal, in their order."""
    return [note.by for note in proposal.notes if note.gives_link]


def _is_a_member(author: Author) -> bool:
    """Whether that is a person with a Discord id, whose word can be kept with a link."""
    return author.user_id > THE_BOT.user_id


def _is_another(proposal: Proposal, by: Author) -> bool:
    """Whether ``by`` is a person other than all whose word a link of the proposal may be."""
    given_by = [giver(proposal), *_rewriters(proposal)]
    return all(_is_a_member(one) and one.user_id != by.user_id for one in given_by) and _is_a_member(by)


def _verified(db: Connection, proposal: Proposal, before: object, after: Initiative, by: Author, day: dt.date) -> Initiative:
    own = _own_domain(db, after, proposal.changes)
    given = PartialDate.parse(proposal.made_at.date().isoformat())
    if proposal.proposer == THE_BOT and isinstance(before, Initiative) and before.link == after.link and before.link_added:
        given = before.link_added
    checked = {
        "verification": Verification.VERIFIED,
        "link_added_by": giver(proposal).user_id,
        "link_added": given,
        "link_approved_by": by.user_id,
        "link_approved": PartialDate.parse(day.isoformat()),
        "link_expires": PartialDate.parse((day + dt.timedelta(days=links.holds_for(after.link, own))).isoformat()),
    }
    return Initiative.model_validate(after.model_dump() | checked)


def _alone(before: object, after: Initiative, undo: bool) -> Initiative:
    """An initiative as one person alone may write it."""
    was = before if isinstance(before, Initiative) else None
    stood = {field: getattr(was, field) if was is not None and was.link == after.link else None for field in VOUCHED_BY}
    if was is not None and _still_holds(was, after):
        return after.model_copy(update=stood)
    fallen = Verification.LAPSED if after.link and (was is not None or undo) else Verification.UNVERIFIED
    now = fallen if after.verification is Verification.VERIFIED else after.verification
    return after.model_copy(update={"verification": now, **({} if undo else stood)})


def _still_holds(before: Initiative, after: Initiative) -> bool:
    """Whether a verified link is the one that was verified, and for the same."""
    both = before.verification is after.verification is Verification.VERIFIED
    return both and all(getattr(before, field) == getattr(after, field) for field in VOUCHED_FOR)


def _is_new_or_lapsed(before: object, after: Initiative) -> bool:
    """Whether a link is another than before, or no longer verified because the entry was edited.

    Of the links that lapse by the dozen, with a merged city or an organisation's domain, ``stale`` tells.
    """
    if not isinstance(before, Initiative) or before.link != after.link:
        return True
    edited = any(getattr(before, field) != getattr(after, field) for field in VOUCHED_FOR if field != "beneficiary_id")
    return before.verification is Verification.VERIFIED and edited


def _asks_for_check(proposal: Proposal, change: Change) -> bool:
    """Whether the link is what the proposal is about, so that whoever approves has looked at it."""
    after, before = change.after, change.before
    if not isinstance(after, Initiative) or not after.link.startswith("https://"):
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


def _moved(changes: Iterable[Change]) -> set[int]:
    """The organisations that get another domain."""
    return {
        change.before.organisation_id
        for change in changes
        if isinstance(change.before, Organisation)
        and (not isinstance(change.after, Organisation) or change.after.domain != change.before.domain)
    }


def _lapsed_with_domain(db: Connection, moved: Collection[int], touched: Collection[Key]) -> Iterator[Change]:
    for organisation_id in moved:
        for stored in entries.hanging_on(db, "organisations", (organisation_id,)):
            entry = stored.entry
            if isinstance(entry, Initiative) and entry.verification is Verification.VERIFIED and stored.key not in touched:
                lapsed = entry.model_copy(update={"verification": Verification.LAPSED})
                yield Change("initiatives", entry, lapsed, stored.guild_id)


def recorded(db: Connection) -> list[links.Listing]:
    """Every domain that is on an organisation's record."""
    return [links.Listing(each.domain, each.name) for each in store_links.organisations_with_domain(db)]
