"""Runs one of the bot's commands in a process of its own, and tells what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path


def run(store: Path, *arguments: str) -> tuple[float, int]:
    """Seconds, and the most resident bytes, of ``python -m bot`` with these arguments over that store."""
    environment = os.environ | {"TWINBOT_STORE_PATH": str(store)}
    command = [sys.executable, "-m", "bot", *arguments]
    began = time.monotonic()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    # Linux counts in kilobytes, macOS in bytes. Source: getrusage(2) of each.
    return time.monotonic() - began, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
