"""Proposals: what was asked for, what was said about it, and what became of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.domain.changes import Author, Change, Note, Proposal, ProposalKind, ProposalState, Record, Role
from bot.domain.entry import LARGEST
from bot.domain.tables import Key
from bot.store import written_changes
from bot.store.entries import key_text

GIVES_LINK = 2
"""What ``answers`` holds of a note that a reviewer gave another link; of a question it is 0, of an answer 1."""
GAVE_THE_LINK = "gave another link"
"""The words by which alone such a note was known before it had a number of its own."""
OPEN = (ProposalState.PENDING, ProposalState.HELD)
_LOCKED = "EXISTS (SELECT 1 FROM server WHERE server.guild_id = {server} AND suggestions_held)"
_HELD_BY = f"""
    state = 'held' AND (
        (made_in = :guild AND (guild_id IS NOT NULL OR :home IS NULL OR :home = :guild OR NOT {_LOCKED.format(server=":home")}))
        OR (guild_id IS NULL AND :home = :guild AND (
            made_in IS NULL OR made_in = :guild OR role >= {int(Role.MODERATOR)} OR NOT {_LOCKED.format(server="made_in")})))"""
"""What a server alone holds: made in it or, if it is the home server, for the catalogue; and under no other server's lock as well."""


def add(db: sqlite3.Connection, proposal: Proposal) -> Proposal:
    """Write a new proposal, whatever number and version it has, and return it as it was written."""
    row = _row(proposal)
    made = db.execute(f"INSERT INTO proposal ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})", row)
    assert made.lastrowid is not None
    written_changes.write(db, written_changes.OF_PROPOSAL, made.lastrowid, proposal.changes)
    written = one(db, made.lastrowid)
    assert written is not None
    return written


def one(db: sqlite3.Connection, proposal_id: int) -> Proposal | None:
    """The proposal of that number, whole."""
    if proposal_id > LARGEST:
        return None
    found = _whole(db, "proposal_id = :number", {"number": proposal_id})
    return found[0] if found else None


def changes_in(db: sqlite3.Connection, proposal_id: int) -> int:
    """How many changes a proposal asks for; 0 if there is none of that number."""
    if proposal_id > LARGEST:
        return 0
    (count,) = db.execute("SELECT count(*) FROM proposal_change WHERE proposal_id = :number", {"number": proposal_id}).fetchone()
    return int(count)


def edit(db: sqlite3.Connection, proposal: Proposal) -> Proposal | None:
    """Write what a proposal says now; ``None`` if it was edited or decided meanwhile, and then nothing is written."""
    row = _row(proposal) | {"number": proposal.proposal_id, "seen": proposal.version, "version": proposal.version + 1}
    names = [name for name in row if name not in ("number", "seen")]
    done = db.execute(
        f"""UPDATE proposal SET {", ".join(f"{name} = :{name}" for name in names)}
            WHERE proposal_id = :number AND version = :seen AND state IN ('draft', 'held', 'pending')""",
        row,
    )
    if not done.rowcount:
        return None
    db.execute("DELETE FROM proposal_change WHERE proposal_id = :number", {"number": proposal.proposal_id})
    written_changes.write(db, written_changes.OF_PROPOSAL, proposal.proposal_id, proposal.changes)
    return one(db, proposal.proposal_id)


def decide(
    db: sqlite3.Connection,
    proposal: Proposal,
    state: ProposalState,
    *,
    by: Author,
    at: dt.datetime,
    reason: str = "",
    revision_id: int | None = None,
) -> bool:
    """Decide a proposal once and for all; ``False`` if somebody was quicker, or it was edited since it was read."""
    done = db.execute(
        """UPDATE proposal SET state = :state, decided_by = :by, decided_name = :name, decided_at = :at, reason = :reason,
                  revision_id = :revision
           WHERE proposal_id = :number AND version = :seen AND state IN ('draft', 'held', 'pending')""",
        {
            "state": str(state),
            "by": by.user_id,
            "name": by.name,
            "at": int(at.timestamp()),
            "reason": reason,
            "revision": revision_id,
            "number": proposal.proposal_id,
            "seen": proposal.version,
        },
    )
    return bool(done.rowcount)


def posted(db: sqlite3.Connection, proposal_id: int, channel_id: int, message_id: int) -> None:
    """Note where a proposal stands for review."""
    db.execute(
        "UPDATE proposal SET review_channel = :channel, review_message = :message WHERE proposal_id = :number",
        {"channel": channel_id, "message": message_id, "number": proposal_id},
    )


