"""What moderators and members do to entries: a change, the proposal that asks for it, the revision that records it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from bot.domain.entry import Entry
from bot.domain.tables import BY_NAME, Key, Table


class Role(IntEnum):
    """What somebody may do, from least to most. Each may do what those before it may."""

    MEMBER = 0
    CONTRIBUTOR = 1
    MODERATOR = 2
    """Of one server: answers for that server's own entries."""
    EDITOR = 3
    """Of the shared catalogue."""
    OWNER = 4

    @property
    def word(self) -> str:
        return self.name.lower()


class ProposalKind(StrEnum):
    """What a proposal asks for."""

    PAIRING = "pairing"
    STATUS = "status"
    INITIATIVE = "initiative"
    CORRECTION = "correction"
    NAME = "name"
    ENTRY = "entry"
    RETIRE = "retire"
    LINK = "link"
    REPORT = "report"
    MERGE = "merge"
    DISPUTE = "dispute"
    UNDO = "undo"
    SHARE = "share"
    IMPORT = "import"
    CONFLICT = "conflict"


class ProposalState(StrEnum):
    """What became of it. A draft is seen by nobody but the one who writes it; a held one waits for its server to take suggestions again."""

    DRAFT = "draft"
    HELD = "held"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def decided(self) -> bool:
        return self in (ProposalState.APPROVED, ProposalState.REJECTED, ProposalState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Author:
    """Who did something: their Discord id, and the name that they went by. Id 0 is whoever runs the bot, at the command line."""

    user_id: int
    name: str


OPERATOR = Author(0, "the operator")
THE_BOT = Author(1, "the bot")
"""For what follows by rule: a link that enough members reported."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a table before and after: added if ``before`` is ``None``, taken out if ``after`` is.

    Raises:
        ValueError: neither is given, or the two are not the same row.
    """

    table_name: str
    before: Entry | None
    after: Entry | None
    guild_id: int | None = None
    """Whose row it is; ``None`` for the shared catalogue."""

    def __post_init__(self) -> None:
        keys = {self.table.key_of(entry) for entry in (self.before, self.after) if entry is not None}
        if len(keys) != 1:
            raise ValueError("a change is about one row")

    @property
    def table(self) -> Table:
        return BY_NAME[self.table_name]

    @property
    def entry(self) -> Entry:
        """The row as it will be, or as it was if it is taken out."""
        entry = self.after if self.after is not None else self.before
        assert entry is not None
        return entry

    @property
    def key(self) -> Key:
        return self.table.key_of(self.entry)

    @property
    def fields(self) -> list[str]:
        """The fields that differ; of a row that is added or taken out, those that say something."""
        names = self.table.columns
        if self.before is not None and self.after is not None:
            return [name for name in names if getattr(self.before, name) != getattr(self.after, name)]
        return [name for name in names if getattr(self.entry, name) not in (None, "")]

    @property
    def reverse(self) -> Change:
        """The change that takes this one back."""
        return Change(self.table_name, self.after, self.before, self.guild_id)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was asked or answered about a proposal."""

    at: dt.datetime
    by: Author
    words: str
    answers: bool = False
    """Whether it is the proposer's answer."""
    gives_link: bool = False
    """Whether it tells that a reviewer has put another link in, which from then on is the reviewer's word."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that was asked for, and what became of it."""

    proposal_id: int
    kind: ProposalKind
    state: ProposalState
    title: str
    """What it is about, in words: ``status of Houston and Tyumen``."""
    guild_id: int | None
    """Whose entries it would change; ``None`` for the shared catalogue."""
    made_in: int | None
    """The server in which it was made; ``None`` for a direct message or the command line."""
    channel_id: int | None
    """Where it was made, for telling what became of it."""
    proposer: Author
    role: Role
    """Of the proposer, when it was made."""
    made_at: dt.datetime
    source: str
    """The source that was given, as it was written."""
    why: str
    changes: tuple[Change, ...]
    version: int = 1
    """Rises with every edit, so that nobody decides on what they have not seen."""
    decided_by: Author | None = None
    decided_at: dt.datetime | None = None
    reason: str = ""
    """Why it was decided so."""
    revision_id: int | None = None
    """What it led to."""
    undoes: int | None = None
    """The revision that it would take back."""
    review_channel: int | None = None
    review_message: int | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """What was done, for good: who, when, before, after and why."""

    revision_id: int
    at: dt.datetime
    by: Author
    why: str
    guild_id: int | None
    changes: tuple[Change, ...]
    proposal_id: int | None = None
    proposer: Author | None = None
    """Who proposed it, if it was a proposal; ``by`` is then who approved it."""
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """How a proposer's earlier proposals fared."""

    accepted: int
    refused: int
    waiting: int

    @property
    def is_first(self) -> bool:
        return self.accepted + self.refused + self.waiting == 0
