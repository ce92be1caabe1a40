"""The outlines of the world: countries, coasts, borders and lakes, as :mod:`scripts.build_world` writes them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bot.pictures.sphere import Vectors, to_vectors

ASSET_FORMAT = 1
STEPS_PER_DEGREE = (182, 364)
"""Of longitude and of latitude: both fill the range of a 16-bit integer."""

Resolution = Literal["coarse", "fine"]


class Line(IntEnum):
    """What an arc of the outlines is drawn as."""

    NONE = 0
    COAST = 1
    BORDER = 2
    STATE = 3


@dataclass(frozen=True, eq=False)
class Paths:
    """Many lines in one array of points."""

    longitudes: NDArray[np.float32]
    latitudes: NDArray[np.float32]
    starts: NDArray[np.int32]

    @cached_property
    def vectors(self) -> Vectors:
        return to_vectors(self.longitudes, self.latitudes)

    @cached_property
    def on_the_cut(self) -> NDArray[np.bool_]:
        """Whether the edge after each point is no outline, but where the source cuts the world: at 180° and at the south pole."""
        far = np.abs(self.longitudes) > 179.9
        low = self.latitudes < -89.5
        return (far[:-1] & far[1:]) | low[:-1] | low[1:]

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, eq=False)
class Outlines:
    """The world at one resolution. A ring is a list of arcs; ``~n`` is arc *n* backwards."""

    arcs: Paths
    kinds: NDArray[np.uint8]
    ring_arcs: NDArray[np.int16]
    ring_starts: NDArray[np.int32]
    ring_country: NDArray[np.int16]
    countries: tuple[str, ...]
    """ISO 3166-1 codes; a territory without one has the source's name for it."""
    lakes: Paths

    def rings_of(self, country: str) -> list[NDArray[np.float32]]:
        """The outlines of a country, each as rows of longitude and latitude."""
        if country not in self.countries:
            return []
        number = self.countries.index(country)
        both = np.stack([self.arcs.longitudes, self.arcs.latitudes], axis=-1)
        return [self.ring(at, both) for at in np.flatnonzero(self.ring_country == number).tolist()]

    @cached_property
    def arc_of_ring(self) -> NDArray[np.int16]:
        """:attr:`ring_arcs` without their direction."""
        return np.where(self.ring_arcs < 0, ~self.ring_arcs, self.ring_arcs)

    def ring(self, number: int, points: NDArray[Any]) -> NDArray[Any]:
        """A ring’s rows of ``points``, which has one for each point of the arcs."""
        pieces = []
        starts = self.arcs.starts
        for arc in self.ring_arcs[self.ring_starts[number] : self.ring_starts[number + 1]].tolist():
            at = arc if arc >= 0 else ~arc
            piece = points[starts[at] : starts[at + 1]]
            pieces.append(piece if arc >= 0 else piece[::-1])
        return np.concatenate(pieces)


@dataclass(frozen=True)
class World:
    """The outlines in the two resolutions that maps need."""

    coarse: Outlines
    fine: Outlines

    @classmethod
    def read(cls, asset: Path) -> World:
        """Raises :class:`ValueError` if the file is of another format, and :class:`OSError` if there is none."""
        with np.load(asset, allow_pickle=False) as arrays:
            if int(arrays["format"]) != ASSET_FORMAT:
                raise ValueError(
                    f"{asset.name} is of format {arrays['format']}, not {ASSET_FORMAT}: build it with scripts.build_world"
                )
            coarse, fine = (_outlines({name: arrays[f"{size}_{name}"] for name in _ARRAYS}) for size in ("coarse", "fine"))
            return cls(coarse, fine)

    def at(self, resolution: Resolution) -> Outlines:
        return self.fine if resolution == "fine" else self.coarse


_ARRAYS = (
    "arc_points", "arc_starts", "arc_kind", "ring_arcs", "ring_starts", "ring_country", "countries", "lake_points", "lake_starts",
)  # fmt: skip


def _outlines(arrays: dict[str, NDArray[Any]]) -> Outlines:
    return Outlines(
        _paths(arrays["arc_points"], arrays["arc_starts"]), arrays["arc_kind"],
        arrays["ring_arcs"], arrays["ring_starts"], arrays["ring_country"],
        tuple(arrays["countries"].tolist()), _paths(arrays["lake_points"], arrays["lake_starts"]),
    )  # fmt: skip


def _paths(differences: NDArray[np.int16], starts: NDArray[np.int32]) -> Paths:
    # The sum wraps round as the differences did when they were taken.
    steps = np.cumsum(differences, axis=0, dtype=np.int16).astype(np.float32) / np.array(STEPS_PER_DEGREE, np.float32)
    return Paths(np.ascontiguousarray(steps[:, 0]), np.ascontiguousarray(steps[:, 1]), starts)
