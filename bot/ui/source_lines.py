"""Sources in print: numbered lines with a named link, the date and the grade; and the marks that refer to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.domain import wording
from bot.domain.sources import Source
from bot.domain.standing import SourcedClaim
from bot.ui.inert import cut, inert

PUBLISHER = 80
LINK = 700
"""A longer address would eat the card: its publisher is named without a link."""


@dataclass(slots=True)
class Marks:
    """The sources in the order in which they are first referred to."""

    sources: list[Source] = field(default_factory=list)

    def of(self, claims: Iterable[SourcedClaim]) -> str:
        """`` [1] [2]`` with a blank before; nothing for claims without a source."""
        return "".join(f" [{number}]" for number in dict.fromkeys(self._number(said.source) for said in claims if said.source))

    def _number(self, source: Source) -> int:
        if source not in self.sources:
            self.sources.append(source)
        return self.sources.index(source) + 1

    def lines(self) -> list[str]:
        """The block of sources, a line each."""
        return [f"{number}. {source_line(source)}" for number, source in enumerate(self.sources, 1)]


def source_line(source: Source) -> str:
    """``[Block Club Chicago](https://…), 1 Mar 2022 · grade D, press``."""
    return f"{linked(source)}, {inert(wording.source_line(source))}"


def linked(source: Source) -> str:
    """The publisher's name with the link to the page; a printed work by its citation."""
    name = inert(cut(source.publisher, PUBLISHER))
    if not source.url:
        return inert(cut(source.citation, 200))
    # A closing bracket or a blank within an address would end the link early.
    address = source.url.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
    return f"[{name}]({address})" if len(address) <= LINK else name
