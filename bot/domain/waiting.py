"""What time it is, how one waits, and for how long a server asks to be left alone: for all that asks other people's servers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from email.utils import parsedate_to_datetime

Clock = Callable[[], dt.datetime]
"""What time it is, aware of its zone."""
Sleep = Callable[[float], Awaitable[object]]
"""Waits so many seconds."""


def seconds_asked_for(retry_after: str, now: dt.datetime) -> float | None:
    """For how many seconds from ``now`` a ``Retry-After`` asks to be left alone; ``None`` if it does not say.

    Args:
        retry_after: the header as it came: seconds, or the date of an end. What is neither counts as unsaid.

    Source: RFC 9110, section 10.2.3, https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max(0.0, (until - now).total_seconds())
