"""The cards of aid: what is done for a city, what is open, whose link was checked, and what is not shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.domain.dates import PartialDate
from bot.domain.initiatives import Ask, Sector, Standing
from bot.domain.places import City, Control
from bot.domain.records import Held, RecordedInitiative
from bot.ui import theme
from bot.ui.aid import AidFilter, AidOf, aid_between_card, aid_card
from bot.ui.initiative import initiative_card
from tests.factories import CHICAGO, HAMBURG, KYIV, city, initiative, organisation, recorded_initiative, source
from tests.ui.seen import SEPARATOR, Seen, asking, faults

KYIV_CITY = city(KYIV, "Kyiv")
HAMBURG_CITY = city(HAMBURG, "Hamburg", "DE")
LVIV = city(702550, "Lviv")
OCCUPIED = Held(Control.OCCUPIED, PartialDate("2026-08-22"), source())


def entry(
    number: int, title: str = "", beneficiary: City | None = KYIV_CITY, by: City | None = None, **fields: Any
) -> RecordedInitiative:
    of = initiative(
        number, beneficiary.city_id if beneficiary else None, title, organiser_city_id=by.city_id if by else None, **fields
    )
    return recorded_initiative(of, beneficiary, by)


def kyivs() -> list[RecordedInitiative]:
    active: dict[str, Any] = {"state": "open"}
    done: dict[str, Any] = {"state": "completed", "last_seen": "2022"}
    return [
        entry(1, "Fire engines, aid and shelter from Barcelona", organiser="City of Barcelona", last_seen="2022-09", **active),
        entry(2, "Buses and ambulances from Hamburg", by=HAMBURG_CITY, organiser="City of Hamburg", last_seen="2024-04", **active),
        entry(3, "Vehicle fleet and fire engines from Leipzig", organiser="City of Leipzig with BMZ", last_seen="2024", **active),
        entry(4, "Brussels platform for Kyiv", organiser="European partner cities of Kyiv", organiser_city="Brussels",
              sector="infrastructure", last_seen="2024", **active),
        entry(5, "Copenhagen-Kyiv twinning for reconstruction", organiser="City of Copenhagen", sector="expertise", last_seen="2023"),
        *(entry(number) for number in (6, 7, 8)),
        *(entry(number, **done) for number in range(9, 17)),
    ]  # fmt: skip


def aid_of(
    for_city: Sequence[RecordedInitiative] = (), by_partners: Sequence[RecordedInitiative] = (), by_city: Sequence[RecordedInitiative] = (),
    for_country: Sequence[RecordedInitiative] = (), *, pairings: int = 1, held: Held | None = None,
) -> AidOf:  # fmt: skip
    return AidOf(KYIV_CITY, for_city, by_partners, by_city, for_country, pairings, held)


def card(aid: AidOf, chosen: AidFilter | None = None, page: int = 1) -> Seen:
    seen = Seen(aid_card(asking(), aid, chosen or AidFilter(), page=page))
    assert not faults(seen.answer)
    return seen


def test_the_first_page_of_aid_for_kyiv() -> None:
    whole = [entry(number, beneficiary=None) for number in range(30, 37)]
    seen = card(aid_of(kyivs(), for_country=whole))
    assert (
        seen.plain
        == """\
Aid for Kyiv: 16 initiatives recorded, none known to be open today
4 were active when last seen (2022 to 2024), 4 are of unknown state, 8 are completed.
No donation link is shown, because none is verified.

Active when last seen · 4
1. Vehicle fleet and fire engines from Leipzig
City of Leipzig with BMZ · goods · last seen 2024
[Button: Open 1]
2. Brussels platform for Kyiv
European partner cities of Kyiv (Brussels) · infrastructure · last seen 2024
[Button: Open 2]
3. Buses and ambulances from Hamburg
City of Hamburg · goods · last seen Apr 2024
[Button: Open 3]
4. Fire engines, aid and shelter from Barcelona
City of Barcelona · goods · last seen Sep 2022
[Button: Open 4]

State unknown · 4
5. Copenhagen-Kyiv twinning for reconstruction
City of Copenhagen · expertise · last seen 2023
[Button: Open 5]

