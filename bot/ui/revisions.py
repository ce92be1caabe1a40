"""The history of entries: who changed what, when and why, in pages; and one revision whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.domain import wording
from bot.domain.changes import Author, Revision
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card
from bot.ui.changes import TAKEN_OUT, Changed
from bot.ui.controls import button, menu
from bot.ui.inert import inert
from bot.ui.limits import NOTE, PAGE, TITLE
from bot.ui.paging import page_number
from bot.ui.quoting import pieces, shortened, text

CODE = "eh"
REVISIONS_PAGE = 5
SHOWN = 4
"""How many changes of a revision stand in the list; the rest when it is opened."""
WINDOW = 100
"""How many changes of a revision are put into words at once: an import has thousands."""
ROOM = 600
"""Characters of one revision in the list."""
CHANGE = 150
NAME = 60
WHOLE_PAGE = 2800
"""Characters of one page of a revision."""
BLOCK = 1400


@dataclass(frozen=True, slots=True)
class Told:
    """A revision as the asker sees it."""

    revision: Revision
    changed: Sequence[Changed]
    """The first of what it changed, in words."""
    rows: int
    """How many entries it changed that the asker sees."""
    shown_rows: int
    """How many of them are told in ``changed``."""


def history_card(
    asking: Asking, about: str, told: Sequence[Told], *, count: int, page: int, where: Sequence[int | str], undo: Collection[int]
) -> Answer:
    """A page of revisions, newest first.

    Args:
        about: whose history it is: an entry's name, ``this server’s own entries``.
        count: how many revisions there are in all.
        where: what a control's id needs to find them again.
        undo: the revisions that the asker may take back.
    """
    card = Card(theme.LIST)
    name = inert(about, TITLE - 30)
    if not told:
        card.say(
            f"## No change of {name} is recorded", "What came with the catalogue has no history here until somebody changes it."
        )
        return card.answer(private=True)
    card.say(
        f"## {wording.upper_first(wording.count(count, 'change'))} of {name}",
        "-# Newest first. The numbers are those of the revisions.",
    )
    for each in told:
        card.rule()
        card.say(_listed(each))
    pages = -(-count // REVISIONS_PAGE)
    card.rule()
    card.say(f"-# Page {page} of {pages}")
    options = [(str(each.revision.revision_id), f"Revision {each.revision.revision_id}", _why(each.revision)) for each in told]
    card.controls(menu("Open a revision", asking.control_id(CODE, "o"), options))
    undoable = [option for option in options if int(option[0]) in undo]
    if undoable:
        card.controls(menu("Undo a revision", asking.control_id(CODE, "u"), undoable))
    card.controls(
        button("Previous page", asking.control_id(CODE, "p", page - 1, *where)) if page > 1 else None,
        button("Next page", asking.control_id(CODE, "p", page + 1, *where), likely=True) if page < pages else None,
    )
    return card.answer(private=True)


def revision_card(asking: Asking, told: Told, *, window: int, page: int, undo: bool) -> Answer:
    """One revision with all that it changed. Nothing is cut off.

    Args:
        window: which hundred of its changes ``told`` has, from 0 on.
        page: of that hundred; 0 is its last.
    """
    paged = _in_pages(told)
    windows = max(1, -(-told.rows // WINDOW))
    page = page_number(page or len(paged), len(paged))
    card = Card(theme.LIST)
    number = told.revision.revision_id
    card.say(f"## Revision {number}", _head(told.revision), _reason(told.revision))
    card.rule()
    for block in paged[page - 1]:
        card.say(block)
    card.rule()
    card.say(f"-# {_where(told, window, windows, page, len(paged))}")
    before = (window, page - 1) if page > 1 else (window - 1, 0)
    after = (window, page + 1) if page < len(paged) else (window + 1, 1)
    card.controls(
        button("Previous page", asking.control_id(CODE, "w", number, *before)) if page > 1 or window else None,
        button("Next page", asking.control_id(CODE, "w", number, *after), likely=True)
        if page < len(paged) or window + 1 < windows
        else None,
        button("Undo", asking.control_id(CODE, "v", number)) if undo else None,
    )
    return card.answer(private=True)


def _listed(told: Told) -> str:
    lines = [f"**Revision {told.revision.revision_id}** · {_head(told.revision)}", shortened(_reason(told.revision), 180)]
    room = ROOM - sum(map(len, lines))
    kept: list[str] = []
    for each in told.changed[:SHOWN]:
        line = f"- {shortened(_in_words(each), CHANGE)}"
        if sum(len(other) + 1 for other in kept) + len(line) > room:
            break
        kept.append(line)
    left = len(told.changed) - len(kept)
    more = told.rows - told.shown_rows
    if more:
        kept.append(f"- and more: it changed {wording.count(told.rows, 'entry', 'entries')} in all")
    elif left:
        kept.append(f"- and {left:,} more: open it to read all")
    return "\n".join([*lines, *kept])


def _head(revision: Revision) -> str:
    """``<t:…:f> · by Ed, proposed by Mara``"""
    by = f"by {_name(revision.by)}"
    if revision.proposer is not None and revision.proposer.user_id != revision.by.user_id:
        by += f", proposed by {_name(revision.proposer)}"
    return f"<t:{int(revision.at.timestamp())}:f> · {by}"


def _reason(revision: Revision) -> str:
    undoes = f"takes back revision {revision.undoes}" if revision.undoes is not None else ""
    why = f"why: {text(revision.why)}" if revision.why else "no reason given"
    return f"-# {shortened(' · '.join(filter(None, [undoes, why])), NOTE)}"


def _why(revision: Revision) -> str:
    return revision.why or f"By {revision.by.name}"


def _in_words(each: Changed) -> str:
    if not each.now:
        return f"**{each.label}:** {each.proposed}"
    if each.proposed == TAKEN_OUT:
        return f"**{each.label}**, taken out: {each.now}"
    return f"**{each.label}:** before: {each.now} · after: {each.proposed}"


def _where(told: Told, window: int, windows: int, page: int, pages: int) -> str:
    if windows == 1:
        return f"Page {page} of {pages} · {wording.count(told.rows, 'entry', 'entries')} changed"
    first = window * WINDOW + 1
    return f"Entries {first:,} to {min(told.rows, first + WINDOW - 1):,} of {told.rows:,} · page {page} of {pages} of these"


def _name(author: Author) -> str:
    return inert(author.name, NAME) or "somebody"


def _in_pages(told: Told) -> list[list[str]]:
    pages: list[list[str]] = [[]]
    for each in told.changed:
        for block in pieces(_in_words(each), BLOCK):
            if pages[-1] and (len(pages[-1]) >= PAGE or sum(map(len, pages[-1])) + len(block) > WHOLE_PAGE):
                pages.append([])
            pages[-1].append(block)
    return [page or ["Nothing that is seen here was changed."] for page in pages]
