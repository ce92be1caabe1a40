"""The cards of ``source``: where facts are from."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import wording
from bot.domain.counts import PublishedCount
from bot.domain.places import City
from bot.domain.records import RecordedPairing
from bot.domain.sources import Source
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card
from bot.ui.controls import Control, button
from bot.ui.inert import inert
from bot.ui.limits import LINE, PLACE, ROWS_CHARACTERS, TITLE
from bot.ui.paging import page_number
from bot.ui.source_lines import source_line

CODE = "sr"
LINES = 12
"""Sources on a page."""
NAMED = 3
"""Cities named after a source; how many more there are is said in words."""


def city_sources_card(asking: Asking, city: City, recorded: Sequence[RecordedPairing], *, page: int = 1) -> Answer:
    """The sources of all pairings of a city, those first on which most of them rest."""
    cited: dict[int, tuple[Source, list[str]]] = {}
    for one in recorded:
        other = one.other_than(city.city_id).name
        for source in {said.source for event in one.events for said in event.claims if said.source}:
            cited.setdefault(source.source_id, (source, []))[1].append(other)
    ordered = sorted(cited.values(), key=lambda item: (-len(item[1]), item[0].grade, item[0].publisher, item[0].source_id))
    lines = []
    for number, (source, names) in enumerate(ordered, 1):
        names.sort()
        few = len(names) <= NAMED
        named = [inert(name, PLACE) for name in (names if few else names[: NAMED - 1])]
        told = wording.joined(named) if few else f"{', '.join(named)} and {len(names) - NAMED + 1} more"
        lines.append(f"{number}. {source_line(source)} · for {told}")
    counted = f"{wording.count(len(lines), 'source')} for {wording.count(len(recorded), 'pairing')}"
    title = f"{wording.in_title(city, asking.countries)}: {counted}"
    related = [
        button(f"Pairings of {city.name}", asking.control_id("tw", "n", city.city_id)),
        button("Export", asking.control_id("ex", "c", city.city_id)),
    ]
    return _paged(asking, title, lines, page, ("c", city.city_id), related if recorded else ())


def count_sources_card(
    asking: Asking, names: str, counts: Sequence[tuple[PublishedCount, Source]], codes: tuple[str, str], *, page: int = 1
) -> Answer:
    """Who counted the ties of a country, or of two, and what exactly."""
    lines = []
    for number, (counted, source) in enumerate(counts, 1):
        when = counted.as_of.short if counted.as_of else "undated"
        limits = f" ({inert(counted.unit, LINE)})" if counted.unit else ""
        what = f"{inert(wording.upper_first(counted.words), LINE)}{limits}, {inert(counted.claimed_by, LINE)}, {when}"
        lines.append(f"{number}. {what}: {source_line(source)}")
    return _paged(
        asking, f"{wording.upper_first(names)}: {wording.count(len(lines), 'published count')}", lines, page, ("k", *codes)
    )


def _paged(
    asking: Asking, title: str, lines: Sequence[str], page: int, arguments: tuple[str | int, ...], related: Sequence[Control] = ()
) -> Answer:
    paged = _pages(lines)
    page = page_number(page, len(paged))
    card = Card(theme.LIST)
    card.say(
        f"## {inert(title, TITLE)}",
        "-# Graded A (signed text or order) to E (encyclopedia or a user). Those on which most rests come first.",
    )
    card.rule()
    card.say(*(paged[page - 1] or ["No source is recorded."]))
    if len(paged) > 1:
        card.rule()
        before = sum(map(len, paged[: page - 1]))
        card.say(f"-# Page {page} of {len(paged)} · {before + 1} to {before + len(paged[page - 1])} of {len(lines)}")
    card.controls(
        button("Previous page", asking.control_id(CODE, *map(str, arguments), page - 1)) if page > 1 else None,
        button("Next page", asking.control_id(CODE, *map(str, arguments), page + 1), likely=True) if page < len(paged) else None,
        *related,
    )
    return card.answer()


def _pages(lines: Sequence[str]) -> list[list[str]]:
    made: list[list[str]] = [[]]
    for line in lines:
        if len(made[-1]) >= LINES or sum(map(len, made[-1])) + len(line) > ROWS_CHARACTERS:
            made.append([])
        made[-1].append(line)
    return made
