"""``export``: what is shown, as files that a spreadsheet, a program and a calendar open."""

from __future__ import annotations

import csv
import io
import json
import re
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from icalendar import Calendar

from bot.catalogue.taken_along import ties_taken
from bot.cogs.question import CommandQuestion
from bot.ui.card import Answer
from tests.e2e.conftest import Place, labels, read
from tests.e2e.taking import add_own_tie, closed_to_files, files_of, only
from tests.e2e.test_hostile_input import NASTY
from tests.factories import CHICAGO, LOS_ANGELES

EXPORTS = [
    ("Los Angeles", {"what": "Los Angeles"}, "los-angeles-pairings", 26),
    ("Chicago / Moscow", {"what": "Chicago", "other": "Moscow"}, "chicago-moscow-pairings", 1),
    ("Russia / United States", {"what": "Russia", "other": "United States"}, "russia-united-states-pairings", 99),
    ("Ukraine", {"what": "Ukraine"}, "ukraine-pairings", 307),
    ("aid Kyiv", {"what": "aid Kyiv"}, "aid-kyiv", 49),
]


def rows_of(content: bytes) -> list[dict[str, str]]:
    """A CSV file as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(("typed", "fields", "stem", "number"), EXPORTS)
async def test_what_is_shown_comes_as_files_typed_and_slash_alike(
    place: Place, typed: str, fields: dict[str, str], stem: str, number: int
) -> None:
    answer = await place.type(f"!export {typed}")
    slash = await place.ana.slash(place.channel, "export", **fields)
    [message] = [one.message for one in (slash.response, *slash.followups) if one is not None]
    files = await files_of(answer)
    assert {f"{stem}-2026-11-22.csv", f"{stem}-2026-11-22.json"} <= set(files)
    assert len(rows_of(files[f"{stem}-2026-11-22.csv"])) == number
    assert files.keys() == (await files_of(message)).keys()
    assert read(message) == read(answer)
    assert "CC BY-SA 4.0" in read(answer)


async def test_a_direct_message_gets_the_files_too(place: Place) -> None:
    sent = await place.ana.send_dm("!export Los Angeles")
    [answer] = [message async for message in sent.channel.history() if message.author.bot]
    assert len(answer.attachments) == 3


async def test_a_spreadsheet_opens_the_table_right(place: Place) -> None:
    content = await only(await place.type("!export Chicago"), ".csv")
    assert content.startswith("\ufeffCity,".encode()), "Excel takes UTF-8 without a mark for another encoding"
    [moscow] = [row for row in rows_of(content) if row["Partner"] == "Moscow"]
    assert (moscow["City"], moscow["State or region"], moscow["Country"]) == ("Chicago", "Illinois", "United States")
    assert (moscow["Status"], moscow["Since"], moscow["Condition"]) == ("Suspended", "28 Feb 2022", "until hostilities end")
    assert (moscow["Decided by"].partition(",")[0], moscow["Signed"], moscow["As of"]) == ("the mayor", "1997", "1 Mar 2022")
    assert "Block Club Chicago, 1 Mar 2022, grade D (press): https://blockclubchicago.org/" in moscow["Sources"]


async def test_a_program_reads_every_event_with_its_sources_and_the_licence(place: Place) -> None:
    told: dict[str, Any] = json.loads(await only(await place.type("!export Los Angeles"), ".json"))
    assert (told["made"], told["catalogue_of"], told["licence"]["name"]) == ("2026-11-22", "22 Nov 2026", "CC BY-SA 4.0")
    assert told["counts"] == {"active": 24, "proposed": 1, "unknown": 1}
    [kyiv] = [tie for tie in told["ties"] if tie["partner"]["name"] == "Kyiv"]
    assert (kyiv["status"], kyiv["since"], kyiv["as_of"]) == ("proposed", "2022-03-25", "2022-03-25")
    numbers = {source["number"] for source in kyiv["sources"]}
    assert all(set(event["sources"]) <= numbers for event in kyiv["events"])
    assert all(source["grade"] in "ABCDE" and (source.get("url") or source["citation"]) for source in kyiv["sources"])


async def test_the_calendar_has_a_day_only_where_one_is_known_and_says_how_many_are_not_in_it(place: Place) -> None:
    answer = await place.type("!export Los Angeles")
    files = await files_of(answer)
    calendar = Calendar.from_ical(files["los-angeles-anniversaries-2026-11-22.ics"])
    ties = json.loads(files["los-angeles-pairings-2026-11-22.json"])["ties"]
    signed = {tie["partner"]["name"]: tie["signed"] for tie in ties}
    with_a_day = {name for name, dates in signed.items() if len({date[:4] for date in dates}) == 1 and len(dates[0]) == 10}
    events = calendar.walk("VEVENT")
    assert len(events) == len(with_a_day) == 3
    assert all(any(name in str(event["SUMMARY"]) for name in with_a_day) for event in events)
    assert "a calendar of 3 anniversaries" in read(answer)
    assert "23 ties are not in the calendar" in read(answer)


async def test_without_any_day_there_is_no_calendar(place: Place) -> None:
    answer = await place.type("!export Chicago / Moscow")
    assert not [name for name in await files_of(answer) if name.endswith(".ics")]
    assert "No calendar: no day of signing is known for sure." in read(answer)


async def test_a_servers_own_entries_are_taken_along_there_and_nowhere_else(own_place: Place) -> None:
    elsewhere = own_place.env.create_guild("Elsewhere")
    channel = elsewhere.create_text_channel("general")
    cleo = elsewhere.add_member(own_place.env.create_user("cleo"))
    await add_own_tie(own_place, CHICAGO, LOS_ANGELES, own_place.guild.id)
    here = await own_place.type("!export Chicago")
    await cleo.send(channel, "!export Chicago")
    there = next(message for message in channel.history() if message.author.bot)
    assert "1 of them is this server’s own." in read(here)
    assert "server’s own" not in read(there)
    assert [row["Entry"] for row in rows_of(await only(here, ".csv")) if row["Partner"] == "Los Angeles"] == ["this server’s own"]
    assert [row for row in rows_of(await only(there, ".csv")) if row["Partner"] == "Los Angeles"] == []
    days = Calendar.from_ical(await only(here, ".ics")).walk("VEVENT")
    assert [str(one["SUMMARY"]) for one in days if "Los Angeles" in str(one["SUMMARY"])]


async def test_what_looks_like_a_formula_is_text_in_the_spreadsheet(own_place: Place) -> None:
    await add_own_tie(own_place, CHICAGO, LOS_ANGELES, own_place.guild.id)
    rows = rows_of(await only(await own_place.type("!export Chicago / Los Angeles"), ".csv"))
    assert [row["Note"] for row in rows] == ["'=HYPERLINK(0)"]


async def test_military_purpose_stays_out_and_is_counted_and_no_link_leads_where_nobody_checked(place: Place) -> None:
    answer = await place.type("!export aid Kupiansk")
    [counted] = re.findall(r"(\d+) with a military purpose (?:is|are) left out", read(answer))
    assert int(counted) > 0
    rows = rows_of(await only(answer, ".csv"))
    assert {row["Purpose"] for row in rows} <= {"civilian", "dual use"}
    assert {row["Checked link"] for row in rows} == {""}
    assert b"http" not in await only(answer, ".csv")


async def test_a_name_of_several_cities_is_asked_and_the_choice_becomes_the_files(place: Place) -> None:
    question = await place.type("!export Birmingham")
    assert read(question).startswith("Which Birmingham do you mean?")
    assert "or type it: !export Birmingham, Alabama" in read(question)
    await place.ana.click(question, label="England, United Kingdom")
    answer = place.now(question)
    assert "Pairings of Birmingham, England, United Kingdom" in read(answer)
    assert "birmingham-pairings-2026-11-22.csv" in await files_of(answer)


async def test_which_of_two_is_asked_before_it_is_said_that_nothing_is_recorded(place: Place) -> None:
    question = await place.type("!export Birmingham / Kyiv")
    assert "or type it: !export Birmingham, Alabama / …" in read(question)
    await place.ana.click(question, label="Alabama, United States")
    assert "No pairing of Birmingham, Alabama and Kyiv, Ukraine is recorded." in read(place.now(question))


async def test_a_likely_typo_of_aid_goes_on_with_aid(place: Place) -> None:
    question = await place.type("!export aid Kharkv")
    await place.ana.click(question, label="Yes, Kharkiv")
    assert "Aid for Kharkiv" in read(place.now(question))


async def test_of_namesakes_the_only_recorded_pair_is_meant(place: Place) -> None:
    assert "Pairing of Birmingham and Vinnytsia" in read(await place.type("!export Birmingham / Vinnytsia"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("qwrtzpsd", "I know no city called “qwrtzpsd”"),
        ("Boise", "no pairing is recorded, so there is nothing to take along. That does not mean that there is none."),
        ("Chicago / Los Angeles", "No pairing of Chicago, Illinois and Los Angeles, California is recorded."),
        ("Kiev / Kyiv", "Both names mean Kyiv"),
        ("Russia / Chicago", "A city, two cities, a country or two countries, please"),
        ("LA", "Pairings of Los Angeles"),
        ("country Luxembourg", "Pairings of Luxembourg: 1 pairing"),
        ("Luxembourg", "You mean the city? !export city Luxembourg"),
        ("city Luxembourg", "Pairings of Luxembourg, Luxembourg: no pairing is recorded"),
        ("Country Club Hills", "Pairings of Country Club Hills, Illinois"),
    ],
)
async def test_each_name_gets_the_answer_that_it_means(place: Place, typed: str, words: str) -> None:
    assert words in read(await place.type(f"!export {typed}"))


async def test_without_a_name_it_says_what_it_needs(place: Place) -> None:
    assert "An export of what" in read(await place.type("!export"))


async def test_where_no_files_may_be_attached_it_says_so(place: Place) -> None:
    closed_to_files(place)
    answer = await place.type("!export Los Angeles")
    assert read(answer).startswith("An export comes as a file, and I may not attach files here. Ask a moderator")
    assert answer.attachments == []


@pytest.mark.parametrize("code", [40005, 50013])
async def test_files_that_discord_does_not_take_are_said_to_be_so(
    place: Place, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    answered = CommandQuestion.answer

    async def refusing(question: CommandQuestion, answer: Answer, *, turn: bool = False) -> None:
        if answer.files:
            response: Any = SimpleNamespace(status=413, reason="")
            raise discord.HTTPException(response, {"code": code, "message": "no"})
        await answered(question, answer, turn=turn)

    monkeypatch.setattr(CommandQuestion, "answer", refusing)
    assert "I may not attach files here" in read(await place.type("!export Los Angeles"))


async def test_the_sources_of_a_city_lead_to_its_export(place: Place) -> None:
    card = await place.type("!source Los Angeles")
    assert "Export" in labels(card)
    pressed = await place.ana.click(card, label="Export")
    [message] = [one.message for one in (pressed.response, *pressed.followups) if one is not None and one.message.attachments]
    assert len(rows_of(await only(message, ".csv"))) == 26


async def test_more_than_a_message_takes_is_packed_and_then_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def small(most: int) -> Any:
        return lambda title, names, ties, edition: ties_taken(title, names, ties, edition, most)

    monkeypatch.setattr("bot.cogs.taking.ties_taken", small(100_000))
    packed = await place.type("!export Ukraine")
    assert list(await files_of(packed)) == ["ukraine-pairings-2026-11-22.zip"]
    assert "packed into one archive" in read(packed)
    monkeypatch.setattr("bot.cogs.taking.ties_taken", small(1_000))
    refused = await place.type("!export Ukraine")
    assert "307 pairings are more than Discord takes in one message" in read(refused)
    assert refused.attachments == []


async def test_it_is_made_where_no_other_reader_waits(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    slow: list[bool] = []
    read_of = place.bot.store.read

    async def noted(query: Any, key: Any = None, **how: Any) -> Any:
        slow.append(how.get("slow", False))
        return await read_of(query, key, **how)

    monkeypatch.setattr(place.bot.store, "read", noted)
    await place.type("!export Ukraine")
    assert any(slow), "no read was among those that may take seconds"


@pytest.mark.parametrize(
    "command", ["export", "export aid", "export path", "export common", "export nearest", "export match", "briefing", "letter"]
)
async def test_nonsense_gets_a_clear_answer(place: Place, command: str) -> None:
    for text in NASTY:
        if "\ud83d" not in text:
            answer = await place.type(f"!{command} {text}"[:2000])
            assert read(answer)
            assert "Something went wrong" not in read(answer), text
            assert answer.mentions == []
            assert "@everyone" not in answer.content
