"""How often the right city comes first, over the catalogue that ships."""

from __future__ import annotations

import pytest

from benchmarks.search import HELD_OUT, TUNED_ON, answered, queries, search_over
from bot.catalogue.check import read_package
from bot.search import Outcome, Search
from bot.search.report import report
from bot.settings import shipped_data_dir
from bot.store.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def shipped(world: Gazetteer) -> Search:
    return search_over(world, read_package(shipped_data_dir()))


@pytest.mark.parametrize("file", [TUNED_ON, HELD_OUT], ids=["tuned on", "held out"])
def test_ninety_six_of_a_hundred_names_find_their_city(shipped: Search, file: object) -> None:
    path = TUNED_ON if file == TUNED_ON else HELD_OUT
    done = list(answered(shipped, queries(path)))
    wrong = [(one.query.typed, one.outcome.value, one.first) for one in done if not one.is_right]
    assert len(wrong) <= 0.04 * len(done), wrong
    unasked = [one.query.typed for one in done if one.outcome is Outcome.MATCH and not one.is_right]
    assert len(unasked) <= 0.01 * len(done), unasked


def test_the_report_names_the_outcome_and_the_cities(shipped: Search) -> None:
    said = report(shipped.resolve("Los Angelos"), 42)
    assert (said["outcome"], said["micros"]) == ("suggest", 42)
    assert said["cities"][0] == {
        "geonames_id": 5368361,
        "name": "Los Angeles",
        "region": "California",
        "country": "United States",
    }
    by_hand = report(shipped.resolve("Okhtyrka hromada"), 1)
    assert by_hand["cities"][0]["geonames_id"] is None
