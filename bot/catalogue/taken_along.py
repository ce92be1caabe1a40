"""What was asked for as files to take along: a table, the same for a program, and a calendar of anniversaries."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from bot.catalogue import aid_rows, licence, tie_rows
from bot.catalogue.aid_rows import TakenAid
from bot.catalogue.table_file import MadeFile, csv_file, file_stem, json_file, packed
from bot.catalogue.tie_rows import TakenTie
from bot.domain import wording
from bot.domain.anniversaries import Anniversary, anniversary_of, calendar
from bot.domain.records import Countries

MOST_BYTES = 9_500_000
"""In one message, with room below Discord's limit of 10 MiB for a bot in a server without boosts.

Source: https://discord.com/developers/docs/reference#uploading-files
"""
CATALOGUE = "Catalogue"
"""The heading of the last column."""
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
        undated: how many ties have no day in the calendar.
    """

    files: tuple[MadeFile, ...]
    rows: int
    own: int
    days: int = 0
    packed: bool = False
    undated: int = 0


class Row(Protocol):
    """What can stand in a table."""

    @property
    def own(self) -> bool:
        """Whether it is the server's own entry."""

    def cells(self, countries: Countries, today: dt.date) -> list[object]:
        """For a spreadsheet."""

    def whole(self, countries: Countries, today: dt.date) -> dict[str, Any]:
        """For a program."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their headings.

    Args:
        name: what a program calls the rows.
        more: what it is told of all of them.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[Row]
    more: Mapping[str, Any] = field(default_factory=dict)


def ties_taken(
    title: str, names: Sequence[str], ties: Sequence[TakenTie], edition: Edition, most: int = MOST_BYTES
) -> TakenAlong:
    """Ties as CSV, JSON and a calendar; without a calendar if no day of signing is known.

    Args:
        title: what they are: ``Pairings of Los Angeles, California``.
        names: what the files are named by.
        most: bytes that all files may have together.
    """
    counts = Counter(tie.recorded.standing(edition.today).status for tie in ties)
    more = {"counts": {str(status): counts[status] for status in wording.STATUS if counts[status]}}
    return rows_taken(title, [*names, "pairings"], Table("ties", tie_rows.COLUMNS, ties, more), edition, ties, most=most)


def aid_taken(
    title: str, names: Sequence[str], given: Sequence[TakenAid], edition: Edition, most: int = MOST_BYTES
) -> TakenAlong:
    """Initiatives as CSV and JSON."""
    return rows_taken(title, ["aid", *names], Table("initiatives", aid_rows.COLUMNS, given), edition, most=most)


def rows_taken(
    title: str, names: Sequence[str], table: Table, edition: Edition, ties: Sequence[TakenTie] = (), most: int = MOST_BYTES
) -> TakenAlong:
    """Rows of any sort as CSV and JSON.

    Args:
        ties: those of which the days of signing make a calendar; each once, however often it is named.
    """
    countries, today = edition.countries, edition.today
    stem = file_stem(*names)
    files = [
        _named(stem, "csv", edition, csv_file((*table.columns, CATALOGUE), _cells(table, edition))),
        _named(stem, "json", edition, json_file(_head(title, edition, table.more), table.name, (row.whole(countries, today) for row in table.rows))),
    ]  # fmt: skip
    different = {tie.recorded.pairing.pairing_id: tie for tie in ties}.values()
    signed = [_signed(tie, found, edition) for tie in different if (found := anniversary_of(tie.recorded, countries, today))]
    if signed:
        about = licence.credit(edition.catalogue_date, address=True)
        made = calendar(edition.store_name, f"Anniversaries: {title}", signed, {}, edition.now, about=about)
        named = file_stem(*[name for name in names if name != "pairings"], "anniversaries")
        files.append(_named(named, "ics", edition, made))
    counted = TakenAlong(
        (), len(table.rows), sum(row.own for row in table.rows), len(signed), undated=len(different) - len(signed)
    )
    return _fitting(files, stem, edition, counted, most)


def _cells(table: Table, edition: Edition) -> Iterator[list[object]]:
    for row in table.rows:
        yield [*row.cells(edition.countries, edition.today), _credit(edition, own=row.own)]


def _signed(tie: TakenTie, found: Anniversary, edition: Edition) -> Anniversary:
    return replace(found, note=_credit(edition, own=tie.own))


def _credit(edition: Edition, *, own: bool) -> str:
    """Under what a row may be passed on, for a row is soon without the file that it came in."""
    return wording.upper_first(licence.NO_PART) if own else licence.credit(edition.catalogue_date)


def _head(title: str, edition: Edition, more: Mapping[str, Any]) -> dict[str, Any]:
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


def _fitting(files: Sequence[MadeFile], stem: str, edition: Edition, counted: TakenAlong, most: int) -> TakenAlong:
    if _size(files) <= most:
        return replace(counted, files=tuple(files))
    archive = packed(f"{stem}-{edition.today.isoformat()}.zip", files)
    return replace(counted, files=(archive,) if _size([archive]) <= most else (), packed=True)


def _size(files: Iterable[MadeFile]) -> int:
    return sum(len(file.content) for file in files)
