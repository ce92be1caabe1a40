"""The history and what is stale: whatever was changed, every page is one that Discord takes, and nothing is dropped in silence."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.changes import Author, Revision
from bot.moderation.stale import StaleEntry, Urgency, Waiting
from bot.ui.changes import TAKEN_OUT, Changed
from bot.ui.revisions import REVISIONS_PAGE, WINDOW, Told, history_card, revision_card
from bot.ui.stale import SILENT_PAGE, STALE_PAGE, links_card, pairings_card, stale_card, started
from bot.ui.which_entry import Offered, which_entry
from tests.factories import initiative
from tests.ui import catalogues as any_
from tests.ui.seen import Seen, asking, faults

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
OLENA, PETE = Author(501, "Olena"), Author(502, "Pete")
widely = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
INERT = any_.text(900).map(lambda words: "".join(letter for letter in words if letter.isalnum() or letter == " ") or "x")
"""Words as :mod:`bot.ui.changes` hands them over: inert."""
CHANGED = st.builds(Changed, st.sampled_from(["Title", "Status of Kyiv and Boise", "Where sources disagree"]), INERT, INERT)


def revision(number: int = 12, why: str = "as the city says", **more: object) -> Revision:
    made = Revision(revision_id=number, at=NOON, by=OLENA, why=why, guild_id=None, changes=())
    for name, value in more.items():
        object.__setattr__(made, name, value)
    return made


def test_a_revision_says_who_when_why_and_what_was_before() -> None:
    told = Told(revision(proposer=PETE, undoes=9), [Changed("Title", "Nine", "Ten"), Changed("Note", "gone", TAKEN_OUT)], 1, 1)
    said = Seen(history_card(asking(), "Ten generators", [told], count=1, page=1, where=("a",), undo={12})).plain
    assert said.splitlines()[0] == "1 change of Ten generators"
    assert "Revision 12 · 22 Nov 2026 12:00 UTC · by Olena, proposed by Pete" in said
    assert "takes back revision 9 · why: as the city says" in said
    assert "- Title: before: Nine · after: Ten" in said
    assert "- Note, taken out: gone" in said
    assert "[Menu: Undo a revision: Revision 12 (as the city says)]" in said


def test_only_what_the_asker_answers_for_can_be_undone() -> None:
    told = [Told(revision(number), [Changed("Title", "a", "b")], 1, 1) for number in (13, 12)]
    seen = Seen(history_card(asking(), "x", told, count=2, page=1, where=("a",), undo={12}))
    assert "[Menu: Undo a revision: Revision 12 (as the city says)]" in seen.plain
    assert "Undo" not in Seen(history_card(asking(), "x", told, count=2, page=1, where=("a",), undo=())).plain


def test_nothing_recorded_is_said_plainly() -> None:
    assert (
        Seen(history_card(asking(), "Kyiv", [], count=0, page=1, where=("a",), undo=())).title == "No change of Kyiv is recorded"
    )


def test_an_import_of_thousands_says_how_many_there_are_and_opens_in_windows() -> None:
    words = [Changed("Name", "", f"name {number}") for number in range(WINDOW)]
    told = Told(revision(), words, 5000, WINDOW)
    assert (
        "it changed 5,000 entries in all"
        in Seen(history_card(asking(), "x", [told], count=1, page=1, where=("a",), undo=())).plain
    )
    last = Seen(revision_card(asking(), told, window=0, page=0, undo=True))
    assert "Entries 1 to 100 of 5,000 · page" in last.plain
    assert last.custom_id("Next page").endswith(":12:1:1")
    assert "Previous page" not in Seen(revision_card(asking(), told, window=0, page=1, undo=True)).buttons


@widely
@given(st.data())
def test_every_page_of_a_history_holds_the_limits(data: st.DataObject) -> None:
    told = [
        Told(
            revision(number, data.draw(any_.text(600)), proposer=data.draw(st.sampled_from([None, PETE])), by=Author(5, data.draw(any_.text(40)))),
            data.draw(st.lists(CHANGED, max_size=12)),
            data.draw(st.integers(1, 10**5)),
            1,
        )
        for number in range(1, data.draw(st.integers(1, REVISIONS_PAGE)) + 1)
    ]  # fmt: skip
    about, page = data.draw(any_.text(400, 1)), data.draw(st.integers(1, 10**5))
    card = history_card(asking(), about, told, count=10**6, page=page, where=("e", 3, 10**18, 2**32), undo={1, 2, 3})
    assert not faults(card)


@widely
@given(st.lists(CHANGED, max_size=40), any_.text(600))
def test_every_page_of_a_revision_holds_the_limits_and_drops_nothing(words: list[Changed], why: str) -> None:
    told = Told(revision(why=why), words, max(1, len(words)), len(words))
    said = ""
    for page in range(1, 200):
        seen = Seen(revision_card(asking(), told, window=0, page=page, undo=True))
        assert not faults(seen.answer)
        said += seen.plain
        if "Next page" not in seen.buttons:
            break
    flat = "".join(said.split())
    assert all("".join(each.proposed.split()) in flat or len(each.proposed) > 500 for each in words)
    assert said.count("before: ") >= len(words)


@widely
@given(st.data())
def test_every_page_of_what_is_stale_holds_the_limits(data: st.DataObject) -> None:
    stale = []
    for number in range(1, data.draw(st.integers(0, 2 * STALE_PAGE + 1)) + 1):
        label, why = data.draw(any_.text(300, 1)), data.draw(any_.text(500, 1))
        urgency, guild = data.draw(st.sampled_from(Urgency)), data.draw(st.sampled_from([None, 7]))
        stale.append(StaleEntry("initiatives", (number,), label, why, urgency, NOON.date(), guild))
    page, links = data.draw(st.integers(0, 5)), data.draw(st.sampled_from([0, 1475]))
    seen = Seen(stale_card(asking(), stale, links, 1234, page=page))
    assert not faults(seen.answer)
    assert len(seen.options) <= STALE_PAGE
    assert ("Links waiting for a check: 1,475" in seen.said) is bool(links)
    silent = [replace(each, table_name="pairings") for each in stale[:SILENT_PAGE]]
    assert not faults(pairings_card(asking(), silent, len(silent) and 1234, page=1))


@widely
@given(st.data())
def test_every_page_of_the_links_that_wait_for_a_check_holds_the_limits(data: st.DataObject) -> None:
    waiting = []
    for number in range(1, data.draw(st.integers(1, STALE_PAGE)) + 1):
        title, path = data.draw(any_.text(200, 1)), data.draw(st.text("abcdef/", max_size=300))
        item = initiative(number).model_copy(update={"title": title, "link": f"https://example.org/{path}"})
        waiting.append(Waiting(item, data.draw(st.sampled_from([None, 7])), "not checked by two people yet"))
    seen = Seen(links_card(asking(), waiting, 1475, page=data.draw(st.integers(1, 185))))
    assert not faults(seen.answer)
    assert len(seen.options) == len(waiting)
    assert "https://" not in seen.said


def test_what_was_started_and_what_was_left_out_is_said() -> None:
    assert Seen(started(asking(), [4, 5, 6], 0)).said.startswith(
        "Sent for review as proposals 4, 5 and 6. You stand for these links now"
    )
    one = Seen(started(asking(), [4], 2)).said
    assert one.startswith("Sent for review as proposal 4. You stand for that link now")
    assert "To take it back: !suggestions. Left out: 2 links. Either somebody has been asked about it already" in one
    assert Seen(started(asking(), [], 1)).said.startswith("Nothing was started. Left out: 1 link. ")


@widely
@given(st.data())
def test_every_page_of_a_citys_entries_holds_the_limits(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 60))
    offered = [
        Offered(
            f"9-{number}", data.draw(any_.text(150, 1)), data.draw(st.sampled_from(["pairing", "initiative"])), number, ("open",)
        )
        for number in range(1, count + 1)
    ]
    cities = (1_234_567, 2_345_678, 3_456_789, 4_567_890, 5_678_901, 1_000_000_011)
    page = data.draw(st.integers(0, 5))
    seen = Seen(
        which_entry(
            asking(), data.draw(any_.text(150, 1)), "Which one?", "entry edit", offered, ("en", ("e", 0), cities), page=page
        )
    )
    assert not faults(seen.answer)
    assert len(seen.options) <= 25
    assert ("Next page" in seen.buttons) is (count > 25 and max(page, 1) < -(-count // 25))
