"""The link checker against sites that are well, gone, slow, broken or hostile, over real sockets on this machine."""

from __future__ import annotations

import asyncio
import gzip
import ssl

import pytest
from aiohttp.abc import ResolveResult
from hypothesis import given, settings
from hypothesis import strategies as st

import bot
from bot.moderation.checker import Checked, LinkChecker, LinkState
from bot.moderation.robots import Limits
from tests.fakes.pages import HERE, LINK, ROBOTS, Asked, Names, Pages, Reply, Watch, check, checker_of, endless, moved, page, raw

# What pages answer


@pytest.mark.parametrize(
    ("status", "state", "note"),
    [
        (200, LinkState.ALIVE, "answers 200"),
        (204, LinkState.ALIVE, "answers 204"),
        (404, LinkState.DEAD, "answers 404"),
        (410, LinkState.DEAD, "answers 410"),
        (403, LinkState.UNREACHABLE, "answers 403: lets no program in, open it by hand"),
        (451, LinkState.UNREACHABLE, "answers 451: open it by hand"),
        (304, LinkState.UNREACHABLE, "answers 304: open it by hand"),
        (500, LinkState.UNREACHABLE, "answers 500: the site has a fault, check it again later"),
        (429, LinkState.UNREACHABLE, "answers 429: asks to come back later"),
        (503, LinkState.UNREACHABLE, "answers 503: asks to come back later"),
    ],
)
async def test_an_answer_says_how_the_link_is(pages: Pages, watch: Watch, status: int, state: LinkState, note: str) -> None:
    pages.put(LINK, page(status))
    assert await check(pages, watch) == Checked(LINK, state, status, note)


