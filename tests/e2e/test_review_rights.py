"""Reviewing: who may decide, and that each decision happens once, whoever presses when."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator

import pytest

from bot.app import TwinBot, create_bot
from bot.cogs import review_posts
from bot.domain.changes import Author, Proposal, ProposalState
from bot.domain.pairings import EventKind, PairingKind
from bot.domain.servers import ServerSettings
from bot.moderation import review, suggestions
from bot.moderation.permissions import Person
from bot.settings import Settings
from bot.store import servers
from bot.store.database import Connection
from tests.e2e.board import A_PAIRING, BIRMINGHAM, REASON, Board, board, message_of, said
from tests.e2e.conftest import TODAY, control, labels, read
from tests.e2e.test_on_discord import running
from tests.fakes.discord import FakeDiscord, Shown


@pytest.fixture
async def desk(own_store: Settings) -> AsyncIterator[Board]:
    async with board(own_store) as made:
        yield made


@pytest.mark.parametrize("label", ["Approve", "Reject", "Ask mona", "Edit, then approve"])
async def test_the_proposer_decides_nothing(desk: Board, label: str) -> None:
    drafted = await desk.fill_in(desk.mona, "pairing", **A_PAIRING)
    forged = await desk.forge(control(message_of(drafted), label="Keep it").replace("dr:k:", "dr:m:"))
    await desk.mona.click(forged, label="Press")
    card = next(each for each in desk.cards() if read(each).startswith("Proposal 1:"))
    refused = await desk.mona.click(card, label=label)
    assert refused.modal is None
    assert said(refused) == (
        "You proposed this yourself, so somebody else has to decide on it. “suggestions” lists what you proposed, and takes it back."
    )
    assert read(desk.now(card)) == read(card)


@pytest.mark.parametrize("label", ["Approve", "Reject", "Ask ana", "Edit, then approve"])
async def test_who_may_not_decide_is_refused_in_private(desk: Board, label: str) -> None:
    card = await desk.suggest(desk.ana)
    refused = await desk.ben.click(card, label=label)
    assert refused.modal is None
    assert said(refused) == "You need this server’s moderator role, or the permission Manage Server, to decide on this."
    assert read(desk.now(card)) == read(card)


async def test_a_moderator_is_no_editor_of_the_catalogue(desk: Board) -> None:
    card = await desk.suggest(desk.ana, to="editors")
    refused = await desk.mona.click(card, label="Approve")
    assert said(refused) == "The shared catalogue changes only through its editors. You are not one of them."


async def test_a_role_taken_away_between_the_card_and_the_press_counts_no_more(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    form = await desk.max.click(card, label="Reject")
    assert form.modal is not None
    _take_roles(desk)
    refused = await desk.max.submit_modal(form, REASON)
    assert "to decide on this" in said(refused)
    assert "to decide on this" in said(await desk.max.click(card, label="Approve"))
    assert (await desk.proposal(1)).state is ProposalState.PENDING


def _take_roles(desk: Board) -> None:
    """The server's owner takes all roles from Max."""
    member = desk.env.backend.get_guild(desk.guild.id).members[desk.max.id]
    member.role_ids.clear()


