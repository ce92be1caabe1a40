"""Common words of many languages, for telling a chat phrase from a city's name.

Run ``python -m scripts.gazetteer.everyday_words WORDS.txt`` to make ``everyday_words.txt`` beside this file again. It needs
``wordfreq`` (its word lists are CC BY-SA 4.0) and a list of English words that shows which are written in lower case (Debian's
``wamerican``): frequency lists hold names too, and "Windsor" must stay a name.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from bot.search.keys import is_latin, native_key
from scripts.gazetteer.sources import places

WORDS = Path(__file__).with_name("everyday_words.txt")
_ENGLISH = 60_000
_OTHERS = {
    "ar": 600, "bg": 600, "cs": 600, "da": 600, "de": 1500, "el": 600, "es": 1500, "fa": 600, "fi": 600, "fr": 1500, "he": 600,
    "hi": 600, "hu": 600, "id": 600, "it": 1200, "ja": 1500, "ko": 1000, "nb": 600, "nl": 1000, "pl": 1000, "pt": 1200, "ro": 600,
    "ru": 2000, "sv": 800, "tr": 800, "uk": 2000, "zh": 1500,
}  # fmt: skip
"""How many of a language's commonest words are taken: enough for small talk."""
_A_TOWN = 15_000
"""A word that is a place of so many people in any language is left out, except in English, where dictionaries tell."""


def words(english_dictionary: Path) -> list[str]:
    """The keys of everyday words, sorted."""
    top_n_list = importlib.import_module("wordfreq").top_n_list
    ordinary = set(english_dictionary.read_text(encoding="utf-8").split())
    kept = {native_key(word) for word in top_n_list("en", _ENGLISH) if word in ordinary}
    towns = {
        key for place in places(()) if place.population >= _A_TOWN for key in (*place.keys.own, *place.keys.alias)
    }  # fmt: skip
    for language, count in _OTHERS.items():
        for word in top_n_list(language, count):
            key = native_key(word)
            if key and key not in towns and " " not in key and (len(key) > 1 or not is_latin(key)) and not key.isdigit():
                kept.add(key)
    return sorted(kept)


if __name__ == "__main__":
    found = words(Path(sys.argv[1]))
    WORDS.write_text("\n".join(found) + "\n", encoding="utf-8")
    print(f"{len(found):,} words written to {WORDS.name}")
