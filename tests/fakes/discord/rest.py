"""The way in to the routes: reading a request, letting it in, counting it, failing it on demand, wording the answer."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

from aiohttp import web

from . import application, interactions, messages, threads  # noqa: F401  # they fill the table of routes
from .faults import Fault
from .gateway import Gateway
from .payloads import Json, Upload
from .rate_limits import PLENTY, RateLimits
from .refusals import Refusal
from .routes import ROUTES, Call, Reply, Route
from .world import World

# discord.py takes a 429 without "Via" for a ban by the network in front of Discord, and reads JSON only of exactly this type.
# Source: discord/http.py, `json_or_text` and `HTTPClient.request`
HEADERS = {"Content-Type": "application/json", "Via": "1.1 google"}
# What counts against 10,000 in ten minutes; a 429 of the scope "shared" does not.
# Source: https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
INVALID = (401, 403, 429)
SNOWFLAKE = re.compile(r"\d{15,}")


@dataclass
class Rest:
    """All routes of one world. `rate_limits` None means that there is always room; `chance` draws which faults strike."""

    world: World
    gateway: Gateway
    rate_limits: RateLimits | None
    chance: Random

    def __post_init__(self) -> None:
        self.faults: list[Fault] = []
        self._released = asyncio.Event()

    def release(self) -> None:
        """Whatever a fault holds back goes on now."""
        self._released.set()
        self._released = asyncio.Event()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request under /api/v10/."""
        raw = await request.read()
        heard_at, method, path = self.world.clock(), request.method, request.match_info["path"]
        found = ROUTES.find(method, path)
        if found is None:
            self.world.count("requests of unknown routes")
            return self._answer(f"{method} /{SNOWFLAKE.sub('*', path)}", 404, {"code": 0, "message": "404: Not Found"})
        route, parts = found
        fault = self._draw(route, parts)
        if fault and not fault.after:
            await self._hold_back(fault.delay)
            if fault.spoils:
                return self._fail(request, route, fault)
        headers, refused = self.rate_limits.count(route, parts) if self.rate_limits else (PLENTY, None)
        if refused:
            self.world.count("rate limited")
            return self._answer(route.name, 429, refused, headers)
        try:
            self._let_in(request, route)
            read = _read(request, raw, self.world)
            call = Call(self.world, heard_at, parts, request.query, **read, application_flags=self.gateway.application_flags)
            reply = await route.handler(call)
        except Refusal as refusal:
            self.world.count("refused")
            return self._answer(route.name, refusal.status, refusal.body, headers)
        if fault and fault.after:
            await self._hold_back(fault.delay)
            if fault.spoils:
                return self._fail(request, route, fault)
        return self._answer(route.name, 204 if reply is None else 200, reply, headers)

    def _let_in(self, request: web.Request, route: Route) -> None:
        """https://discord.com/developers/docs/reference#authentication"""
        given = request.headers.get("Authorization", "")
        wanted = f"Bot {self.gateway.token}" if self.gateway.token else given or "Bot …"
        if route.needs_token and given != wanted:
            raise Refusal(401, 0, "401: Unauthorized")

    def _draw(self, route: Route, path: Mapping[str, str]) -> Fault | None:
        """The first fault that strikes this request."""
        for fault in self.faults:
            if fault.concerns(route.name, path) and self.chance.random() < fault.probability:
                fault.times = fault.times and fault.times - 1
                self.world.count("faults")
                return fault
        return None

    async def _hold_back(self, seconds: float) -> None:
        if seconds:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._released.wait(), seconds)

    def _fail(self, request: web.Request, route: Route, fault: Fault) -> web.Response:
        if fault.cut and request.transport:
            self.world.count("cuts")
            request.transport.abort()
        return self._answer(route.name, fault.status, fault.body, fault.headers)

    def _answer(self, name: str, status: int, reply: Reply, headers: dict[str, str] | None = None) -> web.Response:
        self.world.count(name)
        self.world.count(f"answers {status}")
        if status in INVALID and (headers or {}).get("X-RateLimit-Scope") != "shared":
            self.world.count("invalid requests")
        self.world.requests.append({"route": name, "status": status, "at": self.world.clock()})
        if reply is None:
            return web.Response(status=status, headers={**(headers or {}), "Via": HEADERS["Via"]})
        return web.Response(status=status, body=json.dumps(reply).encode(), headers={**(headers or {}), **HEADERS})


def _read(request: web.Request, raw: bytes, world: World) -> dict[str, Any]:
    """The body of a request: an object, a list of commands, or an object with files.

    Source: https://discord.com/developers/docs/reference#uploading-files
    """
    if not raw:
        return {}
    kind = request.headers.get("Content-Type", "")
    if kind.startswith("multipart/"):
        return _read_multipart(raw, kind, world)
    given: Json | list[Json] = json.loads(raw)
    return {"commands": given} if isinstance(given, list) else {"body": given}


def _read_multipart(raw: bytes, kind: str, world: World) -> dict[str, Any]:
    """A multipart body holds the object as `payload_json` and each file as `files[n]`."""
    found = re.search(r'boundary="?([^";]+)', kind)
    if found is None:
        raise Refusal(400, 50109, "The request body contains invalid JSON.")
    body: Json = {}
    files: list[Upload] = []
    for part in raw.split(b"--" + found[1].encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        content = content[:-2]
        name = _header_value(rb'\bname="([^"]*)"', head)
        if name == "payload_json":
            body = json.loads(content)
            continue
        index = "".join(re.findall(r"\d+", name))
        filename = _header_value(rb'filename="([^"]*)"', head) or "file"
        content_type = "image/png" if content.startswith(b"\x89PNG") else "application/octet-stream"
        files.append(Upload(world.snowflake(), index, filename, content_type, content))
    return {"body": body, "files": files}


def _header_value(pattern: bytes, head: bytes) -> str:
    found = re.search(pattern, head)
    return found[1].decode() if found else ""
