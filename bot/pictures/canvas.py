"""What every picture is painted with: grounds, plates, text, smooth lines and marks, and the PNG it is stored as."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bot.domain.servers import Theme
from bot.pictures.boxes import Box
from bot.pictures.lettering import Face, font, width
from bot.pictures.palette import THEMES, Colour, Colours, Mark, StoredColours, Stroke
from bot.pictures.projections import Plane

KEPT_GROUNDS = 10
"""Of two sizes of map and three of inset, in two themes: some 9 MB."""
FINE = 3
"""How many times finer than the picture lines are drawn before they are scaled down, which smooths them."""


def png(image: Image.Image, theme: Theme) -> bytes:
    """The picture in the fixed colours of its theme: a third of the size of one in all colours."""
    palette = _stored_colours(theme)
    few = Image.fromarray(palette.nearest(np.asarray(image)), "P")
    few.putpalette(palette.colours.ravel().tolist())
    stored = io.BytesIO()
    few.save(stored, "png", compress_level=6)
    return stored.getvalue()


@cache
def _stored_colours(theme: Theme) -> StoredColours:
    return StoredColours(theme)


@lru_cache(maxsize=KEPT_GROUNDS)
def ground(size: tuple[int, int], theme: Theme) -> Image.Image:
    """The sea: lighter in the middle. To be copied, not painted on."""
    across, down = size
    y, x = np.ogrid[0:down, 0:across]
    off = np.clip(np.hypot(x - across * 0.5, y - down * 0.42) / (across * 0.68), 0, 1)
    sea = np.empty((down, across, 3), np.uint8)
    # Colour by colour, for all three at once take half as long again: they do not fit into the processor’s cache.
    for number, (inner, outer) in enumerate(zip(*THEMES[theme].sea, strict=True)):
        sea[..., number] = (inner * (1 - off) + outer * off).round()
    return Image.fromarray(sea)


@lru_cache(maxsize=32)
def _plate(across: int, down: int, radius: int, opacity: int) -> Image.Image:
    mask = Image.new("L", (across * 4, down * 4), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, across * 4 - 1, down * 4 - 1), radius * 4, fill=opacity)
    return mask.reduce(4)


def plate(image: Image.Image, box: Box, colour: Colour, opacity: float = 1.0, radius: int = 13) -> None:
    """A rounded rectangle."""
    across, down = max(round(box.width), 2), max(round(box.height), 2)
    mask = _plate(across, down, min(radius, across // 2, down // 2), round(opacity * 255))
    image.paste(colour, (round(box.left), round(box.top)), mask)


def cover(image: Image.Image, colour: Colour | Image.Image, mask: Image.Image) -> None:
    """Lay a colour, or a picture of the same size, over an image as thickly as a mask says."""
    box = mask.getbbox()
    if box is None:
        return
    # Pillow takes twice as long for a colour as for a picture of it, and as long for pixels that stay as for others.
    ink = colour.crop(box) if isinstance(colour, Image.Image) else Image.new("RGB", (box[2] - box[0], box[3] - box[1]), colour)
    image.paste(ink, box, mask.crop(box))


def panel(image: Image.Image, box: Box, colours: Colours) -> None:
    """A plate on which text is read whatever lies under it."""
    plate(image, box, colours.panel, colours.panel_opacity)


def write(
    image: Image.Image,
    text: str,
    face: Face,
    x: float,
    baseline: float,
    colour: Colour,
    *,
    size: int = 0,
    halo: Colour | None = None,
) -> None:
    """A line of text from its left end; with a halo where it stands on a map."""
    stroke = {"stroke_width": 3, "stroke_fill": halo} if halo else {}
    ImageDraw.Draw(image).text((x, baseline), text, font=font(face, size), fill=colour, anchor="ls", **stroke)  # type: ignore[arg-type]


def write_middle(image: Image.Image, text: str, face: Face, x: float, baseline: float, colour: Colour) -> None:
    """A line of text round a middle."""
    write(image, text, face, x - width(text, face) / 2, baseline, colour)


class Ink:
    """A mask on which lines are drawn finely; :meth:`smooth` is how much of each pixel they cover."""

    def __init__(self, size: tuple[int, int], fineness: int = FINE) -> None:
        self._fineness = fineness
        self._mask = Image.new("L", (size[0] * fineness, size[1] * fineness), 0)
        self._pen = ImageDraw.Draw(self._mask)

    def line(self, points: Plane, thickness: float) -> None:
        flat = (points * self._fineness).ravel().tolist()
        self._pen.line(flat, fill=255, width=max(1, round(thickness * self._fineness)), joint="curve")

    def dot(self, x: float, y: float, radius: float) -> None:
        scale = self._fineness
        self._pen.ellipse(((x - radius) * scale, (y - radius) * scale, (x + radius) * scale, (y + radius) * scale), fill=255)

    def stroke(self, points: Plane, thickness: float, dash: Sequence[float]) -> None:
        """A line with dashes and dots; without a dash, whole. Its ends are round."""
        if not dash:
            self.line(points, thickness)
            return
        for piece in dashes(points, dash):
            if len(piece) == 1:
                self.dot(float(piece[0, 0]), float(piece[0, 1]), thickness / 2 * 1.25)
                continue
            self.line(piece, thickness)
            for x, y in (piece[0], piece[-1]):
                self.dot(float(x), float(y), thickness / 2)

    def fill(self, points: Plane) -> None:
        self._pen.polygon((points * self._fineness).ravel().tolist(), fill=255)

    def cut(self, points: Plane) -> None:
        self._pen.polygon((points * self._fineness).ravel().tolist(), fill=0)

    def smooth(self) -> Image.Image:
        return self._mask.reduce(self._fineness)


def dashes(points: Plane, dash: Sequence[float]) -> Iterator[Plane]:
    """A line cut into its dashes; a dot is a single point."""
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    begins, ends = _drawn(float(lengths[-1]), dash)
    # Where all dashes begin and end, and which corners lie between, is found at once: a line may have hundreds.
    starts, stops = (
        np.column_stack([np.interp(where, lengths, points[:, 0]), np.interp(where, lengths, points[:, 1])])
        for where in (begins, ends)
    )
    firsts, lasts = np.searchsorted(lengths, begins, "right").tolist(), np.searchsorted(lengths, ends, "left").tolist()
    for number, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        start, stop = starts[number : number + 1], stops[number : number + 1]
        yield np.concatenate([start, points[first:last], stop]) if ends[number] > begins[number] else start


def _drawn(whole: float, dash: Sequence[float]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Where on a line of that length each dash begins and ends."""
    edges = np.cumsum([0.0, *tuple(dash) * (int(whole / sum(dash)) + 1)])
    begins, ends = edges[:-1:2], edges[1::2]
    begun = begins < whole
    return begins[begun], np.minimum(ends[begun], whole)


