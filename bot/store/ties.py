"""The ties for the network: each pairing with its status, read fast enough for a million of them, and what has changed since.

A status is derived by :func:`bot.domain.standing.standing` alone. Most pairings are told in the same few ways ("listed in a directory
in 2016"), so it is asked once for each way of telling, and the answer holds for all pairings that are told so: a million
cost seconds, and no status is stored that could be out of date.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import sqlite3
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from bot.domain.dates import PartialDate
from bot.domain.initiatives import Ask, Initiative, Purpose, Standing, State
from bot.domain.pairings import Claim, DateIs, Event, EventKind, PairingKind
from bot.domain.places import City, Control, Level, distance_km
from bot.domain.sources import Grade, Source
from bot.domain.standing import RecordedEvent, SourcedClaim, standing
from bot.network.match import Needs
from bot.network.ties import Changes, Facts, Place, Tie, is_large
from bot.store import bulk_changes, places
from bot.store.rows import columns, entry

UPDATED_AT_MOST = 2000
"""Of more changed rows than these it is not looked up one by one what they concern."""

WAYS_KEPT = 200_000
"""So many ways of telling are kept in mind; a catalogue with more is slower, not larger in memory."""

BOXES = (2.0, 10.0, 40.0, 180.0)
"""Degrees to each side within which a near city is looked for. The last holds the world."""
KM_A_DEGREE = 111.0
"""Of latitude, rounded down."""

_SEEN_IN = "(pairing.guild_id IS NULL OR pairing.guild_id = :guild)"
_TOLD = """SELECT pairing.pairing_id, city_a, city_b, pairing.kind, event.event_id, event.kind, by_city, claim_id, date, date_is, grade
    FROM pairing LEFT JOIN event ON event.pairing_id = pairing.pairing_id
    LEFT JOIN claim ON claim.event_id = event.event_id LEFT JOIN source ON source.source_id = claim.source_id
    WHERE {chosen} ORDER BY pairing.pairing_id"""

_EITHER, _BY_A, _BY_B, _BY_ANOTHER = range(4)
_Row = tuple[Any, ...]
_Way = tuple[Any, ...]
"""How a pairing is told: its kind, and of each event the kind, the side, and of each claim date, what it is the date of, and grade."""


class StoredTies:
    """The store's side of :class:`bot.network.ties.Ties`: the shared catalogue as one transaction sees it.

    Args:
        db: within a transaction, so that all that is read belongs together.
        today: the day for which a status is derived.
    """

    def __init__(self, db: sqlite3.Connection, today: dt.date) -> None:
        self._db, self._today = db, today
        self._ways: dict[_Way, Facts] = {}

    @property
    def version(self) -> Hashable:
        """The newest revision, and which catalogue was loaded below all of them."""
        return bulk_changes.state_of(self._db)

    def places(self) -> Iterator[Place]:
        """Every place of the catalogue, by rising id."""
        return self._places("TRUE", {})

    def ties(self) -> Iterator[Tie]:
        """Every pairing that all servers share, by rising id."""
        return self._told("pairing.guild_id IS NULL", {})

    def own(self, guild_id: int) -> Changes:
        """A server's own pairings, to be laid over the network for an answer in that server."""
        ties = self._told("pairing.guild_id = :guild", {"guild": guild_id})
        return Changes((), {tie.pairing_id: tie for tie in ties})

    def changes_since(self, version: Hashable) -> Changes | None:
        """What was changed by revisions since; ``None`` if another catalogue was loaded, a place taken out, or much was changed."""
        match version, self.version:
            case ((int() as revision, str() | None as catalogue), (_, now)) if catalogue == now:
                return self._changes_since(revision)
        return None

    def _changes_since(self, revision: int) -> Changes | None:
        rows = self._db.execute(
            """SELECT table_name, before, after FROM revision_change
               WHERE revision_id > :revision AND guild_id IS NULL LIMIT :most""",
            {"revision": revision, "most": UPDATED_AT_MOST + 1},
        ).fetchall()
        if len(rows) > UPDATED_AT_MOST:
            return None
        touched = _Touched(rows)
        places = [place for city_id in sorted(touched.cities) for place in self._places("city_id = :city", {"city": city_id})]
        pairings = self._pairings(touched)
        if len(places) < len(touched.cities) or len(pairings) > UPDATED_AT_MOST:
            return None
        return Changes(tuple(places), {pairing_id: self._tie(pairing_id) for pairing_id in pairings})

    def _pairings(self, touched: _Touched) -> set[int]:
        """The pairings whose status the changed rows may bear on."""
        found = set(touched.pairings)
        for event_id in touched.events:
            rows = self._db.execute("SELECT pairing_id FROM event WHERE event_id = :event", {"event": event_id})
            found.update(pairing_id for (pairing_id,) in rows if pairing_id is not None)
        if touched.regraded:
            # One pass over all claims: no index leads from a source to them, and few are ever graded anew.
            named = {f"source_{place}": source_id for place, source_id in enumerate(sorted(touched.regraded))}
            rows = self._db.execute(
                f"""SELECT DISTINCT pairing_id FROM claim JOIN event USING (event_id) JOIN pairing USING (pairing_id)
                    WHERE guild_id IS NULL AND source_id IN ({", ".join(f":{name}" for name in named)}) LIMIT :most""",
                {**named, "most": UPDATED_AT_MOST + 1},
            )
            found.update(pairing_id for (pairing_id,) in rows)
        return found

    def _tie(self, pairing_id: int) -> Tie | None:
        chosen = "pairing.pairing_id = :pairing AND pairing.guild_id IS NULL"
        return next(self._told(chosen, {"pairing": pairing_id}), None)

    def _places(self, chosen: str, given: Mapping[str, Any]) -> Iterator[Place]:
        rows = _plain(self._db).execute(
            f"SELECT city_id, country_code, population, level FROM city WHERE {chosen} ORDER BY city_id", given
        )
        large = {str(level) for level in Level if is_large(level)}
        return (Place(city_id, country, population, level in large) for city_id, country, population, level in rows)

    def _told(self, chosen: str, given: Mapping[str, Any]) -> Iterator[Tie]:
        rows = _plain(self._db).execute(_TOLD.format(chosen=chosen), given)
        for pairing_id, told in groupby(rows, itemgetter(0)):
            of_pairing = list(told)
            _, one, other, *_ = of_pairing[0]
            yield Tie(pairing_id, one, other, self._facts(_way(of_pairing)))

    def _facts(self, way: _Way) -> Facts:
        found = self._ways.get(way)
        if found is None:
            if len(self._ways) >= WAYS_KEPT:
                self._ways.clear()
            found = self._ways[way] = _derived(way, self._today)
        return found


