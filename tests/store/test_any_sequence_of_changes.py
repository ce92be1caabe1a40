"""Whatever is added, edited, retired and taken back, in whatever order: the catalogue fits together and nothing is lost."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.changes import Change, Revision
from bot.domain.entry import Entry
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.tables import BY_NAME, TABLES, Table
from bot.errors import ChangeRefused
from bot.store import changes, database, entries, loading, revisions
from tests.factories import (
    Loadable,
    added,
    city,
    city_name,
    claim,
    event,
    initiative,
    new_tie,
    organisation,
    retired,
    small_catalogue,
    source,
)
from tests.store.keeping import OURS, OWN, THEIRS, Dump, carry_out, dump, undo, unsound

CITIES = [one.city_id for _, rows in small_catalogue() for one in rows if isinstance(one, type(city()))]
PAIRS = st.lists(st.sampled_from(CITIES), min_size=2, max_size=2, unique=True)
OWNERS = st.sampled_from([None, None, OURS, THEIRS])
NEW = st.integers(OWN, OWN + 5)
"""Few, so that the same number is often asked for twice."""

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=5).filter(str.strip)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the small catalogue, to be copied."""
    path = tmp_path_factory.mktemp("store") / "twinbot.sqlite"
    loading.build(path, small_catalogue(), {})
    return path


