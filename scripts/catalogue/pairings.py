"""pairings.csv -> ties, and what its sources say of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.domain.dates import PartialDate
from bot.domain.pairings import DateIs, EventKind, PairingKind
from bot.domain.places import Level
from scripts.catalogue import notes
from scripts.catalogue.drafts import Said, Tie, Ties, hand_written
from scripts.catalogue.facts import Fact
from scripts.catalogue.notes import Note, Told
from scripts.catalogue.places import Places
from scripts.catalogue.sources import Sources
from scripts.catalogue.wording import dates_in, partial, sentence

WIKIPEDIA_LISTS = "Wikipedia, lists of twin towns and sister cities, February 2026"
_WIKIDATA_COPY = PartialDate("2016-09")
_WIKIPEDIA = PartialDate("2026-02")
_KINDS = {"sister city": PairingKind.SISTER_CITY, "partner": PairingKind.PARTNERSHIP, "friendship": PairingKind.FRIENDSHIP}
_HALTS = {"suspended": EventKind.SUSPENDED, "ended": EventKind.ENDED, "dormant": EventKind.DORMANT}
_KEPT = re.compile(r"\b(kept|keeps|kept it|refused to sever|no plan to sever)\b")
_INFERRED = re.compile(r"\b(year from|year counted)\b", re.IGNORECASE)
_UNSURE = re.compile(r"\b(between|about|around|shortly|before|until|since)\b")
_ONLY_DATED = re.compile(r"^(signed |council, |mayor, |dated )?(\d{1,2} )?[A-Z][a-z]+\.? \d{4}$")
_WIKIPEDIA_REMARK = re.compile(r"Wikipedia (list, Feb 2026|in Feb 2026)")
_LATEST_SIGNING_THAT_SPEAKS = 2021
"""A signature of that year or later supports an active tie by itself, so the same source needs no further listing."""


@dataclass
class PairingReader:
    """Puts the rows of pairings.csv into the ties."""

    places: Places
    sources: Sources
    ties: Ties
    _written: dict[tuple[str, ...], list[dict[str, str]]] = field(
        default_factory=lambda: hand_written("remarks", "city_a", "city_b", "remark")
    )
    used: set[tuple[str, ...]] = field(default_factory=set)
    _left_out: set[str] = field(default_factory=set)
    """What the hand table tells in place of the row's own columns."""

    def read(self, fact: Fact) -> None:
        one = self.places.find(fact["city_a"], fact["region_a"], fact["country_a"], fact["city_b"])
        other = self.places.find(fact["city_b"], fact["region_b"], fact["country_b"], fact["city_a"])
        tie = self.ties.tie(one, other)
        tie.kinds.append(self._kind(fact, one, other))
        note = notes.read(fact["note"], fact["source_url"])
        self._left_out.clear()
        for told in (note.own, *note.further):
            self.sources.of(told.address, weak=told.weak)
            told.remarks = [left for remark in told.remarks for left in self._by_hand(fact, tie, told, remark, (one, other))]
        self._by_hand(fact, tie, note.own, "*", (one, other))
        if "no signing" not in self._left_out:
            self._signed(fact, tie, note)
        if "no standing" not in self._left_out:
            self._standing(fact, tie, note)

    def unused(self) -> list[tuple[str, ...]]:
        """Rows of the hand table that fit no remark."""
        return sorted(self._written.keys() - self.used)

    def _kind(self, fact: Fact, one: int, other: int) -> PairingKind:
        levels = {self.places.cities[one].level, self.places.cities[other].level}
        if levels == {Level.REGION}:
            return PairingKind.REGION
        if "solidarity partnership" in fact["note"]:
            return PairingKind.SOLIDARITY_PACT
        if fact["kind"] == "partner" and "memorandum" in fact["note"].casefold():
            return PairingKind.MEMORANDUM
        return _KINDS[fact["kind"]]

    def _by_hand(self, fact: Fact, tie: Tie, told: Told, remark: str, cities: tuple[int, int]) -> list[str]:
        """Enters what the hand table makes of the remark; returns what is left of it."""
        key = (fact["city_a"], fact["city_b"], remark)
        rows = self._written.get(key)
        if rows is None:
            return [remark]
        self.used.add(key)
        left = []
        for row in rows:
            if row["event"] in ("no signing", "no standing"):
                self._left_out.add(row["event"])
            elif row["event"] == "pairing":
                tie.notes.append(row["note"])
            elif row["event"] == "":
                left += [row["note"]] if row["note"] else []
            else:
                address = told.address if row["source"] == "own" else row["source"]
                said = self._said(fact, address, partial(row["date"]), [], DateIs(row["date_is"] or "reported"))
                said.note, said.act = row["note"], row["act"]
                said.by_city = {"a": cities[0], "b": cities[1], "": None}[row["by"]]
                said.decided_by = row["decided_by"]
                tie.said[EventKind(row["event"])].append(said)
        return left

    def _said(
        self, fact: Fact, address: str, date: PartialDate | None, remarks: list[str], date_is: DateIs = DateIs.REPORTED
    ) -> Said:
        remark = sentence("; ".join(each for each in remarks if not _ONLY_DATED.match(each)))
        return Said(self.sources.of(address), [fact.origin], date, date_is, note=remark)

    def _signed(self, fact: Fact, tie: Tie, note: Note) -> None:
        year = fact["year_formed"]
        if not year:
            return
        telling = [told for told in (note.own, *note.further) if told.year] or [note.own]
        for told in telling:
            exact = next((date for date in _exact(told) if str(date.year) == year), None)
            inferred = [remark for remark in told.remarks if _INFERRED.search(remark)]
            told.remarks = [remark for remark in told.remarks if remark not in inferred]
            with_it = inferred if told is note.own or told.status else [*inferred, *told.remarks]
            said = self._said(
                fact, told.address, exact or PartialDate(year), with_it, DateIs.CLAIMED if inferred else DateIs.REPORTED
            )
            if told.kind:
                said.note = f"{said.note} It calls the tie a {told.kind}.".strip()
            tie.said[EventKind.SIGNED].append(said)

    def _standing(self, fact: Fact, tie: Tie, note: Note) -> None:
        for told in note.further:
            if told.status or (not told.year and (told.remarks or not told.kind)):
                self._status_by(fact, tie, told, told.status or "listed", "")
            elif told.kind and not told.year:
                self._status_by(fact, tie, told, "unknown", "")
        listing = EventKind.STATEMENT if fact["status"] == "unknown" else EventKind.LISTED
        if note.in_wikidata:
            said = self._said(fact, note.own.address, _WIKIDATA_COPY, note.own.remarks)
            tie.said[listing].append(said)
        elif not any(told.status for told in note.further):
            self._status_by(fact, tie, note.own, fact["status"], "" if note.on_wikipedia else fact["status_year"])
        elif _WIKIPEDIA_REMARK.search(fact["note"]):
            self._status_by(fact, tie, note.own, "listed" if fact["status"] == "active" else "unknown", "")
        if note.on_wikipedia:
            tie.said[listing].append(self._said(fact, WIKIPEDIA_LISTS, _WIKIPEDIA, []))

    def _status_by(self, fact: Fact, tie: Tie, told: Told, status: str, year: str) -> None:
        """What one source says of how the tie stands; ``year`` is that of the status, if the row gives one."""
        on_wikipedia = any(_WIKIPEDIA_REMARK.search(remark) for remark in told.remarks)
        wanted = {year} if year else None
        exact = [date for date in _exact(told) if (str(date.year) in wanted if wanted else str(date.year) != fact["year_formed"])]
        if status in _HALTS:
            tie.said[_HALTS[status]].append(self._said(fact, told.address, next(iter(exact), partial(year)), told.remarks))
            return
        if status == "unknown":
            date = _WIKIPEDIA if on_wikipedia else partial(year)
            said = self._said(fact, told.address, date, told.remarks)
            if not told.remarks and fact["note"]:
                return  # what the note says stands with other events
            said.note = said.note or "Names the tie; how it stands is not known."
            tie.said[EventKind.STATEMENT].append(said)
            return
        if any(_KEPT.search(remark) for remark in told.remarks):
            tie.said[EventKind.KEPT].append(self._said(fact, told.address, next(iter(exact), partial(year)), told.remarks))
            return
        if on_wikipedia:
            tie.said[EventKind.LISTED].append(self._said(fact, told.address, _WIKIPEDIA, told.remarks))
            return
        signed = fact["year_formed"]
        if signed and int(signed) >= _LATEST_SIGNING_THAT_SPEAKS and year in ("", signed) and told.address == fact["source_url"]:
            self._remarked(fact, tie, told)
            return
        listed_on = next((date for date in exact if str(date) != signed and str(date.year) != signed), None)
        seen = self.sources.seen_on(told.address)
        when = listed_on or partial(year) or seen
        if when and seen and when.earliest > seen.latest:
            when = seen  # a page cannot show how a tie stood after it was written
        tie.said[EventKind.LISTED].append(self._said(fact, told.address, when, told.remarks))

    def _remarked(self, fact: Fact, tie: Tie, told: Told) -> None:
        """Puts the remarks on the signing that the same source tells of."""
        remark = sentence("; ".join(each for each in told.remarks if not _ONLY_DATED.match(each)))
        source_id = self.sources.of(told.address)
        signing = next(
            (said for said in tie.said[EventKind.SIGNED] if said.source_id == source_id and fact.origin in said.origins), None
        )
        if signing is None:
            tie.said[EventKind.LISTED].append(self._said(fact, told.address, None, told.remarks))
        elif remark:
            signing.note = f"{signing.note} {remark}".strip()


def _exact(told: Told) -> list[PartialDate]:
    """The dates that the source's remarks give without reserve."""
    return [date for remark in told.remarks if not _UNSURE.search(remark) for date in dates_in(remark)]
