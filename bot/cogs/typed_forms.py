"""What was typed into forms, kept for a while, so that no error and no question back loses it."""

from __future__ import annotations

import random
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from bot.moderation.suggestion_forms import Suggested

MOST = 500
"""How many forms are kept. Then the one that was touched longest ago goes."""
MOST_OF_ONE = 10
"""The same of one person, so that nobody pushes out what others typed."""


class Somebodys(Protocol):
    """What somebody typed into a form."""

    @property
    def user_id(self) -> int: ...


Form = TypeVar("Form", bound=Somebodys)


@dataclass(slots=True)
class TypedForm:
    """A form as somebody sent it off."""

    user_id: int
    kind: Suggested
    values: dict[str, str]
    known: dict[str, int] = field(default_factory=dict)
    """Names whose city is plain, because the form came with them or it was chosen: name to the city's id."""


class TypedForms(Generic[Form]):
    """The forms of the last while, by a number that cannot be guessed. They are gone after a restart.

    Args:
        chance: where the numbers come from.
        most: how many are kept.
        most_of_one: how many of one person's.
    """

    def __init__(self, chance: random.Random, most: int = MOST, most_of_one: int = MOST_OF_ONE) -> None:
        self._chance = chance
        self._most = most
        self._most_of_one = most_of_one
        self._forms: OrderedDict[int, Form] = OrderedDict()

    def keep(self, form: Form) -> int:
        """Keep a form, and return its number."""
        number = self._chance.getrandbits(50) or 1
        self._forms[number] = form
        theirs = [kept for kept, each in self._forms.items() if each.user_id == form.user_id]
        for left in {*theirs[: -self._most_of_one], *[*self._forms][: -self._most]}:
            del self._forms[left]
        return number

    def of(self, number: int, user_id: int) -> Form | None:
        """Somebody's form; ``None`` if it is gone, or is not theirs."""
        form = self._forms.get(number)
        if form is None or form.user_id != user_id:
            return None
        self._forms.move_to_end(number)
        return form
