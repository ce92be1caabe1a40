"""What comes back to somebody who asked: messages as a member sees them, forms, choices; and the wait for them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from .composing import said, walk
from .payloads import COMPONENTS_V2, EPHEMERAL, Json

BUTTON, TEXT_DISPLAY = 2, 10


@dataclass(frozen=True)
class Shown:
    """A message as it stands in a channel now: a later edit of it shows here too. `payload` is the whole of it as JSON."""

    payload: Json

    @property
    def id(self) -> str:
        return str(self.payload["id"])

    @property
    def content(self) -> str:
        return str(self.payload["content"])

    @property
    def text(self) -> str:
        """All that can be read: content, embeds, text displays, in that order, a line for each."""
        lines = [said(self.payload)]
        for embed in self.payload["embeds"]:
            fields = [text for each in embed.get("fields", []) for text in (each["name"], each["value"])]
            parts = (embed.get("title"), embed.get("description"), *fields, (embed.get("footer") or {}).get("text"))
            lines += [part for part in parts if part]
        return "\n".join(line for line in lines if line)

    @property
    def components(self) -> list[Json]:
        """Every component of any depth, in reading order."""
        return list(walk(self.payload["components"]))

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons."""
        return [part.get("label") or "" for part in self.components if part["type"] == BUTTON]

    @property
    def is_v2(self) -> bool:
        return bool(self.payload["flags"] & COMPONENTS_V2)

    @property
    def ephemeral(self) -> bool:
        """Whether only the asker sees it."""
        return bool(self.payload["flags"] & EPHEMERAL)

    @property
    def pings(self) -> list[str]:
        """Who is notified: ids of people and roles, and "everyone"."""
        people = [mentioned["id"] for mentioned in self.payload["mentions"]]
        return [*people, *self.payload["mention_roles"], *(["everyone"] if self.payload["mention_everyone"] else [])]

    def control(self, named: str) -> Json:
        """The button, select or input with that custom_id, label or placeholder. Raises `LookupError` naming what there is."""
        controls = [part for part in self.components if part.get("custom_id")]
        for part in controls:
            if named in (part["custom_id"], part.get("label"), part.get("placeholder")):
                return part
        raise LookupError(f"no control {named!r}; there are {[part.get('label') or part['custom_id'] for part in controls]}")


@dataclass
class Waiting:
    """Somebody who waits for `wanted` messages of the bot after the question of that id."""

    question_id: str
    wanted: int
    answers: list[Shown] = field(default_factory=list)
    answered_at: float = 0.0
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def begin(self, question_id: str) -> None:
        self.question_id = question_id

    def take(self, message: Json, heard_at: float) -> None:
        self.answers.append(Shown(message))
        self.answered_at = heard_at
        if len(self.answers) >= self.wanted and not self.done.done():
            self.done.set_result(None)


@dataclass(frozen=True)
class Outcome:
    """What came of an interaction: a command, a press, a choice, a form or typing."""

    messages: list[Shown]
    form: Json | None
    choices: list[Json]
    acknowledged_after: float
    """Seconds until the bot's first word; Discord gives it three."""
    answered_after: float

    @property
    def message(self) -> Shown:
        """The first message; raises `LookupError` if there is none."""
        if not self.messages:
            raise LookupError("the bot showed no message")
        return self.messages[0]
