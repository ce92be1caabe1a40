"""Reading what Wikidata says: dates, ranks, references, pairs, and text that means harm."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.wikidata.query import count_query, page_query
from bot.catalogue.wikidata.reading import LARGEST_ROW, read_rows
from bot.catalogue.wikidata.run import saved
from bot.catalogue.wikidata.statements import Moment, clean, item_of, moment, web_address
from bot.domain.dates import PartialDate
from bot.errors import ResultUnreadable
from tests.catalogue.wikidata.conftest import CHICAGO_ITEM, KYIV_ITEM, MOSCOW_ITEM, chain, day, gathered, year
from tests.fakes.sparql import Stated, result_of

TIE = ("Q1297", "Q1899")


@pytest.mark.parametrize(
    ("value", "precision", "expected"),
    [
        ("1991-01-01T00:00:00Z", "9", Moment(PartialDate("1991"))),
        ("1991-07-01T00:00:00Z", "10", Moment(PartialDate("1991-07"))),
        ("1991-07-16T00:00:00Z", "11", Moment(PartialDate("1991-07-16"))),
        ("1991-07-16T10:20:30Z", "14", Moment(PartialDate("1991-07-16"))),
        ("+1991-00-00T00:00:00Z", "9", Moment(PartialDate("1991"))),
        ("0836-01-01T00:00:00Z", "9", Moment(PartialDate("0836"))),
        ("1984-01-01T00:00:00Z", "8", Moment(None, "the 1980s")),
        ("1901-01-01T00:00:00Z", "7", Moment(None, "the 20th century")),
        ("2001-01-01T00:00:00Z", "7", Moment(None, "the 21st century")),
        ("1984-01-01T00:00:00Z", "6", None),
        ("1991-02-30T00:00:00Z", "11", None),
        ("-0044-03-15T00:00:00Z", "11", None),
        ("0000-01-01T00:00:00Z", "9", None),
        ("12345-01-01T00:00:00Z", "9", None),
        ("1991-01-01T00:00:00Z", "", None),
        ("1991-01-01T00:00:00Z", "nine", None),
        ("http://www.wikidata.org/.well-known/genid/1", "11", None),
    ],
)
def test_a_date_says_no_more_than_is_known(value: str, precision: str, expected: Moment | None) -> None:
    assert moment(value, precision) == expected


@given(st.text(), st.text())
def test_any_text_is_a_date_or_none(value: str, precision: str) -> None:
    found = moment(value, precision)
    assert found is None or found.date is None or PartialDate.parse(found.date) == found.date


def test_both_directions_are_one_tie_and_every_statement_is_kept() -> None:
    there, back = Stated(CHICAGO_ITEM, KYIV_ITEM, start=year(1991)), Stated(KYIV_ITEM, CHICAGO_ITEM, start=day("1991-03-01"))
    found = gathered(there, back)
    assert list(found.ties) == [TIE]
    assert {(said.subject, said.begun[0].date) for said in found.ties[TIE].values()} == {
        ("Q1297", "1991"),
        ("Q1899", "1991-03-01"),
    }


def test_rows_that_come_twice_count_once() -> None:
    one = Stated(CHICAGO_ITEM, KYIV_ITEM, start=year(1991), references=({"statedIn": "A"}, {"statedIn": "B"}))
    found = gathered(one, one, one)
    (said,) = found.ties[TIE].values()
    assert found.statements == 1
    assert said.begun == [Moment(PartialDate("1991"))]
    assert [reference.stated_in for reference in said.references] == ["A", "B"]


def test_a_deprecated_statement_is_passed_over_and_a_preferred_one_is_known() -> None:
    wrong = Stated(CHICAGO_ITEM, KYIV_ITEM, start=year(1066), rank="DeprecatedRank")
    best = Stated(KYIV_ITEM, CHICAGO_ITEM, start=year(1991), rank="PreferredRank")
    found = gathered(wrong, best)
    (said,) = found.ties[TIE].values()
    assert said.preferred
    assert said.subject == "Q1899"
    assert found.passed_over == 1


def test_a_start_counts_before_a_point_in_time() -> None:
    (said,) = gathered(Stated(CHICAGO_ITEM, KYIV_ITEM, start=year(1991), point=year(1995))).ties[TIE].values()
    assert said.begun == [Moment(PartialDate("1991"))]
    (said,) = gathered(Stated(CHICAGO_ITEM, KYIV_ITEM, point=year(1995))).ties[TIE].values()
    assert said.begun == [Moment(PartialDate("1995"))]


def test_an_end_of_unknown_date_is_an_end() -> None:
    (said,) = gathered(Stated(CHICAGO_ITEM, KYIV_ITEM, ended=True)).ties[TIE].values()
    assert said.over == [Moment(None)]
    (said,) = gathered(Stated(CHICAGO_ITEM, KYIV_ITEM)).ties[TIE].values()
    assert said.over == []


def test_what_ties_no_two_items_is_passed_over() -> None:
    nobody = replace(Stated(CHICAGO_ITEM, KYIV_ITEM), also={"b": "http://www.wikidata.org/.well-known/genid/7"})
    found = gathered(nobody, Stated(KYIV_ITEM, KYIV_ITEM), Stated(MOSCOW_ITEM, KYIV_ITEM))
    assert list(found.ties) == [("Q649", "Q1899")]
    assert found.passed_over == 2


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org", "https://", "https://a b.org", "https://a.org/\n",
        "https://user:word@example.org/", "https://[::1", "https://example.org/<script>", "https://example.org/" + "a" * 1000, "",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_no_reference(address: str) -> None:
    assert web_address(address) == ""
    found = gathered(Stated(CHICAGO_ITEM, KYIV_ITEM, references=({"referenceUrl": address},)))
    (said,) = found.ties[TIE].values()
    assert said.references == ()


def test_a_label_is_one_line_of_bounded_length_without_what_cannot_be_seen() -> None:
    hostile = replace(CHICAGO_ITEM, label="**Chi**\u202ecago\n\ud800 @everyone " + "x" * 100_000)
    found = gathered(Stated(hostile, KYIV_ITEM))
    label = found.places["Q1297"].label
    assert label.startswith("**Chi** cago @everyone xxx")
    assert len(label) == 200


@given(st.text())
def test_any_label_can_be_written_down(text: str) -> None:
    cleaned = clean(text, 50)
    assert len(cleaned.encode()) <= 200
    assert "\n" not in cleaned


@pytest.mark.parametrize(
    "address", ["http://www.wikidata.org/entity/Q0", "http://evil.example/entity/Q1", "Q1", "http://www.wikidata.org/entity/P31"]
)
def test_only_items_of_wikidata_are_items(address: str) -> None:
    assert item_of(address) is None


def test_coordinates_elsewhere_than_on_earth_and_codes_of_no_country_are_left_out() -> None:
    odd = {
        "aCoordinates": "<http://www.wikidata.org/entity/Q405> Point(1 1)",
        "bCoordinates": "Point(500 91)",
        "aCountry": "usa",
        "aGeonames": "-1",
    }
    one, other = (replace(item, geonames=None, country="") for item in (CHICAGO_ITEM, KYIV_ITEM))
    found = gathered(Stated(one, other, also=odd))
    assert all(not (place.coordinates or place.countries or place.geonames) for place in found.places.values())


def test_the_query_cannot_be_broken_out_of() -> None:
    text = page_query(["UA"], 'x") } DROP ALL #\\\n', 5)
    assert r'STR(?statement) > "x\") } DROP ALL #\\"' in text
    assert "DeprecatedRank" in text
    assert 'VALUES ?code { "UA" }' in count_query(["UA"])


@pytest.mark.parametrize("packed", [False, True])
def test_a_saved_result_is_read_as_it_stands(tmp_path: Path, packed: bool) -> None:
    text = json.dumps(result_of([Stated(CHICAGO_ITEM, KYIV_ITEM, start=year(1991)), *chain(500)]))
    path = tmp_path / "saved.json"
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    found = saved(path, dt.date(2026, 11, 22))
    assert len(found.ties) == 501
    assert found.places["Q1297"].geonames == {4887398}


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "<html><body>Login</body></html>", '{"results": {"bindings": 5}}', '{"results": {"bindings": [5]}}',
        '{"results": {"bindings": [{"a": 5}]}}', '{"results": {"bindings": [{"a": {"value": 5}}]}}',
        '{"results": {"bindings": []', '{"results": {"bindings": [{"a": {"value": "x"}}', '{"results": {"bindings": [{"a": {"val',
        '{"results": {"bindings": [' + "[" * 100_000,
    ],
)  # fmt: skip
def test_a_file_that_is_no_whole_result_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "saved.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ResultUnreadable, match=r"saved\.json cannot be read as a SPARQL result"):
        saved(path, dt.date(2026, 11, 22))


def test_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    text = json.dumps(result_of(chain(3)))
    path = tmp_path / "saved.json"
    for length in range(0, len(text), 7):
        path.write_text(text[:length], encoding="utf-8")
        with pytest.raises(ResultUnreadable):
            list(read_rows(path))


def test_a_row_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    path.write_text('{"results": {"bindings": [{"a": {"value": "' + "x" * (LARGEST_ROW * 3), encoding="utf-8")
    with pytest.raises(ResultUnreadable, match="too long"):
        list(read_rows(path))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x1f\x8b\x08broken", gzip.compress(b'{"results": {"bindings": [')[:-9]])
def test_a_file_of_other_bytes_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "saved.json"
    path.write_bytes(content)
    with pytest.raises(ResultUnreadable):
        saved(path, dt.date(2026, 11, 22))


def test_a_saved_result_was_read_on_the_day_it_was_written_and_never_tomorrow(tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    path.write_text(json.dumps(result_of([Stated(CHICAGO_ITEM, KYIV_ITEM)])), encoding="utf-8")
    (said,) = saved(path, dt.date(2001, 1, 1)).ties[TIE].values()
    assert said.on == "2001-01-01"
