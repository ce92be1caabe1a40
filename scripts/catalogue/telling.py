"""What a claim's note still has to tell a reader: a sentence at a time, without what the other columns say already."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from scripts.catalogue.facts import hand
from scripts.catalogue.wording import parted, sentences

_WORD = re.compile(r"\w+")
_SAYS_NOTHING = frozenset(
    "a about after agreement agreements also an and announced are around as at begun by cities city commission council dated dates "
    "early end ended established for formed friendship from gives had has in into is it its kept late link listed marked mayor now of "
    "on one or over page partner protocol reported report says signed since sister so solidarity still suspended that the then tie ties "
    "time to twin twinned twinning unanimous unanimously vote was were when with year years".split()
)
"""Words that carry no fact of their own in a note on a tie."""
_OF_THE_PAGE = re.compile(
    r"^(?:(?:Article|Page|Report|Interview)(?: is)? undated|Undated|(?:Day|Date|Vote|The day|The date)(?: of vote)? not (?:known|in source))\.$"
)
"""Sentences on how well a page is dated. That no date is shown says it."""


@dataclass
class Teller:
    """Rewrites notes by the hand table ``sentences.csv`` and leaves out what is said elsewhere."""

    _ours: dict[str, dict[str, str]] = field(default_factory=lambda: {row["sentence"]: row for row in hand("sentences")})
    used: set[str] = field(default_factory=set)

    def told(self, note: str, known: set[str]) -> tuple[str, str]:
        """The note, and what it tells of a disagreement of sources.

        Args:
            note: as the facts have it.
            known: the words of the tie's other columns; a sentence that has no other words is left out.
        """
        kept: list[str] = []
        disputes: list[str] = []
        for sentence in sentences(note):
            row = self._ours.get(sentence)
            if row is not None:
                self.used.add(sentence)
                (disputes if row["into"] == "dispute" else kept).append(row["ours"])
                continue
            left, dispute = parted(sentence)
            if dispute:
                disputes.append(dispute)
            elif not _OF_THE_PAGE.match(left) and not words(left) <= known | _SAYS_NOTHING:
                kept.append(left)
        return _joined(kept), _joined(disputes)

    def unused(self) -> list[str]:
        """Rows of the hand table that fit no sentence."""
        return sorted(self._ours.keys() - self.used)


def words(text: str) -> set[str]:
    """The words of a text, however they are spelt at its beginning."""
    return set(_WORD.findall(text.casefold().replace("’s", "")))


def _joined(parts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(filter(None, parts)))
