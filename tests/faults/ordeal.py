"""Couriers that are killed one after another over one store, and what Discord's stand-in counts in the end."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import random
import selectors
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any

from bot.domain.announcements import Announcement, AnnouncementKind
from bot.store import announcements, database, loading, outbox
from tests.factories import small_catalogue
from tests.faults.killing import HOME

CHANNELS, AT_A_TIME = 8, 5
LATER = (70.0, 110.0, 200.0, 1200.0)
"""Seconds until the next courier comes: as long as Discord knows a nonce and longer, but never before a claim has run out."""


@dataclass
class Result:
    """What came of it."""

    deliveries: int
    kills: int
    """How often a courier was killed."""
    posted: Counter[int]
    """How often each delivery was posted."""
    in_order: bool
    """Whether the posts of each channel stand in the order in which they fell due."""
    states: Counter[str]
    """What the store says of the deliveries."""
    known: int
    """How often Discord knew a second try by its nonce."""
    looked: int
    """How often a channel's history was read."""

    @property
    def lost(self) -> int:
        return sum(1 for times in self.posted.values() if times == 0)

    @property
    def doubled(self) -> int:
        return sum(1 for times in self.posted.values() if times > 1)


@dataclass
class Ordeal:
    """One store, one stand-in, and a process that makes couriers."""

    store: Path
    address: str
    asked: IO[str]
    answered: IO[str]
    chance: random.Random
    ahead: float = 0.0
    deliveries: int = 0
    kills: int = 0

    def put(self, many: int) -> None:
        """So many more deliveries are due, in one channel after another."""
        now = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self.ahead)
        rooms = [int(room) for room in self.control("channels")]
        with contextlib.closing(database.connect(self.store)) as db, database.transaction(db, "BEGIN IMMEDIATE"):
            for _ in range(many):
                self.deliveries += 1
                room = rooms[self.deliveries % len(rooms)]
                words = f"Number {self.deliveries}."
                order = announcements.add(
                    db, Announcement(announcement_id=0, guild_id=1, channel_id=room, kind=AnnouncementKind.MESSAGE, words=words)
                )
                about = {"at": int(now.timestamp())}
                number = outbox.occurrence(db, words, order.kind, about, due_at=now, made_at=now, guild_id=1)
                outbox.deliver(db, number, room, due_at=now, announcement_id=order.announcement_id)

    def run_out(self) -> int:
        """A courier that lives carries out all that is left; how many steps it took."""
        return self.run(0)

    def time_to_run_out(self) -> float:
        """The same; in how many seconds since it began."""
        self._ask()
        began = time.monotonic()
        self._ended()
        return time.monotonic() - began

    def run(self, moment: int) -> int:
        """A courier comes, and dies at that step (0: it lives). How many steps it took; 0 if it died."""
        self._ask(moment=moment)
        return self._ended()

    def run_until(self, seconds: float) -> bool:
        """A courier comes, and is killed from outside so many seconds after it began. Whether it died."""
        pid = self._ask()
        # Not select, which knows no file beyond the 1,023rd.
        with selectors.DefaultSelector() as waiting:
            waiting.register(self.answered, selectors.EVENT_READ)
            answered = waiting.select(seconds)
        if not answered:
            os.kill(pid, signal.SIGKILL)
        return self._ended() == 0

    def go_on(self) -> None:
        """Time goes on, for Discord too, so that the next courier finds the claims of the last one run out."""
        by = self.chance.choice(LATER)
        self.ahead += by
        self.control("advance", seconds=by)

    def result(self) -> Result:
        """What was posted, by the stand-in's count, and what the store says."""
        made = [(each["channel_id"], int(each["content"].split()[1].rstrip("."))) for each in self.control("made")]
        by_channel: dict[str, list[int]] = {}
        for room, number in made:
            by_channel.setdefault(room, []).append(number)
        with contextlib.closing(database.connect(self.store)) as db:
            states = Counter({str(state): many for state, many in outbox.counts(db).items()})
        counts, posted = self.control("counts"), Counter(number for _, number in made)
        return Result(
            self.deliveries, self.kills, Counter({number: posted[number] for number in range(1, self.deliveries + 1)}),
            all(numbers == sorted(numbers) for numbers in by_channel.values()), states, counts.get("nonces met again", 0),
            counts.get("GET /channels/{channel_id}/messages", 0),
        )  # fmt: skip

    def control(self, verb: str, **what: object) -> Any:
        """Ask the stand-in, or do something to it."""
        request = urllib.request.Request(  # noqa: S310  # the stand-in's own address
            f"{self.address}/control/{verb}", json.dumps(what).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def _ask(self, **what: object) -> int:
        self.asked.write(json.dumps({"ahead": self.ahead, **what}) + "\n")
        self.asked.flush()
        word, _, pid = self._heard().partition(" ")
        assert word == "begun", word
        return int(pid)

    def _ended(self) -> int:
        word, _, steps = self._heard().partition(" ")
        assert word in ("done", "killed"), f"{word} {steps}"
        self.kills += word == "killed"
        return int(steps or 0)

    def _heard(self) -> str:
        line = self.answered.readline()
        assert line, "the process is gone"
        return line.strip()


@contextlib.contextmanager
def ordeal(folder: Path, seed: int) -> Iterator[Ordeal]:
    """Begin one, over a new store in that folder."""
    store = folder / "twinbot.sqlite"
    loading.build(store, small_catalogue(), {})
    with _process("tests.fakes.discord", "--guilds", "1", "--channels", str(CHANNELS)) as (_, said):
        address = said.readline().strip()
        with _process("tests.faults.delivering", address, str(store)) as (asked, answered):
            yield Ordeal(store, address, asked, answered, random.Random(seed))


@contextlib.contextmanager
def _process(module: str, *arguments: str) -> Iterator[tuple[IO[str], IO[str]]]:
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HOME) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdin, process.stdout
        finally:
            process.terminate()


def at_every_step(folder: Path, seed: int = 1, *, stride: int = 1) -> Result:
    """A courier is killed at the first step of a delivery, another at the next (or a few later), until one lives through all.

    Each has one delivery, and the next courier finds what is left of it.
    """
    with ordeal(folder, seed) as made:
        made.put(1)
        made.run_out()  # the first one of all has a day more to see to
        for moment in count(1, stride):
            made.put(1)
            lived = made.run(moment)
            made.go_on()
            made.run_out()
            if lived:
                break
        return made.result()


def at_random(folder: Path, seed: int = 1, *, kills: int) -> Result:
    """Couriers are killed from outside, at any time, until so many have died. Each finds what is left and a few more deliveries."""
    with ordeal(folder, seed) as made:
        longest = 0.0
        for _ in range(2):  # the process is slow at first
            made.put(AT_A_TIME)
            longest = made.time_to_run_out()
        while made.kills < kills:
            made.put(AT_A_TIME)
            made.run_until(made.chance.uniform(0, longest))
            made.go_on()
        made.run_out()
        return made.result()
