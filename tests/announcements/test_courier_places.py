"""Where posts go: persons, threads, forums, corrections of what stands there, and who is pinged."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.announcements import watching
from bot.domain.announcements import AnnouncementKind, AnnouncementState, DeliveryState
from bot.domain.changes import Change, Revision
from bot.store import outbox, watches
from bot.store.database import Connection
from bot.store.watches import Subject, Watch
from tests.announcements.conftest import Station
from tests.fakes.discord import Person
from tests.fakes.discord.payloads import moderator_role_id


async def tell(station: Station, person: Person) -> None:
    """Somebody watches a city, and it has suspended a tie just now."""
    now = station.clock()

    def put(db: Connection) -> None:
        watch = Watch(
            watch_id=0, user_id=int(person.id), subject=Subject.CITY, key="5392171", guild_id=int(station.discord.channel.guild_id or 0),
            asked_in=int(station.discord.channel.id), channel_id=None, at_once=True, state=AnnouncementState.ACTIVE, paused_why="",
            made_at=now,
        )  # fmt: skip
        watching.begin(db, watch, now)

    await station.bot.store.write(put)
    await station.suspend()


class TestPersons:
    async def test_somebody_who_watches_is_told_in_private(self, station: Station) -> None:
        person = station.discord.person(3)
        await tell(station, person)
        await station.tick(2)
        [word] = station.posted(station.discord.direct(person))
        assert "San Jose" in word

    async def test_closed_direct_messages_pause_what_they_watch_and_are_tried_no_more(self, station: Station) -> None:
        person = station.discord.person(3)
        station.discord.close_direct(person)
        await tell(station, person)
        await station.tick(2)
        refused = station.discord.counts["refused"]
        await station.later(5, minutes=1)
        assert station.discord.counts["refused"] == refused == 1
        [watch] = await station.bot.store.read(lambda db: watches.of_user(db, int(person.id)))
        assert (watch.active, watch.paused_why) == (False, "I cannot send you direct messages")


class TestThreads:
    async def test_an_archived_thread_is_woken(self, station: Station) -> None:
        thread = await station.discord.open_thread(station.discord.channel, "pairings")
        await station.discord.archive(thread)
        await station.put(channel=thread)
        await station.tick()
        assert len(station.posted(thread)) == 1

    async def test_a_closed_thread_rests_with_the_reason(self, station: Station) -> None:
        thread = await station.discord.open_thread(station.discord.channel, "pairings")
        await station.discord.archive(thread, locked=True)
        order = await station.put(channel=thread)
        await station.tick()
        assert (await station.now_of(order)).paused_why == "the thread is closed"

    async def test_in_a_forum_a_post_begins_a_thread_under_its_sentence(self, station: Station) -> None:
        await station.put("Hello from Kyiv. " + "And more of it. " * 20, channel=station.discord.forum)
        await station.tick()
        [made] = station.discord.made()
        thread = station.discord.world.channels[made.channel_id]
        assert thread["parent_id"] == station.discord.forum.id
        assert thread["name"].startswith("Hello from Kyiv. And more of it.")
        assert thread["name"].endswith("…")
        assert len(thread["name"]) <= 100

    @pytest.mark.parametrize("archived", [False, True])
    async def test_a_post_in_a_forum_whose_answer_was_lost_is_found_again(self, station: Station, archived: bool) -> None:
        order = await station.put(channel=station.discord.forum)
        station.discord.fail("POST /channels/{channel_id}/threads", cut=True, after=True)
        await station.tick()
        [made] = station.discord.made()
        if archived:
            await station.discord.archive(station.discord.world.named(station.discord.world.channels[made.channel_id]))
        await station.later(seconds=30)
        assert len(station.discord.made()) == 1
        assert (await station.delivery(order)).message_id == int(made.message_id)


class TestCorrections:
    async def test_a_correction_edits_the_first_post_and_says_so(self, station: Station) -> None:
        await station.order(AnnouncementKind.STATUS_CHANGE)
        revision = await station.suspend()
        await station.tick()
        await station.change(*back(revision), undoes=revision.revision_id)
        await station.tick()
        [post] = station.posted()
        assert post.startswith("**Corrected 22 November 2026.**")
        assert len(station.discord.made()) == 1

    async def test_where_the_first_post_was_deleted_nothing_is_posted_and_nothing_rests(self, station: Station) -> None:
        order = await station.order(AnnouncementKind.STATUS_CHANGE)
        revision = await station.suspend()
        await station.tick()
        [first] = station.discord.messages(station.discord.channel)
        await station.discord.world.delete(first.payload)
        await station.change(*back(revision), undoes=revision.revision_id)
        await station.tick()
        assert station.posted() == []
        correction = await station.delivery(order)
        assert (correction.state, correction.error) == (DeliveryState.DROPPED, "the post that it corrects was deleted")
        assert (await station.now_of(order)).active

    async def test_where_the_post_in_a_forum_is_gone_the_forum_does_not_rest(self, station: Station) -> None:
        order = await station.order(AnnouncementKind.STATUS_CHANGE, channel=station.discord.forum)
        revision = await station.suspend()
        await station.tick()
        [made] = station.discord.made()
        await station.discord.remove(station.discord.world.named(station.discord.world.channels[made.channel_id]))
        await station.change(*back(revision), undoes=revision.revision_id)
        await station.tick()
        assert (await station.delivery(order)).state is DeliveryState.DROPPED
        assert (await station.now_of(order)).active

    async def test_a_post_in_an_archived_thread_is_corrected(self, station: Station) -> None:
        thread = await station.discord.open_thread(station.discord.channel, "pairings")
        await station.order(AnnouncementKind.STATUS_CHANGE, channel=thread)
        revision = await station.suspend()
        await station.tick()
        await station.discord.archive(thread)
        await station.change(*back(revision), undoes=revision.revision_id)
        await station.tick()
        [post] = station.posted(thread)
        assert post.startswith("**Corrected")


def back(revision: Revision) -> list[Change]:
    """What takes a revision back."""
    return [Change(each.table_name, each.after, each.before) for each in reversed(revision.changes)]


class TestWhoIsPinged:
    async def test_nobody_is_pinged_unless_a_role_is_named(self, station: Station) -> None:
        await station.put("Hello @everyone, <@&5> and <@700000000000000001>.")
        await station.tick()
        [post] = station.discord.messages(station.discord.channel)
        assert post.pings == []

    async def test_only_the_role_that_was_named_is_pinged(self, station: Station) -> None:
        role = moderator_role_id(str(station.discord.channel.guild_id))
        await station.put("Hello @everyone and <@&5>.", role_id=int(role))
        await station.tick()
        [post] = station.discord.messages(station.discord.channel)
        assert post.pings == [role]

    async def test_a_role_that_was_deleted_does_not_stand_in_the_post(self, station: Station) -> None:
        await station.put("Hello.", role_id=123456789012345678)
        await station.tick()
        assert "<@&" not in station.posted()[0]


class TestWhen:
    async def test_what_is_late_says_when_it_was_due(self, station: Station) -> None:
        due = station.clock()
        await station.put(due=due)
        await station.later(minutes=11)
        [post] = station.posted()
        assert f"(late: due <t:{int(due.timestamp())}:f>)" in post

    async def test_what_comes_within_ten_minutes_is_not_late(self, station: Station) -> None:
        await station.put()
        await station.later(minutes=9)
        [post] = station.posted()
        assert "late" not in post

    async def test_what_is_late_waits_for_the_end_of_the_quiet_hours_and_holds_up_nothing_else(self, station: Station) -> None:
        due = station.clock()
        order = await station.put(due=due, quiet_from=22 * 60, quiet_to=7 * 60)
        await station.later(hours=11)
        other = await station.put("Hello without quiet hours.")
        await station.tick()
        assert (await station.delivery(other)).state is DeliveryState.SENT
        assert (await station.delivery(order)).state is DeliveryState.PENDING
        await station.later(hours=8, minutes=1)
        _, post = station.posted()
        assert f"(late: due <t:{int(due.timestamp())}:f>)" in post

    async def test_what_may_have_been_posted_is_seen_to_in_quiet_hours_too(self, station: Station) -> None:
        order = await station.put(quiet_from=12 * 60 + 1, quiet_to=13 * 60)
        station.discord.fail("POST /channels/{channel_id}/messages", cut=True, after=True)
        await station.tick()
        await station.later(2, minutes=1)
        assert (await station.delivery(order)).state is DeliveryState.SENT
        assert len(station.discord.made()) == 1

    async def test_posts_of_a_channel_stand_in_the_order_in_which_they_were_due(self, station: Station) -> None:
        now = station.clock()
        for minute in (3, 1, 2):
            await station.put(f"Number {minute}.", due=now + dt.timedelta(minutes=minute))
        station.clock.advance(minutes=5)
        station.discord.fail("POST /channels/{channel_id}/messages", 503, times=2)
        await station.tick(3)
        await station.later(8, minutes=1)
        assert [each.content[:9] for each in station.discord.made()] == ["Number 1.", "Number 2.", "Number 3."]


class TestTwoCouriers:
    async def test_two_runs_of_the_bot_on_one_store_post_each_once(self, station: Station) -> None:
        for number in range(6):
            await station.put(f"Number {number}.", channel=station.discord.channels[number % 3])
        other = await station.another_courier()
        for _ in range(3):
            await station.announcer.courier.deliver_due()
            await other.deliver_due()
            await station.announcer.courier.settled()
            await other.settled()
        assert sorted(each.content[:9] for each in station.discord.made()) == [f"Number {number}." for number in range(6)]
        other.store.close()

    async def test_a_claim_that_was_taken_over_says_nothing_of_what_became_of_the_post(self, station: Station) -> None:
        order = await station.put()
        now = station.clock()
        store = station.bot.store
        [first] = await store.write(lambda db: outbox.claim(db, now, "slow", 1))
        assert await store.write(lambda db: outbox.claim(db, now + outbox.LEASE / 2, "quick", 1)) == []
        [second] = await store.write(lambda db: outbox.claim(db, now + outbox.LEASE, "quick", 1))
        assert not await store.write(lambda db: outbox.sent(db, first, now, 1, "slow"))
        assert await store.write(lambda db: outbox.sent(db, second, now, 2, "quick"))
        assert (await station.delivery(order)).message_id == 2
