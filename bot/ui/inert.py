"""Data made harmless: what stands in the catalogue or was typed by a member never becomes markup, a mention or a link."""

from __future__ import annotations

import re

ELLIPSIS = "…"
_MARKUP = str.maketrans({character: f"\\{character}" for character in "\\*_~`|<>[]#"} | {"@": "@\u200b"})
_BLANKS = re.compile(r"\s+")
_SCHEME = re.compile(r"\b(?:https?|discord|ftp)://", re.IGNORECASE)
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_LIST_START = re.compile(r"^(?=[-+] |\d+[.)] )")


def inert(text: str) -> str:
    """``text`` as Discord shows it word for word: one line, no markup, no mention, no link, no preview.

    Addresses lose their scheme, because Discord makes a link of every ``https://``.
    Source: https://support.discord.com/hc/en-us/articles/210298617
    """
    plain = _SCHEME.sub("", tidy(text))
    return _LIST_START.sub("\\\\", plain).translate(_MARKUP) if plain else plain


def tidy(text: str) -> str:
    """``text`` on one line, without what cannot be seen: control characters, direction marks, zero-width signs."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters of ``text``, in whole words, then ``…``. Cut before making it inert."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    if " " in kept[limit // 2 :]:
        kept = kept[: kept.rindex(" ")]
    return kept.rstrip(" ,;:·–-(") + ELLIPSIS


def typed(text: str) -> str:
    """What a member typed, to be quoted back: at most 40 characters, inert."""
    return inert(cut(tidy(text), 40))
