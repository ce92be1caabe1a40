"""Most of the time nothing is due: then nothing is written, and it does not matter how much was delivered before."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.store import loading, outbox
from bot.store.database import Connection, connect
from tests.announcements.conftest import NOON, Station
from tests.factories import small_catalogue

EVERY = 100
"""Steps of SQLite's machine between two calls."""


@pytest.mark.parametrize(
    "look",
    [lambda db: outbox.may_claim(db, NOON), lambda db: outbox.may_publish(db, NOON), lambda db: outbox.due(db, NOON, 3)],
    ids=["what may be claimed", "what may be published", "what is late"],
)
def test_a_look_costs_the_same_after_thousands_of_deliveries(tmp_path: Path, look: Callable[[Connection], object]) -> None:
    loading.build(tmp_path / "store.sqlite", small_catalogue(), {})
    with contextlib.closing(connect(tmp_path / "store.sqlite")) as db:
        before = steps_of(db, look)
        db.execute(
            "INSERT INTO occurrence (occurrence_id, occurrence_key, kind, about, due_at, made_at) VALUES (1, 'x', 'message', '{}', 1, 1)"
        )
        db.executemany(
            """INSERT INTO delivery (occurrence_id, channel_id, to_person, state, due_at, retry_at, publish)
               VALUES (1, :channel, 0, 'sent', 1, 1, 'done')""",
            [{"channel": number} for number in range(5000)],
        )
        assert steps_of(db, look) <= before + 1


def steps_of(db: Connection, look: Callable[[Connection], object]) -> int:
    """How long a look takes, in hundreds of steps."""
    steps = []
    db.set_progress_handler(lambda: steps.append(EVERY), EVERY)
    look(db)
    db.set_progress_handler(None, 0)
    return len(steps)


async def test_a_tick_in_which_nothing_is_due_writes_nothing(
    station: Station, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await station.put()
    await station.tick(3)

    async def write(change: object) -> None:
        raise AssertionError("something was written")

    monkeypatch.setattr(station.bot.store, "write", write)
    await station.tick(3)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
