"""The card of ``changes``: what changed lately in what is recorded, by sort of change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.announcements.kinds import what_changed
from bot.announcements.kinds.what_changed import Group, Item
from bot.announcements.post import Choice, Line
from bot.domain import wording
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.controls import button, menu
from bot.ui.inert import inert
from bot.ui.limits import COUNT_LINE, ROW
from bot.ui.paging import groups
from bot.ui.posts import written

CODE = "wc"
ROWS = 12
"""Changes on a page."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A change on the page that is shown, in words."""

    group: Group
    line: Line
    choice: Choice | None
    text: str = ""


def changes_card(asking: Asking, days: int, items: Sequence[Item], shown: Sequence[Shown], *, page: int) -> Answer:
    """A page of what changed.

    Args:
        days: how many days back it goes.
        items: all that changed, in order.
        shown: those of that page, in words.
        page: which page it is, from 1 on.
    """
    if not items:
        return _nothing(asking, days)
    pages = pages_of(items)
    before = (page - 1) * ROWS
    card = Card(theme.LIST)
    card.say(
        f"## {wording.upper_first(wording.count(len(items), 'change'))} in the last {_days(days)}",
        inert(f"{wording.upper_first(what_changed.counted(items))}.", COUNT_LINE),
        "-# By the day on which each was recorded here; the dates are those of the facts themselves.",
    )
    sizes = Counter(item.group for item in items)
    begun = {item.group for item in items[:before]}
    for group, of in groups(shown, lambda each: each.group):
        card.rule()
        card.say(
            f"### {group.heading} · {sizes[group]:,}{', continued' if group in begun else ''}",
            *(written(each.line, asking.prefix, ROW) for each in of),
        )
    card.rule()
    footer = f"Page {page} of {pages} · {before + 1} to {before + len(shown)} of {len(items):,} · " if pages > 1 else ""
    card.say(f"-# {footer}newest first within each sort")
    choices = [each.choice for each in shown if each.choice is not None]
    if choices:
        options = [(f"{choice.ids[0]}-{choice.ids[1]}", choice.label, choice.described) for choice in choices]
        card.controls(menu("Open a pairing", asking.control_id(CODE, "open", days), options))
    card.controls(
        button("Previous page", asking.control_id(CODE, "p", days, page - 1)) if page > 1 else None,
        button("Next page", asking.control_id(CODE, "p", days, page + 1), likely=True) if page < pages else None,
    )
    return card.answer()


def pages_of(items: Sequence[Item]) -> int:
    """How many pages so many changes take."""
    return max(1, -(-len(items) // ROWS))


def _nothing(asking: Asking, days: int) -> Answer:
    further = (
        "" if days >= LONGEST else f" Look further back: {asking.example(f'changes {LONGEST if days >= MONTHS else MONTHS}')}"
    )
    return sentence(f"Nothing changed in the last {_days(days)} in what is recorded.{further}")


LONGEST = 365
"""So many days back at most."""
MONTHS = 90


def _days(days: int) -> str:
    return "day" if days == 1 else f"{days} days"
