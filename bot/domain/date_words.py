"""Dates as people write them, ``March 2022`` or ``24.02.2023``, as partial dates: no day and no month is ever guessed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import cache

from bot.domain.dates import MONTHS, PartialDate
from bot.domain.patterns import Pattern

LONGEST = 60
"""Characters. The longest date in words has about half as many; what is longer is a sentence."""

EXAMPLES = "24 February 2023, February 2023, 2023, or about 1984"
"""What to write, for every message here."""

_MONTH_NAMES = (
    "jan january januar jänner січень січня январь января янв",
    "feb february februar feber лютий лютого февраль февраля фев",
    "mar march märz maerz mär mrz березень березня март марта мар",
    "apr april квітень квітня апрель апреля апр",
    "may mai травень травня май мая",
    "jun june juni червень червня июнь июня июн",
    "jul july juli липень липня июль июля июл",
    "aug august серпень серпня август августа авг",
    "sep sept september вересень вересня сентябрь сентября сен",
    "oct october okt oktober жовтень жовтня октябрь октября окт",
    "nov november листопад листопада ноябрь ноября ноя",
    "dec december dez dezember грудень грудня декабрь декабря дек",
)
"""January to December in English, German, Ukrainian and Russian; the last two in the nominative and the genitive.

Source: the Unicode CLDR, https://cldr.unicode.org/translation/date-time/date-time-patterns
"""

_TODAY = frozenset({"today", "heute", "сьогодні", "сегодня"})
_ABOUT = r"(?:about|around|circa|approximately|approx\.?|ca?\.|ca|c|etwa|um|ungefähr|близько|около)"
_PERHAPS = r"(?:perhaps|maybe|possibly|probably|vielleicht|wohl|можливо|возможно|наверное)"
_MARKED = Pattern(
    rf"(?:(?P<perhaps>{_PERHAPS})(?:\s+|$))?(?:(?P<about>{_ABOUT}|~)\s*(?=[\s\d]|\b))?(?P<rest>.*?)\s*(?P<mark>[?~%]?)"
)

_SEASON = Pattern(r"\b(?:spring|summer|autumn|fall|winter|frühling|frühjahr|sommer|herbst|весна|літо|лето|осінь|осень|зима)\b")
_WEEKDAY = Pattern(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b"
)
_RELATIVE = Pattern(
    r"\b(?:last|next|this|ago|yesterday|tomorrow|recently|now|month|week|year|gestern|morgen|letzte[snrm]?|торік|минулого|вчора|вчера|прошлого)\b"
)
_OPEN = Pattern(
    r"\b(?:before|after|since|until|till|by|from|between|to|and|or|early|mid|late|end|seit|bis|vor|nach)\b|\d{4}s\b|[–—…]|\.\."
)
_DECADE = Pattern(r"\b\d{3,4}0s\b|\bcentury\b")

_YEAR_FIRST = Pattern(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?\.?", re.ASCII)
_YEAR_LAST = Pattern(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})\.?", re.ASCII)
_MONTH_YEAR = Pattern(r"(\d{1,2})[-/.](\d{4})", re.ASCII)
_RANGE = Pattern(r"\d{4}\s?[-/–—]\s?(?:\d{4}|\d{2})(?![-/.\d])", re.ASCII)
_SHORT_YEAR = Pattern(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}|.*['’]\d{2}", re.ASCII)
_DAY = Pattern(r"(\d{1,2})(?:st|nd|rd|th|-?(?:го|е|ого))?\.?", re.ASCII)
_YEAR = Pattern(r"\d{4}", re.ASCII)
_LITTLE = frozenset(
    {"of", "the", "on", "in", "am", "im", "den", "der", "у", "в", "року", "рік", "р.", "р", "года", "году", "год", "г.", "г"}
)


def spelt(text: str, today: dt.date) -> PartialDate:
    """The date that ``text`` spells: EDTF, or plain words in English, German, Ukrainian or Russian.

    ``24 Feb 2023``, ``Feb 24th, 2023``, ``24.02.2023``, ``2023/02/24``, ``March 2022``, ``2022``, ``about 1984``, ``perhaps 1984``,
    ``today``. What is not said stays unknown: ``March 2022`` has no day.

    Args:
        today: what "today" means.

    Raises:
        ValueError: it is no date, or can mean two; the message says what to write instead.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if not plain:
        raise ValueError(f"No date is given. Write {EXAMPLES}.")
    if len(plain) > LONGEST:
        raise ValueError(f"That is too long for a date. Write {EXAMPLES}.")
    if plain in _TODAY:
        return PartialDate(today.isoformat())
    found = _MARKED.fullmatch(plain)
    # The pattern lets anything stand between the marks, so it matches whatever has no line break, and these are gone.
    assert found is not None
    parts = _parts(found["rest"].strip(" ,"), text)
    if parts is not None:
        return _date(parts, _mark(found), text)
    raise ValueError(_why_not(plain, text))


