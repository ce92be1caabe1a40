"""The card of ``match``: whom a city could ask, each with its reasons, the points they gave, and what is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import PartialDate
from bot.domain.pairings import Status
from bot.domain.places import City, Control
from bot.domain.records import Held
from bot.network.match import Candidate, CountryInterest, Match, Need, SharedPartners, SimilarSize
from bot.network.reasons import CAVEAT, how, named
from bot.ui.match import MatchAnswer, code_of, countries_at_most, match_card, not_a_country, number_of, occupied
from tests.factories import city, source
from tests.ui import catalogues as any_
from tests.ui.seen import Seen, asking, faults
from tests.ui.test_limits import FILLERS, full_city, walk, widely

COLUMBUS = city(4509177, "Columbus", "US", region="Ohio", population=913_175)
DNIPRO = city(709930, "Dnipro", "UA", population=968_502)
HAMBURG = city(2911298, "Hamburg", "DE")


FIGHTING = Held(Control.HOSTILITIES, PartialDate("2025-12-19"), source(publisher="Example Times"))


def dnipro(*more: SharedPartners | Need) -> Candidate:
    return Candidate(DNIPRO.city_id, "UA", (SimilarSize(29.0, 968_502, 913_175), *more, CountryInterest(13.0, "UA", "US", 52)))


def answer(*candidates: Candidate, countries: tuple[str, ...] = ("UA",), left_out: int = 0, **more: object) -> MatchAnswer:
    cities = {each.city_id: each for each in (DNIPRO, HAMBURG)}
    return MatchAnswer(COLUMBUS, countries, Match(candidates, left_out), cities, **more)  # type: ignore[arg-type]


def test_a_candidate_has_its_reasons_in_words_and_in_points() -> None:
    of = answer(
        dnipro(SharedPartners(10.0, (HAMBURG.city_id,)), Need(10.0, 0, FIGHTING)),
        left_out=3,
        occupied=50,
        tied=True,
        at_the_front=6,
        population_source="GeoNames’ figures, which carry no year",
    )
    seen = Seen(match_card(asking(), of))
    assert (
        seen.said
        == f"""\
Columbus, Ohio could ask: 1 place in Ukraine, the best fit first
{CAVEAT}

1. Dnipro, Ukraine · 62 of 100 points
Size: 968,502 people, and 913,175 here (29 of 30) · 1 shared partner: Hamburg (10 of 30) · \
need: hostilities recorded as of 19 Dec 2025, by Example Times (10 of 25) · 52 active ties between the United States and Ukraine recorded (13 of 15)

