"""What stands in a channel after a courier was there: its history, threads, forum posts, publishing, nonces, limits, the record."""

from __future__ import annotations

import asyncio

import discord
import pytest

from tests.fakes.discord import Channel, FakeDiscord
from tests.fakes.pinger import Pinger, connected

AS_THE_BOT = {"Authorization": "Bot token"}


def talk(bot: Pinger, where: Channel) -> discord.PartialMessageable:
    return bot.get_partial_messageable(int(where.id))


class TestHistory:
    async def test_it_is_read_from_the_newest_and_around_any_message(self, fake: FakeDiscord, bot: Pinger) -> None:
        where = talk(bot, fake.channel)
        sent = [await where.send(str(number)) for number in range(7)]

        async def read(**wanted: object) -> str:
            params = {key: str(value.id if isinstance(value, discord.Message) else value) for key, value in wanted.items()}
            route = discord.http.Route("GET", "/channels/{channel_id}/messages", channel_id=where.id)
            return "".join(message["content"] for message in await bot.http.request(route, params=params))

        assert await read() == "6543210"
        assert await read(limit=2) == "65"
        assert await read(before=sent[3], limit=2) == "21"
        assert await read(after=sent[3], limit=2) == "54"
        assert await read(around=sent[3], limit=3) == "432"
        with pytest.raises(discord.HTTPException) as refused:
            await read(limit=101)
        assert refused.value.code == 50035

    async def test_a_marker_is_found_among_hundreds_by_the_library(self, fake: FakeDiscord, bot: Pinger) -> None:
        where = talk(bot, fake.channel)
        for number in range(230):
            await where.send(f"message {number}")
        await talk(bot, fake.channels[1]).send("message 0 elsewhere")
        found = [message.content async for message in where.history(limit=None)]
        assert len(found) == 230
        assert (found[0], found[-1]) == ("message 229", "message 0")


class TestThreads:
    async def test_a_forum_takes_a_post_with_its_message_inside_and_no_message_of_its_own(
        self, fake: FakeDiscord, bot: Pinger
    ) -> None:
        forum = await bot.fetch_channel(int(fake.forum.id))
        assert isinstance(forum, discord.ForumChannel)
        made = await forum.create_thread(name="Kyiv and Kyoto", content="a new pairing")
        assert made.thread.parent_id == forum.id
        assert made.message.id == made.thread.id
        await made.thread.send("more")
        assert [each.content for each in fake.made()] == ["a new pairing", "more"]
        with pytest.raises(discord.HTTPException) as refused:
            await talk(bot, fake.forum).send("x")
        assert refused.value.code == 50008

    async def test_a_forum_in_which_the_bot_may_not_send_takes_no_post(self, fake: FakeDiscord, bot: Pinger) -> None:
        forum = await bot.fetch_channel(int(fake.forum.id))
        assert isinstance(forum, discord.ForumChannel)
        await fake.revoke(fake.forum, "send_messages")
        with pytest.raises(discord.Forbidden):
            await forum.create_thread(name="x", content="x")

    async def test_a_message_wakes_an_archived_thread(self, fake: FakeDiscord, bot: Pinger) -> None:
        thread = await fake.open_thread(fake.channel, "pairings")
        await fake.archive(thread)
        await fake.say(fake.channel, fake.member, "!ping")
        woken = bot.wait_for("thread_join")
        await talk(bot, thread).send("still there?")
        assert not (await woken).archived
        [active] = await bot.guilds[0].active_threads()
        assert active.id == int(thread.id)

    async def test_a_thread_that_is_closed_for_good_takes_nothing(self, fake: FakeDiscord, bot: Pinger) -> None:
        thread = await fake.open_thread(fake.channel, "pairings")
        await fake.archive(thread, locked=True)
        with pytest.raises(discord.Forbidden) as refused:
            await talk(bot, thread).send("x")
        assert refused.value.code == 50083

    async def test_a_locked_thread_is_for_those_who_manage_threads(self, fake: FakeDiscord, bot: Pinger) -> None:
        thread = await fake.open_thread(fake.channel, "pairings")
        await fake.lock(thread)
        await talk(bot, thread).send("as one who manages them")
        await fake.revoke(fake.channel, "manage_threads")
        with pytest.raises(discord.Forbidden) as refused:
            await talk(bot, thread).send("x")
        assert refused.value.code == 160005

    async def test_a_thread_has_its_own_permission_to_send_and_its_channel_hides_it(self, fake: FakeDiscord, bot: Pinger) -> None:
        thread = await fake.open_thread(fake.channel, "pairings")
        await fake.revoke(fake.channel, "send_messages")
        await talk(bot, thread).send("sending in the channel is another matter")
        await fake.revoke(fake.channel, "send_messages_in_threads")
        with pytest.raises(discord.Forbidden) as refused:
            await talk(bot, thread).send("x")
        assert refused.value.code == 50013
        await fake.revoke(fake.channel, "view_channel")
        with pytest.raises(discord.Forbidden) as refused:
            await talk(bot, thread).send("x")
        assert refused.value.code == 50001

    async def test_the_bot_closes_a_thread_and_opens_it(self, fake: FakeDiscord, bot: Pinger) -> None:
        thread = await bot.fetch_channel(int((await fake.open_thread(fake.channel, "pairings")).id))
        assert isinstance(thread, discord.Thread)
        sent = await thread.send("x")
        assert (await thread.edit(archived=True)).archived
        with pytest.raises(discord.Forbidden):
            await sent.edit(content="y")
        assert not (await thread.edit(archived=False)).archived
        await sent.edit(content="y")

    async def test_a_bot_that_connects_later_is_told_of_the_active_threads_that_it_may_view(self, fake: FakeDiscord) -> None:
        seen, archived, _ = [await fake.open_thread(where, "pairings") for where in fake.channels]
        await fake.archive(archived)
        await fake.revoke(fake.channels[2], "view_channel")
        late = Pinger()
        async with connected(fake, late):
            await fake.say(fake.channel, fake.member, "!ping")
            assert [thread.id for thread in late.guilds[0].threads] == [int(seen.id)]

    async def test_threads_vanish_with_their_channel(self, fake: FakeDiscord, bot: Pinger) -> None:
        thread = await fake.open_thread(fake.channel, "pairings")
        await fake.remove(fake.channel)
        with pytest.raises(discord.NotFound):
            await talk(bot, thread).send("x")


