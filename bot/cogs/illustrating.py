"""The way of an answer with a picture: it is drawn if it can be in time, and the answer goes out in any case."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

import discord

from bot.cogs.desk import Rooms
from bot.cogs.question import Question
from bot.domain.servers import Look
from bot.errors import NotDrawn
from bot.pictures.kept import Commission
from bot.ui.card import Answer, Attached
from bot.ui.illustrated import (
    MAY_NOT_ATTACH,
    NOT_DRAWN,
    NOT_ILLUSTRATED,
    NOT_TAKEN,
    NOTHING_TO_CHART,
    NOTHING_TO_MAP,
    STILL_DRAWN,
    Illustrated,
    View,
)

log = logging.getLogger(__name__)

PATIENCE = 2.0
"""Seconds that an answer waits for its picture: Discord takes none to a slash command or a press after three."""
UNTAKEN = {40005: NOT_TAKEN, 50013: MAY_NOT_ATTACH}
"""Discord's codes for a file that is too large, and for a permission that was lost in between, with what is said then.

Source: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""


async def answer(
    rooms: Rooms,
    question: Question,
    look: Look,
    view: View,
    wanted: Callable[[View], Commission | None] | None,
    card: Callable[[Illustrated], Answer],
    *,
    turn: bool = False,
) -> None:
    """Answer with a card and its picture, or with the card alone.

    Args:
        look: how the server wants its answers.
        view: what was asked for.
        wanted: what the picture of a view is, or that there is nothing to draw; ``None`` for a page without.
        card: the answer, with whatever picture there is.
        turn: as for :meth:`bot.cogs.question.Question.answer`.
    """
    if rooms.studio is None or not look.pictures:
        await question.answer(card(NOT_ILLUSTRATED), turn=turn)
        return
    how = Illustrated(view, possible=True)
    if wanted is not None and view is not View.TEXT:
        how = await _drawn(rooms, question, look, how, wanted(view))
    try:
        await question.answer(card(how), turn=turn)
    except discord.HTTPException as error:
        if how.picture is None or error.code not in UNTAKEN:
            raise
        log.warning("a picture was not taken: %s", error)
        await question.answer(card(replace(how, picture=None, why_none=UNTAKEN[error.code])), turn=turn)


async def _drawn(rooms: Rooms, question: Question, look: Look, how: Illustrated, wanted: Commission | None) -> Illustrated:
    assert rooms.studio is not None
    if wanted is None:
        return replace(how, why_none=NOTHING_TO_MAP if how.view is View.MAP else NOTHING_TO_CHART)
    if not question.may_attach:
        return replace(how, why_none=MAY_NOT_ATTACH)
    try:
        content = rooms.studio.held(wanted, look.theme, look.language)
        if content is None:
            async with asyncio.timeout(PATIENCE):
                content = await rooms.studio.draw(wanted, look.theme, look.language)
    except TimeoutError:
        # It is drawn on and kept, so that it is there at the next press.
        return replace(how, why_none=STILL_DRAWN)
    except NotDrawn:
        log.exception("a picture could not be drawn, so the answer went out without")
        return replace(how, why_none=NOT_DRAWN)
    return replace(how, picture=Attached(f"{wanted.name}.png", content, wanted.alt_text))