@contextlib.contextmanager
def copy_of(path: Path) -> Iterator[sqlite3.Connection]:
    """A copy that nobody needs afterwards."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        with contextlib.closing(database.connect(path, read_only=True)) as store:
            store.backup(copy)
        copy.row_factory = sqlite3.Row
        copy.execute("PRAGMA foreign_keys = ON")
        yield copy


def some_added(data: st.DataObject, db: sqlite3.Connection) -> list[Change]:
    number, owner = data.draw(NEW), data.draw(OWNERS)
    one, other = data.draw(PAIRS)
    told = [stored.key[0] for stored in entries.every(db, "events")]
    tied = [int(stored.key[0]) for stored in entries.every(db, "pairings")]
    return data.draw(
        st.sampled_from(
            [
                new_tie(number, one, other, owner),
                new_tie(number, one, other, owner)[: data.draw(st.integers(1, 2))],
                [
                    added(event(number, "visit", data.draw(st.sampled_from(tied)), by_city=one), owner),
                    added(claim(number, number), owner),
                ],
                [added(claim(number, int(data.draw(st.sampled_from(told))), "2025"), owner)],
                [added(city(number, geonames_id=None, note="Listed by hand."))],
                [added(city_name(one, data.draw(NAMES), "nickname"))],
                [added(source(number)), *new_tie(number, one, other, owner, source_id=number)],
                [added(organisation(number, home_city_id=one))],
                [added(initiative(number, one, organisation_id=data.draw(st.sampled_from([None, 1, OWN]))), owner)],
            ]
        )
    )


def some_edited(data: st.DataObject, db: sqlite3.Connection) -> list[Change]:
    """A row gets a field of another row, of which it may make sense or not."""
    stored = any_row(data, db)
    table = stored_table(stored)
    names = [name for name in table.columns if name not in table.key]
    if not names:
        return []
    other = data.draw(st.sampled_from([*entries.every(db, table.name)])).entry
    taken = {name: getattr(other, name) for name in data.draw(st.sets(st.sampled_from(names), min_size=1, max_size=3))}
    try:
        after = table.model.model_validate({**stored.entry.model_dump(), **taken})
    except ValidationError:
        return []
    return [Change(table.name, stored.entry, after, stored.guild_id)] if after != stored.entry else []


def some_retired(data: st.DataObject, db: sqlite3.Connection) -> list[Change]:
    stored = any_row(data, db)
    parts = entries.whole(db, stored.table_name, stored.key)
    return [retired(part.entry, part.guild_id) for part in parts[: data.draw(st.sampled_from([1, None, None, None]))]]


def any_row(data: st.DataObject, db: sqlite3.Connection) -> entries.Stored:
    filled = [table.name for table in TABLES if any(True for _ in entries.every(db, table.name))]
    return data.draw(st.sampled_from([*entries.every(db, data.draw(st.sampled_from(filled)))]))


def stored_table(stored: entries.Stored) -> Table:
    return BY_NAME[stored.table_name]


def ask(data: st.DataObject, db: sqlite3.Connection) -> list[Change]:
    """One to three things at once."""
    ways = data.draw(st.lists(st.sampled_from([some_added, some_edited, some_retired]), min_size=1, max_size=3))
    asked = [change for way in ways for change in way(data, db)]
    if data.draw(st.booleans()):
        asked = data.draw(st.permutations(asked))
    return list(asked)


def do(data: st.DataObject, db: sqlite3.Connection, done: list[Revision]) -> Revision | None:
    """Change something, or take something back; ``None`` if that is refused, and then nothing has changed."""
    before = dump(db)
    owner = data.draw(OWNERS)
    try:
        if done and data.draw(st.integers(0, 3)) == 0:
            return undo(db, data.draw(st.sampled_from(done)))
        return carry_out(db, *ask(data, db), guild_id=owner)
    except ChangeRefused:
        assert dump(db) == before
        return None


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_the_catalogue_fits_together_and_every_change_can_be_taken_back(shipped: Path, data: st.DataObject) -> None:
    with copy_of(shipped) as db, copy_of(shipped) as again:
        done: list[Revision] = []
        states: list[Dump] = [dump(db)]
        for _ in range(data.draw(st.integers(1, 8))):
            revision = do(data, db, done)
            if revision is not None:
                assert unsound(db) == []
                assert revisions.one(db, revision.revision_id) == revision
                done.append(revision)
                states.append(dump(db))

        # The revisions alone, told from the start, make the catalogue what it is.
        for revision in done:
            written = revisions.one(db, revision.revision_id)
            assert written is not None
            with database.transaction(again, "BEGIN IMMEDIATE"):
                changes.write(again, written.changes)
        assert dump(again) == states[-1]

        # And taken back one by one, they leave each time exactly what was before.
        for number in reversed(range(len(done))):
            undo(db, done[number])
            assert dump(db) == states[number]
            assert unsound(db) == []


def any_edition(data: st.DataObject) -> Loadable:
    """A new edition: without some rows of the small catalogue and what is told by them, and sound."""
    rows = [entry for _, some in small_catalogue() for entry in some]
    gone = data.draw(st.sets(st.integers(1, 14), max_size=6))
    claims = [entry for entry in rows if isinstance(entry, Claim) and entry.claim_id not in gone]
    events = [entry for entry in rows if isinstance(entry, Event) and entry.event_id in {each.event_id for each in claims}]
    pairings = [
        entry for entry in rows if isinstance(entry, Pairing) and entry.pairing_id in {each.pairing_id for each in events}
    ]
    one, other = data.draw(PAIRS)
    more: list[Entry] = []
    if {one, other} not in [{each.city_a, each.city_b} for each in pairings]:
        more = [change.entry for change in new_tie(900, one, other)]
    told = [*pairings, *events, *claims]
    kept = [entry for entry in rows if not isinstance(entry, Pairing | Event | Claim)]
    return [(model, [entry for entry in (*kept, *told, *more) if type(entry) is model]) for model, _ in small_catalogue()]


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_any_new_edition_over_any_changes_fits_together_and_is_the_same_the_next_time(shipped: Path, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "twinbot.sqlite"
        path.write_bytes(shipped.read_bytes())
        with contextlib.closing(database.connect(path)) as db:
            done: list[Revision] = []
            for _ in range(data.draw(st.integers(1, 5))):
                revision = do(data, db, done)
                done += [revision] if revision else []
            guilds = owned(db)

            edition = any_edition(data)
            loading.replace(path, edition, {})
            assert unsound(db) == []
            assert owned(db) == guilds
            once = dump(db)
            loading.replace(path, edition, {})

            assert dump(db) == once


def owned(db: sqlite3.Connection) -> list[entries.Stored]:
    """All that is some server's own."""
    return [stored for table in TABLES for stored in entries.every(db, table.name) if stored.guild_id is not None]
