"""How each server has set the bot up."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from bot.domain.servers import ServerSettings, Theme
from bot.store import servers
from tests.store.keeping import OURS, THEIRS


def test_a_server_that_has_set_nothing_has_what_everybody_begins_with(db: sqlite3.Connection) -> None:
    settings = servers.settings_of(db, OURS)

    assert settings == ServerSettings(guild_id=OURS)
    assert (settings.pictures, settings.time_zone, settings.suggestions_held, settings.review_channel) == (
        True,
        "UTC",
        False,
        None,
    )


def test_what_a_server_has_set_is_kept_and_is_its_own(db: sqlite3.Connection) -> None:
    ours = ServerSettings(
        guild_id=OURS, moderator_role=1, contributor_role=2, review_channel=3, theme=Theme.LIGHT, pictures=False,
        time_zone="Europe/Kyiv", suggestions_held=True,
    )  # fmt: skip

    servers.put(db, ours)

    assert servers.settings_of(db, OURS) == ours
    assert [type(value) for _, value in servers.settings_of(db, OURS)] == [type(value) for _, value in ours]
    assert servers.settings_of(db, THEIRS) == ServerSettings(guild_id=THEIRS)


def test_a_setting_can_be_changed_and_taken_back(db: sqlite3.Connection) -> None:
    servers.put(db, ServerSettings(guild_id=OURS, review_channel=3, pictures=False))
    assert servers.settings_of(db, OURS).review_channel == 3

    servers.put(db, ServerSettings(guild_id=OURS, time_zone="America/Chicago"))

    assert servers.settings_of(db, OURS) == ServerSettings(guild_id=OURS, time_zone="America/Chicago")
    assert db.execute("SELECT count(*) FROM server").fetchone()[0] == 1


def test_every_setting_has_its_column(db: sqlite3.Connection, path: Path) -> None:
    columns = [row["name"] for row in db.execute("SELECT name FROM pragma_table_info('server')")]

    assert columns == list(ServerSettings.model_fields)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Europe/Kyiv", "Europe/Kyiv"),
        ("europe/kyiv", "Europe/Kyiv"),
        (" America/New York ", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_a_time_zone_is_understood_as_people_write_it(written: str, meant: str) -> None:
    settings = ServerSettings(guild_id=OURS, time_zone=written)

    assert settings.time_zone == meant
    assert ZoneInfo(settings.time_zone).key == meant


@pytest.mark.parametrize("written", ["Kyiv", "", "GMT+2 or so", "../../etc/passwd", "Europe/Atlantis", "Europe"])
def test_what_is_no_time_zone_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValidationError, match=r"is no time zone\. Write one as in Europe/Kyiv"):
        ServerSettings(guild_id=OURS, time_zone=written)


@pytest.mark.parametrize(
    "wrong",
    [
        {"guild_id": 0}, {"moderator_role": -1}, {"review_channel": 2**63}, {"language": "tlh"}, {"theme": "pink"},
        {"pictures": "perhaps"}, {"colour": "blue"},
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ServerSettings.model_validate({"guild_id": OURS, **wrong})
