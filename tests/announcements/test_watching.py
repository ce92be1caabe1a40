"""What members watch: told in one bundle a day or at once, in private or by mention, and never lost where somebody cannot be reached."""

from __future__ import annotations

import datetime as dt

from bot.announcements import watching as watching_room
from bot.domain.announcements import AnnouncementState
from bot.domain.changes import Change
from bot.domain.dates import PartialDate
from bot.domain.pairings import Claim, DateIs, Event, EventKind, Pairing, PairingKind, Status
from bot.store import changes, entries, pairings, places, servers
from bot.store.database import Connection
from bot.store.watches import Subject, Watch
from tests.announcements.conftest import MONA, NOON, SAN_JOSE, Station
from tests.fakes.discord.payloads import Channel

TOKYO = "Asia/Tokyo"
KYIV = 703448
SUSPENDED = "San Jose suspended its tie with Yekaterinburg"
IN_TOWN = "San Jose / Yekaterinburg"


async def watch(station: Station, what: str, *, person: int = 0, where: Channel | None = None) -> str:
    """Ask to watch something, and return what the bot says to it."""
    [answer] = await station.discord.say(where or station.discord.channel, station.discord.person(person), f"!watch {what}")
    return answer.text


async def watching(station: Station, person: int = 0) -> str:
    """What the bot lists as watched by somebody."""
    [answer] = await station.discord.say(station.discord.channel, station.discord.person(person), "!watching")
    return answer.text


def told(station: Station, person: int = 0) -> list[str]:
    """What stands in somebody's direct messages."""
    return station.posted(station.discord.direct(station.discord.person(person)))


async def test_a_change_is_told_by_direct_message_at_nine_the_next_morning_and_not_before(station: Station) -> None:
    said = await watch(station, "San Jose, California")
    assert "You now watch **San Jose, California, United States**." in said
    assert "by direct message, once a day at 9:00 (UTC)" in said
    await station.suspend()
    await station.tick(2)
    station.clock.now = dt.datetime(2026, 11, 23, 8, 59, 59, tzinfo=dt.UTC)
    await station.tick()
    assert told(station) == []
    station.clock.advance(seconds=1)
    await station.tick(3)
    [post] = told(station)
    assert SUSPENDED in post.splitlines()[0]
    assert "You are told because you watch it" in post


async def test_very_much_at_once_comes_in_one_message_too(station: Station) -> None:
    await watch(station, "Ukraine at once")
    for city in await partners_of(station, KYIV, watching_room.FLOOD_FROM):
        await station.suspend(city, KYIV)
    await station.tick(2)
    [post] = told(station)
    assert post.splitlines()[0] == "**10 things that you watch changed.**"


async def test_nine_is_reckoned_by_the_clock_of_the_server_in_which_it_was_asked(station: Station) -> None:
    guild = int(station.discord.channel.guild_id or 0)
    chosen = await station.bot.store.read(lambda db: servers.settings_of(db, guild))
    await station.bot.store.write(lambda db: servers.put(db, chosen.model_copy(update={"time_zone": TOKYO})))
    assert f"({TOKYO})" in await watch(station, IN_TOWN)
    await station.suspend()
    station.clock.now = dt.datetime(2026, 11, 23, 0, 0, tzinfo=dt.UTC)
    await station.tick(2)
    assert len(told(station)) == 1


async def test_what_happens_in_a_day_comes_in_one_bundle_of_ten_lines_and_a_count(station: Station) -> None:
    await watch(station, "Ukraine")
    for city in await partners_of(station, KYIV, 12):
        await station.suspend(city, KYIV)
    station.clock.advance(hours=21)
    await station.tick(3)
    [post] = told(station)
    assert post.splitlines()[0] == "**12 things that you watch changed.**"
    assert post.count("suspended its tie with Kyiv") == 10
    assert "2 more; the menu below opens each pairing." in post


async def test_the_menu_of_a_bundle_opens_a_pairing(station: Station) -> None:
    me = station.discord.person(0)
    await watch(station, "Kyiv")
    ones = await partners_of(station, KYIV, 3)
    for city in ones:
        await station.suspend(city, KYIV)
    station.clock.advance(hours=21)
    await station.tick(3)
    [post] = station.discord.messages(station.discord.direct(me))
    opened = await station.discord.choose(post, "Open a pairing", f"{min(ones[0], KYIV)}-{max(ones[0], KYIV)}", who=me)
    assert "suspended" in opened.messages[0].text


