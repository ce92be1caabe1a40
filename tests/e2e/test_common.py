"""``common``: the partners that two cities share, as members ask and press."""

from __future__ import annotations

import pytest

from bot.settings import Settings
from tests.e2e.conftest import Place, control, labels, placed, press_with_id, read
from tests.e2e.keeping_entries import add_pairing

ASKED = [
    ("Chicago / Kyiv", "Chicago and Kyiv: 7 partners in common"),
    ("Los Angeles / Kharkiv", "Los Angeles and Kharkiv: 1 partner in common"),
    ("Cincinnati / Tampere", "No partner that Cincinnati, Ohio and Tampere, Finland have in common is recorded. None recorded is not none."),
    ("Kiev / Kyiv", "Both names mean Kyiv, Ukraine. A comparison needs two cities: !common Chicago / Kyiv."),
    ("pizza / Kyiv", "I know no city called “pizza”."),
    ("Chicago / Kharkeev", "I know no city called “Kharkeev”. Did you mean Kharkiv, Ukraine?"),
    ("Birmingham / Kyiv", "Which Birmingham do you mean?"),
]  # fmt: skip


@pytest.mark.parametrize(("cities", "first_line"), ASKED)
async def test_both_forms_answer_alike(place: Place, cities: str, first_line: str) -> None:
    one, other = cities.split(" / ")
    typed = read(await place.type(f"!common {cities}"))
    slash = await place.ana.slash(place.channel, "common", city=one, other=other)
    assert slash.response is not None
    assert typed.startswith(first_line)
    assert read(slash.response.message) == typed


async def test_how_each_of_the_two_ties_stands(place: Place) -> None:
    text = read(await place.type("!common Chicago / Kyiv"))
    assert "Hamburg, Germany · Chicago: 1994, active, listed 2022 · Kyiv: 2022, active, listed 2024" in text
    assert text.index("Both ties are active · 7") < text.index("One tie or both are not active · 1")
    assert "Moscow, Russia · Chicago: 1997, suspended 28 Feb 2022 · Kyiv: ended 11 Feb 2016" in text


async def test_one_city_alone_is_asked_for_the_other(place: Place) -> None:
    assert read(await place.type("!common Kyiv")).startswith(
        "Which two cities? Put a stroke between them, for example !common Chicago"
    )


async def test_buttons_and_menu_lead_on(place: Place) -> None:
    card = await place.type("!common Chicago / Kyiv")
    opened = await place.ana.select(card, ["703448-2911298"], custom_id=control(card, menu="Open a pairing"))
    own = await place.ana.click(card, label="Their own tie")
    path = await place.ana.click(card, label="Path between them")
    assert opened.response is not None
    assert own.response is not None
    assert path.response is not None
    assert read(opened.response.message).startswith("Hamburg and Kyiv: active")
    assert read(own.response.message).startswith("Chicago and Kyiv: active")
    assert read(path.response.message).startswith("Chicago and Kyiv: tied directly")


async def test_an_occupied_city_is_said_to_be(place: Place) -> None:
    text = read(await place.type("!common Mariupol / Kyiv"))
    assert text.startswith("Mariupol is occupied (as of 22 Aug 2026). History only. No partner")


async def test_none_recorded_leads_to_the_path_and_to_both_lists(place: Place) -> None:
    asked = await place.type("!common Cincinnati / Tampere")
    assert labels(asked) == ["Path between them", "Pairings of Cincinnati", "Pairings of Tampere"]
    path = await place.ana.click(asked, label="Path between them")
    assert path.response is not None
    assert read(path.response.message).startswith("Cincinnati and Tampere: connected over 3 ties")


async def test_a_typo_and_a_choice_turn_into_the_card(place: Place) -> None:
    typo = await place.type("!common Los Angeles / Kharkeev")
    await place.ana.click(typo, label="Yes, Kharkiv")
    assert read(place.now(typo)).startswith("Kharkiv and Los Angeles: 1 partner in common")
    namesakes = await place.type("!common Birmingham / Kyiv")
    await place.ana.click(namesakes, label="England, United Kingdom")
    assert "Birmingham" in read(place.now(namesakes)).split("\n")[0]
    assert "Kyiv" in read(place.now(namesakes)).split("\n")[0]


async def test_a_servers_own_pairing_is_shared_there_alone(own_place: Place) -> None:
    await add_pairing(own_place, "Boise / Kaunas")
    assert "Kaunas, Lithuania · Boise: friendship, 2024, active as of May 2024 · Kharkiv: active" in read(
        await own_place.type("!common Boise / Kharkiv")
    )
    sent = await own_place.ana.send_dm("!common Boise / Kharkiv")
    (elsewhere,) = [message async for message in sent.channel.history() if message.author.bot]
    assert read(elsewhere).startswith("No partner that Boise, Idaho and Kharkiv, Ukraine have in common is recorded.")


@pytest.mark.parametrize("pressed", ["cm:p:1:2:1:m", "cm:n:4887398", "cm:p:4887398:703448:99:q"])
async def test_a_forged_control_does_no_harm(place: Place, pressed: str) -> None:
    result = await press_with_id(place, f"{pressed}:k3f9x")
    assert result.response is not None
    assert read(result.response.message).startswith(("This city is no longer in the catalogue.", "Chicago and Kyiv: 7 partners"))


async def test_the_map_can_be_taken_off_and_put_on_again(own_store: Settings) -> None:
    async with placed(own_store.model_copy(update={"pictures": True})) as place:
        card = await place.type("!common Chicago / Kyiv")
        assert "[Picture: Map: Chicago – Kyiv. Lines for 16 ties: 14 active, 1 suspended and 1 ended." in read(card)
        await place.ana.click(card, label="Text only")
        assert "[Picture" not in read(place.now(card))
        await place.ana.click(place.now(card), label="Map")
        assert read(place.now(card)) == read(card)
