"""The network that answers are made from: what each server sees of it, and that it follows the store where nobody waits."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator, Callable, Hashable, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from bot.domain.changes import Change
from bot.domain.pairings import Status
from bot.errors import StoreError
from bot.network.graph import Graph
from bot.network.ties import Reach
from bot.store import changes
from bot.store import network as store_network
from bot.store.database import Connection, Database
from bot.store.network import KnownNetwork
from tests.factories import CHICAGO, HAMBURG, KYIV, MOSCOW, added, claim, event, new_tie
from tests.store.keeping import NOON, OLENA, OURS, OWN, THEIRS

Result = TypeVar("Result")


class Watched(Database):
    """A store that counts how often all of it is read, and can be made to wait or to fail."""

    readings = 0
    unreadable = False

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.free = asyncio.Event()
        self.free.set()

    async def read(self, query: Callable[[Connection], Result], key: Hashable = None, *, slow: bool = False) -> Result:
        if slow:
            self.readings += 1
            await self.free.wait()
        if self.unreadable:
            raise StoreError(self.path, "the disk is gone")
        return await super().read(query, key, slow=slow)


@pytest.fixture
async def watched(path: Path) -> AsyncIterator[Watched]:
    opened = Watched(path)
    yield opened
    opened.close()


@pytest.fixture
def network(watched: Watched) -> KnownNetwork:
    return KnownNetwork(watched, lambda: NOON)


def partners(graph: Graph, city_id: int) -> set[int]:
    number = graph.number(city_id)
    assert number is not None
    return {graph.city_id(neighbour) for neighbour in graph.neighbours(number, Reach.ANY)}


def status(graph: Graph, pairing_id: int) -> Status:
    tie = graph.pairing(pairing_id)
    assert tie is not None
    return tie.facts.status


async def tie_chicago_and_hamburg(store: Database, guild_id: int | None = None) -> None:
    """By a change that was approved, of a server's own entries or of everybody's."""
    await approve(store, new_tie(OWN, CHICAGO, HAMBURG, guild_id), guild_id)


async def approve(store: Database, asked: Sequence[Change], guild_id: int | None = None) -> None:
    await store.write(lambda db: changes.carry_out(db, asked, by=OLENA, at=NOON, why="as the city says", guild_id=guild_id))


async def test_a_server_sees_its_own_pairings_and_another_does_not(watched: Watched, network: KnownNetwork) -> None:
    await tie_chicago_and_hamburg(watched, THEIRS)
    assert partners(await network.seen_by(THEIRS), CHICAGO) == {MOSCOW, KYIV, HAMBURG}
    assert partners(await network.seen_by(OURS), CHICAGO) == {MOSCOW, KYIV}
    assert partners(await network.seen_by(None), CHICAGO) == {MOSCOW, KYIV}


async def test_what_a_server_adds_is_seen_there_at_once(watched: Watched, network: KnownNetwork) -> None:
    assert partners(await network.seen_by(THEIRS), CHICAGO) == {MOSCOW, KYIV}
    await tie_chicago_and_hamburg(watched, THEIRS)
    assert partners(await network.seen_by(THEIRS), CHICAGO) == {MOSCOW, KYIV, HAMBURG}


async def test_an_approved_change_is_seen_by_all(watched: Watched, network: KnownNetwork) -> None:
    before = await network.seen_by(OURS)
    await tie_chicago_and_hamburg(watched)
    await approve(watched, [added(event(OWN + 1, "ended", 1)), added(claim(OWN + 1, OWN + 1, "2026-11"))])
    for guild in (None, OURS, THEIRS):
        seen = await network.seen_by(guild)
        assert partners(seen, CHICAGO) == {MOSCOW, KYIV, HAMBURG}
        assert (status(before, 1), status(seen, 1)) == (Status.SUSPENDED, Status.ENDED)


async def test_the_day_is_that_of_the_clock(watched: Watched) -> None:
    now = NOON
    network = KnownNetwork(watched, lambda: now)
    assert (await network.seen_by(None)).day == NOON.date()
    now = NOON + dt.timedelta(days=1)
    assert (await network.seen_by(OURS)).day == now.date()


async def test_a_store_that_cannot_be_read_is_answered_from_what_was_known(
    watched: Watched, network: KnownNetwork, caplog: pytest.LogCaptureFixture
) -> None:
    known = await network.seen_by(None)
    watched.unreadable = True
    with caplog.at_level(logging.WARNING):
        assert await network.seen_by(None) is known
    assert "the disk is gone" in caplog.text
    watched.unreadable = False
    await tie_chicago_and_hamburg(watched)
    assert partners(await network.seen_by(None), CHICAGO) == {MOSCOW, KYIV, HAMBURG}


async def test_with_nothing_known_yet_who_asks_is_told_why_there_is_no_answer(watched: Watched, network: KnownNetwork) -> None:
    watched.unreadable = True
    with pytest.raises(StoreError, match="the disk is gone"):
        await network.seen_by(OURS)
    watched.unreadable = False
    assert partners(await network.seen_by(OURS), CHICAGO) == {MOSCOW, KYIV}


async def test_reading_it_beforehand_costs_nobody_anything_when_it_fails(
    watched: Watched, network: KnownNetwork, caplog: pytest.LogCaptureFixture
) -> None:
    watched.unreadable = True
    with caplog.at_level(logging.WARNING):
        await network.warm_up()
    assert "the network could not be read: " in caplog.text


async def test_who_asks_at_once_shares_one_reading(watched: Watched, network: KnownNetwork) -> None:
    seen = await asyncio.gather(*(network.seen_by(None) for _ in range(20)))
    assert watched.readings == 1
    assert all(each is seen[0] for each in seen)


async def test_who_gives_up_waiting_leaves_the_others_their_network(watched: Watched, network: KnownNetwork) -> None:
    watched.free.clear()
    impatient, patient = (asyncio.create_task(network.seen_by(None)) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.wait([impatient])
    watched.free.set()
    assert partners(await patient, CHICAGO) == {MOSCOW, KYIV}
    assert watched.readings == 1


async def test_while_it_is_read_anew_answers_come_from_the_state_before(
    watched: Watched, network: KnownNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_network, "PATIENCE", 0.0)
    await network.seen_by(None)
    await tie_chicago_and_hamburg(watched)
    watched.free.clear()
    assert partners(await network.seen_by(None), CHICAGO) == {MOSCOW, KYIV}
    assert partners(await network.seen_by(OURS), CHICAGO) == {MOSCOW, KYIV}
    watched.free.set()
    monkeypatch.setattr(store_network, "PATIENCE", 30.0)
    assert partners(await network.seen_by(None), CHICAGO) == {MOSCOW, KYIV, HAMBURG}
    assert watched.readings == 2
