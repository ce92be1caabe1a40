"""What changed in what is recorded, over some time or by one import: chosen, counted, and put into lines."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.announcements.kinds.initiative_words import for_whom
from bot.announcements.kinds.pairing_words import choice, named
from bot.announcements.post import Choice, Line, Strong
from bot.domain import wording
from bot.domain.announcements import Concerns, Filters
from bot.domain.dates import MONTHS
from bot.domain.initiatives import State
from bot.domain.pairings import EventKind, Pairing
from bot.domain.records import Countries, RecordedPairing
from bot.domain.standing import RecordedEvent
from bot.store import initiatives, lately, pairings, places
from bot.store.database import Connection
from bot.store.lately import Aid, Happened, Tie


class Group(Enum):
    """What sort of change it is, in the order in which they are told; the value is what each is called, one and many."""

    DECISION = ("decision on a pairing", "decisions on pairings")
    NEW_PAIRING = ("new pairing", "new pairings")
    NEW_AID = ("new aid entry", "new aid entries")
    ENDED_AID = ("aid entry closed", "aid entries closed")
    TOGETHER = ("visit or other event", "visits and other events")
    LISTED = ("pairing seen on a list", "pairings seen on a list")
    TAKEN_OUT = ("pairing taken out of the records", "pairings taken out of the records")

    @property
    def heading(self) -> str:
        return wording.upper_first(self.value[1])


_DECISIONS = frozenset(
    {
        EventKind.PROPOSED, EventKind.INVITED, EventKind.APPROVED, EventKind.SIGNED, EventKind.RENEWED, EventKind.SUSPENDED,
        EventKind.KEPT, EventKind.RESUMED, EventKind.DORMANT, EventKind.ENDED,
    }
)  # fmt: skip
_OF_EVENTS = frozenset({Group.DECISION, Group.TOGETHER, Group.LISTED})
_ENDED = {State.CLOSED: "Closed", State.COMPLETED: "Completed"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that changed."""

    group: Group
    word: str
    """What stands out in its line: ``Suspended``."""
    about: Tie | Happened | Aid | Pairing
    concerns: Concerns


def between(
    db: Connection, since: dt.datetime, until: dt.datetime, guild_id: int | None, filters: Filters, today: dt.date
) -> list[Item]:
    """What changed from ``since`` until before ``until``, as far as a server sees it and wants to hear of it, newest first in each group."""
    found: list[Item] = []
    for revision_id, _ in lately.revisions_between(db, since, until, guild_id):
        found += by_revision(db, revision_id, guild_id)
    return _once(list(chosen(db, found, guild_id, filters, today)))


def anything(
    db: Connection, since: dt.datetime, until: dt.datetime, guild_id: int | None, filters: Filters, today: dt.date
) -> bool:
    """Whether anything changed that a server wants to hear of. Looks no further than to the first."""
    revisions = lately.revisions_between(db, since, until, guild_id)
    items = (item for revision_id, _ in revisions for item in by_revision(db, revision_id, guild_id))
    return any(True for _ in chosen(db, items, guild_id, filters, today))


def by_revision(
    db: Connection, revision_id: int, guild_id: int | None, groups: Collection[Group] = tuple(Group)
) -> Iterator[Item]:
    """What one revision changed, whatever it concerns. Reads no more of a row than it is chosen by.

    Args:
        groups: which sorts of change; others are not even looked for.
    """
    new = set()
    if {Group.NEW_PAIRING, *_OF_EVENTS} & set(groups):
        for tie in lately.new_pairings(db, revision_id, guild_id):
            new.add(tie.pairing_id)
            if Group.NEW_PAIRING in groups:
                yield Item(Group.NEW_PAIRING, "New", tie, _of_tie(tie))
    if _OF_EVENTS & set(groups):
        for happened in lately.new_events(db, revision_id, guild_id):
            # What is known of a pairing that is itself new is told with it.
            if happened.tie.pairing_id not in new and (group := _group(happened.kind)) in groups:
                yield Item(group, wording.upper_first(wording.DONE[happened.kind]), happened, _of_tie(happened.tie))
    if Group.NEW_AID in groups:
        for aid in lately.new_initiatives(db, revision_id, guild_id):
            yield Item(Group.NEW_AID, "New aid", aid, of_aid(aid))
    if Group.ENDED_AID in groups:
        for aid in lately.ended_initiatives(db, revision_id, guild_id):
            yield Item(Group.ENDED_AID, _ENDED[aid.state], aid, of_aid(aid))
    if Group.TAKEN_OUT in groups:
        yield from _taken_out(db, revision_id, guild_id)


