"""An entry named by its city alone: which of the city's entries is meant, and the way on from the menu."""

from __future__ import annotations

import re
from typing import Any

import simcord

from bot.settings import Settings
from tests.e2e.board import board, message_of
from tests.e2e.conftest import Place, labels, read
from tests.e2e.keeping_entries import (
    Form,
    add_initiative,
    add_pairing,
    answered,
    choose,
    keep,
    make_editor,
    menu_items,
    press,
    said,
)

BRUSSELS = "Brussels platform for Kyiv"


def menu_of_entries(message: Any) -> dict[str, Any]:
    (found,) = [each for each in menu_items(message) if str(each.get("placeholder")).startswith("Choose an entry")]
    return found


def offered(message: Any) -> list[str]:
    """What the menu of entries offers."""
    return [str(option["label"]) for option in menu_of_entries(message)["options"]]


async def choose_entry(who: simcord.MemberActor, message: Any, label: str) -> Form:
    return await choose(who, message, str(menu_of_entries(message)["placeholder"]), label)


async def test_a_citys_name_alone_offers_its_entries_in_pages_and_says_how_to_type_one(place: Place) -> None:
    asked = await place.type("!entry edit Kyiv", place.mona)
    words, hint, *_ = read(asked).split("\n")
    assert re.fullmatch(r"Kyiv: \d+ entries\. Which one do you want to change\?", words)
    assert hint == "Choose below, or type it more exactly: !entry edit initiative 12"
    first = offered(asked)
    assert first[:2] == ["Kyiv, Ukraine", "Brussels platform for Kyiv"]
    await place.mona.click(asked, label="Next page")
    turned = place.now(asked)
    assert not set(first) & set(offered(turned))
    assert labels(turned) == ["Previous page", "Next page"]


async def test_a_choice_goes_on_with_what_was_asked_for(own_place: Place) -> None:
    asked = await own_place.type("!entry edit Kyiv", own_place.mona)
    assert "Choose what to change." in said(await choose_entry(own_place.mona, asked, BRUSSELS))
    asked = await own_place.type("!entry retire Kyiv", own_place.mona)
    gone = await choose_entry(own_place.mona, asked, BRUSSELS)
    assert "Brussels platform for Kyiv is to be taken out." in said(gone)
    asked = await own_place.type("!entry history Kyiv", own_place.mona)
    told = await choose_entry(own_place.mona, asked, BRUSSELS)
    assert "Brussels platform for Kyiv" in said(told).partition("\n")[0]


async def test_only_a_servers_own_entries_are_offered_to_be_sent(own_place: Place) -> None:
    refused = await own_place.type("!entry send Kyiv", own_place.mona)
    assert read(refused).startswith("None of this server’s own entries is about Kyiv, so there is nothing to send.")
    await keep(own_place, await add_initiative(own_place))
    asked = await own_place.mona.slash(own_place.channel, "entry send", what="Kyiv")
    assert offered(answered(asked)) == ["Generators from Boise"]
    draft = await choose_entry(own_place.mona, answered(asked), "Generators from Boise")
    sent = await press(own_place.mona, draft, "Send to the editors")
    assert "Sent as proposal" in said(sent)


async def test_a_servers_own_entries_come_first_and_another_server_is_offered_none_of_them(own_place: Place) -> None:
    await add_pairing(own_place, "Kyiv / Boise")
    assert offered(await own_place.type("!entry edit Kyiv", own_place.mona))[0] == "Kyiv and Boise"
    elsewhere = own_place.env.create_guild("Elsewhere")
    ed = elsewhere.add_member(own_place.ben.user)
    make_editor(own_place, ed)
    there = await ed.slash(elsewhere.create_text_channel("general"), "entry edit", what="Kyiv")
    assert offered(answered(there))[0] == "Kyiv, Ukraine"


async def test_namesakes_are_offered_together_and_a_kind_narrows_it(place: Place) -> None:
    both = offered(await place.type("!entry edit Birmingham", place.mona))
    assert {"Birmingham, Alabama, United States", "Birmingham, England, United Kingdom"} <= set(both)
    pairings = await place.type("!entry edit pairing Birmingham", place.mona)
    assert re.match(r"Birmingham: \d+ pairings\.", read(pairings))
    assert {label.partition(" and ")[0] for label in offered(pairings)} == {"Birmingham"}


async def test_a_dispute_offers_the_pairings_of_which_sources_speak_those_in_dispute_first(own_place: Place) -> None:
    asked = await own_place.type("!dispute Kyiv", own_place.mona)
    assert re.match(r"Kyiv: \d+ pairings\. About which pairing do sources disagree\?", read(asked))
    chosen = await choose_entry(own_place.mona, asked, "Kyiv and Barcelona")
    assert said(chosen).startswith("Signed, Kyiv and Barcelona\nBy ")
    refused = await own_place.type("!dispute Boise", own_place.mona)
    assert read(refused).startswith("No source is recorded for any pairing of Boise, so there is nothing to dispute.")


async def test_whoever_may_not_change_entries_gets_nothing_from_the_menu(own_place: Place) -> None:
    asked = await own_place.type("!entry edit Kyiv", own_place.mona)
    assert "You need" in said(await choose_entry(own_place.ana, asked, BRUSSELS))


async def test_an_id_of_the_menu_that_was_made_up_gets_a_clear_answer(own_store: Settings) -> None:
    async with board(own_store) as desk:
        for made in ("en:w:0", "en:w:zz:0:1:703448:0", "en:w:e:9:1:99:0", "en:w:e:0:1:0", "up:w:e:0:1:703448:0", "up:w:d:0:1:0"):
            answer = await desk.mona.click(await desk.forge(made), label="Press")
            assert "no longer in the catalogue" in read(message_of(answer)), made
