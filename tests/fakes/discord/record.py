"""What the bot has posted, each message as it was when it was made: what deliveries are counted by.

Neither an edit nor a deletion changes it. Answers to interactions are not in it.
"""

from __future__ import annotations

from collections import Counter, deque
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from .answers import Shown
from .payloads import Json, when

KEPT = 200_000


@dataclass(frozen=True)
class Made:
    """One message that the bot made. `text` is all that can be read in it, cards of components included."""

    message_id: str
    channel_id: str
    content: str
    text: str
    nonce: str | None
    embeds: list[Json]
    files: list[Json]
    """What was attached: `filename`, `size` in bytes, and the alt text as `description`."""
    at: datetime

    @property
    def json(self) -> Json:
        """As the control interface gives it."""
        return {**vars(self), "at": self.at.isoformat()}


class Record:
    """All that was made, in its order; of more than `KEPT` messages the last ones."""

    def __init__(self) -> None:
        self._made: deque[Made] = deque(maxlen=KEPT)

    def note(self, message: Json) -> None:
        nonce, embeds = message.get("nonce"), deepcopy(message["embeds"])
        named = None if nonce is None else str(nonce)
        text = Shown(message).text
        files = [{name: held[name] for name in ("filename", "size", "description")} for held in message["attachments"]]
        made = Made(message["id"], message["channel_id"], message["content"], text, named, embeds, files, when(message))
        self._made.append(made)

    def made(self, channel_id: str | None = None) -> list[Made]:
        """What was made in that channel, or everywhere."""
        return [each for each in self._made if channel_id in (None, each.channel_id)]

    def counts(self) -> Counter[str]:
        """How many messages were made in each channel, by its id."""
        return Counter(each.channel_id for each in self._made)
