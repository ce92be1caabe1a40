"""What was typed, in the forms that the search looks at."""

from __future__ import annotations

from functools import cached_property

from bot.search import words
from bot.search.keys import is_latin, keys_of
from bot.search.names import Names
from bot.search.qualifiers import Reading, areas_called, readings
from bot.search.rank import home_of_script

_SHORT = 5


class Question:
    """A typed name. Its forms are made when they are first asked for."""

    def __init__(self, text: str, names: Names) -> None:
        self.typed = words.cleaned(text)
        self._names = names

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The native key, then the Latin one if it differs."""
        return keys_of(self.typed)

    @cached_property
    def is_askable(self) -> bool:
        """Whether it has letters enough to be a name, and is none of the marks of a mashed keyboard."""
        if not self.keys or not any(sign.isalpha() for sign in self.keys[0]):
            return False
        return len(self.keys[0]) > 1 or not self.keys[0].isascii()

    @cached_property
    def readings(self) -> list[Reading]:
        """Every way to read it as a name with an area."""
        return readings(self.typed, self._names)

    @cached_property
    def home(self) -> frozenset[str]:
        """The countries whose script it is in."""
        return home_of_script(self.typed)

    @cached_property
    def is_area(self) -> bool:
        """Whether it names a country or a region as a whole: no city is nearly called "Georgia"."""
        return bool(areas_called(self.typed, self._names))

    @property
    def is_offhand(self) -> bool:
        """Whether it is one short word in small letters, as chat is full of."""
        return self.typed.isascii() and self.typed.islower() and " " not in self.typed and len(self.typed) <= _SHORT

    @property
    def is_shouted(self) -> bool:
        """Whether it is in capitals, as codes are."""
        return self.typed.isupper()

    @property
    def is_capitalised(self) -> bool:
        return self.typed[:1].isupper()

    @property
    def is_marked(self) -> bool:
        """Whether it has an accent or an apostrophe: "Morón" and "Ha'il" are no words of chat, though "moron" and "hail" are."""
        return not all(sign.isascii() and (sign.isalnum() or sign.isspace()) for sign in self.typed) and is_latin(self.typed)

    def small_talk(self, key: str) -> bool:
        """Whether every word of ``key`` is an everyday word or one of chat, or the whole is a mashed keyboard."""
        parts = set(key.split())
        rest = parts - words.chat_words()
        return words.is_mashed(key) or not rest or not rest - self._names.everyday(rest)
