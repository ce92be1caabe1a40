"""Whatever moderators do, in whatever order: the store is sound after each step, and each step can be taken back exactly."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.changes import Change, ProposalKind, Revision
from bot.errors import ChangeRefused
from bot.moderation import disputes, merging
from bot.moderation.permissions import Person
from bot.store import database, entries, loading, soundness
from tests.factories import added, city, city_name, initiative, new_tie, retired, small_catalogue, source
from tests.moderation.desk import EDDY, EDNA, MARA, OURS, THEA, THEIRS, approved, sent, taken_back
from tests.moderation.desk import kept as kept_by
from tests.store.keeping import Dump, dangling, dump

MODERATORS: dict[int | None, Person] = {OURS: MARA, THEIRS: THEA}
MERGES = ProposalKind.MERGE


class Drawn:
    """Numbers that were drawn, one after the other: each call gives the next, below ``most``."""

    def __init__(self, numbers: list[int]) -> None:
        self._numbers = iter(numbers)

    def __call__(self, most: int) -> int:
        return next(self._numbers) % most


Act = Callable[[sqlite3.Connection, Drawn], list[Change]]


def _add_tie(db: sqlite3.Connection, draw: Drawn) -> list[Change]:
    places = _cities(db)
    one, other = places[draw(len(places))], places[draw(len(places))]
    guild_id = (None, OURS, THEIRS)[draw(3)]
    rows = new_tie(entries.new_id(db, "pairings"), min(one, other), max(one, other), guild_id) if one != other else []
    numbers = {"events": entries.new_id(db, "events"), "claims": entries.new_id(db, "claims")}
    return [
        row
        if row.table_name == "pairings" or row.after is None
        else added(
            row.after.model_copy(
                update={"event_id": numbers["events"], **({"claim_id": numbers["claims"]} if row.table_name == "claims" else {})}
            ),
            guild_id,
        )
        for row in rows
    ]


def _add_city(db: sqlite3.Connection, draw: Drawn) -> list[Change]:
    number = entries.new_id(db, "cities")
    names = ("Kiew", "Kyiv", "Odesa", "New Hamburg")
    return [
        added(city(number, names[draw(4)], ("UA", "DE")[draw(2)], geonames_id=None, note=f"by hand {draw(3)}")),
        added(city_name(number, names[draw(4)])),
    ]


def _add_initiative(db: sqlite3.Connection, draw: Drawn) -> list[Change]:
    places = _cities(db)
    number = entries.new_id(db, "initiatives")
    return [
        added(initiative(number, places[draw(len(places))], organiser_city_id=places[draw(len(places))]), (None, OURS)[draw(2)])
    ]


def _edit(db: sqlite3.Connection, draw: Drawn) -> list[Change]:
    rows = [*entries.every(db, "pairings"), *entries.every(db, "cities")]
    stored = rows[draw(len(rows))]
    return [
        Change(stored.table_name, stored.entry, stored.entry.model_copy(update={"note": f"noted {draw(9)}"}), stored.guild_id)
    ]


def _retire(db: sqlite3.Connection, draw: Drawn) -> list[Change]:
    rows = [*entries.every(db, "pairings")]
    parts = entries.whole(db, "pairings", rows[draw(len(rows))].key) if rows else []
    return [retired(part.entry, part.guild_id) for part in reversed(parts)]


def _merge(db: sqlite3.Connection, draw: Drawn) -> list[Change]:
    places = _cities(db)
    return merging.cities(db, places[draw(len(places))], places[draw(len(places))])


def _dispute(db: sqlite3.Connection, draw: Drawn) -> list[Change]:
    events = [*entries.every(db, "events")]
    number = events[draw(len(events))].key[0]
    assert isinstance(number, int)
    if draw(3):
        return disputes.dispute(db, number, f"Sources differ {draw(3)}.", source(entries.new_id(db, "sources")))
    return disputes.settle(db, number)


def _cities(db: sqlite3.Connection) -> list[int]:
    return [row[0] for row in db.execute("SELECT city_id FROM city ORDER BY city_id")]


ACTS: tuple[Act, ...] = (_add_tie, _add_city, _add_initiative, _edit, _retire, _merge, _merge, _dispute)


def _carried_out(db: sqlite3.Connection, changes: list[Change], kind: ProposalKind) -> Revision:
    """What a moderator does alone with the server's own, and two editors with the rest."""
    owners = {change.guild_id for change in changes}
    if kind is not ProposalKind.MERGE and owners & set(MODERATORS):
        (guild_id,) = owners & set(MODERATORS)
        return kept_by(db, MODERATORS[guild_id], *changes, kind=kind).revision
    return approved(db, sent(db, EDNA, *changes, kind=kind), EDDY).revision


@given(steps=st.lists(st.tuples(st.sampled_from(ACTS), st.lists(st.integers(0, 10**6), min_size=8, max_size=8)), max_size=14))
@settings(max_examples=60, deadline=None)
def test_whatever_is_done_the_store_is_sound_and_each_step_can_be_taken_back_exactly(steps: list[tuple[Act, list[int]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "twinbot.sqlite"
        loading.build(path, small_catalogue(), {})
        with contextlib.closing(database.connect(path)) as db:
            done: list[tuple[Dump, Revision]] = []
            for act, numbers in steps:
                before = dump(db)
                try:
                    revision = _carried_out(db, act(db, Drawn(numbers)), MERGES if act is _merge else ProposalKind.ENTRY)
                except ChangeRefused:
                    assert dump(db) == before
                    continue
                assert dangling(db) == []
                assert soundness.faults(db, revision.changes) == []
                done.append((before, revision))
            for before, revision in reversed(done):
                who = EDNA if revision.guild_id is None else MODERATORS[revision.guild_id]
                taken_back(db, revision.revision_id, who, EDDY if revision.guild_id is None else None)
                assert dump(db) == before
