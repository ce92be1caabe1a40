"""Posts in an announcement channel go to the channels that follow it: apart from the post itself, and within Discord's budget."""

from __future__ import annotations

from bot.domain.announcements import Announcement, DeliveryState, PublishState
from tests.announcements.conftest import Station

PUBLISH = "POST /channels/{channel_id}/messages/{message_id}/crosspost"


async def published(station: Station) -> Announcement:
    """A post in the announcement channel that is to be published."""
    return await station.put(channel=station.discord.news, publish=True)


async def states(station: Station, order: Announcement) -> list[PublishState]:
    return [each.publish for each in await station.deliveries(order.announcement_id)]


async def test_a_post_is_published_after_it_is_posted(station: Station) -> None:
    order = await published(station)
    await station.tick(2)
    assert station.discord.counts["crossposts"] == 1
    assert await states(station, order) == [PublishState.DONE]


async def test_what_is_not_to_be_published_is_not(station: Station) -> None:
    await station.put(channel=station.discord.news)
    await station.tick(3)
    assert station.discord.counts[PUBLISH] == 0


async def test_the_eleventh_within_an_hour_waits_and_a_new_run_of_the_bot_knows_of_the_ten(station: Station) -> None:
    order = await published(station)
    for _ in range(11):
        await station.put_again(order)
    await station.later(30, seconds=10)
    assert station.discord.counts["crossposts"] == 10
    assert len(station.posted(station.discord.news)) == 12
    another = await station.another_courier()
    station.clock.advance(minutes=50)
    assert await another.publish_due() == 0
    station.clock.advance(minutes=10)
    assert await another.publish_due() == 1
    await another.settled()
    another.store.close()
    assert station.discord.counts["crossposts"] == 11
    assert station.discord.counts["answers 429"] == 0


async def test_a_failure_to_publish_leaves_the_post_alone_and_is_tried_again(station: Station) -> None:
    order = await published(station)
    station.discord.fail(PUBLISH, 503)
    await station.tick(2)
    assert (await station.delivery(order)).state is DeliveryState.SENT
    assert await states(station, order) == [PublishState.WANTED]
    await station.later(2, seconds=61)
    assert await states(station, order) == [PublishState.DONE]
    assert len(station.discord.made()) == 1


async def test_what_was_published_and_not_noted_is_published_once(station: Station) -> None:
    order = await published(station)
    station.discord.fail(PUBLISH, cut=True, after=True)
    await station.tick(2)
    await station.later(2, seconds=61)
    assert await states(station, order) == [PublishState.DONE]
    assert station.discord.counts["crossposts"] == 1


async def test_a_limit_of_discord_is_obeyed(station: Station) -> None:
    order = await published(station)
    station.discord.fail(PUBLISH, 429, retry_after=1800)
    await station.tick(2)
    await station.later(5, minutes=5)
    assert station.discord.counts[PUBLISH] == 1
    await station.later(2, minutes=5)
    assert await states(station, order) == [PublishState.DONE]


async def test_what_cannot_be_published_is_said_once(station: Station) -> None:
    review = station.discord.channels[2]
    await station.review_in(review)
    order = await published(station)
    station.discord.fail(PUBLISH, 403)
    await station.later(5, minutes=2)
    assert await states(station, order) == [PublishState.FAILED]
    [word] = station.posted(review)
    assert "could not be published: I lack the permission" in word
    assert "Publish it by hand." in word


async def test_a_post_in_another_channel_is_not_published(station: Station) -> None:
    order = await station.put(publish=True)
    await station.tick(3)
    assert await states(station, order) == [PublishState.FAILED]
    assert station.discord.counts[PUBLISH] == 0
