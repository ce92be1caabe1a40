"""Every button, menu and form: pressed by the asker, by somebody else, after a restart, forged, or about what is gone."""

from __future__ import annotations

import pytest
import simcord

from bot.app import create_bot
from bot.cogs.desk import Desk
from bot.settings import Settings
from tests.e2e.conftest import SETTLE_SECONDS, TODAY, Place, control, labels, press_with_id, read


async def test_next_and_previous_page_turn_the_message_itself(place: Place) -> None:
    card = await place.type("!twin Los Angeles")
    assert labels(card) == ["Next page", "Sources", "Aid"]
    await place.ana.click(card, label="Next page")
    second = place.now(card)
    assert "Page 2 of 2 · 17 to 26 of 26" in read(second)
    assert labels(second) == ["Previous page", "Sources", "Aid"]
    await place.ana.click(second, label="Previous page")
    assert read(place.now(card)) == read(card)


async def test_the_menu_opens_a_pairing_beside_the_list(place: Place) -> None:
    card = await place.type("!twin Chicago")
    opened = await place.ana.select(card, ["524901-4887398"], custom_id=control(card, menu="Open a pairing"))
    assert opened.response is not None
    assert read(opened.response.message).startswith("Chicago and Moscow: suspended")
    assert read(place.now(card)).startswith("Chicago, Illinois: 30 pairings recorded")


async def test_the_menu_holds_this_page_and_all_that_are_not_active(place: Place) -> None:
    menu = next(line for line in read(await place.type("!twin Los Angeles")).splitlines() if line.startswith("[Menu"))
    assert menu.count(";") == 17
    assert "Kyiv, Ukraine (Proposed · 25 Mar 2022)" in menu
    assert "Saint Petersburg, Russia (Status unknown · 1984, 1989 or 1990 (disputed))" in menu


async def test_sources_and_aid_open_beside_the_list(place: Place) -> None:
    card = await place.type("!twin Kyiv")
    sources = await place.ana.click(card, label="Sources")
    aid = await place.ana.click(card, label="Aid")
    assert sources.response is not None
    assert aid.response is not None
    assert " sources for " in read(sources.response.message)
    assert read(aid.response.message).startswith("Aid for Kyiv: ")


async def test_sources_are_paged_in_place(place: Place) -> None:
    opened = await place.type("!source Kyiv")
    await place.ana.click(opened, label="Next page")
    assert "Page 2 of" in read(place.now(opened))


async def test_a_pairing_leads_to_both_of_its_cities(place: Place) -> None:
    card = await place.type("!pairing Chicago / Moscow")
    chicago = await place.ana.click(card, label="Pairings of Chicago")
    assert chicago.response is not None
    assert read(chicago.response.message).startswith("Chicago, Illinois: 30 pairings recorded")


async def test_aid_between_two_cities_opens_from_their_pairing(place: Place) -> None:
    card = await place.type("!pairing Kyiv / Hamburg")
    assert "Aid between them: " in read(card)
    opened = await place.ana.click(card, label="Aid")
    assert opened.response is not None
    assert "Buses and ambulances from Hamburg" in read(opened.response.message)


async def test_an_initiative_opens_whole(place: Place) -> None:
    card = await place.type("!aid Kyiv")
    opened = await place.ana.click(card, label="Open 1")
    assert opened.response is not None
    text = read(opened.response.message)
    assert "No link is shown, because none is verified." in text
    assert "Source: " in text
    assert "grade" in text
    everything = await place.ana.click(opened.response.message, label="All aid for Kyiv")
    assert everything.response is not None
    assert read(everything.response.message).startswith("Aid for Kyiv: ")


async def test_the_filter_form_narrows_the_list_in_place(place: Place) -> None:
    card = await place.type("!aid Kyiv")
    form = await place.ana.click(card, label="Filter")
    assert form.modal is not None
    await place.ana.submit_modal(form, {"sector": ["medical"], "ask": ["any"], "state": ["completed"], "purpose": ["any"]})
    assert "Filter: medical, completed" in read(place.now(card))


async def test_a_likely_typo_is_confirmed_with_one_press(place: Place) -> None:
    asked = await place.type("!twin Kharkeev")
    assert read(asked).startswith("I know no city called “Kharkeev”. Did you mean Kharkiv, Ukraine?")
    await place.ana.click(asked, label="Yes, Kharkiv")
    assert read(place.now(asked)).startswith("Kharkiv, Ukraine: ")


async def test_no_something_else_asks_for_the_name_and_goes_on(place: Place) -> None:
    asked = await place.type("!aid Kharkeev")
    form = await place.ana.click(asked, label="No, something else")
    assert form.modal is not None
    await place.ana.submit_modal(form, {"name": "Lviv"})
    assert read(place.now(asked)).startswith("Aid for Lviv: ")


async def test_a_name_in_the_form_may_be_wrong_again(place: Place) -> None:
    asked = await place.type("!twin Kharkeev")
    form = await place.ana.click(asked, label="No, something else")
    await place.ana.submit_modal(form, {"name": "pizza"})
    assert read(place.now(asked)).startswith("I know no city called “pizza”.")


