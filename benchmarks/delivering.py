"""Ten thousand channels get a post: how long that takes, what members notice meanwhile, and what memory it takes; and what idling costs.

The bot is the whole bot, on a stand-in that keeps Discord's limits (50 requests a second, 5 posts in 5 seconds a channel). Members ask by
slash commands, whose answers Discord does not count against those 50.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import cycle
from pathlib import Path

from benchmarks.findings import Finding, at
from benchmarks.rig import Act, Rig, rig
from benchmarks.startup import different_commands
from benchmarks.stores import built_store
from bot.announcements.pace import A_SECOND
from bot.domain.announcements import Announcement, AnnouncementKind
from bot.store import announcements, database, outbox

CHANNELS, SERVERS = 10_000, 20
SLOWER_AT_MOST = 1.05
"""Than the pace that the bot may have."""
P99_AT_MOST = 2.0
"""Times p99 while nothing is delivered."""
MORE_MEMORY_AT_MOST = 20.0
"""Megabytes, between the first tenth of the posts and the last: discord.py remembers every channel's limit for five minutes."""
TICK_AT_MOST = 5.0
"""Milliseconds of CPU, of the thousand between two ticks."""
ASKED_EVERY, IDLE_QUESTIONS = 0.1, 600
IDLE_SECONDS = 30.0
DONE = "POST /channels/{channel_id}/messages"


def measure(channels: int = CHANNELS, idle_questions: int = IDLE_QUESTIONS) -> Iterator[Finding]:
    """Each against its bound."""
    with built_store() as path:
        yield idling(path)
        stand_in_as = ("--guilds", str(SERVERS), "--channels", str(channels // SERVERS), "--rate-limits")
        with rig("benchmarks.peers.twinbot", str(path), stand_in_as=stand_in_as) as made:
            made.wait_for_slash_commands()
            # Each once, so that all pictures are drawn: what a map costs is measured elsewhere.
            made.ask(different_questions())
            questions = cycle(different_questions())
            idle = [ask(made, next(questions)) for _ in range(idle_questions)]
            rooms = [int(room) for room in made.control("channels")]
            before = made.usage()
            put(path, rooms)
            with ThreadPoolExecutor(1) as waiting:
                arrived = waiting.submit(wait_for_all, made, len(rooms))
                meanwhile, resident = ask_until(made, questions, arrived)
            after = made.usage()
            yield from told(made, idle, meanwhile, resident, before.resident_bytes)
            cpu = 1000 * (after.cpu_seconds - before.cpu_seconds) / len(rooms)
            yield Finding.told("CPU for a post, with the questions meanwhile", cpu, "ms")


def told(made: Rig, idle: list[float], meanwhile: list[float], resident: list[float], before: int) -> Iterator[Finding]:
    """What came of it, by the stand-in's count."""
    posts, counts = made.control("made"), made.control("counts")
    moments = sorted(dt.datetime.fromisoformat(each["at"]) for each in posts)
    took, many = (moments[-1] - moments[0]).total_seconds(), len(posts)
    different = len({each["channel_id"] for each in posts})
    yield Finding.told("posts", many, "")
    yield Finding.at_most(
        "posts that came twice or not at all", abs(many - different) + abs(len(made.control("channels")) - different), "", 0
    )
    yield Finding.ratio_at_most(
        f"time for {many:,} posts, against {A_SECOND:.0f} a second", took, "s", SLOWER_AT_MOST, peer=many / A_SECOND
    )
    yield Finding.at_most("answers 429", counts.get("answers 429", 0), "", 0)
    yield Finding.told("/twin meanwhile: p50, against idle", at(0.5, meanwhile), "ms", peer=at(0.5, idle))
    yield Finding.ratio_at_most("/twin meanwhile: p99, against idle", at(0.99, meanwhile), "ms", P99_AT_MOST, peer=at(0.99, idle))
    first = resident[len(resident) // 10]
    yield Finding.told("memory before", before / 1e6, "MB")
    yield Finding.surplus_at_most("memory at most, against a tenth on", max(resident), "MB", MORE_MEMORY_AT_MOST, peer=first)


def put(store: Path, rooms: list[int]) -> None:
    """A post is due now in each channel."""
    now = dt.datetime.now(dt.UTC)
    with contextlib.closing(database.connect(store)) as db, database.transaction(db, "BEGIN IMMEDIATE"):
        about = {"at": int(now.timestamp())}
        kind = AnnouncementKind.MESSAGE
        number = outbox.occurrence(db, "a benchmark", kind, about, due_at=now, made_at=now)
        for room in rooms:
            order = announcements.add(
                db, Announcement(announcement_id=0, guild_id=1, channel_id=room, kind=kind, words="Hello from Kyiv.")
            )
            outbox.deliver(db, number, room, due_at=now, announcement_id=order.announcement_id)


def different_questions() -> list[Act]:
    """A `/twin` for each of many cities, so that no answer is one that was just given."""
    asked = [act["say"].removeprefix("!twin ") for act in different_commands() if act["say"].startswith("!twin ")]
    return [{"slash": "twin", "options": {"city": city}} for city in asked]


def wait_for_all(made: Rig, many: int) -> None:
    """Until so many are posted; what the stand-in refused is posted later."""
    refused = 0
    while made.control("counts").get(DONE, 0) < many + refused:
        made.control("until", counted=DONE, times=many + refused, patience=600.0)
        refused = made.control("counts").get("answers 429", 0)


def ask(made: Rig, act: Act) -> float:
    """Ask once, and let some time pass; milliseconds to the answer."""
    [took] = made.ask([act])
    time.sleep(ASKED_EVERY)
    return took


def ask_until(made: Rig, questions: Iterator[Act], arrived: Future[None]) -> tuple[list[float], list[float]]:
    """Ask again and again until all has arrived: milliseconds to each answer, and megabytes after each."""
    took, resident = [], []
    while not arrived.done():
        took.append(ask(made, next(questions)))
        resident.append(made.usage().resident_bytes / 1e6)
    arrived.result()
    return took, resident


def idling(store: Path) -> Finding:
    """Milliseconds of CPU for a tick in which nothing is due: those of a second of idling, with announcements and without."""
    with_them, without = (_idle_cpu(store, wanted) for wanted in ("true", "false"))
    return Finding.at_most("a tick with nothing due: CPU", 1000 * (with_them - without) / IDLE_SECONDS, "ms", TICK_AT_MOST)


def _idle_cpu(store: Path, wanted: str) -> float:
    with rig("benchmarks.peers.twinbot", str(store), environment={"TWINBOT_ANNOUNCEMENTS": wanted}) as made:
        made.ask([{"say": "!twin Los Angeles", "expect": "Los Angeles, California"}])
        time.sleep(5)  # discord.py is ready two seconds after it has heard of its servers
        before = made.usage().cpu_seconds
        time.sleep(IDLE_SECONDS)
        return made.usage().cpu_seconds - before
