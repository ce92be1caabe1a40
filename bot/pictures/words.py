"""What pictures say of their own, and what is said of them for those who do not see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from bot.domain.pairings import Status
from bot.domain.wording import COUNTED, count, joined
from bot.pictures.subjects import CourseSubject, DecadesSubject, MapSubject, Subject, TimelineSubject

CREDIT = "Natural Earth · GeoNames"
IN_LEGEND = {status: "approved, not signed" if status is Status.APPROVED else str(status) for status in Status}
UNDATED, UNCONFIRMED = "year of signing unknown", "nothing newer confirms it"
ALL_IN_TEXT = "All names are in the text."


def left_out(unnamed: int, unplaced: int, cities: int) -> list[str]:
    """What a map could not show: ``7 of 26 names did not fit``, ``1 tie of unknown place``; nothing if it shows all."""
    parts = []
    if unnamed:
        parts.append(f"{unnamed:,} of {count(cities, 'name')} did not fit")
    if unplaced:
        parts.append(f"{count(unplaced, 'tie')} of unknown place")
    return parts


def more_ties(hidden: int) -> str:
    """What a timeline could not show."""
    return f"{count(hidden, 'more tie')} in the text"


def more_events(hidden: int, undated: int) -> str:
    """What the course of a tie could not show."""
    parts = [f"{count(hidden, 'more event')} in the text"] if hidden else []
    return " · ".join([*parts, *([f"{undated} without a date"] if undated else [])])


def without_year(undated: int) -> str:
    """What a chart of decades could not place."""
    return f"{undated:,} more without a known year" if undated else ""


def counts(by_status: Mapping[Status, int]) -> str:
    """``24 active, 1 proposed and 1 of unknown status``."""
    return joined([f"{by_status[status]:,} {COUNTED.get(status, str(status))}" for status in Status if by_status.get(status)])


def alt_text(subject: Subject) -> str:
    """The picture in words: its kind, then what its lines or bars show, by status."""
    match subject:
        case MapSubject():
            shown = Counter(tie.status for tie in subject.ties)
            lines = (
                f"Lines for {count(len(subject.ties), 'tie')}: {counts(shown)}."
                if subject.ties
                else "No line: no tie is recorded."
            )
            return f"Map: {subject.title}. {lines} {ALL_IN_TEXT}"
        case TimelineSubject():
            shown = Counter(span.status for span in subject.spans)
            years = [span.begun.year for span in subject.spans if span.begun and span.signed]
            since = f" since {min(years)}" if years else ""
            bars = (
                f"Bars for {count(len(subject.spans), 'tie')}{since}: {counts(shown)}."
                if subject.spans
                else "No bar: no tie is recorded."
            )
            return f"Timeline: {subject.title}. {bars} {ALL_IN_TEXT}"
        case CourseSubject():
            told = joined([f"{happening.what} {happening.date.short}" for happening in subject.happenings])
            return f"Timeline: {subject.title}. {f'{told}.' if told else 'No event has a date.'} All of it is in the text."
        case DecadesSubject():
            decades: Counter[int] = Counter()
            for decade, _, number in subject.counts:
                decades[decade] += number
            told = joined([f"{number:,} in the {decade}s" for decade, number in sorted(decades.items())])
            more = f" {without_year(subject.undated)}." if subject.undated else ""
            return f"Bars by decade: {subject.title}. {f'Signed: {told}.' if told else 'No year of signing is known.'}{more}"
