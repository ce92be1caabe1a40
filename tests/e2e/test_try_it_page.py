"""The try-it page in a real Chromium: what a newcomer sees after ``make demo``."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.settings import Settings
from tests.e2e.try_it import opened, say, tried_out, write_as

pytestmark = pytest.mark.browser


@pytest.fixture
async def page(shipped: Settings, tmp_path: Path) -> AsyncIterator[Page]:
    """The page that ``python -m bot demo`` serves, open."""
    async with opened(shipped, tmp_path) as page:
        yield page


async def test_the_first_message_says_what_to_type(page: Page) -> None:
    await expect(page.locator("body")).to_contain_text("Welcome. This is the real bot")
    await expect(page.locator("body")).to_contain_text("pinned a message")


async def test_a_typed_command_is_answered_with_a_card_that_turns_its_page(page: Page, tmp_path: Path) -> None:
    await say(page, "!twin Los Angeles")
    await expect(page.locator(".component-container").last).to_contain_text("Los Angeles, California: 26 pairings recorded")
    await page.get_by_role("button", name="Next page").last.click()
    await expect(page.locator(".component-container").last).to_contain_text("Page 2 of 2")
    await expect(page.locator(".component-container").last).to_contain_text("proposed 25 Mar 2022 by the city council")
    picture = await page.screenshot(path=tmp_path / "page.png")
    assert picture.startswith(b"\x89PNG")


async def test_a_typed_slash_command_is_answered(page: Page) -> None:
    await page.locator("#channel-composer-input").click()
    await page.keyboard.type("/about")
    await expect(page.get_by_text("What this bot is, how old its data is, its licence").first).to_be_visible()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Send").last.click()
    await expect(page.locator("body")).to_contain_text("Twinbot answers who is tied to whom")


async def test_a_slash_command_typed_in_one_go_is_answered_too(page: Page) -> None:
    await say(page, "@Twinbot twin Lviv")
    await expect(page.locator(".component-container").last).to_contain_text("Lviv, Ukraine: ")


async def test_a_member_and_two_moderators_are_offered_as_viewers(page: Page) -> None:
    for name in ("Ana", "Mona (moderator)", "Max (moderator)"):
        await expect(page.locator("select").first).to_contain_text(name)


async def test_a_refused_command_leaves_nothing_behind_in_what_is_typed_next(page: Page) -> None:
    await write_as(page, "Ana")
    await say(page, "!settings")
    await expect(page.locator("body")).to_contain_text("You need the permission Manage Server for this.")
    await expect(page.locator("#channel-composer-input")).to_have_text("")
    await say(page, "!twin")
    await expect(page.locator("body")).to_contain_text("Which city? For example !twin Los Angeles.")
    await expect(page.locator("body")).not_to_contain_text("The bot action failed")


async def test_what_is_tried_out_never_gets_into_the_store(page: Page, shipped: Settings) -> None:
    await expect(page.locator("body")).to_contain_text("Whatever you change here is thrown away at the end.")
    assert [name for name in tried_out(shipped) if name.endswith(".sqlite")] != []
    with contextlib.closing(sqlite3.connect(shipped.store_path)) as db:
        assert db.execute("SELECT count(*) FROM server").fetchone() == (0,)
