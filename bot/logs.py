"""The log: one line a record, in UTC, on the standard error stream, and never a secret in it."""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

REDACTED = "[redacted]"

_LOOKS_SECRET = re.compile(
    r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"  # a bot token: id, time and signature in base64url
    r"|(?<=/webhooks/)\d+/[\w-]{60,}"  # a webhook's address or an interaction's token, which lets anyone post for 15 minutes
    r"|(?<=/interactions/)\d+/[\w-]{60,}",
    re.ASCII,
)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")

Redact = Callable[[str], str]


def redactor(*secrets: str) -> Redact:
    """A function that takes ``secrets``, and whatever looks like a Discord token, out of a text."""
    known = [re.escape(secret) for secret in sorted(secrets, key=len, reverse=True) if secret]
    pattern = re.compile("|".join([*known, _LOOKS_SECRET.pattern]), re.ASCII)

    def redact(text: str) -> str:
        return pattern.sub(REDACTED, text)

    return redact


class RedactSecrets(logging.Filter):
    """Takes secrets out of a record, its arguments, its traceback and its stack, for every formatter that comes after."""

    def __init__(self, redact: Redact) -> None:
        super().__init__()
        self._redact = redact

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a record. One whose arguments do not fit its text is told as it is rather than lost."""
        try:
            message = record.getMessage()
        except Exception:  # noqa: BLE001 - a __str__ or a wrong format may raise anything, and a log must not stop the bot
            message = f"{record.msg} {record.args!r}"
        record.msg, record.args = self._redact(message), None
        if record.exc_info:
            record.exc_text = self._redact(record.exc_text or "".join(traceback.format_exception(*record.exc_info)).rstrip())
        if record.stack_info:
            record.stack_info = self._redact(record.stack_info)
        return True


class OneLine(logging.Formatter):
    """``2026-11-22T11:50:00Z INFO bot.app: ready``. Control signs in what members typed cannot forge or hide a line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name that logging calls
        """The line before any traceback, its control signs spelled out."""
        return _CONTROLS.sub(lambda sign: sign.group().encode("unicode_escape").decode(), super().formatMessage(record))


def set_up(level: str, *, secrets: tuple[str, ...] = (), stream: TextIO | None = None) -> None:
    """Log from ``level`` up to ``stream`` (the standard error stream), without ``secrets``; uncaught errors and warnings too.

    Replaces what an earlier call set up, so that it may be called again once the settings are known.
    """
    redact = redactor(*secrets)
    out = logging.StreamHandler(stream)
    out.addFilter(RedactSecrets(redact))
    out.setFormatter(OneLine())
    logging.basicConfig(level=level, handlers=[out], force=True)
    # aiohttp and discord.py are talkative; at DEBUG they write addresses with interaction tokens in them.
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLevelName(level)))
    logging.captureWarnings(True)

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            logging.getLogger(__name__).critical("stopped by an error that nothing handled", exc_info=(kind, error, trace))

    sys.excepthook = tell
