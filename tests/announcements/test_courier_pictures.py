"""Pictures under posts, over real sockets: they arrive with what they show in words, and nothing about them costs a post."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import pytest

from bot.announcements import illustrator
from bot.domain.announcements import AnnouncementKind, DeliveryState
from bot.domain.changes import Change
from bot.domain.pairings import Claim
from bot.domain.servers import ServerSettings, Theme
from bot.settings import Settings
from bot.store import servers
from tests.announcements.conftest import Clock, Station, stationed
from tests.announcements.sketches import PNG, Sketching
from tests.announcements.test_courier_places import back, tell
from tests.announcements.test_kinds_delivered import ordered
from tests.fakes.discord import Channel
from tests.fakes.discord.record import Made

POST = "POST /channels/{channel_id}/messages"
PAIR = "San Jose – Yekaterinburg"
LINE = "One line: 1 suspended. All names are in the text."
SHOWN = f"Map: {PAIR}. {LINE}"
FILE = {"filename": "map.png", "size": len(PNG), "description": SHOWN}


@pytest.fixture
async def station(own_store: Settings, clock: Clock) -> AsyncIterator[Station]:
    """A bot for which somebody sketches."""
    async with stationed(own_store, clock, Sketching()) as made:
        yield made


def sketching(station: Station) -> Sketching:
    assert isinstance(station.bot.studio, Sketching)
    return station.bot.studio


async def suspended(station: Station, *, channel: Channel | None = None) -> Made:
    """A tie is suspended, which is told; the post."""
    await station.order(AnnouncementKind.STATUS_CHANGE, channel=channel or station.discord.channel)
    await station.suspend()
    await station.tick(2)
    [made] = station.discord.made()
    return made


def shows_its_file(station: Station, made: Made) -> bool:
    """Whether the box of a post shows the file that is attached to it now."""
    payload = station.discord.world.messages[made.message_id]
    [held] = payload["attachments"]
    return [embed.get("image", {}).get("url") for embed in payload["embeds"]] == [held["url"]]


class TestThatItArrives:
    async def test_a_change_of_status_shows_the_map_of_the_two_cities_and_says_in_words_what_it_shows(
        self, station: Station
    ) -> None:
        made = await suspended(station)
        assert made.files == [FILE]
        assert shows_its_file(station, made)
        assert sketching(station).asked == [(PAIR, Theme.DARK)]

    async def test_what_is_really_drawn_is_a_picture(self, own_store: Settings, clock: Clock) -> None:
        async with stationed(own_store.model_copy(update={"pictures": True}), clock) as station:
            made = await suspended(station)
            [file] = station.discord.world.files.values()
            assert file.data.startswith(b"\x89PNG\r\n")
            assert made.files == [{**FILE, "size": len(file.data)}]

    async def test_in_a_forum_it_stands_in_the_first_message_of_the_thread(self, station: Station) -> None:
        made = await suspended(station, channel=station.discord.forum)
        assert made.files == [FILE]
        assert shows_its_file(station, made)

    async def test_a_person_who_watches_gets_it_too(self, station: Station) -> None:
        person = station.discord.person(3)
        await tell(station, person)
        await station.tick(2)
        [made] = station.discord.made(station.discord.direct(person))
        assert made.files == [FILE]

    async def test_a_light_server_gets_a_light_one(self, station: Station) -> None:
        await set_up(station, theme=Theme.LIGHT)
        await suspended(station)
        assert sketching(station).asked == [(PAIR, Theme.LIGHT)]

    async def test_a_digest_shows_its_pairings_under_its_days(self, station: Station) -> None:
        await ordered(station, AnnouncementKind.DIGEST, "every Monday 9:00")
        await station.suspend()
        station.clock.now = dt.datetime(2026, 11, 23, 9, 0, 5, tzinfo=dt.UTC)
        await station.tick(2)
        [made] = station.discord.made()
        assert "1 decision on a pairing" in made.content
        assert [file["description"] for file in made.files] == [f"Map: Week of 16–22 November 2026. {LINE}"]

    async def test_what_has_no_lines_has_no_picture(self, station: Station) -> None:
        await station.put()
        await station.tick()
        [made] = station.discord.made()
        assert (made.files, sketching(station).asked) == ([], [])


async def set_up(station: Station, **chosen: object) -> None:
    """How the server wants its posts."""
    guild = {"guild_id": int(station.discord.channel.guild_id or 0)}
    settings = ServerSettings.model_validate({**guild, **chosen})
    await station.bot.store.write(lambda db: servers.put(db, settings))


class TestThatItCostsNoPost:
    async def test_a_server_without_pictures_gets_the_post_alone(self, station: Station) -> None:
        await set_up(station, pictures=False)
        made = await suspended(station)
        assert (made.files, sketching(station).asked) == ([], [])
        assert PAIR.split(" – ", maxsplit=1)[0] in made.content

    async def test_what_cannot_be_drawn_is_told_without_and_once(self, station: Station) -> None:
        sketching(station).fails = True
        made = await suspended(station)
        await station.later(5, minutes=1)
        assert station.discord.made() == [made]
        assert made.files == []
        assert "image" not in made.embeds[0]

    async def test_what_takes_too_long_to_draw_is_told_without(self, station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(illustrator, "PATIENCE", 0.01)
        sketching(station).ready = asyncio.Event()
        made = await suspended(station)
        assert made.files == []

    async def test_where_files_may_not_be_attached_it_is_not_even_drawn(self, station: Station) -> None:
        await station.hearing("guild_channel_update", station.discord.revoke(station.discord.channel, "attach_files"))
        made = await suspended(station)
        assert (made.files, sketching(station).asked) == ([], [])
        assert made.embeds

    async def test_where_no_box_is_shown_there_is_no_picture_either(self, station: Station) -> None:
        await station.hearing("guild_channel_update", station.discord.revoke(station.discord.channel, "embed_links"))
        made = await suspended(station)
        assert (made.files, sketching(station).asked) == ([], [])

    async def test_a_permission_that_was_lost_unheard_costs_the_picture_alone(self, station: Station) -> None:
        station.discord.fail(POST, 403, code=50013)
        order = await station.order(AnnouncementKind.STATUS_CHANGE)
        await station.suspend()
        await station.tick(2)
        [made] = station.discord.made()
        assert made.files == []
        assert (await station.delivery(order)).state is DeliveryState.SENT
        assert (await station.now_of(order)).active

    async def test_where_nothing_may_be_written_at_all_the_order_rests_as_ever(self, station: Station) -> None:
        station.discord.fail(POST, 403, code=50013, times=2)
        order = await station.order(AnnouncementKind.STATUS_CHANGE)
        await station.suspend()
        await station.tick(2)
        assert station.discord.made() == []
        assert not (await station.now_of(order)).active

    @pytest.mark.parametrize("after", [False, True], ids=["before it was made", "after it was made"])
    async def test_a_second_try_makes_one_post_with_one_picture(self, station: Station, after: bool) -> None:
        order = await station.order(AnnouncementKind.STATUS_CHANGE)
        station.discord.fail(POST, cut=True, after=after)
        await station.suspend()
        await station.tick()
        await station.later(3, seconds=30)
        [made] = station.discord.made()
        assert made.files == [FILE]
        assert (await station.delivery(order)).state is DeliveryState.SENT


class TestCorrections:
    async def test_a_correction_leaves_the_picture_where_it_is(self, station: Station) -> None:
        await station.order(AnnouncementKind.STATUS_CHANGE)
        revision = await station.suspend()
        await station.tick()
        [made] = station.discord.made()
        [claim] = [change.after for change in revision.changes if isinstance(change.after, Claim)]
        await station.change(Change("claims", claim, claim.model_copy(update={"decided_by": "the mayor"})))
        await station.tick()
        [now] = station.discord.messages(station.discord.channel)
        assert now.content.startswith("**Corrected 22 November 2026.** **San Jose suspended its tie with Yekaterinburg**")
        assert [held["description"] for held in now.payload["attachments"]] == [SHOWN]
        assert shows_its_file(station, made)
        assert len(sketching(station).asked) == 1

    async def test_a_picture_makes_no_correction_of_an_edit_that_changes_no_word(self, station: Station) -> None:
        await station.order(AnnouncementKind.STATUS_CHANGE)
        revision = await station.suspend()
        await station.tick()
        before = station.posted()
        [claim] = [change.after for change in revision.changes if isinstance(change.after, Claim)]
        await station.change(Change("claims", claim, claim.model_copy(update={"note": "Seen again."})))
        await station.tick()
        assert station.posted() == before

    async def test_what_was_taken_back_keeps_its_picture_too(self, station: Station) -> None:
        await station.order(AnnouncementKind.STATUS_CHANGE)
        revision = await station.suspend()
        await station.tick()
        [made] = station.discord.made()
        await station.change(*back(revision), undoes=revision.revision_id)
        await station.tick()
        [now] = station.posted()
        assert now.startswith("**Corrected 22 November 2026.**")
        assert shows_its_file(station, made)

    async def test_a_post_without_a_picture_gets_none_by_a_correction(self, station: Station) -> None:
        await set_up(station, pictures=False)
        await station.order(AnnouncementKind.STATUS_CHANGE)
        revision = await station.suspend()
        await station.tick()
        await set_up(station, pictures=True)
        await station.change(*back(revision), undoes=revision.revision_id)
        await station.tick()
        [now] = station.discord.messages(station.discord.channel)
        assert now.content.startswith("**Corrected 22 November 2026.**")
        assert now.payload["attachments"] == []
        assert ["image" in embed for embed in now.payload["embeds"]] == [False]
