"""The stand-in's gateway and its rate limits, told by a small real discord.py bot."""

from __future__ import annotations

from contextlib import AsyncExitStack

import discord
import pytest
from discord.ext import commands

from tests.fakes.discord import MESSAGE_CONTENT, PRIVILEGED, FakeDiscord, NoAnswer
from tests.fakes.pinger import Pinger, connected


class Hasty(Pinger):
    """Identifies again without the library's five seconds of waiting."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        return


class TestRateLimits:
    async def test_the_sixth_message_of_five_seconds_is_one_too_many(self) -> None:
        async with FakeDiscord(rate_limits=True) as fake:
            bot = Pinger()
            async with connected(fake, bot):
                route = f"{fake.address}/api/v10/channels/{fake.channel.id}/messages"
                session = bot.http._HTTPClient__session  # type: ignore[attr-defined]  # past the library's own limiter
                for left in (4, 3, 2, 1, 0):
                    async with session.post(route, json={"content": "x"}, headers={"Authorization": "Bot token"}) as answered:
                        assert (answered.status, answered.headers["X-RateLimit-Remaining"]) == (200, str(left))
                async with session.post(route, json={"content": "x"}, headers={"Authorization": "Bot token"}) as answered:
                    assert answered.status == 429
                    assert answered.headers["Content-Type"] == "application/json"
                    assert "Via" in answered.headers
                    assert 0 < (await answered.json())["retry_after"] <= 5


class TestTheGateway:
    async def test_a_dropped_connection_is_resumed_and_nothing_is_missed(self, fake: FakeDiscord, bot: Pinger) -> None:
        await fake.say(fake.channel, fake.member, "!ping")
        await fake.drop_gateway()
        [answer] = await fake.say(fake.channel, fake.member, "!ping")
        assert answer.text == "pong"
        assert (fake.counts["resumes"], fake.counts["identifies"]) == (1, 1)

    async def test_after_an_invalidated_session_the_bot_identifies_again(self, fake: FakeDiscord) -> None:
        async with connected(fake, Hasty()):
            await fake.invalidate_sessions()
            await fake.until("ready", 2)
            [answer] = await fake.say(fake.channel, fake.member, "!ping")
        assert answer.text == "pong"

    async def test_what_happened_while_it_was_away_is_told_to_a_bot_that_resumes(self, fake: FakeDiscord, bot: Pinger) -> None:
        gone, asked = fake.channels[0], fake.channels[1]
        await fake.say(gone, fake.member, "!ping")
        await fake.shut_gateway()
        await fake.remove(gone)
        await fake.say(asked, fake.member, "!ping", answers=0)
        assert fake.made(asked) == []
        assert bot.get_channel(int(gone.id)) is not None
        fake.reopen_gateway()
        await fake.until("messages", 2)
        assert [made.content for made in fake.made(asked)] == ["pong"]
        assert bot.get_channel(int(gone.id)) is None
        assert (fake.counts["resumes"], fake.counts["identifies"]) == (1, 1)

    async def test_a_session_that_was_forgotten_meanwhile_cannot_be_resumed(self, fake: FakeDiscord) -> None:
        async with connected(fake, Hasty()):
            await fake.shut_gateway()
            await fake.invalidate_sessions()
            await fake.say(fake.channel, fake.member, "!ping", answers=0)
            fake.reopen_gateway()
            await fake.until("ready", 2)
            [answer] = await fake.say(fake.channel, fake.member, "!ping")
        assert answer.text == "pong"
        assert (fake.counts["refused resumes"], fake.counts["identifies"]) == (1, 2)
        assert len(fake.made()) == 1

    async def test_intents_that_were_not_granted_are_refused(self) -> None:
        async with FakeDiscord(granted=PRIVILEGED & ~MESSAGE_CONTENT) as fake:
            with fake.pointing_here():
                async with AsyncExitStack() as stack:
                    bot = await stack.enter_async_context(Pinger())
                    with pytest.raises(discord.PrivilegedIntentsRequired):
                        await bot.start("token")

    async def test_without_the_intent_only_a_mention_is_read(self) -> None:
        async with FakeDiscord(granted=0, patience=0.3) as fake:
            bot = Pinger(intents=discord.Intents(guilds=True, messages=True))
            bot.command_prefix = commands.when_mentioned_or("!")
            async with connected(fake, bot):
                [answer] = await fake.say(fake.channel, fake.member, f"{fake.bot_mention} ping")
                assert answer.text == "pong"
                with pytest.raises(NoAnswer):
                    await fake.say(fake.channel, fake.member, "!ping")

    async def test_another_token_than_the_one_is_not_let_in(self) -> None:
        async with FakeDiscord(token="the one") as fake:
            with fake.pointing_here(), pytest.raises(discord.LoginFailure):
                async with Pinger() as bot:
                    await bot.start("another")
