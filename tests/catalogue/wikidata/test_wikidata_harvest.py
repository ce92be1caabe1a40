"""Asking an endpoint page by page: what it may do wrong, how politely it is asked, and going on where a run stopped."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from bot import __version__
from bot.catalogue.wikidata.harvest import Manners, checked_endpoint
from bot.errors import EndpointInvalid, HarvestFailed, HarvestRefused, PageDamaged, ResultUnreadable
from tests.catalogue.wikidata.conftest import CHICAGO_ITEM, HAMBURG_ITEM, KYIV_ITEM, NoChance, Waits, chain, harvest
from tests.fakes.sparql import Fault, Sparql, Stated, always, breaks_off, nameless, repeats, sends, stalls, status

EMPTY = '{"head": {}, "results": {"bindings": []}}'


def pages_of(store: Path) -> list[Path]:
    return sorted((store.parent / "wikidata").glob("*/page-*"))


def test_every_page_is_fetched_once_one_at_a_time_with_a_pause_between(tmp_path: Path) -> None:
    endpoint, waits = Sparql(chain(12)), Waits()
    found = harvest(endpoint, tmp_path / "store.sqlite", waits=waits)
    assert found.statements == 12
    assert endpoint.limits == [5, 5, 5, 5]
    assert len(set(endpoint.beginnings)) == 4
    assert endpoint.most_at_once == 1
    # One question for the count, three pages, and an empty one that ends it.
    assert len(endpoint.asked) == 5
    assert waits.waited == [1, 1, 1, 1]


def test_it_says_who_asks_and_how_to_reach_them(tmp_path: Path) -> None:
    endpoint = Sparql(chain(1))
    harvest(endpoint, tmp_path / "store.sqlite")
    assert {agent.split(" ")[0] for agent in endpoint.agents} == {f"Twinbot/{__version__}"}
    assert all("https://" in agent for agent in endpoint.agents)


def test_only_the_ties_of_a_country_are_asked_for(tmp_path: Path) -> None:
    endpoint = Sparql([Stated(CHICAGO_ITEM, KYIV_ITEM), Stated(HAMBURG_ITEM, CHICAGO_ITEM)])
    found = harvest(endpoint, tmp_path / "store.sqlite", countries=["UA"])
    assert list(found.ties) == [("Q1297", "Q1899")]


@pytest.mark.parametrize(
    "fault",
    [
        status(500, "java.util.concurrent.TimeoutException"),
        status(502),
        status(503),
        status(408),
        sends(lambda text: text[: len(text) // 2]),
        sends(lambda text: text + "\nSPARQL-QUERY: queryStr=… java.lang.StackOverflowError"),
        sends(lambda text: "<html><body>Wikimedia Error</body></html>", "text/html"),
        sends(lambda text: "<html><body>Wikimedia Error</body></html>"),
        sends(lambda text: text, "text/plain"),
        sends(lambda text: EMPTY),
        sends(lambda text: "[]"),
        sends(lambda text: '{"results": {"bindings": 1}}'),
        sends(lambda text: "[" * 100_000),
        nameless(),
        breaks_off(),
    ],
    ids=[
        "500", "502", "503", "408", "truncated", "stack trace", "html", "html as json", "wrong type", "empty page", "no object", "no list",
        "deep", "nameless", "breaks off",
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_used_is_asked_for_again_after_a_while(tmp_path: Path, fault: Fault) -> None:
    endpoint, waits = Sparql(chain(8), {2: fault}), Waits()
    found = harvest(endpoint, tmp_path / "store.sqlite", waits=waits)
    assert found.statements == 8
    assert endpoint.limits[:2] == [5, 5]
    assert endpoint.beginnings[:2] == ["", ""]
    assert 5 in waits.waited


def test_an_answer_that_does_not_come_is_given_up_and_asked_for_again(tmp_path: Path) -> None:
    endpoint = Sparql(chain(8))
    endpoint.faults[2] = stalls(endpoint)
    found = harvest(endpoint, tmp_path / "store.sqlite", manners=Manners(page=5, answer=0.05))
    assert found.statements == 8


def test_an_answer_beyond_all_measure_is_not_read_to_its_end(tmp_path: Path) -> None:
    endpoint = Sparql(chain(8), {2: sends(lambda text: text + " " * 200_000)})
    found = harvest(endpoint, tmp_path / "store.sqlite", manners=Manners(page=5, largest=100_000))
    assert found.statements == 8
    assert len(endpoint.asked) == 5


def test_what_is_too_much_is_asked_for_in_smaller_pages_and_then_in_larger_ones_again(tmp_path: Path) -> None:
    endpoint = Sparql(chain(400), {2: status(500), 3: status(500)})
    harvest(endpoint, tmp_path / "store.sqlite", manners=Manners(page=400))
    assert endpoint.limits == [400, 200, 100, 200, 400, 400]


def test_a_page_never_becomes_too_small(tmp_path: Path) -> None:
    endpoint = Sparql(chain(60), {number: status(500) for number in range(2, 7)})
    harvest(endpoint, tmp_path / "store.sqlite", manners=Manners(page=100))
    assert endpoint.limits == [100, 50, 50, 50, 50, 50, 100, 100][: len(endpoint.limits)]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("Sun, 22 Nov 2026 12:00:31 GMT", 30),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
        ("soon", 60),
        ("", 60),
        ("-5", 60),
        ("٧", 60),
    ],
)
def test_it_is_left_alone_as_long_as_it_asks(tmp_path: Path, header: str, seconds: float) -> None:
    """The clock stands at noon; a pause of a second passes before the second question."""
    endpoint, waits = Sparql(chain(3), {2: status(429, Retry_After=header.encode().decode("latin-1"))}), Waits()
    assert harvest(endpoint, tmp_path / "store.sqlite", waits=waits).statements == 3
    assert waits.waited[:2] == [1, seconds]


def test_an_overloaded_endpoint_may_say_how_long_too(tmp_path: Path) -> None:
    endpoint, waits = Sparql(chain(3), {2: status(503, Retry_After="40")}), Waits()
    harvest(endpoint, tmp_path / "store.sqlite", waits=waits)
    assert waits.waited[:2] == [1, 40]


def test_it_gives_up_at_once_if_it_is_to_stay_away_for_hours(tmp_path: Path) -> None:
    endpoint, waits = Sparql(chain(3), {1: status(429, Retry_After="999999999999999999")}), Waits()
    with pytest.raises(HarvestFailed, match="999999999 seconds"):
        harvest(endpoint, tmp_path / "store.sqlite", waits=waits)
    assert waits.waited == []
    assert len(endpoint.asked) == 1


def test_each_wait_is_twice_the_one_before_and_then_it_gives_up_in_words(tmp_path: Path) -> None:
    endpoint, waits = Sparql(chain(3), {number: status(500) for number in range(1, 20)}), Waits()
    with pytest.raises(HarvestFailed, match=r"out of order \(500\) \(tried 6 times\). Nothing was changed") as failed:
        harvest(endpoint, tmp_path / "store.sqlite", waits=waits)
    assert failed.value.exit_code == 1
    assert len(endpoint.asked) == 6
    assert [wait for wait in waits.waited if wait != 1] == [5, 10, 20, 40, 80]


def test_waits_are_spread_by_lot(tmp_path: Path) -> None:
    first, second = Waits(), Waits()
    for waits, chance in ((first, random.Random(1)), (second, random.Random(2))):
        folder = tmp_path / str(len(waits.waited) + id(waits))
        harvest(Sparql(chain(3), {1: status(500)}), folder / "store.sqlite", waits=waits, chance=chance)
    assert first.waited[0] != second.waited[0]
    assert all(5 <= waits.waited[0] <= 6.25 for waits in (first, second))
    assert NoChance().random() == 0


@pytest.mark.parametrize("code", [301, 307, 400, 401, 403, 404, 414])
def test_a_refusal_is_not_argued_with(tmp_path: Path, code: int) -> None:
    endpoint = Sparql(chain(3), {2: status(code, Location="https://example.org/")})
    with pytest.raises(HarvestRefused, match=f"status {code}"):
        harvest(endpoint, tmp_path / "store.sqlite")
    assert len(endpoint.asked) == 2


def test_nobody_there_is_told_in_words(tmp_path: Path) -> None:
    endpoint = Sparql(chain(3))
    endpoint.faults = {number: breaks_off() for number in range(1, 9)}
    with pytest.raises(HarvestFailed, match="no connection, or it broke off"):
        harvest(endpoint, tmp_path / "store.sqlite")


def test_rows_that_are_repeated_count_once(tmp_path: Path) -> None:
    endpoint = Sparql(chain(8), {2: repeats(3)})
    assert harvest(endpoint, tmp_path / "store.sqlite").statements == 8


def test_an_endpoint_that_sends_the_same_page_for_ever_is_noticed(tmp_path: Path) -> None:
    endpoint = Sparql(chain(8), {number: always(chain(5)) for number in range(2, 20)})
    with pytest.raises(HarvestFailed, match="sent a page again"):
        harvest(endpoint, tmp_path / "store.sqlite")


def test_a_harvest_that_ends_too_early_is_not_taken_for_whole(tmp_path: Path) -> None:
    endpoint = Sparql(chain(30), {number: sends(lambda text: EMPTY) for number in range(3, 20)})
    with pytest.raises(HarvestFailed, match="25 of 30 statements are still to come"):
        harvest(endpoint, tmp_path / "store.sqlite")


def test_a_run_goes_on_where_the_last_one_gave_up(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    endpoint = Sparql(chain(12), {number: status(500) for number in range(4, 10)})
    with pytest.raises(HarvestFailed):
        harvest(endpoint, store)
    kept = {path: path.read_bytes() for path in pages_of(store)}
    assert len(kept) == 2

    again = Sparql(chain(12))
    again_at_the_same_place(again, endpoint)
    assert harvest(again, store).statements == 12
    assert len(again.asked) == 2
    assert {path: path.read_bytes() for path in kept} == kept


def test_a_whole_harvest_is_used_again_until_fresh_pages_are_wanted(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    first = Sparql(chain(12))
    harvest(first, store)
    second, third = Sparql(chain(12)), Sparql(chain(11))
    again_at_the_same_place(second, first)
    again_at_the_same_place(third, first)
    assert harvest(second, store).statements == 12
    assert second.asked == []
    assert harvest(third, store, fresh=True).statements == 11
    assert len(third.asked) == 5


def test_pages_of_another_question_are_left_alone(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    known = [Stated(CHICAGO_ITEM, KYIV_ITEM), Stated(HAMBURG_ITEM, CHICAGO_ITEM)]
    first = Sparql(known)
    harvest(first, store)
    second = Sparql(known)
    again_at_the_same_place(second, first)
    assert harvest(second, store, countries=["UA"]).statements == 1
    assert len({path.parent for path in pages_of(store)}) == 2


def test_a_page_that_was_half_written_or_does_not_follow_is_fetched_anew(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    first = Sparql(chain(22))
    harvest(first, store)
    one, two, three, *_ = pages_of(store)
    one.with_name(two.name + ".part").write_bytes(b"half")
    two.write_bytes(three.read_bytes())
    again = Sparql(chain(22))
    again_at_the_same_place(again, first)
    assert harvest(again, store).statements == 22
    assert len(again.asked) == 5


def test_a_page_that_rotted_on_the_disk_is_named(tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    first = Sparql(chain(12))
    harvest(first, store)
    two = pages_of(store)[1]
    text = gzip.decompress(two.read_bytes())
    two.write_bytes(gzip.compress(text[:-40]))
    again = Sparql(chain(12))
    again_at_the_same_place(again, first)
    with pytest.raises(PageDamaged, match="--fresh") as damaged:
        harvest(again, store)
    assert isinstance(damaged.value.__cause__, ResultUnreadable)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "query.wikidata.org",
        "ftp://example.org/x",
        "https://",
        "https://me:word@example.org/",
        "file:///etc/passwd",
        "https://example.org:port/",
        "https://exa mple.org/",
    ],
)
def test_what_is_no_endpoint_is_refused(text: str) -> None:
    with pytest.raises(EndpointInvalid) as refused:
        checked_endpoint(text)
    assert refused.value.exit_code == 2


def again_at_the_same_place(endpoint: Sparql, earlier: Sparql) -> None:
    """Let an endpoint be found where an earlier one was."""
    endpoint.port = earlier.port
