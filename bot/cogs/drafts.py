"""Drafts: what somebody is about to propose or do, and what they press under it: kept, sent off, edited or thrown away."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cogs import editing, previews, review_posts
from bot.cogs.desk import Desk, PressHandler
from bot.cogs.question import PressQuestion
from bot.domain.changes import Proposal, ProposalState
from bot.errors import AlreadyDecided, Outdated, ProposalGone
from bot.moderation import review
from bot.moderation.permissions import Person
from bot.moderation.review import Kept
from bot.store import proposals
from bot.store.database import Connection
from bot.ui import preview as preview_card
from bot.ui import short
from bot.ui.controls import Press


class Drafts(Desk):
    """What is pressed under a draft."""

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {preview_card.CODE: self.on_draft}

    async def on_draft(self, question: PressQuestion, press: Press) -> None:
        """Keep it, send it, edit it or throw it away: once, however often that is pressed."""
        number, version = press.number(0), press.number(1)
        if not number:
            await question.answer(short.no_longer("draft"))
            return
        person = await self.rooms.person(question.interaction.user, question.interaction.guild)
        try:
            match press.action:
                case "k":
                    await self._keep(question, number, version, person)
                case "m" | "c":
                    await self._send(question, number, version, person, None if press.action == "c" else question.guild_id)
                case "e":
                    draft = await self.rooms.store.read(lambda db: _seen(db, number, version, person))
                    await editing.choose_fields(self.rooms, question, draft)
                case "d":
                    await self._discard(question, number, version, person)
                case _:
                    await question.answer(short.no_longer("button"))
        except (ProposalGone, AlreadyDecided) as refusal:
            await previews.as_it_is_now(self.rooms, question, number, person, refusal)
        except Outdated:
            await editing.begin_anew(self.rooms, question, number)

    async def _keep(self, question: PressQuestion, number: int, version: int, person: Person) -> None:
        at = self.rooms.clock()

        def work(db: Connection) -> tuple[Kept, str]:
            title = _seen(db, number, version, person).title
            return review.keep(db, number, person, at), title

        done, title = await self.rooms.store.write(work)
        await self.rooms.refresh()
        await question.answer(preview_card.kept(title, done.revision.revision_id, len(done.to_check)), turn=True)
        await review_posts.post_all(self.rooms, done.to_check)

    async def _send(self, question: PressQuestion, number: int, version: int, person: Person, guild_id: int | None) -> None:
        at, rules = self.rooms.clock(), self.rooms.rules

        def work(db: Connection) -> Proposal:
            _seen(db, number, version, person)
            return review.send(db, number, person, guild_id, rules, at)

        if await review_posts.is_large(self.rooms, number):
            await question.take_time(turn=question.is_asker)
        sent = await self.rooms.store.write(work)
        await question.answer(preview_card.sent(sent, held=sent.state is ProposalState.HELD), turn=True)
        await review_posts.post(self.rooms, sent)

    async def _discard(self, question: PressQuestion, number: int, version: int, person: Person) -> None:
        def work(db: Connection) -> str:
            title = _seen(db, number, version, person).title
            proposals.drop_draft(db, number)
            return title

        await question.answer(preview_card.discarded(await self.rooms.store.write(work)), turn=True)


def _seen(db: Connection, number: int, version: int, person: Person) -> Proposal:
    """Somebody's own draft, if it is still what they saw. Raises :class:`ProposalGone`, :class:`AlreadyDecided`."""
    draft = review.own_draft(db, number, person)
    if draft.version != version:
        raise AlreadyDecided(number)
    return draft
