"""The harness: a stand-in for Discord in one process, a bot in another, and people who ask it.

The asking and the stand-in cost their own process, so that what is measured of the bot's process is the bot alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

HOME = Path(__file__).resolve().parents[1]
CHANNELS, PEOPLE = 100, 200
PATIENCE = 20.0

Act = dict[str, Any]
"""What somebody does, as `tests.fakes.discord.control` takes it."""


class Unanswered(RuntimeError):
    """The bot did not answer, or not as expected: its figures would mean nothing."""


@dataclass(frozen=True)
class Usage:
    """What a process has used up to now."""

    cpu_seconds: float
    resident_bytes: int


class Process:
    """A Python module of this project that runs as a process of its own and speaks in lines."""

    def __init__(self, module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        self.started_at = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], cwd=HOME, env=os.environ | dict(environment or {}),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._heard: IO[str] = _open_pipe(self._process.stdout)
        self._said: IO[str] = _open_pipe(self._process.stdin)

    def hear(self) -> str:
        """The next line that it prints. Raises `RuntimeError` if it has ended."""
        line = self._heard.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended with code {self._process.wait()}")
        return line.strip()

    def say(self, word: str) -> None:
        self._said.write(f"{word}\n")
        self._said.flush()

    def end(self) -> None:
        self._process.terminate()
        self._process.wait()
        self._heard.close()
        self._said.close()


def _open_pipe(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise RuntimeError("the process was started without its pipes")
    return pipe


class Rig:
    """One stand-in, and one bot on it. `started_at` is when the bot's process was begun."""

    def __init__(self, stand_in: Process, bot_module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._address = stand_in.hear()
        self._bot = Process(bot_module, self._address, *arguments, environment=environment)
        self._asked = 0

    @property
    def started_at(self) -> float:
        return self._bot.started_at

    def end(self) -> None:
        self._bot.end()

    def wait_until_ready(self) -> None:
        """Until the bot has been told of its servers, from where on it can be asked."""
        self.control("until", counted="ready", patience=60.0)

    def wait_for_slash_commands(self) -> None:
        """Until the bot has told of them, which it does a moment after it can be asked."""
        self.control("until", counted="PUT /applications/{application_id}/commands", patience=60.0)

    def ask(self, acts: Sequence[Act], *, askers: int = 1) -> list[float]:
        """Milliseconds from each act to its answer, as the asker sees it. Raises `Unanswered` if one is not answered as expected."""
        who = {"first_person": self._asked, "people": PEOPLE}
        took = self.control("ask", acts=acts, askers=askers, patience=PATIENCE, **who)
        self._asked += len(acts)
        missing = [act for act, milliseconds in zip(acts, took, strict=True) if milliseconds is None]
        if missing:
            raise Unanswered(f"{len(missing)} of {len(acts)} were not answered as expected, first {missing[0]}")
        return list(took)

    def usage(self) -> Usage:
        """What the bot's process has used."""
        return Usage(**self._report("usage"))

    def watch_the_loop(self) -> None:
        """From now on the bot's process notes how late its event loop comes to what is due."""
        self._report("watch")

    def lateness(self) -> list[float]:
        """Milliseconds by which the loop was late, each millisecond since `watch_the_loop`, which this ends."""
        late: list[float] = self._report("unwatch")["late"]
        return late

    def _report(self, word: str) -> dict[str, Any]:
        self._bot.say(word)
        answer: dict[str, Any] = json.loads(self._bot.hear())
        return answer

    def control(self, verb: str, **what: object) -> Any:
        """Do something on the stand-in, as `tests.fakes.discord.control` takes it."""
        request = urllib.request.Request(  # noqa: S310  # the stand-in's own address
            f"{self._address}/control/{verb}", json.dumps(what).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310
            return json.load(answer)


@contextmanager
def rig(
    bot_module: str,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    stand_in_as: Sequence[str] = ("--channels", str(CHANNELS // 2), "--guilds", "2"),
) -> Iterator[Rig]:
    """A rig whose bot is ready to be asked. Both processes are ended afterwards."""
    with ExitStack() as stack:
        stand_in = Process("tests.fakes.discord", *stand_in_as)
        stack.callback(stand_in.end)
        made = Rig(stand_in, bot_module, arguments, environment or {})
        stack.callback(made.end)
        made.wait_until_ready()
        yield made
