"""Reviewing: proposals posted and decided on, and that everybody concerned hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import discord
import pytest
import simcord

from bot.cogs import review_posts
from bot.domain.changes import ProposalState
from bot.settings import Settings
from tests.e2e.board import A_PAIRING, BIRMINGHAM, REASON, Board, board, message_of, said
from tests.e2e.conftest import control, labels, read


@pytest.fixture
async def desk(own_store: Settings) -> AsyncIterator[Board]:
    async with board(own_store) as made:
        yield made


async def test_another_moderator_approves_and_members_see_it(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    assert "A moderator other than ana can approve it." in read(card)
    await desk.mona.click(card, label="Approve")
    done = desk.now(card)
    assert read(done).startswith("Proposal 1 approved by mona, 22 Nov 2026 12:00 UTC\n")
    assert labels(done) == ["History", "Undo"]
    assert "Status\nproposed: signed on 1 Mar 1991 by the city council" in read(done)
    assert read(await desk.place.type(f"!twin {BIRMINGHAM}")).startswith("Birmingham, Michigan: 1 pairing recorded")
    [told] = await desk.private(desk.ana)
    assert read(told) == "Your proposal 1, pairing of Birmingham and Lviv, was approved by mona."


async def test_an_editor_approves_for_the_whole_catalogue(desk: Board) -> None:
    card = await desk.suggest(desk.ana, to="editors")
    await desk.ed.click(card, label="Approve")
    assert read(desk.now(card)).startswith("Proposal 1 approved by ed")


async def test_a_rejection_is_heard_with_its_reason(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    form = await desk.mona.click(card, label="Reject")
    await desk.mona.submit_modal(form, REASON)
    assert read(desk.now(card)).startswith("Proposal 1 rejected by mona")
    assert "The page does not say so." in read(desk.now(card))
    assert labels(desk.now(card)) == ["History"]
    [told] = await desk.private(desk.ana)
    assert read(told).endswith("was rejected by mona.\nThe reason: The page does not say so.")


async def test_nothing_written_does_nothing(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    form = await desk.mona.click(card, label="Reject")
    answer = await desk.mona.submit_modal(form, {"words": "  "})
    assert said(answer).startswith("Nothing was written")
    assert (await desk.proposal(1)).state is ProposalState.PENDING


async def test_whoever_takes_no_direct_messages_is_told_where_they_asked_without_a_ping(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    _close_private(desk)
    await desk.mona.click(card, label="Approve")
    told = desk.place.said()[-1]
    assert read(told) == "ana: Your proposal 1, pairing of Birmingham and Lviv, was approved by mona."
    assert told.mentions == []


def _close_private(desk: Board) -> None:
    desk.env.inject_error(
        "POST", "/users/@me/channels", status=403, code=50007, message="Cannot send messages to this user", times=1
    )
    channel = desk.env.backend.get_dm_channel(desk.ana.id)
    desk.env.inject_error(
        "POST", f"/channels/{channel.id}/messages", status=403, code=50007, message="Cannot send messages to this user", times=1
    )


async def test_a_question_is_answered_in_private_and_both_stand_on_the_card(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    form = await desk.mona.click(card, label="Ask ana")
    await desk.mona.submit_modal(form, {"words": "Which council?"})
    assert "Questions and answers\nmona: Which council?" in read(desk.now(card))
    [asked] = await desk.private(desk.ana)
    assert read(asked).startswith("mona asks about your proposal 1, pairing of Birmingham and Lviv:\nWhich council?")
    reply = await desk.ana.user.click(asked, label="Answer")
    answered = await desk.ana.user.submit_modal(reply, {"words": "That of Lviv."})
    assert read(message_of(answered)) == "Your answer stands with the proposal now. You will hear what becomes of it."
    assert "mona: Which council?\nana answers: That of Lviv." in read(desk.now(card))
    assert labels(desk.now(card))[0] == "Approve"


async def test_a_question_to_closed_direct_messages_stands_where_it_was_suggested(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    form = await desk.mona.click(card, label="Ask ana")
    _close_private(desk)
    asked = await desk.mona.submit_modal(form, {"words": "Which council?"})
    assert "ana takes no direct messages" in read(asked.followups[-1])
    public = desk.place.said()[-1]
    assert read(public).startswith("ana: mona asks about your proposal 1")
    assert public.mentions == []
    refused = await desk.ben.click(public, label="Answer")
    assert said(refused) == "This question is for whoever made the proposal."
    reply = await desk.ana.click(public, label="Answer")
    await desk.ana.submit_modal(reply, {"words": "That of Lviv."})
    assert "ana answers: That of Lviv." in read(desk.now(card))


async def test_an_open_question_is_answered_from_ones_own_list(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    form = await desk.mona.click(card, label="Ask ana")
    await desk.mona.submit_modal(form, {"words": "Which council?"})
    mine = await desk.place.type("!suggestions")
    assert "mona asks: Which council?" in read(mine)
    reply = await desk.ana.select(mine, ["1"], custom_id=control(mine, menu="Answer a question"))
    await desk.ana.submit_modal(reply, {"words": "That of Lviv."})
    assert "ana answers: That of Lviv." in read(desk.now(card))


async def test_history_shows_the_whole_to_the_one_who_asks(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    whole = said(await desk.mona.click(card, label="History"))
    assert whole.startswith("Proposal 1: pairing of Birmingham and Lviv\n")
    assert "proposed: signed on 1 Mar 1991 by the city council" in whole
    assert "Checks" in whole


async def test_what_is_undecided_is_listed_and_opened(desk: Board) -> None:
    for city in ("Duluth, Minnesota", "Juneau", "Boise"):
        await desk.suggest(desk.ana, cities=f"{city} / Lviv")
    listed = await desk.mona.slash(desk.channel, "review")
    assert said(listed).startswith("3 proposals wait for review\n")
    opened = await desk.mona.select(message_of(listed), ["2"], custom_id=control(message_of(listed), menu="Open a proposal"))
    assert said(opened).startswith("Proposal 2: pairing of Juneau and Lviv\n")
    await desk.mona.click(message_of(opened), label="Approve")
    assert said(opened).startswith("Proposal 2 approved by mona")
    assert read(desk.cards()[1]).startswith("Proposal 2 approved by mona")


async def test_the_list_is_paged(desk: Board) -> None:
    for number in range(11):
        await desk.suggest(desk.ana if number % 2 else desk.ben, when=str(1950 + number))
    listed = await desk.mona.slash(desk.channel, "review")
    assert "Page 1 of 2" in said(listed)
    await desk.mona.click(message_of(listed), label="Next page")
    assert "Page 2 of 2" in said(listed)
    assert "11 pairing of Birmingham and Lviv" in said(listed)


async def test_an_edit_before_approval_is_what_counts(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    menu = await desk.mona.click(card, label="Edit, then approve")
    fields = message_of(menu)
    values = [
        option["value"] for row in fields.components for option in _options(row) if option["label"].startswith("Pairing: kind")
    ]
    assert values, read(fields)
    form = await desk.mona.select(fields, values[:1], custom_id=control(fields, menu=_menu(fields)))
    assert form.modal is not None
    asked = [each["component"]["custom_id"] for each in form.modal["components"]]
    await desk.mona.submit_modal(form, {asked[0]: _typed(form, "partnership")})
    renewed = desk.now(card)
    assert "partner cities" in read(renewed)
    stale = await desk.forge(control(card, label="Approve"))
    assert "was edited meanwhile" in said(await desk.max.click(stale, label="Press"))
    await desk.max.click(renewed, label="Approve")
    assert read(desk.now(card)).startswith("Proposal 1 approved by max")
    assert "Partner cities" in read(await desk.place.type(f"!pairing {BIRMINGHAM} / Lviv"))


def _options(row: object) -> list[dict[str, str]]:
    made = row.to_dict()  # type: ignore[attr-defined]  # a component of the message
    return [option for child in made.get("components", ()) for option in child.get("options", ())]


def _menu(message: object) -> str:
    rows = message.components  # type: ignore[attr-defined]  # a message
    return next(
        str(child.get("placeholder")) for row in rows for child in row.to_dict().get("components", ()) if child.get("options")
    )


def _typed(form: simcord.InteractionResult, value: str) -> str | list[str]:
    """A value for a form's first question, which may be a text or a choice."""
    assert form.modal is not None
    return [value] if form.modal["components"][0]["component"].get("options") else value


