"""Answers with pictures: drawn by the real process beside the bot, switched by buttons, and never at the cost of the answer."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.cogs import illustrating
from bot.pictures.studio import Studio
from bot.settings import Settings
from bot.ui.illustrated import MAY_NOT_ATTACH, NOT_DRAWN, NOT_TAKEN, NOTHING_TO_CHART, NOTHING_TO_MAP, STILL_DRAWN
from tests.e2e.board import message_of
from tests.e2e.conftest import Place, control, labels, placed, read

PNG = b"\x89PNG\r\n"
QUESTIONS = [
    ("twin Kyiv", "twin", {"city": "Kyiv"}, "Map: Kyiv. Lines for 62 ties: ", "Timeline picture", "timeline.png"),
    (
        "pairing Chicago / Moscow", "pairing", {"city": "Chicago", "other": "Moscow"}, "Map: Chicago – Moscow. One line: 1 suspended.",
        "Timeline picture", "timeline.png",
    ),
    ("country Ukraine", "country", {"country": "Ukraine"}, "Map: Ukraine. Lines for 304 ties: ", "By decade", "decades.png"),
    (
        "country Russia / United States", "country", {"country": "Russia", "other": "United States"},
        "Map: Russia – United States. Lines for 95 ties: ", "By decade", "decades.png",
    ),
]  # fmt: skip
BY_VIEW = [(question[0], *question[4:]) for question in QUESTIONS]


@pytest.fixture(scope="module")
def drawing(shipped: Settings) -> Settings:
    """A bot that draws, over the catalogue that ships."""
    return shipped.model_copy(update={"pictures": True})


@pytest.fixture
async def place(drawing: Settings) -> AsyncIterator[Place]:
    async with placed(drawing) as made:
        yield made


@pytest.fixture
async def own_place(own_store: Settings) -> AsyncIterator[Place]:
    """The same over a store that the test may change."""
    async with placed(own_store.model_copy(update={"pictures": True})) as made:
        yield made


def names(message: Any) -> list[str]:
    """The files of a message."""
    return [each.filename for each in message.attachments]


async def picture(message: Any) -> bytes:
    """The one file of a message, which the card shows."""
    (only,) = message.attachments
    assert [line for line in read(message).splitlines() if line.startswith("[Picture: ")] == [f"[Picture: {only.description}]"]
    content: bytes = await only.read()
    assert content.startswith(PNG)
    return content


def is_text(message: Any) -> bool:
    """Whether neither a file is with a message nor its card shows one."""
    return not message.attachments and "[Picture: " not in read(message)


@pytest.mark.parametrize(("typed", "name", "options", "alt", "chart", "file"), QUESTIONS)
async def test_both_forms_of_a_question_are_answered_with_the_same_map(
    place: Place, typed: str, name: str, options: dict[str, str], alt: str, chart: str, file: str
) -> None:
    by_prefix = await place.type(f"!{typed}")
    assert names(by_prefix) == ["map.png"]
    assert (by_prefix.attachments[0].description or "").startswith(alt)
    slash = message_of(await place.ana.slash(place.channel, name, **options))
    assert await picture(slash) == await picture(by_prefix)
    assert read(slash) == read(by_prefix)
    assert chart in labels(by_prefix)
    assert len(labels(by_prefix)) <= 5


@pytest.mark.parametrize(("typed", "chart", "file"), BY_VIEW)
async def test_buttons_switch_map_years_and_text(place: Place, typed: str, chart: str, file: str) -> None:
    card = await place.type(f"!{typed}")
    a_map = await picture(card)
    await place.ana.click(card, label=chart)
    years = place.now(card)
    assert names(years) == [file]
    assert await picture(years) != a_map
    assert {"Map", "Text only"} < {*labels(years)}
    await place.ana.click(years, label="Text only")
    text = place.now(card)
    assert is_text(text)
    assert {"Map", chart} < {*labels(text)}
    await place.ana.click(text, label="Map")
    again = place.now(card)
    assert await picture(again) == a_map
    assert labels(again) == labels(card)


@pytest.mark.parametrize("typed", ["twin Los Angeles", "country Russia / United States"])
async def test_the_next_page_has_no_picture_and_going_back_puts_it_on_again(place: Place, typed: str) -> None:
    card = await place.type(f"!{typed}")
    first = await picture(card)
    await place.ana.click(card, label="Next page")
    second = place.now(card)
    assert is_text(second)
    assert not {"Map", "Timeline picture", "By decade", "Text only"} & {*labels(second)}
    await place.ana.click(second, label="Previous page")
    assert await picture(place.now(card)) == first


async def test_turning_pages_keeps_the_picture_that_was_chosen(place: Place) -> None:
    card = await place.type("!twin Los Angeles")
    for label in ("Timeline picture", "Next page", "Previous page"):
        await place.ana.click(place.now(card), label=label)
    assert names(place.now(card)) == ["timeline.png"]
    for label in ("Text only", "Next page", "Previous page"):
        await place.ana.click(place.now(card), label=label)
    assert is_text(place.now(card))


async def test_text_only_has_more_rows_on_the_first_page(place: Place) -> None:
    card = await place.type("!twin Los Angeles")
    assert "Page 1 of 2 · 1 to 10 of 26" in read(card)
    await place.ana.click(card, label="Text only")
    assert "Page 1 of 2 · 1 to 16 of 26" in read(place.now(card))


async def test_somebody_else_gets_an_own_copy_with_its_picture(place: Place) -> None:
    card = await place.type("!twin Kyiv")
    copy = await place.ben.click(card, label="Timeline picture")
    assert copy.ephemeral
    assert names(message_of(copy)) == ["timeline.png"]
    assert (await picture(message_of(copy))).startswith(PNG)
    assert names(place.now(card)) == ["map.png"]


async def test_a_pairing_that_is_opened_from_a_list_has_its_map(place: Place) -> None:
    card = await place.type("!twin Chicago")
    opened = message_of(await place.ana.select(card, ["524901-4887398"], custom_id=control(card, menu="Open a pairing")))
    assert names(opened) == ["map.png"]
    assert opened.attachments[0].description.startswith("Map: Chicago – Moscow.")


async def test_a_choice_turns_into_a_card_with_its_map(place: Place) -> None:
    asked = await place.type("!twin Birmingham")
    assert is_text(asked)
    await place.ana.click(asked, label="Alabama, United States")
    assert names(place.now(asked)) == ["map.png"]


async def test_where_there_is_nothing_to_draw_the_card_says_so_and_offers_the_rest(place: Place) -> None:
    card = await place.type("!pairing Princeton / Yoshkar-Ola")
    assert is_text(card)
    assert NOTHING_TO_MAP in read(card)
    assert "Timeline picture" in labels(card)
    assert "Map" not in labels(card)
    bars = await place.type("!country Ukraine / Armenia")
    await place.ana.click(bars, label="By decade")
    assert is_text(place.now(bars))
    assert NOTHING_TO_CHART in read(place.now(bars))
    assert "Map" in labels(place.now(bars))


async def test_no_country_without_pairings_has_a_picture_or_a_way_to_one(place: Place) -> None:
    card = await place.type("!country Tuvalu")
    assert is_text(card)
    assert labels(card) == []


async def test_without_attach_files_the_card_comes_without_and_says_so(place: Place) -> None:
    everyone = place.guild.default_role
    place.channel = place.guild.create_text_channel(
        "words", overwrites={everyone: discord.PermissionOverwrite(attach_files=False)}
    )
    card = await place.type("!twin Kyiv")
    assert is_text(card)
    assert MAY_NOT_ATTACH in read(card)
    assert {"Map", "Text only"} < {*labels(card)}
    await place.ana.click(card, label="Map")
    assert MAY_NOT_ATTACH in read(place.now(card))
    await place.ana.click(card, label="Text only")
    assert MAY_NOT_ATTACH not in read(place.now(card))


async def test_a_picture_that_cannot_be_drawn_costs_no_answer(
    place: Place, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert place.bot.studio is not None
    await place.bot.studio.close()
    place.bot.studio = Studio(tmp_path / "missing.npz", None)
    with caplog.at_level(logging.ERROR):
        card = await place.type("!twin Kyiv")
    assert is_text(card)
    assert read(card).startswith("Kyiv, Ukraine: 62 pairings recorded")
    assert NOT_DRAWN in read(card)
    assert "a picture could not be drawn, so the answer went out without" in caplog.text
    assert "missing.npz" in caplog.text
    assert {"Map", "Text only"} < {*labels(card)}


async def test_an_answer_does_not_wait_for_a_picture_that_takes_long(own_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is waited for: what is drawn at all takes too long, and what is held is there at once."""
    monkeypatch.setattr(illustrating, "PATIENCE", 0.0)
    card = await own_place.type("!twin Kyiv")
    assert is_text(card)
    assert STILL_DRAWN in read(card)
    await own_place.ana.click(card, label="Map")
    assert STILL_DRAWN not in read(own_place.now(card))
    assert names(own_place.now(card)) == ["map.png"]


