"""When something is told, in plain words and by a server's own clock: ``every Monday 9:00``.

A rhythm is reckoned in the wall time of a zone and only then turned into an instant, so that nine o'clock stays nine o'clock when
the clocks change. An hour that a change skips falls on the hour after it; one that a change repeats counts the first time only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.announcements.refusals import RhythmUnclear
from bot.domain import date_words, wording
from bot.domain.dates import MONTHS
from bot.domain.patterns import Pattern

if TYPE_CHECKING:
    from dateutil.rrule import rrule

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
EXAMPLES = (
    "every Monday 9:00, every day 18:30, every weekday 8:00, every second Friday 12:00, the 1st of every month 9:00, "
    "the first Monday of every month 9:00, every year on 1 March 9:00, or 5 December 2026 9:00"
)
"""What to write, for every message here."""
DEFAULT_MINUTE = 9 * 60
"""When no hour is named: nine o'clock."""
_AT = Pattern(r"(?:\bat\s+)?\b(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|uhr)?\s*$|\b(noon|midnight)\s*$")
_HOUR = (
    r"(?:\bat\s+(\d{1,2})(?![:.h\d])\s*(am|pm|uhr)?|(?<![\d.:/-])\b(\d{1,2})\s*(am|pm|uhr)\b"
    r"|(?<![\d.:/-])\b(\d{1,2})[:.h](\d{2})(?![\d.:/-])\s*(am|pm|uhr)?\b|\b(noon|midnight)\b)"
)
_HOUR_LAST = Pattern(rf"(?:\bat\s+)?{_HOUR}$")
_HOUR_FIRST = Pattern(rf"^(?:at\s+)?{_HOUR}")
_BARE_HOUR = Pattern(r"(.*\D)\s(\d{1,2})$")
_EVERY = r"(?:every|each)"
_MONTH = r"(?:every|each|the|a)\s+month"
_MONTHS = rf"(?:{_EVERY}\s+month|monthly)(?:\s+on)?(?:\s+the)?"
_ORDINAL = r"(other|alternate|second|2nd|third|3rd|fourth|4th|two|three|four|2|3|4)"
_DAYS = r"([a-z]+(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s*-\s*|\s+to\s+)[a-z]+)*)"
_AND = Pattern(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*")
_TO = Pattern(r"\s*-\s*|\s+to\s+")
_YEAR = Pattern(r"\b\d{4}\b")
_EVERY_DAY = Pattern(rf"daily|{_EVERY}\s+day")
_EVERY_WEEKDAY = Pattern(rf"(?:(?:{_EVERY}|on)\s+)?(?:weekdays?|(?:working|week)\s+days?)")
_EVERY_WEEKEND = Pattern(rf"(?:(?:{_EVERY}|on|at)\s+)?(?:the\s+)?weekends?")
_WEEKLY = Pattern(rf"(?:{_EVERY}\s+(?:{_ORDINAL}\s+)?)?(?:on\s+)?{_DAYS}")
_EVERY_WEEK = Pattern(rf"(?:weekly|(fortnightly)|{_EVERY}\s+(?:{_ORDINAL}\s+)?weeks?)\s+(?:on\s+)?{_DAYS}")
_WHICH = r"(first|second|third|fourth|last|1st|2nd|3rd|4th)"
_NTH_WEEKDAY = Pattern(
    rf"(?:on\s+)?(?:the\s+)?(?:every\s+)?{_WHICH}\s+([a-z]+)\s+(?:of\s+)?{_MONTH}|{_MONTHS}\s+{_WHICH}\s+([a-z]+)"
)
_MONTHLY = Pattern(
    rf"(?:on\s+)?(?:the\s+)?(?:every\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:day\s+)?of\s+{_MONTH}"
    rf"|{_MONTHS}\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+day)?"
    rf"|(?:on\s+)?(?:the\s+)?last\s+day\s+of\s+{_MONTH}|{_MONTHS}\s+last\s+day|monthly|{_EVERY}\s+month"
)
_YEARLY = Pattern(
    rf"(?:{_EVERY}\s+year|yearly|annually)\s+(?:on\s+)?(?:the\s+)?(.+)"
    rf"|(?:on\s+)?(?:the\s+)?(.+?)\s+(?:(?:of\s+)?{_EVERY}\s+year|yearly|annually)|{_EVERY}\s+(?:the\s+)?(.*\d.*)"
)
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
_WEEKS = {**_NTH, "other": 2, "alternate": 2, "two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4}
_MONDAY = dt.datetime(2001, 1, 1)  # noqa: DTZ001 - wall time, from which weeks are counted
LAST_DAY = 31
LAST_YEAR = 2999
"""Of what is told once: later than anybody plans, and within what a calendar can reckon."""
LONGEST = 200
"""Characters of what says when."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When something is told. One of: on weekdays, on a day of the month, on a weekday of the month, on a day of the year, once."""

    minute: int
    """Of the day, from midnight."""
    weekdays: tuple[int, ...] = ()
    """0 is Monday."""
    weeks: int = 1
    """Every how many weeks."""
    month_day: int | None = None
    """A month that is shorter has it on its last day."""
    nth: int | None = None
    """With one weekday: which of the month, -1 the last."""
    month: int | None = None
    """With a day of the month: once a year."""
    once: dt.date | None = None

    @property
    def words(self) -> str:
        """In plain words, as :func:`parse` reads them."""
        time = f"{self.minute // 60}:{self.minute % 60:02}"
        if self.once is not None:
            return f"{self.once.day} {MONTHS[self.once.month - 1]} {self.once.year} {time}"
        if self.month is not None:
            return f"every year on {self.month_day} {MONTHS[self.month - 1]} {time}"
        if self.month_day is not None:
            day = "the last day" if self.month_day == LAST_DAY else f"the {ordinal(self.month_day)}"
            return f"{day} of every month {time}"
        names = [WEEKDAYS[day] for day in self.weekdays]
        if self.nth is not None:
            return f"the {ORDINALS[self.nth]} {names[0]} of every month {time}"
        if len(names) == len(WEEKDAYS) and self.weeks == 1:
            return f"every day {time}"
        if self.weekdays == (0, 1, 2, 3, 4) and self.weeks == 1:
            return f"every weekday {time}"
        every = "every" if self.weeks == 1 else f"every {ORDINALS[self.weeks]}"
        return f"{every} {wording.joined(names)} {time}"

    def next_after(self, moment: dt.datetime, zone: str) -> dt.datetime | None:
        """The first instant after ``moment`` (in UTC) at which it falls due, or ``None`` if there is none."""
        return next(self._from(moment, zone), None)

    def last_until(self, since: dt.datetime, moment: dt.datetime, zone: str) -> dt.datetime | None:
        """The last instant from ``since`` to ``moment`` at which it fell due: of what was missed only that is told."""
        last = None
        for due in self._from(since - dt.timedelta(seconds=1), zone):
            if due > moment:
                break
            last = due
        return last

    def _from(self, moment: dt.datetime, zone: str) -> Iterator[dt.datetime]:
        """Every instant after ``moment``, in order."""
        here = ZoneInfo(zone)
        for wall in self._walls(moment.astimezone(here).replace(tzinfo=None) - dt.timedelta(days=2)):
            # Of an hour that is repeated the first (fold 0); one that is skipped lands as far after the gap as it lay in it
            # (PEP 495).
            due = wall.replace(tzinfo=here, fold=0).astimezone(dt.UTC)
            if due > moment:
                yield due

    def _walls(self, since: dt.datetime) -> Iterator[dt.datetime]:
        time = dt.time(self.minute // 60, self.minute % 60)
        if self.once is not None:
            yield dt.datetime.combine(self.once, time)
            return
        yield from self._rule(since, time)

    def _rule(self, since: dt.datetime, time: dt.time) -> rrule:
        """https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10 on naive wall time."""
        from dateutil import rrule  # noqa: PLC0415  # read where a rhythm is reckoned, not at every start

        begin = dt.datetime.combine(since.date(), time)
        if self.month_day is not None:
            # A shorter month has the day on its last.
            days = tuple(range(min(self.month_day, 28), self.month_day + 1))
            if self.month is not None:
                january = begin.replace(month=1, day=1)
                return rrule.rrule(rrule.YEARLY, january, bymonth=self.month, bymonthday=days, bysetpos=-1)
            return rrule.rrule(rrule.MONTHLY, begin.replace(day=1), bymonthday=days, bysetpos=-1)
        if self.nth is not None:
            day = rrule.weekday(self.weekdays[0], self.nth)
            return rrule.rrule(rrule.MONTHLY, begin.replace(day=1), byweekday=day)
        # Every second week is counted from the same Monday whenever one asks.
        weeks = (begin.date() - _MONDAY.date()).days // 7 // self.weeks * self.weeks
        monday = dt.datetime.combine(_MONDAY.date() + dt.timedelta(weeks=weeks), time)
        return rrule.rrule(rrule.WEEKLY, monday, interval=self.weeks, byweekday=self.weekdays)


def parse(text: str, today: dt.date) -> Rhythm:
    """The rhythm that ``text`` spells: ``every Monday and Thursday at 6pm``, ``the 1st of every month``, ``5 December 2026 9:00``.

    Args:
        today: what a date is compared with, by the server's clock.

    Raises:
        RhythmUnclear: it is none, or a day that is over. The message says what to write instead.
    """
    if len(text) > LONGEST:
        raise RhythmUnclear(text, EXAMPLES)
    plain = " ".join(text.casefold().replace("–", "-").split()).strip(" .,")
    minute, rest = _time(plain, text)
    found = _of(rest, minute, today, text) or _of_bare_hour(rest, today, text)
    if found is None:
        raise RhythmUnclear(text, EXAMPLES)
    if found.once is not None and found.once < today:
        raise RhythmUnclear(text, EXAMPLES, why="That day is over.")
    if found.once is not None and found.once.year > LAST_YEAR:
        raise RhythmUnclear(text, EXAMPLES, why="That is too far off.")
    return found


def ordinal(number: int) -> str:
    """``1st``, ``2nd``, ``11th``."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def minute_of(text: str) -> int | None:
    """The minute of the day that ``9``, ``9:00``, ``9 pm``, ``noon`` spells; ``None`` if it is no time of the day."""
    found = _AT.fullmatch(" ".join(text.casefold().split()))
    if found is None:
        return None
    if found[4]:
        return 12 * 60 if found[4] == "noon" else 0
    return _minute(found[1], found[2], found[3])


def out_of_quiet(start: int, end: int, instant: dt.datetime, zone: str) -> dt.datetime:
    """``instant``, or the end of the quiet hours in which it lies: from one minute of the day to another, over midnight if need be."""
    here = ZoneInfo(zone)
    local = instant.astimezone(here)
    minute = local.hour * 60 + local.minute
    within = start <= minute < end if start <= end else minute >= start or minute < end
    if not within:
        return instant
    day = local.date() + dt.timedelta(days=1 if start > end and minute >= start else 0)
    wall = dt.datetime.combine(day, dt.time(end // 60, end % 60))
    # Where the clock skips the end, after the gap; where it repeats it, the second time: nobody is woken by either.
    return max(wall.replace(tzinfo=here, fold=fold).astimezone(dt.UTC) for fold in (0, 1))


def known(zone: str) -> str:
    """A time zone; UTC where this machine knows none of that name."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"
    return zone


def in_words(minute: int) -> str:
    """``540`` → ``9:00``."""
    return f"{minute // 60}:{minute % 60:02}"


def _time(plain: str, text: str) -> tuple[int, str]:
    """The minute of the day that stands last or first in ``plain``, and what else does. A number alone is a day, not an hour."""
    found = _HOUR_LAST.search(plain) or _HOUR_FIRST.search(plain)
    if found is None:
        return DEFAULT_MINUTE, plain
    at_hour, at_half, hour, half, clock_hour, clock_minute, clock_half, word = found.groups()
    if word:
        minute: int | None = 12 * 60 if word == "noon" else 0
    else:
        minute = _minute(at_hour or hour or clock_hour, clock_minute, at_half or half or clock_half)
    if minute is None:
        raise RhythmUnclear(text, EXAMPLES, why=f"“{found[0].removeprefix('at ')}” is no time of the day.")
    return minute, f"{plain[: found.start()]} {plain[found.end() :]}".strip(" ,")


def _of_bare_hour(rest: str, today: dt.date, text: str) -> Rhythm | None:
    """``every Monday 9``: a number at the end is an hour where it can be nothing else."""
    found = _BARE_HOUR.fullmatch(rest)
    minute = _minute(found[2], None, None) if found else None
    return _of(found[1], minute, today, text) if found and minute is not None else None


def _minute(hour: str, minute: str | None, half: str | None) -> int | None:
    hours, minutes = int(hour), int(minute or 0)
    if half in ("am", "pm"):
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half == "pm" else 0)
    return hours * 60 + minutes if hours < 24 and minutes < 60 else None


def _of(rest: str, minute: int, today: dt.date, text: str) -> Rhythm | None:
    return _weekly(rest, minute) or _monthly(rest, minute) or _yearly(rest, minute, today) or _once(rest, minute, today, text)


def _weekly(rest: str, minute: int) -> Rhythm | None:
    if _EVERY_DAY.fullmatch(rest):
        return Rhythm(minute, tuple(range(7)))
    if _EVERY_WEEKDAY.fullmatch(rest):
        return Rhythm(minute, tuple(range(5)))
    if _EVERY_WEEKEND.fullmatch(rest):
        return Rhythm(minute, (5, 6))
    if found := _NTH_WEEKDAY.fullmatch(rest):
        day = _weekday(found[2] or found[4])
        return None if day is None else Rhythm(minute, (day,), nth=_NTH[found[1] or found[3]])
    if found := _EVERY_WEEK.fullmatch(rest):
        days, weeks = _weekdays(found[3]), 2 if found[1] else _WEEKS[found[2] or "first"]
    elif found := _WEEKLY.fullmatch(rest):
        days, weeks = _weekdays(found[2]), _WEEKS[found[1] or "first"]
    else:
        return None
    return Rhythm(minute, days, weeks=weeks) if days else None


def _weekdays(listed: str) -> tuple[int, ...]:
    """``monday, wed and fri`` → 0, 2, 4; ``mon-fri`` → 0 to 4; nothing if a word is no day."""
    days: set[int] = set()
    for part in _AND.split(listed):
        ends = [_weekday(word) for word in _TO.split(part)]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2:
            return ()
        days |= {(first + number) % 7 for number in range((last - first) % 7 + 1)}
    return tuple(sorted(days))


def _weekday(word: str) -> int | None:
    """``mon``, ``monday``, ``mondays`` → 0."""
    word = word.removesuffix("s") if word.endswith("days") else word
    fits = [day for day, name in enumerate(WEEKDAYS) if len(word) >= 2 and name.casefold().startswith(word)]
    return fits[0] if len(fits) == 1 else None


def _monthly(rest: str, minute: int) -> Rhythm | None:
    found = _MONTHLY.fullmatch(rest)
    if found is None:
        return None
    day = int(found[1] or found[2] or (LAST_DAY if "last" in rest else 1))
    return Rhythm(minute, month_day=day) if 1 <= day <= LAST_DAY else None


def _yearly(rest: str, minute: int, today: dt.date) -> Rhythm | None:
    found = _YEARLY.fullmatch(rest)
    if found is None:
        return None
    # A leap year, so that 29 February is a day too.
    date = _date(f"{found[1] or found[2] or found[3]} 2024", today)
    return Rhythm(minute, month_day=date.day, month=date.month) if date else None


def _once(rest: str, minute: int, today: dt.date, text: str) -> Rhythm | None:
    rest = rest.removeprefix("once ").removeprefix("on ")
    if rest == "tomorrow":
        return Rhythm(minute, once=today + dt.timedelta(days=1))
    try:
        date = _date(rest, today, or_say_why=True)
    except ValueError as error:
        if not _YEAR.search(rest):
            return next((Rhythm(minute, once=day) for day in _without_year(rest, today) if day >= today), None)
        raise RhythmUnclear(text, EXAMPLES, why=str(error).partition(" Write")[0]) from error
    return Rhythm(minute, once=date) if date else None


def _without_year(text: str, today: dt.date) -> Iterator[dt.date]:
    """The days that ``5 December`` is in this year and the next ones: 29 February may be eight years off."""
    for year in range(today.year, today.year + 9):
        day = _date(f"{text} {year:04}", today)
        if day is not None:
            yield day


def _date(text: str, today: dt.date, *, or_say_why: bool = False) -> dt.date | None:
    """The day that ``text`` spells, if it spells one to the day."""
    try:
        spelt = date_words.spelt(text, today)
    except ValueError:
        if or_say_why:
            raise
        return None
    return spelt.earliest if spelt.precision == 3 and not spelt.mark else None