def drop_draft(db: sqlite3.Connection, proposal_id: int) -> None:
    """Throw a draft away; anything else stays."""
    db.execute("DELETE FROM proposal WHERE proposal_id = :number AND state = 'draft'", {"number": proposal_id})


def drop_drafts_before(db: sqlite3.Connection, day: dt.datetime) -> int:
    """Throw away the drafts that nobody sent off since ``day``, and return how many there were."""
    return db.execute("DELETE FROM proposal WHERE state = 'draft' AND made_at < :at", {"at": int(day.timestamp())}).rowcount


def drop_oldest_drafts(db: sqlite3.Connection, user_id: int, *, keep: int) -> None:
    """Throw away somebody's drafts but for the ``keep`` newest."""
    db.execute(
        """DELETE FROM proposal WHERE proposal_id IN (
               SELECT proposal_id FROM proposal WHERE proposer_id = :user AND state = 'draft'
               ORDER BY proposal_id DESC LIMIT -1 OFFSET :keep)""",
        {"user": user_id, "keep": keep},
    )


def say(db: sqlite3.Connection, proposal_id: int, note: Note) -> None:
    """Keep a question about a proposal, or its answer."""
    db.execute(
        """INSERT INTO proposal_note (proposal_id, at, by_id, by_name, words, answers)
           VALUES (:number, :at, :by, :name, :words, :answers)""",
        {
            "number": proposal_id,
            "at": int(note.at.timestamp()),
            "by": note.by.user_id,
            "name": note.by.name,
            "words": note.words,
            "answers": GIVES_LINK if note.gives_link else int(note.answers),
        },
    )


def waiting(db: sqlite3.Connection, guilds: Collection[int | None], *, limit: int, offset: int = 0) -> tuple[list[Proposal], int]:
    """Proposals that wait for a decision on those servers' entries (``None``: the catalogue), oldest first, and how many there are."""
    if not guilds:
        return [], 0
    named = {f"g{number}": guild for number, guild in enumerate(guilds)}
    where = f"state = 'pending' AND coalesce(guild_id, 0) IN ({', '.join(f'coalesce(:{name}, 0)' for name in named)})"
    (count,) = db.execute(f"SELECT count(*) FROM proposal WHERE {where}", named).fetchone()
    found = _whole(db, f"{where} ORDER BY proposal_id LIMIT :limit OFFSET :offset", {**named, "limit": limit, "offset": offset})
    return found, int(count)


def of_proposer(db: sqlite3.Connection, user_id: int, *, limit: int) -> list[Proposal]:
    """What somebody proposed, newest first; without drafts."""
    return _whole(
        db, "proposer_id = :user AND state <> 'draft' ORDER BY proposal_id DESC LIMIT :limit", {"user": user_id, "limit": limit}
    )


def on_entry(db: sqlite3.Connection, table_name: str, key: Key) -> list[Proposal]:
    """The proposals about a row that still wait, held ones too."""
    return _whole(
        db,
        """state IN ('held', 'pending') AND proposal_id IN (
               SELECT proposal_id FROM proposal_change WHERE table_name = :table AND entry_key = :key) ORDER BY proposal_id""",
        {"table": table_name, "key": key_text(key)},
    )


def adding(db: sqlite3.Connection, table_name: str, guild_id: int | None) -> list[Proposal]:
    """The waiting proposals that would add a row to a table of the catalogue, or of that server."""
    return _whole(
        db,
        """state IN ('held', 'pending') AND proposal_id IN (
               SELECT proposal_id FROM proposal_change WHERE table_name = :table AND before IS NULL
               AND (guild_id IS NULL OR guild_id = :guild)) ORDER BY proposal_id""",
        {"table": table_name, "guild": guild_id},
    )


def made_since(db: sqlite3.Connection, user_id: int, since: dt.datetime, *, for_catalogue: bool = False) -> int:
    """How many proposals somebody has sent off since then; with ``for_catalogue``, of those that are not about a server's own entries."""
    (count,) = db.execute(
        """SELECT count(*) FROM proposal WHERE proposer_id = :user AND state <> 'draft' AND made_at >= :since
           AND (guild_id IS NULL OR NOT :catalogue)""",
        {"user": user_id, "since": int(since.timestamp()), "catalogue": int(for_catalogue)},
    ).fetchone()
    return int(count)


