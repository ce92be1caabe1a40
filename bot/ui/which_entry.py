"""Which of a city's entries is meant: a menu of those that a command applies to, a page of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import wording
from bot.ui.card import Answer, Asking, sentence
from bot.ui.controls import button, menu
from bot.ui.inert import inert
from bot.ui.limits import CONTENT, OPTIONS, TITLE
from bot.ui.paging import page_number
from bot.ui.quoting import shortened

ACTION = "w"
"""The action of the menu and of the buttons that turn it."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An entry that may be meant."""

    value: str
    """What the menu hands back."""
    label: str
    word: str
    """What kind of entry it is: ``initiative``."""
    number: int = 0
    """By which it can be typed; 0 if it has none."""
    more: tuple[str, ...] = ()
    """What else tells it from others: ``open``."""

    @property
    def typed(self) -> str:
        """How it is typed after a command: ``initiative 12``."""
        return f"{self.word} {self.number}" if self.number else ""

    @property
    def about(self) -> str:
        return wording.upper_first(", ".join([self.typed or self.word, *self.more]))


def which_entry(
    asking: Asking,
    place: str,
    asks: str,
    command: str,
    offered: Sequence[Offered],
    control: tuple[str, Sequence[int | str], Sequence[int | str]],
    *,
    page: int = 1,
) -> Answer:
    """A menu of the entries that may be meant, the likeliest first, and how each is typed.

    Args:
        place: what was typed, or the city that it means.
        asks: the question, as a sentence.
        command: what was asked for: ``entry edit``.
        control: the card's code, and the arguments of its controls before and after the page's number.
    """
    code, before, after = control
    pages = max(1, -(-len(offered) // OPTIONS))
    page = page_number(page, pages)
    start = (page - 1) * OPTIONS
    listed = offered[start : start + OPTIONS]
    (word, *other) = {each.word for each in offered}
    count = wording.count(len(offered), "entry", "entries") if other else wording.count(len(offered), word)
    example = next((each.typed for each in listed if each.typed), "")
    exactly = f"\n-# Choose below, or type it more exactly: {asking.example(f'{command} {example}')}" if example else ""
    of_all = f", {start + 1} to {start + len(listed)} of {len(offered)}" if pages > 1 else ""
    choices = [(each.value, each.label, each.about) for each in listed]
    controls = [menu(f"Choose an entry{of_all}", asking.control_id(code, ACTION, *before, page, *after), choices)]
    for label, turned, there in (("Previous page", page - 1, page > 1), ("Next page", page + 1, page < pages)):
        if there:
            custom_id = asking.control_id(code, ACTION, *before, turned, *after)
            controls.append(button(label, custom_id, likely=label == "Next page"))
    words = f"**{inert(place, TITLE)}**: {count}. {asks}"
    return sentence(shortened(words, CONTENT - len(exactly)) + exactly, *controls, private=True)