Page 1 of 5 · 1 to 5 of 23, the last 7 for all of Ukraine
[Button: Next page]
[Button: Filter]
[Button: Pairings of Kyiv]
[Button: Check a link]"""
    )
    assert seen.colour == theme.LIST
    assert seen.blurple == ["Next page"]
    assert seen.custom_id("Next page") == f"ad:p:{KYIV}:2:0000"
    assert seen.custom_id("Open 2") == "in:o:4"


def test_numbers_go_on_over_the_pages_and_groups_say_that_they_do() -> None:
    aid = aid_of(kyivs())
    second, last = card(aid, page=2), card(aid, page=99)
    assert "State unknown · 4, continued" in second.said
    assert "Open 6" in second.buttons
    assert last.said.split("\n")[-1] == "Page 4 of 4 · 16 to 16 of 16"
    assert "Previous page" in last.buttons


def test_one_of_each_is_said_in_the_singular() -> None:
    seen = card(aid_of([
        entry(1, state="open", check_by="2027-01"), entry(2, state="open", last_seen="2024"), entry(3), entry(4, state="completed"),
    ]))  # fmt: skip
    assert seen.title == "Aid for Kyiv: 4 initiatives recorded, 1 open today"
    assert "1 is open today, 1 was active when last seen (2024), 1 is of unknown state, 1 is completed." in seen.said
    assert card(aid_of([entry(1)])).title == "Aid for Kyiv: 1 initiative recorded, none known to be open today"


def test_open_is_open_only_within_its_check_date() -> None:
    past = card(aid_of([entry(1, state="open", check_by="2026-11-21", last_seen="2026")]))
    held = card(aid_of([entry(1, state="open", check_by="2026-11-22", last_seen="2026")]))
    assert "none known to be open today" in past.title
    assert "1 open today" in held.title
    assert "Open today · 1" in held.said


def test_a_military_purpose_is_hidden_and_counted_with_the_way_to_see_it() -> None:
    aid = aid_of([entry(1), entry(2, "Drones", purpose="military")])
    seen = card(aid)
    assert "Drones" not in seen.said
    assert "1 with a military purpose not shown: !aid Kyiv purpose:military" in seen.said
    assert "1 initiative recorded" in seen.title
    asked = card(aid, AidFilter(military=True))
    assert "Drones" in asked.said
    assert "not shown" not in asked.said
    only = card(aid_of([entry(2, "Drones", purpose="military")]))
    assert "Nothing else is recorded. That does not mean that there is nothing." in only.said


def test_an_occupied_city_has_no_donation_link() -> None:
    seen = card(aid_of([entry(1)], held=OCCUPIED))
    assert "Kyiv is occupied (as of 22 Aug 2026). History only." in seen.said
    assert "No donation link is shown for an occupied place." in seen.said


def test_what_partners_do_elsewhere_and_what_the_city_does_come_after() -> None:
    for_all = entry(3, "Marathon", None, KYIV_CITY)
    seen = card(aid_of([entry(1)], [entry(2, "Buses", LVIV, HAMBURG_CITY)], [for_all], [for_all, entry(4, "Generators", None)]))
    assert (
        "From partner cities of Kyiv, for other places in Ukraine · 1\n2. Buses\nfor Lviv · City of Example (Hamburg)"
        in seen.said
    )
    assert "From Kyiv, for other places · 1\n3. Marathon\nfor all of Ukraine · " in "\n".join(
        line for line in seen.said.split("\n") if line
    )
    assert "For all of Ukraine · 1" in seen.said
    assert seen.said.count("Marathon") == 1
    assert seen.said.split("\n")[-1] == "The last for all of Ukraine"


def test_where_none_is_for_the_city_the_title_says_what_is_listed_instead() -> None:
    theirs = entry(3, "Marathon", LVIV, KYIV_CITY)
    by = card(aid_of(by_city=[theirs], for_country=[entry(4, beneficiary=None), entry(5, beneficiary=None)]))
    assert by.title == "Aid for Kyiv: none recorded; 1 by Kyiv for others"
    assert (
        "No initiative for Kyiv is recorded. That does not mean that there is none. "
        "Recorded: 1 by Kyiv for others and 2 for all of Ukraine." in by.said
    )
    country = card(aid_of(for_country=[entry(4, beneficiary=None)]))
    assert country.title == "Aid for Kyiv: none recorded; 1 for all of Ukraine"
    hidden = card(aid_of([entry(2, "Drones", purpose="military")], by_city=[theirs]))
    assert hidden.title == "Aid for Kyiv: no civilian initiative recorded; 1 by Kyiv for others"
    assert "No civilian initiative for Kyiv is recorded." in hidden.said


def test_a_verified_link_in_the_list_is_not_denied_because_it_is_anothers() -> None:
    theirs = entry(
        3, "Marathon", LVIV, KYIV_CITY, link="https://example.org/give", verification="verified",
        link_added_by=1, link_added="2026-11-01", link_approved_by=2, link_approved="2026-11-01", link_expires="2027-01-01",
    )  # fmt: skip
    assert "No donation link is shown" not in card(aid_of(by_city=[theirs])).said


def test_a_filter_is_named_and_kept_over_the_pages() -> None:
    chosen = AidFilter(Sector.GOODS, None, Standing.COMPLETED)
    seen = card(aid_of(kyivs()), chosen)
    assert "Filter: goods, completed" in seen.said
    assert seen.custom_id("Next page") == f"ad:p:{KYIV}:2:{chosen.code}"
    empty = card(aid_of(kyivs()), AidFilter(Sector.CULTURE))
    assert "Nothing recorded fits this filter. That does not mean that there is nothing." in empty.said


@pytest.mark.parametrize("sector", [None, *Sector])
@pytest.mark.parametrize("ask", [None, *Ask])
def test_a_filter_survives_its_code(sector: Sector | None, ask: Ask | None) -> None:
    for standing in (None, *Standing):
        for military in (False, True):
            chosen = AidFilter(sector, ask, standing, military)
            assert AidFilter.from_code(chosen.code) == chosen
            assert len(chosen.code) == 4


@pytest.mark.parametrize("forged", ["", "9", "99999", "abcd", "٣²½x", "0" * 80])
def test_a_forged_filter_filters_by_what_it_means_or_nothing(forged: str) -> None:
    assert isinstance(AidFilter.from_code(forged), AidFilter)


def test_nothing_at_all_is_one_sentence() -> None:
    seen = card(aid_of())
    assert seen.plain.split("\n")[0] == "No initiative is recorded for Kyiv, Ukraine. That does not mean that there is none."
    assert seen.buttons == ["Pairings of Kyiv"]
    assert card(aid_of(pairings=0)).buttons == []


def test_aid_between_two_cities() -> None:
    seen = Seen(
        aid_between_card(asking(), HAMBURG_CITY, KYIV_CITY, [entry(2, "Buses", by=HAMBURG_CITY, organiser="City of Hamburg")])
    )
    assert (
        seen.plain
        == """\
