"""``announce``, typed and as a slash command: set up in one line, listed, changed, paused, resumed, removed; and who may not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import discord
import pytest

from bot.domain.announcements import AnnouncementKind
from bot.settings import Settings
from tests.e2e.board import message_of, said
from tests.e2e.conftest import labels, read
from tests.e2e.newsroom import EVERY_MONDAY, Newsroom, newsroom

REFUSED = "You need the role Keepers, or the permission Manage Server for this."


@pytest.fixture
async def room(own_store: Settings) -> AsyncIterator[Newsroom]:
    async with newsroom(own_store) as made:
        yield made


async def test_a_digest_is_set_up_in_one_line_and_the_answer_repeats_what_was_understood(room: Newsroom) -> None:
    answer = read(await room.type("add digest #news every monday at 9"))
    assert answer.startswith("Announcement 1: digest, added: #news, every Monday 9:00 (UTC). This holds from now on.")
    assert "Next: 23 Nov 2026 09:00 UTC · 30 Nov 2026 09:00 UTC · 7 Dec 2026 09:00 UTC." in answer
    [order] = await room.orders()
    assert (order.kind, order.channel_id, order.rhythm) == (AnnouncementKind.DIGEST, room.news.id, EVERY_MONDAY)
    assert order.next_due is not None


async def test_the_slash_form_sets_it_up_alike(room: Newsroom) -> None:
    done = await room.slash("add", kind="digest", channel=str(room.news.id), when="Mondays 9:00")
    assert read(message_of(done)).startswith("Announcement 1: digest, added: #news, every Monday 9:00 (UTC).")


@pytest.mark.parametrize(
    "typed",
    [
        "add weekly #news",
        "add pizza",
        "add digest #nwes",
        "add digest #news every blue moon",
        "add status_change #news every Monday",
    ],
)
async def test_what_is_not_understood_is_answered_and_nothing_is_kept(room: Newsroom, typed: str) -> None:
    answer = read(await room.type(typed))
    assert any(
        words in answer for words in ("I do not know what", "There is no channel", "no time that I understand", "no time is set")
    )
    assert await room.orders() == []


async def test_the_times_go_by_the_servers_own_clock(room: Newsroom) -> None:
    await room.board.set_up(time_zone="Europe/Kyiv")
    answer = read(await room.type("add digest #news every Monday 9:00"))
    assert "every Monday 9:00 (Europe/Kyiv)" in answer
    assert "Next: 23 Nov 2026 07:00 UTC" in answer


async def test_a_permission_that_is_missing_is_named_at_once(room: Newsroom) -> None:
    room.guild.create_text_channel(
        "silent", overwrites={room.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    answer = read(await room.type("add status_change #silent"))
    assert "In #silent I lack Send Messages. Give me that there, then try again." in answer
    assert await room.orders() == []
    room.guild.create_text_channel("plain", overwrites={room.guild.default_role: discord.PermissionOverwrite(embed_links=False)})
    answer = read(await room.type("add status_change #plain"))
    assert "I lack Embed Links in #plain, so only the first sentence of each post will show." in answer
    assert len(await room.orders()) == 1


async def test_nobody_sets_one_up_where_they_themselves_see_nothing(room: Newsroom) -> None:
    assert room.bot.user is not None
    hidden = room.guild.create_text_channel(
        "hidden",
        overwrites={
            room.guild.default_role: discord.PermissionOverwrite(view_channel=False),
            room.bot.user: discord.PermissionOverwrite(view_channel=True),
        },
    )
    answer = read(await room.type(f"add status_change {hidden.id}"))
    assert "You do not see #hidden yourself" in answer
    assert await room.orders() == []


async def test_a_forum_and_an_announcement_channel_will_do_and_publishing_only_there(room: Newsroom) -> None:
    room.guild.create_forum_channel("forum")
    room.guild.create_news_channel("bulletin")
    for typed in ("add status_change #forum", "add status_change #bulletin"):
        assert "added" in read(await room.type(typed))
    assert "#forum is none" in read(await room.type("edit 1 publish on"))
    assert "; published." in read(await room.type("edit 2 publish on"))
    assert [order.publish for order in await room.orders()] == [False, True]
    assert "Only posts in announcement channels can be published" in read(await room.type("edit 2 channel #forum"))


async def test_typed_alone_it_lists_all_with_the_next_time_and_the_last_result(room: Newsroom) -> None:
    assert read(await room.type("")).startswith("This server has no announcements.")
    await room.type("add digest #news every Monday 9:00")
    await room.type("add status_change #news")
    await room.suspend()
    await room.type("pause 2")
    for answer in (read(await room.type("")), read(await room.type("list")), read(message_of(await room.slash("list")))):
        assert answer.startswith("2 announcements, 1 of them paused")
        assert "1 · Digest in #news, every Monday 9:00\nnext 23 Nov 2026 09:00 UTC · nothing posted yet" in answer
        assert (
            "2 · Changes of status in #news, as it happens\nnothing posted yet · paused: mona paused it; 1 post waits" in answer
        )


async def test_a_role_that_the_bot_cannot_ping_is_said(room: Newsroom) -> None:
    room.guild.create_role("Friends")
    room.guild.create_role("Fans", mentionable=True)
    room.guild.create_text_channel(
        "quiet", overwrites={room.guild.default_role: discord.PermissionOverwrite(mention_everyone=False)}
    )
    await room.type("add digest #quiet every Monday 9:00")
    assert "The role Friends cannot be mentioned by everybody, so nobody would be pinged." in read(
        await room.type("edit 1 role @Friends")
    )
    assert "nobody would be pinged" not in read(await room.type("edit 1 role @Fans"))


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("when every Friday at noon", "every Friday 12:00"),
        ("countries Ukraine, USA", "only about countries: Ukraine, United States"),
        ("cities Kyiv; Houston, Texas", "only about cities: Kyiv, Ukraine, Houston, Texas, United States"),
        ("sectors medical, culture", "only about sectors: medical, culture"),
        ("status suspended", "only about statuses: suspended"),
        ("quiet hours 10 pm until 7:00", "quiet from 22:00 to 7:00"),
        ("empty on", "posted even if nothing changed"),
        ("role @Friends", "pings the role Friends"),
        ("channel #general", "#general, every Monday 9:00"),
        ("language English", "changed"),
    ],
)
async def test_each_field_is_changed_in_one_line(room: Newsroom, typed: str, answer: str) -> None:
    room.guild.create_role("Friends")
    await room.type("add digest #news every Monday 9:00")
    assert answer in read(await room.type(f"edit 1 {typed}"))


async def test_the_slash_form_of_edit_changes_a_field_too_and_none_empties_it(room: Newsroom) -> None:
    await room.type("add digest #news every Monday 9:00")
    done = await room.slash("edit", number="1", field="countries", to="Ukraine")
    assert "only about countries: Ukraine" in read(message_of(done))
    assert "only about" not in read(message_of(await room.slash("edit", number="1", field="countries", to="none")))
    assert (await room.order()).filters.countries == ()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("edit 1 role @everyone", "@everyone is never pinged."),
        ("edit 1 role here", "@everyone is never pinged."),
        ("edit 1 countries Ukraine, Atlantis", "I know no country called “Atlantis”."),
        ("edit 1 cities Xyzzyq", "I know no city called “Xyzzyq”."),
        ("edit 1 quiet at night", "are no hours that I understand"),
        ("edit 1 quiet 9:00 to 9:00", "are no hours that I understand"),
        ("edit 1 when 5 December 2025 9:00", "That day is over."),
        ("edit 1 when 22 November 2026 9:00", "That time is over."),
        ("edit 1 words hello", "have no such field"),
        ("edit 1 sectors war", "is none of them"),
        ("edit 1 empty perhaps", "Write on or off."),
        ("edit 1 colour red", "An announcement of this kind has no “colour”."),
        ("edit 1 when", "Write it behind"),
        ("edit seven", "is no number"),
        ("edit 99", "There is no announcement 99 here."),
        ("edit 99999999999999999999", "is no number"),
    ],
)
async def test_what_cannot_be_kept_is_said_and_changes_nothing(room: Newsroom, typed: str, answer: str) -> None:
    await room.type("add digest #news every Monday 9:00")
    before = await room.orders()
    assert answer in read(await room.type(typed))
    assert await room.orders() == before


async def test_a_paused_one_posts_nothing_and_twice_is_harmless(room: Newsroom) -> None:
    await room.type("add status_change #news")
    assert read(await room.type("pause 1")).startswith("Announcement 1: changes of status, is paused: nothing goes out")
    assert read(message_of(await room.slash("pause", number="1"))).endswith("is paused already: mona paused it.")
    await room.suspend()
    resumed = read(await room.type("resume 1"))
    assert resumed.startswith("Announcement 1: changes of status, goes out again to #news. 1 post waited")
    assert "is active already" in read(message_of(await room.slash("resume", number="1")))


async def test_it_is_resumed_only_where_the_bot_may_post(room: Newsroom) -> None:
    silent = room.guild.create_text_channel("silent")
    await room.type("add status_change #silent")
    await room.type("pause 1")
    room.env.backend.delete_channel(silent.id)
    assert "stays as it is. I see no such channel in this server" in read(await room.type("resume 1"))
    assert not (await room.order()).active
    assert "a channel that is gone, hidden from me, or archived" in read(await room.type(""))


async def test_removing_asks_first_and_is_done_once(room: Newsroom) -> None:
    await room.type("add status_change #news")
    await room.type("pause 1")
    await room.suspend()
    asked = await room.type("remove 1")
    assert len(await room.orders()) == 1
    second = await room.slash("remove", number="1")
    assert second.ephemeral
    done = await room.click(asked, "Remove announcement 1")
    assert "Announcement 1 is removed." in read(message_of(done))
    assert "1 post that waited for it will not go out." in read(message_of(done))
    assert await room.orders() == []
    again = await room.click(message_of(second), "Remove announcement 1")
    assert "There is no announcement 1 here." in read(message_of(again))


async def test_what_was_edited_since_is_not_removed_by_an_old_button(room: Newsroom) -> None:
    await room.type("add digest #news every Monday 9:00")
    asked = await room.type("remove 1")
    await room.type("edit 1 when every Friday 9:00")
    done = await room.click(asked, "Remove announcement 1")
    assert "Somebody else has edited announcement 1 meanwhile" in said(done)
    assert len(await room.orders()) == 1


async def test_the_same_one_is_not_set_up_twice(room: Newsroom) -> None:
    await room.type("add digest #news every Monday 9:00")
    assert "Announcement 1 is the same already" in read(await room.type("add digest #news Mondays at 9:00"))
    assert len(await room.orders()) == 1


async def test_twenty_five_are_the_most(room: Newsroom) -> None:
    for hour in range(24):
        await room.type(f"add digest #news every Monday {hour}:00")
    await room.type("add digest #news every Tuesday 9:00")
    assert "This server has 25 announcements, and 25 is the most." in read(await room.type("add status_change #news"))
    first = await room.type("")
    assert "Page 1 of 4" in read(first)
    turned = await room.click(first, "Next page")
    assert "Page 2 of 4" in read(message_of(turned) if turned.response else room.board.place.now(first))


EVERY_COMMAND = {
    "list": {}, "add": {"kind": "digest"}, "edit": {"number": "1"}, "pause": {"number": "1"}, "resume": {"number": "1"},
    "remove": {"number": "1"}, "preview": {"number": "1"}, "test": {"number": "1"}, "why": {"number": "1"},
}  # fmt: skip


@pytest.mark.parametrize("command", EVERY_COMMAND)
async def test_members_are_refused_in_both_forms(room: Newsroom, command: str) -> None:
    await room.type("add digest #news every Monday 9:00")
    given = EVERY_COMMAND[command]
    assert read(await room.type(f"{command} {' '.join(given.values())}", who=room.ana)) == REFUSED
    assert said(await room.slash(command, room.ana, **given)) == REFUSED
    assert [order.version for order in await room.orders()] == [1]


@pytest.mark.parametrize("command", [name for name, given in EVERY_COMMAND.items() if "number" in given])
async def test_another_servers_announcement_is_not_there(room: Newsroom, command: str) -> None:
    await room.type("add digest #news every Monday 9:00")
    other = room.env.create_guild("Elsewhere")
    general = other.create_text_channel("general")
    managers = other.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    olga = other.add_member(room.env.create_user("olga"), roles=[managers])
    done = await olga.slash(general, f"announce {command}", number="1")
    assert "There is no announcement 1 here." in read(message_of(done))
    sent = await olga.send(general, f"!announce {command} 1")
    [answer] = [message for message in general.history() if message.author.bot and message.id > sent.id]
    assert "There is no announcement 1 here." in read(answer)
    assert [order.version for order in await room.orders()] == [1]


async def test_in_a_direct_message_there_is_nothing_to_announce(room: Newsroom) -> None:
    for typed in ("!announce", "!announce add digest #news", "!announce why 1"):
        sent = await room.mona.send_dm(typed)
        answers = [message async for message in sent.channel.history() if message.author.bot]
        assert read(max(answers, key=lambda each: each.id)) == "This sets up a server. Use it in the server that you mean."


async def test_offers_while_typing_are_the_places_and_the_announcements_of_this_server(room: Newsroom) -> None:
    await room.type("add digest #news every Monday 9:00")
    places = await room.mona.autocomplete(room.channel, "announce add", "channel", "#new")
    numbers = await room.mona.autocomplete(room.channel, "announce why", "number", "dig")
    assert [offer["name"] for offer in places] == ["#news"]
    assert [(offer["name"], offer["value"]) for offer in numbers] == [("1: digest in #news", "1")]
    assert await room.ana.autocomplete(room.channel, "announce why", "number", "") == []


async def test_who_lost_the_role_presses_in_vain(room: Newsroom) -> None:
    card = await room.type("add digest #news every Monday 9:00", who=room.max)
    assert labels(card) == ["Where and when", "What it tells of", "Hours and language", "Preview"]
    asked = await room.type("remove 1", who=room.max)
    form = await room.click(card, "Where and when", who=room.max)
    room.env.backend.remove_member_role(room.guild.id, room.max.id, room.board.moderators.id)
    assert said(await room.click(asked, "Remove announcement 1", who=room.max)) == REFUSED
    sent = await room.max.submit_modal(
        form, {"channel": [room.channel], "when": "every Friday 9:00", "role": [], "publish": ["off"]}
    )
    assert said(sent) == REFUSED
    assert (await room.order()).rhythm == EVERY_MONDAY
    assert said(await room.click(card, "Preview", who=room.ana)) == REFUSED


@pytest.mark.parametrize(
    "custom_id",
    ["po:o:1:0", "po:w:1:0", "po:t:1:0", "po:h:1:0", "po:v:1:0", "po:p:1:0", "po:u:1:0", "po:x:1:1:0", "po:x:1:0", "po:r:1:0", "po:c:1:0",
     "po:k:poetry:0", "po:k:0", "po:l:99:0", "po:zz:1:0", "po:o:99999999999999999999:0"],
)  # fmt: skip
async def test_a_made_up_button_in_another_server_shows_and_changes_nothing_of_this_one(room: Newsroom, custom_id: str) -> None:
    await room.type("add digest #news every Monday 9:00")
    other = room.env.create_guild("Elsewhere")
    general = other.create_text_channel("general")
    managers = other.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    olga = other.add_member(room.env.create_user("olga"), roles=[managers])
    channel = room.bot.get_channel(general.id)
    assert isinstance(channel, discord.TextChannel)
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Press", custom_id=custom_id))
    message = await channel.send("x", view=view)
    view.stop()
    answer = said(await olga.click(message, label="Press"))
    assert "#news" not in answer
    assert "Something went wrong" not in answer
    assert [(order.version, order.active) for order in await room.orders()] == [(1, True)]
