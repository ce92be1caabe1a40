"""A first evening as a moderator, in a real Chromium: an entry added, its link checked by another, seen by members, and taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.settings import Settings
from tests.e2e.try_it import choose, fill_in, newest, opened, press, say, write_as

pytestmark = pytest.mark.browser

MONA = "Mona (moderator)"
MAX = "Max (moderator)"
COATS = "Winter coats for schools"
ORGANISATION = "Ukraine Aid International"


@pytest.fixture
async def page(shipped: Settings, tmp_path: Path) -> AsyncIterator[Page]:
    """The page that ``python -m bot demo`` serves, open."""
    async with opened(shipped, tmp_path) as page:
        yield page


async def test_an_entry_is_added_checked_by_another_seen_and_taken_back(page: Page) -> None:
    await _add(page)
    await _have_its_link_checked(page)
    await _see_it(page)
    await _take_back(page, 2)
    await _take_back(page, 1)
    await say(page, "!aid Kyiv")
    await expect(newest(page)).to_contain_text("Aid for Kyiv: 18 initiatives recorded")


async def _add(page: Page) -> None:
    """Mona adds an initiative in the form, gives it an organisation and a link, and keeps it."""
    await write_as(page, MONA)
    await say(page, "!entry add initiative")
    await press(page, "Open the form")
    await fill_in(page, {"Which city": "Kyiv", "Title": COATS, "Sector": "Goods", "State": "Open", "Organiser": ORGANISATION})
    await expect(newest(page)).to_contain_text("Form 1 of 2 is kept.")
    await press(page, "Next fields")
    await fill_in(page, {"Source": "https://ukraineaidinternational.org/coats"})
    await expect(newest(page)).to_contain_text("Draft: new initiative")
    await press(page, "Edit")
    await choose(page, "Initiative: link", "Initiative: organisation")
    await fill_in(page, {"Initiative: link": "https://ukraineaidinternational.org/", "Initiative: organisation": ORGANISATION})
    await expect(newest(page)).to_contain_text(f"the domain is on the record of {ORGANISATION}")
    await press(page, "Keep it")


async def _have_its_link_checked(page: Page) -> None:
    """Whoever gave the link cannot check it; another moderator can."""
    await expect(newest(page)).to_contain_text(f"link of “{COATS}”")
    await expect(newest(page)).to_contain_text(f"A moderator other than {MONA} can approve it.")
    await press(page, "Approve")
    await expect(newest(page)).to_contain_text("somebody else has to decide on it")
    await write_as(page, MAX)
    await press(page, "Approve")
    await expect(newest(page)).to_contain_text(f"approved by {MAX}")


async def _see_it(page: Page) -> None:
    """Members see it among the aid, and on its card the link with both dates."""
    await say(page, "!aid Kyiv")
    await expect(newest(page)).to_contain_text("Aid for Kyiv: 19 initiatives recorded")
    await press(page, "Filter")
    await fill_in(page, {"Sector": "Goods"})
    await expect(newest(page)).to_contain_text("Filter: goods")
    row = newest(page).locator(".component-section").filter(has_text=COATS)
    await expect(row).to_contain_text("link verified until")
    await row.get_by_role("button").click()
    await expect(newest(page)).to_contain_text("checked by another on")
    link = newest(page).get_by_role("link", name=ORGANISATION)
    await expect(link).to_have_attribute("href", "https://ukraineaidinternational.org/")


async def _take_back(page: Page, revision: int) -> None:
    """Undo a revision, with the reason that is asked for."""
    await say(page, f"!entry undo {revision}")
    await newest(page).filter(has_text=f"!entry undo {revision}").get_by_role("button", name="Say why, and look at it").click()
    await fill_in(page, {"Why": "It was a trial."})
    await expect(newest(page)).to_contain_text(f"Draft: undo of revision {revision} (")
    await press(page, "Keep it")
    await expect(newest(page)).to_contain_text(f"Undo of revision {revision} (")
