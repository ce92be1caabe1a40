"""A stand-in for the web: sites of any name on one encrypted port of this machine, and the names that lead there."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import socket
import ssl
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.moderation.checker import Checked, LinkChecker

HERE = "127.0.0.1"

CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIB5DCCAYmgAwIBAgIBATAKBggqhkjOPQQDAjAdMRswGQYDVQQDDBJUd2luYm90
IHRlc3RzIG9ubHkwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMB0x
GzAZBgNVBAMMElR3aW5ib3QgdGVzdHMgb25seTBZMBMGByqGSM49AgEGCCqGSM49
AwEHA0IABJVw7e/CXoaNZvlUjSmrSkm26nVoWzRgGYAq3Ml8gxsNJcPVENBJn09Y
VhAdSENlwIjFI4gYQhzZOkxveHhd2HSjgbcwgbQwXQYDVR0RBFYwVIILZXhhbXBs
ZS5vcmeCDSouZXhhbXBsZS5vcmeCC2V4YW1wbGUubmV0gg0qLmV4YW1wbGUubmV0
ggtleGFtcGxlLmNvbYINKi5leGFtcGxlLmNvbTAPBgNVHRMBAf8EBTADAQH/MA4G
A1UdDwEB/wQEAwIChDATBgNVHSUEDDAKBggrBgEFBQcDATAdBgNVHQ4EFgQUPrVN
hibZZhAw0VKnXMkjB81yBX8wCgYIKoZIzj0EAwIDSQAwRgIhAIryNv3cY1usZUui
OALlmOTShXk+8ZhpBEW8N6zrPCz2AiEAnY3aQKnkPNaL9rx15VlCiDbTkR7iiFQg
kKPJWw0MD1I=
-----END CERTIFICATE-----
"""
"""Signed by itself, valid until 2120 for example.org, example.net, example.com and one label below each (RFC 2606)."""

_KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgj//90wT484elk6mL
CaiFc8/xDJjY4XjHPDN78NZTfpChRANCAASVcO3vwl6GjWb5VI0pq0pJtup1aFs0
YBmAKtzJfIMbDSXD1RDQSZ9PWFYQHUhDZcCIxSOIGEIc2TpMb3h4Xdh0
-----END PRIVATE KEY-----
"""
"""Known to everybody and trusted by nobody but these tests."""


@dataclass(frozen=True)
class Asked:
    """One request as it came. Names of headers are in lower case."""

    method: str
    url: str
    headers: dict[str, str]


Reply = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


def raw(answer: bytes) -> Reply:
    """Answer just these bytes."""

    async def reply(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return reply


def page(status: int = 200, body: bytes = b"", /, **headers: str) -> Reply:
    """An answer in HTTP; ``retry_after="5"`` is the header Retry-After."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items()]
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"

    async def reply(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await raw(head if asked.method == "HEAD" else head + body)(asked, writer)

    return reply


def moved(location: str, status: int = 301) -> Reply:
    """A redirect."""
    return page(status, location=location)


def endless(start: bytes, more: bytes, pause: float = 0) -> Reply:
    """An answer that goes on until the other side hangs up; ``pause`` is in seconds."""

    async def reply(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(more)
            await writer.drain()
            await asyncio.sleep(pause)

    return reply


class Pages:
    """Sites on loopback. What was not put up answers 404.

        async with Pages() as pages:
            pages.put("https://example.org/help", page())
            ...  # ask with `pages.names` as resolver and `pages.tls`

    Attributes:
        asked: every request, in order.
        connections: how many there were.
        hung_up: how often the other side hung up in the middle of an answer.
        busiest: for each host, and under "" for all, how many requests were under way at once at most.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.connections = 0
        self.hung_up = asyncio.Event()
        self.busiest: Counter[str] = Counter()
        self.names = Names(self)
        self.port = 0
        self.tls = ssl.create_default_context(cadata=CERTIFICATE)
        self._under_way: Counter[str] = Counter()
        self._replies: dict[str, Reply] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    def put(self, url: str, reply: Reply) -> None:
        """From now on ``url`` answers so."""
        self._replies[str(URL(url))] = reply

    def paths(self, method: str, host: str = "example.org") -> list[str]:
        """What was asked of a host, in order, without robots.txt."""
        urls = [URL(asked.url) for asked in self.asked if asked.method == method]
        return [url.path_qs for url in urls if url.host == host and url.path != "/robots.txt"]

    async def __aenter__(self) -> Self:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            both = Path(folder) / "both.pem"
            both.write_text(_KEY + CERTIFICATE, encoding="ascii")
            context.load_cert_chain(both)
        self._server = await asyncio.start_server(self._connected, HERE, 0, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(_parsed(await reader.readuntil(b"\r\n\r\n")), writer)
        except ConnectionError:
            self.hung_up.set()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        self.asked.append(asked)
        places = ("", asked.headers["host"])
        for place in places:
            self._under_way[place] += 1
            self.busiest[place] = max(self.busiest[place], self._under_way[place])
        try:
            await self._replies.get(asked.url, page(404))(asked, writer)
        finally:
            self._under_way.subtract(places)


def _parsed(head: bytes) -> Asked:
    first, *rest = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest if line)}
    return Asked(method, f"https://{headers['host']}{path}", headers)


class Names(AbstractResolver):
    """Where names lead: to ``pages``, unless something else is said.

    Attributes:
        leads_to: addresses of a name; none: it is not known.
        everything_else_leads_to: those of the names that are not in there.
        looked_up: every name that was asked for, in order.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self.leads_to: dict[str, list[str]] = {}
        self.everything_else_leads_to = [HERE]
        self.looked_up: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:  # fmt: skip
        self.looked_up.append(host)
        found = self.leads_to.get(host, self.everything_else_leads_to)
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            ResolveResult(
                hostname=host, host=address, port=self._pages.port, family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP, flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]  # fmt: skip

    async def close(self) -> None:
        pass


class Watch:
    """A clock that goes on only while somebody waits for it.

    Attributes:
        now: what time it is.
        waits: every wait, in seconds.
    """

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
        self.waits: list[float] = []

    def __call__(self) -> dt.datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Be that many seconds later, at once."""
        self.waits.append(seconds)
        self.now += dt.timedelta(seconds=seconds)
        await asyncio.sleep(0)


LINK = "https://example.org/help"
ROBOTS = "https://example.org/robots.txt"


def checker_of(pages: Pages, watch: Watch, **more: Any) -> LinkChecker:
    """A checker for which the stand-in is the web; ``more`` are arguments of `LinkChecker`."""
    usual: dict[str, Any] = {
        "clock": watch, "sleep": watch.sleep, "resolver": pages.names, "tls": pages.tls, "is_allowed": {HERE}.__contains__,
    }  # fmt: skip
    return LinkChecker("https://twinbot.example/contact", **(usual | more))


async def check(pages: Pages, watch: Watch, url: str = LINK, **more: Any) -> Checked:
    """What a fresh checker says of one link."""
    async with checker_of(pages, watch, **more) as checker:
        return await checker.check(url)
