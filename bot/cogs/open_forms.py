"""Forms that somebody is filling in: what was typed is kept until it is sent off, so that no error loses it."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import discord

from bot.cogs.question import PressQuestion
from bot.errors import FieldUnclear
from bot.ui.entry_forms import WHY, EntryForm, FormField, pages

MOST = 1000
"""Forms that are kept at once. Then the one that was touched longest ago goes."""
MOST_OF_ONE = 10
"""The same of one person, so that nobody pushes out what others are writing."""

Finish = Callable[[PressQuestion, "OpenForm"], Awaitable[bool]]


@dataclass(slots=True)
class OpenForm:
    """A form of one or more pages, with what was typed so far."""

    user_id: int
    title: str
    fields: Sequence[FormField]
    shown: dict[str, str]
    """What stood in the fields to begin with, by key."""
    finish: Finish
    """What is done with the whole when every page is filled in; ``False`` if the form stays open. It raises what keeps it from being done."""
    renew: Callable[[PressQuestion, OpenForm], Awaitable[None]] | None = None
    """What begins anew from the entry as it stands now, if it is about one."""
    offers: Callable[[dict[str, str]], dict[str, str]] | None = None
    """What stands in fields that were not seen yet, by what was typed in others."""
    texts: dict[str, str] = field(default_factory=dict)
    token: int = 0
    filled: set[int] = field(default_factory=set)
    """The pages that were sent off."""
    wrong_page: int = 0
    """Where something is to be put right first."""
    modals: dict[int, EntryForm] = field(default_factory=dict)
    """The forms that stand open in Discord, by page."""

    def __post_init__(self) -> None:
        self.texts = {**self.shown, **self.texts}

    @property
    def pages(self) -> list[tuple[FormField, ...]]:
        return pages(self.fields)

    @property
    def stands(self) -> dict[str, str]:
        """What stands in its fields, by key: what was typed, and what is offered where nothing was."""
        return {**(self.offers(self.texts) if self.offers is not None else {}), **self.texts}

    @property
    def why(self) -> str:
        """The reason that was given."""
        return self.texts.get(WHY, "").strip()

    @property
    def next_page(self) -> int | None:
        """The first page that is still to be filled in."""
        return next((number for number in range(len(self.pages)) if number not in self.filled), None)

    @property
    def may_finish(self) -> bool:
        """Whether what is still to be filled in may be left empty."""
        left = [field for number, page in enumerate(self.pages) if number not in self.filled for field in page]
        return not any(field.required and not self.texts.get(field.key) for field in left)

    def page_of(self, unclear: FieldUnclear) -> int:
        """The first page on which something is to be put right."""
        wrong = [number for number, page in enumerate(self.pages) if any(field.key in unclear.errors for field in page)]
        return wrong[0] if wrong else 0


class OpenForms:
    """The forms that are being filled in.

    Args:
        clock: what time it is. A form's number tells it from those before a restart.
        most: how many are kept at once.
        most_of_one: how many of one person's.
    """

    def __init__(self, clock: Callable[[], dt.datetime], most: int = MOST, most_of_one: int = MOST_OF_ONE) -> None:
        self._clock = clock
        self._most = most
        self._most_of_one = most_of_one
        self._forms: OrderedDict[int, OpenForm] = OrderedDict()
        self._last = 0

    def keep(self, form: OpenForm) -> OpenForm:
        """Keep a form, and give it its number."""
        self._last = max(self._last + 1, int(self._clock().timestamp() * 1000))
        form.token = self._last
        self._forms[form.token] = form
        theirs = [each for each in self._forms.values() if each.user_id == form.user_id]
        every = [*self._forms.values()]
        for left in {each.token: each for each in (*theirs[: -self._most_of_one], *every[: -self._most])}.values():
            self.drop(left)
        return form

    def of(self, token: int, user: discord.abc.User) -> OpenForm | None:
        """Somebody's own form; ``None`` if it was sent off or is no longer kept."""
        form = self._forms.get(token)
        if form is None or form.user_id != user.id:
            return None
        self._forms.move_to_end(token)
        return form

    def drop(self, form: OpenForm) -> None:
        """Keep a form no longer: it was sent off, or nobody has touched it for long."""
        self._forms.pop(form.token, None)
        for modal in form.modals.values():
            modal.stop()
