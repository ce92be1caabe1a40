"""The forms of announcements: opened by menu, button and slash command; sent off, mended, asked back about; and two at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import simcord

from bot.domain.announcements import AnnouncementKind
from bot.domain.pairings import Status
from bot.settings import Settings
from tests.e2e.board import message_of, said
from tests.e2e.conftest import control, labels, read
from tests.e2e.newsroom import EVERY_MONDAY, Newsroom, newsroom

FILTERS = {"countries": "", "cities": "", "sectors": [], "statuses": []}
NOBODY: dict[str, Any] = {"role": [], "publish": ["off"]}


@pytest.fixture
async def room(own_store: Settings) -> AsyncIterator[Newsroom]:
    async with newsroom(own_store) as made:
        yield made


def fields(form: simcord.InteractionResult) -> dict[str, Any]:
    """The fields of a form, with what stands in them."""
    assert form.modal is not None
    found = {}
    for row in form.modal["components"]:
        field = row["component"]
        chosen = [option["value"] for option in field.get("options", ()) if option.get("default")]
        pointed = [int(each["id"]) for each in field.get("default_values", ())]
        found[field["custom_id"]] = field.get("value") or pointed or chosen
    return found


async def test_add_alone_shows_every_kind_with_its_sentence_and_a_menu_that_opens_the_form(room: Newsroom) -> None:
    card = await room.type("add")
    text = read(card)
    assert "What should I tell?" in text
    assert "Digest: Tells at set times what changed since the last digest." in text
    form = await room.mona.select(card, ["digest"], custom_id=control(card, menu="Choose what I should tell"))
    assert fields(form) == {"channel": [], "when": EVERY_MONDAY, "role": [], "publish": ["off"]}
    answer = await room.submit(form, channel=[room.news], when="the first Monday of every month 18:00", **NOBODY)
    assert "#news, the first Monday of every month 18:00 (UTC)" in answer
    assert (await room.order()).rhythm == "the first Monday of every month 18:00"


async def test_a_typed_command_opens_the_form_with_a_button_and_what_was_typed(room: Newsroom) -> None:
    invited = await room.type("add message #news every Friday 12:00")
    form = await room.click(invited, "Open the form")
    assert fields(form)["when"] == "every Friday 12:00"
    assert fields(form)["channel"] == [room.news.id]
    answer = await room.submit(
        form, channel=[room.news], when="every Friday 12:00", words="On {date}: our call about {pairings} pairings.", **NOBODY
    )
    assert answer.startswith("Announcement 1: own message, added: #news, every Friday 12:00 (UTC).")
    assert (await room.order()).words == "On {date}: our call about {pairings} pairings."


async def test_a_field_of_a_message_that_there_is_not_is_named_and_nothing_is_lost(room: Newsroom) -> None:
    form = await room.slash("add", kind="message")
    wrong = await room.mona.submit_modal(
        form, {"channel": [room.news], "when": "5 December 2026 9:00", "words": "Hello {planet}", **NOBODY}
    )
    assert "I know no field {planet}." in said(wrong)
    back = await room.click(message_of(wrong), "Back to the form")
    assert fields(back) == {
        "channel": [room.news.id], "when": "5 December 2026 9:00", "words": "Hello {planet}", "role": [], "publish": ["off"],
    }  # fmt: skip
    answer = await room.submit(back, channel=[room.news], when="5 December 2026 9:00", words="Hello {server}", **NOBODY)
    assert "Next: 5 Dec 2026 09:00 UTC." in answer


async def test_every_mistake_of_a_form_is_named_at_once(room: Newsroom) -> None:
    form = await room.slash("add", kind="digest")
    everyone = room.guild.default_role
    wrong = await room.mona.submit_modal(form, {"channel": [room.news], "when": "soon", "role": [everyone], "publish": ["on"]})
    text = said(wrong)
    assert "When: “soon” is no time that I understand." in text
    assert "Role to ping: @everyone is never pinged." in text
    assert "Publish it to the channels that follow: Only posts in announcement channels can be published" in text
    assert await room.orders() == []


async def test_the_card_of_one_has_a_button_for_each_form_with_what_stands(room: Newsroom) -> None:
    friends = room.guild.create_role("Friends", mentionable=True)
    await room.type("add digest #news every Monday 9:00")
    card = await room.type("edit 1")
    assert labels(card) == ["Where and when", "What it tells of", "Hours and language", "Pause", "Preview"]
    where = await room.click(card, "Where and when")
    await room.submit(where, channel=[room.channel], when="every Friday 9:00", role=[friends], publish=["off"])
    what = await room.click(card, "What it tells of")
    await room.submit(what, countries="Ukraine", cities="Kharkiv\nHouston, Texas", sectors=["medical"], statuses=["suspended"])
    hours = await room.click(card, "Hours and language")
    await room.submit(hours, quiet="22:00 to 7:00", language=["en"], empty=["on"])
    order = await room.order()
    assert (order.channel_id, order.role_id, order.rhythm) == (room.channel.id, friends.id, "every Friday 9:00")
    assert (order.filters.countries, len(order.filters.cities), order.filters.statuses) == (("UA",), 2, (Status.SUSPENDED,))
    assert (order.quiet_from, order.quiet_to, order.even_if_nothing) == (22 * 60, 7 * 60, True)
    text = read(await room.type("edit 1"))
    for fact in (
        "Where: #general",
        "Pings: the role Friends",
        "Quiet hours: 22:00 to 7:00",
        "When nothing changed: posted all the same",
    ):
        assert fact in text
    again = fields(await room.click(card, "What it tells of"))
    assert again == {
        "countries": "Ukraine", "cities": "Kharkiv, Kharkiv Oblast, Ukraine\nHouston, Texas, United States",
        "sectors": ["medical"], "statuses": ["suspended"],
    }  # fmt: skip


async def test_a_name_of_several_cities_is_asked_back_and_what_was_typed_is_kept(room: Newsroom) -> None:
    await room.type("add status_change #news")
    form = await room.click(await room.type("edit 1"), "What it tells of")
    asked = await room.mona.submit_modal(form, {"countries": "Ukraine", "cities": "Birmingham", "statuses": []})
    assert said(asked).startswith("Which Birmingham do you mean? What you typed is kept.")
    menu = message_of(asked)
    alabama = next(option for option in _options(menu) if option["label"] == "Birmingham, Alabama, United States")
    await room.mona.select(menu, [alabama["value"]], custom_id=control(menu, menu="Choose a city"))
    order = await room.order()
    assert (order.filters.countries, order.filters.cities) == (("UA",), (int(alabama["value"]),))


async def test_a_typed_name_of_several_cities_is_asked_back_too(room: Newsroom) -> None:
    await room.type("add status_change #news")
    asked = await room.type("edit 1 cities Birmingham; Kyiv")
    assert read(asked).startswith("Which Birmingham do you mean?")
    england = next(option for option in _options(asked) if "England" in option["label"])
    await room.mona.select(asked, [england["value"]], custom_id=control(asked, menu="Choose a city"))
    assert len((await room.order()).filters.cities) == 2


async def test_of_two_who_edit_at_once_the_second_sees_it_and_overwrites_nothing(room: Newsroom) -> None:
    await room.type("add digest #news every Monday 9:00")
    card = await room.type("edit 1")
    first, second = await room.click(card, "Where and when"), await room.click(card, "Where and when", who=room.max)
    await room.submit(first, channel=[room.news], when="every Tuesday 9:00", **NOBODY)
    late = await room.max.submit_modal(second, {"channel": [room.channel], "when": "every Friday 9:00", **NOBODY})
    assert "Somebody else has edited announcement 1 meanwhile, so nothing was changed." in said(late)
    assert (await room.order()).rhythm == "every Tuesday 9:00"
    back = await room.click(message_of(late), "Back to the form", who=room.max)
    assert fields(back)["when"] == "every Friday 9:00"
    await room.max.submit_modal(back, {"channel": [room.channel], "when": "every Friday 9:00", **NOBODY})
    assert (await room.order()).rhythm == "every Friday 9:00"


async def test_what_somebody_else_changed_meanwhile_stands_in_the_form_that_is_opened_again(room: Newsroom) -> None:
    await room.type("add digest #news every Monday 9:00")
    form = await room.click(await room.type("edit 1"), "Where and when")
    await room.type("edit 1 when every Tuesday 9:00", who=room.max)
    late = await room.mona.submit_modal(form, {"channel": [room.channel], "when": EVERY_MONDAY, **NOBODY})
    back = fields(await room.click(message_of(late), "Back to the form"))
    assert (back["channel"], back["when"]) == ([room.channel.id], "every Tuesday 9:00")


async def test_the_card_of_one_pauses_and_resumes_it_and_shows_it_as_it_is_now(room: Newsroom) -> None:
    await room.type("add digest #news every Monday 9:00")
    card = await room.type("edit 1")
    await room.click(card, "Pause")
    paused = room.board.place.now(card)
    assert "State: paused: mona paused it" in read(paused)
    assert "Announcement 1: digest, is paused: nothing goes out until it is resumed." in read(paused)
    again = await room.click(await room.type("remove 1"), "Pause it instead")
    assert "is paused already" in said(again)
    await room.click(paused, "Resume")
    assert "State: active" in read(room.board.place.now(card))
    assert (await room.order()).active


async def test_a_form_that_comes_back_after_the_announcement_was_removed_says_so(room: Newsroom) -> None:
    await room.type("add digest #news every Monday 9:00")
    form = await room.click(await room.type("edit 1"), "Hours and language")
    await room.click(await room.type("remove 1"), "Remove announcement 1")
    sent = await room.mona.submit_modal(form, {"quiet": "", "language": ["en"], "empty": ["off"]})
    assert "There is no announcement 1 here." in said(sent)


async def test_two_buttons_pressed_and_both_forms_sent_set_up_one(room: Newsroom) -> None:
    invited = await room.type("add digest")
    forms = [await room.click(invited, "Open the form") for _ in range(2)]
    for form in forms:
        await room.mona.submit_modal(form, {"channel": [room.news], "when": EVERY_MONDAY, **NOBODY})
    assert [order.kind for order in await room.orders()] == [AnnouncementKind.DIGEST]


async def test_somebody_elses_form_is_not_opened(room: Newsroom) -> None:
    invited = await room.type("add message #news every Friday 12:00")
    pressed = await room.click(invited, "Open the form", who=room.max)
    assert pressed.modal is None
    assert "no longer kept" in said(pressed)


def _options(message: Any) -> list[dict[str, Any]]:
    return [
        option for row in message.components for item in dict(row.to_dict())["components"] for option in item.get("options", ())
    ]
