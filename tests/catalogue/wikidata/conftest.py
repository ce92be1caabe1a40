"""A small store with a gazetteer beside it, and places as Wikidata has them."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import lzma
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bot.catalogue.shelf import GAZETTEER, GAZETTEER_ASSET
from bot.catalogue.wikidata.harvest import Manners, session_for
from bot.catalogue.wikidata.report import Report
from bot.catalogue.wikidata.run import brought_in, fetched
from bot.catalogue.wikidata.statements import Gathered
from bot.domain.changes import Proposal
from bot.domain.dates import PartialDate
from bot.domain.records import RecordedPairing
from bot.store import database, gazetteer, loading, pairings, proposals
from tests.factories import (
    CHICAGO,
    HAMBURG,
    KYIV,
    LOS_ANGELES,
    MOSCOW,
    SAINT_PETERSBURG,
    SAN_JOSE,
    YEKATERINBURG,
    small_catalogue,
)
from tests.fakes.sparql import Item, Sparql, Stated, answering, result_of

DATA = Path(__file__).resolve().parents[3] / "data"
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
TODAY = PartialDate("2026-11-22")
PEOPLE = 150_000
"""Places of so many people are in the small gazetteer, and all of Ukraine and Germany."""

CHICAGO_ITEM = Item(1297, "Chicago", CHICAGO, (41.88, -87.63), "US")
HAMBURG_ITEM = Item(1055, "Hamburg", HAMBURG, (53.55, 10.0), "DE")
KYIV_ITEM = Item(1899, "Kyiv", KYIV, (50.45, 30.52), "UA")
LOS_ANGELES_ITEM = Item(65, "Los Angeles", LOS_ANGELES, (34.05, -118.24), "US")
MOSCOW_ITEM = Item(649, "Moscow", MOSCOW, (55.75, 37.62), "RU")
SAINT_PETERSBURG_ITEM = Item(656, "Saint Petersburg", SAINT_PETERSBURG, (59.94, 30.31), "RU")
SAN_JOSE_ITEM = Item(16553, "San Jose", SAN_JOSE, (37.3, -121.87), "US")
YEKATERINBURG_ITEM = Item(887, "Yekaterinburg", YEKATERINBURG, (56.84, 60.61), "RU")
LEIPZIG_ITEM = Item(2079, "Leipzig", 2879139, (51.34, 12.37), "DE")
ATLANTIS_ITEM = Item(30062, "Atlantis", None, (0.0, -30.0), "US")


def year(number: int) -> tuple[str, int]:
    """A year as Wikidata gives it: with a day and a month that mean nothing."""
    return f"{number:04}-01-01T00:00:00Z", 9


def day(text: str) -> tuple[str, int]:
    return f"{text}T00:00:00Z", 11


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue that ships, with a gazetteer of large places only, which is quickly built."""
    folder = tmp_path_factory.mktemp("data")
    for path in [*DATA.glob("*.csv"), DATA / "datapackage.json"]:
        shutil.copy(path, folder)
    with lzma.open(DATA / GAZETTEER_ASSET, "rt", encoding="utf-8", newline="\n") as lines:
        kept = "".join(line for line in lines if _is_kept(line.split("\t")))
    (folder / GAZETTEER_ASSET).write_bytes(lzma.compress(kept.encode(), preset=1))
    return folder


def _is_kept(cells: Sequence[str]) -> bool:
    return len(cells) < 8 or not cells[6].isdigit() or int(cells[6]) >= PEOPLE or cells[2] in ("UA", "DE")


@pytest.fixture(scope="session")
def small_world(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built gazetteer."""
    path = tmp_path_factory.mktemp("world") / GAZETTEER
    gazetteer.build(data_dir / GAZETTEER_ASSET, path)
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store that holds the small catalogue."""
    path = tmp_path / "twinbot.sqlite"
    loading.build(path, small_catalogue(), {loading.FINGERPRINT: "small"})
    return path


BringIn = Callable[..., Report]


@pytest.fixture
def bring_in(store: Path, small_world: Path) -> BringIn:
    """Puts statements into the store as if they had been read from Wikidata."""

    def bring(*statements: Stated, dry_run: bool = False, on: PartialDate = TODAY) -> Report:
        return brought_in(gathered(*statements, on=on), store, small_world, NOW, dry_run=dry_run)

    return bring


def gathered(*statements: Stated, on: PartialDate = TODAY) -> Gathered:
    """What is read from the rows of those statements."""
    found = Gathered()
    bindings = result_of(statements)["results"]["bindings"]
    found.read([{name: cell["value"] for name, cell in row.items()} for row in bindings], on)
    return found


class Waits:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = NOW
        self.waited: list[float] = []

    def clock(self) -> dt.datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += dt.timedelta(seconds=seconds)


class NoChance(random.Random):
    """Draws 0 always, so that waits are what the rules say."""

    def random(self) -> float:
        return 0.0


QUICK = Manners(pause=1, page=5, answer=20)
"""Pages of five statements."""


def harvest(
    endpoint: Sparql,
    store: Path,
    *,
    waits: Waits | None = None,
    manners: Manners = QUICK,
    countries: Sequence[str] = (),
    fresh: bool = False,
    chance: random.Random | None = None,
) -> Gathered:
    """What a run gathers from that endpoint, whose waits take no time."""
    waits = waits or Waits()

    async def run() -> Gathered:
        async with answering(endpoint), session_for(manners) as session:
            return await fetched(
                store, endpoint.url, countries, clock=waits.clock, sleep=waits.sleep, chance=chance or NoChance(), fresh=fresh,
                session=session, manners=manners,
            )  # fmt: skip

    return asyncio.run(run())


def chain(count: int) -> list[Stated]:
    """So many statements, each of another pair of places."""
    return [Stated(Item(100 + number, f"City {number}"), Item(900_000 + number, f"Other {number}")) for number in range(count)]


@pytest.fixture
def db(store: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(database.connect(store)) as connection:
        yield connection


def tie(db: sqlite3.Connection, one: int, other: int) -> RecordedPairing:
    found = pairings.of_pair(db, one, other)
    assert found is not None
    return found


def told(recorded: RecordedPairing) -> dict[str, list[str | None]]:
    """Each kind of event with the dates that are claimed of it, in the order in which they were entered."""
    return {
        str(event.kind): [said.claim.date for said in sorted(event.claims, key=lambda said: said.claim.claim_id)]
        for event in recorded.events
    }


def waiting(db: sqlite3.Connection) -> list[Proposal]:
    return proposals.waiting(db, [None], limit=100)[0]


def content(db: sqlite3.Connection) -> list[str]:
    return list(db.iterdump())
