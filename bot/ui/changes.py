"""Changes of entries in words: what stands there now, and what is proposed instead. Ready to be shown, and inert."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from bot.domain import wording
from bot.domain.changes import Change
from bot.domain.dates import PartialDate
from bot.domain.initiatives import Ask, Initiative, Organisation, Purpose, Verification
from bot.domain.pairings import Claim, DateIs, Event, EventKind, Pairing, PairingKind
from bot.domain.places import City, CityName, Level, NameKind
from bot.domain.sources import Source
from bot.domain.tables import BY_NAME, Key
from bot.moderation.typed import CHECKED_ONLY
from bot.store.labels import Names
from bot.ui.inert import inert
from bot.ui.quoting import NONE, address, text

SOURCE = "Source"
TAKEN_OUT = "taken out"
TO_BE_CHECKED = ", to be checked"
"""What follows a link that stays the same, and is to be looked at."""
_TELLING = frozenset({EventKind.LISTED, EventKind.DISCUSSED, EventKind.VISIT, EventKind.STATEMENT, EventKind.AID})
"""Events that do not say how a pairing stands."""
_ADJECTIVES = frozenset({NameKind.FORMER, NameKind.NATIVE, NameKind.OFFICIAL, NameKind.SHORT, NameKind.HISTORICAL})
"""Kinds of names that are no noun: a former name, but an exonym."""
_ADDRESSES = frozenset({"url", "link", "domain"})


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is changed, as it is shown: inert, addresses between backticks, of any length."""

    label: str
    now: str
    """Empty if the entry is new."""
    proposed: str


def changed(changes: Sequence[Change], names: Names, *, given: Collection[int] = ()) -> list[Changed]:
    """What the changes do, one thing after the other. Nothing that they say is left out, but for sources that are in ``given``.

    Args:
        names: what the rows are called that they are about and point to, see :func:`bot.store.labels.names_in`.
        given: the new sources of which the source as it was given, which is shown beside, says all
            (see :func:`bot.moderation.sources_given.said_by`).
    """
    return list(_Words(changes, names, given).all())


