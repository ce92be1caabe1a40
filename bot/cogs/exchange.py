"""``import``: a file of rows becomes one proposal to the catalogue's editors."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import previews
from bot.cogs.desk import Desk, Help, Offers, command
from bot.domain.changes import Proposal, ProposalKind
from bot.domain.tables import BY_NAME, TABLES
from bot.errors import ImportUnreadable
from bot.moderation import review
from bot.moderation.row_content import kept_out
from bot.store.database import Connection
from bot.ui import exchange as exchange_card
from bot.ui import short
from bot.ui.inert import cut, tidy

if TYPE_CHECKING:
    from bot.catalogue.importing import ImportPlan

log = logging.getLogger(__name__)

_NAME = 80


class Exchange(Desk):
    """Rows that come in."""

    @command(
        "Propose the rows of a file for the catalogue",
        Help(
            "For moderators",
            ("import", "import pairings"),
            "Attach one table as CSV or JSON, or several in a zip: at most 1 MB and 5,000 rows. Name the table if the file’s name "
            "does not. You see first what would change; then it goes to the catalogue’s editors, as one proposal.",
            "No file came with that. Attach one table as CSV or JSON, or several in a zip, and type the command into the same message.",
        ),
        name="import",
    )
    @app_commands.describe(
        file="One table as CSV or JSON, or several in a zip", table="Which table it is, if its name does not tell"
    )
    async def take_in(self, context: commands.Context[Any], file: discord.Attachment, *, table: str = "") -> None:
        """Propose the rows of a file."""
        # What reads files is read when the first one comes, not at every start.
        from bot.catalogue.importing import proposed_changes  # noqa: PLC0415
        from bot.catalogue.intake import ATTACHMENT  # noqa: PLC0415

        question = self.asked(context)
        most = ATTACHMENT.file_bytes
        if most is not None and file.size > most:
            await question.answer(exchange_card.too_large(file.filename, file.size, most))
            return
        named = table.strip().casefold().replace(" ", "_") or None
        if named is not None and named not in BY_NAME:
            await question.answer(short.refused(f"No table is called “{cut(tidy(table), 40)}”. There are {', '.join(BY_NAME)}."))
            return
        if context.interaction is not None:
            await context.defer(ephemeral=True)
        try:
            content = await file.read()
        except discord.HTTPException as error:
            log.warning("an attachment could not be fetched: %s", error)
            await question.answer(exchange_card.not_fetched(file.filename))
            return
        try:
            plan = await self.rooms.store.read(
                lambda db: proposed_changes(db, file.filename, content, table=named, content_rule=kept_out), slow=True
            )
        except ImportUnreadable as refusal:
            await question.answer(short.refused(str(refusal)))
            return
        if plan.findings:
            refused = plan.counts.refused
            await question.answer(exchange_card.refused_rows(question.asking, file.filename, plan.findings, refused))
        elif not plan.changes:
            await question.answer(exchange_card.nothing_new(file.filename, plan.counts.unchanged))
        else:
            person = await self.rooms.person(context.author, context.guild)
            draft = await self._draft(context, file.filename, plan)
            await previews.preview(self.rooms, question, draft, person)

    async def _draft(self, context: commands.Context[Any], name: str, plan: ImportPlan) -> Proposal:
        from bot.catalogue.importing import with_own_numbers  # noqa: PLC0415

        person, at = await self.rooms.person(context.author, context.guild), self.rooms.clock()
        shown = cut(tidy(name), _NAME)

        def work(db: Connection) -> Proposal:
            return review.draft(
                db,
                person,
                ProposalKind.IMPORT,
                f"import of {shown} ({plan.counts.added:,} added, {plan.counts.changed:,} changed)",
                with_own_numbers(db, plan),
                at=at,
                channel_id=context.channel.id,
                source=shown,
                why=f"Import of {shown}",
            )

        return await self.rooms.store.write(work)

    async def complete_table(self, interaction: discord.Interaction[Any], current: str) -> Offers:
        """Tables whose name has what was typed."""
        wanted = current.strip().casefold()
        return [app_commands.Choice(name=each.name, value=each.name) for each in TABLES if wanted in each.name]

    take_in.autocomplete("table")(complete_table)
