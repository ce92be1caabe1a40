"""A whole run: what was asked of Wikidata or saved in a file, matched and put into the store."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.catalogue.wikidata.comparing import Outcome
from bot.catalogue.wikidata.harvest import Harvest, Manners, Progress, checked_endpoint, session_for
from bot.catalogue.wikidata.matching import match
from bot.catalogue.wikidata.pages import FOLDER, Pages, noted
from bot.catalogue.wikidata.reading import read_rows
from bot.catalogue.wikidata.report import NOT_FOUND, Report, write_not_found
from bot.catalogue.wikidata.statements import Gathered
from bot.catalogue.wikidata.ties import ties_of
from bot.catalogue.wikidata.writing import write
from bot.domain.dates import PartialDate
from bot.domain.waiting import Clock, Sleep
from bot.errors import ResultUnreadable
from bot.store import database, places
from bot.store.gazetteer import Gazetteer

Say = Callable[[str], None]


async def fetched(
    store: Path,
    endpoint: str,
    countries: Sequence[str],
    *,
    clock: Clock,
    sleep: Sleep,
    chance: random.Random,
    fresh: bool = False,
    session: aiohttp.ClientSession | None = None,
    manners: Manners | None = None,
    progress: Progress | None = None,
    say: Say | None = None,
) -> Gathered:
    """All that the endpoint says, its pages kept in a folder beside the store; those that are there already are not asked for.

    Args:
        store: the store's file.
        countries: ISO 3166-1 codes; none for all of the world.
        fresh: throw away the pages of an earlier run.
        session: what asks; one of its own if none is given.
        manners: how politely; without a pause if the endpoint is on this machine.
        say: hears of what pages are used again.

    Raises:
        EndpointInvalid: the endpoint is no address.
        HarvestFailed: a page did not come.
        HarvestRefused: the endpoint will not answer.
        PageDamaged: a page that was kept cannot be read.
    """
    manners = manners or _manners_for(checked_endpoint(endpoint))
    with database.named_errors(store):
        pages = Pages(store.parent / FOLDER, endpoint, countries)
        if fresh:
            pages.clear()
    if pages.pages and say is not None:
        since = PartialDate(pages.pages[0].fetched.date().isoformat())
        say(f"{len(pages.pages)} pages of {since.long} are used again from {pages.folder}; --fresh asks for all anew.")
    if not pages.complete:
        with database.named_errors(store):
            async with contextlib.AsyncExitStack() as stack:
                if session is None:
                    session = await stack.enter_async_context(session_for(manners))
                harvest = Harvest(session, endpoint, clock=clock, sleep=sleep, chance=chance, manners=manners, progress=progress)
                await harvest.fetch(pages, countries)
    gathered = Gathered()
    for on, rows in pages.rows():
        gathered.read(rows, on)
    return gathered


def saved(file: Path, today: dt.date) -> Gathered:
    """All that a saved result says, read on the day on which the file was written.

    Raises:
        ResultUnreadable: it is no whole SPARQL result.
    """
    page = noted(file)
    try:
        written = page.fetched if page else dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
    except OSError as error:
        raise ResultUnreadable(file, error.strerror or str(error)) from error
    gathered = Gathered()
    gathered.read(read_rows(file), PartialDate(min(written.date(), today).isoformat()))
    return gathered


def brought_in(
    gathered: Gathered, store: Path, gazetteer: Path, at: dt.datetime, *, dry_run: bool = False, progress: Progress | None = None
) -> Report:
    """Match what was gathered, and put it into the store beside what is there.

    Args:
        store: the store's file.
        gazetteer: the gazetteer's file.
        at: now.
        dry_run: write nothing but the list of places that were not found.

    Raises:
        StoreError: the store cannot be used; it holds what it held.
        ChangeRefused: what is to be written does not fit together.
    """
    with contextlib.closing(database.connect(store, read_only=True)) as db, contextlib.closing(Gazetteer(gazetteer)) as world:
        matched = match(gathered.places, places.cities(db), places.names(db), world, places.countries(db).by_code)
    not_found = store.parent / FOLDER / NOT_FOUND
    with database.named_errors(store):
        write_not_found(not_found, matched.not_found, gathered)
    whole = sum(a in matched.cities and b in matched.cities for a, b in gathered.ties)

    def tell(done: int) -> None:
        if progress is not None:
            progress("Pairings", done, whole)

    counts = write(store, ties_of(gathered, matched.cities), at, dry_run=dry_run, progress=tell)
    return Report(
        statements=gathered.statements,
        ties=len(gathered.ties),
        added=counts[Outcome.NEW],
        confirmed=counts[Outcome.CONFIRMED],
        to_review=counts[Outcome.CONFLICT],
        asked=counts[Outcome.ASKED],
        retired=counts[Outcome.RETIRED],
        places_not_found=len(matched.not_found),
        ties_without_place=len(gathered.ties) - whole,
        folded=whole - sum(counts.values()),
        passed_over=gathered.passed_over,
        not_found=not_found,
        dry_run=dry_run,
    )


def _manners_for(endpoint: str) -> Manners:
    """The usual manners; an endpoint on this machine is nobody else's, and needs no pauses."""
    host = urlsplit(endpoint).hostname or ""
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return replace(Manners(), pause=0)
    return Manners()
