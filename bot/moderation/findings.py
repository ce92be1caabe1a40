"""What a reviewer has to know of a proposal before deciding: everything that is noticed about it without asking the web."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.domain import wording
from bot.domain.changes import Change, Proposal, ProposalKind, ProposalState, Role
from bot.domain.dates import PartialDate
from bot.domain.entry import Entry
from bot.domain.initiatives import Initiative, Organisation, Purpose
from bot.domain.places import City
from bot.domain.sources import Grade, Source
from bot.domain.tables import BY_NAME
from bot.domain.trust import Finding, Weight, without_backticks, worst_first
from bot.moderation import duplicates, merging, personal, verifying
from bot.moderation import links as link_rules
from bot.moderation.lookalikes import Name, host_of, is_number, resembles
from bot.moderation.sources_given import SHARED_HOSTS, addresses_in, grade_elsewhere, grade_of, names_address, publishers_of_host
from bot.store import entries, places, sources
from bot.store.database import Connection

OLDEST_YEAR = 1900
"""Dates before this year are mostly slips of a finger: ties of cities in today’s sense are of the twentieth century."""

SOURCED = frozenset(
    {ProposalKind.PAIRING, ProposalKind.STATUS, ProposalKind.INITIATIVE, ProposalKind.CORRECTION, ProposalKind.NAME}
)
"""What nobody approves without a source."""

NOT_SHOWN_BY = frozenset({ProposalKind.UNDO, ProposalKind.MERGE, ProposalKind.IMPORT})
"""Kinds whose approval verifies no link (see :func:`bot.moderation.verifying.approved`), so that a link need not be on record for it."""

DISGUISES = ("it resembles the recorded", "it bears the recorded")
"""What is said of an address that looks like one on an organisation’s record."""

AHEAD = frozenset({"check_by", "link_expires"})
"""Dates that are meant to be still to come."""

_NO_TEXT = frozenset({"url", "link", "domain", "country_code", "other_country_code", "region_code", "language"})
"""Fields that hold no sentence: they have rules of their own."""


def of(db: Connection, proposal: Proposal, *, allowed: frozenset[str], today: dt.date, links: bool = True) -> list[Finding]:
    """Everything that is noticed about a proposal now, worst first.

    Args:
        allowed: domains that links may lead to without being on an organisation's record.
        today: what counts as still to come.
        links: with ``False``, a link whose domain is on nobody's record is no stop: a moderator may keep such an entry in the server,
            and its link is not shown before somebody else has verified it. What makes a link dangerous in itself (a shortener, an IP
            address, a user name before the host, a wallet, a redirect …) stops it all the same. So it is with what takes back, merges
            or imports, for none of that verifies a link either.
    """
    if not proposal.changes:
        found = [Finding(Weight.LOOK, "it says in words only what should change")]
        return worst_first(dict.fromkeys([*found, *_said_beside(proposal)]))
    strict = links and proposal.kind not in NOT_SHOWN_BY
    found = [
        *_links(db, proposal, allowed, strict=strict),
        *_texts(proposal.changes),
        *_said_beside(proposal),
        *_sources(db, proposal),
        *_grades(db, proposal),
        *_organisations(db, proposal.changes),
        *_retired(db, proposal.changes),
        *_dates(proposal.changes, today),
        *_aid(db, proposal.changes),
        *_renamed(proposal.changes),
        *(merging.far_apart(db, proposal.changes) if proposal.kind is ProposalKind.MERGE else ()),
        *duplicates.standing_or_pending(db, proposal.changes, _seen_from(proposal), but=proposal.proposal_id),
    ]
    if proposal.kind is ProposalKind.UNDO:
        # What comes back was looked at when it was first kept: only what speaks against it now is worth a line.
        found = [finding for finding in found if finding.weight is not Weight.FINE]
    return worst_first(dict.fromkeys(found))


def _seen_from(proposal: Proposal) -> int | None:
    """Which server's own entries count as there already: of a draft, which may still go either way, those where it is written."""
    return proposal.made_in if proposal.state is ProposalState.DRAFT and proposal.guild_id is None else proposal.guild_id


