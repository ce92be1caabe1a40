"""``path``: how two cities are connected, as members ask and press."""

from __future__ import annotations

import pytest

from bot.settings import Settings
from tests.e2e.conftest import Place, control, labels, placed, press_with_id, read
from tests.e2e.keeping_entries import add_pairing

ASKED = [
    ("Los Angeles / Kharkiv", "Los Angeles and Kharkiv: connected over 2 ties"),
    ("Chicago / Kyiv", "Chicago and Kyiv: tied directly"),
    ("Chicago / Moscow", "Chicago and Moscow: a direct tie, suspended"),
    ("Irkutsk / Edinburgh", "Irkutsk and Edinburgh: no chain of active ties"),
    ("Mariupol / Munich", "Mariupol is occupied (as of 22 Aug 2026). History only. No chain of recorded ties connects Mari"),
    ("Simferopol / Chicago", "Simferopol is occupied (as of 22 Aug 2026). History only. No pairing is recorded for Simferopol"),
    ("Boise / Kyiv", "No pairing is recorded for Boise, Idaho, so no chain leads there."),
    ("Kiev / Kyiv", "Both names mean Kyiv, Ukraine. A chain needs two cities: !path Los Angeles / Kharkiv."),
    ("pizza / Kyiv", "I know no city called “pizza”."),
    ("Kyiv / pizza", "I know no city called “pizza”."),
    ("Kharkeev / pizza", "I know no city called “pizza”."),
    ("Kyiv / Kharkeev", "I know no city called “Kharkeev”. Did you mean Kharkiv, Ukraine?"),
    ("Paris / Springfield", "Which Springfield do you mean?"),
]


@pytest.mark.parametrize(("cities", "first_line"), ASKED)
async def test_both_forms_answer_alike(place: Place, cities: str, first_line: str) -> None:
    one, other = cities.split(" / ")
    typed = read(await place.type(f"!path {cities}"))
    slash = await place.ana.slash(place.channel, "path", city=one, other=other)
    assert slash.response is not None
    assert typed.startswith(first_line)
    assert read(slash.response.message) == typed


async def test_a_chain_names_every_tie_in_order(place: Place) -> None:
    lines = read(await place.type("!path Los Angeles / Kharkiv")).split("\n")
    assert "Los Angeles – Kaunas, Lithuania · sister city · active, listed Nov 2016" in lines
    assert "Kaunas – Kharkiv, Ukraine · sister city · active, listed Feb 2026" in lines


async def test_the_chain_is_told_from_the_city_that_was_named_first(place: Place) -> None:
    lines = read(await place.type("!path Kharkiv / Los Angeles")).split("\n")
    assert lines.index("Kharkiv – Kaunas, Lithuania · sister city · active, listed Feb 2026") < lines.index(
        "Kaunas – Los Angeles, California, United States · sister city · active, listed Nov 2016"
    )


async def test_one_city_alone_is_asked_for_the_other(place: Place) -> None:
    assert read(await place.type("!path Kyiv")).startswith(
        "Which two cities? Put a stroke between them, for example !path Los Angeles / Kharkiv."
    )
    assert read(await place.type("!path")).startswith("Which two cities? Put a stroke between them.")
    slash = await place.ana.slash(place.channel, "path", city="Kyiv")
    assert slash.response is not None
    assert read(slash.response.message).startswith("Which two cities?")


@pytest.mark.parametrize("typed", ["Los Angeles", "San Francisco", "Los Alamos", "New York", "New York / London / Paris"])
@pytest.mark.parametrize("command", ["path", "common", "pairing", "letter"])
async def test_a_name_of_two_words_is_one_city_and_three_names_are_too_many(place: Place, command: str, typed: str) -> None:
    assert read(await place.type(f"!{command} {typed}")).startswith("Which two cities? Put a stroke between them")


@pytest.mark.parametrize(
    "typed", ["Chicago Moscow", "Chicago, Moscow", "Chicago and Moscow", "Chicago – Moscow", "Chicago to Moscow"]
)
async def test_two_names_are_parted_in_many_ways(place: Place, typed: str) -> None:
    assert read(await place.type(f"!path {typed}")).startswith("Chicago and Moscow: a direct tie, suspended")


