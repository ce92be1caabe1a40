"""``changes``: what changed lately in what is recorded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.announcements.kinds import what_changed
from bot.cogs.desk import Desk, Help, PressHandler, command
from bot.cogs.lookup import open_pairing
from bot.cogs.question import PressQuestion, Question
from bot.domain.announcements import Filters
from bot.errors import EntryUnclear
from bot.store.database import Connection
from bot.ui import lately as card
from bot.ui.card import Answer
from bot.ui.controls import Press
from bot.ui.paging import page_number

DAYS = {"": 1, "d": 1, "w": 7, "m": 30, "y": 365}
"""How many days each is, by its first letter."""
_SPAN = re.compile(r"(?:the )?(?:last )?(\d{0,4})\s*(d(?:ays?)?|w(?:eeks?)?|m(?:onths?)?|y(?:ears?)?)?", re.IGNORECASE | re.ASCII)


class Changes(Desk):
    """What changed lately."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {card.CODE: self.on_changes}

    @command(
        "What changed lately",
        Help(
            "See",
            ("changes", "changes 30 days"),
            "Decisions on pairings, new pairings and aid entries, and what was closed: of the last week, or as far back as you say, "
            "up to a year. A change counts from the day on which it was recorded here.",
        ),
    )
    @app_commands.describe(days="How far back: 30, 2 weeks, a year at most; a week unless you say")
    async def changes(self, context: commands.Context[Any], *, days: str = "") -> None:
        """What changed in the last days."""
        await self.answer_changes(self.asked(context), days_named(days))

    async def answer_changes(self, question: Question, days: int, *, page: int = 1, turn: bool = False) -> None:
        """A page of what changed; a number of days that is too small or too large becomes the nearest that is not."""
        asked = max(1, min(days, card.LONGEST))
        # What is changed this very second counts too.
        until = self.rooms.clock() + dt.timedelta(seconds=1)
        since = until - dt.timedelta(days=asked)
        asking = question.asking

        def query(db: Connection) -> Answer:
            items = what_changed.between(db, since, until, question.guild_id, Filters(), asking.today)
            number = page_number(page, card.pages_of(items))
            shown = [
                card.Shown(item.group, *what_changed.line(db, item, question.guild_id, asking.countries, asking.today))
                for item in items[(number - 1) * card.ROWS : number * card.ROWS]
            ]
            return card.changes_card(asking, asked, items, shown, page=number)

        await question.answer(await self.rooms.store.read(query), turn=turn)

    async def on_changes(self, question: PressQuestion, press: Press) -> None:
        """A page turned, or a pairing opened."""
        if press.action == "open":
            await open_pairing(self, question, press)
            return
        await self.answer_changes(question, press.number(0), page=press.number(1), turn=press.action == "p")


def days_named(text: str) -> int:
    """How many days somebody means: ``30``, ``2 weeks``, ``month``; a week if nothing is said. Raises :class:`EntryUnclear`."""
    said = text.strip()
    found = _SPAN.fullmatch(said)
    if found is None:
        raise EntryUnclear(f"“{said[:40]}” is no number of days. Write “changes 30”, or “changes 2 weeks”.")
    number, unit = found[1], (found[2] or "")[:1].casefold()
    if not said:
        return DAYS["w"]
    return int(number or 1) * DAYS[unit]
