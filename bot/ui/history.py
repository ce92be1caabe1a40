"""What happened to a pairing, in lines: the decision, the timeline and where sources disagree, each with its source marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import wording
from bot.domain.pairings import DateIs, EventKind
from bot.domain.records import RecordedPairing
from bot.domain.standing import RecordedEvent, SourcedClaim, Standing, in_order
from bot.ui.inert import inert
from bot.ui.limits import HEADING_LINE, NOTE
from bot.ui.source_lines import Marks, marked

DATES = 8
"""Disputed dates in one line; how many more there are is said in words."""

Block = tuple[str, list[str]]
"""A heading and the lines under it."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the timeline."""

    at: dt.date
    text: str
    decides: bool = False
    """Whether it made the present status, and so is shown before others."""


def decision_lines(standing: Standing, marks: Marks) -> list[str]:
    """Who decided, on what condition, in which words. What no source says is left out."""
    deciding = standing.deciding
    if deciding is None or deciding.kind is EventKind.LISTED:
        return []
    lines = []
    for label, field in (("Decided by", "decided_by"), ("Condition", "condition"), ("Exact word", "words")):
        value = deciding.value(field)
        if not value:
            continue
        same = [said for said in deciding.claims if getattr(said.claim, field) == value]
        told = inert(value, NOTE)
        lines.append(f"**{label}:** {f'“{told}”' if field == 'words' else told}{marks.of(same)}")
    return lines


def timeline_lines(recorded: RecordedPairing, standing: Standing, marks: Marks) -> list[Happened]:
    """Every event, oldest first, and each later day on which one was announced."""
    lines: list[Happened] = []
    at = dt.date.min
    for event in in_order(recorded.events):
        # An event without a date keeps its place behind the one before it.
        at = event.date.earliest if event.date else at
        lines += _event_lines(recorded, event, at, event is standing.deciding, marks)
    return sorted(lines, key=lambda line: line.at)


def disagreement_lines(recorded: RecordedPairing, marks: Marks) -> list[str]:
    """Dates that cannot all be right, and what was made of claims that contradict each other."""
    lines = []
    for event in in_order(recorded.events):
        if len(event.dates) > 1:
            lines.append(_dates_line(event, marks))
        lines += [
            f"- {one.claim.date.short}: {marked(_sentences([one]), marks.of([one]))}"
            for one in _of_the_act(event)
            if one.claim.date and one.claim.note and not _agrees(one, event)
        ]
        for dispute in dict.fromkeys(one.claim.dispute for one in event.claims if one.claim.dispute):
            by = [one for one in event.claims if one.claim.dispute == dispute]
            lines.append(f"- {marked(inert(dispute, NOTE), marks.of(by))}")
    return lines


def in_pages(timeline: Sequence[Happened], others: Sequence[Block], *, first_room: int, room: int) -> list[list[Block]]:
    """Timeline and other blocks over pages; a block that goes on says so.

    A timeline too long for the first page shows its first, last and deciding events there, then the newest; the rest
    comes on the next page as "More of the timeline".

    Args:
        first_room: how many characters the first page has for them.
        room: the same for every later page.
    """
    if sum(len(line.text) + 1 for line in timeline) + HEADING_LINE <= first_room:
        return _filled([("Timeline", [line.text for line in timeline]), *others], first_room, room)
    foremost = _foremost(timeline, first_room - HEADING_LINE)
    shown = [line.text for place, line in enumerate(timeline) if place in foremost]
    more = [line.text for place, line in enumerate(timeline) if place not in foremost]
    return [[("Timeline", shown)] if shown else [], *_filled([("More of the timeline", more), *others], room, room)]


def _foremost(timeline: Sequence[Happened], room: int) -> set[int]:
    last = len(timeline) - 1
    deciding = [place for place, line in enumerate(timeline) if line.decides]
    chosen: set[int] = set()
    for place in dict.fromkeys([0, last, *deciding, *range(last, -1, -1)]):
        room -= len(timeline[place].text) + 1
        if room < 0:
            break
        chosen.add(place)
    return chosen


def _filled(blocks: Sequence[Block], left: int, room: int) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    for heading, lines in blocks:
        at: list[str] | None = None
        begun = False
        for line in lines:
            if len(line) + 1 + (0 if at else HEADING_LINE) > left:
                pages.append([])
                left, at = room, None
            if at is None:
                at = []
                pages[-1].append((f"{heading}, continued" if begun else heading, at))
                left -= HEADING_LINE
            at.append(line)
            begun = True
            left -= len(line) + 1
    return pages


def _event_lines(recorded: RecordedPairing, event: RecordedEvent, at: dt.date, decides: bool, marks: Marks) -> list[Happened]:
    agreeing = [said for said in _of_the_act(event) if _agrees(said, event)]
    what = f"{inert(_what_happened(recorded, event, decides), NOTE)}{marks.of(agreeing)}"
    lines = [Happened(at, _line(event.date.short if event.date else "No date", what, agreeing), decides)]
    for said in event.claims:
        if said.claim.date and said.claim.date_is is DateIs.ANNOUNCED and said.claim.date != event.date:
            announced = _line(said.claim.date.short, f"announced{marks.of([said])}", [said])
            lines.append(Happened(said.claim.date.earliest, announced))
    return lines


def _line(date: str, what: str, claims: Sequence[SourcedClaim]) -> str:
    notes = _sentences(claims)
    return f"- **{date}** {what}. {notes}" if notes else f"- **{date}** {what}"


def _what_happened(recorded: RecordedPairing, event: RecordedEvent, decides: bool) -> str:
    """``suspended (the mayor), until hostilities end``. What the decision block says already is not said again."""
    what = wording.DONE[event.kind]
    if event.kind is EventKind.SIGNED:
        what = f"signed as {wording.PARTNERS[recorded.pairing.kind]}"
    if decides and event.kind is not EventKind.LISTED:
        return what
    who, condition, words = (event.value(field) for field in ("decided_by", "condition", "words"))
    what += f" ({who})" if who else ""
    what += f", “{words}”" if words else ""
    return f"{what}, {condition}" if condition else what


def _dates_line(event: RecordedEvent, marks: Marks) -> str:
    """``- Signed: 1984 [2], 1989 or 13 Aug 1990 [1]. No source settles it.``"""
    dates = [
        f"{date.short}{marks.of(said for said in _of_the_act(event) if said.claim.date and said.claim.date.agrees_with(date))}"
        for date in event.dates
    ]
    told = dates if len(dates) <= DATES else [*dates[:DATES], f"one of {len(dates) - DATES} other dates"]
    return f"- {wording.upper_first(wording.DONE[event.kind])}: {wording.joined(told, 'or')}. No source settles it."


def _of_the_act(event: RecordedEvent) -> list[SourcedClaim]:
    """The claims of the act itself, not those of a later day on which it was announced."""
    return [
        said
        for said in event.claims
        if said.claim.date_is is not DateIs.ANNOUNCED or not said.claim.date or said.claim.date == event.date
    ]


def _agrees(said: SourcedClaim, event: RecordedEvent) -> bool:
    return said.claim.date is None or event.date is None or said.claim.date.agrees_with(event.date)


def _sentences(claims: Sequence[SourcedClaim]) -> str:
    """The notes of the claims, each ended by a full stop."""
    notes = dict.fromkeys(said.claim.note for said in claims if said.claim.note)
    return inert(" ".join(note if note[-1] in ".!?…”’)" else f"{note}." for note in notes), NOTE)
