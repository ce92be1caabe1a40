"""A page to be printed before it is drawn: A4 at 200 dots to the inch, with head, map, table and sources laid out one below the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.domain.pairings import Status
from bot.pictures.boxes import Box
from bot.pictures.lettering import Face, legible, width
from bot.pictures.map_scene import MapScene, scene_of
from bot.pictures.panels import Writing
from bot.pictures.subjects import BriefingRow, BriefingSubject, Shape
from bot.pictures.words import more_rows, more_sources

SIZE = Shape.SHEET.size
"""A4, 210 × 297 mm, at :data:`bot.pictures.pdf.DOTS_PER_INCH`."""
MARGIN = 118
"""15 mm."""
_WIDE = SIZE[0] - 2 * MARGIN
_TITLE, _KICKER, _LINE, _REMARK, _HEAD, _CELL, _SOURCE, _FOOT = 68, 25, 31, 25, 20, 23, 20, 19
"""Sizes of letters in pixels; 25 are 9 points."""
_LEADING = 1.28
_ROW_GAP = 7
_COLUMNS = (("Partner", 224), ("Where", 252), ("Signed", 165), ("Status", 394), ("As of", 205), ("Sources", 88))
_GAP, _MARK = 10, 40
_CELL_LINES, _STATUS_LINES = 3, 4
_NAMES_LINES = 4
"""Lines that name the ties for which the table has no room."""
_BELOW = 26
_SOURCES_SHARE = 0.3
"""How much of the room below the map the sources may take where the table needs it too."""
_SOURCE_COLUMNS, _SOURCE_GAP = 3, 34


@dataclass(frozen=True)
class Sign:
    """The mark of a status, round its middle."""

    status: Status
    x: float
    y: float


@dataclass(frozen=True)
class Rule:
    """A thin line across the page, or across a part of it."""

    left: float
    right: float
    y: float
    strong: bool = False


@dataclass(frozen=True)
class BriefingScene:
    """Everything that stands on the page, in pixels."""

    writings: tuple[Writing, ...]
    rules: tuple[Rule, ...]
    signs: tuple[Sign, ...]
    map: MapScene
    map_box: Box
    shown: int
    """Rows of the table."""
    hidden: int
    sources: int
    """Sources that are written out."""
    hidden_sources: int


@dataclass
class _Page:
    """What is written so far."""

    writings: list[Writing] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)

    def write(self, lines: Sequence[str], face: Face, size: int, x: float, top: float, *, quiet: bool = False) -> float:
        """Some lines from a top edge down; returns the edge below them."""
        for line in lines:
            if line:
                self.writings.append(Writing(line, face, size, x, top + size * 0.95, quiet))
            top += size * _LEADING
        return top


def briefing_scene(subject: BriefingSubject) -> BriefingScene:
    """Lay the page out: the foot from below, all else from above. The table and the sources share what is left."""
    page = _Page()
    bottom = _foot(page, subject.foot)
    top = _head(page, subject)
    laid_out = scene_of(subject.map)
    across, down = laid_out.size
    map_box = Box(MARGIN, top, MARGIN + across, top + down)
    top = map_box.bottom + 26
    rows = [_Row.of(row) for row in subject.rows]
    sources = [
        wrapped(f"{number}. {source}", Face.LINE, _SOURCE, _source_width(), 3) for number, source in enumerate(subject.sources, 1)
    ]
    room = bottom - top
    table_needs = _table_height(rows)
    sources_need = _sources_height(sources)
    for_sources = min(sources_need, max(room * _SOURCES_SHARE, room - table_needs - _BELOW)) if rows else 0.0
    named = _fitting_sources(sources, for_sources)
    taken = _sources_height(sources[:named], more=named < len(sources)) if rows else 0.0
    shown, top = _table(page, subject, rows, named, top, bottom - taken - _BELOW)
    if rows:
        _sources(page, subject, sources, named, top + _BELOW)
    return BriefingScene(
        tuple(page.writings), tuple(page.rules), tuple(page.signs), laid_out, map_box,
        shown, len(rows) - shown, named if rows else 0, len(sources) - named if rows else 0,
    )  # fmt: skip


def wrapped(text: str, face: Face, size: int, room: float, most: int) -> list[str]:
    """A text in at most so many lines that each fit; what is left out is shown by an ellipsis."""
    lines: list[str] = []
    words = legible(text).split()
    while words and len(lines) < most:
        line = words.pop(0)
        while width(line, face, size) > room:
            # A word that is wider than the line is broken wherever the line ends.
            kept = next(end for end in range(len(line) - 1, 0, -1) if end == 1 or width(line[:end], face, size) <= room)
            words.insert(0, line[kept:])
            line = line[:kept]
        while words and width(f"{line} {words[0]}", face, size) <= room:
            line = f"{line} {words.pop(0)}"
        lines.append(line)
    if words:
        last = lines[-1]
        while last and width(f"{last}…", face, size) > room:
            last = last[:-1]
        lines[-1] = f"{last.rstrip(' ,;')}…"
    return lines


def box_of(writing: Writing) -> Box:
    """What a line of text takes up."""
    across = width(writing.text, writing.face, writing.size)
    return Box(writing.x, writing.baseline - writing.size * 0.72, writing.x + across, writing.baseline + writing.size * 0.22)


def _head(page: _Page, subject: BriefingSubject) -> float:
    """Kicker and date on one line, the title below, then what is said first; returns the edge below."""
    date = legible(subject.date)
    page.write([date], Face.NAME, _KICKER, SIZE[0] - MARGIN - width(date, Face.NAME, _KICKER), MARGIN - 20, quiet=True)
    [kicker] = wrapped(subject.kicker, Face.NAME, _KICKER, _WIDE - width(date, Face.NAME, _KICKER) - 40, 1)
    top = page.write([kicker], Face.NAME, _KICKER, MARGIN, MARGIN - 20, quiet=True) + 4
    size = next((size for size in range(_TITLE, 39, -2) if width(legible(subject.title), Face.TITLE, size) <= _WIDE), 40)
    top = page.write(wrapped(subject.title, Face.TITLE, size, _WIDE, 2), Face.TITLE, size, MARGIN, top) + 2
    top = page.write(wrapped(subject.line, Face.LINE, _LINE, _WIDE, 3), Face.LINE, _LINE, MARGIN, top) + 2
    for remark in subject.remarks:
        top = page.write(wrapped(remark, Face.LINE, _REMARK, _WIDE, 2), Face.LINE, _REMARK, MARGIN, top, quiet=True)
    return top + 20


def _foot(page: _Page, foot: Sequence[str]) -> float:
    """The small print at the bottom of the page; returns the edge above it."""
    lines = [line for text in foot for line in wrapped(text, Face.LINE, _FOOT, _WIDE, 2)]
    top = SIZE[1] - MARGIN + 24 - len(lines) * _FOOT * _LEADING
    page.rules.append(Rule(MARGIN, SIZE[0] - MARGIN, top - 12))
    page.write(lines, Face.LINE, _FOOT, MARGIN, top, quiet=True)
    return top - 34


@dataclass(frozen=True)
class _Row:
    """A row whose cells are broken into lines. What it cites is written when it is known which sources have room."""

    row: BriefingRow
    cells: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, row: BriefingRow) -> _Row:
        texts = (row.name, row.where, row.signed, row.told, row.as_of)
        cells = []
        for (heading, wide), text in zip(_COLUMNS, texts, strict=False):
            most = _STATUS_LINES if heading == "Status" else _CELL_LINES
            cells.append(tuple(wrapped(text, _face(heading), _CELL, wide, most)))
        return cls(row, tuple(cells))

    @property
    def height(self) -> float:
        return max(map(len, self.cells)) * _CELL * _LEADING + _ROW_GAP


def _face(heading: str) -> Face:
    return Face.NAME if heading == "Partner" else Face.LINE


_HEADING_HEIGHT = _HEAD * _LEADING + 16


def _table_height(rows: Sequence[_Row]) -> float:
    return _HEADING_HEIGHT + sum(row.height for row in rows) + 20 if rows else 0.0


def _table(
    page: _Page, subject: BriefingSubject, rows: Sequence[_Row], named: int, top: float, bottom: float
) -> tuple[int, float]:
    """The rows that fit, and how many do not. Returns how many stand, and the edge below."""
    if not rows:
        return 0, top
    chosen, hidden = _parted(rows, bottom - top - _HEADING_HEIGHT)
    x = MARGIN + _MARK
    for heading, wide in _COLUMNS:
        page.write([heading], Face.NAME, _HEAD, x, top, quiet=True)
        x += wide + _GAP
    top += _HEADING_HEIGHT
    page.rules.append(Rule(MARGIN, SIZE[0] - MARGIN, top - 8, strong=True))
    for row in chosen:
        page.signs.append(Sign(row.row.status, MARGIN + 14, top + _CELL * 0.64))
        x = MARGIN + _MARK
        for (heading, wide), lines in zip(_COLUMNS, (*row.cells, (_cited(row.row, named),)), strict=True):
            page.write(lines, _face(heading), _CELL, x, top, quiet=heading in ("Where", "Sources"))
            x += wide + _GAP
        top += row.height
        page.rules.append(Rule(MARGIN, SIZE[0] - MARGIN, top - _ROW_GAP * 0.6))
    if hidden:
        top = _left_out(page, subject, hidden, top)
    return len(chosen), top


def _left_out(page: _Page, subject: BriefingSubject, rows: Sequence[BriefingRow], top: float) -> float:
    """How many ties have no row, where they are found, and the names of as many as there is room for."""
    x = MARGIN + _MARK
    told = more_rows(len(rows), Counter(row.status for row in rows), subject.more)
    top = page.write(wrapped(told, Face.NAME, _CELL, _WIDE - _MARK, 1), Face.NAME, _CELL, x, top)
    return page.write(_names(rows), Face.LINE, _CELL, x, top, quiet=True) + _ROW_GAP


def _names(rows: Sequence[BriefingRow]) -> list[str]:
    names = ", ".join(f"{row.name} ({row.signed})" if row.signed[:1].isdigit() else row.name for row in rows)
    return wrapped(names, Face.LINE, _CELL, _WIDE - _MARK, _NAMES_LINES)


def _parted(rows: Sequence[_Row], room: float) -> tuple[list[_Row], list[BriefingRow]]:
    """All rows; or those that fit, and those that are only named below them.

    What is not plainly active comes before the others, for it is what a council must decide on.
    """
    if sum(row.height for row in rows) <= room:
        return list(rows), []
    order = sorted(range(len(rows)), key=lambda number: rows[number].row.status is Status.ACTIVE)
    kept: set[int] = set()
    hidden: list[BriefingRow] = []
    for lines in range(1, _NAMES_LINES + 1):
        left = room - (1 + lines) * _CELL * _LEADING - _ROW_GAP
        kept = set(_fitting(order, [row.height for row in rows], left))
        hidden = [row.row for number, row in enumerate(rows) if number not in kept]
        if len(_names(hidden)) <= lines:
            break
    return [row for number, row in enumerate(rows) if number in kept], hidden


def _fitting(order: Sequence[int], heights: Sequence[float], room: float) -> Iterator[int]:
    """The first of ``order`` that fit one below the other."""
    for number in order:
        room -= heights[number]
        if room < 0:
            return
        yield number


def _cited(row: BriefingRow, named: int) -> str:
    """``1, 4``, and how many more there are, whether on the page or not: ``1, 4 +2``. As many numbers as fit in the column."""
    numbers = [number for number in row.cites if number <= named]
    for kept in range(len(numbers), -1, -1):
        more = len(row.cites) - kept
        told = " ".join(part for part in (", ".join(map(str, numbers[:kept])), f"+{more}" if more else "") if part)
        if width(told, Face.LINE, _CELL) <= _COLUMNS[-1][1]:
            return told
    return ""


def _source_width() -> float:
    return (_WIDE - _SOURCE_GAP * (_SOURCE_COLUMNS - 1)) / _SOURCE_COLUMNS


def _sources_height(sources: Sequence[Sequence[str]], *, more: bool = False) -> float:
    """With their heading; in columns as even as their order allows."""
    if not sources and not more:
        return 0.0
    tallest = max((sum(map(len, column)) for column in _columns(sources)), default=0)
    return _HEADING_HEIGHT + (tallest + more) * _SOURCE * _LEADING + 6


def _fitting_sources(sources: Sequence[Sequence[str]], room: float) -> int:
    """How many sources fit, with a line that counts the others."""
    if _sources_height(sources) <= room:
        return len(sources)
    return next((number for number in range(len(sources) - 1, 0, -1) if _sources_height(sources[:number], more=True) <= room), 0)


def _columns(sources: Sequence[Sequence[str]]) -> Iterator[Sequence[Sequence[str]]]:
    """The sources parted where the columns come out most alike, earlier ones the longer."""
    left = list(sources)
    for columns in range(_SOURCE_COLUMNS, 0, -1):
        fair, lines, split = sum(map(len, left)) / columns, 0, 0
        while split < len(left) and lines < fair:
            lines += len(left[split])
            split += 1
        yield left[:split]
        left = left[split:]


def _sources(page: _Page, subject: BriefingSubject, sources: Sequence[Sequence[str]], named: int, top: float) -> None:
    if not sources:
        return
    page.write(["Sources"], Face.NAME, _HEAD, MARGIN, top, quiet=True)
    top += _HEADING_HEIGHT
    page.rules.append(Rule(MARGIN, SIZE[0] - MARGIN, top - 8, strong=True))
    below = top
    for number, column in enumerate(_columns(sources[:named])):
        at = top
        for source in column:
            at = page.write(source, Face.LINE, _SOURCE, MARGIN + number * (_source_width() + _SOURCE_GAP), at)
        below = max(below, at)
    more = more_sources(len(sources) - named, subject.more)
    if more:
        page.write(wrapped(more, Face.NAME, _SOURCE, _WIDE, 1), Face.NAME, _SOURCE, MARGIN, below, quiet=True)
