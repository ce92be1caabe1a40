"""Letters: the faces that pictures use, how wide a text is, and names in letters that the font has."""

from __future__ import annotations

import unicodedata
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path

import fontpkg_source_sans_3
from anyascii import anyascii
from PIL import ImageFont

_FILE = Path(fontpkg_source_sans_3.ROOT) / "files" / "SourceSans3[wght].ttf"
"""Source Sans 3, under the SIL Open Font License."""
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_TALL = 0.74
"""The height of letters with their descenders, in parts of the face's size, as labels are packed."""


class Face(Enum):
    """What a text is."""

    TITLE = "title"
    LINE = "line"
    NOTE = "note"
    HOME = "home"
    NAME = "name"
    SMALL_NAME = "small name"
    LEGEND = "legend"
    AXIS = "axis"
    CREDIT = "credit"

    @property
    def size(self) -> int:
        """In pixels."""
        return _FACES[self][0]

    @property
    def weight(self) -> int:
        return _FACES[self][1]


_FACES = {
    Face.TITLE: (44, 700), Face.LINE: (27, 400), Face.NOTE: (23, 400), Face.HOME: (30, 700), Face.NAME: (26, 600),
    Face.SMALL_NAME: (23, 600), Face.LEGEND: (23, 600), Face.AXIS: (23, 400), Face.CREDIT: (18, 400),
}  # fmt: skip
"""Sizes and weights. At half their size, as pictures are often seen, all can be read."""


@cache
def font(face: Face, size: int = 0) -> ImageFont.FreeTypeFont:
    """The font of a face; of another size, if one is given."""
    # The basic layout spaces these sizes evenly; the complex one, which these scripts do not need, closes some gaps.
    found = ImageFont.truetype(_FILE, size or face.size, layout_engine=ImageFont.Layout.BASIC)
    found.set_variation_by_axes([face.weight])
    return found


@lru_cache(maxsize=4096)
def width(text: str, face: Face, size: int = 0) -> float:
    """How many pixels wide a text is."""
    return font(face, size).getlength(text)


def height(face: Face, size: int = 0) -> float:
    """How many pixels high a line of text is: from the top of its capitals to the foot of its descenders, and a little."""
    return (size or face.size) * (_TALL + 0.2)


@lru_cache(maxsize=4096)
def legible(text: str) -> str:
    """The text in letters that the font has: words of other scripts than Latin, Cyrillic and Greek in Latin letters."""
    plain = "".join(letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFC", text))
    return " ".join(word if all(map(_known, word)) else _spelt(word) for word in plain.split())


def _known(letter: str) -> bool:
    if ord(letter) < 0x250 or unicodedata.combining(letter):
        return True
    if unicodedata.category(letter)[0] in "PNZ":
        return ord(letter) < 0x2100
    return unicodedata.name(letter, "").startswith(_SCRIPTS)


def _spelt(word: str) -> str:
    return anyascii(word).strip().capitalize()


def fitted(text: str, face: Face, room: float, smallest: int) -> tuple[str, int]:
    """The text and the size in which it fits: smaller down to ``smallest``, then shortened after whole words."""
    size = face.size
    while size > smallest and width(text, face, size) > room:
        size -= 1
    if width(text, face, size) <= room:
        return text, size
    words = text.split(" ")
    while len(words) > 1 and width(f"{' '.join(words)} …", face, size) > room:
        words.pop()
    short = f"{' '.join(words)} …"
    while len(short) > 2 and width(short, face, size) > room:
        short = f"{short[:-2].rstrip()}…"
    return short, size
