"""The card of ``path``: chains of ties, the tie of the two themselves, and what would connect them if these do not."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from bot.domain.dates import PartialDate
from bot.domain.places import City, Control
from bot.domain.records import Held, RecordedPairing
from bot.network.ties import Reach
from bot.ui import theme
from bot.ui.path import Connected, Route, path_card
from tests.factories import city, happened, pairing, recorded_pairing, source
from tests.ui.seen import AFTER_THE_MAP, WITH_MAP, Seen, asking, faults

CHICAGO = city(1, "Chicago", "US", region="Illinois")
KAUNAS = city(2, "Kaunas", "LT")
KYIV = city(3, "Kyiv", "UA")
MUNICH = city(4, "Munich", "DE")
LODZ = city(5, "Lodz", "PL")
MOSCOW = city(6, "Moscow", "RU")

ACTIVE = [happened("signed", "1990"), happened("listed", "2024")]
SUSPENDED = [
    happened("signed", "1997"),
    happened("suspended", "2022-02-28", by=1, decided_by="the mayor", condition="until hostilities end"),
]
UNKNOWN = [happened("signed", "1991")]


def tie(one: City, other: City, events: list[Any] = ACTIVE, kind: str = "sister_city") -> RecordedPairing:
    made = recorded_pairing(events, one, other, kind)
    number = one.city_id * 10**6 + other.city_id
    return RecordedPairing(pairing(number, one.city_id, other.city_id, kind), made.a, made.b, made.events)


def route(*cities: City, events: list[Any] = ACTIVE) -> Route:
    return Route(cities, tuple(tie(one, other, events) for one, other in pairwise(cities)))


def connected(one: City = CHICAGO, other: City = LODZ, reach: Reach = Reach.ACTIVE, **more: Any) -> Connected:
    return Connected(one, other, reach, **more)


def test_a_chain_names_each_tie_with_its_kind_its_year_and_how_it_stands() -> None:
    seen = Seen(path_card(asking(), connected(routes=[route(CHICAGO, KYIV, LODZ)]), how=WITH_MAP))
    assert (
        seen.said
        == """\
Chicago and Lodz: connected over 2 ties
One chain of 2 active ties connects them; no other is as short.
The oldest word on these ties: listed in 2024, 2 years ago. Nothing newer confirms it.
[Picture: Map: a city. All names are in the text.]

By way of Kyiv
Chicago – Kyiv, Ukraine · sister city · 1990 · active, listed 2024
Kyiv – Lodz, Poland · sister city · 1990 · active, listed 2024

