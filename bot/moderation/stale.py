"""What should be looked at again: past its check date, no longer vouched for, or with a link that leads nowhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from bot.domain.dates import PartialDate, years_before
from bot.domain.initiatives import Initiative, Organisation, State, Verification
from bot.domain.tables import BY_NAME, Key
from bot.store import labels
from bot.store import stale as store_stale
from bot.store.database import Connection
from bot.store.links import LinkCheck

SOON = dt.timedelta(days=14)
"""A verified link that ends within that time is shown already, so that it need not lapse."""

SEEN_WITHIN_YEARS = 1
"""An open initiative without a check date should have been seen at work since."""

CONFIRMED_WITHIN_YEARS = 10
"""A pairing of which no source speaks since is counted."""


class Urgency(IntEnum):
    """What comes first: what sends members astray before what is only old."""

    DEAD = 0
    LAPSED = 1
    LAPSES_SOON = 2
    MOVED = 3
    PAST_CHECK = 4
    NOT_SEEN = 5
    NOT_SPOKEN_OF = 6


_Reason = tuple[Urgency, dt.date, str]


@dataclass(frozen=True, slots=True)
class StaleEntry:
    """An entry that should be looked at again."""

    table_name: str
    key: Key
    label: str
    """What it is called."""
    why: str
    """Every reason, the most urgent first, in lower case and without a full stop. An address in it stands between backticks."""
    urgency: Urgency
    since: dt.date
    """The day that the most urgent reason is about: when it lapsed, was to be checked, was found dead."""
    guild_id: int | None
    """Whose entry it is; ``None`` for the shared catalogue."""


def past(db: Connection, guild_id: int | None, today: dt.date, shared: bool) -> list[StaleEntry]:
    """What should be looked at again of a server's own entries, and with ``shared`` of the catalogue; most urgent first.

    These are open initiatives past their check date, or without one and not seen at work for a year; verified links that have
    lapsed or will within two weeks; and links and organisations' sites that were dead or had moved when last asked.
    """
    doubtful = store_stale.initiatives(
        db,
        guild_id,
        shared=shared,
        today=today,
        expiring=today + SOON + dt.timedelta(days=1),
        seen_since=years_before(today, SEEN_WITHIN_YEARS),
    )
    found = []
    for each in doubtful:
        reasons = sorted(_reasons(each.initiative, each.check, today))
        found.append(_entry(db, "initiatives", each.initiative, reasons, each.guild_id))
    if shared:
        for organisation, check in store_stale.organisations(db):
            found.append(_entry(db, "organisations", organisation, [_answered(check, "its site")], None))
    return sorted(found, key=lambda entry: (entry.urgency, entry.since, entry.table_name, entry.key))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A link that waits for a check, about which nobody has been asked."""

    initiative: Initiative
    guild_id: int | None
    why: str
    """What is lacking, in lower case and without a full stop."""


def links_waiting(
    db: Connection, guild_id: int | None, today: dt.date, shared: bool, *, limit: int = 0, offset: int = 0
) -> tuple[list[Waiting], int]:
    """Links that no two people stand for, or not for long any more, and of which no check waits for review; and how many there are."""
    found, count = store_stale.unchecked_links(
        db, guild_id, shared=shared, expiring=today + SOON + dt.timedelta(days=1), limit=limit, offset=offset
    )
    return [Waiting(initiative, owner, _lacking(initiative, today)) for initiative, owner in found], count


def unconfirmed(
    db: Connection, guild_id: int | None, today: dt.date, shared: bool, *, limit: int = 0, offset: int = 0
) -> tuple[list[StaleEntry], int]:
    """Pairings of which no source has spoken for ten years, and how many there are: worth a look when there is time."""
    since = years_before(today, CONFIRMED_WITHIN_YEARS)
    found, count = store_stale.unconfirmed_pairings(db, guild_id, shared=shared, since=since, limit=limit, offset=offset)
    return [_silent(db, each) for each in found], count


def _silent(db: Connection, each: store_stale.Unconfirmed) -> StaleEntry:
    last = PartialDate.parse(each.last) if each.last else None
    why = f"last spoken of in a source: {last.short}" if last else "no source gives a date"
    key = BY_NAME["pairings"].key_of(each.pairing)
    since = last.latest if last else dt.date.min
    return StaleEntry("pairings", key, labels.of(db, each.pairing), why, Urgency.NOT_SPOKEN_OF, since, each.guild_id)


def _lacking(initiative: Initiative, today: dt.date) -> str:
    """Why a link waits for a check."""
    match initiative.checked(today):
        case Verification.LISTED:
            return "named on a source that we cite, and not checked by two people yet"
        case Verification.LAPSED | Verification.VERIFIED:
            return "; ".join(why for _, _, why in _lapsing(initiative, today))
    return "not checked by two people yet"


def _entry(
    db: Connection, table_name: str, entry: Initiative | Organisation, reasons: list[_Reason], guild_id: int | None
) -> StaleEntry:
    urgency, since, _ = reasons[0]
    key = BY_NAME[table_name].key_of(entry)
    return StaleEntry(table_name, key, labels.of(db, entry), "; ".join(why for _, _, why in reasons), urgency, since, guild_id)


def _reasons(initiative: Initiative, check: LinkCheck | None, today: dt.date) -> Iterator[_Reason]:
    """Why an initiative should be looked at."""
    if check is not None:
        yield _answered(check, "its link")
    yield from _lapsing(initiative, today)
    if initiative.state is not State.OPEN:
        return
    by, seen = initiative.check_by, initiative.last_seen
    if by is not None and by.latest < today:
        yield Urgency.PAST_CHECK, by.latest, f"was to be checked by {by.short}"
    if by is None and (seen is None or seen.latest < years_before(today, SEEN_WITHIN_YEARS)):
        last = f"last seen at work: {seen.short}" if seen else "never seen at work"
        yield Urgency.NOT_SEEN, seen.latest if seen else dt.date.min, f"no check date; {last}"


def _lapsing(initiative: Initiative, today: dt.date) -> Iterator[_Reason]:
    ends = initiative.link_expires
    checked = initiative.checked(today)
    if checked is Verification.LAPSED:
        on_its_own = ends is not None and ends.latest < today
        when = f" after {ends.short}" if ends is not None and on_its_own else ""
        yield Urgency.LAPSED, ends.latest if ends and on_its_own else today, f"its link is no longer verified{when}"
    elif checked is Verification.VERIFIED and ends is not None and ends.latest <= today + SOON:
        yield Urgency.LAPSES_SOON, ends.latest, f"its link is verified until {ends.short}"


def _answered(check: LinkCheck, what: str) -> _Reason:
    """What a check found, in words that go on after the note that the checker wrote."""
    urgency = Urgency.MOVED if check.state == "moved" else Urgency.DEAD
    return urgency, check.at.date(), f"{what} {check.note or ('has moved' if urgency is Urgency.MOVED else 'is dead')}"
