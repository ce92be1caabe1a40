"""A draft that was edited since somebody saw it: what they press there keeps and sends nothing that they did not see."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from tests.e2e.conftest import Place, control, labels, read
from tests.e2e.keeping_entries import Form, add_initiative, answered, choose, fill, keep, press, said

OWN = "2000000001"
"""The first id that the bot gives."""
EDITED_SINCE = "You have edited this draft since it was shown there, so nothing was done with it."


async def retitled(place: Place, preview: Form, title: str) -> Form:
    """A draft whose title is edited from a button of its preview."""
    asked = await press(place.mona, preview, "Edit")
    form = await choose(place.mona, answered(asked), "Fields to change, up to 5", "Initiative: title")
    return await fill(place.mona, form, **{"Initiative:_title": title})


async def two_previews(place: Place) -> tuple[Form, Form]:
    """Two previews of one draft beside each other: of sending an own initiative to the catalogue."""
    ready = await ready_to_send(place)
    return await place.mona.click(ready, label="Look at it"), await place.mona.click(ready, label="Look at it")


async def ready_to_send(place: Place) -> Any:
    """What stands in the channel of such a draft: a button that shows it to its writer as often as they press."""
    await keep(place, await add_initiative(place))
    return await place.type(f"!entry send initiative {OWN}", place.mona)


async def with_title(place: Place, preview: Form, title: str) -> Form:
    """The same where the initiative alone is changed."""
    asked = await press(place.mona, preview, "Edit")
    form = await choose(place.mona, answered(asked), "Fields to change, up to 5", "Title")
    return await fill(place.mona, form, Title=title)


async def forged(place: Place, custom_id: str) -> Any:
    """A message with a button of an earlier preview, as somebody has it who has not seen that it was edited."""
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Press", custom_id=custom_id))
    channel = place.bot.get_channel(place.channel.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("x", view=view)
    view.stop()
    return message


async def test_the_message_from_which_a_draft_is_edited_becomes_the_new_preview(own_place: Place) -> None:
    preview = await add_initiative(own_place)
    await retitled(own_place, preview, "Twelve generators")
    assert said(preview).startswith("Draft: new initiative “Twelve generators”\nNothing is changed yet.")
    assert "Generators from Boise" not in said(preview)
    await keep(own_place, preview)
    assert "Title (Twelve generators)" in read(await own_place.type(f"!entry edit initiative {OWN}", own_place.mona))


async def test_the_menu_of_fields_leads_back_to_the_preview(own_place: Place) -> None:
    preview = await add_initiative(own_place)
    menu = await press(own_place.mona, preview, "Edit")
    assert "choose what to change" in said(menu)
    again = await press(own_place.mona, menu, "Look at it")
    assert labels(answered(again)) == ["Keep it", "Send to the editors", "Edit", "Discard"]
    await keep(own_place, again)


async def test_keep_it_under_the_unedited_draft_keeps_nothing(own_place: Place) -> None:
    preview = await add_initiative(own_place)
    of_unedited = control(answered(preview), label="Keep it")
    await retitled(own_place, preview, "Twelve generators")
    shown = await own_place.mona.click(await forged(own_place, of_unedited), label="Press")
    assert EDITED_SINCE in said(shown)
    assert "Initiative\nproposed: Twelve generators, for Kyiv" in said(shown)
    assert answered(shown).flags.ephemeral
    assert read(await own_place.type("!entry history", own_place.mona)).startswith("No change of this server’s own entries")
    await keep(own_place, shown)
    assert "Title (Twelve generators)" in read(await own_place.type(f"!entry edit initiative {OWN}", own_place.mona))


@pytest.mark.parametrize("pressed", ["Send to the editors", "Edit", "Discard"])
async def test_a_press_on_an_older_preview_shows_the_newer_one_and_does_nothing(own_place: Place, pressed: str) -> None:
    older, newer = await two_previews(own_place)
    edited = await with_title(own_place, newer, "Twelve generators")
    assert "Twelve generators" in said(edited)
    assert "Twelve generators" not in said(older)
    await press(own_place.mona, older, pressed)
    assert EDITED_SINCE in said(older)
    assert "Initiative\nproposed: Twelve generators" in said(older)
    sent = await press(own_place.mona, older, "Send to the editors")
    assert "Sent as proposal" in said(sent)


async def test_the_button_in_the_channel_shows_the_draft_as_it_is_now(own_place: Place) -> None:
    ready = await ready_to_send(own_place)
    first = await own_place.mona.click(ready, label="Look at it")
    await with_title(own_place, first, "Twelve generators")
    again = await own_place.mona.click(ready, label="Look at it")
    assert answered(again).flags.ephemeral
    assert "Twelve generators" in said(again)
    assert "Send to the editors" in labels(answered(again))


async def test_the_button_in_the_channel_says_that_a_draft_was_sent_already(own_place: Place) -> None:
    ready = await ready_to_send(own_place)
    await press(own_place.mona, await own_place.mona.click(ready, label="Look at it"), "Send to the editors")
    again = await own_place.mona.click(ready, label="Look at it")
    assert "That was done already: it is proposal 2 and waits for review. Nothing was sent twice." in said(again)


async def test_a_menu_of_fields_that_was_left_open_shows_the_newer_draft(own_place: Place) -> None:
    older, newer = await two_previews(own_place)
    left_open = await press(own_place.mona, older, "Edit")
    await with_title(own_place, newer, "Twelve generators")
    shown = await choose(own_place.mona, answered(left_open), "Fields to change, up to 5", "Title")
    assert shown.modal is None
    assert EDITED_SINCE in said(shown)
    assert "Twelve generators" in said(shown)