@pytest.mark.parametrize(("code", "why"), [(50013, MAY_NOT_ATTACH), (40005, NOT_TAKEN)])
async def test_a_picture_that_discord_does_not_take_is_left_out(place: Place, code: int, why: str) -> None:
    place.env.inject_error("POST", "/channels/*/messages", status=403, code=code, message="Not taken")
    card = await place.type("!twin Kyiv")
    assert is_text(card)
    assert why in read(card)
    assert read(card).startswith("Kyiv, Ukraine: 62 pairings recorded")


@pytest.mark.parametrize(("code", "why"), [(50013, MAY_NOT_ATTACH), (40005, NOT_TAKEN)])
async def test_a_picture_that_is_not_taken_at_a_press_or_a_slash_command_is_left_out(place: Place, code: int, why: str) -> None:
    card = await place.type("!twin Kyiv")
    place.env.inject_error("POST", "/interactions/*", status=403, code=code, message="Not taken")
    await place.ana.click(card, label="Timeline picture")
    assert is_text(place.now(card))
    assert why in read(place.now(card))
    place.env.inject_error("POST", "/interactions/*", status=403, code=code, message="Not taken")
    slash = message_of(await place.ana.slash(place.channel, "twin", city="Kyiv"))
    assert is_text(slash)
    assert why in read(slash)


