"""The card of ``nearest``: who near a city is tied to another or helps it, how the tie stands, and whom to write to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import PartialDate
from bot.domain.places import City, Control
from bot.domain.records import Held, RecordedInitiative, RecordedPairing
from bot.network.nearest import nearest
from bot.ui.card import Attached
from bot.ui.illustrated import Illustrated, View
from bot.ui.nearest import NearestAnswer, nearest_card, nothing_near, same_city, ties_shown, two_needed
from tests.factories import TODAY, city, happened, initiative, organisation, recorded_pairing, source
from tests.ui import catalogues as any_
from tests.ui.seen import Seen, asking, faults
from tests.ui.test_limits import FILLERS, full_city, full_initiative, full_pairing, walk, widely

BERLIN = city(2950159, "Berlin", "DE", latitude=52.52, longitude=13.41)
KYIV = city(703448, "Kyiv", "UA", latitude=50.45, longitude=30.52)
LEIPZIG = city(2879139, "Leipzig", "DE", latitude=51.34, longitude=12.37)
MUNICH = city(2867714, "Munich", "DE", latitude=48.14, longitude=11.58)
MOSCOW = city(524901, "Moscow", "RU", latitude=55.75, longitude=37.62)
OCCUPIED = Held(Control.OCCUPIED, PartialDate("2026-08-22"), source())


def tied(other: City, kind: str = "signed", date: str = "2025") -> RecordedPairing:
    return recorded_pairing([happened(kind, date)], KYIV, other)


def done_by(organiser: City | None, number: int = 1, *, domain: str = "example.org", **fields: Any) -> RecordedInitiative:
    return RecordedInitiative(
        initiative(number, **{"title": f"Help {number}", **fields}), KYIV, organiser, organisation(domain=domain), source()
    )


def answer(
    pairings: list[RecordedPairing], initiatives: list[RecordedInitiative] | None = None, held: Held | None = None
) -> NearestAnswer:
    return NearestAnswer(BERLIN, KYIV, nearest(BERLIN, KYIV, pairings, initiatives or [], TODAY), held)


def test_the_title_names_the_nearest_and_each_row_says_how_the_tie_stands() -> None:
    helped = [done_by(MUNICH, state="open", check_by="2027", last_seen="2026-10")]
    seen = Seen(nearest_card(asking(), answer([tied(LEIPZIG), tied(MOSCOW, "ended", "2016-02-11")], helped)))
    assert (
        seen.said
        == """\
Nearest to Berlin with a tie with Kyiv: Leipzig, Germany, 149 km
3 places recorded for Kyiv: 1 with an active tie, 1 with a halted tie and 1 with an initiative for it and no recorded tie.

With a tie, standing or begun, or an initiative · 2
Leipzig, Germany · 149 km · sister city · 2025 · active as of 2025
Munich, Germany · 504 km · no tie recorded
“Help 1” · City of Example (Munich) · goods · open today, last seen Oct 2026
Contact: example.org

With a halted tie · 1
Suspended, dormant or ended, and no initiative is recorded
Moscow, Russia · 1,609 km · sister city · ended 11 Feb 2016

