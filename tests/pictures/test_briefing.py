"""The page for a council meeting: everything on it or counted, nothing over anything else or off the sheet."""

from __future__ import annotations

import io
import random
import re
from itertools import combinations

import pytest
from PIL import Image

from bot.domain.dates import PartialDate
from bot.domain.pairings import Status
from bot.domain.places import Control
from bot.domain.records import Held
from bot.domain.servers import Theme
from bot.pictures.boxes import Box
from bot.pictures.briefing import MARGIN, SIZE, BriefingScene, box_of, briefing_scene, wrapped
from bot.pictures.briefing_of_entries import briefing_of_city
from bot.pictures.lettering import Face, width
from bot.pictures.painter import Painter
from bot.pictures.subjects import BriefingRow, BriefingSubject, MapSubject, Shape
from bot.pictures.words import alt_text
from tests.factories import (
    CHICAGO,
    HAMBURG,
    KYIV,
    TODAY,
    city,
    countries,
    happened,
    recorded_pairing,
    source,
)
from tests.pictures.views import KYIV as HOME
from tests.pictures.views import crowd, star

LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-upon-the-Very-Long-River"


def page(ties: int, sources: int = 20, name: str = "Tampere", seed: int = 1) -> BriefingSubject:
    """A page with so many ties, each of any status, and so many sources."""
    chance = random.Random(seed)
    rows = []
    for number in range(ties):
        status = chance.choice(list(Status))
        told = chance.choice(
            ["Active", "Suspended 28 Feb 2022 by the mayor, until hostilities end", "Ended 2016 by the city council " * 5]
        )
        signed = chance.choice(["1954", "not recorded", "1984, 1989 or 1990 (disputed)"])
        cites = tuple(sorted(chance.sample(range(1, sources + 1), min(sources, chance.randrange(6)))))
        rows.append(
            BriefingRow(f"{name} {number}", "Illinois, United States", signed, status, told, "list of 22 Aug 2008", cites)
        )
    drawn = star(HOME, *crowd(HOME, ties))
    return BriefingSubject(
        kicker="Briefing for a council meeting",
        title=name,
        date="22 November 2026",
        line=f"{ties} pairings are recorded.",
        remarks=("None recorded is not none.",),
        map=MapSubject("", "Ties", drawn.ties, drawn.homes, shape=Shape.PRINT),
        rows=tuple(rows),
        sources=tuple(f"A publisher of a longish name (publisher-{number}.example.org), 22 Aug 2008, D" for number in range(sources)),
        more="in the CSV",
        foot=("Twinbot catalogue of 22 Nov 2026, CC BY-SA 4.0",),
    )  # fmt: skip


def texts(scene: BriefingScene) -> list[str]:
    return [part.text for part in scene.writings]


def assert_in_order(scene: BriefingScene) -> None:
    """Every text within the margins, none over another or over the map, no line through a text."""
    paper = Box(MARGIN - 1, 60, SIZE[0] - MARGIN + 1, SIZE[1] - 60)
    boxes = [box_of(part) for part in scene.writings]
    outside = [part.text for part, box in zip(scene.writings, boxes, strict=True) if not box.lies_in(paper)]
    assert outside == []
    assert [box for box in boxes if box.overlaps(scene.map_box)] == []
    over = [(one, other) for one, other in combinations(range(len(boxes)), 2) if boxes[one].overlaps(boxes[other])]
    assert [(scene.writings[one].text, scene.writings[other].text) for one, other in over] == []
    assert scene.map_box.lies_in(paper)
    assert all(rule.y < paper.bottom for rule in scene.rules)
    crossed = [box for rule in scene.rules for box in boxes if box.top < rule.y < box.bottom]
    assert crossed == []


@pytest.mark.parametrize("ties", [0, 1, 2, 9, 10, 26, 60, 400])
@pytest.mark.parametrize("sources", [0, 1, 14, 80])
def test_every_tie_and_source_stands_on_the_page_or_is_counted(ties: int, sources: int) -> None:
    scene = briefing_scene(page(ties, sources))
    assert scene.shown + scene.hidden == ties
    assert scene.sources + scene.hidden_sources == (sources if ties else 0)
    assert any(f"and {scene.hidden:,} more tie" in text for text in texts(scene)) is (scene.hidden > 0)
    assert any(f"and {scene.hidden_sources:,} more source" in text for text in texts(scene)) is (scene.hidden_sources > 0)
    assert len(scene.signs) == scene.shown
    assert_in_order(scene)


@pytest.mark.parametrize("seed", range(30))
def test_nothing_overlaps_or_leaves_the_page(seed: int) -> None:
    chance = random.Random(seed)
    assert_in_order(
        briefing_scene(page(chance.randrange(70), chance.randrange(40), chance.choice(["Kyiv", "A " * 30, LONG]), seed))
    )


