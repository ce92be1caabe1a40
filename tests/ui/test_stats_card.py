"""The card of ``stats``: the catalogue in figures."""

from __future__ import annotations

import dataclasses

from bot.domain.pairings import Status
from bot.domain.sources import Grade
from bot.network.stats import Age, Stats
from bot.ui import theme
from bot.ui.illustrated import Illustrated, View
from bot.ui.stats import Figures, stats_card
from tests.factories import TODAY
from tests.ui.seen import MAP, Seen, asking, faults

STATS = Stats(
    as_of=TODAY,
    pairings=1674,
    cities=1128,
    by_status={Status.ACTIVE: 1360, Status.APPROVED: 4, Status.SUSPENDED: 171, Status.UNKNOWN: 139},
    by_country={
        "US": 526,
        "RU": 321,
        "UA": 307,
        "DE": 212,
        "CN": 150,
        "FR": 109,
        "PL": 108,
        "JP": 107,
        "GB": 89,
        "IT": 84,
        "BR": 79,
    },
    by_decade={1930: 1, 1990: 503, None: 1170},
    by_decade_and_status={(1930, Status.ACTIVE): 1, (1990, Status.ACTIVE): 503, (None, Status.ACTIVE): 1170},
    by_age={Age.WITHIN_A_YEAR: 810, Age.LONGER: 608, Age.UNDATED: 256},
    by_grade={Grade.A: 4, Grade.D: 1669, None: 1},
    listed_only=1268,
)
FIGURES = Figures(STATS, 922, 183, 699, "22 Nov 2026")


def test_the_catalogue_in_figures() -> None:
    seen = Seen(stats_card(asking(), FIGURES, Illustrated(View.CHART, MAP, possible=True)))
    assert (
        seen.said
        == """\
1,674 pairings of 1,128 places recorded
1,360 active, 4 approved and not yet signed, 171 suspended and 139 of unknown status.
Beside them 183 initiatives and 699 sources.
[Picture: Map: a city. All names are in the text.]

When a source last spoke for them
810 (48%) · within a year
608 (36%) · more than 10 years ago
256 (15%) · no source gives a date

What the best source is
4 (under 1%) · grade A, signed text or order
1,669 (over 99%) · grade D, press
1 (under 1%) · no source named
For 1,268 (76%) the last word is a list’s; of 922 (55%) nothing but lists is recorded. A list names a tie, and does not tell who decided \
on it or when.

Countries
United States 526 · Russia 321 · Ukraine 307 · Germany 212 · China 150 · France 109 · Poland 108 · Japan 107 · United Kingdom 89 · Italy 84 \
· 1 more country
A tie of two countries counts in both.

Decades of signing
1930s 1 · 1990s 503
Of 1,170 no date of signing is recorded.

Data of 22 Nov 2026, ages counted today · What is not recorded is not counted"""
    )
    assert seen.colour == theme.LIST
    assert seen.buttons == ["Text only", "All commands"]
    assert seen.custom_id("Text only") == "fi:p:all:1:x"


def test_the_picture_comes_back() -> None:
    seen = Seen(stats_card(asking(), FIGURES, Illustrated(View.TEXT, possible=True)))
    assert seen.buttons == ["By decade", "All commands"]
    assert seen.custom_id("By decade") == "fi:p:all:1:t"


def test_an_empty_catalogue_says_so() -> None:
    empty = Stats(TODAY, 0, 0, {}, {}, {}, {}, {}, {}, 0)
    seen = Seen(stats_card(asking(), Figures(empty, 0, 0, 0, "22 Nov 2026")))
    assert seen.said.startswith("No pairing is recorded yet\nBeside them no initiative and no source.")
    assert "Countries" not in seen.said


def test_countries_of_the_longest_names_fit() -> None:
    many = dataclasses.replace(STATS, by_country={f"{first}{second}": 10**9 for first in "ABCDEFGHIJ" for second in "ABCDEFGHIJ"})
    assert not faults(stats_card(asking(), Figures(many, 10**9, 10**9, 10**9, "x" * 300)))
