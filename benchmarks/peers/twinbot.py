"""Twinbot as it is, on a store that was built before. The second argument is the store's file."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.peers.measured import run
from bot.app import TwinBot, create_bot
from bot.settings import Settings

MANY = 1000
"""The benchmark asks hundreds of times a second: the cooldowns count, and never stop it."""


def make() -> TwinBot:
    """The bot, with everything as it ships but for the cooldowns."""
    return create_bot(Settings(store_path=Path(sys.argv[2]), cooldown_user_commands=MANY, cooldown_channel_commands=MANY))


if __name__ == "__main__":
    run(make)
