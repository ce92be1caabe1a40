"""Whether what is proposed is recorded already, or waits already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from bot.domain.changes import Change, Proposal
from bot.domain.dates import PartialDate
from bot.domain.entry import Entry
from bot.domain.initiatives import Initiative, Organisation
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import CityName
from bot.domain.trust import Finding, Weight
from bot.moderation.lookalikes import host_of
from bot.search.keys import native_key
from bot.store import duplicates, entries, labels, places, proposals
from bot.store.database import Connection

NEAR_TITLE = 90
"""How alike two titles have to be, of 100, to be taken for one: ``Winter coats for Kyiv`` and ``Winter coat for Kyiv`` are (98),
``Buses for Kyiv`` and ``Beds for Kyiv`` are not (89)."""

NEAR_NAME = 94
"""The same of two names of organisations: a letter, or the words in another order. ``City of Hamburg`` and ``City of Homburg`` are
two (93), as are the nearest in the shipped catalogue (89)."""

MOST = 5
"""How many of each sort are named."""

COMPARED = ("pairings", "events", "initiatives", "city_names", "organisations")


def standing_or_pending(db: Connection, changes: Sequence[Change], guild_id: int | None, *, but: int = 0) -> list[Finding]:
    """What is recorded or waits already and says the same; if nothing does, that.

    Compared are the two cities of a pairing, kind and date of an event, place and title or link of an initiative, names of a city,
    and domain or name of an organisation. What the store would refuse for that is a stop.

    Args:
        guild_id: whose entries would change; the own entries and proposals of other servers stay unseen.
        but: the proposal that the changes are of, which does not say the same as itself.
    """
    if not changes:
        return []
    look = _Comparison(db, changes, guild_id, but)
    found = list(dict.fromkeys(finding for change in changes for finding in look.of(change)))
    return found or [Finding(Weight.FINE, "nothing recorded or pending says the same")]


@dataclass
class _Comparison:
    """One look at the store, in which the waiting proposals of a table are read once."""

    db: Connection
    changes: Sequence[Change]
    guild_id: int | None
    but: int
    _waiting: dict[str, list[Proposal]] = field(default_factory=dict)

    def of(self, change: Change) -> Iterator[Finding]:
        """What says the same as one change."""
        new = change.after
        if new is None or change.table_name not in COMPARED:
            return
        if change.before is not None:
            yield from self._on_same_row(change)
        if change.before is not None and not _is_another(change.before, new):
            return
        yield from self._recorded(change, new)
        for proposal, its in self._pending(change.table_name):
            if its.after is not None and self._alike(new, its.after, proposal.changes):
                yield Finding(Weight.LOOK, f"proposal {proposal.proposal_id} says the same")

    def _recorded(self, change: Change, new: Entry) -> Iterator[Finding]:
        match new:
            case Pairing():
                for stored in duplicates.pairings_of(self.db, new.city_a, new.city_b, self.guild_id):
                    if stored.key != change.key and stored.key not in self._gone("pairings"):
                        weight = Weight.STOP if stored.guild_id == change.guild_id else Weight.LOOK
                        yield self._already(stored.entry, weight)
            case Event():
                yield from self._events(new)
            case Initiative():
                like = [each for each in duplicates.initiatives_like(self.db, new, self.guild_id) if _same_aid(new, each)]
                yield from (self._already(each) for each in like[:MOST])
            case CityName():
                yield from self._names(change, new)
            case Organisation():
                stored_ones = (stored.entry for stored in entries.every(self.db, "organisations"))
                alike = [each for each in stored_ones if isinstance(each, Organisation) and _same_organisation(new, each)]
                yield from (self._already(each) for each in alike[:MOST])

    def _events(self, new: Event) -> Iterator[Finding]:
        if new.pairing_id is None:
            return
        dates = _dates(new.event_id, self.changes)
        for stored in entries.hanging_on(self.db, "pairings", (new.pairing_id,)):
            event = stored.entry
            if isinstance(event, Event) and _same_act(new, event) and stored.key not in self._gone("events"):
                said = [row.entry for row in entries.hanging_on(self.db, "events", stored.key)]
                theirs = [claim.date for claim in said if isinstance(claim, Claim)]
                if _agree(dates, theirs):
                    when = next((f" {date.short}" for date in theirs if date), "")
                    pair = labels.label(self.db, "pairings", (new.pairing_id,))
                    yield Finding(Weight.LOOK, f"recorded already: {event.kind}{when}, {pair}")

    def _names(self, change: Change, new: CityName) -> Iterator[Finding]:
        city = places.city(self.db, new.city_id)
        if city is not None and native_key(city.name) == native_key(new.name):
            yield Finding(Weight.LOOK, f"recorded already: {city.name} is the city’s present name")
        for name in places.names_of(self.db, new.city_id):
            if change.before is None and change.table.key_of(name) == change.key:
                yield self._already(name, Weight.STOP)
            elif native_key(name.name) == native_key(new.name) and name != change.before:
                yield self._already(name)

    def _already(self, entry: Entry, weight: Weight = Weight.LOOK) -> Finding:
        return Finding(weight, f"recorded already: {_in_words(labels.of(self.db, entry))}")

    def _gone(self, table_name: str) -> set[tuple[str | int, ...]]:
        """What the changes themselves take out."""
        return {change.key for change in self.changes if change.after is None and change.table_name == table_name}

    def _on_same_row(self, change: Change) -> Iterator[Finding]:
        for proposal in proposals.on_entry(self.db, change.table_name, change.key):
            if not self._seen(proposal):
                continue
            same = any(its.after == change.after for its in proposal.changes if its.key == change.key)
            yield Finding(
                Weight.LOOK, f"proposal {proposal.proposal_id} {'says the same' if same else 'would change the same entry'}"
            )

    def _pending(self, table_name: str) -> Iterator[tuple[Proposal, Change]]:
        if table_name not in self._waiting:
            found = proposals.adding(self.db, table_name, self.guild_id)
            self._waiting[table_name] = [proposal for proposal in found if self._seen(proposal)]
        for proposal in self._waiting[table_name]:
            for its in proposal.changes:
                if its.table_name == table_name and its.before is None:
                    yield proposal, its

    def _seen(self, proposal: Proposal) -> bool:
        return proposal.proposal_id != self.but and proposal.guild_id in (None, self.guild_id)

    def _alike(self, new: Entry, other: Entry, others: Sequence[Change]) -> bool:
        """Whether two rows that are not in the store say the same; of events it matters what is claimed of them."""
        if isinstance(new, Event) and isinstance(other, Event):
            same = new.pairing_id is not None and new.pairing_id == other.pairing_id and _same_act(new, other)
            return same and _agree(_dates(new.event_id, self.changes), _dates(other.event_id, others))
        return any(isinstance(new, of) and isinstance(other, of) and alike(new, other) for of, alike in _ALIKE.items())


def _is_another(before: Entry, after: Entry) -> bool:
    """Whether an edit makes another thing of an entry, so that it may now be one that there is already."""
    told_by = {
        Pairing: ("city_a", "city_b"),
        Event: ("pairing_id", "kind"),
        Initiative: ("beneficiary_id", "country_code", "title", "link"),
        Organisation: ("name", "domain"),
    }
    return any(getattr(before, name) != getattr(after, name) for name in told_by.get(type(after), ()))


def _same_pair(one: Pairing, other: Pairing) -> bool:
    return (one.city_a, one.city_b) == (other.city_a, other.city_b)


def _same_aid(one: Initiative, other: Initiative) -> bool:
    if one.link and one.link == other.link:
        return True
    same_place = (one.beneficiary_id, one.country_code) == (other.beneficiary_id, other.country_code)
    return same_place and fuzz.token_sort_ratio(one.title.casefold(), other.title.casefold()) >= NEAR_TITLE


def _same_name(one: CityName, other: CityName) -> bool:
    return one.city_id == other.city_id and native_key(one.name) == native_key(other.name)


def _same_organisation(one: Organisation, other: Organisation) -> bool:
    if one.organisation_id == other.organisation_id:
        return False
    same_domain = bool(one.domain) and _domain(one) == _domain(other)
    return same_domain or fuzz.token_sort_ratio(one.name.casefold(), other.name.casefold()) >= NEAR_NAME


def _domain(organisation: Organisation) -> tuple[str, str]:
    """Host and path of what is on record."""
    plain = organisation.domain.strip().casefold().partition("://")[2] or organisation.domain.strip().casefold()
    return host_of(organisation.domain).removeprefix("www."), plain.partition("/")[2].rstrip("/")


def _same_act(one: Event, other: Event) -> bool:
    same_side = None in (one.by_city, other.by_city) or one.by_city == other.by_city
    return one.event_id != other.event_id and one.kind == other.kind and same_side


_ALIKE: dict[type[Entry], Callable[..., bool]] = {
    Pairing: _same_pair,
    Initiative: _same_aid,
    CityName: _same_name,
    Organisation: _same_organisation,
}


def _dates(event_id: int, changes: Sequence[Change]) -> list[PartialDate | None]:
    """What the changes claim as the date of an event."""
    claims = (change.after for change in changes)
    return [claim.date for claim in claims if isinstance(claim, Claim) and claim.event_id == event_id]


def _agree(ours: Sequence[PartialDate | None], theirs: Sequence[PartialDate | None]) -> bool:
    """Whether two lists of claimed dates can mean one day; where nothing is claimed, anything can be meant."""
    known, others = [date for date in ours if date], [date for date in theirs if date]
    return not known or not others or any(one.agrees_with(other) for one in known for other in others)


def _in_words(label: str) -> str:
    """A label, without what would end the backticks of an address beside it."""
    return " ".join(label.replace("`", "").split())