Aid between Hamburg and Kyiv: 1 initiative recorded
No donation link is shown, because none is verified.

1. Buses
for Kyiv · City of Hamburg · goods
[Button: Open 1]

No entry means none recorded, not that there is none
[Button: All aid for Hamburg]
[Button: All aid for Kyiv]"""
    )
    assert not faults(seen.answer)


def test_what_does_not_fit_between_two_cities_is_counted_and_what_is_military_is_said_to_be() -> None:
    seen = Seen(aid_between_card(asking(), HAMBURG_CITY, KYIV_CITY, [entry(number) for number in range(1, 12)]))
    assert "3 more stand among all aid for each city" in seen.said
    assert not faults(seen.answer)
    drones = Seen(aid_between_card(asking(), HAMBURG_CITY, KYIV_CITY, [entry(1, "Drones", purpose="military")]))
    assert drones.plain == (
        "No civilian aid between Hamburg and Kyiv is recorded. That does not mean that there is none. "
        "1 with a military purpose not shown."
    )


def test_one_initiative_whole() -> None:
    of = initiative(
        7, KYIV, "Buses and ambulances from Hamburg", state="open", started="2022", last_seen="2024-04", organiser="City of Hamburg",
        note="Three buses and three ambulances.",
    )  # fmt: skip
    told_by = source(5, "B", "City of Hamburg", url="https://www.hamburg.de/pakt", published="2024-04-22")
    by = organisation(1, "Hamburg city", domain="hamburg.de", country_code="DE", home_city="Hamburg", what="a city government")
    seen = Seen(initiative_card(asking(), recorded_initiative(of, KYIV_CITY, HAMBURG_CITY, by, told_by)))
    assert (
        seen.plain
        == """\
Buses and ambulances from Hamburg
City of Hamburg, for Kyiv.
Active when last seen Apr 2024, 2 years ago. Nothing newer confirms it.

Sector: goods
Asks for: not recorded
Since: 2022
More: Three buses and three ambulances.

Who runs it
Hamburg city
A city government
Seat: Hamburg, Germany
Official site, in words: hamburg.de

Link and source
No link is shown, because none is verified.
Source: hamburg.de · 22 Apr 2024 · grade B, the city’s own site

