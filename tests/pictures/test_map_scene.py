"""What a map shows: every city named or counted, nothing over anything else, nothing outside."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot.domain.pairings import Status
from bot.pictures.boxes import Box
from bot.pictures.lettering import width
from bot.pictures.map_scene import MapScene, scene_of
from bot.pictures.subjects import MapSubject, Spot
from tests.pictures.views import (
    CHICAGO,
    EVERYWHERE,
    KYIV,
    LONDON,
    LOS_ANGELES,
    NASTY,
    SUVA,
    TROMSO,
    USHUAIA,
    random_view,
    star,
    strip,
)

VIEWS = {**NASTY, **{f"random {seed}": random_view(seed) for seed in range(200)}}


@pytest.fixture(scope="module", params=VIEWS, ids=str)
def view(request: pytest.FixtureRequest) -> tuple[MapSubject, MapScene]:
    subject = VIEWS[request.param]
    return subject, scene_of(subject)


def panels(scene: MapScene) -> list[Box]:
    beside = [scene.title.box, scene.credit_box]
    return [*beside, *([scene.legend_box] if scene.legend_box else []), *([scene.inset.box] if scene.inset else [])]


def test_every_city_is_named_or_counted(view: tuple[MapSubject, MapScene]) -> None:
    subject, scene = view
    ends = {spot for tie in subject.ties for spot in (tie.one, tie.other)} | set(subject.homes)
    assert {marker.spot for marker in scene.markers} == ends
    named = {scene.markers[label.marker].spot for label in scene.labels}
    if scene.inset:
        named |= {scene.inset.window.markers[label.marker].spot for label in scene.inset.window.labels}
    assert len(named) + scene.unnamed == len(ends)
    told = " ".join(line.text for line in scene.title.lines)
    assert (f"{scene.unnamed} of " in told and "did not fit" in told) is (scene.unnamed > 0)


def test_the_city_asked_for_is_always_named(view: tuple[MapSubject, MapScene]) -> None:
    subject, scene = view
    named = {scene.markers[label.marker].spot for label in scene.labels}
    assert set(subject.homes) <= named


def test_no_two_names_and_no_panel_overlap(view: tuple[MapSubject, MapScene]) -> None:
    _, scene = view
    boxes = [*(label.box for label in scene.labels), *panels(scene)]
    assert [(one, other) for one, other in combinations(boxes, 2) if one.overlaps(other)] == []


def test_nothing_stands_outside_the_picture(view: tuple[MapSubject, MapScene]) -> None:
    _, scene = view
    frame = Box(0, 0, *scene.size)
    assert all(box.lies_in(frame) for box in [*(label.box for label in scene.labels), *panels(scene)])
    assert all(frame.holds(marker.x, marker.y) for marker in scene.markers)
    for line in (*scene.title.lines, *(entry.writing for entry in scene.legend)):
        assert line.x + width(line.text, line.face, line.size) <= scene.size[0]


def test_no_name_but_that_of_the_city_asked_for_covers_another_dot(view: tuple[MapSubject, MapScene]) -> None:
    _, scene = view
    covered = [
        (label.text, marker.spot.name)
        for label in scene.labels
        for number, marker in enumerate(scene.markers)
        if number != label.marker and label.box.holds(marker.x, marker.y) and scene.markers[label.marker].status
    ]
    assert covered == []


WIDE_APART = (
    strip(Spot("Rio de Janeiro", -22.91, -43.18), Spot("Santo Domingo", 18.47, -69.9)),
    strip(Spot("Saint Petersburg", 59.94, 30.31), Spot("Istanbul", 41.01, 28.95)),
    strip(Spot("Buenos Aires", -34.61, -58.38), Spot("Santo Domingo", 18.47, -69.9)),
)


@pytest.mark.parametrize("subject", [*WIDE_APART, *(strip(one, other) for one, other in combinations(EVERYWHERE[::4], 2))])
def test_on_the_strip_of_a_pair_no_panel_lies_over_a_dot_and_both_are_named(subject: MapSubject) -> None:
    scene = scene_of(subject)
    assert scene.unnamed == 0
    boxes = panels(scene)
    assert [marker for marker in scene.markers if any(box.holds(marker.x, marker.y) for box in boxes)] == []


def test_an_inset_is_as_orderly_as_the_map(view: tuple[MapSubject, MapScene]) -> None:
    subject, scene = view
    if scene.inset is None:
        return
    window = scene.inset.window
    frame = Box(0, 0, *window.size)
    assert all(label.box.lies_in(frame) for label in window.labels)
    assert [1 for one, other in combinations([label.box for label in window.labels], 2) if one.overlaps(other)] == []
    assert all(frame.holds(marker.x, marker.y) for marker in window.markers)
    assert not any(scene.inset.box.holds(marker.x, marker.y) for marker in scene.markers)
    shown = {marker.spot for marker in window.markers}
    assert len(window.arcs) == sum(tie.one in shown or tie.other in shown for tie in subject.ties)


def test_a_crowd_is_named_on_an_inset() -> None:
    far = [Spot(f"Far {at}", -20.0 - at, -60.0 + at) for at in range(3)]
    near = [Spot(f"Town {at}", 44.0 + at % 4 * 3, 4.0 + at // 4 * 6) for at in range(16)]
    scene = scene_of(star(KYIV, *near, LOS_ANGELES, *far))
    assert scene.inset is not None
    assert len(scene.inset.window.named - scene.named) >= 6
    shown = {marker.spot for marker in scene.markers if scene.inset.area.holds(marker.x, marker.y)}
    assert {marker.spot for marker in scene.inset.window.markers} <= shown
    assert scene.unnamed < 5


def test_no_inset_is_shown_where_all_names_fit() -> None:
    assert scene_of(star(KYIV, LOS_ANGELES, SUVA, USHUAIA)).inset is None


def test_the_legend_has_each_status_that_is_shown(view: tuple[MapSubject, MapScene]) -> None:
    subject, scene = view
    assert {entry.status for entry in scene.legend} == {tie.status for tie in subject.ties}


def test_the_legend_counts_the_ties_of_each_status() -> None:
    scene = scene_of(star(KYIV, *EVERYWHERE[:9], statuses=(Status.ACTIVE, Status.ACTIVE, Status.SUSPENDED)))
    assert [entry.writing.text for entry in scene.legend] == ["6 active", "3 suspended"]


def test_ties_of_unknown_place_are_counted_on_the_picture() -> None:
    assert "3 ties of unknown place" in [line.text for line in scene_of(NASTY["of unknown place"]).title.lines]


def test_a_small_map_names_every_city() -> None:
    assert scene_of(star(KYIV, LONDON, CHICAGO, SUVA, TROMSO, USHUAIA)).unnamed == 0


def test_what_stands_out_is_named_first() -> None:
    """One ended tie among many active ones, and a small town."""
    subject = star(KYIV, *EVERYWHERE)
    ended = subject.ties[30].other
    ties = tuple(type(tie)(tie.one, tie.other, Status.ENDED if tie.other == ended else tie.status) for tie in subject.ties)
    scene = scene_of(MapSubject(subject.title, subject.line, ties, subject.homes))
    assert ended in {scene.markers[label.marker].spot for label in scene.labels}


def test_the_same_map_comes_out_the_same() -> None:
    one, other = scene_of(NASTY["60 ties"]), scene_of(NASTY["60 ties"])
    assert one.labels == other.labels
    assert one.title == other.title


def test_the_picture_names_where_its_outlines_and_places_are_from() -> None:
    assert scene_of(star(KYIV, LONDON)).credit.text == "Natural Earth · GeoNames"
