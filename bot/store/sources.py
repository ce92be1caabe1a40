"""Sources by what they are found under: their address, their host, or their words."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from bot.domain.sources import Source
from bot.store.entries import OWN_IDS, key_text
from bot.store.rows import columns, entry


def at_any(db: sqlite3.Connection, addresses: Collection[str]) -> Source | None:
    """The source that has one of these addresses; the oldest if there are several."""
    named = {f"a{number}": address for number, address in enumerate(addresses)}
    if not named:
        return None
    rows = db.execute(
        f"""SELECT {columns(Source, "source")} FROM source WHERE url IN ({", ".join(f":{name}" for name in named)})
            ORDER BY source_id LIMIT 1""",
        named,
    )
    return next((entry(Source, row) for row in rows), None)


def cited_as(db: sqlite3.Connection, citation: str) -> Source | None:
    """The source without an address that has this citation, word for word."""
    rows = db.execute(
        f"SELECT {columns(Source, 'source')} FROM source WHERE url = '' AND citation = :citation ORDER BY source_id LIMIT 1",
        {"citation": citation},
    )
    return next((entry(Source, row) for row in rows), None)


def naming_host(db: sqlite3.Connection, host: str) -> list[Source]:
    """The sources in whose address a host stands; whether it is their host is for the caller to say."""
    rows = db.execute(
        f"SELECT {columns(Source, 'source')} FROM source WHERE instr(lower(url), :host) > 0 ORDER BY source_id", {"host": host}
    )
    return [entry(Source, row) for row in rows]


def is_reviewed(db: sqlite3.Connection, source_id: int) -> bool:
    """Whether somebody who answers for the shared catalogue has seen a source: it shipped, or came or was changed by their revision.

    One that came with a server's own entry has been seen by that server's moderator alone.
    """
    if source_id < OWN_IDS:
        return True
    found = db.execute(
        """SELECT 1 FROM revision_change JOIN revision USING (revision_id)
           WHERE table_name = 'sources' AND entry_key = :key AND revision.guild_id IS NULL LIMIT 1""",
        {"key": key_text((source_id,))},
    )
    return found.fetchone() is not None
