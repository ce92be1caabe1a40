"""What goes wrong on demand between a courier and Discord: for one channel, before or after the message was made, by chance."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine

import aiohttp
import discord
import pytest

from tests.fakes.discord import Channel, FakeDiscord
from tests.fakes.pinger import Pinger, connected

POST = "POST /channels/{channel_id}/messages"
NONCE = "one delivery"


def talk(bot: Pinger, where: Channel) -> discord.PartialMessageable:
    return bot.get_partial_messageable(int(where.id))


def texts(fake: FakeDiscord, where: Channel) -> list[str]:
    return [each.content for each in fake.made(where)]


async def give_up(sending: Coroutine[None, None, discord.Message], moment: Awaitable[None]) -> None:
    """Send, and lose patience at that moment, as a time-out would."""
    task = asyncio.create_task(sending)
    await moment
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


class TestWhereAFaultStrikes:
    async def test_a_fault_of_one_channel_leaves_the_others_alone(self, fake: FakeDiscord, bot: Pinger) -> None:
        first, second, _ = fake.channels
        fake.fail(POST, 503, times=None, channel=second)
        await talk(bot, first).send("here")
        with pytest.raises(discord.DiscordServerError):
            await talk(bot, second).send("there")
        assert (texts(fake, first), texts(fake, second)) == (["here"], [])

    async def test_a_fault_of_every_route_meets_whatever_is_asked(self, fake: FakeDiscord, bot: Pinger) -> None:
        fake.fail("*", 503, times=2)
        with pytest.raises(discord.DiscordServerError):
            await bot.fetch_channel(int(fake.channel.id))
        with pytest.raises(discord.DiscordServerError):
            await talk(bot, fake.channel).send("x")
        await talk(bot, fake.channel).send("now")
        assert texts(fake, fake.channel) == ["now"]

    async def test_a_lasting_fault_ends_when_it_is_mended(self, fake: FakeDiscord, bot: Pinger) -> None:
        fake.fail(POST, 503, times=None)
        for _ in range(3):
            with pytest.raises(discord.DiscordServerError):
                await talk(bot, fake.channel).send("x")
        fake.mend()
        await talk(bot, fake.channel).send("mended")
        assert texts(fake, fake.channel) == ["mended"]


class TestWhatAFaultDoes:
    @pytest.mark.parametrize("status", [500, 502])
    async def test_the_library_tries_again_by_itself(self, fake: FakeDiscord, bot: Pinger, status: int) -> None:
        fake.fail(POST, status)
        await talk(bot, fake.channel).send("x")
        assert [request["status"] for request in fake.requests if request["route"] == POST] == [status, 200]

    @pytest.mark.parametrize("after", [False, True])
    async def test_a_connection_is_cut_before_or_after_the_message_was_made(
        self, fake: FakeDiscord, bot: Pinger, after: bool
    ) -> None:
        fake.fail(POST, cut=True, after=after)
        with pytest.raises(aiohttp.ClientConnectionError):
            await talk(bot, fake.channel).send("x", nonce=NONCE)
        assert texts(fake, fake.channel) == (["x"] if after else [])
        await talk(bot, fake.channel).send("x", nonce=NONCE)
        assert texts(fake, fake.channel) == ["x"]

    @pytest.mark.parametrize("after", [False, True])
    async def test_a_client_loses_patience_before_or_after_the_message_was_made(
        self, fake: FakeDiscord, bot: Pinger, after: bool
    ) -> None:
        fake.fail(POST, after=after, delay=3600)
        await give_up(talk(bot, fake.channel).send("x"), fake.until("messages" if after else "faults"))
        assert texts(fake, fake.channel) == (["x"] if after else [])

    async def test_what_was_given_up_may_be_done_late_all_the_same(self, fake: FakeDiscord, bot: Pinger) -> None:
        fake.fail(POST, 200, delay=3600)
        await give_up(talk(bot, fake.channel).send("x"), fake.until("faults"))
        assert texts(fake, fake.channel) == []
        fake.release()
        await fake.until("messages")
        assert texts(fake, fake.channel) == ["x"]

    async def test_a_global_limit_names_itself_and_says_how_long(self, fake: FakeDiscord, bot: Pinger) -> None:
        fake.fail(POST, 429, retry_after=0.05, everywhere=True)
        session = bot.http._HTTPClient__session  # type: ignore[attr-defined]  # past the library's own waiting
        route = f"{fake.address}/api/v10/channels/{fake.channel.id}/messages"
        async with session.post(route, json={"content": "x"}) as answered:
            assert (answered.status, answered.headers["Retry-After"], answered.headers["X-RateLimit-Global"]) == (
                429, "0.050", "true",
            )  # fmt: skip
            assert (await answered.json())["global"] is True
        assert (fake.counts["answers 429"], fake.counts["invalid requests"]) == (1, 1)


class TestChance:
    async def outcomes(self, seed: int) -> list[int]:
        async with FakeDiscord(seed=seed) as fake:
            bot = Pinger()
            async with connected(fake, bot):
                fake.fail(POST, 503, times=None, probability=0.5)
                for _ in range(20):
                    await asyncio.gather(talk(bot, fake.channel).send("x"), return_exceptions=True)
            return [request["status"] for request in fake.requests if request["route"] == POST]

    async def test_a_fault_by_chance_strikes_some_and_the_same_ones_with_the_same_seed(self) -> None:
        first, again, other = [await self.outcomes(seed) for seed in (1, 1, 2)]
        assert set(first) == {200, 503}
        assert first == again
        assert first != other