def chosen(db: Connection, items: Iterable[Item], guild_id: int | None, filters: Filters, today: dt.date) -> Iterator[Item]:
    """Those that pass. The status of a pairing is looked up only for a server that chooses by it."""
    return (
        item
        for item in items
        if filters.admit(item.concerns) and (not filters.statuses or _status_passes(db, item, guild_id, filters, today))
    )


def counted(items: Sequence[Item]) -> str:
    """``3 decisions on pairings, 2 new pairings and 1 new aid entry``."""
    counts = Counter(item.group for item in items)
    return wording.joined([wording.count(counts[group], *group.value) for group in Group if counts[group]])


def in_order(items: Iterable[Item]) -> list[Item]:
    """By group; those of a group stay in their order."""
    order = list(Group)
    return sorted(items, key=lambda item: order.index(item.group))


def line(db: Connection, item: Item, guild_id: int | None, countries: Countries, today: dt.date) -> tuple[Line, Choice | None]:
    """A line of its own for a change, and the pairing that it is about as it stands in a menu."""
    match item.about:
        case Happened(event_id, _, tie):
            found = pairings.by_id(db, tie.pairing_id, guild_id)
            event = next((each for each in found.events if each.event.event_id == event_id), None) if found else None
            if found is None or event is None:
                return (Strong(item.word),), None
            recorded = named(found, countries)
            when = f" · {event.date.short}" if event.date else ""
            return (Strong(item.word), f" · {_happened(recorded, event)}"), choice(recorded, f"{item.word}{when}")
        case Tie(pairing_id):
            found = pairings.by_id(db, pairing_id, guild_id)
            if found is None:
                return (Strong(item.word),), None
            recorded = named(found, countries)
            return (Strong(item.word), f" · {_new(recorded, today)}"), choice(recorded, "New on the list")
        case Aid(initiative_id):
            initiative = initiatives.one(db, initiative_id, guild_id)
            title = f"for {for_whom(initiative, countries)}: {initiative.initiative.title}" if initiative else ""
            aid = "" if item.group is Group.NEW_AID else "aid "
            return (Strong(item.word), f" · {aid}{title}"), None
        case Pairing(city_a=one, city_b=other):
            names = [city.name if (city := places.city(db, number)) else "a place" for number in (one, other)]
            return (Strong(item.word), f" · {names[0]} and {names[1]}"), None


def pairings_in(db: Connection, items: Iterable[Item], guild_id: int | None) -> list[RecordedPairing]:
    """The pairings that changes are about, each once; those taken out are there no more."""
    ties = (item.about.tie if isinstance(item.about, Happened) else item.about for item in items)
    numbers = dict.fromkeys(tie.pairing_id for tie in ties if isinstance(tie, Tie))
    found = (pairings.by_id(db, number, guild_id) for number in numbers)
    return [recorded for recorded in found if recorded is not None]


def days(since: dt.datetime, until: dt.datetime) -> str:
    """``Week of 16–22 November 2026``, ``22 November 2026``: the days from one instant until another, by the clock that both show."""
    first = since.date()
    last = max(first, until.date() - dt.timedelta(days=1))
    week = "Week of " if last - first == dt.timedelta(days=6) else ""
    ending = _day(last)
    if first == last:
        return ending
    if (first.year, first.month) == (last.year, last.month):
        return f"{week}{first.day}–{ending}"
    return f"{week}{_day(first) if first.year != last.year else f'{first.day} {MONTHS[first.month - 1]}'} – {ending}"


