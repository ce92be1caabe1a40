"""Rows over pages: each once, in order, ten beside a picture, then even pages, and no group begun for a row or two."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.limits import BEGIN, HEADING, PAGE, ROWS_CHARACTERS
from bot.ui.paging import groups, page_number, pages


@dataclass(frozen=True)
class Line:
    number: int
    group: str = "active"
    text: str = "**Kyiv**, Ukraine · 1991"


def lines(*sizes: int, length: int = 24) -> list[Line]:
    """Rows in groups of those sizes."""
    every = [(group, number) for group, size in enumerate(sizes) for number in range(size)]
    return [Line(place, f"group {group}", "x" * length) for place, (group, _) in enumerate(every)]


def sizes(made: list[list[Line]]) -> list[int]:
    return [len(page) for page in made]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, [0]), (1, [1]), (10, [10]), (11, [10, 1]), (26, [10, 16]), (27, [10, 9, 8]), (30, [10, 10, 10]), (42, [10, 16, 16])],
)
def test_ten_beside_the_picture_and_then_even_pages(count: int, expected: list[int]) -> None:
    assert sizes(pages(lines(count), 10)) == expected


def test_a_first_group_of_seven_stands_alone_rather_than_begin_the_next_with_three() -> None:
    made = pages(lines(7, 9, 4, 6, 65), 10)
    assert len(made[0]) == 7
    assert sum(sizes(made)) == 91
    assert {line.group for line in made[0]} == {"group 0"}


def test_a_group_that_ends_on_the_page_may_begin_with_one_row() -> None:
    assert sizes(pages(lines(9, 1), 10)) == [10]
    assert sizes(pages(lines(24, 1, 1), 10)) == [10, 16]


def test_four_rows_are_enough_to_begin_a_group() -> None:
    assert len(pages(lines(6, 9), 10)[0]) == 10
    assert len(pages(lines(7, 9), 10)[0]) == 7


def test_long_rows_make_short_pages() -> None:
    made = pages(lines(16, length=600), 10)
    assert sizes(made)[0] == (ROWS_CHARACTERS - HEADING) // 601
    assert sum(sizes(made)) == 16


def test_what_else_stands_on_the_first_page_leaves_less_room_there() -> None:
    made = pages(lines(20, length=179), 10, taken_on_first=1900)
    assert sizes(made)[0] == (ROWS_CHARACTERS - 1900 - HEADING) // 180
    assert sum(sizes(made)) == 20


rows = st.lists(st.tuples(st.integers(1, 20), st.integers(10, 210)), max_size=12).map(
    lambda groups_of: [
        Line(0, f"group {group}", "x" * length) for group, (size, length) in enumerate(groups_of) for _ in range(size)
    ]
)


@given(rows, st.integers(1, 16), st.integers(0, 1900))
def test_every_row_stands_on_one_page_in_its_order_and_every_page_fits(of: list[Line], first: int, taken: int) -> None:
    made = pages(of, first, taken_on_first=taken)
    assert [id(line) for page in made for line in page] == [id(line) for line in of]
    assert len(made[0]) <= first
    for number, page in enumerate(made):
        assert page or not of
        assert len(page) <= (first if number == 0 else PAGE)
        headings = len(groups(page, lambda line: line.group)) * HEADING
        room = ROWS_CHARACTERS - (taken if number == 0 else 0)
        assert sum(len(line.text) + 1 for line in page) + headings <= room


@given(rows, st.integers(BEGIN, 16))
def test_no_group_is_begun_at_the_foot_of_a_page_with_fewer_than_four_rows(of: list[Line], first: int) -> None:
    made = pages(of, first)
    for page, following in pairwise(made):
        last = groups(page, lambda line: line.group)
        group, begun = last[-1]
        goes_on = following[0].group == group
        if goes_on and len(last) > 1:
            assert len(begun) >= BEGIN


@pytest.mark.parametrize(("wanted", "shown"), [(1, 1), (3, 3), (4, 3), (999, 3), (0, 1), (-5, 1)])
def test_a_page_past_the_end_becomes_the_last(wanted: int, shown: int) -> None:
    assert page_number(wanted, 3) == shown
