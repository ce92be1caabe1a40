"""Paints a map that is laid out: sea and land, lines, dots, names and panels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from bot.domain.pairings import Status
from bot.domain.servers import Theme
from bot.pictures.boxes import Box
from bot.pictures.canvas import KEPT_GROUNDS, Ink, cover, ground, home_mark, mark, panel, png, write
from bot.pictures.map_scene import Inset, MapScene, Window
from bot.pictures.palette import THEMES, Colour, Colours
from bot.pictures.panels import LegendEntry, Writing
from bot.pictures.projections import Plane
from bot.pictures.world import Line, World

_GROUND_FINENESS = 2
_THINNER_FROM = 15
"""An inset’s lines are as thin as on a map of so many, for it is small."""
_WARM_FOR = 230.0
"""Pixels from home over which its colour fades from the lines."""


def paint_map(scene: MapScene, world: World, theme: Theme) -> bytes:
    """The picture as PNG."""
    return png(map_image(scene, world, theme), theme)


def map_image(scene: MapScene, world: World, theme: Theme) -> Image.Image:
    """The picture in all its colours."""
    colours = THEMES[theme]
    image = ground(scene.size, theme).copy()
    panels = [scene.title.box, *([scene.legend_box] if scene.legend_box else [])]
    _paint_window(image, scene, world, colours, panels)
    if scene.inset is not None:
        _paint_inset(image, scene.inset, world, theme, len(scene.arcs))
    _paint_panels(image, scene, colours)
    return image


def _paint_window(
    image: Image.Image, window: Window, world: World, colours: Colours, panels: Sequence[Box] = (), of: int = 0
) -> None:
    _paint_ground(image, window, world, colours)
    _paint_lines(image, window, colours, of=of)
    for box in panels:
        # Below the dots: where a panel had to go over some, they can still be seen.
        panel(image, box, colours)
    for marker in sorted(window.markers, key=lambda marker: (marker.status is None, marker.status is not Status.UNKNOWN)):
        if marker.status is None:
            home_mark(image, marker.x, marker.y, marker.radius, colours)
        else:
            mark(image, marker.x, marker.y, marker.radius, colours.strokes[marker.status], colours)
    _paint_names(image, window, colours)


def _paint_inset(image: Image.Image, inset: Inset, world: World, theme: Theme, of: int) -> None:
    """The closer look, and a thin frame round it and round what it shows on the map."""
    colours = THEMES[theme]
    closer = ground(inset.window.size, theme).copy()
    _paint_window(closer, inset.window, world, colours, of=max(of, _THINNER_FROM))
    left, top = round(inset.box.left), round(inset.box.top)
    image.paste(closer, (left, top))
    pen = ImageDraw.Draw(image)
    across, down = inset.window.size
    pen.rectangle((left - 1, top - 1, left + across, top + down), outline=colours.quiet, width=2)
    pen.rectangle(inset.area, outline=colours.quiet, width=1)


def _paint_ground(image: Image.Image, scene: Window, world: World, colours: Colours) -> None:
    view, outlines = scene.view, world.at(scene.view.resolution)
    lands, lakes = list(view.lands(outlines)), list(view.lakes(outlines))
    mask = _dry(scene.size, (ring for _, ring in lands), lakes)
    _draw(image, scene, view.graticule(), colours.grid, 0.8)
    shore = mask.resize((scene.size[0] // 4, scene.size[1] // 4), Image.Resampling.BILINEAR).filter(ImageFilter.GaussianBlur(1.7))
    strength = 0.45 if colours.glow > 0.5 else 0.9
    shine = shore.resize(scene.size, Image.Resampling.BICUBIC).point(lambda share: int(min(share, 128) * strength))
    cover(image, colours.shine, shine)
    cover(image, _upright(scene.size, *colours.land), mask)
    if scene.countries:
        rings = (ring for country, ring in lands if country in scene.countries)
        cover(image, colours.country, _dry(scene.size, rings, lakes))
    if view.resolution == "fine":
        _draw(image, scene, view.lines(outlines, Line.STATE), colours.state, 0.75)
    _draw(image, scene, view.lines(outlines, Line.BORDER), colours.border, 0.7)
    _draw(image, scene, [*view.lines(outlines, Line.COAST), *lakes], colours.coast, 0.72)
    if view.shows_rim:
        _paint_space(image, scene, colours)


def _dry(size: tuple[int, int], rings: Iterable[Plane], lakes: Iterable[Plane]) -> Image.Image:
    """How much of each pixel is land within these rings."""
    ink = Ink(size, _GROUND_FINENESS)
    for ring in rings:
        ink.fill(ring)
    for lake in lakes:
        ink.cut(lake)
    return ink.smooth()


def _draw(image: Image.Image, scene: Window, lines: Iterable[Plane], colour: Colour, opacity: float) -> None:
    """Thin lines, one pixel wide."""
    ink = Ink(scene.size, _GROUND_FINENESS)
    for line in lines:
        ink.line(line, 1.0)
    cover(image, colour, ink.smooth().point(lambda share: int(share * opacity)))


@lru_cache(maxsize=KEPT_GROUNDS)
def _upright(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    down = np.linspace(0, 1, size[1])[:, None]
    column = (np.array(top) * (1 - down) + np.array(bottom) * down).round().astype(np.uint8)
    return Image.fromarray(np.broadcast_to(column[:, None], (size[1], size[0], 3)).copy())


def _paint_space(image: Image.Image, scene: Window, colours: Colours) -> None:
    """What is beyond the horizon, and a thin light on the globe’s edge."""
    x, y = scene.view.origin
    reach = scene.view.rim
    if scene.view.is_world:
        half = scene.view.half_around
        for left, right in ((0, round(x - half)), (round(x + half), scene.size[0])):
            image.paste(colours.space, (left, 0, right, scene.size[1]))
        return
    globe = Image.new("L", (scene.size[0] * 2, scene.size[1] * 2), 255)
    pen = ImageDraw.Draw(globe)
    pen.ellipse(((x - reach) * 2, (y - reach) * 2, (x + reach) * 2, (y + reach) * 2), fill=0)
    cover(image, colours.space, globe.reduce(2))
    edge = Image.new("L", globe.size, 0)
    pen = ImageDraw.Draw(edge)
    pen.ellipse(((x - reach) * 2, (y - reach) * 2, (x + reach) * 2, (y + reach) * 2), outline=170, width=3)
    cover(image, colours.coast, edge.reduce(2))


def _paint_lines(image: Image.Image, scene: Window, colours: Colours, of: int = 0) -> None:
    many = max(of, len(scene.arcs))
    thickness = 3.6 if many < 4 else 3.2 if many <= 14 else 2.7 if many <= 40 else 2.0 if many <= 120 else 1.5
    opacity = 1.0 if many <= 40 else 0.85 if many <= 120 else 0.5
    # Unknown and ended below, active above them, and what stands out on top.
    order = [
        Status.UNKNOWN,
        Status.ENDED,
        Status.ACTIVE,
        Status.APPROVED,
        Status.INVITED,
        Status.PROPOSED,
        Status.DORMANT,
        Status.SUSPENDED,
    ]
    for status in order:
        arcs = [piece for arc in scene.arcs if arc.status is status for piece in arc.pieces]
        if not arcs:
            continue
        stroke = colours.strokes[status]
        colour = _warmed(scene, colours) if status is Status.ACTIVE else stroke.colour
        if stroke.glows:
            glow = Ink((scene.size[0] // 2, scene.size[1] // 2), 1)
            for piece in arcs:
                glow.line(piece / 2, 3 if many <= 40 else 2)
            soft = glow.smooth().filter(ImageFilter.GaussianBlur(2.2)).resize(scene.size, Image.Resampling.BILINEAR)
            cover(image, colour, soft.point(lambda share: int(share * 0.5 * opacity * opacity * colours.glow)))
        ink = Ink(scene.size)
        for piece in arcs:
            ink.stroke(piece, thickness, stroke.dash)
        cover(image, colour, ink.smooth().point(lambda share: int(share * opacity)))


def _warmed(scene: Window, colours: Colours) -> Image.Image | Colour:
    """The colour of active ties: near home that of home, so that the eye finds where all of them begin."""
    ink = np.array(colours.strokes[Status.ACTIVE].colour, float)
    homes = [marker for marker in scene.markers if marker.status is None]
    if len(homes) != 1 or not colours.warm:
        return colours.strokes[Status.ACTIVE].colour
    y, x = np.mgrid[0 : scene.size[1] : 4, 0 : scene.size[0] : 4]
    off = np.clip(np.hypot(x - homes[0].x, y - homes[0].y) / _WARM_FOR, 0, 1)[..., None]
    share = off * off * (3 - 2 * off)
    mix = np.array(colours.home) * (1 - share) + ink * share
    return Image.fromarray(mix.round().astype(np.uint8)).resize(scene.size, Image.Resampling.BILINEAR)


def _paint_names(image: Image.Image, scene: Window, colours: Colours) -> None:
    leaders = Ink(scene.size)
    for label in scene.labels:
        if label.leader is not None:
            leaders.line(np.array(label.leader).reshape(2, 2), 1.4)
    cover(image, colours.quiet, leaders.smooth())
    for label in scene.labels:
        colour = colours.home if scene.markers[label.marker].status is None else colours.text
        write(image, label.text, label.face, label.box.left, label.box.bottom - label.face.size * 0.22, colour, halo=colours.halo)


def _paint_panels(image: Image.Image, scene: MapScene, colours: Colours) -> None:
    for line in scene.title.lines:
        _write(image, line, colours)
    if scene.legend_box is not None:
        paint_legend(image, scene.legend, colours)
    write(image, scene.credit.text, scene.credit.face, scene.credit.x, scene.credit.baseline, colours.quiet, halo=colours.halo)


def _write(image: Image.Image, line: Writing, colours: Colours) -> None:
    write(image, line.text, line.face, line.x, line.baseline, colours.quiet if line.quiet else colours.text, size=line.size)


def paint_legend(image: Image.Image, entries: Iterable[LegendEntry], colours: Colours) -> None:
    """A sample of each status: its line, with its mark at the end."""
    for entry in entries:
        stroke = colours.strokes[entry.status]
        ink = Ink((48, 16))
        ink.stroke(np.array([(2.0, 8.0), (38.0, 8.0)]), 3.2, stroke.dash)
        image.paste(stroke.colour, (round(entry.x), round(entry.y) - 8), ink.smooth())
        mark(image, entry.x + 39, entry.y, 6.0, stroke, colours)
        _write(image, entry.writing, colours)
