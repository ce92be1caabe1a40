"""Paints a page that is laid out: in print colours, on white."""

from __future__ import annotations

from PIL import Image, ImageDraw

from bot.domain.servers import Theme
from bot.pictures.briefing import SIZE, BriefingScene
from bot.pictures.canvas import mark, png, write
from bot.pictures.map_drawing import map_image
from bot.pictures.palette import THEMES, mixed
from bot.pictures.world import World

_WHITE = (255, 255, 255)
_SIGN = 8.5
_FAINT, _STRONG = 0.34, 0.84
"""How much of the quiet ink a thin line has."""


def paint_briefing(scene: BriefingScene, world: World) -> bytes:
    """The page as PNG."""
    colours = THEMES[Theme.LIGHT]
    page = Image.new("RGB", SIZE, _WHITE)
    pen = ImageDraw.Draw(page)
    left, top = round(scene.map_box.left), round(scene.map_box.top)
    page.paste(map_image(scene.map, world, Theme.LIGHT), (left, top))
    pen.rectangle((left, top, round(scene.map_box.right) - 1, round(scene.map_box.bottom) - 1), outline=colours.coast)
    for rule in scene.rules:
        ink = mixed(_WHITE, colours.quiet, _STRONG if rule.strong else _FAINT)
        pen.line((round(rule.left), round(rule.y), round(rule.right), round(rule.y)), fill=ink, width=2 if rule.strong else 1)
    for sign in scene.signs:
        mark(page, sign.x, sign.y, _SIGN, colours.strokes[sign.status], colours)
    for part in scene.writings:
        write(page, part.text, part.face, part.x, part.baseline, colours.quiet if part.quiet else colours.text, size=part.size)
    return png(page, Theme.LIGHT)
