"""Card 8: what a reviewer sees of a proposal, and what becomes of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.changes import THE_BOT, Author, Change, Note, Proposal, ProposalKind, ProposalState, Record, Role
from bot.domain.trust import Finding, Weight
from bot.store.labels import Names
from bot.ui import limits, theme
from bot.ui.changes import Changed, changed
from bot.ui.plain import plain_text
from bot.ui.preview import Ways, preview_card
from bot.ui.review import UnderReview, outdated_card, question_to_proposer, queue_card, review_card, told, whole_card
from bot.ui.suggested import suggestions_card
from tests.factories import claim, event, initiative, source
from tests.fakes.discord.limits import check_message
from tests.ui import catalogues as any_
from tests.ui.seen import Seen, asking, faults
from tests.ui.test_limits import widely

MARA = Author(504, "Mara")
ED = Author(507, "Ed")
AT = dt.datetime(2026, 11, 22, 11, 50, tzinfo=dt.UTC)
HOUSTON, TYUMEN = 4699066, 1488754
GREEN, RED = 3, 4


def proposal(*changes: Change, **fields: Any) -> Proposal:
    """A member's proposal to the catalogue that waits for review."""
    given: dict[str, Any] = {
        "proposal_id": 127, "kind": ProposalKind.STATUS, "state": ProposalState.PENDING, "title": "status of Houston and Tyumen",
        "guild_id": None, "made_in": 1, "channel_id": 2, "proposer": MARA, "role": Role.MEMBER, "made_at": AT,
        "source": "click2houston.com, 24 Feb 2023", "why": "", "changes": changes,
    }  # fmt: skip
    return Proposal(**{**given, **fields})


def of_houston() -> UnderReview:
    """The first sample: a status with one thing to look at."""
    new = source(9, url="https://click2houston.com", published="2023-02-24")
    suspended = event(11, "suspended", 1)
    said = claim(
        12, 11, "2023-02-24", decided_by="the mayor", source_id=9, note="a separate partnership agreement with Moscow was ended"
    )
    changes = (Change("sources", None, new), Change("events", None, suspended), Change("claims", None, said))
    asked = proposal(*changes)
    findings = [
        Finding(Weight.FINE, "nothing recorded or pending says the same"),
        Finding(Weight.LOOK, "one source only, grade D (press)"),
        Finding(Weight.FINE, "the source is https and names both cities"),
    ]
    words = changed(changes, Names({}, {1: "unknown"}), given={9})
    return UnderReview(asked, findings, words, Record(3, 1, 0))


def of_kaniv() -> UnderReview:
    """The second: a link that two things stop."""
    before = initiative(title="Kaniv humanitarian fund", link="https://sonomasistercitiesassociation.org/")
    after = before.model_copy(update={"link": "https://sonoma-sistercities.example/give"})
    change = Change("initiatives", before, after)
    asked = proposal(
        change, proposal_id=128, kind=ProposalKind.LINK, title="link of “Kaniv humanitarian fund”", proposer=Author(505, "Joss"),
        made_at=AT + dt.timedelta(minutes=15), source="sonoma-sistercities.example/give",
    )  # fmt: skip
    findings = [
        Finding(Weight.STOP, "the domain is not on the record of Sonoma Sister Cities Association"),
        Finding(Weight.STOP, "it resembles the recorded `sonomasistercitiesassociation.org`"),
        Finding(Weight.LOOK, "the only source is the proposed page itself, grade E (a user)"),
        Finding(Weight.FINE, "https, no shortener, no port, no mixed scripts"),
    ]
    return UnderReview(asked, findings, changed((change,), Names({}, {})), Record(0, 0, 0))


def plain(answer: Any) -> str:
    components = answer.view.to_components() if answer.view else []
    return plain_text(answer.content or "", [answer.embed.to_dict()] if answer.embed else [], components)


def decided(asked: UnderReview, state: ProposalState, **fields: Any) -> UnderReview:
    done = dataclasses.replace(asked.proposal, state=state, decided_by=ED, decided_at=AT + dt.timedelta(hours=1), **fields)
    return dataclasses.replace(asked, proposal=done)


