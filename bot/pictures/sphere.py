"""The globe as unit vectors: great circles, and the smallest cap that holds some points."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vectors = NDArray[Any]
"""Unit vectors, the last axis being x, y and z: x to 0° N 0° E, y to 0° N 90° E, z to the north pole."""

_ANTIPODAL, _SAME = 1e-6, 1e-9


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
    return float(_angles(one[None], other[None])[0])


def great_circle(start: Vectors, end: Vectors, step_degrees: float = 1.2) -> Vectors:
    """The shortest way on the globe, both ends among its points. Between antipodes any way is shortest: one is taken."""
    return great_circles(start[None], end[None], step_degrees)[0]


def great_circles(starts: Vectors, ends: Vectors, step_degrees: float = 1.2) -> list[Vectors]:
    """The great circle from each start to its end: all at once, for one by one the hundreds of a large country take long."""
    wholes = _angles(starts, ends)
    usual = np.flatnonzero((wholes >= _SAME) & (math.pi - wholes >= _ANTIPODAL))
    ways = dict(zip(usual.tolist(), _usual_ways(starts[usual], ends[usual], wholes[usual], step_degrees), strict=True))
    return [
        ways[number] if number in ways else _special_way(starts[number], ends[number], float(whole), step_degrees)
        for number, whole in enumerate(wholes)
    ]


def _usual_ways(starts: Vectors, ends: Vectors, wholes: NDArray[Any], step_degrees: float) -> Iterator[Vectors]:
    """Ways between places that are neither the same nor antipodes; ``wholes`` are their angles."""
    counts = np.maximum(8, (np.degrees(wholes) / step_degrees).astype(int))
    bounds = np.concatenate([[0], np.cumsum(counts)])
    of = np.repeat(np.arange(len(counts)), counts)
    along = (np.arange(bounds[-1]) - bounds[of]) * (1 / (counts - 1))[of]
    whole = wholes[of]
    share_of_start, share_of_end = np.sin((1 - along) * whole), np.sin(along * whole)
    points = (share_of_start[:, None] * starts[of] + share_of_end[:, None] * ends[of]) / np.sin(whole)[:, None]
    points[bounds[:-1]], points[bounds[1:] - 1] = starts, ends
    return (points[first:last] for first, last in pairwise(bounds.tolist()))


def _special_way(start: Vectors, end: Vectors, whole: float, step_degrees: float) -> Vectors:
    """The way to the same place, or by a middle to the antipode."""
    if whole < _SAME:
        return np.stack([start, end])
    aside = np.cross(start, [0.0, 0.0, 1.0])
    if float(np.linalg.norm(aside)) < _ANTIPODAL:
        aside = np.array([0.0, 1.0, 0.0])
    middle = np.cross(aside / np.linalg.norm(aside), start)
    return np.concatenate([great_circle(start, middle, step_degrees), great_circle(middle, end, step_degrees)[1:]])


def _angles(ones: Vectors, others: Vectors) -> NDArray[Any]:
    sines, cosines = np.linalg.norm(np.cross(ones, others), axis=-1), (ones * others).sum(axis=-1)
    # Not numpy’s arctangent: its last digit depends on the processor, and with it a pixel here and there.
    return np.array([math.atan2(sine, cosine) for sine, cosine in zip(sines.tolist(), cosines.tolist(), strict=True)])


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
