"""How the link checker behaves towards sites: robots.txt, pauses, and leaving them alone when asked to."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.moderation.checker import Checked, LinkState
from bot.moderation.robots import Limits, Robots
from tests.fakes.pages import LINK, ROBOTS, Asked, Pages, Reply, Watch, check, checker_of, moved, page


@pytest.mark.parametrize("agent", ["*", "TwinbotLinkChecker", "twinbotlinkchecker"])
async def test_a_page_that_robots_txt_forbids_is_not_asked(pages: Pages, watch: Watch, agent: str) -> None:
    pages.put(ROBOTS, page(200, f"User-agent: {agent}\nDisallow: /help\n".encode()))
    pages.put("https://example.org/aid", page())
    async with checker_of(pages, watch) as checker:
        forbidden, allowed = await checker.check_all([LINK, "https://example.org/aid"])
    note = "may not be asked by programs: robots.txt of the site says so"
    assert forbidden == Checked(LINK, LinkState.FORBIDDEN_BY_ROBOTS, None, note)
    assert allowed.state is LinkState.ALIVE
    assert pages.paths("HEAD") == ["/aid"]


async def test_rules_for_others_are_not_ours(pages: Pages, watch: Watch) -> None:
    pages.put(ROBOTS, page(200, b"User-agent: OtherBot\nDisallow: /\n"))
    pages.put(LINK, page())
    assert (await check(pages, watch)).state is LinkState.ALIVE


async def test_where_a_redirect_leads_robots_txt_counts_too(pages: Pages, watch: Watch) -> None:
    pages.put("https://www.example.org/robots.txt", page(200, b"User-agent: *\nDisallow: /\n"))
    pages.put(LINK, moved("https://www.example.org/help"))
    checked = await check(pages, watch)
    assert checked.state is LinkState.FORBIDDEN_BY_ROBOTS
    assert pages.paths("HEAD", "www.example.org") == []


@pytest.mark.parametrize(
    "reply", [page(401), page(403), page(404), moved("https://example.net/robots.txt"), moved("/robots.txt")]
)
async def test_a_robots_txt_that_is_not_there_allows(pages: Pages, watch: Watch, reply: Reply) -> None:
    pages.put(ROBOTS, reply)
    pages.put("https://example.net/robots.txt", page(200, b"User-agent: *\nDisallow: /\n"))
    pages.put(LINK, page())
    assert (await check(pages, watch)).state is LinkState.ALIVE
    assert set(pages.names.looked_up) == {"example.org"}


async def test_a_robots_txt_that_moved_is_found(pages: Pages, watch: Watch) -> None:
    pages.put(ROBOTS, moved("https://www.example.org/robots.txt"))
    pages.put("https://www.example.org/robots.txt", page(200, b"User-agent: *\nDisallow: /\n"))
    assert (await check(pages, watch)).state is LinkState.FORBIDDEN_BY_ROBOTS


async def test_a_robots_txt_that_fails_forbids_for_now(pages: Pages, watch: Watch) -> None:
    pages.put(ROBOTS, page(500))
    pages.put(LINK, page())
    async with checker_of(pages, watch) as checker:
        before = await checker.check(LINK)
        assert (await checker.check(LINK)) == before
        assert pages.paths("HEAD") == []
        pages.put(ROBOTS, page(200))
        await watch.sleep(Limits().robots_retried)
        after = await checker.check(LINK)
    note = "is not asked for now: robots.txt of the site answers 500"
    assert before == Checked(LINK, LinkState.FORBIDDEN_BY_ROBOTS, 500, note)
    assert after.state is LinkState.ALIVE


async def test_a_host_is_asked_one_thing_at_a_time(pages: Pages, watch: Watch) -> None:
    async def slowly(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.01)
        await page()(asked, writer)

    links = [f"https://example.org/{number}" for number in range(4)]
    for link in links:
        pages.put(link, slowly)
    async with checker_of(pages, watch) as checker:
        await asyncio.gather(*map(checker.check, links))
    assert pages.busiest["example.org"] == 1


async def test_robots_txt_is_asked_for_once_a_day(pages: Pages, watch: Watch) -> None:
    pages.put(LINK, page())

    def fetched() -> int:
        return sum(asked.url == ROBOTS for asked in pages.asked)

    async with checker_of(pages, watch) as checker:
        await asyncio.gather(*(checker.check(LINK) for _ in range(5)))
        assert fetched() == 1
        await watch.sleep(Limits().robots_kept)
        await checker.check_all([LINK])
        assert fetched() == 2


@pytest.mark.parametrize(("said", "pause"), [("5", 5), ("999999", 30), ("0", 1), ("²", 1), ("9" * 5000, 1), ("soon", 1)])
async def test_the_pause_that_a_site_asks_for_is_kept(pages: Pages, watch: Watch, said: str, pause: int) -> None:
    pages.put(ROBOTS, page(200, f"User-agent: *\nCrawl-delay: {said}\nDisallow: /private\n".encode()))
    links = [LINK, "https://example.org/private", "https://example.org/aid"]
    for link in links:
        pages.put(link, page())
    async with checker_of(pages, watch) as checker:
        states = [checked.state for checked in await checker.check_all(links)]
    assert states == [LinkState.ALIVE, LinkState.FORBIDDEN_BY_ROBOTS, LinkState.ALIVE]
    assert watch.waits == pytest.approx([1, pause], abs=0.001)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "120"}, 120),
        ({}, 3600),
        ({"retry_after": "tomorrow"}, 3600),
        ({"retry_after": "9" * 5000}, 86_400),
        ({"retry_after": "Sat, 01 Jan 9999 00:00:00 GMT"}, 86_400),
        ({"retry_after": "Sun, 22 Nov 2026 00:00:00 +99999999999999999"}, 3600),
    ],
)
async def test_a_site_that_asks_to_come_back_later_is_left_alone(
    pages: Pages, watch: Watch, headers: dict[str, str], seconds: int
) -> None:  # fmt: skip
    pages.put(LINK, page(429, b"", **headers))
    pages.put("https://example.org/aid", page())
    async with checker_of(pages, watch) as checker:
        first, second = await checker.check_all([LINK, "https://example.org/aid"])
        assert first.note == "answers 429: asks to come back later"
        assert second.note == "is not asked now: its site has just asked to come back later"
        assert {first.state, second.state} == {LinkState.UNREACHABLE}
        assert pages.paths("HEAD") == ["/help"]
        await watch.sleep(seconds)
        assert (await checker.check("https://example.org/aid")).state is LinkState.ALIVE


@given(
    st.binary() | st.text().map(str.encode) | st.text("[]/:#%²0 ").map(lambda text: f"User-agent: *\nDisallow: /{text}".encode())
)
def test_any_robots_txt_is_read(body: bytes) -> None:
    rules = Robots(b"User-agent: *\nDisallow: /private\n" + body)
    assert rules.pause >= 0
    assert not rules.allow("https://example.org/private")
    rules.allow("https://example.org//[%5B²")