def test_a_change_of_status_reads_as_the_first_sample() -> None:
    assert (
        plain(review_card(of_houston()))
        == """Proposal 127: status of Houston and Tyumen
No stop, 1 thing to look at. An editor other than Mara can approve it.
From Mara, member, 3 accepted and 1 refused · 22 Nov 2026 11:50 UTC

Status
now: unknown
proposed: suspended on 24 Feb 2023 by the mayor

Note
now: none
proposed: a separate partnership agreement with Moscow was ended

Checks
Look: one source only, grade D (press)
Fine: nothing recorded or pending says the same
Fine: the source is https and names both cities

Source given
click2houston.com, 24 Feb 2023
[Button: Approve]
[Button: Reject]
[Button: Ask Mara]
[Button: Edit, then approve]
[Button: History]"""
    )


def test_a_stopped_link_reads_as_the_second_sample() -> None:
    assert (
        plain(review_card(of_kaniv()))
        == """Proposal 128: link of “Kaniv humanitarian fund”
2 stops. It cannot be approved as it is: correct the link, or reject it.
From Joss, member, first proposal · 22 Nov 2026 12:05 UTC

Link
now: https://sonomasistercitiesassociation.org/
proposed: https://sonoma-sistercities.example/give

Checks
Stop: the domain is not on the record of Sonoma Sister Cities Association
Stop: it resembles the recorded sonomasistercitiesassociation.org
Look: the only source is the proposed page itself, grade E (a user)
Fine: https, no shortener, no port, no mixed scripts

Source given
sonoma-sistercities.example/give
[Button: Reject]
[Button: Ask Joss]
[Button: Edit, then approve]
[Button: History]"""
    )


def test_colours_and_styles_repeat_the_words() -> None:
    fine, stopped = review_card(of_houston()), review_card(of_kaniv())
    assert fine.embed is not None
    assert stopped.embed is not None
    assert (fine.embed.colour, stopped.embed.colour) == (discord.Colour(theme.LIST), discord.Colour(theme.STOP))
    styles = {each["label"]: each["style"] for each in Seen(fine).components if "label" in each}
    assert styles == {"Approve": GREEN, "Reject": RED, "Ask Mara": 2, "Edit, then approve": 2, "History": 2}


def test_no_address_can_be_clicked() -> None:
    answer = review_card(of_kaniv())
    assert answer.embed is not None
    shown = "\n".join(str(field.value) for field in answer.embed.fields)
    assert shown.count("https://") == shown.count("`https://") == 2


def test_a_servers_own_entry_is_for_its_moderators() -> None:
    asked = of_houston()
    own = dataclasses.replace(asked, proposal=dataclasses.replace(asked.proposal, guild_id=1))
    assert "A moderator other than Mara can approve it." in plain(review_card(own))


def test_whoever_checks_a_link_is_told_to_look_at_the_page() -> None:
    told = "Look at the page yourself first, coming from the organisation’s own site. An editor other than Joss can approve it."
    fine = dataclasses.replace(of_kaniv(), findings=[])
    assert f"\nNo stop. {told}\n" in plain(review_card(fine))
    looked = dataclasses.replace(of_kaniv(), findings=[Finding(Weight.LOOK, "grade E")])
    assert f"\nNo stop, 1 thing to look at. {told}\n" in plain(review_card(looked))


def test_what_is_in_words_only_cannot_be_approved_as_it_is() -> None:
    asked = UnderReview(proposal(why="the year: 1992"), [], [], Record(0, 0, 2))
    text = plain(review_card(asked))
    assert "It says in words what should change: edit the entry by it, or reject it." in text
    assert "Why\nthe year: 1992" in text
    assert "Mara, member, 2 waiting" in text
    assert "[Button: Approve]" not in text


def test_nobody_asks_the_bot() -> None:
    asked = UnderReview(proposal(proposer=THE_BOT, why="2 members reported the link"), [], [], Record(0, 0, 0))
    text = plain(review_card(asked))
    assert "From the bot · 22 Nov" in text
    assert "Ask" not in text


def test_more_than_six_changes_are_counted() -> None:
    many = [Changed(f"Fact {number}", "old", "new") for number in range(10)]
    text = plain(review_card(dataclasses.replace(of_houston(), changed=many)))
    assert "Fact 5" in text
    assert "Fact 6" not in text
    assert "4 more under History" in text


def test_a_source_is_never_left_to_the_history() -> None:
    many = [*(Changed(f"Fact {number}", "old", "new") for number in range(10)), Changed("Source", "", "Somebody, grade B")]
    text = plain(review_card(dataclasses.replace(of_houston(), changed=many)))
    assert "Source\nproposed: Somebody, grade B" in text
    assert "Fact 4" in text
    assert "Fact 5" not in text
    assert "5 more under History" in text


