"""A typed name → a city: from the exact to the doubtful, and what may be said of each.

The rungs, of which the first that finds something answers:

1. a nickname or an abbreviation ("NYC", "the Windy City"), a recorded misspelling;
2. the name with the area that a comma sets apart ("Paris, Texas");
3. the whole as a name, in its own script, then in Latin letters;
4. the name with an area behind or before it ("Birmingham UK");
5. the name within the words that people put around it ("what about Kyiv?");
6. a name whose area does not fit ("Kyiv, Russia"): a suggestion;
7. a name that is nearly so ("Los Angelos"), or the beginning of a large city's ("San Fran"): a suggestion.

Only rungs 1 to 5 answer without asking, so a match differs from what was typed by case, marks, alphabet or alias only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.search import words
from bot.search.answers import Candidate, Outcome, Resolution
from bot.search.catalogue import CatalogueNames
from bot.search.fuzzy import Near, nearly
from bot.search.keys import keys_of
from bot.search.names import NameHit, Names, Standing
from bot.search.qualifiers import Reading
from bot.search.question import Question
from bot.search.rank import Ranked, has_clear_lead, in_order, ranked

MOST_CHOICES = 25
"""Discord's limit for a menu."""
MOST_OTHERS = 6
_NAMESAKES_WITHIN = 3.0
"""A namesake that is a thousand times less likely than the first is not offered."""
A_VILLAGE = 3_000
"""People. A name of so small a place that the catalogue does not know is likelier a typing mistake: ask."""
A_TOWN = 15_000
A_CITY = 100_000
"""A place of so many people may be called by an everyday word: Nice, Mobile, Reading."""
A_LARGE_CITY = 200_000
"""The beginning of its name is enough to suggest a place of so many people."""
A_METROPOLIS = 500_000
"""A place of so many people is found by a code in small letters, and by an alias that is an everyday word."""
_BEGINNING_FROM = 5
_FAR_LIKELIER = 1.5
"""A place one slip away that is so many powers of ten likelier comes before a village of exactly the typed name."""

Rung = Callable[[Question], Resolution | None]