The year is that of signing"""
    )
    assert seen.colour == theme.LIST
    assert seen.options == ["Chicago – Kyiv (Active, listed 2024 · 1990)", "Kyiv – Lodz (Active, listed 2024 · 1990)"]
    assert seen.buttons == ["Text only", "Partners in common", "Pairings of Chicago", "Pairings of Lodz"]
    assert seen.custom_id("Text only") == "pa:p:1:5:0:1:1:x"
    assert seen.custom_id("Partners in common") == "cm:n:1:5"


def test_several_chains_can_each_be_shown_on_the_map() -> None:
    routes = [route(CHICAGO, KYIV, LODZ), route(CHICAGO, MUNICH, LODZ), route(CHICAGO, KAUNAS, LODZ)]
    first = Seen(path_card(asking(), connected(routes=routes), how=WITH_MAP))
    second = Seen(path_card(asking(), connected(routes=routes), chain=2, how=WITH_MAP))
    assert (
        "Three chains of 2 active ties connect them, the best documented first; none is shorter. Others may be as short."
        in first.said
    )
    assert [line for line in first.said.split("\n") if "By way of" in line] == [
        "1. By way of Kyiv · on the map",
        "2. By way of Munich",
        "3. By way of Kaunas",
    ]
    assert "2. By way of Munich · on the map" in second.said
    assert first.buttons[:3] == ["Chain 2 on the map", "Chain 3 on the map", "Text only"]
    assert second.buttons[:3] == ["Chain 1 on the map", "Chain 3 on the map", "Text only"]
    assert first.custom_id("Chain 3 on the map") == "pa:p:1:5:0:3:1:m"
    assert second.custom_id("Text only") == "pa:p:1:5:0:2:1:x"


def test_without_pictures_no_chain_can_be_shown_on_a_map() -> None:
    seen = Seen(path_card(asking(), connected(routes=[route(CHICAGO, KYIV, LODZ), route(CHICAGO, MUNICH, LODZ)])))
    assert "on the map" not in seen.plain
    assert seen.buttons == ["Partners in common", "Pairings of Chicago", "Pairings of Lodz"]


def test_two_chains_are_no_hint_that_there_are_more() -> None:
    seen = Seen(path_card(asking(), connected(routes=[route(CHICAGO, KYIV, LODZ), route(CHICAGO, MUNICH, LODZ)])))
    assert "Two chains of 2 active ties connect them, the best documented first; none is shorter.\n" in seen.said


def test_a_direct_tie_is_told_as_the_pairing_tells_it() -> None:
    direct = tie(CHICAGO, KYIV)
    seen = Seen(path_card(asking(), connected(other=KYIV, routes=[Route((CHICAGO, KYIV), (direct,))], direct=direct)))
    assert seen.said.startswith(
        "Chicago and Kyiv: tied directly\nChicago and Kyiv have been sister cities since 1990.\n"
        "Listed in 2024, 2 years ago. Nothing newer confirms it.\n"
    )
    assert "chain" not in seen.said


def test_a_suspended_tie_of_the_two_is_told_before_any_chain() -> None:
    direct = tie(CHICAGO, MOSCOW, SUSPENDED)
    found = connected(other=MOSCOW, routes=[route(CHICAGO, KYIV, MOSCOW)], direct=direct)
    lines = Seen(path_card(asking(), found)).said.split("\n")
    assert lines[0] == "Chicago and Moscow: connected over 2 ties"
    assert lines[1] == (
        "Chicago suspended its tie with Moscow in February 2022 (the mayor), until hostilities end. Moscow’s position: not recorded."
    )
    assert lines[3] == "Apart from that, one chain of 2 active ties connects them; no other is as short."


@pytest.mark.parametrize(
    ("events", "title"),
    [
        (SUSPENDED, "a direct tie, suspended"),
        ([happened("ended", "2022")], "a direct tie, ended"),
        ([happened("dormant", "2017")], "a direct tie, dormant"),
        (UNKNOWN, "a direct tie of unknown status"),
        ([happened("proposed", "2022")], "a tie is proposed"),
        ([happened("invited", "2022")], "a tie is proposed by an invitation"),
        ([happened("approved", "2022")], "a tie is approved, not yet signed"),
    ],
)
def test_the_title_says_how_the_only_tie_of_the_two_stands(events: list[Any], title: str) -> None:
    seen = Seen(path_card(asking(), connected(other=MOSCOW, direct=tie(CHICAGO, MOSCOW, events)), how=WITH_MAP))
    assert seen.title == f"Chicago and Moscow: {title}"
    assert "Nothing else that is recorded connects them. That does not mean that there is nothing." in seen.said
    assert seen.buttons[0] == "Text only"
    assert not faults(path_card(asking(), connected(other=MOSCOW, direct=tie(CHICAGO, MOSCOW, events))))


def test_only_a_suspended_tie_connects_and_a_press_includes_it() -> None:
    wider = Route((CHICAGO, MOSCOW, LODZ), (tie(CHICAGO, MOSCOW, SUSPENDED), tie(MOSCOW, LODZ)))
    found = connected(wider=Reach.HALTED, wider_route=wider, wanted=wider.ties[:1])
    seen = Seen(path_card(asking(), found))
    assert (
        seen.said
        == """\