class TestLimits:
    async def test_the_eleventh_publication_is_one_too_many_until_an_hour_has_passed(self) -> None:
        async with FakeDiscord(channels=1) as fake:
            bot = Pinger()
            async with connected(fake, bot):
                sent = [await talk(bot, fake.news).send(str(number)) for number in range(11)]
                fake.keep_rate_limits(everything=None)
                statuses = [await self.publish(fake, bot, message) for message in sent]
                assert statuses == [200] * 10 + [429]
                fake.advance(3601)
                assert await self.publish(fake, bot, sent[-1]) == 200
                assert (fake.counts["crossposts"], fake.counts["rate limited"], fake.counts["answers 429"]) == (11, 1, 1)

    async def publish(self, fake: FakeDiscord, bot: Pinger, message: discord.Message) -> int:
        """The status, past the library's own limiter."""
        session = bot.http._HTTPClient__session  # type: ignore[attr-defined]  # private
        path = f"{fake.address}/api/v10/channels/{message.channel.id}/messages/{message.id}/crosspost"
        async with session.post(path, headers=AS_THE_BOT) as answered:
            return int(answered.status)

    async def test_the_fifty_first_request_of_a_second_is_one_too_many_for_all_channels(self) -> None:
        async with FakeDiscord(channels=51, clock=lambda: 0.0) as fake:
            bot = Pinger()
            async with connected(fake, bot):
                fake.keep_rate_limits()
                session = bot.http._HTTPClient__session  # type: ignore[attr-defined]  # past the library's own limiter
                statuses = []
                for where in fake.channels:
                    path = f"{fake.address}/api/v10/channels/{where.id}/messages"
                    async with session.post(path, json={"content": "x"}, headers=AS_THE_BOT) as answered:
                        statuses.append(answered.status)
                assert statuses == [200] * 50 + [429]
                fake.lift_rate_limits()
                await talk(bot, fake.channels[-1]).send("y")


class TestNonces:
    async def test_two_attempts_at_once_make_one_message_and_both_are_given_it(self, fake: FakeDiscord, bot: Pinger) -> None:
        where = talk(bot, fake.channel)
        first, second = await asyncio.gather(*(where.send("once", nonce="a delivery") for _ in range(2)))
        assert first.id == second.id
        assert [each.nonce for each in fake.made()] == ["a delivery"]

    async def test_a_nonce_belongs_to_the_author_not_to_the_channel(self, fake: FakeDiscord, bot: Pinger) -> None:
        await talk(bot, fake.channels[0]).send("here", nonce="the same")
        await talk(bot, fake.channels[1]).send("there", nonce="the same")
        assert [each.content for each in fake.made()] == ["here"]

    async def test_it_is_forgotten_as_soon_as_a_test_wants(self, fake: FakeDiscord, bot: Pinger) -> None:
        fake.world.nonce_seconds = 60.0
        for _ in range(2):
            await talk(bot, fake.channel).send("x", nonce="a delivery")
        fake.advance(60)
        await talk(bot, fake.channel).send("x", nonce="a delivery")
        assert len(fake.made(fake.channel)) == 2


class TestTheRecord:
    async def test_it_tells_what_was_made_where_and_when_as_it_was(self, fake: FakeDiscord, bot: Pinger) -> None:
        sent = await talk(bot, fake.channel).send("text", embed=discord.Embed(title="Card"), nonce="n")
        await sent.edit(content="other", embed=None)
        await sent.delete()
        await fake.say(fake.channel, fake.member, "not the bot", answers=0)
        [made] = fake.made()
        assert (made.message_id, made.channel_id, made.content, made.nonce) == (str(sent.id), fake.channel.id, "text", "n")
        assert [embed["title"] for embed in made.embeds] == ["Card"]
        assert made.at == sent.created_at.replace(microsecond=made.at.microsecond)
        assert "Card" in made.text

    async def test_ten_thousand_channels_are_known_and_each_can_be_posted_to(self) -> None:
        async with FakeDiscord(guilds=20, channels=500) as fake:
            bot = Pinger()
            async with connected(fake, bot):
                await fake.say(fake.channel, fake.member, "!ping")
                rooms = [room for guild in bot.guilds for room in guild.text_channels if not room.is_news()]
                assert len(rooms) == 10_000
                last = rooms[-1]
                await last.send("the last")
                assert fake.world.record.counts()[str(last.id)] == 1
