"""Points discord.py at another address than Discord's own, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


@contextmanager
def pointing_at(address: str) -> Iterator[None]:
    """While inside, every client that is made or connected in this process speaks to `address`.

    `address` is what the stand-in gave as its own, "http://127.0.0.1:port". Both ways in are replaced: the base of the REST
    routes and the gateway that a client tries first. They are restored afterwards, whatever happened inside.
    """
    route_base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = f"{address}/api/v10"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws{address.removeprefix('http')}/gateway/")
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = route_base, gateway
