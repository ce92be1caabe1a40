"""The ties of a city on a scale of time, a bar for each."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.pairings import Status
from bot.domain.servers import Theme
from bot.pictures.bars import Bar, bar_of, on_bar, paint_bar, paint_sample
from bot.pictures.boxes import Box
from bot.pictures.canvas import ground, png, write
from bot.pictures.chart import (
    HEAD,
    MARGIN,
    Foot,
    Heading,
    Sample,
    Years,
    foot_of,
    paint_foot,
    paint_heading,
    paint_years,
)
from bot.pictures.lettering import Face, fitted, height, legible, width
from bot.pictures.palette import THEMES
from bot.pictures.panels import Writing
from bot.pictures.subjects import TieSpan, TimelineSubject
from bot.pictures.words import UNCONFIRMED, UNDATED, more_ties

_ROWS = 15
"""In a column; more would be too low to read."""
_BETWEEN = 34
_AXIS = 34


_HALTED = (Status.SUSPENDED, Status.DORMANT, Status.ENDED)
_SAMPLES: tuple[tuple[tuple[Sample, str], Callable[[TieSpan], bool]], ...] = (
    ((Sample.UNCONFIRMED, UNCONFIRMED), lambda span: span.status not in _HALTED or span.halted is None),
    ((Sample.UNDATED, UNDATED), lambda span: not span.signed),
)
"""What the legend explains, and which ties need it."""


def explained(shown: Sequence[TieSpan]) -> list[tuple[Sample, str]]:
    """What the legend explains of these ties beside their status."""
    return [sample for sample, told in _SAMPLES if any(told(span) for span in shown)]


@dataclass(frozen=True)
class Row:
    """A tie’s line: its name, its bar, and its date in or beside it."""

    span: TieSpan
    name: Writing
    name_box: Box
    bar: Bar
    date: Writing | None
    date_box: Box | None


@dataclass(frozen=True)
class TimelineScene:
    """Everything that a timeline shows, in pixels."""

    size: tuple[int, int]
    heading: Heading
    columns: tuple[Years, ...]
    rows: tuple[Row, ...]
    rows_box: Box
    foot: Foot
    hidden: int


def timeline_scene(subject: TimelineSubject) -> TimelineScene:
    """Lay a timeline out: one column, or two if there are many ties. Of more than have room the exceptions and the oldest are shown."""
    size = subject.shape.size
    shown = _chosen(subject)
    hidden = len(subject.spans) - len(shown)
    counts = Counter(span.status for span in subject.spans)
    foot = foot_of(
        [(status, counts[status]) for status in Status if counts[status]],
        explained(shown),
        more_ties(hidden) if hidden else "",
        size,
    )
    area = Box(MARGIN, HEAD + 6, size[0] - MARGIN, foot.top - _AXIS)
    per_column = len(shown) if len(shown) <= _ROWS else math.ceil(len(shown) / 2)
    number = max(1, math.ceil(len(shown) / max(per_column, 1)))
    wide = (area.width - _BETWEEN * (number - 1)) / number
    face = Face.NAME if per_column <= 11 and number == 1 else Face.SMALL_NAME
    pitch = min(area.height / max(per_column, 1), 64.0)
    columns, rows = [], []
    dates = [date for span in shown for date in (span.begun, span.halted) if date]
    for column in range(number):
        spans = shown[column * per_column : (column + 1) * per_column]
        left = area.left + column * (wide + _BETWEEN)
        names = [fitted(legible(span.name), face, wide * 0.36, face.size - 3) for span in spans]
        aside = max((width(text, face, small) for text, small in names), default=0.0)
        years = Years.over(dates, subject.today, left + aside + 18, left + wide - 14)
        columns.append(years)
        for at, (span, (text, small)) in enumerate(zip(spans, names, strict=True)):
            rows.append(_row(span, text, face, small, left + aside, area.top + pitch * (at + 0.5), pitch, years))
    return TimelineScene(size, Heading.of(subject.title, subject.line, size[0]), tuple(columns), tuple(rows), area, foot, hidden)


def _chosen(subject: TimelineSubject) -> list[TieSpan]:
    room = 2 * _ROWS
    if len(subject.spans) <= room:
        return list(subject.spans)
    by_interest = sorted(range(len(subject.spans)), key=lambda at: (_dullness(subject.spans[at]), at))
    return [subject.spans[at] for at in sorted(by_interest[:room])]


def _dullness(span: TieSpan) -> int:
    """What was decided shows first, then what has a date, the oldest first."""
    if span.status not in (Status.ACTIVE, Status.UNKNOWN):
        return 0
    return 1 if span.signed else 2


def _row(span: TieSpan, text: str, face: Face, size: int, right: float, y: float, pitch: float, years: Years) -> Row:
    bar = bar_of(span, years, y, min(13.0, pitch * 0.38))
    wide = width(text, face, size)
    name = Writing(text, face, size, right - wide, y + size * 0.33)
    tall = min(height(face, size), pitch)
    name_box = Box(right - wide, y - tall / 2, right, y + tall / 2)
    told = _told(span)
    if not told:
        return Row(span, name, name_box, bar, None, None)
    date_face = Face.LEGEND
    small = min(date_face.size, max(19, int(bar.half * 2 - 3)))
    date_wide = width(told, date_face, small)
    inside = bar.shown - bar.begins > date_wide + bar.half * 2
    x = bar.begins + bar.half + 2
    if not inside:
        # Beside the bar: before it, where there is nothing, or behind its end.
        before = (bar.undated_from if bar.undated_from is not None else bar.begins) - date_wide - 8
        x = before if before > years.left else bar.begins + bar.half + 2
    if not inside and x > bar.begins and x + date_wide > years.right:
        return Row(span, name, name_box, bar, None, None)
    date = Writing(told, date_face, small, x, y + small * 0.33)
    return Row(span, name, name_box, bar, date, Box(x, y - small * 0.4, x + date_wide, y + small * 0.4))


def _told(span: TieSpan) -> str:
    """The year of signing as it is known: ``1959``, ``about 1984``, ``1984–1990?``."""
    if span.begun is None or not span.signed:
        return ""
    if span.disputed_until is not None and span.disputed_until.year != span.begun.year:
        return f"{span.begun.year}–{span.disputed_until.year}?"
    return (
        f"{span.begun.year}{'?' if span.begun.mark in ('?', '%') else ''}"
        if span.begun.mark != "~"
        else f"about {span.begun.year}"
    )


def paint_timeline(scene: TimelineScene, theme: Theme) -> bytes:
    """The picture as PNG."""
    colours = THEMES[theme]
    image = ground(scene.size, theme).copy()
    for years in scene.columns:
        paint_years(image, years, scene.rows_box.top - 4, scene.rows_box.bottom, colours)
    for row in scene.rows:
        paint_bar(image, row.bar, colours)
        write(image, row.name.text, row.name.face, row.name.x, row.name.baseline, colours.text, size=row.name.size)
        if row.date is not None and row.date_box is not None:
            on = row.bar.shown > row.date_box.right
            colour = on_bar(colours, row.bar.status) if on and row.date.x >= row.bar.begins else colours.text
            write(image, row.date.text, row.date.face, row.date.x, row.date.baseline, colour, size=row.date.size)
    paint_heading(image, scene.heading, colours)
    paint_foot(image, scene.foot, colours)
    for sample, writing in scene.foot.samples:
        paint_sample(image, sample, colours, writing.x - 54, writing.baseline - writing.size * 0.33)
        write(image, writing.text, writing.face, writing.x, writing.baseline, colours.text, size=writing.size)
    return png(image, theme)
