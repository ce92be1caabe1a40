"""The folder of fetched pages beside the store: each there whole or not at all, so that a run that was killed can go on.

A page is a SPARQL result as it came, packed with gzip, with a note of when it was fetched and where it begins and ends. Each
begins where the one before it ends; where that chain breaks, what follows is thrown away.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.catalogue.wikidata.query import count_query, page_query
from bot.catalogue.wikidata.reading import Binding, read_head, read_rows
from bot.domain.dates import PartialDate
from bot.errors import PageDamaged, ResultUnreadable

FOLDER = "wikidata"
"""Beside the store."""

_NOTE = "twinbot"
_ABOUT = "harvest.json"


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched page."""

    path: Path
    after: str
    """The address of the last statement of the page before it; nothing for the first."""
    last: str
    """That of its own last one; nothing for the page that was empty and ended the harvest."""
    statements: int
    fetched: dt.datetime


class Pages:
    """The pages of one question to one endpoint.

    Args:
        folder: where the pages of all questions are.
        endpoint: who is asked.
        countries: of which countries; none for all.
    """

    def __init__(self, folder: Path, endpoint: str, countries: Sequence[str]) -> None:
        asked = "\n".join((endpoint, count_query(countries), page_query(countries, "", 0)))
        words = "-".join(countries[:5]) or "all"
        self.folder = folder / f"{words}-{hashlib.sha256(asked.encode()).hexdigest()[:8]}"
        self._endpoint = endpoint
        self._countries = list(countries)
        self.count: int | None = self._read_count()
        """How many statements the endpoint said that there are; ``None`` before it was asked."""
        self.pages = list(self._chain())

    @property
    def complete(self) -> bool:
        """Whether the last page ended the harvest."""
        return bool(self.pages) and not self.pages[-1].last

    @property
    def after(self) -> str:
        """Where the next page begins."""
        return self.pages[-1].last if self.pages else ""

    @property
    def statements(self) -> int:
        """How many statements are there."""
        return sum(page.statements for page in self.pages)

    def clear(self) -> None:
        """Throw away what is there."""
        for path in self.folder.glob("*"):
            path.unlink()
        self.count, self.pages = None, []

    def begin(self, count: int) -> None:
        """Note how many statements there are."""
        about = {"endpoint": self._endpoint, "countries": self._countries, "count": count}
        _write(self.folder / _ABOUT, json.dumps(about).encode())
        self.count = count

    def add(self, result: Mapping[str, Any], last: str, statements: int, fetched: dt.datetime) -> None:
        """Keep the next page.

        Args:
            result: the SPARQL result.
            last: the address of its last statement; nothing if it is empty and so ends the harvest.
        """
        path = self._path(len(self.pages))
        note = {"after": self.after, "last": last, "statements": statements, "fetched": fetched.isoformat(timespec="seconds")}
        # The note comes first, where it is found without reading the whole.
        text = json.dumps({_NOTE: note, "head": {}, "results": result["results"]}, ensure_ascii=True, separators=(",", ":"))
        _write(path, gzip.compress(text.encode(), compresslevel=6, mtime=0))
        self.pages.append(Page(path, self.after, last, statements, fetched))

    def rows(self) -> Iterator[tuple[PartialDate, Iterator[Binding]]]:
        """The day on which each page was fetched, and its rows.

        Raises:
            PageDamaged: a page is not what it was when it was written.
        """
        for page in self.pages:
            yield PartialDate(page.fetched.date().isoformat()), _undamaged(page.path)

    def _path(self, number: int) -> Path:
        return self.folder / f"page-{number + 1:05}.json.gz"

    def _chain(self) -> Iterator[Page]:
        after, number = "", 0
        while (page := noted(self._path(number))) is not None and page.after == after:
            yield page
            if not page.last:
                return
            after, number = page.last, number + 1

    def _read_count(self) -> int | None:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            return int(json.loads((self.folder / _ABOUT).read_text(encoding="utf-8"))["count"])
        return None


def noted(path: Path) -> Page | None:
    """The page at ``path`` by the note that it begins with; ``None`` if it is none of ours, or not there."""
    with contextlib.suppress(ResultUnreadable, ValueError, KeyError, TypeError):
        beginning = f'{{"{_NOTE}":'
        head = read_head(path)
        if head.startswith(beginning):
            note, _ = json.JSONDecoder().raw_decode(head, len(beginning))
            fetched = dt.datetime.fromisoformat(note["fetched"])
            return Page(path, str(note["after"]), str(note["last"]), int(note["statements"]), fetched)
    return None


def _undamaged(path: Path) -> Iterator[Binding]:
    try:
        yield from read_rows(path)
    except ResultUnreadable as error:
        raise PageDamaged(path, error.reason) from error


def _write(path: Path, content: bytes) -> None:
    """Put a file there whole: written beside its place, brought to the disk, and moved."""
    path.parent.mkdir(parents=True, exist_ok=True)
    building = path.with_name(path.name + ".part")
    with building.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    building.replace(path)
