"""Files to take along: what a spreadsheet, a program and a calendar make of any row that the catalogue may hold."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.catalogue import aid_rows, tie_rows
from bot.catalogue.aid_rows import TakenAid
from bot.catalogue.answer_rows import TIE_COLUMNS, PartTie
from bot.catalogue.formulas import restored
from bot.catalogue.table_file import csv_file, date_cell, file_stem, json_file
from bot.catalogue.taken_along import Edition, Table, TakenAlong, aid_taken, rows_taken, ties_taken
from bot.catalogue.tie_rows import TakenTie, taken_of_city, taken_of_country
from bot.domain.dates import PartialDate
from bot.domain.records import RecordedInitiative, RecordedPairing
from tests.factories import CHICAGO, HAMBURG, KYIV, MOSCOW, TODAY, city, countries, happened, initiative, recorded_pairing, source

EDITION = Edition(dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC), "22 Nov 2026", "twinbot-x", countries())
HOME = city(CHICAGO, "Chicago", "US", region="Illinois", latitude=41.85, longitude=-87.65)
MOSCOW_TIE = recorded_pairing(
    [
        happened("signed", "1997"),
        happened("suspended", "2022-02-28", by=CHICAGO, decided_by="the mayor", condition="until hostilities end"),
    ],
    HOME,
    city(MOSCOW, "Moscow", "RU", latitude=55.75, longitude=37.62),
)
KYIV_TIE = recorded_pairing([happened("signed", "1991-06-20"), happened("listed", "2022")], HOME, city(KYIV, "Kyiv", "UA"))


def taken(*ties: RecordedPairing, own: bool = False, most: int = 10**7) -> TakenAlong:
    return ties_taken("Ties", ["Chicago"], [TakenTie(tie, HOME, own) for tie in ties], EDITION, most)


def opened(files: TakenAlong, ending: str) -> bytes:
    [content] = [file.content for file in files.files if file.name.endswith(ending)]
    return content


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_each_row_has_a_cell_under_each_heading() -> None:
    header, *rows = table(opened(taken(MOSCOW_TIE, KYIV_TIE), ".csv"))
    assert tuple(header) == (*tie_rows.COLUMNS, "Catalogue")
    assert [len(row) for row in rows] == [len(header)] * 2
    moscow = dict(zip(header, rows[0], strict=True))
    assert (moscow["Status"], moscow["Since"], moscow["Signed"], moscow["As of"]) == (
        "Suspended",
        "28 Feb 2022",
        "1997",
        "28 Feb 2022",
    )
    assert (moscow["Decided by"], moscow["Condition"], moscow["Distance in km"]) == ("the mayor", "until hostilities end", "8003")
    assert moscow["Sources"] == "The Daily Example, undated, grade D (press): https://example.org/1"


def test_dates_that_sources_dispute_are_all_there() -> None:
    tie = recorded_pairing([happened("signed", "1984", "1990-08-13")], HOME, city(KYIV, "Kyiv", "UA"))
    header, row = table(opened(taken(tie), ".csv"))
    assert dict(zip(header, row, strict=True))["Signed"] == "1984 or 13 Aug 1990 (disputed)"
    [told] = json.loads(opened(taken(tie), ".json"))["ties"]
    assert told["signed"] == ["1984", "1990-08-13"]


def row_of(tie: RecordedPairing) -> dict[str, str]:
    header, row = table(opened(taken(tie), ".csv"))
    return dict(zip(header, row, strict=True))


def test_a_tie_of_which_the_beginning_is_disputed_is_not_since_a_day_for_sure() -> None:
    tie = recorded_pairing(
        [happened("signed", "1966-12-18", "1967-12-18"), happened("listed", "2026")], HOME, city(KYIV, "Kyiv", "UA")
    )
    row = row_of(tie)
    assert (row["Status"], row["Since"]) == ("Active", "18 Dec 1966 or 18 Dec 1967 (disputed)")
    assert row["Since"] == row["Signed"]
    [told] = json.loads(opened(taken(tie), ".json"))["ties"]
    assert told["since_disputed"] is True
    assert [tie["since_disputed"] for tie in json.loads(opened(taken(KYIV_TIE), ".json"))["ties"]] == [False]


def test_a_halt_on_a_disputed_day_says_so() -> None:
    tie = recorded_pairing([happened("signed", "1990"), happened("ended", "2014", "2022-03")], HOME, city(MOSCOW, "Moscow", "RU"))
    row = row_of(tie)
    assert (row["Status"], row["Since"], row["Signed"]) == ("Ended", "2014 or Mar 2022 (disputed)", "1990")


SPREADSHEETS_TAKE_FOR_A_DAY = re.compile(r"[A-Z][a-z]{2,8} \d{4}|\d{4}-\d{2}|\d{1,2}/\d{4}")
"""A month with its year alone, in any of the forms that Excel and LibreOffice turn into its first day."""


@pytest.mark.parametrize(
    ("date", "cell"),
    [
        ("1990-08-13", "13 Aug 1990"),
        ("2024-04", "Apr 2024 (day not known)"),
        ("2024-05", "May 2024 (day not known)"),
        ("1984", "1984"),
        ("1984~", "about 1984"),
        ("1984?", "perhaps 1984"),
    ],
)
def test_a_date_in_a_cell_says_what_is_known_and_a_spreadsheet_makes_no_more_of_it(date: str, cell: str) -> None:
    row = row_of(recorded_pairing([happened("signed", date), happened("listed", date)], HOME, city(KYIV, "Kyiv", "UA")))
    assert (row["Signed"], date_cell(PartialDate(date)), date_cell(None)) == (cell, cell, "")
    assert not [name for name, text in row.items() if SPREADSHEETS_TAKE_FOR_A_DAY.fullmatch(text)]


def test_each_row_and_each_day_names_the_catalogue_its_date_and_its_licence_unless_it_is_the_servers_own() -> None:
    shared, own = taken(KYIV_TIE), taken(KYIV_TIE, own=True)
    assert row_of(KYIV_TIE)["Catalogue"] == "Twinbot catalogue of 22 Nov 2026, CC BY-SA 4.0; places: GeoNames, CC BY 4.0"
    assert table(opened(own, ".csv"))[1][-1].startswith("No part of the catalogue")
    calendar = Calendar.from_ical(opened(shared, ".ics"))
    assert str(calendar["X-WR-CALDESC"]).startswith("Twinbot catalogue of 22 Nov 2026, CC BY-SA 4.0 (creativecommons.org/")
    assert [str(event["DESCRIPTION"]).partition(";")[0] for event in calendar.walk("VEVENT")] == [
        "Twinbot catalogue of 22 Nov 2026, CC BY-SA 4.0"
    ]
    [event] = Calendar.from_ical(opened(own, ".ics")).walk("VEVENT")
    assert str(event["DESCRIPTION"]).startswith("No part of the catalogue")


def test_a_tie_that_an_answer_names_twice_has_one_day_in_the_calendar() -> None:
    ties = [TakenTie(KYIV_TIE, HOME), TakenTie(KYIV_TIE, HOME)]
    rows = [PartTie(f"chain {number}, tie 1", tie) for number, tie in enumerate(ties, 1)]
    files = rows_taken("Ties", ["path"], Table("ties", TIE_COLUMNS, rows), EDITION, ties)
    assert len(Calendar.from_ical(opened(files, ".ics")).walk("VEVENT")) == 1
    assert (files.rows, files.days, files.undated) == (2, 1, 0)
    header, *cells = table(opened(files, ".csv"))
    assert (header[0], [row[0] for row in cells]) == ("Part of the answer", ["chain 1, tie 1", "chain 2, tie 1"])
    assert {len(row) for row in cells} == {len(header)}


def test_a_calendar_has_the_ties_with_a_day_and_is_left_out_without_any() -> None:
    files = taken(MOSCOW_TIE, KYIV_TIE)
    [event] = Calendar.from_ical(opened(files, ".ics")).walk("VEVENT")
    assert event.decoded("DTSTART") == dt.date(1991, 6, 20)
    assert (files.rows, files.days) == (2, 1)
    assert [file.name for file in taken(MOSCOW_TIE).files] == [
        "chicago-pairings-2026-11-22.csv",
        "chicago-pairings-2026-11-22.json",
    ]


def test_a_city_has_its_ties_in_the_order_of_its_card_and_a_country_by_partner_country() -> None:
    ties = [MOSCOW_TIE, KYIV_TIE]
    assert [tie.partner.name for tie in taken_of_city(ties, HOME, frozenset(), TODAY)] == ["Kyiv", "Moscow"]
    inland = recorded_pairing([happened("listed", "2025")], city(KYIV, "Kyiv", "UA"), city(HAMBURG, "Hamburg", "DE"))
    ordered = taken_of_country([KYIV_TIE, inland], "UA", frozenset({1}), countries(), TODAY)
    assert [(tie.home.name, tie.partner.name) for tie in ordered] == [("Kyiv", "Hamburg"), ("Kyiv", "Chicago")]
    assert all(tie.own for tie in ordered)


def test_what_is_too_large_is_packed_whole_and_then_left_out() -> None:
    whole = taken(MOSCOW_TIE, KYIV_TIE)
    size = sum(len(file.content) for file in whole.files)
    small = taken(MOSCOW_TIE, KYIV_TIE, most=size - 1)
    assert (small.packed, [file.name for file in small.files]) == (True, ["chicago-pairings-2026-11-22.zip"])
    with zipfile.ZipFile(io.BytesIO(small.files[0].content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {file.name: file.content for file in whole.files}
    assert taken(MOSCOW_TIE, KYIV_TIE, most=10).files == ()


class TestAid:
    @staticmethod
    def row(link_state: str = "listed", *, occupied: bool = False) -> dict[str, str]:
        given = initiative(1, KYIV, "Winter coats", link="https://example.org/coats", verification=link_state, organiser="Relief")
        recorded = RecordedInitiative(given, city(KYIV, "Kyiv", "UA"), None, None, source())
        files = aid_taken("Aid", ["Kyiv"], [TakenAid(recorded, "example.org", occupied)], EDITION)
        [told] = json.loads(opened(files, ".json"))["initiatives"]
        header, row = table(opened(files, ".csv"))
        assert tuple(header) == (*aid_rows.COLUMNS, "Catalogue")
        found = dict(zip(header, row, strict=True))
        assert found["Checked link"] == (told["checked_link"] or "")
        return found

    @pytest.mark.parametrize("state", ["unverified", "listed", "withdrawn"])
    def test_a_link_that_nobody_checked_is_not_in_it(self, state: str) -> None:
        assert self.row(state)["Checked link"] == ""

    def test_one_that_two_people_checked_is_with_the_day_until_which_that_holds(self) -> None:
        row = self.row("verified")
        assert (row["Checked link"], row["Link shown until"]) == ("https://example.org/coats", "5 Dec 2026")

    def test_for_an_occupied_place_none_is(self) -> None:
        assert self.row("verified", occupied=True)["Checked link"] == ""


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_any_text_survives_the_spreadsheet_and_computes_nothing(rows: list[list[str]]) -> None:
    _, *read = table(csv_file(["one", "two"], rows))
    assert [[restored(cell) for cell in row] for row in read] == rows
    assert not [cell for row in read for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_numbers_stay_numbers() -> None:
    assert table(csv_file(["west"], [[-87]]))[1] == ["-87"]


@given(st.lists(st.dictionaries(CELLS, CELLS, max_size=3), max_size=4))
def test_any_row_survives_the_program(rows: list[dict[str, str]]) -> None:
    content = json_file({"title": "x"}, "rows", rows)
    assert json.loads(content) == {"title": "x", "rows": rows}
    assert len(content.splitlines()) >= len(rows), "a row a line"


@pytest.mark.parametrize(
    ("names", "stem"),
    [
        (["Los Angeles", "pairings"], "los-angeles-pairings"),
        (["São Paulo"], "sao-paulo"),
        (["Київ"], "kiiv"),
        (["../../etc/passwd"], "etc-passwd"),
        (["a:<>|?*b"], "a-b"),
        (["…"], "export"),
        (["A" * 200], "a" * 60),
    ],
)
def test_a_file_has_a_name_that_any_disk_takes(names: list[str], stem: str) -> None:
    assert file_stem(*names) == stem
