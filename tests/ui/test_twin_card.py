"""The card of a city's pairings, as a member reads it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.dates import PartialDate
from bot.domain.places import City, Control
from bot.domain.records import Held, RecordedPairing
from bot.domain.standing import RecordedEvent
from bot.ui import theme
from bot.ui.illustrated import MAY_NOT_ATTACH, NOT_DRAWN, NOTHING_TO_MAP, STILL_DRAWN, Illustrated, View
from bot.ui.twin import Former
from tests.factories import (
    CHICAGO,
    KYIV,
    LOS_ANGELES,
    MARIUPOL,
    MOSCOW,
    SAINT_PETERSBURG,
    city,
    happened,
    recorded_pairing,
    source,
)
from tests.ui.seen import AFTER_THE_MAP, WITH_MAP, Seen, asking, faults, twin_card

HOME = city(LOS_ANGELES, "Los Angeles", "US", region="California")
CHICAGO_CITY = city(CHICAGO, "Chicago", "US", region="Illinois")
SIGNED = [
    ("Eilat", "IL", "1959"), ("Nagoya", "JP", "1959"), ("Salvador", "BR", "1962"), ("Berlin", "DE", "1967"), ("Busan", "KR", "1967"),
    ("Mumbai", "IN", "1972"), ("Guangzhou", "CN", "1981"), ("Vancouver", "CA", "1986"), ("Beirut", "LB", "2006"), ("Yerevan", "AM", "2007"),
]  # fmt: skip
LISTED = [
    ("Athens", "GR"), ("Auckland", "NZ"), ("Bordeaux", "FR"), ("Giza", "EG"), ("Ischia", "IT"), ("Jakarta", "ID"), ("Kaunas", "LT"),
    ("Lusaka", "ZM"), ("Makati", "PH"), ("Mexico City", "MX"), ("San Salvador", "SV"), ("Split", "HR"), ("Taipei", "TW"), ("Tehran", "IR"),
]  # fmt: skip


def tie(other: City, *events: RecordedEvent, home: City = HOME, kind: str = "sister_city") -> RecordedPairing:
    return recorded_pairing(events, home, other, kind)


def of_los_angeles() -> list[RecordedPairing]:
    listed = happened("listed", "2016-11")
    ties = [
        tie(city(number, name, code), happened("signed", year), listed) for number, (name, code, year) in enumerate(SIGNED, 1)
    ]
    ties += [tie(city(number, name, code), listed) for number, (name, code) in enumerate(LISTED, 20)]
    ties.append(tie(city(KYIV, "Kyiv"), happened("proposed", "2022-03-25", by=LOS_ANGELES, decided_by="the city council, 14–0")))
    ties.append(tie(city(SAINT_PETERSBURG, "Saint Petersburg", "RU"), happened("signed", "1984", "1989", "1990-08-13")))
    return ties[::-1]


def suspended(other: City | None = None) -> RecordedPairing:
    other = other or city(MOSCOW, "Moscow", "RU")
    words: dict[str, Any] = {"decided_by": "the mayor, who directed the association", "condition": "until hostilities end"}
    return tie(
        other,
        happened("signed", "1997"),
        happened("suspended", "2022-02-28", by=CHICAGO, date_is="decided", **words),
        home=CHICAGO_CITY,
    )


def held(control: Control = Control.OCCUPIED) -> Held:
    return Held(control, PartialDate("2026-08-22"), source())


def test_the_first_page_of_los_angeles() -> None:
    seen = Seen(twin_card(asking(), HOME, of_los_angeles(), has_aid=True, how=WITH_MAP))
    assert (
        seen.plain
        == """\
Los Angeles, California: 26 pairings recorded
24 active, 1 proposed (Kyiv) and 1 of unknown status (Saint Petersburg).
[Picture: Map: a city. All names are in the text.]

Active · 24
Listed Nov 2016, 10 years ago. Nothing newer confirms it.
Eilat, Israel · 1959
Nagoya, Japan · 1959
Salvador, Brazil · 1962
Berlin, Germany · 1967
Busan, South Korea · 1967
Mumbai, India · 1972
Guangzhou, China · 1981
Vancouver, Canada · 1986
Beirut, Lebanon · 2006
Yerevan, Armenia · 2007

