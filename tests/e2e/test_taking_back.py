"""What somebody reads who takes a change back: which entry it is about, what becomes what again, and the shorter way where there is one."""

from __future__ import annotations

from bot.settings import Settings
from tests.e2e.board import board
from tests.e2e.conftest import Place, read
from tests.e2e.keeping_entries import add_initiative, add_pairing, answered, choose, fill, keep, press, retitle, said

OWN = "2000000001"
"""The first id that the bot gives."""


async def test_an_undo_names_the_entry_and_what_becomes_what_again(own_place: Place) -> None:
    await keep(own_place, await add_initiative(own_place))
    await retitle(own_place, "Ten generators")
    preview = await own_place.mona.slash(own_place.channel, "entry undo", revision="2", why="it was nine")
    assert said(preview).startswith("Draft: undo of revision 2 (Ten generators)\nNothing is changed yet.")
    assert "Title\nnow: Ten generators\nproposed: Generators from Boise" in said(preview)
    assert "Fine:" not in said(preview)
    assert (await keep(own_place, preview)).startswith("Done. Undo of revision 2 (Ten generators).")


async def test_an_undo_of_what_was_added_says_what_is_taken_out(own_place: Place) -> None:
    await add_pairing(own_place)
    preview = await own_place.mona.slash(own_place.channel, "entry undo", revision="1", why="never signed")
    assert said(preview).startswith("Draft: undo of revision 1 (Hlukhiv and Boise)\n")
    assert "Pairing\nnow: Hlukhiv and Boise, friendship cities\nproposed: taken out" in said(preview)
    assert "nothing recorded" not in said(preview)
    assert "Look: it takes out" in said(preview)


async def test_an_undo_that_later_changes_block_names_the_one_step_that_takes_the_entry_out(own_store: Settings) -> None:
    async with board(own_store) as made:
        place = made.place
        await keep(place, await add_initiative(place))
        asked = await place.type(f"!entry edit initiative {OWN}", made.mona)
        form = await choose(made.mona, asked, "Fields to change, up to 5", "Link", "Organisation")
        linked = await fill(made.mona, form, Link="https://u24.gov.ua/", Organisation="UNITED24")
        await keep(place, linked)
        await made.max.click(made.cards()[-1], label="Approve")
        refused = await made.mona.slash(made.channel, "entry undo", revision="1", why="a mistake")
        assert "Undo these first, in this order: 3, 2" in said(refused)
        assert f"Or take the entry out in one step: entry retire initiative {OWN}." in said(refused)
        out = await made.mona.slash(made.channel, "entry retire", what=f"initiative {OWN}")
        await keep(place, await fill(made.mona, await press(made.mona, out, "Say why, and look at it"), Why="a mistake"))
        again = await made.mona.slash(made.channel, "entry undo", revision="1", why="a mistake")
        assert "entry retire" not in said(again)
        assert answered(again).flags.ephemeral


async def test_an_undo_of_an_edit_that_later_edits_block_offers_no_retiring(own_place: Place) -> None:
    await keep(own_place, await add_initiative(own_place))
    await retitle(own_place, "Ten generators")
    await retitle(own_place, "Eleven generators")
    refused = await own_place.mona.slash(own_place.channel, "entry undo", revision="2", why="a mistake")
    assert said(refused).endswith("Undo revision 3 first: entry undo 3.")


async def test_what_is_undone_already_is_said_before_any_reason_is_asked_for(own_place: Place) -> None:
    await keep(own_place, await add_initiative(own_place))
    await keep(own_place, await own_place.mona.slash(own_place.channel, "entry undo", revision="1", why="a mistake"))
    words = "Revision 1 is undone already, by revision 2. To have it again: entry undo 2."
    assert read(await own_place.type("!entry undo 1", own_place.mona)).startswith(words)
    assert said(await own_place.mona.slash(own_place.channel, "entry undo", revision="1")).startswith(words)


async def test_the_help_of_the_group_shows_each_command_once(own_place: Place) -> None:
    shown = read(await own_place.type("!help entry", own_place.mona))
    for typed in ("entry add initiative", "entry edit Chicago / Moscow", "entry history"):
        assert shown.count(f"!{typed}\n") + shown.count(f"!{typed} ") == 1
