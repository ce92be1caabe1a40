"""The draft to one's own council: for each way a tie can stand what it asks, in words that praise and blame nobody."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.domain.dates import PartialDate
from bot.domain.letter_words import Actor, Aim, Matter, council_of, means_of, questions_of, request_of, subject_of
from bot.domain.pairings import Status
from bot.domain.places import City, Control, Level
from bot.domain.records import Held, RecordedPairing
from bot.domain.standing import RecordedEvent
from bot.ui.letter import LetterOf, letter_answer, letter_text
from tests.factories import CHICAGO, KYIV, MOSCOW, TODAY, city, countries, happened, recorded_pairing, source
from tests.ui.seen import Seen, asking, faults

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


def letter_of(recorded: RecordedPairing | None, other: City = ABROAD, occupied: City | None = None) -> LetterOf:
    held = ((occupied, Held(Control.OCCUPIED, PartialDate("2026-08-22"), source(9, publisher="A map"))),) if occupied else ()
    return LetterOf(HOME, other, recorded, held, "22 Nov 2026", "Twinbot")


def letter(recorded: RecordedPairing | None, other: City = ABROAD, occupied: City | None = None) -> str:
    return letter_text(letter_of(recorded, other, occupied), countries(), TODAY)


def flowing(text: str) -> str:
    return " ".join(text.split())


OF_THE_OTHER = ASKED | {
    Status.APPROVED: Aim.ANSWER, Status.PROPOSED: Aim.ANSWER, Status.INVITED: Aim.ANSWER,
    Status.SUSPENDED: Aim.TAKE_NOTE, Status.DORMANT: Aim.TAKE_NOTE, Status.ENDED: Aim.TAKE_NOTE,
}  # fmt: skip


def tie_of(status: Status, by: int | None, other: City = ABROAD) -> RecordedPairing:
    """A tie that came to stand so by the act of one of the two, or of nobody that a source names."""
    *before, last = BY_STATUS[status]
    return recorded_pairing([*before, RecordedEvent(last.event.model_copy(update={"by_city": by}), last.claims)], HOME, other)


def matter_of(recorded: RecordedPairing, other: City = ABROAD) -> Matter:
    return LetterOf(HOME, other, recorded, (), "22 Nov 2026", "Twinbot").matter(TODAY)


@pytest.mark.parametrize(
    ("by", "actor"), [(CHICAGO, Actor.OWN), (KYIV, Actor.OTHER), (None, Actor.UNKNOWN)], ids=["own", "other", "unknown"]
)
@pytest.mark.parametrize("status", Status)
def test_each_status_has_its_own_request_by_who_acted(status: Status, by: int | None, actor: Actor) -> None:
    recorded = tie_of(status, by)
    assert recorded.standing(TODAY).status is status
    matter = matter_of(recorded)
    assert matter.actor is (Actor.UNKNOWN if status in (Status.ACTIVE, Status.UNKNOWN) else actor)
    assert matter.aim is (OF_THE_OTHER if actor is Actor.OTHER else ASKED)[status]
    text = flowing(letter(recorded))
    assert f"Subject: {subject_of(matter)}" in text
    assert request_of(matter) in text
    assert means_of(matter) in text
    assert all(question in text for question in questions_of(matter))


@pytest.mark.parametrize("other", [ABROAD, RUSSIAN], ids=lambda place: place.name)
@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.SUSPENDED, "suspended its tie with Chicago"),
        (Status.ENDED, "ended its tie with Chicago"),
        (Status.DORMANT, "has said that its tie with Chicago is dormant"),
    ],
)
def test_what_the_other_side_decided_is_noted_and_answered_and_not_asked_to_be_changed(
    status: Status, words: str, other: City
) -> None:
    matter = matter_of(tie_of(status, other.city_id, other), other)
    asked, questions = request_of(matter), " ".join(questions_of(matter))
    assert f"{other.name} {words}." in asked
    assert "take note of that decision" in asked
    assert "state its own position in writing" in asked
    assert "keep contacts between people open as far as the rules allow" in asked
    assert ("and of its condition (“until hostilities end”)" in asked) is (status is Status.SUSPENDED)
    for wrong in ("look at that decision again", "still hold", "to resume", "Where are the minutes", "who may change it"):
        assert wrong not in asked + questions


@pytest.mark.parametrize("status", [Status.PROPOSED, Status.INVITED, Status.APPROVED])
def test_a_proposal_of_the_other_side_is_answered(status: Status) -> None:
    assert "answer it in writing: whether it wishes the tie too" in request_of(matter_of(tie_of(status, KYIV)))
    with_russian = request_of(matter_of(tie_of(status, MOSCOW, RUSSIAN), RUSSIAN))
    assert "which contacts between people are possible today, and to answer in writing" in with_russian


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.ENDED])
def test_where_nobody_says_who_decided_that_is_asked_first(status: Status) -> None:
    matter = matter_of(tie_of(status, None))
    assert "no source says which side decided so. I ask the council to find that out." in request_of(matter)
    assert "Which side decided so, and where are the minutes?" in questions_of(matter)


def test_what_both_sides_decided_is_the_own_councils_to_look_at_again() -> None:
    both = [*BY_STATUS[Status.SUSPENDED], happened("suspended", "2022-03-05", by=KYIV)]
    swapped = [
        happened("signed", "1991"),
        happened("suspended", "2022-02-28", by=KYIV),
        happened("suspended", "2022-03-05", by=CHICAGO),
    ]
    for events in (both, swapped):
        assert matter_of(recorded_pairing(events, HOME, ABROAD)).actor is Actor.OWN


@pytest.mark.parametrize("status", Status)
def test_each_status_has_its_own_request(status: Status) -> None:
    assert tie(status).standing(TODAY).status is status
    matter = matter_of(tie(status))
    assert matter.aim is ASKED[status]
    text = flowing(letter(tie(status)))
    assert f"Subject: {subject_of(matter)}" in text
    assert request_of(matter) in text
    assert means_of(matter) in text
    assert all(question in text for question in questions_of(matter))


def test_no_two_aims_ask_the_same() -> None:
    matters = [Matter(HOME, ABROAD, status, actor=Actor.OWN) for status in (None, *Status)]
    matters += [Matter(HOME, ABROAD, status, occupied=(ABROAD,)) for status in (None, Status.ACTIVE)]
    matters += [Matter(HOME, ABROAD, status, actor=Actor.OTHER) for status in (Status.PROPOSED, Status.ENDED)]
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
    title = Seen(letter_answer(asking(), letter_of(recorded, occupied=ABROAD))).plain.partition("\n")[0]
    assert ("keep the history of the tie" in title) is (recorded is not None)
    assert "proposing a tie" not in text
    assert "renew the tie" not in text


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("other_too", [True, False])
def test_from_an_occupied_city_nothing_is_drafted_and_it_says_what_can_be_done(*, tied: bool, other_too: bool) -> None:
    held = Held(Control.OCCUPIED, PartialDate("2026-08-22"), source(9))
    who = ((HOME, held), (ABROAD, held)) if other_too else ((HOME, held),)
    answer = letter_answer(asking(), LetterOf(HOME, ABROAD, None, who, "22 Nov 2026", "Twinbot", tied))
    assert not faults(answer)
    assert answer.files == ()
    assert "is occupied (as of 22 Aug 2026), so no letter is drafted to a council there." in (answer.content or "")
    assert ("`!twin Chicago`" in (answer.content or "")) is tied
    assert ("`!letter Kyiv / Chicago`" in (answer.content or "")) is not other_too


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
