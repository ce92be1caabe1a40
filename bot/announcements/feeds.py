"""Out of Discord: an Atom feed of what is told of the shared catalogue, and a calendar of anniversaries, as files for whoever serves files.

Sources: https://www.rfc-editor.org/rfc/rfc4287 (Atom), https://www.rfc-editor.org/rfc/rfc4151 (tag: URIs).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree as ET

from bot.announcements.kinds import KINDS, Telling
from bot.announcements.post import Cited, Post, plain
from bot.domain.anniversaries import Anniversary, anniversary_of, calendar, stamps_of
from bot.domain.announcements import AnnouncementKind, Occurrence
from bot.domain.records import Countries
from bot.store import fed, pairings
from bot.store.database import Connection, Database

ATOM, CALENDAR = "twinbot.atom", "twinbot.ics"
"""The names of the two files."""
FED = (
    AnnouncementKind.NEW_PAIRING,
    AnnouncementKind.STATUS_CHANGE,
    AnnouncementKind.NEW_INITIATIVE,
    AnnouncementKind.INITIATIVE_ENDING,
)
ENTRIES = 100
"""So many of the newest announcements the feed holds."""
AT_MOST_EVERY = dt.timedelta(minutes=5)
"""How often it is looked whether there is something new to write."""
TITLE = 200
_NS = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""https://www.w3.org/TR/xml/#charsets"""


