"""Why something about announcements is not done as somebody asked for it, in words for whoever asked."""

from __future__ import annotations

from bot.errors import ChangeRefused


class RhythmUnclear(ChangeRefused):
    """What should say when something is told says no such thing."""

    def __init__(self, typed: str, examples: str, *, why: str = "") -> None:
        self.typed = typed
        reason = why or f"“{typed.strip()[:60]}” is no time that I understand."
        super().__init__(f"{reason} Write for example {examples}.")


class AnnouncementRefused(ChangeRefused):
    """An announcement that cannot be kept so; ``str()`` of it says why and what to do."""


class AnnouncementGone(ChangeRefused):
    """The server has no announcement of that number."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            f"There is no announcement {number} here. “announce list” shows those of this server with their numbers."
        )


class AnnouncementEdited(ChangeRefused):
    """Somebody else edited the announcement since it was shown."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            f"Somebody else has edited announcement {number} meanwhile, so nothing was changed. Look at it as it stands now, and "
            "begin from that."
        )
