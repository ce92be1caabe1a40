"""Changes brought onto entries as they stand now: what somebody wanted to change, over what others have changed meanwhile."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.changes import Change
from bot.errors import FieldUnclear
from bot.moderation.typed import model_of
from bot.store import entries
from bot.store.database import Connection


def rebased(db: Connection, changes: Iterable[Change]) -> list[Change]:
    """The changes of the same fields, each of its row as it stands now. A row that is gone, or there already, cannot be helped so."""
    made = []
    for change in changes:
        stored = entries.find(db, change.table_name, change.key)
        now = stored.entry if stored is not None and stored.guild_id in (None, change.guild_id) else None
        if now == change.before or now is None or change.before is None:
            made.append(change)
        elif change.after is None:
            made.append(Change(change.table_name, now, None, change.guild_id))
        else:
            wanted = {field: getattr(change.after, field) for field in change.fields}
            try:
                after = model_of(change.table, {**now.model_dump(), **wanted})
            except FieldUnclear:
                # The two do not go together: what was proposed stands whole, for whoever edits it to see.
                after = change.after
            made.append(Change(change.table_name, now, after, change.guild_id))
    return made
