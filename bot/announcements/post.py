"""A post as plain values: a sentence that stands alone, the lines under it, and what can be opened from it. ``ui`` gives it its look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.pairings import Status
from bot.domain.sources import Source
from bot.pictures.subjects import MapSubject


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    words: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A source with its publisher linked, its date and its grade."""

    source: Source


@dataclass(frozen=True, slots=True)
class Command:
    """How to type a command, without the prefix: ``twin Kyiv``."""

    words: str


@dataclass(frozen=True, slots=True)
class Instant:
    """One of the bot's own instants, which everybody reads by their own clock."""

    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody who is addressed in a channel, and pinged."""

    user_id: int


@dataclass(frozen=True, slots=True)
class ServerName:
    """What the server is called in which the post stands."""


THIS_SERVER = "this server"
"""What a server is called where its name is not known."""
Piece = str | Strong | Cited | Command | Instant | Mention | ServerName
Line = tuple[Piece, ...]
"""Pieces in order. Plain strings are data or words alike: whatever they hold is shown as it stands, and does nothing."""


@dataclass(frozen=True, slots=True)
class Way:
    """A button: what it says, and the card and action that it opens, with ids."""

    label: str
    card: str
    action: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a menu of pairings: their two cities."""

    ids: tuple[int, int]
    label: str
    described: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """What is said once."""

    sentence: Line
    """Stands alone: it is all that a notification shows. Without links."""
    lines: tuple[Line, ...] = ()
    status: Status | None = None
    """Whose colour it has; that of lists if it is about none."""
    ways: tuple[Way, ...] = ()
    choices: tuple[Choice, ...] = ()
    choice: Choice | None = None
    """What it is about, as it stands in the menu of several posts together."""
    after: Line = ()
    """What ends the sentence: that it is late, or whose it is."""
    picture: MapSubject | None = None
    """What is drawn under the lines, where pictures are shown. Without lines there is none."""

    def corrected(self, day: str) -> Post:
        """The same as a correction of what was posted before."""
        return replace(self, sentence=(Strong(f"Corrected {day}."), " ", *self.sentence))

    def late(self, due_at: dt.datetime) -> Post:
        """The same, saying when it was due."""
        return replace(self, after=(" (late: due ", Instant(due_at), ")"))


def record(post: Post) -> str:
    """A post as plain text, whole: what is kept of it."""
    return "\n".join([plain([*post.sentence, *post.after]), *(plain(line) for line in post.lines)])


def with_picture(said: str, alt: str) -> str:
    """A record of a post that a picture went with: with what that shows."""
    return f"{said}\n{_PICTURE}{alt}]"


def had_picture(said: str) -> bool:
    """Whether a picture went with a post, by its record."""
    return said.rpartition("\n")[2].startswith(_PICTURE)


def words_of(said: str) -> str:
    """What a post said, by its record, whatever picture went with it."""
    return said.rpartition("\n")[0] if had_picture(said) else said


_PICTURE = "[Picture: "


def plain(pieces: Iterable[Piece]) -> str:
    """A line as plain text, for a feed or a record."""
    return "".join(_plain(piece) for piece in pieces)


def _plain(piece: Piece) -> str:
    match piece:
        case Strong(words) | Command(words):
            return words
        case Cited(source):
            return source.publisher
        case Instant(at):
            return f"{at:%-d %b %Y %H:%M} UTC"
        case Mention():
            return "@you"
        case ServerName():
            return THIS_SERVER
        case _:
            return piece
