"""``letter``: a draft to one's own council, with what is recorded and where from."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Place, labels, read
from tests.e2e.taking import closed_to_files, files_of, only


async def test_a_suspended_tie_is_asked_to_be_reviewed_typed_and_slash_alike(place: Place) -> None:
    answer = await place.type("!letter Chicago / Moscow")
    slash = await place.ana.slash(place.channel, "letter", city="Chicago", other="Moscow")
    assert slash.response is not None
    assert read(slash.response.message) == read(answer)
    assert read(answer).startswith("Draft letter of Chicago about Moscow: review the suspension\nDraft – written by ")
    assert "[File: letter-chicago-moscow-2026-11-22.txt]" in read(answer)
    assert labels(answer) == ["Open the pairing", "Briefing on Chicago"]
    letter = (await only(answer, ".txt")).decode()
    assert letter.startswith("Draft – written by ")
    assert "The city council of Chicago\n[Address of the council]" in letter
    assert "- Chicago suspended its tie with Moscow in February 2022 (the mayor), until\n  hostilities end." in letter
    assert "- 28 February 2022: suspended by Chicago (the mayor), until hostilities end\n  [1] [2]." in letter
    assert "    https://blockclubchicago.org/2022/03/01/" in letter
    assert "[Your name]" in letter
    assert "CC BY-SA 4.0" in letter


async def test_the_own_city_comes_first(place: Place) -> None:
    letter = (await only(await place.type("!letter Moscow / Chicago"), ".txt")).decode()
    assert "The city council of Moscow" in letter


@pytest.mark.parametrize(
    ("typed", "title", "done"),
    [
        ("Moscow / Chicago", "take note of the decision, and answer it", "Chicago suspended its tie with Moscow."),
        ("Saint Petersburg / Kyiv", "take note of the decision, and answer it", "Kyiv ended its tie with Saint Petersburg."),
        ("Kyiv / Los Angeles", "answer the proposal", "Los Angeles proposed a tie with Kyiv, and no agreement is recorded."),
    ],
)
async def test_what_the_other_side_decided_the_own_council_is_asked_to_answer(
    place: Place, typed: str, title: str, done: str
) -> None:
    answer = await place.type(f"!letter {typed}")
    assert title in read(answer).partition("\n")[0]
    letter = " ".join((await only(answer, ".txt")).decode().split())
    assert f"{done} I ask the council to take note of that" in letter
    assert "look at that decision again" not in letter
    assert "Where are the minutes" not in letter


async def test_from_an_occupied_city_no_letter_is_drafted_to_whoever_sits_there(place: Place) -> None:
    answer = await place.type("!letter Mariupol / Chicago")
    assert answer.attachments == []
    assert read(answer).startswith("Mariupol is occupied (as of 22 Aug 2026), so no letter is drafted to a council there.")
    assert "The history of its ties: !twin Mariupol." in read(answer)
    assert labels(answer) == ["Pairings of Mariupol"]
    opened = await place.ana.click(answer, label="Pairings of Mariupol")
    assert opened.response is not None
    assert read(opened.response.message).startswith("Mariupol, Ukraine: 3 pairings recorded")


async def test_without_a_tie_no_history_of_one_is_spoken_of(place: Place) -> None:
    answer = await place.type("!letter Chicago / Mariupol")
    assert read(answer).startswith("Draft letter of Chicago about Mariupol: find out who can be asked")
    assert "history of the tie" not in read(answer) + (await only(answer, ".txt")).decode()


async def test_without_a_tie_one_is_proposed_and_nothing_recorded_is_not_nothing(place: Place) -> None:
    answer = await place.type("!letter Lyon / Kharkiv")
    letter = (await only(answer, ".txt")).decode()
    assert read(answer).startswith("Draft letter of Lyon about Kharkiv: propose a tie")
    assert "recorded. That does not mean that there is none." in letter
    assert "Open the pairing" not in labels(answer)


async def test_for_an_occupied_city_nothing_is_proposed_and_a_council_in_exile_is_asked_for(place: Place) -> None:
    letter = (await only(await place.type("!letter Coventry / Mariupol"), ".txt")).decode()
    flowing = " ".join(letter.split())
    assert "Mariupol is occupied, so this letter proposes nothing to whoever holds the place now." in flowing
    assert "keep the history of the tie" in flowing
    assert "Does an elected council or an administration in exile exist" in flowing
    assert "school class" not in flowing


async def test_the_card_opens_the_tie(place: Place) -> None:
    opened = await place.ana.click(await place.type("!letter Chicago / Moscow"), label="Open the pairing")
    assert opened.response is not None
    assert read(opened.response.message).startswith("Chicago and Moscow: suspended")


@pytest.mark.parametrize(
    ("typed", "button", "title"),
    [
        ("Birmingham / Kyiv", "Alabama, United States", "Draft letter of Birmingham about Kyiv"),
        ("Kyiv / Birmingham", "Alabama, United States", "Draft letter of Kyiv about Birmingham"),
        ("Lyon / Kharkv", "Yes, Kharkiv", "Draft letter of Lyon about Kharkiv"),
    ],
)
async def test_a_name_that_is_not_plain_is_asked_and_keeps_its_place(place: Place, typed: str, button: str, title: str) -> None:
    question = await place.type(f"!letter {typed}")
    assert not question.attachments
    await place.ana.click(question, label=button)
    answer = place.now(question)
    assert read(answer).startswith(title)
    assert len(await files_of(answer)) == 1


async def test_of_two_names_of_several_cities_both_are_asked_in_turn(place: Place) -> None:
    question = await place.type("!letter Birmingham / Toledo")
    await place.ana.click(question, label="England, United Kingdom")
    second = place.now(question)
    assert read(second).startswith("Which Toledo do you mean?")
    assert "or type it: !letter … / Toledo" in read(second)
    await place.ana.click(second, label=next(label for label in labels(second) if "Spain" in label))
    letter = (await only(place.now(second), ".txt")).decode()
    assert "The city council of Birmingham" in letter


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Chicago", "Which two cities? Put a stroke between them, for example !letter Los Angeles / Kyiv."),
        ("", "A letter of which city about which other?"),
        ("Kiev / Kyiv", "Both names mean Kyiv, Ukraine. A letter needs two cities"),
        ("Chicago / qwrtzpsd", "I know no city called “qwrtzpsd”"),
    ],
)
async def test_what_is_missing_is_said(place: Place, typed: str, words: str) -> None:
    assert words in read(await place.type(f"!letter {typed}"))


async def test_where_no_files_may_be_attached_it_says_so(place: Place) -> None:
    closed_to_files(place)
    assert read(await place.type("!letter Chicago / Moscow")).startswith(
        "A letter comes as a file, and I may not attach files here."
    )
