"""The answers of ``import``: what keeps a file from being imported, row by row."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import wording
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.inert import cut, inert, tidy
from bot.ui.limits import PLACE, ROW

FIRST = 10
"""Faults that are named; how many more there are is said."""


def refused_rows(asking: Asking, name: str, faults: Sequence[str], rows: int) -> Answer:
    """Nothing of a file is imported: the first faults, each with its place and what to do, and how many more there are.

    Args:
        rows: how many rows have a fault.
    """
    card = Card(theme.LIST)
    what = wording.count(rows, "row") if rows else "the file"
    card.say(
        f"## {inert(cut(tidy(name), PLACE))}: nothing was imported",
        f"{wording.upper_first(what)} cannot be taken as {'it is' if rows <= 1 else 'they are'}. All of a file is imported, or nothing.",
    )
    card.rule()
    card.say(*(f"- {inert(fault, ROW)}" for fault in faults[:FIRST]))
    left = len(faults) - FIRST
    if left > 0:
        card.say(f"-# and {left:,} more")
    card.rule()
    card.say(f"-# Correct the file, then send {asking.example('import')} with it again")
    return card.answer(private=True)


def too_large(name: str, size: int, most: int) -> Answer:
    """A file that is not even read."""
    return sentence(
        f"{inert(cut(tidy(name), PLACE))} has {size:,} bytes, and {most:,} are the most. It was not read. Split it, or ask whoever runs "
        "the bot to import it.",
        private=True,
    )


def not_fetched(name: str) -> Answer:
    """A file that Discord does not hand out."""
    return sentence(
        f"{inert(cut(tidy(name), PLACE))} could not be fetched from Discord. Nothing was changed. Send it again.", private=True
    )


def nothing_new(name: str, unchanged: int) -> Answer:
    """A file that says what is recorded already."""
    every = (
        f"All {unchanged:,} rows stand" if unchanged > 1 else "Its one row stands" if unchanged else "It has no row that is not"
    )
    return sentence(
        f"{inert(cut(tidy(name), PLACE))}: {every} in the catalogue already, so there is nothing to propose.", private=True
    )
