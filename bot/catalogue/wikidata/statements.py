"""What Wikidata says: rows of the query -> statements, gathered by the pair of items that they tie and by place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.catalogue.wikidata.reading import Binding
from bot.domain.dates import PartialDate

LONGEST_LABEL = 200
LONGEST_ADDRESS = 400
KEPT_REFERENCES = 3
"""Of one statement; what is left out can be read on the page that is named as the source."""

_ITEM = re.compile(r"https?://www\.wikidata\.org/entity/(Q[1-9][0-9]{0,11})", re.ASCII)
_TIME = re.compile(r"\+?(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:T[\d:.]{1,20}Z?)?", re.ASCII)
_POINT = re.compile(r"Point\((-?\d{1,3}(?:\.\d{1,20})?) (-?\d{1,3}(?:\.\d{1,20})?)\)", re.ASCII | re.IGNORECASE)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_NUMBER = re.compile(r"[1-9]\d{0,11}", re.ASCII)
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]+")

DAY, MONTH, YEAR, DECADE, CENTURY = 11, 10, 9, 8, 7
"""How much of a date is known. Source: https://www.wikidata.org/wiki/Help:Dates#Precision"""

Item = str
"""``Q1490``."""


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """When something was, as far as Wikidata tells."""

    date: PartialDate | None
    words: str = ""
    """What a partial date cannot say: ``the 1980s``."""


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """What a statement rests on, according to those who wrote it."""

    url: str
    stated_in: str
    read: PartialDate | None


@dataclass(slots=True)
class Place:
    """An item that is a party to a tie."""

    item: Item
    label: str = ""
    geonames: set[int] = field(default_factory=set)
    coordinates: set[tuple[float, float]] = field(default_factory=set)
    """Latitude and longitude in degrees."""
    countries: set[str] = field(default_factory=set)
    """ISO 3166-1 codes, as Wikidata's editors see it."""


@dataclass(slots=True)
class Said:
    """One statement: what the page of one party says of the tie."""

    subject: Item
    other: Item
    preferred: bool
    on: PartialDate
    """When it was read."""
    starts: tuple[Moment, ...] = ()
    points: tuple[Moment, ...] = ()
    ends: tuple[Moment, ...] = ()
    ended: bool = False
    """Whether an end is given, if only as "some day"."""
    references: tuple[Reference, ...] = ()

    @property
    def begun(self) -> list[Moment]:
        """When the tie began: the start that is given, else the point in time."""
        return sorted(self.starts or self.points, key=_when)

    @property
    def over(self) -> list[Moment]:
        """When it ended: one without a date if no more is known; empty if no end is given."""
        return sorted(self.ends, key=_when) or ([Moment(None)] if self.ended else [])


@dataclass(slots=True)
class Gathered:
    """All that was read."""

    places: dict[Item, Place] = field(default_factory=dict)
    ties: dict[tuple[Item, Item], dict[str, Said]] = field(default_factory=dict)
    """By the two items, the smaller number first: every statement of either's page, by its address."""
    passed_over: int = 0
    """Rows that tie nothing: no item on one side, an item with itself, a deprecated statement."""

    @property
    def statements(self) -> int:
        return sum(len(said) for said in self.ties.values())

    def read(self, rows: Iterable[Binding], on: PartialDate) -> None:
        """Take in rows that were read on a day. Rows that come twice count once."""
        for row in rows:
            self._take(row, on)

    def _take(self, row: Binding, on: PartialDate) -> None:
        a, b = item_of(row.get("a", "")), item_of(row.get("b", ""))
        rank = row.get("rank", "").rpartition("#")[2]
        if a is None or b is None or a == b or rank == "DeprecatedRank":
            self.passed_over += 1
            return
        first, second = sorted((a, b), key=_number)
        said = self.ties.setdefault((first, second), {})
        address = row.get("statement", "")[:LONGEST_LABEL] or f"{a}-{b}"
        one = said.get(address)
        if one is None:
            one = said[address] = Said(a, b, rank == "PreferredRank", on)
        _add_dates(one, row)
        reference = _reference(row)
        if reference is not None and reference not in one.references:
            one.references = (*one.references, reference)[:KEPT_REFERENCES]
        for item, name in ((a, "a"), (b, "b")):
            _add_place(self.places.setdefault(item, Place(item)), row, name)


