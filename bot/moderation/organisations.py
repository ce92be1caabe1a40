"""Organisations that are named and not recorded: which recorded ones may be meant, and how another one is added."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from bot.domain import wording
from bot.domain.initiatives import Organisation
from bot.search.keys import native_key
from bot.store import entries
from bot.store.database import Connection

MOST = 3
"""How many recorded organisations are named."""
LIKE = 70
"""How alike a name has to be, of 100, to be named: ``Tulsa Alliance`` and ``Tulsa Global Alliance`` are, two clubs of two cities are not."""
SHOWN = 60
"""Characters of a name."""


def similar(db: Connection, name: str) -> list[str]:
    """The names of recorded organisations that may be meant, the nearest first."""
    known = [stored.entry.name for stored in entries.every(db, "organisations") if isinstance(stored.entry, Organisation)]
    by_key = {native_key(each): each for each in reversed(known)}
    asked = native_key(name)
    if not asked:
        return []
    found = process.extract(asked, [*by_key], scorer=fuzz.token_set_ratio, score_cutoff=LIKE, limit=MOST)
    return [by_key[key] for key, _, _ in found]


def unknown(db: Connection, name: str) -> str:
    """What to say of a name of which no organisation is recorded, and what to write instead."""
    near = [f"“{each[:SHOWN]}”" for each in similar(db, name)]
    meant = f" Did you mean {wording.joined(near, 'or')}?" if near else ""
    return (
        f"No organisation of that name is recorded.{meant} Leave this empty, or add it first: “entry add organisation”. "
        "The editors of the shared catalogue decide on organisations."
    )
