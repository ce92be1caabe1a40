"""What was asked for as files to take along: a table, the same for a program, and a calendar of anniversaries."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.catalogue import aid_rows, licence, tie_rows
from bot.catalogue.aid_rows import TakenAid
from bot.catalogue.table_file import MadeFile, csv_file, file_stem, json_file, packed
from bot.catalogue.tie_rows import TakenTie
from bot.domain import wording
from bot.domain.anniversaries import anniversary_of, calendar
from bot.domain.records import Countries

MOST_BYTES = 9_500_000
"""In one message, with room below Discord's limit of 10 MiB for a bot in a server without boosts.

Source: https://discord.com/developers/docs/reference#uploading-files
"""
NOT_NONE = "Nothing recorded does not mean that there is nothing."


@dataclass(frozen=True, slots=True)
class Edition:
    """When and of what it is made.

    Args:
        now: the present.
        catalogue_date: of what day the catalogue is, in words.
        store_name: whose events the calendar's are, in the ids of its events.
    """

    now: dt.datetime
    catalogue_date: str
    store_name: str
    countries: Countries

    @property
    def today(self) -> dt.date:
        return self.now.date()


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """The files, and what the answer says of them.

    Args:
        files: none if they are more than a message takes, even packed.
        rows: how many ties or initiatives there are in them.
        own: how many of them are the server's own entries.
        days: how many anniversaries have a day; of the others only a year or a month is known, or nothing.
        packed: whether they were put into one archive to be small enough.
    """

    files: tuple[MadeFile, ...]
    rows: int
    own: int
    days: int = 0
    packed: bool = False


def ties_taken(
    title: str, names: Sequence[str], ties: Sequence[TakenTie], edition: Edition, most: int = MOST_BYTES
) -> TakenAlong:
    """Ties as CSV, JSON and a calendar; without a calendar if no day of signing is known.

    Args:
        title: what they are: ``Pairings of Los Angeles, California``.
        names: what the files are named by.
        most: bytes that all files may have together.
    """
    countries, today = edition.countries, edition.today
    stem = file_stem(*names, "pairings")
    signed = [found for found in (anniversary_of(tie.recorded, countries, today) for tie in ties) if found]
    counts = Counter(tie.recorded.standing(today).status for tie in ties)
    head = _head(title, edition, {"counts": {str(status): counts[status] for status in wording.STATUS if counts[status]}})
    files = [
        _named(stem, "csv", edition, csv_file(tie_rows.COLUMNS, (tie.cells(countries, today) for tie in ties))),
        _named(stem, "json", edition, json_file(head, "ties", (tie.whole(countries, today) for tie in ties))),
    ]
    if signed:
        made = calendar(edition.store_name, f"Anniversaries: {title}", signed, {}, edition.now)
        files.append(_named(file_stem(*names, "anniversaries"), "ics", edition, made))
    return _fitting(files, stem, edition, len(ties), sum(tie.own for tie in ties), len(signed), most)


def aid_taken(
    title: str, names: Sequence[str], given: Sequence[TakenAid], edition: Edition, most: int = MOST_BYTES
) -> TakenAlong:
    """Initiatives as CSV and JSON."""
    countries, today = edition.countries, edition.today
    stem = file_stem("aid", *names)
    files = [
        _named(stem, "csv", edition, csv_file(aid_rows.COLUMNS, (one.cells(countries, today) for one in given))),
        _named(stem, "json", edition, json_file(_head(title, edition, {}), "initiatives", (one.whole(countries, today) for one in given))),
    ]  # fmt: skip
    return _fitting(files, stem, edition, len(given), sum(one.own for one in given), 0, most)


def _head(title: str, edition: Edition, more: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": title,
        "made": edition.today.isoformat(),
        "catalogue_of": edition.catalogue_date,
        "licence": {"name": licence.NAME, "title": licence.TITLE, "url": licence.ADDRESS, "credit": licence.credit(edition.catalogue_date)},
        "remarks": [
            NOT_NONE,
            "as_of is the last date on which a source supports a status. Dates are EDTF (ISO 8601-2): 1984~ is about 1984.",
            licence.OWN_ENTRIES,
        ],
        **more,
    }  # fmt: skip


def _named(stem: str, ending: str, edition: Edition, content: bytes) -> MadeFile:
    return MadeFile(f"{stem}-{edition.today.isoformat()}.{ending}", content)


def _fitting(files: Sequence[MadeFile], stem: str, edition: Edition, rows: int, own: int, days: int, most: int) -> TakenAlong:
    if _size(files) <= most:
        return TakenAlong(tuple(files), rows, own, days)
    archive = packed(f"{stem}-{edition.today.isoformat()}.zip", files)
    return TakenAlong((archive,) if _size([archive]) <= most else (), rows, own, days, packed=True)


def _size(files: Iterable[MadeFile]) -> int:
    return sum(len(file.content) for file in files)
