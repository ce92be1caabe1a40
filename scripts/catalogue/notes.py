"""The notes of pairings.csv, taken apart: which source says what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from scripts.catalogue.wording import without_weakness

IN_WIKIDATA = "in Wikidata P190 (2016 copy) and a Wikipedia list of Feb 2026"
WEAK = "weak source (mirror, copy or blog)"
FROM_WIKIPEDIA = "as-of from the Wikipedia list"
_ON_WIKIPEDIA = ("listed on Wikipedia in Feb 2026", "standing per Wikipedia list, Feb 2026")
_PER = re.compile(r"^(?P<what>year_formed|status|kind) (?P<value>.+?) per (?P<address>\S+?)(?P<weak> \(weak source\))?$")
_ALSO = re.compile(r"^also (?P<address>https?://\S+?)(?::? (?P<text>.*)|:?)$", re.DOTALL)
_YEAR_FROM = re.compile(r"^year from (?P<address>https?://\S+)$")


@dataclass
class Told:
    """What one source says of a pairing."""

    address: str
    weak: bool = False
    year: str = ""
    status: str = ""
    kind: str = ""
    remarks: list[str] = field(default_factory=list)


@dataclass
class Note:
    """A note, by sources. The first is the row's own."""

    own: Told
    further: list[Told] = field(default_factory=list)
    in_wikidata: bool = False
    on_wikipedia: bool = False
    """A Wikipedia list of February 2026, other than the row's own source, shows the tie."""

    def of(self, address: str) -> Told:
        if address == self.own.address:
            return self.own
        told = next((each for each in self.further if each.address == address), None)
        if told is None:
            told = Told(address)
            self.further.append(told)
        return told


def read(text: str, address: str) -> Note:
    """The note of a row whose source is at ``address``."""
    note = Note(Told(address))
    speaking = note.own
    decided = "; status " in text
    for segment in filter(None, map(str.strip, text.split("; "))):
        if _of_the_lists(note, segment, decided):
            continue
        if also := _ALSO.match(segment):
            speaking = _also(note, also["address"], also["text"] or "")
        elif not _per_source(note, segment):
            remark, weak = without_weakness(segment)
            speaking.weak = speaking.weak or weak or segment == WEAK
            if remark and segment != WEAK:
                speaking.remarks.append(remark)
    return note


def _of_the_lists(note: Note, segment: str, decided: bool) -> bool:
    """Whether the segment only says that a list of Wikidata or Wikipedia shows the tie."""
    if segment == IN_WIKIDATA:
        note.in_wikidata = note.on_wikipedia = True
    elif segment == FROM_WIKIPEDIA or (segment in _ON_WIKIPEDIA and "wikipedia.org" not in note.own.address):
        note.on_wikipedia = True
    else:
        # A decision that was found later makes this untrue; the note goes on to say where it was.
        return segment == "no decision found" and (note.on_wikipedia or decided)
    return True


def _also(note: Note, address: str, text: str) -> Told:
    """The further source, with what the note says of it."""
    told = note.of(address)
    if text == FROM_WIKIPEDIA:
        note.on_wikipedia = True
    elif year := _YEAR_FROM.match(text):
        note.of(year["address"]).year = "own"
    elif text:
        told.remarks.append(text)
    return told


def _per_source(note: Note, segment: str) -> bool:
    """Whether the segment says which source one of the row's columns is from."""
    if year := _YEAR_FROM.match(segment):
        note.of(year["address"]).year = "own"
        return True
    per = _PER.match(segment)
    if per is None:
        return False
    told = note.of(per["address"])
    told.weak = told.weak or bool(per["weak"])
    setattr(told, "year" if per["what"] == "year_formed" else per["what"], per["value"])
    return True
