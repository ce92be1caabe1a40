"""What no row brings in: judged alone, as the rows of a file come by."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalogue.check import read_package
from bot.domain.changes import Change
from bot.domain.entry import Entry
from bot.domain.tables import TABLES
from bot.moderation.row_content import kept_out
from tests.factories import added, initiative, organisation, source

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (initiative(note="Ask Olena at +1 707 555 0123."), "note", "a telephone number"),
        (initiative(title="Write to olena.k@mail.example"), "title", "an e-mail address"),
        (initiative(note="DE89 3704 0044 0532 0130 00"), "note", "an account number (IBAN)"),
        (initiative(note="Convoys leave on 3 March via Lviv."), "note", "when or where a transport moves"),
        (initiative(note="coats\u202eevil"), "note", "hidden characters"),
        (initiative(link="https://bit.ly/x"), "link", "a shortener"),
        (source(url="https://good.example@192.0.2.1/x"), "url", "a user name before its host"),
        (organisation(domain="localhost"), "domain", "no domain that somebody registered"),
    ],
)  # fmt: skip
def test_a_row_is_kept_out_with_its_column_and_what_to_do(row: Entry, column: str, words: str) -> None:
    found = list(kept_out(added(row)))
    assert any(place == column and words in what for place, what, _ in found), found
    assert all(what and remedy[0].isupper() for _, what, remedy in found)


def test_what_a_change_leaves_as_it_was_is_not_judged() -> None:
    before = initiative(note="Ask Olena at +1 707 555 0123.")
    assert list(kept_out(Change("initiatives", before, before.model_copy(update={"title": "Coats"})))) == []


def test_what_only_wants_a_look_keeps_no_row_out() -> None:
    assert list(kept_out(added(initiative(note="More at example.org", link="http://www.example.org/coats")))) == []


def test_the_catalogue_that_ships_has_no_row_that_would_be_kept_out() -> None:
    package = read_package(DATA)
    rows = [row for table in TABLES for row in package.tables[table.name]]
    assert len(rows) > 5_000
    assert [(row, found) for row in rows if (found := list(kept_out(added(row))))] == []