Parts = tuple[int, int | None, int | None]
"""Year, and month and day as far as they are said."""


def _mark(found: re.Match[str]) -> str:
    about = bool(found["about"]) or found["mark"] in ("~", "%")
    perhaps = bool(found["perhaps"]) or found["mark"] in ("?", "%")
    return "%" if about and perhaps else "~" if about else "?" if perhaps else ""


def _parts(plain: str, text: str) -> Parts | None:
    """What is said of year, month and day; ``None`` if it is no date."""
    if _YEAR.fullmatch(plain):
        return int(plain), None, None
    if found := _YEAR_FIRST.fullmatch(plain):
        return int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    if found := _MONTH_YEAR.fullmatch(plain):
        return int(found[2]), int(found[1]), None
    if found := _YEAR_LAST.fullmatch(plain):
        return _which_is_the_day(int(found[1]), int(found[3]), int(found[4]), text)
    return _in_words(plain)


def _which_is_the_day(first: int, second: int, year: int, text: str) -> Parts:
    if first > 12 or first == second:
        return year, second, first
    if second > 12:
        return year, first, second
    if not first or not second:
        raise ValueError(f"“{_shown(text)}” is no day of the calendar. Write {EXAMPLES}.")
    raise ValueError(
        f"“{_shown(text)}” can mean two days. Write the month as a word: {first} {MONTHS[second - 1]} {year}, "
        f"or {second} {MONTHS[first - 1]} {year}."
    )


def _in_words(plain: str) -> Parts | None:
    """Day, month and year in any of the orders that people write, the month as a word; the day may be left out."""
    words = [word for word in re.split(r"[\s,/]+|(?<=\d)-(?=[^\W\d])|(?<=[^\W\d])-(?=\d)", plain) if word and word not in _LITTLE]
    if not 2 <= len(words) <= 3:
        return None
    months = [number for word in words if (number := _month(word))]
    years = [int(word) for word in words if _YEAR.fullmatch(word)]
    days = [int(found[1]) for word in words if (found := _DAY.fullmatch(word))]
    if len(months) != 1 or len(years) != 1 or len(days) != len(words) - 2:
        return None
    return years[0], months[0], days[0] if days else None


@cache
def _months() -> dict[str, int]:
    return {word: number for number, words in enumerate(_MONTH_NAMES, 1) for word in words.split()}


def _month(word: str) -> int | None:
    return _months().get(word.rstrip("."))


def _date(parts: Parts, mark: str, text: str) -> PartialDate:
    year, month, day = parts
    written = "-".join(f"{part:0{width}}" for part, width in ((year, 4), (month, 2), (day, 2)) if part is not None)
    try:
        return PartialDate.parse(written + mark)
    except ValueError as error:
        if _RANGE.fullmatch(" ".join(text.split())):
            raise ValueError(_why_not(text.casefold().strip(), text)) from error
        raise ValueError(f"“{_shown(text)}” is no day of the calendar. Write {EXAMPLES}.") from error


def _why_not(plain: str, text: str) -> str:
    """What is the matter with something that is no date, and what to write."""
    shown = _shown(text)
    if _SEASON.search(plain):
        return f"“{shown}” is a season, which begins when it does elsewhere. Write the month, or the year alone."
    if _DECADE.search(plain):
        return f"“{shown}” is many years. Write one that is near, as in about 1984."
    if _WEEKDAY.search(plain):
        return f"“{shown}” names a day of the week. Leave that out: {EXAMPLES}."
    if _RELATIVE.search(plain):
        return f"“{shown}” means another date tomorrow. Write {EXAMPLES}."
    if _RANGE.search(plain) or _OPEN.search(plain):
        return f"“{shown}” is more than one date. Write the one on which it happened, as in {EXAMPLES}."
    if _SHORT_YEAR.fullmatch(plain):
        return f"“{shown}” has a year of two digits. Write all four, as in {EXAMPLES}."
    if not re.search(r"\d", plain):
        return f"“{shown}” is no date. Write {EXAMPLES}."
    return f"“{shown}” is not understood as a date. Write {EXAMPLES}."


def _shown(text: str) -> str:
    """What was written, for a message: on one line, and not too long."""
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
