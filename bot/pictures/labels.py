"""Where names go on a map: beside their dots, never over one another, over as few lines as can be.

Each name is tried in 16 directions at four distances, and takes the best free spot; farther off, a thin leader ties it to its
dot. What matters most chooses first. Finding the most labels that fit is NP-hard (Marks and Shieber 1991), so a few orders
are tried and the one that fits most is taken.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.pictures.boxes import Box

_GAPS = (5.0, 14.0, 30.0, 52.0)
_LEADER_FROM = 20.0
"""Pixels between dot and name from which a leader is drawn."""
_FARTHER = (0.0, 6.0, 15.0, 27.0)
"""What each of the distances costs."""
_PREFERRED = (0, 3, 5, 7, 6, 7, 5, 3, 1, 3, 4, 6, 2, 6, 4, 3)
"""What each direction costs, clockwise from the right, in halves: right is best, then left, above and below."""
_SPREAD = np.array(
    [
        (math.cos(number * math.pi / 8), math.sin(number * math.pi / 8), gap, farther + preferred / 2)
        for gap, farther in zip(_GAPS, _FARTHER, strict=True)
        for number, preferred in enumerate(_PREFERRED)
    ]
)
"""Where a name may go: the direction, the gap, and what the place costs by itself."""
_SIDES = np.sign(np.where(np.abs(_SPREAD[:, :2]) < 0.25, 0, _SPREAD[:, :2]))
"""On which side of the dot its box then lies, or 0 astride."""
_CLEAR_OF_STRANGERS = 6.5
"""Pixels that a name with a leader keeps from any other dot."""
_NEARER = 2.0
"""Pixels by which a name is nearer to its own dot than to any other."""
_MARGIN = 3.0
_EDGE = 6.0
_TOO_BUSY = 46.0
"""Cost above which a name of no great weight is rather left out."""
_ONE_ORDER_FROM = 60
_CELL = 4
"""Pixels of the grid on which lines are counted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name to place: where its dot is, how large both are, and what it is worth."""

    x: float
    y: float
    radius: float
    width: float = 0.0
    height: float = 0.0
    worth: float = 0.0
    must: bool = False
    """Whether it is placed however many lines it covers."""
    stands_out: bool = False
    """Whether it is one of few of its kind: it chooses before all others in every order, and may be in a tight spot."""
    unwanted: bool = False
    """Whether only its dot is there, for others to keep clear of."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A name that has its place; ``leader`` is where the line to its dot starts and ends, if it needs one."""

    number: int
    box: Box
    leader: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class _Choice:
    """Where one name may go, whatever other names do: a row each for its boxes, and what is near enough to matter to them."""

    boxes: NDArray[Any]
    gaps: NDArray[Any]
    """How far from the dot each is."""
    costs: NDArray[Any]
    """What each costs by itself."""
    free: NDArray[np.bool_]
    """Which are clear of all dots but its own, and are not mistaken for the name of another."""
    others: NDArray[Any]
    """The other dots in reach."""
    obstacles: NDArray[Any]
    """Boxes round those that its leader must not cross."""
    reach: Box
    """What lies outside this does not matter to it."""


