"""Two entries made one, sources that disagree, and what should be looked at again."""

from __future__ import annotations

from typing import Any

from bot.store import entries
from tests.e2e.conftest import Place, labels, read
from tests.e2e.keeping_entries import (
    Form,
    add_pairing,
    answered,
    choose,
    fill,
    keep,
    make_editor,
    menu_items,
    prefilled,
    press,
    said,
)
from tests.factories import initiative

LINK = "https://charkiw-nuernberg.de/spenden"
OWN = 2_000_000_001


async def _approve(place: Place, sent: Form) -> str:
    """Let an editor approve what was sent to the catalogue."""
    number = said(sent).partition("Sent as proposal ")[2].partition(" ")[0]
    make_editor(place, place.ben)
    card = await place.ben.slash(place.channel, "review", number=number)
    done = await place.ben.click(answered(card), label="Approve")
    return said(done)


async def _to_the_catalogue(place: Place, preview: Form) -> str:
    return await _approve(place, await press(place.mona, preview, "Send to the editors"))


async def test_two_cities_become_one_and_so_do_their_pairings_with_a_third(own_place: Place) -> None:
    await add_pairing(own_place, "Boise / Okhtyrka hromada")
    await add_pairing(own_place, "Boise / Okhtyrka")
    asked = await own_place.type("!merge city Okhtyrka hromada / Okhtyrka", own_place.mona)
    assert "becomes part of Okhtyrka, Sumy Oblast, Ukraine, and is taken out. What moves along: " in read(asked)
    form = await own_place.mona.click(asked, label="Say why, and look at it")
    preview = await fill(own_place.mona, form, Why="one town, listed twice")
    assert "merged into Okhtyrka" in said(preview)
    assert "Keep it" not in labels(answered(preview))
    assert "approved" in await _to_the_catalogue(own_place, preview)
    text = read(await own_place.type("!twin Okhtyrka hromada"))
    assert text.startswith("Okhtyrka, Ukraine: ")
    assert text.count("Boise, Idaho") == 2  # one row and its place in the menu
    refused = await own_place.type("!entry edit city 1000000011", own_place.mona)
    assert "There is no city 1000000011" in read(refused)


async def test_a_merger_is_undone_by_the_editors(own_place: Place) -> None:
    asked = await own_place.type("!merge city Okhtyrka hromada / Okhtyrka", own_place.mona)
    form = await own_place.mona.click(asked, label="Say why, and look at it")
    await _to_the_catalogue(own_place, await fill(own_place.mona, form, Why="listed twice"))
    preview = await own_place.ben.slash(own_place.channel, "entry undo", revision="1", why="they are two after all")
    sent = await press(own_place.ben, preview, "Send to the editors")
    own_place.bot.settings = own_place.bot.settings.model_copy(update={"editor_ids": frozenset({own_place.mona.id})})
    number = said(sent).partition("Sent as proposal ")[2].partition(" ")[0]
    card = await own_place.mona.slash(own_place.channel, "review", number=number)
    await own_place.mona.click(answered(card), label="Approve")
    assert "Okhtyrka hromada" in read(await own_place.type("!entry edit city 1000000011", own_place.mona))


async def test_what_is_not_the_same_is_not_merged(own_place: Place) -> None:
    assert "named twice" in read(await own_place.type("!merge city Kiev / Kyiv", own_place.mona))
    assert "in two countries" in read(await own_place.type("!merge city Kyiv / Warsaw", own_place.mona))
    assert "These tie different cities" in read(await own_place.type("!merge pairing 1 / 2", own_place.mona))
    assert "Only cities and pairings" in read(await own_place.type("!merge event 1 / 2", own_place.mona))
    assert "Name the one that goes" in read(await own_place.type("!merge city Kyiv", own_place.mona))


async def test_an_own_pairing_is_not_merged_into_a_shared_one(own_place: Place) -> None:
    await add_pairing(own_place)
    refused = await own_place.mona.slash(own_place.channel, "merge", kind="pairing", gone="pairing 2000000001", kept="1")
    assert "a server’s own and the other is not" in said(refused)


