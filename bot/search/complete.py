"""What a name that is being typed may become, for Discord's autocompletion."""

from __future__ import annotations

from bot.search.answers import Candidate, Outcome
from bot.search.catalogue import CatalogueNames
from bot.search.keys import keys_of
from bot.search.names import NameHit, Names
from bot.search.rank import in_order
from bot.search.resolve import Resolver
from bot.search.words import cleaned

MOST = 25
"""Discord's limit for offers."""
_GAZETTEER_FROM = 2
"""Signs. Of one letter the catalogue has offers enough."""


class Completer:
    """Offers cities by the beginning of their name: the catalogue's first, then others by size."""

    def __init__(self, names: Names, catalogue: CatalogueNames, resolver: Resolver) -> None:
        self._names = names
        self._catalogue = catalogue
        self._resolver = resolver
        self._first = [each.hit.city_id for each in in_order(catalogue.with_prefix(""), catalogue)[:MOST]]

    def complete(self, prefix: str, limit: int = MOST) -> list[Candidate]:
        """At most ``limit`` cities, likeliest first. With nothing typed, those with the most pairings and people."""
        typed = cleaned(prefix)
        keys = keys_of(typed)
        if not keys:
            return list(self._resolver.candidates(self._first[:limit]))
        name, _, area = typed.partition(",")
        offers = self._beginning_with(keys_of(name) if area else keys, limit)
        if area.strip():
            offers = [offer for offer in offers if _lies_in(offer, area)]
        if not offers:
            resolution = self._resolver.resolve(prefix)
            offers = [] if resolution.outcome is Outcome.NONE else list(resolution.candidates)
        return offers[:limit]

    def _beginning_with(self, keys: tuple[str, ...], limit: int) -> list[Candidate]:
        hits: dict[int, NameHit] = {}
        for key in keys:
            hits |= {hit.city_id: hit for hit in self._catalogue.with_prefix(key)}
        known = in_order(hits.values(), self._catalogue)
        offered = [each.hit.city_id for each in known]
        if len(offered) < limit:
            for key in keys:
                if len(key) >= _GAZETTEER_FROM or not key.isascii():
                    others = in_order(self._names.with_prefix(key, 0, MOST), self._catalogue)
                    offered.extend(each.hit.city_id for each in others if each.hit.city_id not in hits)
        return list(self._resolver.candidates(list(dict.fromkeys(offered))[: max(limit, MOST)], keys))


def _lies_in(offer: Candidate, area: str) -> bool:
    """Whether the region or country of ``offer`` begins with what stands behind the comma."""
    begun = keys_of(area)
    where = (
        *keys_of(offer.city.region),
        *keys_of(offer.city.region_code),
        *keys_of(offer.country),
        *keys_of(offer.city.country_code),
    )
    return any(name.startswith(key) for key in begun for name in where)
