"""A store with the catalogue that ships, built as the bot builds it at its first start."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.catalogue.shelf import stocked
from bot.settings import shipped_data_dir


@contextmanager
def built_store() -> Iterator[Path]:
    """Its file, in a folder that is gone afterwards."""
    with TemporaryDirectory(prefix="twinbot-benchmark-") as folder:
        path = Path(folder) / "twinbot.sqlite"
        build(path)
        yield path


def build(path: Path) -> float:
    """Build it and the gazetteer beside it; how many seconds that took."""
    began = time.monotonic()
    stocked(path, shipped_data_dir(), None)
    return time.monotonic() - began
