"""The stand-in as one thing: a world, its gateway and its routes, served on a port of this machine."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from random import Random
from types import TracebackType
from typing import Self

import discord
from aiohttp import web

from tests.fakes.pointing import pointing_at

from .answers import Shown
from .control import Control
from .gateway import PRIVILEGED, Gateway
from .mishaps import Mishaps
from .payloads import BOT, FORUM, NEWS, Channel, Json, Person
from .people import PATIENCE, People
from .rate_limits import RateLimits
from .rest import Rest
from .world import World

# discord.py opens a connection for each request in flight. With 128, as usual, the system drops some: each is a second late.
BACKLOG = 8192
LARGEST_REQUEST = 2**26


class FakeDiscord(People, Mishaps):
    """A Discord on loopback.

        async with FakeDiscord() as discord:
            with discord.pointing_here():
                ...  # start the bot
                [answer] = await discord.say(discord.channel, discord.member, "!twin Los Angeles")

    `granted` are the privileged intents of the application, `token` the only one let in (None: any), `rate_limits` whether
    Discord's limits are kept, `clock` (seconds) and `now` where time comes from, `patience` how long people wait, `seed` what decides
    which requests meet a fault of some probability.
    """

    def __init__(
        self, *, guilds: int = 1, channels: int = 3, granted: int = PRIVILEGED, token: str | None = None,
        rate_limits: bool = False, patience: float = PATIENCE, port: int = 0, seed: int = 0,
        clock: Callable[[], float] = time.monotonic, now: Callable[[], datetime] = discord.utils.utcnow,
    ) -> None:  # fmt: skip
        super().__init__(World(guilds=guilds, channels=channels, clock=clock, now=now), patience)
        self.gateway = Gateway(self.world, granted=granted, token=token)
        self.rest = Rest(self.world, self.gateway, RateLimits(self.world.clock) if rate_limits else None, Random(seed))
        self._port = port
        self._runner = web.AppRunner(self._application(), access_log=None, keepalive_timeout=300)

    def _application(self) -> web.Application:
        served = web.Application(client_max_size=LARGEST_REQUEST)
        served.router.add_route("*", "/api/v10/{path:.*}", self.rest.serve)
        served.router.add_get("/gateway/", self.gateway.serve)
        served.router.add_get("/cdn/{file_id}/{name}", self._serve_file)
        served.router.add_post("/control/{verb}", Control(self).serve)
        return served

    async def _serve_file(self, request: web.Request) -> web.Response:
        file = self.world.files.get(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(body=file.data, content_type=file.content_type)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, backlog=BACKLOG).start()
        self.world.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.rest.release()
        self.gateway.reopen()
        await self.gateway.drop()
        await self._runner.cleanup()

    @property
    def address(self) -> str:
        """Where it is, "http://127.0.0.1:port"."""
        return self.world.address

    def pointing_here(self) -> AbstractContextManager[None]:
        """While inside, discord.py takes this for Discord."""
        return pointing_at(self.address)

    # Who and what there is

    @property
    def owner(self) -> Person:
        return self.world.owner

    @property
    def moderator(self) -> Person:
        """Somebody who may manage the server and its messages."""
        return self.world.moderator

    @property
    def member(self) -> Person:
        return self.world.person(0)

    def person(self, number: int) -> Person:
        """One of any number of members; the same number is always the same person."""
        return self.world.person(number)

    @property
    def bot_mention(self) -> str:
        return BOT.mention

    @property
    def channels(self) -> list[Channel]:
        """The text channels that the bot sees; neighbours in the list are in different servers."""
        return self.world.rooms()

    @property
    def channel(self) -> Channel:
        return self.channels[0]

    @property
    def news(self) -> Channel:
        """A channel of the kind whose messages can be published to other servers."""
        return self.world.rooms(NEWS)[0]

    @property
    def forum(self) -> Channel:
        """A channel of the kind in which every message is the first of a thread."""
        return self.world.rooms(FORUM)[0]

    @property
    def elsewhere(self) -> Channel:
        """A channel of a server that has not installed the bot: people who have it themselves can use its commands there."""
        return self.world.named(self.world.foreign_guild["channels"][0])

    def direct(self, person: Person) -> Channel:
        """The private conversation of that person with the bot."""
        return self.world.named(self.world.direct(person))

    def messages(self, where: Channel) -> list[Shown]:
        """All that stands in a channel, oldest first."""
        return [Shown(message) for message in self.world.said_in(where.id)]

    # What happens

    @property
    def counts(self) -> Counter[str]:
        """How often each route was requested, by its name, and how often other things happened: "resumes", "faults"…"""
        return self.world.counts

    @property
    def commands(self) -> list[str]:
        """The names of the commands that the bot has registered."""
        return sorted(command["name"] for command in self.world.commands.values())

    @property
    def requests(self) -> list[Json]:
        """Every request so far: `route`, `status`, `at`."""
        return list(self.world.requests)

    async def until(self, counted: str, times: int = 1) -> None:
        """Wait until something of `counts` has happened that often in all ("ready", "resumes"…). Raises `TimeoutError`."""
        await self.world.until(counted, times, self.patience)
