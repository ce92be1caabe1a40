"""The work of :mod:`tests.faults.victim` for approvals: ``python -m tests.faults.approving approve STORE``, killed as told there."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from bot.moderation import review
from bot.store import database, proposals
from tests.faults import victim
from tests.moderation.desk import EDNA, NOON, RULES


def approve(path: Path) -> None:
    """Approve whatever waits in the store."""
    with contextlib.closing(database.connect(path)) as db, database.transaction(db, "BEGIN IMMEDIATE"):
        waiting, _ = proposals.waiting(db, [None], limit=1)
        review.approve(db, waiting[0].proposal_id, waiting[0].version, EDNA, RULES, NOON)


victim.WORK["approve"] = approve

if __name__ == "__main__":
    victim.main(sys.argv[1], Path(sys.argv[2]))
