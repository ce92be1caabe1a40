"""Which of the places of a name is likelier to be meant."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.search.catalogue import CatalogueNames
from bot.search.names import NameHit, Standing

CLEAR_LEAD = 0.9
"""A lead of so many powers of ten of population decides; London, England leads London, Ontario by 1.4,
Birmingham, England leads Birmingham, Alabama by 0.8, which is a choice."""
OWN_NAME_LEAD = 2.5
"""A place's own name counts as a threehundredfold population against another's alias: Dixon, Illinois carries the alias "Dikson"."""
_ALIAS_AS_RIVAL = -0.5
"""And so much less does an alias count as a rival of an own name."""
_STANDING = {Standing.OWN: 1.0, Standing.RECORDED: 0.7, Standing.ALIAS: 0.0, Standing.TRANSLITERATED: -0.3, Standing.CODE: -1.5}
_HOME_SCRIPT = 1.2
"""A name typed in a country's own script counts sixteenfold there: Москва is not the Moscow of Idaho."""

_SCRIPTS: Sequence[tuple[str, str, frozenset[str]]] = (
    ("\u0370", "\u03ff", frozenset({"GR", "CY"})),
    ("\u0400", "\u04ff", frozenset("RU UA BY KZ BG RS KG MK MN TJ ME BA".split())),
    ("\u0530", "\u058f", frozenset({"AM"})),
    ("\u0590", "\u05ff", frozenset({"IL"})),
    ("\u0600", "\u06ff", frozenset("EG SA AE IQ SY JO LB PS KW QA BH OM YE LY TN DZ MA SD MR IR AF PK".split())),
    ("\u0900", "\u097f", frozenset({"IN", "NP"})),
    ("\u0e00", "\u0e7f", frozenset({"TH"})),
    ("\u10a0", "\u10ff", frozenset({"GE"})),
    ("\u3040", "\u30ff", frozenset({"JP"})),
    ("\u4e00", "\u9fff", frozenset("CN JP TW HK MO SG".split())),
    ("\uac00", "\ud7af", frozenset({"KR", "KP"})),
)  # fmt: skip
_NO_COUNTRIES: frozenset[str] = frozenset()


class Ranked(NamedTuple):
    """A place found, with how likely it is meant: about the power of ten of its population, and what adds to it."""

    score: float
    hit: NameHit


def home_of_script(typed: str) -> frozenset[str]:
    """The countries in whose script ``typed`` is written; none for Latin letters."""
    for first, last, countries in _SCRIPTS:
        if any(first <= sign <= last for sign in typed):
            return countries
    return _NO_COUNTRIES


def prior(hit: NameHit, catalogue: CatalogueNames) -> float:
    """How likely a place is asked for, before its name is looked at."""
    return math.log10(hit.population + 100) + catalogue.weight(hit.city_id)


def in_order(hits: Iterable[NameHit], catalogue: CatalogueNames, home: frozenset[str] = _NO_COUNTRIES) -> list[Ranked]:
    """The places, likeliest first, each once under the name that stands best."""
    best: dict[int, Ranked] = {}
    for hit in hits:
        score = prior(hit, catalogue) + _STANDING[Standing(hit.standing)] + (_HOME_SCRIPT if hit.country_code in home else 0)
        if hit.city_id not in best or score > best[hit.city_id].score:
            best[hit.city_id] = Ranked(score, hit)
    return sorted(best.values(), key=lambda each: (-each.score, each.hit.city_id))


def ranked(hits: Iterable[NameHit], catalogue: CatalogueNames, home: frozenset[str] = _NO_COUNTRIES) -> list[Ranked]:
    """The places that share a name, likeliest first; one that is listed twice (a city and its district) counts once."""
    return _apart(_own_names_first(in_order(hits, catalogue, home)))


def _own_names_first(found: list[Ranked]) -> list[Ranked]:
    """Another's alias yields to the likeliest own name, unless that other place is far likelier still."""
    owner = next((each for each in found if each.hit.standing >= Standing.RECORDED), None)
    if owner is None or owner is found[0] or found[0].score > _prior_of(owner) + OWN_NAME_LEAD:
        return found
    return [owner, *(each for each in found if each is not owner)]


def _prior_of(each: Ranked) -> float:
    """Its score without what its name is worth."""
    return each.score - _STANDING[Standing(each.hit.standing)]


def _apart(found: Iterable[Ranked]) -> list[Ranked]:
    kept: list[Ranked] = []
    for each in found:
        if not any(_same_place(each.hit, other.hit) for other in kept):
            kept.append(each)
    return kept


def _same_place(one: NameHit, other: NameHit) -> bool:
    """Whether two entries lie within about 35 km in one country: GeoNames lists many cities twice."""
    return (
        one.country_code == other.country_code
        and abs(one.latitude - other.latitude) < 0.35
        and abs(one.longitude - other.longitude) < 0.5
    )


def has_clear_lead(found: Sequence[Ranked]) -> bool:
    """Whether the first is so much likelier than the others that nobody needs to be asked."""
    first, *others = found
    own = first.hit.standing >= Standing.RECORDED
    rivals = (each.score + (_ALIAS_AS_RIVAL if own and each.hit.standing < Standing.RECORDED else 0) for each in others)
    return first.score - max(rivals, default=-math.inf) >= CLEAR_LEAD
