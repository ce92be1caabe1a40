"""A map before it is drawn: the view, the lines, the dots, which names fit where, and the panels."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairings import Status
from bot.pictures.boxes import Box
from bot.pictures.labels import Labeller, Wanted
from bot.pictures.lettering import Face, fitted, height, legible, width
from bot.pictures.panels import Corners, LegendEntry, Panel, Writing, credit_of, legend_of, retold, title_of
from bot.pictures.projections import Plane
from bot.pictures.sphere import Vectors, cap, great_circles, to_vectors
from bot.pictures.subjects import MapSubject, Shape, Spot, Tie
from bot.pictures.view import Frame, View, fit, regional
from bot.pictures.words import left_out

HOME_RADIUS = 12.5
_CROWDED, _CROWD_RADIUS = 4, math.radians(15)
"""How many names more an inset must have room for, and how far round the middle of a crowd it looks."""
_INSETS = ((470.0, 290.0), (420.0, 262.0), (370.0, 232.0))
_FEW = 3
"""So many ties of a status stand out among many others."""
_INSET_PAD = 30
_TOO_MANY = 80
"""Cities of which an inset could name too few to be worth its room."""
_INSET_RADIUS, _INSET_HOME = 6.0, 10.0
_CLOSER = 1.7
"""How many times larger than the map an inset must be to be worth its room."""
_TRIED = 120
"""Of more names, only those of most worth are measured and tried: there is no room for so many."""
_NAME_ROOM = 260.0
"""Pixels that a name may take even on a small inset."""
_MANY, _VERY_MANY, _CROWD = 12, 40, 200
_APART = 6.0
"""Pixels between the points of lines that are counted under a name or a panel."""
_ASIDE = (("bottom", 50), ("top", 50), ("left", 220), ("right", 220), ("top", 110), ("left", 380), ("right", 380))
"""By how many pixels a map is moved away from a side where a panel would lie over a dot: what is tried, in this order."""
_EMPTY_SPAN = 9.0
"""Degrees round a city without ties."""
_THE_WORLD = (Spot("", 65, -150), Spot("", -45, 0), Spot("", 65, 150))
"""What is shown where no place is known."""
_LOUDEST = (
    Status.SUSPENDED,
    Status.ENDED,
    Status.DORMANT,
    Status.PROPOSED,
    Status.INVITED,
    Status.APPROVED,
    Status.ACTIVE,
    Status.UNKNOWN,
)
"""Of several ties that end in one place, whose mark its dot bears."""


@dataclass(frozen=True)
class Marker:
    """A dot: the place of one or several ends."""

    spot: Spot
    x: float
    y: float
    radius: float
    status: Status | None
    """``None`` for a home."""


@dataclass(frozen=True)
class Label:
    """A name in its place."""

    marker: int
    text: str
    face: Face
    box: Box
    leader: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class Arc:
    """A tie’s line, in pieces."""

    status: Status
    pieces: tuple[Plane, ...]


@dataclass(frozen=True)
class Window:
    """A piece of the world with what lies on it, in pixels of its own."""

    size: tuple[int, int]
    view: View
    countries: tuple[str, ...]
    arcs: tuple[Arc, ...]
    markers: tuple[Marker, ...]
    labels: tuple[Label, ...]

    @property
    def named(self) -> set[Spot]:
        return {self.markers[label.marker].spot for label in self.labels}


@dataclass(frozen=True)
class Inset:
    """A crowded region of a map once more, larger: where it stands, what part of the map it shows, and the region itself."""

    box: Box
    area: Box
    window: Window


@dataclass(frozen=True)
class MapScene(Window):
    """Everything that a map shows, in pixels."""

    title: Panel
    legend: tuple[LegendEntry, ...]
    legend_box: Box | None
    credit: Writing
    credit_box: Box
    inset: Inset | None

    @property
    def unnamed(self) -> int:
        """How many of the cities have no name on the picture."""
        return len(self.markers) - len(self.named | (self.inset.window.named if self.inset else set()))

    @property
    def covered(self) -> int:
        """How many dots lie under a panel."""
        panels = [self.title.box, *([self.legend_box] if self.legend_box else [])]
        return sum(any(panel.grown(marker.radius).holds(marker.x, marker.y) for panel in panels) for marker in self.markers)


def scene_of(subject: MapSubject) -> MapScene:
    """Lay a map out. Where a panel would lie over a dot, the map is moved aside, as far as that helps."""
    frame = _frame(subject.shape)
    scene = _scene(subject, frame)
    if not scene.covered or len(scene.markers) > _VERY_MANY:
        return scene
    for side, room in _ASIDE:
        moved = _scene(subject, replace(frame, **{side: getattr(frame, side) + room}))
        scene = min(scene, moved, key=lambda each: (each.covered, each.unnamed))
        if not scene.covered:
            break
    return scene


def _scene(subject: MapSubject, frame: Frame) -> MapScene:
    """The map whose places lie in a frame. Names that find no room may find it on an inset, if there is room for that."""
    size = subject.shape.size
    view, arcs = _view(subject, frame)
    markers = _markers(subject, view)
    lines = along([piece for arc in arcs for piece in arc.pieces])
    dots = np.array([(marker.x, marker.y) for marker in markers]).reshape(-1, 2)
    credit, credit_box = credit_of(size)
    cities = len(markers) - sum(marker.status is None for marker in markers)

    def laid_out(unnamed: int, crowd: Sequence[Marker] = ()) -> MapScene:
        """The map with a note for so many names that do not fit, and with an inset of a crowd."""
        corners = Corners(size, lines, dots, credit_box)
        title = title_of(subject, left_out(unnamed, subject.unplaced, cities), corners)
        legend, legend_box = legend_of(subject, corners)
        inset = inset_of(subject, crowd, markers, view, corners) if crowd else None
        blocked = [title.box, credit_box, *([legend_box] if legend_box else []), *([inset.box.grown(4)] if inset else [])]
        elsewhere = inset.window.named - set(subject.homes) if inset else set()
        labels = labels_of(markers, size, blocked, lines, without=elsewhere)
        return MapScene(
            size, view, subject.countries, arcs, markers, labels, title, legend, legend_box, credit, credit_box, inset
        )  # fmt: skip

    scene = laid_out(cities if cities > _VERY_MANY else 0)
    crowd = crowded(scene) if subject.shape is not Shape.STRIP and cities <= _TOO_MANY else ()
    closer = laid_out(scene.unnamed, crowd) if crowd else scene
    if closer.inset is not None and closer.unnamed + _CROWDED <= scene.unnamed:
        scene = closer
        if not scene.unnamed:
            without_note = laid_out(0, crowd)
            scene = scene if without_note.unnamed else without_note
    elif scene.unnamed and cities <= _VERY_MANY:
        # The note that counts what is left out takes room of its own, so that the count may change once more.
        scene = laid_out(scene.unnamed)
    return replace(scene, title=retold(scene.title, left_out(scene.unnamed, subject.unplaced, cities)))


def _frame(shape: Shape) -> Frame:
    across, down = shape.size
    if shape is Shape.STRIP:
        return Frame(across, down, left=130, top=84, right=130, bottom=76)
    return Frame(across, down)


def _view(subject: MapSubject, frame: Frame) -> tuple[View, tuple[Arc, ...]]:
    spots = [spot for tie in subject.ties for spot in (tie.one, tie.other)] + list(subject.homes)
    if not subject.ties:
        spots += [moved for home in subject.homes for moved in _around(home)] or _THE_WORLD
    ways = great_circles(*_ends(subject.ties), step_degrees=8)
    home = _vectors(subject.homes)[0] if subject.homes else None
    view = fit(frame, _vectors(spots), ways, home)
    return view, _arcs(subject.ties, view)


def _arcs(ties: Sequence[Tie], view: View) -> tuple[Arc, ...]:
    return tuple(Arc(tie.status, tuple(pieces)) for tie, pieces in zip(ties, view.arcs(*_ends(ties)), strict=True))


def _ends(ties: Sequence[Tie]) -> tuple[Vectors, Vectors]:
    return _vectors([tie.one for tie in ties]), _vectors([tie.other for tie in ties])


def _vectors(spots: Sequence[Spot]) -> Vectors:
    return to_vectors([spot.longitude for spot in spots], [spot.latitude for spot in spots])


def _around(spot: Spot) -> Iterable[Spot]:
    for north in (-_EMPTY_SPAN / 2, _EMPTY_SPAN / 2):
        yield Spot("", max(-89.0, min(89.0, spot.latitude + north)), spot.longitude)


def _markers(subject: MapSubject, view: View) -> tuple[Marker, ...]:
    statuses: dict[Spot, set[Status]] = {}
    for tie in subject.ties:
        for spot in (tie.one, tie.other):
            statuses.setdefault(spot, set()).add(tie.status)
    far = [spot for spot in statuses if spot not in subject.homes]
    spots = [*subject.homes, *far]
    if not spots:
        return ()
    pixels = view.place(_vectors(spots))
    radius = 7.0 if len(far) <= _MANY else 6.0 if len(far) <= _VERY_MANY else 4.4 if len(far) <= _CROWD else 3.2
    return tuple(
        Marker(spot, float(x), float(y), HOME_RADIUS, None)
        if spot in subject.homes
        else Marker(spot, float(x), float(y), radius, next(status for status in _LOUDEST if status in statuses[spot]))
        for spot, (x, y) in zip(spots, pixels, strict=True)
    )


def along(pieces: Sequence[Plane]) -> NDArray[Any]:
    """Points every few pixels along all lines."""
    if not pieces:
        return np.zeros((0, 2))
    # One line that leaps from each piece to the next, with no length between them: one by one, hundreds of pieces take long.
    points = np.concatenate(pieces)
    bounds = np.cumsum([0, *map(len, pieces)])
    steps = np.hypot(*np.diff(points, axis=0, prepend=points[:1]).T)
    steps[bounds[:-1]] = 0.0
    lengths = np.cumsum(steps)
    begins, ends = lengths[bounds[:-1]], lengths[bounds[1:] - 1]
    counts = np.ceil((ends - begins) / _APART).astype(int)
    of = np.repeat(np.arange(len(counts)), counts)
    at = begins[of] + (np.arange(len(of)) - (np.cumsum(counts) - counts)[of]) * _APART
    return np.column_stack([np.interp(at, lengths, points[:, 0]), np.interp(at, lengths, points[:, 1])])


def labels_of(
    markers: Sequence[Marker], size: tuple[int, int], blocked: Sequence[Box], lines: NDArray[Any], *,
    without: Collection[Spot] = (), face: Face | None = None,
) -> tuple[Label, ...]:  # fmt: skip
    """The names that fit beside their dots.

    Args:
        without: the cities that are named elsewhere; their dots are in the way all the same.
        face: of all names but those of homes; without one it depends on how many there are.
    """
    frequent = Counter(marker.status for marker in markers)
    used = face or (Face.NAME if len(markers) <= 30 else Face.SMALL_NAME)
    heaviest = max((marker.spot.weight for marker in markers), default=0) + 1

    def worth(marker: Marker) -> float:
        if marker.status is None:
            return 10.0
        return 3.0 * (frequent[marker.status] <= _FEW) + 1.0 / frequent[marker.status] + marker.spot.weight / heaviest

    asked = [number for number, marker in enumerate(markers) if marker.spot not in without]
    tried = set(sorted(asked, key=lambda number: -worth(markers[number]))[:_TRIED])
    texts: dict[int, tuple[str, Face]] = {}
    wanted = []
    for number, marker in enumerate(markers):
        if number not in tried:
            wanted.append(Wanted(marker.x, marker.y, marker.radius + 2, unwanted=True))
            continue
        home = marker.status is None
        written = Face.HOME if home else used
        text, _ = fitted(legible(marker.spot.name), written, max(size[0] * 0.45, _NAME_ROOM), written.size)
        texts[number] = text, written
        wanted.append(
            Wanted(
                marker.x, marker.y, marker.radius + 2, width(text, written), height(written),
                worth=worth(marker), must=home, stands_out=frequent[marker.status] <= _FEW < len(markers) / 2,
            )
        )  # fmt: skip
    placed = Labeller(size, blocked, lines).place(wanted)
    return tuple(Label(label.number, *texts[label.number], label.box, label.leader) for label in placed)


def crowded(scene: MapScene) -> tuple[Marker, ...]:
    """The dots round the place where most names found no room; none if it is not many."""
    unnamed = [marker for marker in scene.markers if marker.spot not in scene.named]
    if len(unnamed) < _CROWDED:
        return ()
    lost = _vectors([marker.spot for marker in unnamed])
    near = lost @ lost.T > math.cos(_CROWD_RADIUS)
    middle = int(near.sum(axis=1).argmax())
    if near[middle].sum() < _CROWDED:
        return ()
    every = _vectors([marker.spot for marker in scene.markers])
    return tuple(
        marker for marker, close in zip(scene.markers, every @ lost[middle] > math.cos(_CROWD_RADIUS), strict=True) if close
    )


def inset_of(
    subject: MapSubject, crowd: Sequence[Marker], markers: Sequence[Marker], view: View, corners: Corners
) -> Inset | None:
    """A closer look at a crowd where it hides nothing; ``None`` if there is no such place, or if it would not be much closer."""
    box = corners.take_free(_INSETS)
    if box is None:
        return None
    size = round(box.width), round(box.height)
    frame = Frame(*size, left=_INSET_PAD + 24, top=_INSET_PAD, right=_INSET_PAD + 24, bottom=_INSET_PAD)
    points = _vectors([marker.spot for marker in crowd])
    closer = regional(frame, points, cap(points)[0])
    if closer.scale < view.scale * _CLOSER:
        return None
    pixels = closer.place(_vectors([marker.spot for marker in markers]))
    inside = Box(0, 0, *size).grown(-12)
    shown = [number for number, (x, y) in enumerate(pixels.tolist()) if inside.holds(x, y)]
    xs, ys = [markers[number].x for number in shown], [markers[number].y for number in shown]
    area = Box(min(xs), min(ys), max(xs), max(ys)).grown(9)
    moved = tuple(
        replace(
            markers[number], x=float(pixels[number, 0]), y=float(pixels[number, 1]),
            radius=min(markers[number].radius, _INSET_RADIUS if markers[number].status else _INSET_HOME),
        )
        for number in shown
    )  # fmt: skip
    return Inset(box, area, _window(subject, moved, closer, size))


def _window(subject: MapSubject, markers: tuple[Marker, ...], view: View, size: tuple[int, int]) -> Window:
    """What an inset shows: all ties that begin or end in it, and as many names as fit."""
    spots = {marker.spot for marker in markers}
    arcs = _arcs([tie for tie in subject.ties if tie.one in spots or tie.other in spots], view)
    lines = along([piece for arc in arcs for piece in arc.pieces])
    labels = labels_of(markers, size, (), lines, face=Face.SMALL_NAME)
    return Window(size, view, subject.countries, arcs, markers, labels)
