"""A first evening with announcements, in a real Chromium: a digest set up, looked at, and seen to arrive as the page’s clock is set forward."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.settings import Settings
from tests.e2e.try_it import fill_in, newest, opened, press, say, write_as

pytestmark = pytest.mark.browser

MONA = "Mona (moderator)"
COATS = "Winter coats for schools"


@pytest.fixture
async def page(shipped: Settings, tmp_path: Path) -> AsyncIterator[Page]:
    """The page that ``python -m bot demo`` serves, open."""
    async with opened(shipped, tmp_path) as page:
        yield page


async def test_a_moderator_sets_a_digest_up_looks_at_it_and_sees_it_arrive(page: Page) -> None:
    await expect(page.locator("body")).to_contain_text("sets this page’s clock forward")
    await write_as(page, MONA)
    await add_an_initiative(page)
    await say(page, "!announce add digest #city-diplomacy every Monday 9:00")
    await expect(newest(page)).to_contain_text("Announcement 1: digest, added: #city-diplomacy, every Monday 9:00")
    await say(page, "!announce preview 1")
    await press(page, "Preview")
    await expect(newest(page)).to_contain_text(COATS)
    await say(page, "!clock +7 days")
    await expect(newest(page)).to_contain_text("1 new aid entry. (late: due")
    await expect(newest(page)).to_contain_text(COATS)
    await say(page, "!clock +7 days")
    await expect(newest(page)).to_contain_text("(UTC) now.")


async def test_what_a_member_watches_is_told_with_a_mention(page: Page) -> None:
    await write_as(page, "Ana")
    await say(page, "!watch Kyiv here")
    await expect(newest(page)).to_contain_text(
        "You now watch Kyiv, Ukraine. When something changes, I tell you in #city-diplomacy"
    )
    await write_as(page, MONA)
    await add_an_initiative(page)
    await say(page, "!clock +1 day")
    await expect(newest(page)).to_contain_text("@Ana")
    await expect(newest(page)).to_contain_text(COATS)


async def test_a_clock_that_is_set_wrongly_says_how_it_is_set(page: Page) -> None:
    await say(page, "!clock yesterday")
    await expect(newest(page)).to_contain_text("Write !clock +7 days, !clock +2 hours, !clock Monday 9:00")


async def add_an_initiative(page: Page) -> None:
    """Somebody who moderates the server adds an initiative for Kyiv in the form, and keeps it."""
    await say(page, "!entry add initiative")
    await press(page, "Open the form")
    await fill_in(
        page, {"Which city": "Kyiv", "Title": COATS, "Sector": "Goods", "State": "Open", "Organiser": "Ukraine Aid International"}
    )
    await expect(newest(page)).to_contain_text("Form 1 of 2 is kept.")
    await press(page, "Next fields")
    await fill_in(page, {"Source": "https://ukraineaidinternational.org/coats"})
    await expect(newest(page)).to_contain_text("Draft: new initiative")
    await press(page, "Keep it")
    await expect(newest(page)).to_contain_text("Done. New initiative")
