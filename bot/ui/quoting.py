"""What somebody wrote, quoted: inert, with its addresses between backticks, where they are seen as they are and cannot be clicked."""

from __future__ import annotations

import re

from bot.moderation.links import shown
from bot.ui.inert import inert

NONE = "none"
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?:/\S*)?(?![\w-])", re.IGNORECASE
)
_ENDS_SENTENCE = ".,;:!?'\"”’)»"


def address(url: str) -> str:
    """An address between backticks, where it cannot be clicked and hides nothing."""
    return f"`{shown(url)}`" if shown(url) else NONE


def text(words: str) -> str:
    """What somebody wrote, inert; the addresses in it between backticks, so that they are seen as they are."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(words):
        url = found[0].rstrip(_ENDS_SENTENCE)
        parts += [_inert(words[end : found.start()]), address(url)]
        end = found.start() + len(url)
    return "".join([*parts, _inert(words[end:])]).strip()


def marked(words: str) -> str:
    """A finding or a message of ours, in which what stands between backticks is an address or a name; the rest inert."""
    parts = words.split("`")
    if len(parts) % 2 == 0:
        return inert(words)
    return "".join(f"`{shown(part) or ' '}`" if place % 2 else _inert(part) for place, part in enumerate(parts)).strip()


def pieces(markup: str, limit: int) -> list[str]:
    """What was quoted, in pieces of at most ``limit`` characters: no word, escape or pair of backticks is torn if it can be helped."""
    made = []
    rest = markup
    while len(rest) > limit:
        end = rest.rfind(" ", limit // 2, limit - 1)
        end = end if end > 0 else limit - 2
        while end > 1 and (_tears(rest, end)):
            end -= 1
        piece, rest = rest[:end], rest[end:].lstrip(" ")
        if _in_code(piece):
            piece, rest = (piece[:-1], f"`{rest}") if piece.endswith("`") else _closed(piece, rest)
        made.append(piece)
    return [*made, rest]


def shortened(markup: str, limit: int) -> str:
    """What was quoted, in at most ``limit`` characters; what is longer ends with ``…``."""
    if len(markup) <= limit:
        return markup
    return f"{pieces(markup, limit - 1)[0].rstrip(' ,;:')}…"


def _inert(part: str) -> str:
    """A part of a text, inert, with the blanks at its ends: the parts are joined again."""
    made = inert(part)
    if not made:
        return " " if part else ""
    return f"{' ' if part[0].isspace() else ''}{made}{' ' if part[-1].isspace() else ''}"


def _tears(markup: str, end: int) -> bool:
    """Whether a cut there parts what belongs together: an escape, or an ``@`` and what keeps it from being a mention."""
    before = markup[:end]
    slashes = len(before) - len(before.rstrip("\\"))
    return (slashes % 2 == 1 and not _in_code(before)) or (before.endswith("@") and markup[end] == "\u200b")


def _in_code(markup: str) -> bool:
    """Whether a text ends within backticks. Outside of them a backtick may be escaped; inside it ends them."""
    inside, position = False, 0
    while position < len(markup):
        if markup[position] == "\\" and not inside:
            position += 2
            continue
        if markup[position] == "`":
            inside = not inside
        position += 1
    return inside


def _closed(piece: str, rest: str) -> tuple[str, str]:
    """A piece that ends within backticks, with them closed, and the rest with them opened again."""
    return (f"{piece}`", rest[1:]) if rest.startswith("`") else (f"{piece}`", f"`{rest}")