Chicago and Lodz: no chain of active ties
Only over a suspended tie: Chicago – Moscow, 1997, suspended 28 Feb 2022. With it, 2 ties connect the two, by way of Moscow."""
    )
    assert seen.blurple == ["Include it"]
    assert seen.custom_id("Include it") == "pa:p:1:5:2:1:1:m"
    assert len(seen.options) == 2


def test_several_ties_that_are_not_active_are_named_up_to_three() -> None:
    cities = (CHICAGO, KYIV, MUNICH, MOSCOW, LODZ)
    wider = route(*cities, events=UNKNOWN)
    found = connected(wider=Reach.UNKNOWN, wider_route=wider, wanted=wider.ties)
    seen = Seen(path_card(asking(), found))
    assert "Only over 4 ties that are not active: Chicago – Kyiv, 1991, status unknown; " in seen.said
    assert "; and 1 more. With them, 4 ties connect the two, by way of Kyiv, Munich and Moscow." in seen.said
    assert seen.blurple == ["Include them"]


def test_an_only_tie_of_unknown_status_is_no_wider_chain_to_include() -> None:
    direct = tie(CHICAGO, MOSCOW, UNKNOWN)
    wider = Route((CHICAGO, MOSCOW), (direct,))
    found = connected(other=MOSCOW, direct=direct, wider=Reach.UNKNOWN, wider_route=wider, wanted=[direct])
    seen = Seen(path_card(asking(), found))
    assert seen.blurple == []
    assert "Only over" not in seen.said


def test_a_wider_reach_says_so_and_leads_back() -> None:
    found = connected(reach=Reach.HALTED, routes=[route(CHICAGO, MOSCOW, LODZ, events=SUSPENDED)])
    seen = Seen(path_card(asking(), found))
    assert "One chain of 2 ties connects them; no other is as short." in seen.said
    assert "Ties that are suspended, dormant, ended or of unknown status are included." in seen.said
    assert (
        "Chicago – Moscow, Russia · sister city · 1997 · suspended 28 Feb 2022 by the mayor, until hostilities end" in seen.said
    )
    assert seen.custom_id("Active ties only") == "pa:p:1:5:0:1:1:m"


def test_long_chains_are_paged_and_a_heading_goes_on() -> None:
    long = [city(number, f"Town {number}") for number in range(10, 33)]
    routes = [route(CHICAGO, *long, LODZ), route(CHICAGO, *reversed(long), LODZ)]
    pages = [Seen(path_card(asking(), connected(routes=routes), page=page, how=WITH_MAP)) for page in (1, 2, 3, 4)]
    assert "1. By way of Town 10, Town 11, Town 12 and 20 more places · on the map" in pages[0].said
    later = Seen(path_card(asking(), connected(routes=routes), page=2, how=AFTER_THE_MAP))
    assert "1. By way of Town 10, Town 11, Town 12 and 20 more places, continued\n" in later.said
    assert later.buttons[:2] == ["Previous page", "Next page"]
    assert "Page 2 of 4 · the year is that of signing" in later.said
    assert "2. By way of Town 32, Town 31, Town 30" in "".join(page.said for page in pages)


def test_an_occupied_city_says_so() -> None:
    mariupol = city(7, "Mariupol")
    held = Held(Control.OCCUPIED, PartialDate("2026-08-22"), source())
    found = connected(one=mariupol, routes=[route(mariupol, KYIV, LODZ)], held=[(mariupol, held)])
    assert "Mariupol is occupied (as of 22 Aug 2026). History only." in Seen(path_card(asking(), found)).said


def test_nothing_connects_two_cities_that_both_have_ties() -> None:
    answer = path_card(asking(), connected())
    assert not answer.is_card
    assert Seen(answer).said == (
        "No chain of recorded ties connects Chicago, Illinois and Lodz, Poland, not even with those suspended, ended or of unknown "
        "status. That does not mean that there is none: a tie that is not recorded may connect them."
    )
    assert Seen(answer).buttons == ["Pairings of Chicago", "Pairings of Lodz"]


def test_a_city_without_ties_is_named_with_what_may_be_done() -> None:
    seen = Seen(path_card(asking(), connected(unknown=[LODZ])))
    assert seen.said == (
        "No pairing is recorded for Lodz, Poland, so no chain leads there. That does not mean that there is none. "
        "!match Lodz names cities that could be asked."
    )
    assert seen.buttons == ["Suggest one", "Pairings of Chicago"]


def test_for_an_occupied_city_without_ties_neither_a_tie_nor_a_candidate_is_looked_for() -> None:
    mariupol = city(7, "Mariupol")
    held = [(mariupol, Held(Control.OCCUPIED, PartialDate("2026-08-22"), source()))]
    seen = Seen(path_card(asking(), connected(one=mariupol, unknown=[mariupol], held=held)))
    assert seen.said == (
        "Mariupol is occupied (as of 22 Aug 2026). History only. No pairing is recorded for Mariupol, Ukraine, so no chain leads "
        "there. That does not mean that there is none."
    )
    assert seen.buttons == ["Pairings of Lodz"]
    both = Seen(path_card(asking(), connected(one=mariupol, unknown=[mariupol, LODZ], held=held)))
    assert "!match Lodz names cities that could be asked." in both.said
    assert both.custom_id("Suggest one") == "sg:o:5"


def test_that_the_only_tie_is_of_unknown_status_is_said_once() -> None:
    wider = Route((CHICAGO, MOSCOW, LODZ), (tie(CHICAGO, MOSCOW, UNKNOWN), tie(MOSCOW, LODZ)))
    seen = Seen(path_card(asking(), connected(wider=Reach.UNKNOWN, wider_route=wider, wanted=wider.ties[:1])))
    assert "Only over a tie of unknown status: Chicago – Moscow, 1991. With it, 2 ties connect the two" in seen.said


def test_two_cities_too_far_apart() -> None:
    seen = Seen(path_card(asking(), connected(too_far=True)))
    assert seen.said == "Chicago, Illinois and Lodz, Poland are more than 24 ties apart; no chain is looked for beyond that."
    direct = Seen(path_card(asking(), connected(too_far=True, direct=tie(CHICAGO, LODZ, SUSPENDED))))
    assert "Otherwise they are more than 24 ties apart" in direct.said
