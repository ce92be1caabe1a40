"""What members suggest, in their words, as changes of entries: a pairing, a status, an initiative, a correction, a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.domain import date_words
from bot.domain.changes import Change, ProposalKind
from bot.domain.dates import PartialDate
from bot.domain.entry import Entry
from bot.domain.initiatives import Ask, Initiative, Organisation, Purpose, Sector, State
from bot.domain.pairings import Claim, EventKind, Pairing, PairingKind
from bot.domain.places import City, NameKind
from bot.domain.tables import BY_NAME
from bot.errors import FieldUnclear, SuggestionUnclear
from bot.moderation.duplicates import NEAR_NAME
from bot.moderation.sources_given import Given, given_source
from bot.moderation.typed import added, edited, field_named, model_of
from bot.store import duplicates, entries, labels, places
from bot.store.database import Connection
from bot.store.entries import Stored

__all__ = [
    "Draft", "Given", "added", "correction", "edited", "given_source", "initiative", "name", "organisation_named", "pairing", "status",
]  # fmt: skip

NO_DATE = frozenset({"", "unknown", "not known", "no date", "none", "-", "?"})
"""What people write where they know no date."""

NEWER_WITH_SOURCE = frozenset({"state", "ask", "purpose", "last_seen", "check_by"})
"""Fields that tell how things stood when a source was written: a newer source takes the older one's place with them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A suggestion as it is to be written down, see :func:`bot.moderation.review.draft`."""

    kind: ProposalKind
    title: str
    changes: tuple[Change, ...]
    source: str
    why: str = ""


def pairing(
    db: Connection,
    one: City,
    other: City,
    pairing_kind: PairingKind,
    event_kind: EventKind,
    date: str,
    decided_by: str,
    source: str,
    today: dt.date,
    *,
    by_city: City | None = None,
    condition: str = "",
    guild_id: int | None = None,
) -> Draft:
    """A tie of two cities that is not recorded yet; if it is, what happened to it.

    Args:
        one, other: places of the catalogue or of the gazetteer; what the catalogue lacks is added.
        date: of what happened, in words; empty if it is not known.
        guild_id: the server in which it is suggested, whose own pairings count as recorded.

    Raises:
        FieldUnclear, SuggestionUnclear: what was typed cannot be kept.
    """
    if one.city_id == other.city_id:
        raise SuggestionUnclear("A pairing needs two different cities. Name the other one.")
    recorded = duplicates.pairings_of(db, one.city_id, other.city_id, guild_id)
    if recorded:
        return status(db, recorded[0], event_kind, date, by_city, decided_by, condition, source, today)
    given = given_source(db, source, today)
    new = _made(
        "pairings",
        pairing_id=entries.new_id(db, "pairings"),
        city_a=min(one.city_id, other.city_id),
        city_b=max(one.city_id, other.city_id),
        kind=pairing_kind,
    )
    assert isinstance(new, Pairing)
    told = _told(db, new, None, event_kind, date, by_city, decided_by, condition, given, today)
    changes = (*_lacking(db, one, other), *_new(given), Change("pairings", None, new), *told)
    return Draft(ProposalKind.PAIRING, f"pairing of {one.name} and {other.name}", changes, source.strip())


def status(
    db: Connection,
    stored: Stored,
    event_kind: EventKind,
    date: str,
    by_city: City | None,
    decided_by: str,
    condition: str,
    source: str,
    today: dt.date,
) -> Draft:
    """Something that happened to a recorded pairing, and who says so.

    Raises:
        FieldUnclear, SuggestionUnclear: what was typed cannot be kept.
    """
    entry = stored.entry
    assert isinstance(entry, Pairing)
    given = given_source(db, source, today)
    told = _told(db, entry, stored.guild_id, event_kind, date, by_city, decided_by, condition, given, today)
    return Draft(ProposalKind.STATUS, f"status of {_pair(db, entry, by_city)}", (*_new(given), *told), source.strip())


