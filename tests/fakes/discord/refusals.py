"""An answer of Discord's that is not 2xx, and how it is worded."""

from __future__ import annotations

from collections.abc import Sized

from .payloads import Json

INVALID_FORM = 50035
EMPTY_MESSAGE = 50006


class Refusal(Exception):
    """A request that Discord turns down.

    `status` is HTTP's, `code` Discord's own.
    Source: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
    """

    def __init__(self, status: int, code: int, message: str, **more: object) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.body: Json = {"code": code, "message": message, **more}


def unknown(what: str, code: int) -> Refusal:
    """A thing that is not there, or no longer."""
    return Refusal(404, code, f"Unknown {what}")


class Complaints:
    """What is wrong with one form, each complaint under the path of its field ("embeds.0.title")."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._found: dict[str, Json] = {}

    def add(self, path: str, code: str, message: str) -> None:
        """Note one complaint; the first about a field stays."""
        self._found.setdefault(self._prefix + path, {"code": code, "message": message})

    def length(self, path: str, value: Sized | None, most: int, least: int = 0) -> None:
        """Complain unless `value` (a text or a list; None is as good as absent) has `least` to `most` members."""
        if value is not None and not least <= len(value) <= most:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

    def refuse_if_any(self) -> None:
        """Raise `Refusal` 400/50035 with the complaints nested as Discord nests them.

        Source: https://discord.com/developers/docs/reference#error-messages
        """
        if not self._found:
            return
        errors: Json = {}
        for path, complaint in self._found.items():
            place = errors
            for part in path.split("."):
                place = place.setdefault(part, {})
            place.setdefault("_errors", []).append(complaint)
        raise Refusal(400, INVALID_FORM, "Invalid Form Body", errors=errors)