async def test_a_tie_of_unknown_status_is_included_by_a_press_and_left_out_again(place: Place) -> None:
    card = await place.type("!path Chicago / Moscow")
    asked = read(card)
    assert "No chain of active ties connects them. Only over a tie of unknown status: Tokyo – Moscow, 1991." in asked
    await place.ana.click(card, label="Include it")
    included = read(place.now(card))
    assert included.startswith(
        "Chicago and Moscow: connected over 3 ties\nChicago suspended its tie with Moscow in February 2022"
    )
    assert "Ties of unknown status are included." in included
    assert "Tokyo – Moscow, Russia · sister city · 1991 · status unknown" in included
    await place.ana.click(place.now(card), label="Active ties only")
    assert read(place.now(card)) == asked


async def test_an_ended_tie_connects_only_if_it_is_asked_for(place: Place) -> None:
    card = await place.type("!path Irkutsk / Edinburgh")
    assert "Only over an ended tie: Irkutsk – Vilnius, ended 28 Feb 2022. With it, 3 ties connect the two" in read(card)
    await place.ana.click(card, label="Include it")
    assert read(place.now(card)).startswith("Irkutsk and Edinburgh: connected over 3 ties")
    assert "Irkutsk – Vilnius, Lithuania · sister city · ended 28 Feb 2022" in read(place.now(card))


async def test_the_menu_opens_a_pairing_and_buttons_lead_on(place: Place) -> None:
    card = await place.type("!path Chicago / Moscow")
    opened = await place.ana.select(card, ["524901-4887398"], custom_id=control(card, menu="Open a pairing"))
    shared = await place.ana.click(card, label="Partners in common")
    listed = await place.ana.click(card, label="Pairings of Chicago")
    assert opened.response is not None
    assert shared.response is not None
    assert listed.response is not None
    assert read(opened.response.message).startswith("Chicago and Moscow: suspended")
    assert read(shared.response.message).startswith("Chicago and Moscow: no active partner in common")
    assert read(listed.response.message).startswith("Chicago, Illinois: 30 pairings recorded")


async def test_long_chains_are_turned_in_place(place: Place) -> None:
    card = await place.type("!path Cebu City / Kalibo")
    assert "Page 1 of 2" in read(card)
    await place.ana.click(card, label="Next page")
    assert "3. By way of Seattle" in read(place.now(card))
    await place.ana.click(place.now(card), label="Previous page")
    assert read(place.now(card)) == read(card)


async def test_a_typo_is_confirmed_and_the_other_city_is_remembered(place: Place) -> None:
    asked = await place.type("!path Los Angeles / Kharkeev")
    await place.ana.click(asked, label="Yes, Kharkiv")
    assert read(place.now(asked)).startswith("Kharkiv and Los Angeles: connected over 2 ties")


async def test_another_name_than_the_guess_goes_on_with_the_same_other_city(place: Place) -> None:
    asked = await place.type("!path Los Angeles / Kharkeev")
    form = await place.ana.click(asked, label="No, something else")
    await place.ana.submit_modal(form, {"name": "Kaunas"})
    assert read(place.now(asked)).startswith("Kaunas and Los Angeles: tied directly")


async def test_two_typos_are_both_asked_about(place: Place) -> None:
    asked = await place.type("!path Kharkeev / Lviw")
    await place.ana.click(asked, label="Yes, Kharkiv")
    second = place.now(asked)
    assert read(second).startswith("Which Lviv do you mean?")
    await place.ana.click(second, label=labels(second)[0])
    assert read(place.now(asked)).startswith("Lviv and Kharkiv: ")


async def test_namesakes_are_chosen_and_the_other_city_is_remembered(place: Place) -> None:
    asked = await place.type("!path Birmingham / Kyiv")
    assert "Choose below, or type it: !path Birmingham, Alabama / …" in read(asked)
    await place.ana.click(asked, label="Alabama, United States")
    assert read(place.now(asked)).startswith("Birmingham and Kyiv: no chain of active ties\nOnly over a tie of unknown status: ")


