"""What is drawn under posts: a strip of the two cities, the pairings of a week; nothing where words say it all."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.announcements.kinds import KINDS, Telling
from bot.announcements.kinds.drawn import strip_map
from bot.announcements.post import Post
from bot.domain.announcements import AnnouncementKind
from bot.domain.pairings import Status
from bot.pictures.subjects import MapSubject, Shape
from tests.announcements.newsroom import HERE, Newsroom, said
from tests.announcements.test_kinds_digest import MONDAY, THURSDAY, suspension
from tests.announcements.test_kinds_initiatives import generators
from tests.announcements.test_kinds_on_this_day import at, tie
from tests.factories import (
    CHICAGO,
    HAMBURG,
    KYIV,
    LOS_ANGELES,
    MARIUPOL,
    MOSCOW,
    SAINT_PETERSBURG,
    SAN_JOSE,
    TODAY,
    YEKATERINBURG,
    added,
    city,
    countries,
    edited,
    new_tie,
    recorded_pairing,
    retired,
)

STATUS, NEW, DIGEST, DAY = (
    AnnouncementKind.STATUS_CHANGE,
    AnnouncementKind.NEW_PAIRING,
    AnnouncementKind.DIGEST,
    AnnouncementKind.ON_THIS_DAY,
)
SPOTLIGHT, WATCHED = AnnouncementKind.SPOTLIGHT, AnnouncementKind.WATCHED
ALL_CITIES = (CHICAGO, HAMBURG, KYIV, LOS_ANGELES, MARIUPOL, MOSCOW, SAINT_PETERSBURG, SAN_JOSE, YEKATERINBURG)


def ends(picture: MapSubject | None) -> set[frozenset[str]]:
    """The pairs that a map shows."""
    return {frozenset((tie.one.name, tie.other.name)) for tie in picture.ties} if picture else set()


def bundle(newsroom: Newsroom, *matters: tuple[AnnouncementKind, dict[str, object]]) -> Post:
    """What somebody who watches is told."""
    about = {"matters": [{"kind": kind, "about": about, "guild": None} for kind, about in matters]}
    post = KINDS[WATCHED].post(newsroom.db, Telling(about, TODAY, countries(), None, None))
    assert post is not None
    return post


def digest(newsroom: Newsroom) -> Post:
    """What is told on Monday."""
    order = newsroom.order(DIGEST)
    [matter] = newsroom.told_at(order, MONDAY)
    post = newsroom.post(order, matter)
    assert post is not None
    return post


class TestOfOnePairing:
    def test_a_change_of_status_shows_its_two_cities_in_a_strip_by_how_the_tie_stands(self, newsroom: Newsroom) -> None:
        [matter] = newsroom.told_by(STATUS, newsroom.change(*suspension()))
        post = newsroom.post(newsroom.order(STATUS), matter)
        assert post is not None
        assert post.picture is not None
        assert (post.picture.title, post.picture.line) == ("San Jose – Yekaterinburg", "suspended 18 Nov 2026")
        assert post.picture.shape is Shape.STRIP
        assert [tie.status for tie in post.picture.ties] == [Status.SUSPENDED]

    def test_so_does_a_new_pairing(self, newsroom: Newsroom) -> None:
        [matter] = newsroom.told_by(NEW, newsroom.change(*new_tie(900, HAMBURG, CHICAGO)))
        post = newsroom.post(newsroom.order(NEW), matter)
        assert post is not None
        assert ends(post.picture) == {frozenset(("Hamburg", "Chicago"))}

    def test_a_pairing_of_which_one_city_has_no_place_on_a_map_has_none(self) -> None:
        nowhere = recorded_pairing([], a=city(1, "Kyiv", latitude=50.5, longitude=30.5), b=city(2, "Lost", "RU"))
        assert strip_map(nowhere, Telling({}, TODAY, countries(), None, None)) is None

    def test_one_anniversary_shows_its_cities_and_several_have_no_picture(self, newsroom: Newsroom) -> None:
        newsroom.change(*tie(900, HAMBURG, LOS_ANGELES, "2024-11-25"))
        order, today = newsroom.order(DAY), dt.date(2026, 11, 25)
        [matter] = newsroom.told_at(order, at("2026-11-25"))
        alone = newsroom.post(order, matter, today=today)
        newsroom.change(*tie(901, HAMBURG, MOSCOW, "1957-11-25"))
        several = newsroom.post(order, matter, today=today)
        assert alone is not None
        assert several is not None
        assert ends(alone.picture) == {frozenset(("Hamburg", "Los Angeles"))}
        assert several.picture is None

    def test_a_pairing_in_the_spotlight_is_shown_and_a_city_is_told_in_words(self, newsroom: Newsroom) -> None:
        def shown(about: dict[str, int]) -> Post | None:
            return KINDS[SPOTLIGHT].post(newsroom.db, Telling(about, TODAY, countries(), HERE, newsroom.order(SPOTLIGHT)))

        of_pairing, of_city = shown({"pairing": 1}), shown({"city": KYIV})
        assert of_pairing is not None
        assert of_city is not None
        assert ends(of_pairing.picture) == {frozenset(("Chicago", "Moscow"))}
        assert of_city.picture is None


class TestOfWhatSomebodyWatches:
    def test_what_happened_to_one_pairing_is_shown_however_much_it_is(self, newsroom: Newsroom) -> None:
        newsroom.change(*suspension())
        once = bundle(newsroom, (STATUS, {"pairing": 4}))
        twice = bundle(newsroom, (STATUS, {"pairing": 4}), (NEW, {"pairing": 4}))
        assert "2 things that you watch changed." in said(twice)[0]
        assert once.picture == twice.picture
        assert ends(twice.picture) == {frozenset(("San Jose", "Yekaterinburg"))}

    def test_what_happened_to_several_is_told_in_words(self, newsroom: Newsroom) -> None:
        assert bundle(newsroom, (STATUS, {"pairing": 4}), (STATUS, {"pairing": 1})).picture is None


class TestOfAWeek:
    def test_a_digest_shows_each_pairing_of_its_lines_once_under_its_days(self, newsroom: Newsroom) -> None:
        newsroom.change(*suspension(), at=THURSDAY)
        newsroom.change(*new_tie(901, HAMBURG, CHICAGO), added(generators()), at=THURSDAY)
        gone = new_tie(950, HAMBURG, MOSCOW)
        newsroom.change(*gone, at=THURSDAY - dt.timedelta(days=14))
        newsroom.change(*(retired(change.entry) for change in reversed(gone)), at=THURSDAY)
        post = digest(newsroom)
        picture = post.picture
        assert "1 pairing taken out of the records" in said(post)[0]
        assert picture is not None
        assert (picture.title, picture.line, picture.shape) == ("Week of 16–22 November 2026", "2 pairings", Shape.PAGE)
        assert ends(picture) == {frozenset(("San Jose", "Yekaterinburg")), frozenset(("Hamburg", "Chicago"))}

    def test_it_shows_no_name_that_the_lines_do_not_tell_and_says_so(self, newsroom: Newsroom) -> None:
        pairs = [(HAMBURG, other) for other in ALL_CITIES if other not in (HAMBURG, KYIV)] + [
            (MARIUPOL, other) for other in ALL_CITIES if other not in (HAMBURG, MARIUPOL)
        ]
        for number, pair in enumerate(pairs):
            newsroom.change(*new_tie(900 + number, *pair), at=THURSDAY)
        post = digest(newsroom)
        assert post.picture is not None
        assert (len(pairs), len(post.picture.ties)) == (14, 10)
        assert post.picture.line == "10 pairings among the first 10 changes"
        told = "\n".join(said(post))
        assert [name for pair in ends(post.picture) for name in pair if name not in told] == []

    def test_a_week_of_aid_alone_has_no_map(self, newsroom: Newsroom) -> None:
        newsroom.change(added(generators()), at=THURSDAY)
        assert digest(newsroom).picture is None


@pytest.mark.parametrize("kind", [AnnouncementKind.NEW_INITIATIVE, AnnouncementKind.INITIATIVE_ENDING])
def test_initiatives_are_told_in_words(newsroom: Newsroom, kind: AnnouncementKind) -> None:
    new = newsroom.change(added(generators()))
    ended = newsroom.change(edited(generators(), state="closed"))
    [matter] = newsroom.told_by(kind, new if kind is AnnouncementKind.NEW_INITIATIVE else ended)
    post = newsroom.post(newsroom.order(kind), matter)
    assert post is not None
    assert post.picture is None
