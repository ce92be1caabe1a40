"""Text cells that a spreadsheet would take for a formula: made harmless when they are written, and restored when they are read.

A cell that begins with one of :data:`STARTS` gets an apostrophe before it, as OWASP advises
(https://owasp.org/www-community/attacks/CSV_Injection). So does one that begins with apostrophes and then one of these, so
that reading can take exactly one away again: ``=x`` is written ``'=x``, and ``'=x`` is written ``''=x``. Any other text,
``'s-Hertogenbosch`` too, is written as it is. Columns of numbers are left alone: a negative longitude is no formula.
"""

from __future__ import annotations

import re
from functools import cache

from bot.domain.entry import Entry
from bot.domain.model_fields import value_type

STARTS = "=+-@\t\r\n＝＋－＠"
"""Beginnings of a formula, with the full-width forms that some spreadsheets take for the others."""
_WRITTEN = re.compile(rf"'*[{re.escape(STARTS)}]")
_NUMBERS = (int, float)


@cache
def text_columns(model: type[Entry]) -> frozenset[str]:
    """The columns of ``model`` that hold text."""
    return frozenset(name for name, info in model.model_fields.items() if value_type(info.annotation) not in _NUMBERS)


def neutralised(text: str) -> str:
    """``text`` as a spreadsheet shows it and does not compute it."""
    return f"'{text}" if _WRITTEN.match(text) else text


def restored(text: str) -> str:
    """What :func:`neutralised` was given."""
    return text[1:] if text.startswith("'") and _WRITTEN.match(text) else text
