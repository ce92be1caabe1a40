"""What goes wrong on demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .payloads import Json


@dataclass
class Fault:
    """The next `times` requests of a route are answered with `status` instead of what they would have been.

    `route` is its name in the table ("POST /channels/{channel_id}/messages"), or "*" for every one. `where` narrows it to those
    whose path has these parts ({"channel_id": "…"}). With `times` None it lasts, and with `probability` it meets only some.

    With `after`, Discord does what was asked, and only the answer is lost. `delay` is how many seconds a request (with `after`:
    its answer) is held back, or until `FakeDiscord.release`: longer than the client has patience, it is a time-out. With `cut`,
    the connection breaks instead of an answer. With status 200 and no cut, what was asked is done in spite of the delay.
    """

    route: str
    status: int = 500
    times: int | None = 1
    after: bool = False
    delay: float = 0.0
    cut: bool = False
    retry_after: float = 0.1
    everywhere: bool = False
    """Of a 429: whether the limit is the global one."""
    code: int = 0
    where: Mapping[str, str] = field(default_factory=dict)
    probability: float = 1.0

    def concerns(self, route: str, path: Mapping[str, str]) -> bool:
        """Whether it is (still) there for a request of that route with that path."""
        return self.route in ("*", route) and self.times != 0 and self.where.items() <= path.items()

    @property
    def spoils(self) -> bool:
        """Whether the client gets something else than the answer."""
        return self.cut or self.status >= 400

    @property
    def body(self) -> Json:
        """https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit for a 429."""
        if self.status == 429:
            return limited_body(self.retry_after, everywhere=self.everywhere)
        named = {403: (50013, "Missing Permissions"), 404: (10003, "Unknown Channel")}
        code, message = named.get(self.status, (0, f"{self.status}: a fault on demand"))
        return {"code": self.code or code, "message": message}

    @property
    def headers(self) -> dict[str, str]:
        return limited_headers(self.retry_after, everywhere=self.everywhere) if self.status == 429 else {}


def limited_body(retry_after: float, *, everywhere: bool) -> Json:
    return {"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere, "code": 0}


def limited_headers(retry_after: float, *, everywhere: bool) -> dict[str, str]:
    scope = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"} if everywhere else {"X-RateLimit-Scope": "shared"}
    return {"Retry-After": f"{retry_after:.3f}", **scope}
