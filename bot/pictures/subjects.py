"""What a picture shows, as plain values: a map, a timeline of ties, a timeline of one tie, counts by decade, or a page to be printed.

A subject is all that a drawing depends on, so that two equal subjects are the same picture. Names and titles come in the language
of the reader; what the picture says of its own is in :mod:`.words`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.dates import PartialDate
from bot.domain.pairings import EventKind, Status


class Shape(StrEnum):
    """The size of a picture: a page beside a list, a strip about one tie, or a sheet of paper and what stands on it above its table."""

    PAGE = "page"
    STRIP = "strip"
    PRINT = "print"
    TALL_PRINT = "tall print"
    SHEET = "sheet"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return _SIZES[self]


_SIZES = {
    Shape.PAGE: (1100, 620),
    Shape.STRIP: (1100, 420),
    Shape.PRINT: (1418, 600),
    Shape.TALL_PRINT: (1418, 840),
    Shape.SHEET: (1654, 2339),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a map.

    Args:
        weight: what tells which names matter most where there is no room for all: people who live there.
    """

    name: str
    latitude: float
    longitude: float
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Tie:
    """A line on a map."""

    one: Spot
    other: Spot
    status: Status


@dataclass(frozen=True, slots=True)
class MapSubject:
    """A map.

    Args:
        ties: what is drawn. Both ends have a place.
        homes: the places that the picture is about, drawn larger: the city asked for; both ends of a path.
        countries: codes of the countries that are set off from the others.
        unplaced: how many more ties are counted in ``line`` and have no place on a map.
        counted: whether the legend says how many ties have each status.
    """

    title: str
    line: str
    ties: tuple[Tie, ...]
    homes: tuple[Spot, ...] = ()
    countries: tuple[str, ...] = ()
    unplaced: int = 0
    counted: bool = True
    shape: Shape = Shape.PAGE


@dataclass(frozen=True, slots=True)
class TieSpan:
    """One tie on a timeline.

    Args:
        begun: when it was signed, as exactly as a source says; or the first date known of it, if ``signed`` is false.
        disputed_until: the latest date that a source gives for the beginning, where they disagree.
        halted: when it was suspended, found dormant or ended.
        last_seen: the last date on which a source supports the status.
    """

    name: str
    status: Status
    begun: PartialDate | None
    signed: bool
    disputed_until: PartialDate | None = None
    halted: PartialDate | None = None
    last_seen: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class TimelineSubject:
    """The ties of a city, a bar for each."""

    title: str
    line: str
    spans: tuple[TieSpan, ...]
    today: PartialDate
    shape: Shape = Shape.PAGE


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a tie; ``what`` is the word for it."""

    date: PartialDate
    kind: EventKind
    what: str


@dataclass(frozen=True, slots=True)
class CourseSubject:
    """The course of one tie: its events in order of time.

    Args:
        undated: how many more events have no date.
    """

    title: str
    line: str
    span: TieSpan
    happenings: tuple[Happening, ...]
    today: PartialDate
    undated: int = 0
    shape: Shape = Shape.STRIP


@dataclass(frozen=True, slots=True)
class DecadesSubject:
    """How many ties were signed in each decade, by how they stand today.

    Args:
        counts: the first year of a decade, a status, and how many.
        undated: how many more have no known year.
    """

    title: str
    line: str
    counts: tuple[tuple[int, Status, int], ...]
    undated: int = 0
    shape: Shape = Shape.PAGE


@dataclass(frozen=True, slots=True)
class BriefingRow:
    """One tie in the table of a briefing.

    Args:
        told: its status in words, with date, who decided and on what condition, and the kind if it is not the usual one.
        cites: which of the briefing's sources speak of it, from 1, best first.
    """

    name: str
    where: str
    signed: str
    status: Status
    told: str
    as_of: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BriefingSubject:
    """A page about a city, to be printed: head, map, table, sources.

    Args:
        kicker: what sort of page it is, above the title.
        date: of what day it is, in words.
        line: what is counted.
        remarks: what else is to be said first.
        rows: every tie; what has no room is counted.
        sources: every source in words, those first on which most rests.
        more: where that stands which has no room.
        foot: the small print.
    """

    kicker: str
    title: str
    date: str
    line: str
    remarks: tuple[str, ...]
    map: MapSubject
    rows: tuple[BriefingRow, ...]
    sources: tuple[str, ...]
    more: str
    foot: tuple[str, ...]
    shape: Shape = Shape.SHEET


Subject = MapSubject | TimelineSubject | CourseSubject | DecadesSubject | BriefingSubject
