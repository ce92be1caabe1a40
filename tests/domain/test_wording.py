"""How facts are said: each sentence as a member reads it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given

from bot.domain import wording
from bot.domain.dates import PartialDate
from bot.domain.pairings import Status
from bot.domain.places import City
from bot.domain.standing import RecordedEvent
from tests.domain.test_standing import anything_that_happened
from tests.factories import CHICAGO, MOSCOW, TODAY, city, countries, happened, recorded_pairing, source


def sentence(*events: RecordedEvent, a: City | None = None, b: City | None = None, kind: str = "sister_city") -> str:
    recorded = recorded_pairing(events, a, b, kind)
    return wording.status_sentence(recorded, recorded.standing(TODAY))


def in_row(*events: RecordedEvent) -> str:
    return wording.status_in_row(recorded_pairing(events).standing(TODAY))


def as_of(*events: RecordedEvent) -> str:
    return wording.as_of(recorded_pairing(events).standing(TODAY), TODAY)


SIGNED = happened("signed", "1997")
BY_THE_MAYOR: dict[str, Any] = {"decided_by": "the mayor, who directed the association", "condition": "until hostilities end"}


def test_a_suspension_names_who_decided_until_when_and_that_the_other_side_is_not_recorded() -> None:
    assert sentence(SIGNED, happened("suspended", "2022-02-28", by=CHICAGO, **BY_THE_MAYOR)) == (
        "Chicago suspended its tie with Moscow in February 2022 (the mayor), until hostilities end. Moscow’s position: not recorded."
    )


def test_the_other_side_s_position_is_told_where_it_is_known() -> None:
    chicago = happened("suspended", "2022-02-28", by=CHICAGO, **BY_THE_MAYOR)

    assert sentence(SIGNED, chicago, happened("suspended", "2022-12-15", by=MOSCOW, decided_by="Moscow’s city council, unanimously")).endswith(
        "Moscow’s position: suspended it too in December 2022 (the city council)."
    )  # fmt: skip
    assert sentence(SIGNED, chicago, happened("kept", "2022-05", by=MOSCOW)).endswith("Moscow’s position: kept it in May 2022.")
    assert sentence(SIGNED, happened("ended", "2024", by=CHICAGO), happened("ended", None, by=MOSCOW)).endswith(
        "Moscow’s position: ended it too."
    )


def test_what_the_other_side_did_before_the_tie_was_agreed_is_not_its_position() -> None:
    told = [
        happened("dormant", "1995", by=MOSCOW), happened("signed", "1997", by=MOSCOW), happened("suspended", "2022-02-28", by=CHICAGO),
    ]  # fmt: skip

    assert sentence(*told).endswith("Moscow’s position: not recorded.")


def test_an_end_is_told_like_a_suspension() -> None:
    assert sentence(SIGNED, happened("ended", "2016-02-11", by=CHICAGO, decided_by="the city council, with 97 votes")) == (
        "Chicago ended its tie with Moscow in February 2016 (the city council). Moscow’s position: not recorded."
    )


def test_a_halt_of_nobody_s_in_particular_blames_nobody() -> None:
    assert sentence(SIGNED, happened("suspended", "2022")) == "The tie of Chicago and Moscow was suspended in 2022."
    assert sentence(SIGNED, happened("ended", decided_by="by lapse of the notice")) == (
        "The tie of Chicago and Moscow was ended (by lapse of the notice)."
    )


def test_a_city_that_decided_for_itself_is_not_named_twice() -> None:
    assert sentence(happened("ended", "2018-06", by=MOSCOW, decided_by="Moscow, one-sidedly")) == (
        "Moscow ended its tie with Chicago in June 2018. Chicago’s position: not recorded."
    )


def test_a_proposal_is_the_vote_of_one_side() -> None:
    assert sentence(happened("proposed", "2022-03-25", by=CHICAGO, decided_by="the city council, 14–0")) == (
        "Chicago’s city council voted 14–0 in March 2022 to begin a tie with Moscow. Moscow’s position: not recorded."
    )
    assert sentence(happened("proposed", "2025", by=CHICAGO, decided_by="Chicago’s city council, unanimously")) == (
        "Chicago’s city council voted unanimously in 2025 to begin a tie with Moscow. Moscow’s position: not recorded."
    )


@pytest.mark.parametrize(
    ("decided_by", "who"),
    [
        ("the mayor", "mayor"),
        ("the council president, with the mayor’s consent", "council president"),
        ("the leader of the council", "leader of the council"),
    ],
)
def test_one_person_proposes_and_does_not_vote(decided_by: str, who: str) -> None:
    assert sentence(happened("proposed", "2022", by=CHICAGO, decided_by=decided_by)) == (
        f"Chicago’s {who} proposed in 2022 to begin a tie with Moscow. Moscow’s position: not recorded."
    )


def test_without_a_named_body_it_is_the_city_government_and_never_a_people() -> None:
    assert "Chicago’s city government " in sentence(happened("proposed", "2022", by=CHICAGO))
    assert "Leningrad Oblast’s regional government " in sentence(
        happened("proposed", "2022", by=2), a=city(1, "Chicago"), b=city(2, "Leningrad Oblast", level="region")
    )


def test_a_proposal_of_nobody_s_in_particular_is_put_into_no_city_s_mouth() -> None:
    told = sentence(happened("proposed", "2022-03-25"))

    assert "Chicago’s" not in told
    assert "Moscow’s" not in told
    assert "proposed in March 2022" in told


def test_an_invitation_says_who_invited_whom() -> None:
    invitation = happened("invited", "2024-05-03", by=1, decided_by="the state legislature, by resolution SCR 96")
    california, lviv = city(1, "State of California", "US", level="region"), city(2, "Lviv Oblast", level="region")

    assert sentence(invitation, a=california, b=lviv) == (
        "The State of California’s state legislature invited Lviv Oblast in May 2024 to begin a tie. Lviv Oblast’s position: not recorded."
    )


def test_an_approval_says_that_the_signature_is_not_confirmed() -> None:
    assert sentence(happened("approved", "2026-02", by=CHICAGO, decided_by="the city council")) == (
        "Chicago approved a tie with Moscow in February 2026 (the city council). Signature not confirmed."
    )
    assert sentence(happened("approved", "2026-02", decided_by="Ukraine’s ministry, by an order")) == (
        "A tie of Chicago and Moscow was approved in February 2026 (Ukraine’s ministry). Signature not confirmed."
    )


def test_a_kept_tie_is_told_as_the_decision_that_it_was() -> None:
    assert sentence(happened("kept", "2022-03-08", by=MOSCOW, decided_by="the city council, unanimously")) == (
        "Moscow kept its tie with Chicago in March 2022 (the city council)."
    )
    assert sentence(happened("kept", "2022", condition="with no new projects while the war lasts")) == (
        "The tie of Chicago and Moscow was kept in 2022, with no new projects while the war lasts."
    )


def test_an_active_tie_has_lasted_since_it_was_signed() -> None:
    listing = happened("listed", "2026")

    assert (
        sentence(happened("signed", "1990-08-13"), listing) == "Chicago and Moscow have been sister cities since 13 August 1990."
    )
    assert sentence(happened("signed", "1984~"), listing) == "Chicago and Moscow have been sister cities since about 1984."
    assert sentence(listing) == "Chicago and Moscow are sister cities. No source gives the date of signing."


@pytest.mark.parametrize(
    ("kind", "partners"),
    [
        ("friendship", "friendship cities"), ("partnership", "partner cities"), ("solidarity_pact", "partners in a solidarity pact"),
        ("memorandum", "partners under a memorandum"), ("region", "partner regions"), ("project", "partners in a project"),
    ],
)  # fmt: skip
def test_each_kind_of_tie_has_its_word(kind: str, partners: str) -> None:
    assert sentence(happened("signed", "2024"), kind=kind) == f"Chicago and Moscow have been {partners} since 2024."


def test_a_disputed_year_of_an_active_tie_is_not_chosen_for_the_reader() -> None:
    assert sentence(happened("signed", "2000", "2004"), happened("listed", "2026")) == (
        "Chicago and Moscow are sister cities; sources disagree on the year of signing: 2000 or 2004."
    )


def test_sources_that_differ_by_a_day_agree_on_the_year() -> None:
    signing = happened("signed", "1990-08-13", "1990-08-14")

    assert wording.year_of_signing(signing) == "1990"
    assert sentence(signing, happened("listed", "2026")) == (
        "Chicago and Moscow have been sister cities since 1990; sources disagree on the day."
    )


def test_a_dormant_tie_names_who_says_so() -> None:
    assert sentence(SIGNED, happened("dormant", "2017", decided_by="the Jacksonville Sister Cities Association")) == (
        "The tie of Chicago and Moscow has been dormant since 2017 (the Jacksonville Sister Cities Association)."
    )
    assert sentence(SIGNED, happened("dormant")) == "The tie of Chicago and Moscow has been dormant."


@pytest.mark.parametrize(
    ("dates", "when"),
    [
        (("1990-08-13",), " on 13 August 1990"),
        (("1990-08",), " in August 1990"),
        (("1984~",), " about 1984"),
        (("1984?",), " perhaps in 1984"),
        (("1984-05-03?",), " perhaps on 3 May 1984"),
        (("1984", "1989", "1990-08-13"), " in 1984, 1989 or 1990 (sources disagree)"),
        ((), ", on a date that no source gives"),
    ],
)
def test_an_old_signature_alone_is_told_with_the_question_that_it_leaves(dates: tuple[str, ...], when: str) -> None:
    assert sentence(happened("signed", *dates)) == f"Chicago and Moscow signed{when}. No source says how the tie stands today."


def test_a_tie_that_is_only_named_is_told_so() -> None:
    assert sentence() == (
        "Chicago and Moscow are named as sister cities, and no decision was found. No source says how the tie stands today."
    )


@pytest.mark.parametrize(
    ("date", "when"), [("2022-02-28?", "perhaps in February 2022"), ("2022~", "about 2022"), ("2022-02-28", "in February 2022")]
)
def test_an_uncertain_month_is_told_as_uncertain(date: str, when: str) -> None:
    assert sentence(happened("suspended", date, by=CHICAGO)).startswith(f"Chicago suspended its tie with Moscow {when}. ")


def test_a_state_and_a_republic_have_their_article_within_a_sentence() -> None:
    maryland, komi = city(1, "State of Maryland", "US", level="region"), city(2, "Komi Republic", "RU", level="region")

    assert sentence(happened("ended", "2022", by=1, decided_by="the governor"), a=maryland, b=komi) == (
        "The State of Maryland ended its tie with the Komi Republic in 2022 (the governor). The Komi Republic’s position: not recorded."
    )


@pytest.mark.parametrize(
    ("events", "row"),
    [
        ([happened("suspended", "2022-02-28", **BY_THE_MAYOR)], "suspended 28 Feb 2022 by the mayor, until hostilities end"),
        (
            [happened("suspended", "2022-07", decided_by="the city council, unanimously", condition="to be revisited if the conflict eases")],
            "suspended Jul 2022 by the city council, to be revisited if the conflict eases",
        ),
        ([happened("ended", "2022", decided_by="by lapse of the notice")], "ended 2022 by lapse of the notice"),
        ([happened("proposed", "2022-03-25", decided_by="the city council, 14–0")], "proposed 25 Mar 2022 by the city council, 14–0"),
        ([happened("dormant")], "dormant"),
        ([happened("suspended", condition="indefinitely")], "suspended, indefinitely"),
        ([happened("kept", "2022", decided_by="the city council")], ""),
        ([happened("signed", "1990")], ""),
    ],
)  # fmt: skip
def test_a_row_says_the_status_with_its_date_decider_and_condition(events: list[RecordedEvent], row: str) -> None:
    assert in_row(*events) == row


def test_knowledge_has_its_age_and_says_when_nothing_newer_confirms_it() -> None:
    assert as_of(happened("suspended", "2022-03-01")) == "As of 1 Mar 2022, 4 years ago. Nothing newer confirms it."
    assert as_of(happened("listed", "2016-11")) == "Listed Nov 2016, 10 years ago. Nothing newer confirms it."
    assert as_of(happened("listed", "2016")) == "Listed in 2016, 10 years ago. Nothing newer confirms it."
    assert as_of(happened("kept", "2026-08")) == "As of Aug 2026, 3 months ago."
    assert as_of(happened("listed", "2026-11")) == "Listed Nov 2026, this month."


def test_knowledge_without_a_date_says_so() -> None:
    assert as_of(happened("listed")) == "Listed by a source without a date. Nothing newer confirms it."
    assert as_of(happened("suspended")) == "No source gives a date."


def test_an_uncertain_year_of_a_listing_reads_well() -> None:
    assert wording.dated("Listed", PartialDate("2016~"), TODAY) == "Listed about 2016, 10 years ago. Nothing newer confirms it."
    assert (
        wording.dated("Listed", PartialDate("2016?"), TODAY) == "Listed perhaps in 2016, 10 years ago. Nothing newer confirms it."
    )


def test_few_of_a_status_are_named_so_that_exceptions_stand_in_the_first_line() -> None:
    standings = [(Status.ACTIVE, "Chicago")] * 24 + [(Status.UNKNOWN, "Saint Petersburg"), (Status.PROPOSED, "Kyiv")]

    assert wording.counts_by_status(standings) == "24 active, 1 proposed (Kyiv) and 1 of unknown status (Saint Petersburg)"


def test_many_of_a_status_are_counted() -> None:
    standings = [(Status.ENDED, f"City {number}") for number in range(1190)]

    assert wording.counts_by_status(standings) == "1,190 ended"
    assert wording.counts_by_status(standings[:3]) == "3 ended (City 0, City 1, City 2)"
    assert wording.counts_by_status([]) == ""


@pytest.mark.parametrize(
    ("dates", "year"),
    [
        (("1990-08-13",), "1990"),
        (("1984", "1989", "1990-08-13"), "1984, 1989 or 1990 (disputed)"),
        (("2004", "2000"), "2000 or 2004 (disputed)"),
        (("1990", "1990-08-13"), "1990"),
        ((), ""),
    ],
)
def test_a_disputed_year_of_signing_is_shown_as_disputed(dates: tuple[str, ...], year: str) -> None:
    assert wording.year_of_signing(happened("signed", *dates)) == year


def test_a_tie_without_a_signing_has_no_year() -> None:
    assert wording.year_of_signing(None) == ""


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"published": "2022-02-28"}, "28 Feb 2022 · grade D, press"),
        ({"grade": "A", "published": "1991"}, "1991 · grade A, signed text or order"),
        ({"grade": "B"}, "undated · grade B, the city’s own site"),
        ({"grade": "C"}, "undated · grade C, a network’s directory"),
        ({"grade": "E"}, "undated · grade E, encyclopedia or a user"),
        ({"grade": "E", "copy_of": "an encyclopedia"}, "undated · grade E, copy of an encyclopedia"),
        ({"copy_of": "encyclopedia"}, "undated · grade D, copy of an encyclopedia"),
        ({"copy_of": "the city law"}, "undated · grade D, copy of the city law"),
        ({"copy_of": "CNN Brasil"}, "undated · grade D, copy of CNN Brasil"),
    ],
)
def test_a_source_has_its_date_and_its_grade_in_words(fields: dict[str, Any], line: str) -> None:
    assert wording.source_line(source(**fields)) == line


@pytest.mark.parametrize(
    ("place", "title", "row", "row_of_a_neighbour"),
    [
        (city(1, "Chicago", "US", region="Illinois"), "Chicago, Illinois", "Illinois, United States", "Illinois"),
        (city(1, "Indianapolis", "US", region="Indiana"), "Indianapolis, Indiana", "Indiana, United States", "Indiana"),
        (city(1, "State of Iowa", "US", region="Iowa", level="region"), "State of Iowa, United States", "United States", "United States"),
        (city(1, "Kyiv", region="Kyiv City"), "Kyiv, Ukraine", "Ukraine", "Ukraine"),
        (city(1, "Atlantis", "XX"), "Atlantis, XX", "XX", "XX"),
    ],
)  # fmt: skip
def test_a_place_is_named_with_its_state_in_the_united_states_and_else_with_its_country(
    place: City, title: str, row: str, row_of_a_neighbour: str
) -> None:
    home = city(CHICAGO, "Chicago", "US", region="Illinois")

    assert wording.in_title(place, countries()) == title
    assert wording.whereabouts(place, countries()) == row
    assert wording.whereabouts(place, countries(), home=home) == row_of_a_neighbour


def test_namesakes_are_told_apart_in_full() -> None:
    alabama = city(1, "Birmingham", "US", region="Alabama")

    assert wording.in_full(alabama, countries()) == "Birmingham, Alabama, United States"
    assert wording.in_full(city(2, "Moscow", "RU", region="Moscow"), countries()) == "Moscow, Russia"


@pytest.mark.parametrize(
    ("number", "words"), [(0, "no pairing"), (1, "1 pairing"), (2, "2 pairings"), (1190, "1,190 pairings")]
)  # fmt: skip
def test_a_count_agrees_with_its_noun(number: int, words: str) -> None:
    assert wording.count(number, "pairing") == words


@pytest.mark.parametrize(
    ("one", "words"),
    [("city", "2 cities"), ("country", "2 countries"), ("entry", "2 entries"), ("day", "2 days"), ("city name", "2 city names")],
)
def test_a_noun_in_y_has_the_plural_that_it_has_in_english(one: str, words: str) -> None:
    assert wording.count(2, one) == words


@pytest.mark.parametrize(
    ("noun", "words"),
    [
        ("claim", "a claim"),
        ("event", "an event"),
        ("the mayor", "the mayor"),
        ("a directory", "a directory"),
        ("Wikipedia", "Wikipedia"),
    ],
)
def test_a_noun_has_its_article_and_a_name_has_none(noun: str, words: str) -> None:
    assert wording.with_article(noun) == words


def test_a_list_ends_with_and() -> None:
    assert [wording.joined(["a", "b", "c"][:length]) for length in range(4)] == ["", "a", "a and b", "a, b and c"]


@given(anything_that_happened())
def test_whatever_happened_is_said_in_whole_sentences(events: list[RecordedEvent]) -> None:
    recorded = recorded_pairing(events)
    stands = recorded.standing(TODAY)

    said = wording.status_sentence(recorded, stands)

    assert said[0].isupper()
    assert said.endswith(".")
    assert not any(
        slip in said
        for slip in ("  ", " ,", " .", "..", "()", "( ", ",,", "None", "the the ", "by by ", "in perhaps", "in about")
    )
    assert wording.as_of(stands, dt.date(2030, 1, 1)).endswith(".")


def test_a_side_that_still_lists_the_tie_has_a_known_position() -> None:
    ended = happened("ended", "2018", by=CHICAGO, decided_by="the city council")

    assert sentence(SIGNED, ended, happened("listed", "2018-06", by=MOSCOW)) == (
        "Chicago ended its tie with Moscow in 2018 (the city council). Moscow’s position: still listed it in June 2018."
    )
