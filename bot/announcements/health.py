"""Whether announcements are seen to: the ticker's heartbeat, what waits, and what was set aside."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain import wording
from bot.domain.announcements import DeliveryState
from bot.store import outbox, setbacks
from bot.store.database import Connection

FRESH = dt.timedelta(minutes=2)
"""So old may the last beat be. It is written every 15 seconds; a tick with much to do takes longer."""
BEHIND = dt.timedelta(minutes=15)
"""What is due for so long and still waits shows that nothing goes out."""
HEARTBEAT = "heartbeat.json"


@dataclass(frozen=True, slots=True)
class Health:
    """How it stands."""

    lines: tuple[str, ...]
    ill: bool
    """Whether somebody has to look after it."""


def heartbeat_of(store_path: Path) -> Path:
    """Where the heartbeat of the bot with that store is written: beside it."""
    return store_path.with_name(HEARTBEAT)


def beat(path: Path, now: dt.datetime) -> None:
    """Write the heartbeat; it is there whole or as it was before."""
    written = path.with_name(f"{path.name}.part")
    written.write_text(json.dumps({"at": now.isoformat()}), encoding="utf-8")
    written.replace(path)


def last_beat(path: Path) -> dt.datetime | None:
    """When it was written last; ``None`` if it never was, or cannot be read."""
    try:
        return dt.datetime.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def look(db: Connection, heartbeat: Path, now: dt.datetime) -> Health:
    """How it stands now."""
    beat_at = last_beat(heartbeat)
    beats = beat_at is not None and abs(now - beat_at) <= FRESH
    behind = len(outbox.due(db, now - BEHIND, 1)) > 0
    aside = setbacks.set_aside(db)
    lines = [_of_beat(beat_at, now, beats=beats), *_of_outbox(db, behind=behind), *_of_setbacks(aside)]
    return Health(tuple(lines), ill=not beats or behind or bool(aside))


def _of_beat(beat_at: dt.datetime | None, now: dt.datetime, *, beats: bool) -> str:
    if beat_at is None:
        return "No heartbeat: the bot has not run with this store, or may not write beside it."
    seconds = int((now - beat_at).total_seconds())
    when = f"{beat_at:%Y-%m-%d %H:%M:%S} UTC"
    if beats:
        return f"Last heartbeat {when}, {wording.count(max(seconds, 0), 'second')} ago."
    if seconds < 0:
        return f"Last heartbeat {when}, which lies ahead: the clock was set back, and the bot has not run since."
    return f"Last heartbeat {when}: the bot does not run, or hangs."


def _of_outbox(db: Connection, *, behind: bool) -> Iterator[str]:
    counts = outbox.counts(db)
    waiting = counts.get(DeliveryState.PENDING, 0) + counts.get(DeliveryState.SENDING, 0)
    yield f"{wording.upper_first(wording.count(waiting, 'post'))} waiting, {counts.get(DeliveryState.SENT, 0):,} sent."
    if behind:
        yield f"Some have been due for over {int(BEHIND.total_seconds()) // 60} minutes and do not go out."
    uncertain, aside = counts.get(DeliveryState.UNCERTAIN, 0), counts.get(DeliveryState.SET_ASIDE, 0)
    if uncertain:
        yield f"{wording.upper_first(wording.count(uncertain, 'post'))} may or may not have gone out; the moderators were asked to look."
    if aside:
        yield f"{wording.upper_first(wording.count(aside, 'post'))} failed again and again and went to nobody; the moderators were told."


def _of_setbacks(aside: list[tuple[str, str]]) -> Iterator[str]:
    for what, error in aside:
        yield f"Set aside after {setbacks.MOST_ATTEMPTS} failures: {what} ({error})."
