"""The way from a city to its page for a council meeting: one read of the store, one drawing, the page and the same to be printed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from bot.cogs import taking
from bot.cogs.desk import Rooms
from bot.cogs.question import Question
from bot.domain.places import City
from bot.domain.servers import Look, Theme
from bot.errors import NotDrawn
from bot.pictures.briefing_of_entries import briefing_of_city
from bot.pictures.kept import Commission
from bot.pictures.pdf import pdf_of
from bot.pictures.subjects import BriefingSubject
from bot.store import pairings, places, servers
from bot.store.database import Connection
from bot.ui import briefing as briefing_card
from bot.ui import export as export_card

log = logging.getLogger(__name__)

PATIENCE = 30.0
"""Seconds that somebody waits for a page: drawing takes one, and the process that draws a few to start."""


async def chosen_for_briefing(rooms: Rooms, question: Question, city: City, _: Sequence[str]) -> None:
    """Go on once a city was chosen."""
    await briefing(rooms, question, city, turn=True)


async def briefing(rooms: Rooms, question: Question, city: City, *, turn: bool = False) -> None:
    """A city's page for a council meeting, as a picture and to be printed."""
    today, date = question.asking.today, rooms.catalogue_facts.date

    def query(db: Connection) -> tuple[BriefingSubject, Look]:
        recorded = pairings.of_city(db, city.city_id, question.guild_id)
        held, look = places.held(db, city.city_id), servers.look_of(db, question.guild_id)
        more, foot = briefing_card.more_in(city), briefing_card.foot_of(date)
        return briefing_of_city(city, recorded, rooms.countries, today, held=held, more=more, foot=foot), look

    if not question.may_attach:
        await question.answer(export_card.may_not_attach("A briefing"))
        return
    subject, look = await rooms.store.read(query)
    if rooms.studio is None or not look.pictures:
        answer = briefing_card.no_pictures(question.asking, city, by_operator=rooms.studio is None)
        await question.answer(answer, turn=turn)
        return
    await taking.take_time(question, turn=turn)
    commission = Commission(subject)
    try:
        async with asyncio.timeout(PATIENCE):
            page = await rooms.studio.draw(commission, Theme.LIGHT, look.language)
    except TimeoutError:
        await question.answer(briefing_card.still_drawn(question.asking, city))
        return
    except NotDrawn:
        log.exception("a briefing could not be drawn")
        await question.answer(briefing_card.not_drawn(question.asking, city))
        return
    title = f"{subject.title}, {subject.date}"
    printed = await asyncio.to_thread(pdf_of, page, title, commission.alt_text)
    answer = briefing_card.briefing_card(question.asking, city, len(subject.rows), page, printed, commission.alt_text, date)
    await taking.send(question, answer, "A briefing", turn=turn)
