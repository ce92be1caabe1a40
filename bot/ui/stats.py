"""The card of ``stats``: how large the catalogue is, how old and how well sourced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain import wording
from bot.domain.sources import Grade
from bot.network.stats import Age, Stats
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card
from bot.ui.controls import button
from bot.ui.illustrated import NOT_ILLUSTRATED, Illustrated, View, switches
from bot.ui.inert import inert
from bot.ui.limits import LINE

CODE = "fi"
VIEWS = (View.CHART, View.TEXT)
COUNTRIES = 10
COUNTRY = 40

_AGES = {
    Age.WITHIN_A_YEAR: "within a year",
    Age.WITHIN_FIVE: "1 to 5 years ago",
    Age.WITHIN_TEN: "5 to 10 years ago",
    Age.LONGER: "more than 10 years ago",
    Age.UNDATED: "no source gives a date",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted."""

    stats: Stats
    only_listed: int
    """Pairings for which nothing but lists is recorded."""
    initiatives: int
    sources: int
    data_date: str
    """Of what day the catalogue is, in words."""


def stats_card(asking: Asking, of: Figures, how: Illustrated = NOT_ILLUSTRATED) -> Answer:
    """The catalogue in figures."""
    stats = of.stats
    card = Card(theme.LIST)
    card.say(
        f"## {_title(stats)}",
        _by_status(stats),
        f"-# Beside them {wording.count(of.initiatives, 'initiative')} and {wording.count(of.sources, 'source')}.",
        how.note,
    )
    card.show(how.picture)
    if stats.pairings:
        _groups(card, asking, of)
    card.rule()
    card.say(f"-# Data of {inert(of.data_date, LINE)}, ages counted today · What is not recorded is not counted")
    card.controls(
        *switches(asking, how, "By decade", CODE, "all", views=VIEWS), button("All commands", asking.control_id("hp", "all"))
    )
    return card.answer()


def _groups(card: Card, asking: Asking, of: Figures) -> None:
    stats = of.stats
    whole = stats.pairings
    card.rule()
    card.say(
        "### When a source last spoke for them",
        *(f"**{number:,}** ({_share(number, whole)}) · {_AGES[age]}" for age, number in stats.by_age.items()),
    )
    card.rule()
    card.say(
        "### What the best source is",
        *(f"**{number:,}** ({_share(number, whole)}) · {_source(grade)}" for grade, number in stats.by_grade.items()),
        f"-# {_lists(of)}",
    )
    card.rule()
    card.say("### Countries", *_countries(asking, stats.by_country))
    card.rule()
    card.say("### Decades of signing", *_decades(stats.by_decade))


def _title(stats: Stats) -> str:
    if not stats.pairings:
        return "No pairing is recorded yet"
    return f"{wording.count(stats.pairings, 'pairing')} of {wording.count(stats.cities, 'place')} recorded"


def _by_status(stats: Stats) -> str:
    parts = [f"{number:,} {wording.COUNTED.get(status, str(status))}" for status, number in stats.by_status.items()]
    return f"{wording.joined(parts)}." if parts else ""


def _source(grade: Grade | None) -> str:
    return f"grade {grade}, {grade.words}" if grade else "no source named"


def _lists(of: Figures) -> str:
    """How much the last word on is a list's, and how much nothing else is known of."""
    last, alone = of.stats.listed_only, of.only_listed
    whole = of.stats.pairings
    return (
        f"For {last:,} ({_share(last, whole)}) the last word is a list’s; of {alone:,} ({_share(alone, whole)}) nothing but lists is recorded. "
        "A list names a tie, and does not tell who decided on it or when."
    )


def _countries(asking: Asking, by_country: Mapping[str, int]) -> list[str]:
    named = [f"{inert(asking.countries.name(code), COUNTRY)} **{number:,}**" for code, number in by_country.items()][:COUNTRIES]
    left = len(by_country) - len(named)
    more = f" · {wording.count(left, 'more country', 'more countries')}" if left else ""
    return [f"{' · '.join(named)}{more}", "-# A tie of two countries counts in both."]


def _decades(by_decade: Mapping[int | None, int]) -> list[str]:
    known = [f"{decade}s **{number:,}**" for decade, number in by_decade.items() if decade is not None]
    undated = by_decade.get(None, 0)
    return [" · ".join(known), f"-# Of {undated:,} no date of signing is recorded." if undated else ""]


def _share(number: int, whole: int) -> str:
    """``48%``; what is there is never 0%, and what is not all never 100%."""
    share = round(100 * number / whole)
    if number and not share:
        return "under 1%"
    return "over 99%" if share == 100 and number < whole else f"{share}%"
