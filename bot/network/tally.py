"""How many ties there are of each sort: counted once over all of them, and then kept with each change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.pairings import Status
from bot.network.ties import Facts, Tie

CountryOf = Callable[[int], str]
_Between = tuple[str, str, Status]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a network holds, in figures."""

    by_facts: Mapping[Facts, int]
    by_country: Mapping[str, int]
    """Ties with a party in that country; one within it counts once."""
    between: Mapping[_Between, int]
    """Ties of two countries of a status, by their codes, the smaller first."""

    @classmethod
    def of(
        cls, facts: Iterable[int], known: Sequence[Facts], countries: Iterable[tuple[int, int]], codes: Sequence[str]
    ) -> Tally:
        """Counted by position: in ``known``, and for the two countries of each tie in ``codes``."""
        by_facts: Counter[Facts] = Counter()
        by_country: Counter[str] = Counter()
        between: Counter[_Between] = Counter()
        counted = Counter((found, *pair) for found, pair in zip(facts, countries, strict=True))
        for (position, one, other), count in counted.items():
            by_facts[known[position]] += count
            _count(by_country, between, known[position], (codes[one], codes[other]), count)
        return cls(by_facts, by_country, between)

    def with_ties(self, gone: Iterable[Tie], come: Iterable[Tie], country_of: CountryOf) -> Tally:
        """After some ties have gone and some have come."""
        by_facts, by_country, between = Counter(self.by_facts), Counter(self.by_country), Counter(self.between)
        for ties, count in ((gone, -1), (come, 1)):
            for tie in ties:
                by_facts[tie.facts] += count
                _count(by_country, between, tie.facts, (country_of(tie.one), country_of(tie.other)), count)
        return Tally(+by_facts, +by_country, +between)

    def active_of(self, one: str, other: str) -> int:
        """How many active ties the two countries have."""
        return self.of_status(one, other, Status.ACTIVE)

    def of_status(self, one: str, other: str, status: Status) -> int:
        """How many ties of that status the two countries have."""
        return self.between.get((min(one, other), max(one, other), status), 0)


def _count(by_country: Counter[str], between: Counter[_Between], facts: Facts, pair: tuple[str, str], count: int) -> None:
    for code in set(pair):
        by_country[code] += count
    between[min(pair), max(pair), facts.status] += count
