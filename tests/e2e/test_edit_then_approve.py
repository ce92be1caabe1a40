"""What a reviewer edits before approving, and what no failing store takes from a form."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import StoreUnavailable
from bot.settings import Settings
from tests.e2e.board import Board, board, message_of
from tests.e2e.conftest import Place, control, labels, read
from tests.e2e.keeping_entries import INITIATIVE, answered, choose, fill, prefilled, press, said


async def _edited(made: Board, card: Any, field: str, **typed: str) -> Any:
    asked = await made.mona.click(made.now(card), label="Edit, then approve")
    form = await choose(made.mona, answered(asked), "Fields to change, up to 5", field)
    return await fill(made.mona, form, **typed)


async def test_a_reviewer_edits_what_a_member_suggested_and_approves_it(own_store: Settings) -> None:
    async with board(own_store) as made:
        card = await made.suggest(made.ana)
        shown = await _edited(made, card, "Claim: date", **{"Claim:_date": "2 March 1991"})
        assert "2 Mar 1991" in said(shown)
        assert "2 Mar 1991" in read(made.now(card))
        assert "Approve" in labels(answered(shown))
        await press(made.mona, shown, "Approve")
        assert "approved" in read(made.now(card))
        answer = await made.place.type("!pairing Birmingham, Michigan / Lviv")
        assert "2 Mar 1991" in read(answer)


async def test_what_says_in_words_only_what_is_wrong_is_worked_out_by_the_reviewer(own_store: Settings) -> None:
    async with board(own_store) as made:
        drafted = await made.fill_in(
            made.ana, "correction", entry="city Kyiv", field="anthem", value="to be added to the note", source="https://kyivcity.gov.ua/anthem"
        )  # fmt: skip
        await made.ana.click(message_of(drafted), label="Send to the editors")
        queue = await made.ed.slash(made.channel, "review", number="1")
        asked = await made.ed.click(answered(queue), label="Edit, then approve")
        assert "to be added to the note" in said(asked)
        refused = await fill(made.ed, await press(made.ed, asked, "Name the entry"), Entry="city Atlantis")
        assert "I know no city called" in said(refused)
        form = await press(made.ed, refused, "Open the form again")
        assert prefilled(form)["Entry"] == "city Atlantis"
        named = await fill(made.ed, form, Entry="city Kyiv")
        form = await choose(made.ed, answered(named), "Fields to change, up to 5", "Note")
        shown = await fill(made.ed, form, Note="It has an anthem.")
        assert "It has an anthem." in said(shown)
        assert "Approve" in labels(answered(shown))


async def test_a_store_that_fails_takes_nothing_of_what_was_typed(own_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    store = own_place.bot.store

    async def failing(_: Any) -> Any:
        raise StoreUnavailable(store.path, "the disk is full")

    first = await own_place.mona.slash(own_place.channel, "entry add", kind="initiative")
    second = await press(own_place.mona, await fill(own_place.mona, first, **INITIATIVE), "Next fields")
    with monkeypatch.context() as patch:
        patch.setattr(store, "write", failing)
        refused = await fill(own_place.mona, second, Source="https://boise.example.org/kyiv", Why="the city says so")
    assert "cannot be read just now" in said(refused)
    form = await press(own_place.mona, refused, "Open the form again")
    assert "the city says so" in said(await fill(own_place.mona, form))


async def test_a_merger_is_not_edited_even_by_a_forged_button(own_store: Settings) -> None:
    async with board(own_store) as made:
        asked = await made.place.type("!merge city Okhtyrka hromada / Okhtyrka", made.mona)
        preview = await fill(made.mona, await made.mona.click(asked, label="Say why, and look at it"), Why="listed twice")
        assert labels(answered(preview)) == ["Send to the editors", "Discard"]
        discard = control(answered(preview), label="Discard")
        for of_old in ("dr:e:", "ef:d:", "ef:r:", "ef:l:"):
            forged = await made.forge(discard.replace("dr:d:", of_old))
            refused = said(await made.mona.click(forged, label="Press"))
            assert "A merge or an undo is whole or nothing, so it is not edited. Discard it, and begin anew." in refused
        await press(made.mona, preview, "Send to the editors")
        queue = await made.ed.slash(made.channel, "review", number="1")
        assert labels(answered(queue)) == ["Approve", "Reject", "Ask mona", "History"]
        approve = control(answered(queue), label="Approve")
        forged = await made.forge(approve.replace("rv:a:", "rv:e:"))
        assert "is not edited" in said(await made.ed.click(forged, label="Press"))