def _links(db: Connection, proposal: Proposal, allowed: frozenset[str], *, strict: bool) -> Iterator[Finding]:
    recorded = verifying.recorded(db)
    for change in proposal.changes:
        after = change.after
        if not isinstance(after, Initiative) or not after.link or not _asks_for_link(proposal, change):
            continue
        organisation = _organisation(db, after, proposal.changes)
        name, own = (organisation.name, organisation.domain) if organisation else ("", "")
        if strict:
            yield from link_rules.check(after.link, recorded=recorded, allowed=allowed, organisation=name, own=own)
        else:
            # As if the domain were allowed, for then only what is wrong with the link itself is left.
            trusted = allowed | {link_rules.registrable(after.link)}
            found = link_rules.check(after.link, recorded=recorded, allowed=trusted, organisation=name, own=own)
            yield from (finding for finding in found if finding.weight is not Weight.FINE)
            domain = link_rules.registrable(after.link)
            if domain not in allowed and not any(link_rules.on_record(after.link, listing.domain) for listing in recorded):
                yield Finding(Weight.LOOK, f"`{link_rules.shown(domain)}` is on no record, so no link to it is shown")


def _asks_for_link(proposal: Proposal, change: Change) -> bool:
    """Whether the link of an initiative is new, is another one, or is what the proposal is about."""
    before, after = change.before, change.after
    if proposal.kind in (ProposalKind.LINK, ProposalKind.REPORT) or not isinstance(before, Initiative):
        return True
    assert isinstance(after, Initiative)
    return (before.link, before.organisation_id) != (after.link, after.organisation_id)


def _organisation(db: Connection, initiative: Initiative, changes: Sequence[Change]) -> Organisation | None:
    """The organisation that an initiative names, as the changes would have it or as it stands."""
    if initiative.organisation_id is None:
        return None
    for change in changes:
        if isinstance(change.after, Organisation) and change.after.organisation_id == initiative.organisation_id:
            return change.after
    stored = entries.find(db, "organisations", (initiative.organisation_id,))
    return stored.entry if stored is not None and isinstance(stored.entry, Organisation) else None


def _texts(changes: Iterable[Change]) -> Iterator[Finding]:
    """What stands in the changed texts and must not be kept."""
    for change in changes:
        for field, finding in in_texts(change):
            yield Finding(finding.weight, f"in {field.replace('_', ' ')}: {finding.words}")


def in_texts(change: Change) -> Iterator[tuple[str, Finding]]:
    """What stands in the texts that one change writes: the field, and what is noticed about it."""
    for field in change.fields if change.after is not None else ():
        value = getattr(change.after, field)
        if type(value) is str and field not in _NO_TEXT and not _is_its_host(change.after, field):
            yield from ((field, finding) for finding in personal.check_text(value, field))


def _is_its_host(entry: Entry | None, field: str) -> bool:
    """Whether a source's publisher is its own host, as it is called where nobody has named it otherwise."""
    return field == "publisher" and isinstance(entry, Source) and entry.publisher == host_of(entry.url).removeprefix("www.")


def _said_beside(proposal: Proposal) -> Iterator[Finding]:
    """What stands in the words beside the changes: they stay with the proposal, so a reviewer should know."""
    for field, text in (("reason", proposal.why), ("source", _without_addresses(proposal.source))):
        for finding in personal.check_text(text):
            if finding.weight is not Weight.FINE:
                yield Finding(Weight.LOOK, f"in the {field} given: {finding.words}")


def _without_addresses(text: str) -> str:
    return re.sub(r"https?://\S+", " ", text)


@dataclass(frozen=True, slots=True)
class _Said:
    """A source that speaks for a proposal: where, and how much it is worth."""

    url: str
    grade: Grade


