"""New pairings and changes of status, in the words of the neutral template."""

from __future__ import annotations

from typing import Any

import pytest

from bot.announcements.kinds import Matter
from bot.announcements.kinds.pairing_words import not_ended, position_line, since_line, status_line
from bot.announcements.post import plain
from bot.domain.announcements import AnnouncementKind
from bot.domain.standing import RecordedEvent
from tests.announcements.newsroom import ELSEWHERE, HERE, Newsroom
from tests.factories import CHICAGO, HAMBURG, MOSCOW, TODAY, added, city, claim, event, happened, new_tie, recorded_pairing

STATUS, NEW = AnnouncementKind.STATUS_CHANGE, AnnouncementKind.NEW_PAIRING
COUNCIL: dict[str, Any] = {"decided_by": "the city council, 9–1"}

SENTENCES = [
    ("suspended", "2023-04-07", CHICAGO, "**Chicago suspended its tie with Moscow** on 7 April 2023 (the city council, 9–1)."),
    ("suspended", "2023", None, "**The tie of Chicago and Moscow was suspended** in 2023 (the city council, 9–1)."),
    ("ended", "2023-04", MOSCOW, "**Moscow ended its tie with Chicago** in April 2023 (the city council, 9–1)."),
    ("ended", None, None, "**The tie of Chicago and Moscow was ended** (the city council, 9–1)."),
    ("kept", "2023~", CHICAGO, "**Chicago kept its tie with Moscow** about 2023 (the city council, 9–1)."),
    ("kept", "2023", None, "**The tie of Chicago and Moscow was kept** in 2023 (the city council, 9–1)."),
    ("resumed", "2023?", CHICAGO, "**Chicago resumed its tie with Moscow** perhaps in 2023 (the city council, 9–1)."),
    ("resumed", "2023%", None, "**The tie of Chicago and Moscow was resumed** perhaps about 2023 (the city council, 9–1)."),
    ("renewed", "2023-04-07", None, "**The tie of Chicago and Moscow was renewed** on 7 April 2023 (the city council, 9–1)."),
    ("renewed", "2023-04-07", CHICAGO, "**Chicago renewed its tie with Moscow** on 7 April 2023 (the city council, 9–1)."),
    ("signed", "2023-04-07", None, "**Chicago and Moscow became sister cities** on 7 April 2023 (the city council, 9–1)."),
    ("signed", "2023-04-07", CHICAGO, "**Chicago and Moscow became sister cities** on 7 April 2023 (the city council, 9–1)."),
    ("approved", "2023-04", CHICAGO, "**Chicago approved a tie with Moscow** in April 2023 (the city council, 9–1). Signature not confirmed."),
    ("approved", "2023-04", None, "**A tie of Chicago and Moscow was approved** in April 2023 (the city council, 9–1). Signature not confirmed."),
    ("proposed", "2023-04", CHICAGO, "**Chicago’s city council voted 9–1 in April 2023 to begin a tie with Moscow.**"),
    ("proposed", "2023-04", None, "**A tie of Chicago and Moscow was proposed in April 2023 (the city council).**"),
    ("invited", "2023-04", CHICAGO, "**Chicago’s city council invited Moscow in April 2023 to begin a tie.**"),
    ("dormant", "2023-04", None, "**The tie of Chicago and Moscow has been dormant since April 2023 (the city council).**"),
    ("listed", "2023-04", None, "**Chicago and Moscow are listed as sister cities** (April 2023)."),
    ("listed", None, None, "**Chicago and Moscow are listed as sister cities**."),
]  # fmt: skip


def marked(line: Any) -> str:
    return "".join(piece if isinstance(piece, str) else f"**{piece.words}**" for piece in line)


@pytest.mark.parametrize(("kind", "date", "by", "sentence"), SENTENCES)
def test_each_act_is_told_in_a_sentence_that_stands_alone(kind: str, date: str | None, by: int | None, sentence: str) -> None:
    recorded = recorded_pairing([happened(kind, date, by=by, **COUNCIL)])
    assert marked(status_line(recorded, recorded.standing(TODAY))) == sentence


