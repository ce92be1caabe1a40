"""decisions.csv and events.csv -> what happened to the ties."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import combinations

from bot.domain.dates import PartialDate
from bot.domain.pairings import DateIs, EventKind, PairingKind
from bot.domain.places import Level
from scripts.catalogue.drafts import Said, Ties, hand_written, pair_of
from scripts.catalogue.facts import Fact
from scripts.catalogue.places import Places
from scripts.catalogue.sources import Sources
from scripts.catalogue.wording import partial, phrase, remark_on, sentence, without_weakness

_BOTH = re.compile(
    r"^(both|mayors|deputy mayors|.* and (the )?(head|deputy|first deputy|leader|governor|mayor)\b.*|state and oblast|by a|declaration|treaty)",
    re.IGNORECASE,
)
_MUTUAL = frozenset({EventKind.SIGNED, EventKind.RENEWED, EventKind.VISIT, EventKind.AID})
NOTHING = "-"
"""In a hand table: the note says nothing that the other columns do not."""
_OF_PLACES = frozenset({EventKind.VISIT, EventKind.AID, EventKind.STATEMENT})
"""These do not show that the two cities have a tie."""
_AS_KIND = {"reaffirmed": EventKind.RENEWED, "formed": EventKind.SIGNED}
_TIE_KINDS = (
    (re.compile(r"memorandum"), PairingKind.MEMORANDUM),
    (re.compile(r"solidarity (pact|partnership)|pact for solidarity", re.IGNORECASE), PairingKind.SOLIDARITY_PACT),
    (re.compile(r"friendship", re.IGNORECASE), PairingKind.FRIENDSHIP),
    (re.compile(r"partnership|cooperation agreement|agreement on cooperation"), PairingKind.PARTNERSHIP),
)


@dataclass
class DecisionReader:
    """Puts the rows of decisions.csv and events.csv into the ties."""

    places: Places
    sources: Sources
    ties: Ties
    _written: dict[tuple[str, ...], list[dict[str, str]]] = field(
        default_factory=lambda: hand_written("acts", "city_a", "city_b", "event", "date")
    )
    _events: dict[tuple[str, ...], list[dict[str, str]]] = field(default_factory=lambda: hand_written("events", "date", "cities"))
    _cities: dict[tuple[str, ...], list[dict[str, str]]] = field(default_factory=lambda: hand_written("event_cities", "name"))
    used: set[tuple[str, ...]] = field(default_factory=set)
    new_pairs: list[str] = field(default_factory=list)

    def read(self, fact: Fact) -> None:
        """One decision."""
        one = self.places.find(fact["city_a"], fact["region_a"], fact["country_a"], fact["city_b"])
        other = self.places.find(fact["city_b"], fact["region_b"], fact["country_b"], fact["city_a"])
        key = (fact["city_a"], fact["city_b"], fact["event"], fact["date"])
        own = (self._written.get(key) or [{}])[0]
        if own:
            self.used.add(key)
        kind = EventKind(own.get("kind") or _AS_KIND.get(fact["event"]) or fact["event"])
        if pair_of(one, other) not in self.ties.pairs:
            self.new_pairs.append(f"{fact['city_a']}–{fact['city_b']}")
        tie = self.ties.tie(one, other)
        if not tie.kinds:
            tie.kinds.append(self._kind(fact, one, other))
        remark, weak = without_weakness(fact["note"])
        said = Said(
            self.sources.of(own.get("source") or fact["source_url"], weak=weak), [fact.origin],
            partial((own.get("on") or fact["date"]).removeprefix(NOTHING)),
            DateIs(fact["date_is"] or "reported"), phrase("decided_by", fact["decided_by"]), phrase("words", fact["words"]),
            own.get("condition") or phrase("condition", fact["condition"]), act=own.get("act", ""),
        )  # fmt: skip
        said.note = own.get("note") or " ".join(
            filter(None, (remark_on("decided_by", fact["decided_by"]), remark_on("words", fact["words"]), sentence(remark)))
        )
        said.by_city = self._whose(fact, kind, own.get("by", ""), one, other)
        tie.said[kind].append(said)
        if own.get("signed"):
            tie.said[EventKind.SIGNED].append(Said(said.source_id, [fact.origin], partial(own["signed"])))

    def unused(self) -> list[tuple[str, ...]]:
        """Rows of the hand tables that fit no fact."""
        return sorted((self._written.keys() | self._events.keys()) - self.used)

    def _whose(self, fact: Fact, kind: EventKind, by: str, one: int, other: int) -> int | None:
        if by:
            return {"a": one, "b": other, "both": None}[by]
        if kind in _MUTUAL or _BOTH.match(fact["decided_by"]):
            return None
        return one

    def _kind(self, fact: Fact, one: int, other: int) -> PairingKind:
        if {self.places.cities[one].level, self.places.cities[other].level} == {Level.REGION}:
            return PairingKind.REGION
        return next((kind for shape, kind in _TIE_KINDS if shape.search(fact["words"])), PairingKind.SISTER_CITY)

    def read_event(self, fact: Fact) -> None:
        """One dated event, which may be of several pairs."""
        row = (self._events.get((fact["date"], fact["cities"])) or [{}])[0]
        self.used.add((fact["date"], fact["cities"]))
        kind = EventKind(row.get("kind") or _AS_KIND.get(fact["event"]) or fact["event"])
        cities = [self._city(name) for name in filter(None, map(str.strip, fact["cities"].split(";")))]
        first = cities[0] if cities else None
        by = None if kind in _MUTUAL or kind is EventKind.STATEMENT else first
        if row.get("by"):
            by = None if row["by"] == "none" else self._city(row["by"])
        pairs, alone = self._pairs(kind, cities, row.get("pairs", ""))
        for pair in pairs:
            tie = self.ties.tie(*pair)
            if not tie.kinds:
                self.new_pairs.append(f"event {fact['cities']}")
                tie.kinds.append(PairingKind.SISTER_CITY)
            tie.said[kind].append(self._said(fact, row, by if by in pair else None))
        for city, other in alone:
            self.ties.loose.append((kind, city, other, self._said(fact, row, None)))

    def _pairs(
        self, kind: EventKind, cities: list[int], rule: str
    ) -> tuple[list[tuple[int, int]], list[tuple[int | None, int | None]]]:
        """The pairs to which it happened, and the cities to which it happened without a recorded pairing."""
        if not cities:
            return [], [(None, None)]
        first, others = cities[0], cities[1:]
        if rule == "first" or (len(others) == 1 and kind not in _OF_PLACES):
            return [(first, other) for other in others], []
        if rule == "none" or not others:
            return [], [(city, None) for city in cities]
        if rule == "with first" or len(others) == 1:
            told = [other for other in others if pair_of(first, other) in self.ties.pairs]
            return [(first, other) for other in told], [(first, other) for other in others if other not in told]
        return [pair for pair in combinations(cities, 2) if pair_of(*pair) in self.ties.pairs], []

    def _said(self, fact: Fact, row: dict[str, str], by: int | None) -> Said:
        remark, weak = without_weakness(fact["note"])
        date: PartialDate | None = partial(fact["date"])
        return Said(
            self.sources.of(fact["source_url"], weak=weak), [fact.origin], date, DateIs(row.get("date_is") or "reported"),
            decided_by=row.get("decided_by", ""), words=row.get("words", ""), condition=row.get("condition", ""),
            note=(row.get("note") or sentence(remark)).removeprefix(NOTHING), by_city=by, act=row.get("act", ""),
        )  # fmt: skip

    def _city(self, name: str) -> int:
        """The city of an events row, which gives no region or country: the one that the other facts know by that name."""
        row = self._cities[(name,)][0]
        return self.places.find(row["facts_name"] or name, row["region"], row["country"])
