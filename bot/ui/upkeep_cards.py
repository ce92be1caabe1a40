"""What is said when two entries are merged, and about events on which sources disagree."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import date_words, wording
from bot.ui.card import Answer, Asking, sentence
from bot.ui.controls import button, menu
from bot.ui.entry_cards import Part
from bot.ui.entry_forms import SOURCE as LONGEST_SOURCE
from bot.ui.entry_forms import WHY_FIELD, Asks, FormField
from bot.ui.inert import inert
from bot.ui.limits import CONTENT, OPTIONS, TITLE
from bot.ui.quoting import shortened

CODE = "up"
NAME = 90
SAID = 4
"""Sources of an event that are named; the pairing's card has all."""
WORDS, SOURCE, DATE, DECIDED_BY = "0.words", "0.source_id", "0.date", "0.decided_by"
DISPUTE_FIELDS = (
    FormField(WORDS, "In what the sources differ", "As members read it: “Sources differ: 1984 or 1990.”", True, 1500, Asks.WORDS),
    FormField(
        SOURCE,
        "Who says otherwise",
        "The address of the page, or author, title, place and date",
        False,
        LONGEST_SOURCE,
        Asks.SOURCE,
    ),
    FormField(DATE, "The date that it gives", wording.upper_first(date_words.EXAMPLES), False, date_words.LONGEST, Asks.DATE),
    FormField(DECIDED_BY, "Who decided, as it says", "Empty if it does not say", False, 300, Asks.WORDS),
    WHY_FIELD,
)


def merge_invitation(
    asking: Asking, table_name: str, names: Sequence[str], numbers: Sequence[int], moves: Sequence[str]
) -> Answer:
    """What moves when two entries become one, and the way on."""
    gone, kept = (inert(name, NAME) for name in names)
    if table_name == "pairings":
        gone, kept = f"{gone} (pairing {numbers[0]})", f"{kept} (pairing {numbers[1]})"
    along = f"What moves along: {wording.joined(moves)}." if moves else "Nothing else names it."
    words = f"**{gone}** becomes part of **{kept}**, and is taken out. {along} Nothing is done before you have seen it whole."
    custom_id = asking.control_id(CODE, "m", int(table_name == "pairings"), *numbers)
    return sentence(shortened(words, CONTENT), button("Say why, and look at it", custom_id, likely=True))


def which_event(asking: Asking, label: str, events: Sequence[Part], pairing_id: int, page: int = 1) -> Answer:
    """Which event of a pairing is in dispute."""
    pages = max(1, -(-len(events) // OPTIONS))
    page = max(1, min(page, pages))
    listed = events[(page - 1) * OPTIONS : page * OPTIONS]
    controls = [
        menu("Which event?", asking.control_id(CODE, "e"), [(str(each.number), each.label, each.about) for each in listed])
    ]
    for name, turned, there in (("Previous page", page - 1, page > 1), ("Next page", page + 1, page < pages)):
        if there:
            controls.append(button(name, asking.control_id(CODE, "t", pairing_id, turned), likely=name == "Next page"))
    page_of = f" Page {page} of {pages}." if pages > 1 else ""
    return sentence(
        f"**{inert(label, TITLE)}**: about which event do sources disagree? Choose it, then set another source beside what is recorded.{page_of}",
        *controls,
    )


def event_card(asking: Asking, label: str, event_id: int, said: Sequence[tuple[str, str]], *, disputed: bool) -> Answer:
    """What sources say of an event, and what can be done where they disagree."""
    shown = [f"by {inert(source, 60)}: {date}" for source, date in said[:SAID]]
    more = [f"{len(said) - SAID} more"] if len(said) > SAID else []
    told = f"{wording.upper_first('; '.join([*shown, *more]))}." if said else "No source speaks of it yet."
    state = " It is marked as disputed." if disputed else " If another source says otherwise, set that beside it."
    controls = [button("Set another source beside it", asking.control_id(CODE, "d", event_id), likely=not disputed)]
    if disputed:
        controls.append(button("Settle it", asking.control_id(CODE, "s", event_id), likely=True))
    return sentence(f"**{inert(wording.upper_first(label), TITLE)}**\n{told}{state}", *controls)
