"""People's doings over HTTP, for a stand-in that runs in a process of its own: POST /control/<verb> with a JSON object.

| verb | takes | gives |
|---|---|---|
| until | counted, times | when it had happened that often, in seconds of the clock that all processes of this machine share |
| ask | acts, first_person, people, askers, patience | milliseconds from each act to its answer, in their order; null for none |
| counts | | how often things happened |

What a test does to Discord (faults, permissions, dropped connections…) are the verbs of `steering`.

An act is {"say": text}, {"slash": name, "options": {…}} or {"autocomplete": name, "option": name, "typed": text}; with "expect", an
answer without that text in it counts as none. Each is done by the next person, of `people` in all, in the next channel; `askers` of
them are under way at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from .payloads import Channel, Json, Person
from .people import NoAnswer
from .steering import steering_verbs

if TYPE_CHECKING:
    from .server import FakeDiscord


class Control:
    """Does what a POST asks for. What cannot be done is answered with 400 and why."""

    def __init__(self, discord: FakeDiscord) -> None:
        self._people, self._world = discord, discord.world
        self._verbs: dict[str, Callable[[Json], Awaitable[object]]]
        self._verbs = {"until": self._until, "ask": self._ask, "counts": self._counts, **steering_verbs(discord)}

    async def serve(self, request: web.Request) -> web.Response:
        verb = self._verbs.get(request.match_info["verb"])
        if verb is None:
            raise web.HTTPNotFound
        try:
            return web.json_response(await verb(await request.json()))
        except (LookupError, TypeError) as error:
            raise web.HTTPBadRequest(text=f"{type(error).__name__}: {error}") from error

    async def _until(self, wanted: Json) -> float:
        await self._world.until(wanted["counted"], wanted.get("times", 1), wanted.get("patience", 60.0))
        return self._world.clock()

    async def _counts(self, _: Json) -> Json:
        return dict(self._world.counts)

    async def _ask(self, wanted: Json) -> list[float | None]:
        self._people.patience = wanted.get("patience", self._people.patience)
        rooms, first, people = self._world.rooms(), wanted.get("first_person", 0), wanted.get("people", 1_000_000)
        took: list[float | None] = [None] * len(wanted["acts"])
        coming = iter(enumerate(wanted["acts"]))

        async def asker() -> None:
            for number, act in coming:
                took[number] = await self._time(act, rooms[number % len(rooms)], self._world.person((first + number) % people))

        await asyncio.gather(*(asker() for _ in range(wanted.get("askers", 1))))
        return took

    async def _time(self, act: Json, where: Channel, who: Person) -> float | None:
        """Milliseconds until the answer had come in; None for no answer, or another than was expected."""
        began = self._world.clock()
        try:
            if "say" in act:
                waiting = await self._people.ask(where, who, act["say"])
                took, text = waiting.answered_at - began, waiting.answers[0].text
            elif "slash" in act:
                outcome = await self._people.slash(act["slash"], act.get("options"), where=where, who=who)
                took, text = outcome.answered_after, outcome.message.text
            else:
                choices = await self._people.autocomplete(act["autocomplete"], act["option"], act["typed"], where=where, who=who)
                took, text = self._world.clock() - began, " ".join(choice["name"] for choice in choices)
        except NoAnswer:
            return None
        return 1000 * took if act.get("expect", "") in text else None
