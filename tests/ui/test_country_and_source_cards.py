"""The cards of countries and of sources: counts beside those of others, and where facts are from."""

from __future__ import annotations

from zlib import crc32

from bot.domain.counts import PublishedCount
from bot.domain.places import City
from bot.domain.records import RecordedPairing
from bot.domain.sources import Source
from bot.domain.standing import RecordedEvent, SourcedClaim
from bot.ui import theme
from bot.ui.country import CountryAnswer, country_card
from bot.ui.sources import city_sources_card, count_sources_card
from tests.factories import KYIV, city, claim, event, happened, published_count, recorded_pairing, source
from tests.ui.seen import AFTER_THE_MAP, WITH_MAP, Seen, asking, faults

FIGURES = "GeoNames’ figures of September 2024"
ACTIVE = [
    ("Bloomington", "Illinois", "Vladimir", "1988"), ("Duluth", "Minnesota", "Petrozavodsk", ""), ("Gainesville", "Florida", "Novorossiysk", ""),
    ("Normal", "Illinois", "Vladimir", "1988"), ("San Diego", "California", "Vladivostok", "1991"), ("San Jose", "California", "Yekaterinburg", ""),
    ("St. Petersburg", "Florida", "Saint Petersburg", "2003"),
]  # fmt: skip


def tie(american: City, russian: City, kind: str, signed: str = "") -> RecordedPairing:
    events = [happened("signed", signed)] if signed else []
    if kind != "signed":
        events.append(happened(kind, "2022", by=american.city_id))
    return recorded_pairing(events, american, russian)


def russia_and_the_united_states() -> list[RecordedPairing]:
    ties = [
        tie(city(number, us, "US", region=state, population=100_000), city(1000 + number, ru, "RU"), "kept", year)
        for number, (us, state, ru, year) in enumerate(ACTIVE, 1)
    ]
    at = len(ties)
    for kind, count in (("suspended", 9), ("dormant", 4), ("ended", 6), ("signed", 65)):
        for _ in range(count):
            at += 1
            american, russian = (
                city(at, f"Town {at}", "US", region="Ohio"),
                city(1000 + at, f"Gorod {at}", "RU", population=50_000),
            )
            ties.append(tie(american, russian, kind, "1990"))
    return ties


def answer(
    recorded: list[RecordedPairing], other: str | None = "US", counts: list[tuple[PublishedCount, Source]] | None = None
) -> CountryAnswer:
    return CountryAnswer("RU", other, recorded, counts or [], "22 Nov 2026", FIGURES)


COUNTS = [
    (published_count(1, words="97 places in the United States", claimed_by="a press list", as_of="2022-04-21"), source(1)),
    (published_count(2, words="76 partnerships", claimed_by="Sister Cities International, older"), source(2)),
]


def test_the_first_page_of_russia_and_the_united_states() -> None:
    seen = Seen(country_card(asking(), answer(russia_and_the_united_states(), counts=COUNTS), how=WITH_MAP))
    assert (
        seen.said
        == """\
Russia and the United States: 91 pairings recorded
7 active, 9 suspended, 4 dormant, 6 ended and 65 of unknown status.
[Picture: Map: a city. All names are in the text.]

Counts, ours and others’
91 pairings · this catalogue, 22 Nov 2026
97 places in the United States · a press list, 21 Apr 2022
76 partnerships · Sister Cities International, older, undated
They count different things, so they differ. People in the places that are or were so tied, by GeoNames’ figures of September 2024: \
Russia 4,200,000 in 84 places (7 more without a figure); United States 700,000 in 7 places (84 more without a figure).

Active · 7
As of 2022, 4 years ago. Nothing newer confirms it.
Bloomington, Illinois – Vladimir · 1988
Normal, Illinois – Vladimir · 1988
San Diego, California – Vladivostok · 1991
St. Petersburg, Florida – Saint Petersburg · 2003
Duluth, Minnesota – Petrozavodsk
Gainesville, Florida – Novorossiysk
San Jose, California – Yekaterinburg

Page 1 of 7 · 1 to 7 of 91 · the year is that of signing"""
    )
    assert seen.colour == theme.LIST
    assert seen.buttons == ["Next page", "By decade", "Text only", "Sources"]
    assert seen.options[0] == "Bloomington – Vladimir (Active · 1988)"
    assert seen.options[7] == "Town 10 – Gorod 10 (Suspended · 2022 · 1990)"
    assert len(seen.options) == 25
    assert seen.custom_id("Next page") == "co:p:RU:US:2:m"
    assert seen.custom_id("By decade") == "co:p:RU:US:1:t"
    assert seen.custom_id("Sources") == "sr:k:RU:US"


def test_a_country_of_whose_places_no_figure_is_known_is_not_said_to_be_empty() -> None:
    tied = recorded_pairing([happened("listed", "2026")], city(1, "Chicago", "US", population=5), city(2, "Moscow", "RU"))
    assert "Russia without a figure for 1 place; United States 5 in 1 place." in Seen(country_card(asking(), answer([tied]))).said


def test_counts_stand_on_the_first_page_alone() -> None:
    second = Seen(country_card(asking(), answer(russia_and_the_united_states(), counts=COUNTS), page=2, how=AFTER_THE_MAP))
    assert second.buttons == ["Previous page", "Next page", "Sources"]
    assert "Counts, ours" not in second.said
    assert second.said.split("\n")[3].startswith("Suspended · 9")
    assert "Town 8, Ohio – Gorod 8 · 1990 · suspended 2022" in second.said


