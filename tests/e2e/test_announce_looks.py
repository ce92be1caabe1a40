"""``announce preview``, ``test`` and ``why``: what would go out, what did, and why not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import discord
import pytest

from bot.announcements.courier import mark_of
from bot.cogs.announcer import Announcer
from bot.domain.announcements import DeliveryState
from bot.settings import Settings
from tests.e2e.board import message_of
from tests.e2e.conftest import read
from tests.e2e.newsroom import Newsroom, newsroom

SUSPENDED = "San Jose suspended its tie with Yekaterinburg on 20 November 2026 (the city council, 9–1), until after hostilities."


@pytest.fixture
async def room(own_store: Settings) -> AsyncIterator[Newsroom]:
    async with newsroom(own_store) as made:
        yield made


async def tick(room: Newsroom) -> None:
    """Let what is due go out."""
    cog = room.bot.get_cog("Announcer")
    assert isinstance(cog, Announcer)
    await cog.ticker.tick()
    await cog.courier.settled()


async def previewed(room: Newsroom, number: int = 1) -> list[str]:
    """What a moderator alone sees, message by message."""
    done = await room.slash("preview", number=str(number))
    assert done.ephemeral
    assert done.response is not None
    return [read(done.response.message), *(read(each.message) for each in done.followups)]


async def test_a_preview_shows_for_ones_eyes_only_exactly_what_then_goes_out(room: Newsroom) -> None:
    await room.type("add status_change #news")
    await room.suspend()
    note, post = await previewed(room)
    assert note == "Preview of announcement 1, in #news. This waits to go out."
    assert post.startswith(SUSPENDED)
    assert room.posted() == []
    await tick(room)
    [real] = room.posted()
    assert read(real) == post


async def test_the_typed_form_of_preview_opens_with_a_button(room: Newsroom) -> None:
    await room.type("add status_change #news")
    await room.suspend()
    pressed = await room.click(await room.type("preview 1"), "Preview")
    assert pressed.ephemeral
    assert read(pressed.followups[0].message).startswith(SUSPENDED)


async def test_a_preview_says_why_nothing_would_go_out(room: Newsroom) -> None:
    await room.type("add status_change #news")
    [note] = await previewed(room)
    assert note == "Preview of announcement 1: nothing would go out now, for it is told as it happens, and nothing waits."
    await room.suspend()
    await tick(room)
    note, last = await previewed(room)
    assert note.endswith("This is the last that it would have told:")
    assert last.startswith(SUSPENDED)


async def test_a_preview_of_a_digest_is_what_would_be_said_if_it_fell_due_now_and_leaves_no_trace(room: Newsroom) -> None:
    await room.type("add digest #news every Monday 9:00")
    [note] = await previewed(room)
    assert note.startswith(
        "Preview of announcement 1: nothing would go out now, for there is nothing to tell. It falls due next 23 Nov"
    )
    await room.suspend()
    room.clock.advance(hours=1)
    before = await room.order()
    note, post = await previewed(room)
    assert note == "Preview of announcement 1, in #news. If it fell due now, this would go out."
    assert "San Jose" in post
    assert (await room.order(), await room.deliveries()) == (before, [])


async def test_a_preview_of_a_paused_one_says_so(room: Newsroom) -> None:
    await room.type("add status_change #news")
    await room.type("pause 1")
    await room.suspend()
    note, post = await previewed(room)
    assert "It is paused, so nothing goes out. If it were resumed now, this would." in note
    assert post.startswith(SUSPENDED)
    assert not (await room.order()).active


async def test_a_test_is_posted_once_marked_pings_nobody_and_counts_as_no_delivery(room: Newsroom) -> None:
    friends = room.guild.create_role("Friends", mentionable=True)
    await room.type("add status_change #news")
    await room.type(f"edit 1 role {friends.id}")
    await room.suspend()
    before = await room.deliveries()
    answer = read(await room.type("test 1"))
    assert answer.startswith("Posted in #news as a test: what would go out now. It pinged nobody")
    [post] = room.posted()
    assert read(post).startswith(f"Test: {SUSPENDED}")
    assert (post.role_mentions, post.content.count("<@&")) == ([], 0)
    assert await room.deliveries() == before
    await tick(room)
    _, real = room.posted()
    assert read(real).startswith(SUSPENDED)
    assert [role.name for role in real.role_mentions] == ["Friends"]


async def test_a_test_with_nothing_to_tell_shows_that_the_bot_can_post_there(room: Newsroom) -> None:
    await room.type("add status_change #news")
    done = await room.slash("test", number="1")
    assert "that there is nothing to tell now" in read(message_of(done))
    [post] = room.posted()
    assert read(post).startswith("Test: Changes of status. There is nothing to tell now.")


async def test_in_a_forum_a_test_begins_a_post_of_its_own_and_in_a_thread_it_stands_there(room: Newsroom) -> None:
    forum = room.guild.create_forum_channel("forum")
    news = room.bot.get_channel(room.news.id)
    assert isinstance(news, discord.TextChannel)
    thread = await news.create_thread(name="weekly", type=discord.ChannelType.public_thread)
    await room.type("add status_change #forum")
    await room.type("add status_change #weekly")
    for number in (1, 2):
        assert "as a test" in read(await room.type(f"test {number}"))
    there = room.bot.get_channel(forum.id)
    assert isinstance(there, discord.ForumChannel)
    assert [each.name for each in there.threads] == ["Test: Changes of status. There is nothing to tell now."]
    assert [read(message).split(".")[0] async for message in thread.history() if message.author == room.bot.user] == [
        "Test: Changes of status"
    ]


async def test_a_thread_that_fell_asleep_is_resumed_and_one_that_is_locked_is_not(room: Newsroom) -> None:
    plain = discord.PermissionOverwrite(manage_threads=False)
    made = room.guild.create_text_channel("plain", overwrites={room.guild.default_role: plain})
    news = room.bot.get_channel(made.id)
    assert isinstance(news, discord.TextChannel)
    thread = await news.create_thread(name="weekly", type=discord.ChannelType.public_thread)
    await room.type("add status_change #weekly")
    await room.type("pause 1")
    await thread.edit(archived=True)
    assert "goes out again" in read(await room.type("resume 1"))
    await room.type("pause 1")
    await thread.edit(archived=False, locked=True)
    assert "#weekly is locked." in read(await room.type("resume 1"))


async def test_a_test_where_the_bot_may_not_post_says_what_is_missing(room: Newsroom) -> None:
    shut = room.guild.create_text_channel("shut")
    await room.type("add status_change #shut")
    room.env.backend.delete_channel(shut.id)
    assert "The test could not be posted in a channel that is gone" in read(await room.type("test 1"))


async def test_why_tells_what_went_out_what_waits_and_what_the_filters_held_back(room: Newsroom) -> None:
    await room.type("add status_change #news")
    await room.type("add status_change #general")
    await room.type("edit 2 countries Ukraine")
    await room.suspend()
    waiting = read(await room.type("why 1"))
    assert "Waiting · 1" in waiting
    await tick(room)
    [delivery] = await room.deliveries()
    assert delivery.state is DeliveryState.SENT
    for answer in (read(await room.type("why 1")), read(message_of(await room.slash("why", number="1")))):
        assert answer.startswith("Announcement 1: changes of status\nIt is active. It is told as it happens.")
        assert f"{mark_of(delivery)} · sent 22 Nov 2026 12:00 UTC · “San Jose suspended its tie with Yekaterinburg" in answer
    held = read(await room.type("why 2"))
    assert "Only about countries: Ukraine." in held
    assert "Nothing was due for it yet." in held
    assert "Held back by its filters\n22 Nov 2026 12:00 UTC · “San Jose suspended" in held
    assert held.count("not of its countries") == 1


async def test_why_tells_of_quiet_hours_and_until_when_a_post_waits(room: Newsroom) -> None:
    await room.type("add status_change #news")
    await room.type("edit 1 quiet 10:00 to 15:00")
    await room.suspend()
    await tick(room)
    answer = read(await room.type("why 1"))
    assert "Quiet hours: 10:00 to 15:00; it is 12:00 there now." in answer
    assert "goes out 22 Nov 2026 15:00 UTC" in answer
    assert room.posted() == []


async def test_why_tells_for_what_reason_it_is_paused(room: Newsroom) -> None:
    shut = room.guild.create_text_channel("shut")
    await room.type("add status_change #shut")
    room.env.backend.delete_channel(shut.id)
    await room.suspend()
    await tick(room)
    answer = read(await room.type("why 1"))
    assert "It is paused: the channel is gone, or hidden from me; 1 post waits." in answer
    await room.type("edit 1 channel #news")
    assert "1 post waited" in read(await room.type("resume 1"))
    await tick(room)
    assert read(room.posted()[0]).startswith(SUSPENDED)


async def test_the_mark_in_a_posts_footer_tells_of_that_post(room: Newsroom) -> None:
    await room.type("add status_change #news")
    await room.suspend()
    await tick(room)
    [post] = room.posted()
    mark = post.embeds[0].footer.text
    answer = read(await room.type(f"why {mark}"))
    assert answer.startswith(f"Post {mark}: changes of status\nIn #news: sent 22 Nov 2026 12:00 UTC.")
    assert "Because: change 1 of the entries" in answer
    await room.click(await room.type("remove 1"), "Remove announcement 1")
    assert "Its announcement was removed." in read(await room.type(f"why {str(mark).lower()}"))
    assert "I know no post “AAA-AAA” of this server" in read(await room.type("why AAA-AAA"))


async def test_another_servers_mark_tells_nothing(room: Newsroom) -> None:
    await room.type("add status_change #news")
    await room.suspend()
    [delivery] = await room.deliveries()
    other = room.env.create_guild("Elsewhere")
    general = other.create_text_channel("general")
    managers = other.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    olga = other.add_member(room.env.create_user("olga"), roles=[managers])
    done = await olga.slash(general, "announce why", number=mark_of(delivery))
    assert "I know no post" in read(message_of(done))


async def test_a_preview_has_the_picture_that_then_goes_out_and_so_has_a_test(own_store: Settings) -> None:
    async with newsroom(own_store.model_copy(update={"pictures": True})) as room:
        await room.type("add status_change #news")
        await room.suspend()
        done = await room.slash("preview", number="1")
        [post] = [each.message for each in done.followups]
        [picture] = post.attachments
        assert picture.filename == "map.png"
        assert (picture.description or "").startswith("Map: San Jose – Yekaterinburg.")
        assert post.embeds[0].image.url == f"attachment://{picture.filename}"
        assert read(await room.type("test 1")).startswith("Posted in #news as a test")
        await tick(room)
        tested, real = room.posted()
        assert [each.attachments[0].description for each in (tested, real)] == [picture.description] * 2


async def test_where_the_server_wants_no_pictures_a_preview_has_none(own_store: Settings) -> None:
    async with newsroom(own_store.model_copy(update={"pictures": True})) as room:
        await room.board.set_up(pictures=False)
        await room.type("add status_change #news")
        await room.suspend()
        done = await room.slash("preview", number="1")
        assert [each.message.attachments for each in done.followups] == [[]]
