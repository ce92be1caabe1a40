"""Which part of the world a picture shows, and that what is drawn there is there."""

from __future__ import annotations

import math
import random
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from bot.pictures.boxes import Box
from bot.pictures.canvas import Ink
from bot.pictures.map_scene import MapScene, scene_of
from bot.pictures.projections import Azimuthal, Cylindrical
from bot.pictures.sphere import angle, cap, great_circle, to_degrees, to_vectors
from bot.pictures.view import View
from bot.pictures.world import Outlines, World
from scripts.build_world import holds, unwrapped
from tests.pictures.views import ANCHORAGE, CHICAGO, MAGADAN, NASTY, random_view, strip

ALL = {**NASTY, **{f"random {seed}": random_view(seed) for seed in range(200)}}


@cache
def scene(name: str) -> MapScene:
    return scene_of(ALL[name])


def test_the_great_circle_of_two_places_is_the_shortest_way() -> None:
    one, other = to_vectors(CHICAGO.longitude, CHICAGO.latitude), to_vectors(37.62, 55.75)
    way = great_circle(one, other)
    assert sum(angle(a, b) for a, b in pairwise(way)) == pytest.approx(angle(one, other))
    assert math.degrees(angle(one, other)) * 111.19 == pytest.approx(8000, rel=0.01)
    assert to_degrees(way)[1].max() > 65


def test_a_cap_holds_every_point() -> None:
    points = to_vectors(np.array([170.0, -170.0, 175.0]), np.array([-10.0, -20.0, 15.0]))
    centre, radius = cap(points)
    assert max(angle(point, centre) for point in points) == pytest.approx(radius)
    assert radius < math.radians(20)


def test_a_pair_across_the_date_line_is_shown_as_neighbours() -> None:
    shown = scene_of(strip(ANCHORAGE, MAGADAN))
    (arc,) = shown.arcs
    (line,) = arc.pieces
    steps = np.hypot(*np.diff(line, axis=0).T)
    assert not shown.view.is_world
    assert steps.max() < 3 * np.median(steps)


def test_a_region_is_shown_closely_and_the_world_whole() -> None:
    assert scene("60 near by").view.resolution == "fine"
    assert scene("round the Pacific").view.is_world


@pytest.mark.parametrize("name", ALL)
def test_every_line_meets_both_its_ends(name: str) -> None:
    at = {marker.spot: (marker.x, marker.y) for marker in scene(name).markers}
    for tie, arc in zip(ALL[name].ties, scene(name).arcs, strict=True):
        ends = np.array([end for piece in arc.pieces for end in (piece[0], piece[-1])])
        for spot in (tie.one, tie.other):
            assert np.hypot(*(ends - np.array(at[spot])).T).min() < 1.0


WIDTH = 1100
OVER_A_POLE = {"antipodes", "poles apart", "at the pole"}
"""There the shortest way turns at once from one meridian to another."""


@pytest.mark.parametrize("name", [name for name in ALL if name not in OVER_A_POLE])
def test_no_line_jumps_across_the_picture(name: str) -> None:
    for arc in scene(name).arcs:
        for piece in arc.pieces:
            assert np.hypot(*np.diff(piece, axis=0).T).max() < WIDTH / 7


@pytest.mark.parametrize("seed", range(12))
def test_what_is_drawn_as_land_is_land(world: World, seed: int) -> None:
    """At random pixels the painted land agrees with the outlines, asked by longitude and latitude."""
    shown = scene(f"random {seed}" if seed % 2 else list(NASTY)[seed])
    outlines = world.at(shown.view.resolution)
    ink = Ink(shown.size, 1)
    for _, ring in shown.view.lands(outlines):
        ink.fill(ring)
    painted = np.asarray(ink.smooth())
    source = random.Random(seed)
    asked = wrong = 0
    for _ in range(60):
        x, y = source.randrange(4, shown.size[0] - 4), source.randrange(4, shown.size[1] - 4)
        near = painted[y - 3 : y + 4, x - 3 : x + 4]
        place = place_at(shown.view, x, y)
        if place is None or near.min() != near.max():
            continue  # the coast
        asked += 1
        wrong += is_land(outlines, *place) != (painted[y, x] > 0)
    assert wrong <= asked * 0.03


def place_at(view: View, x: float, y: float) -> tuple[float, float] | None:
    """The longitude and latitude that a pixel shows."""
    right, down = (np.array([x, y]) - view.origin) / view.scale
    if isinstance(view.projection, Azimuthal):
        if math.hypot(right, down) > Azimuthal.rim * 0.98:
            return None
        east, north = to_degrees(view.projection.at(right, down))
        return float(east), float(north)
    assert isinstance(view.projection, Cylindrical)
    latitudes = np.linspace(90, -90, 7201)
    heights = view.projection.height(latitudes)
    if not heights[0] < down < heights[-1]:
        return None
    longitude = (math.degrees(right) + view.projection.meridian + 180) % 360 - 180
    return longitude, float(np.interp(down, heights, latitudes))


def is_land(outlines: Outlines, longitude: float, latitude: float) -> bool:
    points = np.stack([outlines.arcs.longitudes, outlines.arcs.latitudes], axis=-1).astype(float)
    inside = 0
    for number in range(len(outlines.ring_country)):
        ring = unwrapped(outlines.ring(number, points))
        if abs(ring[-1, 0] - ring[0, 0]) > 300:
            ring = np.concatenate([ring, [[ring[-1, 0], -91.0], [ring[0, 0], -91.0], ring[0]]])
        inside += any(holds(ring, longitude + turn, latitude) for turn in (-360, 0, 360))
    return inside % 2 == 1


def test_a_city_alone_is_in_the_middle() -> None:
    (marker,) = scene("no tie").markers
    assert Box(400, 200, 700, 420).holds(marker.x, marker.y)
