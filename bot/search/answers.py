"""What a search answers: one city, a choice, a suggestion or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.dates import PartialDate
from bot.domain.places import City


class Outcome(StrEnum):
    """How sure the answer is."""

    MATCH = "match"
    """One city is meant: what was typed is a name of it, whatever the case, marks or alphabet."""
    CHOICE = "choice"
    """Several cities of that name; the likeliest comes first."""
    SUGGEST = "suggest"
    """No city is called so, but one nearly is: ask before answering."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A city that may be meant."""

    city: City
    country: str
    """English name of its country."""
    former_name: str | None = None
    """The former name that was typed, as the catalogue spells it."""
    until: PartialDate | None = None
    """When the former name was given up, if known."""
    ties: int = 0
    """How many pairings are recorded for it."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a typed name means."""

    outcome: Outcome
    typed: str
    candidates: tuple[Candidate, ...] = ()
    """Best first. For a match, the others are those that were passed over."""

    @property
    def best(self) -> Candidate | None:
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True, slots=True)
class CountryAnswer:
    """What a typed country means."""

    typed: str
    code: str | None
    """ISO 3166-1 alpha-2 code, or ``None`` if no country is called so, or several are."""
    suggestions: tuple[str, ...] = ()
    """Codes of the countries that may be meant, best first."""
