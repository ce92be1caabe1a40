"""A list of pairings in pages: what is shown of it again and again is made once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import discord

from bot.domain import wording
from bot.domain.pairings import Status
from bot.ui import rows as pairing_rows
from bot.ui.card import Asking, Card
from bot.ui.controls import Control, menu_of, options
from bot.ui.limits import OPTIONS
from bot.ui.paging import groups, page_number, pages
from bot.ui.rows import PairingRow


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a listing."""

    number: int
    of: int
    blocks: tuple[str, ...]
    """A group each: its heading, what is said of all in it, and its rows."""
    footer: str
    offered: tuple[discord.SelectOption, ...]
    """What its menu opens: this page’s rows, then all that are not active, to 25."""

    def say(self, card: Card, asking: Asking, code: str, *ids: int | str) -> None:
        """Its groups, its footer and its menu, into a card.

        Args:
            code: whose card it is, with what the ids of its menu are about.
        """
        for block in self.blocks:
            card.rule()
            card.say(block)
        card.rule()
        card.say(f"-# {self.footer}")
        card.controls(self.menu(asking, code, *ids))

    def menu(self, asking: Asking, code: str, *ids: int | str) -> Control:
        """The menu that opens a pairing."""
        return menu_of("Open a pairing", asking.control_id(code, "open", *ids), self.offered)


class Listing:
    """Pairings as rows, on the day for which they were made.

    Args:
        rows: all of them, in their order; one at least for a page to be made.
    """

    def __init__(self, rows: Sequence[PairingRow], today: dt.date) -> None:
        self.rows = rows
        self._today = today
        self._pages: dict[tuple[int, int], list[list[PairingRow]]] = {}
        self._made: dict[tuple[int, int, int], ListingPage] = {}

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def count_line(self) -> str:
        """How many there are by status."""
        return pairing_rows.count_line(self.rows)

    def page(self, wanted: int, first: int, *, taken_on_first: int = 0) -> ListingPage:
        """A page; one past the end becomes the last.

        Args:
            first: how many rows the first page holds.
            taken_on_first: how many of the characters for rows something else takes there.
        """
        way = (first, taken_on_first)
        if way not in self._pages:
            self._pages[way] = pages(self.rows, first, taken_on_first=taken_on_first)
        paged = self._pages[way]
        number = page_number(wanted, len(paged))
        if (*way, number) not in self._made:
            self._made[*way, number] = self._page(paged, number)
        return self._made[*way, number]

    def _page(self, paged: Sequence[Sequence[PairingRow]], number: int) -> ListingPage:
        shown = paged[number - 1]
        before = sum(map(len, paged[: number - 1]))
        here = {row.value for row in shown}
        offered = [*shown, *(row for row in self.rows if row.group is not Status.ACTIVE and row.value not in here)][:OPTIONS]
        return ListingPage(
            number,
            len(paged),
            tuple(self._blocks(shown, {row.group for row in self.rows[:before]})),
            footer(number, len(paged), before, len(shown), len(self.rows)),
            tuple(options([(row.value, row.label, row.described) for row in offered])),
        )

    def _blocks(self, shown: Sequence[PairingRow], begun: set[Status]) -> list[str]:
        """The rows of a page under the headings of their groups; a group that began earlier says so."""
        blocks = []
        for status, of in groups(shown, lambda row: row.group):
            whole = [row for row in self.rows if row.group is status]
            heading = f"### {wording.STATUS[status]} · {len(whole)}{', continued' if status in begun else ''}"
            if status is Status.ACTIVE:
                note = wording.as_of(pairing_rows.shared_standing([row.standing for row in whole]), self._today)
            else:
                note = pairing_rows.group_note(status, whole)
            blocks.append("\n".join([heading, *([f"-# {note}"] if note else []), *(row.text for row in of)]))
        return blocks


def footer(page: int, pages_count: int, before: int, shown: int, whole: int) -> str:
    """``Page 1 of 2 · 1 to 10 of 26 · the year is that of signing``; on an only page just what the year is."""
    if pages_count == 1:
        return "The year is that of signing"
    return f"Page {page} of {pages_count} · {before + 1} to {before + shown} of {whole} · the year is that of signing"