async def test_a_second_source_stands_beside_the_first_on_the_card(own_place: Place) -> None:
    await add_pairing(own_place)
    asked = await own_place.type("!dispute Boise / Hlukhiv", own_place.mona)
    assert read(asked).startswith("Signed, Hlukhiv and Boise\nBy boise.example.org: May 2024.")
    form = await own_place.mona.click(asked, label="Set another source beside it")
    preview = await fill(
        own_place.mona, form, In_what_the_sources_differ="Sources differ: 2024 or 2023.", Who_says_otherwise="https://hlukhiv.example.org/boise",
        The_date_that_it_gives="June 2023", Why="found on their site",
    )  # fmt: skip
    assert "Sources differ: 2024 or 2023." in said(preview)
    await keep(own_place, preview)
    card = read(await own_place.type("!pairing Boise / Hlukhiv"))
    assert "Where sources disagree" in card
    assert "Sources differ: 2024 or 2023 [1] [2]." in card
    assert "hlukhiv.example.org" in card
    asked = await own_place.type("!dispute Boise / Hlukhiv", own_place.mona)
    assert "It is marked as disputed." in read(asked)
    form = await own_place.mona.click(asked, label="Settle it")
    await keep(own_place, await fill(own_place.mona, form, Why="the signed text says 2024"))
    assert "Sources differ" not in read(await own_place.type("!pairing Boise / Hlukhiv"))


async def test_a_dispute_about_a_pairing_with_many_events_asks_which(own_place: Place) -> None:
    asked = await own_place.type("!dispute Chicago / Moscow", own_place.mona)
    assert "about which event do sources disagree?" in read(asked)
    (menu,) = [each for each in menu_items(asked) if each.get("options")]
    chosen = await choose(own_place.mona, asked, "Which event?", menu["options"][0]["label"])
    assert "Set another source beside it" in labels(answered(chosen))


async def test_what_is_wrong_in_a_dispute_stands_in_its_form_again(own_place: Place) -> None:
    await add_pairing(own_place)
    asked = await own_place.mona.slash(own_place.channel, "dispute", what="Boise / Hlukhiv")
    form = await press(own_place.mona, asked, "Set another source beside it")
    typed: dict[str, Any] = {"In_what_the_sources_differ": "They differ.", "Who_says_otherwise": "my friend"}
    refused = await fill(own_place.mona, form, **typed, The_date_that_it_gives="soon")
    assert "The date that it gives: " in said(refused)
    form = await press(own_place.mona, refused, "Open the form again")
    assert prefilled(form)["Who says otherwise"] == "my friend"
    refused = await fill(own_place.mona, form, The_date_that_it_gives="")
    assert "Who says otherwise: " in said(refused)


async def record(place: Place, number: int, guild_id: int | None, **fields: Any) -> None:
    """An initiative that is in the store, whoever brought it in."""
    made = initiative(number, **fields)
    await place.bot.store.write(lambda db: entries.put(db, "initiatives", made, guild_id))


async def test_what_is_stale_is_listed_with_what_to_do_and_leads_to_its_form(own_place: Place) -> None:
    assert read(await own_place.type("!stale", own_place.mona)).startswith("No entry to look at again")
    await record(own_place, OWN, own_place.guild.id, title="Generators from Boise", state="open")
    shown = await own_place.type("!stale", own_place.mona)
    assert read(shown).startswith("1 entry to look at again")
    assert f"Generators from Boise · initiative {OWN} · this server’s own" in read(shown)
    assert "never seen at work" in read(shown)
    assert "Look for a newer source" in read(shown)
    chosen = await choose(own_place.mona, shown, "Edit an entry", "Generators from Boise")
    assert "Choose what to change." in said(chosen)