@pytest.mark.parametrize("ties", [1, 60])
def test_very_long_names_are_broken_and_stay_in_their_column(ties: int) -> None:
    assert_in_order(briefing_scene(page(ties, name=LONG)))


def test_what_is_not_plainly_active_has_a_row_before_the_others() -> None:
    subject = page(60)
    scene = briefing_scene(subject)
    assert scene.hidden > 0
    named = " ".join(texts(scene))
    exceptions = [row for row in subject.rows if row.status is not Status.ACTIVE]
    standing = [sign for sign in scene.signs if sign.status is not Status.ACTIVE]
    assert len(standing) == min(len(exceptions), scene.shown)
    assert "in the CSV" in named


def test_a_mark_in_the_table_leads_to_a_source_on_the_page() -> None:
    scene = briefing_scene(page(60, sources=80))
    numbered = {int(found[1]) for text in texts(scene) if (found := re.match(r"(\d+)\. A publisher", text))}
    assert numbered == set(range(1, scene.sources + 1))
    column = max(part.x for part in scene.writings if part.text == "Sources")
    cells = [part.text for part in scene.writings if part.x == column and part.text != "Sources"]
    cited = {int(number) for cell in cells for number in re.findall(r"(?<![+\d])\d+", cell)}
    assert cited
    assert cited <= numbered


def test_broken_lines_fit_and_lose_nothing_but_what_an_ellipsis_stands_for() -> None:
    lines = wrapped("Ended 11 Feb 2016 by the city council", Face.LINE, 23, 180, 4)
    assert " ".join(lines) == "Ended 11 Feb 2016 by the city council"
    assert all(width(line, Face.LINE, 23) <= 180 for line in lines)
    [cut] = wrapped("Ended 11 Feb 2016 by the city council", Face.LINE, 23, 180, 1)
    assert cut.endswith("…")
    assert width(cut, Face.LINE, 23) <= 180
    assert "".join(wrapped(LONG, Face.LINE, 23, 180, 9)).replace(" ", "") == LONG


def test_the_page_is_a_png_of_an_a4_sheet_under_a_megabyte(painter: Painter) -> None:
    content = painter.paint(page(62), Theme.LIGHT)
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.size) == ("PNG", SIZE)
    assert SIZE[1] / SIZE[0] == pytest.approx(297 / 210, abs=0.001)
    assert len(content) < 1_000_000
    corner = picture.convert("RGB").getpixel((5, 5))
    assert corner == (255, 255, 255), "printed on white"


class TestOfEntries:
    chicago = city(CHICAGO, "Chicago", "US", region="Illinois", latitude=41.85, longitude=-87.65)
    kyiv = city(KYIV, "Kyiv", "UA", latitude=50.45, longitude=30.52)
    hamburg = city(HAMBURG, "Hamburg", "DE", latitude=53.57, longitude=10.01)

    def made(self, held: Held | None = None) -> BriefingSubject:
        ties = [
            recorded_pairing([happened("signed", "1991", grade="C"), happened("listed", "2022", grade="C")], self.chicago, self.kyiv),
            recorded_pairing(
                [happened("signed", "1994"), happened("suspended", "2022-02-28", by=CHICAGO, decided_by="the mayor", condition="until it ends")],
                self.chicago, self.hamburg, kind="partnership",
            ),
        ]  # fmt: skip
        return briefing_of_city(self.chicago, ties, countries(), TODAY, held=held, more="in the CSV", foot=("CC BY-SA 4.0",))

    def test_a_row_says_how_a_tie_stands_since_when_who_decided_and_as_of_when(self) -> None:
        kyiv, hamburg = self.made().rows
        assert (kyiv.name, kyiv.where, kyiv.signed, kyiv.told, kyiv.as_of) == (
            "Kyiv",
            "Ukraine",
            "1991",
            "Active",
            "list of 2022",
        )
        assert hamburg.told == "Suspended 28 Feb 2022 by the mayor, until it ends · partnership"
        assert hamburg.as_of == "28 Feb 2022"

    def test_the_head_counts_and_warns_that_none_recorded_is_not_none(self) -> None:
        subject = self.made()
        assert subject.title == "Chicago, Illinois, United States"
        assert subject.date == "22 November 2026"
        assert subject.line == "2 pairings are recorded: 1 active and 1 suspended (Hamburg)."
        assert any("None recorded is not none" in remark for remark in subject.remarks)

    def test_an_occupied_place_says_so_with_its_date(self) -> None:
        held = Held(Control.OCCUPIED, PartialDate("2026-08-22"), source())
        assert self.made(held).remarks[0] == "Chicago is occupied (as of 22 Aug 2026). History only."

    def test_it_is_told_in_words(self) -> None:
        told = alt_text(self.made())
        assert told.startswith(
            "One page: Chicago, Illinois, United States, 22 November 2026. A map, a table of 2 ties (1 active and 1 suspended)"
        )
