"""Which rows stand on which page, and that a page never exceeds what Discord takes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import groupby
from typing import Protocol, TypeVar

from bot.ui.limits import BEGIN, HEADING, PAGE, ROWS_CHARACTERS

Group_co = TypeVar("Group_co", bound=Hashable, covariant=True)


class Row(Protocol[Group_co]):
    """What is paged: a line of text that belongs to a group."""

    @property
    def group(self) -> Group_co: ...

    @property
    def text(self) -> str: ...


Key = TypeVar("Key", bound=Hashable)
ARow = TypeVar("ARow", bound=Row[Hashable])


def pages(rows: Sequence[ARow], first: int, rest: int = PAGE, *, taken_on_first: int = 0) -> list[list[ARow]]:
    """``rows`` in pages: ``first`` on the first, then even ones of at most ``rest`` (26 → 10 + 16; 30 → 10 + 10 + 10).

    A group is not begun with fewer than four rows on a page unless it ends there; it waits for the next page. Rows that
    are long make a page shorter. There is always a page, and every page but an only one has a row.

    Args:
        taken_on_first: how many of the characters for rows something else takes on the first page.
    """
    made: list[list[ARow]] = []
    position = 0
    while position < len(rows):
        left = len(rows) - position
        wanted = min(first, left) if not made else -(-left // -(-left // rest))
        room = ROWS_CHARACTERS - (0 if made else taken_on_first)
        taken = _whole_groups(rows, position, _that_fit(rows, position, wanted, room))
        made.append(list(rows[position : position + taken]))
        position += taken
    return made or [[]]


def page_number(wanted: int, count: int) -> int:
    """The page to show: a page past the end becomes the last, one before the first becomes the first."""
    return max(1, min(wanted, count))


def groups(rows: Sequence[ARow], group_of: Callable[[ARow], Key]) -> list[tuple[Key, list[ARow]]]:
    """The rows of a page by their group, in their order."""
    return [(group, list(of)) for group, of in groupby(rows, key=group_of)]


def _that_fit(rows: Sequence[Row[Hashable]], start: int, wanted: int, room: int) -> int:
    characters = 0
    for taken in range(wanted):
        at = start + taken
        begins = taken == 0 or rows[at].group != rows[at - 1].group
        characters += len(rows[at].text) + 1 + (HEADING if begins else 0)
        if characters > room:
            return max(1, taken)
    return wanted


def _whole_groups(rows: Sequence[Row[Hashable]], start: int, taken: int) -> int:
    end = start + taken
    if end >= len(rows):
        return taken
    group = rows[end - 1].group
    if rows[end].group != group:
        return taken
    begun = next(position for position in range(end - 1, -1, -1) if position == 0 or rows[position - 1].group != group)
    if start < begun and end - begun < BEGIN:
        return begun - start
    return taken
