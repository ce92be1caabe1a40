"""The draft to one's own council: for each way a tie can stand what it asks, in words that praise and blame nobody."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from bot.domain.dates import PartialDate
from bot.domain.letter_words import Aim, Matter, council_of, means_of, questions_of, request_of, subject_of
from bot.domain.pairings import Status
from bot.domain.places import City, Control, Level
from bot.domain.records import Held, RecordedPairing
from bot.domain.standing import RecordedEvent
from bot.ui.letter import LetterOf, letter_answer, letter_text
from tests.factories import CHICAGO, KYIV, MOSCOW, TODAY, city, countries, happened, recorded_pairing, source
from tests.ui.seen import asking, faults

HOME = city(CHICAGO, "Chicago", "US", region="Illinois")
ABROAD = city(KYIV, "Kyiv", "UA")
RUSSIAN = city(MOSCOW, "Moscow", "RU")
BELARUSIAN = city(625144, "Minsk", "BY")
BY_STATUS: dict[Status, list[RecordedEvent]] = {
    Status.ACTIVE: [happened("signed", "1991"), happened("listed", "2026")],
    Status.APPROVED: [happened("approved", "2024-05-02", by=CHICAGO, decided_by="the city council, 9–1")],
    Status.PROPOSED: [happened("proposed", "2024-05-02", by=CHICAGO, decided_by="the city council")],
    Status.INVITED: [happened("invited", "2024-05-02", by=CHICAGO)],
    Status.SUSPENDED: [
        happened("signed", "1991"),
        happened("suspended", "2022-02-28", by=CHICAGO, decided_by="the mayor", condition="until hostilities end"),
    ],
    Status.DORMANT: [happened("signed", "1991"), happened("dormant", "2015")],
    Status.ENDED: [happened("signed", "1991"), happened("ended", "2016-02-11", by=CHICAGO, decided_by="the city council")],
    Status.UNKNOWN: [happened("signed", "1991")],
}
ASKED = {
    Status.ACTIVE: Aim.RENEW, Status.APPROVED: Aim.GO_ON, Status.PROPOSED: Aim.GO_ON, Status.INVITED: Aim.GO_ON,
    Status.SUSPENDED: Aim.REVIEW, Status.DORMANT: Aim.RESUME, Status.ENDED: Aim.REOPEN, Status.UNKNOWN: Aim.CLARIFY,
}  # fmt: skip
NEVER = re.compile(
    r"\b(guilt\w*|aggress\w*|enem\w*|regime|hero\w*|brav\w*|shame\w*|terror\w*|weapon\w*|militar\w*|army|armed|drones?|troops|soldiers?|"
    r"the (?:Russians|Belarusians|Ukrainians)|barbar\w*|victory)\b",
    re.IGNORECASE,
)


def tie(status: Status, other: City = ABROAD) -> RecordedPairing:
    return recorded_pairing(BY_STATUS[status], HOME, other)


def letter(recorded: RecordedPairing | None, other: City = ABROAD, occupied: City | None = None) -> str:
    held = ((occupied, Held(Control.OCCUPIED, PartialDate("2026-08-22"), source(9, publisher="A map"))),) if occupied else ()
    return letter_text(LetterOf(HOME, other, recorded, held, "22 Nov 2026", "Twinbot"), countries(), TODAY)


def flowing(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("status", Status)
def test_each_status_has_its_own_request(status: Status) -> None:
    assert tie(status).standing(TODAY).status is status
    matter = Matter(HOME, ABROAD, status)
    assert matter.aim is ASKED[status]
    text = flowing(letter(tie(status)))
    assert f"Subject: {subject_of(matter)}" in text
    assert request_of(replace(matter, condition=tie(status).standing(TODAY).condition)) in text
    assert means_of(matter) in text
    assert all(question in text for question in questions_of(matter))


def test_no_two_aims_ask_the_same() -> None:
    matters = [Matter(HOME, ABROAD, status) for status in (None, *Status)] + [Matter(HOME, ABROAD, None, occupied=(ABROAD,))]
    assert len({request_of(matter) for matter in matters}) == len({matter.aim for matter in matters}) == len(Aim)


@pytest.mark.parametrize("other", [ABROAD, RUSSIAN, BELARUSIAN], ids=lambda place: place.name)
@pytest.mark.parametrize("status", [None, *Status])
def test_it_is_marked_as_a_draft_names_its_facts_and_blames_nobody(status: Status | None, other: City) -> None:
    text = letter(tie(status, other) if status else None, other)
    assert flowing(text).startswith("Draft – written by Twinbot from recorded facts; check each before you send it.")
    assert NEVER.findall(text) == []
    for part in (
        "[Your name]",
        "[Address of the council]",
        "What is recorded (as of 22 November 2026)",
        "Open questions for the officer",
    ):
        assert part in text
    assert "The means are scarce" in text
    assert "Nothing recorded does not mean that there is nothing." in flowing(text)
    assert (f"{other.name} is recorded. That does not mean that there is none." in flowing(text)) is False or status is None


@pytest.mark.parametrize("other", [RUSSIAN, BELARUSIAN], ids=lambda place: place.name)
@pytest.mark.parametrize("status", [None, *Status])
def test_with_a_russian_or_belarusian_city_it_keeps_to_people_and_to_the_condition(status: Status | None, other: City) -> None:
    matter = Matter(HOME, other, status, "until hostilities end")
    told = request_of(matter) + means_of(matter) + " ".join(questions_of(matter))
    assert "Which national rules apply to contacts today, and what do they leave to people" in told
    assert "renew the tie with" not in told
    assert "proposing a tie" not in told
    assert "school class" not in told
    if matter.aim is not Aim.REOPEN:
        assert "contacts between people" in request_of(matter)
    if status is Status.SUSPENDED:
        assert "whether its condition (“until hostilities end”) still holds" in request_of(matter)


def test_a_suspension_without_a_condition_asks_for_one() -> None:
    assert "on what condition it would end" in request_of(Matter(HOME, RUSSIAN, Status.SUSPENDED))


@pytest.mark.parametrize("recorded", [None, tie(Status.ACTIVE)], ids=["no tie", "a tie"])
def test_an_occupied_city_gets_no_proposal_but_the_question_of_its_council(recorded: RecordedPairing | None) -> None:
    text = flowing(letter(recorded, occupied=ABROAD))
    assert "Kyiv is occupied, so this letter proposes nothing to whoever holds the place now." in text
    assert "Kyiv is occupied (as of 22 Aug 2026) [1]." in text
    assert "Does an elected council or an administration in exile exist" in text
    assert ("keep the history of the tie" in text) is (recorded is not None)
    assert "proposing a tie" not in text
    assert "renew the tie" not in text


def test_facts_stand_with_the_numbers_of_their_sources_and_each_source_with_its_address() -> None:
    text = letter(tie(Status.SUSPENDED))
    assert "- 28 February 2022: suspended by Chicago (the mayor), until hostilities end" in text
    assert "[1] The Daily Example, undated · grade D, press\n    https://example.org/1" in text
    marks = {int(number) for number in re.findall(r"\[(\d+)\]", text)}
    listed = {int(number) for number in re.findall(r"^\[(\d+)\]", text, re.MULTILINE)}
    assert marks == listed == {1}


def test_lines_are_short_enough_for_any_printer_but_for_addresses() -> None:
    long = [line for line in letter(tie(Status.SUSPENDED)).splitlines() if len(line) > 76 and "://" not in line]
    assert long == []


def test_what_stands_in_the_catalogue_cannot_turn_the_text_round_or_hide_in_it() -> None:
    tricky = city(KYIV, "Ky\u202eiv\u200b\x07", "UA")
    assert not re.search("[\u202e\u200b\x07]", letter(tie(Status.ACTIVE, tricky), tricky))


def test_aid_and_what_is_said_of_it_stay_out() -> None:
    recorded = recorded_pairing(
        [*BY_STATUS[Status.ACTIVE], happened("aid", "2024", note="Drones for the army"), happened("visit", "2023", note="A parade")],
        HOME, ABROAD,
    )  # fmt: skip
    assert NEVER.findall(letter(recorded)) == []


@pytest.mark.parametrize(
    ("level", "council"),
    [
        (Level.CITY, "the city council of Chicago"),
        (Level.TOWN, "the town council of Chicago"),
        (Level.COUNTY, "the county council of Chicago"),
        (Level.REGION, "the regional council of Chicago"),
        (Level.HROMADA, "the hromada council of Chicago"),
    ],
)
def test_the_council_is_called_what_it_is(level: Level, council: str) -> None:
    assert council_of(HOME.model_copy(update={"level": level})) == council


@pytest.mark.parametrize("status", [None, *Status])
def test_the_card_holds_what_discord_takes_however_long_the_names_are(status: Status | None) -> None:
    long = city(KYIV, "Verylongname " * 23 + "x", "UA", region="Region " * 20)
    of = LetterOf(HOME, long, tie(status, long) if status else None, (), "22 Nov 2026", "Twinbot")
    answer = letter_answer(asking(), of)
    assert not faults(answer)
    assert [file.name.endswith("-2026-11-22.txt") for file in answer.files] == [True]


def test_it_is_dated_by_the_day_on_which_it_was_asked_for() -> None:
    made = letter_text(LetterOf(HOME, ABROAD, None, (), "22 Nov 2026", "Twinbot"), countries(), dt.date(2027, 1, 2))
    assert "[Place], 2 January 2027" in made
