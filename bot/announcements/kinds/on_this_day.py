"""On this day: signings whose day is known, on that day of later years; those without a day once a year, in January."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.announcements.kinds.drawn import strip_map
from bot.announcements.kinds.kind import CatchUp, Kind, Matter, Moment, Telling
from bot.announcements.kinds.pairing_changes import concerns
from bot.announcements.kinds.pairing_words import (
    done_together,
    halted,
    named,
    pairing_way,
    source_lines_of,
    status_choice,
)
from bot.announcements.post import Choice, Line, Post, Strong
from bot.domain import wording
from bot.domain.anniversaries import halted_briefly
from bot.domain.announcements import Announcement, AnnouncementKind, Filters
from bot.domain.dates import PartialDate
from bot.domain.pairings import PairingKind, Status
from bot.domain.records import RecordedPairing
from bot.domain.standing import RecordedEvent, Standing
from bot.store import anniversaries, pairings
from bot.store.database import Connection

LINES = 10
NAMED = 3
"""So many of several are named in the sentence itself."""
ROUND = 5
"""The round-up tells of ties that are a multiple of so many years old."""
OLDEST = 300
"""Years. No tie of cities is older; the oldest that are claimed go back to the 9th century, which no signature shows."""
ROUND_UP = "round-up"
MOST_CHOICES = 25
"""What a menu holds."""
LEAP_DAY = 29


@dataclass(frozen=True, slots=True)
class Signing:
    """A tie that was signed, with when, and how it stands now."""

    recorded: RecordedPairing
    standing: Standing
    event: RecordedEvent
    date: PartialDate

    def years(self, year: int) -> int:
        return year - self.date.year


class OnThisDay(Kind):
    """Anniversaries of signings. No day is ever made up for one of which only the year or the month is known."""

    name = AnnouncementKind.ON_THIS_DAY
    title = "on this day"
    what = (
        "Tells on its day of the year which ties were signed. Those of which only the year or month is known are told together, once, in "
        "January; 29 February is told on 1 March of other years."
    )
    catch_up = CatchUp.SAME_DAY
    filtered_by = frozenset({"countries", "cities", "statuses"})
    default_rhythm = "every day 9:00"

    def told_at(self, db: Connection, announcement: Announcement, moment: Moment) -> Iterable[Matter]:
        """The signings of that day by the server's clock; in January, the first time that it is told, the round-up too."""
        day = moment.local.date()
        if day.month == 1 and not anniversaries.was_told(db, announcement.announcement_id, f"{ROUND_UP} {day.year}"):
            if _without_day(db, day.year, day, announcement.guild_id, announcement.filters):
                yield Matter(f"{ROUND_UP} {day.year}", {ROUND_UP: day.year})
        if _on(db, day, announcement.guild_id, announcement.filters):
            yield Matter("", {"day": day.isoformat()})

    def post(self, db: Connection, telling: Telling) -> Post | None:
        """``**On this day in 1954,** Kyiv and Tampere became sister cities, 72 years ago.``"""
        filters = telling.announcement.filters if telling.announcement else Filters()
        if ROUND_UP in telling.about:
            year = telling.about[ROUND_UP]
            return _round_up(year, _without_day(db, year, telling.today, telling.guild_id, filters), telling)
        day = dt.date.fromisoformat(telling.about["day"])
        signings = _on(db, day, telling.guild_id, filters)
        if not signings:
            return None
        return _one(signings[0], day, telling) if len(signings) == 1 else _several(signings, day, telling)


def _on(db: Connection, day: dt.date, guild_id: int | None, filters: Filters) -> list[Signing]:
    """The signings of that day of earlier years, oldest first; on 1 March of a common year those of 29 February too."""
    told = [(day.month, day.day)]
    if told == [(3, 1)] and not calendar.isleap(day.year):
        told.append((2, 29))
    found = []
    for month, number in told:
        for pairing_id in anniversaries.on_day(db, month, number, guild_id):
            signing = _signing(db, pairing_id, day, guild_id, filters)
            if signing and signing.date.year < day.year and (signing.date.month, signing.date.day) == (month, number):
                found.append(signing)
    return sorted(found, key=lambda each: each.date)


def _without_day(db: Connection, year: int, today: dt.date, guild_id: int | None, filters: Filters) -> list[Signing]:
    """The signings of which no day is known and that are a round number of years ago in ``year``, oldest first."""
    years = [year - ago for ago in range(ROUND, OLDEST, ROUND)]
    found = []
    for pairing_id in anniversaries.without_day(db, years, guild_id):
        signing = _signing(db, pairing_id, today, guild_id, filters)
        if signing and signing.date.day is None and signing.date.year in years:
            found.append(signing)
    return sorted(found, key=lambda each: each.date)


def _signing(db: Connection, pairing_id: int, today: dt.date, guild_id: int | None, filters: Filters) -> Signing | None:
    """The signing from which a tie counts, if its date is sure, its sources agree on the year, and the server wants to hear of it."""
    recorded = pairings.by_id(db, pairing_id, guild_id)
    if recorded is None:
        return None
    standing = recorded.standing(today)
    event = standing.signed
    if event is None or event.date is None or event.date.mark or len({date.year for date in event.dates}) > 1:
        return None
    return Signing(recorded, standing, event, event.date) if filters.admit(concerns(recorded, standing.status)) else None


