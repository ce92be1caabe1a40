"""How facts are put into words: neutral, dated, the same everywhere. Plain text; ``ui`` adds the markup.

The templates are those of the house style: a city government acts, never a people; praise and blame neither.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from bot.domain.dates import PartialDate, age, is_recent
from bot.domain.initiatives import Ask, Sector
from bot.domain.initiatives import Standing as AidStanding
from bot.domain.pairings import EventKind, PairingKind, Status
from bot.domain.places import City, Level
from bot.domain.records import Countries, RecordedPairing
from bot.domain.sources import Source
from bot.domain.standing import RecordedEvent, Standing, in_order

STATUS = {
    Status.ACTIVE: "Active",
    Status.APPROVED: "Approved, not yet signed",
    Status.PROPOSED: "Proposed",
    Status.INVITED: "Invited",
    Status.SUSPENDED: "Suspended",
    Status.DORMANT: "Dormant",
    Status.ENDED: "Ended",
    Status.UNKNOWN: "Status unknown",
}
STATUS_IN_TITLE = {status: words.lower() for status, words in STATUS.items()}
COUNTED = {Status.UNKNOWN: "of unknown status", Status.APPROVED: "approved and not yet signed"}
KIND = {
    PairingKind.SISTER_CITY: "sister city",
    PairingKind.FRIENDSHIP: "friendship",
    PairingKind.PARTNERSHIP: "partnership",
    PairingKind.SOLIDARITY_PACT: "solidarity pact",
    PairingKind.MEMORANDUM: "memorandum",
    PairingKind.REGION: "partner regions",
    PairingKind.PROJECT: "project partnership",
}
PARTNERS = {
    PairingKind.SISTER_CITY: "sister cities",
    PairingKind.FRIENDSHIP: "friendship cities",
    PairingKind.PARTNERSHIP: "partner cities",
    PairingKind.SOLIDARITY_PACT: "partners in a solidarity pact",
    PairingKind.MEMORANDUM: "partners under a memorandum",
    PairingKind.REGION: "partner regions",
    PairingKind.PROJECT: "partners in a project",
}
DONE = {
    EventKind.PROPOSED: "proposed",
    EventKind.INVITED: "invited",
    EventKind.APPROVED: "approved",
    EventKind.SIGNED: "signed",
    EventKind.RENEWED: "renewed",
    EventKind.SUSPENDED: "suspended",
    EventKind.KEPT: "kept",
    EventKind.RESUMED: "resumed",
    EventKind.DORMANT: "dormant",
    EventKind.ENDED: "ended",
    EventKind.LISTED: "listed",
    EventKind.DISCUSSED: "discussed",
    EventKind.VISIT: "visit",
    EventKind.STATEMENT: "statement",
    EventKind.AID: "aid",
}
AID_STANDING = {
    AidStanding.OPEN: "Open today",
    AidStanding.LAST_SEEN_ACTIVE: "Active when last seen",
    AidStanding.UNKNOWN: "State unknown",
    AidStanding.COMPLETED: "Completed",
}
SECTOR = {sector: str(sector) for sector in Sector}
ASK = {
    Ask.MONEY: "asks for money",
    Ask.GOODS: "asks for goods",
    Ask.SKILLS: "asks for skills",
    Ask.HOSTING: "asks for hosting",
    Ask.NONE: "asks for nothing",
}

NOT_RECORDED = "not recorded"
_VOTES = re.compile(r"council|assembly|board|committee|commission|parliament|legislature|senate|aldermen", re.IGNORECASE)
"""Bodies that decide by a vote; others propose."""
_RESULT = re.compile(r"\d+[–-]\d+|\bunanimously")
ONE_SIDED = "One side only: no agreement of the other side is recorded."
SIGNED_ONLY = "Signed, but no source says how it stands today."
LISTED_ONLY = "Listed only; no decision found."
SIGNED_OR_LISTED = "Signed or listed; no source says how they stand today."
NOTHING_NEWER = "Nothing newer confirms it."


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 pairing``, ``26 pairings``, ``1,190 cities``, ``no pairing``.

    Args:
        many: the plural, if it is not made with *-s* or *-ies*.
    """
    if number == 0:
        return f"no {one}"
    return f"{number:,} {one if number == 1 else many or _plural(one)}"


