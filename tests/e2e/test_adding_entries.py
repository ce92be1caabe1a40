"""Organisations, cities, names and claims are added in forms, as moderators and editors do, up to where members see them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import simcord

from bot.settings import Settings
from tests.e2e.board import Board, board
from tests.e2e.conftest import labels, read
from tests.e2e.keeping_entries import Form, add_initiative, answered, choose, fill, inputs, keep, prefilled, press, said

OWN = "2000000001"
"""The first id that the bot gives."""
FIELDS = "Fields to change, up to 5"


@pytest.fixture
async def desk(own_store: Settings) -> AsyncIterator[Board]:
    async with board(own_store) as made:
        yield made


async def by_slash(desk: Board, who: simcord.MemberActor, kind: str, **of: str) -> Form:
    return await who.slash(desk.channel, "entry add", kind=kind, **of)


async def by_button(desk: Board, who: simcord.MemberActor, typed: str) -> Form:
    """The form behind the button with which a typed command is answered."""
    asked = await desk.place.type(typed, who)
    assert labels(asked) == ["Open the form"]
    return await who.click(asked, label="Open the form")


async def looked_at(who: simcord.MemberActor, form: Form, **typed: Any) -> Form:
    """The preview of what is filled in; what is asked on further pages stays empty."""
    sent = await fill(who, form, **typed)
    return await press(who, sent, "Look at it now") if "Look at it now" in labels(answered(sent)) else sent


async def approved(desk: Board, who: simcord.MemberActor, preview: Form, by: simcord.MemberActor) -> None:
    """Send a draft to the editors, of whom another approves it."""
    assert labels(answered(preview)) == ["Send to the editors", "Edit", "Discard"]
    await press(who, preview, "Send to the editors")
    await by.click(desk.cards()[-1], label="Approve")
    assert "approved" in read(desk.cards()[-1])


async def add_organisation(desk: Board) -> Form:
    form = await by_button(desk, desk.max, "!entry add organisation")
    source = "https://boise.example.org/kyiv 3 March 2026"
    home = {"Home_city,_as_a_place_on_record": "Boise"}
    return await looked_at(desk.max, form, Name="Boise for Kyiv", Domain="boiseforkyiv.org", Source=source, **home)


async def test_a_moderator_adds_an_organisation_and_reads_it_in_words(desk: Board) -> None:
    preview = await add_organisation(desk)
    told = said(preview)
    assert told.startswith("Draft: new organisation “Boise for Kyiv”\nNothing is sent yet.")
    assert "Organisation\nproposed: Boise for Kyiv\n" in told
    assert "Site\nproposed: boiseforkyiv.org\n" in told
    assert "Seat\nproposed: Boise, Idaho, United States\n" in told
    assert OWN not in told
    assert "Keep it" not in labels(answered(preview))


async def test_the_name_of_a_new_organisation_may_be_typed_with_the_command(desk: Board) -> None:
    assert prefilled(await by_slash(desk, desk.max, "organisation", of="Boise for Kyiv"))["Name"] == "Boise for Kyiv"
    assert prefilled(await by_slash(desk, desk.max, "city", of="Little Hlukhiv"))["Name"] == "Little Hlukhiv"
    of_a_city = prefilled(await by_slash(desk, desk.max, "organisation", of="Boise"))
    assert of_a_city["Home city, as a place on record"].startswith("Boise, Idaho")
    assert "Name" in inputs(await by_button(desk, desk.max, "!entry add organisation Boise for Kyiv"))


async def test_an_initiative_names_an_organisation_once_an_editor_has_approved_it(desk: Board) -> None:
    await approved(desk, desk.max, await add_organisation(desk), desk.ed)
    await keep(desk.place, await add_initiative(desk.place, desk.max), desk.max)
    asked = await desk.place.type(f"!entry edit initiative {OWN}", desk.max)
    form = await choose(desk.max, asked, FIELDS, "Organisation")
    preview = await fill(desk.max, form, Organisation="Boise for Kyiv")
    assert "Organisation\nnow: none\nproposed: Boise for Kyiv" in said(preview)
    await keep(desk.place, preview, desk.max)
    assert "Organisation (Boise for Kyiv)" in read(await desk.place.type(f"!entry edit initiative {OWN}", desk.max))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Tulsa Alliance", "Did you mean “Tulsa Global Alliance”?"),
        ("Sister Cities Association", "Did you mean “Corvallis Sister Cities Association” or “Sister Cities International”?"),
        ("Qqqqq", "No organisation of that name is recorded. Leave this empty"),
    ],
)
async def test_an_organisation_that_is_not_recorded_is_answered_with_those_like_it_and_with_a_way(
    desk: Board, typed: str, meant: str
) -> None:
    await keep(desk.place, await add_initiative(desk.place, desk.max), desk.max)
    asked = await desk.place.type(f"!entry edit initiative {OWN}", desk.max)
    refused = await fill(desk.max, await choose(desk.max, asked, FIELDS, "Organisation"), Organisation=typed)
    assert meant in said(refused)
    assert "add it first: “entry add organisation”. The editors of the shared catalogue decide on organisations." in said(refused)


async def test_an_editor_adds_a_city_that_no_gazetteer_has_with_its_name_and_country_alone(desk: Board) -> None:
    form = await by_button(desk, desk.ed, "!entry add city")
    assert [label for label, field in inputs(form).items() if field.get("required")] == ["Name", "Country"]
    preview = await looked_at(desk.ed, form, Name="Little Hlukhiv", Country="Ukraine")
    assert said(preview).startswith("Draft: new city “Little Hlukhiv, Ukraine”\n")
    listed = "listed by hand, GeoNames does not list it under this name."
    assert f"City\nproposed: Little Hlukhiv, Ukraine, {listed}\n" in said(preview)
    await approved(desk, desk.ed, preview, desk.eva)
    assert read(await desk.place.type("!twin Little Hlukhiv")).startswith("No pairing is recorded for Little Hlukhiv, Ukraine.")


async def test_a_moderator_adds_a_city_by_slash_and_says_what_to_know_of_it(desk: Board) -> None:
    form = await by_slash(desk, desk.max, "city")
    note = "An urban hromada, not the town."
    preview = await looked_at(desk.max, form, Name="Little Hlukhiv", Country="Ukraine", Region="Sumy Oblast", Note=note)
    assert "City\nproposed: Little Hlukhiv, Sumy Oblast, Ukraine, listed by hand, An urban hromada, not the town." in said(
        preview
    )
    await approved(desk, desk.max, preview, desk.ed)


async def test_a_city_that_is_known_is_not_listed_once_more_unless_it_is_said_how_they_differ(desk: Board) -> None:
    form = await by_slash(desk, desk.max, "city")
    refused = await fill(desk.max, form, Name="Lviv", Country="Ukraine")
    assert "Name: Lviv, Lviv Oblast, Ukraine is known already and needs no entry." in said(refused)
    form = await press(desk.max, refused, "Open the form again")
    preview = await fill(desk.max, form, Note="The hromada around the city.")
    assert "listed by hand, The hromada around the city." in said(preview)


async def test_a_name_is_added_by_slash_and_understood_from_then_on(desk: Board) -> None:
    form = await by_slash(desk, desk.max, "city name", of="Kyiv")
    assert prefilled(form)["City"] == "Kyiv, Ukraine"
    preview = await looked_at(desk.max, form, Name="Kyjewograd", Kind="Nickname", Source="https://boise.example.org/kyiv")
    assert said(preview).startswith("Draft: new city name “Kyjewograd (Kyiv)”\n")
    assert "Name\nproposed: “Kyjewograd”, nickname of Kyiv, Ukraine\n" in said(preview)
    await approved(desk, desk.max, preview, desk.ed)
    assert read(await desk.place.type("!twin Kyjewograd")).startswith("Kyiv, Ukraine: ")


async def test_an_editor_adds_a_name_by_a_typed_command_with_a_source_still_to_be_found(desk: Board) -> None:
    form = await by_button(desk, desk.ed, "!entry add name Kyiv")
    preview = await looked_at(desk.ed, form, Name="Kyjewograd", Kind="Former")
    assert "Name\nproposed: “Kyjewograd”, former name of Kyiv, Ukraine\n" in said(preview)
    assert "Look: no source is given" in said(preview)


async def own_pairing(desk: Board) -> None:
    """A pairing of the server's own, signed in May 2024."""
    form = await by_slash(desk, desk.max, "pairing", of="Boise / Hlukhiv")
    filled = {"Kind": "Friendship", "What_happened": "Signed", "Source": "https://boise.example.org/hlukhiv"}
    second = await press(desk.max, await fill(desk.max, form, **filled), "Next fields")
    await keep(desk.place, await fill(desk.max, second, When="May 2024"), desk.max)


