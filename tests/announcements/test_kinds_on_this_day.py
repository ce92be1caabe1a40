"""On this day: no day is made up, and whoever reads the sentence alone is told what became of the tie."""

from __future__ import annotations

import datetime as dt

from bot.announcements import planning
from bot.domain.announcements import AnnouncementKind
from bot.domain.changes import Change
from bot.store import announcements, outbox
from tests.announcements.newsroom import ELSEWHERE, HERE, Newsroom, only
from tests.factories import CHICAGO, HAMBURG, KYIV, LOS_ANGELES, MARIUPOL, MOSCOW, SAN_JOSE, added, claim, event, pairing

DAY = AnnouncementKind.ON_THIS_DAY


def tie(number: int, one: int, other: int, signed: str, *, guild_id: int | None = None, also: str = "") -> list[Change]:
    """A pairing that was signed on a date; another source may give another one."""
    rows = [added(pairing(number, one, other), guild_id), added(event(number, "signed", number), guild_id)]
    dates = [date for date in (signed, also) if date]
    return [
        *rows,
        *(added(claim(number * 10 + place, number, date, source_id=7 - place), guild_id) for place, date in enumerate(dates)),
    ]


def at(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T09:00+00:00")


def told(newsroom: Newsroom, day: str, **order: object) -> list[list[str]]:
    """What is told on a day: of each post its sentence and lines."""
    made = newsroom.order(DAY, **order)
    today = dt.date.fromisoformat(day)
    return [newsroom.said(made, matter, today=today) for matter in newsroom.told_at(made, at(day))]


def test_a_signing_is_told_on_its_day_with_how_many_years_ago_it_was(newsroom: Newsroom) -> None:
    newsroom.change(*tie(900, HAMBURG, LOS_ANGELES, "2024-11-25"))
    [post] = told(newsroom, "2026-11-25")
    assert post == [
        "On this day in 2024, Hamburg and Los Angeles became sister cities, 2 years ago.",
        "Active. As of 25 Nov 2024, 2 years ago. Nothing newer confirms it.",
        "Source: Sister Cities International",
    ]
    assert told(newsroom, "2026-11-24") == []


def test_what_the_two_did_together_since_is_told_with_it(newsroom: Newsroom) -> None:
    [post] = told(newsroom, "2026-04-24")
    assert post[0] == "On this day in 2022, Hamburg and Kyiv signed a solidarity pact, 4 years ago."
    assert "Aid, 22 April 2024: Three buses and three ambulances." in post


def test_a_suspended_tie_says_so_in_the_sentence_itself(newsroom: Newsroom) -> None:
    newsroom.change(*tie(900, HAMBURG, MOSCOW, "1957-07-13"))
    newsroom.change(added(event(901, "suspended", 900, by_city=HAMBURG)), added(claim(901, 901, "2022-03")))
    [post] = told(newsroom, "2026-07-13")
    assert post[0] == (
        "On this day in 1957, Hamburg and Moscow became sister cities, 69 years ago. Hamburg suspended the tie in March 2022."
    )


def test_a_day_on_which_it_is_signed_is_no_anniversary(newsroom: Newsroom) -> None:
    newsroom.change(*tie(900, HAMBURG, LOS_ANGELES, "2026-11-25"))
    assert told(newsroom, "2026-11-25") == []


def test_a_signing_of_which_the_year_alone_is_known_has_no_day(newsroom: Newsroom) -> None:
    newsroom.change(*tie(900, HAMBURG, LOS_ANGELES, "1986"), *tie(901, SAN_JOSE, KYIV, "1986-11"))
    every_day = [dt.date(2026, 2, 1) + dt.timedelta(days=number) for number in range(333)]
    posts = [post for day in every_day for post in told(newsroom, day.isoformat())]
    assert posts
    assert not [post for post in posts if "1986" in post[0]]


def test_a_day_that_is_not_sure_is_not_told(newsroom: Newsroom) -> None:
    newsroom.change(*tie(900, HAMBURG, LOS_ANGELES, "1986-11-25?"), *tie(901, SAN_JOSE, KYIV, "1986-11-25", also="1988-01-02"))
    assert told(newsroom, "2026-11-25") == []


def test_sources_that_disagree_on_the_day_are_named_beside_the_best(newsroom: Newsroom) -> None:
    newsroom.change(*tie(900, HAMBURG, LOS_ANGELES, "1986-11-25", also="1986-11-20"))
    posts = [*told(newsroom, "2026-11-25"), *told(newsroom, "2026-11-20")]
    assert len(posts) == 1
    assert any("Sources disagree on the day: also " in line for line in posts[0])


def test_several_on_one_day_are_one_post_with_lines(newsroom: Newsroom) -> None:
    newsroom.change(
        *tie(900, HAMBURG, LOS_ANGELES, "1986-11-25"), *tie(901, SAN_JOSE, KYIV, "1991-11-25"),
        *tie(902, HAMBURG, MOSCOW, "1957-11-25"), *tie(903, SAN_JOSE, MARIUPOL, "2024-11-25"),
        added(event(904, "suspended", 902)), added(claim(904, 904, "2022")),
    )  # fmt: skip
    [post] = told(newsroom, "2026-11-25")
    assert post[0] == (
        "On this day 4 ties were signed: Hamburg – Moscow in 1957 (now suspended), Hamburg – Los Angeles in 1986, "
        "Kyiv – San Jose in 1991 and 1 more."
    )
    assert post[1] == "1957 · Hamburg and Moscow became sister cities, 69 years ago (now suspended)"
    assert len(post) == 5


def test_the_29_february_is_told_on_1_march_of_other_years_and_says_so(newsroom: Newsroom) -> None:
    newsroom.change(*tie(900, HAMBURG, LOS_ANGELES, "1996-02-29"))
    [post] = told(newsroom, "2027-03-01")
    assert post[0].startswith("On 29 February 1996, Hamburg and Los Angeles became sister cities, 31 years ago.")
    assert post[0].endswith("Told today, for 2027 has no 29 February.")
    assert told(newsroom, "2028-03-01") == []
    assert told(newsroom, "2027-02-28") == []
    [post] = told(newsroom, "2028-02-29")
    assert post[0] == "On this day in 1996, Hamburg and Los Angeles became sister cities, 32 years ago."


def test_only_ties_that_the_filters_let_through_are_told(newsroom: Newsroom) -> None:
    newsroom.change(*tie(900, HAMBURG, LOS_ANGELES, "1986-11-25"))
    assert told(newsroom, "2026-11-25", filters=only(cities=[KYIV])) == []
    assert len(told(newsroom, "2026-11-25", filters=only(countries=["DE"]))) == 1


def test_a_server_s_own_tie_is_told_there_alone(newsroom: Newsroom) -> None:
    newsroom.change(*tie(900, HAMBURG, LOS_ANGELES, "1986-11-25", guild_id=HERE), guild_id=HERE)
    assert len(told(newsroom, "2026-11-25")) == 1
    made = newsroom.order(DAY, guild_id=ELSEWHERE)
    assert newsroom.told_at(made, at("2026-11-25")) == []


def test_ties_without_a_day_are_told_together_in_january(newsroom: Newsroom) -> None:
    newsroom.change(
        *tie(900, HAMBURG, LOS_ANGELES, "1987"), *tie(901, SAN_JOSE, KYIV, "2002-11"), *tie(902, CHICAGO, HAMBURG, "1988")
    )
    [post] = told(newsroom, "2027-01-04")
    assert post[0].startswith("Anniversaries of 2027 without a known day: 3 ties signed a multiple of 5 years ago")
    assert "; of them 1 is suspended now." in post[0]
    assert post[1] == "1987 · Hamburg and Los Angeles became sister cities, 40 years ago"
    assert post[3] == "November 2002 · Kyiv and San Jose became sister cities, 25 years ago"


def test_the_round_up_of_a_year_is_told_once_and_again_if_it_could_not_be(newsroom: Newsroom) -> None:
    order = announcements.add(newsroom.db, newsroom.order(DAY, announcement_id=0, rhythm="every day 9:00"))
    new_year = at("2027-01-01")
    announcements.set_next(newsroom.db, order.announcement_id, new_year, "UTC")
    planning.tell_at_time(newsroom.db, announcements.due(newsroom.db, new_year, 1)[0], new_year)
    [waiting] = outbox.waiting(newsroom.db, order.announcement_id)
    assert waiting.occurrence.key.endswith("round-up 2027")
    assert newsroom.told_at(order, at("2027-01-02")) == []
    outbox.drop_waiting(newsroom.db, order.announcement_id, "its day was over")
    assert [matter.key for matter in newsroom.told_at(order, at("2027-01-02"))] == ["round-up 2027"]
