"""Initiatives in the words of posts: for whom, by whom, how it stands, and what holds of its link. No post leads to where somebody may give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.announcements.post import Line, Way
from bot.domain import wording
from bot.domain.announcements import Concerns
from bot.domain.dates import age
from bot.domain.initiatives import Initiative, Purpose, Standing, State, Verification
from bot.domain.records import Countries, Held, RecordedInitiative

OWN_PAGE = "the organiser’s own page"


def for_whom(recorded: RecordedInitiative, countries: Countries) -> str:
    """``Kharkiv``, ``all of Ukraine``."""
    if recorded.beneficiary is not None:
        return recorded.beneficiary.name
    return f"all of {countries.in_sentence(recorded.initiative.country_code)}"


def concerns(recorded: RecordedInitiative) -> Concerns:
    """Whom an initiative concerns: whom it is for, and whose it is."""
    initiative, home = recorded.initiative, recorded.organiser_city
    cities = {initiative.beneficiary_id, initiative.organiser_city_id} - {None}
    return Concerns(
        cities=frozenset(city for city in cities if city is not None),
        countries=frozenset({initiative.country_code, *([home.country_code] if home else [])}),
        sectors=frozenset({initiative.sector}),
    )


def organiser_line(recorded: RecordedInitiative, countries: Countries) -> Line:
    """``By the City of Nuremberg, in Nuremberg, Germany.``"""
    name, home = recorded.initiative.organiser, recorded.organiser_city
    article = "the " if name.startswith(("City of ", "Town of ", "Cities of ", "State of ")) else ""
    place = f"{home.name}, {wording.whereabouts(home, countries)}" if home else recorded.initiative.organiser_city
    return (f"By {article}{name}{f', in {place}' if place and place != name else ''}.",)


def note_line(initiative: Initiative) -> Sequence[Line]:
    """What else is recorded of it."""
    return ((initiative.note,),) if initiative.note else ()


def facts_line(initiative: Initiative, today: dt.date) -> Line:
    """``Goods · asks for money · since 2022 · active when last seen in Apr 2024, 2 years ago``."""
    parts = [wording.upper_first(wording.SECTOR[initiative.sector])]
    if initiative.purpose is Purpose.DUAL_USE:
        parts.append("dual use")
    if initiative.ask is not None:
        parts.append(wording.ASK[initiative.ask])
    if initiative.started:
        parts.append(f"since {initiative.started.short}")
    parts.append(_state(initiative, today))
    return (" · ".join(parts),)


def source_line(recorded: RecordedInitiative, today: dt.date, *, occupied: bool) -> Line:
    """``Source: nuernberg.de · grade B, the city’s own site``: in words, for its address may be that of the place to give."""
    return (f"Source: {_source_in_words(recorded, today, occupied=occupied)} · {wording.source_line(recorded.source)}",)


def link_line(initiative: Initiative, today: dt.date) -> Line:
    """What holds of its link."""
    match initiative.checked(today):
        case Verification.VERIFIED:
            until = f" until {initiative.link_expires.short}" if initiative.link_expires else ""
            return (f"Two people have checked its link; the entry shows it{until}.",)
        case Verification.WITHDRAWN:
            return ("Its link is withheld: members reported it, and it is looked at.",)
    return ("No link is shown, because none is verified.",)


def occupied_line(recorded: RecordedInitiative, held: Held) -> Line:
    """``Mariupol is occupied (as of 22 Aug 2026).``"""
    place = recorded.beneficiary.name if recorded.beneficiary else "The place"
    return (f"{place} is occupied (as of {held.as_of.short}).",)


def ways(recorded: RecordedInitiative, held: Held | None) -> tuple[Way, ...]:
    """The buttons: the entry, and all aid for its city, unless that is occupied."""
    entry = Way("Open the entry", "in", "o", (recorded.initiative.initiative_id,))
    city = recorded.beneficiary
    if city is None or (held is not None and held.occupied):
        return (entry,)
    return entry, Way(f"All aid for {city.name}", "ad", "n", (city.city_id,))


def _state(initiative: Initiative, today: dt.date) -> str:
    standing = initiative.standing(today)
    words = "closed" if initiative.state is State.CLOSED else wording.AID_STANDING[standing].lower()
    if standing is Standing.OPEN and initiative.check_by:
        return f"{words}, to be checked again by {initiative.check_by.short}"
    if initiative.last_seen and standing is Standing.LAST_SEEN_ACTIVE:
        return f"{words} in {initiative.last_seen.short}, {age(initiative.last_seen, today)}"
    return f"{words}, last seen {initiative.last_seen.short}" if initiative.last_seen else words


def _source_in_words(recorded: RecordedInitiative, today: dt.date, *, occupied: bool) -> str:
    """The source by its domain, unless a link that is not shown leads to the same one: there the domain would read as the place to give."""
    initiative, source = recorded.initiative, recorded.source
    vouched = initiative.checked(today) in (Verification.VERIFIED, Verification.LISTED) and not occupied
    if vouched or not initiative.link or not _may_be_one_site(initiative.link, source.url):
        return source.domain
    return source.publisher if "." not in source.publisher else OWN_PAGE


def _may_be_one_site(address: str, other: str) -> bool:
    """Whether two addresses end in the same two parts: of one owner, or at least of one registry's."""
    return _ending(address) == _ending(other)


def _ending(address: str) -> list[str]:
    return (urlsplit(address).hostname or "").split(".")[-2:]
