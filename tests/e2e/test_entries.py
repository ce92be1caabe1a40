"""Moderators keep entries: added in forms, edited, retired, taken back, and handed to the catalogue."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord

from tests.e2e.conftest import Place, labels, read
from tests.e2e.keeping_entries import (
    add_initiative,
    add_pairing,
    answered,
    choose,
    fill,
    inputs,
    keep,
    make_editor,
    menu_items,
    prefilled,
    press,
    said,
)

OWN = "2000000001"
"""The first id that the bot gives."""


async def aid_elsewhere(place: Place) -> str:
    """What a member of another server reads of the aid for Kyiv."""
    other = place.env.create_guild("Elsewhere")
    channel = other.create_text_channel("general")
    ida = other.add_member(place.env.create_user("ida"))
    await ida.send(channel, "!aid Kyiv")
    (answer,) = [message for message in channel.history() if message.author.bot]
    return read(answer)


async def every_page(place: Place, question: str) -> str:
    """All pages of an answer."""
    message = await place.type(question)
    text = read(message)
    while "Next page" in labels(place.now(message)):
        await place.ana.click(place.now(message), label="Next page")
        text += read(place.now(message))
    return text


async def test_an_initiative_is_added_by_slash_and_seen_in_this_server_alone(own_place: Place) -> None:
    preview = await add_initiative(own_place)
    assert said(preview).startswith("Draft: new initiative “Generators from Boise”\nNothing is changed yet.")
    assert "Generators from Boise, for Kyiv, Ukraine" in said(preview)
    assert answered(preview).flags.ephemeral
    assert "Generators from Boise" not in await every_page(own_place, "!aid Kyiv")
    assert (await keep(own_place, preview)).startswith("Done. New initiative “Generators from Boise”.")
    assert "Generators from Boise" in await every_page(own_place, "!aid Kyiv")
    assert "Generators from Boise" not in await aid_elsewhere(own_place)
    sent = await own_place.ana.send_dm("!aid Kyiv")
    (private,) = [message async for message in sent.channel.history() if message.author.bot]
    assert "19 initiatives" not in read(private)
    assert "18 initiatives" in read(private)


async def test_the_same_by_a_typed_command_and_its_button(own_place: Place) -> None:
    asked = await own_place.type("!entry add initiative of Lviv", own_place.mona)
    assert labels(asked) == ["Open the form"]
    form = await own_place.mona.click(asked, label="Open the form")
    assert prefilled(form)["Which city is helped"] == "Lviv, Lviv Oblast, Ukraine"
    filled = {"Title": "School buses", "Sector": "Goods", "State": "Open", "Organiser": "Boise for Lviv"}
    again = await press(own_place.mona, await fill(own_place.mona, form, **filled), "Next fields")
    preview = await fill(own_place.mona, again, Source="https://boise.example.org/lviv")
    assert "School buses, for Lviv, Lviv Oblast, Ukraine" in said(preview)
    await keep(own_place, preview)
    assert "School buses" in await every_page(own_place, "!aid Lviv")


async def test_a_whole_country_is_helped_where_no_city_is_named(own_place: Place) -> None:
    first = await own_place.mona.slash(own_place.channel, "entry add", kind="initiative")
    filled = {"Title": "Winter coats", "Sector": "Goods", "State": "Open", "Organiser": "Coats for All"}
    second = await press(own_place.mona, await fill(own_place.mona, first, **filled), "Next fields")
    assert "what you typed is kept" in said(await fill(own_place.mona, second, Source="https://coats.example.org"))
    first = await own_place.mona.slash(own_place.channel, "entry add", kind="initiative")
    second = await press(own_place.mona, await fill(own_place.mona, first, **filled), "Next fields")
    preview = await fill(own_place.mona, second, Source="https://coats.example.org", Country="Ukraine")
    assert "Winter coats, for all of Ukraine" in said(preview)


async def test_dates_are_typed_in_plain_words_and_cities_in_any_spelling(own_place: Place) -> None:
    await keep(own_place, await add_initiative(own_place, Which_city_is_helped="Kiev"))
    asked = await own_place.type(f"!entry edit initiative {OWN}", own_place.mona)
    assert "For (Kyiv, Ukraine)" in read(asked)
    form = await choose(
        own_place.mona, asked, "Fields to change, up to 5", "Since", "Last seen", "Organiser city, as a place on record"
    )
    values = {"Since": "about 2022", "Last_seen": "24th of February 2026", "Organiser_city,_as_a_place_on_record": "Boise"}
    preview = await fill(own_place.mona, form, **values, Why="seen on its page")
    assert "now: none\nproposed: about 2022" in said(preview)
    assert "proposed: 24 Feb 2026" in said(preview)
    assert "proposed: Boise, Idaho, United States" in said(preview)
    assert "seen on its page" in said(preview)
    await keep(own_place, preview)
    text = read(await own_place.type(f"!entry edit initiative {OWN}", own_place.mona))
    assert "Last seen (2026-02-24)" in text
    assert "Since (2022~)" in text


async def test_a_draft_is_edited_further_before_it_is_kept(own_place: Place) -> None:
    preview = await add_initiative(own_place)
    asked = await press(own_place.mona, preview, "Edit")
    form = await choose(own_place.mona, answered(asked), "Fields to change, up to 5", "Initiative: link", "Source: grade")
    assert prefilled(form)["Source: grade"] == "E: encyclopedia or a user"
    edited = await fill(
        own_place.mona, form, **{"Initiative:_link": "https://boise.example.org/give", "Source:_grade": "B: the city’s own site"}
    )
    assert "boise.example.org/give" in said(edited)
    assert "grade B" in said(edited)


async def test_what_an_error_refuses_stands_in_the_form_again(own_place: Place) -> None:
    first = await own_place.mona.slash(own_place.channel, "entry add", kind="initiative")
    filled = {"Title": "Generators", "Sector": "Goods", "State": "Open", "Organiser": "Boise", "Which_city_is_helped": "Kharkeev"}
    second = await press(own_place.mona, await fill(own_place.mona, first, **filled), "Next fields")
    refused = await fill(own_place.mona, second, Source="trust me", Why="a long reason")
    assert "Which city is helped: I know no city called “Kharkeev”. Did you mean Kharkiv" in said(refused)
    form = await press(own_place.mona, refused, "Open the form again")
    assert prefilled(form) | {"State": "Open"} == {
        "Which city is helped": "Kharkeev", "Title": "Generators", "Sector": "Goods", "State": "Open", "Organiser": "Boise",
    }  # fmt: skip
    refused = await fill(own_place.mona, form, Which_city_is_helped="Kharkiv")
    assert "Source: " in said(refused)
    form = await press(own_place.mona, refused, "Open the form again")
    assert prefilled(form) == {"Source": "trust me", "Country": "", "Last seen": "22 November 2026", "Why": "a long reason"}
    preview = await fill(own_place.mona, form, Source="https://boise.example.org")
    assert "Generators, for Kharkiv" in said(preview)
    assert "a long reason" in said(preview)


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("Last_seen", "03.04.2026", "can mean two days"),
        ("Last_seen", "someday", "no date"),
        ("For", "Birmingham", "Several places are called “Birmingham”"),
        ("Country", "Atlantis", "I know no country called “Atlantis”"),
        ("Organisation", "Nobody knows them", "No organisation of that name is recorded"),
        ("Link", "not an address", "This is no address. Write it whole, with the https that it begins with."),
        ("Country", "Poland", "is in another country"),
    ],
)
async def test_wrong_input_is_refused_in_words_and_kept(own_place: Place, field: str, typed: str, says: str) -> None:
    await keep(own_place, await add_initiative(own_place))
    asked = await own_place.type(f"!entry edit initiative {OWN}", own_place.mona)
    label = field.replace("_", " ")
    fields = [label, "For"] if typed == "Poland" else [label]
    form = await choose(own_place.mona, asked, "Fields to change, up to 5", *fields)
    more = {"For": "Lviv"} if typed == "Poland" else {}
    refused = await fill(own_place.mona, form, **{field: typed}, **more, Why="because")
    assert says in said(refused)
    assert prefilled(await press(own_place.mona, refused, "Open the form again"))[label] == typed


async def test_the_menu_of_fields_takes_no_made_up_field(own_place: Place) -> None:
    await keep(own_place, await add_initiative(own_place))
    asked = await own_place.type(f"!entry edit initiative {OWN}", own_place.mona)
    custom_id = next(each for each in _ids(asked) if each.startswith("ef:e:"))
    form = await _forged(own_place, custom_id, ["0.verification", "0.initiative_id", "7.title", "nonsense"])
    assert form.modal is None
    assert "no longer" in said(form)


async def test_an_edit_of_what_somebody_else_changed_begins_anew_from_that(own_place: Place) -> None:
    await keep(own_place, await add_initiative(own_place))
    asked = await own_place.type(f"!entry edit initiative {OWN}", own_place.mona)
    slow = await choose(own_place.mona, asked, "Fields to change, up to 5", "Title", "Organiser")
    quick = await choose(own_place.mona, asked, "Fields to change, up to 5", "Organiser")
    await keep(own_place, await fill(own_place.mona, quick, Organiser="Friends of Kyiv in Boise"))
    refused = await fill(own_place.mona, slow, Title="Twelve generators", Why="counted")
    assert "Somebody else has changed Generators from Boise meanwhile, so nothing was changed." in said(refused)
    assert "now: Friends of Kyiv in Boise" in said(refused)
    form = await press(own_place.mona, refused, "Begin from the newer version")
    assert prefilled(form) == {"Title": "Twelve generators", "Organiser": "Friends of Kyiv in Boise", "Why": "counted"}
    await keep(own_place, await fill(own_place.mona, form))
    text = read(await own_place.type(f"!entry edit initiative {OWN}", own_place.mona))
    assert "Twelve generators" in text
    assert "Friends of Kyiv in Boise" in text


async def test_a_draft_that_was_overtaken_before_it_is_kept_begins_anew_too(own_place: Place) -> None:
    await keep(own_place, await add_initiative(own_place))
    asked = await own_place.type(f"!entry edit initiative {OWN}", own_place.mona)
    slow = await fill(
        own_place.mona, await choose(own_place.mona, asked, "Fields to change, up to 5", "Title"), Title="Twelve generators"
    )
    quick = await choose(own_place.mona, asked, "Fields to change, up to 5", "Organiser")
    await keep(own_place, await fill(own_place.mona, quick, Organiser="Friends of Kyiv in Boise"))
    refused = await press(own_place.mona, slow, "Keep it")
    assert "now: Friends of Kyiv in Boise" in said(refused)
    await keep(own_place, await press(own_place.mona, refused, "Begin from the newer version"))
    text = read(await own_place.type(f"!entry edit initiative {OWN}", own_place.mona))
    assert "Title (Twelve generators)" in text
    assert "Organiser (Friends of Kyiv in Boise)" in text


async def test_a_pairing_with_a_city_that_only_the_gazetteer_has_is_found_by_twin(own_place: Place) -> None:
    form = await own_place.mona.slash(own_place.channel, "entry add", kind="pairing", of="Boise / Hlukhiv")
    assert prefilled(form)["City"].startswith("Boise, Idaho")
    filled = {"Kind": "Friendship", "What_happened": "Signed", "Source": "https://boise.example.org/hlukhiv"}
    second = await press(own_place.mona, await fill(own_place.mona, form, **filled), "Next fields")
    preview = await fill(own_place.mona, second, When="May 2024", Who_decided="the city council", Why="on its page")
    assert "Hlukhiv" in said(preview)
    await keep(own_place, preview)
    text = read(await own_place.type("!twin Hlukhiv"))
    assert "1 pairing" in text
    assert "Boise" in text
    card = read(await own_place.type("!pairing Boise / Hlukhiv"))
    assert "Boise and Hlukhiv: active" in card
    assert "May 2024" in card


async def test_an_event_is_added_to_an_own_pairing_and_edited_through_its_menu(own_place: Place) -> None:
    await add_pairing(own_place)
    form = await own_place.mona.slash(own_place.channel, "entry add", kind="event", of="Boise / Hlukhiv")
    suspended = {"What_happened": "Suspended", "When": "June 2025", "Whose_act_it_was": "Boise"}
    more = await fill(own_place.mona, form, **suspended, Source="https://boise.example.org/no")
    preview = await press(own_place.mona, more, "Look at it now")
    assert "suspended in Jun 2025 by Boise" in said(preview)
    await keep(own_place, preview)
    assert "suspended" in read(await own_place.type("!pairing Boise / Hlukhiv")).splitlines()[0]
    asked = await own_place.type("!entry edit Boise / Hlukhiv", own_place.mona)
    assert (
        "[Menu: Or what is recorded of it: Signed, May 2024 (event 2000000001); Suspended, Jun 2025 (event 2000000002)]"
        in read(asked)
    )
    event = await choose(own_place.mona, asked, "Or what is recorded of it", "Suspended, Jun 2025")
    form = await choose(own_place.mona, answered(event), "Fields to change, up to 5", "Claim: condition", "Claim: date")
    preview = await fill(own_place.mona, form, **{"Claim:_condition": "until the war ends", "Claim:_date": "12 June 2025"})
    await keep(own_place, preview)
    assert "until the war ends" in read(await own_place.type("!pairing Boise / Hlukhiv"))


async def test_retiring_shows_what_goes_with_an_entry_and_asks_why(own_place: Place) -> None:
    await add_pairing(own_place)
    asked = await own_place.type("!entry retire Boise / Hlukhiv", own_place.mona)
    assert "Hlukhiv and Boise is to be taken out. With it go 1 event and 1 claim." in read(asked)
    form = await own_place.mona.click(asked, label="Say why, and look at it")
    assert inputs(form)["Why"]["required"]
    await keep(own_place, await fill(own_place.mona, form, Why="never signed"))
    assert "No pairing of Boise" in read(await own_place.type("!pairing Boise / Hlukhiv"))


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("city Kyiv", "is still named by"),
        ("organisation United for Ukraine", "is still named by"),
        ("initiative 999999", "There is no initiative 999999"),
    ],
)
async def test_what_others_still_name_is_not_retired(own_place: Place, what: str, says: str) -> None:
    assert says in read(await own_place.type(f"!entry retire {what}", own_place.mona))


async def test_the_only_event_of_a_pairing_is_not_retired(own_place: Place) -> None:
    await add_pairing(own_place)
    assert "Retire the pairing" in read(await own_place.type(f"!entry retire event {OWN}", own_place.mona))


async def test_an_entry_is_sent_to_the_catalogue_and_an_editor_shares_it_with_all(own_place: Place) -> None:
    await add_pairing(own_place)
    make_editor(own_place, own_place.ben)
    asked = await own_place.type("!entry send Boise / Hlukhiv", own_place.mona)
    preview = await own_place.mona.click(asked, label="Look at it")
    assert "Keep it" not in labels(answered(preview))
    assert "Send to the editors" in labels(answered(preview))
    sent = await press(own_place.mona, preview, "Send to the editors")
    assert "Sent as proposal" in said(sent)
    queue = await own_place.ben.slash(own_place.channel, "review")
    opened = await choose(own_place.ben, answered(queue), "Open a proposal", _option(answered(queue), "Hlukhiv and Boise"))
    await own_place.ben.click(answered(opened), label="Approve")
    other = own_place.env.create_guild("Elsewhere")
    channel = other.create_text_channel("general")
    ida = other.add_member(own_place.env.create_user("ida"))
    await ida.send(channel, "!pairing Boise / Hlukhiv")
    (answer,) = [message for message in channel.history() if message.author.bot]
    assert read(answer).startswith("Boise and Hlukhiv: active")
    assert read(await own_place.type("!twin Hlukhiv")).count("Boise") >= 1
    assert "1 pairing recorded" in read(await own_place.type("!twin Hlukhiv"))
    assert "in the shared catalogue" in read(await own_place.type("!entry edit Boise / Hlukhiv", own_place.mona))


async def test_a_shared_entry_is_not_kept_but_sent_to_the_editors(own_place: Place) -> None:
    asked = await own_place.type("!entry edit city Kyiv", own_place.mona)
    assert "in the shared catalogue" in read(asked)
    form = await choose(own_place.mona, asked, "Fields to change, up to 5", "Note")
    preview = await fill(own_place.mona, form, Note="The capital.", Why="to be plain")
    assert labels(answered(preview)) == ["Send to the editors", "Edit", "Discard"]


async def test_a_member_gets_none_of_it(own_place: Place) -> None:
    for typed in ("!entry add initiative", "!entry edit city Kyiv", "!entry retire event 1", "!entry history", "!entry undo 1"):
        assert "You need" in read(await own_place.type(typed, own_place.ana))
    asked = await own_place.type("!entry add initiative", own_place.mona)
    assert "You need" in said(await own_place.ana.click(asked, label="Open the form"))


async def test_another_servers_entry_is_nobody_elses_to_name(own_place: Place) -> None:
    await keep(own_place, await add_initiative(own_place))
    other = own_place.env.create_guild("Elsewhere")
    channel = other.create_text_channel("general")
    ida = other.add_member(own_place.env.create_user("ida"), roles=[_managers(other)])
    by_number = (f"!entry edit initiative {OWN}", f"!entry history initiative {OWN}")
    for typed in (*by_number, "!entry history", "!entry edit initiative Generators from Boise"):
        await ida.send(channel, typed)
    answers = [read(message) for message in channel.history() if message.author.bot]
    assert len(answers) == 4
    assert all("Which city" not in answer and "Choose" not in answer and "1 change" not in answer for answer in answers)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("initiative vehicle fleet", "initiative "),
        ("organisation tulsa", "organisation Tulsa Global Alliance"),
        ("city Khark", "city Kharkiv"),
        ("Chicago / Mos", "pairing Chicago / Moscow"),
        ("name Kiev of Ky", "name "),
        ("event Chicago / Mosc", "event "),
    ],
)
async def test_entries_are_offered_while_somebody_types(place: Place, typed: str, first: str) -> None:
    offered = await place.mona.autocomplete(place.channel, "entry edit", "what", typed)
    names = [choice["name"] for choice in offered]
    assert names
    assert names[0].startswith(first)
    shown = await place.mona.slash(place.channel, "entry edit", what=offered[0]["value"])
    assert "Choose what to change." in said(shown)


def _managers(guild: Any) -> Any:
    return guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))


def _option(message: Any, part: str) -> str:
    menus = [line for line in read(message).splitlines() if line.startswith("[Menu: Open a proposal: ")]
    options = menus[0].removeprefix("[Menu: Open a proposal: ").removesuffix("]").split("; ")
    return next(option for option in options if part in option).rpartition(" (")[0]


def _ids(message: Any) -> list[str]:
    return [str(each["custom_id"]) for each in menu_items(message) if "custom_id" in each]


async def _forged(place: Place, custom_id: str, values: list[str]) -> simcord.InteractionResult:
    """Choose values that a menu does not have: a forger's menu with the same id."""
    view = discord.ui.View(timeout=None)
    view.add_item(
        discord.ui.Select(
            custom_id=custom_id, max_values=len(values), options=[discord.SelectOption(label=each) for each in values]
        )
    )
    channel = place.bot.get_channel(place.channel.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("x", view=view)
    view.stop()
    return await place.mona.select(message, values, custom_id=custom_id)
