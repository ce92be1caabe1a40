"""The spotlight: well sourced, the same for the same seed, and none twice within a year."""

from __future__ import annotations

import datetime as dt
import sqlite3

from bot.announcements.kinds import Matter
from bot.domain.announcements import Announcement, AnnouncementKind
from bot.store import announcements, outbox
from tests.announcements.newsroom import ELSEWHERE, HERE, Newsroom, only
from tests.factories import CHICAGO, HAMBURG, KYIV, MARIUPOL, MOSCOW, added, claim, event, new_tie, occupation

SPOTLIGHT = AnnouncementKind.SPOTLIGHT
WEDNESDAY = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


def well_sourced(newsroom: Newsroom) -> None:
    """Let a second good source speak for three ties of the small catalogue."""
    newsroom.change(
        added(claim(900, 2, "2022-03-02", source_id=5)), added(claim(901, 6, "1991-05-05", source_id=5)),
        added(claim(902, 8, "2022-04-24", source_id=6)),
    )  # fmt: skip


def weeks(newsroom: Newsroom, order: Announcement, count: int) -> list[str]:
    """What is in the spotlight, week by week; nothing where nothing is left."""
    shown = []
    for number in range(count):
        due = WEDNESDAY + number * WEEK
        for matter in newsroom.told_at(order, due):
            made = outbox.occurrence(
                newsroom.db,
                f"{number} of {order.guild_id}",
                SPOTLIGHT,
                matter.about,
                due_at=due,
                made_at=due,
                guild_id=order.guild_id,
            )
            assert made
            shown.append(str(matter.about))
    return shown


def test_a_pairing_in_the_spotlight_says_how_it_stands_and_on_what_source(newsroom: Newsroom) -> None:
    well_sourced(newsroom)
    order = newsroom.order(SPOTLIGHT, filters=only(cities=[MOSCOW]))
    [matter] = newsroom.told_at(order, WEDNESDAY)
    assert newsroom.said(order, matter)[0] == (
        "In the spotlight: Chicago suspended its tie with Moscow in February 2022 (the mayor), until hostilities end. "
        "Moscow’s position: not recorded."
    )


def test_nothing_is_shown_twice_within_a_year(newsroom: Newsroom) -> None:
    well_sourced(newsroom)
    shown = weeks(newsroom, newsroom.order(SPOTLIGHT), 20)
    assert len(shown) >= 3
    assert len(shown) == len(set(shown))


def test_after_a_year_it_may_come_again(newsroom: Newsroom) -> None:
    well_sourced(newsroom)
    order = newsroom.order(SPOTLIGHT, filters=only(cities=[MOSCOW]))
    assert len(weeks(newsroom, order, 60)) == 2


def test_what_another_server_saw_may_be_shown_here(newsroom: Newsroom) -> None:
    well_sourced(newsroom)
    for server in (HERE, ELSEWHERE):
        assert len(weeks(newsroom, newsroom.order(SPOTLIGHT, guild_id=server, filters=only(cities=[MOSCOW])), 3)) == 1


def test_the_same_announcement_at_the_same_time_shows_the_same(newsroom: Newsroom) -> None:
    well_sourced(newsroom)
    order = newsroom.order(SPOTLIGHT)
    first, again = newsroom.told_at(order, WEDNESDAY), newsroom.told_at(order, WEDNESDAY)
    assert [matter.about for matter in first] == [matter.about for matter in again] != []


def test_times_differ_in_what_they_show(newsroom: Newsroom) -> None:
    well_sourced(newsroom)
    order = newsroom.order(SPOTLIGHT)
    assert len({str(matter.about) for number in range(20) for matter in newsroom.told_at(order, WEDNESDAY + number * WEEK)}) > 1


def test_what_one_list_alone_says_is_not_held_up(newsroom: Newsroom) -> None:
    newsroom.change(*new_tie(900, HAMBURG, MARIUPOL))
    assert newsroom.told_at(newsroom.order(SPOTLIGHT, filters=only(cities=[MARIUPOL])), WEDNESDAY) == []


def test_what_is_over_is_not_held_up(newsroom: Newsroom) -> None:
    well_sourced(newsroom)
    newsroom.change(added(event(903, "ended", 1)), added(claim(903, 903, "2023")))
    assert newsroom.told_at(newsroom.order(SPOTLIGHT, filters=only(cities=[MOSCOW])), WEDNESDAY) == []


def test_a_city_in_the_spotlight_is_counted_with_its_first_ties(newsroom: Newsroom) -> None:
    order = newsroom.order(SPOTLIGHT)
    post = newsroom.post(order, Matter("", {"city": KYIV}))
    assert post is not None
    assert newsroom.said(order, Matter("", {"city": KYIV})) == [
        "In the spotlight: Kyiv, Ukraine. 3 pairings recorded: 2 active and 1 proposed (Los Angeles).",
        "Signed first: Chicago (1991) and Hamburg (24 Apr 2022).",
        "Its partners are in 2 countries. The list has each with its year, its status and its sources.",
    ]
    assert [way.label for way in post.ways] == ["Pairings of Kyiv", "Aid"]


def test_an_occupied_city_in_the_spotlight_has_no_way_to_aid(newsroom: Newsroom) -> None:
    newsroom.change(added(occupation(MARIUPOL)), *new_tie(900, CHICAGO, MARIUPOL))
    post = newsroom.post(newsroom.order(SPOTLIGHT), Matter("", {"city": MARIUPOL}))
    assert post is not None
    assert [way.label for way in post.ways] == ["Pairings of Mariupol"]
    assert post.lines[0] == ("Mariupol is occupied (as of 22 Aug 2026). History only.",)


def test_a_server_s_own_tie_is_held_up_there_alone(db: sqlite3.Connection, newsroom: Newsroom) -> None:
    newsroom.change(*new_tie(900, HAMBURG, MARIUPOL, HERE), added(claim(905, 900, "2025", source_id=5), HERE), guild_id=HERE)
    assert announcements.of_guild(db, HERE) == []
    narrow = only(cities=[MARIUPOL])
    assert len(newsroom.told_at(newsroom.order(SPOTLIGHT, filters=narrow), WEDNESDAY)) == 1
    assert newsroom.told_at(newsroom.order(SPOTLIGHT, guild_id=ELSEWHERE, filters=narrow), WEDNESDAY) == []
