"""A tie as a bar on a scale of time: from when, until when, and how surely.

Where a source shows the tie the bar is full; where nothing newer confirms it, it is an outline. A beginning of which only the year
is known grows out of that year; one that nobody dates comes out of dots. A halt has the mark of its status, and what follows it
is drawn as that status is on maps.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from PIL import Image

from bot.domain.pairings import Status
from bot.pictures.canvas import Ink, mark
from bot.pictures.chart import Sample, Years, span_of
from bot.pictures.palette import Colours, mixed
from bot.pictures.subjects import TieSpan

_HALTED = (Status.SUSPENDED, Status.DORMANT, Status.ENDED)
_NOT_YET = (Status.APPROVED, Status.PROPOSED, Status.INVITED)
_LEAD_IN = 42.0
"""Pixels of dots before a bar whose beginning nobody dates."""
_SHORTEST = 5.0


@dataclass(frozen=True)
class Bar:
    """A tie’s bar in pixels, on the middle line ``y``. Its parts follow one another from left to right."""

    status: Status
    y: float
    half: float
    undated_from: float | None
    """Where the dots before an undated beginning start."""
    begins: float
    sure: float
    """From where on the beginning is past, whatever its date means."""
    shown: float
    """Up to where a source shows it."""
    ends: float
    halt: float | None
    today: float


def bar_of(span: TieSpan, years: Years, y: float, half: float) -> Bar:
    """Lay a bar out."""
    today = years.right
    halted = span.status in _HALTED
    if span.halted is not None:
        ends = years.x(_middle(*span_of(span.halted)))
    else:
        # A halt that nobody dates was before the source that tells of it; how long before is not known.
        ends = years.x(span.last_seen.latest) if halted and span.last_seen else today
    if span.begun is None:
        begins = sure = min(ends, years.x(span.last_seen.earliest) if span.last_seen else ends)
    else:
        first, last = span_of(span.begun)
        if span.disputed_until is not None:
            last = max(last, span_of(span.disputed_until)[1])
        begins, sure = years.x(first), years.x(last)
    ends = max(ends, begins + _SHORTEST) if ends < today else max(ends, begins)
    sure = min(max(sure, begins), ends)
    if span.halted is not None:
        shown = ends
    else:
        shown = min(max(years.x(span.last_seen.latest), sure) if span.last_seen and not halted else sure, ends)
    undated_from = None if span.signed else max(begins - _LEAD_IN, years.left)
    return Bar(span.status, y, half, undated_from, begins, sure, shown, ends, ends if halted else None, today)


def _middle(first: dt.date, last: dt.date) -> dt.date:
    return first + (last - first) / 2


def paint_bar(image: Image.Image, bar: Bar, colours: Colours) -> None:
    """Draw a bar, its halt and what follows."""
    stroke = colours.strokes[bar.status]
    tall = int(bar.half * 2 + 8)
    left = int(min(bar.begins, bar.undated_from if bar.undated_from is not None else bar.begins)) - 8
    size = (int(bar.today) - left + 34, tall)
    middle, x0 = tall / 2, float(left)

    outline = Ink(size)
    _round(outline, bar.begins - x0, bar.ends - x0, middle, bar.half)
    inner = Ink(size)
    _round(inner, bar.begins - x0 + 1.6, bar.ends - x0 - 1.6, middle, bar.half - 1.6)
    whole = np.asarray(outline.smooth(), np.float32)
    pale = whole - np.asarray(inner.smooth(), np.float32) * (0.82 if bar.status not in _NOT_YET else 1.0)
    columns = np.arange(size[0]) + x0
    full = np.clip(bar.shown - columns, 0, 1) if bar.status not in _NOT_YET else np.zeros(size[0])
    mask = pale * (1 - full) + whole * full
    if bar.sure - bar.begins > 2:
        # The date may mean any day from here to there: the bar grows.
        mask = mask * np.clip(0.12 + 0.88 * (columns - bar.begins) / (bar.sure - bar.begins), 0.12, 1.0)
    lines = Ink(size)
    if bar.undated_from is not None:
        lines.stroke(np.array([(bar.undated_from - x0, middle), (bar.begins - x0 - 6, middle)]), 4.0, (0, 9))
    if bar.halt is not None and bar.status is not Status.ENDED and bar.today - bar.halt > 14:
        lines.stroke(np.array([(bar.halt - x0 + 12, middle), (bar.today - x0, middle)]), 3.2, stroke.dash)
    mask = np.maximum(mask, np.asarray(lines.smooth(), np.float32))
    image.paste(stroke.colour, (left, round(bar.y - middle)), Image.fromarray(np.clip(mask, 0, 255).astype(np.uint8)))
    if bar.halt is not None:
        mark(image, bar.halt, bar.y, min(bar.half, 9.0), stroke, colours)


def _round(ink: Ink, left: float, right: float, middle: float, half: float) -> None:
    """A bar with round ends; a short one is a dot."""
    half = max(min(half, (right - left) / 2), 0.5)
    ink.line(np.array([(left + half, middle), (max(right - half, left + half + 0.1), middle)]), half * 2)
    ink.dot(left + half, middle, half)
    ink.dot(max(right - half, left + half), middle, half)


def paint_sample(image: Image.Image, sample: Sample, colours: Colours, x: float, y: float) -> None:
    """A piece of a bar for the legend, round the middle line ``y``."""
    if sample is Sample.UNCONFIRMED:
        outline, inner = Ink((46, 20)), Ink((46, 20))
        _round(outline, 1, 45, 10, 8)
        _round(inner, 2.6, 43.4, 10, 6.4)
        mask = np.asarray(outline.smooth(), np.float32) - np.asarray(inner.smooth(), np.float32) * 0.82
    else:
        piece = Ink((46, 20))
        piece.stroke(np.array([(3.0, 10.0), (25.0, 10.0)]), 4.0, (0, 9))
        piece.line(np.array([(38.0, 10.0), (46.0, 10.0)]), 16)
        piece.dot(38.0, 10.0, 8)
        mask = np.asarray(piece.smooth(), np.float32)
    image.paste(colours.quiet, (round(x), round(y) - 10), Image.fromarray(mask.astype(np.uint8)))


def on_bar(colours: Colours, status: Status) -> tuple[int, int, int]:
    """The colour of writing on a full bar: the darker or the lighter, whichever stands out."""
    colour = colours.strokes[status].colour
    bright = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2] > 140
    return mixed((9, 18, 34), colour, 0.0) if bright else (255, 255, 255)
