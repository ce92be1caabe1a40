"""How an answer is illustrated: which picture stands in it, why there is none, and the buttons that change that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.ui.card import Asking, Attached
from bot.ui.controls import Control, Press, button
from bot.ui.limits import FIRST_PAGE, PAGE

MAY_NOT_ATTACH = "No picture: I may not attach files here."
NOT_TAKEN = "No picture: Discord did not take it."
STILL_DRAWN = "The picture is still being drawn. Ask for it again in a moment."
NOT_DRAWN = "The picture could not be drawn. All that it would show stands here."
NOTHING_TO_MAP = "No map: the place of a city is not recorded."
NOTHING_TO_CHART = "No picture of the years: no date of signing is recorded."
NOTED = 4 + max(map(len, (MAY_NOT_ATTACH, NOT_TAKEN, STILL_DRAWN, NOT_DRAWN, NOTHING_TO_MAP, NOTHING_TO_CHART)))
"""How many characters such a line takes at most, with the sign before it and the end of the line."""


class View(StrEnum):
    """What stands under the head of a card, by its letter in a control's id."""

    MAP = "m"
    CHART = "t"
    """A timeline, or bars by decade."""
    TEXT = "x"
    """No picture, and more rows on a page."""

    @classmethod
    def of(cls, letter: str) -> View:
        """The view of that letter; a map for any other, for an id can be forged."""
        return cls(letter) if letter in {*cls} else cls.MAP


@dataclass(frozen=True, slots=True)
class Illustrated:
    """A card's picture."""

    view: View = View.TEXT
    picture: Attached | None = None
    why_none: str = ""
    """In words for the reader, where a picture was wanted."""
    possible: bool = False
    """Whether pictures are shown here at all; then they can be switched."""

    @property
    def first_page(self) -> int:
        """How many rows stand on the first page: fewer beside a picture."""
        return PAGE if self.view is View.TEXT else FIRST_PAGE

    @property
    def note(self) -> str:
        """The line that stands where the picture would."""
        return f"-# {self.why_none}" if self.why_none else ""


NOT_ILLUSTRATED = Illustrated()
"""Where pictures are switched off."""


def view_of(press: Press, position: int) -> View:
    """The view whose letter stands at ``position`` among a press's arguments."""
    return View.of(press.arguments[position]) if position < len(press.arguments) else View.MAP


def switches(
    asking: Asking, how: Illustrated, chart: str, code: str, *ids: int | str, views: Sequence[View] = tuple(View)
) -> list[Control]:
    """The buttons for the other views: at most two, and none where pictures are off.

    Args:
        chart: what the other picture is called: *Timeline picture*, *By decade*.
        code: whose card it is; its action ``p`` takes the ids, a page and the letter of a view.
        views: those that the card has: not every card has both pictures.
    """
    if not how.possible:
        return []
    labels = {View.CHART: chart, View.MAP: "Map", View.TEXT: "Text only"}
    missing = how.view is not View.TEXT and how.picture is None
    if missing and how.why_none not in (NOTHING_TO_MAP, NOTHING_TO_CHART):
        # It can be asked for again.
        offered = [how.view, View.TEXT]
    else:
        offered = [view for view in labels if view is not how.view and view in views]
    return [button(labels[view], asking.control_id(code, "p", *ids, 1, view)) for view in offered]


def turning(asking: Asking, how: Illustrated, page: int, pages: int, code: str, *ids: int | str) -> list[Control]:
    """*Previous page* and *Next page*, where there is one. The view stays."""
    previous = button("Previous page", asking.control_id(code, "p", *ids, page - 1, how.view)) if page > 1 else None
    following = button("Next page", asking.control_id(code, "p", *ids, page + 1, how.view), likely=True) if page < pages else None
    return [control for control in (previous, following) if control is not None]
