"""An import that is killed with ``kill -9`` at a chosen moment, and goes on when it is started again.

``python -m tests.faults.import_victim STORE FILE`` imports FILE and is killed as :mod:`tests.faults.killing` says. It answers
``done`` with how many moments there were, how many rows an earlier run had read, and how often rows were read now.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.catalogue import reading
from bot.catalogue.importing import Listener, import_into
from bot.store import staging
from tests.catalogue.imports import AT
from tests.faults import killing

reading.ROWS_AT_ONCE = 10
staging.ROWS_AT_ONCE = 10


def die_at(moment: int, store: Path, source: Path) -> str:
    """Import; tells what was read when, unless it was killed."""
    resumed: list[int] = []
    read: list[int] = []

    def went(what: str, done: int, whole: int) -> None:
        if what == "Reading":
            read.append(done)

    listener = Listener(progress=went, resumed=resumed.append)
    moments = killing.die_at(moment, lambda: import_into(store, source, at=AT, listener=listener))
    return f"{moments} {sum(resumed)} {len(read)}"


if __name__ == "__main__":
    killing.main(lambda moment: die_at(moment, Path(sys.argv[1]), Path(sys.argv[2])))