def _sources(db: Connection, proposal: Proposal) -> Iterator[Finding]:
    """Who speaks for it, and whether their addresses can be trusted."""
    said = _speaking(db, proposal)
    for change in proposal.changes:
        source, before = change.after, change.before
        if isinstance(source, Source) and source.url and (not isinstance(before, Source) or before.url != source.url):
            yield from of_address(source.url)
            if before is None and proposal.kind is not ProposalKind.IMPORT:
                yield from _unlike_given(db, proposal, source)
    if proposal.kind not in SOURCED and proposal.kind is not ProposalKind.ENTRY:
        return
    if not said:
        sourced = proposal.kind in SOURCED
        if sourced or any(change.before is None and "source_id" in change.table.columns for change in proposal.changes):
            yield Finding(Weight.STOP if sourced else Weight.LOOK, "no source is given")
        return
    yield from _unseen(db, proposal)
    yield from _how_many(said, proposal.changes)
    if all(each.url.startswith("https://") for each in said):
        yield Finding(Weight.FINE, "the source is https" if len(said) == 1 else "the sources are https")


def _unseen(db: Connection, proposal: Proposal) -> Iterator[Finding]:
    """Recorded sources that a server's moderator alone has named and graded, and that the catalogue would now rely on."""
    if proposal.guild_id is not None:
        return
    new = {change.key[0] for change in proposal.changes if change.table_name == "sources"}
    named = dict.fromkeys(
        getattr(change.after, "source_id", None) for change in proposal.changes if change.table_name != "sources"
    )
    for number in named:
        if number is not None and number not in new and not sources.is_reviewed(db, number):
            source = getattr(entries.find(db, "sources", (number,)), "entry", None)
            if isinstance(source, Source):
                graded = f"source {number}, grade {source.grade}, called “{without_backticks(source.publisher)}”"
                yield Finding(Weight.LOOK, f"nobody who answers for the catalogue has seen {graded}")


def _how_many(said: Sequence[_Said], changes: Sequence[Change]) -> Iterator[Finding]:
    rows = (change.after for change in changes)
    pages = {_page(row.link) for row in rows if isinstance(row, Initiative) and row.link}
    best = min(each.grade for each in said)
    graded = f"grade {best} ({best.words})"
    if all(each.url and _page(each.url) in pages for each in said):
        yield Finding(Weight.LOOK, f"the only source is the proposed page itself, {graded}")
    elif len(said) == 1:
        yield Finding(Weight.FINE if best <= Grade.B else Weight.LOOK, f"one source only, {graded}")


def _speaking(db: Connection, proposal: Proposal) -> list[_Said]:
    """The sources that the changed rows name; if they name none, what was given as the source.

    One that is on record, but was named and graded by a server's moderator alone, is worth what anybody's word is.
    """
    new = {change.after.source_id: change.after for change in proposal.changes if isinstance(change.after, Source)}
    found: dict[int, Source] = {}
    for change in proposal.changes:
        number = getattr(change.after, "source_id", None)
        if change.table_name == "sources" or number is None or number == getattr(change.before, "source_id", None):
            continue
        stored = new.get(number) or getattr(entries.find(db, "sources", (number,)), "entry", None)
        if isinstance(stored, Source):
            found[number] = stored
    if found:
        return [
            _Said(source.url, source.grade if number in new or sources.is_reviewed(db, number) else Grade.E)
            for number, source in found.items()
        ]
    if not proposal.source.strip():
        return []
    urls = addresses_in(proposal.source)
    return [_Said(url, grade_of(db, url)) for url in urls] or [_Said("", Grade.E)]


