"""What Discord and the network do to a post: it arrives once all the same, or those who can mend it hear why not."""

from __future__ import annotations

import asyncio

import pytest

from bot.announcements import door
from bot.domain.announcements import AnnouncementState, DeliveryState
from tests.announcements.conftest import Station

POST = "POST /channels/{channel_id}/messages"


def arrived_once(station: Station) -> bool:
    """Whether the post stands in the first channel, once."""
    return [each.content.count("Hello") for each in station.discord.made(station.discord.channel)] == [1]


class TestNothingIsKnown:
    @pytest.mark.parametrize("status", [500, 502, 503])
    async def test_an_error_of_discord_is_tried_again(self, station: Station, status: int) -> None:
        order = await station.put()
        station.discord.fail(POST, status)
        await station.tick()
        await station.later(seconds=30)
        assert arrived_once(station)
        assert (await station.delivery(order)).state is DeliveryState.SENT

    async def test_a_long_outage_gives_up_nothing_and_doubles_nothing(self, station: Station) -> None:
        order = await station.put()
        station.discord.fail(POST, 503, times=None)
        await station.later(12, minutes=15)
        waiting = await station.delivery(order)
        assert (waiting.state, waiting.attempts) == (DeliveryState.PENDING, 0)
        assert "503" in waiting.error
        station.discord.mend()
        await station.later(minutes=15)
        assert arrived_once(station)

    @pytest.mark.parametrize("after", [False, True], ids=["before it was made", "after it was made"])
    async def test_a_cut_connection_makes_one_post(self, station: Station, after: bool) -> None:
        await station.put()
        station.discord.fail(POST, cut=True, after=after)
        await station.tick()
        await station.later(seconds=30)
        assert arrived_once(station)

    @pytest.mark.parametrize("after", [False, True], ids=["before it was made", "after it was made"])
    async def test_an_answer_that_does_not_come_makes_one_post(
        self, station: Station, monkeypatch: pytest.MonkeyPatch, after: bool
    ) -> None:
        monkeypatch.setattr(door, "PATIENCE", 0.3)
        order = await station.put()
        station.discord.fail(POST, after=after, delay=3600)
        await station.tick()
        assert (await station.delivery(order)).state is DeliveryState.PENDING
        await station.later(seconds=30)
        assert arrived_once(station)

    async def test_what_was_given_up_and_is_done_late_makes_one_post(
        self, station: Station, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(door, "PATIENCE", 0.3)
        await station.put()
        station.discord.fail(POST, 200, delay=3600)
        await station.tick()
        await station.later(seconds=30)
        station.discord.release()
        await station.discord.until("nonces met again")
        assert arrived_once(station)

    async def test_a_dropped_gateway_does_not_keep_a_post(self, station: Station) -> None:
        await station.discord.drop_gateway()
        await station.put()
        await station.tick()
        await station.discord.until("resumes")
        await station.put_again(await station.put("Hello again."))
        await station.tick(3)
        assert len(station.posted()) == 3


class TestTooMuch:
    async def test_the_limit_of_one_channel_is_obeyed_and_holds_up_no_other(self, station: Station) -> None:
        first, second, _ = station.discord.channels
        limited, free = await station.put(channel=first), await station.put(channel=second)
        station.discord.fail(POST, 429, channel=first, retry_after=3600)
        await station.tick()
        assert (await station.delivery(free)).state is DeliveryState.SENT
        assert (await station.delivery(limited)).state is DeliveryState.PENDING
        await station.later(minutes=50)
        assert station.posted(first) == []
        await station.later(minutes=11)
        assert len(station.posted(first)) == 1

    async def test_the_limit_of_all_stops_everything_until_it_is_over(self, station: Station) -> None:
        station.discord.fail(POST, 429, retry_after=0.5, everywhere=True)
        for channel in station.discord.channels:
            await station.put(channel=channel)
        await station.tick()
        assert [len(station.posted(channel)) for channel in station.discord.channels] == [1, 1, 1]
        assert station.discord.counts["answers 429"] == 1

    async def test_a_request_that_is_given_up_during_the_limit_of_all_does_not_stop_the_bot_for_ever(
        self, station: Station, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(door, "PATIENCE", 0.1)
        await station.put()
        station.discord.fail(POST, 429, retry_after=1, everywhere=True)
        await station.tick()
        async with asyncio.timeout(10):
            assert (await station.bot.fetch_channel(int(station.discord.channel.id))).id == int(station.discord.channel.id)
        await station.later(seconds=30)
        assert arrived_once(station)

    async def test_nothing_more_is_tried_when_discord_had_to_say_no_too_often(self, station: Station) -> None:
        order = await station.put()
        for _ in range(10_000):
            station.bot.pace.answered(403, {})
        await station.tick()
        assert (await station.delivery(order)).state is DeliveryState.PENDING
        assert station.discord.counts[POST] == 0


class TestRefused:
    @pytest.mark.parametrize("told", [True, False], ids=["told", "untold"])
    async def test_a_channel_that_is_gone_rests_with_the_reason(self, station: Station, told: bool) -> None:
        gone, _, review = station.discord.channels
        await station.review_in(review)
        order = await station.put(channel=gone)
        if told:
            await station.hearing("guild_channel_delete", station.discord.remove(gone))
        else:
            await station.discord.remove(gone, told=False)
        await station.later(5, minutes=1)
        paused = await station.now_of(order)
        assert (paused.state, paused.paused_why) == (AnnouncementState.PAUSED, "the channel is gone, or hidden from me")
        assert (await station.delivery(order)).state is DeliveryState.PENDING
        [word] = station.posted(review)
        assert word == (
            f"Announcement {order.announcement_id} is paused: the channel is gone, or hidden from me. "
            "Nothing is lost; resume when that is mended."
        )

    async def test_a_lost_permission_is_told_once_and_after_mending_the_post_arrives(self, station: Station) -> None:
        channel, other, review = station.discord.channels
        await station.review_in(review)
        first = await station.put(channel=channel)
        second = await station.put("Hello as well.", channel=channel)
        await station.put(channel=other)
        await station.discord.revoke(channel, "send_messages")
        await station.later(5, minutes=1)
        assert len(station.posted(other)) == 1
        [word] = station.posted(review)
        assert f"Announcements {first.announcement_id}, {second.announcement_id} are paused: I lack the permission" in word
        await station.discord.grant(channel, "send_messages")
        await station.resume(first)
        await station.resume(second)
        await station.tick(2)
        assert [post.split(" (")[0].splitlines()[0] for post in station.posted(channel)] == ["Hello from Kyiv.", "Hello as well."]

    async def test_what_is_resumed_without_mending_rests_again(self, station: Station) -> None:
        await station.review_in(station.discord.channels[2])
        order = await station.put()
        await station.discord.revoke(station.discord.channel, "send_messages")
        await station.tick()
        await station.resume(order)
        await station.tick()
        assert (await station.now_of(order)).state is AnnouncementState.PAUSED
        assert len(station.posted(station.discord.channels[2])) == 2

    async def test_a_token_that_is_refused_blames_no_channel(self, station: Station) -> None:
        order = await station.put()
        station.discord.fail(POST, 401, times=6)
        await station.later(6, minutes=15)
        assert (await station.now_of(order)).state is AnnouncementState.ACTIVE
        await station.later(minutes=15)
        assert arrived_once(station)

    async def test_without_embed_links_the_sentence_goes_alone_with_its_mark_and_the_moderators_hear_of_it_once(
        self, station: Station
    ) -> None:
        review = station.discord.channels[2]
        await station.review_in(review)
        await station.hearing("guild_channel_update", station.discord.revoke(station.discord.channel, "embed_links"))
        order = await station.put()
        await station.put_again(order)
        await station.tick(3)
        first, _ = station.discord.messages(station.discord.channel)
        assert first.payload["embeds"] == []
        sentence, mark = first.content.splitlines()
        assert sentence == "Hello from Kyiv."
        assert mark.startswith("-# ")
        assert station.posted(review) == ["I lack the permission Embed Links there, so posts go out without their details."]


class TestPoison:
    async def test_a_post_that_discord_does_not_take_is_set_aside_and_reported_while_others_go_on(self, station: Station) -> None:
        sick, well, review = station.discord.channels
        await station.review_in(review)
        order = await station.put(channel=sick)
        station.discord.fail(POST, 400, times=5, channel=sick)
        await station.tick()
        fine = await station.put(channel=well)
        await station.later(6, minutes=5)
        assert (await station.delivery(order)).state is DeliveryState.SET_ASIDE
        assert (await station.delivery(fine)).state is DeliveryState.SENT
        [word] = station.posted(review)
        assert word.startswith("A post failed 5 times and was set aside (400 Bad Request")
        await station.put_again(order)
        await station.tick()
        assert len(station.posted(sick)) == 1

    async def test_a_post_that_cannot_be_put_into_words_is_set_aside_too(self, station: Station) -> None:
        review = station.discord.channels[2]
        await station.review_in(review)
        order = await station.put()
        await station.bot.store.write(lambda db: db.execute("UPDATE occurrence SET kind = 'status_change', about = '{}'"))
        await station.later(6, minutes=5)
        assert (await station.delivery(order)).state is DeliveryState.SET_ASIDE
        assert len(station.posted(review)) == 1

    async def test_that_the_moderators_cannot_be_told_changes_nothing(self, station: Station) -> None:
        station.announcer.courier.tell = unreachable
        order = await station.put()
        station.discord.fail(POST, 400, times=5)
        await station.later(6, minutes=5)
        assert (await station.delivery(order)).state is DeliveryState.SET_ASIDE


async def unreachable(*_: object) -> None:
    raise ConnectionError("nobody is there")