async def test_namesakes_of_both_are_chosen_one_after_the_other(place: Place) -> None:
    asked = await place.type("!path Birmingham / Springfield")
    await place.ana.click(asked, label="Alabama, United States")
    second = place.now(asked)
    assert read(second).startswith("Which Springfield do you mean?")
    await place.ana.click(second, label="Illinois, United States")
    assert read(place.now(asked)).startswith("No pairing is recorded for Springfield, Illinois, so no chain leads there.")


async def test_somebody_else_gets_an_own_copy(place: Place) -> None:
    card = await place.type("!path Chicago / Moscow")
    pressed = await place.ben.click(card, label="Include it")
    assert pressed.response is not None
    assert pressed.ephemeral
    assert read(pressed.response.message).startswith("Chicago and Moscow: connected over 3 ties")
    assert read(place.now(card)).startswith("Chicago and Moscow: a direct tie, suspended")


@pytest.mark.parametrize(
    ("pressed", "answer"),
    [
        ("pa:p:5368361:706483:9:7:99:q", "Los Angeles and Kharkiv: connected over 2 ties"),
        ("pa:p:5368361", "This city is no longer in the catalogue."),
        ("pa:p:5368361:1:0:1:1:m", "This city is no longer in the catalogue."),
        ("pa:p:5368361:5368361:0:1:1:m", "Both names mean Los Angeles, California."),
        ("pa:open", "This pairing is no longer in the catalogue."),
        ("ch:pa:5368361", "Which two cities? Put a stroke between them, for example !path"),
        ("ch:pa:5368361:1", "Which two cities? Put a stroke between them, for example !path"),
    ],
)
async def test_a_forged_control_does_no_harm(place: Place, pressed: str, answer: str) -> None:
    result = await press_with_id(place, f"{pressed}:k3f9x")
    assert result.response is not None
    assert read(result.response.message).startswith(answer)


async def test_a_servers_own_pairing_connects_there_alone(own_place: Place) -> None:
    before = read(await own_place.type("!path Boise / Kyiv"))
    await add_pairing(own_place, "Boise / Kharkiv")
    here = read(await own_place.type("!path Boise / Kyiv"))
    other = own_place.env.create_guild("Elsewhere")
    channel = other.create_text_channel("general")
    ida = other.add_member(own_place.env.create_user("ida"))
    await ida.send(channel, "!path Boise / Kyiv")
    (elsewhere,) = [message for message in channel.history() if message.author.bot]
    assert before.startswith("No pairing is recorded for Boise, Idaho")
    assert here.startswith("Boise and Kyiv: connected over ")
    assert "Boise – Kharkiv, Ukraine · friendship · 2024 · active as of May 2024" in here
    assert read(elsewhere) == before


async def test_the_map_shows_the_chain_that_is_chosen(own_store: Settings) -> None:
    async with placed(own_store.model_copy(update={"pictures": True})) as place:
        card = await place.type("!path Cincinnati / Tampere")
        assert "[Picture: Map: Cincinnati – Tampere. Lines for 3 ties: 3 active. All names are in the text.]" in read(card)
        assert "1. By way of Munich and Kyiv · on the map" in read(card)
        await place.ana.click(card, label="Chain 2 on the map")
        assert "2. By way of Kharkiv and Kaunas · on the map" in read(place.now(card))
        assert [each.filename for each in place.now(card).attachments] == ["map.png"]
        await place.ana.click(place.now(card), label="Text only")
        assert "[Picture" not in read(place.now(card))
        assert place.now(card).attachments == []
        await place.ana.click(place.now(card), label="Map")
        assert "2. By way of Kharkiv and Kaunas · on the map" in read(place.now(card))
        direct = await place.type("!path Jacksonville / Murmansk")
        assert "[Picture: Map: Jacksonville – Murmansk. One line: 1 dormant." in read(direct)


@pytest.mark.parametrize("command", ["path", "common"])
@pytest.mark.parametrize("field", ["city", "other"])
async def test_both_cities_are_completed_as_they_are_typed(place: Place, command: str, field: str) -> None:
    offers = await place.ana.autocomplete(place.channel, command, field, "Ky")
    assert offers[0]["name"] == "Kyiv, Ukraine"