async def test_links_that_nobody_was_asked_to_check_are_listed_apart_and_their_checks_started(own_place: Place) -> None:
    for number in range(OWN, OWN + 9):
        await record(own_place, number, own_place.guild.id, title=f"Help {number - OWN + 1}", link=LINK, organisation_id=5)
    first = await own_place.type("!stale", own_place.mona)
    assert "Links waiting for a check: 9\n" in read(first)
    await own_place.mona.click(first, label="Links waiting for a check")
    shown = own_place.now(first)
    assert read(shown).startswith("Links waiting for a check: 9\n")
    assert "Help 1 · initiative 2000000001 · this server’s own\nOn charkiw-nuernberg.de: not checked by two people yet" in read(
        shown
    )
    assert "Page 1 of 2" in read(shown)
    started = await choose(own_place.mona, shown, "Start the check of these links", "Help 1", "Help 2")
    assert said(started).startswith(
        "Sent for review as proposals 1 and 2. You stand for these links now, so somebody else has to"
    )
    again = await choose(own_place.mona, shown, "Start the check of these links", "Help 1")
    assert said(again).startswith("Nothing was started. Left out: 1 link.")
    left = read(await own_place.type("!stale links", own_place.mona))
    assert left.startswith("Links waiting for a check: 7\n")
    assert "Help 1 " not in left
    refused = await own_place.mona.slash(own_place.channel, "review", number="1")
    assert "You proposed this yourself" in said(await press(own_place.mona, refused, "Approve"))


async def test_a_moderator_starts_no_check_for_the_catalogue(own_place: Place) -> None:
    assert read(await own_place.type("!stale links", own_place.mona)).startswith("No link waits for a check")
    make_editor(own_place, own_place.ben)
    shown = await own_place.type("!stale links", own_place.ben)
    forged = await choose(own_place.mona, shown, "Start the check of these links", first_option(shown))
    assert said(forged).startswith("Nothing was started.")
    assert "Sent for review as proposal 1." in said(
        await choose(own_place.ben, shown, "Start the check of these links", first_option(shown))
    )


async def test_pairings_that_no_source_speaks_of_are_listed_and_lead_to_their_forms(own_place: Place) -> None:
    make_editor(own_place, own_place.ben)
    first = await own_place.type("!stale", own_place.ben)
    await own_place.ben.click(first, label="Pairings")
    shown = own_place.now(first)
    assert read(shown).startswith("Pairings of which no source has spoken for 10 years: ")
    assert " · no source gives a date" in read(shown)
    assert read(await own_place.type("!stale pairings", own_place.ben)) == read(shown)
    chosen = await choose(own_place.ben, shown, "Edit an entry", first_option(shown))
    assert "Choose what to change." in said(chosen)
    await own_place.ben.click(shown, label="Next page")
    assert "Page 2 of " in read(own_place.now(first))
    await own_place.ben.click(own_place.now(first), label="Entries to look at again")
    assert "to look at again" in read(own_place.now(first))


async def test_a_list_that_there_is_not_is_said_to_be_none(own_place: Place) -> None:
    refused = read(await own_place.type("!stale cities", own_place.mona))
    assert refused.startswith("I know no list “cities”.")
    assert "“stale links”" in refused


def first_option(message: Any) -> str:
    (menu,) = [each for each in menu_items(message) if each.get("options")]
    return str(menu["options"][0]["label"])


async def test_an_editor_sees_what_is_stale_in_the_catalogue_page_by_page(own_place: Place) -> None:
    make_editor(own_place, own_place.ben)
    shown = await own_place.ben.slash(own_place.channel, "stale")
    assert "to look at again" in said(shown)
    if "Next page" in labels(answered(shown)):
        await press(own_place.ben, shown, "Next page")
        assert "Page 2 of" in said(shown)


async def test_a_member_gets_none_of_it(own_place: Place) -> None:
    for typed in ("!merge city Kyiv / Lviv", "!dispute Chicago / Moscow", "!stale"):
        assert "You need" in read(await own_place.type(typed, own_place.ana))
    asked = await own_place.type("!dispute event 1", own_place.mona)
    assert "You need" in said(await own_place.ana.click(asked, label="Set another source beside it"))
