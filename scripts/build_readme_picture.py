"""Takes the README's first picture in the try-it page: ``python -m scripts.build_readme_picture docs/pictures/twin_los_angeles.png``.

It needs Debian's chromium and the packages of ``make test-browser``, and shows what a newcomer sees who types `!twin Los Angeles`.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from playwright.async_api import Page, expect

from bot.app import prepare
from bot.settings import Settings
from tests.e2e.try_it import newest, opened, say

COMMAND, TITLE = "!twin Los Angeles", "Los Angeles, California: "
SHARPNESS = 1.7
"""Pixels of the picture for one of the page, so that it is sharp on most screens and of moderate size."""
WIDTH = 690


async def taken(folder: Path) -> bytes:
    """The newest message of the page, as PNG."""
    settings = Settings(store_path=folder / "twinbot.sqlite")
    prepare(settings)
    async with opened(settings, folder) as page:
        assert page.context.browser is not None
        sharp = await page.context.browser.new_page(viewport={"width": 1280, "height": 1400}, device_scale_factor=SHARPNESS)
        await sharp.goto(page.url)
        return await _answer(sharp)


async def _answer(page: Page) -> bytes:
    await say(page, COMMAND)
    answer = newest(page)
    await expect(answer).to_contain_text(TITLE)
    picture = answer.locator("img[alt^='Map: ']")
    await expect(picture).to_have_js_property("naturalWidth", 1100)
    box = await answer.bounding_box()
    assert box is not None
    return await page.screenshot(clip={**box, "width": min(box["width"], WIDTH)})


@click.command(help=__doc__)
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def main(target: Path) -> None:
    """Take it and put it there."""
    with TemporaryDirectory(prefix="twinbot-picture-") as folder:
        target.write_bytes(asyncio.run(taken(Path(folder))))


if __name__ == "__main__":
    main()
