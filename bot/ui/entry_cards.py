"""What is said around the forms of entries: which fields, go on, put right, begin anew; and what goes with an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import discord

from bot.domain import wording
from bot.domain.changes import Proposal
from bot.ui import theme
from bot.ui.card import Answer, Asking, sentence
from bot.ui.changes import Changed
from bot.ui.controls import Control, button, menu
from bot.ui.entry_forms import PAGE, FormField
from bot.ui.inert import inert
from bot.ui.limits import CONTENT, DESCRIPTION, OPTIONS, TITLE
from bot.ui.quoting import marked, shortened

FIELDS = "ef"
ENTRY = "en"
PART = 120
"""A field's name with what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that an entry has parts of: an event of a pairing, a claim of an event."""

    number: int
    label: str
    about: str


def which_fields(
    asking: Asking,
    head: str,
    fields: Sequence[FormField],
    shown: Mapping[str, str],
    control: Sequence[int | str],
    *,
    parts: Sequence[Part] = (),
    parts_table: int = 0,
    parts_page: int = 1,
    more_parts: Sequence[int | str] = (),
    further: Sequence[tuple[str, str, Sequence[int | str]]] = (),
) -> Answer:
    """A menu of an entry's fields with what stands in them, and one of its parts.

    Args:
        head: what it is about, inert.
        control: action and arguments of the menu of fields.
        parts_table: the number of the table of the parts.
        more_parts: action and arguments of the button that turns the parts' page; the page's number follows.
        further: more buttons: label, action, arguments.
    """
    options = [(field.key, field.label, _stands(field, shown.get(field.key, ""))) for field in fields]
    controls = []
    if options:
        action, *arguments = control
        custom_id = asking.control_id(FIELDS, str(action), *arguments)
        controls.append(menu(f"Fields to change, up to {PAGE}", custom_id, options, most=PAGE))
    pages = -(-len(parts) // OPTIONS)
    page = max(1, min(parts_page, pages))
    if parts:
        listed = parts[(page - 1) * OPTIONS : page * OPTIONS]
        choices = [(str(part.number), part.label, part.about) for part in listed]
        controls.append(menu("Or what is recorded of it", asking.control_id(ENTRY, "p", parts_table), choices))
    for label, turned, there in (("Earlier entries", page - 1, page > 1), ("Later entries", page + 1, page < pages)):
        if there and more_parts:
            controls.append(button(label, asking.control_id(ENTRY, str(more_parts[0]), turned, *more_parts[1:])))
    controls += [button(label, asking.control_id(FIELDS, action, *arguments)) for label, action, arguments in further]
    return sentence(shortened(head, CONTENT), *controls, private=True)


def which_row(asking: Asking, head: str, rows: Sequence[tuple[str, str]], proposal_id: int, version: int, page: int) -> Answer:
    """A menu of the entries that a proposal changes.

    Args:
        rows: for each its name and how many fields of it there are, in words.
    """
    pages = -(-len(rows) // OPTIONS)
    page = max(1, min(page, pages))
    start = (page - 1) * OPTIONS
    options = [(str(start + number), label, about) for number, (label, about) in enumerate(rows[start : start + OPTIONS])]
    controls = [menu("Which entry?", asking.control_id(FIELDS, "r", proposal_id, version), options)]
    for label, turned, there in (("Previous page", page - 1, page > 1), ("Next page", page + 1, page < pages)):
        if there:
            controls.append(
                button(label, asking.control_id(FIELDS, "rp", proposal_id, version, turned), likely=label == "Next page")
            )
    return sentence(shortened(head, CONTENT), *controls, private=True)


def go_on(asking: Asking, token: int, *, page: int, pages: int, may_finish: bool) -> Answer:
    """A page of a form was filled in, and there is more."""
    left = "The rest may be left empty." if may_finish else "What follows is needed too."
    controls = [button("Next fields", asking.control_id(FIELDS, "n", token), likely=True)]
    if may_finish:
        controls.append(button("Look at it now", asking.control_id(FIELDS, "k", token)))
    return sentence(f"Form {page} of {pages} is kept. {left}", *controls, private=True)


def unclear(asking: Asking, token: int, errors: Sequence[tuple[str, str]]) -> Answer:
    """Something that was typed cannot be kept: what and why, field by field. All that was typed stands in the form again."""
    lines = [f"**{inert(label)}:** {marked(words)}" if label else marked(words) for label, words in errors]
    room = CONTENT - 100
    shown = [shortened(line, max(PART, room // len(lines))) for line in lines]
    kept: list[str] = []
    for line in shown:
        if sum(map(len, kept)) + len(line) > room:
            break
        kept.append(line)
    more = [f"{len(lines) - len(kept)} more."] if len(kept) < len(lines) else []
    text = "\n".join(["Nothing was changed, and what you typed is kept.", *kept, *more])
    return sentence(text, again(asking, token), private=True)


def again(asking: Asking, token: int) -> Control:
    """The button that opens a form with all that was typed in it."""
    return button("Open the form again", asking.control_id(FIELDS, "a", token), likely=True)


def changed_meanwhile(asking: Asking, label: str, newer: Sequence[Changed], *control: int | str) -> Answer:
    """Somebody changed the entry meanwhile: what they changed, and a way to begin from that."""
    text = (
        f"Somebody else has changed {inert(label, TITLE)} meanwhile, so nothing was changed. Below is what they changed. "
        "What you typed is kept: begin from the newer version, and look again at what you wanted."
    )
    embed = discord.Embed(colour=theme.LIST, description=shortened("\n".join(_changed_line(each) for each in newer), DESCRIPTION))
    action, *arguments = control
    begin = button("Begin from the newer version", asking.control_id(FIELDS, str(action), *arguments), likely=True)
    return sentence(text, begin, private=True, embed=embed)


def gone(label: str) -> Answer:
    """The entry was taken out while the form was open."""
    return sentence(f"Somebody has taken {inert(label, TITLE)} out meanwhile. Nothing was changed.", private=True)


def no_longer_kept() -> Answer:
    """A form that was sent off, or dropped."""
    return sentence("This form was sent off already, or is no longer kept. Give the command again.", private=True)


def invitation(asking: Asking, words: str, label: str, *control: int | str) -> Answer:
    """A form can be opened by a press only: what it is for, and the button."""
    action, *arguments = control
    return sentence(shortened(words, CONTENT), button(label, asking.control_id(ENTRY, str(action), *arguments), likely=True))


def goes_with(label: str, words: Sequence[str]) -> str:
    """What is taken out together with an entry: ``1 event and 2 claims``."""
    rest = f" With it go {wording.joined(words)}." if words else ""
    return f"**{inert(label, TITLE)}** is to be taken out.{rest}"


def _stands(field: FormField, text: str) -> str:
    return dict(field.choices).get(text, text) or "not recorded"


def _changed_line(each: Changed) -> str:
    return f"**{each.label}**\nbefore: {each.now or 'none'}\nnow: {each.proposed}"


def ready(asking: Asking, draft: Proposal) -> Answer:
    """A draft that only its writer is to see: behind a button where the answer is seen by all."""
    look = button("Look at it", asking.control_id(FIELDS, "l", draft.proposal_id, draft.version), likely=True)
    return sentence(
        f"**Draft: {inert(draft.title, TITLE)}**\nNothing is changed yet. Look at it, then choose where it goes.", look
    )