def record(db: sqlite3.Connection, user_id: int, *, but: int = 0) -> Record:
    """How somebody's proposals fared, not counting the one of number ``but``."""
    counts: Mapping[str, int] = dict(
        db.execute(
            "SELECT state, count(*) FROM proposal WHERE proposer_id = :user AND proposal_id <> :but GROUP BY state",
            {"user": user_id, "but": but},
        ).fetchall()
    )
    return Record(counts.get("approved", 0), counts.get("rejected", 0), counts.get("pending", 0) + counts.get("held", 0))


def held_in(db: sqlite3.Connection, guild_id: int, home_guild: int | None = None) -> int:
    """How many proposals :func:`release` would let go there."""
    (count,) = db.execute(f"SELECT count(*) FROM proposal WHERE {_HELD_BY}", {"guild": guild_id, "home": home_guild}).fetchone()
    return int(count)


def release(db: sqlite3.Connection, guild_id: int, home_guild: int | None = None) -> list[Proposal]:
    """Let the proposals that were held in a server wait for review, and return them.

    Of the home server, these are also those for the catalogue that were made elsewhere. What another lock holds as well, that of the
    home server or of the server in which it was made, stays on hold until that is lifted too.

    Their version rises, so that an edit that was begun before does not put one on hold again.
    """
    given = {"guild": guild_id, "home": home_guild}
    held = _whole(db, f"{_HELD_BY} ORDER BY proposal_id", given)
    db.execute(f"UPDATE proposal SET state = 'pending', version = version + 1 WHERE {_HELD_BY}", given)
    return [dataclasses.replace(proposal, state=ProposalState.PENDING, version=proposal.version + 1) for proposal in held]


def _row(proposal: Proposal) -> dict[str, Any]:
    return {
        "kind": str(proposal.kind),
        "state": str(proposal.state),
        "title": proposal.title,
        "guild_id": proposal.guild_id,
        "made_in": proposal.made_in,
        "channel_id": proposal.channel_id,
        "proposer_id": proposal.proposer.user_id,
        "proposer_name": proposal.proposer.name,
        "role": int(proposal.role),
        "made_at": int(proposal.made_at.timestamp()),
        "source": proposal.source,
        "why": proposal.why,
        "undoes": proposal.undoes,
    }


def _whole(db: sqlite3.Connection, where: str, given: Mapping[str, Any]) -> list[Proposal]:
    rows = db.execute(f"SELECT * FROM proposal WHERE {where}", given).fetchall()
    changes = written_changes.read(db, written_changes.OF_PROPOSAL, [row["proposal_id"] for row in rows])
    return [_proposal(row, changes[row["proposal_id"]], _notes(db, row["proposal_id"])) for row in rows]


def _notes(db: sqlite3.Connection, proposal_id: int) -> Sequence[Note]:
    rows = db.execute("SELECT * FROM proposal_note WHERE proposal_id = :number ORDER BY note_id", {"number": proposal_id})
    return [_note(row) for row in rows]


def _note(row: sqlite3.Row) -> Note:
    by, words, kind = Author(row["by_id"], row["by_name"]), row["words"], row["answers"]
    gives_link = kind == GIVES_LINK or (kind == 0 and words == GAVE_THE_LINK)
    return Note(_time(row["at"]), by, words, kind == 1, gives_link)


def _proposal(row: sqlite3.Row, changes: tuple[Change, ...], notes: Sequence[Note]) -> Proposal:
    decided = Author(row["decided_by"], row["decided_name"]) if row["decided_by"] is not None else None
    return Proposal(
        proposal_id=row["proposal_id"],
        kind=ProposalKind(row["kind"]),
        state=ProposalState(row["state"]),
        title=row["title"],
        guild_id=row["guild_id"],
        made_in=row["made_in"],
        channel_id=row["channel_id"],
        proposer=Author(row["proposer_id"], row["proposer_name"]),
        role=Role(row["role"]),
        made_at=_time(row["made_at"]),
        source=row["source"],
        why=row["why"],
        changes=changes,
        version=row["version"],
        decided_by=decided,
        decided_at=_time(row["decided_at"]) if row["decided_at"] is not None else None,
        reason=row["reason"],
        revision_id=row["revision_id"],
        undoes=row["undoes"],
        review_channel=row["review_channel"],
        review_message=row["review_message"],
        notes=tuple(notes),
    )


def _time(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
