"""The card of one pairing: its status sentence, the decision, the timeline, what sources disagree on, and the sources."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.dates import PartialDate
from bot.domain.pairings import Status
from bot.domain.places import Control
from bot.domain.records import Held, RecordedPairing
from bot.domain.sources import Source
from bot.domain.standing import RecordedEvent, SourcedClaim
from bot.ui import theme
from bot.ui.illustrated import NOT_DRAWN, Illustrated, View
from bot.ui.pairing import Surroundings
from tests.factories import (
    CHICAGO,
    KYIV,
    LOS_ANGELES,
    MOSCOW,
    SAINT_PETERSBURG,
    city,
    city_name,
    claim,
    event,
    happened,
    recorded_pairing,
    source,
)  # fmt: skip
from tests.ui.seen import AFTER_THE_MAP, MAP, WITH_MAP, Seen, asking, faults, pairing_card

NEWSBREAK = source(1, publisher="NewsBreak", url="https://www.newsbreak.com/lori-lightfoot", published="2022-02-28")
BLOCK_CLUB = source(2, publisher="Block Club Chicago", url="https://blockclubchicago.org/2022", published="2022-03-01")
LIQUISEARCH = source(3, "E", "LiquiSearch", url="https://liquisearch.com/sister_cities", copy_of="encyclopedia")
CHICAGO_CITY = city(CHICAGO, "Chicago", "US", region="Illinois", latitude=41.85003, longitude=-87.65005)
MOSCOW_CITY = city(MOSCOW, "Moscow", "RU", latitude=55.75222, longitude=37.61556)
LOS_ANGELES_CITY = city(LOS_ANGELES, "Los Angeles", "US", region="California")
KYIV_CITY = city(KYIV, "Kyiv")


def says(by: Source | None, date: str | None = None, date_is: str = "reported", **fields: Any) -> SourcedClaim:
    return SourcedClaim(claim(date=date, date_is=date_is, source_id=by.source_id if by else None, **fields), by)


def event_of(number: int, kind: str, *claims: SourcedClaim, by: int | None = None) -> RecordedEvent:
    return RecordedEvent.of(event(number, kind, by_city=by), claims)


def chicago_moscow() -> RecordedPairing:
    condition = {"condition": "until hostilities end"}
    decided = says(
        NEWSBREAK, "2022-02-28", "decided", decided_by="the mayor, who directed the city’s sister-cities organisation",
        words="suspend", dispute="One press list of April 2022 says “severed”. The deciding word is “suspend”.", **condition,
    )  # fmt: skip
    revoke = says(NEWSBREAK, dispute="33 council members filed an order to revoke the tie. That is not the deciding act.")
    announced = says(BLOCK_CLUB, "2022-03-01", "announced", **condition)
    return recorded_pairing(
        [event_of(1, "signed", says(LIQUISEARCH, "1997")), event_of(2, "suspended", decided, revoke, announced, by=CHICAGO)],
        CHICAGO_CITY,
        MOSCOW_CITY,
    )


def card(recorded: RecordedPairing, around: Surroundings | None = None, page: int = 1) -> Seen:
    return Seen(pairing_card(asking(), recorded, around or Surroundings(), page=page))


def test_chicago_and_moscow_as_the_house_wants_it() -> None:
    seen = card(chicago_moscow())
    assert (
        seen.said
        == """\
Chicago and Moscow: suspended
Chicago suspended its tie with Moscow in February 2022 (the mayor), until hostilities end. Moscow’s position: not recorded.
As of 1 Mar 2022, 4 years ago. Nothing newer confirms it.

Decision
Decided by: the mayor, who directed the city’s sister-cities organisation [1]
Condition: until hostilities end [1] [2]
Exact word: “suspend” [1]

Timeline
- 1997 signed as sister cities [3]
- 28 Feb 2022 suspended [1]
- 1 Mar 2022 announced [2]

Where sources disagree
- One press list of April 2022 says “severed”. The deciding word is “suspend” [1].
- 33 council members filed an order to revoke the tie. That is not the deciding act [1].