class _Touched:
    """What the changed rows name, before and after."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self.pairings: set[int] = set()
        self.events: set[int] = set()
        self.regraded: set[int] = set()
        """Sources that were given another grade; of a new one the claims are new too."""
        self.cities: set[int] = set()
        for table_name, *texts in rows:
            stages = [json.loads(text) for text in texts if text is not None]
            for row in stages:
                self._take(table_name, row)
            if table_name == "sources" and len({row["grade"] for row in stages}) > 1:
                self.regraded.add(stages[0]["source_id"])

    def _take(self, table_name: str, row: Mapping[str, Any]) -> None:
        if table_name in ("pairings", "events") and "pairing_id" in row:
            # An event of a city alone names none.
            self.pairings.add(row["pairing_id"])
        elif table_name == "claims":
            self.events.add(row["event_id"])
        elif table_name == "cities":
            self.cities.add(row["city_id"])


def needs(db: sqlite3.Connection, today: dt.date, guild_id: int | None = None) -> Needs:
    """Which places are in need, as a member of that server sees it."""
    open_today: dict[int, int] = {}
    for row in db.execute(
        f"""SELECT {columns(Initiative, "initiative")} FROM initiative
            WHERE beneficiary_id IS NOT NULL AND state = :open AND ask IS NOT NULL AND ask <> :nothing AND purpose = :civilian
              AND (guild_id IS NULL OR guild_id = :guild)""",
        {"open": str(State.OPEN), "nothing": str(Ask.NONE), "civilian": str(Purpose.CIVILIAN), "guild": guild_id},
    ):
        initiative = entry(Initiative, row)
        if initiative.beneficiary_id is not None and initiative.standing(today) is Standing.OPEN:
            open_today[initiative.beneficiary_id] = open_today.get(initiative.beneficiary_id, 0) + 1
    # Of the words on a place the newest counts; of those of one day that of the older source, as in `places.held`.
    control = dict(db.execute("SELECT city_id, control FROM occupation ORDER BY rtrim(as_of, '?~%'), source_id DESC").fetchall())
    fought_over = {str(Control.HOSTILITIES), str(Control.POSSIBLE_HOSTILITIES)}
    at_the_front = ((city_id, places.held(db, city_id)) for city_id, word in control.items() if word in fought_over)
    return Needs(
        open_today,
        {city_id: held for city_id, held in at_the_front if held is not None},
        frozenset(city_id for city_id, word in control.items() if word == Control.OCCUPIED),
    )


def nearest_tied(db: sqlite3.Connection, near: City, guild_id: int | None = None) -> City | None:
    """The city nearest to ``near`` of which a member of that server sees a pairing; ``None`` if it is not known where ``near`` lies.

    Looked for in boxes, each wider than the one before, so that few rows are weighed.
    """
    if near.latitude is None or near.longitude is None:
        return None
    for degrees in BOXES:
        rows = db.execute(
            f"""SELECT {columns(City, "city")} FROM city
                WHERE latitude BETWEEN :south AND :north
                  AND (abs(longitude - :east) <= :width OR abs(longitude - :east) >= 360 - :width) AND city_id <> :city
                  AND (EXISTS (SELECT 1 FROM pairing WHERE city_a = city_id AND {_SEEN_IN})
                    OR EXISTS (SELECT 1 FROM pairing WHERE city_b = city_id AND {_SEEN_IN}))""",
            {
                "south": near.latitude - degrees, "north": near.latitude + degrees, "east": near.longitude,
                "width": _width(near.latitude, degrees), "city": near.city_id, "guild": guild_id,
            },
        )  # fmt: skip
        cities = [entry(City, row) for row in rows]
        nearest = min(cities, key=lambda city: (_apart(near, city), city.city_id), default=None)
        # What is farther than the box is wide may be farther than something beside the box.
        if nearest is not None and (degrees == BOXES[-1] or _apart(near, nearest) <= degrees * KM_A_DEGREE):
            return nearest
    return None


def _width(latitude: float, degrees: float) -> float:
    """How many degrees of longitude to each side a circle of so many degrees takes; over a pole it takes all.

    Source: http://janmatuschek.de/LatitudeLongitudeBoundingCoordinates (the meridians that are tangent to the circle).
    """
    if abs(latitude) + degrees >= 90:
        return 180.0
    return math.degrees(math.asin(math.sin(math.radians(degrees)) / math.cos(math.radians(latitude))))


def _apart(one: City, other: City) -> float:
    kilometres = distance_km(one, other)
    return math.inf if kilometres is None else kilometres


def _plain(db: sqlite3.Connection) -> sqlite3.Cursor:
    """A cursor whose rows are tuples, at half the cost of rows that know their columns by name."""
    cursor = db.cursor()
    cursor.row_factory = None
    return cursor


def _way(rows: list[_Row]) -> _Way:
    """How a pairing is told, by all that bears on its status and by nothing else, so that pairings told alike are alike."""
    _, one, other, kind, event_id, *_ = rows[0]
    if event_id is None:
        return (kind,)
    if len(rows) == 1:
        _, _, _, _, _, event_kind, by, *claim = rows[0]
        return kind, (event_kind, _side(by, one, other), tuple(claim[1:]))
    events = []
    # In the order of their ids, which decides between events of one day and between claims of one worth.
    for _, of_event in groupby(sorted(rows, key=lambda row: (row[4], row[7] or 0)), itemgetter(4)):
        claims = list(of_event)
        events.append((claims[0][5], _side(claims[0][6], one, other), *(row[8:] for row in claims)))
    return kind, *events


def _side(by: int | None, one: int, other: int) -> int:
    if by is None:
        return _EITHER
    return _BY_A if by == one else _BY_B if by == other else _BY_ANOTHER


def _derived(way: _Way, today: dt.date) -> Facts:
    """What is known of every pairing that is told so."""
    kind, *told = way
    events = [_event(number, *event) for number, event in enumerate(told, 1)]
    stands = standing(events, today)
    grades = [said.source.grade for event in events for said in event.claims if said.source is not None]
    return Facts(
        PairingKind(kind), stands.status, stands.since, stands.signed.date if stands.signed else None, stands.as_of,
        min(grades, default=None), stands.listed_only,
    )  # fmt: skip


def _event(number: int, kind: str, side: int, *claims: tuple[str | None, Any, str | None]) -> RecordedEvent:
    """An event as the rule needs it: what it does not ask for is left empty. Its sides are numbered, for it compares them only."""
    event = Event.model_construct(event_id=number, kind=EventKind(kind), by_city=side or None, pairing_id=None)
    # An event without any claim comes as one row whose claim is empty.
    said = (_claim(place, *claim) for place, claim in enumerate(claims, 1) if claim[1] is not None)
    return RecordedEvent.of(event, said)


def _claim(number: int, date: str | None, date_is: str, grade: str | None) -> SourcedClaim:
    dated = PartialDate(date) if date else None
    claim = Claim.model_construct(claim_id=number, event_id=number, date=dated, date_is=DateIs(date_is))
    return SourcedClaim(claim, _SOURCES[grade] if grade else None)


_SOURCES = {str(grade): Source.model_construct(source_id=1, publisher="", grade=grade) for grade in Grade}
"""All that the rule asks of a source is its grade."""