@pytest.mark.parametrize("status", [403, 404, 405, 500, 501])
async def test_a_page_that_answers_only_get_is_alive(pages: Pages, watch: Watch, status: int) -> None:
    async def reply(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await page(status if asked.method == "HEAD" else 200)(asked, writer)

    pages.put(LINK, reply)
    assert (await check(pages, watch)).state is LinkState.ALIVE


async def test_a_living_page_is_asked_for_its_head_only(pages: Pages, watch: Watch) -> None:
    pages.put(LINK, page())
    await check(pages, watch)
    assert pages.paths("HEAD") == ["/help"]
    assert pages.paths("GET") == []


async def test_a_site_learns_who_asks_and_gets_nothing_else(
    pages: Pages, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    pages.put(ROBOTS, page(set_cookie="seen=1; Path=/"))
    pages.put(LINK, page(set_cookie="seen=2; Path=/"))
    async with checker_of(pages, watch) as checker:
        await checker.check(LINK)
        await checker.check(LINK)
    assert len(pages.asked) == 3
    for asked in pages.asked:
        assert set(asked.headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert asked.headers["user-agent"] == f"TwinbotLinkChecker/{bot.__version__} (+https://twinbot.example/contact)"
        assert asked.headers["accept-encoding"] == "identity"


# Where pages send visitors


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_within_the_domain_is_followed(pages: Pages, watch: Watch, status: int) -> None:
    pages.put(LINK, moved("https://www.example.org/aid?city=kyiv#top", status))
    pages.put("https://www.example.org/aid?city=kyiv", page())
    new = "https://www.example.org/aid?city=kyiv"
    assert await check(pages, watch) == Checked(LINK, LinkState.MOVED, 200, f"moved to `{new}`, on the same domain")


async def test_a_page_that_now_leads_to_the_start_page_may_be_gone(pages: Pages, watch: Watch) -> None:
    pages.put(LINK, moved("/"))
    pages.put("https://example.org/", page())
    checked = await check(pages, watch)
    assert checked.state is LinkState.MOVED
    assert checked.note == "moved to the start page `https://example.org/`: what it showed may be gone"


async def test_a_redirect_to_a_page_that_is_gone_is_dead(pages: Pages, watch: Watch) -> None:
    pages.put(LINK, moved("aid"))
    checked = await check(pages, watch)
    assert checked.state is LinkState.DEAD
    assert checked.note == "leads to `https://example.org/aid`, which answers 404"


async def test_another_domain_is_named_and_not_asked(pages: Pages, watch: Watch) -> None:
    pages.put(LINK, moved("https://www.example.net/login"))
    checked = await check(pages, watch)
    note = "leads to another domain `example.net`: not followed"
    assert checked == Checked(LINK, LinkState.MOVED, 301, note)
    assert set(pages.names.looked_up) == {"example.org"}


async def test_two_sites_of_one_host_for_everybody_are_two_domains(pages: Pages, watch: Watch) -> None:
    pages.names.leads_to["city.github.io"] = [HERE]
    tls = ssl.create_default_context()
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    pages.put("https://city.github.io/", moved("https://other.github.io/"))
    checked = await check(pages, watch, "https://city.github.io/", tls=tls)
    assert checked.note == "leads to another domain `other.github.io`: not followed"


async def test_five_redirects_are_followed_and_no_more(pages: Pages, watch: Watch) -> None:
    for step in range(7):
        pages.put(f"https://example.org/{step}", moved(f"/{step + 1}"))
    pages.put("https://example.org/7", page())
    async with checker_of(pages, watch) as checker:
        five, six = await checker.check_all(["https://example.org/2", "https://example.org/1"])
    assert (five.state, five.note) == (LinkState.MOVED, "moved to `https://example.org/7`, on the same domain")
    assert six.state is LinkState.UNREACHABLE
    assert six.note == "leads to `https://example.org/6`, which leads on after 5 redirects"


async def test_a_circle_is_noticed(pages: Pages, watch: Watch) -> None:
    pages.put(LINK, moved("/aid"))
    pages.put("https://example.org/aid", moved("/help"))
    checked = await check(pages, watch)
    assert checked.state is LinkState.UNREACHABLE
    assert checked.note == "leads to `https://example.org/aid`, which leads in a circle"
    assert pages.paths("HEAD") == ["/help", "/aid"]


@pytest.mark.parametrize(
    ("location", "note"),
    [
        ("http://example.org/help", "leads to `http://example.org/help`, which is not encrypted: only https is asked"),
        ("https://example.org:8443/", "leads to `https://example.org:8443/`, which uses port 8443: only 443 is asked"),
        ("https://127.0.0.1/", "leads to `https://127.0.0.1/`, which does not name its host by a public name"),
        ("https://[::1]/", "leads to `https://[::1]/`, which does not name its host by a public name"),
        ("//169.254.169.254/latest", "leads to `https://169.254.169.254/latest`, which does not name its host by a public name"),
        ("https://me@example.org/", "leads to `https://me@example.org/`, which carries a user name: only public pages are asked"),
        ("/" + "a" * 2000, "leads to a long address on `example.org`, which is longer than 2,000 characters"),
    ],
)
async def test_a_redirect_out_of_the_public_web_is_not_followed(pages: Pages, watch: Watch, location: str, note: str) -> None:
    pages.put(LINK, moved(location))
    assert await check(pages, watch) == Checked(LINK, LinkState.REFUSED, 301, note)
    assert pages.paths("HEAD") == ["/help"]


@pytest.mark.parametrize("location", ["", "https://", "https://example.org:port/", "javascript:alert(1)", "https://[", "data:,x"])
async def test_a_redirect_to_nothing_is_named(pages: Pages, watch: Watch, location: str) -> None:
    pages.put(LINK, moved(location))
    assert await check(pages, watch) == Checked(LINK, LinkState.UNREACHABLE, 301, "leads to what is no web address")


async def test_a_redirect_that_does_not_say_where_is_named(pages: Pages, watch: Watch) -> None:
    pages.put(LINK, page(301))
    assert (await check(pages, watch)).note == "leads to what is no web address"


# Sites that are broken or hostile


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (b"", "closes the connection without an answer"),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "answers, but with nothing that can be read as HTTP"),
        (b"\x00\xff\xfe" * 100, "answers, but with nothing that can be read as HTTP"),
        (b"HTTP/1.1 two hundred\r\n\r\n", "answers, but with nothing that can be read as HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "answers, but with nothing that can be read as HTTP"),
        (b"HTTP/1.1 200 OK\r\n: nameless\r\n\r\n", "answers, but with nothing that can be read as HTTP"),
        (b"HTTP/1.1 200 OK\r\nX-Half: ", "closes the connection without an answer"),
        (b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 100_000 + b"\r\n\r\n", "answers, but with nothing that can be read as HTTP"),
    ],
)
async def test_an_answer_that_is_none_is_named(pages: Pages, watch: Watch, answer: bytes, note: str) -> None:
    pages.put(LINK, raw(answer))
    assert await check(pages, watch) == Checked(LINK, LinkState.UNREACHABLE, None, note)


async def test_headers_without_number_are_not_read(pages: Pages, watch: Watch) -> None:
    pages.put(LINK, raw(b"HTTP/1.1 200 OK\r\n" + b"X-Many: a\r\n" * 100_000 + b"\r\n"))
    checked = await check(pages, watch)
    assert (checked.state, checked.status) == (LinkState.UNREACHABLE, None)


@pytest.mark.parametrize(
    "trickle",
    [
        endless(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a", 0.01),
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01),
        endless(b"HTTP/1.1 200 OK\r\n\r\n", b"a", 0.01),
    ],
    ids=["headers", "interim answers", "robots.txt"],
)
async def test_an_answer_that_trickles_is_not_waited_for(pages: Pages, watch: Watch, trickle: Reply) -> None:
    pages.put(ROBOTS, trickle)
    checked = await check(pages, watch, limits=Limits(answer=0.2))
    assert checked == Checked(LINK, LinkState.UNREACHABLE, None, "does not answer within 0.2 seconds")
    await asyncio.wait_for(pages.hung_up.wait(), 10)


async def test_an_endless_page_is_not_read(pages: Pages, watch: Watch) -> None:
    async def reply(asked: Asked, writer: asyncio.StreamWriter) -> None:
        answer = page(405) if asked.method == "HEAD" else endless(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 65_536)
        await answer(asked, writer)

    pages.put(LINK, reply)
    assert (await check(pages, watch)).state is LinkState.ALIVE
    await asyncio.wait_for(pages.hung_up.wait(), 10)


async def test_an_endless_robots_txt_is_read_up_to_its_limit(pages: Pages, watch: Watch) -> None:
    rules = b"User-agent: *\nDisallow: /help\n" + b"#" * 65_536
    pages.put(ROBOTS, endless(b"HTTP/1.1 200 OK\r\n\r\n" + rules, b"#" * 65_536))
    assert (await check(pages, watch)).state is LinkState.FORBIDDEN_BY_ROBOTS
    await asyncio.wait_for(pages.hung_up.wait(), 10)


async def test_what_comes_compressed_is_not_unpacked(pages: Pages, watch: Watch) -> None:
    bomb = gzip.compress(b"User-agent: *\nDisallow: /\n" + bytes(10_000_000))
    pages.put(ROBOTS, page(200, bomb, content_encoding="gzip"))
    pages.put(LINK, page(200, bomb, content_encoding="gzip"))
    assert (await check(pages, watch)).state is LinkState.ALIVE


async def test_a_certificate_that_nobody_trusts_is_named(pages: Pages, watch: Watch) -> None:
    checked = await check(pages, watch, tls=None)
    note = "shows a certificate that is not trusted: it has expired or is another site’s"
    assert checked == Checked(LINK, LinkState.UNREACHABLE, None, note)


async def test_a_certificate_of_another_site_is_not_trusted(pages: Pages, watch: Watch) -> None:
    assert (await check(pages, watch, "https://a.b.example.org/")).note.startswith("shows a certificate that is not trusted")


async def test_a_server_without_encryption_is_named(pages: Pages, watch: Watch) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await reader.read()
        writer.close()

    async with await asyncio.start_server(talk, HERE, 0) as plain:
        pages.port = plain.sockets[0].getsockname()[1]
        assert (await check(pages, watch)).note == "cannot be reached over an encrypted connection"


async def test_a_port_where_nobody_listens_is_named(pages: Pages, watch: Watch) -> None:
    pages.port = 1
    assert await check(pages, watch) == Checked(LINK, LinkState.UNREACHABLE, None, "cannot be connected to")


async def test_a_name_without_an_address_is_named(pages: Pages, watch: Watch) -> None:
    pages.names.leads_to["example.org"] = []
    note = "has a name that leads nowhere: no address is found for it"
    assert await check(pages, watch) == Checked(LINK, LinkState.UNREACHABLE, None, note)


async def test_a_lookup_that_finds_nothing_is_named(pages: Pages, watch: Watch) -> None:
    class Nothing(Names):
        async def resolve(self, *_: object) -> list[ResolveResult]:
            return []

    assert (await check(pages, watch, resolver=Nothing(pages))).note.startswith("has a name that leads nowhere")


@given(st.text() | st.text().map("https://{}".format) | st.text().map("https://example.org/{}".format))
def test_any_text_is_answered(text: str) -> None:
    async def ask() -> Checked:
        pages = Pages()
        pages.names.everything_else_leads_to = []
        return await check(pages, Watch(), text)

    assert asyncio.run(ask()).url == text


@settings(max_examples=40, deadline=None)
@given(
    st.binary() | st.binary().map(b"HTTP/1.1 ".__add__) | st.binary().map(b"HTTP/1.1 301 Moved\r\nLocation: %b\r\n\r\n".__mod__)
)
def test_any_answer_is_answered(answer: bytes) -> None:
    async def ask() -> Checked:
        async with Pages() as pages:
            pages.put(ROBOTS, raw(answer))
            pages.put(LINK, raw(answer))
            return await check(pages, Watch())

    assert asyncio.run(ask()).note


# Many links


async def test_many_hosts_are_asked_at_once_and_each_in_order(pages: Pages, watch: Watch) -> None:
    both = asyncio.Barrier(2)

    async def slowly(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.01)
        await page()(asked, writer)

    async def together(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await both.wait()
        await page()(asked, writer)

    hosts = [f"city{number}.example.org" for number in range(10)]
    links = [f"https://{host}/{step}" for step in range(4) for host in hosts]
    for link in links:
        pages.put(link, slowly)
    for host in hosts[:2]:
        pages.put(f"https://{host}/robots.txt", together)
    heard: list[Checked] = []
    async with checker_of(pages, watch, limits=Limits(at_once=3)) as checker:
        checked = await checker.check_all([*links, links[0]], heard.append)
    assert [one.url for one in checked] == [*links, links[0]]
    assert {one.state for one in checked} == {LinkState.ALIVE}
    assert sorted(one.url for one in heard) == sorted(links)
    for host in hosts:
        assert pages.paths("HEAD", host) == ["/0", "/1", "/2", "/3"]
        assert pages.busiest[host] == 1
    assert 2 <= pages.busiest[""] <= 3


async def test_of_many_links_a_broken_one_does_not_hinder_the_others(pages: Pages, watch: Watch) -> None:
    pages.put(LINK, page())
    pages.put("https://www.example.org/", raw(b"nonsense"))
    async with checker_of(pages, watch) as checker:
        found = await checker.check_all(["nothing", "https://www.example.org/", LINK])
    assert [one.state for one in found] == [LinkState.REFUSED, LinkState.UNREACHABLE, LinkState.ALIVE]


@pytest.mark.parametrize("contact", ["", "a\r\nX-Injected: 1", "Київ"])
def test_a_contact_that_cannot_stand_in_a_header_is_refused(contact: str, watch: Watch) -> None:
    with pytest.raises(ValueError, match="printable"):
        LinkChecker(contact, clock=watch)
