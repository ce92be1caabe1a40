"""The history of entries: read page by page, and taken back revision by revision."""

from __future__ import annotations

from tests.e2e.conftest import Place, read
from tests.e2e.keeping_entries import add_initiative, add_pairing, answered, choose, fill, keep, press, retitle, said

OWN = "2000000001"
"""The first id that the bot gives."""


async def test_a_change_is_undone_and_the_undo_too(own_place: Place) -> None:
    await keep(own_place, await add_initiative(own_place))
    await retitle(own_place, "Ten generators")
    asked = await own_place.type("!entry undo 2", own_place.mona)
    form = await own_place.mona.click(asked, label="Say why, and look at it")
    preview = await fill(own_place.mona, form, Why="it was nine")
    assert "now: Ten generators\nproposed: Generators from Boise" in said(preview)
    await keep(own_place, preview)
    assert "Generators from Boise" in read(await own_place.type(f"!entry edit initiative {OWN}", own_place.mona))
    preview = await own_place.mona.slash(own_place.channel, "entry undo", revision="3", why="it was ten after all")
    await keep(own_place, preview)
    assert "Ten generators" in read(await own_place.type(f"!entry edit initiative {OWN}", own_place.mona))
    history = read(await own_place.type(f"!entry history initiative {OWN}", own_place.mona))
    assert history.startswith("4 changes of Ten generators")
    assert "takes back revision 3 · why: it was ten after all" in history


async def test_an_undo_says_what_has_to_be_undone_first(own_place: Place) -> None:
    await keep(own_place, await add_initiative(own_place))
    await retitle(own_place, "Ten generators")
    await retitle(own_place, "Eleven generators")
    refused = await own_place.mona.slash(own_place.channel, "entry undo", revision="1", why="a mistake")
    assert "Undo these first, in this order: 3, 2" in said(refused)
    refused = await own_place.mona.slash(own_place.channel, "entry undo", revision="2", why="a mistake")
    assert "Undo revision 3 first: entry undo 3." in said(refused)


async def test_an_own_pairing_is_undone_whole_with_the_city_that_came_with_it(own_place: Place) -> None:
    await add_pairing(own_place)
    await keep(own_place, await own_place.mona.slash(own_place.channel, "entry undo", revision="1", why="a mistake"))
    assert read(await own_place.type("!twin Hlukhiv")).startswith("No pairing is recorded for Hlukhiv")
    await keep(own_place, await own_place.mona.slash(own_place.channel, "entry undo", revision="2", why="it was right"))
    assert "Boise" in read(await own_place.type("!twin Hlukhiv"))


async def test_the_history_is_paged_and_opens_a_revision_whole(own_place: Place) -> None:
    await keep(own_place, await add_initiative(own_place))
    for number in range(2, 8):
        await retitle(own_place, f"Generators, as of day {number}")
    history = await own_place.mona.slash(own_place.channel, "entry history")
    assert said(history).startswith("7 changes of this server’s own entries")
    assert "Page 1 of 2" in said(history)
    shown = answered(history)
    await own_place.mona.click(shown, label="Next page")
    turned = said(history)
    assert "Page 2 of 2" in turned
    assert "Revision 1 " in turned
    opened = await choose(own_place.mona, answered(history), "Open a revision", "Revision 1")
    assert "Initiative: Generators from Boise, for Kyiv, Ukraine" in said(opened)
    form = await choose(own_place.mona, answered(history), "Undo a revision", "Revision 2")
    assert "Undo revision 3" not in (form.modal or {}).get("title", "")
    assert "in this order: 7, 6, 5, 4, 3" in said(await fill(own_place.mona, form, Why="wrong"))


async def test_the_history_of_a_retired_entry_is_found_by_its_number(own_place: Place) -> None:
    await keep(own_place, await add_initiative(own_place))
    asked = await own_place.mona.slash(own_place.channel, "entry retire", what=f"initiative {OWN}")
    await keep(own_place, await fill(own_place.mona, await press(own_place.mona, asked, "Say why, and look at it"), Why="over"))
    history = read(await own_place.type(f"!entry history initiative {OWN}", own_place.mona))
    assert history.startswith(f"2 changes of initiative {OWN}")
    assert "Initiative, taken out: Generators from Boise" in history
