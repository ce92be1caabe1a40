"""Who comes to the desk where entries are kept, and what they do there, each step in one transaction as the bot does it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.domain.changes import Author, Change, Proposal, ProposalKind
from bot.domain.initiatives import Initiative
from bot.moderation import review, undo
from bot.moderation.permissions import Person
from bot.store import database, entries
from tests.factories import initiative

Given = ParamSpec("Given")
Made = TypeVar("Made")

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
OURS, THEIRS = 100, 200
"""Two servers."""
RULES = review.Rules(suggestions_a_day=3)
GOOD_LINK = "https://example.org/help"
"""On the domain that is on the record of organisation 1."""
BAD_LINK = "https://example.org/elsewhere"
"""There too, so that nothing but the two people stands between it and the members."""


def person(user_id: int, name: str, guild_id: int | None = OURS, **what: bool) -> Person:
    return Person(Author(user_id, name), guild_id, **what)


PETE = person(502, "Pete")
"""A member of our server."""
CORA = person(503, "Cora", contributes=True)
MARA = person(504, "Mara", moderates=True)
MILO = person(505, "Milo", moderates=True)
THEA = person(506, "Thea", THEIRS, moderates=True)
"""Moderates the other server."""
EDNA = person(507, "Edna", edits=True)
EDDY = person(508, "Eddy", edits=True)


def done(
    db: sqlite3.Connection, act: Callable[Concatenate[sqlite3.Connection, Given], Made], *args: Given.args, **how: Given.kwargs
) -> Made:
    """Do one thing in a transaction of its own."""
    with database.transaction(db, "BEGIN IMMEDIATE"):
        return act(db, *args, **how)


def drafted(
    db: sqlite3.Connection, who: Person, *asked: Change, kind: ProposalKind = ProposalKind.ENTRY, at: dt.datetime = NOON
) -> int:
    """The number of a draft."""
    made = done(
        db, review.draft, who, kind, "what it is about", asked, at=at, source="https://example.org/1", why="as the city says"
    )
    return made.proposal_id


def sent(
    db: sqlite3.Connection, who: Person, *asked: Change, to: int | None = None, kind: ProposalKind = ProposalKind.ENTRY,
    at: dt.datetime = NOON,
) -> Proposal:  # fmt: skip
    """What somebody proposes to a server, or to the catalogue."""
    return done(db, review.send, drafted(db, who, *asked, kind=kind, at=at), who, to, RULES, at)


def kept(db: sqlite3.Connection, who: Person, *asked: Change, kind: ProposalKind = ProposalKind.ENTRY) -> review.Kept:
    """What a moderator does to the server's own entries."""
    return done(db, review.keep, drafted(db, who, *asked, kind=kind), who, NOON)


def approved(db: sqlite3.Connection, asked: Proposal, who: Person, at: dt.datetime = NOON) -> review.Approved:
    return done(db, review.approve, asked.proposal_id, asked.version, who, RULES, at)


def taken_back(db: sqlite3.Connection, revision_id: int, who: Person, other: Person | None = None) -> int:
    """Undo a revision: alone where one may, else with somebody else's approval; returns the number of the new one."""
    draft = done(db, undo.draft, revision_id, who, "a mistake", NOON)
    if other is None:
        return done(db, review.keep, draft.proposal_id, who, NOON).revision.revision_id
    proposal = done(db, review.send, draft.proposal_id, who, None, RULES, NOON)
    return approved(db, proposal, other).revision.revision_id


def row(db: sqlite3.Connection, table_name: str, *key: str | int) -> Any:
    """The row of that key; ``None`` if there is none."""
    stored = entries.find(db, table_name, key)
    return stored.entry if stored else None


def help_with(link: str = GOOD_LINK, number: int = 50, **fields: Any) -> Initiative:
    """An initiative of organisation 1 with a link."""
    return initiative(number, link=link, organisation_id=1, **fields)


def link_of(db: sqlite3.Connection, number: int = 50) -> Initiative:
    found = row(db, "initiatives", number)
    assert isinstance(found, Initiative)
    return found


def as_it_was(changes: Sequence[Change]) -> list[Change]:
    return [change.reverse for change in reversed(changes)]
