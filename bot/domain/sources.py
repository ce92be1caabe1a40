"""Where a fact is from, and how much that source is worth."""

from __future__ import annotations

from enum import StrEnum
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from bot.domain.entry import Entry, Id, Line, OptionalDate, Words


class Grade(StrEnum):
    """How close a source stands to the deciding act. Sorts best first."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"

    @property
    def words(self) -> str:
        return {
            Grade.A: "signed text or order",
            Grade.B: "the city’s own site",
            Grade.C: "a network’s directory",
            Grade.D: "press",
            Grade.E: "encyclopedia or a user",
        }[self]


class Source(Entry):
    """A page or a printed work that says something."""

    source_id: Id
    url: str = Field("", max_length=2000, pattern=r"^(https?://\S+)?$", description="Address; empty if the source is a citation")
    citation: Words = Field("", description="Author, title, place and date, where there is no address")
    publisher: Line = Field(description="Who published it, as a reader knows it: Block Club Chicago")
    grade: Grade
    copy_of: str = Field("", max_length=100, description="What it copies, for a mirror: an encyclopedia, a newspaper")
    published: OptionalDate = Field(None, description="When it was published, if it says so")

    @property
    def domain(self) -> str:
        """The address in words, for a source that is named and not linked: ``nuernberg.de``."""
        host = urlsplit(self.url).hostname or ""
        return host.removeprefix("www.") or self.publisher

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if not self.url and not self.citation:
            raise ValueError("a source needs a url or a citation")
        try:
            urlsplit(self.url)
        except ValueError as error:
            raise ValueError(f"{self.url!r} is no address") from error
        return self
