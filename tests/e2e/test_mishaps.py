"""When something does not work: the member hears what happened and what to do, and never a traceback."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import re
import sqlite3

import pytest

from bot.settings import Settings
from tests.e2e.conftest import TODAY, Place, placed, read

ID = re.compile(r"\b[2-9A-HJKMNP-TV-Z]{3}-[2-9A-HJKMNP-TV-Z]{3}\b")


async def test_an_error_has_an_id_that_the_log_has_too(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(text: str) -> None:
        raise RuntimeError("the shelf fell down")

    monkeypatch.setattr(place.bot.search, "resolve", broken)
    with caplog.at_level(logging.ERROR):
        text = read(await place.type("!twin Lyon"))
    assert text.startswith("Something went wrong on my side, and your question was not answered. Please try again in a minute.")
    found = ID.search(text)
    assert found is not None
    assert found[0] in caplog.text
    assert "the shelf fell down" in caplog.text
    assert "shelf" not in text


async def test_an_error_behind_a_button_is_told_to_the_one_who_pressed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    card = await place.type("!twin Los Angeles")
    monkeypatch.setattr(place.bot.search, "city", lambda city_id: 1 / 0)
    result = await place.ana.click(card, label="Next page")
    assert result.ephemeral
    assert result.response is not None
    assert "Something went wrong on my side" in read(result.response.message)


async def test_an_error_of_a_slash_command_is_private(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.bot.search, "resolve", lambda text: 1 / 0)
    result = await place.ana.slash(place.channel, "twin", city="Lyon")
    assert result.ephemeral
    assert result.response is not None
    assert ID.search(read(result.response.message))


async def test_a_store_that_cannot_be_read_says_so_without_its_path(own_place: Place, caplog: pytest.LogCaptureFixture) -> None:
    path = own_place.bot.settings.store_path
    with contextlib.closing(sqlite3.connect(path)) as vandal:
        vandal.execute("PRAGMA foreign_keys = OFF")
        vandal.execute("DROP TABLE claim")
    with caplog.at_level(logging.ERROR):
        text = read(await own_place.type("!twin Kyiv"))
    assert text.startswith("The catalogue cannot be read just now. Nothing is lost.")
    assert ID.search(text)
    assert str(path) not in text
    assert str(path) in caplog.text


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("!twin", "Which city? For example !twin Los Angeles."),
        ("!aid   ", "Which city? For example !aid Kyiv."),
        ("!pairing", "Which two cities? Put a stroke between them. For example !pairing Chicago / Moscow."),
        ("!pairing Chicago", "Which two cities? Put a stroke between them, for example !pairing Chicago / Moscow."),
        ("!country", "Which country, or which two? For example !country Russia / United States."),
        ("!twim Kyiv", "I know no command “twim”. Did you mean !twin?"),
        ("!country Ukrane", "I know no country called “Ukrane”. Did you mean !country Ukraine?"),
        ("!country pizza", "I know no country called “pizza”. Try !country Ukraine."),
    ],
)
async def test_what_is_typed_by_halves_gets_an_example(place: Place, typed: str, answer: str) -> None:
    assert read(await place.type(typed)) == answer


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("!entry ad", "I know no command “entry ad”. Did you mean !entry add?"),
        (
            "!entry pizza",
            "I know no command “entry pizza”. There are add, edit, retire, history, undo, send; !help entry tells more.",
        ),
        ("!entri", "I know no command “entri”. Did you mean !entry?"),
        ("!settings `@everyone`", "I know no command “settings `@everyone`”. There are "),
        ("!settings show pizza", "Settings of Sister Cities"),
    ],
)
async def test_a_mistyped_command_of_a_group_is_suggested_from_that_group(place: Place, typed: str, answer: str) -> None:
    said = await place.type(typed, who=place.mona)
    assert read(said).startswith(answer)
    assert said.mentions == []


async def test_help_finds_a_command_of_a_group_by_its_whole_name(place: Place) -> None:
    assert read(await place.type("!help entry  ADD", who=place.mona)).startswith("!entry add: ")
    assert read(await place.type("!help entry", who=place.mona)).startswith("!entry: ")
    assert "I know no command" in read(await place.type("!help entry add"))


async def test_commands_of_other_bots_are_left_to_them(place: Place) -> None:
    await place.ana.send(place.channel, "!play never gonna give you up")
    await place.ana.send(place.channel, "! hello")
    await place.ana.send(place.channel, "hello everybody")
    assert place.said() == []


async def test_the_bot_called_by_name_with_an_unknown_word_shows_the_way(place: Place) -> None:
    assert place.bot.user is not None
    assert "!help shows all commands" in read(await place.type(f"{place.bot.user.mention} sing"))


async def test_too_many_questions_are_told_once_and_then_wait(shipped: Settings) -> None:
    clock = [TODAY]
    few = shipped.model_copy(update={"cooldown_user_commands": 2, "cooldown_user_seconds": 10.0})
    async with placed(few, lambda: clock[0]) as place:
        await place.type("!twin Kyiv")
        await place.type("!twin Lviv")
        told = await place.type("!twin Dnipro")
        assert read(told) == "That was a lot of questions at once. You can ask again 22 Nov 2026 12:00 UTC."
        await place.ana.send(place.channel, "!twin Dnipro")
        await place.ana.send(place.channel, "!twim Dnipro")
        assert place.said()[-1].id == told.id
        for _ in range(2):
            slash = await place.ana.slash(place.channel, "twin", city="Dnipro")
            assert slash.ephemeral
            assert slash.response is not None
            assert "You can ask again" in read(slash.response.message)
        assert read(await place.type("!twin Odesa", who=place.ben)).startswith("Odesa")
        clock[0] += dt.timedelta(seconds=11)
        assert read(await place.type("!twin Dnipro")).startswith("Dnipro")


async def test_a_channel_has_its_own_limit(shipped: Settings) -> None:
    few = shipped.model_copy(update={"cooldown_channel_commands": 2, "cooldown_channel_seconds": 10.0})
    async with placed(few) as place:
        await place.type("!twin Kyiv", who=place.ana)
        await place.type("!twin Kyiv", who=place.ben)
        assert "You can ask again" in read(await place.type("!twin Kyiv", who=place.mona))


async def test_more_presses_than_anybody_needs_are_told_to_wait(shipped: Settings) -> None:
    few = shipped.model_copy(update={"cooldown_user_commands": 1, "cooldown_user_seconds": 10.0})
    async with placed(few) as place:
        card = await place.type("!twin Kyiv")
        results = [await place.ana.click(card, label="Sources") for _ in range(4)]
        assert [result.ephemeral for result in results] == [False, False, False, True]


async def test_where_the_bot_may_not_write_the_asker_hears_it_in_private(place: Place) -> None:
    place.env.inject_error(
        "POST", f"/channels/{place.channel.id}/messages", status=403, code=50013, message="Missing Permissions", times=1
    )
    await place.ana.send(place.channel, "!twin Kyiv")
    user = place.bot.get_user(place.ana.id) or await place.bot.fetch_user(place.ana.id)
    private = [message async for message in (user.dm_channel or await user.create_dm()).history()]
    assert len(private) == 1
    assert "You asked me in #general, where I may not write." in read(private[0])


async def test_where_the_history_may_not_be_read_the_answer_comes_without_a_reply(place: Place) -> None:
    place.env.inject_error(
        "POST", f"/channels/{place.channel.id}/messages", status=400, code=160002,
        message="Cannot reply without permission to read message history", times=1,
    )  # fmt: skip
    answer = await place.type("!twin Kyiv")
    assert answer.reference is None
    assert read(answer).startswith("Kyiv, Ukraine: ")


async def test_a_channel_that_vanished_is_no_error(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    place.env.inject_error(
        "POST", f"/channels/{place.channel.id}/messages", status=404, code=10003, message="Unknown Channel", times=1
    )
    with caplog.at_level(logging.WARNING):
        await place.ana.send(place.channel, "!twin Kyiv")
    assert "nobody is left to answer" in caplog.text
    assert read(await place.type("!twin Kyiv")).startswith("Kyiv, Ukraine: ")


async def test_discord_failing_for_long_is_logged_and_survived(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    place.env.inject_error("POST", f"/channels/{place.channel.id}/messages", status=400, code=50035, message="Invalid", times=2)
    with caplog.at_level(logging.WARNING):
        await place.ana.send(place.channel, "!twin Kyiv")
    assert ID.search(caplog.text)
    assert "could not be told to the member" in caplog.text
    assert read(await place.type("!twin Kyiv")).startswith("Kyiv, Ukraine: ")


async def test_a_catalogue_that_another_process_loads_is_answered_from_without_a_restart(own_place: Place) -> None:
    path = own_place.bot.settings.store_path
    await own_place.type("!twin Kyiv")
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE city SET name = 'Newkyiv' WHERE city_id = 703448")
        other.execute("UPDATE kept SET value = 'another' WHERE name = 'catalogue fingerprint'")
        other.execute("UPDATE kept SET value = '3 Jan 2027' WHERE name = 'catalogue date'")
        other.commit()
    await own_place.type("!twin Lviv")
    await own_place.type("!about")
    assert read(await own_place.type("!twin Newkyiv")).startswith("Newkyiv, Ukraine: ")
    assert "3 Jan 2027" in read(await own_place.type("!about"))
