"""Finding keys within a few edits of a typed one without comparing with all of them.

A key is cut into pieces. Whoever is within fewer edits of it than it has pieces still has at least one piece whole, shifted by
no more than the number of edits. So each key is filed under its pieces, and a typed key is compared only with those filed
under a piece that it contains. Source: Li, Deng, Wang, Feng, "Pass-Join: a partition-based method for similarity joins",
PVLDB 5(3), 2011, https://doi.org/10.14778/2078331.2078340
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

SHORTEST = 4
"""Keys of fewer letters are not filed: one edit makes another name of them."""
LONGEST = 40
_LONG = 10


def edits_allowed(length: int) -> int:
    """How many edits (insert, delete, replace, swap neighbours) a typed key of ``length`` signs may be off.

    Tuned on ``benchmarks/data/city_queries.csv``: one more lets chat words through.
    """
    if length < SHORTEST:
        return 0
    if length < 6:
        return 1
    return 2 if length < _LONG else 3


def segments(key: str) -> Iterator[str]:
    """The pieces under which ``key`` is filed, each with the key's length and its own place."""
    if SHORTEST <= len(key) <= LONGEST:
        for number, (start, end) in enumerate(pairwise(_cuts(len(key)))):
            yield f"{len(key)}.{number}.{key[start:end]}"


def probes(typed: str) -> Iterator[str]:
    """Every piece under which a key within the allowed edits of ``typed`` can be filed."""
    edits = edits_allowed(len(typed))
    if not edits:
        return
    for length in range(max(SHORTEST, len(typed) - edits), min(LONGEST, len(typed) + edits) + 1):
        longer = len(typed) - length
        # Of the edits, the surplus letters are spent already; the rest shifts a piece there and back.
        left, right = (edits - longer) // 2, (edits + longer) // 2
        for number, (start, end) in enumerate(pairwise(_cuts(length))):
            for begin in range(max(0, start - left), min(len(typed) - (end - start), start + right) + 1):
                yield f"{length}.{number}.{typed[begin : begin + end - start]}"


def _cuts(length: int) -> list[int]:
    """Where a key of ``length`` signs is cut: three pieces, four if it is long, as even as can be."""
    pieces = 3 if length < _LONG else 4
    return [length * number // pieces for number in range(pieces + 1)]


class SimilarKeys:
    """A small set of keys, filed by their pieces in memory."""

    def __init__(self, keys: Iterable[str]) -> None:
        filed: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            for segment in segments(key):
                filed[segment].append(key)
        self._filed = dict(filed)

    def sharing(self, wanted: Iterable[str]) -> set[str]:
        """The keys that have one of the pieces ``wanted``."""
        return {key for segment in wanted for key in self._filed.get(segment, ())}
