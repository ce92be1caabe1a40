"""``kill -9`` in the middle of an approval: afterwards the proposal waits and nothing has changed, or all of it is done."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
from pathlib import Path

import pytest

from bot.domain.changes import ProposalState
from bot.moderation import review
from bot.store import database, loading, proposals, revisions
from tests.factories import HAMBURG, LOS_ANGELES, added, edited, new_tie, organisation, small_catalogue
from tests.faults.killing import copied, victim
from tests.moderation.desk import EDDY, NOON, PETE, RULES, approved, done, help_with, row, sent
from tests.store.keeping import Dump, dump

MOMENTS = 24
"""How often the approval is killed, at moments drawn evenly over its whole length."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed as POSIX does it")


@pytest.fixture
def waiting(tmp_path: Path) -> Path:
    """A store in which a proposal waits that changes rows of many tables and verifies a link."""
    path = tmp_path / "waiting.sqlite"
    loading.build(path, small_catalogue(), {})
    with contextlib.closing(database.connect(path)) as db:
        changes = [
            *new_tie(70, HAMBURG, LOS_ANGELES),
            edited(row(db, "pairings", 1), note="as the city says"),
            added(organisation(30, "Winter Aid", domain="winteraid.example.net", source_id=7)),
            added(help_with("https://winteraid.example.net/").model_copy(update={"organisation_id": 30})),
        ]
        sent(db, PETE, *changes)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def found(path: Path) -> tuple[ProposalState, int, Dump]:
    """How the proposal stands, how many revisions there are, and every row of the catalogue."""
    with contextlib.closing(database.connect(path)) as db:
        proposal = proposals.one(db, 1)
        assert proposal is not None
        _, count = revisions.newest(db, guild_id=None, shared=True, limit=1)
        if proposal.state is ProposalState.APPROVED:
            assert proposal.revision_id is not None
            revision = revisions.one(db, proposal.revision_id)
            assert revision is not None
            assert revision.proposal_id == 1
            assert {change.table_name for change in revision.changes} == {change.table_name for change in proposal.changes}
        return proposal.state, count, dump(db)


def test_a_killed_approval_has_happened_whole_or_not_at_all(tmp_path: Path, waiting: Path) -> None:
    path = tmp_path / "twinbot.sqlite"
    shutil.copy(waiting, path)
    before = found(path)
    seen: list[ProposalState] = []

    with victim("tests.faults.approving", "approve", path) as kill:
        answer = kill(0)
        assert answer.startswith("done")
        length = int(answer.split()[1])
        after = found(path)
        drawn = random.Random(1)
        moments = [drawn.randrange(part * length // MOMENTS + 1, (part + 1) * length // MOMENTS + 1) for part in range(MOMENTS)]
        for moment in [*moments, length]:
            copied(waiting, path)
            assert kill(moment) == "killed"
            now = found(path)
            assert now in (before, after)
            seen.append(now[0])

    assert before[:2] == (ProposalState.PENDING, 0)
    assert after[:2] == (ProposalState.APPROVED, 1)
    assert set(seen) == {ProposalState.PENDING, ProposalState.APPROVED}


def test_after_a_killed_approval_another_reviewer_decides(tmp_path: Path, waiting: Path) -> None:
    path = tmp_path / "twinbot.sqlite"
    shutil.copy(waiting, path)
    with victim("tests.faults.approving", "approve", path) as kill:
        length = int(kill(0).split()[1])
        copied(waiting, path)
        assert kill(length // 2) == "killed"

    with contextlib.closing(database.connect(path)) as db:
        proposal = proposals.one(db, 1)
        assert proposal is not None
        assert review.read(db, 1, RULES, NOON.date()).proposal == proposal
        result = approved(db, proposal, EDDY)
        assert result.proposal.decided_by == EDDY.author
        assert done(db, proposals.waiting, [None], limit=5) == ([], 0)
