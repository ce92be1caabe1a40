"""Why something about announcements is not done as somebody asked for it, in words for whoever asked."""

from __future__ import annotations

from collections.abc import Mapping

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


class FieldUnknown(ChangeRefused):
    """A message holds a field that nothing fills in. Carries the fields that there are, with what each is filled with."""

    def __init__(self, field: str, known: Mapping[str, str]) -> None:
        self.field = field
        self.known = known
        listed = ", ".join(f"{{{name}}} ({what})" for name, what in known.items())
        super().__init__(f"I know no field {{{field[:40]}}}. There are: {listed}.")


class TooManyWatches(ChangeRefused):
    """Somebody watches as much as one may."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(
            f"You watch {most} things, and that is as much as one may. “watching” lists them, and ends what you choose."
        )