def initiative(
    db: Connection,
    beneficiary: City | None,
    country_code: str,
    title: str,
    organiser: str,
    organiser_city: City | None,
    sector: Sector,
    ask: Ask | None,
    link: str,
    source: str,
    today: dt.date,
    *,
    purpose: Purpose = Purpose.CIVILIAN,
) -> Draft:
    """Something that an organiser does for a city, or for a whole country if no city is named.

    What asks for something counts as open, though nobody has checked until when: it is shown as active when last seen. It was last
    seen when its source was published, if that is known; else nothing is said.

    Raises:
        FieldUnclear, SuggestionUnclear: what was typed cannot be kept.
    """
    given = given_source(db, source, today)
    known = organisation_named(db, organiser)
    made = _made(
        "initiatives",
        initiative_id=entries.new_id(db, "initiatives"),
        beneficiary_id=beneficiary.city_id if beneficiary else None,
        country_code=beneficiary.country_code if beneficiary else country_code.strip().upper(),
        title=title,
        sector=sector,
        ask=ask,
        purpose=purpose,
        state=State.OPEN if ask not in (None, Ask.NONE) else State.UNKNOWN,
        last_seen=given.source.published,
        organiser=organiser,
        organiser_city=organiser_city.name if organiser_city else "",
        organiser_city_id=organiser_city.city_id if organiser_city else None,
        organisation_id=known.organisation_id if known else None,
        link=link,
        source_id=given.source.source_id,
    )
    assert isinstance(made, Initiative)
    helped = beneficiary.name if beneficiary else places.countries(db).in_sentence(made.country_code)
    changes = (*_lacking(db, beneficiary, organiser_city), *_new(given), Change("initiatives", None, made))
    return Draft(ProposalKind.INITIATIVE, f"aid for {helped}, “{made.title}”", changes, source.strip())


def correction(db: Connection, stored: Stored, field: str, value: str | City, source: str, today: dt.date) -> Draft:
    """Another value for one field of an entry.

    Another source's word for an event does not take the place of what the first one says: it stands beside it, as a claim of its own.
    A field that no entry of that kind has makes a draft in words only, for a reviewer to work out.

    Args:
        field: the column's name, or its words: ``last seen``.
        value: what is right, as it was typed; for a place a city of the catalogue or the gazetteer.

    Raises:
        FieldUnclear, SuggestionUnclear: what was typed cannot be kept.
    """
    table = BY_NAME[stored.table_name]
    about = labels.of(db, stored.entry)
    column = field_named(table.model, field)
    typed = value.name if isinstance(value, City) else value.strip()
    # A place, a source or an organisation that is named by a word is for the reviewer to find.
    pointing = column in table.references and column.endswith(("_id", "_city", "city_a", "city_b")) and not typed.isdecimal()
    if not column or column in table.key or (pointing and typed and not isinstance(value, City)):
        return Draft(ProposalKind.CORRECTION, f"correction of {about}", (), source.strip(), f"{field.strip()}: {typed}")
    given = given_source(db, source, today)
    values = _values(table.model.model_fields.keys(), column, value)
    title = f"{column.removesuffix('_id').replace('_', ' ')} of {about}"
    lacking = tuple(_lacking(db, value)) if isinstance(value, City) else ()
    change = _corrected(db, stored, values, lacking, today)
    after = change.after
    assert after is not None
    if isinstance(after, Claim) and after.source_id is not None and after.source_id != given.source.source_id:
        own = {"claim_id": entries.new_id(db, "claims"), "event_id": after.event_id, "source_id": given.source.source_id}
        beside = _made("claims", **own, **{column: getattr(after, column)})
        return Draft(
            ProposalKind.CORRECTION, title, (*_new(given), Change("claims", None, beside, stored.guild_id)), source.strip()
        )
    if "source_id" in table.columns and (column in NEWER_WITH_SOURCE or getattr(after, "source_id", None) is None):
        after = after.model_copy(update={"source_id": given.source.source_id})
        change = Change(stored.table_name, stored.entry, after, stored.guild_id)
        return Draft(ProposalKind.CORRECTION, title, (*lacking, *_new(given), change), source.strip())
    return Draft(ProposalKind.CORRECTION, title, (*lacking, change), source.strip())


def name(
    db: Connection,
    city: City,
    name: str,
    kind: NameKind,
    language: str,
    until: str,
    decided_by: str,
    source: str,
    today: dt.date,
) -> Draft:
    """Another name of a city.

    Raises:
        FieldUnclear, SuggestionUnclear: what was typed cannot be kept.
    """
    given = given_source(db, source, today)
    made = _made(
        "city_names",
        city_id=city.city_id,
        name=name,
        kind=kind,
        language=language,
        until=_date(until, today, "until"),
        decided_by=decided_by,
        source_id=given.source.source_id,
    )
    changes = (*_lacking(db, city), *_new(given), Change("city_names", None, made))
    return Draft(ProposalKind.NAME, f"name “{getattr(made, 'name', name)}” of {city.name}", changes, source.strip())


