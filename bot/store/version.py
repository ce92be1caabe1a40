"""Which schema the newest store has: known without reading the migrations, which are needed only where a store is older."""

from __future__ import annotations

NEWEST = 3
"""The number of the newest schema: how many migrations there are. A store keeps its own in ``user_version``."""

MIGRATIONS_TABLE = "_sqlite_migrations"
"""Where sqlite-utils notes what was applied; no store of ours is without it."""