async def test_a_second_claim_of_an_own_event_is_kept_at_once_and_both_dates_are_shown(desk: Board) -> None:
    await own_pairing(desk)
    form = await by_button(desk, desk.max, f"!entry add claim event {OWN}")
    assert inputs(form)["Source"]["required"]
    preview = await looked_at(desk.max, form, Source="https://hlukhiv.example.org/boise", When="June 2024")
    assert said(preview).startswith("Draft: new claim “signed, Hlukhiv and Boise, Jun 2024”\n")
    assert "What a source says\nproposed: signed, Hlukhiv and Boise in Jun 2024\n" in said(preview)
    await keep(desk.place, preview, desk.max)
    shown = read(await desk.place.type("!pairing Boise / Hlukhiv"))
    assert "May 2024" in shown
    assert "Jun 2024" in shown
    assert "hlukhiv.example.org" in shown


async def test_a_claim_of_a_shared_event_goes_to_the_editors(desk: Board) -> None:
    form = await by_slash(desk, desk.ed, "claim", of="event 1106")
    preview = await looked_at(desk.ed, form, Source="https://chicago.example.org/moscow", When="1 March 2022")
    assert "Chicago" in said(preview).splitlines()[0]
    await approved(desk, desk.ed, preview, desk.eva)
    assert "chicago.example.org" in read(await desk.place.type("!pairing Chicago / Moscow"))