@dataclass
class _Words:
    """The changes of one proposal or revision while they are put into words."""

    changes: Sequence[Change]
    names: Names
    given: Collection[int]
    told: dict[int, list[Change]] = field(default_factory=dict)
    """Event to the claims that come or go with it."""
    pairings: set[int] = field(default_factory=set)
    """Of which something happened: if more than one, each is named."""
    edited: int = 0
    """How many entries are changed that stay: if more than one, each is named."""

    def __post_init__(self) -> None:
        whole = {
            (change.key[0], change.after is None)
            for change in self.changes
            if change.table_name == "events" and _is_whole(change)
        }
        for change in self.changes:
            claim = change.entry
            if isinstance(claim, Event) and claim.pairing_id is not None:
                self.pairings.add(claim.pairing_id)
            if isinstance(claim, Claim) and _is_whole(change) and (claim.event_id, change.after is None) in whole:
                self.told.setdefault(claim.event_id, []).append(change)
        self.edited = sum(not _is_whole(change) for change in self.changes)

    def all(self) -> Iterator[Changed]:
        with_event = {id(claim) for claims in self.told.values() for claim in claims}
        for change in sorted(self.changes, key=_comes_along):
            if id(change) in with_event or self._is_given(change):
                continue
            if _is_whole(change):
                yield from self._whole(change)
            else:
                yield from self._edited(change)

    def _is_given(self, change: Change) -> bool:
        source = change.after
        return isinstance(source, Source) and change.before is None and source.source_id in self.given

    # ---- Entries that come or go ------------------------------------------------------------------------------------

    def _whole(self, change: Change) -> Iterator[Changed]:
        gone = change.after is None
        for label, now, words in self._facts(change):
            yield Changed(label, words, TAKEN_OUT) if gone else Changed(label, now, words)

    def _facts(self, change: Change) -> Iterator[tuple[str, str, str]]:
        """What a row says: label, what stands there of it now, and its words."""
        match change.entry:
            case Event() as event:
                yield from self._event(event)
            case Claim() as claim:
                yield from self._claim(claim, "What a source says")
            case Pairing() as pairing:
                yield "Pairing", "", f"{self._name('pairings', change.key)}, {wording.PARTNERS[pairing.kind]}"
                yield from _noted("Note", pairing.note)
            case Initiative() as initiative:
                yield from self._initiative(initiative)
            case CityName() as name:
                yield "Name", "", self._city_name(name)
            case Source() as source:
                yield SOURCE, "", _source(source)
            case City() as city:
                yield "City", "", self._city(city)
            case Organisation() as organisation:
                yield from self._organisation(organisation)
            case entry:
                said = [
                    f"{label_of(column).lower()}: {self._value(change.table_name, column, getattr(entry, column))}"
                    for column in change.fields
                ]
                yield wording.upper_first(change.table.word), "", "; ".join(said)

    def _event(self, event: Event) -> Iterator[tuple[str, str, str]]:
        claims = [claim.entry for claim in self.told.get(event.event_id, ())]
        first = claims[0] if claims and isinstance(claims[0], Claim) else None
        is_new = event.pairing_id is not None and event.pairing_id not in self.names.statuses
        label = "Event" if event.kind in _TELLING or event.pairing_id is None else "Status"
        if len(self.pairings) > 1 and event.pairing_id is not None:
            label = f"{label} of {self._name('pairings', (event.pairing_id,))}"
        now = "" if label.startswith("Event") or is_new else self.names.statuses.get(event.pairing_id or 0, "")
        if event.pairing_id is None:
            about = [self._name("cities", (number,)) for number in (event.city_id, event.other_city_id) if number]
            label = f"Event of {wording.joined(about)}" if about else "Event"
        yield label, inert(now), self._happened(event, first)
        before = NONE if now else ""
        for place, claim in enumerate(claims):
            if isinstance(claim, Claim):
                said = self._said(claim) if place == 0 else self._claim(claim, "What another source says")
                yield from ((label, before, words) for label, _, words in said)

    def _happened(self, event: Event, claim: Claim | None) -> str:
        words = wording.DONE[event.kind]
        if claim is not None and claim.date is not None:
            words += _when(claim.date)
        side = self._name("cities", (event.by_city,)).partition(",")[0] if event.by_city is not None else ""
        decided = text(claim.decided_by).removeprefix("by ") if claim else ""
        if decided:
            words += f" by {decided}" + (f" ({side})" if side and side.casefold() not in decided.casefold() else "")
        elif side:
            words += f" by {side}"
        return f"{words}, {text(claim.condition)}" if claim and claim.condition else words

    def _said(self, claim: Claim) -> Iterator[tuple[str, str, str]]:
        """What a claim says beside when, who and until when."""
        if claim.date_is is not DateIs.REPORTED:
            yield (
                "The date is that of",
                "",
                {"decided": "the decision", "announced": "its announcement"}.get(claim.date_is, "what is claimed"),
            )
        yield from _noted("Exact word", claim.words)
        yield from _noted("Note", claim.note)
        yield from _noted("Where sources disagree", claim.dispute)
        named = self.names.labels.get(("sources", (claim.source_id,)), "") if claim.source_id else ""
        if claim.source_id and not self._source_is_told(claim.source_id):
            yield "Recorded source", "", inert(named) or f"source {claim.source_id}"

    def _claim(self, claim: Claim, label: str) -> Iterator[tuple[str, str, str]]:
        event = self.names.labels.get(("events", (claim.event_id,)), f"event {claim.event_id}")
        parts = [inert(event) + (_when(claim.date) if claim.date else ", no date")]
        parts += [f"by {text(claim.decided_by)}"] if claim.decided_by else []
        parts += [text(claim.condition)] if claim.condition else []
        yield label, "", ", ".join(parts)
        yield from self._said(claim)

    def _source_is_told(self, source_id: int) -> bool:
        """Whether a source is added by these changes, and so shown as such or as what was given."""
        return source_id in self._told_sources

    @cached_property
    def _told_sources(self) -> frozenset[object]:
        return frozenset(change.key[0] for change in self.changes if change.table_name == "sources")

    def _initiative(self, initiative: Initiative) -> Iterator[tuple[str, str, str]]:
        helped = self._name("cities", (initiative.beneficiary_id,)) if initiative.beneficiary_id else ""
        country = self._name("countries", (initiative.country_code,))
        yield "Initiative", "", f"{text(initiative.title)}, for {helped or f'all of {country}'}"
        home = (
            self._name("cities", (initiative.organiser_city_id,))
            if initiative.organiser_city_id
            else inert(initiative.organiser_city)
        )
        on_record = self._name("organisations", (initiative.organisation_id,)) if initiative.organisation_id else ""
        organiser = [text(initiative.organiser), home, f"recorded as {on_record}" if on_record else ""]
        yield "Organiser", "", ", ".join(filter(None, organiser))
        if initiative.link:
            yield "Link", "", _link(initiative)
        helping = [wording.SECTOR[initiative.sector], wording.ASK[initiative.ask] if initiative.ask else ""]
        helping += [_flat(initiative.purpose)] if initiative.purpose is not Purpose.CIVILIAN else []
        yield "Help", "", ", ".join(filter(None, helping))
        dates = {"since": initiative.started, "last seen": initiative.last_seen, "to be checked by": initiative.check_by}
        yield "State", "", ", ".join([_flat(initiative.state), *(f"{word} {date.short}" for word, date in dates.items() if date)])
        yield from _noted("Note", initiative.note)
        if not self._source_is_told(initiative.source_id):
            yield "Recorded source", "", self._name("sources", (initiative.source_id,))

    def _organisation(self, organisation: Organisation) -> Iterator[tuple[str, str, str]]:
        yield "Organisation", "", text(organisation.name)
        if organisation.domain:
            yield "Site", "", address(organisation.domain)
        yield from _in_words("Seat", self._seat(organisation))
        yield from _noted("Register", " ".join(filter(None, [organisation.register_name, organisation.register_number])))
        yield from _noted("What it is", organisation.what)
        if organisation.source_id and not self._source_is_told(organisation.source_id):
            yield "Recorded source", "", self._name("sources", (organisation.source_id,))

    def _seat(self, organisation: Organisation) -> str:
        home = text(organisation.home_city)
        if organisation.home_city_id is not None:
            home = self._name("cities", (organisation.home_city_id,))
        country = self._name("countries", (organisation.country_code,)) if organisation.country_code else ""
        return home if home.endswith(country) else ", ".join(filter(None, [home, country]))

    def _city_name(self, name: CityName) -> str:
        kind = f"{_flat(name.kind)} name" if name.kind in _ADJECTIVES else _flat(name.kind)
        parts = [f"“{text(name.name)}”", f"{kind} of {self._name('cities', (name.city_id,))}"]
        parts += [f"in {inert(name.language)}"] if name.language else []
        parts += [f"until {name.until.short}"] if name.until else []
        parts += [f"by {text(name.decided_by)}"] if name.decided_by else []
        if name.source_id and not self._source_is_told(name.source_id):
            parts.append(f"source: {self._name('sources', (name.source_id,))}")
        return ", ".join(parts)

    def _city(self, city: City) -> str:
        listed = f"GeoNames {city.geonames_id}" if city.geonames_id is not None else "listed by hand"
        parts = [self._name("cities", (city.city_id,)), listed]
        parts += [f"{city.latitude}, {city.longitude}"] if city.latitude is not None and city.longitude is not None else []
        parts += [f"population {city.population:,}"] if city.population is not None else []
        parts += [_flat(city.level)] if city.level is not Level.CITY else []
        return ", ".join([*parts, *([text(city.note)] if city.note else [])])

    # ---- Entries that stay ------------------------------------------------------------------------------------------

    def _edited(self, change: Change) -> Iterator[Changed]:
        before, after = change.before, change.after
        assert before is not None
        assert after is not None
        of = f" of {self._name(change.table_name, change.key)}" if self.edited > 1 else ""
        fields = change.fields
        if isinstance(before, Initiative) and isinstance(after, Initiative) and ("link" in fields or CHECKED_ONLY & {*fields}):
            now, proposed = _link(before), _link(after)
            yield Changed(f"Link{of}", now, f"{proposed}{TO_BE_CHECKED}" if now == proposed else proposed)
            fields = [name for name in fields if name != "link" and name not in CHECKED_ONLY]
        for name in fields:
            now, proposed = (self._value(change.table_name, name, getattr(entry, name)) for entry in (before, after))
            label = _NOUNS.get(name, label_of(name)) if of else label_of(name)
            yield Changed(f"{label}{of}", now, proposed)

    def _value(self, table_name: str, column: str, value: object) -> str:
        target = BY_NAME[table_name].references.get(column)
        if value is None or value == "":
            return NONE
        if target is not None and isinstance(value, int | str):
            return self._name(target, (value,))
        return _plain_value(column, value)

    def _name(self, table_name: str, key: Key | tuple[int | str | None, ...]) -> str:
        """What a row is called; its number if that is not known."""
        plain = tuple(part for part in key if part is not None)
        known = self.names.labels.get((table_name, plain), "")
        return inert(known) or inert(f"{BY_NAME[table_name].word} {' '.join(map(str, plain))}")