def _unlike_given(db: Connection, proposal: Proposal, source: Source) -> Iterator[Finding]:
    """Where the source that members would open is not the one that was given, or its link bears a name that hides whose site it is."""
    if proposal.source.strip() and not names_address(proposal.source, source.url):
        yield Finding(Weight.LOOK, f"the source is `{link_rules.shown(source.url)}`, and not what was given")
    secure = re.sub(r"^http://", "https://", source.url)
    for finding in link_rules.check(secure, recorded=verifying.recorded(db)):
        if finding.words.startswith(DISGUISES):
            yield Finding(Weight.LOOK, f"of the source’s address: {finding.words}")
    host = host_of(source.url).removeprefix("www.")
    if source.publisher != host and all(source.publisher != name for name in publishers_of_host(db, source.url)):
        yield Finding(Weight.LOOK, f"the link to `{host}` would be called “{without_backticks(source.publisher)}”")


def of_address(url: str) -> Iterator[Finding]:
    """What is wrong with the address of a source. Members open it, so what hides where it leads stops it; the rest is for judging."""
    host = host_of(url)
    dangers = (
        ("@" in urlsplit(url).netloc, "has a user name before its host: what is before `@` is not the site"),
        (is_number(host), "is at an IP address and not at a name"),
        (link_rules.is_shortener(host), f"is behind `{host}`, a shortener, which hides where it leads"),
    )
    stopped = [Finding(Weight.STOP, f"the source {words}") for wrong, words in dangers if wrong]
    yield from stopped
    secure = re.sub(r"^http://", "https://", url)
    if secure != url:
        yield Finding(Weight.LOOK, "the source is not https")
    if stopped:
        return
    for finding in link_rules.check(secure, recorded=(), allowed=frozenset({link_rules.registrable(secure)})):
        if finding.weight is not Weight.FINE:
            yield Finding(Weight.LOOK, f"of the source’s address: {finding.words}")


def _page(url: str) -> tuple[str, str]:
    """What makes two addresses one page."""
    host = host_of(url)
    # What has no host that can be read cannot be taken apart either, and is only itself.
    return (host.removeprefix("www."), urlsplit(url).path.rstrip("/")) if host else ("", url)


def _grades(db: Connection, proposal: Proposal) -> Iterator[Finding]:
    """A good grade that somebody gave by themselves, who is no editor."""
    if proposal.role >= Role.EDITOR:
        return
    for change in proposal.changes:
        source, before = change.after, change.before
        if not isinstance(source, Source) or source.grade > Grade.B:
            continue
        graded = not isinstance(before, Source) or before.grade != source.grade
        if graded and grade_elsewhere(db, source.url) != source.grade:
            by = f"a {proposal.role.word}" if proposal.role is not Role.OWNER else "the owner"
            yield Finding(Weight.LOOK, f"grade {source.grade} ({source.grade.words}) is claimed by {by}")


def _organisations(db: Connection, changes: Iterable[Change]) -> Iterator[Finding]:
    """What a domain on an organisation's record opens the door to."""
    known: list[_Known] | None = None
    for change in changes:
        after, before = change.after, change.before
        if not isinstance(after, Organisation) or not after.domain:
            continue
        if isinstance(before, Organisation) and before.domain == after.domain:
            continue
        shown = link_rules.shown(after.domain)
        yield Finding(Weight.LOOK, f"links on `{shown}` will be accepted for this organisation")
        # An import may have thousands of organisations: those on record are read and taken apart once for all of them.
        known = _known(db) if known is None else known
        yield from of_domain(known, after, shown)


@dataclass(frozen=True, slots=True)
class _Known:
    """A host on record, and the organisations that it is recorded of."""

    name: Name
    organisations: Sequence[Organisation]


def _known(db: Connection) -> list[_Known]:
    by_host: dict[str, list[Organisation]] = {}
    for row in entries.every(db, "organisations"):
        assert isinstance(row.entry, Organisation)
        by_host.setdefault(host_of(row.entry.domain).removeprefix("www."), []).append(row.entry)
    return [_Known(Name(host), of_it) for host, of_it in by_host.items() if host]


