"""Charts of time: every tie and event shown or counted, nothing over anything else, dates drawn as what they are."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import pytest

from bot.domain.dates import PartialDate
from bot.domain.pairings import EventKind, Status
from bot.pictures.bars import bar_of
from bot.pictures.boxes import Box
from bot.pictures.chart import Sample, Years
from bot.pictures.course import course_scene
from bot.pictures.decades import decades_scene
from bot.pictures.lettering import width
from bot.pictures.subjects import CourseSubject, DecadesSubject, Happening, TieSpan, TimelineSubject
from bot.pictures.timeline import TimelineScene, timeline_scene

TODAY = PartialDate("2026-11-22")
SCALE = Years(1950.0, 2026.9, 100.0, 1000.0)


def span(
    begun: str | None = "1990", status: Status = Status.ACTIVE, name: str = "Tampere", signed: bool = True, **dates: str
) -> TieSpan:
    parsed = {field: PartialDate(date) for field, date in dates.items()}
    return TieSpan(name, status, PartialDate(begun) if begun else None, signed, **parsed)


def timeline(number: int, seed: int = 1) -> TimelineSubject:
    source = random.Random(seed)
    spans = []
    for at in range(number):
        status = source.choice(list(Status))
        year = source.randrange(1925, 2026)
        begun = source.choice([str(year), f"{year}-05", f"{year}-05-17", f"{year}~", f"{year}?"])
        dates = {"last_seen": str(source.randrange(year, 2027))}
        if status in (Status.SUSPENDED, Status.ENDED, Status.DORMANT):
            dates["halted"] = f"{source.randrange(year, 2027)}"
        spans.append(span(begun, status, f"{'Very ' * source.randrange(5)}Long Name {at}", source.random() < 0.8, **dates))
    return TimelineSubject("Kyiv", f"{number} pairings recorded", tuple(spans), TODAY)


def boxes_of(scene: TimelineScene) -> list[Box]:
    return [row.name_box for row in scene.rows]


@pytest.mark.parametrize("number", [0, 1, 2, 7, 14, 15, 16, 29, 30, 31, 62, 400])
def test_every_tie_has_its_bar_or_is_counted(number: int) -> None:
    scene = timeline_scene(timeline(number))
    assert len(scene.rows) + scene.hidden == number
    assert (scene.foot.note is not None and f"{scene.hidden} more" in scene.foot.note.text) is (scene.hidden > 0)


@pytest.mark.parametrize("seed", range(40))
def test_names_and_bars_lie_in_the_picture_and_apart(seed: int) -> None:
    scene = timeline_scene(timeline(random.Random(seed).randrange(1, 45), seed))
    frame = Box(0, 0, scene.size[0], scene.size[1])
    names = boxes_of(scene)
    assert all(box.lies_in(frame) for box in names)
    assert [1 for one, other in combinations(names, 2) if one.grown(-1).overlaps(other.grown(-1))] == []
    for row in scene.rows:
        assert row.name_box.right < row.bar.begins <= row.bar.sure <= row.bar.ends <= scene.size[0]
        assert row.bar.shown <= row.bar.ends
    for one, other in combinations(scene.rows, 2):
        if one.bar.y == other.bar.y and one.bar.begins < other.bar.begins:
            assert one.bar.today <= other.name_box.left
    assert all(writing.x + width(writing.text, writing.face) <= scene.size[0] for _, writing in scene.foot.samples)


def test_what_stands_out_has_its_bar_where_not_all_have_room() -> None:
    spans = [span(str(1950 + at), name=f"Town {at}") for at in range(60)] + [
        span("2001", Status.SUSPENDED, "Moscow", halted="2022-02-28")
    ]
    shown = timeline_scene(TimelineSubject("Chicago", "61 pairings recorded", tuple(spans), TODAY)).rows
    assert "Moscow" in [row.span.name for row in shown]


def test_a_day_begins_a_bar_at_once_and_a_year_over_its_length() -> None:
    day, year, about = (bar_of(span(date), SCALE, 0.0, 10.0) for date in ("1990-08-13", "1990", "1990~"))
    assert day.begins == day.sure
    assert year.sure - year.begins == pytest.approx(900 / 76.9, abs=0.2)
    assert about.begins < year.begins
    assert about.sure > year.sure


def test_a_disputed_beginning_grows_over_all_that_sources_say() -> None:
    bar = bar_of(span("1984", disputed_until="1990-08-13"), SCALE, 0.0, 10.0)
    assert bar.sure - bar.begins > 6 * 900 / 76.9


def test_a_bar_is_full_only_as_long_as_a_source_shows_the_tie() -> None:
    bar = bar_of(span("1959", last_seen="2016-11"), SCALE, 0.0, 10.0)
    assert bar.shown < bar.ends
    assert bar.ends == SCALE.right


def test_a_halted_tie_ends_at_its_halt_and_an_undated_one_comes_out_of_dots() -> None:
    halted = bar_of(span("1997", Status.SUSPENDED, halted="2022-02-28"), SCALE, 0.0, 10.0)
    assert halted.halt == halted.ends < SCALE.right
    undated = bar_of(span("2016", signed=False), SCALE, 0.0, 10.0)
    assert undated.undated_from is not None
    assert undated.undated_from < undated.begins


def test_a_halt_that_nobody_dates_is_not_drawn_as_one_of_today() -> None:
    told = bar_of(span("1963", Status.ENDED, last_seen="2019"), SCALE, 0.0, 10.0)
    assert told.shown == told.sure < told.ends < SCALE.right
    untold = bar_of(span("1963", Status.ENDED), SCALE, 0.0, 10.0)
    assert untold.shown == untold.sure < untold.ends


def test_what_was_signed_goes_before_what_nobody_dates_where_not_all_have_room() -> None:
    undated = [span("2016", Status.UNKNOWN, f"Town {at}", signed=False) for at in range(40)]
    shown = timeline_scene(TimelineSubject("Kyiv", "41 pairings recorded", (*undated, span("1957", name="Hamburg")), TODAY)).rows
    assert "Hamburg" in [row.span.name for row in shown]


def test_the_legend_explains_outlines_and_dots_only_where_there_are_some() -> None:
    def samples(*spans: TieSpan) -> list[Sample]:
        return [sample for sample, _ in timeline_scene(TimelineSubject("A", "", spans, TODAY)).foot.samples]

    assert samples(span("1990", Status.ENDED, halted="2001")) == []
    assert samples(span("1990")) == [Sample.UNCONFIRMED]
    assert samples(span("2016", signed=False)) == [Sample.UNCONFIRMED, Sample.UNDATED]


def course(*dates: str, kind: EventKind = EventKind.VISIT) -> CourseSubject:
    happenings = tuple(Happening(PartialDate(date), kind, str(kind)) for date in sorted(dates))
    return CourseSubject("Chicago – Moscow", "suspended 28 Feb 2022", span("1997"), happenings, TODAY, undated=1)


@pytest.mark.parametrize("number", [0, 1, 2, 5, 9, 20, 60])
def test_every_event_of_a_course_is_told_or_counted(number: int) -> None:
    source = random.Random(number)
    dates = {f"{source.randrange(1980, 2026)}-{source.randrange(1, 13):02}-{source.randrange(1, 29):02}" for _ in range(number)}
    scene = course_scene(course(*dates))
    frame = Box(0, 0, scene.size[0], scene.size[1])
    boxes = [*(note.box for note in scene.notes), *scene.heading.boxes]
    assert len(scene.notes) + scene.hidden == len(dates) == len(scene.spots)
    assert all(box.lies_in(frame) for box in boxes)
    assert [1 for one, other in combinations(boxes, 2) if one.overlaps(other)] == []
    assert scene.foot.note is not None
    assert "1 without a date" in scene.foot.note.text


def test_a_decision_is_told_before_visits_where_not_all_have_room() -> None:
    visits = tuple(Happening(PartialDate(f"2022-02-{day:02}"), EventKind.VISIT, "visit") for day in range(1, 28))
    halt = Happening(PartialDate("2022-02-28"), EventKind.SUSPENDED, "suspended")
    scene = course_scene(CourseSubject("A – B", "", span("1997"), (*visits, halt), TODAY))
    assert scene.hidden > 0
    assert halt in [note.happening for note in scene.notes]


def test_decades_without_a_signing_keep_their_place_and_no_pile_is_lost() -> None:
    subject = DecadesSubject(
        "Ukraine", "", ((1950, Status.ACTIVE, 2), (1980, Status.ACTIVE, 5), (1980, Status.ENDED, 3)), undated=4
    )
    scene = decades_scene(subject)
    assert [(pile.decade, pile.number) for pile in scene.piles] == [(1950, 2), (1960, 0), (1970, 0), (1980, 8)]
    assert sum(block.number for block in scene.blocks) == 10
    assert [1 for one, other in combinations([block.box for block in scene.blocks], 2) if one.overlaps(other)] == []
    assert scene.foot.note is not None
    assert scene.foot.note.text == "4 more without a known year"


def test_no_tie_at_all_gives_empty_charts() -> None:
    assert decades_scene(DecadesSubject("Nauru", "no pairing recorded", ())).piles == ()
    assert timeline_scene(timeline(0)).rows == ()


def test_years_are_written_as_far_apart_as_they_are_wide() -> None:
    for first in (1400.0, 1890.0, 1954.0, 2015.0, 2025.9):
        ticks = Years(first, 2026.9, 100.0, 500.0).ticks
        assert all(later - earlier > 60 for (_, earlier), (_, later) in pairwise(ticks))