def _plain_value(column: str, value: object) -> str:
    match value:
        case PartialDate():
            return value.short
        case PairingKind():
            return wording.PARTNERS[value]
        case Ask():
            return _flat(value)
        case StrEnum():
            return _flat(value)
        case dt.date():
            return value.isoformat()
        case str() if column in _ADDRESSES:
            return address(value)
        case str():
            return text(value)
        case int() if column.endswith("_by"):
            return f"member {value}"
        case int():
            return f"{value:,}" if column == "population" else str(value)
    return inert(str(value))


def _link(initiative: Initiative) -> str:
    """An initiative's link, and what was done to make sure of it."""
    if not initiative.link:
        return NONE
    words = {
        Verification.VERIFIED: f"checked by two people, until {initiative.link_expires.short if initiative.link_expires else 'no day'}",
        Verification.LISTED: "listed on an official page",
        Verification.LAPSED: "its check has lapsed",
        Verification.WITHDRAWN: "withdrawn",
    }.get(initiative.verification, "")
    return f"{address(initiative.link)}, {words}" if words else address(initiative.link)


def _source(source: Source) -> str:
    """Whose it is and how it is graded first: an address of any length may be cut."""
    parts = [text(source.publisher), f"grade {source.grade} ({source.grade.words})"]
    parts += [f"copy of {text(source.copy_of)}"] if source.copy_of else []
    parts.append(source.published.short if source.published else "undated")
    return ", ".join([*parts, address(source.url) if source.url else text(source.citation)])


