"""The outlines that ship, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.pictures.painter import Painter
from bot.pictures.world import World
from bot.settings import shipped_data_dir


@pytest.fixture(scope="session")
def outlines() -> Path:
    return shipped_data_dir() / "world.npz"


@pytest.fixture(scope="session")
def painter(outlines: Path) -> Painter:
    return Painter(outlines)


@pytest.fixture(scope="session")
def world(painter: Painter) -> World:
    return painter.world
