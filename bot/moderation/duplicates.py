"""Whether what is proposed is recorded already, or waits already."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from bot.domain.changes import Change, Proposal
from bot.domain.dates import PartialDate
from bot.domain.entry import Entry
from bot.domain.initiatives import Initiative, Organisation
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import CityName
from bot.domain.trust import Finding, Weight, without_backticks
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

MANY = 200
"""From so many changes on, as of an import, titles and names are compared word for word: comparing each with each, as alike as they
may be, takes minutes for 5,000 rows."""

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
    _waiting: dict[str, dict[Hashable, list[tuple[Proposal, Change]]]] = field(default_factory=dict)
    """Table to what waits there, by what a row has in common with one that says the same."""
    _places: dict[tuple[int | None, str], list[Initiative]] = field(default_factory=dict)
    _organisations: list[Organisation] | None = None

    @property
    def _exact(self) -> bool:
        return len(self.changes) > MANY

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
        for proposal, its in self._pending(change.table_name, new):
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
                like = [each for each in self._initiatives_like(new) if self._same_aid(new, each)]
                yield from (self._already(each) for each in like[:MOST] if (each.initiative_id,) not in self._gone("initiatives"))
            case CityName():
                yield from self._names(change, new)
            case Organisation():
                alike = [each for each in self._recorded_organisations() if self._same_organisation(new, each)]
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
        return Finding(weight, f"recorded already: {without_backticks(labels.of(self.db, entry))}")

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

    def _initiatives_like(self, new: Initiative) -> list[Initiative]:
        """What is recorded for the same place or with the same link; of many changes, those for one place are read once."""
        if not self._exact:
            return duplicates.initiatives_like(self.db, new, self.guild_id)
        place = (new.beneficiary_id, new.country_code)
        if place not in self._places:
            self._places[place] = duplicates.initiatives_like(self.db, new.model_copy(update={"link": ""}), self.guild_id)
        like = [each for each in self._places[place] if each.initiative_id != new.initiative_id]
        return [*like, *duplicates.initiatives_with_link(self.db, new, self.guild_id)] if new.link else like

    def _recorded_organisations(self) -> list[Organisation]:
        if self._organisations is None:
            rows = (stored.entry for stored in entries.every(self.db, "organisations"))
            self._organisations = [each for each in rows if isinstance(each, Organisation)]
        return self._organisations

    def _same_aid(self, one: Initiative, other: Initiative) -> bool:
        return _same_aid(one, other, exact=self._exact)

    def _same_organisation(self, one: Organisation, other: Organisation) -> bool:
        return _same_organisation(one, other, exact=self._exact)

    def _pending(self, table_name: str, new: Entry) -> Iterator[tuple[Proposal, Change]]:
        """What waits in a table and has so much in common with a row that it may say the same."""
        if table_name not in self._waiting:
            waiting: dict[Hashable, list[tuple[Proposal, Change]]] = {}
            for proposal in proposals.adding(self.db, table_name, self.guild_id):
                for its in proposal.changes if self._seen(proposal) else ():
                    if its.table_name == table_name and its.before is None and its.after is not None:
                        for common in _in_common(its.after, exact=self._exact):
                            waiting.setdefault(common, []).append((proposal, its))
            self._waiting[table_name] = waiting
        found = [each for common in _in_common(new, exact=self._exact) for each in self._waiting[table_name].get(common, ())]
        yield from {id(its): (proposal, its) for proposal, its in found}.values()

    def _seen(self, proposal: Proposal) -> bool:
        return proposal.proposal_id != self.but and proposal.guild_id in (None, self.guild_id)

    def _alike(self, new: Entry, other: Entry, others: Sequence[Change]) -> bool:
        """Whether two rows that are not in the store say the same; of events it matters what is claimed of them."""
        if isinstance(new, Event) and isinstance(other, Event):
            same = new.pairing_id is not None and new.pairing_id == other.pairing_id and _same_act(new, other)
            return same and _agree(_dates(new.event_id, self.changes), _dates(other.event_id, others))
        if isinstance(new, Initiative) and isinstance(other, Initiative):
            return self._same_aid(new, other)
        if isinstance(new, Organisation) and isinstance(other, Organisation):
            return self._same_organisation(new, other)
        return any(isinstance(new, of) and isinstance(other, of) and alike(new, other) for of, alike in _ALIKE.items())


def _in_common(row: Entry, *, exact: bool) -> list[Hashable]:
    """What every row that says the same as this one has, too: by one of these it is found."""
    match row:
        case Pairing():
            return [(row.city_a, row.city_b)]
        case Event():
            return [(row.pairing_id, row.kind)]
        case CityName():
            return [(row.city_id, native_key(row.name))]
        case Initiative():
            place = (row.beneficiary_id, row.country_code, row.title.casefold() if exact else "")
            return [place, row.link] if row.link else [place]
        case Organisation():
            return [row.name.casefold(), _domain(row)] if exact else [""]
    return []


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


def _same_aid(one: Initiative, other: Initiative, *, exact: bool) -> bool:
    if one.link and one.link == other.link:
        return True
    same_place = (one.beneficiary_id, one.country_code) == (other.beneficiary_id, other.country_code)
    if exact:
        return same_place and one.title.casefold() == other.title.casefold()
    return same_place and fuzz.token_sort_ratio(one.title.casefold(), other.title.casefold()) >= NEAR_TITLE


def _same_name(one: CityName, other: CityName) -> bool:
    return one.city_id == other.city_id and native_key(one.name) == native_key(other.name)


def _same_organisation(one: Organisation, other: Organisation, *, exact: bool) -> bool:
    if one.organisation_id == other.organisation_id:
        return False
    same_domain = bool(one.domain) and _domain(one) == _domain(other)
    if exact:
        return same_domain or one.name.casefold() == other.name.casefold()
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
    CityName: _same_name,
}


def _dates(event_id: int, changes: Sequence[Change]) -> list[PartialDate | None]:
    """What the changes claim as the date of an event."""
    claims = (change.after for change in changes)
    return [claim.date for claim in claims if isinstance(claim, Claim) and claim.event_id == event_id]


def _agree(ours: Sequence[PartialDate | None], theirs: Sequence[PartialDate | None]) -> bool:
    """Whether two lists of claimed dates can mean one day; where nothing is claimed, anything can be meant."""
    known, others = [date for date in ours if date], [date for date in theirs if date]
    return not known or not others or any(one.agrees_with(other) for one in known for other in others)
