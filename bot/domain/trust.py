"""What was noticed about something that was proposed: whether it stops it, wants a look, or is fine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """How much a finding weighs, worst first."""

    STOP = "Stop"
    LOOK = "Look"
    FINE = "Fine"

    @property
    def rank(self) -> int:
        """0 is worst."""
        return list(Weight).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was noticed."""

    weight: Weight
    words: str
    """In lower case and without a full stop, to stand after ``Stop:``. An address in it stands between backticks."""


def without_backticks(text: str) -> str:
    """What somebody wrote, as it stands in a finding: on one line, and without the backticks that set off an address."""
    return " ".join(text.replace("`", "").split())


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """The findings as a reviewer reads them; those of one weight stay in their order."""
    return sorted(findings, key=lambda finding: finding.weight.rank)


def stops(findings: Iterable[Finding]) -> list[Finding]:
    """Those that must be mended before anything can be approved."""
    return [finding for finding in findings if finding.weight is Weight.STOP]
