"""A typed country → its code, and two countries in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz.distance import OSA

from bot.search.answers import CountryAnswer
from bot.search.keys import keys_of, latin_key
from bot.search.names import Names
from bot.search.similar import edits_allowed, probes
from bot.search.words import cleaned

_BETWEEN = re.compile(r"\s*[/|,;]\s*|\s+(?:and|with|vs\.?|versus|–|-|&|и|та|і|und|y|et)\s+", re.IGNORECASE)
_MOST_SUGGESTIONS = 5


class Countries:
    """Knows countries by their names in many languages and by their ISO codes."""

    def __init__(self, names: Names, country_names: Mapping[str, str]) -> None:
        self._names = names
        self._catalogue = {key: code for code, name in country_names.items() for key in keys_of(name)}
        self._in_order = sorted(country_names)

    def country(self, text: str) -> CountryAnswer:
        """The country called ``text``; of a mistyped name, which countries may be meant."""
        typed = cleaned(text)
        codes = self._called(typed)
        if len(codes) == 1:
            return CountryAnswer(typed, codes[0])
        return CountryAnswer(typed, None, tuple(codes[:_MOST_SUGGESTIONS]) or self._nearly_called(typed))

    def two(self, text: str) -> list[CountryAnswer]:
        """The countries named one after the other in ``text``: "Russia / USA", "Russia and Ukraine", "Russia United States".

        A name that is known as it stands is one country ("Bosnia and Herzegovina").
        """
        whole = self.country(text)
        if whole.code:
            return [whole]
        typed = re.sub(r"\|", " / ", text[:400])
        parts = [part for part in _BETWEEN.split(cleaned(typed)) if part.strip()]
        for joined in _joinings(parts):
            answers = [self.country(part) for part in joined]
            if len(answers) > 1 and all(answer.code for answer in answers):
                return answers
        if len(parts) > 1:
            return [self.country(part) for part in parts]
        return self._by_blank(cleaned(typed).split()) or [whole]

    def _by_blank(self, words: list[str]) -> list[CountryAnswer]:
        """Two countries of which nothing but a blank parts the names. Both must be known, or one and a likely one."""
        cuts = [(self.country(" ".join(words[:cut])), self.country(" ".join(words[cut:]))) for cut in range(1, len(words))]
        for pair in cuts:
            if pair[0].code and pair[1].code:
                return list(pair)
        for pair in cuts:
            if (pair[0].code and pair[1].suggestions) or (pair[1].code and pair[0].suggestions):
                return list(pair)
        return []

    def _called(self, text: str) -> list[str]:
        for key in keys_of(text):
            for form in (key, key.removeprefix("the ")):
                if form in self._catalogue:
                    return [self._catalogue[form]]
                codes = sorted(area.country_code for area in self._names.areas(form) if not area.region_code)
                if codes:
                    return codes
        return []

    def _nearly_called(self, text: str) -> tuple[str, ...]:
        typed = latin_key(text).removeprefix("the ")
        edits = edits_allowed(len(typed))
        best: dict[str, int] = {}
        for key in self._names.areas_sharing(probes(typed)):
            distance = OSA.distance(typed, key, score_cutoff=edits)
            if distance <= edits:
                for area in self._names.areas(key):
                    if not area.region_code:
                        best[area.country_code] = min(distance, best.get(area.country_code, distance))
        return tuple(sorted(best, key=lambda code: (best[code], code))[:_MOST_SUGGESTIONS])


def _joinings(parts: list[str]) -> list[list[str]]:
    """The parts as they are, and with neighbours joined again by "and": a country's own name may hold one."""
    return [parts, *([*parts[:at], f"{parts[at]} and {parts[at + 1]}", *parts[at + 2 :]] for at in range(len(parts) - 1))]
