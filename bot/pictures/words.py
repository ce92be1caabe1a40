"""What pictures say of their own, and what is said of them for those who do not see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from bot.domain.pairings import Status
from bot.domain.wording import COUNTED, count, joined
from bot.pictures.subjects import BriefingSubject, CourseSubject, DecadesSubject, MapSubject, Subject, TimelineSubject

CREDIT = "Natural Earth · GeoNames"
IN_LEGEND = {status: "approved, not signed" if status is Status.APPROVED else str(status) for status in Status}
UNDATED, UNCONFIRMED = "year of signing unknown", "nothing newer confirms it"
ALL_IN_TEXT = "All names are in the text."
IN_EXPORT = "The exported table has all of it as text."
ALSO_NONE = "That does not mean that there is none."


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


def kind_of(subject: Subject) -> str:
    """``map``, ``timeline``, ``decades`` or ``briefing``."""
    match subject:
        case MapSubject():
            return "map"
        case DecadesSubject():
            return "decades"
        case BriefingSubject():
            return "briefing"
        case _:
            return "timeline"


def more_rows(hidden: int, by_status: Mapping[Status, int], more: str) -> str:
    """What the table of a briefing has no room for."""
    return f"and {count(hidden, 'more tie')} ({counts(by_status)}): {more}" if hidden else ""


def more_sources(hidden: int, more: str) -> str:
    """The sources that a briefing has no room for."""
    return f"and {count(hidden, 'more source')}: {more}" if hidden else ""


def alt_text(subject: Subject) -> str:
    """The picture in words: its kind, then what its lines or bars show, by status."""
    match subject:
        case MapSubject():
            return f"Map: {subject.title}. {_lines(subject)} {_where_to_read(subject)}"
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
        case BriefingSubject():
            shown = Counter(row.status for row in subject.rows)
            ties = f"a table of {count(len(subject.rows), 'tie')} ({counts(shown)}) and their sources"
            what = f"A map, {ties}." if subject.rows else "No tie is recorded."
            return f"One page: {subject.title}, {subject.date}. {what} {IN_EXPORT if subject.rows else ALSO_NONE}"


def _where_to_read(subject: MapSubject) -> str:
    """Where to read what a map names. Of one country's pairings the text names the partner countries, for the cities are too many."""
    return "All partner countries are in the text." if len(subject.countries) == 1 else ALL_IN_TEXT


def _lines(subject: MapSubject) -> str:
    shown = Counter(tie.status for tie in subject.ties)
    unplaced = f"{count(subject.unplaced, 'tie')} of unknown place" if subject.unplaced else ""
    if not subject.ties:
        return f"No line: {unplaced or 'no tie is recorded'}."
    lines = "One line" if len(subject.ties) == 1 else f"Lines for {count(len(subject.ties), 'tie')}"
    missing = f"; {unplaced} not shown" if unplaced else ""
    return f"{lines}: {counts(shown)}{missing}."