Sources
1. NewsBreak (https://www.newsbreak.com/lori-lightfoot), 28 Feb 2022 · grade D, press
2. Block Club Chicago (https://blockclubchicago.org/2022), 1 Mar 2022 · grade D, press
3. LiquiSearch (https://liquisearch.com/sister_cities), undated · grade E, copy of an encyclopedia

Sister cities · 8,000 km apart · no population with a year is recorded"""
    )
    assert seen.colour == theme.STATUS[Status.SUSPENDED]
    assert seen.buttons == ["Pairings of Chicago", "Pairings of Moscow", "Watch", "Report a mistake"]
    assert not seen.blurple
    assert not faults(seen.answer)


def test_labels_are_bold_dates_are_bold_and_publishers_are_links() -> None:
    seen = card(chicago_moscow())
    assert "**Decided by:** the mayor" in seen.texts[1]
    assert "- **28 Feb 2022** suspended [1]" in seen.texts[2]
    assert "1. [NewsBreak](https://www.newsbreak.com/lori-lightfoot), 28 Feb 2022" in seen.texts[4]


def test_a_proposal_of_one_side_is_not_a_tie() -> None:
    proposed = happened("proposed", "2022-03-25", by=LOS_ANGELES, decided_by="the city council, 14–0", words="begin the process")
    seen = card(recorded_pairing([proposed], LOS_ANGELES_CITY, KYIV_CITY))
    assert seen.title == "Los Angeles and Kyiv: proposed"
    assert seen.said.split("\n")[1] == (
        "Los Angeles’s city council voted 14–0 in March 2022 to begin a tie with Kyiv. Kyiv’s position: not recorded."
    )
    assert seen.colour == theme.STATUS[Status.PROPOSED]


def test_a_proposal_of_a_mayor_was_not_voted_on_and_one_of_nobody_is_nobodys() -> None:
    mayor = happened("proposed", "2022-03", by=LOS_ANGELES, decided_by="the mayor")
    nobody = happened("proposed", "2022-03")
    assert (
        "Los Angeles’s mayor proposed in March 2022 to begin a tie with Kyiv."
        in card(recorded_pairing([mayor], LOS_ANGELES_CITY, KYIV_CITY)).said
    )
    unknown = card(recorded_pairing([nobody], LOS_ANGELES_CITY, KYIV_CITY)).said
    assert "A tie of Kyiv and Los Angeles was proposed in March 2022." in unknown
    assert "position" not in unknown


def test_a_disputed_signing_names_each_year_with_its_source_and_settles_nothing() -> None:
    blog, paper = source(1, publisher="CPD Blog"), source(2, "D", "Los Angeles Times")
    told = "Sources differ: 1984, 1989 or 1990."
    signed = event_of(
        1, "signed",
        says(paper, "1990-08-13", "decided", decided_by="both mayors", note="The 17th sister city"),
        says(blog, "1984", "claimed", dispute=told, note="Said in passing."),
        says(None, "1989", "claimed", dispute=told),
    )  # fmt: skip
    seen = card(recorded_pairing([signed], LOS_ANGELES_CITY, city(SAINT_PETERSBURG, "Saint Petersburg", "RU")))
    assert seen.title == "Los Angeles and Saint Petersburg: status unknown"
    assert "signed in 1984, 1989 or 1990 (sources disagree). No source says how the tie stands today." in seen.said
    assert "- 13 Aug 1990 signed as sister cities (both mayors) [1]. The 17th sister city.\n" in seen.said
    assert "- Signed: 1984 [2], 1989 or 13 Aug 1990 [1]. No source settles it.\n" in seen.said
    assert "- 1984: Said in passing [2].\n" in seen.said
    assert seen.said.count("Sources differ") == 1
    assert "- Sources differ: 1984, 1989 or 1990 [2].\n" in seen.said


def test_the_name_at_the_time_of_signing_is_named_once() -> None:
    petersburg = city(SAINT_PETERSBURG, "Saint Petersburg", "RU")
    leningrad = city_name(SAINT_PETERSBURG, "Leningrad", until="1991-09-06")
    kept = recorded_pairing([happened("signed", "1990"), happened("kept", "2022", by=LOS_ANGELES)], LOS_ANGELES_CITY, petersburg)
    later = recorded_pairing([happened("signed", "2003"), happened("kept", "2022", by=LOS_ANGELES)], LOS_ANGELES_CITY, petersburg)
    around = Surroundings(names=(leningrad,))
    assert card(kept, around).said.count("Leningrad") == 1
    assert "Leningrad when signed, Saint Petersburg today." in card(kept, around).said
    assert "Leningrad" not in card(later, around).said


def test_an_occupied_party_is_named_and_there_is_no_way_to_aid() -> None:
    held = Held(Control.OCCUPIED, PartialDate("2026-08-22"), source())
    recorded = recorded_pairing([happened("listed", "2022")], CHICAGO_CITY, city(701822, "Mariupol"))
    free = card(recorded, Surroundings(aid=2))
    occupied = card(recorded, Surroundings(aid=2, held=((recorded.a, held),)))
    assert "Aid between them: 2 initiatives" in free.said
    assert "Aid" in free.buttons
    assert "Aid" not in occupied.buttons
    assert f"{recorded.a.name} is occupied (as of 22 Aug 2026)." in occupied.said


def test_namesakes_are_told_apart_in_title_sentence_and_buttons() -> None:
    ohio, spain = city(1, "Toledo", "US", region="Ohio"), city(2, "Toledo", "MX", region="Toledo")
    seen = card(recorded_pairing([happened("signed", "1931"), happened("listed", "2026")], ohio, spain))
    assert seen.title == "Toledo, Mexico and Toledo, Ohio: active"
    assert "Toledo, Mexico and Toledo, Ohio have been sister cities since 1931." in seen.said
    assert seen.buttons == ["Pairings of Toledo, Mexico", "Pairings of Toledo, Ohio", "Watch", "Report a mistake"]


def test_an_event_without_a_date_keeps_its_place() -> None:
    events = [
        event_of(1, "listed", says(NEWSBREAK)),
        event_of(2, "signed", says(NEWSBREAK, "1990")),
        event_of(3, "ended", says(NEWSBREAK)),
    ]
    lines = [line for line in card(recorded_pairing(events, CHICAGO_CITY, MOSCOW_CITY)).said.split("\n") if line.startswith("- ")]
    assert lines == ["- No date listed [1]", "- 1990 signed as sister cities [1]", "- No date ended [1]"]


def test_a_fact_told_by_very_many_names_six_and_how_many_more() -> None:
    claims = [
        says(source(number, publisher=f"Paper {number}"), "2022-03-08", "decided", decided_by="the council")
        for number in range(1, 20)
    ]
    seen = card(recorded_pairing([event_of(1, "kept", *claims, by=CHICAGO)], CHICAGO_CITY, MOSCOW_CITY))
    assert "Decided by: the council [1] [2] [3] [4] [5] [6] and 13 more" in seen.said
    assert "19. Paper 19" in seen.said


def long_history(count: int) -> RecordedPairing:
    events = [event_of(number, "visit", says(NEWSBREAK, str(1930 + number), note=f"Visit {number}. {'More was said of it. ' * 6}"))
              for number in range(2, count)]  # fmt: skip
    events.append(event_of(1, "signed", says(NEWSBREAK, "1930")))
    events.append(event_of(count, "suspended", says(BLOCK_CLUB, "1960", decided_by="the mayor"), by=CHICAGO))
    return recorded_pairing(events, CHICAGO_CITY, MOSCOW_CITY)


def test_a_long_timeline_shows_its_first_its_last_and_the_deciding_event_first() -> None:
    first = card(long_history(60))
    second = card(long_history(60), page=2)
    timeline = next(text for text in first.texts if text.startswith("### Timeline"))
    assert timeline.split("\n")[1] == "- **1930** signed as sister cities [2]"
    assert "- **1960** suspended [1]" in timeline
    assert "**1989** visit" in timeline
    years = [int(line[4:8]) for line in timeline.split("\n")[1:]]
    assert years == sorted(years)
    assert "More of the timeline" in second.said
    assert "Decision" not in second.said
    assert first.blurple == ["Next page"]
    assert first.custom_id("Next page") == f"pr:p:{min(CHICAGO, MOSCOW)}:{max(CHICAGO, MOSCOW)}:2:x"


def test_the_strip_stands_between_the_status_and_the_decision() -> None:
    seen = Seen(pairing_card(asking(), chicago_moscow(), Surroundings(), how=WITH_MAP))
    assert seen.said.index("As of ") < seen.said.index("[Picture: Map: a city.") < seen.said.index("Decision")
    assert seen.buttons == ["Pairings of Chicago", "Timeline picture", "Text only", "Watch", "Report a mistake"]
    assert seen.custom_id("Timeline picture") == f"pr:p:{min(CHICAGO, MOSCOW)}:{max(CHICAGO, MOSCOW)}:1:t"
    assert seen.answer.files == (MAP,)


def test_where_the_first_page_is_too_full_a_mistake_is_reported_from_the_last() -> None:
    around = Surroundings(aid=2)
    by_page = {1: WITH_MAP, 2: AFTER_THE_MAP, 3: AFTER_THE_MAP}
    seen = [Seen(pairing_card(asking(), long_history(30), around, page=page, how=how)) for page, how in by_page.items()]
    assert seen[0].buttons == ["Next page", "Timeline picture", "Text only", "Aid", "Watch"]
    assert seen[1].buttons == ["Previous page", "Pairings of Chicago", "Pairings of Moscow", "Aid", "Report a mistake"]
    assert seen[2].plain == seen[1].plain


def test_a_picture_that_is_missing_moves_no_line_to_another_page() -> None:
    recorded = long_history(60)
    missing = Illustrated(View.MAP, why_none=NOT_DRAWN, possible=True)
    first = Seen(pairing_card(asking(), recorded, Surroundings(), how=missing))
    assert NOT_DRAWN in first.said
    assert not faults(first.answer)
    with_picture = Seen(pairing_card(asking(), recorded, Surroundings(), how=WITH_MAP))
    assert [text for text in first.texts if text.startswith("### ")] == [
        text for text in with_picture.texts if text.startswith("### ")
    ]


@pytest.mark.parametrize("count", [3, 20, 60, 200])
def test_every_line_of_a_history_stands_on_one_page(count: int) -> None:
    recorded = long_history(count)
    seen = [card(recorded, page=page) for page in range(1, 40)]
    last = next(number for number, each in enumerate(seen, 1) if "Next page" not in each.buttons)
    told = "\n".join(each.said for each in seen[:last])
    for number in range(2, count):
        assert told.count(f"Visit {number}.") == 1
    assert told.count("1. Block Club Chicago") == 1
    assert not any(faults(each.answer) for each in seen)


def test_a_link_with_brackets_still_ends_where_it_ends() -> None:
    tricky = source(1, publisher="Wiki [en]", url='https://en.example.org/wiki/Georgia_(country)"<x>', published="2022")
    seen = card(recorded_pairing([event_of(1, "listed", says(tricky, "2022"))], CHICAGO_CITY, MOSCOW_CITY))
    line = next(text for text in seen.texts if text.startswith("### Sources")).split("\n")[1]
    assert line == "1. [Wiki \\[en\\]](https://en.example.org/wiki/Georgia_%28country%29%22%3Cx%3E), 2022 · grade D, press"
    assert "1. Wiki [en] (https://en.example.org/wiki/Georgia_%28country%29%22%3Cx%3E), 2022" in seen.said


def test_a_printed_work_is_named_by_its_citation_and_its_date_once() -> None:
    book = source(
        1,
        publisher="A publisher",
        url="",
        citation="Kristmanson, Can City Diplomacy Help?, 22 April 2022",
        published="2022-04-22",
    )
    undated = source(2, publisher="A publisher", url="", citation="Signed text. Chicago", published="2022-04-22")
    seen = card(recorded_pairing([event_of(1, "listed", says(book, "2022"), says(undated, "2022"))], CHICAGO_CITY, MOSCOW_CITY))
    assert "1. Kristmanson, Can City Diplomacy Help?, 22 April 2022 · grade D, press\n" in seen.said
    assert "2. Signed text. Chicago, 22 Apr 2022 · grade D, press\n" in seen.said


def test_a_very_long_address_is_left_out_and_its_publisher_named() -> None:
    far = source(1, publisher="The Daily Example", url=f"https://example.org/{'x' * 900}")
    seen = card(recorded_pairing([event_of(1, "listed", says(far, "2022"))], CHICAGO_CITY, MOSCOW_CITY))
    assert "1. The Daily Example, undated · grade D, press" in seen.said


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_its_colour(status: Status) -> None:
    made_by = {
        Status.ACTIVE: "kept", Status.APPROVED: "approved", Status.PROPOSED: "proposed", Status.INVITED: "invited",
        Status.SUSPENDED: "suspended", Status.DORMANT: "dormant", Status.ENDED: "ended", Status.UNKNOWN: "visit",
    }  # fmt: skip
    seen = card(recorded_pairing([happened(made_by[status], "2022", by=CHICAGO)], CHICAGO_CITY, MOSCOW_CITY))
    assert seen.colour == theme.STATUS[status]