Entry: initiative 7
[Button: All aid for Kyiv]
[Button: Pairings of Hamburg]"""
    )
    assert sum(each["type"] == SEPARATOR for each in seen.components) == 4


@pytest.mark.parametrize(
    ("verification", "said"),
    [
        ("unverified", "No link is shown, because none is verified."),
        ("listed", "Its page is listed on example.org, which we cite. No link is shown, because none is verified."),
        ("lapsed", "Its link lapsed. It is shown again when two people have checked it anew."),
        ("withdrawn", "Its link is withheld: members reported it, and it is looked at."),
    ],
)
def test_a_link_that_two_people_did_not_check_is_never_shown(verification: str, said: str) -> None:
    of = entry(1, link="https://give.example.org/now", verification=verification)
    seen = Seen(initiative_card(asking(), of))
    assert "give.example.org" not in str(seen.components)
    assert said in seen.said


@pytest.mark.parametrize(
    ("verification", "publisher", "url", "named"),
    [
        ("unverified", "fund.example.net", "https://fund.example.net/about", "the organiser’s own page"),
        ("withdrawn", "A Relief Fund", "https://www.example.net/news", "A Relief Fund"),
        ("lapsed", "www.fund.example.net", "", "the organiser’s own page"),
        ("unverified", "The Daily Example", "https://news.example.org/1", "news.example.org"),
    ],
)
def test_a_source_on_the_site_of_a_link_that_is_not_shown_does_not_give_it_away(
    verification: str, publisher: str, url: str, named: str
) -> None:
    of = initiative(1, KYIV, link="https://fund.example.net/give", verification=verification)
    told_by = source(5, "E", publisher, url=url, citation="" if url else "A leaflet, 2024")
    seen = Seen(initiative_card(asking(), recorded_initiative(of, KYIV_CITY, told_by=told_by)))
    assert f"Source: {named} · " in seen.said
    assert "example.net" not in str(seen.components)


def test_a_checked_link_lapses_by_itself_on_the_day_after_its_last() -> None:
    of = entry(1, link="https://give.example.org/now", verification="verified", link_expires="2026-11-21")
    seen = Seen(initiative_card(asking(), of))
    assert "give.example.org" not in str(seen.components)
    assert "Its link lapsed on 21 Nov 2026. It is shown again when two people have checked it anew." in seen.said
    assert "No donation link is shown, because none is verified." in card(aid_of([of])).said


def test_a_link_that_lapsed_before_its_day_is_not_said_to_have_lapsed_on_it() -> None:
    of = entry(1, link="https://give.example.org/now", verification="lapsed", link_expires="2026-12-05")
    assert "Its link lapsed. It is shown again when" in Seen(initiative_card(asking(), of)).said


@pytest.mark.parametrize(
    ("link", "verification", "offered"),
    [
        ("https://give.example.org/now", "verified", True),
        ("https://give.example.org/now", "listed", True),
        ("https://give.example.org/now", "withdrawn", False),
        ("", "unverified", False),
    ],
)
def test_a_link_can_be_reported_unless_it_is_withheld_already(link: str, verification: str, offered: bool) -> None:
    seen = Seen(initiative_card(asking(), entry(1, link=link, verification=verification)))
    assert ("Report" in seen.buttons) == offered


def test_a_checked_link_is_shown_but_not_for_an_occupied_place() -> None:
    of = entry(1, "Winter coats", link="https://give.example.org/now", verification="verified")
    assert (
        "(https://give.example.org/now): given 3 Nov 2026, checked by another on 5 Nov 2026, shown until 5 Dec 2026."
        in "\n".join(Seen(initiative_card(asking(), of)).texts)
    )
    assert "link verified until 5 Dec 2026" in card(aid_of([of])).said
    occupied = Seen(initiative_card(asking(), of, occupied=True))
    assert "give.example.org" not in str(occupied.components)
    assert "No donation link is shown for an occupied place." in occupied.said
    assert "Verified links: checked by two people, dated." in card(aid_of([of])).said


def test_what_is_completed_needs_no_newer_word() -> None:
    seen = Seen(initiative_card(asking(), entry(1, state="completed", last_seen="2022-03")))
    assert "Completed, last seen Mar 2022, 4 years ago.\n" in seen.said
    assert "Nothing newer" not in seen.said


def test_an_initiative_for_a_whole_country_leads_to_no_city() -> None:
    chicago = city(CHICAGO, "Chicago", "US", region="Illinois")
    seen = Seen(initiative_card(asking(), entry(1, beneficiary=None, by=chicago, organiser="Example Relief")))
    assert "Example Relief (Chicago), for all of Ukraine." in seen.said
    assert seen.buttons == ["Pairings of Chicago"]
