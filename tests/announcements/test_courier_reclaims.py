"""What a courier left behind that was killed: nobody knows whether it was posted, and it is posted once all the same."""

from __future__ import annotations

import pytest

from bot.announcements import door
from bot.announcements.courier import mark_of
from bot.domain.announcements import Announcement, AnnouncementState, DeliveryState
from bot.store import outbox
from bot.store.database import Connection
from tests.announcements.conftest import Station

HISTORY = "GET /channels/{channel_id}/messages"
POST = "POST /channels/{channel_id}/messages"


async def left_behind(station: Station, *, posted: bool) -> Announcement:
    """A courier posted it, or was about to, and was killed before it could note that."""
    order = await station.put()
    now = station.clock()

    def claimed(db: Connection) -> None:
        [delivery] = outbox.claim(db, now, "killed", 1)
        outbox.trying(db, delivery, now)

    if posted:
        await station.tick()
        await station.bot.store.write(
            lambda db: db.execute(
                "UPDATE delivery SET state = 'sending', message_id = NULL, lease_until = :until",
                {"until": int(now.timestamp()) + 60},
            )
        )
    else:
        await station.bot.store.write(claimed)
    return order


@pytest.mark.parametrize("posted", [True, False])
async def test_within_two_minutes_discord_knows_it_by_its_nonce(station: Station, posted: bool) -> None:
    order = await left_behind(station, posted=posted)
    await station.later(seconds=61)
    [made] = station.discord.made()
    assert (await station.delivery(order)).message_id == int(made.message_id)
    assert station.discord.counts["nonces met again"] == posted
    assert station.discord.counts[HISTORY] == 0


@pytest.mark.parametrize("posted", [True, False])
@pytest.mark.parametrize("hours", [0.1, 30.0])
async def test_later_it_is_looked_for_in_the_channel(station: Station, posted: bool, hours: float) -> None:
    order = await left_behind(station, posted=posted)
    for number in range(5):
        await station.discord.say(station.discord.channel, station.discord.member, f"chatter {number}", answers=0)
    station.discord.world.nonce_seconds = 0
    await station.later(hours=hours)
    [made] = station.discord.made()
    found = await station.delivery(order)
    assert (found.state, found.message_id) == (DeliveryState.SENT, int(made.message_id))


async def test_where_the_channel_cannot_be_read_the_moderators_are_asked_and_nothing_is_doubled(station: Station) -> None:
    review = station.discord.channels[2]
    await station.review_in(review)
    order = await left_behind(station, posted=True)
    unreadable = station.discord.revoke(station.discord.channel, "read_message_history")
    await station.hearing("guild_channel_update", unreadable)
    await station.later(3, minutes=10)
    delivery = await station.delivery(order)
    assert delivery.state is DeliveryState.UNCERTAIN
    assert len(station.posted()) == 1
    [word] = station.posted(review)
    assert mark_of(delivery) in word
    assert "Please look" in word


async def test_among_more_messages_than_can_be_looked_through_nobody_knows(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "LOOKED_THROUGH", 5)
    order = await left_behind(station, posted=True)
    for number in range(6):
        await station.discord.say(station.discord.channel, station.discord.member, f"chatter {number}", answers=0)
    await station.later(minutes=10)
    assert (await station.delivery(order)).state is DeliveryState.UNCERTAIN
    assert len(station.discord.made()) == 1


async def test_after_the_clock_was_set_back_it_is_looked_for(station: Station) -> None:
    order = await left_behind(station, posted=True)
    station.discord.world.nonce_seconds = 0
    await station.later(hours=-1)
    assert (await station.delivery(order)).state is DeliveryState.SENT
    assert len(station.discord.made()) == 1


async def test_what_was_surely_not_posted_is_not_looked_for(station: Station) -> None:
    await station.put()
    station.discord.fail(POST, 429, retry_after=3600)
    await station.later(seconds=1)
    await station.later(minutes=61)
    assert len(station.discord.made()) == 1
    assert station.discord.counts[HISTORY] == 0


async def test_what_may_have_been_posted_before_its_channel_was_closed_is_looked_for_when_it_goes_on(station: Station) -> None:
    order = await left_behind(station, posted=True)
    station.discord.world.nonce_seconds = 0
    await station.discord.revoke(station.discord.channel, "view_channel")
    await station.later(seconds=61)
    assert (await station.now_of(order)).state is AnnouncementState.PAUSED
    await station.discord.grant(station.discord.channel, "view_channel")
    await station.resume(order)
    await station.later(minutes=10)
    assert (await station.delivery(order)).state is DeliveryState.SENT
    assert len(station.discord.made()) == 1
