"""Sources in print: numbered lines with a named link, the date and the grade; and the marks that refer to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from bot.domain import wording
from bot.domain.sources import Source
from bot.domain.standing import SourcedClaim
from bot.ui.inert import inert
from bot.ui.limits import MARKS

PUBLISHER = 80
CITATION = 200
DATED = 150
LINK = 700
"""A longer address would eat the card: its publisher is named without a link."""
_BENDS_LINK = frozenset("()[]<>{}\\^`|\"'")
"""What would end a link early, or make markup of the rest."""


@dataclass(slots=True)
class Marks:
    """The sources in the order in which they are first referred to."""

    sources: list[Source] = field(default_factory=list)

    def of(self, claims: Iterable[SourcedClaim]) -> str:
        """`` [1] [2]`` with a blank before, after six how many more; nothing for claims without a source."""
        numbers = list(dict.fromkeys(self._number(said.source) for said in claims if said.source))
        more = f" and {len(numbers) - MARKS} more" if len(numbers) > MARKS else ""
        return "".join(f" [{number}]" for number in numbers[:MARKS]) + more

    def _number(self, source: Source) -> int:
        if source not in self.sources:
            self.sources.append(source)
        return self.sources.index(source) + 1

    def lines(self) -> list[str]:
        """The block of sources, a line each."""
        return [f"{number}. {source_line(source)}" for number, source in enumerate(self.sources, 1)]


def marked(fact: str, marks: str) -> str:
    """A fact with its marks, which stand before its full stop."""
    return f"{fact[:-1]}{marks}." if marks and fact.endswith(".") else f"{fact}{marks}"


def source_line(source: Source) -> str:
    """``[Block Club Chicago](https://…), 1 Mar 2022 · grade D, press``."""
    date, joint, grade = inert(wording.source_line(source), DATED).partition(" · ")
    says_date = not source.url and source.published is not None and str(source.published.year) in source.citation
    return f"{linked(source)}{joint}{grade}" if says_date else f"{linked(source)}, {date}{joint}{grade}"


def linked(source: Source) -> str:
    """The publisher's name with the link to the page; a printed work by its citation."""
    if not source.url:
        return inert(source.citation, CITATION)
    return link(inert(source.publisher, PUBLISHER) or "source", source.url)


@lru_cache(maxsize=2048)
def link(name: str, address: str) -> str:
    """``[name](address)``; the name alone if the address is very long. ``name`` is inert already."""
    safe = "".join(quote(sign) if sign in _BENDS_LINK or not sign.isprintable() else sign for sign in address)
    return f"[{name}]({safe})" if len(safe) <= LINK else name
