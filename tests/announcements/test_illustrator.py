"""Pictures of posts: each is drawn once for all who wait for it, nobody waits long, and whatever fails there costs no post."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from bot.announcements import illustrator
from bot.announcements.illustrator import Drawn, Illustrator
from bot.domain.servers import ServerSettings, Theme
from bot.settings import Settings
from bot.store import servers
from bot.store.database import Database
from tests.announcements.sketches import PNG, Sketching, subject

HERE, ELSEWHERE = 900, 901


@pytest.fixture
def store(own_store: Settings) -> Iterator[Database]:
    made = Database(own_store.store_path)
    yield made
    made.close()


async def set_up(store: Database, **chosen: object) -> None:
    """How the server wants its pictures."""
    await store.write(lambda db: servers.put(db, ServerSettings.model_validate({"guild_id": HERE, **chosen})))


async def test_many_channels_have_one_picture_drawn(store: Database) -> None:
    studio = Sketching(ready=asyncio.Event())
    draws = Illustrator(store, studio)
    waiting = [asyncio.create_task(draws.drawn(subject(), HERE)) for _ in range(300)]
    await studio.begun.wait()
    assert studio.ready is not None
    studio.ready.set()
    assert set(await asyncio.gather(*waiting)) == {
        Drawn(PNG, "Map: Kyiv – Tampere. One line: 1 active. All names are in the text.")
    }
    assert len(studio.asked) == 1


async def test_each_server_has_its_own_theme_and_a_person_the_one_that_everybody_begins_with(store: Database) -> None:
    studio = Sketching()
    await set_up(store, theme=Theme.LIGHT)
    draws = Illustrator(store, studio)
    for guild in (HERE, ELSEWHERE, None):
        await draws.drawn(subject(), guild)
    assert [theme for _, theme in studio.asked] == [Theme.LIGHT, Theme.DARK]


async def test_a_server_or_an_operator_that_wants_no_pictures_has_none_drawn(store: Database) -> None:
    studio = Sketching()
    await set_up(store, pictures=False)
    assert await Illustrator(store, studio).drawn(subject(), HERE) is None
    assert studio.asked == []
    assert await Illustrator(store, None).drawn(subject(), ELSEWHERE) is None


async def test_what_cannot_be_drawn_is_not_tried_for_every_channel_and_hinders_no_other(store: Database) -> None:
    studio = Sketching(fails=True)
    draws = Illustrator(store, studio)
    for _ in range(5):
        assert await draws.drawn(subject(), HERE) is None
    assert len(studio.asked) == 1
    studio.fails = False
    assert await draws.drawn(subject("Toledo – Toledo"), HERE) is not None


async def test_who_has_waited_long_enough_goes_without_and_who_comes_later_has_it(store: Database) -> None:
    studio = Sketching(ready=asyncio.Event())
    draws = Illustrator(store, studio)
    assert await draws.drawn(subject(), HERE, patience=0.01) is None
    assert studio.ready is not None
    studio.ready.set()
    assert await draws.drawn(subject(), HERE) is not None


async def test_posts_ask_for_one_picture_at_a_time_so_that_members_need_not_wait_for_many(store: Database) -> None:
    studio = Sketching()
    draws = Illustrator(store, studio)
    found = await asyncio.gather(*(draws.drawn(subject(f"Number {number}"), HERE) for number in range(5)))
    assert None not in found
    assert (len(studio.asked), studio.most_at_once) == (5, 1)


async def test_what_too_many_wait_for_goes_out_without(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(illustrator, "AT_ONCE", 1)
    studio = Sketching(ready=asyncio.Event())
    draws = Illustrator(store, studio)
    waiting = asyncio.create_task(draws.drawn(subject(), HERE))
    await studio.begun.wait()
    assert await draws.drawn(subject("Toledo – Toledo"), HERE) is None
    assert studio.ready is not None
    studio.ready.set()
    assert await waiting is not None
    assert await draws.drawn(subject("Toledo – Toledo"), HERE) is not None


async def test_when_the_bot_stops_nothing_more_is_drawn(store: Database) -> None:
    studio = Sketching(ready=asyncio.Event())
    draws = Illustrator(store, studio)
    waiting = [asyncio.create_task(draws.drawn(subject(f"Number {number}"), HERE)) for number in range(3)]
    await studio.begun.wait()
    await draws.close()
    found = await asyncio.gather(*waiting, return_exceptions=True)
    assert [each for each in found if isinstance(each, Drawn)] == []
    assert len(studio.asked) == 1


async def test_what_nobody_waits_for_any_more_takes_no_time_from_others(store: Database) -> None:
    studio = Sketching(ready=asyncio.Event())
    draws = Illustrator(store, studio)
    first = asyncio.create_task(draws.drawn(subject("Number 1"), HERE))
    await studio.begun.wait()
    assert await draws.drawn(subject("Number 2"), HERE, patience=0) is None
    third = asyncio.create_task(draws.drawn(subject("Number 3"), HERE))
    assert studio.ready is not None
    studio.ready.set()
    assert None not in await asyncio.gather(first, third)
    assert [title for title, _ in studio.asked] == ["Number 1", "Number 3"]
