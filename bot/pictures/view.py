"""A window on the world: which part a picture shows, by which projection, and where in it each thing falls."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.pictures.projections import Azimuthal, Cylindrical, Plane
from bot.pictures.sphere import Vectors, cap, great_circles, to_degrees, to_vectors
from bot.pictures.world import Line, Outlines, Paths, Resolution

SMALLEST_SPAN = math.radians(7)
"""A view is never closer: the outlines have no detail for it."""

_REGION, _GLOBE = math.radians(72), math.radians(82)
"""Up to these radii a regional view is taken; the second, if a world map would draw its lines along the pole."""
_FINE_FROM = 6.5
"""Pixels in a degree from which the fine outlines are worth it."""
_POLAR, _OFTEN = 70.0, 0.1
_ZOOM = 1.9
"""By how much a world map may be enlarged."""
_NARROWEST = 36
"""Pixels at the top and at the bottom in which no place lies, whatever the view."""
_SMALLEST = 0.8
"""Pixels across below which a shape is not drawn."""
_OFF = 3.0
"""Pixels outside the frame at which a thing is still drawn, for its width."""


@dataclass(frozen=True)
class Frame:
    """The size of a picture, and how far from its edges places are kept, in pixels."""

    width: int
    height: int
    left: int = 110
    top: int = 112
    right: int = 110
    bottom: int = 84

    @property
    def inner(self) -> tuple[int, int]:
        return self.width - self.left - self.right, self.height - self.top - self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        return self.left + self.inner[0] / 2, self.top + self.inner[1] / 2


class View:
    """A projection, scaled and moved so that given places lie within a frame. Made by :func:`regional`, :func:`whole` or :func:`fit`."""

    def __init__(
        self,
        frame: Frame,
        projection: Azimuthal | Cylindrical,
        scale: float,
        origin: tuple[float, float],
        *,
        coarse: bool = False,
    ) -> None:
        self.frame, self.projection, self.scale = frame, projection, scale
        self.origin = np.array(origin)
        self.resolution: Resolution = "coarse" if coarse or scale * math.pi / 180 < _FINE_FROM else "fine"
        self.rim = projection.rim * scale
        """The radius in pixels of the globe’s disc round :attr:`origin`; infinite on a world map."""
        self._placed: dict[Paths, tuple[Plane, NDArray[np.bool_]]] = {}

    @property
    def is_world(self) -> bool:
        return isinstance(self.projection, Cylindrical)

    @property
    def shows_rim(self) -> bool:
        """Whether some of the frame lies outside the globe, or beside a world map."""
        if self.is_world:
            return 2 * self.half_around < self.frame.width - 1
        corners = np.array([[x, y] for x in (0, self.frame.width) for y in (0, self.frame.height)]) - self.origin
        return bool(np.hypot(*corners.T).max() > self.rim)

    def place(self, vectors: Vectors) -> Plane:
        """The pixels of vectors."""
        return self._project(np.atleast_2d(vectors))[0]

    def arcs(self, starts: Vectors, ends: Vectors) -> list[list[Plane]]:
        """The great circle from each start to its end, in as many pieces as the edge of the world map cuts it into.

        A piece may leave the frame.
        """
        ways = great_circles(starts, ends)
        if not ways:
            return []
        bounds = np.cumsum([0, *map(len, ways)])
        pixels, _ = self._project(np.concatenate(ways))
        if self.is_world:
            pixels = self._hung_together(pixels, bounds[:-1])
        pieces = [pixels[first:last] for first, last in pairwise(bounds.tolist())]
        if not self.is_world:
            return [[piece] for piece in pieces]
        return [self._copies(*shape) for shape in zip(pieces, *_extents(pixels, bounds), strict=True)]

    def _hung_together(self, pixels: Plane, firsts: NDArray[Any]) -> Plane:
        """Lines on a world map, which begin at ``firsts``, without jumps from one edge to the other."""
        around = 2 * self.half_around
        jumps = np.round(np.diff(pixels[:, 0], prepend=pixels[0, 0]) / around)
        jumps[firsts] = 0
        turns = np.cumsum(jumps)
        turns -= np.repeat(turns[firsts], np.diff(firsts, append=len(pixels)))
        return np.column_stack([pixels[:, 0] - turns * around, pixels[:, 1]])

    def _copies(self, line: Plane, least: Plane, most: Plane) -> list[Plane]:
        """A line wherever it is seen on a world map that has no place beyond its edges."""
        copies = [_moved(line, shift) for shift in self._shifts(least, most)]
        if not self.shows_rim:
            return copies
        copies = [copy[np.abs(copy[:, 0] - self.origin[0]) <= self.half_around + 1] for copy in copies]
        return [copy for copy in copies if len(copy) > 1 and _within(copy, self.frame)]

    def lands(self, outlines: Outlines) -> Iterator[tuple[str, Plane]]:
        """Every ring of land in the frame, with its country."""
        pixels, hidden = self._place_paths(outlines.arcs)
        arcs, firsts = outlines.arc_of_ring, outlines.ring_starts[:-1]
        least, most = _extents(pixels, outlines.arcs.starts)
        least, most = np.minimum.reduceat(least[arcs], firsts), np.maximum.reduceat(most[arcs], firsts)
        gone = np.logical_and.reduceat(np.logical_and.reduceat(hidden, outlines.arcs.starts[:-1])[arcs], firsts)
        around = most[:, 0] - least[:, 0] > self.half_around
        for number in np.flatnonzero(~gone & self._worth_drawing(least, most)).tolist():
            low, high = least[number], most[number]
            outline = None
            if around[number]:
                outline = self._unwrapped(outlines.ring(number, pixels))
                low, high = outline.min(axis=0), outline.max(axis=0)
            for shift in self._shifts(low, high):
                outline = outlines.ring(number, pixels) if outline is None else outline
                yield outlines.countries[outlines.ring_country[number]], _moved(outline, shift)

    def lakes(self, outlines: Outlines) -> Iterator[Plane]:
        """Every lake in the frame."""
        pixels, hidden = self._place_paths(outlines.lakes)
        starts = outlines.lakes.starts
        least, most = _extents(pixels, starts)
        for number, (first, last) in enumerate(pairwise(starts.tolist())):
            if not hidden[first:last].all():
                for shift in self._shifts(least[number], most[number]):
                    yield _moved(pixels[first:last], shift)

    def lines(self, outlines: Outlines, kind: Line) -> Iterator[Plane]:
        """Every line of a kind in the frame, without what the source or the horizon cuts."""
        pixels, hidden = self._place_paths(outlines.arcs)
        broken = outlines.arcs.on_the_cut | hidden[:-1] | hidden[1:]
        if self.is_world:
            broken = broken | (np.abs(np.diff(pixels[:, 0])) > self.half_around)
        starts = outlines.arcs.starts
        least, most = _extents(pixels, starts)
        for number in np.flatnonzero((outlines.kinds == kind) & self._worth_drawing(least, most)).tolist():
            for shift in self._shifts(least[number], most[number]):
                first, last = starts[number], starts[number + 1]
                for piece in _unbroken(pixels[first:last], broken[first : last - 1]):
                    yield _moved(piece, shift)

    def graticule(self) -> Iterator[Plane]:
        """Parallels and meridians, as far apart as the view suggests."""
        degrees = self.frame.width / self.scale * 180 / math.pi
        step = next((step for step in (5, 10, 20) if degrees / step < 9), 30)
        round_the_world, up = np.linspace(-180, 180, 181), np.linspace(-84, 84, 85)
        lines = [(round_the_world, np.full(181, float(north))) for north in range(-90 + step, 90, step)]
        lines += [(np.full(85, float(east)), up) for east in range(-180, 180, step)]
        pixels, hidden = self._project(to_vectors(*(np.concatenate(part) for part in zip(*lines, strict=True))))
        starts = np.cumsum([0, *(len(longitudes) for longitudes, _ in lines)]).tolist()
        broken = hidden[:-1] | hidden[1:]
        if self.is_world:
            broken |= np.abs(np.diff(pixels[:, 0])) > self.frame.width / 2
        for first, last in pairwise(starts):
            pieces = _unbroken(pixels[first:last], broken[first : last - 1])
            yield from (piece for piece in pieces if _within(piece, self.frame))

    def _project(self, vectors: Vectors) -> tuple[Plane, NDArray[np.bool_]]:
        plane, hidden = self.projection.project(vectors)
        return plane * self.scale + self.origin, hidden

    def _place_paths(self, paths: Paths) -> tuple[Plane, NDArray[np.bool_]]:
        if paths not in self._placed:
            self._placed[paths] = self._newly_placed(paths)
        return self._placed[paths]

    def _newly_placed(self, paths: Paths) -> tuple[Plane, NDArray[np.bool_]]:
        if not isinstance(self.projection, Cylindrical):
            return self._project(paths.vectors)
        # Unlike single places, outlines are not brought near the centre meridian: they hang together, and are drawn shifted.
        plane = np.stack(
            [np.radians(paths.longitudes - self.projection.meridian), self.projection.height(paths.latitudes)], axis=-1
        )
        return plane * self.scale + self.origin, np.zeros(len(plane), bool)

    @property
    def half_around(self) -> float:
        """On a world map the pixels from its middle to its edge; infinite on others."""
        return self.projection.around * self.scale / 2 if isinstance(self.projection, Cylindrical) else math.inf

    def _unwrapped(self, ring: Plane) -> Plane:
        """A ring on a world map without jumps from one edge to the other; one round the pole is closed below the frame."""
        x = np.unwrap(ring[:, 0], period=2 * self.half_around)
        x -= 2 * self.half_around * np.round((x.mean() - self.origin[0]) / (2 * self.half_around))
        ring = np.column_stack([x, ring[:, 1]])
        if abs(x[-1] - x[0]) > self.half_around:
            below = self.frame.height + 500.0
            ring = np.concatenate([ring, [[x[-1], below], [x[0], below]]])
        return ring

    def _worth_drawing(self, least: Plane, most: Plane) -> NDArray[np.bool_]:
        """Whether shapes of these extents are neither above or below the frame nor too small to be seen."""
        seen = (most - least).max(axis=1) > _SMALLEST
        return np.asarray(seen & (most[:, 1] > -_OFF) & (least[:, 1] < self.frame.height + _OFF))

    def _shifts(self, least: Plane, most: Plane) -> list[float]:
        """How far to the right a shape must be moved to be seen: nowhere, where it is, or round the world."""
        around = self.projection.around * self.scale if isinstance(self.projection, Cylindrical) else 0.0
        if most[1] < -_OFF or least[1] > self.frame.height + _OFF:
            return []
        shifts = (-around, 0.0, around) if around else (0.0,)
        return [shift for shift in shifts if most[0] + shift > -_OFF and least[0] + shift < self.frame.width + _OFF]


def fit(frame: Frame, places: Vectors, arcs: Sequence[Vectors], home: Vectors | None) -> View:
    """The view that suits: the region, if all of it is one; else the world, with what matters away from its edges."""
    points = np.concatenate([places, *arcs])
    centre, radius = cap(points)
    if radius < _GLOBE:
        region = regional(frame, points, centre)
        # A disc with much dark round it says less than a world map, unless that would press the lines against the pole.
        polar = float((np.abs(to_degrees(points)[1]) > _POLAR).mean()) > _OFTEN
        spare = math.hypot(frame.width, frame.height) / 2 / region.scale
        if polar or (radius < _REGION and spare < 1.8):
            return region
    return whole(frame, places, arcs, home)


def regional(frame: Frame, points: Vectors, centre: Vectors) -> View:
    """An equal-area view in which all points fill the frame."""
    projection = Azimuthal(centre)
    for _ in range(2):
        plane, _hidden = projection.project(points)
        projection = Azimuthal(projection.at(*((plane.min(axis=0) + plane.max(axis=0)) / 2)))
    plane, _hidden = projection.project(points)
    least, most = plane.min(axis=0), plane.max(axis=0)
    width, height = frame.inner
    across = max(most[0] - least[0], SMALLEST_SPAN * width / height)
    scale = min(width / across, height / max(most[1] - least[1], SMALLEST_SPAN))
    x, y = np.array(frame.middle) - (least + most) / 2 * scale
    return View(frame, projection, float(scale), (float(x), float(y)))


def whole(frame: Frame, places: Vectors, arcs: Sequence[Vectors], home: Vectors | None) -> View:
    """A world map that fills the frame, enlarged if the places leave room."""
    projection = Cylindrical(_meridian(places, arcs, home))
    points = np.concatenate([places, *arcs])
    plane, _hidden = projection.project(points)
    least, most = plane.min(axis=0), plane.max(axis=0)
    width, height = frame.inner
    smallest = frame.width / projection.around
    wanted = min(width / max(most[0] - least[0], 0.1), height / max(most[1] - least[1], 0.1))
    fitting = (frame.height - 2 * _NARROWEST) / max(most[1] - least[1], 0.1)
    scale = max(min(smallest, fitting), min(wanted, _ZOOM * smallest))
    spare = math.pi - frame.width / 2 / scale
    middle = min(max(float(least[0] + most[0]) / 2, -spare), spare) if scale > smallest else 0.0
    top, bottom = (float(projection.height(np.array(latitude))) * scale for latitude in (90.0, -80.0))
    y = frame.middle[1] - float(least[1] + most[1]) / 2 * scale
    y = max(min(y, 8 - top), frame.height - bottom)
    # No empty sky above the pole nor below Antarctica, unless a place would leave the frame.
    y = min(max(y, _NARROWEST - float(least[1]) * scale), frame.height - _NARROWEST - float(most[1]) * scale)
    return View(frame, projection, scale, (frame.width / 2 - middle * scale, y), coarse=True)


def _meridian(places: Vectors, arcs: Sequence[Vectors], home: Vectors | None) -> float:
    """The centre meridian that cuts the fewest arcs, keeps places off the edges and home near the middle."""
    longitudes = to_degrees(places)[0]
    # All arcs behind each other: one by one, the hundreds of a large country take half a second.
    ways = to_degrees(np.concatenate(arcs))[0] if arcs else np.zeros(0)
    firsts = np.cumsum([0, *map(len, arcs)])[:-1]
    of_home = float(to_degrees(home)[0]) if home is not None else float(np.median(longitudes))

    def cost(meridian: int) -> float:
        east = (longitudes - meridian + 180) % 360
        at_edge = float((np.minimum(east, 360 - east) < 10).mean())
        cut = _broken_ways((ways - meridian + 180) % 360, firsts) / len(arcs) if arcs else 0.0
        seam = (meridian + 180) % 360
        # The Pacific and the Atlantic are the best places to cut the world.
        through_land = 0.0 if 160 <= seam <= 225 or 318 <= seam <= 335 else 0.35
        return 1.5 * at_edge + 2.0 * cut + through_land + abs((of_home - meridian + 180) % 360 - 180) / 300

    return float(min(range(-180, 180, 5), key=cost))


def _broken_ways(longitudes: NDArray[Any], firsts: NDArray[Any]) -> int:
    """How many of the ways that begin there leap from one edge of the world to the other."""
    leaps = np.abs(np.diff(longitudes, prepend=longitudes[0])) > 240
    leaps[firsts] = False
    return int(np.logical_or.reduceat(leaps, firsts).sum())


def _moved(pixels: Plane, right: float) -> Plane:
    return np.asarray(pixels + np.array([right, 0.0])) if right else pixels


def _extents(pixels: Plane, starts: NDArray[np.int32]) -> tuple[Plane, Plane]:
    return np.minimum.reduceat(pixels, starts[:-1]), np.maximum.reduceat(pixels, starts[:-1])


def _unbroken(pixels: Plane, broken: NDArray[Any]) -> Iterator[Plane]:
    first = 0
    for cut in [*np.flatnonzero(broken).tolist(), len(pixels) - 1]:
        if cut > first:
            yield pixels[first : cut + 1]
        first = cut + 1


def _within(pixels: Plane, frame: Frame) -> bool:
    least, most = pixels.min(axis=0), pixels.max(axis=0)
    return bool(most[0] > -_OFF and least[0] < frame.width + _OFF and most[1] > -_OFF and least[1] < frame.height + _OFF)
