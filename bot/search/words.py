"""What people type around a city's name, and what they type that is none."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

LONGEST_QUESTION = 100
"""Signs. The longest name of a place in GeoNames has 60; what is longer is talk."""
_READ_AT_MOST = 400

_NOT_A_NAME = re.compile(
    r"https?://\S*|<(?:@[!&]?|#|t:|/|a?:)[^<>\s]*>|:[A-Za-z0-9_+-]{2,32}:"
    "|[*#`~|>_\u2600-\u27bf\ufe0f\U0001f300-\U0001f5ff\U0001f600-\U0001faff]|[\ud800-\udfff]"
)
"""Links, mentions, channels, times and emoji of Discord, its markdown, pictographs, and halves of surrogate pairs."""
_FLAG = re.compile("([\U0001f1e6-\U0001f1ff])([\U0001f1e6-\U0001f1ff])")
_FLAG_A = 0x1F1E6

AROUND_A_NAME = frozenset(
    "a about aid and at city for from help how in is me of on please pls s show the tell town twin to what whats where "
    "город г місто м stadt ville ciudad citta sity miasto mesto".split()
)
"""Words that may stand before or behind a name and are no part of it: "what about Kyiv?", "город Москва"."""

_CJK_KINDS = re.compile("(?<=..)(?:特別市|特别市|直轄市|广域市|市|都|府|県|縣|区|區|특별시|광역시|시|しとくへつ)$")
"""What Chinese, Japanese and Korean write behind a name for the kind of place: 北京市, 서울시."""

_MASHED = re.compile(r"(.)\1{3,}|^(.{1,3})\2{2,}$")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")


def cleaned(text: str) -> str:
    """``text`` without what Discord and people put around words; a flag becomes its country's code. Empty if too long."""
    text = _FLAG.sub(_country_code, text[:_READ_AT_MOST].replace("\0", " "))
    text = " ".join(_NOT_A_NAME.sub(" ", text).split())
    return text if len(text) <= LONGEST_QUESTION else ""


def _country_code(flag: re.Match[str]) -> str:
    return " " + "".join(chr(ord("A") + ord(letter) - _FLAG_A) for letter in flag.groups()) + " "


def without_surroundings(key: str) -> Iterator[str]:
    """Shorter forms of a key: without words around the name, without the kind of place."""
    words = key.split()
    first, last = 0, len(words)
    while first < last and words[first] in AROUND_A_NAME:
        first += 1
    while last > first and words[last - 1] in AROUND_A_NAME:
        last -= 1
    for shorter in ((first, last), (first, len(words)), (0, last)):
        if 0 < shorter[1] - shorter[0] < len(words):
            yield " ".join(words[shorter[0] : shorter[1]])
    bare = _CJK_KINDS.sub("", key)
    if bare != key:
        yield bare


def is_mashed(key: str) -> bool:
    """Whether ``key`` is what a hand on the keyboard makes: a run along a row, or one sign over and over."""
    bare = key.replace(" ", "")
    return bool(_MASHED.search(bare)) or any(len(bare) >= 4 and bare in row for row in _ROWS)


@cache
def chat_words() -> frozenset[str]:
    """Words of chat that no dictionary has and no city is meant by, from ``chat_words.txt``."""
    lines = Path(__file__).with_name("chat_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def nicknames() -> dict[str, int]:
    """GeoNames ids by the key of a nickname, from ``nicknames.csv``."""
    with Path(__file__).with_name("nicknames.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: int(row["geonames_id"]) for row in csv.DictReader(file)}
