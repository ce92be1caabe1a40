"""Turns the raw facts into the tables of the data package.

    python -m scripts.catalogue.compile FACTS data/

The same facts give the same tables, byte for byte. What could not be resolved, and what is doubtful, goes to stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.catalogue.check import check
from bot.catalogue.package import DESCRIPTION, write_table
from bot.domain.counts import PublishedCount
from bot.domain.entry import Entry
from bot.domain.tables import BY_NAME
from scripts.catalogue import coverage, facts
from scripts.catalogue.aid import AidReader
from scripts.catalogue.decisions import DecisionReader
from scripts.catalogue.describe import description
from scripts.catalogue.drafts import Numbered, Ties, hand_written, number
from scripts.catalogue.facts import Fact, Origin
from scripts.catalogue.gazetteer import Gazetteer
from scripts.catalogue.names import NameReader
from scripts.catalogue.pairings import PairingReader
from scripts.catalogue.places import Countries, Places
from scripts.catalogue.sources import Sources
from scripts.catalogue.telling import Teller
from scripts.catalogue.wording import partial, typographic


class Compilation:
    """All readers over one reading of the facts."""

    def __init__(self, folder: Path) -> None:
        self.facts = facts.read(folder)
        self.places = Places(Gazetteer.load(), Countries.load())
        self.sources = Sources()
        self.ties = Ties()
        self.pairings = PairingReader(self.places, self.sources, self.ties)
        self.decisions = DecisionReader(self.places, self.sources, self.ties)
        self.names = NameReader(self.places, self.sources)
        self.teller = Teller()
        self.aid = AidReader(self.places, self.sources, self.teller)
        self.counts: list[PublishedCount] = []
        self._read()
        names = {city.city_id: city.name for city in self.places.cities.values()}
        self.numbered: Numbered = number(self.ties, names, self.teller)

    def _read(self) -> None:
        for reader, name in (
            (self.pairings.read, "pairings"), (self.decisions.read, "decisions"), (self.decisions.read_event, "events"),
            (self.names.read_alias, "aliases"), (self.names.read_rename, "renames"), (self.names.read_occupied, "occupied"),
            (self.aid.read_organisation, "organisations"), (self.aid.read_initiative, "initiatives"),
        ):  # fmt: skip
            for fact in self.facts[name]:
                reader(fact)
        self.aid.finish()
        self.names.add_spellings()
        words = hand_written("counts", "what", "claimed_by")
        for fact in self.facts["published_counts"]:
            self.counts.append(self._count(fact, words[(fact["what"], fact["claimed_by"])][0]))

    def _count(self, fact: Fact, row: dict[str, str]) -> PublishedCount:
        source_id = self.sources.of(fact["source_url"])
        if source_id is None:
            raise ValueError(f"a count without a source: {fact.origin}")
        return PublishedCount(
            count_id=len(self.counts) + 1, country_code=row["country_code"] or None, other_country_code=row["other_country_code"] or None,
            as_of=partial(fact["as_of"]), what=typographic(fact["what"]), count=int(fact["count"]), unit=typographic(fact["unit"]),
            claimed_by=row["by"] or typographic(fact["claimed_by"]), words=row["words"], source_id=source_id,
        )  # fmt: skip

    def tables(self) -> dict[str, Sequence[Entry]]:
        """Every table's rows by the table's name."""
        sources = self.sources.rows()
        cities = sorted(self.places.cities.values(), key=lambda city: city.city_id)
        occupations = sorted(self.names.occupations, key=lambda row: (row.city_id, row.as_of))
        return {
            "countries": self.places.countries.rows,
            "sources": sources,
            "cities": cities,
            "city_names": self.names.rows(),
            "occupied": occupations,
            "pairings": self.numbered.pairings,
            "events": self.numbered.events,
            "claims": self.numbered.claims,
            "organisations": self.aid.organisations,
            "initiatives": self.aid.listed(sources),
            "published_counts": self.counts,
        }

    def went(self) -> dict[Origin, str]:
        """Where each fact went."""
        found = {origin: f"claims {', '.join(map(str, ids))}" for origin, ids in self.numbered.claims_of.items()}
        found |= self.names.went
        found |= {origin: f"{origin.file} {number}" for origin, number in self.aid.went.items()}
        found |= {fact.origin: f"published_counts {place}" for place, fact in enumerate(self.facts["published_counts"], start=1)}
        return found


def main(arguments: list[str]) -> int:
    """Compiles, checks and reports; 1 if a fact was lost or the tables have faults."""
    if len(arguments) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    folder = Path(arguments[1])
    compilation = Compilation(Path(arguments[0]))
    tables = compilation.tables()
    for name, rows in tables.items():
        write_table(folder / f"{name}.csv", BY_NAME[name], rows)
    (folder / DESCRIPTION).write_text(description(), encoding="utf-8")
    _report(compilation, tables)
    findings = check(folder)
    for finding in findings:
        sys.stderr.write(f"{finding}\n")
    missing = coverage.report(compilation.facts, compilation.went())
    return 1 if findings or missing else 0


def _report(compilation: Compilation, tables: dict[str, Sequence[Entry]]) -> None:
    for doubt in compilation.places.doubts:
        sys.stderr.write(f"doubtful: {doubt}\n")
    for name in sorted(compilation.aid.cities_not_found):
        sys.stderr.write(f"organiser's city not found: {name}\n")
    for key in compilation.places.unused():
        sys.stderr.write(f"hand table places.csv, not used: {key}\n")
    for key in compilation.pairings.unused():
        sys.stderr.write(f"hand table remarks.csv, not used: {key}\n")
    for key in compilation.decisions.unused():
        sys.stderr.write(f"hand table acts.csv or events.csv, not used: {key}\n")
    for sentence in compilation.teller.unused():
        sys.stderr.write(f"hand table sentences.csv, not used: {sentence}\n")
    for row in compilation.aid.unused():
        sys.stderr.write(f"hand table initiatives.csv, not used: {row}\n")
    sys.stderr.write(", ".join(f"{len(rows)} {name}" for name, rows in tables.items()) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
