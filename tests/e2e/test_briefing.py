"""``briefing``: a city on one page, to be taken to a council meeting."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from bot.errors import NotDrawn
from bot.pictures.subjects import Shape
from bot.settings import Settings
from tests.e2e.conftest import Place, labels, placed, read
from tests.e2e.taking import closed_to_files, files_of

STEM = "los-angeles-briefing-2026-11-22"


@pytest.fixture
async def drawing_place(shipped: Settings, tmp_path: Path) -> AsyncIterator[Place]:
    """A server with a bot that draws."""
    async with placed(shipped.model_copy(update={"pictures": True})) as made:
        yield made
        assert made.bot.studio is not None
        await made.bot.studio.close()


async def test_a_city_comes_as_one_page_to_print_and_to_look_at(drawing_place: Place) -> None:
    answer = await drawing_place.type("!briefing Los Angeles")
    files = await files_of(answer)
    assert set(files) == {f"{STEM}.png", f"{STEM}.pdf"}
    assert read(answer).startswith("Briefing on Los Angeles, California: 26 pairings recorded, on one page")
    page = Image.open(io.BytesIO(files[f"{STEM}.png"]))
    assert (page.format, page.size) == ("PNG", Shape.SHEET.size)
    printed = files[f"{STEM}.pdf"]
    assert printed.startswith(b"%PDF-1.")
    assert len(re.findall(rb"/Type /Page\b(?!s)", printed)) == 1
    assert len(printed) < 1_000_000


async def test_what_the_page_shows_is_told_in_words(drawing_place: Place) -> None:
    answer = await drawing_place.type("!briefing Los Angeles")
    assert "[Picture: One page: Los Angeles, California, United States, 22 November 2026. A map, a table of 26 ties" in read(
        answer
    )
    assert f"[File: {STEM}.pdf]" in read(answer)
    assert labels(answer) == ["Export", "Pairings of Los Angeles"]


async def test_a_slash_command_and_a_button_give_the_same_page(drawing_place: Place) -> None:
    slash = await drawing_place.ana.slash(drawing_place.channel, "briefing", city="Los Angeles")
    [message] = [one.message for one in (slash.response, *slash.followups) if one is not None]
    export = await drawing_place.type("!export Los Angeles")
    pressed = await drawing_place.ana.click(export, label="Briefing")
    [beside] = [one.message for one in (pressed.response, *pressed.followups) if one is not None and one.message.attachments]
    assert (await files_of(message)) == (await files_of(beside))
    exported = await drawing_place.ana.click(message, label="Export")
    [files] = [one.message for one in (exported.response, *exported.followups) if one is not None and one.message.attachments]
    assert "los-angeles-pairings-2026-11-22.csv" in await files_of(files)


async def test_a_city_without_ties_and_one_that_is_occupied_have_a_page_too(drawing_place: Place) -> None:
    bare = read(await drawing_place.type("!briefing Boise"))
    assert "no pairing recorded, on one page" in bare
    assert "No tie is recorded. That does not mean that there is none.]" in bare
    assert "exported" not in bare
    assert read(await drawing_place.type("!briefing Mariupol")).startswith("Briefing on Mariupol, Ukraine: 3 pairings recorded")


async def test_a_name_of_several_cities_is_asked_and_the_choice_becomes_the_page(drawing_place: Place) -> None:
    question = await drawing_place.type("!briefing Birmingham")
    assert read(question).startswith("Which Birmingham do you mean?")
    await drawing_place.ana.click(question, label="England, United Kingdom")
    answer = drawing_place.now(question)
    assert read(answer).startswith("Briefing on Birmingham, United Kingdom: 8 pairings recorded")
    assert len(answer.attachments) == 2


async def test_where_no_files_may_be_attached_it_says_so(drawing_place: Place) -> None:
    closed_to_files(drawing_place)
    answer = await drawing_place.type("!briefing Los Angeles")
    assert read(answer).startswith("A briefing comes as a file, and I may not attach files here.")


async def test_a_page_that_cannot_be_drawn_leaves_the_export(drawing_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> bytes:
        raise NotDrawn("the ink is dry")

    monkeypatch.setattr(drawing_place.bot.studio, "draw", broken)
    text = read(await drawing_place.type("!briefing Los Angeles"))
    assert text.startswith("The page could not be drawn.")
    assert "!export Los Angeles gives the same facts as a table." in text
    assert "ink" not in text


async def test_a_page_that_takes_too_long_can_be_asked_for_again(drawing_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(*_: object) -> bytes:
        raise TimeoutError

    monkeypatch.setattr(drawing_place.bot.studio, "draw", slow)
    assert "still being drawn. Ask for it again in a moment" in read(await drawing_place.type("!briefing Los Angeles"))


async def test_where_pictures_are_switched_off_it_names_who_did_and_the_export(place: Place) -> None:
    text = read(await place.type("!briefing Los Angeles"))
    assert text == (
        "A briefing is a drawn page, and whoever runs me has switched pictures off. "
        "!export Los Angeles gives the same facts as a table."
    )


async def test_a_server_without_pictures_gets_none(own_store: Settings) -> None:
    async with placed(own_store.model_copy(update={"pictures": True})) as made:
        await made.type("!settings pictures off", made.mona)
        text = read(await made.type("!briefing Los Angeles"))
        assert made.bot.studio is not None
        await made.bot.studio.close()
    assert "this server’s moderators have switched pictures off" in text


@pytest.mark.parametrize(
    ("typed", "words"), [("qwrtzpsd", "I know no city called “qwrtzpsd”"), ("Kharkv", "Did you mean Kharkiv"), ("", "A briefing on which city?")]
)  # fmt: skip
async def test_each_name_gets_the_answer_that_it_means(place: Place, typed: str, words: str) -> None:
    assert words in read(await place.type(f"!briefing {typed}"))


async def test_who_types_report_for_it_hears_what_it_is_called(place: Place) -> None:
    assert "!briefing Los Angeles" in read(await place.type("!report Chicago"))