async def test_a_choice_within_a_pairing_remembers_the_other_city(place: Place) -> None:
    asked = await place.type("!pairing Birmingham / Kyiv")
    assert read(asked).startswith("Which Birmingham do you mean?")
    await place.ana.click(asked, label="Alabama, United States")
    assert read(place.now(asked)).startswith("No pairing of Birmingham, Alabama and Kyiv, Ukraine is recorded.")


async def test_a_typo_within_a_pairing_remembers_the_other_city(place: Place) -> None:
    asked = await place.type("!pairing Cincinnati / Kharkeev")
    await place.ana.click(asked, label="Yes, Kharkiv")
    assert read(place.now(asked)).startswith("Cincinnati and Kharkiv: active")


async def test_help_explains_a_command_in_place_and_goes_back(place: Place) -> None:
    card = await place.type("!help")
    await place.ana.select(card, ["aid"], custom_id=control(card, menu="More about a command"))
    assert read(place.now(card)).startswith("!aid: who helps a city, and how")
    await place.ana.click(place.now(card), label="All commands")
    assert read(place.now(card)) == read(card)


async def test_a_country_card_turns_opens_and_names_its_sources(place: Place) -> None:
    card = await place.type("!country Russia / United States")
    await place.ana.click(card, label="Next page")
    assert "Page 2 of" in read(place.now(card))
    sources = await place.ana.click(place.now(card), label="Sources")
    assert sources.response is not None
    assert "published counts" in read(sources.response.message)


async def test_somebody_else_gets_an_own_copy_and_the_message_stays(place: Place) -> None:
    card = await place.type("!twin Los Angeles")
    copy = await place.ben.click(card, label="Next page")
    assert copy.ephemeral
    assert copy.response is not None
    assert "Page 2 of 2" in read(copy.response.message)
    assert "Page 1 of 2" in read(place.now(card))


async def test_controls_work_after_a_restart(shipped: Settings) -> None:
    first = create_bot(shipped, clock=lambda: TODAY)
    env = simcord.Env(first, check_errors=False, settle_timeout=SETTLE_SECONDS)
    await env.start()
    try:
        place = Place(env, first)
        card = await place.type("!twin Los Angeles")
        await env.restart_bot(create_bot(shipped, clock=lambda: TODAY))
        await place.ana.click(card, label="Next page")
        assert "Page 2 of 2" in read(place.now(card))
    finally:
        await env.shutdown()


@pytest.mark.parametrize(
    "custom_id",
    [
        "tw:p:1:1:k3f9x", "tw:p:99999999999999999999:1:k3f9x", "tw:p:k3f9x", "pr:p:1:2:1:k3f9x", "in:o:0:k3f9x", "ad:f:1:k3f9x", "ad:b:1:2:k3f9x",
        "ch:tw:1:k3f9x", "ch:pr:703448:k3f9x", "co:p:ZZ:QQ:1:k3f9x", "sr:k:ZZ:-:k3f9x", "sr:c:1:1:k3f9x", "zz:p:1:k3f9x", "hp:cmd:k3f9x",
        "tw:open:703448:k3f9x", "dy:no:k3f9x", "ch:pr:703448:9999999999999999999:k3f9x", "ch:pr:9999999999999999999:k3f9x",
        "dy:no:zz:k3f9x", "wt:set:9999:1:1:k3f9x", "wt:stop:0:k3f9x", "wt:on:city:0:k3f9x", "wt:on:zz:k3f9x", "wt:on:pairing:1-1:k3f9x",
        "wt:go:zz:k3f9x", "wt:end:0:k3f9x", "wt:list:99:k3f9x", "wt:zz:k3f9x", "wc:p:9999999999:99:k3f9x", "wc:open:7:k3f9x",
        "po:o:1:k3f9x", "po:x:k3f9x", "po:zz:1:k3f9x", "pr:p:1:2:1:t:k3f9x", "co:p:ZZ:QQ:1:t:k3f9x", "tw:p:1:1:q:k3f9x",
    ],
)  # fmt: skip
async def test_an_id_that_points_to_nothing_gets_a_clear_answer(place: Place, custom_id: str) -> None:
    result = await press_with_id(place, custom_id)
    assert result.modal is not None or result.response is not None
    if result.response is not None:
        assert result.ephemeral
        assert "Something went wrong" not in read(result.response.message)


@pytest.mark.parametrize("view", ["m", "t", "x", "zz", "0"])
async def test_any_view_of_a_card_is_text_where_there_are_no_pictures(place: Place, view: str) -> None:
    result = await press_with_id(place, f"tw:p:5368361:1:{view}:k3f9x")
    assert result.response is not None
    assert "Page 1 of 2 · 1 to 16 of 26" in read(result.response.message)
    assert labels(result.response.message) == ["Next page", "Sources", "Aid"]


async def test_a_page_past_the_end_becomes_the_last(place: Place) -> None:
    result = await press_with_id(place, "tw:p:5368361:99:k3f9x")
    assert result.response is not None
    assert "Page 2 of 2" in read(result.response.message)


async def test_no_two_commands_answer_the_controls_of_the_same_card(place: Place) -> None:
    codes = [code for cog in place.bot.cogs.values() if isinstance(cog, Desk) for code in cog.presses]
    assert sorted(codes) == sorted(set(codes))
