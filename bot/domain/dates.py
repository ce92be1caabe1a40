"""Partial dates (EDTF, ISO 8601-2): what is known of a date, never more. ``1991``, ``1991-03``, ``1991-03-01``, ``1984?``, ``1984~``."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

_SHAPE = re.compile(r"^(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?P<mark>[?~%])?$", re.ASCII)
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class PartialDate(str):
    """A date with a known year and perhaps a known month and day, as EDTF text.

    It is a string, so it is stored and compared as itself; two dates of the same precision sort in time order.
    ``?`` after the year means uncertain, ``~`` approximate, ``%`` both (EDTF level 1).

    Source: https://www.loc.gov/standards/datetime/
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """The date that ``text`` spells.

        Raises:
            ValueError: not of the shapes above, or no such day in the calendar.
        """
        text = text.strip()
        found = _SHAPE.match(text)
        if found is None:
            raise ValueError(f"{text!r} is not a date: write 1991, 1991-03, 1991-03-01, 1984? (uncertain) or 1984~ (about)")
        # The month and day are filled in only to ask the calendar; they are not kept.
        try:
            dt.date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
        except ValueError as error:
            raise ValueError(f"{text!r} is not a day of the calendar") from error
        return cls(text)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls.parse, core_schema.str_schema())

    @property
    def year(self) -> int:
        return int(self[:4])

    @property
    def month(self) -> int | None:
        """1 to 12, or ``None`` if the month is not known."""
        return int(self[5:7]) if len(self) >= 7 else None

    @property
    def day(self) -> int | None:
        """1 to 31, or ``None`` if the day is not known."""
        return int(self[8:10]) if len(self) >= 10 else None

    @property
    def mark(self) -> str:
        """``?``, ``~``, ``%`` or nothing."""
        return self[-1] if self[-1] in "?~%" else ""

    @property
    def precision(self) -> int:
        """How many of year, month and day are known: 1, 2 or 3."""
        return 1 + (self.month is not None) + (self.day is not None)

    @property
    def earliest(self) -> dt.date:
        """The first day that this date can mean."""
        return _span(self)[0]

    @property
    def latest(self) -> dt.date:
        """The last day that this date can mean."""
        return _span(self)[1]

    def agrees_with(self, other: PartialDate) -> bool:
        """Whether both can mean the same day: 1990 and 1990-08-13 do, 1989 and 1990 do not."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    @property
    def short(self) -> str:
        """For rows: ``28 Feb 2022``, ``Mar 2022``, ``2022``, ``about 1984``."""
        return self._spelt(3)

    @property
    def long(self) -> str:
        """For sentences: ``28 February 2022``, ``March 2022``, ``2022``, ``about 1984``."""
        return self._spelt(None)

    def _spelt(self, letters: int | None) -> str:
        words = [str(self.day)] if self.day else []
        if self.month:
            words.append(MONTHS[self.month - 1][:letters])
        words.append(f"{self.year}")
        before = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}.get(self.mark, "")
        return before + " ".join(words)


@lru_cache(maxsize=8192)
def _span(date: PartialDate) -> tuple[dt.date, dt.date]:
    """The first and the last day that a date can mean. Kept, because every status compares many dates."""
    first = dt.date(date.year, date.month or 1, date.day or 1)
    if date.day is not None:
        return first, first
    last_month = date.month or 12
    return first, dt.date(date.year, last_month, calendar.monthrange(date.year, last_month)[1])


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day so many years earlier; for 29 February the 28th, where that year has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def age(date: PartialDate, today: dt.date) -> str:
    """How long ago, in words: ``this month``, ``3 months ago``, ``4 years ago`` (whole units, rounded down).

    A date without its month counts in years alone: 2022 is 4 years before any day of 2026. A date that has not come is
    ``still to come``.
    """
    if date.earliest > today:
        return "still to come"
    if date.month is None:
        years = today.year - date.year
        return _ago(years, "year") if years else "this year"
    months = (today.year - date.year) * 12 + today.month - date.month
    if months == 0:
        return "this month"
    if date.day is not None and today.day < date.day:
        months -= 1
    if months == 0:
        return "less than a month ago"
    return _ago(months, "month") if months < 12 else _ago(months // 12, "year")


def is_recent(date: PartialDate, today: dt.date) -> bool:
    """Whether less than a year has passed since ``date``, as :func:`age` counts."""
    return "year" not in age(date, today) or age(date, today) == "this year"


def _ago(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'} ago"
