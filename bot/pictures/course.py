"""The course of one tie: its events on a scale of time, each with its date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.domain.pairings import EventKind
from bot.domain.servers import Theme
from bot.pictures.bars import Bar, bar_of, paint_bar
from bot.pictures.boxes import Box
from bot.pictures.canvas import Ink, ground, plate, png, write_middle
from bot.pictures.chart import HEAD, MARGIN, Foot, Heading, Years, foot_of, paint_foot, paint_heading, paint_years, span_of
from bot.pictures.lettering import Face, width
from bot.pictures.palette import THEMES
from bot.pictures.subjects import CourseSubject, Happening
from bot.pictures.timeline import explained
from bot.pictures.words import more_events

_MINOR = (EventKind.VISIT, EventKind.DISCUSSED, EventKind.STATEMENT, EventKind.AID)
"""Events that give way where there is no room for all."""
_LINE, _LEVEL = 28.0, 66.0
_AXIS = 34


@dataclass(frozen=True)
class Note:
    """An event’s words, and the spot on the bar that they belong to."""

    happening: Happening
    box: Box
    x: float


@dataclass(frozen=True)
class CourseScene:
    """Everything that the course of a tie shows, in pixels."""

    size: tuple[int, int]
    heading: Heading
    years: Years
    bar: Bar
    notes: tuple[Note, ...]
    spots: tuple[float, ...]
    """Where every event falls, with words or without."""
    foot: Foot
    hidden: int


def course_scene(subject: CourseSubject) -> CourseScene:
    """Lay a course out: the bar in the middle, the events above and below it."""
    size = subject.shape.size
    dates = [happening.date for happening in subject.happenings]
    begun = [subject.span.begun] if subject.span.begun else []
    years = Years.over([*dates, *begun], subject.today, MARGIN + 40, size[0] - MARGIN - 30)
    extra = explained([subject.span])
    empty = foot_of([(subject.span.status, 0)], extra, "", size)
    y = (HEAD + empty.top - _AXIS) / 2 + 6
    bar = bar_of(subject.span, years, y, 14.0)
    spots = {happening: _spot(happening, years) for happening in subject.happenings}
    notes: list[Note] = []
    for happening in sorted(subject.happenings, key=lambda happening: (happening.kind in _MINOR, happening.date.earliest)):
        places = _places(happening, spots[happening], y, size[0])
        free = (
            box
            for box in places
            if not any(box.grown(5).overlaps(note.box) for note in notes) and _reaches(box, spots[happening], notes, y)
        )
        box = next(free, None)
        if box is not None:
            notes.append(Note(happening, box, spots[happening]))
    hidden = len(subject.happenings) - len(notes)
    foot = foot_of([(subject.span.status, 0)], extra, more_events(hidden, subject.undated), size)
    in_order = tuple(sorted(notes, key=lambda note: note.x))
    heading = Heading.of(subject.title, subject.line, size[0])
    return CourseScene(size, heading, years, bar, in_order, tuple(spots.values()), foot, hidden)


def _spot(happening: Happening, years: Years) -> float:
    first, last = span_of(happening.date)
    return (years.x(first) + years.x(last)) / 2


def _places(happening: Happening, x: float, y: float, across: int) -> Iterator[Box]:
    """Where an event’s words may stand, nearest first: above and below, and moved to a side."""
    wide = max(width(happening.date.short, Face.NAME), width(happening.what, Face.NOTE)) + 20
    for level in (0, 1):
        for side in (-1, 1):
            for shift in (0.0, -0.3, 0.3, -0.46, 0.46):
                middle = min(max(x + shift * wide, MARGIN / 2 + wide / 2), across - MARGIN / 2 - wide / 2)
                if level == 1 and side == 1:
                    continue  # There the years stand.
                near = y + side * (28 + level * _LEVEL)
                top, bottom = (near - 2 * _LINE, near) if side < 0 else (near, near + 2 * _LINE)
                if top > HEAD - 14:
                    yield Box(middle - wide / 2, top, middle + wide / 2, bottom)


def _reaches(box: Box, x: float, notes: list[Note], y: float) -> bool:
    """Whether the thread from the words to the bar crosses no other words, and no other thread crosses these."""
    above = box.bottom < y
    end = box.bottom if above else box.top
    for note in notes:
        if (note.box.bottom < y) is not above:
            continue
        low, high = (end, y) if above else (y, end)
        if note.box.left - 3 < x < note.box.right + 3 and note.box.top < high and low < note.box.bottom:
            return False
        other_end = note.box.bottom if above else note.box.top
        low, high = (other_end, y) if above else (y, other_end)
        if box.left - 3 < note.x < box.right + 3 and box.top < high and low < box.bottom:
            return False
    return True


def paint_course(scene: CourseScene, theme: Theme) -> bytes:
    """The picture as PNG."""
    colours = THEMES[theme]
    image = ground(scene.size, theme).copy()
    paint_years(image, scene.years, scene.bar.y - 18, scene.foot.top - _AXIS, colours)
    threads = Ink(scene.size)
    for note in scene.notes:
        end = note.box.bottom if note.box.bottom < scene.bar.y else note.box.top
        threads.line(np.array([(note.x, scene.bar.y), (min(max(note.x, note.box.left + 6), note.box.right - 6), end)]), 1.6)
    image.paste(colours.quiet, mask=threads.smooth())
    paint_bar(image, scene.bar, colours)
    dots = Ink(scene.size)
    for x in scene.spots:
        dots.dot(x, scene.bar.y, 5.5)
    image.paste(colours.halo, mask=dots.smooth())
    inner = Ink(scene.size)
    for x in scene.spots:
        inner.dot(x, scene.bar.y, 3.6)
    image.paste(colours.text, mask=inner.smooth())
    for note in scene.notes:
        plate(image, note.box, colours.panel, colours.panel_opacity * 0.8, radius=8)
        x, _ = note.box.middle
        write_middle(image, note.happening.date.short, Face.NAME, x, note.box.top + 23, colours.text)
        write_middle(image, note.happening.what, Face.NOTE, x, note.box.top + 47, colours.quiet)
    paint_heading(image, scene.heading, colours)
    paint_foot(image, scene.foot, colours)
    return png(image, theme)
