"""The outlines that ship: whose a place is, and what is drawn as a border."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from bot.pictures.world import ASSET_FORMAT, Line, Outlines, Resolution, World
from scripts.build_world import holds

RESOLUTIONS = get_args(Resolution)
IN_CRIMEA = {"Simferopol": (34.10, 44.95), "Dzhankoi": (34.39, 45.71), "Feodosia": (35.3, 45.08)}


def owners(outlines: Outlines, longitude: float, latitude: float) -> set[str]:
    """The countries in whose outlines a place lies; within a hole it lies in two rings of one and so in none."""
    inside = {code: sum(holds(ring, longitude, latitude) for ring in outlines.rings_of(code)) for code in outlines.countries}
    return {code for code, rings in inside.items() if rings % 2}


@pytest.mark.parametrize("resolution", RESOLUTIONS)
@pytest.mark.parametrize("place", IN_CRIMEA.values(), ids=IN_CRIMEA)
def test_crimea_is_ukraines(world: World, resolution: Resolution, place: tuple[float, float]) -> None:
    assert owners(world.at(resolution), *place) == {"UA"}


@pytest.mark.parametrize("resolution", RESOLUTIONS)
@pytest.mark.parametrize(
    ("code", "place"),
    {
        "UA": (30.52, 50.45), "RU": (37.62, 55.75), "US": (-87.65, 41.85), "XK": (21.17, 42.67), "JP": (138.5, 36.0),
        "NO": (9.5, 61.5), "FR": (2.35, 48.85), "AQ": (0.0, -80.0),
    }.items(),
)  # fmt: skip
def test_a_place_lies_in_its_country_alone(world: World, resolution: Resolution, code: str, place: tuple[float, float]) -> None:
    assert owners(world.at(resolution), *place) == {code}


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_no_border_is_drawn_at_perekop_and_one_is_drawn_near_kharkiv(world: World, resolution: Resolution) -> None:
    outlines = world.at(resolution)

    def borders_within(west: float, south: float, east: float, north: float) -> int:
        found = 0
        for number in np.flatnonzero(outlines.kinds == Line.BORDER):
            part = slice(outlines.arcs.starts[number], outlines.arcs.starts[number + 1])
            x, y = outlines.arcs.longitudes[part], outlines.arcs.latitudes[part]
            found += int(((x > west) & (x < east) & (y > south) & (y < north)).sum())
        return found

    assert borders_within(32.5, 45.6, 35.2, 46.4) == 0
    assert borders_within(35.0, 49.5, 41.0, 52.0) > 0


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_every_ring_is_closed(world: World, resolution: Resolution) -> None:
    outlines = world.at(resolution)
    points = np.stack([outlines.arcs.longitudes, outlines.arcs.latitudes], axis=-1)
    for number in range(len(outlines.ring_country)):
        ring = outlines.ring(number, points)
        gap = np.abs(ring[0] - ring[-1])
        assert min(gap[0], abs(360 - gap[0])) < 0.02
        assert gap[1] < 0.02


def test_outlines_of_another_format_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "world.npz"
    np.savez(other, format=np.array(ASSET_FORMAT + 1))
    with pytest.raises(ValueError, match="build it with"):
        World.read(other)