def test_counts_alone_have_no_picture_and_no_way_to_one() -> None:
    seen = Seen(country_card(asking(), answer([], counts=COUNTS), how=WITH_MAP))
    assert seen.answer.files == ()
    assert seen.buttons == ["Sources"]


def test_one_country_alone_is_told_by_partner_country() -> None:
    home = city(KYIV, "Kyiv")
    ties = [recorded_pairing([happened("listed", "2026")], home, city(number, f"Town {number}", "DE")) for number in range(1, 4)]
    ties += [recorded_pairing([happened("ended", "2022")], home, city(9, "Moscow", "RU"))]
    ties += [recorded_pairing([happened("suspended", "2022")], home, city(10, "Bonn", "DE"))]
    of = CountryAnswer("UA", None, ties, [], "22 Nov 2026", FIGURES)
    seen = Seen(country_card(asking(), of))
    assert (
        seen.plain
        == """\
Ukraine: 5 pairings recorded
3 active, 1 suspended and 1 ended.

Our count
5 pairings · this catalogue, 22 Nov 2026
People are not counted: no city with a population is recorded.

By partner country · 2
Germany · 4 · 3 active and 1 suspended
Russia · 1 ended

!country Ukraine / Germany names the cities"""
    )


def test_counts_of_others_without_a_pairing_of_ours_make_a_card_without_empty_parts() -> None:
    for other in ("US", None):
        seen = Seen(country_card(asking(), answer([], other, COUNTS)))
        assert "no pairing recorded" in seen.title
        assert "97 places" in seen.said
        assert not faults(seen.answer)
        assert "\n.\n" not in seen.said
        assert "year" not in seen.said
        assert "· 0" not in seen.said


def test_nothing_known_of_two_countries_is_one_sentence() -> None:
    seen = Seen(country_card(asking(), answer([])))
    assert seen.plain == "No pairing is recorded between Russia and the United States. That does not mean that there is none."
    alone = Seen(country_card(asking(), answer([], None)))
    assert alone.plain == "No pairing is recorded for Russia. That does not mean that there is none."


def test_more_counts_than_fit_are_under_sources() -> None:
    many = [(published_count(number), source(number)) for number in range(1, 9)]
    seen = Seen(country_card(asking(), answer(russia_and_the_united_states(), counts=many)))
    assert "2 more under Sources" in seen.said


def sourced(other: str, *sources: Source) -> RecordedPairing:
    claims = [SourcedClaim(claim(number, date="2022"), each) for number, each in enumerate(sources, 1)]
    return recorded_pairing(
        [RecordedEvent.of(event(1, "listed"), claims)], city(KYIV, "Kyiv"), city(crc32(other.encode()), other)
    )


def test_the_sources_of_a_city_begin_with_those_on_which_most_rests() -> None:
    paper, book, directory = (
        source(1, publisher="Paper"),
        source(2, "A", "Archive", url="", citation="Treaty of Kyiv, 1991"),
        source(3, "C", "Network"),
    )
    seen = Seen(
        city_sources_card(
            asking(), city(KYIV, "Kyiv"), [sourced("Lyon", paper), sourced("Bonn", paper, book), sourced("Pisa", directory)]
        )
    )
    assert (
        seen.plain
        == """\
Kyiv, Ukraine: 3 sources for 3 pairings
Graded A (signed text or order) to E (encyclopedia or a user). Those on which most rests come first.

1. Paper (https://example.org/1), undated · grade D, press · for Bonn and Lyon
2. Treaty of Kyiv, 1991, undated · grade A, signed text or order · for Bonn
3. Network (https://example.org/3), undated · grade C, a network’s directory · for Pisa
[Button: Pairings of Kyiv]
[Button: Export]"""
    )


def test_a_source_of_many_names_two_and_how_many_more() -> None:
    paper = source(1, publisher="Paper")
    ties = [sourced(name, paper) for name in ("Lyon", "Bonn", "Pisa", "Oslo")]
    assert "for Bonn, Lyon and 2 more" in Seen(city_sources_card(asking(), city(KYIV, "Kyiv"), ties)).said


def test_sources_are_turned_like_pages_and_numbered_throughout() -> None:
    ties = [sourced(f"Town {number}", source(number, publisher=f"Paper {number:02}")) for number in range(1, 31)]
    first, last = (Seen(city_sources_card(asking(), city(KYIV, "Kyiv"), ties, page=page)) for page in (1, 3))
    assert "Page 1 of 3 · 1 to 12 of 30" in first.said
    assert first.custom_id("Next page") == f"sr:c:{KYIV}:2"
    assert last.buttons == ["Previous page", "Pairings of Kyiv", "Export"]
    assert "25. Paper 25" in last.said


def test_who_counted_what() -> None:
    counts = [
        (
            published_count(1, words="50 cities in 34 states", unit="at least", claimed_by="CPD Blog", as_of="2022-04-22"),
            source(1),
        )
    ]
    seen = Seen(count_sources_card(asking(), "the United States", counts, ("US", "-")))
    assert seen.title == "The United States: 1 published count"
    assert (
        "1. 50 cities in 34 states (at least), CPD Blog, 22 Apr 2022: The Daily Example (https://example.org/1), undated · grade D, press"
        in seen.said
    )
