"""The try-it page in a real Chromium, for the tests that use it, and what is done in it.

Nothing here waits for a time: each step waits until the page has done what came before, and the tests for what they expect to read.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from playwright.async_api import Locator, Page, async_playwright, expect

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
PATIENCE = 20_000
"""Milliseconds that a page gets to show what it must."""


@contextlib.asynccontextmanager
async def opened(shipped: Settings, tmp_path: Path) -> AsyncIterator[Page]:
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
            page = await browser.new_page(viewport={"width": 1280, "height": 1000})
            page.set_default_timeout(PATIENCE)
            expect.set_options(timeout=PATIENCE)
            await page.goto(address[0])
            yield page
            await browser.close()
    finally:
        served.terminate()
        await served.wait()
        assert tried_out(shipped) == [], "what was made for the page is taken away with it"


def tried_out(shipped: Settings) -> list[str]:
    """The files in which a page keeps what is changed there."""
    return sorted(path.name for path in shipped.store_path.parent.glob("demo-*"))


async def ready(page: Page) -> None:
    """Wait until the page has done what was asked of it before: it gives up what overlaps."""
    await expect(page.locator("#preview-app")).to_have_attribute("aria-busy", "false")


async def say(page: Page, text: str) -> None:
    """Type a message and send it."""
    await ready(page)
    composer = page.locator("#channel-composer-input")
    await composer.click()
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def write_as(page: Page, name: str) -> None:
    """Choose who writes from now on."""
    await ready(page)
    await page.locator("select").first.select_option(label=name)
    await ready(page)


async def press(page: Page, label: str) -> None:
    """Press the newest button of that label."""
    await ready(page)
    await page.get_by_role("button", name=label, exact=True).last.click()


async def choose(page: Page, *labels: str) -> None:
    """Choose from the newest menu, of which several may be chosen."""
    await ready(page)
    await page.locator(".select-trigger").last.click()
    for label in labels:
        await _option(page, label).click()
    await page.get_by_role("button", name="Apply", exact=True).last.click()


async def fill_in(page: Page, fields: Mapping[str, str]) -> None:
    """Fill the form that is open, by the labels of its fields, and submit it."""
    form = page.locator("[role=dialog]")
    await expect(form).to_be_visible()
    for label, value in fields.items():
        field = form.locator(".modal-field").filter(has_text=re.compile(rf"^\s*{re.escape(label)}"))
        menu = field.locator(".select-trigger")
        if await menu.count():
            await menu.click()
            await _option(page, value).click()
        else:
            await field.locator("input, textarea").first.fill(value)
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_have_count(0)


def newest(page: Page) -> Locator:
    """The newest message."""
    return page.locator("article.channel-message").last


def _option(page: Page, label: str) -> Locator:
    return page.locator(".select-option:visible").filter(has=page.get_by_text(label, exact=True)).last