@cache
def _mark(kind: Mark, radius: float, colour: Colour, halo: Colour, light: Colour) -> Image.Image:
    """A sprite with transparency, its centre in the middle."""
    scale = 6
    half = math.ceil(radius + 4)
    image = Image.new("RGBA", (half * 2 * scale, half * 2 * scale), (*halo, 0))
    pen = ImageDraw.Draw(image)
    middle = half * scale

    def disc(size: float, fill: Colour) -> None:
        reach = size * scale
        pen.ellipse((middle - reach, middle - reach, middle + reach, middle + reach), fill=(*fill, 255))

    disc(radius + 2.2, halo)
    if kind is Mark.CROSS:
        arm = radius * 0.72 * scale
        for way in (1, -1):
            pen.line(
                (middle - arm, middle - way * arm, middle + arm, middle + way * arm),
                fill=(*colour, 255),
                width=round(2.6 * scale),
            )
        return image.reduce(scale)
    disc(radius, colour)
    if kind is Mark.DOT:
        disc(radius * 0.42, light)
    elif kind is Mark.RING:
        disc(radius - max(2.0, radius * 0.3), halo)
    elif kind is Mark.HALF:
        reach = (radius - max(2.0, radius * 0.28)) * scale
        pen.chord((middle - reach, middle - reach, middle + reach, middle + reach), -90, 90, fill=(*halo, 255))
    elif kind is Mark.PAUSE:
        for side in (-1, 1):
            x, thick, tall = middle + side * radius * 0.34 * scale, radius * 0.17 * scale, radius * 0.5 * scale
            pen.rectangle((x - thick, middle - tall, x + thick, middle + tall), fill=(*halo, 255))
    return image.reduce(scale)


def mark(image: Image.Image, x: float, y: float, radius: float, stroke: Stroke, colours: Colours) -> None:
    """The sign of a status."""
    sprite = _mark(stroke.mark, radius, stroke.colour, colours.halo, (255, 255, 255))
    image.paste(sprite, (round(x - sprite.width / 2), round(y - sprite.height / 2)), sprite)


@cache
def _home(radius: float, colour: Colour, halo: Colour) -> Image.Image:
    scale, half = 6, math.ceil(radius + 2)
    image = Image.new("RGBA", (half * 2 * scale, half * 2 * scale), (*halo, 0))
    pen = ImageDraw.Draw(image)
    for size, fill in ((radius, halo), (radius - 2, colour), (radius * 0.36, halo)):
        low, high = (half - size) * scale, (half + size) * scale
        pen.ellipse((low, low, high, high), fill=(*fill, 255))
    return image.reduce(scale)


def home_mark(image: Image.Image, x: float, y: float, radius: float, colours: Colours) -> None:
    """The sign of the place that a picture is about, in a glow."""
    reach = round(radius * 2.4)
    down, across = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    fading = np.clip(1 - np.hypot(across, down) / reach, 0, 1) * 150 * max(colours.glow, 0.6)
    image.paste(colours.home, (round(x) - reach, round(y) - reach), Image.fromarray(fading.astype(np.uint8)))
    sprite = _home(radius, colours.home, colours.halo)
    image.paste(sprite, (round(x - sprite.width / 2), round(y - sprite.height / 2)), sprite)
