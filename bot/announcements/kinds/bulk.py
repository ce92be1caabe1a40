"""What an import brought, in one post with counts: nobody reads 25,000 posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.announcements.kinds import what_changed
from bot.announcements.kinds.kind import Matter, Telling
from bot.announcements.kinds.what_changed import Group, Item
from bot.announcements.post import Command, Line, Post, Strong
from bot.domain import wording
from bot.domain.announcements import Concerns, Filters
from bot.domain.dates import MONTHS
from bot.store import revisions
from bot.store.database import Connection
from bot.store.lately import Aid, Happened

ALL_OF_THEM: Line = ("All of them: ", Command("changes"))
MOST_COUNTRIES = 5
"""How many countries are named with their counts."""


def matters(db: Connection, revision_id: int, groups: frozenset[Group]) -> Iterable[Matter]:
    """One matter for all that a revision brought of some groups; none if it brought nothing of them."""
    head = revisions.head(db, revision_id)
    items = list(what_changed.by_revision(db, revision_id, head.guild_id if head else None, groups))
    if items:
        yield Matter(f"revision {revision_id}", {"revision": revision_id}, _all_concerns(items))


def new_pairings(db: Connection, telling: Telling) -> Post | None:
    """``**New on the list: 1,190 pairings** of 640 places in 32 countries, recorded together on 22 November 2026.``"""
    items = _of(db, telling, Group.NEW_PAIRING)
    if not items:
        return None
    places = {city for item in items for city in item.concerns.cities}
    countries = {code for item in items for code in item.concerns.countries}
    spread = f"{wording.count(len(places), 'place')} in {wording.count(len(countries), 'country')}"
    return Post(
        sentence=(
            Strong(f"New on the list: {wording.count(len(items), 'pairing')}"),
            f" of {spread}, recorded together{_on_its_day(db, telling)}.",
        ),
        lines=(*_by_country(items, telling), ALL_OF_THEM),
    )


def new_initiatives(db: Connection, telling: Telling) -> Post | None:
    """``**New aid entries: 140** for places in 3 countries, recorded together on 22 November 2026.``"""
    items = _of(db, telling, Group.NEW_AID)
    if not items:
        return None
    return Post(
        sentence=(
            Strong(f"New aid entries: {len(items):,}"),
            f" for {_aided(items, telling)}, recorded together{_on_its_day(db, telling)}.",
        ),
        lines=(_by_sector(items), ALL_OF_THEM),
    )


def ended_initiatives(db: Connection, telling: Telling) -> Post | None:
    """``**Aid entries that ended: 40** for Ukraine, 30 completed and 10 closed, recorded together on 22 November 2026.``"""
    items = _of(db, telling, Group.ENDED_AID)
    if not items:
        return None
    counts = wording.joined([f"{number:,} {word}" for word, number in Counter(item.word.lower() for item in items).most_common()])
    return Post(
        sentence=(
            Strong(f"Aid entries that ended: {len(items):,}"),
            f" for {_aided(items, telling)}, {counts}, recorded together{_on_its_day(db, telling)}.",
        ),
        lines=(_by_sector(items), ALL_OF_THEM),
    )


def decisions(db: Connection, telling: Telling) -> Post | None:
    """``**Decisions on 340 pairings:** 200 suspended, 100 ended and 40 kept, recorded together on 22 November 2026.``"""
    items = _of(db, telling, Group.DECISION)
    if not items:
        return None
    pairings = {item.about.tie.pairing_id for item in items if isinstance(item.about, Happened)}
    words = Counter(item.word.lower() for item in items)
    counts = wording.joined([f"{number:,} {word}" for word, number in words.most_common()])
    return Post(
        sentence=(
            Strong(f"Decisions on {wording.count(len(pairings), 'pairing')}:"),
            f" {counts}, recorded together{_on_its_day(db, telling)}.",
        ),
        lines=(("Each has its own date, which may lie long ago.",), *_by_country(items, telling), ALL_OF_THEM),
    )


def _of(db: Connection, telling: Telling, group: Group) -> Sequence[Item]:
    """What is still there of it, as far as the server wants to hear of it."""
    number = telling.about["revision"]
    items = what_changed.by_revision(db, number, telling.guild_id, (group,))
    filters = telling.announcement.filters if telling.announcement else Filters()
    return list(what_changed.chosen(db, items, telling.guild_id, filters, telling.today))


def _all_concerns(items: Sequence[Item]) -> Concerns:
    return Concerns(
        cities=frozenset(city for item in items for city in item.concerns.cities),
        countries=frozenset(code for item in items for code in item.concerns.countries),
        sectors=frozenset(sector for item in items for sector in item.concerns.sectors),
    )


def _aided(items: Sequence[Item], telling: Telling) -> str:
    """``Ukraine and Moldova``, ``places in 9 countries``."""
    aided = [item.about.country_code for item in items if isinstance(item.about, Aid)]
    names = [telling.countries.in_sentence(code) for code, _ in Counter(aided).most_common()]
    return wording.joined(names) if len(names) <= MOST_COUNTRIES else f"places in {wording.count(len(names), 'country')}"


def _by_sector(items: Sequence[Item]) -> Line:
    """``By sector: Goods 30, Medical 10.``"""
    sectors = Counter(wording.SECTOR[item.about.sector] for item in items if isinstance(item.about, Aid))
    return (f"By sector: {', '.join(f'{sector} {number:,}' for sector, number in sectors.most_common())}.",)


def _by_country(items: Sequence[Item], telling: Telling) -> Sequence[Line]:
    """``By country: Ukraine 320, Germany 210 and 30 more. A pairing counts in both of its countries.``"""
    counts = Counter(code for item in items for code in sorted(item.concerns.countries))
    named = [f"{telling.countries.name(code)} {number:,}" for code, number in counts.most_common(MOST_COUNTRIES)]
    more = [f"{len(counts) - len(named):,} more"] if len(counts) > len(named) else []
    both = " A pairing counts in both of its countries." if len(counts) > 1 else ""
    return ((f"By country: {wording.joined([*named, *more])}.{both}",),)


def _on_its_day(db: Connection, telling: Telling) -> str:
    head = revisions.head(db, telling.about["revision"])
    return f" on {head.at.day} {MONTHS[head.at.month - 1]} {head.at.year}" if head else ""
