"""Data made harmless: what stands in the catalogue or was typed by a member never becomes markup, a mention or a link."""

from __future__ import annotations

import re
from functools import lru_cache

ELLIPSIS = "…"
_MARKUP = str.maketrans({character: f"\\{character}" for character in "\\*_~`|<>[]#"} | {"@": "@\u200b"})
_JOINTS = " ,;:"
_BLANKS = re.compile(r"\s+")
_SCHEME = re.compile(r"(?:https?|discord|steam|ftp)://", re.IGNORECASE)
_SCHEME_AT_END = re.compile(rf"{_SCHEME.pattern}\Z", re.IGNORECASE)
_LONGEST_SCHEME = len("discord://")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_BULLET = re.compile(r"^(?=[-+] )")
_NUMBER = re.compile(r"^(\d+)(?=[.)] )")
_EMOJI = re.compile(r":(?=[^\s:])")
"""The colon that may begin ``:smile:``, of which Discord makes an emoji."""


@lru_cache(maxsize=8192)
def inert(text: str, limit: int | None = None) -> str:
    """``text`` as Discord shows it word for word: one line, no markup, no mention, no link, no preview.

    Addresses lose their scheme, because Discord makes a link of every ``https://``.
    Source: https://support.discord.com/hc/en-us/articles/210298617

    Args:
        limit: how many characters may be sent, counting those that make others harmless. What is longer ends after a
            whole word with ``…``, never within an escape.
    """
    plain = unlinked(text)
    if limit is None:
        return _escaped(plain)
    kept = limit
    made = _escaped(cut(plain, kept))
    while len(made) > limit:
        kept -= max(1, (len(made) - limit) // 2)
        made = _escaped(cut(plain, kept))
    return made


def code(text: str, limit: int = 100) -> str:
    """``text`` for use between backticks, at most ``limit`` characters.

    Nothing between them is markup, ``</command:1>`` neither, and nothing can be escaped: all that matters is that none of them ends it.
    """
    plain = unlinked(text).replace("`", "’").replace("\\", "/")
    return cut(plain, max(1, limit - plain.count("@"))).replace("@", "@\u200b")


def unlinked(text: str) -> str:
    """``text`` tidied, its addresses without their scheme."""
    plain = tidy(text)
    return tidy(_without_schemes(plain)) if _SCHEME.search(plain) else plain


@lru_cache(maxsize=4096)
def tidy(text: str) -> str:
    """``text`` on one line, without what cannot be seen: control characters, direction marks, zero-width signs."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def cut(text: str, limit: int) -> str:
    """At most ``limit`` characters of ``text``, in whole words, then ``…``. A word is broken only if it is the first."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    if text[limit - 1] not in _JOINTS and " " in kept:
        kept = kept[: kept.rindex(" ")]
    return kept.rstrip(f"{_JOINTS}·–-(") + ELLIPSIS


def typed(text: str) -> str:
    """What a member typed, to be quoted back: at most 40 characters, inert."""
    return inert(cut(tidy(text[:400]), 40))


def _without_schemes(text: str) -> str:
    """``text`` without any scheme, nor one that comes of taking another out: ``hthttps://tps://`` leaves nothing.

    Sign by sign, so that it takes no longer for being nested deeply: only a stroke can complete a scheme, at the end of what is kept.
    """
    kept: list[str] = []
    for sign in text:
        kept.append(sign)
        if sign == "/" and (scheme := _SCHEME_AT_END.search("".join(kept[-_LONGEST_SCHEME:]))):
            del kept[-len(scheme[0]) :]
    return "".join(kept)


def _escaped(plain: str) -> str:
    escaped = _EMOJI.sub(r"\\:", plain.translate(_MARKUP))
    return _BULLET.sub(r"\\", _NUMBER.sub(r"\1\\", escaped))