def item_of(address: str) -> Item | None:
    """``http://www.wikidata.org/entity/Q1490`` -> ``Q1490``; ``None`` for what is no item."""
    found = _ITEM.fullmatch(address)
    return found[1] if found else None


def page_of(item: Item) -> str:
    """The address of an item's page, for people."""
    return f"https://www.wikidata.org/wiki/{item}"


def statements_of(item: Item) -> str:
    """The address of an item's statements on its ties: what a claim cites."""
    return f"{page_of(item)}#P190"


def moment(value: str, precision: str) -> Moment | None:
    """A date of Wikidata as a partial date: what is not known is left out, whatever digits fill it.

    Args:
        value: ``1991-01-01T00:00:00Z``.
        precision: a number, see :data:`DAY`. Anything finer than a day is a day; a decade or century is kept in words.

    Returns:
        ``None`` for what is no date of the years 1 to 9999.
    """
    found = _TIME.fullmatch(value)
    if found is None or not precision.isascii() or not precision.isdigit() or found["year"] == "0000":
        return None
    known = int(precision[:3])
    if known >= YEAR:
        text = value.removeprefix("+")[: {YEAR: 4, MONTH: 7}.get(known, 10)]
        try:
            return Moment(PartialDate.parse(text))
        except ValueError:
            return None
    year = int(found["year"])
    if known == DECADE:
        return Moment(None, f"the {year // 10 * 10}s")
    return Moment(None, f"the {_ordinal(math.ceil(year / 100))} century") if known == CENTURY else None


def clean(text: str, limit: int) -> str:
    """``text`` on one line without what cannot be seen, at most ``limit`` characters."""
    return " ".join(_UNSEEN.sub(" ", text[: limit * 4]).split())[:limit].rstrip()


def web_address(text: str) -> str:
    """``text`` if it is the address of a page on the web, else nothing: ``javascript:`` and the like are no reference."""
    if len(text) > LONGEST_ADDRESS or _UNSEEN.search(text) or any(sign.isspace() or sign in '<>"`' for sign in text):
        return ""
    try:
        parts = urlsplit(text)
        return text if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else ""
    except ValueError:
        return ""


def _add_dates(said: Said, row: Binding) -> None:
    said.starts = _with(said.starts, row, "start")
    said.points = _with(said.points, row, "point")
    said.ends = _with(said.ends, row, "end")
    said.ended = said.ended or "ended" in row or "end" in row


def _with(moments: tuple[Moment, ...], row: Binding, name: str) -> tuple[Moment, ...]:
    """``moments``, and the one that the row gives under that name."""
    found = moment(row.get(name, ""), row.get(f"{name}Precision", "")) if name in row else None
    return moments if found is None or found in moments else (*moments, found)


def _reference(row: Binding) -> Reference | None:
    url = web_address(row.get("referenceUrl", ""))
    stated_in = clean(row.get("statedIn", ""), LONGEST_LABEL)
    read = moment(row.get("retrieved", ""), row.get("retrievedPrecision", ""))
    return Reference(url, stated_in, read.date if read else None) if url or stated_in else None


def _add_place(place: Place, row: Binding, name: str) -> None:
    place.label = place.label or clean(row.get(f"{name}Label", ""), LONGEST_LABEL)
    if _NUMBER.fullmatch(geonames := row.get(f"{name}Geonames", "")):
        place.geonames.add(int(geonames))
    if _COUNTRY.fullmatch(country := row.get(f"{name}Country", "")):
        place.countries.add(country)
    point = _POINT.fullmatch(row.get(f"{name}Coordinates", ""))
    if point is not None:
        east, north = float(point[1]), float(point[2])
        if abs(north) <= 90 and abs(east) <= 180:
            place.coordinates.add((north, east))


def _ordinal(number: int) -> str:
    return f"{number}{'th' if number // 10 == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _number(item: Item) -> int:
    return int(item[1:])


def _when(moment: Moment) -> tuple[str, str]:
    return (moment.date or "", moment.words)
