"""What goes wrong on demand."""

from __future__ import annotations

from dataclasses import dataclass

from .payloads import Json


@dataclass
class Fault:
    """The next `times` requests of a route are answered with `status` instead of what they would have been.

    `route` is its name in the table ("POST /channels/{channel_id}/messages"). With `after`, Discord does what was asked, and
    only the answer is lost. `delay` holds the answer back by that many seconds. With `cut`, the connection breaks.
    """

    route: str
    status: int = 500
    times: int = 1
    after: bool = False
    delay: float = 0.0
    cut: bool = False
    retry_after: float = 0.1
    everywhere: bool = False
    """Of a 429: whether the limit is the global one."""
    code: int = 0

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
