"""The catalogue in figures: how large, how old and how well sourced it is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.dates import PartialDate, years_before
from bot.domain.pairings import Status
from bot.domain.sources import Grade
from bot.network.graph import Graph
from bot.network.ties import Reach


class Age(StrEnum):
    """How long ago a source last spoke for a tie's status. The order is that of the answer."""

    WITHIN_A_YEAR = "within a year"
    WITHIN_FIVE = "1 to 5 years ago"
    WITHIN_TEN = "5 to 10 years ago"
    LONGER = "more than 10 years ago"
    UNDATED = "no date"


_YEARS = {Age.WITHIN_A_YEAR: 1, Age.WITHIN_FIVE: 5, Age.WITHIN_TEN: 10}


@dataclass(frozen=True, slots=True)
class Stats:
    """All recorded ties, counted in several ways; each of the mappings but ``by_country`` sums to ``pairings``."""

    as_of: dt.date
    pairings: int
    cities: int
    """Places with at least one tie."""
    by_status: Mapping[Status, int]
    by_country: Mapping[str, int]
    """Ties with a party there, the most first. A tie of two countries counts in both."""
    by_decade: Mapping[int | None, int]
    """By the decade of the first signing, whatever became of the tie: ``1990``; ``None`` if no date of it is known."""
    by_decade_and_status: Mapping[tuple[int | None, Status], int]
    """The same, told apart by how the ties stand today."""
    by_age: Mapping[Age, int]
    by_grade: Mapping[Grade | None, int]
    """By the best source; ``None`` for ties without any."""
    listed_only: int
    """Ties of which a list has the last word."""


def stats(graph: Graph) -> Stats:
    """The figures of a network on its day."""
    by_status: Counter[Status] = Counter()
    by_decade_and_status: Counter[tuple[int | None, Status]] = Counter()
    by_age: Counter[Age] = Counter()
    by_grade: Counter[Grade | None] = Counter()
    listed_only = 0
    order = list(Status)
    for facts, count in graph.tally.by_facts.items():
        by_status[facts.status] += count
        by_decade_and_status[facts.signed.year // 10 * 10 if facts.signed else None, facts.status] += count
        by_age[age_of(facts.as_of, graph.day)] += count
        by_grade[facts.grade] += count
        listed_only += count if facts.listed_only else 0
    decades = dict(
        sorted(by_decade_and_status.items(), key=lambda each: (each[0][0] is None, each[0][0] or 0, order.index(each[0][1])))
    )
    by_decade: Counter[int | None] = Counter()
    for (decade, _), count in decades.items():
        by_decade[decade] += count
    return Stats(
        as_of=graph.day,
        pairings=sum(by_status.values()),
        cities=sum(1 for number in range(len(graph)) if graph.neighbours(number, Reach.ANY)),
        by_status={status: by_status[status] for status in Status if by_status[status]},
        by_country=dict(sorted(graph.tally.by_country.items(), key=lambda each: (-each[1], each[0]))),
        by_decade=dict(by_decade),
        by_decade_and_status=decades,
        by_age={age: by_age[age] for age in Age if by_age[age]},
        by_grade={grade: by_grade[grade] for grade in (*Grade, None) if by_grade[grade]},
        listed_only=listed_only,
    )


def age_of(as_of: PartialDate | None, today: dt.date) -> Age:
    """How long before ``today`` that was; a month or a year counts from its last day."""
    if as_of is None:
        return Age.UNDATED
    return next((age for age, years in _YEARS.items() if as_of.latest > years_before(today, years)), Age.LONGER)
