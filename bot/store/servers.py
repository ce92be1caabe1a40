"""How each server has set the bot up."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from typing import Any

from bot.domain.servers import Look, ServerSettings


def settings_of(db: sqlite3.Connection, guild_id: int) -> ServerSettings:
    """A server's settings; those that everybody begins with if it has changed none."""
    row = db.execute("SELECT * FROM server WHERE guild_id = :guild", {"guild": guild_id}).fetchone()
    return _settings(tuple(zip(row.keys(), row, strict=True))) if row else ServerSettings(guild_id=guild_id)


def look_of(db: sqlite3.Connection, guild_id: int | None) -> Look:
    """How answers look in a server; as everybody begins with in a direct message."""
    return settings_of(db, guild_id).look if guild_id is not None else Look()


def put(db: sqlite3.Connection, settings: ServerSettings) -> None:
    """Keep a server's settings instead of those it had."""
    row = settings.model_dump(mode="json")
    changed = ", ".join(f"{name} = excluded.{name}" for name in row if name != "guild_id")
    db.execute(
        f"""INSERT INTO server ({", ".join(row)}) VALUES ({", ".join(f":{name}" for name in row)})
            ON CONFLICT (guild_id) DO UPDATE SET {changed}""",
        row,
    )


@lru_cache(maxsize=1024)
def _settings(row: tuple[tuple[str, Any], ...]) -> ServerSettings:
    """Settings from the cells of their row. Kept, because every answer asks and looking up a time zone reads hundreds of files."""
    return ServerSettings.model_validate(dict(row))