Page 1 of 2 · 1 to 10 of 26 · the year is that of signing
[Menu: Open a pairing: Eilat, Israel (Active · 1959); Nagoya, Japan (Active · 1959); \
Salvador, Brazil (Active · 1962); Berlin, Germany (Active · 1967); \
Busan, South Korea (Active · 1967); Mumbai, India (Active · 1972); Guangzhou, China (Active · 1981); \
Vancouver, Canada (Active · 1986); Beirut, Lebanon (Active · 2006); Yerevan, Armenia (Active · 2007); Kyiv, Ukraine (Proposed · 25 Mar 2022); \
Saint Petersburg, Russia (Status unknown · 1984, 1989 or 1990 (disputed))]
[Button: Next page]
[Button: Timeline picture]
[Button: Text only]
[Button: Sources]
[Button: Aid]"""
    )


def test_the_second_page_of_los_angeles() -> None:
    seen = Seen(twin_card(asking(), HOME, of_los_angeles(), has_aid=True, page=2, how=AFTER_THE_MAP))
    assert (
        seen.said
        == """\
Los Angeles, California: 26 pairings recorded
24 active, 1 proposed (Kyiv) and 1 of unknown status (Saint Petersburg).

Active · 24, continued
Listed Nov 2016, 10 years ago. Nothing newer confirms it.
Athens, Greece
Auckland, New Zealand
Bordeaux, France
Giza, Egypt
Ischia, Italy
Jakarta, Indonesia
Kaunas, Lithuania
Lusaka, Zambia
Makati, Philippines
Mexico City, Mexico
San Salvador, El Salvador
Split, Croatia
Taipei, Taiwan
Tehran, Iran

Proposed · 1
One side only: no agreement of the other side is recorded.
Kyiv, Ukraine · proposed 25 Mar 2022 by the city council, 14–0

Status unknown · 1
Signed, but no source says how it stands today.
Saint Petersburg, Russia · 1984, 1989 or 1990 (disputed)

Page 2 of 2 · 11 to 26 of 26 · the year is that of signing"""
    )
    assert seen.buttons == ["Previous page", "Sources", "Aid"]


def test_without_a_picture_the_first_page_has_more_rows_and_no_way_to_one() -> None:
    seen = Seen(twin_card(asking(), HOME, of_los_angeles(), has_aid=True))
    assert "Page 1 of 2 · 1 to 16 of 26" in seen.said
    assert seen.buttons == ["Next page", "Sources", "Aid"]


def test_text_only_leads_back_to_the_map() -> None:
    seen = Seen(twin_card(asking(), HOME, of_los_angeles(), has_aid=True, how=Illustrated(View.TEXT, possible=True)))
    assert "Page 1 of 2 · 1 to 16 of 26" in seen.said
    assert seen.buttons == ["Next page", "Timeline picture", "Map", "Sources", "Aid"]


@pytest.mark.parametrize(("why", "buttons"), [
    (STILL_DRAWN, ["Map", "Text only"]), (NOT_DRAWN, ["Map", "Text only"]), (MAY_NOT_ATTACH, ["Map", "Text only"]),
    (NOTHING_TO_MAP, ["Timeline picture", "Text only"]),
])  # fmt: skip
def test_a_picture_that_is_missing_is_named_and_asked_for_again_where_that_helps(why: str, buttons: list[str]) -> None:
    seen = Seen(twin_card(asking(), HOME, of_los_angeles(), how=Illustrated(View.MAP, why_none=why, possible=True)))
    assert why in seen.said.split("\n\n")[0]
    assert "1 to 10 of 26" in seen.said
    assert seen.buttons == ["Next page", *buttons, "Sources"]


def test_a_later_page_that_became_the_first_leads_to_its_map() -> None:
    seen = Seen(twin_card(asking(), HOME, of_los_angeles()[:5], page=2, how=AFTER_THE_MAP))
    assert seen.buttons == ["Map", "Text only", "Sources"]


def test_blocks_headings_and_rules_are_those_of_the_house() -> None:
    seen = Seen(twin_card(asking(), HOME, of_los_angeles()))
    title, group, foot = seen.texts
    assert title.startswith("## Los Angeles, California: 26 pairings recorded\n24 active")
    assert group.startswith(
        "### Active · 24\n-# Listed Nov 2016, 10 years ago. Nothing newer confirms it.\n**Eilat**, Israel · 1959\n"
    )
    assert foot.startswith("-# Page 1 of 2")
    assert [each["type"] for each in seen.components] == [17, 10, 14, 10, 14, 10, 1, 3, 1, 2, 2]
    assert seen.colour == theme.LIST
    assert seen.blurple == ["Next page"]


def test_pages_and_what_is_opened_are_told_by_ids_alone() -> None:
    seen = Seen(twin_card(asking(), HOME, of_los_angeles(), has_aid=True, how=WITH_MAP))
    assert seen.custom_id("Next page") == f"tw:p:{LOS_ANGELES}:2:m"
    assert seen.custom_id("Timeline picture") == f"tw:p:{LOS_ANGELES}:1:t"
    assert seen.custom_id("Text only") == f"tw:p:{LOS_ANGELES}:1:x"
    assert seen.custom_id("Sources") == f"sr:c:{LOS_ANGELES}"
    assert seen.custom_id("Aid") == f"ad:n:{LOS_ANGELES}"


def test_a_page_past_the_end_is_the_last() -> None:
    assert (
        Seen(twin_card(asking(), HOME, of_los_angeles(), page=99)).plain
        == Seen(twin_card(asking(), HOME, of_los_angeles(), page=2)).plain
    )


def test_a_suspended_pairing_names_who_decided_and_until_when() -> None:
    seen = Seen(twin_card(asking(), CHICAGO_CITY, [suspended()]))
    assert (
        seen.said
        == """\
