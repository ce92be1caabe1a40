"""Forms on their way: opened, gone on with, sent off; and what cannot be kept, said beside all that was typed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import discord

from bot.cogs import naming, previews, review_posts
from bot.cogs.desk import Rooms
from bot.cogs.open_forms import OpenForm
from bot.cogs.question import PressQuestion
from bot.domain import wording
from bot.domain.changes import Proposal, ProposalState
from bot.domain.places import City
from bot.errors import FieldUnclear
from bot.moderation import permissions
from bot.moderation.filled import Typed
from bot.moderation.permissions import Need, Person
from bot.ui import entry_cards
from bot.ui import review as review_card
from bot.ui.card import Answer
from bot.ui.controls import Press
from bot.ui.entry_cards import FIELDS
from bot.ui.entry_forms import Asks, EntryForm


async def open_form(rooms: Rooms, interaction: discord.Interaction[Any], form: OpenForm, page: int = 0) -> None:
    """Open a page of a form, with what was typed in it so far."""
    if not form.token:
        rooms.forms.keep(form)
    press = Press(FIELDS, "form", (str(form.token),), interaction.user.id)

    async def submitted(sent: discord.Interaction[Any], texts: dict[str, str]) -> None:
        form.texts.update(texts)
        form.filled.add(page)
        await rooms.guard(sent, press, lambda question: _submitted(rooms, question, form, page))

    pages = form.pages
    title = f"{form.title} ({page + 1} of {len(pages)})" if len(pages) > 1 else form.title
    modal = EntryForm(title, pages[page], form.stands, f"{FIELDS}-{form.token}-{page}", submitted)
    form.modals[page] = modal
    await interaction.response.send_modal(modal)


async def finish(rooms: Rooms, question: PressQuestion, form: OpenForm) -> None:
    """Do what a form is for. Whatever keeps that from being done, what was typed is kept."""
    question.again = entry_cards.again(question.asking, form.token)
    try:
        done = await form.finish(question, form)
    except FieldUnclear as error:
        form.wrong_page = form.page_of(error)
        known = {field.key: field.label for field in form.fields}
        errors = [(known.get(key, _words(key)), words) for key, words in error.errors.items()]
        question.again = None
        await quietly(question, entry_cards.unclear(question.asking, form.token, errors))
        return
    if done:
        rooms.forms.drop(form)


async def quietly(question: PressQuestion, answer: Answer) -> None:
    """Answer for the asker's eyes alone: in the place of a message that only they see, else beside it."""
    turns = question.is_private
    await question.answer(dataclasses.replace(answer, private=not turns), turn=turns)


async def show(rooms: Rooms, question: PressQuestion, proposal: Proposal) -> None:
    """A draft to its writer; a proposal that waits to those who decide on it, on its posted card too."""
    if proposal.state is ProposalState.DRAFT:
        person = await rooms.person(question.interaction.user, question.interaction.guild)
        await previews.preview(rooms, question, proposal, person, turn=question.is_private)
        return
    asked = await review_posts.under_review(rooms, proposal.proposal_id)
    await quietly(question, dataclasses.replace(review_card.review_card(asked), private=True))
    await review_posts.renew(rooms, proposal)


async def keeper(rooms: Rooms, question: PressQuestion) -> Person:
    """Whoever pressed, if they may change entries here, as they are now. Raises :class:`NotAllowed`."""
    person = await rooms.person(question.interaction.user, question.interaction.guild)
    permissions.require(person, Need.KEEPER)
    return person


def understood(rooms: Rooms, form: OpenForm, texts: Mapping[str, str]) -> dict[str, Typed]:
    """What was typed, with its places and countries found.

    Raises:
        FieldUnclear: a name is none, or that of several.
    """
    given: dict[str, Typed] = {}
    errors: dict[str, str] = {}
    for field in form.fields:
        text = texts.get(field.key)
        if text is None:
            continue
        given[field.key] = text
        if text and field.asks is Asks.PLACE:
            place = naming.understood_place(rooms, text)
            given[field.key] = place
            if not isinstance(place, City):
                errors[field.key] = place
        elif text and field.asks is Asks.COUNTRY:
            code = rooms.search.country(text).code
            given[field.key] = code or text
            if code is None:
                errors[field.key] = f"I know no country called “{text[:60]}”."
    if errors:
        raise FieldUnclear(errors)
    return given


async def _submitted(rooms: Rooms, question: PressQuestion, form: OpenForm, page: int) -> None:
    if form.next_page is None:
        await finish(rooms, question, form)
        return
    said = entry_cards.go_on(question.asking, form.token, page=page + 1, pages=len(form.pages), may_finish=form.may_finish)
    await quietly(question, said)


def _words(key: str) -> str:
    return wording.upper_first(key.partition(".")[2].removesuffix("_id").replace("_", " "))