@pytest.mark.parametrize("kind", [ProposalKind.MERGE, ProposalKind.UNDO])
def test_what_is_whole_or_nothing_is_not_offered_for_editing(kind: ProposalKind) -> None:
    asked = dataclasses.replace(of_kaniv(), proposal=dataclasses.replace(of_kaniv().proposal, kind=kind))
    ways = Ways(keep=False, moderators=False, catalogue=True, send=False)
    for text in (
        plain(review_card(asked)),
        plain(preview_card(asking(), asked, ways)),
        plain(outdated_card(asked, "It was changed.", asked.changed, editable=True)),
    ):
        assert "[Button: Edit" not in text
        assert "correct" not in text


def test_questions_and_answers_stand_on_the_card() -> None:
    notes = (Note(AT, ED, "Which mayor?"), Note(AT, MARA, "The one of Houston.", answers=True))
    asked = UnderReview(proposal(notes=notes), [], [], Record(0, 0, 0))
    assert "Questions and answers\nEd: Which mayor?\nMara answers: The one of Houston." in plain(review_card(asked))


def test_an_approved_proposal_says_by_whom_and_keeps_history_and_undo() -> None:
    text = plain(review_card(decided(of_houston(), ProposalState.APPROVED, revision_id=3)))
    assert text.startswith("Proposal 127 approved by Ed, 22 Nov 2026 12:50 UTC\nStatus of Houston and Tyumen\n")
    assert text.endswith("[Button: History]\n[Button: Undo]")
    assert "Checks" not in text


@pytest.mark.parametrize(("state", "reason"), [(ProposalState.REJECTED, "It is not so."), (ProposalState.WITHDRAWN, "")])
def test_one_that_was_not_approved_keeps_history_alone(state: ProposalState, reason: str) -> None:
    text = plain(review_card(decided(of_kaniv(), state, reason=reason)))
    assert text.startswith(f"Proposal 128 {state} by Ed, 22 Nov 2026 12:50 UTC\n")
    assert (f"\nThe reason: {reason}\n" in text) == bool(reason)
    assert text.endswith("sonoma-sistercities.example/give\n[Button: History]")


def test_a_rejection_is_told_with_its_reason() -> None:
    words = told(decided(of_houston(), ProposalState.REJECTED, reason="The page says “ended”.").proposal)
    assert words == "Your proposal 127, status of Houston and Tyumen, was rejected by Ed.\nThe reason: The page says “ended”."


# ---- Whatever the data is -------------------------------------------------------------------------------------------------

NAMES = any_.text(100, 1)
CHANGES = st.lists(st.builds(Changed, any_.text(300, 1), any_.quoted(4000), any_.quoted(4000)), max_size=12)
FINDINGS = st.lists(st.builds(Finding, st.sampled_from(Weight), any_.text(700, 1)), max_size=15)
NOTES = st.lists(
    st.builds(Note, st.just(AT), st.builds(Author, any_.IDS, NAMES), any_.text(500, 1), st.booleans()), max_size=8
).map(tuple)


@st.composite
def reviews(draw: st.DrawFn) -> UnderReview:
    """Any proposal with anything to say of it."""
    state = draw(
        st.sampled_from([ProposalState.PENDING, ProposalState.APPROVED, ProposalState.REJECTED, ProposalState.WITHDRAWN])
    )
    asked = proposal(
        *(of_houston().proposal.changes if draw(st.booleans()) else ()),
        proposal_id=draw(st.sampled_from([1, 2**62])),
        title=draw(any_.text(700, 1)),
        proposer=Author(draw(any_.IDS), draw(NAMES)),
        role=draw(st.sampled_from(Role)),
        source=draw(any_.text(2000)),
        why=draw(any_.text(2000)),
        notes=draw(NOTES),
        state=state,
        version=draw(st.integers(1, 10**6)),
        decided_by=Author(draw(any_.IDS), draw(NAMES)) if state.decided else None,
        decided_at=AT if state.decided else None,
        reason=draw(any_.text(500)) if state is ProposalState.REJECTED else "",
        revision_id=5 if state is ProposalState.APPROVED else None,
    )
    return UnderReview(asked, draw(FINDINGS), draw(CHANGES), Record(*draw(st.tuples(*[st.integers(0, 10**6)] * 3))))


