"""The way of a proposal: drafted, sent off, and decided once by somebody who did not make it.

Every function here is one piece of work on the store, to be run within one write transaction.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain import wording
from bot.domain.changes import Author, Change, Note, Proposal, ProposalKind, ProposalState, Revision, Role
from bot.domain.sources import Source
from bot.domain.trust import Finding, Weight, stops, worst_first
from bot.errors import AlreadyDecided, NotAllowed, NothingChanged, ProposalGone, Stopped, TooManyProposals
from bot.moderation import findings, verifying
from bot.moderation.ownership import KEEPS_OWNERS, owned, refuse_foreign, whose
from bot.moderation.permissions import Person, require_decider
from bot.moderation.sources_given import names_work
from bot.store import changes as store_changes
from bot.store import entries, labels, proposals, servers
from bot.store import links as store_links
from bot.store.database import Connection

DAY = dt.timedelta(days=1)
DRAFTS_KEPT = 7 * DAY
"""For how long a draft is kept that nobody sends off."""
MOST_DRAFTS = 20
"""How many drafts of one person are kept; then the oldest goes. An import's may have 5,000 rows."""
NAMED_BY = frozenset({"pairings", "initiatives", "organisations", "city_names"})
"""What a proposal’s title names."""
TRUSTED_ELSEWHERE = 3
"""How many times what a member may suggest to the catalogue in a day those may whom another server than the home server trusts.
Anybody can open a server and be its moderator, so no more than that."""
ABOUT_A_LINK = frozenset({ProposalKind.LINK, ProposalKind.REPORT})
"""Whoever decides on such a proposal has looked at the link."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the operator has set, as far as proposals go by it."""

    suggestions_a_day: int
    """How many suggestions of a member are taken in 24 hours."""
    allowed_domains: frozenset[str] = frozenset()
    home_guild: int | None = None
    """The server of the catalogue's editors. Its roles count for the catalogue; those that another server gives do not."""


@dataclass(frozen=True, slots=True)
class Read:
    """A proposal with what was noticed about it."""

    proposal: Proposal
    findings: list[Finding]


def draft(
    db: Connection,
    person: Person,
    kind: ProposalKind,
    title: str,
    changes: Sequence[Change],
    *,
    at: dt.datetime,
    channel_id: int | None = None,
    source: str = "",
    why: str = "",
    undoes: int | None = None,
) -> Proposal:
    """Write down what somebody is about to propose or do, for them to look at first.

    Raises:
        NothingChanged: there is nothing in it.
    """
    real = [change for change in changes if change.before != change.after]
    if changes and not real:
        raise NothingChanged
    proposals.drop_drafts_before(db, at - DRAFTS_KEPT)
    proposals.drop_oldest_drafts(db, person.user_id, keep=MOST_DRAFTS - 1)
    return proposals.add(
        db,
        Proposal(
            proposal_id=0, kind=kind, state=ProposalState.DRAFT, title=title, guild_id=whose(db, real, undoes), made_in=person.guild_id,
            channel_id=channel_id, proposer=person.author, role=person.role, made_at=at, source=source, why=why, changes=tuple(real), undoes=undoes,
        ),
    )  # fmt: skip


def own_draft(db: Connection, proposal_id: int, person: Person) -> Proposal:
    """Somebody's own draft.

    Raises:
        ProposalGone: it is not theirs, or was sent off or thrown away.
    """
    found = proposals.one(db, proposal_id)
    if found is None or found.state is not ProposalState.DRAFT or found.proposer.user_id != person.user_id:
        raise ProposalGone(proposal_id)
    return found


def read(db: Connection, proposal_id: int, rules: Rules, today: dt.date) -> Read:
    """A proposal as it may be shown, and what is noticed about it now: without what it does to other servers' own entries.

    Merging two cities moves the own entries of every server along. Whoever asks for that, and whoever decides on it, need not
    read them: how many there are is said instead.

    Raises:
        ProposalGone: there is none of that number.
    """
    found = proposals.one(db, proposal_id)
    if found is None:
        raise ProposalGone(proposal_id)
    noticed = findings.of(db, found, allowed=rules.allowed_domains, today=today)
    seen = tuple(change for change in found.changes if change.guild_id in (None, found.guild_id, found.made_in))
    others = len(found.changes) - len(seen)
    if others:
        moved = wording.count(others, "entry", "entries")
        noticed = worst_first([*noticed, Finding(Weight.LOOK, f"it touches {moved} of other servers, which only these see")])
    return Read(dataclasses.replace(found, changes=seen), noticed)


