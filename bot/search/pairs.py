"""Two cities typed in one text -> the two names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

SIGNS = (re.compile(r"\s*[/|][\s/|]*"), re.compile(r"\s+[–—]\s+"))
"""What parts two names whatever they are."""
WORDS = (
    re.compile(r"\s+with\s+", re.IGNORECASE),
    re.compile(r"\s+and\s+", re.IGNORECASE),
    re.compile(r"\s+to\s+", re.IGNORECASE),
)
"""What parts them unless it belongs to the name of one, as in Brighton and Hove."""
MOST_SIGNS = 400
MOST_SPLITS = 8
"""Of a longer text, or of more separators, only so much is looked at: every split costs two searches."""
MOST_WORDS = 8
"""Without a separator each gap between so many words is tried, not more."""


def split_pair(text: str, is_city: Callable[[str], bool]) -> tuple[str, str] | None:
    """The two names in ``text``; ``None`` if it is one name, or more than two, or if it cannot be told where one ends.

    ``Chicago / Moscow`` is parted at its stroke whatever the names are. ``Los Angeles`` is one name, although Los and Angeles are places
    too. ``Brighton and Hove and Kyiv`` and ``Los Angeles Saint Petersburg`` are parted where both sides are a city.

    Args:
        is_city: whether a text names a city plainly, neither a typo nor a guess.
    """
    for sign in SIGNS:
        if splits := _first_splits(text, sign):
            return _parted(splits, is_city)
    if is_city(text[:MOST_SIGNS]):
        return None
    for word in WORDS:
        if splits := _first_splits(text, word):
            return _parted(splits, is_city)
    words = text.split()
    if 2 <= len(words) <= MOST_WORDS:
        gaps = ((" ".join(words[:gap]).strip(" ,"), " ".join(words[gap:]).strip(" ,")) for gap in range(1, len(words)))
        return next((pair for pair in gaps if all(pair) and all(map(is_city, pair))), None)
    return None


def _parted(splits: list[tuple[str, str]], is_city: Callable[[str], bool]) -> tuple[str, str] | None:
    """The only split, or of several the first of two cities: a third name is nobody’s guess."""
    if len(splits) == 1:
        return splits[0]
    return next((pair for pair in splits if all(map(is_city, pair))), None)


def _first_splits(text: str, separator: re.Pattern[str]) -> list[tuple[str, str]]:
    return list(islice(_splits(text[:MOST_SIGNS], separator), MOST_SPLITS))


def _splits(text: str, separator: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for found in separator.finditer(text):
        one, other = text[: found.start()].strip(" ,"), text[found.end() :].strip(" ,")
        if _has_letter(one) and _has_letter(other):
            yield one, other


def _has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))
