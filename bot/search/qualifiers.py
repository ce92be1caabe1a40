"""A name followed by where it lies: "Paris, Texas", "Birmingham UK", "Springfield, Illinois, USA"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.keys import keys_of, latin_key
from bot.search.names import Area, NameHit, Names
from bot.search.similar import probes

_MOST_WORDS = 4
"""The longest country and region names that people write without a comma: "Bosnia and Herzegovina", "New South Wales"."""
_PARTS = re.compile(r"[,;()\[\]/，、،]+")
_BEFORE_AREA = re.compile("^(?:in )?(?:the )?(?:state of )?(?=..)")
_TYPO_FROM = 6
"""An area's name of fewer letters is not guessed at: "Iran" and "Iraq" are one letter apart."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what was typed: a place's name, and the areas in each of which it has to lie."""

    head: str
    areas: tuple[frozenset[Area], ...]
    set_apart: bool = False
    """Whether the person set the areas apart, by a comma or brackets."""
    certain: bool = True
    """Whether the areas were written as they are called, not guessed from a typing mistake."""

    def admits(self, hit: NameHit) -> bool:
        """Whether the place lies in one of the areas of each qualifier."""
        return all(
            Area(hit.country_code, "") in areas or Area(hit.country_code, hit.region_code) in areas for areas in self.areas
        )  # fmt: skip


def separated(text: str, names: Names) -> Iterator[Reading]:
    """The reading that the person gave by commas or brackets, if a part after the first names an area."""
    head, *rest = [part.strip() for part in _PARTS.split(text) if part.strip()] or [""]
    found = [(part, areas_called(part, names)) for part in rest]
    known = tuple(areas for _, areas in found if areas)
    if known:
        yield Reading(head, known, set_apart=True)
        return
    guessed = tuple(areas for part, _ in found if (areas := areas_nearly_called(part, names)))
    if guessed:
        yield Reading(head, guessed, set_apart=True, certain=False)


def unseparated(text: str, names: Names, *, depth: int = 2) -> Iterator[Reading]:
    """The readings in which the last words, or else the first, name an area; longer names of areas come first."""
    words = _PARTS.sub(" ", text).split()
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        areas = areas_called(" ".join(words[-count:]), names)
        if areas:
            head = " ".join(words[:-count])
            if depth > 1:
                for inner in unseparated(head, names, depth=depth - 1):
                    yield Reading(inner.head, (*inner.areas, areas))
            yield Reading(head, (areas,))
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        areas = areas_called(" ".join(words[:count]), names)
        if areas:
            yield Reading(" ".join(words[count:]), (areas,))


def readings(text: str, names: Names, limit: int = 6) -> list[Reading]:
    """Every way to read ``text`` as a name with qualifiers, the person's own commas first."""
    by_comma = list(separated(text, names))
    return [*by_comma, *islice(unseparated(text, names), limit)]


def areas_called(text: str, names: Names) -> frozenset[Area]:
    """The countries and regions called so, with or without "in" or "the" before the name."""
    forms = (form for key in keys_of(text) for form in (key, _BEFORE_AREA.sub("", key)))
    return next((areas for form in dict.fromkeys(forms) if (areas := names.areas(form))), frozenset())


def areas_nearly_called(text: str, names: Names) -> frozenset[Area]:
    """The countries and regions of which ``text`` is a mistyped name."""
    typed = latin_key(text)
    if len(typed) < _TYPO_FROM:
        return frozenset()
    edits = 1 if len(typed) < 9 else 2
    found = process.extractOne(typed, sorted(names.areas_sharing(probes(typed))), scorer=OSA.distance, score_cutoff=edits)
    return names.areas(found[0]) if found else frozenset()