def _noted(label: str, words: str) -> Iterator[tuple[str, str, str]]:
    yield from _in_words(label, text(words))


def _in_words(label: str, words: str) -> Iterator[tuple[str, str, str]]:
    """What is inert already, if it says something."""
    if words:
        yield label, "", words


def _when(date: PartialDate) -> str:
    """`` on 24 Feb 2023``, `` in Feb 2023``, `` about 1984``, with a blank before."""
    if date.short.startswith(("about ", "perhaps ")):
        return f" {date.short}"
    return f" on {date.short}" if date.day else f" in {date.short}"


_LABELS: Mapping[str, str] = {
    "city_a": "City",
    "city_b": "Other city",
    "by_city": "Whose act it was",
    "ask": "Asks for",
    "check_by": "To be checked by",
    "country_code": "Country",
    "started": "Since",
    "url": "Address",
    "beneficiary_id": "For",
    "what": "What it is",
    "words": "Exact word",
    "dispute": "Where sources disagree",
    "geonames_id": "GeoNames id",
    "until": "Until",
}


_NOUNS: Mapping[str, str] = {
    "beneficiary_id": "Beneficiary",
    "by_city": "Acting city",
    "ask": "Ask",
    "check_by": "Next check",
    "started": "Start",
    "until": "End",
    "last_seen": "Last sighting",
    "what": "Subject",
    "dispute": "Dispute",
}
"""Columns before “of Buses for Kyiv”, where a form's label would not read as a phrase."""


def label_of(column: str) -> str:
    """A column as it is called in a form or a diff: ``last_seen`` → ``Last seen``."""
    return _LABELS.get(column) or wording.upper_first(column.removesuffix("_id").replace("_", " "))


def _flat(word: StrEnum) -> str:
    return str(word).replace("_", " ")


def _comes_along(change: Change) -> bool:
    """Whether a row is added for another's sake; it is told last."""
    return change.before is None and change.table_name in ("cities", "sources")


def _is_whole(change: Change) -> bool:
    """Whether a row comes or goes."""
    return change.before is None or change.after is None
