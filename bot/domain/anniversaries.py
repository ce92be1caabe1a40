"""The days on which ties were signed, and a calendar of them that any calendar program takes.

Source: https://www.rfc-editor.org/rfc/rfc5545 (iCalendar).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain import wording
from bot.domain.pairings import Status
from bot.domain.records import Countries, RecordedPairing
from bot.domain.standing import RecordedEvent, Standing

_RESTS = frozenset({Status.SUSPENDED, Status.DORMANT, Status.ENDED})

Stamps = Mapping[tuple[str, str, dt.date], dt.datetime]
"""When an event of a calendar came to be as it is, by its id, its words and its day."""


@dataclass(frozen=True, slots=True)
class Anniversary:
    """A tie that was signed on a known day.

    Args:
        note: what stands below the summary.
    """

    pairing_id: int
    day: dt.date
    summary: str
    note: str = ""


def anniversary_of(recorded: RecordedPairing, countries: Countries, today: dt.date) -> Anniversary | None:
    """The day of signing; ``None`` where only a year or a month is known, or where the sources do not agree."""
    standing = recorded.standing(today)
    day = _day(standing.signed)
    if day is None:
        return None
    one, other = wording.told_apart(recorded.a, recorded.b, countries)
    now = halted_briefly(standing)
    summary = f"{one} and {other} became {wording.PARTNERS[recorded.pairing.kind]} in {day.year}{f' ({now})' if now else ''}"
    return Anniversary(recorded.pairing.pairing_id, day, summary)


def calendar(name: str, title: str, signed: Iterable[Anniversary], known: Stamps, now: dt.datetime, *, about: str = "") -> bytes:
    """A calendar with an event of each year for each anniversary.

    Args:
        name: whose calendar it is, for the events' ids: the same tie has the same id in each calendar of that name.
        title: what a calendar program calls it.
        known: what stands in an earlier edition as it does now keeps its date.
        now: the date of all else.
        about: what a calendar program says of it beside its title.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415  # read only where a calendar is wanted

    made = Calendar()
    made.add("prodid", "-//Twinbot//Anniversaries of pairings//EN")
    made.add("version", "2.0")
    made.add("name", title)
    made.add("x-wr-calname", title)
    if about:
        # The first is of RFC 7986, the second what programs knew before it.
        made.add("description", about)
        made.add("x-wr-caldesc", about)
    for one in signed:
        event, uid = Event(), f"pairing-{one.pairing_id}@{name}.invalid"
        event.add("uid", uid)
        event.add("dtstart", one.day)
        # The 60th day of a year is 29 February, and 1 March where there is none.
        leap = (one.day.month, one.day.day) == (2, 29)
        event.add("rrule", {"freq": "yearly", "byyearday": 60} if leap else {"freq": "yearly"})
        event.add("summary", one.summary)
        if one.note:
            event.add("description", one.note)
        event.add("transp", "TRANSPARENT")
        event.add("dtstamp", known.get((uid, one.summary, one.day), now.replace(microsecond=0)))
        made.add_component(event)
    return bytes(made.to_ical())


def stamps_of(before: bytes) -> Stamps:
    """When each event of a calendar came to be as it is; nothing if it cannot be read: then it is written anew."""
    from icalendar import Calendar  # noqa: PLC0415  # read only where a calendar is wanted

    try:
        events = Calendar.from_ical(before).walk("VEVENT")
        return {(str(one["UID"]), str(one["SUMMARY"]), one.decoded("DTSTART")): one.decoded("DTSTAMP") for one in events}
    except (ValueError, KeyError):
        return {}


def halted_briefly(standing: Standing) -> str:
    """``now suspended``; nothing of a tie that stands, or of which that is not known."""
    return f"now {standing.status}" if standing.status in _RESTS else ""


def _day(signed: RecordedEvent | None) -> dt.date | None:
    """The day, if it is known for sure: none is ever made up."""
    if signed is None or signed.date is None or signed.date.mark or signed.date.precision < 3:
        return None
    return signed.date.earliest if len(signed.dates) == 1 else None
