"""Pictures that were drawn, kept on disk: what was asked for last stays, up to a size."""

from __future__ import annotations

import contextlib
import hashlib
import os
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot.domain.servers import Theme
from bot.pictures.subjects import Subject
from bot.pictures.words import alt_text, kind_of

DRAWING_VERSION = 2
"""Raised whenever the same subject comes out as another picture, so that kept ones are drawn anew."""
SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes: some 700 pictures."""
_AFTER_PRUNING = 0.8
_SUFFIX = ".png"


def key_of(subject: Subject, theme: Theme, language: str) -> str:
    """The name under which a picture is kept: it changes with anything that the picture shows."""
    told = f"{DRAWING_VERSION}\n{theme}\n{language}\n{subject!r}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:40]


class Commission:
    """A picture that is wanted, perhaps again and again: what is said of it and where it is kept is found out once."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._keys: dict[tuple[Theme, str], str] = {}

    @property
    def name(self) -> str:
        """What kind of picture it is, in a word that a file can bear."""
        return kind_of(self.subject)

    @cached_property
    def alt_text(self) -> str:
        """What it shows, in words."""
        return alt_text(self.subject)

    def key(self, theme: Theme, language: str) -> str:
        """Under which name it is kept."""
        if (theme, language) not in self._keys:
            self._keys[theme, language] = key_of(self.subject, theme, language)
        return self._keys[theme, language]


class KeptPictures:
    """A folder of pictures. Its methods read and write files, so they belong in a thread.

    Args:
        folder: made when the first picture is kept.
        limit: how many bytes all of them may take; above it those not asked for longest go.
    """

    def __init__(self, folder: Path, limit: int = SIZE_LIMIT) -> None:
        self._folder, self._limit = folder, limit
        self._size: int | None = None

    def get(self, key: str) -> bytes | None:
        """The picture kept under that name, if there is one."""
        path = self._folder / f"{key}{_SUFFIX}"
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return content or None

    def put(self, key: str, content: bytes) -> None:
        """Keep a picture. Raises :class:`OSError` if the disk does not take it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        before = self._size if self._size is not None else self._taken()
        with NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as file:
            part = Path(file.name)
            file.write(content)
        try:
            part.replace(self._folder / f"{key}{_SUFFIX}")
        except OSError:
            part.unlink(missing_ok=True)
            raise
        self._size = before + len(content)
        if self._size > self._limit:
            self._prune()

    def _taken(self) -> int:
        return sum(size for _, size, _ in self._listed())

    def _listed(self) -> list[tuple[float, int, Path]]:
        found = []
        for path in self._folder.iterdir():
            with contextlib.suppress(OSError):
                status = path.stat()
                found.append((status.st_mtime, status.st_size, path))
        return sorted(found)

    def _prune(self) -> None:
        """Let go of the pictures not asked for longest, and of what a crash left half written, until there is room again."""
        listed = self._listed()
        left = sum(size for _, size, _ in listed)
        for _, size, path in listed:
            if left <= self._limit * _AFTER_PRUNING:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                left -= size
        self._size = left