async def test_pressed_twice_it_is_approved_once(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    forged = await desk.forge(control(card, label="Approve"))
    await desk.mona.click(card, label="Approve")
    again = await desk.mona.click(forged, label="Press")
    assert said(again) == "Proposal 1 is approved already, by mona. Nothing was changed."
    assert _revisions(desk) == 1


async def test_the_slower_of_two_reads_who_was_quicker_and_the_card_is_right(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    form = await desk.max.click(card, label="Reject")
    await desk.mona.click(card, label="Approve")
    late = await desk.max.submit_modal(form, REASON)
    assert said(late) == "Proposal 1 is approved already, by mona. Nothing was changed."
    assert read(desk.now(card)).startswith("Proposal 1 approved by mona")


def _revisions(desk: Board) -> int:
    with contextlib.closing(sqlite3.connect(desk.bot.settings.store_path)) as db:
        return int(db.execute("SELECT count(*) FROM revision").fetchone()[0])


async def test_members_do_not_see_what_waits(desk: Board) -> None:
    assert "You need" in read(await desk.place.type("!review"))
    await desk.suggest(desk.ana)
    assert "You need" in said(await desk.ben.slash(desk.channel, "review", number="1"))
    assert "is no number of a proposal" in read(await desk.place.type("!review abc", who=desk.mona))
    assert "There is no proposal 77 here." in read(await desk.place.type("!review 77", who=desk.mona))


async def test_what_others_changed_meanwhile_is_shown_beside_and_can_be_edited(desk: Board) -> None:
    drafted = await desk.fill_in(
        desk.ana, "correction", entry="Chicago / Moscow", field="kind", value="friendship", source="https://www.example.org/1"
    )
    await desk.ana.click(message_of(drafted), label="Send to the editors")
    card = desk.cards()[0]
    with contextlib.closing(sqlite3.connect(desk.bot.settings.store_path)) as other:
        other.execute(
            "UPDATE pairing SET note = 'Changed meanwhile.', kind = 'project' WHERE city_a = 524901 AND city_b = 4887398"
        )
        other.commit()
    refused = await desk.ed.click(card, label="Approve")
    assert said(refused).startswith("Somebody else has changed pairing ")
    assert "now: partners in a project\nproposed: friendship cities" in said(refused)
    assert labels(message_of(refused)) == ["Edit, then approve"]
    edit = await desk.ed.click(message_of(refused), label="Edit, then approve")
    assert "choose what to change" in said(edit)
    assert (await desk.proposal(1)).state is ProposalState.PENDING


async def test_cards_work_after_a_restart(own_store: Settings) -> None:
    async with board(own_store) as desk:
        card = await desk.suggest(desk.ana)
        settings = desk.bot.settings
        desk.bot = create_bot(settings, clock=lambda: TODAY)
        await desk.env.restart_bot(desk.bot)
        await desk.mona.click(card, label="Approve")
        assert read(desk.now(card)).startswith("Proposal 1 approved by mona")


@pytest.mark.parametrize("action", ["a", "r", "q", "e", "h", "u", "o", "zz"])
@pytest.mark.parametrize("rest", ["99:1", "0:1", "1:99", "99999999999999999999:1", "x:y", ""])
async def test_an_edited_id_gets_a_clear_answer_and_changes_nothing(desk: Board, action: str, rest: str) -> None:
    await desk.suggest(desk.ana)
    made = ":".join(part for part in ("rv", action, rest, "0") if part)
    answer = await desk.mona.click(await desk.forge(made), label="Press")
    assert answer.modal is None
    assert "Something went wrong" not in said(answer)
    assert (await desk.proposal(1)).state is ProposalState.PENDING


async def test_a_draft_is_not_to_be_seen_by_its_number(desk: Board) -> None:
    await desk.fill_in(desk.ana, "pairing", **A_PAIRING)
    for action in ("h", "a", "r", "o"):
        forged = await desk.forge(f"rv:{action}:1:1:0")
        assert "Birmingham" not in said(await desk.mona.click(forged, label="Press"))


async def test_of_two_who_press_in_the_same_moment_one_decides_and_the_other_reads_who(own_store: Settings) -> None:
    async with FakeDiscord() as fake:
        with fake.pointing_here():
            bot = create_bot(own_store, clock=lambda: TODAY)
            async with running(bot):
                await fake.until("ready")
                await fake.say(fake.channel, fake.member, "!twin Kyiv")
                card = await _posted(bot, fake)
                pressed = [fake.press(card, "Approve", who=who) for who in (fake.moderator, fake.owner)]
                outcomes = await asyncio.gather(*pressed)
    texts = sorted((outcome.message.text for outcome in outcomes), key=lambda text: text.startswith("**"), reverse=True)
    assert texts[0].startswith("**Proposal 1 approved** by ")
    assert "is approved already, by " in texts[1]
    assert sum(outcome.message.ephemeral for outcome in outcomes) == 1
    assert card.content.startswith("**Proposal 1 approved** by ")
    with contextlib.closing(sqlite3.connect(own_store.store_path)) as db:
        assert db.execute("SELECT count(*) FROM revision").fetchone()[0] == 1


async def _posted(bot: TwinBot, fake: FakeDiscord) -> Shown:
    """The card of a pairing that a member has suggested."""
    guild_id, channel_id = int(fake.channel.guild_id or 0), int(fake.channel.id)
    member = Person(Author(int(fake.member.id), fake.member.name), guild_id)

    def suggested(db: Connection) -> Proposal:
        servers.put(db, ServerSettings(guild_id=guild_id, review_channel=channel_id))
        one, other = (bot.search.resolve(name).candidates[0].city for name in (BIRMINGHAM, "Lviv"))
        signed = PairingKind.FRIENDSHIP, EventKind.SIGNED, "1991", "", "https://www.example.org/lviv"
        made = suggestions.pairing(db, one, other, *signed, TODAY.date())
        draft = review.draft(db, member, made.kind, made.title, made.changes, at=TODAY, source=made.source)
        return review.send(db, draft.proposal_id, member, guild_id, bot.rules, TODAY)

    assert await review_posts.post(bot, await bot.store.write(suggested))
    return fake.messages(fake.channel)[-1]
