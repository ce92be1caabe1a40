"""What the bot may do in a channel, taken and given while it runs; channels that vanish; people who take no messages."""

from __future__ import annotations

import io

import discord
import pytest

from tests.fakes.discord import Channel, FakeDiscord
from tests.fakes.pinger import Pinger, connected


def talk(bot: Pinger, where: Channel) -> discord.PartialMessageable:
    return bot.get_partial_messageable(int(where.id))


async def own_rights(bot: Pinger, where: Channel) -> discord.Permissions:
    """What discord.py believes that the bot may do there."""
    channel = bot.get_channel(int(where.id))
    assert isinstance(channel, discord.TextChannel)
    return channel.permissions_for(channel.guild.me)


@pytest.fixture
async def bot(fake: FakeDiscord, bot: Pinger) -> Pinger:
    """It knows its channels."""
    await fake.say(fake.channels[2], fake.member, "!ping")
    return bot


class TestRights:
    async def test_who_may_not_send_is_refused_and_knows_it_until_it_may_again(self, fake: FakeDiscord, bot: Pinger) -> None:
        told = bot.wait_for("guild_channel_update")
        await fake.revoke(fake.channel, "send_messages")
        await told
        assert not (await own_rights(bot, fake.channel)).send_messages
        with pytest.raises(discord.Forbidden) as refused:
            await talk(bot, fake.channel).send("x")
        assert refused.value.code == 50013
        await talk(bot, fake.channels[1]).send("the other channels are open")
        told = bot.wait_for("guild_channel_update")
        await fake.grant(fake.channel, "send_messages")
        await told
        assert (await own_rights(bot, fake.channel)).send_messages
        await talk(bot, fake.channel).send("y")
        assert [each.content for each in fake.made(fake.channel)] == ["y"]

    async def test_what_is_hidden_is_neither_read_nor_written_nor_heard(self, fake: FakeDiscord, bot: Pinger) -> None:
        await fake.revoke(fake.channel, "view_channel")
        for attempt in (talk(bot, fake.channel).send("x"), bot.fetch_channel(int(fake.channel.id))):
            with pytest.raises(discord.Forbidden) as refused:
                await attempt
            assert refused.value.code == 50001
        heard: list[int] = []

        async def on_message(message: discord.Message) -> None:
            heard.append(message.channel.id)

        bot.add_listener(on_message)
        await fake.say(fake.channel, fake.member, "!ping", answers=0)
        await fake.say(fake.channels[1], fake.member, "!ping")
        assert set(heard) == {int(fake.channels[1].id)}

    async def test_embeds_are_dropped_silently_beside_content_and_refused_without(self, fake: FakeDiscord, bot: Pinger) -> None:
        await fake.revoke(fake.channel, "embed_links")
        embed = discord.Embed(title="Card")
        await talk(bot, fake.channel).send("text", embed=embed)
        with pytest.raises(discord.Forbidden) as refused:
            await talk(bot, fake.channel).send(embed=embed)
        assert refused.value.code == 50013
        assert [(each.content, each.embeds) for each in fake.made(fake.channel)] == [("text", [])]

    async def test_files_need_their_permission(self, fake: FakeDiscord, bot: Pinger) -> None:
        await fake.revoke(fake.channel, "attach_files")
        with pytest.raises(discord.Forbidden) as refused:
            await talk(bot, fake.channel).send("x", file=discord.File(io.BytesIO(b"x"), "map.txt"))
        assert refused.value.code == 50013

    async def test_a_history_that_may_not_be_read_is_empty(self, fake: FakeDiscord, bot: Pinger) -> None:
        sent = await talk(bot, fake.channel).send("x")
        await fake.revoke(fake.channel, "read_message_history")
        assert [message async for message in talk(bot, fake.channel).history()] == []
        with pytest.raises(discord.Forbidden):
            await talk(bot, fake.channel).fetch_message(sent.id)
        with pytest.raises(discord.Forbidden) as refused:
            await talk(bot, fake.channel).send("y", reference=sent)
        assert refused.value.code == 160002

    async def test_publishing_an_own_message_needs_no_more_than_sending(self, fake: FakeDiscord, bot: Pinger) -> None:
        first, second = [await talk(bot, fake.news).send(text) for text in ("a", "b")]
        await fake.revoke(fake.news, "manage_messages")
        await first.publish()
        await fake.say(fake.news, fake.member, "told by a member", answers=0)
        told = fake.messages(fake.news)[-1]
        with pytest.raises(discord.Forbidden):
            await talk(bot, fake.news).get_partial_message(int(told.id)).publish()
        await fake.revoke(fake.news, "send_messages")
        with pytest.raises(discord.Forbidden):
            await second.publish()

    async def test_who_connects_later_sees_what_was_taken_before(self, fake: FakeDiscord) -> None:
        await fake.revoke(fake.channel, "send_messages")
        late = Pinger()
        async with connected(fake, late):
            await fake.say(fake.channels[1], fake.member, "!ping")
            assert not (await own_rights(late, fake.channel)).send_messages

    async def test_a_permission_that_does_not_exist_is_an_error_of_the_test(self, fake: FakeDiscord) -> None:
        with pytest.raises(TypeError):
            await fake.revoke(fake.channel, "talk")


class TestVanishedChannels:
    @pytest.mark.parametrize("told", [True, False])
    async def test_a_vanished_channel_is_not_found_whether_the_bot_was_told_or_not(
        self, fake: FakeDiscord, bot: Pinger, told: bool
    ) -> None:
        gone, other, _ = fake.channels
        await fake.remove(gone, told=told)
        with pytest.raises(discord.NotFound) as missing:
            await talk(bot, gone).send("x")
        assert missing.value.code == 10003
        await fake.say(other, fake.member, "!ping")
        assert (bot.get_channel(int(gone.id)) is None) == told

    async def test_one_that_vanishes_from_a_server_leaves_the_others_to_be_used(self) -> None:
        async with FakeDiscord(guilds=2, channels=2) as fake:
            gone = fake.channels[0]
            await fake.remove(gone)
            assert len(fake.channels) == 3
            assert gone not in fake.channels


class TestDirectMessages:
    async def test_closed_ones_are_refused_until_they_are_opened_again(self, fake: FakeDiscord, bot: Pinger) -> None:
        user = await bot.fetch_user(int(fake.member.id))
        fake.close_direct(fake.member)
        with pytest.raises(discord.Forbidden) as refused:
            await user.send("x")
        assert refused.value.code == 50007
        fake.open_direct(fake.member)
        await user.send("y")
        assert [each.content for each in fake.made(fake.direct(fake.member))] == ["y"]
