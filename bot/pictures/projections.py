"""From the globe to the plane: an equal-area view of a region, and a world map with a chosen centre meridian.

In the plane *x* grows to the right and *y* downwards, as in a picture; one unit is one radian at the centre.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.pictures.sphere import Vectors, to_degrees

Plane = NDArray[Any]
"""Rows of x and y."""

HORIZON = math.radians(115)
"""How far from its centre a regional view shows the globe. Farther off, shapes are no longer recognised."""

_PATTERSON = (1.0148, 0.23185, -0.14499, 0.02406)
"""Patterson, Šavrič and Jenny 2014, https://doi.org/10.14714/CP78.1270"""


class Azimuthal:
    """Lambert’s equal-area projection round a centre, north up (Snyder 1987, *Map Projections*, p. 182)."""

    rim = 2 * math.sin(HORIZON / 2)

    def __init__(self, centre: Vectors) -> None:
        east = np.cross([0.0, 0.0, 1.0], centre)
        length = float(np.linalg.norm(east))
        east = east / length if length > 1e-6 else np.array([0.0, 1.0, 0.0])
        self._axes = np.stack([east, np.cross(centre, east), centre], axis=-1)

    def project(self, vectors: Vectors) -> tuple[Plane, NDArray[np.bool_]]:
        """Where each vector falls, and whether it is beyond the horizon; those are put on the rim, in their direction."""
        turned = vectors @ self._axes.astype(vectors.dtype)
        x, y, towards = turned[..., 0], turned[..., 1], turned[..., 2]
        beyond = towards < math.cos(HORIZON)
        stretch = np.sqrt(2 / (1 + np.where(beyond, 0, towards)))
        off = np.maximum(np.hypot(x, y), 1e-9)
        stretch = np.where(beyond, self.rim / off, stretch)
        return np.stack([x * stretch, -y * stretch], axis=-1), beyond

    def at(self, x: float, y: float) -> Vectors:
        """The vector that falls on a point of the plane."""
        off = min(math.hypot(x, y), 2.0)
        if off < 1e-9:
            return np.asarray(self._axes[:, 2])
        away = 2 * math.asin(off / 2)
        return np.asarray(self._axes @ np.array([x / off * math.sin(away), -y / off * math.sin(away), math.cos(away)]))


class Cylindrical:
    """Patterson’s projection with a centre meridian: fills a rectangle, and keeps the poles from swelling."""

    rim = math.inf
    around = 2 * math.pi
    """How far to the right the same place comes again."""

    def __init__(self, meridian: float) -> None:
        self.meridian = meridian

    def project(self, vectors: Vectors) -> tuple[Plane, NDArray[np.bool_]]:
        """Where each vector falls, within half the world to either side. Nothing is hidden."""
        longitudes, latitudes = to_degrees(vectors)
        east = (longitudes - self.meridian + 180) % 360 - 180
        return np.stack([np.radians(east), self.height(latitudes)], axis=-1), np.zeros(len(vectors), bool)

    def height(self, latitudes: NDArray[Any]) -> NDArray[Any]:
        """The y of latitudes."""
        north = np.radians(latitudes)
        square = north * north
        a, b, c, d = _PATTERSON
        return np.asarray(-north * (a + square * square * (b + square * (c + square * d))))
