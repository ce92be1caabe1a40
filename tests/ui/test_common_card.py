"""The card of ``common``: the partners of two cities, with how both ties stand."""

from __future__ import annotations

from typing import Any

from bot.domain.dates import PartialDate
from bot.domain.places import City, Control
from bot.domain.records import Held, RecordedPairing
from bot.ui import theme
from bot.ui.common import InCommon, Shared, common_card
from tests.factories import city, happened, source
from tests.ui.seen import AFTER_THE_MAP, WITH_MAP, Seen, asking
from tests.ui.test_path_card import ACTIVE, CHICAGO, KYIV, MOSCOW, MUNICH, SUSPENDED, tie


def shared(partner: City, of_one: list[Any] = ACTIVE, of_other: list[Any] = ACTIVE, kind: str = "sister_city") -> Shared:
    return Shared(partner, tie(CHICAGO, partner, of_one), tie(KYIV, partner, of_other, kind))


def in_common(*partners: Shared, direct: RecordedPairing | None = None) -> InCommon:
    return InCommon(CHICAGO, KYIV, partners, direct)


def test_partners_with_two_active_ties_come_first_and_each_tie_says_how_it_stands() -> None:
    found = in_common(
        shared(MOSCOW, SUSPENDED, [happened("ended", "2016-02-11")]),
        shared(MUNICH, kind="solidarity_pact"),
        direct=tie(CHICAGO, KYIV),
    )
    seen = Seen(common_card(asking(), found, how=WITH_MAP))
    assert (
        seen.said
        == """\
Chicago and Kyiv: 1 partner in common
Both are or were tied to 1 more city, where one tie or both are not active.
[Picture: Map: a city. All names are in the text.]

Both ties are active · 1
Munich, Germany · Chicago: 1990, active, listed 2024 · Kyiv: solidarity pact, 1990, active, listed 2024

One tie or both are not active · 1
Moscow, Russia · Chicago: 1997, suspended 28 Feb 2022 · Kyiv: ended 11 Feb 2016

The best documented first · the year is that of signing"""
    )
    assert seen.colour == theme.LIST
    assert seen.options == [
        "Chicago – Munich (Active, listed 2024 · 1990)",
        "Kyiv – Munich (Active, listed 2024 · 1990)",
        "Chicago – Moscow (Suspended 28 Feb 2022 · 1997)",
        "Kyiv – Moscow (Ended 11 Feb 2016)",
    ]
    assert seen.buttons == ["Text only", "Their own tie", "Path between them", "Pairings of Chicago", "Pairings of Kyiv"]
    assert seen.custom_id("Text only") == "cm:p:1:3:1:x"
    assert seen.custom_id("Their own tie") == "pr:n:1:3"
    assert seen.custom_id("Path between them") == "pa:n:1:3"


def test_no_active_partner_in_common_is_said_first() -> None:
    seen = Seen(common_card(asking(), in_common(shared(MOSCOW, SUSPENDED))))
    assert seen.title == "Chicago and Kyiv: no active partner in common"
    assert "Both are or were tied to 1 city, where one tie or both are not active." in seen.said
    assert "Their own tie" not in seen.buttons


def test_only_active_ties_need_no_word_of_others() -> None:
    seen = Seen(common_card(asking(), in_common(shared(MUNICH))))
    assert seen.said.split("\n")[1] == "Both have an active tie with it."


def test_many_partners_are_paged_and_the_menu_has_those_of_the_page() -> None:
    found = in_common(*(shared(city(number, f"Town {number}")) for number in range(10, 40)))
    first = Seen(common_card(asking(), found, how=WITH_MAP))
    second = Seen(common_card(asking(), found, page=2, how=AFTER_THE_MAP))
    assert "Page 1 of 3 · 1 to 10 of 30 · the best documented first" in first.said
    assert "Both ties are active · 30, continued" in second.said
    assert first.buttons[0] == "Next page"
    assert second.buttons[:2] == ["Previous page", "Next page"]
    assert second.options[0] == "Chicago – Town 20 (Active, listed 2024 · 1990)"


def test_none_recorded_is_not_none() -> None:
    answer = common_card(asking(), in_common(direct=tie(CHICAGO, KYIV)))
    assert not answer.is_card
    assert Seen(answer).said == (
        "No partner that Chicago, Illinois and Kyiv, Ukraine have in common is recorded. None recorded is not none."
    )
    assert Seen(answer).buttons == ["Their own tie", "Path between them", "Pairings of Chicago", "Pairings of Kyiv"]


def test_namesakes_are_told_apart() -> None:
    one, other = city(1, "Birmingham", "US", region="Alabama"), city(3, "Birmingham", "GB")
    found = InCommon(one, other, [Shared(MUNICH, tie(one, MUNICH), tie(other, MUNICH))])
    seen = Seen(common_card(asking(), found))
    assert seen.title == "Birmingham, Alabama and Birmingham, United Kingdom: 1 partner in common"
    assert "Munich, Germany · the first: 1990, active, listed 2024 · the second: 1990" in seen.said


def test_that_one_of_the_two_is_occupied_is_said_whether_they_share_a_partner_or_not() -> None:
    held = [(KYIV, Held(Control.OCCUPIED, PartialDate("2026-08-22"), source()))]
    line = "Kyiv is occupied (as of 22 Aug 2026). History only."
    sharing = Seen(common_card(asking(), InCommon(CHICAGO, KYIV, [shared(MUNICH)], held=held)))
    assert line in sharing.said
    none = Seen(common_card(asking(), InCommon(CHICAGO, KYIV, [], held=held)))
    assert none.said.startswith(f"{line} No partner")