def send(db: Connection, proposal_id: int, person: Person, guild_id: int | None, rules: Rules, at: dt.datetime) -> Proposal:
    """Send a draft off for review: to the moderators of ``guild_id``, or with ``None`` to the catalogue's editors.

    In a server that has put suggestions on hold, those of members wait until it lifts that. If the home server has, so does what
    is for the catalogue, from wherever it comes, unless an editor sends it.

    Raises:
        TooManyProposals: they have sent as many as a day allows: a member, or to the catalogue whoever has a role in another
            server than the home server.
        Stopped: it holds what nobody should see, such as personal data. A link that is on no record may go on to the reviewers.
        ProposalGone: the draft is not theirs, or was sent off already.
    """
    written = own_draft(db, proposal_id, person)
    _refuse_too_many(db, person, guild_id, rules, at - DAY)
    if guild_id is not None and guild_id != person.guild_id:
        raise NotAllowed("A server’s own entries are suggested in that server.")
    state = ProposalState.HELD if _is_held(db, person, guild_id, rules.home_guild) else ProposalState.PENDING
    changes = tuple(owned(written, written.changes, guild_id))
    refuse_foreign(db, written, changes, guild_id)
    _refuse_stops(findings.of(db, written, allowed=rules.allowed_domains, today=at.date(), links=False))
    sent = proposals.edit(
        db, dataclasses.replace(written, state=state, guild_id=guild_id, changes=changes, made_at=at, role=person.role)
    )
    if sent is None:
        raise ProposalGone(proposal_id)
    return sent


def _refuse_too_many(db: Connection, person: Person, guild_id: int | None, rules: Rules, since: dt.datetime) -> None:
    """Raises :class:`TooManyProposals`."""
    if person.role < Role.CONTRIBUTOR:
        most, sent = rules.suggestions_a_day, proposals.made_since(db, person.user_id, since)
    elif guild_id is None and person.role < Role.EDITOR and person.guild_id != rules.home_guild:
        # What their server gets from them, and what it has to check of it, is that server's own affair.
        most = TRUSTED_ELSEWHERE * rules.suggestions_a_day
        sent = proposals.made_since(db, person.user_id, since, for_catalogue=True)
    else:
        return
    if sent >= most:
        raise TooManyProposals(most)


def _is_held(db: Connection, person: Person, guild_id: int | None, home_guild: int | None) -> bool:
    """Whether what somebody sends to ``guild_id`` has to wait until suggestions are taken again, where they are or at home."""

    def locked(server: int | None) -> bool:
        return server is not None and servers.settings_of(db, server).suggestions_held

    here = person.role < Role.MODERATOR and locked(person.guild_id)
    return here or (guild_id is None and person.role < Role.EDITOR and locked(home_guild))


@dataclass(frozen=True, slots=True)
class Kept:
    """What was carried out, and what now waits for somebody else because of it: links to check."""

    revision: Revision
    to_check: tuple[Proposal, ...]


def keep(db: Connection, proposal_id: int, person: Person, at: dt.datetime) -> Kept:
    """Carry a draft out at once: a moderator's change of the server's own entries.

    A link in it is not verified by that; it waits for somebody else (see :mod:`bot.moderation.verifying`).

    Raises:
        NotAllowed: it touches the shared catalogue, or they do not moderate here.
        Stopped: something stops it.
        ChangeRefused: the store's other reasons.
    """
    written = own_draft(db, proposal_id, person)
    guild_id = person.guild_id
    if guild_id is None or not person.keeps(guild_id):
        raise NotAllowed("Only a moderator of this server changes its own entries.")
    changes = tuple(owned(written, written.changes, guild_id))
    refuse_foreign(db, written, changes, guild_id)
    own = dataclasses.replace(written, changes=changes, guild_id=guild_id)
    _refuse_stops(findings.of(db, own, allowed=frozenset(), today=at.date(), links=False))
    changes = _still_lacking(db, verifying.unverified(changes, undo=written.kind is ProposalKind.UNDO))
    done = store_changes.carry_out(
        db, changes, by=person.author, at=at, why=written.why, guild_id=guild_id, proposal_id=proposal_id, undoes=written.undoes
    )
    if not proposals.decide(db, written, ProposalState.APPROVED, by=person.author, at=at, revision_id=done.revision_id):
        raise ProposalGone(proposal_id)
    return Kept(done, tuple(verifying.to_check(db, changes, person, at, written.channel_id)))


