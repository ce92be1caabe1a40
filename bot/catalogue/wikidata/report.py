"""What a run tells: its counts in sentences, and the places that were not found as a CSV file."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.catalogue.formulas import neutralised
from bot.catalogue.wikidata.matching import NotFound
from bot.catalogue.wikidata.statements import Gathered, page_of

NOT_FOUND = "not_found.csv"
COLUMNS = ("place", "label", "country", "geonames_id", "latitude", "longitude", "ties", "why")


@dataclass(frozen=True, slots=True)
class Report:
    """What a run has done, or with ``dry_run`` would do."""

    statements: int
    ties: int
    added: int
    confirmed: int
    to_review: int
    asked: int
    """Conflicts that wait already, or were decided on."""
    retired: int
    """Ties that were taken out here, and stay away."""
    places_not_found: int
    ties_without_place: int
    folded: int
    """Ties that are another one's here: two items of Wikidata are one city, as a town and its municipality are."""
    passed_over: int
    not_found: Path
    dry_run: bool

    def lines(self) -> Iterator[str]:
        """In sentences; the last line gives the counts."""
        yield f"Wikidata: {_of(self.statements, 'statement')} on {_of(self.ties, 'tie')}."
        if self.passed_over:
            yield f"{_of(self.passed_over, 'row')} passed over: without two places, or marked as wrong there."
        if self.places_not_found:
            yield f"{_of(self.ties_without_place, 'tie')} left out, of places that are not known here: {self.not_found}"
        if self.folded:
            yield f"{_of(self.folded, 'tie')} fell together with others, or into one place: what they name is one city here."
        if self.asked:
            yield f"{_of(self.asked, 'conflict')} put to review by an earlier run."
        if self.retired:
            yield f"{_of(self.retired, 'pairing')} that was retired here stays away."
        if self.dry_run:
            yield "Nothing was written (--dry-run). What a run would do:"
        yield (
            f"{self.added} added, {self.confirmed} confirmed, {self.to_review} to review, {self.places_not_found} "
            f"{'place' if self.places_not_found == 1 else 'places'} not found"
        )


def write_not_found(path: Path, missing: Iterable[NotFound], gathered: Gathered) -> None:
    """Write the places that were not found, those of most ties first."""
    ties = Counter(item for pair in gathered.ties for item in pair)
    rows = sorted(missing, key=lambda one: (-ties[one.place.item], int(one.place.item[1:])))
    path.parent.mkdir(parents=True, exist_ok=True)
    building = path.with_name(path.name + ".part")
    with building.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in rows:
            place = one.place
            north, east = min(place.coordinates, default=("", ""))
            countries, ids = "|".join(sorted(place.countries)), "|".join(map(str, sorted(place.geonames)))
            label = neutralised(place.label)
            writer.writerow([page_of(place.item), label, countries, ids, north, east, ties[place.item], one.why])
    building.replace(path)


def _of(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
