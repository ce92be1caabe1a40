"""Two names of which it matters which comes first: the one that is not plain is asked back, and keeps its place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import IntEnum

from bot.cogs import answers, connecting
from bot.cogs.desk import Rooms
from bot.cogs.question import Question
from bot.domain.places import City
from bot.search import Outcome, Resolution
from bot.ui import short
from bot.ui.controls import row_number

Opens = Callable[[Rooms, Question, City, City], Awaitable[None]]
"""What two cities open, in their order."""
_ASKED_FIRST = (Outcome.NONE, Outcome.SUGGEST, Outcome.CHOICE, Outcome.MATCH)


class Side(IntEnum):
    """Which of the two a choice is of; it leads the ids that the choice carries along."""

    FIRST = 1
    SECOND = 2

    @property
    def other(self) -> Side:
        return Side(3 - self)


async def named(rooms: Rooms, question: Question, card: str, one: Resolution, other: Resolution, opens: Opens) -> None:
    """Open what two names mean; a name that is not plain is asked back first.

    Args:
        card: the code by which a choice finds its way back to :func:`chosen`.
    """
    unclear, rest, side = min(
        ((one, other, Side.FIRST), (other, one, Side.SECOND)), key=lambda name: _ASKED_FIRST.index(name[0].outcome)
    )
    if unclear.outcome is not Outcome.MATCH:
        await answers.ask_back(rooms, question, unclear, card, [side, *connecting.carried(rest)])
        return
    await opens(rooms, question, one.candidates[0].city, other.candidates[0].city)


async def chosen(rooms: Rooms, question: Question, card: str, city: City, rest: Sequence[str], opens: Opens) -> None:
    """Go on once one of the two was chosen; which of several the other one is, is asked next.

    Args:
        rest: the side that was chosen, and the ids that may be the other one.
    """
    side = Side.SECOND if rest and row_number(rest[0]) == Side.SECOND else Side.FIRST
    found = [other for other in (rooms.search.city(row_number(number)) for number in rest[1:]) if other is not None]
    if not found:
        await question.answer(short.two_cities_needed(question.asking), turn=True)
    elif len(found) > 1:
        different = [*{other.city_id: other for other in found}.values()]
        answer = short.choice(question.asking, card, found[0].name, different, rooms.ties, [side.other, city.city_id])
        await question.answer(answer, turn=True)
    else:
        await opens(rooms, question, *((city, found[0]) if side is Side.FIRST else (found[0], city)))
