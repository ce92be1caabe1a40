"""Importing rows into the shared catalogue: only what differs, all of it or nothing, as one revision.

The rows are staged in a file beside the store (:mod:`bot.catalogue.reading`), compared to it (:mod:`bot.catalogue.comparing`) and
then carried out in one transaction. Rows that a file does not have stay as they are, and so do columns that it does not have.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot import __version__
from bot.catalogue import numbering
from bot.catalogue.comparing import ContentRule, anything, change_of, compare, consequences
from bot.catalogue.findings import Finding
from bot.catalogue.intake import ATTACHMENT, OPERATOR, Intake, Limits
from bot.catalogue.reading import read
from bot.domain.changes import OPERATOR as BY_OPERATOR
from bot.domain.changes import Change
from bot.domain.tables import Key
from bot.errors import ImportDisturbed, ImportUnreadable
from bot.store import bulk_changes, database, entries, staging
from bot.store.bulk_changes import State
from bot.store.database import Connection
from bot.store.staging import Fate, Staging

KEPT_DAYS = 7
"""How long the staging file of an import that was never finished is kept."""
NOTHING_WRITTEN = (
    "Nothing was written: a file is imported whole or not at all. What it would have done stands below. Correct the refused rows, "
    "and import it again."
)
TRIES = 3
"""How often a file is compared again if somebody changes the catalogue meanwhile."""
_MARK = f"{__version__} 3"
"""A staging file of another version of the bot, or of another layout, is begun anew."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of an import's rows, or would if none were refused. Each row is counted once: one that is refused is not added."""

    added: int
    changed: int
    unchanged: int
    refused: int

    def __str__(self) -> str:
        return f"{self.added:,} added, {self.changed:,} changed, {self.unchanged:,} unchanged, {self.refused:,} refused"


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do, whole in memory: for a file that is small enough to be proposed."""

    counts: Counts
    findings: tuple[Finding, ...]
    """Everything that is wrong. As long as there is anything, nothing can be imported."""
    changes: tuple[Change, ...]
    """What would be added and changed, in an order in which what is pointed to comes first."""
    numbered: frozenset[tuple[str, Key]] = frozenset()
    """The new rows that came without a number. Theirs only look as they would come out: see :func:`with_own_numbers`."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    counts: Counts
    revision: int | None
    """The number of the revision; ``None`` if nothing was changed."""
    lapsed: int = 0
    """How many verified links of rows that were not given lapse with it, or would: their organisation gets another domain."""


def _silent(*heard: object) -> None:
    """Hears and says nothing."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears how an import goes on."""

    progress: Callable[[str, int, int], None] = _silent
    """What is under way, how much of it is done, and about how much there is."""
    resumed: Callable[[int], None] = _silent
    """How many rows an earlier run had read, if it goes on there."""
    finding: Callable[[Finding], None] = _silent
    change: Callable[[str, int, Change], None] = _silent
    """In a dry run: the file, the row, and what it would change."""


def import_into(
    store: Path,
    source: Path,
    *,
    at: dt.datetime,
    table: str | None = None,
    dry_run: bool = False,
    limits: Limits = OPERATOR,
    listener: Listener = Listener(),
    content_rule: ContentRule = anything,
) -> Imported:
    """Import a file or a folder into the shared catalogue of the store at ``store``, as the operator.

    A run that is killed while it reads goes on where it was when it is started again; one that is killed while it writes has
    changed nothing.

    Args:
        at: the present, for the revision.
        table: the table's name, if neither the file's name nor its header tells.
        dry_run: only tell what it would do.
        content_rule: what no row may say, such as personal data. A row that does is refused.

    Raises:
        ImportUnreadable: it cannot be taken as a whole.
        ImportDisturbed: somebody else kept changing the catalogue.
        Unsound: it would leave rows that do not fit together.
        StoreError: the store or the file beside it cannot be used: locked, forbidden, no room. Nothing was changed.
    """
    staging.remove_older(store, (at - dt.timedelta(days=KEPT_DAYS)).timestamp())
    with Intake(source, table=table, limits=limits) as intake:
        path = staging.place(store, intake.digest)
        with database.named_errors(path), contextlib.closing(Staging(path, _MARK)) as staged:
            try:
                if before := staged.read_before():
                    listener.resumed(before)
                read(intake, staged, limits, listener.progress)
                done = _import(store, intake, staged, at=at, dry_run=dry_run, listener=listener, content_rule=content_rule)
            except ImportUnreadable:
                staged.remove()
                raise
            staged.remove()
    return done


def _import(
    store: Path,
    intake: Intake,
    staged: Staging,
    *,
    at: dt.datetime,
    dry_run: bool,
    listener: Listener,
    content_rule: ContentRule,
) -> Imported:
    for _ in range(TRIES):
        seen_before = _numbered(store, staged, dry_run=dry_run)
        seen_then = _compared(store, intake, staged, listener, content_rule)
        seen = seen_then if seen_before is None else seen_before
        counts, lapsed = _counts(staged), sum(1 for _ in staged.following())
        if dry_run or counts.refused or not counts.added + counts.changed:
            _tell(staged, listener, changes=dry_run)
            return Imported(counts, None, lapsed)
        count = counts.added + counts.changed + lapsed
        why = f"Import of {intake.name}"
        revision = bulk_changes.carry_out(
            store,
            lambda: _whole(staged),
            seen=seen,
            by=BY_OPERATOR,
            at=at,
            why=why,
            progress=partial(_written, listener, count),
        )
        if revision is not None:
            return Imported(counts, revision, lapsed)
    raise ImportDisturbed


