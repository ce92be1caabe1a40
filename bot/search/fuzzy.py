"""Names that are nearly what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from rapidfuzz.distance import OSA

from bot.search.catalogue import CatalogueNames
from bot.search.names import NameHit, Names, Standing
from bot.search.rank import prior
from bot.search.similar import edits_allowed, probes

_LIKELIHOOD = 0.02
"""What a tenfold population weighs against nearness, which goes from 0 to 1."""
_OWN_NAME = 0.07
_SAME_BEGINNING = 0.05
"""People rarely mistype a first letter."""
_NEAREST = 40
"""So many of the nearest keys are looked up."""


class Near(NamedTuple):
    """A place one of whose names is nearly what was typed."""

    score: float
    hit: NameHit
    edits: int


def nearly(
    typed: str, names: Names, catalogue: CatalogueNames, lookup: Callable[[str], Iterable[NameHit]],
    admits: Callable[[NameHit], bool] | None = None,
) -> list[Near]:  # fmt: skip
    """Places with a name within the allowed edits of the key ``typed``, likeliest first.

    Args:
        typed: a key of :mod:`bot.search.keys`.
        names: the gazetteer.
        catalogue: the catalogue's own names.
        lookup: the places that have a key, of both.
        admits: which of them may be meant; all, if not given.
    """
    edits = edits_allowed(len(typed))
    if not edits:
        return []
    wanted = list(probes(typed))
    measured = [(OSA.distance(typed, key, score_cutoff=edits), key) for key in names.sharing(wanted) | catalogue.sharing(wanted)]
    close = sorted(each for each in measured if 0 < each[0] <= edits)[:_NEAREST]
    best: dict[int, Near] = {}
    for distance, key in close:
        if distance > 1 and len(typed) <= 6 and key[0] != typed[0]:
            continue
        nearness = 1 - distance / max(len(typed), len(key)) + (_SAME_BEGINNING if key[0] == typed[0] else 0)
        for hit in lookup(key):
            if hit.standing < Standing.ALIAS or (admits is not None and not admits(hit)):
                continue
            score = nearness + _LIKELIHOOD * prior(hit, catalogue) + (_OWN_NAME if hit.standing == Standing.OWN else 0)
            if hit.city_id not in best or score > best[hit.city_id].score:
                best[hit.city_id] = Near(score, hit, distance)
    return sorted(best.values(), key=lambda near: (-near.score, near.hit.city_id))