class Labeller:
    """Places names in a picture.

    Args:
        size: width and height of the picture.
        blocked: where nothing may be written.
        lines: points along all lines, some pixels apart.
    """

    def __init__(self, size: tuple[int, int], blocked: Sequence[Box], lines: NDArray[Any]) -> None:
        self._size = size
        self._blocked = [tuple(box) for box in blocked]
        self._busy = _summed(size, lines)

    def place(self, wanted: Sequence[Wanted]) -> list[Placed]:
        """As many of the names as fit, in the order in which they are wanted."""
        if not wanted:
            return []
        dots = np.array([(name.x, name.y, name.radius) for name in wanted])
        asked = [at for at, name in enumerate(wanted) if not name.unwanted]
        by_worth = sorted(asked, key=lambda at: -wanted[at].worth)
        outermost_first = sorted(
            by_worth,
            key=lambda at: (*_first(wanted[at]), -math.hypot(*(dots[at, :2] - dots[:, :2].mean(axis=0)))),
        )
        tried = {at: self._choice(at, wanted[at], dots) for at in by_worth}
        orders = [by_worth, outermost_first, sorted(by_worth, key=lambda at: (*_first(wanted[at]), wanted[at].width))]
        results = [self._greedy(order, wanted, tried) for order in orders[: 3 if len(wanted) < _ONE_ORDER_FROM else 1]]
        # The first order keeps what matters most; another is taken only if it names clearly more.
        best = max(results, key=lambda placed: len(placed) - (0 if placed is results[0] else 1 + len(wanted) * 0.05))
        return sorted(best, key=lambda label: label.number)

    def _choice(self, number: int, name: Wanted, dots: NDArray[Any]) -> _Choice | None:
        """All about the places of a name that no order changes; ``None`` if every one of them leaves the picture."""
        boxes, gaps, costs = self._candidates(name)
        if not len(boxes):
            return None
        led = gaps >= _LEADER_FROM
        own = _distance(boxes, np.array([name.x]), np.array([name.y]))[:, 0] - name.radius
        clearance = np.where(led, _CLEAR_OF_STRANGERS / 3 if name.stands_out else _CLEAR_OF_STRANGERS, own + _NEARER)
        reach = _reach(boxes, name, max(float(clearance.max()), _CELL))
        others = np.delete(dots, number, axis=0)
        others = others[_any_overlap(_round(others), np.array([reach]), 0.0)]
        around = _round(others)
        free = ~_any_overlap(boxes, around, 1.0) & _not_mistaken(boxes, clearance, name, others)
        # A dot that lies on this one cannot be avoided by its leader.
        apart = np.hypot(others[:, 0] - name.x, others[:, 1] - name.y) > others[:, 2] + name.radius
        return _Choice(boxes, gaps, costs, free, others, around[apart], reach)

    def _candidates(self, name: Wanted) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Boxes, how far from the dot each is, and what each costs by itself."""
        # The box touches a circle round the dot with the side that faces it.
        reach = name.radius + _SPREAD[:, 2]
        x = name.x + _SPREAD[:, 0] * reach + _SIDES[:, 0] * name.width / 2
        y = name.y + _SPREAD[:, 1] * reach * np.where(np.abs(_SPREAD[:, 0]) > 0.3, 0.8, 1.0) + _SIDES[:, 1] * name.height / 2
        boxes = np.stack([x - name.width / 2, y - name.height / 2, x + name.width / 2, y + name.height / 2], axis=-1)
        width, height = self._size
        inside = (boxes[:, 0] > _EDGE) & (boxes[:, 1] > _EDGE) & (boxes[:, 2] < width - _EDGE) & (boxes[:, 3] < height - _EDGE)
        boxes = boxes[inside]
        return boxes, _SPREAD[inside, 2], _SPREAD[inside, 3] + np.minimum(self._lines_under(boxes), 60) * 0.9

    def _greedy(self, order: Sequence[int], wanted: Sequence[Wanted], tried: Mapping[int, _Choice | None]) -> list[Placed]:
        every_taken = np.array(self._blocked).reshape(-1, 4)
        every_thread = np.zeros((0, 2))
        placed = []
        for number in order:
            choice, name = tried[number], wanted[number]
            if choice is None:
                continue
            taken, threads = _touching(every_taken, choice.reach), _points_in(every_thread, choice.reach)
            free = choice.free & ~_any_overlap(choice.boxes, taken, _MARGIN) & ~_any_within(threads, choice.boxes)
            best = _first_clear(choice, free, name, np.concatenate([taken, choice.obstacles]), threads)
            if best is None and name.must:
                # Rather on other dots than nowhere.
                best = _least_covering(choice.boxes, taken, choice.others)
            if best is None or (choice.costs[best] > _TOO_BUSY and not (name.must or name.stands_out)):
                continue
            box = Box(*choice.boxes[best].tolist())
            leader = _leader(box, name) if choice.gaps[best] >= _LEADER_FROM else None
            if leader is not None:
                every_thread = np.concatenate([every_thread, _points_along(leader)])
            every_taken = np.concatenate([every_taken, [box]])
            placed.append(Placed(number, box, leader))
        return placed

    def _lines_under(self, boxes: NDArray[Any]) -> NDArray[Any]:
        """How many points of lines each box covers."""
        low = np.clip(np.floor(boxes[:, :2] / _CELL).astype(int), 0, None)
        high = np.ceil(boxes[:, 2:] / _CELL).astype(int)
        rows, columns = self._busy.shape
        x0, y0 = np.minimum(low[:, 0], columns - 1), np.minimum(low[:, 1], rows - 1)
        x1, y1 = np.minimum(high[:, 0], columns - 1), np.minimum(high[:, 1], rows - 1)
        return np.asarray(self._busy[y1, x1] - self._busy[y0, x1] - self._busy[y1, x0] + self._busy[y0, x0])


def _reach(boxes: NDArray[Any], name: Wanted, clearance: float) -> Box:
    """Round a dot and all boxes of its name, as far as anything else must be from them."""
    least, most = boxes.min(axis=0), boxes.max(axis=0)
    return Box(
        min(float(least[0]), name.x), min(float(least[1]), name.y), max(float(most[2]), name.x), max(float(most[3]), name.y)
    ).grown(clearance)


def _round(dots: NDArray[Any]) -> NDArray[Any]:
    """The smallest boxes that hold dots."""
    return np.concatenate([dots[:, :2] - dots[:, 2:], dots[:, :2] + dots[:, 2:]], axis=1)


def _touching(boxes: NDArray[Any], reach: Box) -> NDArray[Any]:
    """Those of the boxes that lie in reach."""
    return np.asarray(boxes[_any_overlap(boxes, np.array([reach]), 0.0)])


def _points_in(points: NDArray[Any], reach: Box) -> NDArray[Any]:
    """Those of the points that lie in reach."""
    x, y = points[:, 0], points[:, 1]
    return np.asarray(points[(x > reach.left) & (x < reach.right) & (y > reach.top) & (y < reach.bottom)])


def _first(name: Wanted) -> tuple[bool, bool]:
    return not name.must, not name.stands_out


def _summed(size: tuple[int, int], lines: NDArray[Any]) -> NDArray[Any]:
    """A summed-area table of the points: any rectangle’s count is four look-ups."""
    columns, rows = size[0] // _CELL + 1, size[1] // _CELL + 1
    cells = np.floor(lines / _CELL).astype(int)
    within = (cells[:, 0] >= 0) & (cells[:, 1] >= 0) & (cells[:, 0] < columns) & (cells[:, 1] < rows)
    counted = np.zeros((rows + 1, columns + 1))
    np.add.at(counted, (cells[within, 1] + 1, cells[within, 0] + 1), 1.0)
    return np.asarray(counted.cumsum(axis=0).cumsum(axis=1))


def _any_overlap(boxes: NDArray[Any], others: NDArray[Any], margin: float) -> NDArray[np.bool_]:
    if not len(others):
        return np.zeros(len(boxes), bool)
    apart = (
        (boxes[:, None, 0] - margin >= others[None, :, 2]) | (boxes[:, None, 2] + margin <= others[None, :, 0])
        | (boxes[:, None, 1] - margin >= others[None, :, 3]) | (boxes[:, None, 3] + margin <= others[None, :, 1])
    )  # fmt: skip
    return np.asarray((~apart).any(axis=1))


def _distance(boxes: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    across = np.maximum(np.maximum(boxes[:, None, 0] - x, x - boxes[:, None, 2]), 0)
    down = np.maximum(np.maximum(boxes[:, None, 1] - y, y - boxes[:, None, 3]), 0)
    return np.asarray(np.sqrt(across * across + down * down))


def _not_mistaken(boxes: NDArray[Any], clearance: NDArray[Any], name: Wanted, others: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether a name would be read as that of its own dot: no other is nearer to each box than its clearance.

    Dots on the same spot do not mislead.
    """
    strangers = others[np.hypot(others[:, 0] - name.x, others[:, 1] - name.y) > 3]
    if not len(strangers):
        return np.ones(len(boxes), bool)
    nearest = (_distance(boxes, strangers[:, 0], strangers[:, 1]) - strangers[:, 2]).min(axis=1)
    return np.asarray(nearest > clearance)


