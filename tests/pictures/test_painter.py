"""Every picture: its size on disk and in pixels, and that it can be read and told apart by everybody."""

from __future__ import annotations

import io
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bot.domain.dates import PartialDate
from bot.domain.pairings import EventKind, Status
from bot.domain.servers import Theme
from bot.pictures.map_scene import scene_of
from bot.pictures.painter import Painter
from bot.pictures.palette import THEMES, StoredColours
from bot.pictures.sphere import to_vectors
from bot.pictures.subjects import (
    CourseSubject,
    DecadesSubject,
    Happening,
    MapSubject,
    Spot,
    Subject,
    Tie,
    TieSpan,
    TimelineSubject,
)
from tests.pictures.views import EVERYWHERE, KYIV, NASTY, star

TODAY = PartialDate("2026-11-22")
SPAN = TieSpan("Moscow", Status.SUSPENDED, PartialDate("1997"), True, halted=PartialDate("2022-02-28"))
SUBJECTS: dict[str, Subject] = {
    **NASTY,
    "a timeline": TimelineSubject("Chicago", "2 pairings recorded", (SPAN, TieSpan("Kyiv", Status.ACTIVE, PartialDate("1991~"), False)), TODAY),
    "no timeline": TimelineSubject("Boise", "no pairing recorded", (), TODAY),
    "a course": CourseSubject(
        "Chicago – Moscow", "suspended", SPAN, (Happening(PartialDate("2022-02-28"), EventKind.SUSPENDED, "suspended"),), TODAY, 1
    ),
    "decades": DecadesSubject("Ukraine", "9 pairings", tuple((1950 + at * 10, status, at + 1) for at, status in enumerate(Status)), 7),
    "no decades": DecadesSubject("Nauru", "no pairing recorded", ()),
}  # fmt: skip


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_every_picture_is_a_png_of_its_size_and_small(painter: Painter, subject: Subject, theme: Theme) -> None:
    content = painter.paint(subject, theme)
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size) == ("PNG", subject.shape.size)
    assert len(content) < 200_000


def test_each_status_is_told_apart_without_colour() -> None:
    for colours in THEMES.values():
        told = {status: (stroke.dash, stroke.mark) for status, stroke in colours.strokes.items()}
        assert set(told) == set(Status)
        assert [(one, other) for one, other in combinations(Status, 2) if told[one] == told[other]] == []


def luminance(colour: tuple[int, int, int]) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", Theme)
def test_lines_stand_out_from_land_and_sea_and_letters_from_their_ground(theme: Theme) -> None:
    """WCAG 2.2: 3:1 for what is drawn (1.4.11), 4.5:1 for text (1.4.3)."""
    colours = THEMES[theme]
    for ground in (*colours.sea, *colours.land):
        assert all(contrast(stroke.colour, ground) >= 3 for stroke in colours.strokes.values())
    for ground in (colours.halo, colours.panel):
        assert contrast(colours.text, ground) >= 7
        assert contrast(colours.quiet, ground) >= 4.5
    assert contrast(colours.home, colours.halo) >= 4.5


@pytest.mark.parametrize("theme", Theme)
def test_the_stored_colours_keep_those_of_each_status(theme: Theme) -> None:
    colours = THEMES[theme]
    wanted = [colours.text, colours.home, *(stroke.colour for stroke in colours.strokes.values())]
    stored = StoredColours(theme)
    got = stored.colours[stored.nearest(np.array([wanted], np.uint8))[0]]
    assert np.abs(got.astype(int) - np.array(wanted)).max() <= 3


def test_a_suspended_line_is_painted_in_its_colour(painter: Painter) -> None:
    image = Image.open(io.BytesIO(painter.paint(NASTY["over the pole"], Theme.DARK))).convert("RGB")
    wanted = np.array(THEMES[Theme.DARK].strokes[Status.SUSPENDED].colour)
    assert (np.abs(np.asarray(image).astype(int) - wanted).max(axis=-1) <= 4).sum() > 500


ROUND_THE_BLACK_SEA = (
    Tie(Spot("Chișinău", 47.01, 28.86), Spot("Bucharest", 44.43, 26.1), Status.ACTIVE),
    Tie(Spot("Volgograd", 48.71, 44.51), Spot("Baku", 40.38, 49.89), Status.ACTIVE),
)


@pytest.mark.parametrize("theme", Theme)
def test_crimea_is_painted_as_a_part_of_the_country_that_is_set_off(painter: Painter, theme: Theme) -> None:
    def colour(code: str, latitude: float, longitude: float) -> np.ndarray[Any, Any]:
        subject = MapSubject("Ukraine", "2 ties", ROUND_THE_BLACK_SEA, countries=(code,))
        image = np.asarray(Image.open(io.BytesIO(painter.paint(subject, theme))).convert("RGB")).astype(int)
        [(x, y)] = scene_of(subject).view.place(to_vectors([longitude], [latitude]))
        return np.asarray(np.median(image[int(y) - 3 : int(y) + 4, int(x) - 3 : int(x) + 4], axis=(0, 1)))

    def differs(latitude: float, longitude: float) -> float:
        """How much a place is set off when Ukraine is chosen, and not Russia."""
        return float(np.abs(colour("UA", latitude, longitude) - colour("RU", latitude, longitude)).max())

    crimea, zaporizhzhia, krasnodar = (45.3, 34.1), (47.4, 35.6), (45.3, 39.3)
    assert np.abs(colour("UA", *crimea) - colour("UA", *zaporizhzhia)).max() <= 6
    assert np.abs(colour("UA", *crimea) - colour("UA", *krasnodar)).max() > 12
    assert np.abs(colour("RU", *crimea) - colour("RU", *krasnodar)).max() > 12
    assert min(differs(*crimea), differs(*krasnodar)) > 12


def test_themes_are_dark_and_light(painter: Painter) -> None:
    def brightness(theme: Theme) -> float:
        image = Image.open(io.BytesIO(painter.paint(star(KYIV, *EVERYWHERE[:3]), theme)))
        return float(np.asarray(image.convert("L")).mean())

    assert brightness(Theme.DARK) < 90
    assert brightness(Theme.LIGHT) > 180