async def test_a_server_switches_pictures_off_and_on_for_itself(own_place: Place) -> None:
    before = await own_place.type("!twin Los Angeles")
    told = read(await own_place.type("!settings pictures off", who=own_place.mona))
    assert told == "Pictures: off. This holds from now on."
    card = await own_place.type("!twin Los Angeles")
    assert is_text(card)
    assert "Page 1 of 2 · 1 to 16 of 26" in read(card)
    assert labels(card) == ["Next page", "Sources", "Aid"]
    await own_place.ana.click(before, label="Timeline picture")
    assert is_text(own_place.now(before))
    await own_place.type("!settings pictures on", who=own_place.mona)
    assert names(await own_place.type("!twin Los Angeles")) == ["map.png"]


async def test_what_a_server_switches_off_stays_on_elsewhere(own_place: Place) -> None:
    await own_place.type("!settings pictures off", who=own_place.mona)
    sent = await own_place.ana.send_dm("!twin Kyiv")
    (answer,) = [message async for message in sent.channel.history() if message.author.bot]
    assert names(answer) == ["map.png"]


@pytest.mark.parametrize(("typed", "chart", "file"), BY_VIEW)
async def test_the_light_theme_is_another_picture_that_says_the_same(own_place: Place, typed: str, chart: str, file: str) -> None:
    dark = await own_place.type(f"!{typed}")
    await own_place.type("!settings theme light", who=own_place.mona)
    light = await own_place.type(f"!{typed}")
    assert await picture(light) != await picture(dark)
    assert read(light) == read(dark)
    for card in (dark, light):
        await own_place.ana.click(card, label=chart)
    assert await picture(own_place.now(dark)) == await picture(own_place.now(light))


async def test_a_direct_message_has_the_picture_and_its_buttons(place: Place) -> None:
    sent = await place.ana.send_dm("!twin Kyiv")
    (card,) = [message async for message in sent.channel.history() if message.author.bot]
    assert names(card) == ["map.png"]
    await place.ana.user.click(card, label="Timeline picture")
    (turned,) = [message async for message in sent.channel.history() if message.author.bot]
    assert names(turned) == ["timeline.png"]