Distances are from Berlin, as the crow flies. A contact is the organisation’s own domain, where a source shows it; it is no checked link"""
    )
    assert seen.buttons == ["Pairings of Kyiv", "Aid"]
    assert seen.options == [
        "Leipzig – Kyiv (Active as of 2025 · 2025)",
        "Moscow – Kyiv (Ended 11 Feb 2016)",
        "Help 1 (City of Example (Munich))",
    ]


def test_what_the_asking_city_has_itself_stands_first_and_can_be_opened() -> None:
    seen = Seen(nearest_card(asking(), answer([tied(BERLIN), tied(LEIPZIG)], [done_by(BERLIN), done_by(BERLIN, 2)])))
    assert "Berlin itself has a tie with Kyiv (2025, active as of 2025) and 2 initiatives for it." in seen.said
    assert seen.options[0] == "Berlin – Kyiv (Active as of 2025 · 2025)"
    assert "Help 1 (City of Example (Berlin))" in seen.options


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("proposed", "a proposed tie with Kyiv (proposed 2025)"),
        ("invited", "an invitation to a tie with Kyiv (invited 2025)"),
        ("approved", "an approved tie with Kyiv (approved 2025, not yet signed)"),
        ("suspended", "a suspended tie with Kyiv (suspended 2025)"),
        ("ended", "an ended tie with Kyiv (ended 2025)"),
    ],
)
def test_what_the_asking_city_has_is_called_by_its_status(kind: str, own: str) -> None:
    listed = Seen(nearest_card(asking(), answer([tied(BERLIN, kind), tied(LEIPZIG)], [done_by(BERLIN)])))
    assert f"Berlin itself has {own} and 1 initiative for it." in listed.said
    alone = Seen(nearest_card(asking(), answer([tied(BERLIN, kind)])))
    assert alone.said.startswith(
        f"Berlin, Germany itself has {own.split(' (', maxsplit=1)[0]}, Ukraine. Nothing is recorded of any other place."
    )


def test_each_place_is_counted_once_and_what_has_both_is_said_to() -> None:
    helping = [done_by(LEIPZIG), done_by(MUNICH, 2), done_by(MOSCOW, 3)]
    several = Seen(nearest_card(asking(), answer([tied(LEIPZIG), tied(MOSCOW, "ended", "2016")], helping)))
    assert (
        "3 places recorded for Kyiv: 1 with an active tie, 1 with a halted tie and 1 with an initiative for it and no recorded tie; "
        "2 of those with a tie have an initiative for it too." in several.said
    )
    one = Seen(nearest_card(asking(), answer([tied(LEIPZIG)], helping[:1])))
    assert "1 place recorded for Kyiv: 1 with an active tie; the one with a tie has an initiative for it too." in one.said
    some = Seen(nearest_card(asking(), answer([tied(LEIPZIG), tied(MUNICH)], helping[:1])))
    assert "2 places recorded for Kyiv: 2 with an active tie; 1 of those with a tie has an initiative for it too." in some.said


def test_an_occupied_place_that_asks_is_said_to_be_and_sent_to_ask_nobody() -> None:
    listed = nearest(BERLIN, KYIV, [tied(LEIPZIG)], [], TODAY)
    assert (
        "Berlin is occupied (as of 22 Aug 2026). History only."
        in Seen(nearest_card(asking(), NearestAnswer(BERLIN, KYIV, listed, None, OCCUPIED))).said
    )
    none = nearest(BERLIN, KYIV, [], [], TODAY)
    assert Seen(nearest_card(asking(), NearestAnswer(BERLIN, KYIV, none))).buttons == ["Whom Berlin could ask"]
    nobody = Seen(nearest_card(asking(), NearestAnswer(BERLIN, KYIV, none, None, OCCUPIED)))
    assert nobody.said.startswith("Berlin is occupied (as of 22 Aug 2026). History only. No place")
    assert nobody.buttons == []


def test_only_halted_ties_are_said_to_be_all_there_is() -> None:
    seen = Seen(nearest_card(asking(), answer([tied(MOSCOW, "ended", "2016")])))
    assert seen.title == "Near Berlin, only halted ties with Kyiv are recorded"
    assert "With a tie, standing or begun, or an initiative" not in seen.said


@pytest.mark.parametrize(
    ("kind", "date", "words"),
    [
        ("signed", "1990", "a tie of unknown status with Kyiv"),
        ("approved", "2025", "an approved tie with Kyiv"),
        ("proposed", "2025", "a proposed tie with Kyiv"),
        ("invited", "2025", "an invitation to a tie with Kyiv"),
    ],
)
def test_a_tie_that_was_only_begun_or_of_which_nothing_is_known_is_not_called_more(kind: str, date: str, words: str) -> None:
    assert (
        Seen(nearest_card(asking(), answer([tied(LEIPZIG, kind, date)]))).title
        == f"Nearest to Berlin with {words}: Leipzig, Germany, 149 km"
    )


def test_a_place_that_helps_and_whose_tie_has_ended_is_named_for_its_help() -> None:
    seen = Seen(nearest_card(asking(), answer([tied(LEIPZIG, "ended", "2016")], [done_by(LEIPZIG)])))
    assert seen.title == "Nearest to Berlin with an initiative for Kyiv: Leipzig, Germany, 149 km"


def test_an_occupied_city_shows_its_history_and_no_contact() -> None:
    seen = Seen(nearest_card(asking(), answer([tied(LEIPZIG)], [done_by(MUNICH)], OCCUPIED)))
    assert "Kyiv is occupied (as of 22 Aug 2026). History only." in seen.said
    assert "example.org" not in seen.said
    assert "No donation link or contact is shown for an occupied place" in seen.said
    assert seen.buttons == ["Pairings of Kyiv"]


def test_no_link_is_shown_even_of_an_initiative_with_a_verified_one() -> None:
    verified = done_by(MUNICH, link="https://example.org/give", verification="verified", state="open")
    seen = Seen(nearest_card(asking(), answer([], [verified])))
    assert "Contact: example.org" in seen.said
    assert not any("https://" in text or "](" in text for text in seen.texts)


def test_what_is_left_out_is_counted() -> None:
    initiatives = [done_by(MUNICH), done_by(MUNICH, 2, purpose="military"), done_by(None, 3), done_by(None, 4)]
    said = Seen(nearest_card(asking(), answer([], initiatives))).said
    assert "1 initiative with a military purpose not shown." in said
    assert "2 initiatives are not listed here, because no city of their organiser is recorded." in said


def test_more_initiatives_than_two_and_more_contacts_than_three_are_counted() -> None:
    initiatives = [done_by(MUNICH, number, domain=f"{number}.example") for number in range(1, 6)]
    said = Seen(nearest_card(asking(), answer([], initiatives))).said
    assert "3 more initiatives · contact: 1.example, 2.example, 3.example and 2 more" in said


def test_nobody_is_said_neutrally_with_what_to_do_next() -> None:
    seen = Seen(nearest_card(asking(), answer([])))
    assert seen.said == (
        "No place with a tie with Kyiv, Ukraine, or with an initiative for it, is recorded. That does not mean that there is none."
    )
    assert seen.buttons == ["Whom Berlin could ask"]
    own = Seen(nearest_card(asking(), answer([tied(BERLIN)], [done_by(BERLIN)])))
    assert own.said.startswith(
        "Berlin, Germany itself has a tie with Kyiv, Ukraine and 1 initiative for it. Nothing is recorded of any other place."
    )
    assert own.buttons == ["Pairings of Kyiv", "Aid", "Whom Berlin could ask"]


def test_nobody_is_sent_to_ask_an_occupied_city() -> None:
    assert Seen(nearest_card(asking(), answer([], held=OCCUPIED))).buttons == []


def test_the_map_shows_the_ties_of_the_first_page_and_can_be_left_out() -> None:
    of = answer([tied(LEIPZIG), tied(BERLIN)], [done_by(MUNICH)])
    shown = Seen(nearest_card(asking(), of, how=Illustrated(View.MAP, Attached("map.png", b""), possible=True)))
    assert [pairing.other_than(KYIV.city_id).name for pairing in ties_shown(of)] == ["Berlin", "Leipzig"]
    assert shown.buttons[0] == "Text only"
    assert Seen(nearest_card(asking(), of, how=Illustrated(View.TEXT, possible=True))).buttons[0] == "Map"
    without = answer([], [done_by(MUNICH)])
    assert Seen(nearest_card(asking(), without, how=Illustrated(View.TEXT, possible=True))).buttons == ["Aid"]


@widely
@given(st.data())
def test_whatever_is_recorded_every_page_is_within_the_limits(data: st.DataObject) -> None:
    to = data.draw(any_.CITIES).model_copy(update={"city_id": 7})
    near = data.draw(any_.CITIES).model_copy(update={"city_id": 8})
    recorded = data.draw(st.one_of(st.just([]), any_.many_pairings(to, most=60)))
    done = any_.numbered(data.draw(st.lists(any_.RECORDED_INITIATIVES, max_size=12)) * data.draw(st.integers(0, 4)))
    if data.draw(st.booleans()):
        recorded = [*recorded, recorded_pairing([], near, to)]
        done = [*done, *(RecordedInitiative(one.initiative, to, near, one.organisation, one.source) for one in done[:5])]
    found = NearestAnswer(near, to, nearest(near, to, recorded, done, TODAY), data.draw(st.one_of(st.none(), any_.HELD)))
    how = Illustrated(data.draw(st.sampled_from([View.MAP, View.TEXT])), possible=True)
    pages = walk(lambda page: nearest_card(asking(), found, page=page, how=how))
    rows = [
        line for seen in pages if seen.answer.is_card for text in seen.texts for line in text.split("\n") if line.startswith("**")
    ]
    assert len(rows) == len(found.places)


@pytest.mark.parametrize("filler", FILLERS)
def test_the_fullest_list_is_within_the_limits(filler: str) -> None:
    near, to = full_city(filler, 1), full_city(filler, 99)
    recorded = [full_pairing(filler, to, full_city(filler, number, "US"), 1, 2) for number in range(1, 30)]
    done = [full_initiative(filler, number, state="open") for number in range(1, 30) for _ in range(3)]
    found = NearestAnswer(near, to, nearest(near, to, recorded, done, TODAY), OCCUPIED, OCCUPIED)
    walk(lambda page: nearest_card(asking(), found, page=page))
    walk(lambda page: nearest_card(asking(), NearestAnswer(near, to, found.found), page=page))


@pytest.mark.parametrize("filler", FILLERS)
@pytest.mark.parametrize("held", [None, OCCUPIED])
def test_the_fullest_sentence_is_within_the_limits(filler: str, held: Held | None) -> None:
    near, to = full_city(filler, 1, "US"), full_city(filler, 99)
    left_out = [done_by(None, number) for number in range(1, 1191)] + [done_by(MUNICH, 2000, purpose="military")]
    for ties, done in (([], []), ([full_pairing(filler, to, near, 1, 1)], [done_by(near, 3000)])):
        found = nearest(near, to, ties, [*left_out, *done], TODAY)
        for near_held in (None, OCCUPIED):
            assert not faults(nearest_card(asking(), NearestAnswer(near, to, found, held, near_held)))


@widely
@given(any_.CITIES)
def test_the_sentences_are_within_the_limits(of: City) -> None:
    for said in (same_city(asking(), of), two_needed(asking()), nothing_near(asking(), of)):
        assert not faults(said)
