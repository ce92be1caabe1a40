"""A courier and a ticker on a store and a stand-in for Discord, in a process that is killed with ``kill -9`` as it delivers.

``python -m tests.faults.delivering ADDRESS STORE`` reads a line of JSON for each run and forks a process for it: real discord.py over
real sockets, the courier, the ticker and the store as they ship; no commands and no search. ``ahead`` is by how many seconds its clock
runs ahead. With ``moment`` it kills itself at the so many-th step of the program's own code that carries a post out (a call or a
return of one of its functions, or of one that it calls, as of SQLite, in whatever thread). It says ``begun`` with its process id, then
``done`` with how many steps there were, or ``killed``.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import secrets
import signal
import sys
import threading
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import discord

from bot import announcements as carrying
from bot.announcements.courier import Courier
from bot.announcements.door import Door, Dressed
from bot.announcements.pace import Pace
from bot.announcements.post import Post
from bot.announcements.ticker import Ticker
from bot.domain.announcements import Announcement
from bot.store import database, outbox, places
from bot.ui import posts
from tests.fakes.pointing import pointing_at
from tests.faults.killing import say

WATCHED = (str(Path(carrying.__file__).parent), database.__file__, outbox.__file__)
"""Where the steps are counted."""


class Carrier(discord.Client):
    """Carries out what is due, and is gone."""

    def __init__(self, store: Path, ahead: float, moment: int) -> None:
        # The library waits so long for servers that it was not told of yet; here there is one.
        super().__init__(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
        self._store, self._ahead, self._moment = database.Database(store), ahead, moment
        self._steps = count(1)

    def _now(self) -> dt.datetime:
        return discord.utils.utcnow() + dt.timedelta(seconds=self._ahead)

    async def on_ready(self) -> None:
        """Deliver until nothing is due."""
        say(f"begun {os.getpid()}")
        countries = await self._store.read(places.countries)
        courier = Courier(
            self._store, Door(self, Pace(a_second=1000)), self._now, _dress, _tell, lambda: countries,
            secrets.token_hex(8), random.Random(),
        )  # fmt: skip
        ticker = Ticker(self._store, courier, self._now, _tell)
        threading.setprofile(self._step)
        sys.setprofile(self._step)
        while await self._store.read(lambda db: outbox.may_claim(db, self._now())):
            await ticker.tick()
            await courier.settled()
        say(f"done {next(self._steps) - 1}")
        os._exit(0)

    def _step(self, frame: FrameType, happened: str, detail: object) -> None:
        if frame.f_code.co_filename.startswith(WATCHED) and next(self._steps) == self._moment:
            os.kill(os.getpid(), signal.SIGKILL)


def _dress(post: Post, mark: str, order: Announcement | None, embeds: bool) -> Dressed:
    return posts.dress(post, mark, order, "!", embeds=embeds)


async def _tell(order: Announcement, words: str) -> None:
    """Nobody is to be told anything here: whatever would have to be is a failure."""
    say(f"told {words}")


def main(address: str, store: Path) -> None:
    with pointing_at(address):
        for line in sys.stdin:
            asked: dict[str, Any] = json.loads(line)
            child = os.fork()
            if child == 0:
                Carrier(store, asked["ahead"], asked.get("moment", 0)).run("a.stand-in.token", log_handler=None)
                os._exit(1)
            _, ended = os.waitpid(child, 0)
            if os.WIFSIGNALED(ended):
                say("killed")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
