"""The try-it page in a real Chromium: what a newcomer sees after ``make demo``."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.settings import Settings

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
PATIENCE = 20_000
"""Milliseconds that a page gets to show what it must."""


@pytest.fixture
async def page(shipped: Settings, tmp_path: Path) -> AsyncIterator[Page]:
    """The page that ``python -m bot demo`` serves, open."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert browser_path, "the browser tests need Debian's chromium"
    environment = os.environ | {"TWINBOT_STORE_PATH": str(shipped.store_path), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    served = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--no-browser", cwd=tmp_path, env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert served.stdout is not None
    try:
        said = (await asyncio.wait_for(served.stdout.readline(), 60)).decode()
        address = re.search(r"http://\S+", said)
        assert address, said
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=browser_path, args=QUIET)
            opened = await browser.new_page(viewport={"width": 1280, "height": 1000})
            opened.set_default_timeout(PATIENCE)
            expect.set_options(timeout=PATIENCE)
            await opened.goto(address[0])
            yield opened
            await browser.close()
    finally:
        served.terminate()
        await served.wait()
        assert tried_out(shipped) == [], "what was made for the page is taken away with it"


def tried_out(shipped: Settings) -> list[str]:
    """The files in which a page keeps what is changed there."""
    return sorted(path.name for path in shipped.store_path.parent.glob("demo-*"))


async def say(page: Page, text: str) -> None:
    """Type a message and send it."""
    composer = page.locator("#channel-composer-input")
    await composer.click()
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


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


async def test_what_is_tried_out_never_gets_into_the_store(page: Page, shipped: Settings) -> None:
    await expect(page.locator("body")).to_contain_text("Whatever you change here is thrown away at the end.")
    assert [name for name in tried_out(shipped) if name.endswith(".sqlite")] != []
    with contextlib.closing(sqlite3.connect(shipped.store_path)) as db:
        assert db.execute("SELECT count(*) FROM server").fetchone() == (0,)
