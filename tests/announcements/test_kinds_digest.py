"""The digest: what changed, counted and told in lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.announcements.kinds import KINDS
from bot.domain.announcements import AnnouncementKind
from bot.domain.changes import Change
from bot.domain.pairings import Status
from tests.announcements.newsroom import ELSEWHERE, HERE, Newsroom, only
from tests.factories import (
    CHICAGO,
    HAMBURG,
    LOS_ANGELES,
    MOSCOW,
    SAN_JOSE,
    added,
    claim,
    edited,
    event,
    initiative,
    new_tie,
    pairing,
    retired,
)

DIGEST = AnnouncementKind.DIGEST
MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
THURSDAY = dt.datetime(2026, 11, 19, 15, 0, tzinfo=dt.UTC)


def suspension(number: int = 900) -> list[Change]:
    """San Jose suspends its tie with Yekaterinburg."""
    return [
        added(event(number, "suspended", 4, by_city=SAN_JOSE)),
        added(
            claim(
                number, number, "2026-11-18", "decided", 4, decided_by="the city council, 9–1", condition="until hostilities end"
            )
        ),
    ]


def test_a_digest_counts_what_changed_and_tells_it_in_lines(newsroom: Newsroom) -> None:
    newsroom.change(*suspension(), at=THURSDAY)
    newsroom.change(*new_tie(901, HAMBURG, CHICAGO), added(initiative(902, title="Winter coats")), at=THURSDAY)
    newsroom.change(edited(initiative(902, title="Winter coats"), state="closed"), at=THURSDAY)
    order = newsroom.order(DIGEST)
    [matter] = newsroom.told_at(order, MONDAY)
    assert newsroom.said(order, matter) == [
        "Week of 16–22 November 2026: 1 decision on a pairing, 1 new pairing, 1 new aid entry and 1 aid entry closed.",
        "Suspended · San Jose and Yekaterinburg: by San Jose (the city council, 9–1), until hostilities end (18 Nov 2026)",
        "New · Chicago and Hamburg: sister cities, signed 2025, active",
        "New aid · for Kyiv: Winter coats",
        "Closed · aid for Kyiv: Winter coats",
    ]


def test_the_menu_opens_the_pairings_of_the_lines(newsroom: Newsroom) -> None:
    newsroom.change(*suspension(), at=THURSDAY)
    order = newsroom.order(DIGEST)
    [matter] = newsroom.told_at(order, MONDAY)
    post = newsroom.post(order, matter)
    assert post is not None
    assert [(each.label, each.described) for each in post.choices] == [("San Jose – Yekaterinburg", "Suspended · 18 Nov 2026")]


def test_where_nothing_changed_nothing_is_posted_unless_that_is_wanted(newsroom: Newsroom) -> None:
    newsroom.change(*suspension(), at=THURSDAY)
    next_monday = MONDAY + dt.timedelta(days=7)
    assert newsroom.told_at(newsroom.order(DIGEST), next_monday, before=MONDAY) == []
    wanted = newsroom.order(DIGEST, even_if_nothing=True)
    [matter] = newsroom.told_at(wanted, next_monday, before=MONDAY)
    assert newsroom.said(wanted, matter) == ["Week of 23–29 November 2026: nothing changed in what is recorded."]


def test_a_digest_goes_on_where_the_last_one_ended(newsroom: Newsroom) -> None:
    newsroom.change(*suspension(), at=MONDAY - dt.timedelta(days=20))
    order = newsroom.order(DIGEST)
    assert newsroom.told_at(order, MONDAY, before=MONDAY - dt.timedelta(days=14)) == []
    [matter] = newsroom.told_at(order, MONDAY, before=MONDAY - dt.timedelta(days=28))
    assert newsroom.said(order, matter)[0] == "26 October – 22 November 2026: 1 decision on a pairing."


def test_what_changes_at_the_very_hour_stands_in_the_next_one(newsroom: Newsroom) -> None:
    newsroom.change(*suspension(), at=MONDAY)
    order = newsroom.order(DIGEST)
    assert newsroom.told_at(order, MONDAY) == []
    assert newsroom.told_at(order, MONDAY + dt.timedelta(days=7), before=MONDAY) != []


def test_after_ten_lines_a_digest_says_how_many_more_there_are(newsroom: Newsroom) -> None:
    newsroom.change(*(added(initiative(900 + number)) for number in range(12)), at=THURSDAY)
    order = newsroom.order(DIGEST)
    [matter] = newsroom.told_at(order, MONDAY)
    told = newsroom.said(order, matter)
    assert len(told) == 12
    assert told[-1] == "2 more: changes"


def test_what_is_known_of_a_new_pairing_is_told_with_it_and_not_again(newsroom: Newsroom) -> None:
    newsroom.change(*new_tie(901, HAMBURG, CHICAGO), at=THURSDAY)
    newsroom.change(added(event(903, "renewed", 901)), added(claim(903, 903, "2026")), at=THURSDAY)
    order = newsroom.order(DIGEST)
    [matter] = newsroom.told_at(order, MONDAY)
    assert newsroom.said(order, matter)[0] == "Week of 16–22 November 2026: 1 new pairing."


def test_what_was_taken_out_again_is_not_new(newsroom: Newsroom) -> None:
    tie = new_tie(901, HAMBURG, CHICAGO)
    newsroom.change(*tie, at=THURSDAY)
    newsroom.change(*(change.reverse for change in reversed(tie)), at=THURSDAY)
    order = newsroom.order(DIGEST)
    [matter] = newsroom.told_at(order, MONDAY)
    assert newsroom.said(order, matter) == [
        "Week of 16–22 November 2026: 1 pairing taken out of the records.",
        "Taken out · Hamburg and Chicago",
    ]


def test_a_digest_holds_only_what_its_filters_let_through(newsroom: Newsroom) -> None:
    newsroom.change(*suspension(), *new_tie(901, HAMBURG, LOS_ANGELES), at=THURSDAY)

    def counted(**chosen: Sequence[object]) -> list[str]:
        order = newsroom.order(DIGEST, filters=only(**chosen))  # type: ignore[arg-type]  # each filter has its own sort
        return [newsroom.said(order, matter)[0].partition(": ")[2] for matter in newsroom.told_at(order, MONDAY)]

    assert counted(countries=["DE"]) == ["1 new pairing."]
    assert counted(cities=[SAN_JOSE]) == ["1 decision on a pairing."]
    assert counted(statuses=[Status.SUSPENDED]) == ["1 decision on a pairing."]
    assert counted(statuses=[Status.ENDED]) == []
    assert counted(cities=[MOSCOW]) == []


def test_a_server_s_own_pairing_stands_in_its_own_digest_alone(newsroom: Newsroom) -> None:
    newsroom.change(*new_tie(901, HAMBURG, CHICAGO, HERE), at=THURSDAY, guild_id=HERE)
    assert newsroom.told_at(newsroom.order(DIGEST), MONDAY) != []
    assert newsroom.told_at(newsroom.order(DIGEST, guild_id=ELSEWHERE), MONDAY) == []


def test_the_days_of_a_digest_are_those_of_the_server_s_clock(newsroom: Newsroom) -> None:
    newsroom.change(*suspension(), at=THURSDAY)
    order = newsroom.order(DIGEST)
    tokyo = dt.datetime(2026, 11, 23, 6, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    [matter] = newsroom.told_at(order, tokyo, zone=ZoneInfo("Asia/Tokyo"))
    assert newsroom.said(order, matter, zone="Asia/Tokyo")[0].startswith("Week of 16–22 November 2026:")


def test_a_military_initiative_stands_in_no_digest(newsroom: Newsroom) -> None:
    newsroom.change(added(initiative(902, purpose="military")), at=THURSDAY)
    assert newsroom.told_at(newsroom.order(DIGEST), MONDAY) == []


def test_a_pairing_that_is_only_edited_is_no_change_to_tell(newsroom: Newsroom) -> None:
    newsroom.change(edited(pairing(4, SAN_JOSE, 1486209), note="A note."), at=THURSDAY)
    assert newsroom.told_at(newsroom.order(DIGEST), MONDAY) == []


def test_an_import_of_many_pairings_becomes_one_post_with_counts(newsroom: Newsroom) -> None:
    revision = newsroom.change(*new_tie(901, HAMBURG, CHICAGO), *new_tie(902, HAMBURG, SAN_JOSE), *suspension())
    kind = AnnouncementKind.NEW_PAIRING
    [matter] = newsroom.told_in_bulk(kind, revision)
    assert newsroom.said(newsroom.order(kind), matter) == [
        "New on the list: 2 pairings of 3 places in 2 countries, recorded together on 22 November 2026.",
        "By country: Germany 2 and United States 2. A pairing counts in both of its countries.",
        "All of them: changes",
    ]
    german = newsroom.order(kind, filters=only(cities=[CHICAGO]))
    assert newsroom.said(german, matter)[0].startswith("New on the list: 1 pairing of 2 places")
    [matter] = newsroom.told_in_bulk(AnnouncementKind.STATUS_CHANGE, revision)
    assert newsroom.said(newsroom.order(AnnouncementKind.STATUS_CHANGE), matter)[0] == (
        "Decisions on 1 pairing: 1 suspended, recorded together on 22 November 2026."
    )


def test_an_import_that_was_taken_back_has_nothing_to_say(newsroom: Newsroom) -> None:
    tie = new_tie(901, HAMBURG, CHICAGO)
    [matter] = newsroom.told_in_bulk(AnnouncementKind.NEW_PAIRING, newsroom.change(*tie))
    newsroom.change(*(change.reverse for change in reversed(tie)))
    assert newsroom.post(newsroom.order(AnnouncementKind.NEW_PAIRING), matter) is None


def test_every_kind_tells_moderators_what_it_does() -> None:
    assert [kind.name for kind in KINDS.values() if not (kind.title and kind.what.endswith("."))] == []
    assert {kind.name for kind in KINDS.values()} == set(AnnouncementKind)


def test_a_retired_initiative_is_no_new_one(newsroom: Newsroom) -> None:
    newsroom.change(added(initiative(902)), at=THURSDAY)
    newsroom.change(retired(initiative(902)), at=THURSDAY)
    assert newsroom.told_at(newsroom.order(DIGEST), MONDAY) == []
