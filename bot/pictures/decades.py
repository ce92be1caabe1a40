"""How many ties were signed in each decade, and how they stand today."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image

from bot.domain.pairings import Status
from bot.domain.servers import Theme
from bot.pictures.boxes import Box
from bot.pictures.canvas import Ink, ground, png, write, write_middle
from bot.pictures.chart import HEAD, MARGIN, Foot, Heading, foot_of, paint_heading
from bot.pictures.lettering import Face, width
from bot.pictures.palette import THEMES, Colours
from bot.pictures.subjects import DecadesSubject
from bot.pictures.words import without_year

_TILE = 12
"""Pixels after which a pattern repeats."""


@dataclass(frozen=True)
class Block:
    """The ties of one decade and status."""

    decade: int
    status: Status
    number: int
    box: Box


@dataclass(frozen=True)
class Pile:
    """A decade: how many, and where the number and the decade are written."""

    decade: int
    number: int
    x: float
    top: float


@dataclass(frozen=True)
class DecadesScene:
    """Everything that a chart of decades shows, in pixels."""

    size: tuple[int, int]
    heading: Heading
    blocks: tuple[Block, ...]
    piles: tuple[Pile, ...]
    base: float
    foot: Foot


def decades_scene(subject: DecadesSubject) -> DecadesScene:
    """Lay the decades out, those without a signing between others included."""
    size = subject.shape.size
    totals: Counter[int] = Counter()
    by_status: Counter[Status] = Counter()
    for decade, status, number in subject.counts:
        totals[decade] += number
        by_status[status] += number
    foot = foot_of(
        [(status, by_status[status]) for status in Status if by_status[status]], [], without_year(subject.undated), size
    )
    base = foot.top - 36
    decades = list(range(min(totals), max(totals) + 1, 10)) if totals else []
    top = HEAD + 44
    tallest = max(totals.values(), default=1)
    pitch = min((size[0] - 2 * MARGIN) / max(len(decades), 1), 190.0)
    left = (size[0] - pitch * len(decades)) / 2
    blocks, piles = [], []
    for at, decade in enumerate(decades):
        x0, x1 = left + pitch * (at + 0.14), left + pitch * (at + 0.86)
        y = base
        for of, status, number in subject.counts:
            if of == decade:
                tall = (base - top) * number / tallest
                blocks.append(Block(decade, status, number, Box(x0, y - tall, x1, y)))
                y -= tall
        piles.append(Pile(decade, totals[decade], (x0 + x1) / 2, y))
    return DecadesScene(size, Heading.of(subject.title, subject.line, size[0]), tuple(blocks), tuple(piles), base, foot)


def paint_decades(scene: DecadesScene, theme: Theme) -> bytes:
    """The picture as PNG."""
    colours = THEMES[theme]
    image = ground(scene.size, theme).copy()
    for block in scene.blocks:
        gap = 2.0 if block.box.height > 6 else 0.6
        _fill(image, Box(block.box.left, block.box.top + gap, block.box.right, block.box.bottom), block.status, colours)
    line = Ink(scene.size, 2)
    line.line(np.array([(float(MARGIN), scene.base + 1), (scene.size[0] - float(MARGIN), scene.base + 1)]), 1.5)
    image.paste(colours.border, mask=line.smooth())
    small = bool(scene.piles) and width("1990s", Face.AXIS) > (scene.size[0] - 2 * MARGIN) / len(scene.piles) - 4
    for number, pile in enumerate(scene.piles):
        if pile.number:
            write_middle(image, f"{pile.number:,}", Face.NAME, pile.x, pile.top - 9, colours.text)
        if not small or number % 2 == 0:
            write_middle(image, f"{pile.decade}s", Face.AXIS, pile.x, scene.base + 27, colours.quiet)
    paint_heading(image, scene.heading, colours)
    for entry in scene.foot.entries:
        _fill(image, Box(entry.x + 4, entry.y - 12, entry.x + 44, entry.y + 12), entry.status, colours)
        write(image, entry.writing.text, entry.writing.face, entry.writing.x, entry.writing.baseline, colours.text)
    if scene.foot.note is not None:
        write(image, scene.foot.note.text, scene.foot.note.face, scene.foot.note.x, scene.foot.note.baseline, colours.quiet)
    return png(image, theme)


def _fill(image: Image.Image, box: Box, status: Status, colours: Colours) -> None:
    """A block in the colour and the pattern of a status."""
    left, top, right, bottom = (round(edge) for edge in box)
    across, down = max(right - left, 1), max(bottom - top, 1)
    tile = _pattern(status)
    rows, columns = np.arange(top, top + down) % _TILE, np.arange(left, left + across) % _TILE
    mask = tile[np.ix_(rows, columns)].copy()
    mask[[0, -1], :] = np.maximum(mask[[0, -1], :], 230)
    mask[:, [0, -1]] = np.maximum(mask[:, [0, -1]], 230)
    image.paste(colours.strokes[status].colour, (left, top), Image.fromarray(mask))


@cache
def _pattern(status: Status) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """How much of the colour each pixel of a repeating tile takes: statuses are told apart without colour."""
    fine = 4
    y, x = np.mgrid[0 : _TILE * fine, 0 : _TILE * fine] / fine
    faint, full = 70.0, 245.0
    match status:
        case Status.ACTIVE:
            shares = np.full(x.shape, full)
        case Status.SUSPENDED:
            shares = np.where((x + y) % _TILE < _TILE * 0.5, full, faint)
        case Status.DORMANT:
            shares = np.where(y % (_TILE / 2) < _TILE * 0.25, full, faint)
        case Status.ENDED:
            shares = np.where(((x + y) % _TILE < 2.2) | ((x - y) % _TILE < 2.2), full, faint * 0.4)
        case Status.UNKNOWN:
            shares = np.where(np.hypot(x % 6 - 3, y % 6 - 3) < 1.7, full, faint * 0.5)
        case _:
            shares = np.where(x % (_TILE / 2) < _TILE * 0.25, full, faint)
    return np.asarray(shares.reshape(_TILE, fine, _TILE, fine).mean(axis=(1, 3)).astype(np.uint8))
