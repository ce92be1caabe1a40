"""Facts on which sources disagree: every source keeps its word, and beside them stands in what they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.changes import Change
from bot.domain.dates import PartialDate
from bot.domain.pairings import Claim, DateIs
from bot.domain.sources import Source
from bot.errors import NothingChanged, Outdated, Unsound
from bot.store import entries
from bot.store.database import Connection

LONGEST = 2000
"""Characters that say in what sources differ: see :data:`bot.domain.entry.Words`."""


def dispute(
    db: Connection,
    event_id: int,
    words: str,
    source: Source | None = None,
    date: PartialDate | None = None,
    *,
    date_is: DateIs = DateIs.CLAIMED,
    decided_by: str = "",
    note: str = "",
) -> list[Change]:
    """Set another source's word beside what is recorded of an event, and say in what they differ.

    Marked are the claims whose date cannot be that of the new one; if there is none such, all of the event's claims. Where some of
    them were in dispute before, what was said of that stays.

    Args:
        words: in what they differ, as members read it: ``Sources differ: 1984 or 1990.``
        source: who says otherwise; added if it is not in the store. Without one, the claims that there are contradict each other.
        date: what that source claims; ``None`` if it says no date.
        decided_by: the same of who decided.

    Raises:
        Outdated: there is no such event.
        Unsound: without ``words``, with too many, or without a second source.
        NothingChanged: all that is recorded already.
    """
    event = entries.find(db, "events", (event_id,))
    if event is None:
        raise Outdated("event", (event_id,), None)
    words = words.strip()
    there = _claims(db, event_id)
    if not words:
        raise Unsound(["Say in words in what the sources differ."])
    if source is None and len(there) < 2:
        raise Unsound(["A dispute needs two sources. Give the one that says otherwise."])
    contested = [claim for claim in there if _contradicts(claim, date)] or there
    said = _joined([*(claim.dispute for claim in contested), words])
    earlier = {claim.dispute for claim in contested if claim.dispute}
    changes: list[Change] = []
    if source is not None:
        if entries.find(db, "sources", (source.source_id,)) is None:
            changes.append(Change("sources", None, source))
        same = [claim for claim in there if claim.source_id == source.source_id and claim.date == date]
        if not same:
            claim = Claim(
                claim_id=entries.new_id(db, "claims"), event_id=event_id, source_id=source.source_id, date=date, date_is=date_is,
                decided_by=decided_by, note=note, dispute=said,
            )  # fmt: skip
            changes.append(Change("claims", None, claim, event.guild_id))
        contested = [*contested, *(claim for claim in same if claim not in contested)]
    changes += [
        Change("claims", claim, claim.model_copy(update={"dispute": said}), event.guild_id)
        for claim in there
        if claim in contested or claim.dispute in earlier
    ]
    changes = [change for change in changes if change.before != change.after]
    if not changes:
        raise NothingChanged
    return changes


def settle(db: Connection, event_id: int) -> list[Change]:
    """Let an event be in dispute no longer. Each source keeps its word; a claim that proved wrong is retired by itself.

    Raises:
        Outdated: there is no such event.
        NothingChanged: it is not in dispute.
    """
    event = entries.find(db, "events", (event_id,))
    if event is None:
        raise Outdated("event", (event_id,), None)
    changes = [
        Change("claims", claim, claim.model_copy(update={"dispute": ""}), event.guild_id)
        for claim in _claims(db, event_id)
        if claim.dispute
    ]
    if not changes:
        raise NothingChanged
    return changes


def _claims(db: Connection, event_id: int) -> list[Claim]:
    return [stored.entry for stored in entries.hanging_on(db, "events", (event_id,)) if isinstance(stored.entry, Claim)]


def _contradicts(claim: Claim, date: PartialDate | None) -> bool:
    return date is not None and claim.date is not None and not claim.date.agrees_with(date)


def _joined(said: Iterable[str]) -> str:
    """What is said of a dispute, each thing once."""
    kept: Sequence[str] = [words for words in dict.fromkeys(said) if words]
    joined = " ".join(words for words in kept if not any(words != other and words in other for other in kept))
    if len(joined) > LONGEST:
        raise Unsound([f"What is said of the dispute would be longer than {LONGEST:,} characters. Say it in fewer words."])
    return joined
