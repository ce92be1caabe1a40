"""Texts: what is not kept of people, and what may be said."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.trust import stops
from bot.moderation.personal import check_text
from tests.moderation.test_links import rows, verdict

DATA = Path(__file__).resolve().parents[2] / "data"
FREE_TEXT = (
    "note",
    "title",
    "words",
    "condition",
    "decided_by",
    "what",
    "organiser",
    "name",
    "citation",
    "publisher",
    "unit",
    "claimed_by",
)


@pytest.mark.parametrize("row", rows("text"), ids=lambda row: row["input"][:60].encode("unicode_escape").decode())
def test_a_text_is_judged_as_the_list_says(row: dict[str, str]) -> None:
    findings = check_text(row["input"])

    assert verdict(findings) == row["expected"], findings
    assert row["because"] in " / ".join(finding.words for finding in findings)


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.stem)
def test_nothing_in_the_shipped_catalogue_is_stopped(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        texts = [(row[field], field) for row in csv.DictReader(file) for field in FREE_TEXT if row.get(field)]

    assert [(text, found) for text, field in texts if (found := stops(check_text(text, field)))] == []


def test_a_clean_text_has_no_findings() -> None:
    assert check_text("Six buses and nine ambulances by April 2024.") == []
    assert check_text("") == []


def test_a_register_number_is_no_telephone() -> None:
    assert check_text("0123456789", "register_number") == []
    assert stops(check_text("0123456789", "note"))


def test_a_finding_says_what_to_write_instead_and_does_not_repeat_the_data() -> None:
    (finding,) = check_text("Call +1 707 555 0123 to help.")

    assert "personal data is not kept: name the organisation" in finding.words
    assert "555" not in finding.words


def test_each_thing_in_a_text_is_named() -> None:
    words = " / ".join(
        finding.words for finding in check_text("Mrs Kovalenko, 12 Elm Street, +1 707 555 0123, olena@mail.example")
    )

    assert all(thing in words for thing in ("private person", "street", "telephone", "e-mail"))


@given(st.text(max_size=400))
@settings(deadline=None)
def test_any_text_gets_an_answer(text: str) -> None:
    findings = check_text(text)

    assert findings == sorted(findings, key=lambda finding: finding.weight.rank)
    assert all("\n" not in finding.words and finding.words.count("`") % 2 == 0 for finding in findings)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "A",
        "Аа ",
        "Aa ",
        "1",
        "1 ",
        "+1",
        "a@",
        "a.",
        "a@a.",
        "12 Aa ",
        "вул. Аа ",
        "Mr Aa ",
        "contact Aa Bb ",
        "convoy ",
        "DE89",
        "1A",
        "(",
        "[at]",
    ],
)
def test_a_very_long_text_is_judged_too(piece: str) -> None:
    findings = check_text(piece * 50_000)

    assert "too long" in " ".join(finding.words for finding in stops(findings))


@pytest.mark.parametrize(
    "text",
    [
        "Give at kyivrelief.city/donate",
        "Give at kyiv-relief.charity/give",
        "Give at kyiv-relief。org/give",
        "Give at фонд.укр/дай",
        "Give at a.b.c.d.e.example.com/x",
        "Give at https[:]//example.org",
    ],
)
def test_a_page_is_a_link_under_any_suffix_and_in_any_script(text: str) -> None:
    assert any("a link stands in the text" in finding.words for finding in stops(check_text(text)))


@pytest.mark.parametrize("text", ["Give at kyivrelief.foundation", "фонд.укр"])
def test_a_domain_under_any_suffix_is_pointed_out(text: str) -> None:
    assert ["an address stands in the text" in finding.words for finding in check_text(text)] == [True]


@pytest.mark.parametrize(
    "text", ["Signed by the council.In 2022 renewed", "e.g. generators", "the U.S. and/or Canada", "No.12/3 of 2022"]
)
def test_a_full_stop_makes_no_address(text: str) -> None:
    assert check_text(text) == []
