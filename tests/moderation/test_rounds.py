"""Asking all recorded links: each once, each answer kept, whatever one of them does."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

import pytest

from bot.moderation import rounds
from bot.moderation.checker import Checked, LinkChecker
from bot.store import database, entries
from bot.store import links as store_links
from bot.store.database import Database
from tests.factories import initiative, organisation
from tests.fakes.pages import Pages, Watch, checker_of, moved, page

HELP, GONE, MOVED = "https://example.org/help", "https://example.net/gone", "https://example.com/old"
OURS = 100


@pytest.fixture
def linked(path: Path) -> Path:
    """A store with two organisations, of which one has a site, and three links, one of them a server's own."""
    with contextlib.closing(database.connect(path)) as db, database.transaction(db, "BEGIN IMMEDIATE"):
        for name, link, guild in (("a", HELP, None), ("b", GONE, None), ("c", MOVED, OURS), ("d", HELP, None)):
            number = 2_000_000_001 + ord(name)
            entries.put(db, "initiatives", initiative(number, title=f"Help {name}", link=link), guild)
        entries.put(db, "organisations", organisation(2_000_000_001, "Example Site", domain="www.example.org"))
    return path


def web(pages: Pages) -> Pages:
    pages.put(HELP, page())
    pages.put(GONE, page(404))
    pages.put(MOVED, moved("https://example.com/new"))
    pages.put("https://example.com/new", page())
    pages.put("https://www.example.org/", page())
    return pages


def check_of(path: Path, url: str) -> tuple[str, int | None] | None:
    with contextlib.closing(database.connect(path, read_only=True)) as db:
        found = store_links.check_of(db, url)
    return (found.state, found.status) if found else None


async def test_every_recorded_link_is_asked_once_and_its_answer_kept(linked: Path, pages: Pages, watch: Watch) -> None:
    heard: list[tuple[str, int, int]] = []
    async with checker_of(web(pages), watch) as checker:
        asked = await rounds.ask_all(Database(linked), checker, watch, lambda *told: heard.append(told))
    troubled = [str(one) for one in asked if one.found.state in rounds.TROUBLE]
    assert pages.paths("HEAD").count("/help") == 1
    assert f"dead: {GONE} (initiative 2000000099, Help b): answers 404" in troubled
    assert f"moved: {MOVED} (initiative 2000000100, Help c): moved to `https://example.com/new`, on the same domain" in troubled
    assert heard[-1][1:] == (len(asked), len(asked))
    assert check_of(linked, HELP) == ("alive", 200)
    assert check_of(linked, GONE) == ("dead", 404)
    assert check_of(linked, "https://www.example.org") == ("alive", 200)


async def test_what_came_is_kept_if_it_is_broken_off(linked: Path, pages: Pages, watch: Watch) -> None:
    def broken_off(what: str, done: int, whole: int) -> None:
        if done == 2:
            raise RuntimeError("the plug was pulled")

    with pytest.raises(ExceptionGroup):
        async with checker_of(web(pages), watch) as checker:
            await rounds.ask_all(Database(linked), checker, watch, broken_off)
    with contextlib.closing(database.connect(linked, read_only=True)) as db:
        assert db.execute("SELECT count(*) FROM link_check").fetchone()[0] >= 2


async def test_a_quiet_round_goes_on_after_a_link_that_breaks_it(
    linked: Path, pages: Pages, watch: Watch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    check = LinkChecker.check

    async def fragile(checker: LinkChecker, url: str) -> Checked:
        if url == HELP:
            raise RuntimeError("the net tore")
        return await check(checker, url)

    monkeypatch.setattr(LinkChecker, "check", fragile)
    store = Database(linked)
    async with checker_of(web(pages), watch) as checker:
        await rounds.go_round(store, checker, watch)
    store.close()
    assert "the net tore" in caplog.text
    assert check_of(linked, HELP) is None
    assert check_of(linked, GONE) == ("dead", 404)


async def test_a_later_answer_stands_instead_of_the_earlier(linked: Path, pages: Pages, watch: Watch) -> None:
    store = Database(linked)
    for status in (404, 200):
        pages.put(HELP, page(status))
        async with checker_of(pages, watch) as checker:
            await rounds.go_round(store, checker, watch)
        watch.now += dt.timedelta(days=1)
    store.close()
    assert check_of(linked, HELP) == ("alive", 200)