@dataclass(frozen=True, slots=True)
class Approved:
    """A proposal that was approved, what that led to, and what now waits for somebody else because of it: links to check."""

    proposal: Proposal
    revision: Revision
    to_check: tuple[Proposal, ...]


def approve(db: Connection, proposal_id: int, version: int, person: Person, rules: Rules, at: dt.datetime) -> Approved:
    """Approve a proposal and carry it out, once.

    Args:
        version: what the one who approves has seen.

    Raises:
        NotAllowed: they may not decide on it.
        AlreadyDecided: somebody was quicker, or edited it.
        Stopped: something stops it.
        Outdated: an entry changed since it was proposed.
    """
    asked = _to_decide(db, proposal_id, version, person)
    refuse_foreign(db, asked, asked.changes, asked.guild_id)
    if not asked.changes:
        raise Stopped(["it says in words only what should change. Edit the entry by it, then approve"])
    _refuse_stops(findings.of(db, asked, allowed=rules.allowed_domains, today=at.date()))
    changes = _still_lacking(db, verifying.approved(db, asked, person.author, at.date()))
    done = store_changes.carry_out(
        db,
        changes,
        by=person.author,
        at=at,
        why=asked.why or asked.title,
        guild_id=asked.guild_id,
        proposal_id=proposal_id,
        proposer=asked.proposer,
        undoes=asked.undoes,
    )
    looked_at = asked.kind in ABOUT_A_LINK
    for change in changes:
        if change.table_name == "initiatives" and (looked_at or verifying.is_newly_verified(change)):
            store_links.settle_reports(db, int(change.key[0]))
    decided = _decided(db, asked, ProposalState.APPROVED, person.author, at, "", done.revision_id)
    return Approved(decided, done, tuple(verifying.to_check(db, changes, person, at, asked.channel_id, asked=looked_at)))


def reject(db: Connection, proposal_id: int, version: int, person: Person, at: dt.datetime, reason: str) -> Proposal:
    """Reject a proposal, with the reason that its proposer will read. Raises what :func:`approve` does but for :class:`Stopped`."""
    asked = _to_decide(db, proposal_id, version, person)
    if asked.kind in ABOUT_A_LINK:
        # Any other proposal was not about the link: whoever rejects it has not looked at what members reported.
        for change in asked.changes:
            if change.table_name == "initiatives":
                store_links.settle_reports(db, int(change.key[0]))
    return _decided(db, asked, ProposalState.REJECTED, person.author, at, reason)


def withdraw(db: Connection, proposal_id: int, person: Person, at: dt.datetime) -> Proposal:
    """Take one's own proposal back. Raises :class:`ProposalGone`, :class:`AlreadyDecided`."""
    asked = _open(db, proposal_id)
    if asked.proposer.user_id != person.user_id:
        raise NotAllowed("Only who made a proposal withdraws it.")
    return _decided(db, asked, ProposalState.WITHDRAWN, person.author, at, "")


