"""How many requests Discord takes. Off unless asked for: then every answer says that there is plenty of room.

Source: https://discord.com/developers/docs/topics/rate-limits
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from .faults import limited_body, limited_headers
from .payloads import Json
from .routes import Route

Limit: TypeAlias = tuple[int, float]
"""So many requests in so many seconds."""

# All requests with the bot's token: https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
GLOBAL: Limit = (50, 1.0)
# Discord publishes no limits of single routes and tells bots to read the headers; these are what its headers were seen to say.
SEEN: Mapping[str, Limit] = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "DELETE /channels/{channel_id}/messages/{message_id}": (5, 1.0),
    "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me": (1, 0.25),
    "POST /channels/{channel_id}/messages/{message_id}/crosspost": (10, 3600.0),
    "POST /webhooks/{application_id}/{token}": (5, 2.0),
    "PATCH /webhooks/{application_id}/{token}/messages/{message_id}": (5, 2.0),
    "PUT /applications/{application_id}/commands": (2, 60.0),
}
MAJOR = ("channel_id", "guild_id", "token")
PLENTY = {
    "X-RateLimit-Limit": "1000000",
    "X-RateLimit-Remaining": "999999",
    "X-RateLimit-Reset-After": "1.000",
    "X-RateLimit-Bucket": "plenty",
}


@dataclass
class _Bucket:
    """What is used of one limit since its last reset."""

    most: int
    seconds: float
    began: float
    used: int = 0

    def left(self, now: float) -> float:
        return self.began + self.seconds - now


class RateLimits:
    """Counts requests by route and major parameter, and all of them together (`everything` None: not). `clock` gives seconds."""

    def __init__(
        self, clock: Callable[[], float], everything: Limit | None = GLOBAL, of_routes: Mapping[str, Limit] = SEEN
    ) -> None:
        self._clock, self._everything, self._of_routes = clock, everything, of_routes
        self._buckets: dict[str, _Bucket] = {}

    def count(self, route: Route, path: Mapping[str, str]) -> tuple[dict[str, str], Json | None]:
        """Count one request: the headers of its answer, and the body of the 429 if it was one too many."""
        everything = self._bucket("global", *self._everything) if self._everything and route.needs_token else None
        if everything and everything.used >= everything.most:
            left = everything.left(self._clock())
            return limited_headers(left, everywhere=True), limited_body(left, everywhere=True)
        if route.name not in self._of_routes:
            if everything:
                everything.used += 1
            return {}, None
        major = ":".join(path[name] for name in MAJOR if name in path)
        own = self._bucket(f"{route.name} {major}", *self._of_routes[route.name])
        left = own.left(self._clock())
        if own.used >= own.most:
            scope = limited_headers(left, everywhere=False) | {"X-RateLimit-Scope": "user"}
            return self._headers(route, own, left) | scope, limited_body(left, everywhere=False)
        own.used += 1
        if everything:
            everything.used += 1
        return self._headers(route, own, left), None

    def _bucket(self, key: str, most: int, seconds: float) -> _Bucket:
        now, held = self._clock(), self._buckets.get(key)
        if held is None or held.left(now) <= 0:
            held = self._buckets[key] = _Bucket(most, seconds, now)
        return held

    @staticmethod
    def _headers(route: Route, bucket: _Bucket, left: float) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(bucket.most),
            "X-RateLimit-Remaining": str(bucket.most - bucket.used),
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": route.name.encode().hex()[:32],
        }
