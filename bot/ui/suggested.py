"""One's own suggestions, and how each stands."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.changes import Proposal, ProposalState
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card
from bot.ui.controls import button, menu
from bot.ui.inert import inert
from bot.ui.limits import OPTIONS, TITLE
from bot.ui.paging import page_number
from bot.ui.quoting import shortened, text
from bot.ui.review import ANSWER, name_of
from bot.ui.suggest_forms import CODE

ON_PAGE = 8
"""Suggestions on a page: each may take three lines."""
WITHDRAW = "What is open waits for somebody else to decide. You may withdraw it with the menu below."
MOST = 200
"""How many are looked up; older ones are told of by direct message when they are decided."""


def suggestions_card(asking: Asking, mine: Sequence[Proposal], *, page: int = 1, private: bool = True) -> Answer:
    """One's own suggestions, newest first, with what was asked about them, and a way to take one back."""
    card = Card(theme.LIST)
    if not mine:
        card.say("## You have suggested nothing yet", f"{asking.example('suggest')} opens the forms.")
        return card.answer(private=private)
    pages = -(-len(mine) // ON_PAGE)
    page = page_number(page, pages)
    shown = mine[(page - 1) * ON_PAGE : page * ON_PAGE]
    still = [each for each in mine if not each.state.decided]
    open_here = [each for each in shown if not each.state.decided][:OPTIONS]
    card.say(f"## {_counted(len(mine), len(still))}", WITHDRAW if open_here else "")
    card.rule()
    for each in shown:
        card.say(*_lines(each))
    card.rule()
    card.say(f"-# Page {page} of {pages} · newest first")
    asked = [each for each in open_here if _open_question(each)]
    if asked:
        card.controls(menu("Answer a question", asking.control_id(ANSWER, "m"), [_option(each) for each in asked]))
    if open_here:
        card.controls(menu("Withdraw one", asking.control_id(CODE, "x"), [_option(each) for each in open_here]))
    card.controls(
        button("Previous page", asking.control_id(CODE, "l", page - 1)) if page > 1 else None,
        button("Next page", asking.control_id(CODE, "l", page + 1), likely=True) if page < pages else None,
    )
    return card.answer(private=private)


def _counted(count: int, still: int) -> str:
    """``Your 5 suggestions: 2 are still open``"""
    if count == 1:
        return "Your suggestion is still open" if still else "Your suggestion is decided"
    yours = f"Your latest {MOST} suggestions" if count >= MOST else f"Your {count} suggestions"
    if not still:
        return f"{yours}: none is open any more"
    return f"{yours}: {still} {'is' if still == 1 else 'are'} still open"


def _lines(proposal: Proposal) -> list[str]:
    lines = [
        f"**{proposal.proposal_id}** {inert(proposal.title, TITLE)} · {_state(proposal)} · <t:{int(proposal.made_at.timestamp())}:R>"
    ]
    question = _open_question(proposal)
    if question:
        lines.append(question)
    if proposal.reason:
        lines.append(f"-# The reason: {shortened(text(proposal.reason), 150)}")
    return lines


def _state(proposal: Proposal) -> str:
    by = f" by {name_of(proposal.decided_by)}" if proposal.decided_by else ""
    match proposal.state:
        case ProposalState.PENDING:
            return "waits for review"
        case ProposalState.HELD:
            return "held until the moderators take suggestions again"
        case ProposalState.WITHDRAWN:
            return "withdrawn"
    return f"{proposal.state}{by}"


def _open_question(proposal: Proposal) -> str:
    """What was asked last and not answered yet."""
    said = [note for note in proposal.notes if not note.gives_link]
    if proposal.state.decided or not said or said[-1].answers:
        return ""
    last = said[-1]
    return f"-# {name_of(last.by)} asks: {shortened(text(last.words), 150)}"


def _option(proposal: Proposal) -> tuple[str, str, str]:
    return str(proposal.proposal_id), f"{proposal.proposal_id}: {proposal.title}", ""