def proposed_changes(
    db: Connection,
    name: str,
    content: bytes,
    *,
    table: str | None = None,
    limits: Limits = ATTACHMENT,
    content_rule: ContentRule = anything,
) -> ImportPlan:
    """What an attachment would change in the shared catalogue. Nothing is written anywhere.

    Args:
        db: a connection to the store, as :meth:`bot.store.database.Database.read` hands it out.
        name: the attachment's file name.
        limits: how large it may be.
        content_rule: what no row may say, as in :func:`import_into`.

    Raises:
        ImportUnreadable: it cannot be taken as a whole.
    """
    with Intake(Path(name), content, table=table, limits=limits) as intake, contextlib.closing(Staging(None, _MARK)) as staged:
        read(intake, staged, limits, _silent)
        numbering.find_standing(db, staged)
        numbering.give_next(db, staged, reserve=False)
        compare(db, staged, _silent, content_rule)
        staged.found(staging.Fault(one.file, one.row, one.column, one.problem, one.remedy) for one in intake.findings)
        changes = tuple(change for some in _changes(staged) for change in some)
        new = (given for some in staged.rows(Fate.ADDED) for given in some if given.content is not None)
        numbered = frozenset((given.table_name, staging.key_of(given.entry_key)) for given in new)
        return ImportPlan(_counts(staged), tuple(_findings(staged)), changes, numbered)


def with_own_numbers(db: Connection, plan: ImportPlan) -> tuple[Change, ...]:
    """The changes of a plan in which new rows that came without a number have one that is theirs from now on."""
    named = {(change.table_name, change.key) for change in plan.changes} - plan.numbered
    return tuple(
        _renumbered(db, change, named) if (change.table_name, change.key) in plan.numbered else change for change in plan.changes
    )


def _renumbered(db: Connection, change: Change, named: Set[tuple[str, Key]]) -> Change:
    assert change.after is not None
    number = entries.new_id(db, change.table_name)
    while (change.table_name, (number,)) in named:
        number = entries.new_id(db, change.table_name)
    return Change(change.table_name, None, change.after.model_copy(update={numbering.own_number(change.table): number}))


def _numbered(store: Path, staged: Staging, *, dry_run: bool) -> State | None:
    """Number the rows that came without a number, and return the state of the store in which these were free; ``None`` if all have one."""
    staged.forget_numbers()
    if not staged.tables_without_numbers():
        return None
    with contextlib.closing(database.connect(store, read_only=True)) as db, database.transaction(db, "BEGIN"):
        seen = bulk_changes.state_of(db)
        numbering.find_standing(db, staged)
        if dry_run:
            numbering.give_next(db, staged, reserve=False)
    if staged.tables_without_numbers():
        begun = "BEGIN IMMEDIATE"
        with contextlib.closing(database.connect(store)) as db, database.named_errors(store), database.transaction(db, begun):
            numbering.give_next(db, staged, reserve=True)
    return seen


def _compared(store: Path, intake: Intake, staged: Staging, listener: Listener, content_rule: ContentRule) -> State:
    """Compare everything, and return the state of the store that it was compared to."""
    with contextlib.closing(database.connect(store, read_only=True)) as db, database.transaction(db, "BEGIN"):
        seen = bulk_changes.state_of(db)
        compare(db, staged, listener.progress, content_rule)
    staged.found(staging.Fault(one.file, one.row, one.column, one.problem, one.remedy) for one in intake.findings)
    return seen


def _written(listener: Listener, whole: int, done: int) -> None:
    listener.progress("Writing", done, whole)


def _counts(staged: Staging) -> Counts:
    return Counts(*(staged.count(fate) for fate in (Fate.ADDED, Fate.CHANGED, Fate.UNCHANGED, Fate.REFUSED)))


def _changes(staged: Staging) -> Iterator[Sequence[Change]]:
    for some in staged.rows(Fate.ADDED, Fate.CHANGED):
        yield [change_of(given) for given in some]


def _whole(staged: Staging) -> Iterator[Sequence[Change]]:
    """What was given, and what follows from it."""
    yield from _changes(staged)
    if follows := list(consequences(staged)):
        yield follows


def _findings(staged: Staging) -> Iterator[Finding]:
    return (Finding(*fault) for fault in staged.faults())


def _tell(staged: Staging, listener: Listener, *, changes: bool) -> None:
    if changes:
        for some in staged.rows(Fate.ADDED, Fate.CHANGED):
            for given in some:
                listener.change(given.file, given.row, change_of(given))
    for finding in _findings(staged):
        listener.finding(finding)


def lapsed_in_words(done: Imported) -> str:
    """That links lapse which nobody imported: ``2 verified links lapsed: their organisation got another domain.``"""
    links = "1 verified link" if done.lapsed == 1 else f"{done.lapsed:,} verified links"
    return f"{links} {'lapsed' if done.revision is not None else 'would lapse'}: the domain of the organisation changes."


def in_a_line(file: str, row: int, change: Change) -> str:
    """A change for the command line: ``pairings.csv, row 5: pairing 12 changed: note``."""
    key = " ".join(str(part) for part in change.key if part != "")
    done = "added" if change.before is None else f"changed: {', '.join(change.fields)}"
    return f"{file}, row {row}: {change.table.word} {key} {done}"
