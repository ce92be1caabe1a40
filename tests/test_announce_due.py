"""``python -m bot announce due --dry-run``: what would go out now and where, and nothing of it is written."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Mapping
from typing import Any

from bot.domain.announcements import Announcement, AnnouncementKind
from bot.settings import Settings
from bot.store import announcements
from tests.test_command_line import bot

LONG_AGO = int(dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC).timestamp())
GUILD, CHANNEL = 111, 222


def order(settings: Settings, kind: AnnouncementKind, **fields: Any) -> int:
    """A standing order, kept as the bot keeps it; its number."""
    with contextlib.closing(sqlite3.connect(settings.store_path)) as db:
        made = Announcement(announcement_id=0, guild_id=GUILD, channel_id=CHANNEL, kind=kind, zone="UTC", **fields)
        number = announcements.add(db, made).announcement_id
        db.commit()
        return number


def content(settings: Settings) -> Mapping[str, list[tuple[Any, ...]]]:
    """Every row of the store."""
    with contextlib.closing(sqlite3.connect(settings.store_path)) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: db.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}


def test_it_tells_what_would_go_out_and_where_and_writes_nothing(own_store: Settings) -> None:
    words = "Our call is on {weekday}."
    number = order(own_store, AnnouncementKind.MESSAGE, words=words, rhythm="every Monday 9:00", next_due=LONG_AGO)
    before = content(own_store)
    done = bot("announce", "due", "--dry-run", settings=own_store)
    assert done.returncode == 0, done.stderr
    assert f"in channel {CHANNEL} of server {GUILD}, announcement {number} (own message), due " in done.stdout
    assert "  Our call is on Monday. (late: due " in done.stdout
    assert done.stdout.endswith("1 post would go out now.\n")
    assert "Nothing was sent and nothing was written" in done.stderr
    assert content(own_store) == before


def test_nothing_due_is_said_and_what_is_paused_stays(own_store: Settings) -> None:
    order(own_store, AnnouncementKind.MESSAGE, state="paused", words="Hello.", rhythm="every Monday 9:00", next_due=LONG_AGO)
    done = bot("announce", "due", "--dry-run", settings=own_store)
    assert done.stdout == "0 posts would go out now.\n"


def test_one_that_cannot_be_planned_is_named_and_hides_no_other(own_store: Settings) -> None:
    broken = order(own_store, AnnouncementKind.MESSAGE, words="x", rhythm="every blue moon", next_due=LONG_AGO)
    order(own_store, AnnouncementKind.MESSAGE, words="All is well.", rhythm="every Monday 9:00", next_due=LONG_AGO)
    done = bot("announce", "due", "--dry-run", settings=own_store)
    assert "All is well." in done.stdout
    assert f"announcement {broken}: cannot be planned" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_dry_run_it_says_that_only_the_running_bot_posts(own_store: Settings) -> None:
    done = bot("announce", "due", settings=own_store)
    assert done.returncode == 2
    assert "Posts go out of the running bot alone." in done.stderr
