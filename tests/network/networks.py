"""Small networks for the tests: a store of ties in memory, and hypothesis' ways of drawing one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

from bot.domain.dates import PartialDate
from bot.domain.pairings import PairingKind, Status
from bot.domain.sources import Grade
from bot.network.graph import Graph
from bot.network.reading import read
from bot.network.ties import Changes, Facts, Place, Tie

TODAY = dt.date(2026, 11, 22)

ACTIVE = Facts(
    PairingKind.SISTER_CITY,
    Status.ACTIVE,
    PartialDate("1991"),
    PartialDate("1991"),
    PartialDate("2025"),
    Grade.C,
    listed_only=False,
)
"""A tie of which a directory says that it stands."""


@dataclass
class TiesInMemory:
    """What the network needs of the store, without one."""

    places_by_id: dict[int, Place] = field(default_factory=dict)
    ties_by_id: dict[int, Tie] = field(default_factory=dict)
    version: Hashable = 0
    changes: Changes | None = None
    """What :meth:`changes_since` answers, whatever the version."""

    def places(self) -> Iterable[Place]:
        return [self.places_by_id[city_id] for city_id in sorted(self.places_by_id)]

    def ties(self) -> Iterable[Tie]:
        return [self.ties_by_id[pairing_id] for pairing_id in sorted(self.ties_by_id)]

    def changes_since(self, version: Hashable) -> Changes | None:
        return self.changes

    def put(self, changes: Changes) -> None:
        """Let the changes happen."""
        self.places_by_id.update({place.city_id: place for place in changes.places})
        for pairing_id, tie in changes.ties.items():
            if tie is None:
                self.ties_by_id.pop(pairing_id, None)
            else:
                self.ties_by_id[pairing_id] = tie

    def read(self) -> Graph:
        return read(self, TODAY)


def store_of(*ties: Tie, places: Iterable[Place] = ()) -> TiesInMemory:
    """A store of these ties. A place that is not given is a city of a million in Ukraine."""
    given = {place.city_id: place for place in places}
    named = {city_id: place(city_id) for tie in ties for city_id in (tie.one, tie.other)}
    return TiesInMemory({**named, **given}, {tie.pairing_id: tie for tie in ties})


def network(*ties: Tie, places: Iterable[Place] = ()) -> Graph:
    """The network of these ties."""
    return store_of(*ties, places=places).read()


def place(city_id: int, country_code: str = "UA", population: int | None = 1_000_000, *, large: bool = False) -> Place:
    return Place(city_id, country_code, population, large)


def facts(status: str = "active", grade: str | None = "C", as_of: str | None = "2025", kind: str = "sister_city") -> Facts:
    """What is known of a tie, of which only some matters."""
    date = PartialDate(as_of) if as_of else None
    return ACTIVE._replace(kind=PairingKind(kind), status=Status(status), grade=Grade(grade) if grade else None, as_of=date)


def tie(one: int, other: int, known: Facts = ACTIVE, pairing_id: int | None = None) -> Tie:
    """A tie of two places; its pairing is ``1002`` for the places 1 and 2 if nothing else is said."""
    first, second = min(one, other), max(one, other)
    return Tie(pairing_id or 1000 * first + second, first, second, known)


KNOWN = st.builds(
    facts,
    st.sampled_from([str(status) for status in Status]),
    st.sampled_from([*"ABCDE", None]),
    st.sampled_from(["2025", "2003", None]),
)


@st.composite
def stores(draw: st.DrawFn, most_places: int = 9) -> TiesInMemory:
    """Any small network: some places, each pair of them with a tie or without."""
    ids = range(1, draw(st.integers(2, most_places)) + 1)
    pairs = [(one, other) for one in ids for other in ids if one < other]
    tied = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2 * most_places))
    return store_of(*(tie(*pair, draw(KNOWN)) for pair in tied), places=[draw(_place(city_id)) for city_id in ids])


@st.composite
def changes(draw: st.DrawFn, store: TiesInMemory) -> Changes:
    """Any changes of a store: ties that come, go, or are told anew, places that come or are told anew."""
    last = max(store.places_by_id)
    changed_places = {city_id: draw(_place(city_id)) for city_id in draw(st.sets(st.integers(1, last + 2), max_size=4))}
    ids = sorted({*store.places_by_id, *changed_places})
    pairs = draw(
        st.lists(st.sampled_from([(one, other) for one in ids for other in ids if one < other]), unique=True, max_size=5)
    )
    changed: Mapping[int, Tie | None] = {
        tie(*pair).pairing_id: draw(st.one_of(st.none(), st.builds(tie, st.just(pair[0]), st.just(pair[1]), KNOWN)))
        for pair in pairs
    }
    return Changes(tuple(changed_places.values()), changed)


def _place(city_id: int) -> st.SearchStrategy[Place]:
    populations = st.sampled_from([None, 0, 900, 30_000, 31_000, 900_000, 10_000_000])
    return st.builds(place, st.just(city_id), st.sampled_from(["DE", "UA", "US"]), populations, large=st.booleans())
