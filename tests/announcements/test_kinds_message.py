"""A moderator's own message: words, fields that are filled in, and nothing that does anything."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.announcements.kinds.message import FIELDS, check
from bot.announcements.refusals import FieldUnknown
from bot.domain.announcements import AnnouncementKind
from bot.ui.posts import dress
from tests.announcements.newsroom import Newsroom

MESSAGE = AnnouncementKind.MESSAGE
MONDAY = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)


def written(newsroom: Newsroom, words: str, *, zone: str = "UTC") -> list[str]:
    """What is posted: what stands outside the box, then what stands in it."""
    order = newsroom.order(MESSAGE, words=words)
    [matter] = newsroom.told_at(order, MONDAY)
    post = newsroom.post(order, matter, zone=zone)
    assert post is not None
    dressed = dress(post, "K7M-4Q2", order, "!", server="Sister Cities")
    below = (dressed.embed.description or "").splitlines() if dressed.embed else []
    return [dressed.content.removesuffix("\n-# K7M-4Q2"), *below]


def test_fields_are_filled_in_when_it_is_posted(newsroom: Newsroom) -> None:
    assert written(newsroom, "Welcome to {server}: {pairings} pairings of {cities} places in {countries} countries.") == [
        "Welcome to Sister Cities: 6 pairings of 8 places in 4 countries."
    ]
    assert written(newsroom, "{initiatives} initiatives, as of {Weekday}, { date }; {month} {year}.") == [
        "6 initiatives, as of Sunday, 22 November 2026; November 2026."
    ]


def test_the_date_is_that_of_the_server_s_clock(newsroom: Newsroom) -> None:
    assert written(newsroom, "{weekday}, {date}", zone="Europe/Kyiv") == ["Monday, 23 November 2026"]


def test_the_first_line_stands_alone_and_the_others_in_the_box(newsroom: Newsroom) -> None:
    assert written(newsroom, "Meeting tonight.\n\nBring a friend.\nDoors open at seven.") == [
        "Meeting tonight.",
        "Bring a friend.",
        "Doors open at seven.",
    ]


def test_long_words_go_on_in_the_box_and_lose_nothing(newsroom: Newsroom) -> None:
    words = " ".join(f"Sentence number {number} of a long message." for number in range(35))
    parts = written(newsroom, words)
    assert len(parts) > 1
    assert " ".join(parts) == words


def test_neither_mentions_nor_links_nor_markup_come_out_of_it(newsroom: Newsroom) -> None:
    [content] = written(newsroom, "@everyone <@1> <@&2> [win](https://evil.example) **now** # {server}")
    assert "@everyone" not in content
    assert not re.search(r"(?<!\\)<[@#:t]", content)
    assert "://" not in content
    assert "[win]" not in content
    assert "\\*\\*now\\*\\*" in content


def test_a_server_s_name_is_no_markup_either(newsroom: Newsroom) -> None:
    order = newsroom.order(MESSAGE, words="Welcome to {server}!")
    [matter] = newsroom.told_at(order, MONDAY)
    post = newsroom.post(order, matter)
    assert post is not None
    assert (
        dress(post, "K7M-4Q2", order, "!", server="@everyone **x**").content
        == "Welcome to @\u200beveryone \\*\\*x\\*\\*!\n-# K7M-4Q2"
    )


def test_a_field_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    check("Hello {server}, {DATE}!")
    with pytest.raises(FieldUnknown) as refusal:
        check("Hello {sever}!")
    assert "I know no field {sever}." in str(refusal.value)
    assert all(f"{{{field}}}" in str(refusal.value) for field in FIELDS)


def test_a_message_without_words_is_not_posted(newsroom: Newsroom) -> None:
    assert newsroom.told_at(newsroom.order(MESSAGE, words="  "), MONDAY) == []