@dataclass(slots=True)
class Feeds:
    """The two files, kept up to date.

    Args:
        folder: where they lie. It is made if it is missing.
        countries: what countries are called, now.
    """

    store: Database
    folder: Path
    clock: Callable[[], dt.datetime]
    countries: Callable[[], Countries]
    _looked_at: dt.datetime | None = None
    _written_of: tuple[int, int] | None = None

    async def write_if_due(self) -> None:
        """Write them anew if something changed, at most every few minutes, and not on the event loop."""
        now = self.clock()
        if self._looked_at is not None and dt.timedelta() <= now - self._looked_at < AT_MOST_EVERY:
            return
        self._looked_at = now
        state = await self.store.read(fed.state)
        if state == self._written_of:
            return
        name = await self.store.write(fed.name_of)
        countries = self.countries()
        told, signed = await self.store.read(
            lambda db: (_told(db, countries), _anniversaries(db, now.date(), countries)), slow=True
        )
        await asyncio.to_thread(self._write, name, told, signed, now)
        self._written_of = state

    def _write(self, name: str, told: list[Told], signed: list[Anniversary], now: dt.datetime) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        _put(self.folder / ATOM, atom(name, told, _read(self.folder / ATOM), now))
        known = stamps_of(_read(self.folder / CALENDAR))
        _put(self.folder / CALENDAR, calendar(name, "Twinbot: anniversaries", signed, known, now))


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the feed."""

    key: str
    kind: AnnouncementKind
    at: dt.datetime
    title: str
    text: str
    sources: tuple[tuple[str, str], ...]
    """Address and publisher."""


def atom(name: str, told: Iterable[Told], before: bytes, now: dt.datetime) -> bytes:
    """The feed, as a file.

    Args:
        before: the file as it is now: what stands in it as it did keeps its date, and the same words are not told twice.
        now: the date of what reads otherwise.
    """
    ET.register_namespace("", _NS)
    known = _entries(before)
    entries = list(_dated(name, told, known, now))
    feed = ET.Element(f"{{{_NS}}}feed")
    _text(feed, "id", f"{_tag(name)}feed")
    _text(feed, "title", "Twinbot: pairings and aid")
    _text(feed, "subtitle", "New pairings, changes of status and aid entries, as they are recorded.")
    _text(
        feed, "updated", max((updated for _, _, _, updated in entries), default=_instant(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
    )
    _text(ET.SubElement(feed, f"{{{_NS}}}author"), "name", "Twinbot")
    for one, title, text, updated in entries:
        entry = ET.SubElement(feed, f"{{{_NS}}}entry")
        _text(entry, "id", _entry_id(name, one))
        _text(entry, "title", title)
        _text(entry, "published", _instant(one.at))
        _text(entry, "updated", updated)
        ET.SubElement(entry, f"{{{_NS}}}category", {"term": str(one.kind), "label": KINDS[one.kind].title})
        for address, publisher in one.sources:
            ET.SubElement(entry, f"{{{_NS}}}link", {"rel": "via", "href": address, "title": _sayable(publisher)})
        _text(entry, "content", text)
    ET.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'.encode()


def _told(db: Connection, countries: Countries) -> list[Told]:
    """What was told lately and still holds, newest first."""
    return [
        _one(occurrence, post)
        for occurrence in fed.newest(db, FED, ENTRIES)
        # As of its own day, so that nothing reads otherwise tomorrow.
        if (post := KINDS[occurrence.kind].post(db, _telling(occurrence, countries))) is not None
    ]


def _telling(occurrence: Occurrence, countries: Countries) -> Telling:
    return Telling(occurrence.about, occurrence.due_at.date(), countries, None, None)


def _one(occurrence: Occurrence, post: Post) -> Told:
    cited = {piece.source.url: piece.source.publisher for line in post.lines for piece in line if isinstance(piece, Cited)}
    return Told(
        occurrence.key,
        occurrence.kind,
        occurrence.due_at,
        _shortened(plain(post.sentence)),
        "\n".join([plain(post.sentence), *(plain(line) for line in post.lines)]),
        tuple((url, publisher) for url, publisher in cited.items() if url.startswith(("https://", "http://"))),
    )


def _dated(
    name: str, told: Iterable[Told], known: Mapping[str, tuple[str, str, str]], now: dt.datetime
) -> Iterator[tuple[Told, str, str, str]]:
    """Each entry with title, text and date. A tie is told as it stands: an older entry about it keeps the words that it had."""
    said = set()
    for one in told:
        before = known.get(_entry_id(name, one))
        title, text = _sayable(one.title), _sayable(one.text)
        if (one.kind, text) in said:
            if before is not None:
                yield one, *before
            continue
        said.add((one.kind, text))
        if before is None:
            yield one, title, text, _instant(one.at)
        elif before[:2] == (title, text):
            yield one, *before
        else:
            yield one, title, text, _instant(now)


def _anniversaries(db: Connection, today: dt.date, countries: Countries) -> list[Anniversary]:
    """The ties whose day of signing is known, and on which the sources agree to the year."""
    recorded = (pairings.by_id(db, pairing_id) for pairing_id in fed.signed_on_a_day(db))
    found = (anniversary_of(one, countries, today) for one in recorded if one)
    return [replace(one, summary=_sayable(one.summary)) for one in found if one]


def _entries(before: bytes) -> dict[str, tuple[str, str, str]]:
    """Title, text and date of each entry of a feed, by its id; nothing if it cannot be read: then it is written anew."""
    try:
        feed = ET.fromstring(before)  # noqa: S314 - our own file
    except ET.ParseError:
        return {}
    return {
        entry.findtext(f"{{{_NS}}}id", ""): (
            entry.findtext(f"{{{_NS}}}title", ""),
            entry.findtext(f"{{{_NS}}}content", ""),
            entry.findtext(f"{{{_NS}}}updated", ""),
        )
        for entry in feed.iter(f"{{{_NS}}}entry")
    }


def _tag(name: str) -> str:
    """What ids begin with. Nobody can own a name under .invalid, so it is nobody else's: https://www.rfc-editor.org/rfc/rfc2606"""
    return f"tag:{name}.invalid,2026:"


def _entry_id(name: str, one: Told) -> str:
    return f"{_tag(name)}{one.key.replace(' ', '/')}"


def _text(parent: ET.Element, name: str, words: str) -> None:
    ET.SubElement(parent, f"{{{_NS}}}{name}").text = words


def _sayable(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


def _shortened(text: str) -> str:
    return text if len(text) <= TITLE else f"{text[:TITLE].rsplit(' ', 1)[0]}…"


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and only if it changes: who serves it tells by its date whether there is something new."""
    if _read(path) == content:
        return
    written = path.with_name(f"{path.name}.part")
    written.write_bytes(content)
    written.replace(path)
