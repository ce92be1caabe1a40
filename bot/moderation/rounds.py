"""Asking all links that are recorded whether they still answer, and keeping what they said. Nobody does that unasked."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.domain.waiting import Clock
from bot.moderation.checker import Checked, LinkChecker, LinkState
from bot.store import links as store_links
from bot.store.database import Connection, Database
from bot.store.links import LinkCheck

log = logging.getLogger(__name__)

TROUBLE = (LinkState.DEAD, LinkState.MOVED)
"""What somebody should look at."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An address that is recorded, and what for."""

    url: str
    about: str
    """Who has it: ``initiative 12``, ``Eurocities``."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a recorded address answered."""

    about: str
    found: Checked

    def __str__(self) -> str:
        return f"{self.found.state}: {self.found.url} ({self.about}): {self.found.note}"


def recorded(db: Connection) -> list[Recorded]:
    """The links of all initiatives, of every server too, and the sites of all organisations; each address once."""
    of_initiatives = (
        Recorded(each.link, f"initiative {each.initiative_id}, {each.title}")
        for each in store_links.with_link(db, everywhere=True)
    )
    sites = (Recorded(f"https://{each.domain}", each.name) for each in store_links.organisations_with_domain(db))
    return list({one.url: one for one in [*sites, *of_initiatives]}.values())


def keep(db: Connection, found: Iterable[Checked], at: dt.datetime) -> None:
    """Keep what links answered."""
    for one in found:
        store_links.put_check(db, LinkCheck(one.url, at, str(one.state), one.status, one.note))


async def go_round(store: Database, checker: LinkChecker, clock: Clock) -> int:
    """Ask every recorded link, one after another, and keep each answer as it comes. Returns how many are dead or have moved.

    Whatever one link leads to, the next is asked too.
    """
    troubled = 0
    for one in await store.read(recorded):
        try:
            found = await checker.check(one.url)
            await store.write(lambda db, found=found: keep(db, [found], clock()))  # type: ignore[misc] # mypy knows no default of a lambda
        except Exception:
            log.exception("a link could not be checked: %s", one.about)
            continue
        troubled += found.state in TROUBLE
    return troubled


async def ask_all(
    store: Database, checker: LinkChecker, clock: Clock, progress: Callable[[str, int, int], None]
) -> list[Answered]:
    """Ask every recorded link now, several hosts at once, and keep the answers. The store is closed then.

    Args:
        progress: hears what is under way, how much of it is done, and how much there is.
    """
    try:
        every = await store.read(recorded)
        asked: list[Checked] = []

        def told(found: Checked) -> None:
            asked.append(found)
            progress("Asking links", len(asked), len(every))

        try:
            found = await checker.check_all([one.url for one in every], told)
        finally:
            # Whoever breaks it off keeps what came until then.
            await store.write(lambda db: keep(db, asked, clock()))
        return [Answered(one.about, each) for one, each in zip(every, found, strict=True)]
    finally:
        store.close()