def _leader(box: Box, name: Wanted) -> tuple[float, float, float, float]:
    """From the dot’s edge to the nearest point of the box."""
    x, y = min(max(name.x, box.left), box.right), min(max(name.y, box.top), box.bottom)
    length = math.hypot(x - name.x, y - name.y)
    edge = (name.radius + 1) / max(length, 1e-6)
    return name.x + (x - name.x) * edge, name.y + (y - name.y) * edge, x, y


def _least_covering(boxes: NDArray[Any], taken: NDArray[Any], dots: NDArray[Any]) -> int | None:
    """The box that covers the fewest dots and no name, if there is one."""
    free = ~_any_overlap(boxes, taken, 0.0)
    x, y = dots[:, 0], dots[:, 1]
    within = (boxes[:, None, 0] < x) & (x < boxes[:, None, 2]) & (boxes[:, None, 1] < y) & (y < boxes[:, None, 3])
    covered = np.where(free, within.sum(axis=1), np.inf)
    return int(covered.argmin()) if free.any() else None


def _points_along(leader: tuple[float, float, float, float]) -> NDArray[Any]:
    start, end = np.array(leader[:2]), np.array(leader[2:])
    return np.asarray(start + (end - start) * np.linspace(0.0, 0.97, 24)[:, None])


def _any_within(points: NDArray[Any], boxes: NDArray[Any], margin: float = 2.0) -> NDArray[np.bool_]:
    """Whether each box holds any of the points."""
    x, y = points[:, 0], points[:, 1]
    within = (
        (boxes[:, None, 0] - margin < x) & (x < boxes[:, None, 2] + margin)
        & (boxes[:, None, 1] - margin < y) & (y < boxes[:, None, 3] + margin)
    )  # fmt: skip
    return np.asarray(within.any(axis=1))


def _come_near(points: NDArray[Any], threads: NDArray[Any]) -> bool:
    """Whether a leader runs so close to another that they would look like one."""
    across, down = points[:, None, 0] - threads[:, 0], points[:, None, 1] - threads[:, 1]
    return bool((across * across + down * down < _CELL * _CELL).any())


def _first_clear(
    choice: _Choice, free: NDArray[np.bool_], name: Wanted, obstacles: NDArray[Any], threads: NDArray[Any]
) -> int | None:
    """The cheapest free box whose leader, if it has one, crosses neither a name nor a dot nor comes near another leader."""
    cheapest_first = np.argsort(choice.costs, kind="stable")
    order: list[int] = cheapest_first[free[cheapest_first]].tolist()
    for at in order:
        if choice.gaps[at] < _LEADER_FROM:
            return at
        points = _points_along(_leader(Box(*choice.boxes[at].tolist()), name))
        if not _come_near(points, threads) and not _any_within(points, obstacles).any():
            return at
    return None
