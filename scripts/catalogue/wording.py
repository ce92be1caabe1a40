"""How the facts' shorthand is put into words: typographic signs, whole sentences, phrases that fit the cards' sentences."""

from __future__ import annotations

import re
from functools import cache

from bot.domain.dates import MONTHS, PartialDate
from scripts.catalogue.facts import hand

_MONTH = "|".join(sorted({*MONTHS, *(month[:3] for month in MONTHS), "Sept"}, key=len, reverse=True))
_SPELT = re.compile(rf"(?<!\d)(?:(?P<day>[0-3]?\d)\s+)?(?P<month>{_MONTH})\.?\s+(?P<year>(?:19|20)\d\d)\b")
_RANGE = re.compile(
    r"(?<=(?<![\d-])\d)-(?=\d{1,2}(?![\d-]))|(?<=(?<![\d-])\d\d)-(?=\d{1,2}(?![\d-]))|(?<=(?<![\d-])\d{4})-(?=\d{4}(?![\d-]))"
)
"""The hyphen of a vote (14-0), of a range of days (6-7) or years (2012-2015); not that of an ISO date or a file number."""
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z0-9‘“])")
_DISPUTES = re.compile(
    r"sources? (differ|disagree)|differs\b|differ:|press list says|press (headlines )?says?\b|contradicts|disputed|"
    r"another (report|source|press list|local source) (says|said)\b|two wordings|not the deciding act|still said|counts it as|committee’s word|"
    r"dates? go(es)? round|broadcaster says|formally twinned|speaks of a start|same week counts|named by one source only|source gives \d{4}/|"
    r"^(A|Another|The) [^.]* says \d{4}\.$|sources differ on",
    re.IGNORECASE,
)
_PLAIN = (
    (re.compile(r"\b(is |was )?not in what (could be|was) read\b"), "not known"),
    (re.compile(r"\bwas not read(able)?\b|\bnot read(able)?\b(?! as)"), "not known"),
    (re.compile(r" \(year not in excerpt\)"), ""),
)
"""How the facts speak of what was not found out, and how a reader is told."""
_WEAK = re.compile(r"\s*;?\s*weak source \(mirror, copy or blog\)")


def typographic(text: str) -> str:
    """Curly quotes and apostrophes, en dashes between figures."""
    text = re.sub(r"(?<=\w)'", "’", text)
    text = re.sub(r"(?<![\w’])'([^'’]+)['’]", r"“\1”", text)
    text = re.sub(r"'(?=\w)", "’", text)
    text = re.sub(r'"([^"]+)"', r"“\1”", text)
    text = re.sub(r"(?<=\ds)-(?=\d)", "–", text)
    return _RANGE.sub("–", text)


def sentence(text: str) -> str:
    """The remark as a sentence, or several where semicolons part it."""
    for ours, plain in _PLAIN:
        text = ours.sub(plain, text)
    parts = [part.strip() for part in typographic(text).split("; ") if part.strip()]
    return " ".join(part[0].upper() + part[1:] + ("" if part[-1] in ".!?" else ".") for part in parts)


def without_weakness(text: str) -> tuple[str, bool]:
    """The text without the mark of a weak source, and whether it bore it."""
    cut = _WEAK.sub("", text)
    return cut.strip(" ;"), cut != text


def dates_in(text: str) -> list[PartialDate]:
    """The dates that the text spells out with at least a month, in their order."""
    found = []
    for match in _SPELT.finditer(text):
        month = next(number for number, name in enumerate(MONTHS, start=1) if name.startswith(match["month"][:3]))
        day = f"-{int(match['day']):02d}" if match["day"] else ""
        found.append(PartialDate.parse(f"{match['year']}-{month:02d}{day}"))
    return found


def partial(text: str) -> PartialDate | None:
    """A cell that holds an EDTF date, or nothing."""
    return PartialDate.parse(text) if text else None


@cache
def _ours() -> dict[tuple[str, str], str]:
    return {(row["column"], row["raw"]): row["ours"] for row in hand("wording")}


@cache
def _remarks() -> dict[tuple[str, str], str]:
    return {(row["column"], row["raw"]): row["note"] for row in hand("wording")}


def phrase(column: str, raw: str) -> str:
    """A decider, the deciding words or a condition as they stand in a card's sentence."""
    return typographic(_ours().get((column, raw), raw))


def remark_on(column: str, raw: str) -> str:
    """What belongs in the note of it: where the facts give a description in place of the deciding word."""
    return _remarks().get((column, raw), "")


def sentences(text: str) -> list[str]:
    """The sentences of a note."""
    return [part for part in _SENTENCE.split(text) if part]


def parted(note: str) -> tuple[str, str]:
    """The note without the sentences that tell of a disagreement of sources, and these."""
    told = sentences(note)
    disputes = [each for each in told if _DISPUTES.search(each)]
    return " ".join(each for each in told if each not in disputes), " ".join(disputes)
