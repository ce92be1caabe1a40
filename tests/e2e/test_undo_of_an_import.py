"""An import that turns out wrong is taken back whole: one editor asks for it, another approves, and all is as it was."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from itertools import combinations, islice
from pathlib import Path

import pytest

from bot.catalogue.importing import import_into
from bot.domain.pairings import Pairing
from bot.moderation.duplicates import MANY
from bot.settings import Settings
from bot.store import database, entries
from tests.catalogue.imports import content, written
from tests.e2e.board import Board, board, message_of, said
from tests.e2e.conftest import labels, read

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
FIRST = 900_001


@pytest.fixture
async def desk(own_store: Settings) -> AsyncIterator[Board]:
    async with board(own_store) as made:
        yield made


def ties(store: Path, folder: Path, count: int) -> Path:
    """A package of so many pairings that the catalogue does not have, each signed in 1994 as one source says."""
    with contextlib.closing(database.connect(store, read_only=True)) as db:
        cities = [row.key[0] for row in entries.every(db, "cities")]
        known = {(row.entry.city_a, row.entry.city_b) for row in entries.every(db, "pairings") if isinstance(row.entry, Pairing)}
        (source,) = next(entries.every(db, "sources")).key
    new = list(islice((pair for pair in combinations(cities, 2) if pair not in known), count))
    numbered = list(enumerate(new, FIRST))
    pairings = "".join(f"{number},{a},{b},sister_city\n" for number, (a, b) in numbered)
    written(folder, "pairings.csv", f"pairing_id,city_a,city_b,kind\n{pairings}")
    written(folder, "events.csv", "event_id,pairing_id,kind\n" + "".join(f"{one},{one},signed\n" for one, _ in numbered))
    claims = "".join(f"{one},{one},{source},1994\n" for one, _ in numbered)
    written(folder, "claims.csv", f"claim_id,event_id,source_id,date\n{claims}")
    return folder


async def taken_back(desk: Board) -> str:
    """Ed asks for revision 1 to be taken back, Eva looks at it and approves; what the card says then."""
    draft = message_of(await desk.ed.slash(desk.channel, "entry undo", revision="1", why="the wrong file"))
    assert labels(draft) == ["Send to the editors", "Discard"]
    await desk.ed.click(draft, label="Send to the editors")
    card = desk.cards()[-1]
    assert "Page 1 of " in said(await desk.eva.click(card, label="History"))
    await desk.eva.click(card, label="Approve")
    return read(desk.now(card))


@pytest.mark.parametrize("count", [2, MANY + 100])
async def test_an_import_is_taken_back_exactly(desk: Board, own_store: Settings, tmp_path: Path, count: int) -> None:
    store = own_store.store_path
    before = content(store)
    done = import_into(store, ties(store, tmp_path / "in", count), at=AT)
    assert (done.revision, done.counts.added) == (1, 3 * count)
    assert content(store) != before

    assert (await taken_back(desk)).startswith("Proposal 1 approved by eva")

    assert content(store) == before


async def test_what_an_import_changed_in_an_entry_is_put_back_too(desk: Board, own_store: Settings, tmp_path: Path) -> None:
    store = own_store.store_path
    folder = ties(store, tmp_path / "in", 1)
    with (folder / "pairings.csv").open("a", encoding="utf-8") as file:
        first = content(store)["pairings"][0][0]
        assert isinstance(first, Pairing)
        file.write(f"{first.pairing_id},{first.city_a},{first.city_b},project\n")
    before = content(store)
    import_into(store, folder, at=AT)

    await taken_back(desk)

    assert content(store) == before


async def test_no_server_s_moderators_take_back_what_was_imported_into_the_catalogue(
    desk: Board, own_store: Settings, tmp_path: Path
) -> None:
    import_into(own_store.store_path, ties(own_store.store_path, tmp_path / "in", 1), at=AT)
    both = desk.guild.add_member(desk.env.create_user("nora"), roles=[desk.moderators])
    named = desk.bot.settings.editor_ids | {both.id}
    desk.bot.settings = desk.bot.settings.model_copy(update={"editor_ids": named})

    draft = message_of(await both.slash(desk.channel, "entry undo", revision="1", why="the wrong file"))

    assert labels(draft) == ["Send to the editors", "Discard"]