async def test_in_a_channel_a_bundle_begins_with_the_mention_and_stands_alone(station: Station) -> None:
    await watch(station, "Kyiv here")
    for city in await partners_of(station, KYIV, 2):
        await station.suspend(city, KYIV)
    station.clock.advance(hours=21)
    await station.tick(3)
    post = station.discord.messages(station.discord.channel)[-1]
    assert post.content == f"<@{station.discord.person(0).id}> **2 things that you watch changed.**"


async def test_a_second_change_on_the_day_of_a_bundle_waits_for_the_next_days(station: Station) -> None:
    await watch(station, "Kyiv")
    one, other = await partners_of(station, KYIV, 2)
    await station.suspend(one, KYIV)
    station.clock.now = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
    await station.tick(2)
    await station.suspend(other, KYIV)
    station.clock.advance(hours=23, minutes=59)
    await station.tick(2)
    assert len(told(station)) == 1
    station.clock.advance(minutes=1)
    await station.tick(2)
    assert len(told(station)) == 2


async def test_at_once_means_each_matter_by_itself_as_soon_as_it_happens(station: Station) -> None:
    assert "by direct message, at once" in await watch(station, "Yekaterinburg at once")
    await station.suspend()
    await station.tick()
    [post] = told(station)
    assert SUSPENDED in post


async def test_here_means_in_the_channel_with_a_ping_of_nobody_but_who_asked(station: Station) -> None:
    await watch(station, "Yekaterinburg here at once", person=3)
    await station.suspend()
    await station.tick()
    post = station.discord.messages(station.discord.channel)[-1]
    me = station.discord.person(3)
    assert f"<@{me.id}>" in post.text
    assert post.pings == [me.id]
    assert told(station, 3) == []


async def test_a_matter_that_two_watches_concern_is_told_once(station: Station) -> None:
    await watch(station, "Yekaterinburg")
    await watch(station, "Russia")
    await watch(station, IN_TOWN)
    await station.suspend()
    station.clock.advance(days=3)
    await station.tick(4)
    assert len(told(station)) == 1


async def test_who_asked_to_be_told_in_two_places_is_told_in_both(station: Station) -> None:
    await watch(station, "Yekaterinburg here")
    await watch(station, "Russia")
    before = len(station.posted())
    await station.suspend()
    station.clock.advance(hours=21)
    await station.tick(3)
    assert len(told(station)) == 1
    [post] = station.posted()[before:]
    assert SUSPENDED in post


async def test_what_is_undone_before_the_morning_is_not_told(station: Station) -> None:
    await watch(station, IN_TOWN)
    revision = await station.suspend()
    taken_back = [Change(change.table_name, change.after, change.before) for change in reversed(revision.changes)]
    await station.change(*taken_back, undoes=revision.revision_id)
    station.clock.advance(days=1)
    await station.tick(2)
    assert all(SUSPENDED not in post for post in told(station))


async def test_closed_direct_messages_are_told_once_where_it_was_asked_and_lose_nothing(station: Station) -> None:
    me = station.discord.person(0)
    await watch(station, IN_TOWN)
    await watch(station, "Chicago")
    station.discord.close_direct(me)
    await station.suspend()
    before = len(station.posted())
    station.clock.advance(days=1)
    await station.tick(5)
    [notice] = station.discord.messages(station.discord.channel)[before:]
    assert notice.text.startswith(f"<@{me.id}> I cannot send you direct messages, so I pause what you watch.")
    assert notice.pings == [me.id]
    listed = await watching(station)
    assert "You watch 2 things, 2 paused" in listed
    assert "I cannot send you direct messages" in listed
    assert "Allow direct messages" in listed

    await station.suspend(date="2026-11-23")
    station.clock.advance(days=2)
    await station.tick(5)
    assert len(station.posted()) == before + 3, "what was said, the question and the list: nothing more of its own accord"

    station.discord.open_direct(me)
    await station.discord.press(notice, "Go on", who=me)
    await station.tick(3)
    [post] = told(station)
    assert SUSPENDED in post
    assert "paused" not in await watching(station)


