"""``stats``: the catalogue in figures."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from discord.ext import commands

from bot.cogs import illustrating
from bot.cogs.desk import Desk, Help, PressHandler, Rooms, command
from bot.cogs.question import PressQuestion, Question
from bot.domain.servers import Look
from bot.network.stats import Stats, stats
from bot.pictures.kept import Commission
from bot.pictures.subjects import DecadesSubject
from bot.store import overview, servers
from bot.store.database import Connection
from bot.store.overview import Overview
from bot.ui import stats as stats_card
from bot.ui.card import Answer
from bot.ui.controls import Press
from bot.ui.illustrated import Illustrated, View, view_of
from bot.ui.stats import Figures


class Statistics(Desk):
    """How large, how old and how well sourced the catalogue is."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {stats_card.CODE: self.on_stats}

    @command(
        "The catalogue in figures",
        Help(
            "See",
            ("stats",),
            "How many pairings are recorded, by status, country and decade of signing; how long ago a source last spoke of them, and how "
            "good the best source is.",
        ),
    )
    async def stats(self, context: commands.Context[Any]) -> None:
        """How large, how old and how well sourced the catalogue is."""
        await self._answer(self.asked(context), View.CHART)

    async def on_stats(self, question: PressQuestion, press: Press) -> None:
        """The picture, or the text alone."""
        view = View.TEXT if view_of(press, 2) is View.TEXT else View.CHART
        await self._answer(question, view, turn=press.action == "p")

    async def _answer(self, question: Question, view: View, *, turn: bool = False) -> None:
        figures, look = await count(self.rooms, question.guild_id)

        def card(how: Illustrated) -> Answer:
            return stats_card.stats_card(question.asking, figures, how)

        await illustrating.answer(self.rooms, question, look, view, lambda _: _decades(figures.stats), card, turn=turn)


async def count(rooms: Rooms, guild: int | None) -> tuple[Figures, Look]:
    """The figures as a member of that server sees them, and how its answers look."""
    graph = await rooms.network.seen_by(guild)
    # A million pairings take longer to count than the loop may be held up.
    counted = await asyncio.to_thread(stats, graph)

    def query(db: Connection) -> tuple[Overview, Look]:
        return overview.of_catalogue(db, guild), servers.look_of(db, guild)

    recorded, look = await rooms.store.read(query, ("stats", guild))
    return Figures(counted, recorded.listed_only, recorded.initiatives, recorded.sources, rooms.catalogue_facts.date), look


def _decades(counted: Stats) -> Commission | None:
    """The bars of all decades, by how the ties stand today, if any date of signing is known."""
    known = tuple(
        (decade, status, number) for (decade, status), number in counted.by_decade_and_status.items() if decade is not None
    )
    line = f"{counted.pairings:,} recorded, by decade of signing"
    return Commission(DecadesSubject("All pairings", line, known, counted.by_decade.get(None, 0))) if known else None
