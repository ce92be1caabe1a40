"""The answers of ``import``: what keeps a file from being imported, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.catalogue.findings import Finding, Reason, reason_of
from bot.domain import wording
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.inert import cut, inert, tidy
from bot.ui.limits import PLACE, ROW

SAME = 3
"""Rows that are named whole of those that are refused for the same reason; of the others, which ones they are."""
FIRST = 12
"""Lines of the answer; for how many more rows there are faults is said."""
RANGES = 8
"""Runs of rows that are named of one reason: ``5 to 15, 20``."""


def refused_rows(asking: Asking, name: str, findings: Sequence[Finding], rows: int) -> Answer:
    """Nothing of a file is imported: each reason with its place and what to do, and which other rows it holds of.

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
    lines = list(_by_reason(findings))
    card.say(*(f"- {inert(line, ROW)}" for line, _ in lines[:FIRST]))
    left = sum(count for _, count in lines[FIRST:])
    if left:
        card.say(f"-# and {wording.count(left, 'more fault', 'more faults')} for other reasons")
    card.rule()
    card.say(f"-# Correct the file, then send {asking.example('import')} with it again")
    return card.answer(private=True)


def _by_reason(findings: Sequence[Finding]) -> Iterator[tuple[str, int]]:
    """The lines of the answer, and of how many faults each tells: of each reason the first, then which rows more."""
    of: dict[Reason, list[Finding]] = {}
    for finding in findings:
        of.setdefault(reason_of(finding), []).append(finding)
    for same in of.values():
        yield from ((str(finding), 1) for finding in same[:SAME])
        if len(same) > SAME:
            more = wording.count(len(same) - SAME, "more row", "more rows")
            yield f"and {more} for the same reason: {_runs([each.row for each in same[SAME:]])}", len(same) - SAME


def _runs(rows: Sequence[int]) -> str:
    """``5 to 15, 20``"""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row <= runs[-1][1] + 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    words = [str(first) if first == last else f"{first} to {last}" for first, last in runs[:RANGES]]
    return ", ".join([*words, *(["…"] if len(runs) > RANGES else [])])


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
