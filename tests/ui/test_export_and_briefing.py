"""What is said beside files to take along, whatever they hold."""

from __future__ import annotations

import pytest

from bot.catalogue.table_file import MadeFile
from bot.catalogue.taken_along import TakenAlong
from bot.ui.briefing import briefing_card, foot_of
from bot.ui.export import AnswerTaken, aid_exported, answer_exported, ties_exported
from tests.factories import KYIV, city
from tests.ui.seen import Seen, asking, faults

FILES = (MadeFile("kyiv.csv", b"x"), MadeFile("kyiv.json", b"{}"))
DATE = "22 Nov 2026"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "No calendar: no day of signing is known for sure."),
        (1, "a calendar of 1 anniversary. 2 ties are not in the calendar"),
        (2, "a calendar of 2 anniversaries. 1 tie is not in the calendar"),
        (3, "a calendar of 3 anniversaries.\n"),
    ],
)
def test_it_says_how_many_anniversaries_have_a_day(days: int, words: str) -> None:
    answer = ties_exported(asking(), "Pairings of Kyiv", TakenAlong(FILES, 3, 0, days, undated=3 - days), DATE)
    assert words in (answer.content or "")
    assert [file.name for file in answer.files] == ["kyiv.csv", "kyiv.json"]


def test_own_entries_and_military_purpose_are_counted() -> None:
    assert "1 of them is this server’s own." in (ties_exported(asking(), "X", TakenAlong(FILES, 3, 1), DATE).content or "")
    assert "2 of them are this server’s own." in (ties_exported(asking(), "X", TakenAlong(FILES, 3, 2), DATE).content or "")
    told = aid_exported("Aid for Kyiv", TakenAlong(FILES, 3, 0), DATE, 2).content or ""
    assert "2 with a military purpose are left out." in told


@pytest.mark.parametrize(
    "taken", [TakenAlong(FILES, 12345, 12345, 1, packed=True), TakenAlong((), 99999, 0), TakenAlong(FILES, 0, 0)]
)
def test_discord_takes_it_however_long_the_title_is(taken: TakenAlong) -> None:
    title = "Pairings of *Very* [long](https://example.org) " * 20
    assert not faults(ties_exported(asking(), title, taken, DATE, hint="You mean the city? `!export city Luxembourg`"))
    assert not faults(aid_exported(title, taken, DATE, 5))


@pytest.mark.parametrize("taken", [TakenAlong(FILES, 12345, 12345, 1), TakenAlong((), 99999, 0), TakenAlong(FILES, 0, 0)])
@pytest.mark.parametrize("calendar", [True, False])
def test_discord_takes_an_answer_however_long_its_title_is(taken: TakenAlong, *, calendar: bool) -> None:
    title = "Ties that connect *Very* [long](https://example.org) " * 20
    answer = answer_exported(AnswerTaken(title, "12,345 places", ("A note. " * 10,), calendar), taken, DATE)
    assert not faults(answer)
    assert "http" not in (answer.content or "")


def test_a_page_without_ties_does_not_promise_a_table() -> None:
    seen = Seen(briefing_card(asking(), city(KYIV, "Kyiv", "UA"), 0, b"png", b"pdf", "One page: Kyiv.", DATE))
    assert "table" not in seen.plain
    assert "Export" not in seen.plain


def test_the_page_is_shown_and_can_be_printed() -> None:
    seen = Seen(briefing_card(asking(), city(KYIV, "Kyiv " * 50, "UA"), 62, b"png", b"pdf", "One page: Kyiv.", DATE))
    assert [file.content for file in seen.answer.files] == [b"png", b"pdf"]
    assert "[Picture: One page: Kyiv.]" in seen.plain
    assert not faults(seen.answer)


def test_the_small_print_names_the_licence_with_its_address() -> None:
    assert "CC BY-SA 4.0 (creativecommons.org/licenses/by-sa/4.0)" in foot_of(DATE)[0]
