"""Changes in words: what a reviewer, and whoever looks back, reads of each."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.changes import Change
from bot.domain.initiatives import Initiative
from bot.domain.tables import table_of
from bot.store.labels import Names
from bot.ui.changes import Changed, changed
from bot.ui.plain import plain_text
from bot.ui.quoting import address, marked, pieces, shortened, text
from tests.factories import (
    CHICAGO,
    KYIV,
    MOSCOW,
    city,
    city_name,
    claim,
    event,
    initiative,
    organisation,
    pairing,
    source,
)  # fmt: skip
from tests.ui import catalogues as any_
from tests.ui.test_limits import widely
from tests.ui.test_review_card import unescaped_backticks

NAMES = Names(
    {
        ("cities", (CHICAGO,)): "Chicago, Illinois, United States", ("cities", (MOSCOW,)): "Moscow, Russia", ("cities", (KYIV,)): "Kyiv, Ukraine",
        ("pairings", (1,)): "Chicago and Moscow", ("pairings", (2,)): "Chicago and Kyiv", ("countries", ("UA",)): "Ukraine",
        ("sources", (1,)): "The Daily Example, 2022", ("organisations", (1,)): "Example Relief", ("initiatives", (1,)): "Buses",
    },
    {1: "active", 2: "unknown"},
)  # fmt: skip


def new(entry: Any, **more: Any) -> Change:
    return Change(table_of(type(entry)).name, None, entry, **more)


def gone(entry: Any) -> Change:
    return Change(table_of(type(entry)).name, entry, None)


def edit(entry: Any, **fields: Any) -> Change:
    return Change(table_of(type(entry)).name, entry, entry.model_copy(update=fields))


def words(*changes: Change, names: Names = NAMES, given: Collection[int] = ()) -> list[tuple[str, str, str]]:
    """Label, now and proposed as they are read."""
    return [
        (plain_text(each.label), plain_text(each.now), plain_text(each.proposed)) for each in changed(changes, names, given=given)
    ]


def test_a_new_pairing_is_told_without_a_now() -> None:
    made = words(new(pairing(9, CHICAGO, KYIV)), new(event(1, "signed", 9)), new(claim(1, 1, "1991-03")))
    assert made[1:] == [("Status", "", "signed in Mar 1991"), ("Recorded source", "", "The Daily Example, 2022")]
    assert made[0][0] == "Pairing"
    assert made[0][1] == ""
    assert made[0][2].endswith("sister cities")


def test_what_happened_to_a_pairing_stands_beside_its_status() -> None:
    suspended = new(event(1, "suspended", 1, by_city=CHICAGO))
    said = new(
        claim(1, 1, "2022-02-28", "decided", 5, decided_by="the mayor", condition="until hostilities end", words="suspend")
    )
    made = words(suspended, said, new(source(5, url="https://example.org/5")), given={5})
    assert made == [
        ("Status", "active", "suspended on 28 Feb 2022 by the mayor (Chicago), until hostilities end"),
        ("The date is that of", "none", "the decision"),
        ("Exact word", "none", "suspend"),
    ]


def test_a_visit_changes_no_status() -> None:
    assert words(new(event(1, "visit", 1)), new(claim(1, 1, "2023", source_id=None))) == [("Event", "", "visit in 2023")]


def test_of_two_pairings_each_is_named() -> None:
    made = words(new(event(1, "ended", 1)), new(event(2, "resumed", 2)))
    assert [label for label, _, _ in made] == ["Status of Chicago and Moscow", "Status of Chicago and Kyiv"]


def test_a_second_source_is_told_apart_from_the_first() -> None:
    made = words(
        new(event(1, "signed", 1)), new(claim(1, 1, "1990")), new(claim(2, 1, "1984?", source_id=None, decided_by="the council"))
    )
    assert ("What another source says", "none", "event 1 perhaps 1984, by the council") in made


def test_only_the_fields_that_differ_are_told() -> None:
    recorded = pairing(1, CHICAGO, MOSCOW, note="Old.")
    assert words(edit(recorded, note="")) == [("Note", "Old.", "none")]
    after = type(recorded).model_validate(recorded.model_dump() | {"kind": "friendship"})
    assert words(Change("pairings", recorded, after)) == [("Kind", "sister cities", "friendship cities")]


def test_of_several_entries_each_is_named() -> None:
    made = words(edit(pairing(1, CHICAGO, MOSCOW), note="One."), edit(pairing(2, CHICAGO, KYIV), note="Two."))
    assert [label for label, _, _ in made] == ["Note of Chicago and Moscow", "Note of Chicago and Kyiv"]


def test_a_field_of_one_of_several_entries_reads_as_a_phrase() -> None:
    names = Names({**NAMES.labels, ("initiatives", (2,)): "Vehicles"}, {})
    others = [edit(initiative(1, KYIV), title="x"), edit(initiative(2, KYIV, "Vehicles"), beneficiary_id=CHICAGO, check_by=None)]
    made = [label for label, _, _ in words(*others, names=names)]
    assert "Beneficiary of Vehicles" in made
    assert next(label for label, _, _ in words(others[1], names=names)) == "For"


def test_what_is_taken_out_is_told_as_it_was() -> None:
    made = words(gone(event(1, "signed", 1)), gone(claim(1, 1, "1991")), gone(pairing(1, CHICAGO, MOSCOW)))
    assert ("Status", "signed in 1991", "taken out") in made
    assert ("Pairing", "Chicago and Moscow, sister cities", "taken out") in made


def test_a_new_initiative_says_whom_what_where_and_how_it_stands() -> None:
    made = words(
        new(
            initiative(
                title="Buses", organiser="City of Hamburg", ask="money", state="open", last_seen="2024-04", link="https://example.org/give",
                purpose="dual_use",
            )
        )
    )  # fmt: skip
    assert made == [
        ("Initiative", "", "Buses, for Kyiv, Ukraine"),
        ("Organiser", "", "City of Hamburg"),
        ("Link", "", "https://example.org/give"),
        ("Help", "", "goods, asks for money, dual use"),
        ("State", "", "open, last seen Apr 2024"),
        ("Recorded source", "", "The Daily Example, 2022"),
    ]


def test_a_link_to_be_checked_shows_the_link() -> None:
    before = initiative(link="https://example.org/give")
    assert words(edit(before, link_added_by=7, link_added="2026-11-22")) == [
        ("Link", "https://example.org/give", "https://example.org/give, to be checked")
    ]


def test_a_checked_link_says_until_when() -> None:
    checked = {
        "verification": "verified", "link_added_by": 7, "link_added": "2026-11-22", "link_approved_by": 8, "link_approved": "2026-11-23",
        "link_expires": "2026-12-23",
    }  # fmt: skip
    before = initiative(link="https://example.org/give")
    after = Initiative.model_validate(before.model_dump() | checked)
    assert words(Change("initiatives", before, after)) == [
        ("Link", "https://example.org/give", "https://example.org/give, checked by two people, until 23 Dec 2026")
    ]


def test_a_place_and_a_source_that_come_along_are_told_last() -> None:
    made = words(new(city(KYIV, "Kyiv")), new(source(5)), new(city_name(KYIV, "Kiev", "old_spelling", source_id=5)))
    assert [label for label, _, _ in made] == ["Name", "City", "Source"]
    assert made[0][2] == "“Kiev”, old spelling of Kyiv, Ukraine"
    assert made[1][2] == f"Kyiv, Ukraine, GeoNames {KYIV}"
    assert made[2][2] == "The Daily Example, grade D (press), undated, https://example.org/5"


def test_a_source_is_left_out_only_if_it_is_shown_as_given() -> None:
    change = new(source(5, url="https://example.org/5"))
    assert words(change, given={5}) == []
    assert [label for label, _, _ in words(change, given={6})] == ["Source"]


def test_an_organisation_is_told_field_by_field() -> None:
    more: dict[str, Any] = {
        "register_name": "EIN",
        "register_number": "12-3456789",
        "what": "A club of two cities.",
        "source_id": 1,
    }
    told = words(new(organisation(1, domain="example.org", country_code="UA", home_city_id=CHICAGO, **more)))
    assert told == [
        ("Organisation", "", "Example Relief"),
        ("Site", "", "example.org"),
        ("Seat", "", "Chicago, Illinois, United States, Ukraine"),
        ("Register", "", "EIN 12-3456789"),
        ("What it is", "", "A club of two cities."),
        ("Recorded source", "", "The Daily Example, 2022"),
    ]


def test_an_organisations_country_is_not_said_twice() -> None:
    seated = organisation(1, country_code="UA", home_city_id=KYIV)
    assert words(new(seated)) == [("Organisation", "", seated.name), ("Seat", "", "Kyiv, Ukraine")]
    assert ("Seat", "", "Ukraine") in words(new(organisation(1, country_code="UA")))


def test_a_place_that_is_listed_by_hand_is_told_as_one_that_geonames_has() -> None:
    [(label, _, said)] = words(new(city(CHICAGO, geonames_id=None, note="A county.", population=5000)))
    assert label == "City"
    assert said == "Chicago, Illinois, United States, listed by hand, population 5,000, A county."


def test_what_has_no_name_is_told_by_its_number() -> None:
    [made] = changed((edit(initiative(), organiser_city_id=77),), Names({}, {}))
    assert made == Changed("Organiser city", "none", "city 77")


# ---- Quoting --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://evil.example/x", "`https://evil.example/x`"),
        ("see evil.example/x, and more.", "see `evil.example/x`, and more."),
        ("[click](https://evil.example)", "\\[click\\](`https://evil.example`)"),
        ("the vote was 14.5 to 3", "the vote was 14.5 to 3"),
        ("@everyone *now*", "@\u200beveryone \\*now\\*"),
        ("https://exa`mple.org", "`https://example.org`"),
    ],
)
def test_addresses_cannot_be_clicked(written: str, shown: str) -> None:
    assert text(written) == shown


def test_a_disguised_host_is_shown_in_both_forms() -> None:
    assert address("https://аррӏе.com/") == "`https://xn--80ak6aa92e.com/ (аррӏе.com)`"


def test_what_cannot_be_seen_is_written_out() -> None:
    assert address("https://example.org/\u200bx") == "`https://example.org/\\u200bx`"


def test_a_message_keeps_its_addresses_in_backticks() -> None:
    assert marked("it resembles `a.example` *so*") == "it resembles `a.example` \\*so\\*"
    assert marked("one ` alone") == "one \\` alone"


@widely
@given(any_.quoted(3000), st.integers(20, 900))
def test_pieces_are_whole_and_lose_nothing(markup: str, limit: int) -> None:
    made = pieces(markup, limit)
    assert all(len(piece) <= limit for piece in made)
    assert all(unescaped_backticks(piece) % 2 == 0 for piece in made)
    joined = "".join(plain_text(piece) for piece in made)
    assert "".join(joined.split()) == "".join(plain_text(markup).split())


@widely
@given(any_.quoted(3000), st.integers(20, 900))
def test_what_is_shortened_fits_and_stays_inert(markup: str, limit: int) -> None:
    made = shortened(markup, limit)
    assert len(made) <= limit
    assert unescaped_backticks(made) % 2 == 0
    # Between backticks Discord mentions nobody, and an address is shown there as it is.
    assert "@e" not in re.sub(r"(?<!\\)`[^`]*`", "", made)
