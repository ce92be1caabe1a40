"""Whose entries changes are about, so that nobody decides on others' than those that they answer for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.domain.changes import Change, Proposal, ProposalKind, Revision
from bot.domain.entry import Entry
from bot.domain.places import City
from bot.domain.sources import Source
from bot.domain.tables import BY_NAME, Key
from bot.errors import NotAllowed
from bot.store import entries, revisions
from bot.store.database import Connection

KEEPS_OWNERS = frozenset({ProposalKind.UNDO, ProposalKind.MERGE})
"""What such a proposal adds was there before, or belongs to what was: it says itself whose it is."""
FOR_THE_CATALOGUE = frozenset({ProposalKind.SHARE, ProposalKind.IMPORT})
"""What no server decides on alone: a file's rows bear the catalogue's own numbers."""
_ORDER = {"pairings": 1, "events": 2, "claims": 3}
"""What hangs on another comes after it."""


def is_own(changes: Iterable[Change], guild_id: int) -> bool:
    """Whether the changes touch nothing but that server's own entries, and add at most sources and places to the catalogue.

    A place is added freely only as GeoNames has it; one that is listed by hand is for the catalogue's editors.
    """
    return all(change.guild_id == guild_id or (change.before is None and _is_freely_added(change.after)) for change in changes)


def _is_freely_added(entry: Entry | None) -> bool:
    return isinstance(entry, Source) or (isinstance(entry, City) and entry.geonames_id is not None)


def suits(db: Connection, asked: Proposal, guild_id: int | None) -> bool:
    """Whether what a draft asks for is for those to decide who answer for that server's entries, or with ``None`` for the catalogue's."""
    try:
        refuse_foreign(db, asked, tuple(owned(asked, asked.changes, guild_id)), guild_id)
    except NotAllowed:
        return False
    return guild_id is not None or asked.guild_id is None or asked.kind not in KEEPS_OWNERS


def for_guild(changes: Sequence[Change], guild_id: int | None) -> Iterator[Change]:
    """The changes with all that they add as that server's own, or as the catalogue's. What is there already stays whose it is."""
    new: dict[str, set[int]] = {"pairings": set(), "events": set()}
    for change in sorted(changes, key=lambda each: _ORDER.get(each.table_name, 0)):
        hangs = any(
            getattr(change.entry, column) in new[target] for column, target in change.table.references.items() if target in new
        )
        if change.before is None and (change.table.owned or hangs):
            if change.table_name in new:
                new[change.table_name].add(int(change.key[0]))
            yield dataclasses.replace(change, guild_id=guild_id)
        else:
            yield change


def whose(db: Connection, changes: Sequence[Change], undoes: int | None) -> int | None:
    """Whose entries the changes are about: a server's if they touch only its own, the catalogue's if they touch that too."""
    undone = revisions.head(db, undoes) if undoes is not None else None
    if undone is not None:
        return undone.guild_id
    owners = {change.guild_id for change in changes} - {None}
    shared = any(change.guild_id is None and change.before is not None for change in changes)
    return None if shared or len(owners) != 1 else owners.pop()


def owned(asked: Proposal, changes: Sequence[Change], guild_id: int | None) -> Iterator[Change]:
    """The changes with what they add as that server's own. What is put back as it was stays whose it was."""
    return iter(changes) if asked.kind in KEEPS_OWNERS else for_guild(changes, guild_id)


def refuse_foreign(db: Connection, asked: Proposal, changes: Sequence[Change], guild_id: int | None) -> None:
    """Let nobody who answers for some entries decide on others: neither a server on the catalogue, nor the reverse.

    A city is everybody's, so merging two moves servers' own rows along, and taking that back moves them back. What is sent to
    the catalogue may go out of the server's own entries with it.

    Raises:
        NotAllowed: those who answer for ``guild_id`` (``None``: the catalogue) do not answer for all of it.
    """
    undone = revisions.head(db, asked.undoes) if asked.undoes is not None else None
    if guild_id is None:
        others = {change.guild_id for change in changes} - {None, asked.made_in if asked.kind is ProposalKind.SHARE else None}
        if (others and asked.kind not in KEEPS_OWNERS) or (undone is not None and undone.guild_id is not None):
            raise NotAllowed("This is about a server’s own entries. They are decided on in that server.")
    elif asked.kind in FOR_THE_CATALOGUE:
        raise NotAllowed(
            "What is imported, or is to be shared with all servers, is decided on by the editors of the shared catalogue. Send it there."
        )
    elif (undone is not None and undone.guild_id != guild_id) or not is_own(_but_added_by(db, undone, changes), guild_id):
        raise NotAllowed("This touches the shared catalogue, which changes only through review by an editor. Send it there.")
    added = {(change.table_name, change.key): change.guild_id for change in reversed(changes) if change.before is None}
    if any(_hangs_on_anothers(db, change, added) for change in changes):
        raise NotAllowed("What is said of an entry belongs to whom that entry belongs to. Send it there.")


def _but_added_by(db: Connection, head: Revision | None, changes: Sequence[Change]) -> list[Change]:
    """The changes but for those that take back what the undone revision itself had added to the catalogue."""
    undone = revisions.one(db, head.revision_id) if head is not None else None
    # By their rows: an import may have added 25,000, and comparing each with each takes minutes.
    added = {(each.table_name, each.key): each.reverse for each in undone.changes if each.before is None} if undone else {}
    return [change for change in changes if added.get((change.table_name, change.key)) != change]


def _hangs_on_anothers(db: Connection, change: Change, added: Mapping[tuple[str, Key], int | None]) -> bool:
    """Whether an event or a claim would say something of another owner's pairing. ``added`` tells whose each new row is."""
    target = {"events": "pairings", "claims": "events"}.get(change.table_name)
    if target is None or change.after is None:
        return False
    number = getattr(change.after, BY_NAME[target].key[0])
    stored = entries.find(db, target, (number,)) if number is not None else None
    owner = stored.guild_id if stored is not None else added.get((target, (number,)))
    return owner != change.guild_id
