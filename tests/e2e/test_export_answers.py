"""``export`` before ``path``, ``common``, ``nearest``, ``match`` and ``stats``: what such an answer shows, as files."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise
from typing import Any

import pytest
from icalendar import Calendar

from tests.e2e.conftest import Place, labels, read
from tests.e2e.taking import add_own_tie, closed_to_files, files_of, only
from tests.factories import CHICAGO, LOS_ANGELES


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def told(place: Place, typed: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(await only(await place.type(f"!export {typed}"), ".json"))
    return found


@pytest.mark.parametrize(
    ("typed", "fields", "stem", "rows"),
    [
        ("path Los Angeles / Kharkiv", {"what": "path Los Angeles", "other": "Kharkiv"}, "path-los-angeles-kharkiv", "ties"),
        ("common Cincinnati / Kyiv", {"what": "common Cincinnati", "other": "Kyiv"}, "common-cincinnati-kyiv", "ties"),
        ("nearest Cincinnati to Kharkiv", {"what": "nearest Cincinnati to Kharkiv"}, "nearest-cincinnati-kharkiv", "places"),
        ("match Tallinn for:Ukraine", {"what": "match Tallinn for:Ukraine"}, "match-tallinn-ukraine", "candidates"),
        ("stats", {"what": "stats"}, "stats", "figures"),
    ],
)
async def test_an_answer_comes_as_table_and_for_a_program_typed_and_slash_alike(
    place: Place, typed: str, fields: dict[str, str], stem: str, rows: str
) -> None:
    answer = await place.type(f"!export {typed}")
    files = await files_of(answer)
    assert {f"{stem}-2026-11-22.csv", f"{stem}-2026-11-22.json"} <= set(files)
    table, whole = rows_of(files[f"{stem}-2026-11-22.csv"]), json.loads(files[f"{stem}-2026-11-22.json"])
    assert len(table) == len(whole[rows]) > 0
    assert {row["Catalogue"].partition(";")[0] for row in table} == {"Twinbot catalogue of 22 Nov 2026, CC BY-SA 4.0"}
    assert whole["licence"]["name"] == "CC BY-SA 4.0"
    slash = await place.ana.slash(place.channel, "export", **fields)
    [message] = [one.message for one in (slash.response, *slash.followups) if one is not None]
    assert read(message) == read(answer)


async def test_a_path_has_its_ties_in_their_order_with_status_and_sources(place: Place) -> None:
    rows = rows_of(await only(await place.type("!export path Los Angeles / Kharkiv"), ".csv"))
    first = [row for row in rows if row["Part of the answer"].startswith("chain 1, ")]
    assert [row["Part of the answer"] for row in first] == [f"chain 1, tie {number}" for number in range(1, len(first) + 1)]
    assert (first[0]["City"], first[-1]["Partner"]) == ("Los Angeles", "Kharkiv")
    assert all(one["Partner"] == other["City"] for one, other in pairwise(first))
    assert {row["Status"] for row in first} == {"Active"}
    assert all("http" in row["Sources"] and row["As of"] for row in first)


async def test_a_suspended_tie_of_the_two_themselves_leads_the_path(place: Place) -> None:
    [own, *_] = rows_of(await only(await place.type("!export path Chicago / Moscow"), ".csv"))
    assert (own["Part of the answer"], own["City"], own["Partner"], own["Status"]) == (
        "their own tie",
        "Chicago",
        "Moscow",
        "Suspended",
    )


async def test_partners_in_common_have_the_tie_of_each_of_the_two(place: Place) -> None:
    ties = [tie for tie in (await told(place, "common Los Angeles / Chicago"))["ties"] if tie["part"] != "their own tie"]
    by_partner: dict[str, set[str]] = {}
    for tie in ties:
        by_partner.setdefault(tie["partner"]["name"], set()).add(tie["city"]["name"])
    assert by_partner
    assert all(cities == {"Los Angeles", "Chicago"} for cities in by_partner.values())


async def test_the_nearest_come_by_distance_with_tie_and_initiatives_and_a_calendar(place: Place) -> None:
    answer = await place.type("!export nearest Cincinnati to Kharkiv")
    places = json.loads(await only(answer, ".json"))["places"]
    [own] = [one for one in places if one["part"] == "the first city itself"]
    assert (own["place"]["name"], own["tie"]["partner"]["name"]) == ("Cincinnati", "Kharkiv")
    near = [one["distance_km"] for one in places if one["part"].startswith("a tie, standing") and one["distance_km"] is not None]
    assert near == sorted(near)
    assert any(one["initiatives"] for one in places)
    assert all(aid["purpose"] != "military" for one in places for aid in one["initiatives"])
    rows = rows_of(await only(answer, ".csv"))
    assert [row["City"] for row in rows] == [one["place"]["name"] for one in places]
    calendar = Calendar.from_ical(await only(answer, ".ics"))
    days = len(calendar.walk("VEVENT"))
    without = sum(one["tie"] is not None for one in places) - days
    assert f"a calendar of {days} anniversaries" in read(answer)
    assert f"{without} ties are not in the calendar" in read(answer)


async def test_candidates_have_points_that_are_the_sum_of_their_reasons(place: Place) -> None:
    whole = await told(place, "match Tallinn for:Ukraine")
    candidates = whole["candidates"]
    assert {each["city"]["country"] for each in candidates} == {"Ukraine"}
    assert [each["rank"] for each in candidates] == list(range(1, len(candidates) + 1))
    for each in candidates:
        assert sum(reason["points"] for reason in each["reasons"]) == pytest.approx(each["points"], abs=0.3)
    assert whole["how"].startswith("Points: up to")
    assert "ask before you propose one" in whole["caveat"]


@pytest.mark.parametrize("typed", ["match Tallinn", "stats"])
async def test_where_no_days_of_signing_are_shown_there_is_no_calendar_and_it_says_so(place: Place, typed: str) -> None:
    answer = await place.type(f"!export {typed}")
    assert not [name for name in await files_of(answer) if name.endswith(".ics")]
    assert "No calendar: there are no days of signing among them." in read(answer)


async def test_the_figures_add_up(place: Place) -> None:
    rows = rows_of(await only(await place.type("!export stats"), ".csv"))
    [whole] = [int(row["Number"]) for row in rows if (row["Group"], row["What"]) == ("All", "pairings")]
    for group in ("Status", "A source last spoke for them", "Decade of signing", "Decade of signing and status"):
        assert sum(int(row["Number"]) for row in rows if row["Group"] == group) == whole
    assert len([row for row in rows if row["Group"] == "Country"]) > 10


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("path Boise / Kyiv", "No pairing is recorded for Boise, Idaho"),
        ("path Kiev / Kyiv", "Both names mean Kyiv"),
        ("common Cincinnati / Munich", "No partner that Cincinnati, Ohio and Munich, Germany have in common is recorded."),
        ("common Kiev / Kyiv", "Both names mean Kyiv"),
        ("nearest Kiev to Kyiv", "Kyiv"),
        ("match Mariupol", "Mariupol is occupied (as of 22 Aug 2026). History only. No candidates are listed for it."),
        ("match Chicago for:Nowhereland", "I know no country called “Nowhereland”."),
        ("match", "A city, two cities, a country or two countries, please"),
        ("path", "Which two cities? Put a stroke between them, for example !export path Cincinnati / Kharkiv."),
        ("nearest Kharkiv", "for example !export nearest Cincinnati / Kharkiv."),
        ("path Chicago / qwrtzpsd", "I know no city called “qwrtzpsd”"),
    ],
)
async def test_where_there_is_nothing_to_take_along_the_answer_itself_says_why(place: Place, typed: str, words: str) -> None:
    answer = await place.type(f"!export {typed}")
    assert words in read(answer)
    assert answer.attachments == []


@pytest.mark.parametrize(
    ("typed", "hint", "button", "title"),
    [
        ("path Birmingham / Kyiv", "!export path Birmingham, Alabama / …", "Alabama, United States", "Ties that connect Birmingham and Kyiv"),
        ("common Kyiv / Birmingham", "!export common … / Birmingham, Alabama", "England, United Kingdom", "Partners that Kyiv and Birmingham share"),
        ("nearest Birmingham to Kyiv", "!export nearest Birmingham, Alabama / …", "Alabama, United States", "Who is tied to Kyiv or helps it"),
        ("match Birmingham for:Ukraine", "!export match Birmingham, Alabama", "England, United Kingdom", "could ask in Ukraine"),
    ],
)  # fmt: skip
async def test_a_name_of_several_cities_is_asked_and_keeps_its_place(
    place: Place, typed: str, hint: str, button: str, title: str
) -> None:
    question = await place.type(f"!export {typed}")
    assert read(question).startswith("Which Birmingham do you mean?")
    assert hint in read(question)
    assert button in labels(question)
    await place.ana.click(question, label=button)
    answer = place.now(question)
    assert title in read(answer)
    assert len(await files_of(answer)) >= 2


async def test_a_servers_own_tie_is_marked_and_is_no_part_of_the_catalogue(own_place: Place) -> None:
    await add_own_tie(own_place, CHICAGO, LOS_ANGELES, own_place.guild.id)
    await own_place.bot.network.seen_by(own_place.guild.id)
    rows = rows_of(await only(await own_place.type("!export nearest Chicago to Los Angeles"), ".csv"))
    [own] = [row for row in rows if row["City"] == "Chicago"]
    assert own["Entry"] == "this server’s own"
    assert own["Catalogue"].startswith("No part of the catalogue")


async def test_where_no_files_may_be_attached_it_says_so(place: Place) -> None:
    closed_to_files(place)
    assert read(await place.type("!export stats")).startswith("An export comes as a file, and I may not attach files here.")