Chicago, Illinois: 1 pairing recorded
1 suspended (Moscow).

Suspended · 1
Moscow, Russia · 1997 · suspended 28 Feb 2022 by the mayor, until hostilities end

The year is that of signing"""
    )
    assert seen.options == ["Moscow, Russia (Suspended · 28 Feb 2022 · 1997)"]
    assert seen.buttons == ["Sources"]


def test_a_kind_other_than_sister_city_is_named() -> None:
    seen = Seen(twin_card(asking(), HOME, [tie(city(KYIV, "Kyiv"), happened("signed", "2023"), kind="solidarity_pact")]))
    assert "Kyiv, Ukraine · 2023 · solidarity pact" in seen.said


def test_a_row_whose_knowledge_differs_from_its_groups_ends_with_its_own() -> None:
    listed = [tie(city(number, f"Town {number}"), happened("listed", "2016-11")) for number in range(1, 4)]
    newer = tie(city(9, "Zhytomyr"), happened("signed", "1990"), happened("kept", "2022-03-08"))
    undated = tie(city(10, "Zolochiv"), happened("listed", None))
    seen = Seen(twin_card(asking(), HOME, [*listed, newer, undated]))
    assert "Listed Nov 2016, 10 years ago. Nothing newer confirms it." in seen.said
    assert "Zhytomyr, Ukraine · 1990 · as of 8 Mar 2022" in seen.said
    assert "Zolochiv, Ukraine · undated" in seen.said
    assert "Town 1, Ukraine\n" in seen.said


def test_what_is_known_of_this_year_needs_no_warning() -> None:
    seen = Seen(twin_card(asking(), HOME, [tie(city(KYIV, "Kyiv"), happened("listed", "2026-11-03"))]))
    assert "Listed 3 Nov 2026, this month." in seen.said
    assert "Nothing newer" not in seen.said


def test_a_city_of_the_united_states_has_its_state_and_at_home_no_country() -> None:
    duluth = city(77, "Duluth", "US", region="Minnesota")
    abroad = Seen(twin_card(asking(), city(KYIV, "Kyiv"), [tie(duluth, happened("listed", "2026"), home=city(KYIV, "Kyiv"))]))
    at_home = Seen(twin_card(asking(), HOME, [tie(duluth, happened("listed", "2026"))]))
    assert "Duluth, Minnesota, United States" in abroad.said
    assert "Duluth, Minnesota\n" in at_home.said
    assert abroad.title == "Kyiv, Ukraine: 1 pairing recorded"


@pytest.mark.parametrize(
    ("name", "region", "level", "title"),
    [
        ("Kansas City", "Kansas", "city", "Kansas City, Kansas"),
        ("New York City", "New York", "city", "New York City, New York"),
        ("Washington, D.C.", "District of Columbia", "city", "Washington, D.C., United States"),
        ("State of Iowa", "Iowa", "region", "State of Iowa, United States"),
    ],
)
def test_the_state_is_said_once(name: str, region: str, level: str, title: str) -> None:
    home = city(5, name, "US", region=region, level=level)
    seen = Seen(twin_card(asking(), home, [tie(city(KYIV, "Kyiv"), happened("listed", "2026"), home=home)]))
    assert seen.title == f"{title}: 1 pairing recorded"


def test_a_former_name_is_answered_once_without_a_lecture() -> None:
    dnipro = city(709930, "Dnipro")
    ties = [tie(city(1, "Eilat", "IL"), happened("listed", "2026"), home=dnipro)]
    known = Seen(twin_card(asking(), dnipro, ties, former=Former("Dnipropetrovsk", PartialDate("2016-05-19"))))
    undated = Seen(twin_card(asking(), dnipro, ties, former=Former("Yekaterinoslav", None)))
    assert known.said.split("\n")[1] == "Dnipropetrovsk is called Dnipro since 2016."
    assert undated.said.split("\n")[1] == "Yekaterinoslav is called Dnipro today."


def test_an_occupied_city_shows_history_and_no_way_to_aid() -> None:
    mariupol = city(MARIUPOL, "Mariupol")
    ties = [tie(city(1, "Savona", "IT"), happened("listed", "2022"), home=mariupol)]
    occupied = Seen(twin_card(asking(), mariupol, ties, has_aid=True, held=held()))
    assert occupied.said.split("\n")[1] == "Mariupol is occupied (as of 22 Aug 2026). History only."
    assert occupied.buttons == ["Sources"]
    freed = Seen(twin_card(asking(), mariupol, ties, has_aid=True, held=held(Control.LIBERATED)))
    assert "occupied" not in freed.said
    assert freed.buttons == ["Sources", "Aid"]


def test_groups_stand_in_the_order_of_the_house() -> None:
    kinds = ["ended", "dormant", "suspended", "invited", "proposed", "approved", "kept"]
    ties = [tie(city(number, f"Town {number}"), happened(kind, "2022", by=LOS_ANGELES)) for number, kind in enumerate(kinds, 1)]
    ties.append(tie(city(40, "Town 40"), happened("signed", "1990")))
    headings = [text.split("\n")[0] for text in Seen(twin_card(asking(), HOME, ties)).texts if text.startswith("### ")]
    assert headings == [
        "### Active · 1", "### Approved, not yet signed · 1", "### Proposed · 1", "### Invited · 1",
        "### Suspended · 1", "### Dormant · 1", "### Ended · 1", "### Status unknown · 1",
    ]  # fmt: skip


def test_names_from_the_data_are_never_markup() -> None:
    seen = Seen(twin_card(asking(), HOME, [tie(city(3, "**Bold** <@1> https://evil.example"), happened("listed", "2026"))]))
    row = seen.texts[1].split("\n")[-1]
    assert row == "**\\*\\*Bold\\*\\* \\<@\u200b1\\> evil.example**, Ukraine"
    assert not faults(seen.answer)


def test_a_row_that_is_too_long_ends_after_a_whole_word() -> None:
    condition = "until the council of the region and that of the state and every other body that was asked has agreed " * 4
    seen = Seen(
        twin_card(asking(), HOME, [tie(city(3, "Kyiv"), happened("suspended", "2022", by=LOS_ANGELES, condition=condition))])
    )
    row = seen.texts[1].split("\n")[-1]
    assert len(row) <= 180
    assert row.removesuffix("…").rsplit(" ", 1)[1] in condition.split()
