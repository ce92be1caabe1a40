"""The two forms under which a name is looked up: the native key keeps the script, the Latin key does not.

Both ignore case, marks and punctuation, so ``Łódź``, ``LODZ`` and ``lódz`` are one Latin key and ``Київ`` and ``КИЇВ`` one
native key. The shipped gazetteer holds keys, not names, so a change of a rule here means raising
:data:`KEYS_VERSION` and building the asset again.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

KEYS_VERSION = 1
"""Raised whenever a name would get another key than before."""

_APOSTROPHES = re.compile("[\u2019\u2018\u02bc\u02bb\u02b9\u02ba\u0060\u00b4\u2032'\"]")
_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")
_SPELT_OUT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "sankt": "saint"}
"""Words that are written both ways within a name of several words: St. Petersburg, Sankt Petersburg."""

_LAST_LATIN = "\u02ff"
_MARKED_LATIN = ("\u1e00", "\u1eff")

_SAME_LETTER = str.maketrans({"ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ"})
"""Letters of the Arabic and Hebrew scripts that differ by language or by place in the word only."""


def native_key(text: str) -> str:
    """``text`` in its own script: case folded, marks off, apostrophes dropped, other punctuation to single spaces."""
    if text.isascii():
        return _NOT_ASCII_WORD.sub(" ", _APOSTROPHES.sub("", text).lower()).strip()
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", _APOSTROPHES.sub("", text)).casefold())
    kept = [_letter_or_space(sign) for sign in spread if not unicodedata.combining(sign)]
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).translate(_SAME_LETTER).split())


def _letter_or_space(sign: str) -> str:
    """Letters, digits and vowel signs stay; signs that have no width vanish; everything else parts words."""
    category = unicodedata.category(sign)
    if category[0] in "LNM":
        return sign
    return "" if category == "Cf" else " "


def latin_key(text: str) -> str:
    """``text`` in Latin letters and digits, with ``St``, ``Mt`` and ``Ft`` spelt out within a longer name."""
    return latin_of_native(native_key(text))


def latin_of_native(key: str) -> str:
    """The Latin key of a name whose native key is ``key``."""
    if not key.isascii():
        key = _NOT_ASCII_WORD.sub(" ", _APOSTROPHES.sub("", anyascii(key)).lower()).strip()
    if " " not in key:
        return key
    return " ".join(_SPELT_OUT.get(word, word) for word in key.split())


def is_latin(key: str) -> bool:
    """Whether every letter of ``key`` is a Latin one, with or without marks."""
    return key.isascii() or not any(sign > _LAST_LATIN and not _MARKED_LATIN[0] <= sign <= _MARKED_LATIN[1] for sign in key)


def keys_of(text: str) -> tuple[str, ...]:
    """The keys to try for ``text``: the Latin one; for another script the native one before it."""
    native = native_key(text)
    latin = latin_of_native(native)
    return tuple(key for key in dict.fromkeys((latin,) if is_latin(native) else (native, latin)) if key)