def lines(*events: RecordedEvent) -> list[str]:
    """What stands under the sentence."""
    recorded = recorded_pairing(events)
    standing = recorded.standing(TODAY)
    of = (not_ended(standing), position_line(recorded, standing), since_line(recorded, standing))
    return [plain(line) for some in of for line in some]


def test_a_suspension_says_that_it_is_no_end_and_where_the_other_side_stands() -> None:
    suspended = happened("suspended", "2022-03", by=CHICAGO, condition="until hostilities end")
    assert lines(happened("signed", "1997"), suspended) == [
        "Suspended, not ended: the tie is to rest until hostilities end.",
        "Moscow’s position: not recorded.",
        "Sister cities since 1997.",
    ]


def test_a_tie_that_is_over_says_when_it_was_signed_and_not_since_when_it_stands() -> None:
    assert lines(happened("signed", "1997"), happened("ended", "2022", by=CHICAGO)) == [
        "Moscow’s position: not recorded.",
        "Signed in 1997.",
    ]


def test_where_the_other_side_stands_is_said_once() -> None:
    assert lines(happened("proposed", "2026-03", by=CHICAGO, **COUNCIL)) == ["Moscow’s position: not recorded."]


def test_the_city_itself_is_not_named_as_who_decided_for_it() -> None:
    recorded = recorded_pairing([happened("kept", "2022-03-21", by=CHICAGO, decided_by="the city")])
    assert marked(status_line(recorded, recorded.standing(TODAY))) == "**Chicago kept its tie with Moscow** on 21 March 2022."


def test_a_place_with_an_article_has_it_and_a_name_with_a_full_stop_stays_whole() -> None:
    iowa, petersburg = city(2, "State of Iowa", "US"), city(3, "St. Petersburg", "US")
    recorded = recorded_pairing([happened("proposed", "2023-04", by=2, decided_by="the governor")], iowa, petersburg)
    assert marked(status_line(recorded, recorded.standing(TODAY))) == (
        "**The State of Iowa’s governor proposed in April 2023 to begin a tie with St. Petersburg.**"
    )


def test_a_new_pairing_is_told_with_how_it_stands(newsroom: Newsroom) -> None:
    [matter] = newsroom.told_by(NEW, newsroom.change(*new_tie(900, HAMBURG, CHICAGO)))
    assert newsroom.said(newsroom.order(NEW), matter) == [
        "New on the list: Chicago and Hamburg have been sister cities since 2025.",
        "As of 2025, 1 year ago. Nothing newer confirms it.",
        "Source: An encyclopedia",
    ]


def test_a_server_s_own_pairing_is_told_with_its_server_alone(newsroom: Newsroom) -> None:
    [matter] = newsroom.told_by(NEW, newsroom.change(*new_tie(900, HAMBURG, CHICAGO, HERE), guild_id=HERE))
    assert newsroom.post(newsroom.order(NEW), matter, guild_id=ELSEWHERE) is None
    assert newsroom.post(newsroom.order(NEW), matter, guild_id=HERE) is not None


def test_what_a_source_adds_without_changing_how_a_tie_stands_is_not_told(newsroom: Newsroom) -> None:
    assert newsroom.told_by(STATUS, newsroom.change(added(claim(900, 2, "2022-03-02", source_id=5)))) == []


def test_what_happened_long_before_what_counts_now_is_not_told(newsroom: Newsroom) -> None:
    revision = newsroom.change(added(event(900, "kept", 1, by_city=CHICAGO)), added(claim(900, 900, "2001")))
    assert newsroom.told_by(STATUS, revision) == []


def test_a_pairing_that_is_gone_has_nothing_to_say(newsroom: Newsroom) -> None:
    assert newsroom.post(newsroom.order(STATUS), Matter("", {"pairing": 12345})) is None
