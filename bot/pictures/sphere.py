"""The globe as unit vectors: great circles, and the smallest cap that holds some points."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vectors = NDArray[Any]
"""Unit vectors, the last axis being x, y and z: x to 0° N 0° E, y to 0° N 90° E, z to the north pole."""

_ANTIPODAL = 1e-6


def to_vectors(longitudes: ArrayLike, latitudes: ArrayLike) -> Vectors:
    """Degrees to unit vectors."""
    east, north = np.radians(longitudes), np.radians(latitudes)
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=-1)


def to_degrees(vectors: Vectors) -> tuple[NDArray[Any], NDArray[Any]]:
    """Unit vectors to longitudes and latitudes."""
    return (
        np.degrees(np.arctan2(vectors[..., 1], vectors[..., 0])),
        np.degrees(np.arcsin(np.clip(vectors[..., 2], -1.0, 1.0))),
    )


def angle(one: Vectors, other: Vectors) -> float:
    """Radians between two vectors, exact for small ones too."""
    return math.atan2(float(np.linalg.norm(np.cross(one, other))), float(one @ other))


def great_circle(start: Vectors, end: Vectors, step_degrees: float = 1.2) -> Vectors:
    """The shortest way on the globe, both ends among its points. Between antipodes any way is shortest: one is taken."""
    whole = angle(start, end)
    if whole < 1e-9:
        return np.stack([start, end])
    if math.pi - whole < _ANTIPODAL:
        aside = np.cross(start, [0.0, 0.0, 1.0])
        if float(np.linalg.norm(aside)) < _ANTIPODAL:
            aside = np.array([0.0, 1.0, 0.0])
        middle = np.cross(aside / np.linalg.norm(aside), start)
        return np.concatenate([great_circle(start, middle, step_degrees), great_circle(middle, end, step_degrees)[1:]])
    along = np.linspace(0.0, 1.0, max(8, int(math.degrees(whole) / step_degrees)))[:, None]
    way = (np.sin((1 - along) * whole) * start + np.sin(along * whole) * end) / math.sin(whole)
    way[0], way[-1] = start, end
    return np.asarray(way)


def cap(points: Vectors) -> tuple[Vectors, float]:
    """Centre and radius in radians of a small cap that holds all points (Bădoiu and Clarkson's steps towards the farthest)."""
    centre = points.sum(axis=0)
    length = float(np.linalg.norm(centre))
    centre = np.asarray(centre / length if length > _ANTIPODAL else points[0])
    for step in range(60):
        farthest = points[int(np.argmin(points @ centre))]
        centre = centre + (farthest - centre) * (0.5 / (step + 2))
        centre = centre / np.linalg.norm(centre)
    return centre, math.acos(float(np.clip((points @ centre).min(), -1.0, 1.0)))
