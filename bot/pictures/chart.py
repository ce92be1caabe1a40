"""What charts of time share: the heading, the axis of years and the legend."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from PIL import Image

from bot.domain.dates import PartialDate
from bot.domain.pairings import Status
from bot.pictures.boxes import Box
from bot.pictures.canvas import Ink, write, write_middle
from bot.pictures.lettering import Face, fitted, legible, width
from bot.pictures.map_drawing import paint_legend
from bot.pictures.palette import Colours
from bot.pictures.panels import LegendEntry, Writing
from bot.pictures.words import IN_LEGEND

MARGIN = 36
HEAD = 92
"""Pixels from the top that the heading takes."""
_SAMPLE, _GAP = 54, 26
_STEPS = (1, 2, 5, 10, 20, 50, 100)
_LEAST_YEARS = 8
_ABOUT = dt.timedelta(days=730)
"""How far to either side a date marked as uncertain or approximate is drawn: EDTF leaves it open, two years are ours."""


@dataclass(frozen=True)
class Years:
    """A scale of time: years, and between which pixels they lie."""

    first: float
    last: float
    left: float
    right: float

    @classmethod
    def over(cls, dates: Iterable[PartialDate], today: PartialDate, left: float, right: float) -> Years:
        """From the earliest date to today, with a little room; never less than some years."""
        last = decimal(today.latest)
        first = min([decimal(span_of(date)[0]) for date in dates], default=last)
        first = min(first, last - _LEAST_YEARS)
        room = (last - first) * 0.02
        return cls(first - room, last, left, right)

    def x(self, day: dt.date) -> float:
        """The pixel of a day; before and after the scale its ends."""
        share = (decimal(day) - self.first) / (self.last - self.first)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    @property
    def ticks(self) -> list[tuple[int, float]]:
        """Round years with their pixels, as many as have room."""
        room = (self.right - self.left) / (self.last - self.first)
        step = next((step for step in _STEPS if step * room > 66), _STEPS[-1])
        years = range(int(self.first // step + 1) * step, int(self.last) + 1, step)
        return [(year, self.left + (year - self.first) * room) for year in years]


def decimal(day: dt.date) -> float:
    """A day as a year with a fraction."""
    whole = 366 if calendar.isleap(day.year) else 365
    return day.year + (day.timetuple().tm_yday - 1) / whole


def span_of(date: PartialDate) -> tuple[dt.date, dt.date]:
    """The days between which a date may lie, as it is drawn."""
    about = _ABOUT if date.mark else dt.timedelta()
    return date.earliest - about, date.latest + about


@dataclass(frozen=True)
class Heading:
    """The title at the left, and what is counted at the right of it or below."""

    writings: tuple[Writing, ...]

    @classmethod
    def of(cls, title: str, line: str, across: int) -> Heading:
        """Raises nothing: what is too long is made smaller, then shortened."""
        words, size = fitted(legible(title), Face.TITLE, across * 0.62 - MARGIN, 30)
        room = across - 2 * MARGIN - width(words, Face.TITLE, size) - 40
        counted, small = fitted(legible(line), Face.LINE, room, 20)
        x = across - MARGIN - width(counted, Face.LINE, small)
        return cls((Writing(words, Face.TITLE, size, MARGIN, 62.0), Writing(counted, Face.LINE, small, x, 62.0, quiet=True)))

    @property
    def boxes(self) -> list[Box]:
        """Where the heading stands."""
        return [
            Box(
                part.x,
                part.baseline - part.size * 0.75,
                part.x + width(part.text, part.face, part.size),
                part.baseline + part.size * 0.22,
            )
            for part in self.writings
        ]


class Sample(Enum):
    """What a bar tells besides its status."""

    UNCONFIRMED = "an outline: nothing newer confirms the tie"
    UNDATED = "dots before it: nobody dates its beginning"


@dataclass(frozen=True)
class Foot:
    """The legend and a note below a chart, in as many lines as they need, and how high they are together."""

    entries: tuple[LegendEntry, ...]
    samples: tuple[tuple[Sample, Writing], ...]
    note: Writing | None
    top: float


def foot_of(counts: Sequence[tuple[Status, int]], extra: Sequence[tuple[Sample, str]], note: str, size: tuple[int, int]) -> Foot:
    """Lay out a foot at the bottom of a picture.

    Args:
        counts: the statuses shown and how many have each; 0 leaves the number out.
        extra: samples of what bars tell besides, with their words.
    """
    across, down = size
    texts: list[tuple[Status | Sample, str]] = [
        (status, f"{number:,} {IN_LEGEND[status]}" if number else IN_LEGEND[status]) for status, number in counts
    ]
    texts += extra
    rows: list[list[tuple[Status | Sample, str, float]]] = [[]]
    for status, text in texts:
        wide = _SAMPLE + width(text, Face.LEGEND) + _GAP
        if rows[-1] and sum(used for *_, used in rows[-1]) + wide - _GAP > across - 2 * MARGIN:
            rows.append([])
        rows[-1].append((status, text, wide))
    note_wide = width(note, Face.NOTE)
    if note and sum(used for *_, used in rows[-1]) + note_wide > across - 2 * MARGIN:
        rows.append([])
    entries, samples = [], []
    for number, row in enumerate(reversed(rows)):
        x, y = float(MARGIN), down - 26.0 - 32.0 * number
        for status, text, wide in row:
            writing = Writing(text, Face.LEGEND, Face.LEGEND.size, x + _SAMPLE, y + Face.LEGEND.size * 0.33)
            if isinstance(status, Sample):
                samples.append((status, writing))
            else:
                entries.append(LegendEntry(status, x, y, writing))
            x += wide
    told = (
        Writing(note, Face.NOTE, Face.NOTE.size, across - MARGIN - note_wide, down - 26.0 + Face.NOTE.size * 0.33, quiet=True)
        if note
        else None
    )
    return Foot(tuple(entries), tuple(samples), told, down - 26.0 - 32.0 * (len(rows) - 1) - 18.0)


def paint_heading(image: Image.Image, heading: Heading, colours: Colours) -> None:
    """Write the heading."""
    for part in heading.writings:
        write(image, part.text, part.face, part.x, part.baseline, colours.quiet if part.quiet else colours.text, size=part.size)


def paint_foot(image: Image.Image, foot: Foot, colours: Colours) -> None:
    """Draw the legend’s statuses and write the note."""
    paint_legend(image, foot.entries, colours)
    if foot.note is not None:
        write(image, foot.note.text, foot.note.face, foot.note.x, foot.note.baseline, colours.quiet)


def paint_years(image: Image.Image, years: Years, top: float, bottom: float, colours: Colours) -> None:
    """Upright lines at round years, and the years below them."""
    ink = Ink(image.size, 2)
    for _, x in years.ticks:
        ink.line(np.array([(x, top), (x, bottom)]), 1.0)
    image.paste(colours.border, mask=ink.smooth().point(lambda share: int(share * 0.45)))
    for year, x in years.ticks:
        write_middle(image, str(year), Face.AXIS, x, bottom + 25, colours.quiet)
