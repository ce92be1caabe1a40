"""``python -m bot data wikidata``: what was typed, and the run that it asks for with the real clock, waits and network."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.catalogue.wikidata.harvest import Progress, checked_endpoint
from bot.catalogue.wikidata.query import ENDPOINT, PAGE, page_query
from bot.catalogue.wikidata.report import Report
from bot.catalogue.wikidata.run import Say, brought_in, fetched, saved
from bot.errors import HarvestAskedWrongly

_CODE = re.compile(r"[A-Za-z]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be brought in, and from where."""

    countries: tuple[str, ...]
    file: Path | None
    endpoint: str
    fresh: bool
    dry_run: bool

    @property
    def query(self) -> str:
        """The query for the first page."""
        return page_query(self.countries, "", PAGE)


def asked(countries: Sequence[str], file: Path | None, endpoint: str | None, *, fresh: bool, dry_run: bool) -> Asked:
    """What was typed, checked.

    Raises:
        HarvestAskedWrongly: a country is no code, or a file goes together with what only a network has.
        EndpointInvalid: the endpoint is no address.
    """
    for code in countries:
        if not _CODE.fullmatch(code):
            raise HarvestAskedWrongly(f"{code!r} is no country code. Write two letters as in ISO 3166: --country UA")
    if file is not None and (endpoint is not None or fresh or countries):
        raise HarvestAskedWrongly("A file is read as it is: --file goes without --country, --endpoint and --fresh.")
    codes = tuple(sorted({code.upper() for code in countries}))
    return Asked(codes, file, checked_endpoint(endpoint or ENDPOINT), fresh, dry_run)


def run(what: Asked, store: Path, gazetteer: Path, progress: Progress | None = None, say: Say | None = None) -> Report:
    """Do it.

    Args:
        store: the store's file; the pages lie beside it.
        gazetteer: the gazetteer's file.
        progress: hears what is being done, how much of it is done, and how much there is.
        say: hears of pages that are used again.

    Raises:
        TwinbotError: what :func:`~bot.catalogue.wikidata.run.fetched`, ``saved`` and ``brought_in`` raise.
    """
    if what.file is not None:
        gathered = saved(what.file, _now().date())
    else:
        gathered = asyncio.run(
            fetched(
                store,
                what.endpoint,
                what.countries,
                clock=_now,
                sleep=asyncio.sleep,
                chance=random.Random(),  # noqa: S311 - it spreads waits and guards nothing
                fresh=what.fresh,
                progress=progress,
                say=say,
            )
        )
    return brought_in(gathered, store, gazetteer, _now(), dry_run=what.dry_run, progress=progress)


def _now() -> dt.datetime:
    """The present, in UTC."""
    return dt.datetime.now(dt.UTC)