def organisation_named(db: Connection, name: str) -> Organisation | None:
    """The recorded organisation of that name, or of nearly that one (:data:`NEAR_NAME`); the nearest if there are several."""
    known = [stored.entry for stored in entries.every(db, "organisations") if isinstance(stored.entry, Organisation)]
    names = [_plain(each.name) for each in known]
    asked = _plain(name)
    if not asked:
        return None
    found = process.extractOne(asked, names, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR_NAME)
    return known[found[2]] if found else None


def _told(
    db: Connection,
    of: Pairing,
    guild_id: int | None,
    kind: EventKind,
    date: str,
    by_city: City | None,
    decided_by: str,
    condition: str,
    given: Given,
    today: dt.date,
) -> tuple[Change, Change]:
    """An event of a pairing, and what the source says of it."""
    if by_city is not None and by_city.city_id not in (of.city_a, of.city_b):
        raise SuggestionUnclear(
            f"{by_city.name} is no party to this pairing. Name the one of the two whose act it was, or neither."
        )
    event = _made(
        "events",
        event_id=entries.new_id(db, "events"),
        pairing_id=of.pairing_id,
        kind=kind,
        by_city=by_city.city_id if by_city else None,
    )
    claim = _made(
        "claims",
        claim_id=entries.new_id(db, "claims"),
        event_id=getattr(event, "event_id", None),
        source_id=given.source.source_id,
        date=_date(date, today, "date"),
        decided_by=decided_by,
        condition=condition,
    )
    return Change("events", None, event, guild_id), Change("claims", None, claim, guild_id)


def _pair(db: Connection, of: Pairing, first: City | None) -> str:
    """The two cities in words: whose act it was before the other, else in the order of their names."""
    cities = (places.city(db, city_id) for city_id in (of.city_a, of.city_b))
    found = [city for city in cities if city is not None]
    found.sort(key=lambda city: (first is not None and city.city_id != first.city_id, city.name))
    return " and ".join(city.name for city in found)


def _values(columns: Iterable[str], column: str, value: str | City) -> dict[str, str]:
    """The texts that a corrected field puts into an entry: a place comes with its name, or its country."""
    known = set(columns)
    if not isinstance(value, City):
        text = "" if "date" in column and value.strip().casefold() in NO_DATE else value
        # A place that is typed and not found is a name only.
        return {column: text} | ({f"{column}_id": ""} if f"{column}_id" in known else {})
    number = column if column.endswith("_id") or column in ("by_city", "city_a", "city_b") else f"{column}_id"
    if number not in known:
        return {column: value.name}
    values = {number: str(value.city_id)}
    if number.removesuffix("_id") in known:
        values[number.removesuffix("_id")] = value.name
    if number == "beneficiary_id":
        values["country_code"] = value.country_code
    return values


def _corrected(db: Connection, stored: Stored, values: dict[str, str], lacking: tuple[Change, ...], today: dt.date) -> Change:
    """The change of the entry; a place that is added with it counts as recorded."""
    new = {str(change.key[0]) for change in lacking}
    later = {
        field: int(text) for field, text in values.items() if text in new and BY_NAME[stored.table_name].references.get(field)
    }
    change = edited(db, stored, {field: text for field, text in values.items() if field not in later}, today)
    assert change.after is not None
    if not later:
        return change
    after = model_of(BY_NAME[stored.table_name], change.after.model_dump() | later)
    return Change(stored.table_name, stored.entry, after, stored.guild_id)


def _made(table_name: str, **values: object) -> Entry:
    return model_of(BY_NAME[table_name], values)


def _new(given: Given) -> tuple[Change, ...]:
    return (given.change,) if given.change is not None else ()


def _lacking(db: Connection, *cities: City | None) -> Iterable[Change]:
    """Those of the places that the catalogue has not, to be added as the gazetteer has them."""
    for city in {each.city_id: each for each in cities if each is not None}.values():
        if entries.find(db, "cities", (city.city_id,)) is None:
            yield Change("cities", None, city)


def _date(text: str, today: dt.date, field: str) -> PartialDate | None:
    if text.strip().casefold() in NO_DATE:
        return None
    try:
        return date_words.spelt(text, today)
    except ValueError as error:
        raise FieldUnclear({field: str(error)}) from error


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