def embed_faults(answer: Any) -> list[str]:
    """Where an answer with an embed is not within the house's limits, or not within Discord's."""
    embed = answer.embed
    components = answer.view.to_components() if answer.view else []
    check_message({"content": answer.content, "embeds": [embed.to_dict()], "components": components}, [])
    return [
        wrong
        for wrong, is_so in (
            (f"content of {len(answer.content)}", len(answer.content) > limits.CONTENT),
            ("description", len(embed.description or "") > limits.DESCRIPTION),
            ("fields", len(embed.fields) > limits.FIELDS),
            ("a field", any(len(field.value) > limits.FIELD or not field.value.strip() for field in embed.fields)),
            ("a name", any(len(field.name) > limits.FIELD_NAME or not field.name.strip() for field in embed.fields)),
            (f"whole of {len(embed)}", len(embed) > limits.EMBED),
            ("a backtick left open", any(unescaped_backticks(field.value) % 2 for field in embed.fields)),
            ("labels", len(set(Seen(answer).buttons)) < len(Seen(answer).buttons)),
        )
        if is_so
    ]


def unescaped_backticks(markup: str) -> int:
    count, inside, position = 0, False, 0
    while position < len(markup):
        if markup[position] == "\\" and not inside:
            position += 2
            continue
        if markup[position] == "`":
            count, inside = count + 1, not inside
        position += 1
    return count


@widely
@given(reviews())
def test_the_card_is_within_its_limits(asked: UnderReview) -> None:
    assert not embed_faults(review_card(asked))


@widely
@given(reviews(), st.booleans(), st.booleans(), st.booleans())
def test_the_preview_is_within_its_limits(asked: UnderReview, keep: bool, moderators: bool, catalogue: bool) -> None:
    assert not embed_faults(preview_card(asking(), asked, Ways(keep, moderators, catalogue)))


@pytest.mark.parametrize(
    ("ways", "said", "buttons"),
    [
        (Ways(keep=True, moderators=False, catalogue=False), "You may keep it here. Its link is shown once it is put right", {"Keep it"}),
        (Ways(keep=True, moderators=False, catalogue=True), "You may keep it here, and its link waits", {"Keep it", "Send to the editors"}),
        (Ways(keep=False, moderators=True, catalogue=False), "It can be sent as it is", {"Send to the moderators"}),
        (Ways(keep=False, moderators=False, catalogue=False), "Edit it before it can be sent", set()),
    ],
)  # fmt: skip
def test_a_draft_whose_link_stops_it_is_told_only_of_ways_that_it_has(ways: Ways, said: str, buttons: set[str]) -> None:
    answer = preview_card(asking(), of_kaniv(), ways)
    words = str(answer.content)
    assert said in words
    assert ("can be sent as it is" in words) == any("Send" in label for label in buttons)
    assert {*Seen(answer).buttons} - {"Edit", "Discard"} == buttons


@widely
@given(reviews())
def test_the_whole_is_paged_and_loses_nothing(asked: UnderReview) -> None:
    said = []
    for page in range(1, 200):
        card = whole_card(asking(), asked, page=page)
        assert not faults(card)
        said.append(Seen(card).plain)
        if "Next page" not in Seen(card).buttons:
            break
    everything = "".join("".join(said).split())
    for each in asked.changed:
        for word in plain_text(each.proposed).split():
            assert word[:20] in everything


@widely
@given(st.lists(reviews(), max_size=10), st.integers(0, 50))
def test_the_queue_and_ones_own_list_are_within_their_limits(asked: list[UnderReview], more: int) -> None:
    waiting = [dataclasses.replace(each.proposal, proposal_id=number) for number, each in enumerate(asked, 1)]
    assert not faults(queue_card(asking(), waiting, len(waiting) + more if waiting else 0, page=1))
    assert not faults(suggestions_card(asking(), waiting * 3, page=2))


@widely
@given(reviews(), any_.text(500, 1))
def test_what_is_sent_around_a_proposal_is_within_its_limits(asked: UnderReview, words: str) -> None:
    assert not faults(question_to_proposer(asked.proposal, ED, words))
    assert len(told(asked.proposal)) <= limits.CONTENT
    outdated = outdated_card(asked, words, asked.changed, editable=True)
    if outdated.embed is not None:
        assert not embed_faults(outdated)
