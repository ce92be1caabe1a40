"""Another process that writes to the store all the time: small changes and large ones, each in a transaction of its own.

The first argument is the store's file. It prints a line when it has begun.
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from bot.store import database, kept


def write(path: Path) -> None:
    """Until the process is ended."""
    connection = database.connect(path)
    for turn in count():
        connection.execute("BEGIN IMMEDIATE")
        kept.put(connection, "benchmark", str(turn))
        if turn % 10 == 0:
            connection.execute("UPDATE claim SET note = note")
        connection.execute("COMMIT")
        if turn == 0:
            print("writing", flush=True)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