async def test_undo_takes_a_servers_own_entry_back_at_once(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    await desk.mona.click(card, label="Approve")
    refused = await desk.ben.click(desk.now(card), label="Undo")
    assert "you cannot take their changes back" in said(refused)
    await desk.max.click(desk.now(card), label="Undo")
    assert read(desk.cards()[-1]) == "Proposal 1 was taken back by max: revision 2."
    assert read(await desk.place.type(f"!twin {BIRMINGHAM}")).startswith("No pairing is recorded")
    again = await desk.mona.click(desk.now(card), label="Undo")
    assert said(again) == "Revision 1 is undone already, by revision 2. To have it again: entry undo 2."


async def test_undo_of_the_catalogue_is_another_proposal(desk: Board) -> None:
    card = await desk.suggest(desk.ana, to="editors")
    await desk.ed.click(card, label="Approve")
    asked = await desk.ed.click(desk.now(card), label="Undo")
    assert said(asked) == "Taking proposal 1 back is now proposal 2. Another editor decides on it."
    second = desk.cards()[-1]
    assert read(second).startswith("Proposal 2: undo of revision 1 (")
    assert "You proposed this yourself" in said(await desk.ed.click(second, label="Approve"))
    await desk.eva.click(second, label="Approve")
    assert read(await desk.place.type(f"!twin {BIRMINGHAM}")).startswith("No pairing is recorded")


async def test_without_a_review_channel_nothing_is_lost(desk: Board) -> None:
    await desk.set_up(review_channel=None)
    drafted = await desk.fill_in(desk.ana, "pairing", **A_PAIRING)
    await desk.ana.click(message_of(drafted), label="Send to the moderators")
    assert "Sent as proposal 1" in said(drafted)
    opened = await desk.mona.slash(desk.channel, "review", number="1")
    await desk.mona.click(message_of(opened), label="Approve")
    assert said(opened).startswith("Proposal 1 approved by mona")


async def test_of_many_proposals_at_once_a_few_are_posted_and_the_rest_is_counted(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    one = await desk.proposal(1)
    before = len(desk.cards())

    assert await review_posts.post_all(desk.bot, [one] * 25) == 25

    posted = desk.cards()[before:]
    assert [read(each).split("\n")[0] for each in posted[:-1]] == [read(card).split("\n")[0]] * review_posts.MOST_CARDS
    assert read(posted[-1]) == "and 20 more wait: !review"


async def test_a_review_channel_that_is_gone_or_forbidden_loses_nothing(desk: Board) -> None:
    await desk.set_up(review_channel=1)
    await _sent(desk, "1950")
    await desk.set_up()
    desk.env.inject_error(
        "POST", f"/channels/{desk.reviews.id}/messages", status=403, code=50013, message="Missing Permissions", times=1
    )
    await _sent(desk, "1951")
    assert desk.cards() == []
    assert said(await desk.mona.slash(desk.channel, "review")).startswith("2 proposals wait for review")


async def test_without_embed_links_the_card_says_where_the_details_are(desk: Board) -> None:
    plain_only = desk.guild.create_text_channel(
        "plain", overwrites={desk.guild.default_role: discord.PermissionOverwrite(embed_links=False)}
    )
    await desk.set_up(review_channel=plain_only.id)
    await _sent(desk, "1950")
    [card] = plain_only.history()
    assert card.embeds == []
    assert read(card).splitlines()[2] == "The details are under History: I lack the permission Embed Links here."
    await desk.mona.click(card, label="Approve")
    assert (await desk.proposal(1)).state is ProposalState.APPROVED


async def test_a_press_that_cannot_be_answered_any_more_still_decides_and_tells(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    desk.env.inject_error("POST", "/interactions/*", status=404, code=10062, message="Unknown interaction", times=1)
    await desk.mona.click(card, label="Approve")
    assert read(desk.now(card)).startswith("Proposal 1 approved by mona")
    assert len(await desk.private(desk.ana)) == 1


async def _sent(desk: Board, when: str) -> None:
    drafted = await desk.fill_in(desk.ana, "pairing", **{**A_PAIRING, "when": when})
    await desk.ana.click(message_of(drafted), label="Send to the moderators")
    assert "you will hear what became of it" in said(drafted)


async def test_a_card_that_was_deleted_does_not_keep_anybody_from_deciding(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    desk.env.backend.delete_message(desk.reviews.id, card.id)
    opened = await desk.max.slash(desk.channel, "review", number="1")
    await desk.max.click(message_of(opened), label="Approve")
    assert (await desk.proposal(1)).state is ProposalState.APPROVED