class Resolver:
    """Resolves typed names. It keeps no state between questions, so the same question gets the same answer."""

    def __init__(self, names: Names, catalogue: CatalogueNames, country_names: Mapping[str, str]) -> None:
        self._names = names
        self._catalogue = catalogue
        self._country_names = country_names
        self._certain: tuple[Rung, ...] = (
            self._nickname,
            self._misspelt,
            self._set_apart,
            self._whole,
            self._run_on,
            self._surrounded,
        )
        self._doubtful: tuple[Rung, ...] = (self._elsewhere, self._nearly)

    def resolve(self, text: str) -> Resolution:
        """What ``text`` means. Any text gets an outcome."""
        question = Question(text, self._names)
        if question.is_askable:
            for rung in self._certain:
                if answer := rung(question):
                    return answer
            if not question.is_area and not any(question.small_talk(key) for key in question.keys):
                for rung in self._doubtful:
                    if answer := rung(question):
                        return answer
        return Resolution(Outcome.NONE, question.typed)

    def lookup(self, key: str) -> list[NameHit]:
        """Every place that has the name ``key``, in the gazetteer and in the catalogue."""
        return [*self._names.with_key(key), *self._catalogue.with_key(key)]

    def candidates(self, city_ids: Sequence[int], keys: Sequence[str] = ()) -> tuple[Candidate, ...]:
        """The cities as candidates; a former name among ``keys`` is named."""
        abroad = self._names.places([city_id for city_id in city_ids if city_id not in self._catalogue])
        found = []
        for city_id in city_ids:
            city = self._catalogue.city(city_id) or abroad.get(city_id)
            if city is not None:
                former = self._catalogue.former(keys, city_id)
                found.append(
                    Candidate(
                        city,
                        self._country_names.get(city.country_code, city.country_code),
                        former.name if former else None,
                        former.until if former else None,
                        self._catalogue.ties(city_id),
                    )
                )
        return tuple(found)

    # The rungs that answer without asking.

    def _nickname(self, question: Question) -> Resolution | None:
        return self._nicknamed(question, question.keys)

    def _nicknamed(self, question: Question, keys: Sequence[str], reading: Reading | None = None) -> Resolution | None:
        """The city with that nickname. A city of that very name makes it a choice: Frisco is also in Texas."""
        for key in keys:
            city_id = self._city_nicknamed(key)
            if city_id is not None and (reading is None or any(map(reading.admits, self._hits_of(city_id)))):
                hits = [hit for hit in self._names.with_key(key) if hit.standing == Standing.OWN and hit.population >= A_CITY]
                if reading is not None:
                    hits = list(filter(reading.admits, hits))
                namesakes = [each for each in _ids(ranked(hits, self._catalogue)) if each != city_id]
                return self._answer(question, Outcome.CHOICE if namesakes else Outcome.MATCH, [city_id, *namesakes], keys)
        return None

    def _city_nicknamed(self, key: str) -> int | None:
        bare = key.removeprefix("the ")
        known = (self._catalogue.nicknamed(key), self._catalogue.nicknamed(bare), words.nicknames().get(bare))
        return next((city_id for city_id in known if city_id is not None and self.candidates([city_id])), None)

    def _hits_of(self, city_id: int) -> list[NameHit]:
        (candidate,) = self.candidates([city_id])
        city = candidate.city
        return [NameHit(city_id, Standing.OWN, city.population or 0, city.country_code, city.region_code, 0, 0)]

    def _misspelt(self, question: Question) -> Resolution | None:
        for key in question.keys:
            city_id = self._catalogue.misspelt(key)
            if city_id is not None:
                return self._answer(question, Outcome.SUGGEST, [city_id])
        return None

    def _set_apart(self, question: Question) -> Resolution | None:
        return self._with_area(question, (reading for reading in question.readings if reading.set_apart))

    def _run_on(self, question: Question) -> Resolution | None:
        return self._with_area(question, (reading for reading in question.readings if not reading.set_apart))

    def _with_area(self, question: Question, readings: Iterable[Reading]) -> Resolution | None:
        for reading in readings:
            keys = keys_of(reading.head)
            answer = self._nicknamed(question, keys, reading)
            if answer:
                return answer
            for key in _forms(keys):
                found = ranked(filter(reading.admits, self.lookup(key)), self._catalogue, question.home)
                found = [each for each in found if each.hit.standing > Standing.CODE]
                if found:
                    asked = Outcome.MATCH if has_clear_lead(found) else Outcome.CHOICE
                    return self._answer(
                        question, asked if reading.certain else Outcome.SUGGEST, _ids(self._namesakes(found)), keys
                    )
        return None

    def _whole(self, question: Question) -> Resolution | None:
        for key in question.keys:
            if answer := self._named(question, key):
                return answer
        return None

    def _surrounded(self, question: Question) -> Resolution | None:
        for key in question.keys:
            for shorter in words.without_surroundings(key):
                answer = self._nicknamed(question, [shorter]) or self._named(question, shorter, smallest=A_VILLAGE)
                if answer:
                    return answer
        return None

    def _named(self, question: Question, key: str, smallest: int = 0) -> Resolution | None:
        """The places that are called exactly so."""
        found = ranked(self.lookup(key), self._catalogue, question.home)
        found = [each for each in found if self._may_mean(question, each.hit, smallest)]
        if found and question.small_talk(key):
            found = [each for each in found if self._outweighs_talk(question, key, each.hit)]
        if not found:
            return None
        if not self._is_sure(question, key, found[0].hit):
            return self._answer(question, Outcome.SUGGEST, self._with_slips(key, found), [key])
        outcome = Outcome.MATCH if has_clear_lead(found) else Outcome.CHOICE
        return self._answer(question, outcome, _ids(self._namesakes(found)), [key])

    def _may_mean(self, question: Question, hit: NameHit, smallest: int) -> bool:
        """Whether the place can be meant by that name at all."""
        known = hit.city_id in self._catalogue
        if hit.standing == Standing.CODE:
            return known or question.is_shouted or hit.population >= A_METROPOLIS
        return known or hit.population >= smallest

    def _outweighs_talk(self, question: Question, key: str, hit: NameHit) -> bool:
        """Whether a place may be meant by everyday words: Nice and Mobile are large, Normal is in the catalogue, Same is neither."""
        if hit.city_id in self._catalogue:
            return True
        if all(word in words.chat_words() for word in key.split()):
            return False
        if question.is_marked:
            return True
        if hit.standing < Standing.RECORDED:
            return " " in key and hit.population >= A_CITY
        if " " in key or (question.is_capitalised and hit.population >= A_TOWN):
            return True
        # The word "sale" is not Salé: among everyday words, marks count.
        return hit.population >= A_CITY and self._names.places([hit.city_id])[hit.city_id].name.casefold() == key

    def _is_sure(self, question: Question, key: str, hit: NameHit) -> bool:
        """Whether a place that is called exactly so may be answered without asking."""
        if hit.city_id in self._catalogue or hit.population >= A_CITY:
            return True
        if question.is_offhand or (" " not in key and not question.is_marked and question.small_talk(key)):
            return False
        return hit.population >= A_VILLAGE

    def _with_slips(self, key: str, found: Sequence[Ranked]) -> list[int]:
        """A small place of that name, and the large ones of which that name is one slip of the finger."""
        slips = [near for near in self._near(key) if near.edits == 1][:MOST_OTHERS]
        first = found[0].score if found[0].hit.population < A_TOWN else math.inf
        likelier = [near.hit.city_id for near in slips if ranked([near.hit], self._catalogue)[0].score > first + _FAR_LIKELIER]
        return list(dict.fromkeys([*likelier, *_ids(found), *(near.hit.city_id for near in slips)]))[:MOST_OTHERS]

    def _namesakes(self, found: Sequence[Ranked]) -> list[Ranked]:
        """Those that are near enough to the first to be offered beside it, and those of which something is recorded."""
        nearest = found[0].score - _NAMESAKES_WITHIN
        return [each for each in found if each.score > nearest or each.hit.city_id in self._catalogue][:MOST_CHOICES]

    # The rungs that ask.

    def _elsewhere(self, question: Question) -> Resolution | None:
        for reading in question.readings:
            for key in keys_of(reading.head):
                found = [
                    each for each in ranked(self.lookup(key), self._catalogue, question.home) if each.hit.population >= A_TOWN
                ]
                if found:
                    return self._answer(question, Outcome.SUGGEST, _ids(found)[:MOST_OTHERS])
        return None

    def _nearly(self, question: Question) -> Resolution | None:
        in_area = [
            near for reading in question.readings for key in keys_of(reading.head) for near in self._near(key, reading.admits)
        ]  # fmt: skip
        near = sorted(in_area, key=lambda each: -each.score) or self._nearest(question)
        if not near or near[0].edits > 1:
            for key in question.keys:
                if begun := self._beginning(question, key):
                    return self._answer(question, Outcome.SUGGEST, begun)
        if not near:
            return None
        return self._answer(question, Outcome.SUGGEST, list(dict.fromkeys(each.hit.city_id for each in near))[:MOST_OTHERS])

    def _nearest(self, question: Question) -> list[Near]:
        forms = [form for key in question.keys for form in (key, *words.without_surroundings(key))]
        return next((near for form in forms if (near := self._near(form))), [])

    def _near(self, key: str, admits: Callable[[NameHit], bool] | None = None) -> list[Near]:
        return nearly(key, self._names, self._catalogue, self.lookup, admits)

    def _beginning(self, question: Question, key: str) -> list[int]:
        if len(key) < (_BEGINNING_FROM if key.isascii() else 2):
            return []
        hits = self._names.with_prefix(key, A_LARGE_CITY, MOST_OTHERS)
        return _ids(in_order(hits, self._catalogue, question.home))

    def _answer(self, question: Question, outcome: Outcome, city_ids: Sequence[int], keys: Sequence[str] = ()) -> Resolution:
        return Resolution(outcome, question.typed, self.candidates(city_ids, keys))


def _forms(keys: Sequence[str]) -> list[str]:
    """The keys, then the same without words around the name."""
    return list(dict.fromkeys([*keys, *(shorter for key in keys for shorter in words.without_surroundings(key))]))


def _ids(found: Sequence[Ranked]) -> list[int]:
    return [each.hit.city_id for each in found]
