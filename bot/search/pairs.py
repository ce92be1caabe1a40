"""Two cities typed in one text -> the two names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

SEPARATORS = (
    re.compile(r"\s*/\s*"),
    re.compile(r"\s*\|\s*"),
    re.compile(r"\s+with\s+", re.IGNORECASE),
    re.compile(r"\s+and\s+", re.IGNORECASE),
)
"""What parts two names, the plainest first. ``and`` may stand within a name, so each of its places is tried."""
MOST_SIGNS = 400
MOST_SPLITS = 8
"""Of a longer text, or of more separators, only so much is looked at: every split costs two searches."""
MOST_WORDS = 8
"""Without a separator each gap between so many words is tried, not more."""


def split_pair(text: str, is_city: Callable[[str], bool]) -> tuple[str, str] | None:
    """The two names in ``text``; ``None`` if it cannot be told where one ends.

    ``Chicago / Moscow`` is parted at its stroke whatever the names are. ``Brighton and Hove and Kyiv`` and ``Los Angeles
    Saint Petersburg`` are parted where both sides are a city.

    Args:
        is_city: whether a text names a city plainly, neither a typo nor a guess.
    """
    for separator in SEPARATORS:
        splits = list(islice(_splits(text[:MOST_SIGNS], separator), MOST_SPLITS))
        if len(splits) == 1:
            return splits[0]
        for one, other in splits:
            if is_city(one) and is_city(other):
                return one, other
        if splits:
            return splits[0]
    words = text.split()
    if 2 <= len(words) <= MOST_WORDS:
        for gap in range(1, len(words)):
            one, other = " ".join(words[:gap]).strip(" ,"), " ".join(words[gap:]).strip(" ,")
            if one and other and is_city(one) and is_city(other):
                return one, other
    return None


def _splits(text: str, separator: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for found in separator.finditer(text):
        one, other = text[: found.start()].strip(" ,"), text[found.end() :].strip(" ,")
        if _has_letter(one) and _has_letter(other):
            yield one, other


def _has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))
