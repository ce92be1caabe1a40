"""``verify`` and ``report``: is this link on our list, and is something wrong with one that is?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import review_posts
from bot.cogs.desk import Desk, Help, PressHandler, command
from bot.cogs.question import PressQuestion, Question
from bot.domain.initiatives import Initiative
from bot.moderation import known_links, reports
from bot.moderation.known_links import KnownLink
from bot.moderation.permissions import Person
from bot.moderation.reports import Reported
from bot.store import entries, initiatives
from bot.store.database import Connection
from bot.ui import links as link_card
from bot.ui import short
from bot.ui.controls import Press, row_number
from bot.ui.links import LinkForm, ReportForm

LONGEST_WHY = 300
"""Characters of a report's reason that are kept."""


class Links(Desk):
    """Links: looking one up, and reporting one."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {link_card.CODE: self.on_link}

    @command(
        "Is this link on our list?",
        Help(
            "Take part",
            ("verify charkiw-nuernberg.de", "verify https://example.org/help"),
            "It says on which organisation’s record the domain is, when a link there was checked and by how many, and whether the "
            "address resembles a recorded one. Nobody opens the link. What is not on our list is not for that a fraud.",
            "Which link?",
        ),
    )
    @app_commands.describe(link="The link, or the domain alone")
    async def verify(self, context: commands.Context[Any], *, link: str) -> None:
        """What is known of a link."""
        await self._verify(self.asked(context), link)

    @command(
        "Report an initiative’s link that leads astray",
        Help(
            "Take part",
            ("report 12", "report 12 it leads to another site"),
            "The number stands at the foot of the initiative’s card. Nobody is told who reported. When several members have, the link "
            "is hidden until a reviewer has looked.",
            "Which initiative’s link, and what is wrong with it?",
        ),
    )
    @app_commands.describe(initiative="The initiative’s number", why="What is wrong with its link")
    async def report(self, context: commands.Context[Any], initiative: str, *, why: str = "") -> None:
        """Report an initiative's link."""
        question = self.asked(context)
        if initiative.casefold() == "initiative":
            initiative, _, why = why.strip().partition(" ")
        number = row_number(initiative.strip().lstrip("#"))
        if not number:
            await question.answer(link_card.no_number(question.asking, initiative))
            return
        person = await self.rooms.person(context.author, context.guild)
        await self._report(question, number, why, person)

    async def on_link(self, question: PressQuestion, press: Press) -> None:
        """A form asked for: for a link to look up, or for what is wrong with an initiative's."""
        response = question.interaction.response
        if press.action == link_card.VERIFY:

            async def looked_up(interaction: discord.Interaction[Any], link: str) -> None:
                await self.rooms.guard(interaction, press, lambda form: self._verify(form, link, private=True))

            await response.send_modal(LinkForm(looked_up))
            return
        found = await self._initiative(press.number(0), question.guild_id) if press.action == link_card.REPORT else None
        if found is None:
            await question.answer(short.no_longer("initiative" if press.action == link_card.REPORT else "button"))
            return
        number = found.initiative_id

        async def reported(interaction: discord.Interaction[Any], why: str) -> None:
            await self.rooms.guard(interaction, press, lambda form: self._report_from(form, number, why))

        await response.send_modal(ReportForm(found.title, reported))

    async def _verify(self, question: Question, link: str, *, private: bool = False) -> None:
        today, guild_id, allowed = question.asking.today, question.guild_id, self.rooms.settings.allowed_domains

        def query(db: Connection) -> KnownLink | None:
            return known_links.known(db, link, guild_id=guild_id, allowed=allowed, today=today)

        known = await self.rooms.store.read(query)
        if known is None:
            await question.answer(link_card.no_address(question.asking, private=private))
        else:
            await question.answer(link_card.known_card(question.asking, known, private=private))

    async def _report_from(self, question: PressQuestion, number: int, why: str) -> None:
        person = await self.rooms.person(question.interaction.user, question.interaction.guild)
        await self._report(question, number, why, person)

    async def _report(self, question: Question, number: int, why: str, person: Person) -> None:
        at, threshold = self.rooms.clock(), self.rooms.settings.report_threshold

        def work(db: Connection) -> tuple[Reported, str]:
            reported = reports.report(db, number, person, why.strip()[:LONGEST_WHY], at, threshold)
            stored = entries.find(db, "initiatives", (number,))
            return reported, stored.entry.title if stored is not None and isinstance(stored.entry, Initiative) else ""

        reported, title = await self.rooms.store.write(work)
        await question.answer(link_card.thanks(question.asking, title, reported))
        if reported.review is not None:
            await review_posts.post(self.rooms, reported.review)

    async def _initiative(self, number: int, guild_id: int | None) -> Initiative | None:
        found = await self.rooms.store.read(lambda db: initiatives.one(db, number, guild_id))
        return found.initiative if found else None
