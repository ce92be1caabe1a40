"""The shipped catalogue as a store, made once for all tests that ask the whole bot."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import prepare
from bot.settings import Settings


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a bot whose store holds the catalogue that ships. Nobody waits: cooldowns and pictures have tests of their own."""
    settings = Settings(
        store_path=tmp_path_factory.mktemp("shipped") / "twinbot.sqlite",
        pictures=False,
        cooldown_user_commands=1000,
        cooldown_channel_commands=1000,
    )
    prepare(settings)
    return settings


@pytest.fixture
def own_store(shipped: Settings, tmp_path: Path) -> Settings:
    """The same with a store of its own, for a test that writes."""
    for name in ("twinbot.sqlite", "gazetteer.sqlite"):
        (tmp_path / name).write_bytes((shipped.store_path.with_name(name)).read_bytes())
    return shipped.model_copy(update={"store_path": tmp_path / "twinbot.sqlite"})
