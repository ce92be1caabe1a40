"""aliases.csv, renames.csv and occupied.csv -> other names of cities, and who holds them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.places import CityName, Control, NameKind, Occupation
from scripts.catalogue.facts import Fact, Origin, hand
from scripts.catalogue.places import Places
from scripts.catalogue.sources import Sources
from scripts.catalogue.wording import partial

_CONTROLS = {"": Control.NOT_OCCUPIED, "active hostilities": Control.HOSTILITIES}
_NameKey = tuple[int, str, NameKind, str]


@dataclass
class NameReader:
    """Gathers names and occupation rows."""

    places: Places
    sources: Sources
    names: dict[_NameKey, CityName] = field(default_factory=dict)
    occupations: list[Occupation] = field(default_factory=list)
    went: dict[Origin, str] = field(default_factory=dict)
    _kinds: dict[str, NameKind] = field(default_factory=lambda: {row["raw"]: NameKind(row["kind"]) for row in hand("name_kinds")})

    def read_alias(self, fact: Fact) -> None:
        city = self.places.find(fact["city"], fact["region"], fact["country"])
        if fact["alias"] == self.places.cities[city].name:
            self.went[fact.origin] = f"cities {city}, its name"
            return
        self._add(CityName(city_id=city, name=fact["alias"], kind=self._kinds[fact["kind"]], language=fact["language"]), fact)

    def read_rename(self, fact: Fact) -> None:
        city = self.places.find(fact["current_name"], "", fact["country"])
        row = CityName(
            city_id=city, name=fact["former_name"], kind=NameKind.FORMER, until=partial(fact["date"]),
            decided_by=fact["decided_by"] and "parliament", source_id=self.sources.of(fact["source_url"]),
        )  # fmt: skip
        known = next((key for key in self.names if key[:3] == (city, row.name, NameKind.FORMER)), None)
        if known is not None:
            row = row.model_copy(update={"language": known[3]})
            del self.names[known]
        self._add(row, fact)

    def read_occupied(self, fact: Fact) -> None:
        city = self.places.find(fact["place"], "", fact["country"])
        source_id = self.sources.of(fact["source_url"])
        as_of = partial(fact["as_of"])
        if source_id is None or as_of is None:
            raise ValueError(f"occupied without date or source: {fact.origin}")
        control = _CONTROLS.get(fact["state"]) or Control(fact["state"].replace(" ", "_"))
        self.occupations.append(Occupation(city_id=city, control=control, as_of=as_of, source_id=source_id))
        self.went[fact.origin] = f"occupied {len(self.occupations)}"

    def add_spellings(self) -> None:
        """The further names under which the facts know a city, and those that the hand table gives."""
        for row in hand("names"):
            city = self.places.find(row["city"], row["region"], row["country"])
            self.names.setdefault(
                (city, row["name"], NameKind(row["kind"]), row["language"]),
                CityName(city_id=city, name=row["name"], kind=NameKind(row["kind"]), language=row["language"]),
            )

    def _add(self, row: CityName, fact: Fact) -> None:
        key = (row.city_id, row.name, row.kind, row.language)
        self.names.setdefault(key, row)
        self.went[fact.origin] = f"city_names {row.city_id} {row.name}"

    def rows(self) -> list[CityName]:
        return sorted(self.names.values(), key=lambda row: (row.city_id, list(NameKind).index(row.kind), row.name, row.language))