def _one(signing: Signing, day: dt.date, telling: Telling) -> Post:
    recorded, standing = named(signing.recorded, telling.countries), signing.standing
    years = signing.years(day.year)
    leap = (signing.date.month, signing.date.day) == (2, 29) and day.day != LEAP_DAY
    head = f"On {signing.date.long}," if leap else f"On this day in {signing.date.year},"
    why = f" Told today, for {day.year} has no 29 February." if leap else ""
    other_days = [date.long for date in signing.event.dates if date != signing.date]
    disputed: Sequence[Line] = (
        ((f"Sources disagree on the day: also {wording.joined(other_days, 'or')} is given.",),) if other_days else ()
    )
    return Post(
        sentence=(Strong(head), f" {_became(recorded)}, {_ago(years)}.{halted(recorded, standing)}{why}"),
        lines=(
            *_status_line(standing, telling.today),
            *done_together(recorded, telling.today),
            *disputed,
            *source_lines_of(signing.event),
        ),
        status=standing.status,
        ways=(pairing_way(recorded),),
        picture=strip_map(signing.recorded, telling),
    )


def _several(signings: Sequence[Signing], day: dt.date, telling: Telling) -> Post:
    """One post with lines: ``**On this day 5 ties were signed:** Kyiv – Tampere in 1954, Anchorage – Magadan in 1991 (now suspended) and 3 more.``"""
    ties = [_in_sentence(signing, telling, day) for signing in signings[:NAMED]]
    rest = [halted_briefly(signing.standing) for signing in signings[NAMED:]]
    halts = [f"{number} {words}" for words, number in Counter(word for word in rest if word).items()]
    more = [f"{len(rest)} more{f' ({wording.joined(halts)})' if halts else ''}"] if rest else []
    return Post(
        sentence=(Strong(f"On this day {len(signings)} ties were signed:"), f" {wording.joined([*ties, *more])}."),
        lines=_lines(signings, telling, day.year),
        choices=_choices(signings, telling),
    )


def _round_up(year: int, signings: Sequence[Signing], telling: Telling) -> Post | None:
    """Ties of which no day is known, by their age: ``**Anniversaries of 2027 without a known day:** 86 ties …``."""
    if not signings:
        return None
    rests = _resting(signings)
    return Post(
        sentence=(
            Strong(f"Anniversaries of {year} without a known day:"),
            f" {wording.count(len(signings), 'tie')} signed a multiple of {ROUND} years ago, of which sources give the year or month alone{rests}.",
        ),
        lines=_lines(signings, telling, year),
        choices=_choices(signings, telling),
    )


def _lines(signings: Sequence[Signing], telling: Telling, year: int) -> tuple[Line, ...]:
    lines: list[Line] = []
    for signing in signings[:LINES]:
        recorded = named(signing.recorded, telling.countries)
        when = (
            signing.date.long
            if signing.date.day is None or (signing.date.month, signing.date.day) == (2, 29)
            else f"{signing.date.year}"
        )
        status = halted_briefly(signing.standing)
        said = f" · {_became(recorded)}, {_ago(signing.years(year))}{f' ({status})' if status else ''}"
        lines.append((Strong(when), said))
    if len(signings) > LINES:
        lines.append((f"{len(signings) - LINES} more are on record; each city’s list names its ties with their years.",))
    return tuple(lines)


def _choices(signings: Sequence[Signing], telling: Telling) -> tuple[Choice, ...]:
    return tuple(
        status_choice(named(signing.recorded, telling.countries), signing.standing) for signing in signings[:MOST_CHOICES]
    )


def _in_sentence(signing: Signing, telling: Telling, day: dt.date) -> str:
    """``Kyiv – Tampere in 1954``, ``Anchorage – Magadan in 1991 (now suspended)``."""
    recorded = named(signing.recorded, telling.countries)
    first, second = wording.sides(recorded, None)
    leap = (signing.date.month, signing.date.day) == (2, 29) and day.day != LEAP_DAY
    notes = [f"on 29 February, a day that {day.year} lacks" if leap else "", halted_briefly(signing.standing)]
    said = "; ".join(note for note in notes if note)
    return f"{first.name} – {second.name} in {signing.date.year}{f' ({said})' if said else ''}"


def _became(recorded: RecordedPairing) -> str:
    """``Kyiv and Tampere became sister cities``."""
    first, second = wording.sides(recorded, None)
    kind = recorded.pairing.kind
    if kind in (PairingKind.SOLIDARITY_PACT, PairingKind.MEMORANDUM):
        return f"{first.name} and {second.name} signed a {wording.KIND[kind]}"
    return f"{first.name} and {second.name} became {wording.PARTNERS[kind]}"


def _status_line(standing: Standing, today: dt.date) -> Sequence[Line]:
    """``Active. As of 2024, 2 years ago.``; of one whose status is not known that."""
    if standing.status is Status.UNKNOWN:
        return (("No source says how the tie stands today.",),)
    return ((f"{wording.STATUS[standing.status]}. {wording.as_of(standing, today)}",),)


def _ago(years: int) -> str:
    return f"{wording.count(years, 'year')} ago"


def _resting(signings: Sequence[Signing]) -> str:
    """``; of them 9 are suspended, 4 are dormant and 2 have ended now``, with the joint before it."""
    counts = Counter(signing.standing.status for signing in signings if halted_briefly(signing.standing))
    said = [
        f"{number} {('has' if number == 1 else 'have') if status is Status.ENDED else ('is' if number == 1 else 'are')} {status}"
        for status, number in sorted(counts.items(), key=lambda each: list(Status).index(each[0]))
    ]
    return f"; of them {wording.joined(said)} now" if said else ""