async def test_an_initiative_that_is_open_is_asked_when_it_was_seen_and_shown_as_open_until_its_next_check(desk: Board) -> None:
    form = await by_slash(desk, desk.max, "initiative")
    filled = {"Title": "School buses", "Sector": "Goods", "State": "Open", "Organiser": "Boise", "Which_city_is_helped": "Lviv"}
    second = await press(desk.max, await fill(desk.max, form, **filled), "Next fields")
    assert prefilled(second)["Last seen"] == "22 November 2026"
    preview = await fill(desk.max, second, Source="https://boise.example.org/lviv")
    assert "State\nproposed: open, last seen 22 Nov 2026, to be checked by 22 Dec 2026" in said(preview)
    await keep(desk.place, preview, desk.max)
    shown = read(await desk.place.type("!aid Lviv"))
    assert "1 open today" in shown.splitlines()[0]
    assert "School buses" in shown.partition("Open today · 1")[2].partition("\n\n")[0]


async def test_when_a_completed_initiative_was_seen_is_left_to_its_writer(desk: Board) -> None:
    form = await by_slash(desk, desk.max, "initiative")
    filled = {
        "Title": "School buses",
        "Sector": "Goods",
        "State": "Completed",
        "Organiser": "Boise",
        "Which_city_is_helped": "Lviv",
    }
    second = await press(desk.max, await fill(desk.max, form, **filled), "Next fields")
    assert prefilled(second)["Last seen"] == ""
    preview = await fill(desk.max, second, Source="https://boise.example.org/lviv", Last_seen="2025")
    assert "State\nproposed: completed, last seen 2025\n" in said(preview)


async def test_an_open_initiative_that_was_seen_long_ago_is_only_shown_as_active_then(desk: Board) -> None:
    form = await by_slash(desk, desk.max, "initiative")
    filled = {"Title": "School buses", "Sector": "Goods", "State": "Open", "Organiser": "Boise", "Which_city_is_helped": "Lviv"}
    second = await press(desk.max, await fill(desk.max, form, **filled), "Next fields")
    preview = await fill(desk.max, second, Source="https://boise.example.org/lviv", Last_seen="May 2026")
    assert "State\nproposed: open, last seen May 2026\n" in said(preview)


async def test_a_day_of_the_next_check_that_nobody_gave_goes_with_the_day_on_which_it_was_seen(desk: Board) -> None:
    preview = await add_initiative(desk.place, desk.max)
    assert "open, last seen 22 Nov 2026, to be checked by 22 Dec 2026" in said(preview)
    menu = await press(desk.max, preview, "Edit")
    edited = await fill(
        desk.max,
        await choose(desk.max, answered(menu), FIELDS, "Initiative: last seen"),
        **{"Initiative:_last_seen": "May 2026"},
    )
    assert "State\nproposed: open, last seen May 2026\n" in said(edited)


async def test_an_initiative_that_is_seen_again_is_open_for_longer_unless_something_else_is_said(desk: Board) -> None:
    form = await by_slash(desk, desk.max, "initiative")
    filled = {"Title": "School buses", "Sector": "Goods", "State": "Open", "Organiser": "Boise", "Which_city_is_helped": "Lviv"}
    second = await press(desk.max, await fill(desk.max, form, **filled), "Next fields")
    old = await fill(desk.max, second, Source="https://boise.example.org/lviv", Last_seen="May 2026")
    await keep(desk.place, old, desk.max)
    asked = await desk.place.type(f"!entry edit initiative {OWN}", desk.max)
    preview = await fill(desk.max, await choose(desk.max, asked, FIELDS, "Last seen"), Last_seen="today")
    assert "To be checked by\nnow: none\nproposed: 22 Dec 2026" in said(preview)
    form = await choose(desk.max, asked, FIELDS, "Last seen", "To be checked by")
    preview = await fill(desk.max, form, Last_seen="today", To_be_checked_by="1 December 2026")
    assert "To be checked by\nnow: none\nproposed: 1 Dec 2026" in said(preview)
