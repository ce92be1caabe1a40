"""Several late posts in one, and corrections of what was posted."""

from __future__ import annotations

import datetime as dt

from bot.announcements import planning
from bot.announcements.post import Post
from bot.announcements.telling import prepared
from bot.domain.announcements import Announcement, AnnouncementKind, Delivery
from bot.domain.changes import Change, Revision
from bot.domain.servers import ServerSettings
from bot.store import announcements, outbox, places, servers
from tests.announcements.newsroom import HERE, NOON, Newsroom, said
from tests.factories import HAMBURG, LOS_ANGELES, MARIUPOL, MOSCOW, SAN_JOSE, edited, new_tie, pairing

NEW = AnnouncementKind.NEW_PAIRING


def ordered(newsroom: Newsroom) -> Announcement:
    return announcements.add(newsroom.db, newsroom.order(NEW, announcement_id=0))


def words(newsroom: Newsroom, delivery: Delivery, now: dt.datetime = NOON) -> Post:
    """What a delivery says now."""
    ready = prepared(newsroom.db, delivery, now, places.countries(newsroom.db))
    assert not isinstance(ready, str), ready
    return ready[0]


def told(newsroom: Newsroom, *revisions: Revision) -> None:
    for revision in revisions:
        planning.tell_of_revision(newsroom.db, revision.revision_id, NOON)


def posted(newsroom: Newsroom) -> Delivery:
    """Let the earliest post go out."""
    [claimed] = outbox.claim(newsroom.db, NOON, "a test", 1)
    assert outbox.sent(newsroom.db, claimed, NOON, 77, "\n".join(said(words(newsroom, claimed))))
    return claimed


PAIRS = [(HAMBURG, LOS_ANGELES), (HAMBURG, MOSCOW), (HAMBURG, SAN_JOSE), (HAMBURG, MARIUPOL)]


def test_several_that_are_late_stand_together_with_a_line_and_a_choice_each(newsroom: Newsroom) -> None:
    order = ordered(newsroom)
    told(newsroom, *(newsroom.change(*new_tie(900 + place, *pair)) for place, pair in enumerate(PAIRS)))
    later = NOON + dt.timedelta(hours=3)
    planning.bundle_late(newsroom.db, later)
    [together] = outbox.waiting(newsroom.db, order.announcement_id)
    post = words(newsroom, together, later)
    assert said(post) == [
        "4 new pairings could not be posted when they were due, and stand here together. (late: due 22 Nov 2026 12:00 UTC)",
        "New on the list: Hamburg and Los Angeles have been sister cities since 2025.",
        "New on the list: Hamburg and Moscow have been sister cities since 2025.",
        "New on the list: Hamburg and San Jose have been sister cities since 2025.",
        "New on the list: Hamburg and Mariupol have been sister cities since 2025.",
    ]
    assert [choice.label for choice in post.choices] == [
        "Hamburg – Los Angeles", "Hamburg – Moscow", "Hamburg – San Jose", "Hamburg – Mariupol",
    ]  # fmt: skip


def test_of_several_of_which_one_is_left_that_one_is_told(newsroom: Newsroom) -> None:
    order = ordered(newsroom)
    ties: list[list[Change]] = [new_tie(900 + place, *pair) for place, pair in enumerate(PAIRS)]
    told(newsroom, *(newsroom.change(*tie) for tie in ties))
    planning.bundle_late(newsroom.db, NOON + dt.timedelta(hours=3))
    newsroom.change(*(change.reverse for tie in ties[1:] for change in reversed(tie)))
    [together] = outbox.waiting(newsroom.db, order.announcement_id)
    assert said(words(newsroom, together))[0].startswith("New on the list: Hamburg and Los Angeles have been")


def test_what_was_taken_back_is_corrected_with_what_had_been_said(newsroom: Newsroom) -> None:
    order = ordered(newsroom)
    tie = new_tie(900, HAMBURG, LOS_ANGELES)
    told(newsroom, newsroom.change(*tie))
    posted(newsroom)
    told(newsroom, newsroom.change(*(change.reverse for change in reversed(tie))))
    [correction] = outbox.waiting(newsroom.db, order.announcement_id)
    assert said(words(newsroom, correction)) == [
        "Corrected 22 November 2026. This no longer holds: “New on the list: Hamburg and Los Angeles have been sister cities since 2025.”"
    ]


def test_what_was_edited_is_told_as_it_is_now_and_says_that_it_was_corrected(newsroom: Newsroom) -> None:
    order = ordered(newsroom)
    told(newsroom, newsroom.change(*new_tie(900, HAMBURG, LOS_ANGELES)))
    posted(newsroom)
    told(newsroom, newsroom.change(edited(pairing(900, HAMBURG, LOS_ANGELES), kind="friendship")))
    [correction] = outbox.waiting(newsroom.db, order.announcement_id)
    assert said(words(newsroom, correction))[0] == (
        "Corrected 22 November 2026. New on the list: Hamburg and Los Angeles have been friendship cities since 2025."
    )


def test_the_day_of_a_correction_is_that_of_the_server_s_clock(newsroom: Newsroom) -> None:
    order = ordered(newsroom)
    servers.put(newsroom.db, ServerSettings(guild_id=HERE, time_zone="Pacific/Auckland"))
    told(newsroom, newsroom.change(*new_tie(900, HAMBURG, LOS_ANGELES)))
    posted(newsroom)
    told(newsroom, newsroom.change(edited(pairing(900, HAMBURG, LOS_ANGELES), kind="friendship")))
    [correction] = outbox.waiting(newsroom.db, order.announcement_id)
    assert said(words(newsroom, correction))[0].startswith("Corrected 23 November 2026. ")


def test_an_edit_that_changes_no_word_of_a_post_leaves_it_as_it_is(newsroom: Newsroom) -> None:
    order = ordered(newsroom)
    told(newsroom, newsroom.change(*new_tie(900, HAMBURG, LOS_ANGELES)))
    posted(newsroom)
    told(newsroom, newsroom.change(edited(pairing(900, HAMBURG, LOS_ANGELES), note="Nothing that a post says.")))
    [correction] = outbox.waiting(newsroom.db, order.announcement_id)
    assert prepared(newsroom.db, correction, NOON, places.countries(newsroom.db)) == "there is nothing left to say of it"


def test_what_was_corrected_and_is_now_as_it_was_first_is_corrected_again(newsroom: Newsroom) -> None:
    order = ordered(newsroom)
    told(newsroom, newsroom.change(*new_tie(900, HAMBURG, LOS_ANGELES)))
    posted(newsroom)
    otherwise = edited(pairing(900, HAMBURG, LOS_ANGELES), kind="friendship")
    told(newsroom, newsroom.change(otherwise))
    posted(newsroom)
    told(newsroom, newsroom.change(otherwise.reverse))
    [correction] = outbox.waiting(newsroom.db, order.announcement_id)
    assert said(words(newsroom, correction))[0] == (
        "Corrected 22 November 2026. New on the list: Hamburg and Los Angeles have been sister cities since 2025."
    )
