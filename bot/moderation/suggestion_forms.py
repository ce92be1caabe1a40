"""What members write into a form, taken apart: when and by whom, until when, which page; and the suggestion that it makes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.initiatives import Ask, Sector
from bot.domain.pairings import EventKind, PairingKind
from bot.domain.places import City, NameKind
from bot.errors import SuggestionUnclear
from bot.moderation import suggestions
from bot.moderation.suggestions import Draft
from bot.store import duplicates
from bot.store.database import Connection
from bot.store.entries import Stored

ASKS = "ask-"
"""Before the value of an :class:`Ask`, where sorts of help stand in one list with what is asked for."""
_BY = re.compile(r"(?:^|[\s,;]+)(?:by|durch|von)\s+", re.IGNORECASE)
_CONDITION = re.compile(r"[\s,;]+(?=(?:until|unless|as long as|while|for as long)\b)", re.IGNORECASE)
_HOME = re.compile(r"^(?P<name>.+?)\s*\((?P<city>[^()]+)\)\s*$")
_PAGE = re.compile(r"^\s*(?:its\s+)?(?:own\s+)?(?:page|link|site|website)\s*:\s*", re.IGNORECASE)


class Suggested(StrEnum):
    """What a form is about."""

    PAIRING = "pairing"
    STATUS = "status"
    INITIATIVE = "initiative"
    CORRECTION = "correction"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was filled in, with the cities that its names mean."""

    kind: Suggested
    values: Mapping[str, str]
    cities: Mapping[str, City]
    """By part: ``one`` and ``other`` of a pair, else ``city``; ``home`` of an organiser."""
    country_code: str = ""
    """Where a whole country is meant."""
    entry: Stored | None = None
    """What a correction is about."""

    def said(self, field: str) -> str:
        return self.values.get(field, "").strip()


def suggestion(db: Connection, form: Filled, guild_id: int | None, today: dt.date) -> Draft:
    """The suggestion that a form makes.

    Args:
        guild_id: the server in which it is suggested, whose own entries count as recorded.

    Raises:
        ChangeRefused: what was typed cannot be kept; ``str()`` of it says what to write.
    """
    match form.kind:
        case Suggested.PAIRING:
            return _pairing(db, form, guild_id, today)
        case Suggested.STATUS:
            return _status(db, form, guild_id, today)
        case Suggested.INITIATIVE:
            return _initiative(db, form, today)
        case Suggested.CORRECTION:
            assert form.entry is not None
            return suggestions.correction(db, form.entry, form.said("field"), form.said("value"), form.said("source"), today)
        case Suggested.NAME:
            until, decided_by = date_and_decider(form.said("until"))
            return suggestions.name(
                db,
                form.cities["city"],
                form.said("name"),
                NameKind(form.said("kind")),
                "",
                until,
                decided_by,
                form.said("source"),
                today,
            )


def date_and_decider(text: str) -> tuple[str, str]:
    """``1 March 1991, by the city council`` → the date and who decided; either may be missing."""
    found = _BY.search(text)
    return (text[: found.start()].strip(" ,;"), text[found.end() :].strip(" ,;")) if found else (text.strip(" ,;"), "")


def decider_and_condition(text: str) -> tuple[str, str]:
    """``the mayor of Houston, until hostilities end`` → who decided and on what condition."""
    plain = _BY.sub("", text, count=1) if _BY.match(text) else text
    parts = _CONDITION.split(f" {plain}", maxsplit=1)
    return parts[0].strip(" ,;"), parts[1].strip(" ,;") if len(parts) > 1 else ""


def organiser_and_home(text: str) -> tuple[str, str]:
    """``Partnerschaftsverein (Nuremberg)`` → the organiser and its city, which may be missing."""
    found = _HOME.match(text)
    return (found["name"], found["city"]) if found else (text, "")


def source_and_page(text: str) -> tuple[str, str]:
    """The source, and on a line of its own the page of what it is about, if one is given."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marked = [line for line in lines if _PAGE.match(line)]
    page = (
        _PAGE.sub("", marked[0])
        if marked
        else lines[1]
        if len(lines) == 2 and lines[1].startswith(("https://", "http://"))
        else ""
    )
    source = " ".join(line for line in lines if line not in marked and line != page)
    if page and not page.startswith(("https://", "http://")):
        page = f"https://{page}"
    return source or page, page


def _acting(decided_by: str, one: City, other: City) -> City | None:
    """Whose act it was, if what is said of who decided names one of the two alone."""
    named = [city for city in (one, other) if re.search(rf"(?<!\w){re.escape(city.name)}(?!\w)", decided_by, re.IGNORECASE)]
    return named[0] if len(named) == 1 else None


def _pairing(db: Connection, form: Filled, guild_id: int | None, today: dt.date) -> Draft:
    date, who = date_and_decider(form.said("when"))
    decided_by, condition = decider_and_condition(who)
    one, other = form.cities["one"], form.cities["other"]
    return suggestions.pairing(
        db, one, other, PairingKind(form.said("tie")), EventKind(form.said("happened")), date, decided_by, form.said("source"), today,
        by_city=_acting(decided_by, one, other), condition=condition, guild_id=guild_id,
    )  # fmt: skip


def _status(db: Connection, form: Filled, guild_id: int | None, today: dt.date) -> Draft:
    decided_by, condition = decider_and_condition(form.said("who"))
    one, other = form.cities["one"], form.cities["other"]
    recorded = duplicates.pairings_of(db, one.city_id, other.city_id, guild_id)
    if not recorded:
        raise SuggestionUnclear(
            f"No pairing of {one.name} and {other.name} is recorded, so its status cannot change. Suggest the pairing itself: suggest pairing."
        )
    acting = _acting(decided_by, one, other)
    happened = EventKind(form.said("happened"))
    return suggestions.status(
        db, recorded[0], happened, form.said("when"), acting, decided_by, condition, form.said("source"), today
    )


def _initiative(db: Connection, form: Filled, today: dt.date) -> Draft:
    chosen = form.said("help").split(",")
    sectors = [Sector(word) for word in chosen if word and not word.startswith(ASKS)]
    asks = [Ask(word.removeprefix(ASKS)) for word in chosen if word.startswith(ASKS)]
    if len(sectors) != 1 or len(asks) > 1:
        raise SuggestionUnclear("Choose one sort of help, and beside it at most one thing that is asked for.")
    source, page = source_and_page(form.values.get("source", ""))
    organiser = organiser_and_home(form.said("organiser"))[0] if "home" in form.cities else form.said("organiser")
    return suggestions.initiative(
        db, form.cities.get("city"), form.country_code, form.said("title"), organiser, form.cities.get("home"), sectors[0],
        asks[0] if asks else None, page, source, today,
    )  # fmt: skip
