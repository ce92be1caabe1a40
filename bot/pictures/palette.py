"""The colours of both themes, how each status is drawn, and the fixed set of colours of which a picture is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairings import Status
from bot.domain.servers import Theme

Colour = tuple[int, int, int]


class Mark(Enum):
    """The sign at the end of a line: it tells a status without colour."""

    DOT = "a dot with a light centre"
    RING = "an open ring"
    PAUSE = "two bars, as on a player’s button"
    HALF = "a half-filled ring"
    CROSS = "a cross"


@dataclass(frozen=True)
class Stroke:
    """How the lines of a status are drawn: by dash, mark and colour, each of which tells it.

    ``dash`` is the pixels drawn, left out, drawn …; nothing is a whole line.
    """

    colour: Colour
    dash: tuple[float, ...]
    mark: Mark
    glows: bool = True


@dataclass(frozen=True)
class Colours:
    """A theme."""

    sea: tuple[Colour, Colour]
    """In the middle and at the edge."""
    space: Colour
    land: tuple[Colour, Colour]
    """At the top and at the bottom."""
    country: Colour
    coast: Colour
    border: Colour
    state: Colour
    grid: Colour
    shine: Colour
    home: Colour
    text: Colour
    quiet: Colour
    halo: Colour
    panel: Colour
    panel_opacity: float
    glow: float
    warm: bool
    """Whether the lines of active ties take on the colour of home near it."""
    strokes: dict[Status, Stroke]


_DASHES: dict[Status, tuple[tuple[float, ...], Mark]] = {
    Status.ACTIVE: ((), Mark.DOT),
    Status.APPROVED: ((22, 8), Mark.RING),
    Status.PROPOSED: ((0, 9), Mark.RING),
    Status.INVITED: ((0, 7, 0, 15), Mark.RING),
    Status.SUSPENDED: ((13, 9), Mark.PAUSE),
    Status.DORMANT: ((15, 8, 0, 8), Mark.HALF),
    Status.ENDED: ((5, 10), Mark.CROSS),
    Status.UNKNOWN: ((0, 6.5), Mark.RING),
}
"""A dash of length 0 is a dot."""


def _strokes(active: Colour, begun: Colour, suspended: Colour, dormant: Colour, quiet: Colour) -> dict[Status, Stroke]:
    colours = {
        Status.ACTIVE: active, Status.APPROVED: begun, Status.PROPOSED: begun, Status.INVITED: begun, Status.SUSPENDED: suspended,
        Status.DORMANT: dormant, Status.ENDED: quiet, Status.UNKNOWN: quiet,
    }  # fmt: skip
    silent = (Status.ENDED, Status.UNKNOWN)
    return {status: Stroke(colour, *_DASHES[status], glows=status not in silent) for status, colour in colours.items()}


THEMES = {
    Theme.DARK: Colours(
        sea=((25, 48, 80), (9, 18, 34)), space=(5, 10, 20), land=((60, 85, 117), (47, 69, 99)), country=(84, 116, 155),
        coast=(122, 157, 198), border=(104, 133, 170), state=(82, 109, 144), grid=(35, 56, 88), shine=(78, 136, 205),
        home=(255, 209, 110), text=(240, 245, 252), quiet=(172, 192, 216), halo=(9, 18, 34), panel=(8, 15, 28), panel_opacity=0.72,
        glow=1.0, warm=True, strokes=_strokes((96, 214, 255), (120, 228, 180), (255, 153, 92), (192, 178, 255), (190, 200, 214)),
    ),
    Theme.LIGHT: Colours(
        sea=((219, 233, 243), (193, 214, 230)), space=(168, 192, 212), land=((254, 252, 247), (245, 241, 232)), country=(250, 231, 190),
        coast=(146, 169, 188), border=(198, 189, 172), state=(222, 215, 202), grid=(203, 220, 233), shine=(255, 255, 255),
        home=(178, 16, 92), text=(26, 38, 54), quiet=(74, 94, 116), halo=(255, 255, 255), panel=(255, 255, 255), panel_opacity=0.82,
        glow=0.4, warm=False, strokes=_strokes((14, 104, 190), (0, 126, 94), (200, 78, 10), (104, 78, 190), (98, 108, 124)),
    ),
}  # fmt: skip


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """``one`` with so large a share of ``other``."""
    a, b, c = (round(x + (y - x) * share) for x, y in zip(one, other, strict=True))
    return a, b, c


def _ramp(one: Colour, other: Colour, steps: int) -> Iterator[Colour]:
    return (mixed(one, other, step / max(steps - 1, 1)) for step in range(steps))


def _stored(colours: Colours) -> Iterator[Colour]:
    """The colours of which pictures of a theme consist, the most needed first.

    They are what the drawing mixes. A palette chosen from a picture would spend itself on land and sea, and turn a single thin
    orange line yellow.
    """
    sea, land = mixed(*colours.sea, 0.45), mixed(*colours.land, 0.5)
    yield from (colours.text, colours.quiet, colours.home, colours.halo, colours.country, colours.space)
    yield from (stroke.colour for stroke in colours.strokes.values())
    yield from _ramp(*colours.sea, 30)
    yield from _ramp(*colours.land, 10)
    yield from _ramp(land, sea, 6)
    yield from _ramp(colours.country, sea, 5)
    yield from _ramp(sea, mixed(sea, colours.shine, 0.45), 8)
    for line in (colours.coast, colours.border):
        yield from _ramp(land, line, 5)
        yield from _ramp(sea, line, 5)
    yield from _ramp(colours.country, colours.coast, 4)
    yield from _ramp(land, colours.state, 3)
    for ground in (*colours.sea, *colours.land):
        yield mixed(ground, colours.panel, colours.panel_opacity)
    panel = mixed(land, colours.panel, colours.panel_opacity)
    for ink in (colours.text, colours.quiet):
        yield from _ramp(panel, ink, 7)
        yield from _ramp(colours.halo, ink, 6)
    yield from _ramp(colours.halo, colours.home, 6)
    yield from _ramp(land, colours.halo, 4)
    yield from _ramp(sea, colours.halo, 4)
    inks = list(dict.fromkeys(stroke.colour for stroke in colours.strokes.values()))
    warm = [
        mixed(colours.home, colours.strokes[Status.ACTIVE].colour, share) for share in (0.12, 0.25, 0.38, 0.5, 0.62, 0.75, 0.88)
    ]
    for ground in (land, sea):
        for ink in (*inks, colours.home, warm[3]):
            yield from (mixed(ground, ink, share) for share in (0.18, 0.36, 0.55, 0.78))
    for ink in warm:
        yield ink
        yield from (mixed(mixed(land, sea, 0.5), ink, share) for share in (0.3, 0.6))


class StoredColours:
    """The fixed colours of a theme, and which of them is nearest to any other.

    Pillow’s own search compares every fourth level only, which shows as rings in the sea; here it is every second. What was found
    is kept.
    """

    _BITS = 7

    def __init__(self, theme: Theme) -> None:
        chosen = list(dict.fromkeys(_stored(THEMES[theme])))[:256]
        self.colours = np.array(chosen, np.uint8)
        self._found = np.full(1 << 3 * self._BITS, -1, np.int16)

    def nearest(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """For each pixel, rows of red, green and blue, the number of its colour."""
        bits = self._BITS
        levels = picture.astype(np.int32) >> (8 - bits)
        cells = (levels[..., 0] << 2 * bits) | (levels[..., 1] << bits) | levels[..., 2]
        wanted = np.zeros(len(self._found), bool)
        wanted[cells.ravel()] = True
        new = np.flatnonzero(wanted & (self._found < 0))
        if len(new):
            mask, half = (1 << bits) - 1, 1 << (7 - bits)
            known = self.colours.astype(np.float32)
            asked = (
                np.stack([new >> 2 * bits, (new >> bits) & mask, new & mask], axis=-1).astype(np.float32) * 2 ** (8 - bits)
                + half / 2
            )
            # The squared distance, without what is the same for all colours.
            self._found[new] = ((known**2).sum(axis=1) - 2 * asked @ known.T).argmin(axis=1)
        return np.asarray(self._found[cells], np.uint8)
