"""Drawing beside the bot: in a process of its own, once, and never at the cost of the answer."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.servers import Theme
from bot.errors import NotDrawn
from bot.pictures.kept import KeptPictures
from bot.pictures.studio import Studio
from bot.pictures.subjects import MapSubject, Spot
from tests.pictures.views import CHICAGO, KYIV, LONDON, star

PNG = b"\x89PNG\r\n"
BROKEN = MapSubject("Nowhere", "", (), (Spot("Nowhere", float("nan"), 0.0),))


@pytest.fixture
async def studio(outlines: Path, tmp_path: Path) -> AsyncIterator[Studio]:
    made = Studio(outlines, KeptPictures(tmp_path / "pictures"))
    yield made
    await made.close()


async def test_a_picture_is_drawn_and_then_kept(studio: Studio, tmp_path: Path) -> None:
    drawn = await studio.draw(star(KYIV, LONDON))
    assert drawn.startswith(PNG)
    without_outlines = Studio(tmp_path / "missing.npz", KeptPictures(tmp_path / "pictures"))
    assert await without_outlines.draw(star(KYIV, LONDON)) == drawn


async def test_themes_are_drawn_apart(studio: Studio) -> None:
    dark, light = await asyncio.gather(studio.draw(star(KYIV, LONDON)), studio.draw(star(KYIV, LONDON), Theme.LIGHT))
    assert dark != light


async def test_many_at_once_are_all_answered(studio: Studio) -> None:
    pictures = await asyncio.gather(*(studio.draw(star(home, LONDON)) for home in (KYIV, CHICAGO, KYIV)))
    assert pictures[0] == pictures[2] != pictures[1]
    assert all(picture.startswith(PNG) for picture in pictures)


async def test_what_cannot_be_drawn_says_why_and_the_next_is_drawn(studio: Studio) -> None:
    with pytest.raises(NotDrawn) as told:
        await studio.draw(BROKEN)
    assert "Error" in told.value.why
    assert (await studio.draw(star(KYIV, LONDON))).startswith(PNG)


async def test_without_outlines_nothing_is_drawn_and_nothing_else_breaks(tmp_path: Path) -> None:
    studio = Studio(tmp_path / "missing.npz", None)
    await studio.warm_up()
    with pytest.raises(NotDrawn, match=r"missing\.npz"):
        await studio.draw(star(KYIV, LONDON))
    await studio.close()


async def test_a_worker_that_hangs_is_ended(outlines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hanging.py").write_text(
        "import sys; sys.stdout.buffer.write(b'R' + bytes(4)); sys.stdout.flush(); sys.stdin.buffer.read()"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    studio = Studio(outlines, None, patience=0.2, worker="hanging")
    with pytest.raises(NotDrawn, match=r"more than 0\.2 seconds"):
        await studio.draw(star(KYIV, LONDON))
    await studio.close()


async def test_a_worker_that_died_is_replaced(outlines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends at its first request, and at no later start."""
    (tmp_path / "mortal.py").write_text(
        "import pathlib, sys\n"
        "from bot.pictures.worker import main\n"
        "died = pathlib.Path(__file__).with_name('died')\n"
        "if died.exists():\n"
        "    main()\n"
        "else:\n"
        "    sys.stdout.buffer.write(b'R' + bytes(4)); sys.stdout.flush(); sys.stdin.buffer.read(1); died.touch()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    studio = Studio(outlines, None, worker="mortal")
    assert (await studio.draw(star(KYIV, LONDON))).startswith(PNG)
    assert (tmp_path / "died").exists()
    await studio.close()


async def test_who_gives_up_leaves_the_others_their_picture(studio: Studio) -> None:
    impatient, patient = (asyncio.create_task(studio.draw(star(KYIV, LONDON))) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).startswith(PNG)


async def test_a_full_disk_costs_no_picture(outlines: Path, tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("a file where the folder should be")
    studio = Studio(outlines, KeptPictures(tmp_path / "pictures"))
    assert (await studio.draw(star(KYIV, LONDON))).startswith(PNG)
    await studio.close()


def test_the_bots_own_process_reads_neither_pillow_nor_numpy() -> None:
    asked = (
        "import sys, bot.app, bot.pictures.studio, bot.pictures.kept, bot.pictures.of_entries, bot.pictures.words; "
        "print(sorted({'PIL', 'numpy', 'fontpkg_source_sans_3'} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