async def test_watching_again_goes_on_with_what_was_paused(station: Station) -> None:
    me = station.discord.person(0)
    await watch(station, IN_TOWN)
    station.discord.close_direct(me)
    await station.suspend()
    station.clock.advance(days=1)
    await station.tick(3)
    station.discord.open_direct(me)
    await watch(station, IN_TOWN)
    await station.tick(2)
    assert len(told(station)) == 1


async def test_a_channel_that_is_closed_is_told_of_in_private_and_its_posts_wait(station: Station) -> None:
    await watch(station, "Yekaterinburg here at once")
    await station.discord.revoke(station.discord.channel, "send_messages")
    await station.suspend()
    await station.tick(4)
    [notice] = station.discord.messages(station.discord.direct(station.discord.person(0)))
    assert "I cannot write any more in the channel" in notice.text
    await station.discord.grant(station.discord.channel, "send_messages")
    before = len(station.posted())
    await station.discord.press(notice, "Go on", who=station.discord.person(0))
    await station.tick(3)
    assert SUSPENDED in station.posted()[before]


async def test_what_is_watched_no_longer_is_not_told(station: Station) -> None:
    await watch(station, IN_TOWN)
    await station.suspend()
    [answer] = await station.discord.say(station.discord.channel, station.discord.person(0), f"!unwatch {IN_TOWN}")
    assert "You no longer watch" in answer.text
    station.clock.advance(days=2)
    await station.tick(2)
    assert told(station) == []


async def test_a_servers_own_entry_is_told_to_who_asked_there_and_to_nobody_else(station: Station) -> None:
    in_private = station.discord.direct(station.discord.person(2))
    await watch(station, "San Jose, California at once", person=1)
    await watch(station, "San Jose, California at once", person=2, where=in_private)
    await own_pairing(station, int(station.discord.channel.guild_id or 0))
    await station.tick(2)
    assert len(told(station, 1)) == 1
    assert len(told(station, 2)) == 2, "the question and its answer"


async def test_fifty_things_may_be_watched_and_not_more(station: Station) -> None:
    user = int(station.discord.person(0).id)
    cities = await station.bot.store.read(lambda db: [city.city_id for city in places.cities(db)[:50]])

    def fill(db: Connection) -> None:
        for city in cities:
            watch = Watch(0, user, Subject.CITY, str(city), None, None, None, False, AnnouncementState.ACTIVE, "", NOON)
            watching_room.begin(db, watch, NOON)

    await station.bot.store.write(fill)
    assert "You watch 50 things, and that is as much as one may." in await watch(station, "Yekaterinburg")
    assert "You watch 50 things" in await watching(station)


async def test_a_bot_that_was_thrown_out_of_the_server_goes_on_telling_in_private(station: Station) -> None:
    await watch(station, IN_TOWN)
    await station.discord.remove(station.discord.channel)
    await station.suspend()
    station.clock.advance(days=1)
    await station.tick(3)
    assert len(told(station)) == 1


async def partners_of(station: Station, city_id: int, count: int) -> list[int]:
    """Cities with an active tie to that one."""
    recorded = await station.bot.store.read(lambda db: pairings.of_city(db, city_id))
    active = [each for each in recorded if each.standing(NOON.date()).status is Status.ACTIVE]
    assert len(active) >= count
    return [each.other_than(city_id).city_id for each in active[:count]]


async def own_pairing(station: Station, guild_id: int) -> None:
    """A server records a pairing of its own."""

    def new(db: Connection) -> None:
        [lviv] = [city for city in places.cities(db) if city.name == "Lviv"]
        pairing = Pairing(
            pairing_id=entries.new_id(db, "pairings"), city_a=min(SAN_JOSE, lviv.city_id),
            city_b=max(SAN_JOSE, lviv.city_id), kind=PairingKind.FRIENDSHIP,
        )  # fmt: skip
        event = Event(event_id=entries.new_id(db, "events"), pairing_id=pairing.pairing_id, kind=EventKind.SIGNED)
        claim = Claim(
            claim_id=entries.new_id(db, "claims"), event_id=event.event_id, source_id=1, date=PartialDate.parse("2026"),
            date_is=DateIs.DECIDED,
        )  # fmt: skip
        those = [Change("pairings", None, pairing), Change("events", None, event), Change("claims", None, claim)]
        changes.carry_out(db, those, by=MONA, at=station.clock(), why="ours", guild_id=guild_id)

    await station.bot.store.write(new)
