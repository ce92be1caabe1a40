"""``nearest``, as members type, choose and press it: who near a city is tied to another or helps it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.settings import Settings
from tests.e2e.conftest import Place, control, labels, placed, press_with_id, read
from tests.e2e.keeping_entries import add_pairing

CARD = "Nearest to Cincinnati with a tie with Kharkiv: Dallas, Texas, 1,310 km"


@pytest.fixture
async def illustrated(own_store: Settings) -> AsyncIterator[Place]:
    """A bot that draws."""
    async with placed(own_store.model_copy(update={"pictures": True})) as made:
        yield made


@pytest.mark.parametrize(
    "typed",
    [
        "Cincinnati to Kharkiv", "Cincinnati / Kharkiv", "Cincinnati | Kharkov", "Cincinnati TO Харків", "Cincinnati, Ohio to Kharkiv, Ukraine",
        "Cincinnati Kharkiv", "from Cincinnati to Kharkiv",
    ],
)  # fmt: skip
async def test_the_two_cities_may_be_parted_in_many_ways(place: Place, typed: str) -> None:
    assert read(await place.type(f"!nearest {typed}")).startswith(CARD)


async def test_the_slash_form_and_the_mention_answer_alike(place: Place) -> None:
    assert place.bot.user is not None
    typed = read(await place.type("!nearest Cincinnati to Kharkiv"))
    both = await place.ana.slash(place.channel, "nearest", city="Cincinnati", to="Kharkiv")
    one = await place.ana.slash(place.channel, "nearest", city="Cincinnati to Kharkiv")
    assert both.response is not None
    assert one.response is not None
    assert read(both.response.message) == read(one.response.message) == typed
    assert read(await place.type(f"{place.bot.user.mention} nearest Cincinnati to Kharkiv")) == typed


async def test_both_fields_are_completed(place: Place) -> None:
    assert (await place.ana.autocomplete(place.channel, "nearest", "city", "Cincinn"))[0]["name"].startswith("Cincinnati")
    assert (await place.ana.autocomplete(place.channel, "nearest", "to", "Khark"))[0]["name"].startswith("Kharkiv, ")


async def test_own_tie_initiatives_contacts_and_halted_ties_are_told(place: Place) -> None:
    card = await place.type("!nearest Cincinnati to Kharkiv")
    first = read(card)
    assert "Cincinnati itself has a tie with Kharkiv (1989, active, listed 2025) and 3 initiatives for it." in first
    assert "Leeds, United Kingdom · 6,180 km · friendship · 2023 · active as of 6 Dec 2023" in first
    assert "Contact: leeds.gov.uk" in first
    await place.ana.click(card, label="Next page")
    last = read(place.now(card))
    assert "With a halted tie · 5\nSuspended, dormant or ended, and no initiative is recorded" in last
    assert "Moscow, Russia · 8,137 km · sister city · ended 11 May 2022 by the city council" in last
    assert "Cincinnati itself" not in last
    await place.ana.click(place.now(card), label="Previous page")
    assert read(place.now(card)) == first


async def test_pairings_initiatives_and_the_citys_own_cards_open_beside_the_list(place: Place) -> None:
    card = await place.type("!nearest Cincinnati to Kharkiv")
    pairing = await place.ana.select(card, ["706483-4508722"], custom_id=control(card, menu="Open a pairing"))
    menu = next(line for line in read(card).splitlines() if line.startswith("[Menu: Open an initiative"))
    assert "Leeds Together for Ukraine, a fund for refugees (Leeds City Council)" in menu
    assert pairing.response is not None
    assert read(pairing.response.message).startswith("Cincinnati and Kharkiv: ")
    for label, title in (("Pairings of Kharkiv", "Kharkiv, Ukraine: "), ("Aid", "Aid for Kharkiv: ")):
        opened = await place.ana.click(card, label=label)
        assert opened.response is not None
        assert read(opened.response.message).startswith(title)


async def test_an_initiative_opens_whole(place: Place) -> None:
    card = await place.type("!nearest Cincinnati to Kharkiv")
    opened = await place.ana.select(card, ["121"], custom_id=control(card, menu="Open an initiative"))
    assert opened.response is not None
    assert read(opened.response.message).startswith("Leeds Together for Ukraine, a fund for refugees")


async def test_somebody_else_gets_a_page_of_their_own(place: Place) -> None:
    card = await place.type("!nearest Cincinnati to Kharkiv")
    theirs = await place.ben.click(card, label="Next page")
    assert theirs.ephemeral
    assert read(place.now(card)) == read(card)


async def test_one_city_alone_is_asked_for_the_other(place: Place) -> None:
    for typed in (
        "!nearest Kharkiv",
        "!nearest to Kharkiv",
        "!nearest",
        "!nearest Los Angeles",
        "!nearest Kyiv to London to Paris",
    ):
        text = read(await place.type(typed))
        assert text.startswith("Near which city, and with ties to which?")
        assert "!nearest Cincinnati to Kharkiv" in text


async def test_one_city_named_twice_is_no_question(place: Place) -> None:
    assert read(await place.type("!nearest Kiev to Kyiv")).startswith("Both names mean Kyiv, Ukraine. Name two cities:")


async def test_what_is_no_city_is_said(place: Place) -> None:
    assert read(await place.type("!nearest Cincinnati to pizza")).startswith("I know no city called “pizza”.")
    assert read(await place.type("!nearest pizza / Kharkiv")).startswith("I know no city called “pizza”.")


async def test_a_namesake_is_chosen_and_the_other_city_kept(place: Place) -> None:
    question = await place.type("!nearest Birmingham to Kharkiv")
    assert "!nearest Birmingham, Alabama to …" in read(question)
    await place.ana.click(question, label="Alabama, United States")
    assert read(place.now(question)).startswith("Nearest to Birmingham with a tie with Kharkiv: ")
    assert "Dallas, Texas" in read(place.now(question))


async def test_a_namesake_of_the_second_city_is_chosen_and_stays_the_second(place: Place) -> None:
    question = await place.type("!nearest Kharkiv to Birmingham")
    assert "!nearest … to Birmingham, Alabama" in read(question)
    await place.ana.click(question, label="Alabama, United States")
    assert read(place.now(question)).startswith("Nearest to Kharkiv with a tie of unknown status with Birmingham: ")


async def test_of_two_names_that_are_not_plain_each_is_asked_for(place: Place) -> None:
    question = await place.type("!nearest Birmingham to Springfield")
    await place.ana.click(question, label="Alabama, United States")
    second = place.now(question)
    assert read(second).startswith("Which Springfield do you mean?")
    await place.ana.click(second, label="Illinois, United States")
    assert "Springfield, Illinois" in read(place.now(question)).splitlines()[0]


async def test_of_two_mistyped_names_neither_is_guessed_silently(place: Place) -> None:
    question = await place.type("!nearest Los Angelos to Kharkivv")
    assert read(question).startswith("I know no city called “Los Angelos”. Did you mean Los Angeles, California?")
    await place.ana.click(question, label="Yes, Los Angeles")
    second = place.now(question)
    assert read(second).startswith("Which Kharkiv do you mean?")
    await place.ana.click(second, label=labels(second)[0])
    assert read(place.now(question)).startswith("Nearest to Los Angeles with a tie with Kharkiv: ")


async def test_a_guess_may_be_refused_and_another_name_given(place: Place) -> None:
    question = await place.type("!nearest Cincinnatti to Kharkiv")
    form = await place.ana.click(question, label="No, something else")
    assert form.modal is not None
    await place.ana.submit_modal(form, {"name": "Cincinnati"})
    assert read(place.now(question)).startswith(CARD)


async def test_an_occupied_city_shows_its_history_and_no_way_to_give(place: Place) -> None:
    card = await place.type("!nearest Cincinnati to Mariupol")
    assert "Mariupol is occupied (as of 22 Aug 2026). History only." in read(card)
    assert "ontact:" not in read(card)
    assert labels(card) == ["Pairings of Mariupol"]


async def test_an_occupied_city_that_asks_is_said_to_be_and_sent_to_ask_nobody(place: Place) -> None:
    listed = await place.type("!nearest Mariupol to Kyiv")
    assert "Mariupol is occupied (as of 22 Aug 2026). History only." in read(listed)
    nobody = await place.type("!nearest Mariupol to Paris, Texas")
    assert read(nobody).startswith("Mariupol is occupied (as of 22 Aug 2026). History only. No place")
    assert labels(nobody) == []


async def test_a_proposed_tie_of_the_asking_city_is_called_one(place: Place) -> None:
    text = read(await place.type("!nearest Los Angeles / Kyiv"))
    assert "Los Angeles itself has a proposed tie with Kyiv (proposed 25 Mar 2022)" in text


async def test_where_nobody_is_recorded_the_next_step_is_shown(place: Place) -> None:
    answer = await place.type("!nearest Tallinn to Paris, Texas")
    assert "That does not mean that there is none." in read(answer)
    opened = await place.ana.click(answer, label="Whom Tallinn could ask")
    assert opened.response is not None
    assert read(opened.response.message).startswith("Tallinn, Estonia could ask: 10 places in the United States")


async def test_a_city_without_pairings_leads_to_the_nearest_that_has_some(place: Place) -> None:
    answer = await place.type("!twin Truth or Consequences")
    assert labels(answer) == ["Suggest one", "Nearest city with pairings"]
    opened = await place.ana.click(answer, label="Nearest city with pairings")
    assert opened.response is not None
    assert read(opened.response.message).startswith("Albuquerque, New Mexico: ")


@pytest.mark.parametrize(
    ("pressed", "said"),
    [
        ("nr:p:4508722:706483:99:x", "Page 2 of 2"),
        ("nr:n:4508722:706483:0:t", "Page 1 of 2"),
        ("nr:n:4508722:1:1:m", "This city is no longer in the catalogue."),
        ("nr:w:1", "This city is no longer in the catalogue."),
        ("nr:w", "This city is no longer in the catalogue."),
        ("nr:aid:1:2", "There is no initiative 0."),
        ("nr:open:1:2", "This pairing is no longer in the catalogue."),
        ("ch:nr:706483", "Near which city, and with ties to which?"),
        ("ch:nr:706483:77:4508722", "Nearest to Kharkiv with a tie with Cincinnati"),
    ],
)
async def test_a_forged_control_does_no_harm(place: Place, pressed: str, said: str) -> None:
    result = await press_with_id(place, f"{pressed}:k3f9x")
    assert result.response is not None
    assert result.ephemeral
    assert said in read(result.response.message)


async def test_a_servers_own_pairing_is_near_there(own_place: Place) -> None:
    before = read(await own_place.type("!nearest Cincinnati to Kharkiv"))
    await add_pairing(own_place, "Toledo, Ohio / Kharkiv")
    after = read(await own_place.type("!nearest Cincinnati to Kharkiv"))
    assert before.startswith(CARD)
    assert after.startswith("Nearest to Cincinnati with a tie with Kharkiv: Toledo, Ohio, ")


async def test_the_map_can_be_left_out_and_asked_for_again(illustrated: Place) -> None:
    card = await illustrated.type("!nearest Cincinnati to Kharkiv")
    assert "[Picture: Map: Ties with Kharkiv, seen from Cincinnati. Lines for 10 ties: 10 active." in read(card)
    await illustrated.ana.click(card, label="Text only")
    assert "[Picture" not in read(illustrated.now(card))
    await illustrated.ana.click(illustrated.now(card), label="Map")
    assert "[Picture: Map: Ties with Kharkiv, seen" in read(illustrated.now(card))