def rewrite(
    db: Connection, proposal_id: int, version: int, person: Person, changes: Sequence[Change], at: dt.datetime
) -> Proposal:
    """Put other changes in the place of those that a proposal asks for: a reviewer's edit before approval, or one's own draft.

    A reviewer who edits stays the reviewer; the proposer stays who proposed it. So what a reviewer gives as a link is
    the reviewer's own, and somebody else has to check it (see :func:`bot.moderation.verifying.approved`).

    Raises:
        NotAllowed: they may not decide on it, or it is an undo or a merge, which is whole or nothing.
        AlreadyDecided: it was decided or edited meanwhile.
        NothingChanged: nothing is left of it.
    """
    asked = _open(db, proposal_id)
    if asked.state is ProposalState.DRAFT:
        own_draft(db, proposal_id, person)
    else:
        require_decider(person, asked)
    if asked.version != version:
        raise AlreadyDecided(proposal_id)
    if asked.kind in KEEPS_OWNERS:
        raise NotAllowed("This moves or puts back whole entries, exactly. It is approved or rejected as it is.")
    real = tuple(change for change in owned(asked, changes, asked.guild_id) if change.before != change.after)
    if not real:
        raise NothingChanged
    if asked.state is not ProposalState.DRAFT:
        refuse_foreign(db, asked, real, asked.guild_id)
    now = dataclasses.replace(asked, changes=real)
    if asked.state is ProposalState.DRAFT:
        now = dataclasses.replace(now, title=_title(db, asked, real, at.date()), source=_source(asked, real))
    edited = proposals.edit(db, now)
    if edited is None:
        raise AlreadyDecided(proposal_id)
    if verifying.gives_links(real, instead_of=asked.changes):
        proposals.say(db, proposal_id, Note(at, person.author, "gave another link", gives_link=True))
    return _open(db, proposal_id)


def _title(db: Connection, asked: Proposal, changes: Sequence[Change], day: dt.date) -> str:
    """What an edited draft is called: anew if what it is about is called otherwise now, for reviewers read the title first."""
    was, now = labels.names_in(db, asked.changes, day).labels, labels.names_in(db, changes, day).labels
    for change in changes:
        row = change.table_name, change.key
        if change.table_name in NAMED_BY and row in was and was[row] != now[row]:
            return f"{'new ' if change.before is None else ''}{change.table.word} “{now[row]}”"
    return asked.title


def _source(asked: Proposal, changes: Sequence[Change]) -> str:
    """What an edited draft gives as its source: its new sources, if one of these is not what was given."""
    new = [change.after for change in changes if change.before is None and isinstance(change.after, Source)]
    told = all(names_work(asked.source, source) for source in new)
    return asked.source if told or not asked.source else "; ".join(source.url or source.citation for source in new)


def say(db: Connection, proposal_id: int, person: Person, words: str, at: dt.datetime) -> Proposal:
    """Ask the proposer something, or answer as the proposer. Raises :class:`NotAllowed`, :class:`AlreadyDecided`."""
    asked = _open(db, proposal_id)
    answers = person.user_id == asked.proposer.user_id
    if not answers:
        require_decider(person, asked)
    proposals.say(db, proposal_id, Note(at, person.author, words, answers))
    return _open(db, proposal_id)


def _open(db: Connection, proposal_id: int) -> Proposal:
    found = proposals.one(db, proposal_id)
    if found is None:
        raise ProposalGone(proposal_id)
    if found.state.decided:
        raise AlreadyDecided(proposal_id, str(found.state), found.decided_by.name if found.decided_by else "")
    return found


def _to_decide(db: Connection, proposal_id: int, version: int, person: Person) -> Proposal:
    asked = _open(db, proposal_id)
    if asked.state is ProposalState.DRAFT:
        raise ProposalGone(proposal_id)
    require_decider(person, asked)
    if asked.version != version:
        raise AlreadyDecided(proposal_id)
    return asked


def _decided(
    db: Connection,
    asked: Proposal,
    state: ProposalState,
    by: Author,
    at: dt.datetime,
    reason: str,
    revision_id: int | None = None,
) -> Proposal:
    if not proposals.decide(db, asked, state, by=by, at=at, reason=reason, revision_id=revision_id):
        raise AlreadyDecided(asked.proposal_id)
    decided = proposals.one(db, asked.proposal_id)
    assert decided is not None
    return decided


def _refuse_stops(found: Sequence[Finding]) -> None:
    stopping = stops(found)
    if stopping:
        raise Stopped([finding.words for finding in stopping])


def _still_lacking(db: Connection, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes but for cities that somebody else's proposal, for another tie of theirs, has brought into the catalogue meanwhile."""
    return tuple(
        change
        for change in changes
        if change.before is not None or change.table_name != "cities" or entries.find(db, change.table_name, change.key) is None
    )
