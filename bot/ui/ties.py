"""One tie within a line: its kind, its year, and how it stands."""

from __future__ import annotations

import datetime as dt

from bot.domain import wording
from bot.domain.pairings import PairingKind, Status
from bot.domain.places import City
from bot.domain.records import RecordedPairing
from bot.domain.standing import Standing
from bot.ui.controls import Control, menu
from bot.ui.limits import OPTIONS


def stands(standing: Standing) -> str:
    """``active as of Mar 2022``, ``active, listed 2016``, ``suspended 28 Feb 2022``, ``status unknown``."""
    since = f" {standing.since.short}" if standing.since else ""
    match standing.status:
        case Status.ACTIVE if standing.as_of:
            return f"active{', listed' if standing.listed_only else ' as of'} {standing.as_of.short}"
        case Status.ACTIVE:
            return "active, undated"
        case Status.APPROVED:
            return f"approved{since}, not yet signed"
        case Status.DORMANT if since:
            return f"dormant since{since}"
        case Status.UNKNOWN:
            return "status unknown"
        case status:
            return f"{status}{since}"


def in_short(recorded: RecordedPairing, today: dt.date, *, with_status: bool = True) -> str:
    """``1994, active, listed 2024``, ``solidarity pact, 2022, active as of Mar 2022``: for a line that tells of several ties.

    Args:
        with_status: whether to say how it stands; not where that was said just before.
    """
    kind, standing = recorded.pairing.kind, recorded.standing(today)
    facts = [
        "" if kind is PairingKind.SISTER_CITY else wording.KIND[kind],
        wording.year_of_signing(standing.signed),
        stands(standing) if with_status else "",
    ]
    return ", ".join(fact for fact in facts if fact)


def whole(recorded: RecordedPairing, today: dt.date) -> str:
    """``sister city · 1997 · suspended 28 Feb 2022 by the mayor, until hostilities end``: for a line of its own."""
    standing = recorded.standing(today)
    how = stands(standing) if standing.status in (Status.ACTIVE, Status.APPROVED) else wording.status_in_row(standing)
    facts = [wording.KIND[recorded.pairing.kind], wording.year_of_signing(standing.signed), how or stands(standing)]
    return " · ".join(fact for fact in facts if fact)


def pick(custom_id: str, ties: list[tuple[City, City, RecordedPairing]], today: dt.date) -> Control:
    """The menu that opens one of some pairings, each named by its cities in the given order; at most 25, and none twice."""
    options = [(_value(recorded), f"{one.name} – {other.name}", _described(recorded, today)) for one, other, recorded in ties]
    return menu("Open a pairing", custom_id, [*dict.fromkeys(options)][:OPTIONS])


def _value(recorded: RecordedPairing) -> str:
    return f"{recorded.a.city_id}-{recorded.b.city_id}"


def _described(recorded: RecordedPairing, today: dt.date) -> str:
    """A menu's second line: ``Suspended 28 Feb 2022 · 1997``."""
    standing = recorded.standing(today)
    return " · ".join(part for part in (wording.upper_first(stands(standing)), wording.year_of_signing(standing.signed)) if part)