def _day(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _happened(recorded: RecordedPairing, event: RecordedEvent) -> str:
    """``Coventry and Volgograd: by Coventry (the city council), until they can resume (23 Mar 2022)``."""
    first, second = wording.sides(recorded, event)
    said = []
    who = ", ".join(part for part in (event.decided_briefly, event.vote) if part)
    if event.event.by_city is not None:
        said.append(f"by {first.name} ({who})" if who and who != first.name else f"by {first.name}")
    elif who:
        said.append(who if who.startswith("by ") else f"by {who}")
    condition = event.value("condition")
    note = event.value("note") if event.kind not in _DECISIONS and event.kind is not EventKind.LISTED else ""
    said += [each for each in (condition, note.rstrip(".")) if each]
    when = f" ({event.date.short})" if event.date else ""
    return f"{first.name} and {second.name}{': ' if said else ''}{', '.join(said)}{when}"


def _new(recorded: RecordedPairing, today: dt.date) -> str:
    """``Kyiv and Tampere: sister cities, signed 1954, active``."""
    standing = recorded.standing(today)
    first, second = sorted((recorded.a, recorded.b), key=lambda city: city.name)
    year = wording.year_of_signing(standing.signed)
    parts = [wording.PARTNERS[recorded.pairing.kind], f"signed {year}" if year else "", wording.STATUS_IN_TITLE[standing.status]]
    return f"{first.name} and {second.name}: {', '.join(part for part in parts if part)}"


def _taken_out(db: Connection, revision_id: int, guild_id: int | None) -> Iterator[Item]:
    gone = lately.taken_out(db, revision_id, guild_id)
    countries = lately.countries_of(db, [city for pairing in gone for city in (pairing.city_a, pairing.city_b)])
    for pairing in gone:
        pair = (pairing.city_a, pairing.city_b)
        there = frozenset(countries[city] for city in pair if city in countries)
        yield Item(Group.TAKEN_OUT, "Taken out", pairing, Concerns(frozenset(pair), there, pair=pair))


def _group(kind: EventKind) -> Group:
    if kind in _DECISIONS:
        return Group.DECISION
    return Group.LISTED if kind is EventKind.LISTED else Group.TOGETHER


def _of_tie(tie: Tie) -> Concerns:
    return Concerns(frozenset({tie.city_a, tie.city_b}), frozenset({tie.country_a, tie.country_b}), pair=(tie.city_a, tie.city_b))


def of_aid(aid: Aid) -> Concerns:
    """Whom an initiative concerns: whom it is for, and whose it is."""
    return Concerns(
        cities=frozenset(city for city in (aid.beneficiary_id, aid.organiser_city_id) if city is not None),
        countries=frozenset(code for code in (aid.country_code, aid.organiser_country) if code is not None),
        sectors=frozenset({aid.sector}),
    )


def _status_passes(db: Connection, item: Item, guild_id: int | None, filters: Filters, today: dt.date) -> bool:
    tie = item.about.tie if isinstance(item.about, Happened) else item.about
    if not isinstance(tie, Tie):
        return True
    found = pairings.by_id(db, tie.pairing_id, guild_id)
    return found is not None and found.standing(today).status in filters.statuses


def _once(items: Sequence[Item]) -> list[Item]:
    """Each thing once, where several revisions say the same of it, and of a pairing that is new nothing else."""
    new = {item.about.pairing_id for item in items if isinstance(item.about, Tie)}
    seen: dict[tuple[Group, int], Item] = {}
    for item in items:
        if isinstance(item.about, Happened) and item.about.tie.pairing_id in new:
            continue
        number = _number(item.about)
        seen.setdefault((item.group, number), item)
    return in_order(seen.values())


def _number(about: Tie | Happened | Aid | Pairing) -> int:
    match about:
        case Happened(event_id):
            return event_id
        case Aid(initiative_id):
            return initiative_id
    return about.pairing_id
