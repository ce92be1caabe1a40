"""The panels of a map: its title, its legend and whom the outlines and places are from, each in the corner where it hides least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairings import Status
from bot.pictures.boxes import Box
from bot.pictures.lettering import Face, fitted, height, legible, width
from bot.pictures.subjects import MapSubject
from bot.pictures.words import CREDIT, IN_LEGEND

_EDGE = 16
_TITLE_SMALLEST = 30
_HARDLY = 30.0
"""Points of lines, six pixels apart, that an inset may hide."""


@dataclass(frozen=True)
class Writing:
    """A line of text in a panel, from its left end and baseline."""

    text: str
    face: Face
    size: int
    x: float
    baseline: float
    quiet: bool = False


@dataclass(frozen=True)
class Panel:
    """Some lines of text on a plate."""

    box: Box
    lines: tuple[Writing, ...]


@dataclass(frozen=True)
class LegendEntry:
    """What a status looks like: the sample begins at x, on the middle y."""

    status: Status
    x: float
    y: float
    writing: Writing


def credit_of(size: tuple[int, int]) -> tuple[Writing, Box]:
    """Whom the outlines and the places are from, at the lower right, and what it takes up."""
    wide = width(CREDIT, Face.CREDIT)
    x, baseline = size[0] - wide - 12, size[1] - 10.0
    return Writing(CREDIT, Face.CREDIT, Face.CREDIT.size, x, baseline, quiet=True), Box(x - 6, baseline - 18, size[0], size[1])


class Corners:
    """Hands out corners for panels: each goes where the least lies under it."""

    def __init__(self, size: tuple[int, int], lines: NDArray[Any], dots: NDArray[Any], credit: Box) -> None:
        self._size, self._lines, self._dots = size, lines, dots
        self._credit = credit
        self._taken: list[Box] = []

    def take(self, wide: float, tall: float, order: Sequence[tuple[str, str]]) -> Box:
        """A free corner for a panel of that size; of corners alike the first in ``order``."""
        return self.take_best([(wide, tall)], order)[1]

    def take_best(self, sizes: Sequence[tuple[float, float]], order: Sequence[tuple[str, str]]) -> tuple[int, Box]:
        """The best corner for a panel that can have one of several sizes, and which of them."""
        choices = []
        for which, (wide, tall) in enumerate(sizes):
            for rank, corner in enumerate(order):
                box = self._in_corner(corner, wide, tall)
                if not any(box.overlaps(other.grown(6)) for other in self._taken):
                    choices.append((self._cost(box) + rank * 3 + which * 2, which, box))
        if not choices:
            # Every corner is taken: above or below the panel that is there.
            wide, tall = sizes[0]
            other = self._taken[-1]
            top = other.bottom + 8 if other.top < self._size[1] / 2 else other.top - 8 - tall
            choices.append((0.0, 0, Box(other.left, top, other.left + wide, top + tall)))
        _, which, box = min(choices)
        self._taken.append(box)
        return which, box

    def take_free(self, sizes: Sequence[tuple[float, float]]) -> Box | None:
        """A place with no dot and hardly a line under it, for the first of the sizes that has one; rather at an edge."""
        across, down = self._size
        for wide, tall in sizes:
            choices = []
            for left in np.linspace(_EDGE, across - _EDGE - wide, 12).tolist():
                for top in np.linspace(_EDGE, down - _EDGE - tall, 9).tolist():
                    box = Box(left, top, left + wide, top + tall)
                    if not any(box.overlaps(other.grown(8)) for other in (*self._taken, self._credit)):
                        from_edge = min(left, across - box.right) + min(top, down - box.bottom)
                        choices.append((self._cost(box), from_edge, box))
            if choices and min(choices)[0] <= _HARDLY:
                _, _, box = min(
                    (choice for choice in choices if choice[0] <= _HARDLY), key=lambda choice: choice[0] + choice[1] / 10
                )
                self._taken.append(box)
                return box
        return None

    def _in_corner(self, corner: tuple[str, str], wide: float, tall: float) -> Box:
        across, down = self._size
        row, column = corner
        left = {"left": _EDGE, "right": across - _EDGE - wide, "middle": (across - wide) / 2}[column]
        top = _EDGE if row == "top" else down - _EDGE - tall
        box = Box(left, top, left + wide, top + tall)
        lift = box.bottom - self._credit.top + 4 if box.overlaps(self._credit) else 0.0
        return Box(box.left, box.top - lift, box.right, box.bottom - lift)

    def _cost(self, box: Box) -> float:
        return _count_in(self._lines, box.grown(2)) + 60.0 * _count_in(self._dots, box.grown(14))


def _count_in(points: NDArray[Any], box: Box) -> int:
    x, y = points[:, 0], points[:, 1]
    return int(((x > box.left) & (x < box.right) & (y > box.top) & (y < box.bottom)).sum())


_TITLE_CORNERS = (("top", "left"), ("bottom", "left"), ("top", "right"), ("bottom", "right"))
_LEGEND_CORNERS = (
    ("bottom", "left"),
    ("bottom", "right"),
    ("top", "right"),
    ("top", "left"),
    ("bottom", "middle"),
    ("top", "middle"),
)
_PAD = 18


def title_of(subject: MapSubject, notes: Sequence[str], corners: Corners) -> Panel:
    """The title, what is counted, and what did not fit."""
    title, size = fitted(legible(subject.title), Face.TITLE, subject.shape.size[0] * 0.62, _TITLE_SMALLEST)
    texts = [(title, Face.TITLE, size, False)] if title else []
    for text, face in ((legible(subject.line), Face.LINE), *((note, Face.NOTE) for note in notes)):
        if text:
            fits, smaller = fitted(text, face, subject.shape.size[0] * 0.62, face.size - 4)
            texts.append((fits, face, smaller, True))
    wide = max(width(text, face, size) for text, face, size, _ in texts) + 2 * _PAD
    tall = 20.0 + sum(height(face, size) + 4 for _, face, size, _ in texts)
    box = corners.take(wide, tall, _TITLE_CORNERS)
    lines, y = [], box.top + 7
    for text, face, size, quiet in texts:
        y += height(face, size) + 4
        lines.append(Writing(text, face, size, box.left + _PAD, y - size * 0.2, quiet))
    return Panel(box, tuple(lines))


def retold(title: Panel, notes: Sequence[str]) -> Panel:
    """The same panel with other counts in its last lines."""
    others = [line for line in title.lines if line.face is not Face.NOTE]
    old = [line for line in title.lines if line.face is Face.NOTE]
    return Panel(title.box, (*others, *(replace(line, text=note) for line, note in zip(old, notes, strict=False))))


_SAMPLE, _GAP, _ROW = 44, 24, 36


def legend_of(subject: MapSubject, corners: Corners) -> tuple[tuple[LegendEntry, ...], Box | None]:
    """What each status that is shown looks like, in one row or several; nothing if no tie is shown."""
    present = Counter(tie.status for tie in subject.ties)
    texts = [
        (status, f"{present[status]:,} {IN_LEGEND[status]}" if subject.counted else IN_LEGEND[status])
        for status in Status
        if present[status]
    ]
    if not texts:
        return (), None
    wide = [_SAMPLE + 12 + width(text, Face.LEGEND) + _GAP for _, text in texts]
    layouts = []
    for room in (subject.shape.size[0] * 0.62, subject.shape.size[0] - 2 * _EDGE - 2 * 16):
        rows: list[list[tuple[Status, str, float]]] = [[]]
        for (status, text), across in zip(texts, wide, strict=True):
            if sum(used for *_, used in rows[-1]) + across > room and rows[-1]:
                rows.append([])
            rows[-1].append((status, text, across))
        layouts.append((rows, (max(sum(used for *_, used in row) for row in rows) + 2 * 16 - _GAP, len(rows) * _ROW + 10.0)))
    which, box = corners.take_best([size for _, size in layouts], _LEGEND_CORNERS)
    rows = layouts[which][0]
    entries = []
    for number, row in enumerate(rows):
        x, y = box.left + 16, box.top + 5 + _ROW * (number + 0.5)
        for status, text, across in row:
            writing = Writing(text, Face.LEGEND, Face.LEGEND.size, x + _SAMPLE + 12, y + Face.LEGEND.size * 0.33)
            entries.append(LegendEntry(status, x, y, writing))
            x += across
    return tuple(entries), box
