"""The names of the catalogue's own cities, in memory: they are known before the gazetteer is asked, and weigh more."""

from __future__ import annotations

import bisect
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from bot.domain.places import City, CityName, NameKind
from bot.search.keys import keys_of
from bot.search.names import NameHit, Standing
from bot.search.similar import SimilarKeys

IN_CATALOGUE = 1.0
"""What being in the catalogue is worth, in powers of ten of population: people ask a bot for what it knows."""
PER_TENFOLD_TIES = 0.05
"""And every tenfold of its pairings."""


class CatalogueNames:
    """Which of the catalogue's cities have a name, and how it stands to them."""

    def __init__(self, cities: Iterable[City], names: Iterable[CityName], ties: Mapping[int, int]) -> None:
        self._cities = {city.city_id: city for city in cities}
        self._ties = {city_id: count for city_id, count in ties.items() if city_id in self._cities}
        named: dict[str, dict[int, int]] = defaultdict(dict)
        self._former: dict[tuple[str, int], CityName] = {}
        self._nicknames: dict[str, int] = {}
        self._misspelt: dict[str, int] = {}
        for city in self._cities.values():
            _add(named, city.name, city.city_id, Standing.OWN)
        for name in names:
            if name.city_id in self._cities:
                self._take(named, name)
        self._named = {key: tuple(found.items()) for key, found in named.items()}
        self._in_order = sorted(self._named)
        self._similar = SimilarKeys(self._named)

    def _take(self, named: dict[str, dict[int, int]], name: CityName) -> None:
        keys = keys_of(name.name)
        if name.kind is NameKind.MISSPELLING:
            self._misspelt.update((key, name.city_id) for key in keys)
            return
        is_nickname = name.kind in (NameKind.NICKNAME, NameKind.ABBREVIATION)
        _add(named, name.name, name.city_id, Standing.ALIAS if is_nickname else Standing.RECORDED)
        if is_nickname:
            self._nicknames.update((key, name.city_id) for key in keys)
        if name.kind in (NameKind.FORMER, NameKind.HISTORICAL):
            for key in keys:
                self._former.setdefault((key, name.city_id), name)

    def __contains__(self, city_id: object) -> bool:
        return city_id in self._cities

    def city(self, city_id: int) -> City | None:
        return self._cities.get(city_id)

    def ties(self, city_id: int) -> int:
        """How many pairings are recorded for the city."""
        return self._ties.get(city_id, 0)

    def weight(self, city_id: int) -> float:
        """What the catalogue's knowing the city adds to its likelihood, in powers of ten of population."""
        if city_id not in self._cities:
            return 0.0
        return IN_CATALOGUE + PER_TENFOLD_TIES * math.log10(1 + self.ties(city_id))

    def with_key(self, key: str) -> Iterator[NameHit]:
        """Every city of the catalogue that has the name ``key``."""
        for city_id, standing in self._named.get(key, ()):
            yield self.hit(city_id, standing)

    def hit(self, city_id: int, standing: int) -> NameHit:
        """The city as something found under a name of that standing."""
        city = self._cities[city_id]
        return NameHit(
            city_id, standing, city.population or 0, city.country_code, city.region_code,
            math.nan if city.latitude is None else city.latitude, math.nan if city.longitude is None else city.longitude,
        )  # fmt: skip

    def with_prefix(self, prefix: str) -> list[NameHit]:
        """Every city of the catalogue with a name that begins with ``prefix``, each once under its best such name."""
        best: dict[int, int] = {}
        for place in range(bisect.bisect_left(self._in_order, prefix), len(self._in_order)):
            key = self._in_order[place]
            if not key.startswith(prefix):
                break
            for city_id, standing in self._named[key]:
                best[city_id] = max(standing, best.get(city_id, 0))
        return [self.hit(city_id, standing) for city_id, standing in best.items()]

    def sharing(self, segments: Iterable[str]) -> set[str]:
        """The keys that have one of ``segments``."""
        return self._similar.sharing(segments)

    def former(self, keys: Iterable[str], city_id: int) -> CityName | None:
        """The former name of the city that one of ``keys`` is, unless it is also a present one."""
        return next((found for key in keys if (found := self._former.get((key, city_id)))), None)

    def nicknamed(self, key: str) -> int | None:
        return self._nicknames.get(key)

    def misspelt(self, key: str) -> int | None:
        """The city of which ``key`` is recorded as a wrong spelling."""
        return self._misspelt.get(key)


def _add(named: dict[str, dict[int, int]], name: str, city_id: int, standing: Standing) -> None:
    for key in keys_of(name):
        named[key][city_id] = max(int(standing), named[key].get(city_id, 0))
