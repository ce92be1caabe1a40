"""A request of a bot, and the table of what can be requested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from .payloads import Json, Upload
from .world import World


@dataclass(frozen=True)
class Call:
    """One request, read and parsed. `heard_at` is the clock's reading when the whole of it had come in."""

    world: World
    heard_at: float
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Json = field(default_factory=dict)
    commands: list[Json] = field(default_factory=list)
    files: list[Upload] = field(default_factory=list)
    application_flags: int = 0


# What a route answers: an object, a list of them, or nothing (204).
Reply = Json | list[Json] | None
Handler = Callable[[Call], Awaitable[Reply]]


@dataclass(frozen=True)
class Route:
    """One thing that can be requested. `name` is its method and its path with the names of what varies."""

    name: str
    handler: Handler

    @property
    def segments(self) -> list[str]:
        return self.name.partition(" ")[2].strip("/").split("/")

    @property
    def needs_token(self) -> bool:
        """Interactions and webhooks bear their own token in the path."""
        return self.segments[0] not in ("interactions", "webhooks")

    def fit(self, parts: list[str]) -> dict[str, str] | None:
        """What varies in a path of these parts, or None if it is another route's."""
        found: dict[str, str] = {}
        for segment, part in zip(self.segments, parts, strict=True):
            if segment.startswith("{"):
                found[segment[1:-1]] = part
            elif segment != part:
                return None
        return found


class Routes:
    """A table of routes, by method and number of segments; of two that fit, the more literal one is taken."""

    def __init__(self) -> None:
        self._table: defaultdict[tuple[str, int], list[Route]] = defaultdict(list)

    @property
    def names(self) -> set[str]:
        return {route.name for routes in self._table.values() for route in routes}

    def add(self, *names: str) -> Callable[[Handler], Handler]:
        """The decorated coroutine serves the routes of these names."""

        def register(handler: Handler) -> Handler:
            for name in names:
                route = Route(name, handler)
                same_length = self._table[name.partition(" ")[0], len(route.segments)]
                same_length.append(route)
                same_length.sort(key=lambda each: sum(segment.startswith("{") for segment in each.segments))
            return handler

        return register

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        parts = [unquote(part) for part in path.strip("/").split("/")]
        for route in self._table.get((method, len(parts)), ()):
            fitted = route.fit(parts)
            if fitted is not None:
                return route, fitted
        return None


ROUTES = Routes()