Left out in Ukraine: 3 places with a recorded tie of whatever status and 50 occupied places
{how(with_need=True)} Nothing else counts.
Need rests on appeals open today (none recorded; each counts until its check date) and on hostilities or their possibility \
(recorded of 6 places, each as of its date). Few are recorded: a place without these points may need as much, and one with them \
may be unable to answer.
People by GeoNames’ figures, which carry no year
!letter Columbus / Dnipro drafts a letter to one’s own council"""
    )
    assert seen.options == ["Dnipro, Ukraine (62 of 100 points)"]
    assert seen.buttons == ["Look everywhere", "Pairings of Columbus"]


def test_without_a_country_need_does_not_count_and_the_way_to_it_is_shown() -> None:
    seen = Seen(match_card(asking(), answer(dnipro(), countries=())))
    assert seen.title == "Columbus, Ohio could ask: 1 place, the best fit first"
    assert "42 of 75 points" in seen.said
    assert "!match Columbus for:Ukraine looks in one country, and counts need" in seen.said
    assert seen.buttons == []


def test_a_place_at_the_front_says_so_even_where_it_gives_no_points() -> None:
    at_the_front = replace(dnipro(), hostilities=FIGHTING)
    said = Seen(match_card(asking(), answer(at_the_front, countries=()))).said
    assert "hostilities recorded as of 19 Dec 2025, by Example Times (not counted)" in said
    assert "42 of 75 points" in said


def test_what_need_rests_on_is_counted_and_nothing_recorded_is_no_word_of_peace() -> None:
    said = Seen(match_card(asking(), answer(dnipro(), asking=1))).said
    assert "appeals open today (for 1 place; each counts until its check date)" in said
    assert "hostilities or their possibility (none recorded, each as of its date)" not in said
    assert "hostilities or their possibility (none recorded)" in said
    assert "a place without these points may need as much" in said
    assert "Need rests on" not in Seen(match_card(asking(), answer(dnipro(), countries=()))).said


def test_halted_ties_of_the_two_countries_are_mentioned() -> None:
    halted = {("UA", Status.SUSPENDED): 2, ("UA", Status.DORMANT): 1}
    said = Seen(match_card(asking(), answer(dnipro(), halted=halted))).said
    assert "Of the ties between the United States and Ukraine, 2 are suspended and 1 is dormant." in said


def test_populations_that_are_not_known_are_said_not_to_be() -> None:
    nameless = city(5, "Nowhere", "UA")
    unknown = MatchAnswer(
        city(4, "Somewhere", "DE"), ("UA",), Match((Candidate(5, "UA", (Need(10.0, 0, FIGHTING),)),), 0), {5: nameless}
    )
    said = Seen(match_card(asking(), unknown)).said
    assert "No population of Somewhere is recorded, so size gives no points." in said
    assert "Need: hostilities recorded as of 19 Dec 2025, by Example Times (10 of 25) · population not recorded" in said


def test_a_candidate_for_which_nothing_speaks_says_so() -> None:
    assert "Nothing recorded speaks for it" in Seen(match_card(asking(), answer(Candidate(DNIPRO.city_id, "UA", ())))).said


def test_nobody_to_ask_is_no_statement_that_there_is_none() -> None:
    seen = Seen(match_card(asking(), answer(left_out=2, tied=True)))
    assert seen.said == (
        "The catalogue holds no candidate in Ukraine for Columbus, Ohio. With 2 places there a tie is recorded. "
        "That does not mean that there is none."
    )
    assert seen.buttons == ["Look everywhere", "Pairings of Columbus"]


def test_candidates_are_not_looked_for_at_home() -> None:
    assert "Columbus, Ohio lies in the United States itself" in Seen(match_card(asking(), answer(countries=("US",)))).said


def test_an_occupied_city_is_given_no_candidates() -> None:
    held = Held(Control.OCCUPIED, PartialDate("2026-08-22"), source())
    seen = Seen(occupied(asking(), city(701822, "Mariupol"), held, tied=True))
    assert seen.said == "Mariupol is occupied (as of 22 Aug 2026). History only. No candidates are listed for it."
    assert seen.buttons == ["Pairings of Mariupol"]


def test_a_country_that_is_not_known_is_guessed_and_asked_back() -> None:
    guessed = Seen(not_a_country(asking(), "Columbus, Ohio", "ukrane", COLUMBUS.city_id, "UA"))
    assert guessed.said == "I know no country called “ukrane”. Did you mean !match Columbus, Ohio for:Ukraine?"
    assert guessed.buttons == ["Yes, Ukraine"]
    assert Seen(not_a_country(asking(), "Springfield", "ukrane", 0, "UA")).buttons == []
    unknown = Seen(not_a_country(asking(), "Columbus", "pizza"))
    assert unknown.said == "I know no country called “pizza”. Try !match Columbus for:Ukraine."
    assert "I see no country’s name after “for”." in Seen(not_a_country(asking(), "Columbus", "")).said


@pytest.mark.parametrize("code", ["AD", "UA", "ZZ"])
def test_a_country_survives_as_a_number_in_a_controls_id(code: str) -> None:
    assert code_of(number_of(code)) == code


@widely
@given(st.data())
def test_whatever_is_recorded_every_page_is_within_the_limits(data: st.DataObject) -> None:
    home = data.draw(any_.CITIES)
    cities = {number: data.draw(any_.CITIES).model_copy(update={"city_id": number}) for number in range(1, 15)}
    numbers = st.integers(1, 10**9)
    points = st.floats(0.1, 30)
    reasons = st.tuples(
        st.builds(SimilarSize, points, numbers, numbers),
        st.builds(SharedPartners, points, st.lists(st.sampled_from(sorted(cities)), min_size=1, max_size=9).map(tuple)),
        st.builds(CountryInterest, points, any_.CODES, any_.CODES, numbers),
        st.builds(Need, points, numbers, st.none() | any_.HELD),
    )
    candidates = tuple(Candidate(number, "UA", data.draw(reasons)) for number in range(1, 1 + data.draw(st.integers(0, 10))))
    countries = tuple(data.draw(st.lists(any_.CODES, max_size=5, unique=True)))
    halted = {(code, status): 1190 for code in countries for status in (Status.SUSPENDED, Status.DORMANT, Status.ENDED)}
    of = MatchAnswer(home, countries, Match(candidates, data.draw(numbers)), cities, halted, 50, tied=True)
    pages = walk(lambda page: match_card(asking(), of, page=page))
    rows = [
        line for seen in pages if seen.answer.is_card for text in seen.texts for line in text.split("\n") if line.startswith("**")
    ]
    assert len(rows) == len(candidates)


@pytest.mark.parametrize("filler", FILLERS)
def test_the_fullest_list_is_within_the_limits(filler: str) -> None:
    cities = {number: full_city(filler, number) for number in range(1, 15)}
    reasons = (
        SimilarSize(30.0, 10**9, 10**9),
        SharedPartners(30.0, tuple(cities)),
        CountryInterest(15.0, "UA", "US", 10**6),
        Need(25.0, 10**6, FIGHTING),
    )
    candidates = tuple(Candidate(number, "UA", reasons, FIGHTING) for number in range(1, 11))
    assert all(named(each) <= cities.keys() for each in candidates)
    home = full_city(filler, 99).model_copy(update={"population": None})
    of = MatchAnswer(
        home, ("UA", "US", "RU", "DE", "IL"), Match(candidates, 9), cities, asking=1190, at_the_front=1190,
        population_source=full_city(filler, 98).name,
    )  # fmt: skip
    walk(lambda page: match_card(asking(), of, page=page))
    everywhere = replace(of, countries=(), found=Match(tuple(replace(each, reasons=reasons[:3]) for each in candidates), 9))
    walk(lambda page: match_card(asking(), everywhere, page=page))


@widely
@given(any_.CITIES, any_.text(4000), any_.text(4000), any_.HELD)
def test_the_sentences_are_within_the_limits(of: City, one: str, other: str, held: Held) -> None:
    for said in (
        occupied(asking(), of, held, tied=True),
        not_a_country(asking(), one, other, of.city_id, "UA"),
        countries_at_most(asking()),
    ):
        assert not faults(said)
