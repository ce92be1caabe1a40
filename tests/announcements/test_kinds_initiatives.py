"""New initiatives, and those that end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.domain.announcements import AnnouncementKind
from bot.domain.changes import Change
from bot.domain.dates import PartialDate
from bot.domain.initiatives import Initiative
from tests import factories
from tests.announcements.newsroom import ELSEWHERE, HERE, Newsroom
from tests.factories import HAMBURG, KYIV, MARIUPOL, added, edited, occupation

NEW, ENDING = AnnouncementKind.NEW_INITIATIVE, AnnouncementKind.INITIATIVE_ENDING
GENERATORS: dict[str, Any] = {
    "title": "Generators for hospitals", "organiser": "City of Hamburg", "organiser_city": "Hamburg", "organiser_city_id": HAMBURG,
    "state": "open", "started": "2022", "last_seen": "2026-11", "check_by": "2026-12-31", "note": "Winter 2026/27.", "source_id": 5,
}  # fmt: skip


def generators(number: int = 71, **fields: Any) -> Initiative:
    return factories.initiative(number, **{**GENERATORS, **fields})


def test_a_new_initiative_says_for_whom_by_whom_and_that_no_link_is_shown(newsroom: Newsroom) -> None:
    [matter] = newsroom.told_by(NEW, newsroom.change(added(generators())))
    assert newsroom.said(newsroom.order(NEW), matter) == [
        "New aid entry for Kyiv: Generators for hospitals.",
        "By the City of Hamburg, in Hamburg, Germany.",
        "Winter 2026/27.",
        "Goods · since 2022 · open today, to be checked again by 31 Dec 2026",
        "Source: City of Hamburg · 24 Apr 2022 · grade A, signed text or order",
        "No link is shown, because none is verified.",
    ]


def test_a_new_initiative_opens_its_entry_and_all_aid_for_its_city(newsroom: Newsroom) -> None:
    [matter] = newsroom.told_by(NEW, newsroom.change(added(generators())))
    post = newsroom.post(newsroom.order(NEW), matter)
    assert post is not None
    assert [(way.label, way.ids) for way in post.ways] == [("Open the entry", (71,)), ("All aid for Kyiv", (KYIV,))]


def test_an_initiative_for_a_whole_country_names_the_country(newsroom: Newsroom) -> None:
    [matter] = newsroom.told_by(NEW, newsroom.change(added(generators(beneficiary_id=None))))
    assert newsroom.said(newsroom.order(NEW), matter)[0] == "New aid entry for all of Ukraine: Generators for hospitals."


def test_what_serves_an_armed_force_is_never_told(newsroom: Newsroom) -> None:
    military = generators(purpose="military")
    assert newsroom.told_by(NEW, newsroom.change(added(military))) == []
    assert newsroom.told_by(ENDING, newsroom.change(edited(military, state="closed"))) == []


def test_what_turns_out_to_serve_an_armed_force_is_not_told_after_all(newsroom: Newsroom) -> None:
    [matter] = newsroom.told_by(NEW, newsroom.change(added(generators())))
    newsroom.change(edited(generators(), purpose="military"))
    assert newsroom.post(newsroom.order(NEW), matter) is None


def test_an_occupied_city_gets_no_word_of_links_and_no_button_to_give(newsroom: Newsroom) -> None:
    newsroom.change(added(occupation(MARIUPOL)), added(generators(beneficiary_id=MARIUPOL)))
    revision = newsroom.change(added(generators(72, beneficiary_id=MARIUPOL)))
    [matter] = newsroom.told_by(NEW, revision)
    post = newsroom.post(newsroom.order(NEW), matter)
    assert post is not None
    assert newsroom.said(newsroom.order(NEW), matter)[-1] == "Mariupol is occupied (as of 22 Aug 2026)."
    assert [way.label for way in post.ways] == ["Open the entry"]


def test_a_source_on_the_site_of_an_unverified_link_is_not_named_by_its_domain(newsroom: Newsroom) -> None:
    [matter] = newsroom.told_by(NEW, newsroom.change(added(generators(link="https://give.example.org/now"))))
    assert not any("example.org" in line for line in newsroom.said(newsroom.order(NEW), matter))


def test_a_server_s_own_initiative_is_told_with_its_server_alone(newsroom: Newsroom) -> None:
    revision = newsroom.change(added(generators(), HERE), guild_id=HERE)
    [matter] = newsroom.told_by(NEW, revision)
    assert newsroom.post(newsroom.order(NEW), matter, guild_id=HERE) is not None
    assert newsroom.post(newsroom.order(NEW), matter, guild_id=ELSEWHERE) is None


def test_an_initiative_that_is_closed_is_told_once(newsroom: Newsroom) -> None:
    newsroom.change(added(generators()))
    closed = edited(generators(), state="closed")
    [matter] = newsroom.told_by(ENDING, newsroom.change(closed))
    assert newsroom.said(newsroom.order(ENDING), matter)[0] == "Aid for Kyiv closed: Generators for hospitals."
    assert isinstance(closed.after, Initiative)
    assert newsroom.told_by(ENDING, newsroom.change(edited(closed.after, state="completed"))) == []


def test_an_open_initiative_is_told_of_on_the_day_after_its_check_was_due(newsroom: Newsroom) -> None:
    newsroom.change(added(generators()))
    assert newsroom.told_on(ENDING, "2026-12-31") == []
    assert newsroom.told_on(ENDING, "2027-01-02") == []
    [matter] = newsroom.told_on(ENDING, "2027-01-01")
    assert newsroom.said(newsroom.order(ENDING), matter, today=dt.date(2027, 1, 1))[0] == (
        "Aid for Kyiv no longer known to be open: Generators for hospitals. It was to be looked at again by 31 December 2026, and "
        "nobody has confirmed it since."
    )


def test_a_check_that_was_due_in_a_month_is_over_when_the_month_is(newsroom: Newsroom) -> None:
    newsroom.change(added(generators(check_by="2026-11")), added(generators(72, check_by="2026")))
    assert [matter.about["initiative"] for matter in newsroom.told_on(ENDING, "2026-12-01")] == [71]
    assert [matter.about["initiative"] for matter in newsroom.told_on(ENDING, "2027-01-01")] == [72]


def test_nothing_is_said_of_a_check_that_was_made_in_time(newsroom: Newsroom) -> None:
    newsroom.change(added(generators()))
    [matter] = newsroom.told_on(ENDING, "2027-01-01")
    newsroom.change(edited(generators(), check_by=PartialDate("2027-03-31")))
    assert newsroom.post(newsroom.order(ENDING), matter, today=dt.date(2027, 1, 1)) is None


def test_a_link_whose_check_no_longer_holds_is_told_without_the_link(newsroom: Newsroom) -> None:
    verified = generators(link="https://hamburg.example/give", verification="verified", check_by=None)
    newsroom.change(added(verified))
    [matter] = newsroom.told_on(ENDING, "2026-12-06")
    told = newsroom.said(newsroom.order(ENDING), matter, today=dt.date(2026, 12, 6))
    assert told[0] == (
        "Link of aid for Kyiv no longer shown: Generators for hospitals. Its check held until 5 December 2026; two people have to look "
        "at it anew."
    )
    assert not any("hamburg.example" in line for line in told)


def test_the_link_of_an_occupied_city_is_not_spoken_of(newsroom: Newsroom) -> None:
    verified = generators(link="https://hamburg.example/give", verification="verified", check_by=None, beneficiary_id=MARIUPOL)
    newsroom.change(added(occupation(MARIUPOL)), added(verified))
    assert newsroom.told_on(ENDING, "2026-12-06") == []


def test_what_ends_of_a_server_s_own_is_told_there_alone(newsroom: Newsroom) -> None:
    newsroom.change(added(generators(), HERE), guild_id=HERE)
    assert [matter.guild_id for matter in newsroom.told_on(ENDING, "2027-01-01")] == [HERE]


def test_an_import_of_initiatives_becomes_one_post_with_counts(newsroom: Newsroom) -> None:
    rows: list[Change] = [
        added(generators(number, purpose="military" if number == 100 else "civilian")) for number in range(71, 101)
    ]
    revision = newsroom.change(*rows)
    [matter] = newsroom.told_in_bulk(NEW, revision)
    assert newsroom.said(newsroom.order(NEW), matter) == [
        "New aid entries: 29 for Ukraine, recorded together on 22 November 2026.",
        "By sector: goods 29.",
        "All of them: changes",
    ]
