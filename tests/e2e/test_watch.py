"""``watch``, ``unwatch`` and ``watching``, as members type, choose and press them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.store import watches
from bot.store.watches import Watch
from tests.e2e.conftest import Place, control, labels, read


async def watched(place: Place) -> list[Watch]:
    """All that Ana watches, as it is kept."""
    user = place.ana.id
    return await place.bot.store.read(lambda db: watches.of_user(db, user))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Київ", "Kyiv, Ukraine"),
        ("Ukraine", "Ukraine"),
        ("Chicago / Moscow", "Chicago – Moscow"),
        ("pairing Moscow with Chicago", "Chicago – Moscow"),
        ("city Luxembourg", "Luxembourg"),
    ],
)
async def test_a_city_a_country_or_a_pairing_can_be_watched_in_any_spelling(own_place: Place, typed: str, name: str) -> None:
    text = read(await own_place.type(f"!watch {typed}"))
    assert text.startswith(f"You now watch {name}")
    assert "I tell you by direct message, once a day at 9:00 (UTC)." in text


async def test_a_name_of_a_country_and_a_city_says_how_to_mean_the_city(own_place: Place) -> None:
    text = read(await own_place.type("!watch Luxembourg"))
    assert "You mean the city? !watch city Luxembourg" in text


async def test_watching_again_says_so_and_makes_no_second_one(own_place: Place) -> None:
    await own_place.type("!watch Kyiv")
    assert read(await own_place.type("!watch Kyiv at once")).startswith("You watch Kyiv, Ukraine. When something changes")
    [watch] = await watched(own_place)
    assert watch.at_once


async def test_of_namesakes_one_is_chosen_and_how_to_be_told_is_kept(own_place: Place) -> None:
    question = await own_place.type("!watch Birmingham here at once")
    assert read(question).startswith("Which Birmingham do you mean?")
    assert "!watch Birmingham, Alabama" in read(question)
    await own_place.ana.click(question, label="Alabama, United States")
    text = read(own_place.now(question))
    assert text.startswith("You now watch Birmingham, Alabama, United States. When something changes, I tell you in")
    [watch] = await watched(own_place)
    assert watch.at_once
    assert watch.channel_id == own_place.channel.id


async def test_a_likely_typo_is_asked_back(own_place: Place) -> None:
    question = await own_place.type("!watch Khrkiv")
    assert "Did you mean Kharkiv, Ukraine?" in read(question)
    await own_place.ana.click(question, label="Yes, Kharkiv")
    assert read(own_place.now(question)).startswith("You now watch Kharkiv, Kharkiv Oblast, Ukraine.")


async def test_what_is_no_place_is_said_to_be_none(own_place: Place) -> None:
    assert "I know no city called “Xyzzyqwv”" in read(await own_place.type("!watch Xyzzyqwv"))
    assert "I know no country called “Kyiv”" in read(await own_place.type("!watch country Kyiv"))
    assert "Which city, country or pairing? For example !watch Kyiv." in read(await own_place.type("!watch"))


async def test_a_pairing_that_is_not_recorded_can_be_watched_and_that_is_said(own_place: Place) -> None:
    assert "No pairing of the two is recorded. You hear of it if one is." in read(await own_place.type("!watch Lviv / Chicago"))


async def test_the_buttons_change_how_one_is_told_and_end_it(own_place: Place) -> None:
    message = await own_place.type("!watch Kyiv")
    assert labels(message) == ["Tell me at once", "Tell me here", "Stop watching"]
    await own_place.ana.click(message, label="Tell me at once")
    assert "by direct message, at once" in read(own_place.now(message))
    await own_place.ana.click(message, label="Tell me here")
    assert labels(own_place.now(message)) == ["Tell me once a day", "Tell me in private", "Stop watching"]
    await own_place.ana.click(message, label="Stop watching")
    assert read(own_place.now(message)).startswith("You no longer watch Kyiv, Ukraine.")
    assert await watched(own_place) == []
    await own_place.ana.click(message, label="Watch it again")
    assert len(await watched(own_place)) == 1


async def test_watch_on_the_card_of_a_pairing_answers_in_private(own_place: Place) -> None:
    card = await own_place.type("!pairing Chicago / Moscow")
    result: Any = await own_place.ana.click(card, label="Watch")
    assert result.response.ephemeral
    assert read(result.response.message).startswith("You now watch Chicago – Moscow.")
    ben: Any = await own_place.ben.click(card, label="Watch")
    assert ben.response.ephemeral
    assert len(await watched(own_place)) == 1


async def test_the_list_shows_how_one_is_told_and_ends_what_is_chosen(own_place: Place) -> None:
    assert read(await own_place.type("!watching")).startswith("You watch nothing yet")
    for what in ("Kyiv", "Ukraine here", "Chicago / Moscow at once"):
        await own_place.type(f"!watch {what}")
    message = await own_place.type("!watching")
    text = read(message)
    assert text.startswith("You watch 3 things")
    assert "By direct message, once a day at 9:00 (UTC)\nKyiv, Ukraine" in text
    assert "By direct message, at once\nChicago – Moscow" in text
    ids = [str(each.watch_id) for each in (await watched(own_place))[:2]]
    await own_place.ana.select(message, ids, custom_id=control(message, menu="Stop watching"))
    assert read(own_place.now(message)).startswith("You watch 1 thing\n")


async def test_nobody_ends_what_somebody_else_watches(own_place: Place) -> None:
    message = await own_place.type("!watch Kyiv")
    result: Any = await own_place.ben.click(message, label="Stop watching")
    assert "You do not watch that any more." in read(result.response.message)
    assert len(await watched(own_place)) == 1


async def test_unwatch_understands_what_watch_does(own_place: Place) -> None:
    for what in ("Kyiv", "Ukraine", "Chicago / Moscow", "Birmingham, Alabama", "Birmingham, England"):
        await own_place.type(f"!watch {what}")
    assert read(await own_place.type("!unwatch Kiev")).startswith("You no longer watch Kyiv, Ukraine.")
    assert read(await own_place.type("!unwatch ukraine")).startswith("You no longer watch Ukraine.")
    assert read(await own_place.type("!unwatch Moscow / Chicago")).startswith("You no longer watch Chicago – Moscow.")
    assert "You watch several things of that name." in read(await own_place.type("!unwatch Birmingham"))
    assert "You do not watch “Lviv”." in read(await own_place.type("!unwatch Lviv"))
    assert read(await own_place.type("!unwatch all")).startswith("You no longer watch any of those 2 things.")
    assert read(await own_place.type("!unwatch")).startswith("You watch nothing yet")


async def test_the_slash_forms_do_the_same_in_private(own_place: Place) -> None:
    result: Any = await own_place.ana.slash(own_place.channel, "watch", what="Kyiv", here=True, at_once=True)
    assert result.response.ephemeral
    assert "with a mention, at once." in read(result.response.message)
    listed: Any = await own_place.ana.slash(own_place.channel, "watching")
    assert listed.response.ephemeral
    ended: Any = await own_place.ana.slash(own_place.channel, "unwatch", what="Kyiv")
    assert read(ended.response.message).startswith("You no longer watch Kyiv, Ukraine.")


async def test_in_a_direct_message_one_is_told_there_whatever_is_asked(own_place: Place) -> None:
    await own_place.ana.send_dm("!watch Kyiv here")
    [watch] = await watched(own_place)
    assert (watch.guild_id, watch.channel_id) == (None, None)