def _plural(one: str) -> str:
    return f"{one[:-1]}ies" if one.endswith("y") and one[-2:-1] not in "aeiou" else f"{one}s"


def joined(parts: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


def upper_first(text: str) -> str:
    """``the mayor`` → ``The mayor``."""
    return text[:1].upper() + text[1:]


def in_title(city: City, countries: Countries) -> str:
    """A city in a title: with its state in the United States, else with its country."""
    return f"{city.name}, {city.region if has_state(city) else countries.of(city)}"


def has_state(city: City) -> bool:
    """Whether its state is named with it: that of a place in the United States that is no state itself, nor called "Washington, D.C."."""
    is_state = city.level is Level.REGION or city.region == city.name
    return city.country_code == "US" and bool(city.region) and not is_state and "," not in city.name


def told_apart(one: City, other: City, countries: Countries) -> tuple[str, str]:
    """Both names; of namesakes each with its state or country: ``Birmingham, United Kingdom``."""
    if one.name != other.name:
        return one.name, other.name
    return in_title(one, countries), in_title(other, countries)


def whereabouts(city: City, countries: Countries, *, home: City | None = None) -> str:
    """What follows a city's name in a row: ``Israel``, ``Illinois, United States``; for a US city's US partner only ``Illinois``."""
    if has_state(city):
        return city.region if home is not None and home.country_code == "US" else f"{city.region}, {countries.of(city)}"
    return countries.of(city)


def in_full(city: City, countries: Countries) -> str:
    """``Birmingham, England, United Kingdom``: what tells it from its namesakes."""
    parts = [city.name, city.region if city.region != city.name else "", countries.of(city)]
    return ", ".join(part for part in parts if part)


def counts_by_status(standings: Sequence[tuple[Status, str]]) -> str:
    """``24 active, 1 proposed (Kyiv) and 1 of unknown status (Saint Petersburg)``.

    Args:
        standings: for each pairing its status and the name to give if it is one of few.
    """
    parts = []
    for status in Status:
        names = [name for of, name in standings if of is status]
        if not names:
            continue
        words = f"{len(names):,} {COUNTED.get(status, str(status))}"
        parts.append(f"{words} ({', '.join(names)})" if status is not Status.ACTIVE and len(names) <= 3 else words)
    return joined(parts)


def as_of(standing: Standing, today: dt.date) -> str:
    """``As of 1 Mar 2022, 4 years ago. Nothing newer confirms it.``"""
    if standing.as_of is None:
        return f"Listed by a source without a date. {NOTHING_NEWER}" if standing.listed_only else "No source gives a date."
    return dated("Listed" if standing.listed_only else "As of", standing.as_of, today)


def dated(word: str, date: PartialDate, today: dt.date) -> str:
    """``Listed Nov 2016, 10 years ago. Nothing newer confirms it.`` The second sentence is for what is a year old."""
    when = _at("in", date.short) if word == "Listed" and date.month is None else f" {date.short}"
    opening = f"{word}{when}, {age(date, today)}."
    return opening if is_recent(date, today) else f"{opening} {NOTHING_NEWER}"


def year_of_signing(signing: RecordedEvent | None) -> str:
    """``1990``; ``1984, 1989 or 1990 (disputed)`` where sources disagree; nothing where none is known."""
    if signing is None:
        return ""
    years = list(dict.fromkeys(f"{date.year}" for date in signing.dates))
    if len(years) > 1:
        return f"{joined(years, 'or')} (disputed)"
    return years[0] if years else ""


def status_in_row(standing: Standing) -> str:
    """What a row says of a status that is not plainly active: ``suspended 28 Feb 2022 by the mayor, until hostilities end``."""
    if standing.status in (Status.ACTIVE, Status.UNKNOWN):
        return ""
    words = str(standing.status)
    if standing.since:
        words += f" {standing.since.short}"
    if standing.decided_with_vote:
        words += f" by {standing.decided_with_vote.removeprefix('by ')}"
    return f"{words}, {standing.condition}" if standing.condition else words


def status_sentence(recorded: RecordedPairing, standing: Standing) -> str:
    """How the pairing stands, in one or two sentences, with both sides named."""
    return upper_first(_status_sentence(recorded, standing))


def _status_sentence(recorded: RecordedPairing, standing: Standing) -> str:
    acting, other = sides(recorded, standing.deciding)
    one, two = in_sentence(acting), in_sentence(other)
    when = _in(standing.since)
    who = _by(acting, standing.deciding)
    condition = f", {standing.condition}" if standing.condition else ""
    where_other_stands = f"{upper_first(two)}’s position: {position(recorded, standing, other)}."
    one_side = standing.deciding is not None and standing.deciding.event.by_city is not None
    pair = f"{one} and {two}"
    match standing.status:
        case Status.SUSPENDED | Status.ENDED if one_side:
            return f"{one} {standing.status} its tie with {two}{when}{who}{condition}. {where_other_stands}"
        case Status.SUSPENDED | Status.ENDED:
            return f"The tie of {pair} was {standing.status}{when}{who}{condition}."
        case Status.PROPOSED | Status.INVITED:
            return _begun(acting, other, standing, when) + (f" {where_other_stands}" if one_side else "")
        case Status.APPROVED:
            approver = f"{one} approved a tie with {two}" if one_side else f"A tie of {pair} was approved"
            return f"{approver}{when}{who}{condition}. Signature not confirmed."
        case Status.DORMANT:
            return (
                f"The tie of {pair} has been dormant{' since ' + standing.since.long if standing.since else ''}{who}{condition}."
            )
        case Status.UNKNOWN if standing.signed:
            return f"{pair} signed{_signed_in(standing.signed)}. No source says how the tie stands today."
        case Status.UNKNOWN:
            named = f"{pair} are named as {PARTNERS[recorded.pairing.kind]}, and no decision was found."
            return f"{named} No source says how the tie stands today."
    if standing.deciding is not None and standing.deciding.kind in (EventKind.KEPT, EventKind.RESUMED):
        done = DONE[standing.deciding.kind]
        keeper = f"{one} {done} its tie with {two}" if one_side else f"The tie of {pair} was {done}"
        return f"{keeper}{_in(standing.deciding.date)}{who}{condition}."
    partners = PARTNERS[recorded.pairing.kind]
    if standing.signed and (years := _disputed_years(standing.signed)):
        return f"{pair} are {partners}; sources disagree on the year of signing: {years}."
    if standing.signed and len(standing.signed.dates) > 1:
        return f"{pair} have been {partners} since {standing.signed.dates[0].year}; sources disagree on the day."
    if standing.since:
        return f"{pair} have been {partners} since {standing.since.long}."
    return f"{pair} are {partners}. No source gives the date of signing."


def _begun(acting: City, other: City, standing: Standing, when: str) -> str:
    """How a tie was begun by one side; by nobody in particular where the source does not say whose act it was."""
    one, two = in_sentence(acting), in_sentence(other)
    if standing.deciding is None or standing.deciding.event.by_city is None:
        who = f" ({standing.decided_briefly})" if standing.decided_briefly else ""
        done = "proposed by an invitation" if standing.status is Status.INVITED else "proposed"
        return f"A tie of {one} and {two} was {done}{when}{who}."
    body = own_body(acting, standing.decided_briefly).removeprefix("the ") or party_word(acting)
    result = _RESULT.search(standing.decided_by)
    if standing.status is Status.INVITED:
        return f"{one}’s {body} invited {two}{when} to begin a tie."
    if not _VOTES.search(body.partition(" of ")[0].rpartition(" ")[2]):
        return f"{one}’s {body} proposed{when} to begin a tie with {two}."
    return f"{one}’s {body} voted{f' {result[0]}' if result else ''}{when} to begin a tie with {two}."


def _month(date: PartialDate | None) -> str:
    """The month of a date in a sentence: ``February 2022``."""
    return date.long.replace(f"{date.day} ", "", 1) if date and date.day else date.long if date else ""


def _signed_in(signing: RecordedEvent) -> str:
    if years := _disputed_years(signing):
        return f" in {years} (sources disagree)"
    if signing.date is None:
        return ", on a date that no source gives"
    return _at("on" if signing.date.day else "in", signing.date.long)


def _disputed_years(signing: RecordedEvent) -> str:
    """``1984, 1989 or 1990``; nothing where the sources agree on the year."""
    years, _, disputed = year_of_signing(signing).partition(" (")
    return years if disputed else ""


def _in(date: PartialDate | None) -> str:
    """`` in February 2022``, `` about 1984``, `` perhaps in 1984``, with a blank before; nothing without a date."""
    return _at("in", _month(date)) if date else ""


def _at(word: str, date: str) -> str:
    if date.startswith("perhaps "):
        return f" perhaps{_at(word, date.removeprefix('perhaps '))}"
    return f" {date}" if date.startswith("about ") else f" {word} {date}"


def in_sentence(city: City) -> str:
    """A place within a sentence: ``the State of Iowa``, ``the Komi Republic``, ``Kyiv``."""
    return f"the {city.name}" if city.name.startswith("State of ") or city.name.endswith(" Republic") else city.name


def own_body(city: City, body: str) -> str:
    """A deciding body as beside its city's name: ``Kyiv’s city council`` → ``the city council``; ``Kyiv`` → nothing."""
    if body == city.name:
        return ""
    return body.replace(f"{city.name}’s ", "the ", 1) if body.startswith(f"{city.name}’s ") else body


def _by(city: City, event: RecordedEvent | None) -> str:
    """`` (the mayor)``, with a blank before; nothing where no more than the city itself is named."""
    body = own_body(city, event.decided_briefly) if event else ""
    return f" ({body})" if body else ""


def sides(recorded: RecordedPairing, deciding: RecordedEvent | None) -> tuple[City, City]:
    """Who acted, then the other side. Without an actor: in the order of their names."""
    if deciding is not None and deciding.event.by_city == recorded.b.city_id:
        return recorded.b, recorded.a
    if deciding is not None and deciding.event.by_city == recorded.a.city_id:
        return recorded.a, recorded.b
    first, second = sorted((recorded.a, recorded.b), key=lambda city: city.name)
    return first, second


def position(recorded: RecordedPairing, standing: Standing, other: City) -> str:
    """What the other side is known to have done since the tie was last agreed."""
    newest: RecordedEvent | None = None
    for event in in_order(recorded.events):
        if event.kind in _AGREED:
            newest = None
        elif event.event.by_city == other.city_id and event is not standing.deciding and event.kind in _POSITIONS:
            newest = event
    return f"{_POSITIONS[newest.kind]}{_in(newest.date)}{_by(other, newest)}" if newest else NOT_RECORDED


_AGREED = frozenset({EventKind.SIGNED, EventKind.RENEWED, EventKind.RESUMED})
_POSITIONS = {
    EventKind.SUSPENDED: "suspended it too",
    EventKind.ENDED: "ended it too",
    EventKind.KEPT: "kept it",
    EventKind.APPROVED: "approved it",
    EventKind.DORMANT: "called it dormant",
    EventKind.LISTED: "still listed it",
}
"""What a side's own act or its own list says of where it stands."""


def party_word(city: City) -> str:
    """What the government of a place is called: ``city government``, ``regional government``."""
    return {Level.REGION: "regional government", Level.COUNTY: "county government"}.get(city.level, "city government")


def source_line(source: Source) -> str:
    """What follows a source's name: ``28 Feb 2022 · grade D, press``."""
    grade = f"copy of {with_article(source.copy_of)}" if source.copy_of else source.grade.words
    return f"{source.published.short if source.published else 'undated'} · grade {source.grade}, {grade}"


def with_article(noun: str) -> str:
    """``an encyclopedia``, ``a claim``; a name, or what has its article already, stays as it is."""
    if noun.startswith(("a ", "an ", "the ")) or noun[:1].isupper():
        return noun
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"
