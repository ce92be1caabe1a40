"""A moderator's own message, once or again and again: plain words, with fields that are filled in when it is posted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from zoneinfo import ZoneInfo

from bot.announcements import schedules
from bot.announcements.kinds.kind import CatchUp, Kind, Matter, Moment, Telling
from bot.announcements.post import Line, Piece, Post, ServerName
from bot.announcements.refusals import FieldUnknown
from bot.domain.announcements import Announcement, AnnouncementKind
from bot.domain.dates import MONTHS
from bot.store import overview
from bot.store.database import Connection

SENTENCE = 400
"""So much stands in the message itself; what is longer goes on in the box under it."""
LINE = 400
_SERVER = "\0"
"""Stands for the server's name until the post is dressed; nobody can type it."""
_FIELD = re.compile(r"\{([^{}]*)\}")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


class Message(Kind):
    """Words of a server's moderators. Nothing in them becomes a link, a mention or markup."""

    name = AnnouncementKind.MESSAGE
    title = "own message"
    what = "Posts words of your own, once or again and again, with fields such as {date} that are filled in each time."
    catch_up = CatchUp.LATEST
    filtered_by = frozenset()
    default_rhythm = "every Monday 9:00"

    def told_at(self, db: Connection, announcement: Announcement, moment: Moment) -> Iterable[Matter]:  # noqa: ARG002
        """The message, whenever it is due and has words."""
        if announcement.words.strip():
            yield Matter("", {"at": int(moment.due_at.timestamp())})

    def post(self, db: Connection, telling: Telling) -> Post | None:
        """The words with their fields filled in; what does not fit into a sentence stands under it."""
        order = telling.announcement
        if order is None or not order.words.strip():
            return None
        words = _FIELD.sub(lambda field: _filled(db, telling, field), order.words.replace(_SERVER, ""))
        first, *rest = [part for line in words.splitlines() for part in _parts(line, LINE)] or [""]
        return Post(sentence=_as_line(first), lines=tuple(_as_line(each) for each in rest)) if first else None


def check(words: str) -> None:
    """Let words pass that hold no field but those of :data:`FIELDS`.

    Raises:
        FieldUnknown: they hold another one. The message lists those that there are.
    """
    unknown = [field for field in _FIELD.findall(words) if _name(field) not in FIELDS]
    if unknown:
        raise FieldUnknown(unknown[0], FIELDS)


def _filled(db: Connection, telling: Telling, found: re.Match[str]) -> str:
    """What stands in place of a field; a field that there is not stays as it is written."""
    name = _name(found[1])
    if name in _OF_THE_DAY:
        due_at = dt.datetime.fromtimestamp(telling.about["at"], dt.UTC)
        return _OF_THE_DAY[name](due_at.astimezone(ZoneInfo(telling.zone)))
    if name == "server":
        return _SERVER
    if name in FIELDS:
        return f"{getattr(overview.of_catalogue(db, telling.guild_id), name):,}"
    return found[0]


def _name(field: str) -> str:
    return field.strip().casefold()


def _parts(text: str, limit: int) -> list[str]:
    """One line in pieces of at most ``limit`` characters, broken after a sentence if there is one, else after a word."""
    left, made = " ".join(text.split()), []
    while len(left) > limit:
        sentence_ends = [end.start() for end in _SENTENCE_END.finditer(left[: limit + 1])]
        at = sentence_ends[-1] if sentence_ends else left.rfind(" ", 0, limit + 1)
        at = at if at > 0 else limit
        made.append(left[:at].rstrip())
        left = left[at:].lstrip()
    return [*made, left] if left else made


def _as_line(text: str) -> Line:
    """The words as they are, with the server's name where it belongs."""
    words: list[Piece] = []
    for part in text.split(_SERVER):
        words += [part, ServerName()]
    return tuple(piece for piece in words[:-1] if piece)


def _date(local: dt.datetime) -> str:
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


_OF_THE_DAY: Mapping[str, Callable[[dt.datetime], str]] = {
    "date": _date,
    "weekday": lambda local: schedules.WEEKDAYS[local.weekday()],
    "month": lambda local: MONTHS[local.month - 1],
    "year": lambda local: str(local.year),
}
FIELDS: Mapping[str, str] = {
    "date": "the day, as in 22 November 2026",
    "weekday": "the day of the week",
    "month": "the month",
    "year": "the year",
    "server": "what this server is called",
    "pairings": "how many pairings are recorded",
    "cities": "how many places have a pairing",
    "countries": "in how many countries they are",
    "initiatives": "how many initiatives are recorded",
}
"""What each field is filled with, for those who write a message."""
