"""Addresses and citations of the facts -> sources with their publisher, grade and date."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.domain.dates import MONTHS, PartialDate
from bot.domain.sources import Grade, Source
from scripts.catalogue.facts import hand

_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)\d+/(?P<address>.+)$")
_IN_PATH = (
    re.compile(r"/(?P<year>(?:19[89]|20[0-2])\d)/(?P<month>[01]?\d)/(?P<day>[0-3]?\d)(?:/|-|$)"),
    re.compile(r"/(?P<year>(?:19[89]|20[0-2])\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?:\D|$)"),
    re.compile(r"(?<!\d)(?P<year>20[0-2]\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)"),
    re.compile(r"/(?P<year>(?:19[89]|20[0-2])\d)/(?P<month>[01]\d)(?:/|$)"),
    re.compile(r"/(?P<day>[0-3]\d)[/.](?P<month>[01]\d)[/.](?P<year>20[0-2]\d)(?:/|$)"),
    re.compile(r"/(?P<year>20[0-2]\d)(?P<month>[01]\d)/(?P<day>[0-3]\d)(?:/|$)"),
    re.compile(r"[-/_](?P<day>[0-3]\d)-(?P<month>[01]\d)-(?P<year>20[0-2]\d)(?:\D|$)"),
    re.compile(r"/(?P<year>20[0-2]\d)/(?P<word>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/(?P<day>[0-3]?\d)(?:/|$)"),
)
_ABBREVIATED = tuple(month[:3].lower() for month in MONTHS)
_CITY_SITE = re.compile(r"(^|\.)(gov|gov\.[a-z]{2}|go\.[a-z]{2}|lg\.jp|kommune\.no)$")
_BEFORE_HOST = re.compile(r"^(www\d?|m|amp)\.")


@dataclass
class Sources:
    """Every source once, in the order in which the facts name them."""

    _found: dict[str, Source] = field(default_factory=dict)
    _weak: set[str] = field(default_factory=set)
    _publishers: dict[str, dict[str, str]] = field(default_factory=lambda: {row["domain"]: row for row in hand("publishers")})
    _written: dict[str, dict[str, str]] = field(default_factory=lambda: {row["address"]: row for row in hand("sources")})

    def of(self, address: str, *, weak: bool = False) -> int | None:
        """The id of the source at ``address`` (a URL, or a citation); ``None`` for no address."""
        address = address.strip()
        if not address:
            return None
        if weak:
            self._weak.add(address)
        source = self._found.get(address)
        if source is None:
            source = self._found[address] = self._made(len(self._found) + 1, address)
        return source.source_id

    def seen_on(self, address: str) -> PartialDate | None:
        """When the source at ``address`` was published, or its copy taken by an archive, if that is known."""
        source = self._found.get(address.strip())
        archived = _ARCHIVED.match(address.strip())
        taken = PartialDate.parse(f"{archived['year']}-{archived['month']}-{archived['day']}") if archived else None
        return (source.published if source else None) or taken

    def rows(self) -> list[Source]:
        """All sources by id; one that any fact calls weak is of grade E."""
        return [
            source.model_copy(update={"grade": Grade.E}) if address in self._weak else source
            for address, source in self._found.items()
        ]

    def _made(self, number: int, address: str) -> Source:
        row = self._written.get(address, {})
        if not address.startswith("http"):
            return Source(
                source_id=number, citation=address, publisher=row.get("publisher") or address,
                grade=Grade(row.get("grade") or "D"), copy_of=row.get("copy_of", ""), published=_date(row.get("published", "")),
            )  # fmt: skip
        known = self._publisher(address)
        return Source(
            source_id=number, url=address, publisher=row.get("publisher") or known["publisher"],
            grade=Grade(row.get("grade") or known["grade"]), copy_of=row.get("copy_of") or known["copy_of"],
            published=_date(row.get("published", "")) or published(address) or _date(known["published"]),
        )  # fmt: skip

    def _publisher(self, address: str) -> dict[str, str]:
        """The row of ``publishers.csv`` for the address: of its host, else of the nearest domain above."""
        archived = _ARCHIVED.match(address)
        if archived:
            known = self._publisher(archived["address"].replace("http:/", "http://", 1).replace("///", "//"))
            return known | {"publisher": f"{known['publisher']} (archived)"}
        host = (urlsplit(address).hostname or "").rstrip(".")
        bare = _BEFORE_HOST.sub("", host)
        parts = bare.split(".")
        for start in range(len(parts) - 1):
            row = self._publishers.get(".".join(parts[start:]))
            if row is not None:
                return row
        if bare.startswith("xn--") or ".xn--" in bare:
            bare = bare.encode("ascii").decode("idna")
        return {"publisher": bare, "grade": "B" if _CITY_SITE.search(bare) else "D", "copy_of": "", "published": ""}


def published(address: str) -> PartialDate | None:
    """The date in the address, if it carries one: ``/2022/03/01/``."""
    archived = _ARCHIVED.match(address)
    text = archived["address"] if archived else address
    path = text.partition("?")[0].lower()
    for pattern in _IN_PATH:
        found = pattern.search(path)
        if found is None:
            continue
        parts = found.groupdict()
        month = _ABBREVIATED.index(parts["word"]) + 1 if parts.get("word") else int(parts["month"])
        day = f"-{int(parts['day']):02d}" if parts.get("day") else ""
        try:
            return PartialDate.parse(f"{parts['year']}-{month:02d}{day}")
        except ValueError:
            continue
    return None


def _date(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text else None