def of_domain(known: Iterable[_Known], organisation: Organisation, shown: str) -> Iterator[Finding]:
    """What is wrong with the domain on an organisation's record, and which of those that are ``known`` it resembles."""
    host = host_of(organisation.domain)
    bare = host.removeprefix("www.")
    path = organisation.domain.partition("://")[2] or organisation.domain
    if not host or is_number(host) or not link_rules.registrable(host):
        yield Finding(Weight.STOP, f"`{shown}` is no domain that somebody registered")
        return
    if link_rules.is_shortener(host):
        yield Finding(Weight.STOP, f"`{shown}` is a shortener and hides where it leads")
    if bare in SHARED_HOSTS and not path.partition("/")[2].strip("/"):
        yield Finding(Weight.STOP, f"anybody publishes on `{shown}`: record the organisation’s own page there, with its path")
    name = Name(bare)
    for each in known:
        others = [other for other in each.organisations if other.organisation_id != organisation.organisation_id]
        if others and each.name.host != bare and resembles(name, each.name):
            for other in others:
                yield Finding(Weight.LOOK, f"it resembles the recorded `{each.name.host}` of {without_backticks(other.name)}")


def _retired(db: Connection, changes: Sequence[Change]) -> Iterator[Finding]:
    """What is taken out, what goes with it, and what still names it."""
    out = [change for change in changes if change.after is None]
    if not out:
        return
    counts = Counter(change.table_name for change in out)
    words = [wording.count(number, BY_NAME[name].word) for name, number in counts.items()]
    yield Finding(Weight.LOOK, f"it takes out {wording.joined(words)}")
    changed = {(change.table_name, change.key) for change in changes}
    left: Counter[str] = Counter()
    for change in out:
        rows = entries.hanging_on(db, change.table_name, change.key)
        left.update(row.table_name for row in rows if (row.table_name, row.key) not in changed)
    if left:
        words = [wording.count(number, BY_NAME[name].word) for name, number in left.items()]
        yield Finding(Weight.STOP, f"it is still named by {wording.joined(words)}: retire or merge these first")


def _dates(changes: Iterable[Change], today: dt.date) -> Iterator[Finding]:
    for change in changes:
        for field in change.fields if change.after is not None else ():
            date = getattr(change.after, field)
            if not isinstance(date, PartialDate):
                continue
            if date.earliest > today and field not in AHEAD:
                yield Finding(Weight.LOOK, f"the date is still to come: {date.long}")
            if date.latest.year < OLDEST_YEAR:
                yield Finding(Weight.LOOK, f"the date is before {OLDEST_YEAR}: {date.long}")


def _aid(db: Connection, changes: Iterable[Change]) -> Iterator[Finding]:
    """What sets an initiative apart: a military purpose, and a place under occupation."""
    for change in changes:
        after, before = change.after, change.before
        if not isinstance(after, Initiative):
            continue
        was = before if isinstance(before, Initiative) else None
        if after.purpose is Purpose.MILITARY and (was is None or was.purpose is not Purpose.MILITARY):
            yield Finding(Weight.LOOK, "purpose is military: it stays out of !aid unless asked for")
        if after.beneficiary_id is not None and (was is None or was.beneficiary_id != after.beneficiary_id):
            held = places.held(db, after.beneficiary_id)
            city = places.city(db, after.beneficiary_id)
            if held is not None and held.occupied and city is not None:
                yield Finding(
                    Weight.LOOK, f"{city.name} was occupied as of {held.as_of.long}: its card shows history and no way to give"
                )


def _renamed(changes: Iterable[Change]) -> Iterator[Finding]:
    """What a city would be called instead, which every card that names it would say."""
    for change in changes:
        before, after = change.before, change.after
        if isinstance(before, City) and isinstance(after, City) and before.name != after.name:
            yield Finding(Weight.LOOK, f"it renames {without_backticks(before.name)} to {without_backticks(after.name)}")
